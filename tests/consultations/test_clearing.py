"""Before a response is published a person looks at it; what is left out of it is nowhere to be read."""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Any

import pytest
from django.test import Client
from hypothesis import example, given
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation, Entry
from forethought_web.moderation.models import POLICY
from forethought_web.responses import clearing
from forethought_web.responses.answering import find, read_sheet, save, start
from forethought_web.responses.clearing import places_of, still, suggestions
from forethought_web.responses.models import Answer, Redaction, Response
from web_staff import seen, signed_in

TELLING = "My manager Deborah Olusanya sacked me. Ring 07700 900123, or ask Deborah Olusanya."
PLAIN = "The draft is vague, and the examples are worse."


def response(consultation: Consultation, words: str = PLAIN, **about: Any) -> Response:
    """One that was sent, with some words."""
    made, _ = start(consultation)
    question = consultation.questions.get(order=8)
    fields = {"state": "sent", "type": "carer", "consent": "unnamed", "sent_at": made.saved_at} | about
    Response.objects.filter(pk=made.pk).update(**fields)
    Answer.objects.create(response=made, question=question, value=words)
    return Response.objects.get(pk=made.pk)


def at(one: Response) -> str:
    """Where staff look at it."""
    return f"/staff/posting/responses/{one.reference}"


def decide(browser: Client, one: Response, action: str = "", **more: Any) -> Any:
    """Open the page, and send its form."""
    html = seen(browser, at(one))
    state = re.search(r'name="seen" value="(\w+)"', html)
    assert state
    return browser.post(at(one), {"seen": state[1], **({"action": action} if action else {}), **more})


def values(html: str, name: str = "place") -> list[str]:
    """What the checkboxes of a page say."""
    return re.findall(rf'type="checkbox" [^>]*name="{name}" value="([^"]+)"', html)


def out(one: Response) -> set[str]:
    """The words that are left out of a response."""
    rows = Redaction.objects.filter(answer__response=one).select_related("answer")
    return {row.answer.value[row.start : row.end] for row in rows}


@pytest.fixture
def analyst(consultation: Consultation) -> Client:
    """Somebody who looks at responses."""
    return signed_in("analyst", consultation)


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


# ---- What is suggested


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        (TELLING, {"Deborah Olusanya", "07700 900123"}),
        ("Write to me at jo.bloggs@example.org.", {"jo.bloggs@example.org"}),
        ("A lad from Stockport, 14, whom I sectioned last night.", {"Stockport", "14"}),
        ("The Prime Minister and the BBC should say so by 3 March.", set()),
        (PLAIN, set()),
        ("I was a patient myself, and my nurse's posts helped me.", set()),
        ("The Health and Care Professions Council should say so.", set()),
        ("My daughter Ella was treated by nurse Kemi Adeyemi.", {"Ella", "nurse Kemi Adeyemi"}),
        ("You are a disgusting pig, Deborah Olusanya, ring 07700 900123.", {"Deborah Olusanya", "07700 900123"}),
        ("", set()),
    ],
)
def test_what_the_check_would_leave_out(text: str, wanted: set[str]) -> None:
    found = suggestions(Response(consent="named"), text)

    assert wanted <= {text[one.start : one.end] for one in found}
    assert wanted or found == []
    assert all(one.reason in POLICY for one in found)


def test_sharp_words_are_suggested_beside_the_names_within_them() -> None:
    text = "You are a disgusting pig, Deborah Olusanya, ring 07700 900123."
    found = suggestions(Response(consent="named"), text)
    whole = next(one for one in found if one.reason == "abuse")
    name = next(one for one in found if text[one.start : one.end] == "Deborah Olusanya")

    assert whole.start < name.start
    assert name.end < whole.end
    assert whole in still(found, [name])
    assert still(found, [whole]) == []


