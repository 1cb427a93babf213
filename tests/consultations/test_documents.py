"""Files beside a draft: put there and taken away by staff, and fetched by everybody."""

from __future__ import annotations

from itertools import product
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client, RequestFactory

from forethought_web.consultations.models import DOCUMENTS, Consultation, Document, Entry
from forethought_web.consultations.pages import _part
from forethought_web.files import KINDS
from forethought_web.staff.documents import FITS, MOST, _said_size, add, read
from web_files import docx, every, mp4, pdf, word
from web_staff import seen, signed_in

AT = "/staff/posting/documents"
MADE = every()


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


def upload(staff: Client, content: bytes, name: str = "a.pdf", said: str = "application/pdf", **form: Any) -> Any:
    """Send a file as a browser does."""
    file = named(name, content, said)
    return staff.post(AT, {"action": "add", "kind": "supporting", "title": "A paper", "file": file} | form)


def named(name: str, content: bytes, said: str = "application/pdf") -> SimpleUploadedFile:
    """A file with a name as a hostile browser sends it: Django's own file would mend it first."""
    file = SimpleUploadedFile("a", content, said)
    vars(file)["_name"] = name
    return file


def test_a_document_is_put_there_found_and_taken_away(consultation: Consultation, anyone: Client) -> None:
    staff, content = signed_in("editor", consultation), pdf()
    assert "None yet" in seen(staff, AT)
    assert upload(staff, content, "Ŵ paper.pdf")["Location"] == AT
    made = Document.objects.get()
    html = seen(staff, AT)
    assert "A paper" in html
    assert f"Ŵ paper.pdf, {len(content) / 1_000:.0f} kB" in html
    assert "A paper" in seen(anyone, "/consultations/posting/")

    answer = anyone.get(f"/consultations/posting/documents/{made.pk}")
    assert answer.content == content
    assert answer["Content-Type"] == "application/pdf"
    assert answer["Content-Disposition"] == "attachment; filename*=utf-8''%C5%B4%20paper.pdf"
    assert answer["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert "Accept-Ranges" not in answer

    assert staff.post(AT, {"action": "remove", "document": made.pk}).status_code == 302
    assert anyone.get(f"/consultations/posting/documents/{made.pk}").status_code == 404
    added, removed = Entry.objects.filter(who="the editor").order_by("number")
    assert (added.what, added.about, added.details["bytes"]) == ("add document", "posting", len(content))
    assert set(added.details) == {"document", "kind", "form", "bytes", "sha256"}
    assert (removed.what, removed.details) == ("remove document", {"document": made.pk, "kind": "supporting"})


@pytest.mark.parametrize(("kind", "file"), list(product(DOCUMENTS, KINDS)))
def test_each_kind_takes_what_fits_whatever_it_is_called(consultation: Consultation, kind: str, file: str) -> None:
    staff = signed_in("editor", consultation)
    answer = upload(staff, MADE[file], "a.exe", "text/html", kind=kind)

    assert set(FITS) == set(DOCUMENTS)
    if file in FITS[kind]:
        made = Document.objects.get()
        assert answer.status_code == 302
        assert (made.content_type, bytes(made.content)) == (KINDS[file].content_type, MADE[file])
        assert made.name.endswith(KINDS[file].endings)
    else:
        assert f"The file is {KINDS[file].said}." in answer.content.decode()
        assert not Document.objects.exists()


@pytest.mark.parametrize(
    ("name", "header"),
    [
        ("../../etc/passwd", 'attachment; filename="passwd.pdf"'),
        ('a"; filename="b.exe.pdf', 'attachment; filename="a-- filename=-b.exe.pdf"'),
        ("a\r\nX-Evil: 1.pdf", 'attachment; filename="a X-Evil- 1.pdf"'),
        ("\u202efdp.exe", 'attachment; filename="fdp.exe.pdf"'),
    ],
)
def test_names_do_no_harm(consultation: Consultation, anyone: Client, name: str, header: str) -> None:
    request = RequestFactory().post(AT, {"kind": "supporting", "title": "A"})
    request.FILES["file"] = named(name, pdf())
    sent, errors = read(request)
    assert sent is not None, errors
    made = add(consultation, sent, "someone")

    assert anyone.get(f"/consultations/posting/documents/{made.pk}")["Content-Disposition"] == header


@pytest.mark.parametrize(
    ("content", "form", "error"),
    [
        (b"", {}, "The file is empty"),
        (b"MZ\x90\x00", {}, "none of"),
        (pdf(), {"kind": ""}, "Choose what it is"),
        (pdf(), {"kind": "portrait"}, "Choose what it is"),
        (pdf(), {"title": " \t "}, "Give it a title"),
        (pdf(), {"title": "x" * 201}, "Give it a title"),
        (pdf(), {"title": "a\u202eb"}, "Give it a title"),
        (pdf(), {"file": ""}, "Choose a file"),
        (pdf(), {"kind": "audio"}, "Audio takes MP3"),
        (b"<html><script>alert(1)</script>", {}, "web page"),
    ],
)
def test_what_is_wrong_is_said_beside_the_field(
    consultation: Consultation, content: bytes, form: dict[str, str], error: str
) -> None:
    answer = upload(signed_in("editor", consultation), content, **form)
    html = answer.content.decode()

    assert answer.status_code == 200
    assert html.count(error) == 2
    assert "<title>Error: " in html
    assert 'href="#file"' in html or 'href="#kind"' in html or 'href="#title"' in html
    assert not Document.objects.exists()
    assert not Entry.objects.filter(what="add document").exists()
    if "title" not in form:
        assert 'value="A paper"' in html


def test_words_in_a_title_are_only_words(consultation: Consultation, anyone: Client) -> None:
    staff = signed_in("editor", consultation)
    upload(staff, pdf(), title="<script>alert(1)</script>")

    assert "<script>alert" not in seen(staff, AT) + seen(anyone, "/consultations/posting/")


def test_after_it_closed_a_document_can_be_added_and_none_removed(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    upload(signed_in("editor", consultation), pdf())
    made = Document.objects.get()
    clock.forward(days=30)
    staff = signed_in("editor", consultation, "the editor, later")
    html = staff.post(AT, {"action": "remove", "document": made.pk}).content.decode()
    assert "what people answered to stays" in html
    assert "Remove it" not in html
    assert anyone.get(f"/consultations/posting/documents/{made.pk}").status_code == 200

    assert upload(staff, pdf()).status_code == 302
    Consultation.objects.update(state="withdrawn")
    assert "nothing is added" in upload(staff, pdf()).content.decode()


def test_there_are_only_so_many(consultation: Consultation) -> None:
    rows = (Document(consultation=consultation, kind="supporting", title=f"{n}", content=b"a") for n in range(MOST))
    Document.objects.bulk_create(rows)

    assert f"{MOST} documents already" in upload(signed_in("editor", consultation), pdf()).content.decode()
    assert Document.objects.count() == MOST


@pytest.mark.parametrize("number", ["", "0", "x", "99999", "-1", "another's"])
def test_only_its_own_documents_can_be_removed(consultation: Consultation, number: str) -> None:
    other = Consultation.objects.create(slug="other", title="O", body="B", state="published")
    made = Document.objects.create(consultation=other, kind="welsh", title="A", name="a.txt", content=b"a")
    answer = signed_in("editor", consultation).post(
        AT, {"action": "remove", "document": made.pk if number == "another's" else number}
    )

    assert answer.status_code == 404
    assert Document.objects.count() == 1


def test_an_unknown_deed_is_none(consultation: Consultation) -> None:
    assert signed_in("editor", consultation).post(AT, {"action": "publish"}).status_code == 404


@pytest.mark.parametrize(
    ("asked", "status", "part"),
    [
        ("", 200, (0, 144)), ("bytes=0-", 206, (0, 144)), ("bytes=0-1", 206, (0, 2)), ("bytes=10-19", 206, (10, 20)),
        ("bytes=100-999", 206, (100, 144)), ("bytes=-4", 206, (140, 144)), ("bytes=-999", 206, (0, 144)),
        ("bytes=144-", 416, None), ("bytes=999-", 416, None), ("bytes=-0", 416, None), ("bytes=5-2", 200, (0, 144)),
        ("bytes=0-1,4-5", 200, (0, 144)), ("bytes=a-b", 200, (0, 144)), ("lines=0-1", 200, (0, 144)),
        ("bytes=-", 200, (0, 144)),
    ],
)  # fmt: skip
def test_films_are_sent_in_parts(
    consultation: Consultation, anyone: Client, asked: str, status: int, part: tuple[int, int] | None
) -> None:
    content = mp4()[:140] + b"last"
    made = Document.objects.create(
        consultation=consultation,
        kind="sign-language",
        title="A",
        name="a.mp4",
        content_type="video/mp4",
        content=content,
    )
    answer = anyone.get(f"/consultations/posting/documents/{made.pk}", headers={"Range": asked} if asked else {})

    assert answer.status_code == status
    if part is None:
        assert answer["Content-Range"] == "bytes */144"
        return
    assert answer.content == content[slice(*part)]
    assert answer["Accept-Ranges"] == "bytes"
    assert answer["Content-Disposition"] == 'inline; filename="a.mp4"'
    assert answer["Content-Length"] == str(part[1] - part[0])
    if status == 206:
        assert answer["Content-Range"] == f"bytes {part[0]}-{part[1] - 1}/144"


def test_what_is_downloaded_is_sent_whole(consultation: Consultation, anyone: Client) -> None:
    made = Document.objects.create(
        consultation=consultation, kind="welsh", title="A", name="a.txt", content_type="text/plain", content=b"abc"
    )
    answer = anyone.get(f"/consultations/posting/documents/{made.pk}", headers={"Range": "bytes=0-1"})

    assert (answer.status_code, answer.content) == (200, b"abc")


@pytest.mark.parametrize("said", ["bytes=" + "9" * 5_000 + "-", "bytes=0-" + "9" * 5_000, "bytes=٣-٤", "bytes=1-2\n"])
def test_strange_ranges_are_none(said: str) -> None:
    assert _part(said, 10) is None


@pytest.mark.parametrize(
    ("size", "said"), [(0, "0 bytes"), (999, "999 bytes"), (1_000, "1 kB"), (999_499, "999 kB"), (1_440_000, "1.4 MB")]
)
def test_sizes_are_said(size: int, said: str) -> None:
    assert _said_size(size) == said


def draft(staff: Client, content: bytes | None, **form: str) -> Any:
    """Make a consultation from a file."""
    file = {"file": SimpleUploadedFile("draft.bin", content, "text/html")} if content is not None else {}
    return staff.post("/staff/", {"title": "From a file", "body": "A council"} | file | form)


@pytest.mark.parametrize("content", [docx("1.1 Think.", "1.2 Be kind."), b"1.1 Think.\n\n1.2 Be kind."])
def test_a_consultation_is_made_from_word_or_markdown(db: None, content: bytes) -> None:
    staff = signed_in()
    at = draft(staff, content)["Location"]
    made = Consultation.objects.get()

    assert made.current is not None
    assert [(one.anchor, one.text) for one in made.current.paragraphs.all()] == [
        ("p-1-1", "Think."),
        ("p-1-2", "Be kind."),
    ]
    assert "Be kind." in seen(staff, at)


@pytest.mark.parametrize(
    ("content", "form", "error"),
    [
        (pdf(), {}, "The draft cannot be used: the file is PDF"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", {}, "old Word file"),
        (word(""), {}, "no paragraph"),
        (docx("a"), {"draft": "1.1 Typed."}, "Choose one"),
        (docx("a"), {"pack": "hcpc-2016-draft"}, "Choose one"),
        (docx("a"), {"title": ""}, "Give a title"),
        (None, {}, "no paragraph"),
    ],
)
def test_what_cannot_be_a_draft_is_said_and_what_was_typed_stays(
    db: None, content: bytes | None, form: dict[str, str], error: str
) -> None:
    html = draft(signed_in(), content, **form).content.decode()

    assert error in html
    assert "<title>Error: " in html
    assert 'value="A council"' in html
    assert form.get("draft", "") in html
    assert not Consultation.objects.exists()


def test_a_new_version_comes_from_a_file(consultation: Consultation) -> None:
    staff = signed_in("editor", consultation)
    word = docx("1.1 Think before you post it.", "1.2 Keep what you learn at work to yourself.")
    kept = SimpleUploadedFile("new.docx", word)
    form = {"action": "version", "draft": "the old text", "note": "From Word", "file": kept}
    assert staff.post("/staff/posting/", form).status_code == 302
    version = consultation.current
    assert version is not None
    assert (version.number, version.note) == (2, "From Word")
    assert version.paragraphs.get(anchor="p-1-1").text == "Think before you post it."
    kept = SimpleUploadedFile("new.docx", pdf())
    assert "a draft is read from Word" in staff.post("/staff/posting/", form | {"file": kept}).content.decode()
    assert version == consultation.current
