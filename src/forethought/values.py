"""The values that travel along the path of a post: all frozen, all plain data.

No value shows the words of a post in its ``repr``, so none can leak them into a log or a traceback.
Offsets are half-open and count Unicode code points of the text as the author wrote it.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import Literal

Verdict = Literal["post", "pause", "stop"]
Audience = Literal["public", "friends", "closed-group", "direct-message"]
MentionType = Literal[
    "person-name", "initials", "username", "contact", "id-number", "age", "date-time", "place", "organisation", "unit",
    "role", "family", "health", "event", "appearance", "origin-or-faith", "possession",
]  # fmt: skip
About = Literal["client", "author", "colleague", "public", "other", "none"]

VERDICTS: tuple[Verdict, ...] = ("post", "pause", "stop")
AUDIENCES: tuple[Audience, ...] = ("public", "friends", "closed-group", "direct-message")
MENTION_TYPES: tuple[MentionType, ...] = MentionType.__args__  # type: ignore[attr-defined]  # typing gives no other way
ABOUTS: tuple[About, ...] = About.__args__  # type: ignore[attr-defined]  # the same
CONCERNS: dict[str, str] = {
    "identifies-person": "Names someone met through work",
    "recognisable-person": "Someone could be recognised from the details together",
    "confidential-information": "Tells what was learned at work",
    "court-proceedings": "Tells of private or live proceedings",
    "demeaning-service-users": "Shows contempt for the people you serve",
    "boundaries": "Crosses a professional boundary",
    "abuse": "Insults or humiliates a particular person",
    "discrimination": "Demeans people for who they are",
    "threat": "Threatens or wishes harm",
    "sexual": "Sexual remark or content",
    "colleagues-employer": "Runs down colleagues or an employer",
    "misinformation": "A false or misleading claim",
    "promotion": "Selling, or an interest not declared",
    "own-exposure": "Puts you or your family at risk",
    "unlawful-or-unfit-conduct": "Describes unfit or dishonest conduct",
    "image": "What the picture shows",
}


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of the original text: ``text[start:end]``."""

    start: int
    end: int

    def __len__(self) -> int:
        return self.end - self.start

    def overlaps(self, other: Span) -> bool:
        """Whether the two share at least one character."""
        return self.start < other.end and other.start < self.end


@dataclass(frozen=True, slots=True)
class Author:
    """Who posts: what readers can know of them from the profile or the post."""

    profession: str = ""
    named: bool | None = None
    states_profession: bool | None = None
    country: str = ""
    employer: str = field(default="", repr=False)
    place: str = field(default="", repr=False)


@dataclass(frozen=True, slots=True)
class Post:
    """A draft or past post. ``permission`` is true only when the person agreed to this very post."""

    text: str = field(repr=False)
    id: str = ""
    author: Author = Author()
    platform: str = ""
    audience: Audience = "public"
    permission: bool | None = None
    date: date | None = None


@dataclass(frozen=True, slots=True)
class Mention:
    """Words that tell something about someone.

    ``detail`` is what the words mean in normal form, for weighing: ``"14"`` for an age of fourteen ("10-15" for a
    band), ``"2026-03-02"`` for a date, ``"Stockport"`` for a place, ``"female"`` for a role that tells the sex; "" if
    unknown. ``person`` tells apart the people a post speaks of: mentions about one person share a number; 0 is nobody
    in particular.
    """

    type: MentionType
    about: About
    span: Span
    source: str
    detail: str = field(default="", repr=False)
    person: int = 0
    confidence: float = 1.0


@dataclass(frozen=True, slots=True)
class Detail:
    """One detail of a described person and what the estimate would be without it."""

    span: Span
    type: MentionType
    without: float


@dataclass(frozen=True, slots=True)
class Assumption:
    """One step of an estimate: what was assumed, the share of people left, and where the figure is from."""

    what: str
    share: float
    source: str


@dataclass(frozen=True, slots=True)
class PersonEstimate:
    """How many people could be meant: ``count`` with an interval; 0.4 means "probably nobody else"."""

    about: About
    count: float
    low: float
    high: float
    details: tuple[Detail, ...]  # dearest first
    assumptions: tuple[Assumption, ...]
    place: str = field(default="", repr=False)
    known_to_family: float = 0.0  # how many a reader who knows the family would think of
    person: int = 0


@dataclass(frozen=True, slots=True)
class Precedent:
    """A published outcome, nobody named."""

    id: str
    year: int
    body: str
    country: str
    profession: str
    platform: str
    audience: str
    what_was_posted: str
    concerns: tuple[str, ...]
    named_the_person: bool
    outcome: str
    outcome_note: str
    source: str  # an address, or "" where the address itself would identify a person
    shows: str


@dataclass(frozen=True, slots=True)
class Standard:
    """A numbered clause of a code, in our own words."""

    id: str
    pack: str
    text: str
    link: str
    sure: str  # how sure we are: "seen", "seen-secondary", "memory", "inferred"


@dataclass(frozen=True, slots=True)
class Evidence:
    """One reason to raise a concern, or (with ``protects``) to see that words are fine, before judgement."""

    concern: str  # a concern's id; for protecting evidence the ids it answers are in ``protects``
    span: Span | None
    severity: Verdict
    confidence: float
    reason: str
    source: str  # "rule:<id>", "model:<name>"
    protects: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Finding:
    """One concern raised by given words of a post."""

    concern: str
    span: Span | None
    severity: Verdict
    confidence: float
    reason: str
    sources: tuple[str, ...]
    standards: tuple[Standard, ...] = ()
    precedents: tuple[Precedent, ...] = ()
    remedy: str = ""


@dataclass(frozen=True, slots=True)
class Weighed:
    """One reason of a judgement: what it adds, in log-odds, to the post being not fine."""

    reason: str  # "base", or the name of a sign of ``judge/together.py``
    adds: float


@dataclass(frozen=True, slots=True)
class Safer:
    """A safer wording that came out better when itself checked."""

    text: str = field(repr=False)
    verdict: Verdict
    before: float | None = None  # people who fit, before and after
    after: float | None = None
    changes: tuple[tuple[Span, str], ...] = field(default=(), repr=False)  # words of the original, what stands instead


@dataclass(frozen=True, slots=True)
class Assessment:
    """What the check says of one post: ``verdict`` is "not judged" when it could not tell, with ``not_judged`` why."""

    id: str
    verdict: Literal["post", "pause", "stop", "not judged"]
    findings: tuple[Finding, ...] = ()
    people: tuple[PersonEstimate, ...] = ()
    safer: Safer | None = None
    fine_because: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()
    not_judged: str = ""
    not_run: tuple[str, ...] = ()
    pack: str = ""
    mentions: tuple[Mention, ...] = ()
    by_guidance: tuple[str, ...] = ()  # what this body's guidance says, where it made the judgement another than usual
    # How likely the post is not fine, 0 to 1, and the reasons whose sum gives it through the logistic function.
    # None, and no reasons, where the learned reader did not read the post.
    not_fine: float | None = None
    weighed: tuple[Weighed, ...] = ()
