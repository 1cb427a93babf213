"""The ways of saying an age, and how each is read; ``age`` puts them to work."""

from __future__ import annotations

from collections.abc import Callable

from forethought.detect.flat import Match, Pattern
from forethought.detect.numbers import ORDINALS, WORDS, number_value

_NUMBER = rf"(?:\d{{1,3}}|{WORDS})"
_SMALL = (
    r"(?:\d{1,2}|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|thirteen"
    r"|fourteen|fifteen|sixteen|seventeen|eighteen|a)"
)
_WHO = (
    r"(?:girls?|boys?|lads?|lass(?:es)?|lassie|man|men|woman|women|lady|ladies|gent|gentleman"
    r"|mum|mam|mom|dad|mother|father|sons?|daughters?|kids?"
    r"|child|children|pupils?|students?|patients?|clients?|residents?|baby|bub|bairn|wean|twins"
    r"|triplets|brothers?|sisters?|gran|nan|nana|grandad"
    r"|grandma|grandpa|husband|wife|partner|lodger|widow|widower|pensioner|bloke|fella|guy|youth"
    r"|person|niece|nephew|nephews|grandson"
    r"|granddaughter|eldest|youngest|oldest|middle one|male|female|tenant|defendant|victim|mammy"
    r"|wee man|wee girl|wee boy|aunt|auntie|uncle|cousin)"
)
_DECADES = {
    "teens": (13, 19),
    "twenties": (20, 29),
    "thirties": (30, 39),
    "forties": (40, 49),
    "fifties": (50, 59),
    "sixties": (60, 69),
    "seventies": (70, 79),
    "eighties": (80, 89),
    "nineties": (90, 99),
}
_STAGES = {
    "newborn": "0",
    "newborns": "0",
    "neonate": "0",
    "toddler": "1-3",
    "toddlers": "1-3",
    "teenager": "13-19",
    "teenagers": "13-19",
    "teen": "13-19",
    "teens": "13-19",
    "adolescent": "11-17",
    "preschooler": "3-4",
    "tween": "9-12",
    "octogenarian": "80-89",
    "nonagenarian": "90-99",
    "centenarian": "100-109",
    "septuagenarian": "70-79",
    "pensioner": "66-100",
    "pensioners": "66-100",
    "infant": "0-1",
    "baby": "0-1",
    "bub": "0-1",
    "babies": "0-1",
    "bairn": "0-5",
    "minutes-old": "0",
    "hours-old": "0",
}
_PER_YEAR = {"y": 1.0, "m": 12.0, "w": 52.0, "d": 365.0}
_UNIT_WORD = (
    r"(?:years?|yrs?|y|hours?|hrs?|minutes?|mins?|months?|weeks?|days?|nights?|miles?|mg|ml|kg"
    r"|lbs?|stone|st|%|percent|per cent|pounds?|p|pm|am"
    r"|o'clock|times?|of|in|on|out|to|hundred|thousand|million|grand|people|patients|kids"
    r"|children|beds?|pages?|shifts?|cases?|feet|foot|inch"
    r"|metres?|seconds?|stitches|steps|cats?|dogs?|nurses|staff|or more|more|down|foot|and a"
    r" half years?|lengths|doors|minute|points?)"
)
_BIRTH_DATE = (
    r"(?:(\d{1,2})[/. -](\d{1,2})[/. -](\d{2,4})|(\d{1,2})(?:st|nd|rd|th)? [a-z]{3,9},? (\d{4})"
    r"|((?:19|20)\d\d))"
)

_Detail = Callable[[Match], str]


def years(group: int) -> _Detail:
    def detail(match: Match) -> str:
        value = number_value(match.group(group) or "")
        return str(value) if value is not None and value <= 115 else ""

    return detail


def _with_unit(number: int, unit: int) -> _Detail:
    def detail(match: Match) -> str:
        value = number_value(match.group(number))
        if value is None:
            return ""
        years = value / _PER_YEAR[match.group(unit)[0].lower()]
        return str(value) if years == value <= 115 else f"{years:.1f}" if years <= 3 else ""

    return detail


def _decade(match: Match) -> str:
    word = match.group(2).lower().lstrip("'")
    low, high = _DECADES[word] if word in _DECADES else (int(word[:2]), int(word[:2]) + 9)
    part = (match.group(1) or "").lower()
    return f"{low + 3 * (part == 'mid') + 6 * (part == 'late')}-{high - 6 * (part == 'early') - 3 * (part == 'mid')}"


def _bound(match: Match) -> str:
    value = number_value(match.group(2).rstrip("s"))
    over = match.group(1).lower() in ("over", "past", "above")
    return "" if value is None or value > 115 else f"{value}-100" if over else f"0-{value - 1}"


def _range(match: Match) -> str:
    low, high = number_value(match.group(1)), number_value(match.group(2))
    return f"{low}-{high}" if low is not None and high is not None and low <= high <= 115 else ""


