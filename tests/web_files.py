"""Files of every kind that is taken, made here."""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterable, Mapping

import typst
from docx import Document

W = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
MAIN = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="xml" ContentType="application/xml"/>'
    f'<Override PartName="/word/document.xml" ContentType="{MAIN}"/></Types>'
)
_OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"


def zipped(members: Mapping[str, str | bytes] | Iterable[tuple[str, str | bytes]], packed: bool = True) -> bytes:
    """An archive."""
    kept = io.BytesIO()
    pairs = members.items() if isinstance(members, Mapping) else members
    with zipfile.ZipFile(kept, "w", zipfile.ZIP_DEFLATED if packed else zipfile.ZIP_STORED) as made:
        for name, content in pairs:
            made.writestr(name, content)
    return kept.getvalue()


def word(body: str, /, packed: bool = True, **parts: str) -> bytes:
    """A Word document with this in its body, and these parts beside it: styles, numbering, footnotes, endnotes."""
    links = "".join(f'<Relationship Id="{name}" Type="{_OFFICE}/{name}" Target="{name}.xml"/>' for name in parts)
    main = f'<Relationship Id="a" Type="{_OFFICE}/officeDocument" Target="word/document.xml"/>'
    space = (
        f'xmlns:w="{W}" xmlns:mc="http://schemas.openxmlformats.org/markup-compatibility/2006" '
        'xmlns:m="http://schemas.openxmlformats.org/officeDocument/2006/math"'
    )
    return zipped(
        {
            "[Content_Types].xml": TYPES,
            "_rels/.rels": f'<Relationships xmlns="{_PACKAGE}">{main}</Relationships>',
            "word/_rels/document.xml.rels": f'<Relationships xmlns="{_PACKAGE}">{links}</Relationships>',
            "word/document.xml": f"<w:document {space}><w:body>{body}<w:sectPr/></w:body></w:document>",
        }
        | {f"word/{name}.xml": f"<w:{name} {space}>{inside}</w:{name}>" for name, inside in parts.items()},
        packed,
    )


def docx(*paragraphs: str) -> bytes:
    """A Word document as a library makes it."""
    made = Document()
    for one in paragraphs:
        made.add_paragraph(one)
    kept = io.BytesIO()
    made.save(kept)
    return kept.getvalue()


def odt() -> bytes:
    """An OpenDocument text."""
    kept = io.BytesIO()
    with zipfile.ZipFile(kept, "w") as made:
        made.writestr("mimetype", "application/vnd.oasis.opendocument.text")
        made.writestr("content.xml", "<a/>")
    return kept.getvalue()


def pdf() -> bytes:
    """A PDF."""
    made = typst.compile(b"Hello", format="pdf", ignore_system_fonts=True)
    assert isinstance(made, bytes)
    return made


def png(wide: int = 1, high: int = 1) -> bytes:
    """A picture, as large as it says."""
    head = struct.pack(">IIBBBBB", wide, high, 8, 0, 0, 0, 0)
    chunks = ((b"IHDR", head), (b"IDAT", zlib.compress(b"\0\0")), (b"IEND", b""))
    packed = (struct.pack(">I", len(c)) + n + c + struct.pack(">I", zlib.crc32(n + c)) for n, c in chunks)
    return b"\x89PNG\r\n\x1a\n" + b"".join(packed)


def jpeg(wide: int = 1, high: int = 1) -> bytes:
    """A photograph, as large as it says."""
    size = b"\xff\xc0" + struct.pack(">HBHHB", 11, 8, high, wide, 1) + b"\x01\x11\x00"
    return b"\xff\xd8\xff\xe0\x00\x10JFIF\0\1\1\0\0\1\0\1\0\0" + size + b"\xff\xda\x00\x08\1\1\0\0\x3f\0\0\xff\xd9"


def mp3(tag: bytes = b"") -> bytes:
    """Two frames of silence at 128 kbit/s, 44.1 kHz."""
    return tag + 2 * (b"\xff\xfb\x90\x00" + bytes(413))


def ogg(codec: bytes = b"OpusHead") -> bytes:
    """The first page of an Ogg file."""
    return b"OggS\x00\x02" + bytes(20) + b"\x01\x13" + codec + bytes(11)


def box(name: bytes, inside: bytes = b"") -> bytes:
    """A box of an MP4 file."""
    return struct.pack(">I", 8 + len(inside)) + name + inside


def mp4(holds: bytes = b"vide", brand: bytes = b"isom") -> bytes:
    """A film with a track of that kind."""
    handler = box(b"hdlr", bytes(8) + holds + bytes(13))
    moov = box(b"moov", box(b"mvhd", bytes(100)) + box(b"trak", box(b"mdia", handler)))
    return box(b"ftyp", brand + bytes(4) + b"isom") + box(b"free") + moov + box(b"mdat", bytes(range(64)))


def webm(kind: bytes = b"webm") -> bytes:
    """The head of a WebM file."""
    head = b"\x42\x86\x81\x01" + b"\x42\x82" + bytes([0x80 | len(kind)]) + kind
    return b"\x1a\x45\xdf\xa3" + bytes([0x80 | len(head)]) + head + b"\x18\x53\x80\x67\xff" + bytes(40)


def every() -> dict[str, bytes]:
    """One of each kind that is taken."""
    return {
        "pdf": pdf(),
        "docx": docx("Hello"),
        "odt": odt(),
        "text": "Llŷn ✓\n\n# Head\r\n\ttab".encode(),
        "mp3": mp3(),
        "ogg": ogg(),
        "m4a": mp4(b"soun", b"M4A "),
        "mp4": mp4(),
        "webm": webm(),
        "png": png(),
        "jpeg": jpeg(),
    }
