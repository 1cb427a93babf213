"""You said, we did: as PDF and as a Word document."""

from __future__ import annotations

import io
import re
import zlib
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from django.test import Client
from docx import Document
from hypothesis import example, given, settings
from hypothesis import strategies as st

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.running import extend, withdraw
from forethought_web.files import kind_of
from forethought_web.responses.models import Answer, EqualityAnswer, Response
from forethought_web.results.models import Outcome
from forethought_web.results.printing import Sheet, Table, Told, _clean, as_docx, as_pdf, sheet_of

PDF, DOCX = "/consultations/posting/outcome.pdf", "/consultations/posting/outcome.docx"


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def over(consultation: Consultation, clock: Any) -> Consultation:
    """One that is closed, with twelve responses and two outcomes."""
    made = extend(consultation, datetime(2027, 1, 13, 18, tzinfo=UTC), "Many asked.", "someone")
    type(made).objects.update(at=clock())
    clear, room, order, equality = (consultation.questions.get(order=n) for n in (1, 3, 6, 9))
    for n in range(12):
        sent = Response.objects.create(
            consultation=consultation, reference=f"R{n}", key=f"k{n}", state="sent", type="carer" if n else "union"
        )
        Answer.objects.create(response=sent, question=clear, value="Yes", choice="Yes" if n > 1 else "No")
        Answer.objects.create(response=sent, question=order, value=["B", "A"], choice="B")
        EqualityAnswer.objects.create(question=equality, choice="Yes", day=clock().date())
    rows: list[dict[str, Any]] = [
        {"anchor": "p-1-2", "heard": "Keep it.", "decision": "kept", "because": "We agree."},
        {
            "anchor": "p-1-1",
            "heard": "Say when.\n\nAnd why.",
            "decision": "changed",
            "because": "True.",
            "words": "Think twice before you post.",
        },
        {"question": room, "heard": "Some said so.", "decision": "later", "because": "Not now.", "is_published": False},
    ]
    for row in rows:
        Outcome.objects.create(**{"consultation": consultation, "is_published": True} | row)
    clock.forward(days=30)
    return consultation


def streams(content: bytes) -> bytes:
    """All that is packed in a PDF, unpacked."""
    found = re.findall(rb"stream\r?\n(.*?)\r?\nendstream", content, re.DOTALL)
    unpacked = []
    for one in found:
        try:
            unpacked.append(zlib.decompress(one))
        except zlib.error:
            unpacked.append(one)
    return content + b"".join(unpacked)


def test_the_document_says_what_the_page_says(over: Consultation, anyone: Client) -> None:
    answer = anyone.get(DOCX)
    document = Document(io.BytesIO(answer.content))
    said = [(one.style and one.style.name, one.text) for one in document.paragraphs]
    page = anyone.get("/consultations/posting/outcome").content.decode()

    assert answer["Content-Disposition"] == 'attachment; filename="posting-outcome.docx"'
    assert kind_of(answer.content).content_type == answer["Content-Type"]
    assert said == [
        ("Title", "Posting"),
        ("Subtitle", "A council"),
        ("Normal", "It closed on 13 January 2027 at 18:00 (Europe/London)."),
        (
            "Normal",
            "The closing time was put off on 4 January 2027 at 12:00, from 13 January 2027 at 17:00 to "
            "13 January 2027 at 18:00: Many asked.",
        ),
        ("Normal", "12 responses."),
        ("Normal", "This is also on the web: http://localhost/consultations/posting/outcome"),
        ("Heading 1", "You said, we did"),
        ("Heading 2", "1.1 Think before you post."),
        ("Normal", "You said: Say when.\n\nAnd why."),
        ("Normal", "We did: We changed it. True."),
        ("Normal", "The words now (taken out: struck through, put in: underlined):"),
        ("Quote", "Think twice before you post."),
        ("Heading 2", "1.2 Keep what you learn at work to yourself."),
        ("Normal", "You said: Keep it."),
        ("Normal", "We did: We kept it as it was. We agree."),
        ("Heading 1", "Who answered"),
        ("Heading 1", "What was chosen"),
        ("Heading 2", "Is it clear?"),
        ("Heading 2", "In order?"),
        ("Normal", "How often each was put first."),
        ("Heading 2", "Are you disabled?"),
    ]
    assert [[[cell.text for cell in row.cells] for row in table.rows] for table in document.tables] == [
        [["As", "Responses"], ["A carer or family member", "11"], ["A trade union", "fewer than 10"]],
        [["Answer", "Responses"], ["Yes", "10"], ["No", "fewer than 10"], ["Unsure", "fewer than 10"]],
        [["Answer", "Responses"], ["A", "fewer than 10"], ["B", "12"], ["C", "fewer than 10"]],
        [["Answer", "Responses"], ["Yes", "not told"], ["No", "not told"]],
    ]
    for words in (
        "Say when.",
        "We agree.",
        "We kept it as it was",
        "1.1 Think before you post.",
        "fewer than 10",
        "not told",
    ):
        assert words in page
    assert all("w:tblHeader" in table.rows[0]._tr.xml for table in document.tables)
    assert "Not now." not in page + str(said)


def test_changes_are_told_without_colour(over: Consultation, anyone: Client) -> None:
    Outcome.objects.filter(anchor="p-1-1").update(words="Think before you share.")
    document = Document(io.BytesIO(anyone.get(DOCX).content))
    quote = next(one for one in document.paragraphs if one.style and one.style.name == "Quote")

    assert [(run.text, bool(run.font.strike), bool(run.font.underline)) for run in quote.runs] == [
        ("Think before you ", False, False), ("post", True, False), ("share", False, True), (".", False, False),
    ]  # fmt: skip


