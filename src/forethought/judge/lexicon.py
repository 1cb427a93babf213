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
class PhraseTable:
    """Finds phrases of tokens. ``exact`` and ``prefixed`` hold, by first word, the rest of each phrase and its label."""

    exact: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(repr=False)
    prefixed: Mapping[str, tuple[tuple[tuple[str, ...], str], ...]] = field(repr=False)
    lengths: tuple[int, ...]  # of the prefixes, shortest first

    @classmethod
    def of(cls, phrases: Iterable[tuple[str, str]]) -> PhraseTable:
        """Build from (phrase, label) pairs; a word that ends in ``*`` stands for any word that begins so."""
        exact: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        prefixed: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for phrase, label in phrases:
            first, *rest = phrase.split()
            if first.endswith("*"):
                prefixed.setdefault(first[:-1], []).append((tuple(rest), label))
            else:
                exact.setdefault(first, []).append((tuple(rest), label))
        return cls(
            {word: tuple(rests) for word, rests in exact.items()},
            {word: tuple(rests) for word, rests in prefixed.items()},
            tuple(sorted({len(word) for word in prefixed})),
        )

    def find(self, norms: Sequence[str]) -> Iterator[tuple[int, int, str]]:
        """Yield (first token, token after the last, label) of every phrase that stands in *norms*."""
        for start, norm in enumerate(norms):
            rests = self.exact.get(norm, ())
            for length in self.lengths:
                if length > len(norm):
                    break
                rests += self.prefixed.get(norm[:length], ())
            for rest, label in rests:
                end = start + 1 + len(rest)
                if end <= len(norms) and all(map(_is_like, norms[start + 1 : end], rest)):
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
        raise RuleError(f"lexicons/{path.name}: unknown key {sorted(unknown)[0]!r}; a lexicon has what, words and source")
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
