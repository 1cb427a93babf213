"""What the encoder reads of a post: every piece once, in its place, with the shape of its word."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought.model.encode import PROFESSION, WINDOW, context, windows
from forethought.model.pieces import read_pieces
from forethought.model.reader import VOCABULARY
from forethought.values import Author, Post

PIECES = read_pieces(VOCABULARY)


def words(post: Post) -> list[tuple[str, int]]:
    """Each piece of the post's first window with its shape."""
    window = windows(post, PIECES)[0]
    shapes = window.shapes[window.first : -1]
    return [(post.text[start:end], shape) for (start, end), shape in zip(window.places, shapes, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("Mary went home", [("Mary", 2), ("went", 1), ("home", 1)]),
        ("NHS cuts", [("NHS", 3), ("cuts", 1)]),
        ("Zoë, 14", [("Zoë", 2), (",", 1), ("14", 1)]),
        ("Oluwaseun", [("Ol", 2), ("uw", 2), ("ase", 2), ("un", 2)]),
        ("don't SHOUT", [("don", 1), ("'", 1), ("t", 1), ("SHOUT", 3)]),
    ],
)
def test_pieces_have_the_shape_of_their_word(text: str, expected: list[tuple[str, int]]) -> None:
    assert words(Post(text)) == expected


def test_the_context_is_told_apart() -> None:
    posts = [
        Post("x"),
        Post("x", audience="friends"),
        Post("x", permission=True),
        Post("x", permission=False),
        Post("x", author=Author(named=True)),
        Post("x", author=Author(states_profession=True)),
        Post("x", platform="Facebook"),
    ]

    assert len({context(post) for post in posts}) == len(posts)
    assert context(Post("x", platform="Twitter")) == context(Post("x", platform="X"))
    assert context(Post("x", platform="Nobody Heard Of")) == context(Post("x"))


def test_a_long_profession_takes_no_more_room_than_is_there_for_it() -> None:
    post = Post("x", author=Author(profession="supercalifragilistic " * 50))

    assert windows(post, PIECES)[0].first <= 2 + len(context(post)) + PROFESSION


@given(
    st.lists(
        st.sampled_from(["ward", "Leeds", "🙃", "\n", "é", "antidisestablishmentarianism", "4", "#x"]), max_size=900
    )
)
@settings(max_examples=40)
def test_every_piece_is_answered_for_once_and_none_is_cut_off(parts: list[str]) -> None:
    post = Post(" ".join(parts))
    _, whole = PIECES.cut(post.text)

    cut = windows(post, PIECES)

    assert [place for one in cut for place in one.places[one.skip : one.stop]] == whole
    assert all(len(one.places) <= WINDOW for one in cut)
    assert all(len(one.ids) == len(one.shapes) == one.first + len(one.places) + 1 for one in cut)
    assert all(0 in one.shapes and set(one.shapes[one.first : -1]) <= {1, 2, 3} for one in cut)
