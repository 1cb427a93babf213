"""Text is cut into word pieces as the tokenizer released with the encoder cuts it."""

import json
import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.model.pieces import WordPieces, read_pieces
from forethought.model.reader import VOCABULARY
from shared import ROOT

PIECES = read_pieces(VOCABULARY)
# Cut by the released tokenizer (the library tokenizers 0.22).
CUT = [json.loads(line) for line in (ROOT / "tests/fixtures/word-pieces.jsonl").read_text("utf-8").splitlines()]


@pytest.mark.parametrize("cut", CUT, ids=lambda cut: ascii(cut["text"])[:24])
def test_text_is_cut_as_the_encoder_learned_it(cut: dict[str, object]) -> None:
    ids, places = PIECES.cut(str(cut["text"]))

    assert ids == cut["ids"]
    assert [list(one) for one in places] == cut["places"]


def test_the_encoders_own_signs_are_words_in_a_text() -> None:
    ids, _ = PIECES.cut("[SEP] [MASK]")

    assert not {PIECES.numbers["[SEP]"], PIECES.numbers["[MASK]"]} & set(ids)


@given(st.text())
def test_places_follow_each_other_and_stay_in_the_text(text: str) -> None:
    ids, places = PIECES.cut(text)

    assert len(ids) == len(places)
    assert all(0 <= start < end <= len(text) for start, end in places)
    assert [start for start, _ in places] == sorted(start for start, _ in places)


def test_the_longest_piece_is_taken_first() -> None:
    pieces = WordPieces({"[UNK]": 0, "a": 1, "ab": 2, "##b": 3, "##c": 4, "##bc": 5})

    assert pieces.cut("abc ac ad") == ([2, 4, 1, 4, 0], [(0, 2), (2, 3), (4, 5), (5, 6), (7, 9)])


def test_time_goes_by_length() -> None:
    def took(text: str) -> float:
        began = time.process_time()
        PIECES.cut(text)
        return time.process_time() - began

    took("ab" * 1_000)
    assert took("é" * 100_000) < 2
    assert took("x" * 99 + " ") * 1_000 > took(("x" * 99 + " ") * 1_000) / 20


def test_a_vocabulary_that_is_not_there_is_told(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        read_pieces(tmp_path / "none.txt")