@pytest.mark.parametrize(
    ("text", "own"),
    [
        (
            "It is vague. Signed, JOAN OF ARKWRIGHT; again: Joan of Arkwright.",
            ["JOAN OF ARKWRIGHT", "Joan of Arkwright"],
        ),
        ("The Straße is long. signed, joan of\narkwright", ["joan of\narkwright"]),
        ("As Arkwright says, and so says Joan.", ["Arkwright", "Joan"]),
        ("An arkwright builds arks, and Joanna is somebody else.", []),
        ("We at the Ark’s Friends think so.", ["Ark’s Friends"]),
    ],
)
def test_the_respondents_own_name_is_suggested_where_they_want_none_published(text: str, own: list[str]) -> None:
    about = {"name": "Joan of Arkwright", "organisation": "Ark's Friends"}
    hidden = suggestions(Response(consent="unnamed", **about), text)
    shown = suggestions(Response(consent="named", **about), text)

    assert [text[one.start : one.end] for one in hidden if one.what == "own name"] == own
    assert [text[one.start : one.end] for one in shown if text[one.start : one.end] in own] == []


@pytest.mark.parametrize(("consent", "wanted"), [("unnamed", True), ("named", False)])
def test_where_they_live_or_work_is_suggested_where_they_want_no_name_published(consent: str, wanted: bool) -> None:
    text = "I am the only prosthetist in Orkney."

    assert ("Orkney" in [text[one.start : one.end] for one in suggestions(Response(consent=consent), text)]) is wanted


@pytest.mark.parametrize(
    ("words", "text", "wanted"),
    [
        ("o'brien", "Ask O’Brien or O'BRIEN.", ["O’Brien", "O'BRIEN"]),
        ("José", "Jose\u0301 and José and Jose", ["Jose\u0301", "José", "Jose"]),
        (
            "Deborah Olusanya",
            "Deborah\n  Olusanya, Deborah\u00a0Olusanya",
            ["Deborah\n  Olusanya", "Deborah\u00a0Olusanya"],
        ),
        ("fi", "ﬁne", ["ﬁ"]),
        ("🙂", "a🙂🙂", ["🙂", "🙂"]),
        ("Ann", "A\u200bnn, A\u00adnn", ["A\u200bnn", "A\u00adnn"]),
        ("aa", "aaa", ["aa"]),
        ("", "any", []),
        ("\u200b", "a\u200bb", []),
    ],
)
def test_words_are_found_however_they_are_spelt(words: str, text: str, wanted: list[str]) -> None:
    assert [text[start:end] for start, end in places_of(words, text)] == wanted


@given(text=st.text(max_size=40), start=st.integers(0, 40), length=st.integers(1, 10))
@example(text="a¨ﾞ", start=1, length=2)
@example(text="xİ́y", start=1, length=1)
def test_words_copied_from_a_text_are_found_in_it(text: str, start: int, length: int) -> None:
    words = text[start : start + length].strip()
    plain = "".join(one for one in words if unicodedata.category(one) not in ("Mn", "Me", "Cf"))
    found = places_of(words, text)

    assert all(0 <= begins < ends <= len(text) for begins, ends in found)
    assert all(one[1] <= other[0] for one, other in pairwise(found))
    assert found or not plain


# ---- The way of a response


def test_what_is_ticked_is_left_out_and_the_next_one_opens(consultation: Consultation, analyst: Client) -> None:
    first, second = response(consultation, TELLING), response(consultation)
    html = seen(analyst, at(first))
    assert '<mark class="pause">Deborah Olusanya</mark>' in html
    assert "2 left to look at" in html
    assert " checked" not in html
    answer = decide(analyst, first, "clear", place=values(html))

    assert answer["Location"] == at(second) + "#main"
    assert out(first) == {"Deborah Olusanya", "07700 900123"}
    assert first.answers.get().value == TELLING
    assert clearing.is_cleared(Response.objects.get(pk=first.pk))
    assert "1 left to look at" in seen(analyst, at(second))
    deeds = [(one.what, one.who) for one in Entry.objects.filter(about=first.reference)]
    assert deeds == [("leave out", "the analyst"), ("clear response", "the analyst")]
    assert "Olusanya" not in str([one.details for one in Entry.objects.all()])
    assert decide(analyst, second, "clear")["Location"] == "/staff/posting/responses"


