"""The API that writing tools already speak: LanguageTool's, version 2.

Its browser add-ons and editor plug-ins let a person name a server of their own, so our findings appear under the words
in every box they write in. What is answered has the fields of LanguageTool 6; offsets count UTF-16 units.
"""

from __future__ import annotations

import json
from bisect import bisect_right
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.views.decorators.csrf import csrf_exempt

from forethought import __version__, check, choose_pack
from forethought.check import LIMIT
from forethought.config import Settings, load_settings
from forethought.errors import ConfigError, PostError
from forethought.jsonio import read_audience
from forethought.say import seen_by
from forethought.values import CONCERNS, Assessment, Author, Finding, Post, Safer, Span
from forethought.wording.edits import Edit, apply_edits, sentences, tidy
from forethought_web.api.access import may_ask
from forethought_web.guards import is_here
from forethought_web.utf16 import Utf16

LANGUAGES = (
    ("English", "en", "en"),
    ("English (GB)", "en", "en-GB"),
    ("English (US)", "en", "en-US"),
    ("English (Australian)", "en", "en-AU"),
    ("English (Ireland)", "en", "en-IE"),
    ("English (New Zealand)", "en", "en-NZ"),
    ("English (Canadian)", "en", "en-CA"),
    ("English (South African)", "en", "en-ZA"),
)
_AROUND = 40  # characters of context on either side
_MOST_PARTS = 50_000  # of annotated text
SOFTWARE = {
    "name": "LanguageTool",  # add-ons look for this name
    "version": "6.6",
    "buildDate": "2025-03-27 00:00:00 +0000",
    "apiVersion": 1,
    "premium": False,
    "premiumHint": f"This is Forethought {__version__}: it looks at what is told of people, not at spelling.",
    "status": "",
}


class Refused(Exception):  # noqa: N818 - it is told to a program as what it is
    """A request that cannot be answered: told as LanguageTool tells it, a line of plain text. Never what was sent."""

    def __init__(self, why: str, status: int = 400) -> None:
        """Take the reason and the HTTP status."""
        super().__init__(why)
        self.why, self.status = why, status


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a text: where it begins in the words to judge, where in what was sent, and how long it is there."""

    start: int
    place: int
    size: int
    is_markup: bool = False


@dataclass(frozen=True, slots=True)
class Sent:
    """A text as a tool sent it: the words to judge, and where each stretch of them stands in what was sent."""

    text: str
    whole: str
    pieces: tuple[Piece, ...]

    def start_of(self, span: Span) -> int:
        """Where in what was sent a stretch of the text begins."""
        piece = self._piece(span.start)
        return piece.place + (0 if piece.is_markup else span.start - piece.start)

    def end_of(self, span: Span) -> int:
        """Where in what was sent a stretch of the text ends."""
        last = max(span.start, span.end - 1)
        piece = self._piece(last)
        return piece.place + (piece.size if piece.is_markup else min(piece.size, last + 1 - piece.start))

    def _piece(self, at: int) -> Piece:
        return self.pieces[max(0, bisect_right(self.pieces, at, key=lambda piece: piece.start) - 1)]


@csrf_exempt  # programs have no form of ours; guards.py refuses other sites' pages
def check_text(request: HttpRequest) -> HttpResponse:
    """``/v2/check``: the findings in a text, as matches."""
    try:
        return _told(request)
    except Refused as refused:
        return HttpResponse(f"Error: {refused.why}", status=refused.status, content_type="text/plain; charset=utf-8")


def _told(request: HttpRequest) -> HttpResponse:
    if request.method != "POST":
        raise Refused("send the text in the body of a POST; words in an address are kept by others", 405)
    try:
        fields = request.POST
    except RequestDataTooBig:
        raise Refused("the text is too long; check it in parts", 413) from None
    if not may_ask(request, fields.get("apiKey", "")):
        raise Refused("a token is needed here: as the API key, or in the header Authorization: Bearer", 401)
    if not fields.get("language"):
        raise Refused("Missing 'language' parameter, such as language=en-GB")
    sent = read_sent(fields)
    if len(sent.text) > LIMIT:
        raise Refused(f"Your text exceeds the limit of {LIMIT} characters; check it in parts", 413)
    post = _post(sent.text, fields, load_own() if is_here(request) else Settings())
    pack = choose_pack(post.author.profession, post.author.country, post.date)
    found = check(post, pack)
    link = f"{request.scheme}://{request.get_host()}/concerns/{{}}/"
    wanted = wanted_of(fields)
    matches = [match_of(one, post, found, sent, link) for one in found.findings if wanted(one.concern)]
    return JsonResponse(
        {
            "software": SOFTWARE,
            "warnings": {"incompleteResults": bool(found.not_run)},
            "language": _language(fields["language"]),
            "matches": sorted(matches, key=lambda match: (match["offset"], match["length"])),
            "sentenceRanges": _sentence_ranges(sent),
        }
    )


def languages(request: HttpRequest) -> HttpResponse:
    """``/v2/languages``: English, by every name that tools ask for."""
    return JsonResponse([{"name": name, "code": code, "longCode": long} for name, code, long in LANGUAGES], safe=False)


def info(request: HttpRequest) -> HttpResponse:
    """``/v2/info``: which software answers."""
    return JsonResponse({"software": SOFTWARE})


def health(request: HttpRequest) -> HttpResponse:
    """``/v2/healthcheck``: that it answers."""
    return HttpResponse("OK", content_type="text/plain")


def longest(request: HttpRequest) -> HttpResponse:
    """``/v2/maxtextlength``: how many characters are judged."""
    return HttpResponse(str(LIMIT), content_type="text/plain")


def words(request: HttpRequest) -> HttpResponse:
    """``/v2/words``: nobody's own words are kept here."""
    return JsonResponse({"words": []})


