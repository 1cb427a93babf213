"""Who may sign in, and as what."""

from __future__ import annotations

from django.contrib.auth.models import User
from django.contrib.auth.password_validation import validate_password
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.exceptions import ValidationError
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import ROLES, Consultation, Membership
from forethought_web.staff.access import staff_only, who, whole_number
from forethought_web.templatetags.said import capital


class NotPossible(ValueError):
    """A role that cannot be given or taken: why, in words for an owner."""


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("choose staff")
def page(request: HttpRequest) -> HttpResponse:
    """Everybody with a role, and the form to give one. Only who owns the whole site may open it."""
    error = ""
    if request.method == "POST":
        try:
            _do(request)
            return HttpResponseRedirect(reverse("staff-people"))
        except NotPossible as why:
            error = capital(f"{why}")
    roles = Membership.objects.select_related("user", "consultation").order_by("user__username", "role", "pk")
    shown = {
        "section": "consultations", "error": error, "sent": request.POST, "roles": ROLES.items(), "memberships": roles,
        "consultations": Consultation.objects.order_by("title"),
    }  # fmt: skip
    return render(request, "staff/people.html", shown)


def _do(request: HttpRequest) -> None:
    sent = request.POST
    if sent.get("action") == "give":
        give(
            sent.get("name", "").strip(),
            sent.get("password", ""),
            sent.get("role", ""),
            sent.get("to", ""),
            who(request),
        )
    elif sent.get("action") == "take":
        take(whole_number(sent.get("membership", "")), who(request))
    else:
        raise Http404


@transaction.atomic
def give(name: str, password: str, role: str, to: str, by: str) -> Membership:
    """Give somebody a role; who is new may sign in from now on.

    Args:
        name: What they sign in under.
        password: For a new person; empty for somebody who has one, so that no password is changed unseen.
        role: One of ``ROLES``.
        to: A consultation by its name in an address, or "" for all of them.
        by: Who gives it.

    Raises:
        NotPossible: If the role or consultation is not known, or the name or password cannot be used.
    """
    consultation = Consultation.objects.filter(slug=to).first() if to else None
    if role not in ROLES or (to and consultation is None):
        raise NotPossible("choose a role, and what it is for")
    user = User.objects.filter(username=name).first() or User(username=name)
    if not user.pk or not user.has_usable_password():
        _let_in(user, password)
    elif password:
        raise NotPossible(f"{name} is there already: leave the password empty; `forethought site staff` sets another")
    made, _ = Membership.objects.get_or_create(user=user, role=role, consultation=consultation)
    record(by, "give role", name, role=role, to=to)
    return made


def _let_in(user: User, password: str) -> None:
    try:
        UnicodeUsernameValidator()(user.username)
        validate_password(password, user)
    except ValidationError as error:
        raise NotPossible(" ".join(error.messages)) from None
    user.set_password(password)
    user.save()


@transaction.atomic
def take(membership: int, by: str) -> None:
    """Take a role away; who has none left can sign in no more.

    Raises:
        NotPossible: If it is not there, or nobody would own the site any more.
    """
    owners = Membership.objects.select_for_update().filter(role="owner", consultation=None, user__is_active=True)
    kept = Membership.objects.select_related("user", "consultation").filter(pk=membership).first()
    if kept is None:
        raise NotPossible("that role is not there any more")
    if [one.pk for one in owners] == [kept.pk]:
        raise NotPossible("somebody must own the site: give that role to another first")
    user, to = kept.user, kept.consultation.slug if kept.consultation else ""
    role = kept.role
    kept.delete()
    record(by, "take role", user.get_username(), role=role, to=to)
    if not user.memberships.exists():
        user.set_unusable_password()  # also ends their sessions
        user.save(update_fields=["password"])
