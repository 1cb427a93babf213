"""Owners give roles and take them away; somebody always owns the site."""

from __future__ import annotations

import pytest
from django.contrib.auth.models import User
from django.test import Client

from forethought_web.consultations.models import Consultation, Entry, Membership
from web_staff import PASSWORD, seen, signed_in


def test_a_role_is_given_and_taken_away(consultation: Consultation) -> None:
    owner = signed_in()
    form = {"action": "give", "name": "new", "password": "a first long password", "role": "moderator", "to": "posting"}
    assert owner.post("/staff/people", form).status_code == 302
    new = Client(HTTP_HOST="localhost")
    new.post("/staff/sign-in", {"name": "new", "password": "a first long password"})
    assert new.get("/staff/posting/comments").status_code == 200
    assert "new" in seen(owner, "/staff/people")
    owner.post("/staff/people", {"action": "take", "membership": str(Membership.objects.get(user__username="new").pk)})

    assert new.get("/staff/posting/comments").status_code != 200
    assert not User.objects.get(username="new").has_usable_password()
    assert [one.what for one in Entry.objects.filter(about="new")] == ["give role", "take role"]


@pytest.mark.parametrize(
    ("form", "error"),
    [
        ({"name": "", "password": "a first long password", "role": "editor"}, "There is a problem"),
        ({"name": "new", "password": "short", "role": "editor"}, "too short"),
        ({"name": "new", "password": "passwordpassword1", "role": "emperor"}, "Choose a role"),
        ({"name": "new", "password": "a first long password", "role": "editor", "to": "nothing"}, "Choose a role"),
        ({"name": "the owner", "password": "a first long password", "role": "editor"}, "is there already"),
        ({"name": "<b>", "password": "a first long password", "role": "editor"}, "There is a problem"),
    ],
)
def test_a_role_that_cannot_be_given(db: None, form: dict[str, str], error: str) -> None:
    html = signed_in().post("/staff/people", {"action": "give", **form}).content.decode()

    assert error in html
    assert Membership.objects.count() == 1
    assert User.objects.count() == 1
    assert Client().login(username="the owner", password=PASSWORD)


def test_somebody_always_owns_the_site(db: None) -> None:
    owner = signed_in()
    html = owner.post(
        "/staff/people", {"action": "take", "membership": str(Membership.objects.get().pk)}
    ).content.decode()

    assert "somebody must own the site" in html.lower()
    assert Membership.objects.count() == 1