# ---- What is sent


def read_sent(fields: Mapping[str, str]) -> Sent:
    """The text of ``text`` or of ``data``, which tells markup from words.

    Raises:
        Refused: If there is neither, or both, or ``data`` cannot be read.
    """
    text, data = fields.get("text"), fields.get("data")
    if (text is None) == (data is None):
        raise Refused("Missing 'text' or 'data' parameter" if text is None else "Set 'text' or 'data', not both")
    if text is not None:
        return Sent(text, text, (Piece(0, 0, len(text)),))
    try:
        parts = json.loads(data or "")["annotation"]
        return _joined(parts)
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError):
        raise Refused('\'data\' is not JSON such as {"annotation": [{"text": "..."}]}') from None


def _joined(parts: Sequence[Mapping[str, str]]) -> Sent:
    """Annotated parts as one text; markup is left out, or read as what it is said to stand for."""
    if not isinstance(parts, list) or len(parts) > _MOST_PARTS:
        raise ValueError
    read: list[str] = []
    whole: list[str] = []
    pieces: list[Piece] = []
    size = place = 0
    for part in parts:
        markup = "markup" in part
        original = part["markup"] if markup else part["text"]
        shown = part.get("interpretAs", "") if markup else original
        if not isinstance(original, str) or not isinstance(shown, str):
            raise TypeError
        if shown:
            pieces.append(Piece(size, place, len(original), markup))
        read.append(shown)
        whole.append(original)
        size, place = size + len(shown), place + len(original)
    return Sent("".join(read), "".join(whole), tuple(pieces) or (Piece(0, 0, 0),))


def load_own() -> Settings:
    """What the person of this machine said once of themselves."""
    try:
        return load_settings()
    except ConfigError:
        return Settings()


def _post(text: str, fields: Mapping[str, str], own: Settings) -> Post:
    author = Author(
        profession=fields.get("profession", own.profession)[:100],
        named=own.named,
        states_profession=own.states_profession,
        country=fields.get("country", own.country)[:20],
        employer=own.employer,
        place=own.place,
    )
    try:
        audience = read_audience(fields.get("audience"), own.audience or "public")
    except PostError as error:
        raise Refused(str(error)) from None
    return Post(text, author=author, platform=own.platform, audience=audience, date=date.today())


