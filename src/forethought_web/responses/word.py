"""Responses as a document to read: DOCX with a heading for each response, written piece by piece."""

from __future__ import annotations

import io
import re
import zipfile
from collections.abc import Iterator, Mapping
from typing import Any
from xml.sax.saxutils import escape

from django.db.models import QuerySet
from docx import Document

from forethought_web.consultations.models import Consultation, Question
from forethought_web.responses.models import CONSENT, PROVENANCE, TYPES, Response
from forethought_web.templatetags.said import day, in_zone

MOST = 5_000  # responses that a word processor still opens
_AT_ONCE = 200
_BODY = "word/document.xml"
_NOT_XML = re.compile("[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


class TooMany(ValueError):
    """More responses than a word processor opens: how many, and what to do."""


def as_docx(consultation: Consultation, found: QuerySet[Response] | None = None) -> bytes:
    """The responses that were sent, each under its reference, with the questions that were answered.

    There are no e-mail addresses and no answers about equality in it.

    Args:
        consultation: Whose.
        found: Some of them; all that were sent where it is None.

    Raises:
        TooMany: If there are more than `MOST`.
    """
    sent = consultation.responses.filter(state=Response.State.SENT).order_by("pk") if found is None else found
    if (count := sent.count()) > MOST:
        raise TooMany(f"A document holds at most {MOST:,} responses; there are {count:,}. Take the CSV instead.")
    kept = io.BytesIO()
    empty = _empty(consultation)
    with zipfile.ZipFile(empty) as parts, zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED) as made:
        before, end, after = parts.read(_BODY).decode().partition("<w:sectPr")
        for name in parts.namelist():
            if name != _BODY:
                made.writestr(name, parts.read(name))
        with made.open(_BODY, "w") as body:
            body.write(before.encode())
            for piece in _pieces(consultation, sent, count):
                body.write(piece.encode())
            body.write((end + after).encode())
    return kept.getvalue()


def _empty(consultation: Consultation) -> io.BytesIO:
    """A document with styles, a title for its reader's window and its language, and nothing in it."""
    document = Document()
    core = document.core_properties
    core.title, core.author = _clean(f"Responses: {consultation.title}")[:255], _clean(consultation.body)[:255]
    core.comments, core.language = "", "en-GB"
    kept = io.BytesIO()
    document.save(kept)
    kept.seek(0)
    return kept


def _pieces(consultation: Consultation, sent: QuerySet[Response], count: int) -> Iterator[str]:
    questions = [one for one in consultation.questions.all() if not one.about_equality]
    yield _paragraph(f"Responses: {consultation.title}", "Title")
    yield _paragraph(f"{consultation.body}. {count:,} response{'' if count == 1 else 's'}.")
    for response in sent.prefetch_related("answers").iterator(chunk_size=_AT_ONCE):
        yield _paragraph(f"Response {response.reference}", "Heading1")
        for line in _about(consultation, response):
            yield _paragraph(line)
        answers = {one.question_id: one.value for one in response.answers.all()}
        for question in questions:
            if question.pk in answers:
                yield _paragraph(f"{question.order}. {question.text}", "Heading2")
                yield from _answer(question, answers[question.pk])


def _about(consultation: Consultation, response: Response) -> Iterator[str]:
    if response.type:
        yield f"Answers as: {TYPES.get(response.type, response.type)}"
    if response.is_organisation:
        speaks = f", for {response.speaks_for:,} people" if response.speaks_for else ""
        yield f"Organisation: {response.organisation}{speaks}"
    if response.name:
        yield f"Name: {response.name}"
    came = PROVENANCE.get(response.provenance, response.provenance)
    if response.received_on:
        yield f"{came}, received on {day(response.received_on)}"
    else:
        yield f"{came}, {in_zone(response.sent_at, consultation)}"
    yield f"Publishing: {CONSENT.get(response.consent, CONSENT['no'])}"


def _answer(question: Question, value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        yield from (_paragraph(f"{row}: {value[row]}", "ListBullet") for row in question.rows if row in value)
    elif isinstance(value, list):
        for place, one in enumerate(value, 1):
            yield _paragraph(f"{place}. {one}") if question.kind == "rank" else _paragraph(str(one), "ListBullet")
    else:
        yield from (_paragraph(block) for block in re.split(r"\n\s*\n", str(value)) if block.strip())


def _paragraph(text: str, style: str = "") -> str:
    named = f'<w:pPr><w:pStyle w:val="{style}"/></w:pPr>' if style else ""
    lines = (escape(line) for line in re.split(r"\r\n|\r|\n", _clean(text)))
    said = "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)
    return f"<w:p>{named}<w:r>{said}</w:r></w:p>"


def _clean(text: str) -> str:
    """A text without what XML cannot hold."""
    return _NOT_XML.sub("", text)
