"""Words in disguise."""

from __future__ import annotations

import pytest

from forethought.text import read


def norms(text: str) -> list[str]:
    return [token.norm for token in read(text).tokens]


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("soooo", "so"), ("goooood", "good"), ("Nooooo", "no"), ("loooove", "love"), ("yesssss", "yes"),
        ("tiiiired", "tired"), ("HELLLLP", "help"), ("weeeeek", "week"), ("coooool", "cool"), ("fuuuuck", "fuck"),
        ("AAA", "aaa"), ("xxx", "xxx"),
        ("r3tard", "retard"), ("a55hole", "asshole"), ("b1tch", "bitch"), ("d1ckhead", "dickhead"), ("5hit", "shit"),
        ("1diot", "idiot"), ("m0r0n", "moron"), ("p4tient", "patient"),
        ("f**k", "fuck"), ("f*ck", "fuck"), ("F**king", "fucking"), ("f***", "fuck"), ("f***ing", "fucking"),
        ("sh*t", "shit"), ("s**t", "shit"), ("c*nt", "cunt"), ("c**t", "cunt"), ("b@stard", "bastard"),
        ("b*stards", "bastards"), ("a$$hole", "asshole"), ("@sshole", "asshole"), ("$hit", "shit"), ("sh!t", "shit"),
        ("tw@", "tw@"), ("r*tard", "retard"), ("w*nker", "wanker"), ("d!ckhead", "dickhead"), ("f#ck", "fuck"),
        ("bullsh*t", "bullshit"), ("p*ssed", "pissed"), ("ca$h", "cash"), ("h@te", "hate"), ("k*ll", "kill"),
        ("f u c k", "fuck"), ("s.h.i.t", "shit"), ("C U N T", "cunt"),
    ],
)  # fmt: skip
def test_is_undone(written: str, meant: str) -> None:
    if written == "tw@":
        assert norms(written) == ["tw"]
    else:
        assert norms(f"you {written} you") == ["you", meant, "you"]


@pytest.mark.parametrize(
    "text",
    [
        "14yo", "A4", "5pm", "B12", "NW3", "covid19", "H1N1", "KS2", "Y11", "P45", "M4", "SE1", "T2", "4x4", "MP3",
        "Mrs K***", "J***", "A*", "A**", "C&A", "B&B", "P&P", "Q&A", "D&V", "M&S", "US$", "2*3", "**bold**", "*sigh*",
        "so*very*tired", "wow!really", "me@home", "a b c d", "i c u", "Plan B", "5*", "100%", "C#", "word*", "W1A",
    ],
)  # fmt: skip
def test_is_left_alone(text: str) -> None:
    letters = "".join(c for c in text.lower() if c.isalnum())
    assert "".join(c for norm in norms(text) for c in norm if c.isalnum()) == letters
