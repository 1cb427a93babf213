from __future__ import annotations

import io
import re
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.look import Look, quoted, width, wrapped
from forethought.marking import marked_text
from forethought.render import look_of, render
from forethought.say import LAST_LINE, about
from forethought.values import Assessment, Finding, Mention, Post, Span

PLAIN = Look()
COLOUR = Look(colour=True)


def test_a_fine_post_is_one_calm_line_and_nothing_else() -> None:
    fine = Assessment("", "post", fine_because=("You may criticise your regulator.",))

    assert render(fine, Post("x"), PLAIN) == "✓ Fine to post. You may criticise your regulator."


def test_a_risky_post_shows_verdict_words_clause_precedent_people_safer_and_advice(
    assessment: Assessment, risky: Post
) -> None:
    shown = render(assessment, risky, PLAIN)

    flat = " ".join(shown.split())
    for part in (
        "✕ Stop.",
        "“Court again tomorrow, the DV case”",
        "Speaks of proceedings you are part of.",
        "Instead Leave the case out.",
        "HCPC 2.9",
        "https://example.org/standards",
        "Social worker, 2015 (HCPTS)",
        "without “twins”: about 200 people",
        "A safer wording",
        "Powerful to know that children are safe",
        "Before, its details fitted about 3 people; now about 60,000 people.",
        "A manager you trust",
    ):
        assert part in flat
    assert shown.endswith(LAST_LINE)
    assert "\x1b" not in shown


def test_marks_stand_beneath_the_words_they_mark(assessment: Assessment, risky: Post) -> None:
    lines = marked_text(risky.text, assessment.findings, Look(width=60))

    first = next(n for n, line in enumerate(lines) if "Court" in line)
    column = lines[first].index("Court")
    assert lines[first + 1][column : column + 20] == "^" * 20


def test_wide_characters_do_not_shift_the_marks() -> None:
    text = "💛💛 bad"
    finding = Finding("abuse", Span(3, 6), "stop", 1.0, "", ())

    assert marked_text(text, [finding], PLAIN) == ["  │ 💛💛 bad", "  │      ^^^"]


def test_on_a_terminal_words_are_underlined(assessment: Assessment, risky: Post) -> None:
    shown = "\n".join(marked_text(risky.text, assessment.findings, COLOUR))

    assert "\x1b[4;31mCourt again tomorrow, the DV case\x1b[0m" in shown
    assert "\x1b[4;33mthe twins\x1b[0m" in shown
    assert "^" not in shown


def test_what_could_steer_a_terminal_is_shown_as_dots() -> None:
    assert quoted("a\x1b[31mb\u202ec\u200bd\re") == "a·[31mb·c·d·e"


def test_a_family_emoji_stays_whole() -> None:
    assert quoted("👨‍👩‍👧") == "👨‍👩‍👧"


def test_a_text_that_is_not_judged_says_why_and_what_was_found() -> None:
    post = Post("Hallo Frau Schmidt, 943 476 5919")
    found = Mention("id-number", "client", Span(20, 32), "id-number")
    answer = Assessment("", "not judged", not_judged="it does not seem to be in English", mentions=(found,))

    shown = render(answer, post, PLAIN)

    assert shown.startswith("? Not judged: it does not seem to be in English.")
    assert "“943 476 5919”  (an official number)" in shown


def test_a_long_post_is_shown_around_its_marks() -> None:
    text = "calm words " * 1000 + "dreadful" + " calm words" * 1000
    start = text.index("dreadful")
    finding = Finding("abuse", Span(start, start + 8), "pause", 1.0, "", ())

    lines = marked_text(text, [finding], PLAIN)

    assert lines[0] == lines[-1] == "  │ …"
    assert len(lines) < 15
    assert "dreadful" in " ".join(lines)


def test_a_text_full_of_marks_is_cut_short() -> None:
    text = "bad " * 20_000
    findings = [Finding("abuse", Span(n, n + 3), "stop", 1.0, "", ()) for n in range(0, len(text), 4)]

    assert sum(map(len, marked_text(text, findings, PLAIN))) < 6_000


def test_a_stream_without_signs_gets_ascii(assessment: Assessment, risky: Post) -> None:
    assert render(assessment, risky, Look(signs=False)).isascii()


@pytest.mark.parametrize(
    ("environ", "terminal", "coloured"),
    [({}, True, True), ({}, False, False), ({"NO_COLOR": "1"}, True, False), ({"TERM": "dumb"}, True, False)],
)
def test_colours_only_on_a_terminal_that_wants_them(environ: dict[str, str], terminal: bool, coloured: bool) -> None:
    class Stream(io.StringIO):
        encoding = "utf-8"

        def isatty(self) -> bool:
            return terminal

    assert look_of(Stream(), environ).colour is coloured


@pytest.mark.parametrize(
    ("count", "said"),
    [(0.4, "about one person"), (3.2, "about 3 people"), (47, "about 47 people"), (1234, "about 1,200 people")],
)
def test_counts_are_said_without_false_precision(count: float, said: str) -> None:
    assert about(count) == said


@given(st.text(max_size=300), st.integers(36, 92), st.booleans())
def test_any_text_fits_its_lines_and_loses_no_word(text: str, columns: int, colour: bool) -> None:
    finding = Finding("abuse", Span(len(text) // 3, len(text) // 2), "stop", 1.0, "", ())

    lines = marked_text(text, [finding] if len(finding.span or ()) else [], Look(colour=colour, width=columns))

    plain = [re.sub("\x1b\\[[0-9;]*m", "", line) for line in lines]
    shown = "".join(line[4:] for line in plain if not re.fullmatch(r"  │ [ ^]*\^", line))
    assert all(width(line) <= columns + 1 for line in plain)
    if "^" not in text:
        assert "".join(shown.split()) == "".join(quoted(text).split())


@given(st.text(max_size=300), st.integers(10, 90))
def test_wrapping_keeps_every_word(text: str, columns: int) -> None:
    lines = wrapped(text, Look(width=columns), "  ")

    assert " ".join(lines).split() == text.split()


def test_what_is_not_there_has_no_heading(assessment: Assessment, risky: Post) -> None:
    own = replace(assessment.people[0], about="author")

    shown = render(replace(assessment, safer=None, people=(own,), advice=()), risky, PLAIN)

    assert "safer" not in shown
    assert "Who it could be" not in shown
    assert "Who can help" not in shown
