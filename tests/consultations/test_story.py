"""A consultation from its making to "you said, we did", as its staff and everybody else live through it."""

from __future__ import annotations

import csv
import io
import json
import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client

from forethought_web.consultations.audit import broken
from forethought_web.consultations.models import Consultation, Entry, Question
from forethought_web.discussion.models import Comment
from forethought_web.moderation.models import POLICY, Decision
from forethought_web.responses.models import Response
from forethought_web.staff.access import _TRIES
from forethought_web.staff.exporting import safe
from web_html import Balanced
from web_staff import PASSWORD, said, seen, signed_in


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


def test_the_whole_story(db: None, clock: Any, anyone: Client) -> None:
    staff = signed_in()
    made = staff.post(
        "/staff/", {"title": "On posting", "body": "A council", "draft": "# One\n\n1.1 Be brief.\n\n1.2 Be kind."}
    )
    at = made["Location"]
    assert "There is none at present" in seen(anyone, "/consultations/")
    for form in (
        {"action": "ask", "kind": "yes-no", "text": "Is it clear?", "required": "yes", "anchor": "p-1-1"},
        {"action": "ask", "kind": "long", "text": "What is not?", "after": "1", "after_is": "No"},
        {"action": "publish", "opens": "2027-01-04T12:30", "closes": "2027-01-13T17:00"},
    ):
        assert staff.post(at, form).status_code == 302
    assert "upcoming" in seen(anyone, "/consultations/on-posting/")
    clock.forward(hours=1)
    assert "Is it clear?" in seen(anyone, "/consultations/on-posting/")

    consultation = Consultation.objects.get()
    where = anyone.post("/consultations/on-posting/respond")["Location"]
    first = Question.objects.get(order=1)
    assert Balanced(anyone.get(where).content.decode()).wrong == []
    anyone.post(where, {"type": "carer", "consent": "named", "revision": 0, f"q{first.pk}": "Yes", "send": "1"})
    seen(anyone, f"{where}receipt")

    said(anyone, consultation, "Is brief always kind?", name="A carer", type="carer")
    own = said(anyone, consultation, "Buy my course on it.", parent="1")
    html = seen(anyone, "/consultations/on-posting/p-1-1/")
    assert "2 comments in 1 thread" in html
    assert "Buy my course" in html
    anyone.post("/consultations/on-posting/comments/1/vote", {"agree": "1"})
    anyone.post("/consultations/on-posting/comments/2/report", {"reason": "spam"})
    assert "Buy my course" in seen(staff, f"{at}comments")
    assert "Choose a reason" in staff.post(f"{at}comments", {"comment": "2", "action": "hide"}).content.decode()
    staff.post(f"{at}comments", {"comment": "2", "action": "hide", "reason": "spam"})
    assert "Buy my course" not in seen(anyone, "/consultations/on-posting/p-1-1/")
    assert POLICY["spam"] in seen(anyone, own)
    anyone.post(own, {"text": "It is free."})
    assert "It is free." in seen(staff, f"{at}comments")
    staff.post(f"{at}comments", {"comment": "2", "action": "show"})
    assert "Buy my course" in seen(anyone, "/consultations/on-posting/p-1-1/")
    assert [one.action for one in Decision.objects.order_by("pk")] == ["hide", "show"]

    assert "1 response" in seen(staff, f"{at}responses?type=carer&answer={first.pk}:0")
    assert "0 responses" in seen(staff, f"{at}responses?type=carer&answer={first.pk}:1")
    clock.forward(days=30)
    seen(anyone, "/consultations/on-posting/outcome", 404)
    assert staff.get(at)["Location"] == "/staff/sign-in"
    staff = signed_in(name="the owner, a month later")
    form = {
        "about": "p-1-1",
        "heard": "Brief is not kind.",
        "decision": "changed",
        "because": "We agree.",
        "words": "Be clear.",
    }
    assert staff.post(f"{at}outcomes", form).status_code == 302
    seen(anyone, "/consultations/on-posting/outcome", 404)
    staff.post(f"{at}outcomes", {"publish": "1"})
    html = seen(anyone, "/consultations/on-posting/outcome")
    assert "<del>brief</del><ins>clear</ins>" in html
    assert "fewer than 10" in html
    assert "It is whole" in seen(staff, "/staff/trail")
    assert broken(Entry.objects.all()) == ""


