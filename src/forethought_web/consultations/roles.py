"""Who may do what. Whatever is not listed here is denied, and so is anybody whose role cannot be read."""

from __future__ import annotations

from typing import Any

from forethought_web.consultations.models import Consultation, Membership

# Each action, and the roles that may do it; an owner may do all of them.
ALLOWED: dict[str, frozenset[str]] = {
    "see staff pages": frozenset(("owner", "editor", "moderator", "analyst", "auditor")),
    "edit": frozenset(("owner", "editor")),
    "publish": frozenset(("owner", "editor")),
    "extend": frozenset(("owner", "editor")),
    "withdraw": frozenset(("owner",)),
    "read responses": frozenset(("owner", "analyst")),
    "export": frozenset(("owner", "analyst")),
    "clear": frozenset(("owner", "analyst")),
    "key in": frozenset(("owner", "analyst")),
    "moderate": frozenset(("owner", "moderator")),
    "read the trail": frozenset(("owner", "auditor")),
    "choose staff": frozenset(("owner",)),
    "create": frozenset(("owner", "editor")),
}


def may(user: Any, action: str, consultation: Consultation | None = None) -> bool:
    """Whether somebody may do something: to a consultation, or where none is named to all of them."""
    if not getattr(user, "is_authenticated", False) or not getattr(user, "is_active", False):
        return False
    allowed = ALLOWED.get(action, frozenset())
    roles = Membership.objects.filter(user=user, role__in=allowed)
    everywhere = roles.filter(consultation=None).exists()
    return everywhere or (consultation is not None and roles.filter(consultation=consultation).exists())
