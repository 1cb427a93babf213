"""From a pack or from Markdown to numbered paragraphs with anchors that stay the same from version to version."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from difflib import SequenceMatcher

from forethought.packs import Pack

LONGEST = 500_000  # characters of a draft
MOST = 2_000  # paragraphs
_HEADING = re.compile(r"(#{1,6})\s+(.+?)\s*#*$")
_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})[.)]?\s+(.+)", re.DOTALL)
_BULLET = re.compile(r"[-*+]\s+")
_COMPARED = 8  # old paragraphs that share most words with a new one
_LIKE = 0.5  # from which a paragraph is the old one, reworded


@dataclass(frozen=True, slots=True)
class Part:
    """A heading or a paragraph of a draft."""

    text: str
    number: str = ""
    is_heading: bool = False
    anchor: str = ""


class Unreadable(ValueError):
    """A draft that cannot be read: why, and what to do."""


def read_markdown(text: str) -> tuple[Part, ...]:
    """The parts of a Markdown text: headings by ``#``, paragraphs by empty lines, each bullet a paragraph of its own.

    A number at the beginning ("2.3 ...") is the part's own; others are numbered by section and place.

    Raises:
        Unreadable: If there is nothing in it, or too much.
    """
    if len(text) > LONGEST:
        raise Unreadable(f"the draft is longer than {LONGEST:,} characters")
    parts = list(_parts(text.replace("\r\n", "\n").replace("\r", "\n")))
    if not any(not part.is_heading for part in parts):
        raise Unreadable("there is no paragraph in it; put an empty line between paragraphs and # before headings")
    if len(parts) > MOST:
        raise Unreadable(f"the draft has more than {MOST:,} paragraphs")
    return anchored(numbered(parts))


def _parts(text: str) -> Iterable[Part]:
    for block in re.split(r"\n\s*\n", text):
        gathered: list[str] = []
        for line in (*block.splitlines(), ""):
            heading, starts = _HEADING.fullmatch(line.strip()), _BULLET.match(line.strip())
            if gathered and (heading or starts or not line.strip()):
                yield _part(" ".join(gathered))
                gathered = []
            if heading:
                yield replace(_part(heading[2]), is_heading=True)
            elif line.strip():
                gathered.append(line.strip()[starts.end() :] if starts else line.strip())


def _part(text: str) -> Part:
    found = _NUMBER.fullmatch(text)
    return Part(found[2].strip(), found[1]) if found else Part(text.strip())


def of_pack(pack: Pack) -> tuple[Part, ...]:
    """A pack as a draft: its clauses and its tips, each under a heading."""
    parts = [Part("What is asked", is_heading=True)]
    parts += [Part(one.text, one.id) for one in pack.standards]
    if pack.tips:
        parts.append(Part("Tips", is_heading=True))
        parts += [Part(one.text, f"Tip {n}") for n, one in enumerate(pack.tips, 1)]
    if pack.allows:
        parts.append(Part("What you may do", is_heading=True))
        parts += [Part(one.text, f"May {n}") for n, one in enumerate(pack.allows, 1)]
    return anchored(numbered(parts))


def numbered(parts: Sequence[Part]) -> list[Part]:
    """The same with a number for each that has none: sections 1, 2, 3, paragraphs 1.1, 1.2."""
    taken = {part.number for part in parts if part.number}
    made, section, place = [], 0, 0
    for part in parts:
        if part.is_heading:
            section, place = section + 1, 0
            number = part.number or str(section)
        else:
            place += 1
            number = part.number or f"{max(1, section)}.{place}"
            while not part.number and number in taken:
                place += 1
                number = f"{max(1, section)}.{place}"
        taken.add(number)
        made.append(replace(part, number=number))
    return made


def anchored(parts: Sequence[Part]) -> tuple[Part, ...]:
    """The same with an anchor for each: "p-2-3" by its number, and never the same twice."""
    used: set[str] = set()
    made = []
    for part in parts:
        stem = ("s-" if part.is_heading else "p-") + (re.sub(r"[^a-z0-9]+", "-", part.number.lower()).strip("-") or "x")
        made.append(replace(part, anchor=_free(stem[:50], used)))
    return tuple(made)


def _free(stem: str, used: set[str]) -> str:
    anchor, n = stem, 2
    while anchor in used:
        anchor, n = f"{stem}-{n}", n + 1
    used.add(anchor)
    return anchor


def carried(old: Sequence[Part], new: Sequence[Part]) -> tuple[Part, ...]:
    """A new version's parts with the anchors of the old ones they are, whatever their number is now.

    A part is an old one if its words are the same, or the most alike by more than half.
    """
    left = {part.anchor: part for part in old}
    taken: dict[int, str] = {}
    by_words: dict[tuple[str, bool], list[str]] = {}
    for part in old:
        by_words.setdefault((part.text, part.is_heading), []).append(part.anchor)
    for n, part in enumerate(new):
        if same := by_words.get((part.text, part.is_heading)):
            taken[n] = same.pop(0)
            del left[taken[n]]
    holding: dict[str, set[str]] = {}
    for anchor, part in left.items():
        for word in set(part.text.split()):
            holding.setdefault(word, set()).add(anchor)
    for n, part in enumerate(new):
        if n in taken:
            continue
        shared = Counter(a for word in set(part.text.split()) for a in holding.get(word, ()) if a in left)
        alike = [
            (likeness(left[a].text, part.text), a)
            for a, _ in shared.most_common(_COMPARED)
            if left[a].is_heading == part.is_heading
        ]
        best = max(alike, default=(0.0, ""))
        if best[0] > _LIKE:
            taken[n] = best[1]
            del left[best[1]]
    used = {part.anchor for part in old}
    return tuple(replace(part, anchor=taken.get(n) or _free(part.anchor, used)) for n, part in enumerate(new))


def likeness(one: str, other: str) -> float:
    """How much of two texts is the same words in the same order, 0 to 1."""
    return SequenceMatcher(None, one.split()[:400], other.split()[:400], autojunk=False).ratio()
