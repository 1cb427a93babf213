"""An assessment as the page shows it: grouped, with nothing told twice, and offsets as the browser counts them."""

from __future__ import annotations

import re
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from heapq import heappop, heappush
from itertools import groupby, pairwise

from forethought import say
from forethought.packs import Pack
from forethought.values import (
    CONCERNS,
    Assessment,
    Detail,
    Finding,
    Mention,
    PersonEstimate,
    Post,
    Precedent,
    Span,
    Standard,
)
from forethought.weigh import sentence, weigh
from forethought_web.utf16 import Utf16

_LONGEST_QUOTE = 90  # characters
_DETAILS = 6  # of one person
_LONGEST_DIFF = 4_000  # characters compared word by word
_TOKEN = re.compile(r"\s+|\w+|[^\w\s]")
_LOOKED_FOR = {
    "person-name": "a name", "username": "a user name", "contact": "a contact", "id-number": "an official number",
}  # fmt: skip
_ICONS = {"post": "fine", "pause": "pause", "stop": "stop", "not judged": "unknown"}


@dataclass(frozen=True, slots=True)
class Words:
    """Words of the draft: as they are shown, where they stand in UTF-16 units, and for a form in code points."""

    quote: str
    start: int
    end: int
    span: str


@dataclass(frozen=True, slots=True)
class Concern:
    """All findings of one concern."""

    id: str
    title: str
    severity: str
    words: tuple[Words, ...]
    reasons: tuple[str, ...]
    seen_by: str
    sure: str
    remedies: tuple[str, ...]
    standards: tuple[tuple[str, Standard], ...]  # each with its body's short name and version
    precedents: tuple[Precedent, ...]


@dataclass(frozen=True, slots=True)
class Switch:
    """A detail of a person that can be taken out, and how many would fit without it."""

    words: Words
    type: str
    without: str
    is_out: bool


@dataclass(frozen=True, slots=True)
class Person:
    """How many people a description could mean: a sentence, its range and its details, the dearest first."""

    sentence: str
    range: str
    switches: tuple[Switch, ...]
    assumptions: tuple[str, ...]
    before: str = ""  # the count with every detail in, where some are out


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of the draft to underline, in UTF-16 units."""

    start: int
    end: int
    severity: str
    concern: str


@dataclass(frozen=True, slots=True)
class Answer:
    """All that the page shows of one check."""

    verdict: str
    look: str
    line: str
    because: str
    concerns: tuple[Concern, ...]
    people: tuple[Person, ...]
    marks: tuple[Mark, ...]
    advice: tuple[str, ...]
    not_run: tuple[str, ...]
    by_guidance: tuple[str, ...]
    looked_for: tuple[tuple[Words, str], ...]
    chance: int | None  # of 100, that the post is not fine; None where it was not weighed
    weighed: tuple[tuple[str, str], ...]  # what speaks against the post or for it, and by how much
    pack: Pack

    @property
    def summary(self) -> str:
        """One sentence for a screen reader to say."""
        if self.verdict == "post":
            return "Fine to post."
        if self.verdict == "not judged":
            return f"Not judged: {self.because}."
        what = "; ".join(one.title for one in self.concerns)
        return f"{self.line.split('.')[0]}. {what}."


def answer_of(post: Post, assessment: Assessment, pack: Pack, out: Collection[Span] = ()) -> Answer:
    """The page's view of an assessment; ``out`` are details to count the people without."""
    _, line = say.VERDICT_LINES[assessment.verdict]
    units = Utf16(post.text)
    because = assessment.not_judged or " ".join(assessment.fine_because[:1])
    return Answer(
        verdict=assessment.verdict,
        look=_ICONS[assessment.verdict],
        line=line.rstrip(":"),
        because=because,
        concerns=tuple(_concerns(assessment.findings, post, units)),
        people=people_of(post, assessment, out),
        marks=tuple(_marks(assessment.findings, units)),
        advice=assessment.advice,
        not_run=assessment.not_run,
        by_guidance=assessment.by_guidance,
        looked_for=tuple(_looked_for(assessment, post, units)),
        chance=None if assessment.not_fine is None else round(assessment.not_fine * 100),
        weighed=tuple(say.weighed(assessment.weighed)),
        pack=pack,
    )


def _looked_for(assessment: Assessment, post: Post, units: Utf16) -> Iterator[tuple[Words, str]]:
    if assessment.verdict == "not judged":
        for one in assessment.mentions[:12]:
            if one.type in _LOOKED_FOR:
                yield _words(post, one.span, units), _LOOKED_FOR[one.type]


