"""Words that stand under something which changes their meaning: quoted, negated, reported, hypothetical, fiction."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from forethought.text import Text, Token

SHIELDS = ("quoted", "negated", "reported", "hypothetical", "fiction")

_NEGATORS = frozenset(
    "not never no nobody none without cannot neither nor dont don't won't can't couldn't wouldn't shouldn't "
    "isn't aren't wasn't weren't doesn't didn't haven't hasn't hadn't ain't mustn't refuse refused stop hardly "
    "didnt doesnt isnt cant wont".split()
)
_NEGATION_REACHES = 4
_SPEAKERS = frozenset(
    "patient patients client someone somebody he she they man woman bloke guy lad girl lady mum dad parent "
    "relative troll stranger people kid pupil student resident driver user account caller visitor son daughter "
    "husband wife nan".split()
)
_SPEECH = frozenset(
    "called calls calling said says saying told tells telling shouted shouts shouting yelled screamed asked "
    "asks wrote writes tweeted replied muttered whispered claimed claims accused accuses".split()
)
_HYPOTHETICAL = tuple(
    tuple(phrase.split())
    for phrase in (
        "if you, if someone, if anyone, if a, if your, never post, don't post, do not post, never share, "
        "don't share, imagine if, imagine a, suppose, for example, hypothetically, unless you, when someone, "
        "when people, before you, we should never, you should never, training on, the word, the phrase, a "
        "poster"
    ).split(", ")
)
_HYPOTHETICAL_OPENERS = frozenset(phrase[0] for phrase in _HYPOTHETICAL)
_FICTION = frozenset(
    "film movie novel sitcom episode bbc1 itv character characters fiction fictional "
    "plot storyline lyrics musical panto pantomime documentary eastenders corrie casualty holby gameofthrones "
    "videogame gaming".split()
)


def shields(text: Text, kept: Sequence[Token]) -> Mapping[str, Mapping[int, int]]:
    """Tell for each shield which tokens it covers, and which token casts it.

    Args:
        kept: The tokens that patterns see, in order; the answer's numbers are indices into it.

    A token that casts a shield for a whole sentence has the index just before the sentence, so that it is outside any
    match.
    """
    out: dict[str, dict[int, int]] = {name: {} for name in SHIELDS}
    _quotes(text, kept, out["quoted"])
    starts: dict[int, int] = {}
    norms = [token.norm for token in kept]
    for n, token in enumerate(kept):
        first = starts.setdefault(token.sentence, n)
        norm = norms[n]
        if norm in _NEGATORS:
            for m in range(n + 1, min(n + 1 + _NEGATION_REACHES, len(kept))):
                if kept[m].sentence != token.sentence:
                    break
                out["negated"][m] = n
        if norm in _SPEECH and n > first and (_SPEAKERS.intersection(norms[max(first, n - 4) : n])):
            _rest_of_sentence(kept, n, out["reported"])
        if norm in _FICTION:
            _whole_sentence(kept, first, out["fiction"])
        for phrase in _HYPOTHETICAL if norm in _HYPOTHETICAL_OPENERS else ():
            if tuple(norms[n : n + len(phrase)]) == phrase:
                _rest_of_sentence(kept, n, out["hypothetical"])
    return out


def _quotes(text: Text, kept: Sequence[Token], out: dict[int, int]) -> None:
    """Cover what stands between a pair of quotation marks, two words or more, at most 80."""
    number = {token.start: n for n, token in enumerate(kept)}
    inside: list[int] | None = None
    for token in text.tokens:
        if token.kind == "quote":
            if inside is None:
                inside = []
            else:
                if 2 <= len(inside) <= 80:
                    out.update(dict.fromkeys(inside, inside[0] - 1))
                inside = None
        elif inside is not None and token.start in number and token.kind != "end":
            inside.append(number[token.start])


def _rest_of_sentence(kept: Sequence[Token], n: int, out: dict[int, int]) -> None:
    for m in range(n + 1, len(kept)):
        if kept[m].sentence != kept[n].sentence or m in out:
            break
        out[m] = n


def _whole_sentence(kept: Sequence[Token], first: int, out: dict[int, int]) -> None:
    for m in range(first, len(kept)):
        if kept[m].sentence != kept[first].sentence or m in out:
            break
        out[m] = first - 1
