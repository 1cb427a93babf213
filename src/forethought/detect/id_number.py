"""Numbers that belong to one person or case: health, insurance, passport, case, registration, vehicle and account
numbers.

Where a scheme has a check digit it is checked: a number that fails is reported only beside words that say what it is.
``detail`` names the scheme: "nhs", "chi", "ni", "passport", "court-case", "registration", "plate", "ssn", "record",
"bank", "card", "candidate", "access-code", or "shown" for a number that a picture is said to show.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from forethought.detect.flat import Pattern, flat
from forethought.detect.registry import Found, detector, surest
from forethought.text.values import Text
from forethought.values import Post, Span


def is_nhs_number(digits: str) -> bool:
    """Modulus 11 over ten digits. Source: NHS Data Dictionary, NHS NUMBER."""
    if len(digits) != 10 or len(set(digits)) == 1:
        return False
    check = 11 - sum(int(digit) * (10 - at) for at, digit in enumerate(digits[:9])) % 11
    return check % 11 == int(digits[9]) and check != 10


def is_chi_number(digits: str) -> bool:
    """A birth date (DDMMYY), then modulus 11 as for an NHS number. Source: Public Health Scotland, CHI number."""
    return is_nhs_number(digits) and 1 <= int(digits[:2]) <= 31 and 1 <= int(digits[2:4]) <= 12


def is_card_number(digits: str) -> bool:
    """The Luhn check over 15 or 16 digits. Source: ISO/IEC 7812-1."""
    doubled = [int(digit) * (1 + at % 2) for at, digit in enumerate(reversed(digits))]
    return len(digits) in (15, 16) and sum(value - 9 * (value > 9) for value in doubled) % 10 == 0


_CUES = {
    "nhs": r"nhs",
    "chi": r"chi",
    "ni": r"ni|n\.i\.|nino|national insurance",
    "passport": r"passport",
    "registration": r"nmc|gmc|hcpc|swe|social work england|gdc|gphc|sssc|nisc|pin|licen[cs]e|registration|ahpra"
    r"|npi|teacher reference|trn",
    "court-case": r"case|court|claim|docket|crime|crime ref|incident|custody|log|cad|exhibit|file",
    "record": r"mrn|hosp|hospital|patient|unit|record|medicaid|medicare|participant|subject|study|prisoner"
    r"|bed|referral|ref"
    r"|reference|ihi|ppsn|pps|student|staff|employee|badge|warrant|collar|shoulder|payroll",
    "candidate": r"candidate|centre|exam",
    "bank": r"account|acct|a/c|sort code|iban|policy",
    "access-code": r"gate|door|key ?safe|alarm|entry|wi-?fi",
    "plate": r"reg|number ?plate|plate",
}
_CUE_PATTERN = "|".join(f"(?P<{kind.replace('-', '_')}>{words})" for kind, words in _CUES.items())
_NUMBERISH = r"[a-z]{0,4}[ /-]?\d[a-z0-9]{0,12}(?:[ /.-]?[a-z]{0,3}\d[a-z0-9]{0,10}){0,4}"
_CUED = Pattern(
    rf"\b(?:{_CUE_PATTERN})(?P<said>[ _-]?(?:numbers?|num|no|nos|nr|ref|reference|id|code"
    rf"|#))?(?P<mid>[.:#]{{0,2}} ?(?:is|was|ending(?: in)?"
    rf"|ends in|=|-|,)?:? ?#?)(?P<number>{_NUMBERISH})\b"
)
_NUMBER_GROUP = len(_CUES) + 3
_BARE_CUES = {
    "candidate",
    "participant",
    "mrn",
    "nmc",
    "gmc",
    "hcpc",
    "pin",
    "nino",
    "chi",
    "ppsn",
    "hosp",
    "subject",
    "prisoner",
    "trn",
    "npi",
    "cad",
    "exhibit",
    "docket",
    "account",
    "sort code",
}
_SHORT_CUES = {"candidate", "participant", "subject", "exhibit", "bed"}

_TEN_DIGITS = Pattern(r"\b\d{3}[ -]?\d{3}[ -]?\d{4}\b")
_SIX_FOUR = Pattern(r"\b\d{6}[ -]\d{4}\b")
_CARD = Pattern(r"\b\d{4}(?:[ -]?\d{4}){2}[ -]?\d{3,4}\b|\b\d{4}[ -]\d{6}[ -]\d{5}\b")
_SHAPES: tuple[tuple[str, Pattern, float], ...] = (
    # two letters, six digits, a letter A to D: HMRC, National Insurance Manual NIM39110
    ("ni", Pattern(r"\b[A-CEGHJ-PR-TW-Z][A-CEGHJ-NPR-TW-Z] ?\d\d ?\d\d ?\d\d ?[A-D]\b", case=True), 0.95),
    ("ssn", Pattern(r"\b\d{3}-\d{2}-\d{4}\b"), 0.8),
    # court code, year, C (children) or F, P, D, then a serial: HMCTS family case numbers
    ("court-case", Pattern(r"\b[A-Z]{2}\d\d[A-Z]\d{4,5}\b", case=True), 0.9),
    ("court-case", Pattern(r"\b\d\d?[:-](?:\d\d-)?(?:cv|cr|mj|md|bk|fc|jv|cp)-\d{2,6}(?:-[a-z]{2,4})?\b"), 0.9),
    ("court-case", Pattern(r"\b[A-Z]{2}-\d{4}-\d{6}\b|\b\d{4}/\d{3,5}/[A-Z]\d?\b|\bT20\d{6}\b", case=True), 0.7),
    (
        "court-case",
        Pattern(
            r"\[(?:19|20)\d\d\] (?:EWHC|EWFC|EWCA|UKSC|EWCOP|CSOH|IEHC)(?: \(?[A-Z][a-z]+\)?)? \d{1,4}\b", case=True
        ),
        0.5,
    ),
    ("registration", Pattern(r"\b(?:SW|PA|OT|PH|BS|DT|RA|PYL|CS|HAD|ODP|CH|AS|PO|SL)\d{5,6}\b", case=True), 0.7),
    ("registration", Pattern(r"\b\d\d[A-L]\d{4}[A-Z]\b", case=True), 0.9),  # NMC pin: year, month, country at the end
    ("record", Pattern(r"\b\d\d/[A-Z]{2}/\d{4}\b", case=True), 0.8),  # research ethics reference
    ("bank", Pattern(r"\b\d\d-\d\d-\d\d\b"), 0.5),
    ("bank", Pattern(r"\b(?:GB|IE|DE|FR|NL|ES)\d\d ?(?:[A-Z0-9]{4} ?){3,6}[A-Z0-9]{0,4}\b", case=True), 0.9),
)
# current, prefix and Irish plates: DVLA leaflet INF104; Road Traffic (Registration) Regulations, Ireland
_PLATE = Pattern(
    r"\b(?:[A-Z]{2}[0-9]{2} ?[A-Z]{3}|[A-Z][0-9]{1,3} ?[A-Z]{3}|[0-9]{2,3}-[A-Z]{1,2}-[0-9]{1,6})\b", case=True
)
_EXACT_PLATE = Pattern(r"[A-HJ-PR-Y]{2}(?:0[1-9]|[1-7][0-9]) [A-HJ-PR-Z]{3}", case=True)
_PART_PLATE = Pattern(
    r"\b(?:[A-Z]{2}[0-9]{2} reg|(?:[Pp]late|[Rr]eg|[Rr]egistration) (?:ends|ending|ended|starts"
    r"|starting|begins) (?:in|with)? ?[A-Z0-9]{2,4})\b",
    case=True,
)
_LETTERS_OF_PLATE = Pattern(r"\b(?:ends|ending|starts|starting|begins) (?:in|with) [A-Z0-9]{2,4}\b", case=True)
_SHOWN = Pattern(
    r"\b(?:(?:nhs|hospital|student|staff|patient|bed|badge|pin|candidate|centre|warrant|collar|passport|mrn|case"
    r"|phone) numbers?"
    r"|wrist ?bands?|(?:id|name) bands?|(?:dob|patient|name|address|drug|id|prescription) (?:stickers?|labels?)"
    r"|bar ?codes?"
    r"|number ?plates?|reg plates?|smart ?cards?|(?:staff|student|work|nhs|police|warrant) (?:id|pass|card|badge))\b"
)
_ENDING = Pattern(
    r"\b(?:ending(?: in)?|ends(?: in)?|last (?:three|four|3|4)(?: digits)?(?: are| is)?) ([a-z]?\d{2,4}[a-z]?)\b"
)
_PICTURE = Pattern(
    r"\b(?:photo|picture|pic|selfie|screenshot|screengrab|video|image|film|read|whiteboard"
    r"|visible|readable|showing)\b"
)
_VEHICLE = Pattern(
    r"\b(?:car|van|reg|registration|plates?|number ?plate|drives?|driving|drove|parked|parking"
    r"|vehicle|taxi|lorry|truck|motorbike|bike|bmw"
    r"|audi|ford|fiesta|focus|corsa|vauxhall|astra|golf|vw|toyota|nissan|kia|merc|mercedes|mini"
    r"|peugeot|renault|clio|skoda|seat|honda"
    r"|volvo|range rover|land rover|tesla|hyundai|fiat|dacia|suv|estate|hatchback|transit)\b"
)


@detector
def id_number(text: Text, post: Post) -> Iterator[Found]:
    """Find numbers that belong to one person, case, vehicle or account."""
    words = flat(text.original)
    found = list(_shown(words))
    if any(map(words.count, "0123456789")):
        found += [*_checked(words), *_cued(words)]
        found += [_number(match.start(1), match.end(1), "record", 0.5) for match in _ENDING.finditer(words)]
        for kind, pattern, confidence in _SHAPES:
            found += [_number(match.start(), match.end(), kind, confidence) for match in pattern.finditer(words)]
    found += _plates(words)
    yield from surest(found)


def _number(start: int, end: int, kind: str, confidence: float) -> Found:
    return Found("id-number", Span(start, end), f"id_number:{kind}", kind, confidence)


def _checked(words: str) -> Iterator[Found]:
    """Numbers that a check digit alone gives away."""
    for match in _TEN_DIGITS.finditer(words):
        digits = _digits(match.group())
        spaced = len(match.group()) > 10
        if is_nhs_number(digits) and digits[0] in "4679":
            yield _number(match.start(), match.end(), "nhs", 0.95 if spaced else 0.75)
    for match in _SIX_FOUR.finditer(words):
        if is_chi_number(_digits(match.group())):
            yield _number(match.start(), match.end(), "chi", 0.85)
    for match in _CARD.finditer(words):
        if is_card_number(_digits(match.group())):
            yield _number(match.start(), match.end(), "card", 0.95)


_CHECKS: dict[str, Callable[[str], bool]] = {"nhs": is_nhs_number, "chi": is_chi_number}


def _cued(words: str) -> Iterator[Found]:
    """Numbers beside the words that say what they are."""
    for match in _CUED.finditer(words):
        kind = next(kind for kind in _CUES if match.group(kind.replace("-", "_")))
        cue, number = match.group(kind.replace("-", "_")).lower(), match.group("number")
        said = match.group("said") or ":" in match.group("mid") or "end" in match.group("mid").lower()
        digits = sum(map(str.isdigit, number))
        if not said and not (cue in _BARE_CUES and digits >= (1 if cue in _SHORT_CUES else 4)):
            continue
        if not said and match.group("mid") not in ("", " ", " is ", "#", " #", ": ", ". ", "."):
            continue
        if digits < 3 and cue not in _SHORT_CUES:
            continue
        fails = kind in _CHECKS and not _CHECKS[kind](_digits(number))
        yield _number(
            match.start(_NUMBER_GROUP),
            match.end(_NUMBER_GROUP),
            kind,
            0.6 if fails or not match.group("said") else 0.85,
        )


def _plates(words: str) -> Iterator[Found]:
    for match in _PLATE.finditer(words):
        near = words[max(0, match.start() - 60) : match.end() + 40]
        if _VEHICLE.search(near):
            yield _number(match.start(), match.end(), "plate", 0.9)
        elif _EXACT_PLATE.fullmatch(match.group()):
            yield _number(match.start(), match.end(), "plate", 0.6)
    for match in _PART_PLATE.finditer(words):
        yield _number(match.start(), match.end(), "plate", 0.7)
    for match in _LETTERS_OF_PLATE.finditer(words):
        if _VEHICLE.search(words[max(0, match.start() - 40) : match.start()]):
            yield _number(match.start(), match.end(), "plate", 0.6)


def _shown(words: str) -> Iterator[Found]:
    """Numbers that are not written out, but that a picture is said to show."""
    for match in _SHOWN.finditer(words):
        if _PICTURE.search(words[max(0, match.start() - 60) : match.end() + 30]):
            yield _number(match.start(), match.end(), "shown", 0.5)


def _digits(words: str) -> str:
    return "".join(filter(str.isdigit, words))
