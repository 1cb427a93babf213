"""From a post to what the encoder reads: word pieces with their place and shape, after a few tokens of context.

The vocabulary knows no capitals, which are a strong sign of a name, so each piece carries the shape of its word in the
slot BERT has for "which sentence": 0 context, 1 lower case or no letters, 2 Capitalised, 3 ALL CAPITALS.
A long post is read in overlapping windows; nothing is cut off, and what is far too long is not read.
"""

from __future__ import annotations

from dataclasses import dataclass

from forethought.errors import ModelError
from forethought.model.pieces import WordPieces
from forethought.values import AUDIENCES, Post

WINDOW = 240  # word pieces of the post in one window
OVERLAP = 60  # pieces that a window shares with the one before
MOST = 5_000  # word pieces of a post that are read at all: 20,000 characters of English have some 4,500
PROFESSION = 6  # word pieces of the profession's name that are read, at most
SHAPES = 4
CLS, SEP = 101, 102
_FIRST_UNUSED = 1  # [unused0] of the vocabulary: the tokens below it are [PAD]

_PLATFORMS = ("facebook", "x", "instagram", "linkedin", "reddit", "whatsapp", "tiktok", "bluesky", "mastodon")
_TELLING = {"twitter": "x", "messenger": "whatsapp", "signal": "whatsapp", "telegram": "whatsapp"}


@dataclass(frozen=True, slots=True)
class Window:
    """What the encoder reads at once, and the characters of the post each of its post pieces stands for."""

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    places: tuple[tuple[int, int], ...]  # of the post's pieces, half-open
    first: int  # where the post's pieces begin in ``ids``
    skip: int  # how many of the first pieces the window before reads better
    stop: int  # how many pieces this window answers for, counted from the first


def context(post: Post) -> tuple[int, ...]:
    """Tokens for who speaks, to whom, and what consent was given: one each, from the vocabulary's unused ones."""
    platform = post.platform.lower()
    platform = _TELLING.get(platform, platform)
    answers = (
        AUDIENCES.index(post.audience),
        4 + _yes_no(post.permission),
        7 + _yes_no(post.author.named),
        10 + _yes_no(post.author.states_profession),
        13 + (_PLATFORMS.index(platform) if platform in _PLATFORMS else len(_PLATFORMS)),
    )
    return tuple(_FIRST_UNUSED + one for one in answers)


def _yes_no(answer: bool | None) -> int:
    return 0 if answer is None else 1 if answer else 2


def windows(post: Post, pieces: WordPieces) -> list[Window]:
    """Cut a post into windows of at most :data:`WINDOW` pieces; one window for almost every post.

    Raises:
        ModelError: If the post has more than :data:`MOST` pieces: time goes by pieces, not by characters.
    """
    ids, places = pieces.cut(post.text)
    if len(ids) > MOST:
        raise ModelError(f"the learned reader reads no more than {MOST:,} parts of words")
    profession, _ = pieces.cut(post.author.profession.replace("-", " "))
    before = (CLS, *context(post), *profession[:PROFESSION], SEP)
    shapes = _shapes(post.text, places)
    made: list[Window] = []
    start = 0
    while True:
        end = min(start + WINDOW, len(ids))
        last = end == len(ids)
        made.append(
            Window(
                ids=(*before, *ids[start:end], SEP),
                shapes=(*[0] * len(before), *shapes[start:end], 0),
                places=tuple(places[start:end]),
                first=len(before),
                skip=OVERLAP // 2 if start else 0,
                stop=end - start if last else end - start - OVERLAP // 2,
            )
        )
        if last:
            return made
        start = end - OVERLAP


def _shapes(text: str, places: list[tuple[int, int]]) -> list[int]:
    """The shape of the word that each piece belongs to."""
    shapes: list[int] = []
    word_start = previous_end = -1
    for number, (start, end) in enumerate(places):
        if start != previous_end or not (text[start : start + 1].isalnum() and text[start - 1 : start].isalnum()):
            word_start = number
        previous_end = end
        if number == word_start:
            shapes.append(_shape(text, start))
        else:
            shapes.append(shapes[-1])
    return shapes


def _shape(text: str, start: int) -> int:
    if not text[start : start + 1].isupper():
        return 1
    return 3 if text[start + 1 : start + 2].isupper() else 2
