"""Zip archives that strangers made and the XML in them, read so that none costs more than a known time and memory.

Word and OpenDocument files are such archives. What an archive says of itself is not believed: every member is unpacked
in pieces and counted before anything else opens the file. XML is read without document types, so without entities.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from xml.parsers import expat

MOST_MEMBERS = 2_000
LARGEST_MEMBER = 20_000_000  # bytes, unpacked
LARGEST = 60_000_000  # bytes of all members, unpacked
MOST_ELEMENTS = 500_000  # of one XML member
DEEPEST = 150  # elements within elements
LONGEST_NAME = 1_000  # of an element, with its namespace, which is copied to each
_STEEPEST, _STEEP_FROM = 200, 500_000  # how many times smaller a member may be packed, from which size on
_PIECE = 1 << 16
_END, _CENTRAL, _LOCAL, _LOCATOR_64 = b"PK\x05\x06", b"PK\x01\x02", b"PK\x03\x04", b"PK\x06\x07"
_STORED, _DEFLATED = 0, 8
_ENCRYPTED = 0x0001 | 0x0040 | 0x2000
_NAMESPACES = {
    "http://schemas.openxmlformats.org/wordprocessingml/2006/main": "w",
    "http://purl.oclc.org/ooxml/wordprocessingml/main": "w",
    "http://schemas.openxmlformats.org/officeDocument/2006/math": "m",
    "http://purl.oclc.org/ooxml/officeDocument/math": "m",
    "http://schemas.openxmlformats.org/markup-compatibility/2006": "mc",
    "http://schemas.openxmlformats.org/package/2006/content-types": "ct",
    "http://schemas.openxmlformats.org/package/2006/relationships": "rel",
    "http://www.w3.org/XML/1998/namespace": "xml",
}


class Refused(ValueError):
    """A file that is not taken: why, and what to do."""


@dataclass(frozen=True, slots=True)
class Member:
    """A file in an archive: where its packed bytes stand, how many there are, packed and not, and their sum."""

    name: str
    start: int
    packed: int
    size: int
    check: int
    is_deflated: bool


@dataclass(frozen=True, slots=True)
class Archive:
    """An archive whose every member was unpacked once and found to be what it says."""

    content: bytes
    members: Mapping[str, Member]

    def read(self, name: str) -> bytes:
        """One member; empty where there is none of that name."""
        member = self.members.get(name)
        return b"".join(_unpacked(self.content, member)) if member else b""


_NONE: dict[str, str] = {}


@dataclass(slots=True)
class Element:
    """An element of XML: its name with a short prefix ("w:p"), what it says of itself, and what is in it."""

    tag: str
    said: Mapping[str, str]
    children: Sequence[Element] = ()
    text: str = ""

    def first(self, *path: str) -> Element | None:
        """The first element down a path of names; None where it ends."""
        found: Element | None = self
        for tag in path:
            found = next((one for one in found.children if one.tag == tag), None) if found else None
        return found

    def value(self, *path: str) -> str:
        """What ``w:val`` says at the end of a path; "" where that is not there."""
        found = self.first(*path)
        return found.said.get("w:val", "") if found else ""


def opened(content: bytes) -> Archive:
    """An archive, after each of its members was unpacked and counted.

    Raises:
        Refused: If it is damaged, locked, too large, or made so that readers disagree on what is in it.
    """
    members: dict[str, Member] = {}
    whole, end = 0, 0
    for member, starts in _members(content):
        if starts < end:
            raise _strange()  # the same bytes count for several members: a bomb
        if not member.name or member.name.casefold() in members:
            raise _strange()
        end = member.start + member.packed
        members[member.name.casefold()] = member
        whole += member.size
        if member.size > LARGEST_MEMBER or whole > LARGEST:
            raise Refused(f"unpacked, it would be larger than {LARGEST // 1_000_000} MB; take large pictures out of it")
    for member in members.values():
        _count(content, member)
    return Archive(content, {member.name: member for member in members.values()})


def _strange() -> Refused:
    return Refused("it is damaged, or not made as its program makes it; open it there and save it anew")


def _members(content: bytes) -> Iterator[tuple[Member, int]]:
    """Each member in the order of its bytes, with where its header starts."""
    directory, end, count = _directory(content)
    at, found = directory, []
    for _ in range(count):
        if content[at : at + 4] != _CENTRAL or at + 46 > len(content):
            raise _strange()
        flags, method, check, packed, size, named, extra, comment, disk, starts = struct.unpack_from(
            "<8xHH4xIIIHHHH6xI", content, at
        )
        raw = content[at + 46 : at + 46 + named]
        if flags & _ENCRYPTED:
            raise Refused("it is locked with a password; save it without one")
        if method not in (_STORED, _DEFLATED) or disk or 0xFFFFFFFF in (packed, size, starts):
            raise _strange()
        found.append((starts, raw, method == _DEFLATED, packed, size, check))
        at += 46 + named + extra + comment
    if at != end:
        raise _strange()
    for starts, raw, is_deflated, packed, size, check in sorted(found):
        data = _data(content, starts, raw)
        if data + packed > directory or (not is_deflated and packed != size):
            raise _strange()
        yield Member(_name(raw), data, packed, size, check, is_deflated), starts


def _directory(content: bytes) -> tuple[int, int, int]:
    """Where the list of members begins and ends, and how many there are. Nothing stands behind it."""
    at = content.rfind(_END, max(0, len(content) - (1 << 16) - 22))
    if at < 0 or at + 22 > len(content) or content[:4] != _LOCAL:
        raise _strange()
    disk, first, here, count, size, starts, comment = struct.unpack_from("<4xHHHHIIH", content, at)
    if disk or first or here != count or starts + size != at or at + 22 + comment != len(content):
        raise _strange()
    if content[max(0, at - 20) : at][:4] == _LOCATOR_64:
        raise _strange()
    if count > MOST_MEMBERS or size > MOST_MEMBERS * 1_000:
        raise Refused(f"it has more than {MOST_MEMBERS:,} parts")
    return starts, at, count


def _data(content: bytes, starts: int, name: bytes) -> int:
    """Where a member's bytes begin, behind its own header, which must give it the same name."""
    if content[starts : starts + 4] != _LOCAL or starts + 30 > len(content):
        raise _strange()
    named, extra = struct.unpack_from("<HH", content, starts + 26)
    if content[starts + 30 : starts + 30 + named] != name:
        raise _strange()
    return int(starts + 30 + named + extra)


