"""What a file is, told by what is in it, and archives that would harm who opens them."""

from __future__ import annotations

import io
import struct
import time
import tracemalloc
import unicodedata
import zipfile
import zlib
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought_web.archives import LARGEST_MEMBER, MOST_ELEMENTS, MOST_MEMBERS, Element, opened, xml
from forethought_web.files import KINDS, Kind, Refused, kind_of, looked_into, safe_name, text_of
from web_files import TYPES, box, docx, every, jpeg, mp3, mp4, odt, ogg, pdf, png, webm, word, zipped

MADE = every()
MB = 1_000_000


@pytest.mark.parametrize("name", KINDS)
def test_each_kind_is_known_by_what_is_in_it(name: str) -> None:
    assert kind_of(MADE[name]) == KINDS[name]


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (mp3(b"ID3\x04\0\0\0\0\0\x05abcde"), "mp3"),
        (mp3(b"ID3\x04\0\0\0\0\0\x05abcde" + bytes(500)), "mp3"),
        (ogg(b"\x01vorbis"), "ogg"),
        (mp4(b"vide", b"mp42"), "mp4"),
        (b"\xef\xbb\xbfText with a mark of its order.", "text"),
        (b"%PDF as a word is text", "text"),
        (b"PKs are text too", "text"),
    ],
)
def test_less_usual_ones(content: bytes, name: str) -> None:
    assert kind_of(content).name == name


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\0", "not text"),
        (b"a\x1b[31mb", "not text"),
        ("a\u009bb".encode(), "not text"),
        (b"caf\xe9", "UTF-8"),
        ("text".encode("utf-16"), "UTF-8"),
        (b"{\\rtf1 Hello}", "RTF"),
        (b"<!DOCTYPE html><script>alert(1)</script>", "web page"),
        (b"  \n<svg onload=alert(1)>", "web page"),
        (b'<?xml version="1.0"?><a/>', "web page"),
        (b"#!/bin/sh\nrm -r /", "program"),
        (b"%!PS-Adobe", "PostScript"),
        (b"MZ\x90\0\3\0\0\0", "none of"),
        (b"\x7fELF\2\1\1\0", "not text"),
        (b"GIF89a\1\0\1\0", "GIF"),
        (b"RIFF\x10\0\0\0WAVEfmt ", "MP3"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512), "password"),
        (pdf()[:-200], "PDF that is damaged"),
        (png()[:-8], "PNG that is damaged"),
        (png(100_000, 100_000), "very large"),
        (png(0, 1), "damaged"),
        (jpeg()[:-2], "JPEG that is damaged"),
        (jpeg(60_000, 60_000), "very large"),
        (mp3()[:400], "none of"),
        (b"ID3\x04\0\0\0\0\0\x05abcde" + bytes(9), "not MP3"),
        (ogg(b"\x80theora"), "Ogg"),
        (webm(b"matroska"), "WebM or MP4"),
        (webm()[:8], "WebM or MP4"),
        (mp4(b"vide", b"heic"), "MP4 or JPEG"),
        (mp4(b"hint"), "MP4 or JPEG"),
        (mp4()[:-30], "MP4 or JPEG"),
        (box(b"ftyp", b"isom" + bytes(8)), "MP4 or JPEG"),
    ],
)  # fmt: skip
def test_anything_else_is_refused_with_a_reason(content: bytes, why: str) -> None:
    with pytest.raises(Refused, match=why):
        kind_of(content)


@settings(max_examples=150)
@given(st.binary(max_size=400), st.sampled_from([b"", *(made[:40] for made in MADE.values())]))
def test_no_bytes_are_too_strange(content: bytes, start: bytes) -> None:
    try:
        kind = kind_of(start + content)
    except Refused:
        return
    assert kind in KINDS.values()