def wanted_of(fields: Mapping[str, str]) -> Any:
    """Which concerns a person has left on: their add-on sends the rules and categories they switched off."""

    def listed(name: str) -> set[str]:
        return {part.strip().upper() for part in fields.get(name, "").split(",") if part.strip()}

    off = listed("disabledRules") | listed("disabledCategories")
    on = listed("enabledRules") | listed("enabledCategories")
    only = fields.get("enabledOnly", "").lower() in ("true", "yes")

    def wanted(concern: str) -> bool:
        names = {rule_id(concern), CATEGORY["id"]}
        return not names & off and (not only or bool(names & on))

    return wanted


CATEGORY = {"id": "FORETHOUGHT", "name": "Think before you post"}


def rule_id(concern: str) -> str:
    """A concern's name as tools show rules."""
    return f"FORETHOUGHT_{concern.upper().replace('-', '_')}"


# ---- What comes back


def match_of(one: Finding, post: Post, found: Assessment, sent: Sent, link: str) -> dict[str, Any]:
    """A finding as a match."""
    span = one.span or _first_sentence(post.text)
    units = Utf16(sent.whole)
    start, end = sent.start_of(span), sent.end_of(span)
    message = " ".join(filter(None, (one.reason, one.remedy and f"Instead: {one.remedy}", seen_by([one]))))
    return {
        "message": message,
        "shortMessage": CONCERNS[one.concern],
        "replacements": [{"value": words} for words in _replacements(post.text, span, found.safer)],
        "offset": units.at(start),
        "length": units.at(end) - units.at(start),
        "context": _context(sent.whole, start, end),
        "sentence": _sentence(post.text, span),
        "type": {"typeName": "Hint" if one.severity == "pause" else "Other"},
        "rule": {
            "id": rule_id(one.concern),
            "subId": one.severity,
            "description": CONCERNS[one.concern],
            "issueType": "style" if one.severity == "pause" else "grammar",
            "urls": [{"value": link.format(one.concern)}],
            "category": CATEGORY,
            "isPremium": False,
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": -1,
    }


def _replacements(text: str, span: Span, safer: Safer | None) -> Iterator[str]:
    """The words of the finding with what the safer wording changes in them, if it changes nothing else across them."""
    if safer is None:
        return
    inside = [(change, words) for change, words in safer.changes if change.overlaps(span)]
    if not inside or any(change.start < span.start or change.end > span.end for change, _ in inside):
        return
    edits = [Edit(Span(change.start - span.start, change.end - span.start), words) for change, words in sorted(inside)]
    words = text[span.start : span.end]
    mended = tidy(apply_edits(words, edits))
    if mended and mended != words:
        yield mended


def _context(text: str, start: int, end: int) -> dict[str, Any]:
    first, last = max(0, start - _AROUND), min(len(text), end + _AROUND)
    shown = ("..." if first else "") + text[first:last].replace("\n", " ") + ("..." if last < len(text) else "")
    units = Utf16(shown)
    begins = start - first + (3 if first else 0)
    return {
        "text": shown,
        "offset": units.at(begins),
        "length": units.at(begins + end - start) - units.at(begins),
    }


def _sentence(text: str, span: Span) -> str:
    return next((text[one.start : one.end].strip() for one in sentences(text) if one.overlaps(span)), "")


def _first_sentence(text: str) -> Span:
    return _trimmed(next(iter(sentences(text)), Span(0, len(text))), text)


def _trimmed(span: Span, text: str) -> Span:
    return replace(span, end=span.start + len(text[span.start : span.end].rstrip()))


def _sentence_ranges(sent: Sent) -> list[list[int]]:
    units = Utf16(sent.whole)
    ranges = (_trimmed(one, sent.text) for one in sentences(sent.text))
    return [[units.at(sent.start_of(one)), units.at(sent.end_of(one))] for one in ranges]


def _language(asked: str) -> dict[str, Any]:
    name, _, code = next((one for one in LANGUAGES if one[2].lower() == asked.lower()), LANGUAGES[1])
    return {
        "name": name,
        "code": code,
        "detectedLanguage": {"name": name, "code": code, "confidence": 1.0, "source": "asked"},
    }