def _name(raw: bytes) -> str:
    try:
        name = raw.decode()
    except UnicodeDecodeError:
        raise _strange() from None
    parts = name.split("/")
    if not name.isprintable() or "\\" in name or parts[0] == "" or ".." in parts or ":" in parts[0]:
        raise _strange()
    return name


def _unpacked(content: bytes, member: Member) -> Iterator[bytes]:
    """A member's bytes in pieces, none larger than a known size."""
    packed = memoryview(content)[member.start : member.start + member.packed]
    if not member.is_deflated:
        yield bytes(packed)
        return
    reader = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        for at in range(0, len(packed), _PIECE):
            left = bytes(packed[at : at + _PIECE])
            while left and not reader.eof:
                yield reader.decompress(left, _PIECE)
                left = reader.unconsumed_tail
        while not reader.eof and (piece := reader.decompress(reader.unconsumed_tail, _PIECE)):
            yield piece
    except zlib.error:
        raise _strange() from None


def _count(content: bytes, member: Member) -> None:
    size = check = 0
    for piece in _unpacked(content, member):
        size += len(piece)
        check = zlib.crc32(piece, check)
        if size > member.size:
            raise _strange()  # it says that it is smaller than it is
        if size > _STEEP_FROM and size > _STEEPEST * member.packed:
            raise Refused("a part of it unpacks to very much more than it is; save it anew with the program it is from")
    if size != member.size or check != member.check:
        raise _strange()


def without_types(content: bytes) -> None:
    """See that XML has no document type, and so can define no entities.

    Raises:
        Refused: If it has one, or cannot be read so far.
    """

    def begins(name: str, said: Any) -> None:
        raise _Enough

    try:
        _parser(begins).Parse(content, True)
    except _Enough:
        return
    except Refused:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        raise _strange() from None


class _Enough(Exception):
    """What was looked for has been seen."""


def xml(content: bytes, words: frozenset[str] = frozenset(), most: int = MOST_ELEMENTS) -> Element:
    """XML as a tree.

    Args:
        content: The bytes.
        words: The elements whose text is kept.
        most: How many elements it may have.

    Raises:
        Refused: If it is not XML, has a document type, or is very large or deep.
    """
    open_now: list[Element] = [Element("", _NONE)]
    inside: list[list[Element]] = [[]]
    texts: list[list[str]] = [[]]
    count = 0

    def begins(name: str, said: dict[str, str]) -> None:
        nonlocal count
        count += 1
        if count > most or len(open_now) > DEEPEST:
            raise Refused("it is too large or too deeply nested to be read; take tables and pictures out of it")
        open_now.append(Element(_short(name), {_short(key): value for key, value in said.items()} if said else _NONE))
        inside.append([])
        texts.append([])

    def ends(name: str) -> None:
        made, children, text = open_now.pop(), inside.pop(), texts.pop()
        made.children, made.text = tuple(children), "".join(text)
        inside[-1].append(made)

    def says(text: str) -> None:
        if open_now[-1].tag in words:
            texts[-1].append(text)

    reader = _parser(begins)
    reader.EndElementHandler = ends
    reader.CharacterDataHandler = says
    try:
        reader.Parse(content, True)
    except Refused:
        raise
    except (expat.ExpatError, ValueError, LookupError):
        raise _strange() from None
    return inside[0][0]


def _parser(begins: Callable[[str, dict[str, str]], None]) -> expat.XMLParserType:
    def typed(*_: Any) -> None:
        raise Refused("its XML defines entities, which no word processor does; save it anew")

    made = expat.ParserCreate(namespace_separator=" ")
    made.buffer_text = True
    made.StartDoctypeDeclHandler = typed
    made.StartElementHandler = begins
    return made


@lru_cache(maxsize=1_000)
def _short(name: str) -> str:
    if len(name) > LONGEST_NAME:
        raise _strange()
    uri, _, local = name.rpartition(" ")
    return f"{_NAMESPACES.get(uri, '?')}:{local}" if uri else local