def _words(post: Post, span: Span, units: Utf16) -> Words:
    quote = " ".join(post.text[span.start : span.end].split())
    if len(quote) > _LONGEST_QUOTE:
        quote = quote[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
    return Words(quote, units.at(span.start), units.at(span.end), f"{span.start}-{span.end}")


def _concerns(findings: Sequence[Finding], post: Post, units: Utf16) -> Iterator[Concern]:
    told: set[str] = set()
    for concern in dict.fromkeys(one.concern for one in findings):
        same = [one for one in findings if one.concern == concern]
        standards = dict.fromkeys(standard for one in same for standard in one.standards)
        precedents = dict.fromkeys(precedent for one in same for precedent in one.precedents)
        untold = tuple(one for one in precedents if one.id not in told)
        told |= {one.id for one in untold}
        yield Concern(
            id=concern,
            title=CONCERNS[concern],
            severity="stop" if any(one.severity == "stop" for one in same) else "pause",
            words=tuple(_words(post, span, units) for span in dict.fromkeys(one.span for one in same if one.span)),
            reasons=tuple(dict.fromkeys(one.reason for one in same)),
            seen_by=say.seen_by(same),
            sure=say.sure_of(same),
            remedies=tuple(dict.fromkeys(one.remedy for one in same if one.remedy)),
            standards=tuple(("".join(say.body_of(one.pack)), one) for one in standards),
            precedents=untold,
        )


def _marks(findings: Sequence[Finding], units: Utf16) -> Iterator[Mark]:
    """Marks in order, none overlapping: where two meet the graver one is shown."""
    spans = sorted((one.span, one.severity, one.concern) for one in findings if one.span)
    cuts = sorted({at for span, _, _ in spans for at in (span.start, span.end)})
    pieces: list[tuple[Span, str, str]] = []
    over: list[tuple[bool, int, str, str, int]] = []  # what reaches from before here: the graver and shorter first
    begun = 0
    for start, end in pairwise(cuts):
        while begun < len(spans) and spans[begun][0].start <= start:
            span, severity, concern = spans[begun]
            heappush(over, (severity != "stop", len(span), severity, concern, span.end))
            begun += 1
        while over and over[0][-1] <= start:
            heappop(over)
        if over:
            pieces.append((Span(start, end), *over[0][2:4]))
    for (severity, concern), run in groupby(pieces, key=lambda piece: piece[1:]):
        stretches = [piece[0] for piece in run]
        first = stretches[0]
        for before, after in pairwise(stretches):
            if before.end != after.start:
                yield Mark(units.at(first.start), units.at(before.end), severity, concern)
                first = after
        yield Mark(units.at(first.start), units.at(stretches[-1].end), severity, concern)


def people_of(post: Post, assessment: Assessment, out: Collection[Span] = ()) -> tuple[Person, ...]:
    """The people in care a post describes; with details taken out each is counted anew without them."""
    units = Utf16(post.text)
    left: dict[int, PersonEstimate] = {}
    if out:
        kept: tuple[Mention, ...] = tuple(one for one in assessment.mentions if one.span not in out)
        left = {one.person: one for one in weigh(kept, post)}
    shown = []
    for one in assessment.people:
        if one.about != "client":
            continue
        now = left.get(one.person) if out else one
        details = _dearest(one.details, out)
        shown.append(
            Person(
                sentence=sentence(now, post) if now else "Nobody in particular is described any more.",
                range=_range(now) if now else "",
                switches=tuple(
                    Switch(
                        _words(post, detail.span, units),
                        detail.type.replace("-", " "),
                        say.about(detail.without),
                        detail.span in out,
                    )
                    for detail in details
                ),
                assumptions=tuple(f"{step.what} ({step.source})" for step in (now or one).assumptions),
                before=say.about(one.count) if out and any(detail.span in out for detail in details) else "",
            )
        )
    return tuple(shown)


def _dearest(details: Sequence[Detail], out: Collection[Span]) -> list[Detail]:
    once = {detail.span: detail for detail in reversed(details)}
    dearest = sorted(once.values(), key=lambda detail: -detail.without)[:_DETAILS]
    return dearest + [one for one in once.values() if one.span in out and one not in dearest]


def _range(one: PersonEstimate) -> str:
    low, high = (f"{round(max(1.0, count)):,}" for count in (one.low, one.high))
    return f"somewhere between {low} and {high}" if low != high else ""


@dataclass(frozen=True, slots=True)
class Piece:
    """Words of a comparison: ``kind`` is "same", "gone" or "new"."""

    kind: str
    words: str


def differences(old: str, new: str) -> tuple[Piece, ...]:
    """What changes from one wording to another, word by word; of very long ones as a whole."""
    if max(len(old), len(new)) > _LONGEST_DIFF:
        return Piece("gone", old), Piece("new", new)
    before, after = _TOKEN.findall(old), _TOKEN.findall(new)
    pieces = []
    for tag, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if tag == "equal":
            pieces.append(Piece("same", "".join(before[a:b])))
            continue
        if b > a:
            pieces.append(Piece("gone", "".join(before[a:b])))
        if d > c:
            pieces.append(Piece("new", "".join(after[c:d])))
    return tuple(pieces)


def marked(text: str, findings: Sequence[Finding]) -> tuple[tuple[str, str], ...]:
    """The text in pieces, each with the severity it is underlined by or "": for browsers without JavaScript."""
    pieces, end = [], 0
    for mark in _marks(findings, Utf16("")):
        pieces += [(text[end : mark.start], ""), (text[mark.start : mark.end], mark.severity)]
        end = mark.end
    return tuple(piece for piece in (*pieces, (text[end:], "")) if piece[0])
