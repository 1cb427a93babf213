"""A text with all that is known of its tokens, as one byte string that patterns run over.

Each token is a space, its normal form in ASCII, a byte that ends it, and two bytes for each label it carries (its lexicons, the mentions it is
part of). A sentence begins with the token ``^`` and ends with ``.`` or ``?``. So a pattern can ask for a word, for any
word of a lexicon or for a mention about a client in the same way, and RE2 runs it in linear time.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from forethought.judge.lexicon import lexicon_table, lexicons
from forethought.judge.shields import shields
from forethought.text import Text, Token
from forethought.values import ABOUTS, MENTION_TYPES, Mention, Span

LABEL_BYTES = r"[\x80-\xff]"
WORD_END = r"\x01"
LIKELY = 0.5  # of whom a mention is, is only said when it is at least as likely as not
_CURRENCIES = frozenset("£$€")
_COINS = frozenset("quid pounds pound euro euros dollars bucks pence".split())


@cache
def labels() -> dict[str, bytes]:
    """The two bytes that stand for each label: lexicons by name, mentions as "type", ":about" and "type:about"."""
    names = ["price", *MENTION_TYPES, *(f":{about}" for about in ABOUTS)]
    names += [f"{kind}:{about}" for kind in MENTION_TYPES for about in ABOUTS]
    names += lexicons()
    return {name: bytes((0xC2 + n // 64, 0x80 + n % 64)) for n, name in enumerate(names)}


@dataclass(frozen=True, slots=True)
class Marked:
    """The byte string, and the way back from it to tokens and to the original text."""

    encoded: bytes = field(repr=False)
    tokens: tuple[Token, ...] = field(repr=False)  # those that stand in ``encoded``, in order
    offsets: tuple[int, ...] = field(repr=False)  # where each token begins in ``encoded``
    keys: frozenset[str] = field(repr=False)  # every word and label that occurs, to leave most patterns untried
    sentences: Mapping[int, tuple[int, int]] = field(repr=False)  # of ``encoded``
    names: Mapping[int, frozenset[str]] = field(repr=False)  # the labels of each token that has any
    shields: Mapping[str, Mapping[int, int]] = field(repr=False)  # name -> token -> the token that casts it

    def token_at(self, offset: int) -> int:
        """The index of the token that holds the byte at *offset*."""
        return max(0, bisect_right(self.offsets, offset) - 1)

    def span(self, first: int, last: int) -> Span:
        """The original's words from token *first* to token *last*."""
        return Span(self.tokens[first].start, self.tokens[last].end)

    def sentence_of(self, first: int) -> bytes:
        """The encoded sentence that token *first* stands in."""
        start, end = self.sentences[self.tokens[first].sentence]
        return self.encoded[start:end]


def mark(text: Text, mentions: Sequence[Mention], prefixes: frozenset[str], prefix_lengths: Sequence[int]) -> Marked:
    """Put all that is known of a text's tokens into one byte string.

    Args:
        prefixes: The beginnings of words, such as "vaccin", that patterns ask for.
        prefix_lengths: The lengths that occur among them.
    """
    code = labels()
    kept = tuple(token for token in text.tokens if token.kind not in ("punct", "quote"))
    norms = [token.norm for token in kept]
    marks: list[set[str]] = [set() for _ in kept]
    for start, end, name in lexicon_table().find(norms):
        for n in range(start, end):
            marks[n].add(name)
    starts = [token.start for token in kept]
    for before, token in pairwise(text.tokens):
        if before.norm in _CURRENCIES and token.kind == "number":
            marks[bisect_right(starts, token.start) - 1].add("price")
        elif token.norm in _COINS and before.kind == "number":
            marks[bisect_right(starts, before.start) - 1].add("price")
    for mention in mentions:
        names: tuple[str, ...] = (mention.type,)
        if mention.confidence >= LIKELY:
            names += (f":{mention.about}", f"{mention.type}:{mention.about}")
        n = max(0, bisect_right(starts, mention.span.start) - 1)
        while n < len(kept) and kept[n].start < mention.span.end:
            if kept[n].end > mention.span.start and kept[n].kind != "end":
                marks[n].update(names)
            n += 1

    out: list[bytes] = []
    offsets: list[int] = []
    sentences: dict[int, tuple[int, int]] = {}
    keys: set[str] = set()
    at = begun = 0
    sentence = -1
    for n, token in enumerate(kept):
        if token.sentence != sentence:
            if sentence >= 0:
                if kept[n - 1].kind != "end":
                    out.append(b" .")
                    at += 2
                sentences[sentence] = (begun, at)
            sentence, begun = token.sentence, at
            out.append(b" ^")
            at += 2
        if token.kind == "end":
            piece = b" ?" if token.norm == "?" else b" ."
        else:
            norm = token.norm
            keys.add(norm)
            for length in prefix_lengths:
                if length > len(norm):
                    break
                if norm[:length] in prefixes:
                    keys.add(norm[:length] + "*")
            word = norm.encode("ascii") if norm.isascii() else norm.encode("ascii", "replace").replace(b"?", b"x")
            piece = b" " + word + b"\x01"
            if marks[n]:
                keys.update("@" + name for name in marks[n])
                piece += b"".join(sorted(code[name] for name in marks[n]))
        offsets.append(at)
        out.append(piece)
        at += len(piece)
    if kept:
        if kept[-1].kind != "end":
            out.append(b" .")
            at += 2
        sentences[sentence] = (begun, at)
    named = {n: frozenset(names) for n, names in enumerate(marks) if names}
    return Marked(b"".join(out), kept, tuple(offsets), frozenset(keys), sentences, named, shields(text, kept))
