"""What a pack holds: one body's guidance at one version, as plain frozen data."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from forethought.values import Standard, Verdict

Status = Literal["draft", "in force", "superseded"]
Position = Literal["stricter", "usual", "more lenient", "silent"]

STATUSES: tuple[Status, ...] = ("draft", "in force", "superseded")
SURE: dict[str, str] = {
    "seen": "seen on the body's own page",
    "seen-secondary": "seen in somebody else's account of it",
    "inferred": "our inference from what was seen",
    "memory": "from memory, not checked against the source",
}
POSITIONS: tuple[Position, ...] = ("stricter", "usual", "more lenient", "silent")
STANCE_TOPICS: dict[str, str] = {
    "permission": "Whether a person's permission makes a post about them acceptable",
    "colleagues": "What may be said of colleagues and employers",
    "sharing": "Whether sharing or liking somebody else's words counts as your own",
    "audience": "What a small or closed audience changes",
    "tone": "How blunt you may be about people",
}


@dataclass(frozen=True, slots=True)
class Tip:
    """One piece of advice of a guidance, numbered as there where it has numbers."""

    n: int
    text: str
    link: str
    sure: str


@dataclass(frozen=True, slots=True)
class Allowed:
    """Something the body expressly allows or encourages."""

    text: str
    link: str
    sure: str


@dataclass(frozen=True, slots=True)
class Stance:
    """Where a body stands on one of ``STANCE_TOPICS``, compared with what most of them ask."""

    topic: str
    position: Position
    text: str
    link: str
    sure: str


@dataclass(frozen=True, slots=True)
class Contact:
    """Somebody to ask. ``countries`` is empty when it serves all that the pack serves."""

    who: str
    what_for: str
    link: str
    sure: str
    countries: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class ConcernClauses:
    """Which clauses a concern falls under; ``severity`` only where the body plainly departs from the usual one."""

    concern: str
    clauses: tuple[str, ...]
    note: str = ""
    severity: Verdict | None = None


@dataclass(frozen=True, slots=True)
class Pack:
    """One body's guidance at one version, in force from ``since`` to ``until``, both days included."""

    id: str
    body: str
    short: str
    name: str
    version: str
    status: Status
    summary: str
    link: str
    sure: str
    countries: tuple[str, ...]
    professions: tuple[str, ...]
    since: date | None
    until: date | None
    consulted: tuple[date, date] | None
    dates_note: str
    dates_link: str  # where the dates are from, where that is another page than ``link``
    partial: str  # how much of the text is known to us, where it is little
    standards: tuple[Standard, ...]
    topics: tuple[tuple[str, str], ...]  # standard id, what it is about in a few words
    tips: tuple[Tip, ...]
    concerns: tuple[ConcernClauses, ...]
    silent: tuple[str, ...]  # concerns on which the text known to us says nothing
    stances: tuple[Stance, ...]
    allows: tuple[Allowed, ...]
    advice: tuple[Contact, ...]
    speak_up: tuple[Contact, ...]
    traps: tuple[str, ...]

    def standard(self, clause: str) -> Standard | None:
        """The standard with this number, or None."""
        return next((standard for standard in self.standards if standard.id == clause), None)

    def topic(self, clause: str) -> str:
        """What a clause is about, in a few words."""
        return next((topic for id_, topic in self.topics if id_ == clause), "")

    def concern(self, concern: str) -> ConcernClauses | None:
        """What the pack says on a concern, or None where it is silent."""
        return next((entry for entry in self.concerns if entry.concern == concern), None)

    def standards_for(self, concern: str) -> tuple[Standard, ...]:
        """The standards a concern falls under, the one nearest to it first; empty where the pack is silent."""
        entry = self.concern(concern)
        found = (self.standard(clause) for clause in entry.clauses) if entry else ()
        return tuple(standard for standard in found if standard is not None)

    def note_for(self, concern: str) -> str:
        """What is particular to this body about a concern, or ""."""
        entry = self.concern(concern)
        return entry.note if entry else ""

    def severity_for(self, concern: str) -> Verdict | None:
        """The severity this body gives a concern, where it is not the usual one."""
        entry = self.concern(concern)
        return entry.severity if entry else None

    def stance(self, topic: str) -> Stance | None:
        """Where the body stands on permission, colleagues or sharing, if known."""
        return next((stance for stance in self.stances if stance.topic == topic), None)

    def advice_in(self, country: str) -> tuple[Contact, ...]:
        """Who can be asked before posting, for someone working in ``country`` ("" is taken as England)."""
        return _serving(self.advice, country)

    def speak_up_in(self, country: str) -> tuple[Contact, ...]:
        """Where to take a concern about care, for someone working in ``country`` ("" is taken as England)."""
        return _serving(self.speak_up, country)


def _serving(contacts: tuple[Contact, ...], country: str) -> tuple[Contact, ...]:
    from forethought.packs.routing import country_code  # late: routing reads packs itself

    code = country_code(country)
    return tuple(contact for contact in contacts if not contact.countries or code in contact.countries)
