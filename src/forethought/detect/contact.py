"""Ways to reach someone: phone numbers, e-mail addresses, links and handles.

``detail`` of a contact says which kind it is: "phone", "helpline", "email", "profile", "fundraiser", "link".
A handle is of type ``username``, its detail the name without "@"; those of communities ("r/askuk") are "community".
"""

from __future__ import annotations

from collections.abc import Iterator

from forethought.detect.flat import Pattern, flat
from forethought.detect.registry import Found, detector, surest
from forethought.text.values import Text
from forethought.values import Post, Span

_EMAIL = Pattern(
    r"\b[a-z0-9][a-z0-9._%+-]{0,63}@[a-z0-9-]{1,63}(?:\.[a-z0-9-]{1,63}){0,4}\.[a-z]{2,15}\b"
    r"|\b[a-z0-9][a-z0-9._-]{1,40} ?(?:\(at\)|\[at\]| at ) ?(?:gmail|hotmail|outlook|yahoo"
    r"|icloud|live|aol|btinternet|nhs|proton"
    r"|protonmail|googlemail|[a-z0-9-]{2,40}) ?(?:\(dot\)|\[dot\]| dot ) ?(?:com|co ?(?:\(dot\)|"
    r" dot |\.) ?uk|net|org|uk|ie|io)\b"
)
_LINK = Pattern(
    r"\b(?:https?://|www\.)[^\s<>\"\x1f]{3,300}"
    r"|\b(?:[a-z0-9-]{1,63}\.){1,3}(?:com|co\.uk|org\.uk|nhs\.uk|gov\.uk|ac\.uk|org|net|ie|me|ly"
    r"|io|gg|link|example)(?:/[^\s<>\"\x1f]{0,300})?"
)
_PROFILE = Pattern(
    r"(?:facebook|fb|instagram|tiktok|twitter|x|threads|snapchat|linkedin|youtube|onlyfans"
    r"|linktr|bsky|discord|wa|t)\.(?:com|me|ee|app|gg|net)/\S"
)
_FUNDRAISER = Pattern(r"(?:gofundme|justgiving|crowdfunder|gogetfunding|paypal|buymeacoffee|ko-fi|patreon|change)\.")
_HANDLE = Pattern(r"(?:^|[^\w@./])(@[a-z0-9_](?:[a-z0-9_.]{0,48}[a-z0-9_])?)")
_COMMUNITY = Pattern(r"(?:^|[^\w/])(r/[a-z0-9_]{2,30})\b")
_ON_SITE = Pattern(
    r"\b(?:snapchat|snap|insta|instagram|ig|kik|tiktok|discord|whatsapp|telegram|psn|gamertag"
    r"|handle|username)(?: (?:is|name|me|handle))?"
    r"(?: ?[:@-] ?| is | me on | me at )([a-z0-9_.]{2,30}[a-z0-9_])"
)
_NUMBER = Pattern(r"(?:\+|\b|\()\d[\d().\-/ o]{4,24}\d\b")
_SHORT_LINE = Pattern(
    r"\b(?:116[ -]?(?:123|000|111)|111|101|999|112|911|988|119|741741|85258|1737|13 ?11 ?14|1800"
    r" ?551 ?800|1850 ?60 ?90 ?90)\b"
)
_DIAL = Pattern(
    r"(?:\b(?:ring|rang|call|called|calling|dial|dialled|phone|phoned|text|on|to|nhs|via|or"
    r"|emergency)\s|^|[.!?\n(]\s*)$"
)
_LINE_WORDS = Pattern(r"^ (?:call|handler|operator|crew|line|now|or|if|for|and ask)\b")


@detector
def contact(text: Text, post: Post) -> Iterator[Found]:
    """Find e-mail addresses, links, handles and phone numbers."""
    words = flat(text.original)
    found = [*_mails_and_links(words), *_handles(words)]
    if sum(map(words.count, "0123456789")) >= 3:
        found += _phones(words, post)
    yield from surest(found)


def _mails_and_links(words: str) -> Iterator[Found]:
    for match in _EMAIL.finditer(words) if "@" in words or "at" in words else ():
        yield Found("contact", Span(match.start(), match.end()), "contact:email", "email")
    for match in _LINK.finditer(words) if "." in words else ():
        kind = (
            "profile"
            if _PROFILE.search(match.group())
            else "fundraiser"
            if _FUNDRAISER.search(match.group())
            else "link"
        )
        span = Span(match.start(), match.start() + len(match.group().rstrip(".,;:!?)'")))
        yield Found("contact", span, f"contact:{kind}", kind, 0.97)


def _handles(words: str) -> Iterator[Found]:
    for match in _HANDLE.finditer(words) if "@" in words else ():
        yield Found("username", Span(match.start(1), match.end(1)), "contact:handle", match.group(1)[1:].lower(), 0.95)
    for match in _COMMUNITY.finditer(words) if "r/" in words else ():
        yield Found("username", Span(match.start(1), match.end(1)), "contact:community", "community", 0.8, "none")
    for match in _ON_SITE.finditer(words):
        name = match.group(1)
        if any(not character.isalpha() for character in name):
            yield Found("username", Span(match.start(1), match.end(1)), "contact:handle", name.lower(), 0.8)


def _phones(words: str, post: Post) -> Iterator[Found]:
    for match in _NUMBER.finditer(words):
        number = match.group().rstrip("( ")
        span = Span(match.start(), match.start() + len(number))
        digits = "".join(filter(str.isdigit, number.replace("o", "0").replace("O", "0")))
        if digits.startswith(("0800", "0808", "03")) and 9 <= len(digits) <= 11:
            yield Found("contact", span, "contact:helpline", "helpline", 0.9, "public")
        elif 7 <= len(digits) <= 15 and _is_phone(number, digits, post.author.country):
            yield Found("contact", span, "contact:phone", "phone", 0.95)
    for match in _SHORT_LINE.finditer(words):
        known = len(match.group()) > 3 or _DIAL.search(words[max(0, match.start() - 12) : match.start()])
        if known or _LINE_WORDS.search(words[match.end() : match.end() + 12]):
            yield Found("contact", Span(match.start(), match.end()), "contact:helpline", "helpline", 0.8, "public")


_DATE = Pattern(r"\(?\d{1,4}[./ -]\d{1,2}[./ -]\d{2,4}(?: .*)?")
_AMERICAN = Pattern(r"\(?[2-9]\d\d\)?[ .-]{1,2}\d{3}[.-]\d{4}")


def _is_phone(number: str, digits: str, country: str) -> bool:
    """Say whether a run of 7 to 15 digits has the shape of a phone number anywhere; a bare run of others is not one."""
    if digits.startswith("0") and not digits.startswith("00"):
        return len(digits) in (10, 11) and "/" not in number
    if _DATE.fullmatch(number):
        return False
    if _AMERICAN.fullmatch(number):
        return True
    if not number.startswith(("+", "00", "(")):
        return False
    import phonenumbers  # 50 ms to load, so only where a number needs it

    regions = [country.upper()] if len(country) == 2 else []
    return any(
        True
        for region in [*regions, "GB", "US"]
        for _ in phonenumbers.PhoneNumberMatcher(number, region, leniency=phonenumbers.Leniency.POSSIBLE)
    )
