"""What was said and done, to print: PDF and DOCX."""

from __future__ import annotations

import io
import json
import re
from dataclasses import asdict, dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import Literal

import typst
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils import timezone
from django.utils.text import Truncator
from django.views.decorators.http import require_safe
from docx import Document
from docx.document import Document as Word
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Pt
from docx.text.paragraph import Paragraph

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import published
from forethought_web.files import KINDS
from forethought_web.responses.models import Response
from forethought_web.results.counting import SMALL, tables
from forethought_web.results.outcomes import by_type, said
from forethought_web.templatetags.said import in_zone, moment

_SOURCE = Path(__file__).with_name("outcome.typ")
_LONGEST_ABOUT = 160  # characters, as on the page
_SMALL = f"fewer than {SMALL}"
_NOT_WRITTEN = re.compile("[^\t\n\r\u0020-\u007e\u00a0-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")
_FORMS = {"pdf": KINDS["pdf"], "docx": KINDS["docx"]}


@dataclass(frozen=True, slots=True)
class Told:
    """An outcome: what it is about, what was heard, decided and why, and the words in pieces of what became of them."""

    about: str
    heard: str
    decision: str
    because: str
    changed: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Table:
    """How many gave each answer, as it is said: a number, or that it is too small to tell."""

    title: str
    note: str
    heads: tuple[str, str]
    rows: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Sheet:
    """All that is printed."""

    title: str
    body: str
    about: tuple[str, ...]
    address: str
    outcomes: tuple[Told, ...]
    answered: Table
    chosen: tuple[Table, ...]


@require_safe
def page(request: HttpRequest, slug: str, form: str) -> HttpResponse:
    """The file; none where there is no page of it."""
    consultation = published(slug)
    kind = _FORMS.get(form)
    if kind is None or consultation.phase(timezone.now()) != "closed":
        raise Http404
    path = reverse("outcome", args=[slug])
    site = settings.SITE if settings.HOSTS else ""
    sheet = sheet_of(consultation, f"{site}{path}" if site else request.build_absolute_uri(path))
    if not sheet.outcomes:
        raise Http404
    content = as_pdf(sheet) if form == "pdf" else as_docx(sheet)
    response = HttpResponse(content, content_type=kind.content_type)
    response["Content-Disposition"] = f'attachment; filename="{slug}-outcome{kind.endings[0]}"'
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    return response


def sheet_of(consultation: Consultation, address: str) -> Sheet:
    """What the page of a consultation's outcome says, and where that page is."""
    closes = consultation.closes_at
    about = [f"It closed on {moment(consultation.local(closes))} ({consultation.zone})."] if closes else []
    if consultation.is_demonstration:
        about.insert(0, "This shows how a consultation works. The draft is our own paraphrase, and nobody is asking.")
    about += [
        f"The closing time was put off on {in_zone(one.at, consultation)}, from {in_zone(one.before, consultation)} "
        f"to {in_zone(one.after, consultation)}: {_clean(one.because)}"
        for one in consultation.extensions.order_by("at")
    ]
    sent = consultation.responses.filter(state=Response.State.SENT).count()
    about.append(f"{sent} response{'' if sent == 1 else 's'}.")
    return Sheet(
        title=_clean(consultation.title),
        body=_clean(consultation.body),
        about=tuple(about),
        address=address,
        outcomes=tuple(
            Told(
                about=_clean(Truncator(one.about).chars(_LONGEST_ABOUT)),
                heard=_clean(one.outcome.heard),
                decision=one.decision,
                because=_clean(one.outcome.because),
                changed=tuple((piece.kind, _clean(piece.words)) for piece in one.changed),
            )
            for one in said(consultation)
        ),
        answered=_table("Who answered", "As", by_type(consultation)),
        chosen=tuple(
            _table(
                one.asked,
                "Answer",
                tuple((option, counts[0]) for option, counts in one.rows),
                note="How often each was put first." if one.is_of_first_places else "",
                small="not told" if one.is_apart else _SMALL,
            )
            for one in tables(consultation)
        ),
    )


def _table(
    title: str, head: str, rows: tuple[tuple[str, int | None], ...], note: str = "", small: str = _SMALL
) -> Table:
    said_rows = tuple((_clean(name), small if count is None else f"{count}") for name, count in rows)
    return Table(_clean(title), note, (head, "Responses"), said_rows)


def _clean(text: str) -> str:
    """A text without what can be neither seen nor written into a document, its lines ended alike."""
    return _NOT_WRITTEN.sub("", text.replace("\r\n", "\n").replace("\r", "\n"))


