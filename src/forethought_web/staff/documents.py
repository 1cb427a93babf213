"""The files beside a draft."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from hashlib import sha256

from django.conf import settings
from django.core.files.uploadedfile import UploadedFile
from django.db import models, transaction
from django.db.models.functions import Length
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.audit import record
from forethought_web.consultations.models import DOCUMENTS, Consultation, Document
from forethought_web.consultations.pages import around
from forethought_web.consultations.running import NotPossible
from forethought_web.files import KINDS, Kind, Refused, kind_of, safe_name
from forethought_web.staff.access import staff_only, who, whole_number

MOST = 50  # documents of one consultation
_TEXTS = ("pdf", "docx", "odt", "text")
FITS: Mapping[str, tuple[str, ...]] = {
    "supporting": (*_TEXTS, "png", "jpeg"),
    "easy-read": _TEXTS,
    "audio": ("mp3", "m4a", "ogg"),
    "sign-language": ("mp4", "webm"),
    "welsh": _TEXTS,
}


@dataclass(frozen=True, slots=True)
class Sent:
    """A document as it was sent, found to be fitting."""

    kind: str
    title: str
    name: str
    file: Kind
    content: bytes


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("edit")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """What there is, and the form to add to it or take away."""
    errors: dict[str, str] = {}
    if request.method == "POST":
        try:
            errors = _do(request, consultation)
        except NotPossible as why:
            errors = {"documents": f"{why}"}
        if not errors:
            return HttpResponseRedirect(reverse("staff-documents", args=[consultation.slug]))
    listed = consultation.documents.defer("content").annotate(
        size=Length("content", output_field=models.IntegerField())
    )
    shown = {
        "errors": errors,
        "sent": request.POST,
        "listed": [(DOCUMENTS[one.kind], one, _said_size(one.size)) for one in listed.order_by("kind", "title", "pk")],
        "kinds": [(kind, said, _listed(kind)) for kind, said in DOCUMENTS.items()],
        "largest": _said_size(largest()),
        "removes": _may_remove(consultation),
    }
    return render(request, "staff/documents.html", around(consultation) | shown)


def _do(request: HttpRequest, consultation: Consultation) -> dict[str, str]:
    action = request.POST.get("action", "")
    if action == "add":
        sent, errors = read(request)
        if sent:
            add(consultation, sent, who(request))
        return errors
    if action == "remove":
        remove(consultation, whole_number(request.POST.get("document", "")), who(request))
        return {}
    raise Http404


def read(request: HttpRequest) -> tuple[Sent | None, dict[str, str]]:
    """What was sent; or what is wrong, by field."""
    kind, title = request.POST.get("kind", ""), " ".join(request.POST.get("title", "").split())
    file = request.FILES.get("file")
    errors = {}
    if kind not in FITS:
        errors["kind"] = "Choose what it is"
    if not title or len(title) > 200 or not title.isprintable():
        errors["title"] = "Give it a title that tells what is in it, of at most 200 characters"
    if not isinstance(file, UploadedFile):
        errors["file"] = "Choose a file"
        return None, errors
    content = file.read()
    try:
        found = kind_of(content)
    except Refused as why:
        errors["file"] = f"{why}"[:1].upper() + f"{why}"[1:]
        return None, errors
    if kind in FITS and found.name not in FITS[kind]:
        errors["file"] = f"The file is {found.said}. {DOCUMENTS[kind]} takes {_listed(kind)}"
    if errors:
        return None, errors
    return Sent(kind, title, safe_name(file.name or "", found), found, content), {}


@transaction.atomic
def add(consultation: Consultation, sent: Sent, by: str) -> Document:
    """Keep a document. What it is called and what it is sent as are ours.

    Raises:
        NotPossible: If there are very many, or the consultation was withdrawn.
    """
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if kept.state == Consultation.State.WITHDRAWN:
        raise NotPossible("The consultation was withdrawn; nothing is added to it")
    if kept.documents.count() >= MOST:
        raise NotPossible(f"There are {MOST} documents already; remove one first")
    made = Document.objects.create(
        consultation=kept,
        kind=sent.kind,
        title=sent.title,
        name=sent.name,
        content_type=sent.file.content_type,
        content=sent.content,
    )
    record(
        by,
        "add document",
        kept.slug,
        document=made.pk,
        kind=sent.kind,
        form=sent.file.name,
        bytes=len(sent.content),
        sha256=sha256(sent.content).hexdigest(),
    )
    return made


@transaction.atomic
def remove(consultation: Consultation, number: int, by: str) -> None:
    """Delete a document.

    Raises:
        Http404: If it is not one of this consultation.
        NotPossible: If the consultation is over: what people answered to stays.
    """
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    found = kept.documents.defer("content").filter(pk=number).first()
    if found is None:
        raise Http404
    if not _may_remove(kept):
        raise NotPossible("The consultation is over; what people answered to stays")
    record(by, "remove document", kept.slug, document=found.pk, kind=found.kind)
    found.delete()


def largest() -> int:
    """How many bytes a request to this page may have."""
    return settings.LARGER["staff-documents"]


def _may_remove(consultation: Consultation) -> bool:
    return consultation.phase(timezone.now()) not in ("closed", "withdrawn")


def _listed(kind: str) -> str:
    *said, last = (KINDS[name].said for name in FITS[kind])
    return f"{', '.join(said)} or {last}"


def _said_size(size: int) -> str:
    """A size as "640 bytes", "12 kB" or "1.4 MB"."""
    if size < 1_000:
        return f"{size} bytes"
    return f"{size / 1_000:.0f} kB" if size < 999_500 else f"{size / 1_000_000:.1f} MB"
