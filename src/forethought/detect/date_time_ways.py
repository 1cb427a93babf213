"""The ways of saying when, and how each is read; ``date_time`` puts them to work."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date

from forethought.detect import calendar_words as calendar
from forethought.detect.flat import Match, Pattern
from forethought.detect.numbers import ORDINALS, WORDS, number_value

_WEEKDAY = (
    r"(?:mondays?|tuesdays?|wednesdays?|thursdays?|fridays?|saturdays?|sundays?|tues|weds|thurs"
    r"|thur|mon|tue|fri)"
)
_MONTH = (
    r"(?:january|february|march|april|may|june|july|august|september|october|november|december"
    r"|jan|feb|mar|apr|jun|jul|aug|sept?|oct|nov|dec)"
)
_SURE_MONTH = (
    r"(?:january|february|april|june|july|august|september|october|november|december|feb|aug"
    r"|sept|oct|nov|dec)"
)
_YEAR = r"(?:(?:19|20)\d\d)"
_PART = r"(?:morning|afternoon|evening|night|lunchtime|teatime|arvo|aft|eve|am|pm|nite)"
_NUMBER = (
    rf"(?:\d{{1,3}}(?:\.5)?|{WORDS}(?:-odd)?|an?|several|a few|a couple of|couple of|two and a"
    r" half|three and a half)"
)
_UNIT = r"(?:years?|yrs?|months?|mths?|weeks?|wks?|fortnights?|days?|nights?|hours?|hrs?|minutes?|mins?|decades?)"
_HOUR = r"(?:1[0-2]|[1-9]|one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve)"
_UNITS = {"y": "Y", "d": "D", "w": "W", "n": "D", "h": "TH", "f": "W"}
_FEASTS = (
    r"(?:christmas(?: eve| day)?|xmas(?: eve| day)?|boxing day|new year's(?: eve| day)?|new"
    r" years?(?: eve| day)|hogmanay|easter(?: sunday| monday| weekend)?|good friday"
    r"|pancake day|shrove tuesday|ash wednesday|bonfire night|hallowe'?en|guy fawkes|mother'?s'?"
    r" day|father'?s'? day|valentine'?s(?: day)?|st patrick'?s day|paddy'?s day"
    r"|st david'?s day|burns night|eid(?: al-fitr| al-adha)?|ramadan|diwali|hanukkah|chanukah"
    r"|passover|yom kippur|rosh hashanah|vaisakhi|holi|navratri|advent|lent"
    r"|thanksgiving|labou?r day|memorial day|australia day|anzac day|canada day|independence day"
    r"|fourth of july|4th of july|remembrance (?:day|sunday)|armistice day|ve day|vj day"
    r"|midsummer|solstice|(?:the )?(?:\w{3,9} )?bank holiday(?: weekend| monday)?|(?:may|october"
    r"|february|the|easter|whitsun)? ?half[- ]term"
    r"|lockdown|results day|a-level results|may day|harvest festival|leavers'? day|sports day|freshers'? week)"
)

_Read = Callable[[Match, date | None], str]


def _relative_day(match: Match, today: date | None) -> str:
    word = match.group(1).lower()
    by = (
        -2
        if "before" in match.group().lower()
        else -1
        if word.startswith(("yest", "last"))
        else 1
        if word.startswith(("tom", "tmr", "2mor"))
        else 0
    )
    return calendar.shifted("day", by, today)


def _relative_unit(match: Match, today: date | None) -> str:
    which, unit = match.group(1).lower(), match.group(2).lower()
    by = (
        -1
        if which.endswith(("last", "past")) or which == "previous"
        else 1
        if which in ("next", "coming", "following")
        else 0
    )
    if "before last" in match.group().lower():
        by = -2
    if unit in ("spring", "summer", "autumn", "winter", "fall", "term", "semester"):
        return "term" if unit in ("term", "semester") else "season"
    return calendar.shifted(
        "week" if unit in ("weekend", "fortnight", "wk") else "year" if unit == "yr" else unit, by, today
    )


def _ago(match: Match, today: date | None) -> str:
    value, unit = number_value(match.group(1)), match.group(2).lower()
    if value is None or unit[0] in "h" or unit.startswith("min"):
        return (
            "day:0"
            if value is not None and today is None
            else calendar.shifted("day", 0, today)
            if value is not None
            else "duration"
        )
    name = {"y": "year", "w": "week", "d": "day", "n": "day", "m": "month", "f": "week"}[unit[0]]
    if unit.startswith("decade"):
        return calendar.shifted("year", -10 * value, today)
    return calendar.shifted(name, -value * (2 if unit[0] == "f" else 1), today)


def _weekday(match: Match, today: date | None) -> str:
    which, word = (match.group(1) or "").lower().strip(), match.group(2).lower()
    if word.endswith("days") or which in ("every", "a", "most", "all"):
        return "weekly"
    return calendar.nearest_weekday(calendar.weekday(word), which, today)


def _numeric_date(match: Match, today: date | None) -> str:
    first, second, year = int(match.group(1)), int(match.group(2)), match.group(3)
    whole = (
        None
        if year is None
        else int(year)
        if len(year) == 4
        else 2000 + int(year)
        if int(year) < 40
        else 1900 + int(year)
    )
    day, month = (first, second) if second <= 12 else (second, first)
    return calendar.day_of_month(day, month, whole, today) if 1 <= month <= 12 else ""


def _iso(match: Match, today: date | None) -> str:
    return calendar.day_of_month(int(match.group(3)), int(match.group(2)), int(match.group(1)), today)


def _day_month(match: Match, today: date | None) -> str:
    year = int(match.group(3)) if match.group(3) else None
    return calendar.day_of_month(number_value(match.group(1)) or 0, calendar.month(match.group(2)), year, today)


def _month_day(match: Match, today: date | None) -> str:
    year = int(match.group(3)) if match.group(3) else None
    return calendar.day_of_month(number_value(match.group(2)) or 0, calendar.month(match.group(1)), year, today)


def _month(match: Match, today: date | None) -> str:
    return calendar.month_of_year(
        calendar.month(match.group(1)), int(match.group(2)) if match.group(2) else None, today
    )


def _day(match: Match, today: date | None) -> str:
    return calendar.day_only(number_value(match.group(1)) or 0, today)


def _clock(match: Match, today: date | None) -> str:
    hour, minute, half = int(match.group(1)), int(match.group(2) or 0), (match.group(3) or "").lower()[:1]
    hour = hour % 12 + 12 * (half == "p") if half in ("a", "p") and hour <= 12 else hour
    return f"time:{hour:02}:{minute:02}" if hour < 24 and minute < 60 else ""


def _duration(match: Match, today: date | None) -> str:
    unit = match.group(2).lower()
    value = number_value(match.group(1).lower().replace("-odd", "").replace(" of", ""))
    letter = "TM" if unit.startswith("mi") else "M" if unit.startswith(("mo", "mt")) else _UNITS.get(unit[0], "Y")
    if value is None:
        return "duration"
    return (
        f"duration:P{value * (10 if unit.startswith('dec') else 2 if letter == 'W' and unit[0] == 'f' else 1)}{letter}"
    )


def _always(detail: str) -> _Read:
    return lambda match, today: detail


def _short_day(match: Match, today: date | None) -> str:
    return calendar.nearest_weekday(calendar.weekday(match.group(1)), "", today)


# the name, the pattern, which group is the span, how its detail is read, the confidence; the first of a tie is kept
_ANY_CASE: tuple[tuple[str, Pattern, int, _Read, float], ...] = (
    ("iso", Pattern(r"\b((?:19|20)\d\d)-(\d\d)-(\d\d)\b"), 0, _iso, 0.98),
    ("numeric", Pattern(r"\b(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d\d)\b"), 0, _numeric_date, 0.95),
    (
        "day-month",
        Pattern(
            rf"\b(?:the )?({ORDINALS}|\d{{1,2}})(?: ?- ?\d{{1,2}}(?:st|nd|rd|th)?)?(?: of)?"
            rf" ({_MONTH})\b\.?(?:,? ({_YEAR})\b)?"
        ),
        0,
        _day_month,
        0.97,
    ),
    (
        "month-day",
        Pattern(rf"\b({_MONTH})\.? (?:the )?(\d{{1,2}}(?:st|nd|rd|th)?)\b(?:,? ({_YEAR})\b)?"),
        0,
        _month_day,
        0.95,
    ),
    ("month-year", Pattern(rf"\b({_MONTH})\.?,? (?:of )?({_YEAR})\b"), 0, _month, 0.97),
    (
        "day",
        Pattern(
            r"\b(day before yesterday|yesterday|yest|yday|today|2day|tonight|2nite|tonite|tomorrow|tmrw"
            rf"|tmw|2moro|tomoz|last night)(?: {_PART})?\b"
        ),
        0,
        _relative_day,
        0.97,
    ),
    (
        "day",
        Pattern(rf"\b(this {_PART}|just now|the other (?:day|night)|earlier today|dawn|this very day)\b"),
        0,
        _relative_day,
        0.95,
    ),
    (
        "which",
        Pattern(
            r"\b(this|last|next|past|coming|following|the past|the last|previous|all|later this|end of"
            r" the|earlier this) "
            r"(week|weekend|month|year|term|spring|summer|autumn|winter|fall|fortnight|semester|wk|yr"
            r"|quarter)\b(?: before last)?"
        ),
        0,
        _relative_unit,
        0.9,
    ),
    ("ago", Pattern(rf"\b({_NUMBER})(?: or so)? ({_UNIT})(?: ago| back| earlier)\b"), 0, _ago, 0.9),
    (
        "ago",
        Pattern(
            r"\b(years ago|months ago|weeks ago|days ago|ages ago|a while back|a long time (?:ago|back)"
            r"|minutes ago|hours ago)\b"
        ),
        0,
        _always("duration"),
        0.7,
    ),
    (
        "weekday",
        Pattern(rf"\b(?:(last|next|this|every|on a|a|most|the|coming) )?({_WEEKDAY})(?: {_PART})?\b"),
        0,
        _weekday,
        0.93,
    ),
    ("feast", Pattern(rf"\b(?:(?:last|this|next|every|since|at|over|on) )?({_FEASTS})\b"), 1, _always("feast"), 0.85),
    ("time", Pattern(r"\b(\d{1,2})(?:[:.](\d\d))? ?(am|pm|a\.m\.|p\.m\.)\b"), 0, _clock, 0.95),
    ("time", Pattern(r"\b((?:[01]?\d|2[0-3])):([0-5]\d)(?:()|h\b|hrs\b)\b"), 0, _clock, 0.85),
    (
        "time",
        Pattern(
            r"\b(?:at|by|from|until|till|since|about|around|before|after|to|clinic|for|half|in at|up at"
            r"|left|,) ((?:[01]?\d|2[0-3]))\.([0-5]\d)()(?:$|[^\d%]|\.(?:\D|$))"
        ),
        -1,
        _clock,
        0.75,
    ),
    (
        "time",
        Pattern(
            rf"\b(?:half|quarter|twenty|ten|five|twenty-five|\d{{1,2}}) (?:past|to|til) {_HOUR}\b|\bhalf"
            rf" {_HOUR}\b(?:[ .,!?:;)]|$)|\b{_HOUR} ?o'?clock\b"
            rf"|\b{_HOUR} in the (?:morning|afternoon|evening)|\b{_HOUR} at night\b"
        ),
        0,
        _always("time"),
        0.85,
    ),
    (
        "time",
        Pattern(
            rf"\b(?:at|by|until|till?|since|before|around|after|from) ({_HOUR})(?: (?:sharp|ish|on the"
            r" dot|this|on|tonight|tomorrow|today|till|to|until|every)\b|ish\b|[,;!?)\n]|\.(?:\D|$)|$|"
            r" and\b| in\b| with\b)"
        ),
        1,
        _always("time"),
        0.6,
    ),
    (
        "time",
        Pattern(
            r"\b(?:at |by |till |until |since |before |after |from |past )?(?:noon|midnight|midday|dawn"
            r"|dusk|teatime|lunchtime|bedtime|sunrise|sunset)\b"
        ),
        0,
        _always("time"),
        0.7,
    ),
    ("month", Pattern(rf"\b({_SURE_MONTH})\b()"), 0, _month, 0.85),
    (
        "month",
        Pattern(
            r"\b(?:in|since|from|until|till|by|last|this|next|early|late|mid|of|end of|before|during"
            r"|every|for) (march|may|mar|apr|jun|jul|jan)\b()"
        ),
        1,
        _month,
        0.85,
    ),
    (
        "year",
        Pattern(
            r"\b(?:in |since |from |until |between |back in |by |of |summer |spring |winter |autumn "
            rf"|class of |c |circa |before |after |and |to |during )({_YEAR})\b"
        ),
        1,
        lambda match, today: f"year:{match.group(1)}",
        0.9,
    ),
    (
        "year",
        Pattern(rf"(?:^|[\s(\"'])({_YEAR})(?:$|[\s,.;:!?)'\"])"),
        1,
        lambda match, today: f"year:{match.group(1)}",
        0.7,
    ),
    (
        "decade",
        Pattern(
            r"\b(?:the )?((?:early |late |mid[- ]?)?(?:19|20)\d0'?s|(?:the )(?:twenties|thirties|forties"
            r"|fifties|sixties|seventies|eighties|nineties|noughties))\b"
        ),
        0,
        _always("decade"),
        0.85,
    ),
    (
        "duration",
        Pattern(
            rf"\b({_NUMBER})(?: (?:more|whole|long|full|straight|good|further|or so|odd|and a half|or \w+"
            rf"|to \w+))?[ -]({_UNIT})\b(?:'s?)?"
        ),
        0,
        _duration,
        0.8,
    ),
    ("duration", Pattern(r"\b(\d{1,3}) ?(yrs?|mths?|wks?|hrs?|mins?)\b"), 0, _duration, 0.8),
    (
        "nth",
        Pattern(
            r"\b(?:on|since|until|till?|by|from|for|before|after|of|is|are|me|the|to|\w+day) (?:the"
            rf" )?({ORDINALS})\b"
        ),
        1,
        _day,
        0.8,
    ),
    ("nth", Pattern(r"(?:^|[,;(/] ?|and )(\d{1,2}(?:st|nd|rd|th))(?:$|[,;!?)\n]|\.(?:\D|$))"), 1, _day, 0.6),
    ("count", Pattern(rf"\b((?:day|week|month) (?:\d{{1,3}}|{WORDS}))\b"), 0, _always("count"), 0.75),
    (
        "season",
        Pattern(
            r"\b(?:in|the|this|last|next|all|early|late|over|since|one|every|by|mid) (spring|summer"
            r"|autumn|winter|fall|weekend)\b"
        ),
        0,
        _always("season"),
        0.6,
    ),
    (
        "span",
        Pattern(
            r"\b(?:half an hour|an? (?:hour|day|week|fortnight|month|year|decade|century) and a half|a"
            r" fortnight|an hour|half a (?:day|year|century)|the (?:past|last|next) "
            rf"(?:few |couple of |{WORDS} )?(?:hours|days|weeks|months|years|decade))\b"
        ),
        0,
        _always("duration"),
        0.4,
    ),
)
_SAT = Pattern(
    r"(?:\b(?:on|this|last|next|Open|from|every|at ours|at yours|day|party|till?|until|by|since"
    r"|for|fri|thurs|&|-|and) |^|[.!?,(/&-] ?)((?:Sat|Sun|Wed)s?)(?: (?:night|morning|afternoon"
    r"|am|pm|eve|\d)|[.,!?:;)/&-]|$| (?:and|the|at|to|I|we)\b)",
    case=True,
)
_MONTH_ALONE = Pattern(
    r"\b(March|January|April)\b(?:'s)?()(?:$|[,.;:!?)\n]| (?:and|to|was|is|when|till|until|the"
    r"|we|I|she|he|they|for|or|they)\b)",
    case=True,
)
WAYS = (*_ANY_CASE, ("weekday", _SAT, 1, _short_day, 0.75), ("month", _MONTH_ALONE, 1, _month, 0.7))