def test_the_document_names_itself_and_no_person(over: Consultation, anyone: Client) -> None:
    core = Document(io.BytesIO(anyone.get(DOCX).content)).core_properties

    assert (core.title, core.author, core.last_modified_by) == ("You said, we did: Posting", "A council", "")
    assert (core.comments, core.language) == ("", "en-GB")


def test_the_pdf_is_tagged_and_can_be_listened_to(over: Consultation, anyone: Client) -> None:
    answer = anyone.get(PDF)
    inside = streams(answer.content)

    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == 'attachment; filename="posting-outcome.pdf"'
    assert kind_of(answer.content).name == "pdf"
    for mark in (
        b"/MarkInfo", b"/StructTreeRoot", b"/Lang", b"en-GB", b"pdfuaid:part", b"/DisplayDocTitle true",
        b"/H1", b"/H2", b"/TH", b"/Link", b"You said, we did: Posting",
        b"http://localhost/consultations/posting/outcome",
    ):  # fmt: skip
        assert mark in inside, mark


@pytest.mark.parametrize("path", [PDF, DOCX])
def test_there_is_a_file_where_there_is_a_page(over: Consultation, anyone: Client, clock: Any, path: str) -> None:
    page = path.rpartition(".")[0]

    def found() -> tuple[int, int]:
        return anyone.get(path).status_code, anyone.get(page).status_code

    assert found() == (200, 200)
    clock.forward(days=-25)
    assert found() == (404, 404)
    clock.forward(days=25)
    Outcome.objects.update(is_published=False)
    assert found() == (404, 404)
    Outcome.objects.update(is_published=True)
    withdraw(over, "We were wrong.", "someone")
    assert found() == (404, 404)
    Consultation.objects.update(state="draft")
    assert found() == (404, 404)
    assert anyone.post(path).status_code == 405


@pytest.mark.parametrize("form", ["exe", "html", "PDF", "pdf.exe", "%00"])
def test_there_is_no_other_form(over: Consultation, anyone: Client, form: str) -> None:
    assert anyone.get(f"/consultations/posting/outcome.{form}").status_code == 404


def test_a_demonstration_says_so(over: Consultation, anyone: Client) -> None:
    Consultation.objects.update(is_demonstration=True)
    over.refresh_from_db()

    assert "nobody is asking" in sheet_of(over, "http://localhost/").about[0]


def sheet(text: str) -> Sheet:
    """All that is printed, with these words everywhere."""
    table = Table(text, text, ("As", "Responses"), ((text, "12"), ("None", "fewer than 10")))
    pieces = (("same", text), ("gone", text), ("new", text))
    one = Told(text, text, text, text, pieces)
    return Sheet(text, text, (text,), "http://localhost/a", (one, replace(one, changed=())), table, (table,))


STRANGE = [
    "#panic()", "#let x = 1; #x", "*not* bold_ = _ `raw` $x^2$ @ref <label> // a /* b */ \\ \\u{41} ~ -- [a](b)",
    "= Head\n- list\n+ list\n/ term: a", "\"quotes\" 'and' “these”",
    '"; panic() //', "#", "\\", "]", "}", "#[", "$", "`",
    "שלום עולם", "مرحبا بالعالم", "نص with English 12", "你好世界", "こんにちは", "한국어", "नमस्ते",
    "ไทย", "Ελληνικά", "Русский",
    "Llŷn Ŵŷ", "😀👩‍⚕️🏴󠁧󠁢󠁷󠁬󠁳󠁿", "☐ ✓ → €",
    "a\u0301\u0302\u0303", "\u200b\u200d\u2066\u202e", "\ue000\U000f0000", "\ufffd",
    "", " ", "\n\n\n", "a\r\nb\rc", "\t", "x" * 3_000, "word " * 2_000, "\u2028\u2029", "{{ a }}{% b %}", "<script>",
]  # fmt: skip


@pytest.mark.parametrize("text", STRANGE)
def test_no_words_are_too_strange_to_print(text: str) -> None:
    printed = sheet(_clean(text))
    document = Document(io.BytesIO(as_docx(printed)))

    assert kind_of(as_pdf(printed)).name == "pdf"
    assert kind_of(as_docx(printed)).name == "docx"
    assert f"You said: {text}".replace("\r\n", "\n").replace("\r", "\n") in [one.text for one in document.paragraphs]


@pytest.mark.parametrize("text", ["Llŷn Ŵ", "שלום", "مرحبا", "Русский", "#panic()", "$x$", "a\u200bb"])
def test_what_our_fonts_have_can_be_listened_to(text: str) -> None:
    content = streams(as_pdf(sheet(text)))

    assert b"pdfuaid:part" in content


@settings(max_examples=60)
@given(st.text(max_size=60))
@example("\x00\x01\x1b\x7f\x85\ufffe\uffff")
def test_any_text_of_a_consultation_is_printed(text: str) -> None:
    cleaned = sheet(_clean(text))
    assert kind_of(as_pdf(cleaned)).name == "pdf"
    assert kind_of(as_docx(cleaned)).name == "docx"


def test_what_cannot_be_written_is_left_out_of_what_is_printed(over: Consultation, anyone: Client) -> None:
    Outcome.objects.update(heard="a\x01b\x1b[31m\ufffe c", because="#panic()")
    document = Document(io.BytesIO(anyone.get(DOCX).content))

    assert "You said: ab[31m c" in [one.text for one in document.paragraphs]
    assert anyone.get(PDF).status_code == 200
