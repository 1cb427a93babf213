"""The API that writing tools already speak: LanguageTool's, version 2.

Its add-ons and editor plug-ins let a person name a server of their own, so findings appear under the words wherever
they write. What is answered has the fields of LanguageTool 6; offsets count UTF-16 units; a refusal is a line of text.
"""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import date
from functools import wraps
from itertools import groupby
from typing import Any

from django.conf.locale import LANG_INFO
from django.core.exceptions import BadRequest, RequestDataTooBig, SuspiciousOperation
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from django.http.multipartparser import MultiPartParserError
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt

from forethought import __version__, check, choose_pack, load_pack
from forethought.check import LIMIT, NOT_ENGLISH
from forethought.config import Settings, load_settings
from forethought.errors import ConfigError, PackError, PostError
from forethought.jsonio import read_audience
from forethought.packs import Pack
from forethought.say import seen_by
from forethought.text import read
from forethought.values import CONCERNS, Assessment, Author, Finding, Post, Safer, Span
from forethought.wording.edits import Edit, apply_edits, sentences, tidy
from forethought_web.api.access import may_ask
from forethought_web.api.annotated import Sent, annotated, plain
from forethought_web.guards import is_here
from forethought_web.utf16 import Utf16

LANGUAGES = (
    ("English", "en", "en"),
    ("English (Australian)", "en", "en-AU"),
    ("English (Canadian)", "en", "en-CA"),
    ("English (GB)", "en", "en-GB"),
    ("English (Ireland)", "en", "en-IE"),
    ("English (New Zealand)", "en", "en-NZ"),
    ("English (South African)", "en", "en-ZA"),
    ("English (US)", "en", "en-US"),
)
SOFTWARE = {
    "name": "Forethought",
    "version": __version__,
    "buildDate": "",
    "apiVersion": 1,
    "premium": False,
    "premiumHint": "It looks at what is told of people, not at spelling.",
    "status": "",
}
CATEGORY = {"id": "FORETHOUGHT", "name": "Think before you post"}
ISSUE_TYPES = {"stop": "non-conformance", "pause": "style"}  # add-ons underline the two in different colours
_AROUND = 40  # characters of context on either side
_SURE_OF_LANGUAGE = 0.9  # tools ask for a figure, and ours gives none
_ENGLISH_ONLY = "Forethought reads English alone"


class Refused(Exception):
    """A request that cannot be answered: told as LanguageTool tells it, a line of plain text. Never what was sent."""

    def __init__(self, why: str, status: int = 400, **headers: str) -> None:
        """Take the reason, the HTTP status and more headers, with underscores for hyphens."""
        super().__init__(why)
        self.why, self.status = why, status
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


View = Callable[[HttpRequest], HttpResponse]


def _asked_by(*methods: str) -> Callable[[View], View]:
    """Answer these methods alone, and tell a refusal in a line of text."""

    def decorated(view: View) -> View:
        @csrf_exempt  # programs have no form of ours; guards.py refuses other sites' pages
        @wraps(view)
        def wrapped(request: HttpRequest) -> HttpResponse:
            try:
                if request.method not in methods:
                    why = "send the text in the body of a POST" if "POST" in methods else "ask with GET"
                    raise Refused(f"{why}; words in an address are kept by others", 405, Allow=", ".join(methods))
                return view(request)
            except Refused as no:
                text = "text/plain; charset=utf-8"
                return HttpResponse(f"Error: {no.why}", status=no.status, content_type=text, headers=no.headers)

        return wrapped

    return decorated


@_asked_by("POST")
def check_text(request: HttpRequest) -> HttpResponse:
    """``/v2/check``: the findings in a text, as matches."""
    fields = _fields(request)
    if not may_ask(request, fields.get("apiKey", "")):
        why = "a token is needed here: as the API key, or in the header Authorization: Bearer"
        raise Refused(why, 401, WWW_Authenticate='Bearer realm="Forethought"')
    sent = read_sent(fields)
    if len(sent.text) > LIMIT:
        raise Refused(f"the text exceeds the limit of {LIMIT} characters; check it in parts", 413)
    if (language := language_of(fields)) is None:
        raise Refused("the language parameter is not a code that is known here; en-GB and auto are")
    units, parts = Utf16(sent.whole), sentences(sent.text)
    if not language[1].startswith("en"):
        return JsonResponse(_answer(language, language, (), _ENGLISH_ONLY, _sentence_ranges(sent, units, parts)))
    own = own_settings() if is_here(request) else Settings()
    post = post_of(sent.text, fields, own)
    found = check(post, _pack(post, fields, own))
    wanted = wanted_of(fields)
    links = {one: request.build_absolute_uri(reverse("guidance-concern", args=[one])) for one in CONCERNS}
    matches = [
        match_of(same, post, found, sent, units, parts, links[same[0].concern])
        for same in _alike(found.findings)
        if wanted(same[0].concern)
    ]
    detected = _detected(found, post, language)
    return JsonResponse(
        _answer(language, detected, matches, _incomplete(found, post), _sentence_ranges(sent, units, parts))
    )


