"""Places by name, from the table of ``gazetteer`` and from the shape of the name; addresses are found by ``address``.

Names that are also words or people's names ("Reading", "Jordan") need a capital and a word such as "in" before them.
``detail``
is the name as ``gazetteer.population`` knows it ("Stockport"), or "" for a name that the table does not have.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import pairwise
from typing import NamedTuple

from forethought.detect.flat import Pattern, flat
from forethought.detect.gazetteer import Place, find_place, is_place
from forethought.detect.registry import Found, detector
from forethought.text.values import Text
from forethought.values import Post, Span

_WORD = re.compile(r"[A-Za-z]+(?:'[A-Za-z]+)?")


def _words(name: str) -> frozenset[str]:
    lines = files(__package__).joinpath("data/place-words.txt").read_text(encoding="ascii").splitlines()
    return frozenset(word for line in lines if line.startswith(name + " ") for word in line.split()[1:])


_IN = _words("in")  # before a place and hardly ever before a person
_SOFT = _words("beside")  # often before a place: "from", "north"
_BEFORE = _IN | _SOFT
_GOING = frozenset(("from", "at", "to", "visiting", "visit", "towards", "via"))
_TITLES = _words("title")  # before a person
_OPENERS = _words("opener")  # words that open a sentence before a place: "Collection Dundee"
_NOUNS = _words("noun")  # after the name of a place that is part of a larger name: "Leeds Crown Court"
_NEVER = _words("never")  # capitalised words after "in" that are no places: "in March"
_SHORT = frozenset(("uk", "usa", "nsw", "kzn", "qld", "nz", "bc"))
_ENDING = Pattern(
    r"[A-Z][a-z]{1,12}(?:ton|ham|bury|ford|shire|worth|by|thorpe|wick|dale|mouth|combe|stead"
    r"|leigh|hurst|bridge|chester|cester|minster|burgh|borough|pool|holme|kirk|ville|burg|abad"
    r"|pur|stan)",
    case=True,
)
_BEGINNING = Pattern(
    r"(?:Llan|Bally|Kil|Aber|Inver|Pont|Strath|Glen|Drum|Auchter|Pen|Caer|Inis|Clon|Dun|Knock"
    r"|Tre|Carn|Balla|Port)[a-z]{3,14}",
    case=True,
)
_FEATURE = Pattern(
    r"\b((?:(?:the |on the )?[Rr]iver|Loch|Lough|Lake|Mount|Isle of|Isles of|Inis|Glen|Ben|Llyn"
    r"|Cape|Costa|County|Co\.?|Vale of|Forest of|Bay of|Strait of|Village of|North|South|East"
    r"|West"
    r"|Upper|Lower|Great|Little|Old|New|St) [A-Z][a-z']{3,20}(?:[ -](?:on|upon|in|le|under|by"
    r"|next)[ -](?:the[ -])?[A-Z][a-z]{2,15})?)\b"
    r"|\b([A-Z][a-z]{2,15}-(?:on|upon|le|under|by|next|super|cum|sur|in)-(?:the-)?[A-Z][a-z]{2,15})\b",
    case=True,
)
_SURE_FEATURE = Pattern(
    r"(?:the |on the )?(?:[Rr]iver|Loch|Lough|Lake|Mount|Isles? of|Inis|Llyn|Costa|County|Vale"
    r" of|Forest of|Bay of) (?:[A-Z][a-z]+)",
    case=True,
)


class _Word(NamedTuple):
    text: str
    start: int
    end: int


@detector
def place(text: Text, post: Post) -> Iterator[Found]:
    """Find places by name; where two overlap the longer is kept."""
    words = flat(text.original)
    tokens = [_Word(match.group(), *match.span()) for match in _WORD.finditer(words)]
    free = 0
    for at, token in enumerate(tokens):
        may_be = token.text[0].isupper() or (at and tokens[at - 1].text.lower() in _BEFORE)
        if token.start < free or not may_be:
            continue
        found = _known(words, tokens, at) or _unknown(words, tokens, at)
        if found:
            free = found.span.end
            yield found
    yield from _features(words)
    yield from _in_hashtags(text)


def _known(words: str, tokens: list[_Word], at: int) -> Found | None:
    """The longest name in the table that begins at this word, if the words around allow it."""
    first = tokens[at]
    before = (
        tokens[at - 1].text.lower()
        if at and words[tokens[at - 1].end : first.start] in (" ", " #", "\n", " the ")
        else ""
    )
    capital = first.text[0].isupper()
    if not capital and before not in _IN and before not in _SOFT:
        return None
    key, best = "", None
    for last in range(at, min(at + 4, len(tokens))):
        if last > at and words[tokens[last - 1].end : tokens[last].start] not in (" ", "-", ". "):
            break
        part = tokens[last].text.lower()
        key += (" " if key else "") + (part[:-2] if part.endswith("'s") and last > at else part).replace("'", "")
        bare = key[:-1] if last == at and part.endswith("'s") else key
        if is_place(bare) and (last == at or tokens[last].text[0].isupper() or not capital):
            best = (last, bare)
    if best is None:
        return None
    last, key = best
    found = find_place(key)
    confidence = found and _confidence(words, tokens, at, last, found, before)
    if not found or not confidence:
        return None
    end = tokens[last].end - 2 * tokens[last].text.lower().endswith("'s")
    return Found("place", Span(first.start, end), "place:known", _display(key), confidence)


def _display(key: str) -> str:
    return key.upper() if key in _SHORT else " ".join(part.capitalize() for part in key.split())


def _confidence(words: str, tokens: list[_Word], at: int, last: int, place: Place, before: str) -> float:
    """How sure it is that the name is meant as a place, from 0 to 1, by its capital and the words beside it."""
    first, many = tokens[at], last > at
    size = max(place.populations.values())
    if not first.text[0].isupper():
        return _in_lower_case(place, before, many)
    if before in _TITLES or first.text.lower() in ("may", "will"):
        return 0.0
    if _stands_in_larger(words, tokens, last, size):
        return 0.9
    follows = (
        tokens[last + 1] if last + 1 < len(tokens) and words[tokens[last].end : tokens[last + 1].start] == " " else None
    )
    surname = follows is not None and follows.text.istitle() and follows.text.lower() not in _NOUNS
    if place.mark and not many:
        possessive = place.mark == "p" and words[tokens[last].end : tokens[last].end + 2] == "'s"
        if surname or possessive:
            return 0.0
        return 0.85 if before in _IN else 0.7 if place.mark == "w" and before in ("from", "at", "to", "visit") else 0.0
    if before in _IN or before in _GOING:
        return 0.5 if surname and not many else 0.95
    if before in _SOFT:
        return 0.8
    return _alone(words, tokens, at, last, place, surname)


def _in_lower_case(place: Place, before: str, many: bool) -> float:
    """A name without capitals: only a large and unambiguous place, after "in", "from", "to" or "at"."""
    large = many or max(place.populations.values()) >= (20_000 if before in _IN else 60_000)
    return 0.7 if large and not place.mark and (before in _IN or before in ("from", "to", "at")) else 0.0


def _stands_in_larger(words: str, tokens: list[_Word], last: int, size: int) -> bool:
    """Whether a comma and a larger place follow: "Brandon, Manitoba"."""
    if last + 1 >= len(tokens) or words[tokens[last].end : tokens[last + 1].start] != ", ":
        return False
    larger = find_place(tokens[last + 1].text.lower()) if tokens[last + 1].text[0].isupper() else None
    return larger is not None and not larger.mark and max(larger.populations.values()) > size


def _alone(words: str, tokens: list[_Word], at: int, last: int, place: Place, surname: bool) -> float:
    """An unambiguous name with nothing before it that points to a place: the larger the place, the surer."""
    first, many, size = tokens[at], last > at, max(place.populations.values())
    previous = tokens[at - 1] if at and words[tokens[at - 1].end : first.start] == " " else None
    if (
        previous
        and previous.text[0].isupper()
        and not many
        and previous.text.lower() not in _OPENERS
        and not is_place(previous.text.lower())
    ):
        return 0.4 if previous.text.isupper() or previous.text.lower() in _NOUNS else 0.0
    if surname and not many and size < 100_000:
        return 0.0
    if first.text.isupper() and len(first.text) < 4 and first.text not in ("UK", "USA"):
        return 0.3 if size > 50_000 else 0.0
    if size >= 10_000 or size == 0 or many:
        return 0.85 if "GB" in place.populations or "IE" in place.populations else 0.75
    return 0.6 if size >= 2_000 else 0.45


def _unknown(words: str, tokens: list[_Word], at: int) -> Found | None:
    """A capitalised name after "in" or "near" that no table has: "in Silecroft"; surer where it sounds like a place."""
    first = tokens[at]
    if not (first.text[0].isupper() and at and len(first.text) > 3 and words[tokens[at - 1].end : first.start] == " "):
        return None
    before = tokens[at - 1].text.lower()
    shaped = bool(_ENDING.fullmatch(first.text) or _BEGINNING.fullmatch(first.text))
    if before not in _IN and not (shaped and before in ("from", "at", "to")):
        return None
    if (
        first.text.isupper()
        or first.text.lower().removesuffix("'s") in _NEVER
        or first.text[1:] != first.text[1:].lower()
    ):
        return None
    if first.text.endswith("'s") or words[first.end : first.end + 1] == "'":
        return None
    if not shaped and words[first.end : first.end + 1] in (" ", "-") and words[first.end + 1 : first.end + 2].isupper():
        return None
    return Found(
        "place", Span(first.start, first.end), "place:shape" if shaped else "place:after-in", "", 0.7 if shaped else 0.5
    )


def _features(words: str) -> Iterator[Found]:
    for match in _FEATURE.finditer(words):
        name = match.group().lower().replace("-", " ")
        if is_place(name):
            continue
        if name.split()[-1] in _NEVER:
            continue
        if match.group(2) or _SURE_FEATURE.search(match.group()):
            yield Found("place", Span(match.start(), match.end()), "place:feature", "", 0.7)


def _in_hashtags(text: Text) -> Iterator[Found]:
    """Names inside hashtags, of one word or of several: #Stockport, #TwinsInHebdenBridge."""
    tags = [token for token in text.tokens if token.kind == "hashtag"]
    free = 0
    for at, token in enumerate(tags):
        if token.start < free:
            continue
        for size in (3, 2, 1):
            group = tags[at : at + size]
            joined = len(group) == size and all(one.end == other.start for one, other in pairwise(group))
            found = find_place(" ".join(one.norm for one in group)) if joined else None
            whole = found and (found.mark != "w" or (at and tags[at - 1].norm in _IN))
            if found and whole and (max(found.populations.values()) >= 5_000 or size > 1):
                free = group[-1].end
                yield Found(
                    "place",
                    Span(group[0].start, free),
                    "place:hashtag",
                    _display(found.name),
                    0.85 if not found.mark else 0.5,
                )
                break