@settings(max_examples=100)
@given(st.sampled_from(list(MADE)), st.data())
def test_a_file_that_is_cut_or_changed_is_told_or_refused(name: str, data: st.DataObject) -> None:
    content = bytearray(MADE[name])
    for _ in range(data.draw(st.integers(0, 4))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    try:
        looked_into(bytes(content[: data.draw(st.integers(1, len(content)))]))
    except Refused:
        return


def test_text_is_as_it_was() -> None:
    assert text_of("\ufeffŵ\r\n✓".encode()) == "ŵ\r\n✓"


def _bomb(size: int) -> bytes:
    return word(f"<w:p><w:r><w:t>{'a' * size}</w:t></w:r></w:p>")


def _lying(content: bytes, says: int) -> bytes:
    """An archive whose largest member says that it is smaller than it is, in both places."""
    made = bytearray(content)
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        largest = max(archive.infolist(), key=lambda one: one.file_size)
        real = struct.pack("<I", largest.file_size)
    at = made.find(real, largest.header_offset)
    made[at : at + 4] = struct.pack("<I", says)
    at = made.find(real, archive.start_dir)
    made[at : at + 4] = struct.pack("<I", says)
    return bytes(made)


def _overlapping(count: int) -> bytes:
    """Many members that are all the same bytes, each with its own line in the list."""
    data = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = data.compress(bytes(500_000)) + data.flush()
    check = zlib.crc32(bytes(500_000))
    rest = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, check, len(packed), 500_000, 1, 0)
    local = b"PK\x03\x04" + rest + b"a" + packed
    listed = b"".join(
        b"PK\x01\x02" + struct.pack("<H", 20) + rest + struct.pack("<HHHII", 0, 0, 0, 0, 0) + b"a" for _ in range(count)
    )
    end = b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, count, count, len(listed), len(local), 0)
    return local + listed + end


def _quoted() -> bytes:
    """Members that quote the headers of those behind them, as the zip bombs of 2019 did."""
    kernel = zlib.compressobj(9, zlib.DEFLATED, -15)
    packed = kernel.compress(bytes(100_000)) + kernel.flush()
    second = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, zlib.crc32(bytes(100_000)), len(packed), 100_000, 1, 0)
    inner = b"PK\x03\x04" + second + b"b" + packed
    header = len(inner) - len(packed)
    quote = b"\x00" + struct.pack("<HH", header, header ^ 0xFFFF) + inner[:header]
    whole = quote + packed
    check = zlib.crc32(inner[:header] + bytes(100_000))
    rest = struct.pack("<HHHHHIIIHH", 20, 0, 8, 0, 0, check, len(whole), header + 100_000, 1, 0)
    local = b"PK\x03\x04" + rest + b"a" + whole
    tail = struct.pack("<HHHI", 0, 0, 0, 0)
    starts = len(local) - len(inner)
    listed = b"PK\x01\x02" + struct.pack("<H", 20) + rest + tail + struct.pack("<I", 0) + b"a"
    listed += b"PK\x01\x02" + struct.pack("<H", 20) + second + tail + struct.pack("<I", starts) + b"b"
    return local + listed + b"PK\x05\x06" + struct.pack("<HHHHIIH", 0, 0, 2, 2, len(listed), len(local), 0)


def _flagged(content: bytes, flag: int) -> bytes:
    made = bytearray(content)
    made[made.find(b"PK\x01\x02") + 8] |= flag
    return bytes(made)


def _shortened(content: bytes) -> bytes:
    end = content.rfind(b"PK\x05\x06")
    return content[: end + 8] + struct.pack("<HH", 1, 1) + content[end + 12 :]


def _nested() -> bytes:
    inner = zipped({"a": bytes(10 * MB)})
    for _ in range(5):
        inner = zipped({f"{n}.zip": inner for n in range(10)})
    return inner


def _typed(dtd: str, name: str = "word/document.xml", encoding: str = "utf-8") -> bytes:
    text = f'<?xml version="1.0" encoding="{encoding}"?>\n<!-- a --><!DOCTYPE w {dtd}><w>&a;</w>'.encode(encoding)
    return zipped({"[Content_Types].xml": TYPES, "word/document.xml": "<a/>"} | {name: text})


