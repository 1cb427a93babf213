"""How things are said in templates. Loaded in every one."""

from __future__ import annotations

import re
from datetime import date, datetime
from typing import Any

from django import template
from django.conf import settings
from django.http import HttpRequest

from forethought import say
from forethought.values import CONCERNS
from forethought_web.floods import SIGNS
from forethought_web.guards import is_here

register = template.Library()


def place(request: HttpRequest) -> dict[str, bool]:
    """What every page may say: whether the site serves this machine alone, and whether it holds consultations."""
    return {"here": is_here(request), "consults": settings.CONSULTS}


@register.filter
def concern_title(concern: str) -> str:
    """A concern's title; its id where there is none."""
    return CONCERNS.get(concern, concern)


@register.filter
def pointed_out(flag: str) -> str:
    """What stands beside a comment or response for its staff: a concern's title, or a sign of a flood."""
    return SIGNS.get(flag) or concern_title(flag)


@register.filter
def outcome_said(outcome: str) -> str:
    """How a published case ended, in words."""
    return say.outcome(outcome)


@register.filter
def unsure(sure: str) -> str:
    """How little sure we are of a clause or fact, or nothing where it was seen."""
    return say.UNSURE.get(sure, "")


@register.filter
def people(count: float) -> str:
    """A count of people."""
    return say.about(count)


@register.filter
def capital(words: str) -> str:
    """The words with their first letter large."""
    return words[:1].upper() + words[1:]


@register.filter
def spoken(words: str) -> str:
    """An id as words: hyphens become spaces."""
    return words.replace("-", " ")


@register.filter
def day(value: date | None) -> str:
    """A day as "3 March 2026"."""
    return f"{value.day} {value:%B %Y}" if value else ""


@register.filter
def moment(value: datetime | None) -> str:
    """A time, in the zone it is in, as "13 January 2027 at 17:00"."""
    return f"{value.day} {value:%B %Y} at {value:%H:%M}" if value else ""


@register.filter
def in_zone(value: datetime | None, consultation: Any) -> str:
    """A time in a consultation's own zone."""
    return moment(consultation.local(value)) if value else ""


@register.filter
def clause_anchor(clause: str) -> str:
    """A clause's own place on its pack's page: "clause-5.6", "clause-Guidance-friends"."""
    return "clause-" + re.sub(r"[^A-Za-z0-9.]+", "-", clause).strip("-")
