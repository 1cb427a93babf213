"""Files as tables: which encoding and delimiter they have, which system made them, and where they are broken."""

from __future__ import annotations

import csv
import io
import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from forethought_web.responses.columns import plain

MOST_ROWS, MOST_COLUMNS = 20_000, 500
SHAPES = {
    "own": "An export of this program",
    "citizen-space": "Citizen Space",
    "qualtrics": "Qualtrics",
    "regulations": "regulations.gov",
    "other": "A table of another system",
}
_NOT_TEXT = (
    (b"PK\x03\x04", "an Excel workbook or a zip file"),
    (b"\xd0\xcf\x11\xe0", "an old Excel workbook"),
    (b"%PDF", "a PDF"),
    (b"\x1f\x8b", "a compressed file"),
)
_CITIZEN_SPACE_ID = re.compile(r"[A-Z]{4}-[A-Z0-9]{4}-[A-Z0-9]{4}-[A-Z0-9]")
_LONGEST_CELL = csv.field_size_limit()
_SAMPLE = 100_000  # characters from which the delimiter is told
_A_FEW = 60  # characters of a cell that are shown


class Unusable(ValueError):
    """A file that cannot be read as a table: what is the matter, where, and what to do. Never words of it."""


@dataclass(frozen=True, slots=True)
class Column:
    """A column of the file: its name, what is written for people above it, and the zone its times are in."""

    name: str
    said: str = ""
    zone: str = ""

    @property
    def heading(self) -> str:
        """What it is told by."""
        return self.said or self.name


@dataclass(frozen=True, slots=True)
class Row:
    """A row of the file and the line it begins on."""

    line: int
    cells: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Table:
    """A file that was read: its shape, its columns and its rows."""

    shape: str
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    encoding: str = "UTF-8"
    delimiter: str = ","


def read_table(content: bytes) -> Table:
    """Read a file: UTF-8, UTF-16 with its mark, or Windows-1252; with commas, semicolons or tabs.

    Raises:
        Unusable: If it is no table, is broken, or has very many columns or rows.
    """
    text, encoding = _decoded(content)
    delimiter = _delimiter(text)
    records = _records(text, delimiter)
    head = next(records, None)
    if head is None:
        raise Unusable("The file is empty. Choose another.")
    if len(head.cells) > MOST_COLUMNS:
        raise Unusable(
            f"Line 1 has {len(head.cells):,} columns; at most {MOST_COLUMNS} can be read. "
            "Delete those that are not needed."
        )
    rows = []
    for row in records:
        rows.append(row)
        if len(rows) > MOST_ROWS + 2:
            raise Unusable(
                f"The file has more than {MOST_ROWS:,} rows. Cut it into parts, each with the heading; "
                "what is there already is not taken twice."
            )
    if len(head.cells) < 2:
        raise Unusable("Line 1 has one column only. The first line must name the columns, with commas between them.")
    shape = _shape(head, rows)
    heads = _heads(shape, rows)
    if len(rows) == heads:
        raise Unusable("There is a heading and no row below it. Choose a file with responses.")
    return Table(shape, _columns(shape, head, rows[:heads]), tuple(rows[heads:]), encoding, delimiter)


def _decoded(content: bytes) -> tuple[str, str]:
    for begins, what in _NOT_TEXT:
        if content.startswith(begins):
            raise Unusable(f"This is {what}. Open it and save it as “CSV UTF-8”, then choose that file.")
    text, encoding = "", ""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        try:
            text, encoding = content.decode("utf-16"), "UTF-16"
        except UnicodeDecodeError as error:
            raise Unusable(f"Byte {error.start + 1:,} is not UTF-16. Save the file as “CSV UTF-8”.") from None
    else:
        try:
            text, encoding = content.decode("utf-8-sig"), "UTF-8"
        except UnicodeDecodeError:
            try:
                text, encoding = content.decode("cp1252"), "Windows-1252"
            except UnicodeDecodeError as error:
                line = content.count(b"\n", 0, error.start) + 1
                raise Unusable(
                    f"Line {line:,} is in an encoding that is neither UTF-8 nor Windows-1252. "
                    "Save the file as “CSV UTF-8”."
                ) from None
    if "\0" in text:
        at = text.index("\0")
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        raise Unusable(
            f"Line {line:,}, character {column:,}: there is a zero where text should be. Save the file as “CSV UTF-8”."
        )
    return text, encoding


