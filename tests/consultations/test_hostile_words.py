"""Whatever is written into any field, by anybody, is shown as words and runs nowhere."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.db import models
from django.test import Client
from django.urls import get_resolver

from forethought_web.consultations import links
from forethought_web.consultations.drafts import Part
from forethought_web.consultations.models import Consultation, Document, Extension, Follower, Membership, Question
from forethought_web.consultations.running import add_version
from forethought_web.discussion.models import Comment
from forethought_web.moderation.models import Appeal, Decision
from forethought_web.responses.answering import key_hash
from forethought_web.responses.models import Answer, Response
from forethought_web.results.models import Mark, Outcome, Theme
from web_html import Balanced
from web_staff import signed_in

NASTY = (
    "\"'><script>alert(1)</script><img src=x onerror=alert(2)></textarea></title><!-- {{ 7|add:7 }} javascript:alert(3)"
)
RUNS = re.compile(r"<script>|<img\b|</textarea></title>|onerror=[^&]*alert\(2\)>", re.IGNORECASE)
KEY, TALK = "a" * 32, "b" * 32
NOT_WORDS = frozenset(
    "slug state zone pack moderation guard anchor kind content_type key reference decision type consent provenance "
    "registration action choice number email".split()
)

# Where each page of consultations is, by its name. Those that only take something are in TAKES.
PAGES = {
    "consultations": "/consultations/",
    "consultation": "/consultations/posting/",
    "consultation-changes": "/consultations/posting/changes",
    "consultation-document": "/consultations/posting/documents/{document}",
    "follow": "/consultations/posting/follow",
    "following": "/following/{token}/",
    "published-responses": "/consultations/posting/responses",
    "open-data": "/consultations/posting/responses.csv",
    "try": "/consultations/posting/try",
    "response-try": f"/responses/{KEY}/try",
    "consultation-feed": "/consultations/posting/feed",
    "moderation": "/consultations/posting/moderation",
    "outcome": "/consultations/posting/outcome",
    "outcome-file": "/consultations/posting/outcome.docx",
    "comment": "/consultations/posting/comments/1",
    "report-comment": "/consultations/posting/comments/1/report",
    "paragraph": "/consultations/posting/p-1-1/",
    "staff": "/staff/",
    "sign-in": "/staff/sign-in",
    "staff-trail": "/staff/trail",
    "staff-people": "/staff/people",
    "staff-one": "/staff/posting/",
    "staff-preview": "/staff/posting/preview",
    "staff-question": "/staff/posting/questions/1",
    "staff-documents": "/staff/posting/documents",
    "staff-responses": "/staff/posting/responses",
    "staff-key-in": "/staff/posting/responses/new",
    "staff-import": "/staff/posting/responses/import",
    "staff-response": "/staff/posting/responses/AAAA-BBBB",
    "staff-analysis": "/staff/posting/analysis",
    "staff-themes": "/staff/posting/themes",
    "staff-themes-read": "/staff/posting/themes/2",
    "staff-export": "/staff/posting/responses.csv",
    "staff-comments": "/staff/posting/comments",
    "staff-outcomes": "/staff/posting/outcomes",
    "own-comment": f"/comments/{TALK}/",
    "response": f"/responses/{KEY}/",
    "response-receipt": f"/responses/{KEY}/receipt",
    "response-copy": f"/responses/{KEY}/copy",
    "response-take-back": f"/responses/{KEY}/withdraw",
}
TAKES = {"respond", "vote", "sign-out"}


def spoil(one: models.Model) -> None:
    """Put the words into every field of a row that holds words."""
    for field in one._meta.concrete_fields:
        if isinstance(field, models.CharField | models.TextField) and field.name not in NOT_WORDS:
            setattr(one, field.name, NASTY[: field.max_length or 2_000])
    models.Model.save(one)


@pytest.fixture
def spoilt(consultation: Consultation, clock: Any) -> dict[str, Any]:
    """A consultation in which everybody wrote the words everywhere, and the site's owner, who is called by them."""
    consultation.pack = "hcpc-2016-draft"
    for question in consultation.questions.all():
        question.choices, question.rows = ([NASTY, "other"], [NASTY]) if question.choices else ([], [])
        spoil(question)
    add_version(
        consultation, [Part(NASTY, "1", True), Part(f"Think before. {NASTY}", "1.1"), Part(NASTY, NASTY[:20])], "a"
    )
    add_version(consultation, [Part(NASTY, "1", True), Part(f"Think again. {NASTY}", "1.1")], NASTY[:100], NASTY)
    consultation.guard, consultation.guard_answers, consultation.asks_registration = "question", ["x"], True
    spoil(consultation)
    now = clock()
    spoil(Extension(consultation=consultation, before=now, after=now, at=now))
    document = Document(consultation=consultation, kind="supporting", content_type="text/plain", content=b"x")
    spoil(document)
    follower = Follower.objects.create(consultation=consultation, email="a@example.org")
    comment = Comment(consultation=consultation, number=1, anchor="p-1-1", state="shown", key=key_hash(TALK))
    comment.flags = ["threat", NASTY]
    spoil(comment)
    spoil(
        Comment(consultation=consultation, number=2, anchor="p-1-1", state="waiting", key=key_hash("c"), parent=comment)
    )
    hides = Decision(comment=comment, action="hide")
    spoil(hides)
    spoil(Appeal(decision=hides))
    response = Response(
        consultation=consultation, reference="AAAA-BBBB", key=key_hash(KEY), state="sent", type="carer",
        consent="named", is_organisation=True, speaks_for=3, sent_at=now, cleared_at=now,
        tried=[{"draft": NASTY, "now": NASTY, "verdicts": [NASTY], "differs": True}],
    )  # fmt: skip
    spoil(response)
    for question in consultation.questions.all():
        value: Any = NASTY
        if question.kind in ("several", "rank"):
            value = [NASTY]
        if question.kind == "matrix":
            value = {NASTY: NASTY}
        if not question.about_equality:
            Answer.objects.create(response=response, question=question, value=value, choice=NASTY[:200])
    outcome = Outcome(consultation=consultation, anchor="p-1-1", decision="changed", is_published=True)
    spoil(outcome)
    theme = Theme(consultation=consultation)
    spoil(theme)
    Mark.objects.create(theme=theme, answer=Answer.objects.first(), by=NASTY)
    user = User.objects.create_user("x")
    user.username = NASTY[:150]
    user.save()
    Membership.objects.create(user=user, role="editor", consultation=consultation)
    return {
        "consultation": consultation,
        "document": document.pk,
        "token": links.link(links.CONFIRM, follower).split("/")[-2],
    }


