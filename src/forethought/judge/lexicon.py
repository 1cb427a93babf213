"""Word lists with a name, and a table that finds all of their phrases in one pass over the tokens."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path

import rtoml

from forethought.errors import RuleError

_AS_TOKENS = re.compile(r"(?<=\w)[&/-](?=\w)")  # "a&e" and "co-worker" are read as two tokens each
LEXICONS = Path(__file__).parent.parent / "lexicons"


@dataclass(frozen=True, slots=True)
class Beginnings:
    """Beginnings of words, of two letters or more, and a quick way to tell which of them a word has."""

    stems: frozenset[str] = field(repr=False)
    lengths: Mapping[str, tuple[int, ...]] = field(repr=False)  # of the stems, by their first two letters

    @classmethod
    def of(cls, stems: Iterable[str]) -> Beginnings:
        """Build from beginnings of words.

        Raises:
            RuleError: If one is a single letter.
        """
        known = frozenset(stems)
        lengths: dict[str, set[int]] = {}
        for stem in known:
            if len(stem) < 2:
                raise RuleError(f"'{stem}*': at least two letters must stand before '*'")
            lengths.setdefault(stem[:2], set()).add(len(stem))
        return cls(known, {letters: tuple(sorted(found)) for letters, found in lengths.items()})

    def of_word(self, word: str) -> list[str]:
        """The stems that *word* begins with, the shortest first."""
        return [word[:n] for n in self.lengths.get(word[:2], ()) if len(word) >= n and word[:n] in self.stems]


Rest = tuple[tuple[str, ...], str]  # more words of a phrase, and its label


@dataclass(frozen=True, slots=True)
class _Phrases:
    """The phrases that begin with one word."""

    alone: list[str] = field(default_factory=list)  # labels of the word itself
    longer: dict[str, list[Rest]] = field(default_factory=dict)  # what goes on after the second word, by that word
    open: list[Rest] = field(default_factory=list)  # what goes on from the second word, where that ends in "*"


@dataclass(frozen=True, slots=True)
class PhraseTable:
    """Finds phrases of tokens, by their first word or its beginning."""

    exact: Mapping[str, _Phrases] = field(repr=False)
    prefixed: Mapping[str, _Phrases] = field(repr=False)
    beginnings: Beginnings = field(repr=False)

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, str]]) -> PhraseTable:
        """Build from (phrase, label) pairs; a word that ends in ``*`` stands for any word that begins so."""
        exact: dict[str, _Phrases] = {}
        prefixed: dict[str, _Phrases] = {}
        for phrase, label in phrases:
            first, *others = phrase.split()
            rest = tuple(others)
            table, word = (prefixed, first[:-1]) if first.endswith("*") else (exact, first)
            known = table.setdefault(word, _Phrases())
            if not rest:
                known.alone.append(label)
            elif rest[0].endswith("*"):
                known.open.append((rest, label))
            else:
                known.longer.setdefault(rest[0], []).append((rest[1:], label))
        return cls(exact, prefixed, Beginnings.of(prefixed))

    def find(self, norms: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield (first token, token after the last, label) of every phrase that stands in *norms*."""
        after = iter((*norms[1:], ""))
        for start, norm in enumerate(norms):
            second = next(after)
            known = self.exact.get(norm)
            if known is not None:
                yield from _standing(known, norms, start, second)
            for stem in self.beginnings.of_word(norm):
                yield from _standing(self.prefixed[stem], norms, start, second)


def _standing(known: _Phrases, norms: Sequence[str], start: int, second: str) -> Iterator[tuple[int, int, str]]:
    """The phrases of one first word that stand at *start*."""
    for label in known.alone:
        yield start, start + 1, label
    for place, rests in ((start + 2, known.longer.get(second, ())), (start + 1, known.open)):
        for rest, label in rests:
            end = place + len(rest)
            if end <= len(norms) and all(map(_is_like, norms[place:end], rest)):
                yield start, end, label


def _is_like(norm: str, wanted: str) -> bool:
    return norm.startswith(wanted[:-1]) if wanted.endswith("*") else norm == wanted


def read_lexicon(path: Path) -> tuple[str, ...]:
    """Return the phrases of one lexicon file.

    Raises:
        RuleError: If the file is not TOML, says not what it holds, or holds no words.
    """
    try:
        data = rtoml.load(path)
    except (rtoml.TomlParsingError, UnicodeDecodeError) as error:
        raise RuleError(f"lexicons/{path.name}: not valid TOML: {error}") from error
    if unknown := set(data) - {"what", "words", "source"}:
        raise RuleError(
            f"lexicons/{path.name}: unknown key {sorted(unknown)[0]!r}; a lexicon has what, words and source"
        )
    if not data.get("what") or not data.get("words"):
        raise RuleError(f"lexicons/{path.name}: 'what' and 'words' are both needed")
    return tuple(_AS_TOKENS.sub(" ", phrase) for phrase in data["words"])


@cache
def lexicons() -> dict[str, tuple[str, ...]]:
    """All lexicons by name."""
    return {path.stem: read_lexicon(path) for path in sorted(LEXICONS.glob("*.toml"))}


@cache
def lexicon_table() -> PhraseTable:
    """One table over the phrases of every lexicon, labelled with the lexicon's name."""
    return PhraseTable.of((phrase, name) for name, phrases in lexicons().items() for phrase in phrases)
