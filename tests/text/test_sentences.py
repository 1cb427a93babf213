"""Where sentences end."""

from __future__ import annotations

import pytest

from forethought.text import read


def sentences(text: str) -> list[str]:
    tokens = read(text).tokens
    return [
        text[min(t.start for t in tokens if t.sentence == n) : max(t.end for t in tokens if t.sentence == n)]
        for n in sorted({t.sentence for t in tokens})
    ]


@pytest.mark.parametrize(
    "text",
    [
        "So tired.| It never stops!| Does it?",
        "What?!| No!!!| Fine...| Next.",
        "no capitals here. |not one",
        "One\n\n|Two\r\n|Three",
        "Dr. Smith and Mrs. Jones met Prof. Lee at St. Mary's.| Good.",
        "Use e.g. this, i.e. that, etc. and so on.",
        "It costs 3.50 or 4.5 at v2.0.| Really.",
        "John F. Kennedy and J. Smith.| Bye.",
        "I saw Mrs K.| She was well.",
        "We start at 7 a.m. and end at 9 p.m.| Then home.",
        "The U.S. and the N.H.S. are not alike.",
        "I waited... and waited.| Then… nothing.",
        "He said \"no.\"| She left.",
        "(It was late.)| We went.",
        "1. Be kind.\n|2. Be on time.",
        "Room No. 5 is cold.",
        "Lovely (!) shift, that.",
        "Home 💛 at last",
    ],
)  # fmt: skip
def test_sentences(text: str) -> None:
    expected = [part.strip() for part in text.split("|")]
    assert [part.strip() for part in sentences(text.replace("|", ""))] == expected


def test_a_run_of_signs_is_one_end() -> None:
    ends = [t.norm for t in read("What?!?! \n\n No... \n\n Stop!!1").tokens if t.kind == "end"]
    assert ends == ["?", ".", "!"]


def test_an_end_belongs_to_the_sentence_it_ends() -> None:
    assert [t.sentence for t in read("a. b! c").tokens] == [0, 0, 1, 1, 2]
