"""What must never raise anything: who people are, and what practitioners say of guidance on social media."""

from pathlib import Path

import pytest

from forethought import Author, Post, check

FIXTURES = Path(__file__).parent / "fixtures"


def lines(name: str) -> list[str]:
    return [line for line in (FIXTURES / name).read_text(encoding="utf-8").splitlines() if line.strip()]


IDENTITY = lines("identity-sentences.txt")
COMMENTS = lines("reader-comments.txt")


def test_the_tables_are_as_long_as_was_promised_and_say_nothing_twice():
    assert len(set(IDENTITY)) == len(IDENTITY) >= 200
    assert len(set(COMMENTS)) == len(COMMENTS) >= 60


@pytest.mark.parametrize("text", IDENTITY)
def test_who_people_are_never_raises_anything(text):
    got = check(Post(text, author=Author(profession="nurse")))

    assert (got.verdict, got.findings) == ("post", ())


@pytest.mark.parametrize("text", COMMENTS)
def test_what_readers_said_of_the_guidance_is_fine(text):
    got = check(Post(text, author=Author(profession="social worker")))

    assert (got.verdict, got.findings) == ("post", ())
