"""The path of a post, on one screen."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from forethought.detect import detect
from forethought.errors import ModelError
from forethought.explain import advice, fine_because, with_guidance
from forethought.judge.gather import gather
from forethought.judge.rules import rule_book
from forethought.judge.settle import remedies, settle
from forethought.model.reader import Reader, load_reader
from forethought.packs import Pack, choose_pack
from forethought.safer import safer
from forethought.text import read
from forethought.values import Assessment, Post
from forethought.weigh import weigh

if TYPE_CHECKING:
    from forethought.model.decode import Reading

LIMIT = 100_000  # characters
READER_LEAST = 3  # words or emoji; it learned from whole posts, and of "Bed 4" or "Number 13." it can only guess
EXACT = frozenset(("id-number", "contact", "person-name", "username"))


def check(
    post: Post | str, pack: Pack | None = None, *, with_safer: bool = True, with_model: bool = True
) -> Assessment:
    """Judge one draft by one body's guidance.

    Args:
        post: The draft; a bare text is a public post by nobody in particular.
        pack: By whose guidance; by default that of the author's profession, country and the post's date.
        with_safer: Whether to look for a safer wording, which checks a few candidates.
        with_model: Whether to ask the learned reader beside the rules. Where it cannot be loaded, ``not_run`` says so.

    Returns:
        An assessment; its verdict is "not judged" for a text that is empty, too long or not English, with the reason.
        The same post always gives the same assessment.

    Raises:
        PackError: If the pack's files cannot be used.
    """
    if isinstance(post, str):
        post = Post(post)
    pack = pack or choose_pack(post.author.profession, post.author.country, post.date)
    if reason := _cannot_be_judged(post.text):
        return Assessment(post.id, "not judged", not_judged=reason, pack=pack.id)
    text = read(post.text)
    if not any(token.kind not in ("punct", "end", "quote") for token in text.tokens):
        return Assessment(post.id, "not judged", not_judged="there are no words in it", pack=pack.id)
    if not any(token.kind in ("word", "number", "hashtag", "handle", "link", "email") for token in text.tokens):
        return Assessment(post.id, "not judged", not_judged="there are only emoji in it", pack=pack.id)
    reader, not_run = _reader(wanted=with_model)
    in_english = text.language in ("en", "")
    is_whole = sum(token.kind not in ("punct", "end", "quote") for token in text.tokens) >= READER_LEAST
    reading = None
    if reader and in_english and is_whole:
        reading, not_run = _reading(post, reader)
    mentions = detect(text, post, reading)
    if not in_english:
        found = tuple(one for one in mentions if one.type in EXACT)
        return Assessment(post.id, "not judged", not_judged=NOT_ENGLISH, pack=pack.id, mentions=found)
    people = weigh(mentions, post)
    evidence, marked = gather(text, mentions, people, post, rule_book())
    settled = settle(evidence, post, marked, rule_book().protecting_posts, people, reading)
    findings = with_guidance(remedies(settled.findings, rule_book().remedies), post, pack)
    assessment = Assessment(
        id=post.id,
        verdict=settled.verdict,
        findings=findings,
        people=people,
        fine_because=fine_because(settled, post, mentions),
        advice=advice(findings, post, pack),
        pack=pack.id,
        mentions=mentions,
        not_run=not_run,
        not_fine=settled.not_fine,
    )
    if with_safer and settled.verdict != "post":
        wording = safer(post, assessment, lambda draft: check(draft, pack, with_safer=False, with_model=with_model))
        assessment = replace(assessment, safer=wording)
    return assessment


NOT_ENGLISH = "it does not seem to be in English; only names, numbers and contacts were looked for"


def _reader(*, wanted: bool) -> tuple[Reader | None, tuple[str, ...]]:
    """The learned reader, or why it was not asked."""
    if not wanted:
        return None, ("the learned reader was left out; only the rules were asked",)
    try:
        return load_reader(), ()
    except ModelError as error:
        return None, (f"{error}; only the rules were asked",)


def _reading(post: Post, reader: Reader) -> tuple[Reading | None, tuple[str, ...]]:
    """What the learned reader reads, or why it does not."""
    try:
        return reader.read(post), ()
    except ModelError as error:
        return None, (f"{error}; only the rules were asked",)


def _cannot_be_judged(text: str) -> str:
    if not text.strip():
        return "there is nothing in it"
    if len(text) > LIMIT:
        return f"it is longer than {LIMIT:,} characters; check it in parts"
    if "\0" in text:
        return "it is not text: it holds NUL characters"
    return ""
