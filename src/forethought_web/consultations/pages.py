"""What everybody sees: the consultations there are, and the draft of each with its questions."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models.functions import Length, Substr
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.http import content_disposition_header
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_safe

from forethought_web.consultations.models import DOCUMENTS, Consultation, Document, Paragraph, Question
from forethought_web.discussion.models import Comment
from forethought_web.pages.answer import Piece, differences
from forethought_web.responses.clearing import cleared

_SHOWN_INLINE = ("audio/mpeg", "audio/mp4", "audio/ogg", "video/mp4", "video/webm")


@dataclass(frozen=True, slots=True)
class Row:
    """A paragraph with the questions that are asked of it, and what changed in it since the last version."""

    paragraph: Paragraph
    questions: tuple[Question, ...]
    comments: int = 0
    changed: tuple[Piece, ...] = ()


@require_safe
def listed(request: HttpRequest) -> HttpResponse:
    """Open, upcoming and closed consultations."""
    now = timezone.now()
    groups: dict[str, list[Consultation]] = {"open": [], "upcoming": [], "closed": [], "withdrawn": []}
    for one in Consultation.objects.exclude(state=Consultation.State.DRAFT).order_by("-closes_at", "title"):
        groups[one.phase(now)].append(one)
    shown = [(name, group) for name, group in groups.items() if group]
    return render(request, "consultations/list.html", {"section": "consultations", "groups": shown})


@ensure_csrf_cookie
@require_safe
def read(request: HttpRequest, slug: str) -> HttpResponse:
    """One consultation: its draft, with its questions beside the paragraphs."""
    consultation = published(slug)
    return render(request, "consultations/read.html", around(consultation) | drafted(consultation))


@require_safe
def changes(request: HttpRequest, slug: str) -> HttpResponse:
    """What changed from one version to another, word by word: from the last but one to the last, or as it is asked."""
    consultation = published(slug)
    versions = list(consultation.versions.order_by("-number"))
    if len(versions) < 2:
        raise Http404
    numbers = {str(one.number): one for one in versions}
    after = numbers.get(request.GET.get("to", ""), versions[0])
    before = numbers.get(request.GET.get("from", ""), versions[min(versions.index(after) + 1, len(versions) - 1)])
    old = {one.anchor: one.text for one in before.paragraphs.all()}
    new = list(after.paragraphs.all())
    rows = [Row(one, (), changed=differences(old.get(one.anchor, ""), one.text)) for one in new]
    gone = [text for anchor, text in old.items() if anchor not in {one.anchor for one in new}]
    shown = {"rows": rows, "gone": gone, "versions": versions, "before": before, "after": after}
    return render(request, "consultations/changes.html", around(consultation) | shown)


@require_safe
def document(request: HttpRequest, slug: str, number: int) -> HttpResponse:
    """A file beside the draft. Only sound and film are shown in place, and in parts; everything else is downloaded."""
    files = Document.objects.filter(consultation=published(slug), pk=number)
    found = files.defer("content").annotate(size=Length("content", output_field=models.IntegerField())).first()
    if found is None:
        raise Http404
    is_shown = found.content_type in _SHOWN_INLINE
    part = _part(request.headers.get("Range", ""), found.size) if is_shown else None
    if part and part[0] >= part[1]:
        response = HttpResponse(status=416)
        response["Content-Range"] = f"bytes */{found.size}"
        return response
    start, end = part or (0, found.size)
    piece = Substr("content", start + 1, end - start, output_field=models.BinaryField())
    content = bytes(files.annotate(piece=piece).values_list("piece", flat=True)[0]) if part else bytes(found.content)
    response = HttpResponse(content, content_type=found.content_type, status=206 if part else 200)
    if part:
        response["Content-Range"] = f"bytes {start}-{end - 1}/{found.size}"
    if is_shown:
        response["Accept-Ranges"] = "bytes"
    response["Content-Disposition"] = content_disposition_header(not is_shown, found.name) or "attachment"
    plays = "media-src 'self'; sandbox allow-same-origin" if is_shown else "sandbox"  # or a player may not fetch it
    response["Content-Security-Policy"] = f"default-src 'none'; {plays}"
    return response


def _part(said: str, size: int) -> tuple[int, int] | None:
    """From which byte to which a player asks for; None for all of it. Empty where there is no such part."""
    found = re.fullmatch(r"bytes=([0-9]{0,15})-([0-9]{0,15})", said)
    if found is None or not (found[1] or found[2]):
        return None
    if not found[1]:
        return (max(0, size - int(found[2])), size) if int(found[2]) else (size, size)
    start, last = int(found[1]), int(found[2]) if found[2] else None
    if last is None:
        return start, size
    return None if last < start else (start, min(last + 1, size))


def published(slug: str) -> Consultation:
    """A consultation that everybody may see.

    Raises:
        Http404: If there is none.
    """
    found = Consultation.objects.filter(slug=slug).exclude(state=Consultation.State.DRAFT).first()
    if found is None:
        raise Http404
    return found


def around(consultation: Consultation) -> dict[str, Any]:
    """What every page of a consultation shows of it."""
    now = timezone.now()
    return {
        "section": "consultations",
        "consultation": consultation,
        "phase": consultation.phase(now),
        "opens": consultation.local(consultation.opens_at) if consultation.opens_at else None,
        "closes": consultation.local(consultation.closes_at) if consultation.closes_at else None,
        "extensions": consultation.extensions.order_by("at"),
        "documents": [
            (DOCUMENTS[one.kind], one) for one in consultation.documents.defer("content").order_by("kind", "title")
        ],
        "sends": settings.SENDS_LETTERS,
        "has_changes": consultation.versions.count() > 1,
        "has_published": consultation.phase(now) == "closed" and cleared(consultation).exists(),
        "has_outcome": consultation.phase(now) == "closed" and consultation.outcomes.filter(is_published=True).exists(),
    }


def drafted(consultation: Consultation) -> dict[str, Any]:
    """The draft as it is read: its paragraphs, and what is asked of the whole."""
    whole = [one for one in consultation.questions.all() if not one.anchor and not one.about_equality]
    return {"rows": rows_of(consultation), "asked_of_all": whole}


def rows_of(consultation: Consultation) -> list[Row]:
    """The draft's paragraphs, each with its questions and how many comments it has."""
    version = consultation.current
    questions = list(consultation.questions.all())
    paragraphs: Sequence[Paragraph] = list(version.paragraphs.all()) if version else []
    shown = Comment.objects.filter(consultation=consultation, state=Comment.State.SHOWN)
    counts = dict(shown.values_list("anchor").annotate(models.Count("pk")).order_by())
    return [
        Row(one, tuple(q for q in questions if q.anchor == one.anchor), counts.get(one.anchor, 0)) for one in paragraphs
    ]