def test_suggestions_that_are_not_ticked_are_not_passed_over_unseen(
    consultation: Consultation, analyst: Client
) -> None:
    one = response(consultation, TELLING)
    places = values(seen(analyst, at(one)))
    html = decide(analyst, one, "clear", place=places[0]).content.decode()
    assert "2 suggestions are not ticked" in html
    assert 'href="#rest"' in html
    assert "<title>Error: " in html
    assert f'value="{places[0]}" checked' in html
    assert Redaction.objects.count() == 0
    assert not Response.objects.get().cleared_at
    decide(analyst, one, "clear", place=places[0], rest="yes")

    assert clearing.is_cleared(Response.objects.get())
    assert Redaction.objects.count() == 1


def test_all_that_is_suggested_is_left_out_at_once(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, TELLING)
    other = consultation.questions.get(order=2)
    Answer.objects.create(response=one, question=other, value="Write to jo@example.org.")
    decide(analyst, one, "leave-out-all")

    assert out(one) == {"Deborah Olusanya", "07700 900123", "jo@example.org"}
    assert values(seen(analyst, at(one))) == []
    assert not Response.objects.get().cleared_at
    assert decide(analyst, one, "clear").status_code == 302


def test_a_person_chooses_another_reason(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, TELLING)
    answer = one.answers.get()
    decide(analyst, one, "leave-out", **{"place": values(seen(analyst, at(one))), f"reason-{answer.pk}": "unlawful"})

    assert set(Redaction.objects.values_list("reason", "by")) == {("unlawful", "the analyst")}


def test_words_that_are_typed_are_shown_before_they_are_left_out(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, "Ella went. ELLA stayed. Ellas are many.")
    pk = one.answers.get().pk
    html = decide(analyst, one, "clear", **{f"words-{pk}": "ella"}).content.decode()
    assert "Found in 3 places" in html
    assert Redaction.objects.count() == 0
    assert not Response.objects.get().cleared_at
    found = [value for value in values(html) if f'value="{value}" checked' in html]
    assert len(found) == 3
    decide(analyst, one, "leave-out", place=found[:2])

    assert out(one) == {"Ella", "ELLA"}
    assert "Ellas are many" in seen(analyst, at(one))


def test_a_key_does_one_thing_alone(consultation: Consultation, analyst: Client) -> None:
    first, second = response(consultation, TELLING), response(consultation)

    for one, keys in ((first, "npcah"), (second, "npch")):
        found = re.findall(r'accesskey="(\w)"', seen(analyst, at(one)))
        assert sorted(found) == sorted(keys)


def test_enter_in_the_words_field_only_looks_for_them(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, TELLING)
    clearing.leave_out(one.answers.get(), [(0, 2, "abuse")], "x")
    form = seen(analyst, at(one)).split("<main")[1]
    first = re.search(r"<button[^>]*>", form)

    assert first
    assert 'value="find"' in first[0]


@pytest.mark.parametrize(
    ("words", "error"),
    [("Bob", "These words are not in the answer"), ("a", "type more of them"), ("<script>", "are not in the answer")],
)
def test_words_that_cannot_be_left_out_stay_typed(
    consultation: Consultation, analyst: Client, words: str, error: str
) -> None:
    one = response(consultation, "a b " * 300)
    html = decide(analyst, one, "find", **{f"words-{one.answers.get().pk}": words}).content.decode()

    assert error in html
    assert f'value="{words}"'.replace("<", "&lt;").replace("t>", "t&gt;") in html
    assert "<title>Error: " in html
    assert Redaction.objects.count() == 0


def test_a_response_that_changed_under_the_page_is_not_cleared(
    consultation: Consultation, analyst: Client, clock: Any
) -> None:
    one = response(consultation)
    html = seen(analyst, at(one))
    state = re.search(r'name="seen" value="(\w+)"', html)
    assert state
    Answer.objects.filter(response=one).update(value=TELLING)
    Response.objects.filter(pk=one.pk).update(revision=1, saved_at=clock())
    clock.forward(minutes=1)
    html = analyst.post(at(one), {"seen": state[1], "action": "clear"}).content.decode()

    assert "was changed after you opened this page" in html
    assert "Deborah Olusanya" in html
    assert not Response.objects.get().cleared_at


