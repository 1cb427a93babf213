"""The language of rules: what each element matches and does not."""

import time

import pytest
import re2

from forethought.judge.lexicon import Beginnings
from forethought.judge.marked import mark
from forethought.judge.pattern import parse
from forethought.text import read
from forethought.values import Mention, Span


def matches(pattern: str, text: str, mentions: tuple[Mention, ...] = ()) -> bool:
    made = parse(pattern, "here")
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    prefixes = frozenset(key[:-1] for keys in made.needs for key in keys if key.endswith("*"))
    marked = mark(read(text), mentions, Beginnings.of(prefixes))
    found = bool(re2.compile(made.expression.encode("latin-1"), options).search(marked.encoded))
    assert not found or all(keys & marked.keys for keys in made.needs), "a match that the index would have left out"
    return found


@pytest.mark.parametrize(
    ("pattern", "text", "expected"),
    [
        ("idiot", "You IDIOT!", True),
        ("idiot", "idiotic", False),
        ("idiot*", "idiotic", True),
        ("you (fool|utter clown)", "you utter clown", True),
        ("you (fool|utter clown)", "you clown", False),
        ("you utter? clown", "you clown", True),
        ("hate ... job", "I hate every day of this rotten job", True),
        ("hate ... job", "I hate it. The job is fine", False),
        ("hate ...2 job", "I hate every day of this rotten job", False),
        ("^ never", "Never again", True),
        ("^ never", "I never", False),
        ("never $", "I would never.", True),
        ("never $", "I would never say so.", False),
        ("aged #", "aged 14", True),
        ("aged #", "aged well", False),
        ("my _ patient", "my last patient", True),
        ("tired . goodnight", "So tired. Goodnight all", True),
        ("tired . goodnight", "So tired goodnight all", False),
        ("don't know", "I don’t know", True),
        ("a&e", "stuck in A&E", True),
        ("@insult", "what a waste of space", True),
        ("@insult", "what a waste of a space", False),
        ("red_heart", "love you ❤️", True),
    ],
)
def test_a_pattern_matches_what_its_language_says(pattern, text, expected):
    assert matches(pattern, text) is expected


@pytest.mark.parametrize(
    ("pattern", "expected"),
    [
        ("@health", True),
        ("@health:client", True),
        ("@:client", True),
        ("@health:author", False),
        ("@age:client", False),
    ],
)
def test_a_pattern_sees_mentions_and_whose_they_are(pattern, expected):
    text = "my patient had a stroke"
    stroke = Mention("health", "client", Span(17, 23), "here")

    assert matches(pattern, text, (stroke,)) is expected


def test_a_pattern_is_linear_in_a_hostile_text():
    text = "hate every " * 8000
    made = parse("hate ... every ... hate ... (job|work) ... every ... never", "here")
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    expression = re2.compile(made.expression.encode("latin-1"), options)
    took = []
    for share in (4, 1):
        encoded = mark(read(text[: len(text) // share]), (), Beginnings.of(())).encoded
        began = time.process_time()
        expression.search(encoded)
        took.append(time.process_time() - began)

    assert took[1] < 16 * took[0] + 0.05
