"""Times as staff type them, in their body's zone; also on the two nights of the year when clocks are changed."""

from __future__ import annotations

from datetime import UTC, datetime
from zoneinfo import ZoneInfo

from forethought_web.consultations.running import NotPossible


def moment_in(zone: str, typed: str) -> datetime:
    """The moment that a day and time of a form stand for, in UTC.

    A time that does not exist, or comes twice, because clocks are changed is refused: a deadline must mean the same to
    everybody who reads it, and the words on the page could not tell the two apart.

    Args:
        zone: The body's own, such as "Europe/London".
        typed: As a browser sends it: "2027-01-13T17:00".

    Raises:
        NotPossible: If it is no day and time, or one that clocks skip or show twice.
    """
    try:
        local = datetime.fromisoformat(typed.strip())
    except ValueError:
        raise NotPossible("give a day and a time") from None
    if local.tzinfo is not None:
        raise NotPossible("give a day and a time, without a zone")
    place = ZoneInfo(zone)
    try:
        first, second = (local.replace(tzinfo=place, fold=fold).astimezone(UTC) for fold in (0, 1))
    except OverflowError:
        raise NotPossible("give a day and a time of our own centuries") from None
    if first.astimezone(place).replace(tzinfo=None) != local:
        raise NotPossible(
            f"{_told(local)} does not exist: clocks go forward then in {_place(zone)}; choose a time after the change"
        )
    if first != second:
        raise NotPossible(
            f"{_told(local)} comes twice: clocks go back then in {_place(zone)}; choose a time before or after"
        )
    return first


def _told(local: datetime) -> str:
    return f"{local:%H:%M} on {local.day} {local:%B %Y}"


def _place(zone: str) -> str:
    return zone.rsplit("/", 1)[-1].replace("_", " ")
