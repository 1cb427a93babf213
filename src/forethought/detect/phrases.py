"""Finding the phrases of large word lists in one pass over the tokens."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Generic, TypeVar

import rtoml

from forethought.text.values import Token

DATA = Path(__file__).parent / "data"
Label = TypeVar("Label")


def words(text_tokens: Sequence[Token]) -> list[Token]:
    """The tokens that phrases are matched on: all but punctuation and quotation marks."""
    return [token for token in text_tokens if token.kind not in ("punct", "quote")]


def read_data(name: str) -> dict[str, Any]:
    """Read one of the TOML files of this package."""
    data: dict[str, Any] = rtoml.load(DATA / name)
    return data


Rests = list[tuple[tuple[str, ...], Label]]  # the words after the first, and what the phrase means; the longest first


@dataclass(frozen=True, slots=True)
class Phrases(Generic[Label]):
    """Phrases by their first word and then their second; one that ends in ``*`` stands for any that begins so."""

    alone: dict[str, Label] = field(repr=False)  # phrases of one word
    longer: dict[str, dict[str, Rests[Label]]] = field(repr=False)  # by first and second word; "" if that ends in "*"
    begins: dict[str, list[tuple[str, tuple[str, ...], Label]]] = field(repr=False)  # first ends in "*", by 3 letters

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, Label]]) -> Phrases[Label]:
        """Build from (phrase, meaning) pairs; hyphens and "'s" are taken apart as reading does."""
        alone: dict[str, Label] = {}
        longer: dict[str, dict[str, Rests[Label]]] = {}
        begins: dict[str, list[tuple[str, tuple[str, ...], Label]]] = {}
        for phrase, label in phrases:
            first, *others = phrase.lower().replace("-", " ").replace("&", " ").replace("'s", " 's").split()
            rest = tuple(others)
            if first.endswith("*"):
                if len(first) < 4:
                    raise ValueError(f"{phrase!r}: at least three letters must stand before '*'")
                begins.setdefault(first[:3], []).append((first[:-1], rest, label))
            elif rest:
                second = "" if rest[0].endswith("*") else rest[0]
                longer.setdefault(first, {}).setdefault(second, []).append((rest, label))
            else:
                alone.setdefault(first, label)
        for seconds in longer.values():
            for rests in seconds.values():
                rests.sort(key=lambda one: -len(one[0]))
        for stems in begins.values():
            stems.sort(key=lambda one: (-len(one[1]), -len(one[0])))
        return cls(alone, longer, begins)

    def find(self, norms: Sequence[str]) -> list[tuple[int, int, Label]]:
        """Return (first, after the last, meaning) of the longest phrase at each place, none within an earlier one."""
        found: list[tuple[int, int, Label]] = []
        place, count = 0, len(norms)
        while place < count:
            norm = norms[place]
            if norm in self.longer or norm in self.alone or norm[:3] in self.begins:
                one = self._longest(norms, place, norm)
                if one is not None:
                    found.append(one)
                    place = one[1]
                    continue
            place += 1
        return found

    def _longest(self, norms: Sequence[str], place: int, norm: str) -> tuple[int, int, Label] | None:
        best: tuple[int, int, Label] | None = None
        if norm in self.longer and place + 1 < len(norms):
            seconds = self.longer[norm]
            for rest, label in (*seconds.get(norms[place + 1], ()), *seconds.get("", ())):
                if (best is None or place + 1 + len(rest) > best[1]) and _stands(rest, norms, place + 1):
                    best = place, place + 1 + len(rest), label
        if best is None and norm in self.alone:
            best = place, place + 1, self.alone[norm]
        for stem, rest, label in self.begins.get(norm[:3], ()):
            end = place + 1 + len(rest)
            if (best is None or end > best[1]) and norm.startswith(stem) and _stands(rest, norms, place + 1):
                best = place, end, label
        return best


def _stands(rest: tuple[str, ...], norms: Sequence[str], place: int) -> bool:
    """Whether the words of *rest* stand at *place*."""
    if place + len(rest) > len(norms):
        return False
    for offset, wanted in enumerate(rest):
        norm = norms[place + offset]
        if norm != wanted and not (wanted[-1] == "*" and norm.startswith(wanted[:-1])):
            return False
    return True
