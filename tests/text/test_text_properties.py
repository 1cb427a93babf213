"""What holds for any string."""

from __future__ import annotations

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.text import read

PIECES = [
    "f**k", "S***", "don't", "'s", "'", '"', "”", "’", " ", "\n", ".", "...", "…", "?!", "#TwinsIn", "@bob", "💛",
    "👩🏽‍⚕️", "🇬", "🇬🇧", "#️⃣", "\u200b", "\u200d", "\u202e", "\u2028", "é", "e\u0301", "\u0301", "ﷺ", "½", "㏂",
    "漢", "аss",
    "sooo", "14yo", "www.", "x.com/", "a@b.c", "_", "-", "–", "£", "(", "<3", ":)", "\x00", "\x01", "\x04", "\ue000",
    "ß", "İ", "ŉ", "①", "A&E", "p.m.", "Dr.", "5", "r3tard", "f u c k", "I", "the",
]  # fmt: skip
TEXTS = st.one_of(st.text(), st.lists(st.sampled_from(PIECES)).map("".join), st.text(st.characters()))


@given(TEXTS)
def test_tokens_point_into_the_original_in_order(text: str) -> None:
    last, sentence = 0, 0
    for token in read(text).tokens:
        assert last <= token.start < token.end <= len(text)
        assert sentence <= token.sentence <= sentence + 1
        assert token.norm
        assert token.surface
        assert token.norm == token.norm.lower() or token.kind == "word"
        last, sentence = token.end, token.sentence


@given(TEXTS)
def test_same_text_same_tokens(text: str) -> None:
    assert read(text) == read(text)


@given(st.text(st.characters(max_codepoint=127)))
def test_ascii_stays_ascii(text: str) -> None:
    for token in read(text).tokens:
        assert token.norm.isascii()
        assert text[token.start : token.end] == token.surface


@given(st.text(st.characters(categories=["Ll", "Lu"], max_codepoint=0x24F)))
def test_latin_letters_become_ascii_or_stay_letters(text: str) -> None:
    for token in read(text).tokens:
        assert " " not in token.norm


UNITS = [
    "a", ".", "a.", "a-", "a@", "@", "#", "a*", "*", "'", " 'a", "http://", "www.(", "a.com/(", "1", "1.", "1a", "_",
    "e\u0301", "\u0301", "👩\u200d", "\U0001f1ec", "💛", "漢", "a ", "a!", "a'", "#a_", "  [", "\t", "\x00",
    "\ud800", "#AbC", " \n", "\n", "\ufdfa",
]  # fmt: skip


@pytest.mark.parametrize("unit", UNITS)
def test_time_grows_in_step_with_length(unit: str) -> None:
    text = unit * (100_000 // len(unit))
    begun = time.process_time()
    read(text)
    assert time.process_time() - begun < 2.5  # ten times what it takes; in square time it would be minutes


def test_a_million_newlines() -> None:
    begun = time.process_time()
    assert read("\n" * 1_000_000).tokens == ()
    assert time.process_time() - begun < 1
