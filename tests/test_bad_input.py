"""Bad input: a clear message, the right exit status, nothing lost, and no words of the draft in an error."""

from __future__ import annotations

import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought import Post, check
from forethought.look import Look
from forethought.render import render
from shared import RISKY, Forethought


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        pytest.param(b"", "nothing in it", id="empty"),
        pytest.param(b" \n\t\r\n ", "nothing in it", id="only spaces"),
        pytest.param("💛🎉👨‍👩‍👧".encode(), "only emoji", id="only emoji"),
        pytest.param(b"...?!", "no words", id="only punctuation"),
        pytest.param(b"word " * 20_000 + b"x", "100,000 characters", id="100,001 characters"),
        pytest.param(b"a\n" * 1_000_000, "100,000 characters", id="a million lines"),
        pytest.param(b"\n" * 1_000_000, "", id="a million newlines"),
    ],
)
def test_what_cannot_be_judged_says_why(forethought: Forethought, draft: bytes, why: str) -> None:
    done = forethought("check", stdin=draft)

    assert done.returncode == 2
    assert done.stdout.decode().startswith("? Not judged: ")
    assert why in " ".join(done.stdout.decode().split())
    assert done.stderr == b""


@pytest.mark.parametrize(
    ("draft", "why"),
    [
        pytest.param(b"My patient \xff\xfe zanzibarquokka", "is not UTF-8 text, at byte 12", id="invalid UTF-8"),
        pytest.param(b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "is not UTF-8 text, at byte 1", id="a picture"),
        pytest.param(b"\x7fELF\0\0zanzibarquokka", "some other kind of file", id="a program"),
        pytest.param(b"\xff\xfeodd", "is not UTF-8 text", id="half of UTF-16"),
    ],
)
def test_what_is_no_text_is_refused(forethought: Forethought, draft: bytes, why: str) -> None:
    done = forethought("check", stdin=draft)

    assert done.returncode == 2
    assert why in done.stderr.decode()
    assert done.stdout == b""
    assert b"quokka" not in done.stderr


def test_an_argument_that_is_not_utf8_is_refused(forethought: Forethought) -> None:
    done = forethought("check", b"My patient \xff zanzibarquokka")

    assert done.returncode == 2
    assert done.stderr == b"forethought: the text is not valid UTF-8\n"


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16"])
def test_files_as_windows_saves_them_are_read(forethought: Forethought, encoding: str) -> None:
    plain = json.loads(forethought("check", "--format", "json", stdin=RISKY.encode()).stdout)

    assert json.loads(forethought("check", "--format", "json", stdin=RISKY.encode(encoding)).stdout) == plain


def test_right_to_left_tricks_hide_nothing_and_do_not_reach_the_terminal(forethought: Forethought) -> None:
    text = "Court again \u202etomorrow\u202c, the \u200bDV case with the \u2066twins\u2069. #Stockport"

    done = forethought("check", text)
    found = json.loads(forethought("check", "--format", "json", text).stdout)

    assert done.returncode == 1
    assert not {"\u202e", "\u202c", "\u200b", "\u2066", "\u2069"} & set(done.stdout.decode())
    assert all(0 <= one["start"] < one["end"] <= len(text) for one in found["findings"])


def test_escape_codes_in_a_draft_do_not_reach_the_terminal(forethought: Forethought) -> None:
    done = forethought("check", "My patient \x1b]0;owned\x07 Jane Smith \x1b[2J is dying")

    assert b"\x1b" not in done.stdout
    assert b"\x07" not in done.stdout


def test_a_hundred_thousand_characters_are_judged(forethought: Forethought) -> None:
    assert forethought("check", stdin=("calm words " * 9_090).encode()[:100_000]).returncode == 0


@settings(max_examples=150)
@given(st.text(max_size=400))
def test_no_text_breaks_the_check_or_its_display(text: str) -> None:
    assessment = check(text)

    for one in assessment.findings:
        assert one.span is None or 0 <= one.span.start < one.span.end <= len(text)
    for mention in assessment.mentions:
        assert 0 <= mention.span.start < mention.span.end <= len(text)
    assert render(assessment, Post(text), Look(width=60))
    assert check(text) == assessment
