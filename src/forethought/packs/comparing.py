"""What changes from one pack to another, in words, and over a set of posts."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass

from forethought.packs.values import STANCE_TOPICS, Pack
from forethought.values import CONCERNS, VERDICTS, Assessment, Post


@dataclass(frozen=True, slots=True)
class Comparison:
    """What changes from ``before`` to ``after``: each line is a sentence for a person, empty groups mean no change."""

    before: str
    after: str
    cautions: tuple[str, ...]  # how far to trust the comparison
    added: tuple[str, ...]
    removed: tuple[str, ...]
    meaning: tuple[str, ...]  # the number stayed and what it is about did not
    renumbered: tuple[str, ...]
    reworded: tuple[str, ...]
    tips: tuple[str, ...]
    stances: tuple[str, ...]  # permission, colleagues, sharing
    severities: tuple[str, ...]
    cited: tuple[str, ...]  # clauses a concern falls under
    allowed: tuple[str, ...]

    def groups(self) -> tuple[tuple[str, tuple[str, ...]], ...]:
        """Headings and their lines, those that matter most first, without the empty ones."""
        named = (
            ("How far to trust this", self.cautions),
            ("Same number, other meaning", self.meaning),
            ("Permission, colleagues and sharing", self.stances),
            ("Stricter or more lenient", self.severities),
            ("Clauses that are new", self.added),
            ("Clauses that are gone", self.removed),
            ("Clauses with a new number", self.renumbered),
            ("Clauses put in other words", self.reworded),
            ("Tips", self.tips),
            ("Which clauses a concern falls under", self.cited),
            ("What is expressly allowed", self.allowed),
        )
        return tuple((heading, lines) for heading, lines in named if lines)


# What a change of guidance does to a post, what matters most first.
IMPACTS = ("newly raised", "judged more severely", "no longer raised", "judged less severely", "other clauses")


@dataclass(frozen=True, slots=True)
class PostChange:
    """One post that comes out differently. Clauses are "pack clause", and no words of the post are held."""

    id: str
    verdict_before: str
    verdict_after: str
    clauses_before: tuple[str, ...]
    clauses_after: tuple[str, ...]
    reasons: tuple[str, ...] = ()  # what either guidance says that made its judgement another than usual

    @property
    def is_other_verdict(self) -> bool:
        """Whether the verdict changes, and not only the clauses that are cited."""
        return self.verdict_before != self.verdict_after

    @property
    def impact(self) -> str:
        """One of ``IMPACTS``."""
        before, after = (
            VERDICTS.index(one) if one in VERDICTS else -1 for one in (self.verdict_before, self.verdict_after)
        )
        if before == after:
            return "other clauses"
        if after > before:
            return "newly raised" if before <= 0 else "judged more severely"
        return "no longer raised" if after <= 0 else "judged less severely"


def compare(a: Pack, b: Pack) -> Comparison:
    """Say what changes from pack ``a`` to pack ``b``.

    Clauses are matched by number and by what they are about, since a number may come to mean something else.
    """
    old, new = {item.id: item for item in a.standards}, {item.id: item for item in b.standards}
    shared = [clause for clause in old if clause in new]
    moved = {clause: _homes(a.topic(clause), b) for clause in old if a.topic(clause) != b.topic(clause)}
    old_topics = {topic for _, topic in a.topics}
    return Comparison(
        before=a.id,
        after=b.id,
        cautions=tuple(f"{pack.name}: {pack.partial}" for pack in (a, b) if pack.partial),
        added=tuple(
            f"{clause} ({b.topic(clause)}): {new[clause].text}"
            for clause in new
            if b.topic(clause) not in old_topics and clause not in old
        ),
        removed=tuple(
            f"{clause} ({a.topic(clause)}): {old[clause].text}" for clause, homes in moved.items() if not homes
        ),
        meaning=tuple(
            f"{clause} was {a.topic(clause)} and is now {b.topic(clause)}: {new[clause].text}"
            for clause in shared
            if clause in moved
        ),
        renumbered=tuple(
            f"{a.topic(clause).capitalize()} moves from {clause} to {' and '.join(homes)}."
            for clause, homes in moved.items()
            if homes
        ),
        reworded=tuple(
            f'{clause}: "{old[clause].text}" becomes "{new[clause].text}"'
            for clause in shared
            if clause not in moved and old[clause].text != new[clause].text
        ),
        tips=tuple(_only([tip.text for tip in a.tips], [tip.text for tip in b.tips])),
        stances=tuple(_stances(a, b)),
        severities=tuple(_severities(a, b)),
        cited=tuple(_cited(a, b)),
        allowed=tuple(_only([item.text for item in a.allows], [item.text for item in b.allows])),
    )


def compare_posts(
    a: Pack, b: Pack, posts: Iterable[Post], check: Callable[[Post, Pack], Assessment]
) -> tuple[PostChange, ...]:
    """Check every post by both packs and return those whose verdict or cited clauses change.

    A clause counts as changed when its number does or when the same number stands for something else.
    """
    changed = []
    for post in posts:
        before, after = check(post, a), check(post, b)
        old, new = _clauses(before), _clauses(after)
        same = [(clause, a.topic(clause)) for clause in old] == [(clause, b.topic(clause)) for clause in new]
        if before.verdict != after.verdict or not same:
            named_old = tuple(f"{a.short} {clause}" for clause in old)
            named_new = tuple(f"{b.short} {clause}" for clause in new)
            reasons = tuple(dict.fromkeys((*before.by_guidance, *after.by_guidance)))
            changed.append(
                PostChange(post.id or after.id, before.verdict, after.verdict, named_old, named_new, reasons)
            )
    return tuple(changed)


def _clauses(assessment: Assessment) -> tuple[str, ...]:
    return tuple(sorted({standard.id for finding in assessment.findings for standard in finding.standards}))


def _homes(topic: str, pack: Pack) -> tuple[str, ...]:
    return tuple(clause for clause, theirs in pack.topics if theirs == topic)


def _only(old: list[str], new: list[str]) -> Iterator[str]:
    yield from (f"New: {text}" for text in new if text not in old)
    yield from (f"Gone: {text}" for text in old if text not in new)


def _stances(a: Pack, b: Pack) -> Iterator[str]:
    for topic in STANCE_TOPICS:
        old, new = a.stance(topic), b.stance(topic)
        if (old.text if old else "") == (new.text if new else ""):
            continue
        was = old.position if old else "silent"
        now = new.position if new else "silent"
        change = f"stays {now}" if was == now else f"was {was}, is now {now}"
        yield f"{topic.capitalize()} {change}. {new.text if new else 'Nothing on it is known to us.'}"


def _severities(a: Pack, b: Pack) -> Iterator[str]:
    for concern, what in CONCERNS.items():
        old, new = a.severity_for(concern), b.severity_for(concern)
        if old != new:
            yield f"{what}: was {old or 'as usual'}, is now {new or 'as usual'}."
        if concern in a.silent and concern not in b.silent:
            yield f"{what}: nothing on it before, now {', '.join(item.id for item in b.standards_for(concern))}."
        if concern in b.silent and concern not in a.silent:
            yield f"{what}: no clause on it that is known to us any more."


def _cited(a: Pack, b: Pack) -> Iterator[str]:
    for concern, what in CONCERNS.items():
        old, new = [item.id for item in a.standards_for(concern)], [item.id for item in b.standards_for(concern)]
        if old and new and old != new:
            yield f"{what}: {', '.join(old)} becomes {', '.join(new)}."
        note = b.note_for(concern)
        if note and note != a.note_for(concern):
            yield f"{what}, a note: {note}"
