"""Every role, every page of the staff, every object: opened to whom it should be, and to nobody else."""

from __future__ import annotations

from itertools import product

import pytest
from django.test import Client
from django.urls import get_resolver

from forethought_web.consultations.models import ROLES, Consultation, Document, Entry
from forethought_web.consultations.roles import ALLOWED, may
from forethought_web.responses.answering import forget, start
from forethought_web.responses.models import Response
from web_staff import signed_in

# Who may do what, written out: a change to the table in the code is a change here too.
MAY = {
    "owner": {
        "see staff pages", "edit", "publish", "extend", "withdraw", "read responses", "export", "clear", "key in",
        "moderate", "read the trail", "choose staff", "create",
    },
    "editor": {"see staff pages", "edit", "publish", "extend", "create"},
    "moderator": {"see staff pages", "moderate"},
    "analyst": {"see staff pages", "read responses", "export", "clear", "key in"},
    "auditor": {"see staff pages", "read the trail"},
    "nobody": set(),
}  # fmt: skip
ACTIONS = sorted(MAY["owner"])
# Each address of the staff by its name, what it needs, and how it is reached.
PAGES = {
    "staff-one": ("see staff pages", "/staff/posting/"),
    "staff-preview": ("see staff pages", "/staff/posting/preview"),
    "staff-question": ("edit", "/staff/posting/questions/1"),
    "staff-documents": ("edit", "/staff/posting/documents"),
    "staff-responses": ("read responses", "/staff/posting/responses"),
    "staff-key-in": ("key in", "/staff/posting/responses/new"),
    "staff-import": ("key in", "/staff/posting/responses/import"),
    "staff-response": ("clear", "/staff/posting/responses/AAAA-BBBB"),
    "staff-analysis": ("read responses", "/staff/posting/analysis"),
    "staff-themes": ("read responses", "/staff/posting/themes"),
    "staff-themes-read": ("read responses", "/staff/posting/themes/2"),
    "staff-export": ("export", "/staff/posting/responses.csv"),
    "staff-comments": ("moderate", "/staff/posting/comments"),
    "staff-outcomes": ("edit", "/staff/posting/outcomes"),
}
WHOLE = {"staff-trail": ("read the trail", "/staff/trail"), "staff-people": ("choose staff", "/staff/people")}
OPEN = {"staff", "sign-in", "sign-out"}  # tested by themselves
DEEDS = {
    "publish": "publish", "extend": "extend", "withdraw": "withdraw", "version": "edit", "ask": "edit",
    "details": "edit", "x": "nothing",
}  # fmt: skip


@pytest.fixture
def sent(consultation: Consultation) -> Response:
    """A response that came in."""
    made, _ = start(consultation)
    Response.objects.filter(pk=made.pk).update(
        reference="AAAA-BBBB", state="sent", type="carer", consent="named", sent_at=made.started_at
    )
    return Response.objects.get(pk=made.pk)


def test_the_table_in_the_code_is_the_one_written_here() -> None:
    assert set(MAY) == {*ROLES, "nobody"}
    assert {action: set(roles) for action, roles in ALLOWED.items()} == {
        action: {role for role, may_do in MAY.items() if action in may_do} for action in ACTIONS
    }


def test_every_address_of_the_staff_is_in_the_matrix() -> None:
    patterns = get_resolver().url_patterns
    staff = {one.name for one in patterns if str(one.pattern).startswith("staff/")}

    assert staff == {*PAGES, *WHOLE, *OPEN}


@pytest.mark.parametrize(("role", "name"), list(product([*ROLES, "nobody"], PAGES)))
def test_each_page_opens_to_whom_it_should(sent: Response, role: str, name: str) -> None:
    action, path = PAGES[name]
    other = Consultation.objects.create(slug="other", title="Other", body="B")
    allowed = action in MAY[role]
    here, there = signed_in(role, sent.consultation), signed_in(role, other, "elsewhere")

    assert here.get(path).status_code == (200 if allowed else 404)
    assert there.get(path).status_code == 404
    assert there.post(path, {}).status_code in (404, 405)
    assert Client(HTTP_HOST="localhost").get(path)["Location"] == "/staff/sign-in"
    if not allowed:
        assert here.post(path, {}).status_code in (404, 405)


@pytest.mark.parametrize(("role", "name"), list(product([*ROLES, "nobody"], WHOLE)))
def test_pages_of_the_whole_site_need_a_role_in_all_of_it(consultation: Consultation, role: str, name: str) -> None:
    action, path = WHOLE[name]
    everywhere, here = signed_in(role), signed_in(role, consultation, "only here")

    assert everywhere.get(path).status_code == (200 if action in MAY[role] else 404)
    assert here.get(path).status_code == 404
    assert here.post(path, {}).status_code in (404, 405)


@pytest.mark.parametrize(("role", "action"), list(product([*ROLES, "nobody"], DEEDS)))
def test_each_deed_is_open_to_whom_it_should_be(consultation: Consultation, role: str, action: str) -> None:
    answer = signed_in(role, consultation).post("/staff/posting/", {"action": action})

    assert (answer.status_code != 404) == (DEEDS[action] in MAY[role])
    assert Entry.objects.filter(who=f"the {role}").count() == 0


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize(
    "path", ["/staff/other/responses/AAAA-BBBB", "/staff/other/questions/1", "/staff/posting/questions/99"]
)
def test_an_object_is_found_only_under_its_own_consultation(sent: Response, role: str, path: str) -> None:
    Consultation.objects.create(slug="other", title="Other", body="B")

    assert signed_in(role).get(f"/staff/{path}").status_code == 404


def test_a_document_is_found_only_under_its_own_consultation(consultation: Consultation) -> None:
    Consultation.objects.create(slug="other", title="Other", body="B", state="published")
    made = Document.objects.create(
        consultation=consultation, kind="supporting", title="A", name="a.txt", content_type="text/plain", content=b"a"
    )
    anyone = Client(HTTP_HOST="localhost")

    assert anyone.get(f"/consultations/posting/documents/{made.pk}").status_code == 200
    assert anyone.get(f"/consultations/other/documents/{made.pk}").status_code == 404


@pytest.mark.parametrize("broken", ["inactive", "unknown role", "no role"])
def test_whatever_cannot_be_read_is_denied(consultation: Consultation, broken: str) -> None:
    browser = signed_in("owner", consultation)
    from django.contrib.auth.models import User

    user = User.objects.get(username="the owner")
    if broken == "inactive":
        User.objects.update(is_active=False)
    elif broken == "unknown role":
        user.memberships.update(role="emperor")
    else:
        user.memberships.all().delete()
    user.refresh_from_db()

    assert not [action for action in ACTIONS if may(user, action, consultation)]
    assert not may(user, "an action nobody wrote down", consultation)
    assert browser.get("/staff/posting/").status_code in (302, 404)


@pytest.mark.parametrize("key", ["AAAA-BBBB", "1", "a" * 32, "../staff", "%00"])
def test_a_response_is_not_found_by_guessing(sent: Response, key: str) -> None:
    anyone = Client(HTTP_HOST="localhost")

    for tail in ("", "receipt", "copy", "withdraw", "try"):
        assert anyone.get(f"/responses/{key}/{tail}").status_code == 404


def test_a_response_that_was_forgotten_has_nothing_to_show(sent: Response) -> None:
    forget(sent)

    assert signed_in("analyst", sent.consultation).get("/staff/posting/responses/AAAA-BBBB").status_code == 404
