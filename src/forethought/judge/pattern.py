"""The language of rules: patterns over tokens, made into one expression for RE2.

See docs/architecture.md for the language. A pattern also knows which words and labels a text must hold for it to match
at all, so that of many hundred patterns only a few are tried on a post.
"""

from __future__ import annotations

import re
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from forethought.errors import RuleError, did_you_mean
from forethought.judge.marked import LABEL_BYTES, WORD_END, labels

_PIECE = re.compile(r"\s*(\(|\)\??|\||@[a-z-]*(?::[a-z]+)?\??|\.\.\.\d*|\^|\$|\.|_\??|#\??|[^\s()|?]+\??)")
_WORD = r" [^ .?^][^ ]*"
_GAP = 6

Needs = tuple[frozenset[str], ...]  # a text must hold at least one key of each


@dataclass(frozen=True, slots=True)
class Pattern:
    """``expression`` for RE2 in Latin-1 mode; ``needs``: what a text must hold for a match to be possible."""

    written: str
    expression: str
    needs: Needs


def parse(written: str, where: str) -> Pattern:
    """Make a pattern of what a rule says.

    Raises:
        RuleError: With *where*, what is wrong, and what is known instead.
    """
    try:
        return _parsed(written)
    except RuleError as error:
        raise RuleError(f"{where}: {error}") from None


def _parsed(written: str) -> Pattern:
    pieces: list[str] = []
    at = 0
    stripped = re.sub(r"(?<=\w)[&/](?=\w)", " ", written).rstrip()  # "a&e" is read as two tokens
    while at < len(stripped):
        found = _PIECE.match(stripped, at)
        if not found:
            raise RuleError(f"cannot read the pattern at {stripped[at : at + 12]!r}")
        pieces.append(found[1])
        at = found.end()
    expression, needs, rest = _alternatives(pieces, 0)
    if rest != len(pieces):
        raise RuleError(f"a ')' closes nothing in {written!r}")
    if not needs:
        raise RuleError(f"{written!r} asks for no word, list or mention, so it would match everything")
    return Pattern(written, expression, tuple(sorted(needs, key=len)))


def _alternatives(pieces: Sequence[str], at: int) -> tuple[str, list[frozenset[str]], int]:
    ways: list[str] = []
    needed: list[list[frozenset[str]]] = []
    while True:
        expression, needs, at = _sequence(pieces, at)
        ways.append(expression)
        needed.append(needs)
        if at >= len(pieces) or pieces[at] != "|":
            break
        at += 1
    if len(ways) == 1:
        return ways[0], needed[0], at
    together: list[frozenset[str]] = []
    if all(needed):
        together = [frozenset(chain.from_iterable(_smallest(needs) for needs in needed))]
    return "(?:" + "|".join(ways) + ")", together, at


def _smallest(needs: Collection[frozenset[str]]) -> frozenset[str]:
    return min(needs, key=len)


def _sequence(pieces: Sequence[str], at: int) -> tuple[str, list[frozenset[str]], int]:
    out: list[str] = []
    needs: list[frozenset[str]] = []
    inner: Sequence[frozenset[str]]
    while at < len(pieces) and pieces[at] != "|" and not pieces[at].startswith(")"):
        piece = pieces[at]
        at += 1
        if piece == "(":
            expression, inner, at = _alternatives(pieces, at)
            if at >= len(pieces) or not pieces[at].startswith(")"):
                raise RuleError("a '(' is left open")
            optional = pieces[at].endswith("?")
            at += 1
        else:
            optional = piece.endswith("?") and piece != "?"
            expression, inner = _element(piece.rstrip("?") or piece)
        out.append(f"(?:{expression})?" if optional else expression)
        if not optional:
            needs += inner
    return "".join(out), needs, at


@cache
def _element(piece: str) -> tuple[str, Needs]:
    if piece.startswith("..."):
        return f"(?:{_WORD}){{0,{int(piece[3:] or _GAP)}}}?", ()
    if piece == "^":
        return r" \^", ()
    if piece == "$":
        return " [.?]", ()
    if piece == ".":
        return r" [.?] \^", ()
    if piece == "_":
        return _WORD, ()
    if piece == "#":
        return " [0-9][^ ]*", ()
    if piece.startswith("@"):
        name = piece[1:]
        if name not in labels():
            raise RuleError(f"no lexicon or mention is named {name!r}{did_you_mean(name, labels())}")
        code = re.escape(labels()[name].decode("latin-1"))
        return f"(?: [^ ]*{code}[^ ]*)+", (frozenset({"@" + name}),)
    if not re.fullmatch(r"[a-z0-9'_@:-]+\*?", piece):
        raise RuleError(f"{piece!r} is no token in normal form (lower case, no accents, no punctuation)")
    if piece.endswith("*"):
        return f" {re.escape(piece[:-1])}[^ ]*", (frozenset({piece}),)
    return f" {re.escape(piece)}{WORD_END}{LABEL_BYTES}*", (frozenset({piece}),)


def prefixes(patterns: Collection[Pattern]) -> frozenset[str]:
    """Every beginning of a word, without its ``*``, that some pattern asks for."""
    return frozenset(
        key[:-1]
        for pattern in patterns
        for keys in pattern.needs
        for key in keys
        if key.endswith("*") and key[0] != "@"
    )