@pytest.mark.parametrize("path", ["/staff/", "/staff/trail", "/staff/nothing/", "/staff/posting/responses.exe"])
def test_who_has_no_role_finds_nothing(consultation: Consultation, path: str) -> None:
    assert signed_in("nobody").get(path).status_code == 404


def test_a_wrong_password_and_an_unknown_name_are_answered_alike_and_only_so_often(db: None, anyone: Client) -> None:
    User.objects.create_user("one", password=PASSWORD)
    _TRIES._left.clear()
    wrong = [
        anyone.post("/staff/sign-in", {"name": name, "password": "x"}).content.decode() for name in ("one", "nobody")
    ]
    assert all("is not right" in html for html in wrong)
    for _ in range(10):
        last = anyone.post("/staff/sign-in", {"name": "one", "password": "x"}).content.decode()
    right = anyone.post("/staff/sign-in", {"name": "one", "password": PASSWORD})

    assert "too many tries" in last
    assert right.status_code == 200
    _TRIES._left.clear()


def test_signing_in_gives_a_new_session(db: None, anyone: Client) -> None:
    User.objects.create_user("one", password=PASSWORD)
    anyone.cookies["forethought_staff"] = "a-fixed-one"
    _TRIES._left.clear()
    anyone.post("/staff/sign-in", {"name": "one", "password": PASSWORD})
    cookie = anyone.cookies["forethought_staff"]

    assert cookie.value != "a-fixed-one"
    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"


