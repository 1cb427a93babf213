"""A text with all that is known of its tokens, as one byte string that patterns run over.

Each token is a space, its normal form in ASCII, a byte that ends it, and two bytes for each label it carries (its
lexicons, the mentions it is part of). A sentence begins with the token ``^`` and ends with ``.`` or ``?``. So a pattern
can ask for a word, for any word of a lexicon or for a mention about a client in the same way, and RE2 runs it in linear
time.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from itertools import pairwise

from forethought.judge.lexicon import Beginnings, lexicon_table, lexicons
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
    sentences: Mapping[int, tuple[int, int]] = field(repr=False)  # where each begins and ends in ``encoded``
    words: Mapping[int, tuple[int, int]] = field(repr=False)  # the first token of each sentence, and its last word
    starts: tuple[int, ...] = field(repr=False)  # where each token begins in the original
    names: Mapping[int, frozenset[str]] = field(repr=False)  # the labels of each token that has any
    shields: Mapping[str, Mapping[int, int]] = field(repr=False)  # name -> token -> the token that casts it

    def token_at(self, offset: int) -> int:
        """The index of the token that holds the byte at *offset*."""
        return max(0, bisect_right(self.offsets, offset) - 1)

    def span(self, first: int, last: int) -> Span:
        """The original's words from token *first* to token *last*."""
        return Span(self.tokens[first].start, self.tokens[last].end)

    def sentence_span(self, number: int) -> Span:
        """The original's words of a sentence, without its end."""
        return self.span(*self.words[number])

    def sentences_in(self, span: Span) -> range:
        """The numbers of the sentences that some token under *span* stands in."""
        first = max(0, bisect_right(self.starts, span.start) - 1)
        if first < len(self.tokens) and self.tokens[first].end <= span.start:
            first += 1
        last = bisect_left(self.starts, span.end) - 1
        if not first <= last < len(self.tokens):
            return range(0)
        return range(self.tokens[first].sentence, self.tokens[last].sentence + 1)


def mark(text: Text, mentions: Sequence[Mention], beginnings: Beginnings) -> Marked:
    """Put all that is known of a text's tokens into one byte string.

    Args:
        beginnings: The beginnings of words, such as "vaccin", that patterns ask for.
    """
    code = labels()
    kept = tuple(token for token in text.tokens if token.kind not in ("punct", "quote"))
    starts = tuple(token.start for token in kept)
    marks = _marks(text, kept, starts, mentions)
    keys = {"@" + name for names in marks.values() for name in names}
    pieces: list[bytes] = []
    offsets: list[int] = []
    sentences: dict[int, tuple[int, int]] = {}
    words: dict[int, tuple[int, int]] = {}
    at = begun = first = last = 0
    sentence = -1
    is_ended = True
    for n, token in enumerate(kept):
        if token.sentence != sentence:
            if not is_ended:
                pieces.append(b" .")
                at += 2
            if sentence >= 0:
                sentences[sentence], words[sentence] = (begun, at), (first, last)
            sentence, begun, first, last = token.sentence, at, n, n
            pieces.append(b" ^")
            at += 2
        is_ended = token.kind == "end"
        if is_ended:
            piece = b" ?" if token.norm == "?" else b" ."
        else:
            last, norm = n, token.norm
            if norm not in keys:
                keys.add(norm)
                keys.update(stem + "*" for stem in beginnings.of_word(norm))
            word = norm.encode("ascii") if norm.isascii() else norm.encode("ascii", "replace").replace(b"?", b"x")
            piece = b" " + word + b"\x01"
            if n in marks:
                piece += b"".join(sorted(code[name] for name in marks[n]))
        offsets.append(at)
        pieces.append(piece)
        at += len(piece)
    if kept:
        if not is_ended:
            pieces.append(b" .")
            at += 2
        sentences[sentence], words[sentence] = (begun, at), (first, last)
    covered = shields(text, kept)
    return Marked(b"".join(pieces), kept, tuple(offsets), frozenset(keys), sentences, words, starts, marks, covered)


def _marks(
    text: Text, kept: Sequence[Token], starts: Sequence[int], mentions: Sequence[Mention]
) -> dict[int, frozenset[str]]:
    """The labels of each token that has any: its lexicons, the mentions it is part of, whether it is a price."""
    marks: dict[int, set[str]] = {}
    for start, end, name in lexicon_table().find([token.norm for token in kept]):
        for n in range(start, end):
            marks.setdefault(n, set()).add(name)
    for before, token in pairwise(text.tokens):
        if token.kind == "number":
            if before.norm in _CURRENCIES:
                marks.setdefault(bisect_right(starts, token.start) - 1, set()).add("price")
        elif before.kind == "number" and token.norm in _COINS:
            marks.setdefault(bisect_right(starts, before.start) - 1, set()).add("price")
    for mention in mentions:
        names: tuple[str, ...] = (mention.type,)
        if mention.confidence >= LIKELY:
            names += (f":{mention.about}", f"{mention.type}:{mention.about}")
        n = max(0, bisect_right(starts, mention.span.start) - 1)
        while n < len(kept) and kept[n].start < mention.span.end:
            if kept[n].end > mention.span.start and kept[n].kind != "end":
                marks.setdefault(n, set()).update(names)
            n += 1
    same: dict[frozenset[str], frozenset[str]] = {}  # of a long text most tokens carry one of few sets of labels
    return {n: same.setdefault(known, known) for n in sorted(marks) if (known := frozenset(marks[n]))}