@_asked_by("GET", "HEAD")
def languages(request: HttpRequest) -> HttpResponse:
    """``/v2/languages``: English, by every name that tools ask for."""
    return JsonResponse([{"name": name, "code": code, "longCode": long} for name, code, long in LANGUAGES], safe=False)


@_asked_by("GET", "HEAD")
def info(request: HttpRequest) -> HttpResponse:
    """``/v2/info``: which software answers."""
    return JsonResponse({"software": SOFTWARE})


@_asked_by("GET", "HEAD")
def health(request: HttpRequest) -> HttpResponse:
    """``/v2/healthcheck``: that it answers."""
    return HttpResponse("OK", content_type="text/plain; charset=utf-8")


@_asked_by("GET", "HEAD")
def longest(request: HttpRequest) -> HttpResponse:
    """``/v2/maxtextlength``: how many characters are judged."""
    return HttpResponse(str(LIMIT), content_type="text/plain; charset=utf-8")


@_asked_by("GET", "HEAD")
def words(request: HttpRequest) -> HttpResponse:
    """``/v2/words``: nobody's own words are kept here."""
    return JsonResponse({"words": []})


# ---- What is sent


def _fields(request: HttpRequest) -> Mapping[str, str]:
    try:
        fields: Mapping[str, str] = request.POST.dict()
    except RequestDataTooBig:
        raise Refused("the text is too long; check it in parts", 413) from None
    except (SuspiciousOperation, MultiPartParserError, BadRequest, UnreadablePostError):
        raise Refused("the form could not be read; send application/x-www-form-urlencoded in UTF-8") from None
    if not fields:
        raise Refused("Missing 'text' or 'data' parameter; send a form, application/x-www-form-urlencoded")
    return fields


def read_sent(fields: Mapping[str, str]) -> Sent:
    """The text of ``text`` or of ``data``, which tells markup from words.

    Raises:
        Refused: If there is neither, or both, or ``data`` cannot be read.
    """
    text, data = fields.get("text"), fields.get("data")
    if text is not None and data is not None:
        raise Refused("Set only 'text' or 'data' parameter, not both")
    if text is not None:
        return plain(text)
    if data is None:
        raise Refused("Missing 'text' or 'data' parameter")
    try:
        return annotated(data)
    except ValueError:
        raise Refused('\'data\' is not JSON such as {"annotation": [{"text": "..."}]}') from None


def language_of(fields: Mapping[str, str]) -> tuple[str, str] | None:
    """The name and code of the language asked for: English unless another one is named; None for an unknown code."""
    asked = fields.get("language", "").strip() or "auto"
    if asked.lower() == "auto":
        wanted = [one.strip() for one in fields.get("preferredVariants", "").split(",")]
        asked = next((one for one in wanted if one.lower().startswith("en-")), "en-GB")
    code = asked.replace("_", "-").lower()
    for name, _, long in LANGUAGES:
        if code == long.lower():
            return name, long
    family = code.split("-")[0]
    if family == "en":
        return LANGUAGES[0][0], LANGUAGES[0][2]
    return _named(family) if family in LANG_INFO else None


def _named(code: str) -> tuple[str, str]:
    return str(LANG_INFO.get(code, {}).get("name", code)), code


def own_settings() -> Settings:
    """What the person of this machine said once of themselves."""
    try:
        return load_settings()
    except ConfigError:
        return Settings()


def post_of(text: str, fields: Mapping[str, str], own: Settings) -> Post:
    """The post: its author is whom the settings tell of, where the fields do not say another.

    Raises:
        Refused: If the audience is none that is known.
    """
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


def _pack(post: Post, fields: Mapping[str, str], own: Settings) -> Pack:
    """The pack of the settings, unless the fields say of another author."""
    if own.pack and not {"profession", "country"} & set(fields):
        try:
            return load_pack(own.pack)
        except PackError:
            pass
    return choose_pack(post.author.profession, post.author.country, post.date)


def wanted_of(fields: Mapping[str, str]) -> Callable[[str], bool]:
    """Which concerns a person has left on: their tool sends the rules and categories they switched on and off."""

    def listed(*names: str) -> frozenset[str]:
        parts = (part for name in names for part in fields.get(name, "").split(","))
        return frozenset(part.strip().upper() for part in parts if part.strip())

    off = listed("disabledRules", "disabledCategories")
    on = listed("enabledRules", "enabledCategories")
    only = fields.get("enabledOnly", "").lower() in ("true", "yes")

    def wanted(concern: str) -> bool:
        names = {rule_id(concern), CATEGORY["id"]}
        return not names & off and (not only or bool(names & on))

    return wanted


def rule_id(concern: str) -> str:
    """A concern's name as tools show rules."""
    return f"FORETHOUGHT_{concern.upper().replace('-', '_')}"