@pytest.mark.parametrize("nasty", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", '=HYPERLINK("http://x")'])
def test_what_a_spreadsheet_would_run_is_text(consultation: Consultation, anyone: Client, nasty: str) -> None:
    at = anyone.post("/consultations/posting/respond")["Location"]
    questions = {one.order: f"q{one.pk}" for one in consultation.questions.all()}
    form = {
        "type": "union",
        "consent": "no",
        "revision": 0,
        questions[1]: "Yes",
        questions[8]: nasty,
        "name": nasty,
        "send": "1",
    }
    anyone.post(at, form)
    staff = signed_in("analyst", consultation)
    sheet = b"".join(staff.get("/staff/posting/responses.csv")).decode()
    lines = b"".join(staff.get("/staff/posting/responses.jsonl")).decode()

    cells = [cell for row in csv.reader(io.StringIO(sheet)) for cell in row]
    assert not [cell for cell in cells if cell.startswith(("=", "+", "-", "@", "\t"))]
    assert safe(nasty.strip()) in cells or nasty.strip() in cells
    assert json.loads(lines)["answers"][1]["answer"] == nasty.strip()
    assert "disabled" not in sheet + lines


# ---- Discussion


def test_a_comment_that_points_at_somebody_is_looked_at_before_it_is_sent(
    consultation: Consultation, anyone: Client
) -> None:
    text = "My patient Jane Smith, 14, from Stockport was sectioned last night."
    html = anyone.post("/consultations/posting/p-1-1/", {"text": text}).content.decode()
    assert "Look again before everybody reads it" in html
    assert Comment.objects.count() == 0
    said(anyone, consultation, text, **{"as-it-is": "1"})
    kept = Comment.objects.get()

    assert kept.state == "waiting"
    assert set(kept.flags) & {"identifies-person", "recognisable-person"}
    assert "Jane Smith" not in seen(anyone, "/consultations/posting/p-1-1/")


def test_signs_of_a_flood_put_a_comment_before_a_person_and_drop_nothing(
    consultation: Consultation, anyone: Client
) -> None:
    said(anyone, consultation, "The same.")
    said(anyone, consultation, "The same.")
    said(anyone, consultation, "Another.", website="http://x")
    for n in range(20):
        said(anyone, consultation, f"I agree, and have {n} more reasons to.")

    assert [one.flags for one in Comment.objects.all()[:3]] == [[], ["duplicate"], ["trap"]]
    assert Comment.objects.count() == 23
    assert Comment.objects.filter(flags=["burst"]).exists()


def test_moderation_before(consultation: Consultation, anyone: Client) -> None:
    Consultation.objects.update(moderation="before")
    link = said(anyone, consultation, "Quite so.")

    assert "Waiting" in seen(anyone, link)
    assert "Quite so." not in seen(anyone, "/consultations/posting/p-1-1/")
    assert "Quite so." not in seen(anyone, "/consultations/posting/feed")


def test_agreement_is_counted_once_and_taken_back(consultation: Consultation, anyone: Client) -> None:
    said(anyone, consultation, "Quite so.")
    vote = "/consultations/posting/comments/1/vote"
    counts = []
    for form in ({"agree": "1"}, {"agree": "1"}, {"agree": "1"}, {"disagree": "1"}):
        anyone.post(vote, form)
        kept = Comment.objects.get()
        counts.append((kept.agree, kept.disagree))
    Client(HTTP_HOST="localhost").post(vote, {"disagree": "1"})

    assert counts == [(1, 0), (0, 0), (1, 0), (0, 1)]
    assert Comment.objects.get().disagree == 2
    voters = set(Comment.objects.get().votes.values_list("voter", flat=True))
    assert anyone.cookies["forethought_reader"].value not in voters


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"text": "  "}, "Write your comment"),
        ({"text": "x" * 5_001}, "5,000 characters or fewer"),
        ({"text": "a", "parent": "99"}, "not there any more"),
        ({"text": "a", "parent": "x"}, "not there any more"),
    ],
)
def test_comments_that_cannot_be_kept(
    consultation: Consultation, anyone: Client, form: dict[str, str], error: str
) -> None:
    assert error in anyone.post("/consultations/posting/p-1-1/", form).content.decode()
    assert Comment.objects.count() == 0


def test_a_thread_is_only_so_deep(consultation: Consultation, anyone: Client) -> None:
    for n in range(7):
        said(anyone, consultation, "I think so too." + "!" * n, **({"parent": str(n)} if n else {}))
    html = anyone.post("/consultations/posting/p-1-1/", {"text": "deeper", "parent": "7"}).content.decode()

    assert "as deep as it gets" in html
    assert html.count('class="comment level-') == 7


def test_after_closing_all_is_read_and_nothing_said(consultation: Consultation, anyone: Client, clock: Any) -> None:
    said(anyone, consultation, "In time.")
    clock.now = consultation.closes_at

    assert "In time." in seen(anyone, "/consultations/posting/p-1-1/")
    assert anyone.post("/consultations/posting/p-1-1/", {"text": "Late."}).status_code == 409
    assert anyone.post("/consultations/posting/comments/1/vote", {"agree": "1"}).status_code == 409
    assert Comment.objects.count() == 1


@pytest.mark.parametrize(
    "nasty", ["<script>alert(1)</script>", '"><img src=x onerror=alert(1)>', "javascript:alert(1)"]
)
def test_comments_are_shown_as_words(consultation: Consultation, anyone: Client, nasty: str) -> None:
    said(anyone, consultation, nasty, name=nasty, quote=nasty, **{"as-it-is": "1"})
    Comment.objects.update(state="shown")

    for path in (
        "/consultations/posting/p-1-1/",
        "/consultations/posting/feed",
        "/consultations/posting/comments/1/report",
    ):
        html = anyone.get(path).content.decode()
        assert "<script>alert" not in html
        assert "<img" not in html


