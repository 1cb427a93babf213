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
                begins.setdefault(first[:3].rstrip("*"), []).append((first[:-1], rest, label))
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
        alone, longer, begins = self.alone, self.longer, self.begins
        place, count = 0, len(norms)
        while place < count:
            norm = norms[place]
            end, label = place, None
            if norm in longer and place + 1 < count:
                seconds = longer[norm]
                after = norms[place + 1]
                for second in (after, ""):
                    if second in seconds:
                        for rest, meaning in seconds[second]:
                            if place + 1 + len(rest) > end and _stands(rest, norms, place + 1):
                                end, label = place + 1 + len(rest), meaning
                                break
            if end == place and norm in alone:
                end, label = place + 1, alone[norm]
            if end <= place + 1:
                stub = norm[:3]
                if stub in begins:
                    for stem, rest, meaning in begins[stub]:
                        if place + 1 + len(rest) > end and norm.startswith(stem) and _stands(rest, norms, place + 1):
                            end, label = place + 1 + len(rest), meaning
            if end > place:
                found.append((place, end, label))  # type: ignore[arg-type]  # set wherever end is
                place = end
            else:
                place += 1
        return found


def _stands(rest: tuple[str, ...], norms: Sequence[str], place: int) -> bool:
    """Whether the words of *rest* stand at *place*."""
    if place + len(rest) > len(norms):
        return False
    for offset, wanted in enumerate(rest):
        norm = norms[place + offset]
        if norm != wanted and not (wanted[-1] == "*" and norm.startswith(wanted[:-1])):
            return False
    return True
