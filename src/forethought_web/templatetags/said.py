"""How things are said in templates. Loaded in every one."""

from __future__ import annotations

from datetime import date

from django import template
from django.http import HttpRequest

from forethought import say
from forethought.values import CONCERNS
from forethought_web.guards import is_here

register = template.Library()


def place(request: HttpRequest) -> dict[str, bool]:
    """What every page may say: whether the site serves this machine alone."""
    return {"here": is_here(request)}


@register.filter
def concern_title(concern: str) -> str:
    """A concern's title; its id where there is none."""
    return CONCERNS.get(concern, concern)


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
