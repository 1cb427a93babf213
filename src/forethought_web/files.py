"""What a file is, told by what is in it: never by its name or by what a browser says of it."""

from __future__ import annotations

import re
import struct
import unicodedata
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import PurePath

from forethought_web.archives import Archive, Refused, opened, without_types

__all__ = ["KINDS", "Kind", "Refused", "kind_of", "looked_into", "safe_name", "text_of"]

MOST_PIXELS = 100_000_000  # of a picture, which a reader's browser must hold
_MOST_BOXES = 10_000  # of a film, chunks of a picture
_WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml."
_OPEN = "application/vnd.oasis.opendocument.text"
_LONGEST_NAME = 120


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of file: what people call it, what we call it when we send it, and how its name may end."""

    name: str
    said: str
    content_type: str
    endings: tuple[str, ...]


KINDS = {
    kind.name: kind
    for kind in (
        Kind("pdf", "PDF", "application/pdf", (".pdf",)),
        Kind("docx", "Word (.docx)", f"{_WORD}document", (".docx",)),
        Kind("odt", "OpenDocument text (.odt)", _OPEN, (".odt",)),
        Kind("text", "plain text or Markdown", "text/plain; charset=utf-8", (".txt", ".md")),
        Kind("mp3", "MP3", "audio/mpeg", (".mp3",)),
        Kind("ogg", "Ogg", "audio/ogg", (".ogg", ".oga", ".opus")),
        Kind("m4a", "MP4 with sound only (.m4a)", "audio/mp4", (".m4a", ".mp4")),
        Kind("mp4", "MP4", "video/mp4", (".mp4", ".m4v")),
        Kind("webm", "WebM", "video/webm", (".webm",)),
        Kind("png", "PNG", "image/png", (".png",)),
        Kind("jpeg", "JPEG", "image/jpeg", (".jpg", ".jpeg")),
    )
}
# What is often sent and not taken: how it begins, and what to do.
_OTHERS = (
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "is an old Word file, or has a password; save it as .docx, without one"),
    (b"{\\rtf", "is RTF; save it as .docx"),
    (b"\xff\xfe", "is text, but not UTF-8; save it as UTF-8"),
    (b"\xfe\xff", "is text, but not UTF-8; save it as UTF-8"),
    (b"\x1a\x45\xdf\xa3", "is a film in a form that browsers do not play; save it as WebM or MP4"),
    (b"OggS", "is Ogg, but not with Opus, Vorbis, FLAC or Speex sound; save it as MP3"),
    (b"%PDF-", "is a PDF that is damaged or cut short; send it anew"),
    (b"\x89PNG", "is a PNG that is damaged or very large; save it anew"),
    (b"\xff\xd8\xff", "is a JPEG that is damaged or very large; save it anew"),
    (b"ID3", "is sound, but not MP3, or damaged; save it as MP3"),
    (b"RIFF", "is in a form that is not taken; save sound as MP3 and pictures as PNG or JPEG"),
    (b"GIF8", "is a GIF; save it as PNG"),
    (b"%!PS", "is PostScript; save it as PDF"),
)
_CODE = re.compile(r"\s*<(?:!doctype|\?xml|html|head|body|svg|script|\?php)|\s*#!", re.IGNORECASE)
_CONTROL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\ufffe\uffff]")


def kind_of(content: bytes) -> Kind:
    """What a file is.

    Raises:
        Refused: If it is none of the kinds that are taken, is damaged, or could harm who opens it.
    """
    return looked_into(content)[0]


def looked_into(content: bytes) -> tuple[Kind, Archive | None]:
    """What a file is, and where it is an archive its members, each found to be what it says.

    Raises:
        Refused: As for `kind_of`.
    """
    if not content:
        raise Refused("the file is empty")
    if content[:4] in (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08"):
        return _packed(content)
    for name, is_one in _LOOKS:
        if is_one(content):
            return KINDS[name], None
    for start, why in _OTHERS:
        if content.startswith(start):
            raise Refused(f"the file {why}")
    if content[4:8] == b"ftyp":
        raise Refused(
            "the file is a film or picture that is damaged, or that browsers do not show; save it as MP4 or JPEG"
        )
    text_of(content)
    return KINDS["text"], None


def text_of(content: bytes) -> str:
    """The words of a file of plain text.

    Raises:
        Refused: If it is not UTF-8, has control characters in it, or is a program or a web page.
    """
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError:
        taken = ", ".join(kind.said for kind in KINDS.values())
        raise Refused(f"the file is none of {taken}; text must be saved as UTF-8") from None
    if _CONTROL.search(text):
        raise Refused("the file has bytes in it that are not text")
    if _CODE.match(text):
        raise Refused("the file is a web page, a picture in code or a program; save it as PDF or as plain text")
    return text


def _packed(content: bytes) -> tuple[Kind, Archive]:
    try:
        archive = opened(content)
        names = {name.casefold(): name for name in archive.members}
        for name, given in names.items():
            if name.endswith((".xml", ".rels", ".rdf")):
                without_types(archive.read(given))
    except Refused as why:
        raise Refused(f"the file is a zip archive that cannot be opened safely: {why}") from None
    if archive.read("mimetype") == _OPEN.encode() and "content.xml" in names:
        if any(name.startswith(("basic/", "scripts/")) for name in names):
            raise Refused("the file has macros in it; save it without them")
        return KINDS["odt"], archive
    types = archive.read("[Content_Types].xml")
    if any("vbaproject" in name or "vbadata" in name or "/activex/" in name for name in names) or b"macroEnabled" in (
        types.replace(b"\x00", b"")
    ):
        raise Refused("the file has macros in it; save it without them, as .docx")
    if f"{_WORD}document.main+xml".encode() in types.replace(b"\x00", b""):
        return KINDS["docx"], archive
    raise Refused("the file is an archive, and no Word or OpenDocument text; send the documents in it one by one")


def _is_pdf(content: bytes) -> bool:
    end = content[-2_048:]
    return re.match(rb"%PDF-[12]\.\d", content) is not None and b"startxref" in end and b"%%EOF" in end


def _is_png(content: bytes) -> bool:
    if content[:16] != b"\x89PNG\r\n\x1a\n\x00\x00\x00\rIHDR" or len(content) < 33:
        return False
    wide, high = struct.unpack_from(">II", content, 16)
    at = 8
    for _ in range(_MOST_BOXES):
        if at + 12 > len(content):
            return False
        if content[at + 4 : at + 8] == b"IEND":
            return bool(0 < wide * high <= MOST_PIXELS)
        at += 12 + int.from_bytes(content[at : at + 4], "big")
    return False


def _is_jpeg(content: bytes) -> bool:
    at, is_sized = 2, False
    if content[:3] != b"\xff\xd8\xff" or b"\xff\xd9" not in content[-4_096:]:
        return False
    for _ in range(_MOST_BOXES):
        if at + 9 > len(content) or content[at] != 0xFF:
            return False
        mark, length = content[at + 1], int.from_bytes(content[at + 2 : at + 4], "big")
        if mark == 0xDA:
            return is_sized
        if 0xC0 <= mark <= 0xCF and mark not in (0xC4, 0xC8, 0xCC):
            high, wide = struct.unpack_from(">HH", content, at + 5)
            is_sized = 0 < wide * high <= MOST_PIXELS
        at += 1 if mark == 0xFF else 2 + max(2, length)
    return False


def _is_mp3(content: bytes) -> bool:
    at = 0
    if content[:3] == b"ID3" and len(content) > 10 and max(content[6:10]) < 0x80:
        a, b, c, d = content[6:10]
        at = 10 + (a << 21 | b << 14 | c << 7 | d) + (10 if content[5] & 0x10 else 0)
        padding = re.compile(rb"\x00*").match(content, at)
        at = padding.end() if padding else at
    length = _frame(content, at)
    return bool(length and _frame(content, at + length))


_RATES = {
    3: (0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 0),
    2: (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160, 0),
}
_SAMPLES = {3: (44_100, 48_000, 32_000, 0), 2: (22_050, 24_000, 16_000, 0), 0: (11_025, 12_000, 8_000, 0)}


def _frame(content: bytes, at: int) -> int:
    """How long the frame of MPEG layer III is that stands there; 0 where there is none."""
    if at + 4 > len(content) or content[at] != 0xFF or content[at + 1] & 0xE6 != 0xE2:
        return 0
    version = content[at + 1] >> 3 & 3
    if version == 1:
        return 0
    rate = _RATES[3 if version == 3 else 2][content[at + 2] >> 4]
    samples = _SAMPLES[version][content[at + 2] >> 2 & 3]
    if not rate or not samples:
        return 0
    return (144 if version == 3 else 72) * rate * 1_000 // samples + (content[at + 2] >> 1 & 1)


def _is_ogg(content: bytes) -> bool:
    if content[:5] != b"OggS\x00" or len(content) < 28 or not content[5] & 2:
        return False
    first = content[27 + content[26] :]
    return first.startswith((b"OpusHead", b"\x01vorbis", b"\x7fFLAC", b"Speex   "))


def _is_webm(content: bytes) -> bool:
    """An EBML file that names its type "webm" in its head."""
    if content[:4] != b"\x1a\x45\xdf\xa3":
        return False
    length, size = _vint(content, 4)
    head = content[4 + length : 4 + length + min(size, 1_000)]
    return bool(length) and b"\x42\x82\x84webm" in head and content[4 + length + size :][:4] == b"\x18\x53\x80\x67"


def _vint(content: bytes, at: int) -> tuple[int, int]:
    """How many bytes a number of EBML has, and the number; 0 bytes where there is none."""
    if at >= len(content) or not content[at]:
        return 0, 0
    length = 9 - content[at].bit_length()
    return length, int.from_bytes(content[at : at + length], "big") & ~(1 << 7 * length)


_BRANDS = frozenset("isom iso2 iso3 iso4 iso5 iso6 mp41 mp42 mp71 avc1 dash M4V M4A M4B MSNV f4v cmfc".split())


def _boxes(content: bytes, at: int, end: int) -> Iterator[tuple[bytes, int, int]]:
    """The boxes of an MP4 file: what each is, and where its inside begins and ends. Stops where one does not fit."""
    for _ in range(_MOST_BOXES):
        if at + 8 > end:
            return
        size, head = int.from_bytes(content[at : at + 4], "big"), 8
        if size == 1:
            size, head = int.from_bytes(content[at + 8 : at + 16], "big"), 16
        size = size or end - at
        if size < head or at + size > end:
            return
        yield content[at + 4 : at + 8], at + head, at + size
        at += size


def _tracks(content: bytes) -> frozenset[bytes]:
    """What the tracks of an MP4 file hold: b"vide", b"soun"; empty where it is none, or is not whole."""
    top = list(_boxes(content, 0, len(content)))
    if not top or top[0][0] != b"ftyp" or not {b"moov", b"mdat"} <= {name for name, _, _ in top}:
        return frozenset()
    if content[8:12].decode("latin-1").strip() not in _BRANDS:
        return frozenset()
    places = [(start, end) for name, start, end in top if name == b"moov"]
    for wanted in (b"trak", b"mdia", b"hdlr"):
        places = [
            (start, end) for place in places[:100] for name, start, end in _boxes(content, *place) if name == wanted
        ]
    return frozenset(content[start + 8 : start + 12] for start, _ in places)


def _is_m4a(content: bytes) -> bool:
    tracks = _tracks(content)
    return b"soun" in tracks and b"vide" not in tracks


def _is_mp4(content: bytes) -> bool:
    return b"vide" in _tracks(content)


_LOOKS: tuple[tuple[str, Callable[[bytes], bool]], ...] = (
    ("pdf", _is_pdf),
    ("png", _is_png),
    ("jpeg", _is_jpeg),
    ("mp4", _is_mp4),
    ("m4a", _is_m4a),
    ("webm", _is_webm),
    ("ogg", _is_ogg),
    ("mp3", _is_mp3),
)
_DEVICES = re.compile(r"(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def safe_name(name: str, kind: Kind) -> str:
    """A name for a file that means nothing to a shell, a header or a path, and ends as its kind does.

    Letters of every script stay; what cannot be seen, or turns the direction of writing, does not.
    """
    last = re.split(r"[/\\]", name[-1_000:])[-1]
    seen = "".join(" " if char.isspace() else char for char in unicodedata.normalize("NFC", last))
    seen = "".join(char for char in seen if char == " " or unicodedata.category(char)[0] not in "CZ")
    plain = " ".join(re.sub(r"[<>:\"|?*;%`$]", "-", seen).split()).strip(". ")
    ending = PurePath(plain).suffix
    stem = plain.removesuffix(ending)
    if ending.lower() not in kind.endings:
        stem, ending = plain, kind.endings[0]
    stem = stem.strip(". ") or "document"
    if _DEVICES.match(stem):
        stem = f"_{stem}"
    return stem[: _LONGEST_NAME - len(ending)].rstrip(". ") + ending.lower()