def test_every_page_of_consultations_is_here() -> None:
    ours = ("consultations/", "staff/", "responses/", "comments/", "following/")
    names = {one.name for one in get_resolver().url_patterns if str(one.pattern).startswith(ours)}

    assert names == {*PAGES, *TAKES}


@pytest.mark.parametrize("closed", [False, True])
@pytest.mark.parametrize("name", PAGES)
def test_stored_words_are_shown_as_words(spoilt: dict[str, Any], clock: Any, name: str, closed: bool) -> None:
    path = PAGES[name].format(**spoilt)
    if closed:
        clock.now = spoilt["consultation"].closes_at
    browser = signed_in() if "/staff/" in path and name != "sign-in" else Client(HTTP_HOST="localhost")
    answer = browser.get(path, follow=True)
    kind = answer["Content-Type"].split(";")[0]
    body = answer.getvalue()

    assert answer.status_code in (200, 404, 409), name
    assert answer["X-Content-Type-Options"] == "nosniff"
    if kind == "text/html":
        html = body.decode()
        assert RUNS.search(html) is None, RUNS.search(html)
        assert "14 javascript" not in html
        assert Balanced(html).wrong == []
        assert "script-src 'self'" in answer["Content-Security-Policy"]
    elif kind.endswith("xml"):
        assert b"<script>" not in body
    else:
        assert "attachment" in answer["Content-Disposition"]


@pytest.mark.parametrize("name", PAGES)
def test_what_an_address_holds_is_shown_as_words(spoilt: dict[str, Any], name: str) -> None:
    path = PAGES[name].format(**spoilt)
    asked = (
        "sort",
        "page",
        "reply",
        "thread",
        "type",
        "question",
        "choice",
        "about",
        "reference",
        "q",
        "before",
        "after",
    )
    browser = signed_in() if "/staff/" in path and name != "sign-in" else Client(HTTP_HOST="localhost")
    answer = browser.get(path, dict.fromkeys(asked, NASTY), follow=True)

    assert answer.status_code in (200, 400, 404, 409)
    if answer["Content-Type"].startswith("text/html"):
        assert RUNS.search(answer.content.decode()) is None


@pytest.mark.parametrize(
    "path",
    [
        "/consultations/posting/p-1-1/",
        f"/responses/{KEY}/",
        "/consultations/posting/follow",
        "/staff/",
        "/staff/posting/",
        "/staff/people",
        "/staff/posting/outcomes",
        "/staff/posting/responses/new",
        "/staff/posting/documents",
    ],
)
def test_what_a_form_sends_back_is_shown_as_words(spoilt: dict[str, Any], path: str) -> None:
    browser = signed_in() if "/staff/" in path else Client(HTTP_HOST="localhost")
    names = (
        "text name type quote email title body draft kind choices rows after organisation speaks_for consent heard "
        "because words opens closes guard"
    ).split()
    asked = {f"q{one.pk}": NASTY for one in Question.objects.all()}
    for action in ("ask", "publish", "extend", "version", "details", "give", "send", ""):
        form = dict.fromkeys(names, NASTY) | asked | {"action": action, "send": "1", "revision": NASTY}
        answer = browser.post(path, form)
        assert answer.status_code < 500
        if answer["Content-Type"].startswith("text/html"):
            assert RUNS.search(answer.content.decode()) is None