@pytest.mark.parametrize("deed", ["put back", "cleared", "consent"])
def test_what_a_colleague_did_meanwhile_is_told(consultation: Consultation, analyst: Client, deed: str) -> None:
    one = response(consultation, TELLING)
    clearing.leave_out(one.answers.get(), [(0, len(TELLING), "identifies")], "x")
    state = clearing.state_of(one)
    if deed == "put back":
        clearing.put_back(Redaction.objects.get(), "x")
    elif deed == "cleared":
        clearing.clear(one, "x")
    else:
        Response.objects.update(consent="named")
    html = analyst.post(at(one), {"seen": state, "action": "hold-back"}).content.decode()

    assert "was changed after you opened this page" in html
    assert not Entry.objects.filter(who="the analyst").exists()


@pytest.mark.parametrize("form", [{}, {"action": "clear"}, {"action": "burn", "seen": ""}, {"seen": "x" * 9_999}])
def test_a_form_that_says_nothing_of_what_was_seen_does_nothing(
    consultation: Consultation, analyst: Client, form: dict[str, str]
) -> None:
    one = response(consultation)

    assert "was changed after" in analyst.post(at(one), form).content.decode()
    assert not Response.objects.get().cleared_at


def test_words_are_put_back_until_it_is_cleared(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation)
    clearing.leave_out(one.answers.get(), [(0, 3, "abuse"), (4, 6, "abuse")], "x")
    first, second = Redaction.objects.all()
    assert decide(analyst, one, **{"put-back": first.pk}).status_code == 302
    assert list(Redaction.objects.all()) == [second]
    decide(analyst, one, "clear")
    assert "put-back" not in seen(analyst, at(one))
    html = decide(analyst, one, **{"put-back": second.pk}).content.decode()
    assert "hold it back first" in html
    assert Redaction.objects.count() == 1
    decide(analyst, one, "hold-back")
    decide(analyst, one, **{"put-back": second.pk})

    assert Redaction.objects.count() == 0
    assert not clearing.is_cleared(Response.objects.get())


def test_what_is_ticked_stays_ticked_when_other_words_are_put_back(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, TELLING)
    clearing.leave_out(one.answers.get(), [(0, 2, "abuse")], "x")
    place = values(seen(analyst, at(one)))[0]
    html = decide(analyst, one, place=place, **{"put-back": Redaction.objects.get().pk}).content.decode()

    assert f'value="{place}" checked' in html
    assert Redaction.objects.count() == 0


def test_one_that_is_held_back_is_decided_on(consultation: Consultation, analyst: Client, clock: Any) -> None:
    first, second, third = (response(consultation) for _ in range(3))
    assert decide(analyst, first, "hold-back")["Location"] == at(second) + "#main"
    html = seen(analyst, at(second))
    assert "2 left to look at, 1 held back" in html
    assert [at(one) in html for one in (first, third)] == [False, True]
    assert list(clearing.held_back(consultation)) == [first]
    assert list(clearing.waiting(consultation)) == [second, third]
    clock.forward(minutes=1)
    Response.objects.filter(pk=first.pk).update(saved_at=clock(), revision=1)

    assert list(clearing.waiting(consultation)) == [first, second, third]
    assert list(clearing.held_back(consultation)) == []


def test_one_goes_forward_and_back_through_those_that_wait(consultation: Consultation, analyst: Client) -> None:
    first, second, third = (response(consultation) for _ in range(3))
    response(consultation, consent="no")
    response(consultation, state="started")
    clearing.clear(second, "x")

    def beside(one: Response) -> list[str]:
        return re.findall(r'rel="(?:prev|next)" [^>]*href="([^"]+)"', seen(analyst, at(one)))

    assert beside(first) == [at(third), at(third)]
    assert beside(second) == [at(first), at(third)]
    assert beside(third) == [at(first), at(first)]


