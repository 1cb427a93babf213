"""Members of staff and respondents with a browser, and pages as they see them."""

from __future__ import annotations

import re
from typing import Any

from django.contrib.auth.models import User
from django.test import Client

from forethought_web.consultations.models import ROLES, Consultation, Membership
from forethought_web.staff.access import _TRIES
from web_html import Balanced

PASSWORD = "a long enough password"


def signed_in(role: str = "owner", consultation: Consultation | None = None, name: str = "") -> Client:
    """A member of staff with a browser."""
    user = User.objects.create_user(name or f"the {role}", password=PASSWORD)
    if role in ROLES:
        Membership.objects.create(user=user, role=role, consultation=consultation)
    browser = Client(HTTP_HOST="localhost")
    _TRIES._left.clear()
    assert browser.post("/staff/sign-in", {"name": user.username, "password": PASSWORD}).status_code == 302
    return browser


def seen(browser: Client, path: str, status: int = 200) -> str:
    """A page, whole."""
    answer = browser.get(path)
    assert answer.status_code == status, path
    html = str(answer.content.decode())
    assert Balanced(html).wrong == []
    ids = re.findall(r'\sid="([^"]+)"', html)
    assert len(ids) == len(set(ids))
    return html


def said(browser: Client, consultation: Consultation, text: str, **more: Any) -> str:
    """Comment on the first paragraph; return the private link."""
    html = browser.post(f"/consultations/{consultation.slug}/p-1-1/", {"text": text, **more}).content.decode()
    link = re.search(r'value="[^"]*(/comments/[\w-]+/)"', html)
    assert link, html
    return link[1]


def begun(visitor: Client, consultation: Consultation) -> str:
    """Begin a response; return its private address."""
    answer = visitor.post(f"/consultations/{consultation.slug}/respond")
    assert answer.status_code == 302
    return str(answer["Location"])


def names(consultation: Consultation) -> list[str]:
    """What the questions are called in a form, in order."""
    return [f"q{one.pk}" for one in consultation.questions.all()]


def filled(consultation: Consultation, revision: int = 0, **more: Any) -> dict[str, Any]:
    """A form with everything that is required."""
    return {"type": "carer", "consent": "unnamed", "revision": revision, names(consultation)[0]: "Yes", **more}
