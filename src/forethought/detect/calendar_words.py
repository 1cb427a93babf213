"""Which day is meant: dates in words resolved against the day of the post, with the precision that the words have."""

from __future__ import annotations

from datetime import date, timedelta

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
)


def weekday(word: str) -> int:
    """Return 0 for Monday to 6 for Sunday, from a name, its plural or its short form."""
    return next(at for at, name in enumerate(DAYS) if word.lower()[:2] == name[:2])


def month(word: str) -> int:
    """Return 1 to 12, from the name of a month or its short form."""
    return next(at for at, name in enumerate(MONTHS, 1) if word.lower()[:3] == name[:3])


def shifted(unit: str, by: int, today: date | None) -> str:
    """Return a day, week, month or year *by* units from today: "2026-03-02", "2026-W10", "2026-03", "year:2026".

    Without a day of the post it stays relative: "day:-1", "week:0".
    """
    if today is None:
        return f"{unit}:{by}"
    try:
        if unit == "day":
            return (today + timedelta(days=by)).isoformat()
        if unit == "week":
            year, week, _ = (today + timedelta(weeks=by)).isocalendar()
            return f"{year}-W{week:02}"
        if unit == "month":
            months = today.year * 12 + today.month - 1 + by
            return date(months // 12, months % 12 + 1, 1).isoformat()[:7]
        return f"year:{date(today.year + by, 1, 1).year}"
    except (ValueError, OverflowError):
        return unit


def nearest_weekday(number: int, which: str, today: date | None) -> str:
    """Return the weekday that *which* ("last", "next", "this" or "") points to; a bare one is the latest, today
    included.
    """
    if today is None:
        return "day"
    back = (today.weekday() - number) % 7
    if which in ("next", "this", "coming"):
        return shifted("day", (7 - back) % 7 or 7, today)
    return shifted("day", -(back or 7 * (which == "last")), today)


def day_of_month(day: int, month_number: int, year: int | None, today: date | None) -> str:
    """Return an ISO date; without a year the latest one not after the post's day, or "--03-02" where that is
    unknown.
    """
    try:
        if year is not None:
            return date(year, month_number, day).isoformat()
        if today is None:
            date(2024, month_number, day)
            return f"--{month_number:02}-{day:02}"
        this_year = date(today.year, month_number, day)
        return (
            this_year if this_year <= today + timedelta(days=60) else date(today.year - 1, month_number, day)
        ).isoformat()
    except ValueError:
        return ""


def month_of_year(month_number: int, year: int | None, today: date | None) -> str:
    """Return "2026-03"; without a year the latest such month, or "month" where the post's day is unknown."""
    if year is None:
        if today is None:
            return "month"
        year = today.year - (month_number > today.month + 1)
    return f"{year:04}-{month_number:02}"


def day_only(day: int, today: date | None) -> str:
    """Return the date of "the 9th": the latest, or within the coming two weeks; "day" where the post's day is
    unknown.
    """
    if today is None:
        return "day" if 1 <= day <= 31 else ""
    for start in (today + timedelta(days=14), today.replace(day=1) - timedelta(days=1)):
        try:
            found = start.replace(day=day)
        except ValueError:
            continue
        if found <= today + timedelta(days=14):
            return found.isoformat()
    return "day" if 1 <= day <= 31 else ""
