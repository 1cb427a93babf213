"""Every rule does what its own examples say, and no rule or lexicon is malformed."""

import pytest
import rtoml

from forethought.detect import detect
from forethought.errors import RuleError
from forethought.judge.gather import gather
from forethought.judge.lexicon import LEXICONS, lexicons
from forethought.judge.rules import RULES, load_rules, read_rule, rule_book
from forethought.text import read
from forethought.values import CONCERNS, Post
from forethought.weigh import weigh

BOOK = rule_book()
CASES = [
    pytest.param(rule, example, id=f"{rule.id}-{'flag' if example.flagged else 'allow'}-{n}")
    for rule in BOOK.rules
    for n, example in enumerate(rule.examples)
]
VALID = {
    "concern": "abuse",
    "severity": "pause",
    "why": "why",
    "source": "own",
    "since": "2026.1",
    "match": ["you idiot"],
    "examples": {"flag": ["You idiot."], "allow": ["I am an idiot."]},
}


def speakers(post: Post) -> set[str]:
    text = read(post.text)
    mentions = detect(text, post)
    evidence, _ = gather(text, mentions, weigh(mentions, post), post, BOOK)
    return {one.source for one in evidence}


@pytest.mark.parametrize(("rule", "example"), CASES)
def test_a_rule_does_what_its_examples_say(rule, example):
    assert (f"rule:{rule.id}" in speakers(example.post)) is example.flagged


def test_there_are_at_least_150_rules_and_every_concern_has_one():
    assert len(BOOK.rules) >= 150
    assert {rule.concern for rule in BOOK.rules if rule.concern} == set(CONCERNS)


def test_speech_that_is_fine_has_rules_that_say_why():
    assert sum(rule.protects is not None for rule in BOOK.rules) >= 10


def test_every_rule_has_as_many_near_misses_as_hits():
    assert [rule.id for rule in BOOK.rules if sum(e.flagged for e in rule.examples) * 2 > len(rule.examples)] == []


def test_every_lexicon_is_used_by_a_rule():
    written = "\n".join(path.read_text(encoding="utf-8") for path in RULES.glob("*.toml"))
    assert [name for name in lexicons() if f"@{name}" not in written] == []


@pytest.mark.parametrize(
    ("change", "says"),
    [
        ({"matches": ["x"]}, "unknown key 'matches' (did you mean 'match'?)"),
        ({"concern": "abus"}, "no concern is named 'abus' (did you mean 'abuse'?)"),
        ({"severity": "halt"}, "'halt' is neither 'pause' nor 'stop'"),
        ({"match": ["@insullt"]}, "no lexicon or mention is named 'insullt' (did you mean 'insult'?)"),
        ({"match": ["you (idiot"]}, "a '(' is left open"),
        ({"match": ["idiot)"]}, "a ')' closes nothing"),
        ({"match": ["..."]}, "would match everything"),
        ({"match": ["Idiot"]}, "is no token in normal form"),
        ({"despite": ["quotes"]}, "no shield is named 'quotes' (did you mean 'quoted'?)"),
        ({"when": {"audiences": []}}, "unknown key 'audiences' (did you mean 'audience'?)"),
        ({"when": {"audience": ["freinds"]}}, "'freinds' is unknown (did you mean 'friends'?)"),
        ({"examples": {"flag": ["a", "b"], "allow": ["c"]}}, "2 flag but only 1 allow"),
        ({"examples": {"flag": ["a"]}}, "'allow' needs at least one post"),
    ],
)
def test_a_wrong_rule_file_is_refused_with_where_and_what(tmp_path, change, says):
    path = tmp_path / "some-rule.toml"
    path.write_text(rtoml.dumps(VALID | change), encoding="utf-8")

    with pytest.raises(RuleError) as caught:
        read_rule(path)

    assert "rules/some-rule.toml" in str(caught.value)
    assert says in str(caught.value)


@pytest.mark.parametrize("missing", ["concern", "severity", "why", "source", "since", "match", "examples"])
def test_a_rule_file_without_a_needed_key_is_refused(tmp_path, missing):
    path = tmp_path / "some-rule.toml"
    path.write_text(rtoml.dumps({key: value for key, value in VALID.items() if key != missing}), encoding="utf-8")

    with pytest.raises(RuleError, match=f"'{missing}' is missing"):
        read_rule(path)


def test_a_file_that_is_no_toml_is_refused(tmp_path):
    path = tmp_path / "some-rule.toml"
    path.write_text("concern = ", encoding="utf-8")

    with pytest.raises(RuleError, match=r"rules/some-rule\.toml: not valid TOML"):
        read_rule(path)


def test_rules_of_a_folder_are_in_order_of_their_ids(tmp_path):
    for name in ("b", "a"):
        (tmp_path / f"{name}.toml").write_text(rtoml.dumps(VALID), encoding="utf-8")

    assert [rule.id for rule in load_rules(tmp_path).rules] == ["a", "b"]


def test_no_lexicon_names_a_word_twice():
    assert {name: words for name, words in lexicons().items() if len(set(words)) != len(words)} == {}
    assert len(lexicons()) == len(list(LEXICONS.glob("*.toml")))
