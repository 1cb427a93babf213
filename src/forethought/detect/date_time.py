"""When: absolute and relative dates, times of day, years, spans of time, feasts and seasons, in every spelling.

``detail`` is as exact as the words are:

- a day "2026-03-02" (or "--03-02" without a year), a week "2026-W10", a month "2026-03", "year:2003", "decade:1990";
- without a day of the post to count from, "day:-1" (yesterday), "week:0", "month:-1", "year:-1", and "day" or "month"
where
  the words tell no more ("on Friday", "in March"); "season", "feast", "term";
- "time:15:30" or "time" for a time of day alone; "duration:P9Y" for a span of time (ISO 8601: Y, M, W, D, TH, TM).
"""

from __future__ import annotations

from collections.abc import Iterator

from forethought.detect.date_time_ways import WAYS
from forethought.detect.flat import Match, Pattern, flat
from forethought.detect.registry import Found, detector
from forethought.text.values import Text
from forethought.values import Post, Span

_AGE_AFTER = Pattern(r"^(?:[- ]olds?\b|[- ]young\b|s? of age\b| pregnant| gestation| prem| gone\b)")
_NOT_A_DAY = Pattern(  # what an ordinal counts when it is no day of a month: "the 3rd floor", "the first time"
    r"^(?:'s)? ?-?(?:and (?:last|final|only)|of (?:may|my|his|her|our|their|its|the|these|them"
    r"|those|many|all|\d)|thing|floor|time|birthday|year|week|day|night|anniversary"
    r"|centur|grade|edition|place|half|visit|round|step|try|attempt|child|baby|one|person|hour"
    r"|degree|class|row|lap|miles?|aid|name|language|job|shift|post"
    r"|home|person|part|stage|world|lady|minister|responder|love|date|round|generation|trimester"
    r"|opinion|world|party|born|person|cup|most|largest|best|worst|bed|house|flat|door"
    r"|of (?:his|her)|look|hand|to last|instance|call|note|rule|line|word|letter|page|page"
    r"|chapter|section|test|match|game|goal|phone|pair|set|patient|pupil|kid|man|woman|nurse"
    r"|doctor"
    r"|tier|team|term|lesson|lot|bit|bite|sentence|question|reading|draft|version|season|storm"
    r"|death|case|cat|dog|car|bus|train|avenue|street|st\b|ave)"
)
_GAPS = frozenset(
    (
        " ",
        ", ",
        " at ",
        " on ",
        " the ",
        ", the ",
        " in the ",
        " of ",
        ", the ",
        " from ",
        " - ",
        ", at ",
        "-",
        " to ",
        " till ",
        " until ",
        " in ",
        " around ",
        " about ",
        " and ",
        ": ",
        "/",
        " & ",
        " til ",
        " by ",
    )
)
_JOINABLE = frozenset(
    (
        "day",
        "weekday",
        "time",
        "day-month",
        "month-day",
        "numeric",
        "nth",
        "feast",
        "month",
        "year",
        "month-year",
        "which",
        "count",
    )
)


@detector
def date_time(text: Text, post: Post) -> Iterator[Found]:
    """Find dates, times and spans of time; those that stand side by side are one ("Tuesday the 9th at 3pm")."""
    words = flat(text.original)
    found: list[Found] = []
    for way, pattern, group, read, confidence in WAYS:
        for match in pattern.finditer(words):
            span = _span(match, group)
            detail = read(match, post.date)
            if way == "duration" and match.group(1).lower() in ("a", "an"):
                continue
            if way == "duration" and "T" in detail:
                confidence = 0.5
            after = words[span.end : span.end + 16]
            if not detail or (way in ("duration", "ago") and _AGE_AFTER.search(after)):
                continue
            if way != "nth" or (
                match.group(1)[0].isdigit()
                and not _NOT_A_DAY.search(after.lstrip() if after.startswith(" ") else after)
            ):
                found.append(Found("date-time", span, f"date_time:{way}", detail, confidence))
    kept: list[Found] = []
    free = 0
    for one in sorted(found, key=lambda one: (one.span.start, -one.span.end, -one.confidence)):
        if one.span.start >= free:
            kept.append(one)
            free = one.span.end
    yield from _joined(words, kept)


def _span(match: Match, group: int) -> Span:
    """The group that carries the time; -1: from the first group to the end of the second ("at 9.20.")."""
    return (
        Span(match.start(1), match.end(2))
        if group == -1
        else Span(match.start(group), match.start(group) + len(match.group(group).rstrip(" .,!?:;)")))
    )


_EXACTNESS = (
    "numeric",
    "iso",
    "day-month",
    "month-day",
    "day",
    "weekday",
    "nth",
    "month-year",
    "which",
    "month",
    "feast",
    "count",
    "year",
    "time",
)


def _joined(words: str, found: list[Found]) -> Iterator[Found]:
    """Join neighbours that are one time, keeping the detail of the most exact of them."""
    run: list[Found] = []
    for one in found:
        if run and not (
            words[run[-1].span.end : one.span.start].lower() in _GAPS
            and _way(run[-1]) in _JOINABLE
            and _way(one) in _JOINABLE
        ):
            yield _one(run)
            run = []
        run.append(one)
    if run:
        yield _one(run)


def _way(found: Found) -> str:
    return found.source.partition(":")[2]


def _one(run: list[Found]) -> Found:
    if len(run) == 1:
        return run[0]
    best = min(run, key=lambda one: _EXACTNESS.index(_way(one)))
    span = Span(run[0].span.start, run[-1].span.end)
    return Found("date-time", span, best.source, best.detail, max(one.confidence for one in run))