def _list(match: Match) -> str:
    return ",".join(
        str(value) for part in (match.group(1), match.group(2)) if (value := number_value(part)) and value <= 115
    )


def _born(match: Match) -> str:
    day, month, year, _, year_after_name, year_alone = (match.group(at) for at in range(1, 7))
    if year_after_name or year_alone:
        return f"born:{year_after_name or year_alone}"
    whole = int(year) if len(year) == 4 else 2000 + int(year) if int(year) < 25 else 1900 + int(year)
    return f"born:{whole}-{int(month):02}-{int(day):02}" if int(month) <= 12 and int(day) <= 31 else f"born:{whole}"


def _stage(match: Match) -> str:
    return _STAGES[match.group(1).lower()]


def _weeks(match: Match) -> str:
    value = number_value(match.group(1))
    return f"week:{value}" if value is not None and 20 <= value <= 43 else ""


# the name of the way of saying, the pattern (group 0 is the span), the detail, the confidence
WAYS: tuple[tuple[str, Pattern, _Detail, float], ...] = (
    (
        "old",
        Pattern(
            rf"\b({_NUMBER})[- ]{{0,2}}(y|yr|yrs|year|years|month|months|mth|mths|mo|week|weeks|wk|wks"
            rf"|day|days)[- ]{{0,2}}(?:olds?|young)\b"
            r"(?:'s)?"
        ),
        _with_unit(1, 2),
        0.98,
    ),
    ("yo", Pattern(rf"\b({_NUMBER})[ -]?(?:yo|y/o|y\.o\.?|yos|yrs? of age|years? of age)\b"), years(1), 0.98),
    ("aged", Pattern(rf"\b(?:aged?|ages)(?: of)?:? ({_NUMBER}) ?(?:-|to|and|or) ?({_NUMBER})\b"), _range, 0.97),
    (
        "aged",
        Pattern(rf"\b(?:aged|age|at the age of):? (?:just |only |about |around |nearly )?({_NUMBER})\b"),
        years(1),
        0.95,
    ),
    (
        "turning",
        Pattern(
            r"\b(?:turn(?:s|ed|ing)?|nearly|almost|just gone|coming up(?: to)?|pushing|going on"
            rf"|(?:would(?:'ve| have)|have|about to|to) be(?:en)?) ({_NUMBER})(?:$|(?:[.,]\D|[.,]$)"
            r"|[;!?)\n\x1f]| (?:today|tomorrow|yesterday"
            r"|this|next|last|on|in|and|years? old|yet|now))"
        ),
        years(1),
        0.8,
    ),
    ("birthday", Pattern(rf"\b({ORDINALS})[- ](?:birthday|bday|b-day)\b"), years(1), 0.95),
    (
        "birthday",
        Pattern(
            r"\b(?:his|her|my|their|our|your|big|big fat|dad's|mum's|nan's|gran's|grandad's|'s)"
            r" ([2-9]0th|1[68]th|21st|100th|fortieth|fiftieth|sixtieth|thirtieth"
            r"|seventieth|eightieth|ninetieth|hundredth)\b"
        ),
        years(1),
        0.75,
    ),
    (
        "birthday",
        Pattern(rf"\b({_NUMBER}) (?:today|tomorrow|yesterday)(?:$|(?:[.,]\D|[.,]$)|[;!?)\n\x1f])"),
        years(1),
        0.6,
    ),
    (
        "decade",
        Pattern(
            r"\b(?:in )?(?:his|her|their|my|your|our|whose|are|is|both|all|,|\() ?(?:in (?:his|her"
            r"|their) )?(?:(early|mid|late)[- ])?"
            r"((?:'?[1-9]0'?s)|twenties|thirties|forties|fifties|sixties|seventies|eighties|nineties"
            r"|teens)\b"
        ),
        _decade,
        0.9,
    ),
    ("decade", Pattern(rf"\b{_WHO}(?:,| in)? (?:(early|mid|late)[- ])?([1-9]0s)\b"), _decade, 0.9),
    (
        "bound",
        Pattern(
            r"\b(over|under|past)[- ](\d{1,2}'?s|\d{2}|fives|fives?|thirty|forty|fifty|sixty|seventy"
            r"|eighty|ninety)(?:\b)"
        ),
        _bound,
        0.6,
    ),
    ("sex-mark", Pattern(r"(?:^|[^\w.$,])([1-9]\d)(?:[mf])\b"), years(1), 0.7),
    (
        "who",
        Pattern(
            rf"\b{_WHO}(?:,? (?:who(?:'s| is| was)|is|was|of|aged|age|about|just|only|nearly|barely))?["
            rf" ,(]{{1,2}}({_NUMBER})(?:$|(?:[.,]\D|[.,]$)|[;:!?)\n\x1f]| (?:and|who|with|in|on|from|has"
            r"|had|is|was|at|when|but|today|now|by|lost|came|died|told|this|next|last|but|like|whose"
            r"|alone|that)\b)"
        ),
        years(1),
        0.85,
    ),
    (
        "is",
        Pattern(
            r"\b(?:(?:s?he|they|you|i)(?:'s|'re|'m| is| was| are| were| am|'d be| would be| will be|'ll"
            r" be| would have been| turns| turned)|\b(?:wasn't|isn't|who's|who is|who was|mum is|dad is"
            r"|mum's|dad's|average age is))"
            r"(?: only| just| barely| nearly| almost| about| now| even| still| all of| maybe| like)?(?:"
            rf" a)? ({_NUMBER})(?:$|(?:[.,]\D|[.,]$)|[;:!?)\n\x1f]| (?:and|when|at|then|now|but|with|who"
            r"|or|"
            r"today|tomorrow|next|this|on|yet|going|if)\b)"
        ),
        years(1),
        0.75,
    ),
    (
        "at",
        Pattern(
            r"\b(?:died|diagnosed|married|pregnant|widowed|orphaned|born|mum|dad|care|nursing|school"
            r"|teaching|retired|reading|comprehension|level|her|him|them|grandmother"
            r"|grandad|dead|gone|arrested|raped|abused|sectioned|adopted|fostered|left|started)(?:,|"
            rf" again| only)? at ({_NUMBER})(?:$|(?:[.,]\D|[.,]$)|[;:!?)\n]| (?:and|with|of|in|from|who"
            r"|to|by|on)\b)"
        ),
        years(1),
        0.7,
    ),
    (
        "at",
        Pattern(
            r"\bat (2[5-9]|[3-9]\d|10\d|(?:thirty|forty|fifty|sixty|seventy|eighty|ninety)(?:-(?:one|two"
            r"|three|four|five|six|seven|eight|nine|odd))?)"
            r"(?:$|(?:[.,]\D|[.,]$)|[;:!?)\n]| (?:and|with|she|he|i|they|to|who)\b)"
        ),
        years(1),
        0.65,
    ),
    (
        "alone",
        Pattern(
            rf"(?:^|[.!?\]\x1f;] |\n|[a-z\])], |\()(?:baby |now |then )?(1[1-9]|[2-9]\d|{WORDS})(?:,"
            r" [a-z]|\))"
        ),
        years(1),
        0.5,
    ),
    (
        "list",
        Pattern(
            r"\b(?:two|both|boys|girls|kids|children|pair|lads|sons|daughters|brothers|sisters|they're"
            rf"|they were|are|were|mine are)[ ,(]{{1,2}}({_SMALL})(?:,? and |, | & )({_SMALL})\b"
            rf"(?:$|(?:[.,]\D|[.,]$)|[;:!?)\n\x1f]| (?:and|who|with|in|on|from|at|but)\b)"
        ),
        _list,
        0.75,
    ),
    ("born", Pattern(rf"\b(?:dob|d\.o\.b\.?|date of birth|born(?: on| in)?)[:;,]? ?{_BIRTH_DATE}\b"), _born, 0.97),
    (
        "weeks",
        Pattern(
            r"\b(?:born|prem|premmie|premature|gestation|pregnant|scan)(?: at)?,? (\d\d"
            r"|twenty-?[a-z]{0,6}|thirty-?[a-z]{0,6}) ?(?:w|wks?|weeks?|\+\d)\b"
        ),
        _weeks,
        0.9,
    ),
    (
        "weeks",
        Pattern(
            r"\b(\d\d|twenty-?[a-z]{0,6}|thirty-?[a-z]{0,6})[ -]?(?:w|wk|wks|week|weeks|weeker|weekers"
            r"|\+\d)?[ -]?(?:weekers?|pregnant|gone|gestation|gestational|prem|premature|along)\b"
        ),
        _weeks,
        0.9,
    ),
    (
        "baby",
        Pattern(
            r"\b(?:baby|bub|bairn|newborn|infant|he's|she's|only|just|pup)(?:,| is| was|'s)?(?: at| of|"
            rf" only| just)? ({_SMALL}) (days?|weeks?|wks?|months?|mths?)\b(?: old)?"
        ),
        _with_unit(1, 2),
        0.7,
    ),
    (
        "stage",
        Pattern(
            r"\b(newborns?|neonate|toddlers?|teenagers?|adolescent|preschooler|tween|octogenarian"
            r"|nonagenarian|centenarian|septuagenarian|pensioners?|minutes-old|hours-old)\b"
        ),
        _stage,
        0.7,
    ),
    (
        "stage",
        Pattern(r"\b(?:a|the|her|his|their|little|tiny|wee|two|my|our) (teen|teens|infant|baby|bub|bairn)\b"),
        _stage,
        0.5,
    ),
)
NAME = Pattern(
    rf"\b(?:[A-Z][a-z]{{2,20}}|[A-Z])(?:, | \(|,? who(?:'s| is| was) |'s | is | was )(?:only "
    rf"|just )?({_NUMBER})(?:$|(?:[.,]\D|[.,]$)|[;:!?)\n\x1f]| (?:and|who|has|had|is|was|with"
    r"|from|in)\b)",
    case=True,
)
