"""Times around the two nights when clocks are changed: as they are typed, as they are shown, and what they decide."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from django.test import Client
from django.utils import timezone
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.running import NotPossible, extend
from forethought_web.consultations.times import moment_in
from forethought_web.responses.answering import Closed, Sheet, save, start
from forethought_web.responses.models import Response
from web_staff import begun, filled, seen, signed_in

LONDON = "Europe/London"
SUMMER, WINTER = datetime(2027, 3, 28, 1, tzinfo=UTC), datetime(2027, 10, 31, 1, tzinfo=UTC)  # when clocks change
ZONES = ["Europe/London", "America/New_York", "Australia/Lord_Howe", "Asia/Kolkata", "Pacific/Auckland", "UTC"]


@pytest.mark.parametrize(
    ("zone", "typed", "expected"),
    [
        (LONDON, "2027-01-13T17:00", datetime(2027, 1, 13, 17, tzinfo=UTC)),
        (LONDON, "2027-07-13T17:00", datetime(2027, 7, 13, 16, tzinfo=UTC)),
        (LONDON, "2027-07-13 17:00:30", datetime(2027, 7, 13, 16, 0, 30, tzinfo=UTC)),
        (LONDON, "2027-03-28T00:59", datetime(2027, 3, 28, 0, 59, tzinfo=UTC)),
        (LONDON, "2027-03-28T02:00", datetime(2027, 3, 28, 1, tzinfo=UTC)),
        (LONDON, "2027-10-31T00:59", datetime(2027, 10, 30, 23, 59, tzinfo=UTC)),
        (LONDON, "2027-10-31T02:00", datetime(2027, 10, 31, 2, tzinfo=UTC)),
        ("America/New_York", "2027-03-28T01:30", datetime(2027, 3, 28, 5, 30, tzinfo=UTC)),
        ("Asia/Kolkata", "2027-03-28T01:30", datetime(2027, 3, 27, 20, tzinfo=UTC)),
        ("Pacific/Apia", "2011-12-29T23:00", datetime(2011, 12, 30, 9, tzinfo=UTC)),
        ("UTC", "2027-03-28T01:30", datetime(2027, 3, 28, 1, 30, tzinfo=UTC)),
    ],
)
def test_a_time_that_is_typed_is_of_the_bodys_zone(zone: str, typed: str, expected: datetime) -> None:
    assert moment_in(zone, typed) == expected


@pytest.mark.parametrize(
    ("zone", "typed", "why"),
    [
        (LONDON, "2027-03-28T01:00", "01:00 on 28 March 2027 does not exist"),
        (LONDON, "2027-03-28T01:30", "clocks go forward then in London"),
        (LONDON, "2027-03-28T01:59:59", "does not exist"),
        (LONDON, "2027-10-31T01:00", "01:00 on 31 October 2027 comes twice"),
        (LONDON, "2027-10-31T01:30", "clocks go back then in London"),
        ("America/New_York", "2027-03-14T02:30", "clocks go forward then in New York"),
        ("America/New_York", "2027-11-07T01:30", "clocks go back then in New York"),
        ("Australia/Lord_Howe", "2027-10-03T02:15", "does not exist"),  # half an hour, and the other way round
        ("Australia/Lord_Howe", "2027-04-04T01:45", "comes twice"),
        ("Pacific/Apia", "2011-12-30T12:00", "does not exist"),  # a day that was left out
        (LONDON, "", "give a day and a time"),
        (LONDON, "tomorrow", "give a day and a time"),
        (LONDON, "2027-01-13T17:00+02:00", "without a zone"),
        (LONDON, "2027-01-13T17:00Z", "without a zone"),
        ("Asia/Kolkata", "0001-01-01T00:00", "our own centuries"),
        ("America/New_York", "9999-12-31T23:00", "our own centuries"),
    ],
)
def test_a_time_that_is_none_or_two_is_refused_in_words(zone: str, typed: str, why: str) -> None:
    with pytest.raises(NotPossible, match=re.escape(why)):
        moment_in(zone, typed)


@settings(max_examples=300)
@given(st.sampled_from(ZONES), st.datetimes(min_value=datetime(2020, 1, 1), max_value=datetime(2037, 1, 1)).map(str))
def test_what_is_taken_is_shown_again_as_it_was_typed(zone: str, typed: str) -> None:
    try:
        taken = moment_in(zone, typed)
    except NotPossible:
        local = datetime.fromisoformat(typed).replace(tzinfo=ZoneInfo(zone))
        assert local.utcoffset() != local.replace(fold=1).utcoffset()
        return
    assert Consultation(zone=zone).local(taken).replace(tzinfo=None) == datetime.fromisoformat(typed)


@pytest.mark.parametrize(
    ("typed", "why"),
    [("2027-03-28T01:30", "28 March 2027 does not exist"), ("2027-10-31T01:30", "31 October 2027 comes twice")],
)
@pytest.mark.parametrize("action", ["publish", "extend"])
def test_staff_are_told_why_a_time_is_not_taken(
    consultation: Consultation, clock: Any, typed: str, why: str, action: str
) -> None:
    if action == "publish":
        Consultation.objects.update(state="draft", opens_at=None, closes_at=None)
    before = Consultation.objects.values_list("state", "closes_at").get()
    sent = {"action": action, "opens": "2027-01-05T09:00", "closes": typed, "because": "Asked for"}
    answer = signed_in("editor", consultation).post("/staff/posting/", sent)

    assert answer.status_code == 200
    assert why in answer.content.decode()
    assert Consultation.objects.values_list("state", "closes_at").get() == before


@pytest.mark.parametrize("zone", [*ZONES, "Asia/Tokyo"])
@pytest.mark.parametrize("change", [SUMMER, WINTER])
def test_it_closes_at_its_second_whatever_clocks_on_walls_do(zone: str, change: datetime) -> None:
    for minutes in range(-120, 121, 15):
        closes = change + timedelta(minutes=minutes)
        one = Consultation(
            state="published",
            zone=zone,
            opens_at=closes - timedelta(hours=1),
            closes_at=closes.astimezone(ZoneInfo(zone)),
        )
        assert one.phase(closes - timedelta(hours=1, microseconds=1)) == "upcoming"
        assert one.phase(closes - timedelta(hours=1)) == "open"
        assert one.phase(closes - timedelta(microseconds=1)) == "open"
        assert one.phase(closes) == "closed"


def test_it_is_open_as_long_as_it_says_over_the_night_of_the_change(consultation: Consultation, clock: Any) -> None:
    for change, hours in ((SUMMER, 23), (WINTER, 25)):
        opens = datetime.combine(change.date(), datetime.min.time(), ZoneInfo(LONDON))
        closes = datetime.combine(change.date() + timedelta(days=1), datetime.min.time(), ZoneInfo(LONDON))
        Consultation.objects.update(opens_at=opens, closes_at=closes)
        kept = Consultation.objects.get()
        assert kept.opens_at
        assert kept.closes_at
        assert kept.closes_at - kept.opens_at == timedelta(hours=hours)


@pytest.mark.parametrize(
    ("closes", "shown"),
    [
        (datetime(2027, 3, 28, 0, 59, tzinfo=UTC), "28 March 2027 at 00:59"),
        (datetime(2027, 3, 28, 1, 0, tzinfo=UTC), "28 March 2027 at 02:00"),
        (datetime(2027, 10, 31, 0, 30, tzinfo=UTC), "31 October 2027 at 01:30"),
        (datetime(2027, 10, 31, 2, 0, tzinfo=UTC), "31 October 2027 at 02:00"),
        (datetime(2027, 7, 1, 23, 30, tzinfo=UTC), "2 July 2027 at 00:30"),
    ],
)
def test_closing_times_are_shown_in_the_bodys_zone(
    consultation: Consultation, clock: Any, closes: datetime, shown: str
) -> None:
    Consultation.objects.update(closes_at=closes)
    at = begun(visitor := Client(HTTP_HOST="localhost"), consultation)

    assert shown in seen(visitor, "/consultations/posting/")
    assert shown in seen(visitor, at)


@pytest.mark.parametrize(
    ("zone", "shown"), [("America/New_York", "31 March 2027 at 19:00"), ("Asia/Kolkata", "1 April 2027 at 04:30")]
)
def test_another_zone_is_shown_and_read_as_its_own(
    consultation: Consultation, clock: Any, zone: str, shown: str
) -> None:
    Consultation.objects.update(zone=zone)
    sent = {"action": "extend", "closes": moment_of(shown), "because": "Asked for"}
    assert signed_in("editor", consultation).post("/staff/posting/", sent).status_code == 302

    assert Consultation.objects.get().closes_at == datetime(2027, 3, 31, 23, tzinfo=UTC)
    assert shown in seen(Client(HTTP_HOST="localhost"), "/consultations/posting/")


def moment_of(shown: str) -> str:
    """A time as a browser would send it."""
    return datetime.strptime(shown, "%d %B %Y at %H:%M").strftime("%Y-%m-%dT%H:%M")


def test_a_deadline_is_put_off_across_the_change(consultation: Consultation, clock: Any) -> None:
    first = moment_in(LONDON, "2027-03-27T17:00")
    extend(consultation, first, "Asked for", "someone")
    clock.now = datetime(2027, 3, 27, 12, tzinfo=UTC)
    extend(consultation, moment_in(LONDON, "2027-03-28T17:00"), "Asked for again", "someone")
    html = seen(Client(HTTP_HOST="localhost"), "/consultations/posting/")

    assert Consultation.objects.get().closes_at == first + timedelta(hours=23)
    assert "27 March 2027 at 17:00" in html
    assert "28 March 2027 at 17:00" in html
    clock.now = datetime(2027, 3, 28, 15, 59, 59, 999_999, tzinfo=UTC)
    assert Consultation.objects.get().phase(clock()) == "open"
    clock.forward(microseconds=1)
    assert Consultation.objects.get().phase(clock()) == "closed"


def test_an_hour_later_by_the_wall_may_be_no_later_at_all(consultation: Consultation, clock: Any) -> None:
    """Clocks go back from 02:00 to 01:00: what a deadline is put off by is counted in hours that pass."""
    extend(consultation, WINTER - timedelta(minutes=30), "Asked for", "someone")  # 01:30, the first of two
    with pytest.raises(NotPossible, match="not later"):
        extend(consultation, WINTER - timedelta(minutes=30), "Again", "someone")
    extend(consultation, WINTER + timedelta(minutes=30), "Again", "someone")  # 01:30, the second

    assert Consultation.objects.get().closes_at == WINTER + timedelta(minutes=30)


def test_receipts_copies_and_feeds_tell_the_time(consultation: Consultation, clock: Any) -> None:
    Consultation.objects.update(closes_at=datetime(2027, 12, 1, tzinfo=UTC))
    visitor = Client(HTTP_HOST="localhost")
    for now, shown in (
        (SUMMER - timedelta(seconds=1), "28 March 2027 at 00:59"),
        (SUMMER, "28 March 2027 at 02:00"),
        (WINTER - timedelta(minutes=30), "31 October 2027 at 01:30"),
        (WINTER + timedelta(minutes=30), "31 October 2027 at 01:30"),
    ):
        clock.now = now
        at = begun(visitor, consultation)
        assert visitor.post(at, filled(consultation, send="1")).status_code == 302
        assert shown in seen(visitor, f"{at}receipt")
        assert shown.replace(" at", ",") in visitor.get(f"{at}copy").content.decode()
        visitor.post("/consultations/posting/p-1-1/", {"text": f"One more view, of {now:%d %m %H %M}."})
    feed = visitor.get("/consultations/posting/feed").content.decode()

    said = {datetime.fromisoformat(one).astimezone(UTC) for one in re.findall("<(?:updated|published)>([^<]+)<", feed)}
    assert {SUMMER, WINTER - timedelta(minutes=30), WINTER + timedelta(minutes=30)} <= said


def test_the_time_that_lets_a_response_in_is_the_time_it_gets(
    consultation: Consultation, clock: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A clock that goes on between two looks at it lets in nothing that would say it came after the closing."""
    closes = consultation.closes_at
    assert closes
    clock.now = closes - timedelta(minutes=1)
    response, _ = start(consultation)

    class Ticking:
        now = closes - timedelta(milliseconds=1)

        def __call__(self) -> datetime:
            looked, self.now = self.now, self.now + timedelta(milliseconds=1)
            return looked

    monkeypatch.setattr(timezone, "now", Ticking())
    about = {"type": "public", "consent": "no", "is_organisation": False}
    try:
        save(response, Sheet(about), 0, send=True)
    except Closed:
        assert Response.objects.get().state == "started"
    else:
        sent_at = Response.objects.get().sent_at
        assert sent_at
        assert sent_at < closes
