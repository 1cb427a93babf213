"""Signed links in letters: to confirm that an address wants to be told, and to stop. No key of them is kept."""

from __future__ import annotations

import re

from django.conf import settings
from django.core.signing import BadSignature, Signer
from django.urls import reverse

from forethought_web.consultations.models import Follower
from forethought_web.discussion.models import Comment

CONFIRM, WITH_COMMENTS, STOP, AUTHOR = "confirm", "comments", "stop", "author"
_TOKEN = re.compile(rf"({CONFIRM}|{WITH_COMMENTS}|{STOP}|{AUTHOR})-([0-9]{{1,18}})\.[\w-]{{43}}", re.ASCII)
_STOPS = re.compile(rf"https?://\S+/following/(?:{STOP}|{AUTHOR})-[0-9]+\.[\w-]+/", re.ASCII)


def link(what: str, about: Follower | Comment) -> str:
    """The whole address of a signed link.

    Args:
        what: CONFIRM, WITH_COMMENTS or STOP for a follower; AUTHOR to tell a comment's author of nothing more.
        about: Whose link it is. It dies with the row, and with its address.
    """
    return site_link(reverse("following", args=[_signer(about).sign(f"{what}-{about.pk}")]))


def read(token: str) -> tuple[str, Follower | Comment] | None:
    """What a link is for and whose it is; None where it is not ours, or that is gone."""
    found = _TOKEN.fullmatch(token)
    if found is None:
        return None
    rows = Comment.objects.exclude(email="") if found[1] == AUTHOR else Follower.objects
    about = rows.select_related("consultation").filter(pk=int(found[2])).first()
    try:
        return (found[1], about) if about and _signer(about).unsign(token) else None
    except BadSignature:
        return None


def stop_link_of(text: str) -> str:
    """The link to stop that a letter ends with; "" where it has none. Only our own words stand in the last line."""
    last = text.rstrip().rpartition("\n")[2]
    return last if _STOPS.fullmatch(last) else ""


def site_link(path: str) -> str:
    """The whole address of a path, for a letter that is sent outside of any request."""
    return f"{settings.SITE}{path}"


def _signer(about: Follower | Comment) -> Signer:
    """Signs for one address and one consultation: a number that is given to another row later opens nothing."""
    return Signer(sep=".", salt=f"forethought.letters:{about.consultation_id}:{about.email}")