# ---- What comes back


def _answer(
    language: tuple[str, str],
    detected: tuple[str, str],
    matches: Sequence[Mapping[str, Any]],
    incomplete: str,
    ranges: Sequence[Sequence[int]],
) -> dict[str, Any]:
    warnings: dict[str, Any] = {"incompleteResults": bool(incomplete)}
    if incomplete:
        warnings["incompleteResultsReason"] = incomplete
    found = {"name": detected[0], "code": detected[1], "confidence": _SURE_OF_LANGUAGE, "source": "cld2"}
    return {
        "software": SOFTWARE,
        "warnings": warnings,
        "language": {"name": language[0], "code": language[1], "detectedLanguage": found},
        "matches": sorted(matches, key=lambda match: (match["offset"], match["length"], match["rule"]["id"])),
        "sentenceRanges": ranges,
    }


def _incomplete(found: Assessment, post: Post) -> str:
    """Why the check did not look at all of a text, or ""."""
    if found.not_judged == NOT_ENGLISH or "\0" in post.text:
        return found.not_judged
    return "; ".join(found.not_run)


def _detected(found: Assessment, post: Post, language: tuple[str, str]) -> tuple[str, str]:
    return _named(read(post.text).language) if found.not_judged == NOT_ENGLISH else language


def _alike(findings: Sequence[Finding]) -> Iterator[list[Finding]]:
    """Findings of the same words and concern together: they are shown as one."""

    def key(one: Finding) -> tuple[str, int, int]:
        return one.concern, *((one.span.start, one.span.end) if one.span else (-1, -1))

    for _, same in groupby(sorted(findings, key=key), key=key):
        yield list(same)


def match_of(
    same: Sequence[Finding],
    post: Post,
    found: Assessment,
    sent: Sent,
    units: Utf16,
    parts: Sequence[Span],
    link: str,
) -> dict[str, Any]:
    """Findings of the same words and concern as a match; without words it stands under the first of the sentences."""
    first = same[0]
    span = first.span or _trimmed(parts[0] if parts else Span(0, len(post.text)), post.text)
    place = sent.place(span)
    severity = "stop" if any(one.severity == "stop" for one in same) else "pause"
    told = dict.fromkeys([*(one.reason for one in same), *(one.remedy for one in same), seen_by(same)])
    instead = _instead(post.text, span, found.safer) if sent.is_plain(span) else ""
    return {
        "message": " ".join(one for one in told if one),
        "shortMessage": CONCERNS[first.concern],
        "replacements": [{"value": instead}] if instead else [],
        "offset": units.at(place.start),
        "length": units.at(place.end) - units.at(place.start),
        "context": _context(sent.whole, place),
        "sentence": _sentence(post.text, span, parts),
        "type": {"typeName": "Other" if severity == "stop" else "Hint"},
        "rule": {
            "id": rule_id(first.concern),
            "subId": severity,
            "description": CONCERNS[first.concern],
            "issueType": ISSUE_TYPES[severity],
            "urls": [{"value": link}],
            "category": CATEGORY,
            "isPremium": False,
        },
        "ignoreForIncompleteSentence": False,
        "contextForSureMatch": 0,
    }


def _instead(text: str, span: Span, safer: Safer | None) -> str:
    """The words as the safer wording has them; "" where it has none, or changes more than these."""
    inside = [(change, words) for change, words in (safer.changes if safer else ()) if change.overlaps(span)]
    if not inside or any(change.start < span.start or change.end > span.end for change, _ in inside):
        return ""
    edits = [Edit(Span(change.start - span.start, change.end - span.start), words) for change, words in sorted(inside)]
    words = text[span.start : span.end]
    instead = tidy(apply_edits(words, edits)).strip()
    return instead if instead != words else ""


def _context(text: str, place: Span) -> dict[str, Any]:
    first, last = max(0, place.start - _AROUND), min(len(text), place.end + _AROUND)
    before, after = "..." if first else "", "..." if last < len(text) else ""
    shown = before + text[first:last].replace("\n", " ").replace("\r", " ") + after
    units, start = Utf16(shown), len(before) + place.start - first
    return {"text": shown, "offset": units.at(start), "length": units.at(start + len(place)) - units.at(start)}


def _sentence(text: str, span: Span, parts: Sequence[Span]) -> str:
    first = bisect_right(parts, span.start, key=lambda part: part.end)
    return text[parts[first].start : parts[first].end].strip() if first < len(parts) else ""


def _trimmed(span: Span, text: str) -> Span:
    words = text[span.start : span.end]
    start = span.start + len(words) - len(words.lstrip())
    return Span(start, max(start, span.start + len(words.rstrip())))


def _sentence_ranges(sent: Sent, units: Utf16, parts: Sequence[Span]) -> list[list[int]]:
    places = [sent.place(_trimmed(one, sent.text)) for one in parts]
    return [[units.at(place.start), units.at(place.end)] for place in places]