_MORE = "".join(f'<!ENTITY a{n} "{f"&a{n - 1};" * 10}">' for n in range(1, 12))
_LAUGHS = f'[<!ENTITY a0 "ha">{_MORE}<!ENTITY a "&a11;">]'
HARMFUL: dict[str, tuple[Callable[[], bytes], str]] = {
    "one member of very many bytes": (lambda: _bomb(LARGEST_MEMBER + 1), "larger than"),
    "many members of many bytes": (lambda: zipped({f"{n}": bytes(19 * MB) for n in range(4)}), "larger than"),
    "packed very small": (lambda: _bomb(10 * MB), "unpacks to very much more"),
    "says it is small": (lambda: _lying(_bomb(10 * MB), 100), "damaged"),
    "says it is nothing": (lambda: _lying(_bomb(10 * MB), 0), "damaged"),
    "says it is larger": (lambda: _lying(word("<w:p/>"), 9_999), "damaged"),
    "very many members": (lambda: zipped({f"{n}": "" for n in range(MOST_MEMBERS + 1)}), "parts"),
    "the same bytes again and again": (lambda: _overlapping(1_000), "damaged"),
    "members that quote others": (_quoted, "damaged"),
    "the same name twice": (lambda: zipped([("a", "1"), ("b", "2")]).replace(b"\x00b", b"\x00a"), "damaged"),
    "the same name in capitals": (lambda: zipped([("Word/a.xml", "<a/>"), ("word/A.xml", "<a/>")]), "damaged"),
    "out of its folder": (lambda: zipped({"../../etc/passwd": "x"}), "damaged"),
    "from the root": (lambda: zipped({"/etc/passwd": "x"}), "damaged"),
    "from a drive": (lambda: zipped({"C:/a": "x"}), "damaged"),
    "with a line in its name": (lambda: zipped({"a\nb": "x"}), "damaged"),
    "locked": (lambda: _flagged(docx("a"), 1), "password"),
    "something before it": (lambda: docx("a")[:4] + b"junk" + docx("a")[4:], "damaged"),
    "something behind it": (lambda: docx("a") + b"junk", "damaged"),
    "two lists": (lambda: docx("a") + docx("b"), "damaged"),
    "a list longer than it says": (lambda: _shortened(zipped({"a": "1", "b": "2"})), "damaged"),
    "bytes that were changed": (lambda: zipped({"a": "1234567"}, False).replace(b"1234567", b"1234568"), "damaged"),
    "another name in the list": (lambda: zipped({"abcdefg": "1"}).replace(b"abcdefg", b"abcdefh", 1), "damaged"),
    "archives in archives": (_nested, "no Word"),
    "another archive": (lambda: zipped({"a.txt": "a"}), "no Word"),
    "a spreadsheet": (lambda: zipped({"[Content_Types].xml": TYPES.replace("wordprocessingml", "sheet")}), "no Word"),
    "macros": (lambda: zipped({"[Content_Types].xml": TYPES, "word/vbaProject.bin": b"\0"}), "macros"),
    "macros in capitals": (lambda: zipped({"[Content_Types].xml": TYPES, "word/VBAPROJECT.BIN": b"\0"}), "macros"),
    "a type with macros": (
        lambda: zipped({"[Content_Types].xml": TYPES.replace("document.main", "document.macroEnabled.main")}), "macros",
    ),
    "controls": (lambda: zipped({"[Content_Types].xml": TYPES, "word/activeX/activeX1.bin": b"\0"}), "macros"),
    "macros in OpenDocument": (
        lambda: zipped(
            {"mimetype": "application/vnd.oasis.opendocument.text", "content.xml": "<a/>", "Basic/a.xml": "<a/>"}, False
        ),
        "macros",
    ),
    "a billion laughs": (lambda: _typed(_LAUGHS), "entities"),
    "an entity from a file": (lambda: _typed('[<!ENTITY a SYSTEM "file:///etc/passwd">]'), "entities"),
    "an entity from the web": (lambda: _typed('[<!ENTITY a SYSTEM "http://127.0.0.1:1/a">]'), "entities"),
    "a type from the web": (lambda: _typed('SYSTEM "http://127.0.0.1:1/a.dtd"'), "entities"),
    "entities in a footer": (lambda: _typed(_LAUGHS, "word/footer9.xml"), "entities"),
    "entities in links": (lambda: _typed(_LAUGHS, "word/_rels/document.xml.RELS"), "entities"),
    "entities in UTF-16": (lambda: _typed(_LAUGHS, encoding="utf-16"), "entities"),
    "in no encoding there is": (lambda: zipped({"a.xml": '<?xml version="1.0" encoding="nothing"?><a/>'}), "damaged"),
}  # fmt: skip


@pytest.mark.parametrize("harm", HARMFUL)
def test_archives_that_would_harm_are_refused_fast_and_in_little_memory(harm: str) -> None:
    make, why = HARMFUL[harm]
    content = make()
    tracemalloc.start()
    began = time.process_time()
    with pytest.raises(Refused, match=why):
        kind_of(content)
    took, (_, most) = time.process_time() - began, tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert took < 10
    assert most < len(content) + 50 * MB