def test_ten_thousand_comments_open_as_fast_as_fifty(consultation: Consultation, anyone: Client) -> None:
    import time

    Comment.objects.bulk_create(
        Comment(consultation=consultation, number=n, anchor="p-1-1", text=f"Comment {n}", key=f"{n:064}")
        for n in range(1, 10_001)
    )
    anyone.get("/consultations/posting/p-1-1/")
    begun = time.process_time()
    html = seen(anyone, "/consultations/posting/p-1-1/?sort=newest")

    assert time.process_time() - begun < 0.5
    assert html.count('<article class="comment') == 50
    assert "Comment 10000" in html


def test_a_reference_is_of_a_response_that_is_there_once(consultation: Consultation, anyone: Client) -> None:
    for _ in range(50):
        anyone.post("/consultations/posting/respond")

    assert len(set(Response.objects.values_list("reference", flat=True))) == 50


def test_a_comment_has_its_own_link_wherever_it_stands(consultation: Consultation, anyone: Client) -> None:
    Comment.objects.bulk_create(
        Comment(consultation=consultation, number=n, anchor="p-1-1", text=f"Comment {n}", key=f"{n:064}")
        for n in range(1, 121)
    )
    said(anyone, consultation, "A reply to the eightieth.", parent="80")
    at = anyone.get("/consultations/posting/comments/121")["Location"]
    html = seen(anyone, at)

    assert at == "/consultations/posting/p-1-1/?thread=80#c121"
    assert "A reply to the eightieth." in html
    assert html.count('<article class="comment') == 2
    assert anyone.get("/consultations/posting/comments/122").status_code == 404


def test_a_thread_of_thousands_opens_soon(consultation: Consultation, anyone: Client) -> None:
    import time

    said(anyone, consultation, "The first.")
    root = Comment.objects.get()
    Comment.objects.bulk_create(
        Comment(consultation=consultation, number=n, anchor="p-1-1", text=f"Reply {n}", key=f"{n:064}", parent=root)
        for n in range(2, 10_002)
    )
    begun = time.process_time()
    html = seen(anyone, "/consultations/posting/p-1-1/")

    assert time.process_time() - begun < 1.5
    assert 50 < html.count('<article class="comment') <= 301


@pytest.mark.parametrize(
    ("quotes", "marks"),
    [
        (["before you"], ["before you"]),
        (["Think before", "before you"], ["Think before you"]),
        (["not there"], []),
        (["Think before you post."], ["Think before you post."]),
        (["<b>"], []),
    ],
)
def test_words_that_comments_are_about_are_marked(
    consultation: Consultation, anyone: Client, quotes: list[str], marks: list[str]
) -> None:
    for quote in quotes:
        said(anyone, consultation, f"On these words: {quote}", quote=quote, **{"as-it-is": "1"})

    assert re.findall("<mark>(.*?)</mark>", seen(anyone, "/consultations/posting/p-1-1/")) == marks


def test_comments_to_look_at_are_counted_whole_and_leave_when_they_were(
    consultation: Consultation, anyone: Client, django_assert_max_num_queries: Any
) -> None:
    for n in range(60):
        said(anyone, consultation, f"The number {n} is an odd one.", website="x")
    said(anyone, consultation, "Reported twice.")
    Comment.objects.filter(number=61).update(state="shown")
    for _ in range(2):
        anyone.post("/consultations/posting/comments/61/report", {"reason": "spam"})
    staff = signed_in("moderator", consultation)
    with django_assert_max_num_queries(30):
        html = seen(staff, "/staff/posting/comments")
    assert "Waiting (60)" in html
    assert "Reported (1)" in html
    assert f"Reported 2 times: {POLICY['spam']}" in html
    staff.post("/staff/posting/comments", {"comment": "61", "action": "show"})

    assert "Reported (0)" in seen(staff, "/staff/posting/comments")
