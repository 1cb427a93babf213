"""From Markdown and packs to paragraphs whose anchors stay."""

from __future__ import annotations

import re

import pytest
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from forethought import list_packs
from forethought.packs import Pack
from forethought_web.consultations.drafts import LONGEST, Part, Unreadable, carried, of_pack, read_markdown
from forethought_web.consultations.models import Consultation
from forethought_web.consultations.running import add_version
from web_html import Balanced


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("One.\n\nTwo.", [("1.1", "One.", False), ("1.2", "Two.", False)]),
        ("# A\n\nOne\nline.\n## B", [("1", "A", True), ("1.1", "One line.", False), ("2", "B", True)]),
        ("2.7 Old number.\n\nNone.", [("2.7", "Old number.", False), ("1.2", "None.", False)]),
        ("1.1 Taken.\n\nNext.", [("1.1", "Taken.", False), ("1.2", "Next.", False)]),
        ("# 3. Named\n\n- one\n- two", [("3", "Named", True), ("1.1", "one", False), ("1.2", "two", False)]),
        ("a\r\n\r\nb\r\n", [("1.1", "a", False), ("1.2", "b", False)]),
    ],
)  # fmt: skip
def test_markdown(text: str, parts: list[tuple[str, str, bool]]) -> None:
    assert [(one.number, one.text, one.is_heading) for one in read_markdown(text)] == parts


@pytest.mark.parametrize("text", ["", "   \n\n ", "# Only a heading", "x" * (LONGEST + 1), "a\n\n" * 3_000])
def test_what_is_no_draft_is_said(text: str) -> None:
    with pytest.raises(Unreadable, match=r"paragraph|longer"):
        read_markdown(text)


@given(st.text(alphabet="ab1.# -\n", max_size=200))
def test_every_word_is_kept_and_every_anchor_is_its_own(text: str) -> None:
    try:
        parts = read_markdown(text)
    except Unreadable:
        return
    anchors = [one.anchor for one in parts]

    assert len(set(anchors)) == len(anchors)
    assert all(re.fullmatch(r"[a-z0-9-]{1,60}", anchor) for anchor in anchors)
    assert all(one.text and one.number for one in parts)
    letters = [char for char in text if char in "ab"]
    assert [char for one in parts for char in one.text if char in "ab"] == letters


@pytest.mark.parametrize("pack", list_packs(), ids=lambda pack: pack.id)
def test_a_pack_is_a_draft(pack: Pack) -> None:
    parts = of_pack(pack)

    assert len({one.anchor for one in parts}) == len(parts)
    assert {one.text for one in pack.standards} | {one.text for one in pack.tips} <= {one.text for one in parts}


def test_a_paragraph_that_moves_or_is_reworded_keeps_its_anchor() -> None:
    old = read_markdown("1.1 Think before you post.\n\n1.2 Keep what you learn to yourself.\n\n1.3 Be kind.")
    new = carried(
        old, read_markdown("1.1 Be kind.\n\n1.2 Think twice before you post.\n\n1.3 Something new altogether.")
    )

    assert [one.anchor for one in new][:2] == ["p-1-3", "p-1-1"]
    assert new[2].anchor not in {one.anchor for one in old}


@given(st.lists(st.sampled_from(["a b c", "a b d", "e", "f g"]), min_size=1, max_size=6), st.permutations(range(6)))
def test_anchors_are_never_shared(texts: list[str], order: list[int]) -> None:
    old = [Part(text, str(n), anchor=f"p-{n}") for n, text in enumerate(texts)]
    new = [old[n] for n in order if n < len(old)] + [Part("h i j", "9", anchor="p-0")]
    anchors = [one.anchor for one in carried(old, new)]

    assert len(set(anchors)) == len(anchors)


@pytest.mark.parametrize(
    ("asked", "said"),
    [
        ({}, "From version 2 to version 3"),
        ({"from": "1"}, "From version 1 to version 3"),
        ({"from": "1", "to": "2"}, "From version 1 to version 2"),
        ({"from": "9", "to": "x"}, "From version 2 to version 3"),
        ({"to": "1"}, "From version 1 to version 1"),
    ],
)
def test_any_two_versions_are_compared(consultation: Consultation, asked: dict[str, str], said: str) -> None:
    for words in ("Think twice before you post.", "Think three times before you post."):
        add_version(consultation, read_markdown(f"# Posting\n\n1.1 {words}"), "someone", "Softer")
    html = Client(HTTP_HOST="localhost").get("/consultations/posting/changes", asked).content.decode()

    assert said in html
    assert Balanced(html).wrong == []


def test_a_draft_of_thousands_of_changed_paragraphs_is_carried_soon() -> None:
    import time

    old = read_markdown(
        "\n\n".join(f"Paragraph {n} says this of that, and the council means it {n}." for n in range(1_900))
    )
    new = [Part(f"{part.text} Now it does not.", part.number) for part in old]
    begun = time.process_time()
    carried_over = carried(old, new)

    assert time.process_time() - begun < 20
    assert len({part.anchor for part in carried_over}) == 1_900
