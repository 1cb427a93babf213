"""What figures are made of: labels without text, a suite that says what it expects, changes that change only form."""

from __future__ import annotations

import json
import re
import sys

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.values import CONCERNS
from shared import ROOT

sys.path.insert(0, str(ROOT / "scripts"))

import functional
import natural
from forms import FORMS
from scoring import Judged, figures, judge

LABELS = sorted((ROOT / "training" / "third-party" / "labels").glob("*.jsonl"))
SUITE = functional.tomllib.loads(functional.SUITE.read_text(encoding="utf-8"))
FUNCTIONS = functional.read_functions(SUITE)


@pytest.mark.parametrize("path", LABELS, ids=lambda path: path.stem)
def test_labels_know_their_texts_by_hash_and_hold_no_word_of_them(path):
    seen = set()
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        assert set(row) == {"sha256", "verdict", "concerns", "spans", "readers", "disputed", "round"}
        assert re.fullmatch(r"[0-9a-f]{16}", row["sha256"])
        assert row["sha256"] not in seen
        seen.add(row["sha256"])
        assert row["verdict"] in ("post", "pause", "stop", "skip")
        assert set(row["concerns"]) <= set(CONCERNS)
        assert (row["verdict"] in ("post", "skip")) == (not row["concerns"])
        for span in row["spans"]:
            assert set(span) == {"start", "end", "concern"}
            assert 0 <= span["start"] < span["end"]
            assert span["concern"] in row["concerns"]


def test_sets_that_are_measured_on_are_labelled_and_left_out():
    assert set(natural.LEFT_OUT) <= {path.stem for path in LABELS}


@given(st.text(max_size=60), st.integers(0, 8))
def test_a_text_is_known_however_its_words_are_put_together(text, more):
    assert natural.text_key(text) == natural.text_key(" " * more + " \n".join(text.split(" ")))


def test_a_label_marks_the_words_it_was_given_for_whatever_the_spaces():
    label = {
        "sha256": natural.text_key("You utter fool ."),
        "verdict": "pause",
        "concerns": ["abuse"],
        "spans": [{"start": 3, "end": 12, "concern": "abuse"}],
        "readers": 1,
        "disputed": False,
    }
    for text in ("You utter fool .", "You  utter fool."):
        (span,) = natural.labelled(text, label, "made")["spans"]
        assert text[span["start"] : span["end"]] == "utter fool"


def test_the_suite_says_what_it_expects_and_leaves_no_gap():
    assert len({one.id for one in FUNCTIONS}) == len(FUNCTIONS) >= 90
    assert sum(len(one.cases) for one in FUNCTIONS) >= 2_500
    for one in FUNCTIONS:
        assert one.cases
        assert set(one.expect) <= {"post", "pause", "stop"}
        assert ("post" in one.expect) == (one.expect == ("post",))
        assert one.concern == "" or one.concern in CONCERNS
        assert not any(re.search(r"[{}]", case) for case in one.cases)


def test_the_suite_holds_no_post_of_the_corpus():
    import corpus

    own = {natural.text_key(row["text"].lower()) for row in corpus.read_corpus()}
    cases = [*(case for one in FUNCTIONS for case in one.cases), *(one["text"] for one in SUITE["invariance"])]

    assert not [case for case in cases if natural.text_key(case.lower()) in own]


TEXT = "I can't say it's fine. Mum's colour is grey today."


@pytest.mark.parametrize(
    ("form", "changed"),
    [
        ("full stops taken out", "I can't say it's fine Mum's colour is grey today"),
        ("no capitals", "i can't say it's fine. mum's colour is grey today."),
        ("no apostrophes", "I cant say its fine. Mums colour is grey today."),
        ("curly quotes", "I can’t say it’s fine. Mum’s colour is grey today."),
        ("contractions written out", "I cannot say it is fine. Mum's colour is grey today."),
        ("American spelling", "I can't say it's fine. Mum's color is grey today."),
        ("a line for each sentence", "I can't say it's fine.\nMum's colour is grey today."),
        ("a handle before", f"@user {TEXT}"),
    ],
)
def test_a_change_of_form_changes_only_form(form, changed):
    assert FORMS[form](TEXT) == changed


@given(st.text(max_size=80))
def test_every_change_of_form_takes_any_text_and_is_always_the_same(text):
    for change in FORMS.values():
        assert change(text) == change(text)


def row(wanted, got, not_fine=None):
    return Judged({"verdict": wanted, "concerns": []}, {"verdict": got, "findings": []}, not_fine)


def test_alarms_that_are_right_and_how_far_chances_are_off():
    rows = [
        row("stop", "pause", 0.9),
        row("post", "stop", 0.9),
        row("post", "post", 0.1),
        row("pause", "post", 0.1),
        row("pause", "pause", 0.9),
    ]

    assert figures(rows)["alarms_right"] == pytest.approx(2 / 3)
    # Of three at 0.9 two came true, of two at 0.1 one: 3 x |0.9 - 2/3| and 2 x |0.1 - 1/2|, over five.
    assert figures(rows)["calibration"] == pytest.approx((0.7 + 0.8) / 5)
    assert figures([row("post", "post")])["calibration"] is None


def test_any_verdict_that_a_careful_reader_would_take_is_right():
    text = "You utter fool, Dave."
    label = {"text": text, "verdict": "post", "concerns": []}
    (strict,) = judge([label])
    (open_,) = judge([label | {"accept": ["post", "pause", "stop"]}])

    assert strict.got["verdict"] == open_.got["verdict"] != "post"
    assert (strict.label["verdict"], open_.label["verdict"]) == ("post", open_.got["verdict"])
    assert 0 <= open_.not_fine <= 1