@settings(max_examples=100)
@given(st.dictionaries(st.text("abc/.é ", min_size=1, max_size=9), st.binary(max_size=300), max_size=6), st.booleans())
def test_what_is_in_an_archive_comes_out_as_its_maker_reads_it(members: dict[str, bytes], packed: bool) -> None:
    content = zipped(members, packed)
    try:
        archive = opened(content)
    except Refused:
        names = [name.casefold() for name in members]
        odd = [name for name in members if name.startswith("/") or ".." in name.split("/")]
        assert odd or not members or len(set(names)) < len(names)
        return

    assert {name: archive.read(name) for name in archive.members} == members


def test_a_member_that_was_written_before_its_size_was_known_is_read() -> None:
    class Pipe(io.BytesIO):
        def tell(self) -> int:
            raise OSError

    pipe = Pipe()
    with zipfile.ZipFile(pipe, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("a", b"x" * 10_000)

    assert opened(pipe.getvalue()).read("a") == b"x" * 10_000


@pytest.mark.parametrize(
    "content",
    [
        b"", b"<a>", b"<a></b>", b"&a;", b"<a>&b;</a>", b'<a b="1" b="2"/>',
        b'<?xml version="1.0" encoding="nothing"?><a/>',
        b'<!DOCTYPE a [<!ENTITY b "c">]><a>&b;</a>', b"<a>" * 1_000, b"<a>" + b"<b/>" * (MOST_ELEMENTS + 1) + b"</a>",
        b'<a xmlns="' + b"x" * 1_000 + b'"/>', b"<" + b"a" * 100_000 + b"/>",
    ],
)  # fmt: skip
def test_xml_that_is_none_or_too_much_is_refused(content: bytes) -> None:
    with pytest.raises(Refused):
        xml(content)


def test_xml_is_a_tree_with_short_names() -> None:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    found = xml(
        b'<x:a xmlns:x="' + space + b'" xmlns="other"><x:t x:val="1">a&amp;<!-- b -->c</x:t><t/></x:a>',
        frozenset(["w:t"]),
    )

    assert found == Element("w:a", {}, (Element("w:t", {"w:val": "1"}, (), "a&c"), Element("?:t", {})))


@pytest.mark.parametrize(
    ("name", "kind", "safe"),
    [
        ("Report.pdf", "pdf", "Report.pdf"),
        ("REPORT.PDF", "pdf", "REPORT.pdf"),
        ("notes.md", "text", "notes.md"),
        ("../../etc/passwd", "text", "passwd.txt"),
        ("C:\\Users\\someone\\draft v2.docx", "docx", "draft v2.docx"),
        ("a\r\nSet-Cookie: b=c.pdf", "pdf", "a Set-Cookie- b=c.pdf"),
        ('a".exe;.pdf', "pdf", "a-.exe-.pdf"),
        ("evil.exe", "pdf", "evil.exe.pdf"),
        ("page.html", "text", "page.html.txt"),
        ("\u202efdp.exe", "pdf", "fdp.exe.pdf"),
        ("Ymgynghoriad ŵ 咨询.pdf", "pdf", "Ymgynghoriad ŵ 咨询.pdf"),
        ("", "mp3", "document.mp3"),
        ("...", "mp3", "document.mp3"),
        (".pdf", "pdf", "pdf.pdf"),
        ("con.txt", "text", "_con.txt"),
        ("x" * 500 + ".pdf", "pdf", "x" * 116 + ".pdf"),
    ],
)
def test_names_mean_nothing_but_themselves(name: str, kind: str, safe: str) -> None:
    assert safe_name(name, KINDS[kind]) == safe


@given(st.text(max_size=200), st.sampled_from(list(KINDS.values())))
def test_every_name_is_made_safe(name: str, kind: Kind) -> None:
    made = safe_name(name, kind)

    assert 1 < len(made) <= 120
    assert made.endswith(kind.endings)
    assert not set(made) & set('/\\<>:"|?*;%`$\r\n\0')
    assert not made.startswith((".", " "))
    assert all(char == " " or unicodedata.category(char)[0] not in "CZ" for char in made)
    assert safe_name(made, kind) == made


def test_both_office_formats_are_read_to_the_end() -> None:
    assert "content.xml" in (looked_into(odt())[1] or opened(b"")).members
    assert "word/document.xml" in (looked_into(docx("a"))[1] or opened(b"")).members