def test_a_response_that_is_saved_again_is_looked_at_again(consultation: Consultation, clock: Any) -> None:
    made, key = start(consultation)
    questions = list(consultation.questions.all())
    sent = {"type": "carer", "consent": "unnamed", f"q{questions[0].pk}": "Yes", f"q{questions[7].pk}": TELLING}

    class Form(dict[str, str]):
        def getlist(self, name: str) -> list[str]:
            return [self[name]] if name in self else []

    save(made, read_sheet(questions, Form(sent), whole=True), 0, send=True)
    kept = find(key)
    assert kept
    clock.forward(hours=1)
    clearing.clear(kept, "x")
    assert clearing.cleared(consultation).count() == 1
    clock.forward(hours=1)
    save(kept, read_sheet(questions, Form(sent), whole=True), 1, send=True)

    assert clearing.cleared(consultation).count() == 0
    assert clearing.waiting(consultation).count() == 1


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({}, "tick what is to be left out"),
        ({"place": "{}-0-9999-abuse"}, "are not in the answer"),
        ({"place": "{}-5-5-abuse"}, "are not in the answer"),
        ({"place": "{}-0-3-dislike"}, "a reason of the policy"),
        ({"place": "{}"}, "are not in the answer"),
        ({"place": "{}-0-<script>-abuse"}, "are not in the answer"),
    ],
)
def test_what_cannot_be_left_out(consultation: Consultation, analyst: Client, form: dict[str, str], error: str) -> None:
    one = response(consultation)
    form = {name: value.format(one.answers.get().pk) for name, value in form.items()}
    html = decide(analyst, one, "leave-out", **form).content.decode()

    assert error in html.lower()
    assert "<script>-abuse" not in html
    assert Redaction.objects.count() == 0


def test_nothing_is_cleared_where_something_cannot_be_left_out(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation)
    pk = one.answers.get().pk
    decide(analyst, one, "clear", place=[f"{pk}-0-3-abuse", f"{pk}-0-9999-abuse"])

    assert Redaction.objects.count() == 0
    assert not Response.objects.get().cleared_at


def test_what_its_sender_does_not_want_published_cannot_be(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation, TELLING, consent="no")
    html = seen(analyst, at(one))

    assert "does not want it published" in html
    assert "<button" not in html.split("<main")[1].split("</main")[0]
    assert "has not agreed" in decide(analyst, one, "clear", rest="yes").content.decode()
    assert not Response.objects.get().cleared_at


def test_words_of_another_response_cannot_be_reached(consultation: Consultation, analyst: Client) -> None:
    one, other = response(consultation), response(consultation)
    clearing.leave_out(other.answers.get(), [(0, 3, "abuse")], "x")
    theirs = other.answers.get().pk

    assert decide(analyst, one, "leave-out", place=f"{theirs}-4-6-abuse").status_code == 404
    assert decide(analyst, one, **{"put-back": Redaction.objects.get().pk}).status_code == 404
    assert decide(analyst, one, "find", **{f"words-{theirs}": "draft"}).status_code == 200
    assert Redaction.objects.count() == 1


def test_overlapping_places_are_each_kept_and_clear_counts_them(consultation: Consultation, analyst: Client) -> None:
    one = response(consultation)
    pk = one.answers.get().pk
    decide(analyst, one, "clear", place=[f"{pk}-0-6-abuse", f"{pk}-3-9-identifies", f"{pk}-0-6-spam"])

    assert Redaction.objects.count() == 2
    assert Entry.objects.get(what="clear response").details == {"revision": 0, "left_out": 2}


def test_a_long_hostile_answer_is_looked_at_in_bounded_time(consultation: Consultation, analyst: Client) -> None:
    import time

    one = response(consultation, ("Ann Lee 07700 900123 🙂e\u0301" * 1_000)[:20_000])
    began = time.process_time()
    decide(analyst, one, "find", **{f"words-{one.answers.get().pk}": "a" * 500})

    assert time.process_time() - began < 60


def test_the_page_of_one_asks_little_of_the_database(
    consultation: Consultation, analyst: Client, django_assert_max_num_queries: Any
) -> None:
    for _ in range(30):
        one = response(consultation, TELLING)
    with django_assert_max_num_queries(30):
        seen(analyst, at(one))


def test_the_list_leads_to_what_waits(consultation: Consultation) -> None:
    made, _ = start(consultation)
    Response.objects.filter(pk=made.pk).update(state="sent", type="carer", consent="unnamed", sent_at=made.saved_at)
    staff = signed_in("analyst", consultation)

    assert "Look at what may be published" in seen(staff, "/staff/posting/responses")
    clearing.clear(Response.objects.get(), "x")
    assert "Look at what may be published" not in seen(staff, "/staff/posting/responses")