@lru_cache(maxsize=4)
def as_pdf(sheet: Sheet) -> bytes:
    """A tagged PDF that keeps to PDF/UA-1, so that it can be listened to.

    Our fonts have Latin, Greek, Cyrillic, Hebrew, Arabic and some more. Words in others are set in a font of the
    machine's; where it has none they are there to be copied and searched, as boxes, and a line on top says so.
    """
    words = {"sheet": json.dumps(asdict(sheet), ensure_ascii=False)}
    for with_machines_fonts in (False, True):
        try:
            return _compiled(words, "ua-1", with_machines_fonts=with_machines_fonts)
        except typst.TypstError:
            continue
    return _compiled(words | {"lacks": "yes"}, None, with_machines_fonts=True)


def _compiled(words: dict[str, str], standard: Literal["ua-1"] | None, *, with_machines_fonts: bool = False) -> bytes:
    return typst.compile(
        _source(),
        format="pdf",
        sys_inputs=words,
        pdf_standards=standard,
        ignore_system_fonts=not with_machines_fonts,
    )


@cache
def _source() -> bytes:
    return _SOURCE.read_bytes()


@lru_cache(maxsize=4)
def as_docx(sheet: Sheet) -> bytes:
    """A Word document with headings, and tables that name their columns."""
    document = Document()
    _describe(document, sheet)
    document.add_heading(sheet.title, 0)
    document.add_paragraph(sheet.body, "Subtitle")
    for line in sheet.about:
        document.add_paragraph(line)
    _link(document.add_paragraph(), "This is also on the web: ", sheet.address)
    document.add_heading("You said, we did", 1)
    for one in sheet.outcomes:
        document.add_heading(one.about, 2)
        _said(document, "You said: ", one.heard)
        _said(document, "We did: ", f"{one.decision}. {one.because}")
        if one.changed:
            _said(document, "The words now ", "(taken out: struck through, put in: underlined):")
            _changed(document.add_paragraph(style="Quote"), one.changed)
    document.add_heading(sheet.answered.title, 1)
    _counts(document, sheet.answered)
    if sheet.chosen:
        document.add_heading("What was chosen", 1)
    for table in sheet.chosen:
        document.add_heading(table.title, 2)
        if table.note:
            document.add_paragraph(table.note)
        _counts(document, table)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _describe(document: Word, sheet: Sheet) -> None:
    core = document.core_properties
    core.title, core.author = f"You said, we did: {sheet.title}"[:255], sheet.body[:255]
    core.comments, core.last_modified_by, core.language = "", "", "en-GB"
    core.created = core.modified = timezone.now().replace(tzinfo=None)
    style = document.styles["Normal"]
    style.font.size = Pt(11)
    language = OxmlElement("w:lang")
    language.set(qn("w:val"), "en-GB")
    style.element.get_or_add_rPr().append(language)
    _number_pages(document.sections[0].footer.paragraphs[0])


def _number_pages(paragraph: Paragraph) -> None:
    paragraph.add_run("Page ")
    for kind, words in (("begin", ""), ("", "PAGE"), ("end", "")):
        part = OxmlElement("w:fldChar" if kind else "w:instrText")
        if kind:
            part.set(qn("w:fldCharType"), kind)
        part.text = words or None
        paragraph.add_run()._r.append(part)


def _said(document: Word, label: str, text: str) -> None:
    paragraph = document.add_paragraph()
    paragraph.add_run(label).bold = True
    paragraph.add_run(text)


def _changed(paragraph: Paragraph, pieces: tuple[tuple[str, str], ...]) -> None:
    for kind, words in pieces:
        run = paragraph.add_run(words)
        run.font.strike, run.font.underline = kind == "gone" or None, kind == "new" or None


def _link(paragraph: Paragraph, label: str, address: str) -> None:
    paragraph.add_run(label)
    link = OxmlElement("w:hyperlink")
    link.set(qn("r:id"), paragraph.part.relate_to(address, RELATIONSHIP_TYPE.HYPERLINK, is_external=True))
    run = paragraph.add_run(address)
    run.font.underline = True
    link.append(run._r)
    paragraph._p.append(link)


def _counts(document: Word, of: Table) -> None:
    table = document.add_table(rows=1, cols=2, style="Table Grid")
    for cell, head in zip(table.rows[0].cells, of.heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    repeats = OxmlElement("w:tblHeader")
    table.rows[0]._tr.get_or_add_trPr().append(repeats)
    for row in of.rows:
        for cell, words in zip(table.add_row().cells, row, strict=True):
            cell.text = words
