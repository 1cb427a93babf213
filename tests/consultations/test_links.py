"""Private links: they let in who has them, however old the page is, and nobody who guesses."""

from __future__ import annotations

import pytest
from django.test import Client

from forethought_web.consultations.models import Consultation
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import Response
from web_staff import begun, filled, names, signed_in


@pytest.fixture
def strict() -> Client:
    """A browser that has lost its cookies, before a site that looks for them."""
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def test_a_form_that_was_open_for_days_still_saves(consultation: Consultation, strict: Client) -> None:
    at = begun(Client(HTTP_HOST="localhost"), consultation)
    answer = strict.post(at, filled(consultation, send="1") | {names(consultation)[7]: "Kept."})

    assert answer["Location"] == f"{at}receipt"
    assert Response.objects.get().answers.filter(value="Kept.").exists()


def test_another_site_cannot_send_it(consultation: Consultation, strict: Client) -> None:
    at = begun(Client(HTTP_HOST="localhost"), consultation)
    answer = strict.post(at, filled(consultation, send="1"), headers={"Origin": "https://elsewhere.example"})

    assert answer.status_code == 403
    assert Response.objects.get().state == "started"


def test_a_comment_on_a_page_that_was_open_for_days_is_shown_to_its_writer_again(
    consultation: Consultation, strict: Client
) -> None:
    html = strict.post("/consultations/posting/p-1-1/", {"text": "Not lost.", "name": "A reader"}).content.decode()

    assert "Your words are still here" in html
    assert "Not lost." in html
    assert 'value="A reader"' in html
    assert Comment.objects.count() == 0


@pytest.mark.parametrize("path", ["/staff/posting/", "/staff/people", "/staff/posting/outcomes", "/staff/sign-out"])
def test_deeds_of_staff_need_their_own_page(consultation: Consultation, path: str) -> None:
    browser = signed_in()
    browser.handler.enforce_csrf_checks = True

    assert browser.post(path, {"action": "withdraw", "because": "x"}).status_code == 403


@pytest.mark.parametrize("path", ["/responses/{}/", "/responses/{}/receipt", "/comments/{}/", "/responses/{}/withdraw"])
def test_who_guesses_links_is_slowed(consultation: Consultation, path: str) -> None:
    anyone = Client(HTTP_HOST="localhost")
    at = begun(anyone, consultation)
    found = [anyone.get(path.format(f"{n:032}")).status_code for n in range(30)]

    assert found == [404] * 20 + [429] * 10
    assert anyone.get(at).status_code == 200
