"""The path of a post, on one screen."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from forethought.detect import detect
from forethought.errors import ModelError
from forethought.explain import advice, fine_because, with_guidance
from forethought.judge.departures import USUAL, Departures, departures
from forethought.judge.gather import gather
from forethought.judge.marked import Marked
from forethought.judge.rules import rule_book
from forethought.judge.settle import Settled, remedies, settle, settled
from forethought.model.reader import Reader, load_reader
from forethought.packs import Pack, choose_pack
from forethought.safer import safer
from forethought.text import Text, read
from forethought.values import Assessment, Evidence, Mention, PersonEstimate, Post
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
    if text.language not in ("en", ""):
        found = tuple(one for one in detect(text, post) if one.type in EXACT)
        return Assessment(post.id, "not judged", not_judged=NOT_ENGLISH, pack=pack.id, mentions=found)
    case = _case(text, post, reader)
    judged, by_guidance = _by_guidance(case, departures(pack, post), reader)
    findings = with_guidance(remedies(judged.findings, rule_book().remedies), post, pack)
    assessment = Assessment(
        id=post.id,
        verdict=judged.verdict,
        findings=findings,
        people=case.people,
        fine_because=fine_because(judged, post, case.mentions),
        advice=advice(findings, post, pack),
        pack=pack.id,
        mentions=case.mentions,
        not_run=not_run or case.not_run,
        by_guidance=by_guidance,
        not_fine=judged.not_fine,
        weighed=judged.weighed,
    )
    if with_safer and judged.verdict != "post":
        wording = safer(post, assessment, lambda draft: check(draft, pack, with_safer=False, with_model=with_model))
        assessment = replace(assessment, safer=wording)
    return assessment


@dataclass(frozen=True, slots=True)
class _Case:
    """A post with all that was found in it, before it is judged."""

    text: Text
    post: Post
    mentions: tuple[Mention, ...]
    people: tuple[PersonEstimate, ...]
    evidence: tuple[Evidence, ...]
    marked: Marked
    reading: Reading | None
    not_run: tuple[str, ...]

    def settle(self, guided: Departures = USUAL) -> Settled:
        protecting = rule_book().protecting_posts
        return settle(self.evidence, self.post, self.marked, protecting, self.people, self.reading, guided)


def _case(text: Text, post: Post, reader: Reader | None) -> _Case:
    reading: Reading | None = None
    not_run: tuple[str, ...] = ()
    if reader and sum(token.kind not in ("punct", "end", "quote") for token in text.tokens) >= READER_LEAST:
        reading, not_run = _reading(post, reader)
    mentions = detect(text, post, reading)
    people = weigh(mentions, post)
    evidence, marked = gather(text, mentions, people, post, rule_book())
    return _Case(text, post, mentions, people, evidence, marked, reading, not_run)


def _by_guidance(case: _Case, guided: Departures, reader: Reader | None) -> tuple[Settled, tuple[str, ...]]:
    """The judgement by one body's guidance, and what that guidance says where it is not the usual judgement."""
    usual = case.settle()
    ours = case.settle(guided) if guided.only_fairly_sure or guided.severities else usual
    if guided.seen:
        stricter = _case(case.text, guided.seen, reader).settle(guided)
        more = settled(guided.added(ours.findings, stricter.findings), ours.fine_because)
        ours = replace(ours, verdict=more.verdict, findings=more.findings)
    return ours, guided.reasons(usual.findings, ours.findings)


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
