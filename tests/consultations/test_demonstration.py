"""The consultation that one can try: `forethought serve --demo`."""

from __future__ import annotations

import re
from typing import Any

import pytest
from django.test import Client
from django.utils import timezone

from forethought import check
from forethought_web.consultations.demonstration import CLOSED, SLUG, load
from forethought_web.consultations.models import KINDS, Consultation
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import Answer, Response
from web_html import Balanced


@pytest.mark.django_db
def test_it_is_made_once_and_says_what_it_is() -> None:
    first, second = load(), load()
    page = Client(HTTP_HOST="localhost").get(f"/consultations/{SLUG}/").content.decode()

    assert first == second
    assert {one.slug for one in Consultation.objects.all()} == {SLUG, CLOSED}
    assert "demonstration" in page
    assert "nobody is asking" in page
    assert Balanced(page).wrong == []


@pytest.mark.django_db
def test_it_shows_what_a_consultation_can_do() -> None:
    made = load()

    assert {one.kind for one in made.questions.all()} >= set(KINDS) - {"short"}
    assert made.questions.exclude(shown_if=None).exists()
    assert made.questions.filter(about_equality=True).exists()
    assert Response.objects.filter(state="sent").count() >= 4
    assert Comment.objects.exclude(parent=None).exists()
    assert set(Comment.objects.values_list("state", flat=True)) == {"shown"}
    anchors = {one.anchor for one in made.current.paragraphs.all()} if made.current else set()
    assert set(Comment.objects.values_list("anchor", flat=True)) <= anchors


@pytest.mark.django_db
def test_one_that_is_over_shows_what_became_of_it() -> None:
    load()
    over = Consultation.objects.get(slug=CLOSED)
    html = Client(HTTP_HOST="localhost").get(f"/consultations/{CLOSED}/outcome").content.decode()

    assert over.phase(timezone.now()) == "closed"
    assert html.count("We changed it") == 2
    assert "You may criticise employers" in html
    assert "fewer than 10" in html
    assert ">28<" in html
    assert (
        "made for the demonstration" in Client(HTTP_HOST="localhost").get(f"/consultations/{CLOSED}/").content.decode()
    )
    assert Answer.objects.filter(question__kind="matrix").exists()
    assert Answer.objects.filter(question__kind="rank").exists()
    anchors = {one.anchor for one in over.current.paragraphs.all()} if over.current else set()
    assert {one.anchor for one in over.outcomes.exclude(anchor="")} <= anchors


@pytest.mark.django_db
def test_the_check_has_nothing_against_its_comments() -> None:
    load()

    assert [one.number for one in Comment.objects.all() if check(one.text, with_safer=False).verdict == "stop"] == []


def test_serve_demo(tmp_path: Any) -> None:
    import urllib.request

    from web_server import start

    server = start(tmp_path, "--demo")
    try:
        page = urllib.request.urlopen(f"{server.address}/consultations/{SLUG}/", timeout=30).read().decode()
        printed = server.printed.read_text()
    finally:
        server.process.terminate()
        server.process.wait(20)

    assert re.search(r"\d comments?<span", page)
    assert "what is sent to a consultation is" in printed
    assert "demonstration.sqlite3" in printed
