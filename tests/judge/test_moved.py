"""Which words moved a judgement, and what it adds up from."""

from math import exp

import pytest

from forethought import Post, check
from forethought.judge.moved import MOST, moved
from forethought.judge.together import table
from forethought.say import SIGNS, weighed
from forethought.values import Weighed


def not_fine(post):
    return check(post, with_safer=False).not_fine


def test_the_words_that_moved_it_are_words_of_the_post():
    post = Post("Lovely day. That lazy cow on our ward should be drowned, honestly.")

    found = moved(post, not_fine)

    assert any(one.by > 0 for one in found)
    assert all(post.text[one.span.start : one.span.end].strip() for one in found)


def test_what_a_word_moves_is_what_the_judgement_loses_without_it():
    found = moved(Post("one bad word"), lambda post: 0.9 if "bad" in post.text else 0.2)

    assert [(one.span.start, one.by) for one in found] == [(4, pytest.approx(0.7))]


def test_a_long_post_is_not_judged_for_every_word():
    asked = []

    def count(post):
        asked.append(post.text)
        return 0.5

    assert moved(Post("word " * 5000), count) == ()
    assert len(asked) <= MOST + 1


@pytest.mark.parametrize("text", ["", "one", "... !"])
def test_of_a_single_word_nothing_moves(text):
    assert moved(Post(text), lambda post: 0.5) == ()


def test_where_nothing_is_weighed_nothing_moves():
    assert moved(Post("two words"), lambda post: None) == ()


@pytest.mark.parametrize("text", ["A lovely walk by the sea today.", "That lazy cow on our ward should be drowned."])
def test_the_reasons_add_up_to_the_judgement(text):
    found = check(Post(text), with_safer=False)

    assert 1 / (1 + exp(-sum(one.adds for one in found.weighed))) == pytest.approx(found.not_fine)
    sizes = [abs(one.adds) for one in found.weighed]
    assert sizes == sorted(sizes, reverse=True)


def test_without_the_reader_nothing_is_weighed():
    found = check(Post("That lazy cow on our ward should be drowned."), with_safer=False, with_model=False)

    assert (found.not_fine, found.weighed) == (None, ())


def test_every_sign_has_words_and_what_adds_hardly_anything_is_not_told():
    assert set(SIGNS) == {"base", *table().not_fine.signs}
    assert weighed([Weighed("base", -1.26), Weighed("rule: stop", 0.01)]) == [(SIGNS["base"], "−1.3")]
