"""Responses on paper, by e-mail or by telephone: keyed in once and in time, corrected; never those of the site."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client

from forethought_web.consultations.audit import broken
from forethought_web.consultations.models import Consultation, Entry
from forethought_web.consultations.running import withdraw
from forethought_web.responses.answering import key_hash
from forethought_web.responses.entering import LATE_DAYS, NotTaken, correct, key_in, read_keyed, wrong_day
from forethought_web.responses.models import Answer, EqualityAnswer, Redaction, Response
from web_html import Balanced
from web_staff import begun, filled, names, seen, signed_in

PAGE = "/staff/posting/responses/new"


def paper(consultation: Consultation, **more: Any) -> dict[str, Any]:
    """A form that was filled in from paper."""
    n = names(consultation)
    return {
        "provenance": "paper", "received_on": "2027-01-04", "type": "carer", "consent": "unnamed", "form": "one",
        n[0]: "Yes", n[1]: "Though asked only after No", n[4]: ["A", "C"], f"{n[5]}-0": "2", f"{n[5]}-1": "1",
        f"{n[6]}-1": "Badly", n[7]: "a line",
    } | more  # fmt: skip


@pytest.fixture
def staff(consultation: Consultation) -> Client:
    """An analyst with a browser."""
    return signed_in("analyst", consultation)


def test_the_whole_way(consultation: Consultation, staff: Client) -> None:
    html = seen(staff, PAGE)
    assert "Keyed in lately" not in html
    answer = staff.post(PAGE, paper(consultation, **{names(consultation)[8]: "Yes", "name": "Jo Reader"}))
    assert answer.status_code == 302
    kept = Response.objects.get()
    page = seen(staff, answer["Location"])

    assert kept.reference in page
    assert "Write this reference on the paper" in page
    assert (kept.state, kept.provenance, kept.received_on) == ("sent", "paper", date(2027, 1, 4))
    assert (kept.entered_by, kept.type, kept.name) == ("the analyst", "carer", "Jo Reader")
    assert {one.question.order: (one.value, one.choice) for one in kept.answers.all()} == {
        1: ("Yes", "Yes"), 2: ("Though asked only after No", ""), 5: (["A", "C"], ""), 6: (["B", "A"], "B"),
        7: ({"two": "Badly"}, ""), 8: ("a line", ""),
    }  # fmt: skip
    assert [one.choice for one in EqualityAnswer.objects.all()] == ["Yes"]
    entry = Entry.objects.get(what="key in")
    assert (entry.who, entry.details) == ("the analyst", {"reference": kept.reference, "provenance": "paper"})
    assert broken(Entry.objects.all()) == ""
    assert kept.reference in seen(staff, PAGE)
    assert "1 response" in seen(staff, "/staff/posting/responses")


def test_the_same_form_twice_is_one_response(consultation: Consultation, staff: Client) -> None:
    first, again = staff.post(PAGE, paper(consultation)), staff.post(PAGE, paper(consultation))
    other = staff.post(PAGE, paper(consultation, form="two"))

    assert first["Location"] == again["Location"] != other["Location"]
    assert Response.objects.count() == 2
    assert Entry.objects.filter(what="key in").count() == 2


def test_no_link_opens_what_was_keyed_in(consultation: Consultation, staff: Client) -> None:
    staff.post(PAGE, paper(consultation))
    held = f"keyed-in/{consultation.pk}/one"

    assert Response.objects.get().key == key_hash(held)
    for path in (f"/responses/{held}/", f"/responses/{held.replace('/', '%2F')}/"):
        assert Client(HTTP_HOST="localhost").get(path).status_code == 404


def test_what_is_missing_is_told_and_what_was_typed_stays(consultation: Consultation, staff: Client) -> None:
    n = names(consultation)
    form = {"form": "one", "provenance": "pigeon", "received_on": "last week", "is_organisation": "yes",
            n[2]: "Perhaps", n[7]: '"keep" <me>'}  # fmt: skip
    html = staff.post(PAGE, form).content.decode()

    assert Balanced(html).wrong == []
    assert "<title>Error:" in html
    for error in ("Say how it came in", "Give the day it was received", "Say whether it may be published",
                  "name of the organisation", "Choose one of the answers listed"):  # fmt: skip
        assert html.count(error) == 2  # above, and at its field
    assert 'value="&quot;keep&quot; &lt;me&gt;"' in html
    assert 'value="last week"' in html
    assert "Answer this question" not in html  # what was not answered on paper stays empty
    assert "Key in at least one answer" in staff.post(PAGE, {"form": "one"}).content.decode()
    assert not Response.objects.exists()


@pytest.mark.parametrize(
    ("day", "told"),
    [
        ("2027-01-02", "before the consultation opened"), ("2027-01-03", ""), ("2027-01-04", ""),
        ("2027-01-05", "is in the future"), ("", "Give the day"), ("04/01/2027", "Give the day"),
    ],
)  # fmt: skip
def test_the_day_it_was_received_is_within_the_consultation(
    consultation: Consultation, staff: Client, day: str, told: str
) -> None:
    html = staff.post(PAGE, paper(consultation, received_on=day)).content.decode()

    assert told in html
    assert Response.objects.exists() == (not told)


def test_the_closing_day_is_that_of_the_bodys_zone(consultation: Consultation, clock: Any) -> None:
    Consultation.objects.update(zone="Pacific/Auckland")  # 17:00 UTC on the 13th is the 14th there
    consultation.refresh_from_db()
    clock.forward(days=20)

    assert wrong_day(consultation, date(2027, 1, 14), clock.now) == ""
    assert "after the consultation closed" in wrong_day(consultation, date(2027, 1, 15), clock.now)


def test_some_days_after_closing_what_was_received_before_is_keyed_in(consultation: Consultation, clock: Any) -> None:
    clock.now = consultation.closes_at
    clock.forward(days=LATE_DAYS, seconds=-1)
    staff = signed_in("owner")
    late = staff.post(PAGE, paper(consultation, received_on="2027-01-14")).content.decode()
    assert "received after the consultation closed" in late
    assert staff.post(PAGE, paper(consultation, received_on="2027-01-13")).status_code == 302
    clock.forward(seconds=1)
    html = seen(staff, PAGE)
    assert f"closed more than {LATE_DAYS} days ago" in html
    assert "<textarea" not in html
    refused = staff.post(PAGE, paper(consultation, received_on="2027-01-13", form="two"))

    assert refused.status_code == 409
    assert 'value="a line"' in refused.content.decode()  # it is not lost to who typed it
    assert Response.objects.count() == 1


def test_nothing_is_keyed_in_once_it_is_withdrawn_or_before_it_opens(consultation: Consultation, clock: Any) -> None:
    sheet = read_keyed(consultation, _query(paper(consultation)))
    upcoming = Consultation.objects.create(
        slug="later", title="L", body="B", state="published", opens_at=clock() + timedelta(days=1)
    )
    for one in (upcoming, Consultation.objects.create(slug="draft", title="D", body="B")):
        with pytest.raises(NotTaken):
            key_in(one, sheet, "one", "someone")
    withdraw(consultation, "Because", "someone")
    with pytest.raises(NotTaken):
        key_in(consultation, sheet, "one", "someone")
    assert "was withdrawn" in seen(signed_in(), PAGE)


def test_what_was_mistyped_is_corrected_and_the_trail_tells_it(consultation: Consultation, staff: Client) -> None:
    n = names(consultation)
    staff.post(PAGE, paper(consultation, **{n[8]: "No"}))
    kept = Response.objects.get()
    line, first = Answer.objects.get(question__order=8), Answer.objects.get(question__order=1)
    Redaction.objects.create(answer=first, start=0, end=1, reason="names", by="someone")
    Response.objects.update(cleared_at=kept.sent_at, cleared_by="someone")
    at = f"{PAGE}?reference={kept.reference}"
    html = seen(staff, at)
    assert 'value="a line"' in html
    assert "Are you disabled?" not in html
    assert 'value="2027-01-04"' in html
    form = paper(consultation, revision="1", provenance="e-mail", **{n[7]: "another line", n[1]: ""})
    assert staff.post(at, form).status_code == 302
    kept.refresh_from_db()

    assert (kept.provenance, kept.revision, kept.cleared_at, kept.cleared_by) == ("e-mail", 2, None, "")
    assert {one.question.order: one.value for one in kept.answers.all()}[8] == "another line"
    assert not kept.answers.filter(question__order=2).exists()
    assert Redaction.objects.get().answer == first  # what was not changed is the same answer
    assert not Answer.objects.filter(pk=line.pk).exists()
    entry = Entry.objects.get(what="correct")
    assert entry.details == {
        "reference": kept.reference, "revision": 2, "changed": ["provenance", "question 2", "question 8"],
    }  # fmt: skip
    assert "line" not in str(entry.details)
    assert [one.choice for one in EqualityAnswer.objects.all()] == ["No"]


def test_two_who_correct_the_same_do_not_overwrite_each_other(consultation: Consultation, staff: Client) -> None:
    n = names(consultation)
    staff.post(PAGE, paper(consultation))
    at = f"{PAGE}?reference={Response.objects.get().reference}"
    staff.post(at, paper(consultation, revision="1", **{n[7]: "the first"}))
    late = staff.post(at, paper(consultation, revision="1", **{n[7]: "the second"}))

    assert late.status_code == 409
    assert "corrected elsewhere" in late.content.decode()
    assert 'value="the second"' in late.content.decode()
    assert 'name="revision" value="2"' in late.content.decode()
    assert Answer.objects.get(question__order=8).value == "the first"


@pytest.mark.parametrize("kind", ["site", "import", "another consultation's", "forgotten", "unknown"])
def test_only_what_was_keyed_in_is_corrected(consultation: Consultation, staff: Client, kind: str) -> None:
    visitor = Client(HTTP_HOST="localhost")
    if kind == "site":
        visitor.post(begun(visitor, consultation), filled(consultation, send="1"))
    else:
        staff.post(PAGE, paper(consultation))
    one = Response.objects.get()
    if kind == "import":
        Response.objects.update(provenance="import")
    elif kind == "forgotten":
        Response.objects.update(state="withdrawn")
    elif kind == "another consultation's":
        Response.objects.update(consultation=Consultation.objects.create(slug="other", title="O", body="B"))
    reference = "AAAA-AAAA" if kind == "unknown" else one.reference
    one.refresh_from_db()

    for name in ("reference", "kept"):
        assert staff.get(f"{PAGE}?{name}={reference}").status_code == 404
    assert staff.post(f"{PAGE}?reference={reference}", paper(consultation, revision="1")).status_code == 404
    if kind in ("site", "import"):
        with pytest.raises(NotTaken):
            correct(one, read_keyed(consultation, _query(paper(consultation))), one.revision, "someone")
    assert not Entry.objects.filter(what="correct").exists()


def test_the_same_words_again_are_flagged_and_kept(consultation: Consultation, staff: Client) -> None:
    words = {names(consultation)[7]: "The same words that stand on every card of a campaign."}
    for n in range(3):
        staff.post(PAGE, paper(consultation, form=str(n), **words))

    assert [one.flags for one in Response.objects.order_by("pk")] == [[], ["duplicate"], ["duplicate"]]


def test_a_registration_number_is_kept_as_a_fingerprint(consultation: Consultation, staff: Client) -> None:
    Consultation.objects.update(asks_registration=True, registration_form="AA000000")
    form = paper(consultation, type="registrant", registration="ph 123456")
    assert "looks like" in staff.post(PAGE, form | {"registration": "12"}).content.decode()
    staff.post(PAGE, form)
    kept = Response.objects.get()
    assert len(kept.registration) == 64
    at = f"{PAGE}?reference={kept.reference}"
    assert "One was given." in seen(staff, at)
    staff.post(at, form | {"revision": "1", "registration": ""})
    assert Response.objects.get().registration == kept.registration
    staff.post(at, form | {"revision": "2", "registration": "", "without-number": "yes"})

    assert Response.objects.get().registration == ""


def _query(form: dict[str, Any]) -> Any:
    from django.http import QueryDict

    made = QueryDict(mutable=True)
    for name, value in form.items():
        made.setlist(name, value if isinstance(value, list) else [value])
    return made
