"""Taking in responses from a file of another system: choose it, see how it is understood, take it in.

Between the two steps the file is carried in the page, compressed: it may lie neither on a disk nor in a session.
"""

from __future__ import annotations

import base64
import binascii
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from hashlib import sha256
from typing import Any

from django.conf import settings
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation, Entry, Question
from forethought_web.consultations.pages import around
from forethought_web.responses.entering import NotTaken, already, refusal, take_in
from forethought_web.responses.importing import (
    How,
    Reading,
    clashes,
    looks_month_first,
    proposed,
    read,
    targets,
)
from forethought_web.responses.models import TYPES
from forethought_web.responses.tables import MOST_ROWS, SHAPES, Table, Unusable, read_table
from forethought_web.staff.access import staff_only, who, whole_number

_SHOWN = 100  # rows that cannot be read
_OPTIONS = 20_000  # in all the page's selects; where there would be more, one list serves all columns
_LONGEST_OPTION = 90  # characters
_SPARE = 200_000  # bytes of a request besides the file
_DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs"}


@dataclass(frozen=True, slots=True)
class _Shown:
    """A column as the page shows it."""

    name: str
    heading: str
    example: str
    target: str


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("key in")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """Choose a file, see what would be read, take it in."""
    why_not = refusal(consultation, timezone.now(), late_days=None)
    if request.method != "POST" or why_not:
        return _choose(request, consultation, why_not=why_not)
    upload = request.FILES.get("file")
    try:
        content = upload.read() if upload else _unpacked(request.POST.get("held", ""))
        held = _packed(content)
        table = read_table(content)
    except Unusable as why:
        return _choose(request, consultation, error=str(why))
    questions = list(consultation.questions.all())
    how = _how(request, consultation, table, questions)
    seen = _print_of(content, how)
    wrong = clashes(how.targets, questions)
    reading = Reading((), ()) if wrong else read(table, how, questions, timezone.now())
    changed = "take" in request.POST and request.POST.get("seen", "") != seen
    if "take" in request.POST and not wrong and not changed and reading.taken:
        try:
            told = {"shape": table.shape, "rows": len(table.rows), "refused": len(reading.refused)}
            entry = take_in(consultation, reading.taken, who(request), **told, file=sha256(content).hexdigest())
        except NotTaken as why_none:
            return _choose(request, consultation, why_not=str(why_none))
        here = reverse("staff-import", args=[consultation.slug])
        return HttpResponseRedirect(f"{here}?done={entry.number}")
    return _understood(
        request, consultation, table, how, questions, reading, wrong, held=held, seen=seen, changed=changed
    )


def _choose(request: HttpRequest, consultation: Consultation, *, error: str = "", why_not: str = "") -> HttpResponse:
    done = Entry.objects.filter(
        number=whole_number(request.GET.get("done", "")), what="import", about=consultation.slug
    ).first()
    shown = {"error": error, "why_not": why_not, "done": done.details if done else None, "shapes": SHAPES.values(),
             "most": f"{MOST_ROWS:,}", "largest": f"{(settings.LARGEST_BODY - _SPARE) / 1e6:.1f}"}  # fmt: skip
    status = 409 if request.method == "POST" and why_not else 200
    return render(request, "staff/import.html", around(consultation) | shown, status=status)


def _how(request: HttpRequest, consultation: Consultation, table: Table, questions: Sequence[Question]) -> How:
    """How the file is to be read: as staff say, or at first as is proposed."""
    found = proposed(table, questions)
    sent = request.POST
    if "seen" not in sent:
        return How(found, consultation.zone, not looks_month_first(table, found))
    known = {value for value, _ in targets(questions)}
    chosen = (sent.get(f"c{n}", one) for n, one in enumerate(found))
    return How(
        tuple(one if one in known else "" for one in chosen),
        consultation.zone,
        sent.get("dates") != "month",
        sent.get("type", "") if sent.get("type") in TYPES else "",
    )


def _understood(
    request: HttpRequest,
    consultation: Consultation,
    table: Table,
    how: How,
    questions: Sequence[Question],
    reading: Reading,
    wrong: Sequence[str],
    **more: Any,
) -> HttpResponse:
    every, pairs = targets(questions), zip(table.columns, how.targets, strict=True)
    there = already(consultation, reading.taken)
    opens, closes = consultation.opens_at, consultation.closes_at
    times = [one.sent_at for one in reading.taken if one.sent_at]
    shown = {
        "table": table,
        "shape": SHAPES[table.shape],
        "delimiter": _DELIMITERS[table.delimiter],
        "columns": _columns(table, how),
        "left_out": [one.heading[:300] for one, target in pairs if not target and one.heading],
        "targets": [(value, name[:_LONGEST_OPTION]) for value, name in every],
        "is_wide": len(every) * len(table.columns) > _OPTIONS,
        "how": how,
        "types": TYPES.items(),
        "has_time": "time" in how.targets,
        "has_consent": "consent" in how.targets,
        "has_number": "origin" in how.targets,
        "wrong": wrong,
        "reading": reading,
        "refused": reading.refused[:_SHOWN],
        "more_refused": max(0, len(reading.refused) - _SHOWN),
        "there": len(there),
        "new": len(reading.taken) - len(there),
        "outside": sum(bool(opens and one < opens) or bool(closes and one >= closes) for one in times),
    }
    return render(request, "staff/import.html", around(consultation) | shown | more)


def _columns(table: Table, how: How) -> list[_Shown]:
    made = []
    for n, (column, target) in enumerate(zip(table.columns, how.targets, strict=True)):
        example = next((row.cells[n] for row in table.rows[:50] if n < len(row.cells) and row.cells[n].strip()), "")
        made.append(_Shown(f"c{n}", column.heading[:300], " ".join(example[:200].split())[:80], target))
    return made


def _print_of(content: bytes, how: How) -> str:
    """What tells one way of reading one file from any other: staff take in what they have seen."""
    return sha256(repr((sha256(content).hexdigest(), how)).encode()).hexdigest()


def _packed(content: bytes) -> str:
    """A file as the page carries it.

    Raises:
        Unusable: If it would not fit into the next request.
    """
    held = base64.urlsafe_b64encode(zlib.compress(content, 6)).decode()
    if len(held) > settings.LARGEST_BODY - _SPARE:
        raise Unusable("The file is too large. Cut it into parts, each with the heading.")
    return held


def _unpacked(held: str) -> bytes:
    """What the page carried.

    Raises:
        Unusable: If it is no file of ours, or a very large one made small.
    """
    if not held:
        raise Unusable("Choose a file.")
    try:
        opened = zlib.decompressobj()
        content = opened.decompress(base64.urlsafe_b64decode(held.encode()), settings.LARGEST_BODY)
        whole = opened.eof
    except (zlib.error, binascii.Error, ValueError):
        content, whole = b"", False
    if not whole:
        raise Unusable("The page no longer holds the file. Choose it again.")
    return content