def _delimiter(text: str) -> str:
    """The one by which most rows have as many cells as the heading."""
    sample, best, chosen = text[:_SAMPLE], (-1.0, 0), ","
    for one in (",", ";", "\t"):
        counts = []
        try:
            for row in csv.reader(io.StringIO(sample, newline=""), delimiter=one):
                counts += [len(row)] if row else []
                if len(counts) > 50:
                    break
        except csv.Error:
            pass
        if len(counts) > 1 and len(text) > _SAMPLE:
            counts.pop()
        if counts and counts[0] > 1:
            score = (sum(n == counts[0] for n in counts) / len(counts), counts[0])
            best, chosen = (score, one) if score > best else (best, chosen)
    return chosen


def _records(text: str, delimiter: str) -> Iterator[Row]:
    """The rows that are not empty."""
    read, begins = 0, 0

    def lines() -> Iterator[str]:
        nonlocal read
        for line in io.StringIO(text, newline=""):
            read += len(line)
            yield line

    reader = csv.reader(lines(), delimiter=delimiter, strict=True)
    while True:
        begins, number = read, reader.line_num + 1
        try:
            cells = next(reader)
        except StopIteration:
            return
        except csv.Error:
            raise Unusable(_fault(text, begins, number, delimiter)) from None
        if any(cells):
            yield Row(number, tuple(cells))


def _fault(text: str, at: int, line: int, delimiter: str) -> str:
    """What is wrong in the record that begins there, and where."""
    cell, ends = 1, re.compile(f"[{delimiter}\r\n]")
    while at < len(text):
        begins, first = at, line
        if text[at] == '"':
            at += 1
            while (at := text.find('"', at)) >= 0 and text[at + 1 : at + 2] == '"':
                at += 2
            if at < 0:
                return (
                    f"Line {first:,}, column {cell:,}: a quotation mark opens a cell there and none closes it. "
                    "Close it, or save the file again from where it came."
                )
            at += 1
            line += text.count("\n", begins, at)
            if at < len(text) and text[at] not in f"{delimiter}\r\n":
                return (
                    f"Line {line:,}, column {cell:,}: there is text after the quotation mark that closes the cell. "
                    "Inside a cell each quotation mark must be doubled; save the file again from where it came."
                )
        else:
            found = ends.search(text, at)
            at = found.start() if found else len(text)
        if at - begins > _LONGEST_CELL:
            return f"Line {first:,}, column {cell:,}: the cell is longer than {_LONGEST_CELL:,} characters. Shorten it."
        if at >= len(text) or text[at] != delimiter:
            break
        at, cell = at + 1, cell + 1
    return f"Line {line:,} cannot be read. Save the file again from where it came."


def _shape(head: Row, rows: Sequence[Row]) -> str:
    names = {folded(one) for one in head.cells}
    if {"reference", "sent_at", "consent"} <= names:
        return "own"
    if "responseid" in names and {"startdate", "enddate", "recordeddate"} & names:
        return "qualtrics"
    if {"document id", "agency id", "docket id"} <= names:
        return "regulations"
    if any(_CITIZEN_SPACE_ID.fullmatch(one.strip()) for row in rows[:3] for one in row.cells[:5]):
        return "citizen-space"
    return "other"


def _heads(shape: str, rows: Sequence[Row]) -> int:
    """How many rows below the first are headings: of Qualtrics the words of the questions, and how it imports them."""
    if shape != "qualtrics" or not rows:
        return 0
    return 2 if len(rows) > 1 and any(one.startswith('{"ImportId"') for one in rows[1].cells) else 1


def _columns(shape: str, head: Row, more: Sequence[Row]) -> tuple[Column, ...]:
    def under(row: int, n: int) -> str:
        return more[row].cells[n] if row < len(more) and n < len(more[row].cells) else ""

    return tuple(
        Column(plain(name) if shape == "own" else name, under(0, n), _zone(under(1, n)))
        for n, name in enumerate(head.cells)
    )


def _zone(imported: str) -> str:
    """The zone that Qualtrics names for a column of times; "" where it names none that is known."""
    try:
        named = json.loads(imported).get("timeZone", "")
        return str(ZoneInfo("UTC" if named == "Z" else named).key) if named else ""
    except (ValueError, AttributeError, TypeError, OSError, RecursionError):  # ZoneInfo's own is a KeyError
        return ""
    except KeyError:
        return ""


def folded(text: str) -> str:
    """A text without what case and spaces make of it."""
    return " ".join(text.split()).casefold()


def few(text: str) -> str:
    """The beginning of a text, to tell it by."""
    said = " ".join(text.split())
    return said if len(said) <= _A_FEW else f"{said[:_A_FEW]}…"
