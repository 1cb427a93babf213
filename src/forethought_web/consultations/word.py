"""From a Word document to the parts of a draft, with the numbers that Word shows.

What is kept: headings, paragraphs, list items, the words of links and fields, tables (a row with several cells is one
paragraph, its cells with "|" between), text boxes (after the paragraph they stand in), and what tracked changes put in.
Notes at the foot or the end stand in square brackets behind the paragraph that they belong to. What is left out:
what tracked changes took out, hidden text, comments, headers and footers, the table of contents, and pictures.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace

from forethought_web.archives import Archive, Element, xml
from forethought_web.consultations.drafts import LONGEST, MOST, Part, Unreadable, anchored, numbered, read_markdown
from forethought_web.files import Refused, looked_into, text_of

_WORDS = frozenset(("w:t", "m:t"))
_LONGEST_HEADING = 200  # characters; longer ones are paragraphs that only look like headings
_LONGEST_NUMBER = 20
_LONGEST_PATTERN = 60
_LEVELS = 9  # of a list
_MOST_BESIDE = 100_000  # elements of styles, lists or notes
_MOST_BASES = 30  # styles upon styles
_HEADING = re.compile(r"heading [1-9]|title", re.IGNORECASE)
_CONTENTS = re.compile(r"toc( \d|heading| heading)|table of figures", re.IGNORECASE)
_TYPED = re.compile(
    r"(\d{1,3}(?:\.\d{1,3}){1,4}(?=[.)]?\s)|\d{1,3}(?=[.)]\s|\t)|\((?:[a-z]|[ivxl]{1,5}|\d{1,3})\)(?=\s))[.)]?\s+(.+)",
    re.DOTALL | re.IGNORECASE,
)
_TYPED_HEADING = re.compile(r"(\d{1,3})\s+(\D.*)", re.DOTALL)
_ONLY_NUMBER = re.compile(r"(\d{1,3}(?:\.\d{1,3}){0,4})[.)]?|(\((?:[a-z]|[ivxl]{1,5}|\d{1,3})\))", re.IGNORECASE)
_LEFT_OUT = frozenset(("w:del", "w:moveFrom", "w:pPr", "w:rPr", "w:instrText", "w:delText", "w:rt", "w:sdtPr"))
_ROMAN = (
    (1000, "m"), (900, "cm"), (500, "d"), (400, "cd"), (100, "c"), (90, "xc"), (50, "l"), (40, "xl"), (10, "x"),
    (9, "ix"), (5, "v"), (4, "iv"), (1, "i"),
)  # fmt: skip


def read_draft(content: bytes) -> tuple[Part, ...]:
    """The parts of a draft in a file: Word or Markdown, told by what is in it.

    Raises:
        Unreadable: If it is neither, cannot be opened safely, or has no paragraph in it.
    """
    try:
        kind, archive = looked_into(content)
        if kind.name == "docx" and archive:
            return _read(archive)
        if kind.name == "text":
            return read_markdown(text_of(content))
    except Refused as why:
        raise Unreadable(str(why)) from None
    raise Unreadable(f"the file is {kind.said}; a draft is read from Word (.docx) or Markdown")


def read_docx(content: bytes) -> tuple[Part, ...]:
    """The parts of a Word document.

    Raises:
        Unreadable: If it is none, cannot be opened safely, has no paragraph in it, or too much.
    """
    try:
        kind, archive = looked_into(content)
        if kind.name != "docx" or archive is None:
            raise Unreadable(f"the file is {kind.said}, and no Word document; save it as .docx")
        return _read(archive)
    except Refused as why:
        raise Unreadable(str(why)) from None


def _read(archive: Archive) -> tuple[Part, ...]:
    main = _related(archive, "").get("officeDocument", "word/document.xml")
    near = _related(archive, main)
    body = xml(archive.read(main), _WORDS).first("w:body")
    if body is None:
        raise Unreadable("there is no text in the document; open it in Word and save it anew")
    reader = _Reader(
        styles=_styles(_part(archive, near.get("styles", ""))),
        numbering=_numbering(_part(archive, near.get("numbering", ""))),
        notes={kind: _notes(_part(archive, near.get(f"{kind}s", ""))) for kind in ("footnote", "endnote")},
    )
    parts, length = [], 0
    for part in reader.parts(body):
        if part.text:
            parts.append(part)
            length += len(part.text)
        if length > LONGEST:
            raise Unreadable(f"the draft is longer than {LONGEST:,} characters")
        if len(parts) > MOST:
            raise Unreadable(f"the draft has more than {MOST:,} paragraphs")
    if all(part.is_heading for part in parts):
        raise Unreadable("there is no paragraph in it, only headings or nothing; pictures of text cannot be read")
    return anchored(numbered(parts))


def _part(archive: Archive, name: str) -> Element | None:
    return xml(archive.read(name), _WORDS, _MOST_BESIDE) if name in archive.members else None


def _related(archive: Archive, part: str) -> dict[str, str]:
    """The parts that one names, by the last word of what they are to it."""
    folder, name = posixpath.split(part)
    named = _part(archive, posixpath.join(folder, "_rels", f"{name}.rels"))
    found: dict[str, str] = {}
    for one in named.children if named else ():
        if one.said.get("TargetMode") != "External":
            target = posixpath.normpath(posixpath.join("/", folder, one.said.get("Target", "")))
            found.setdefault(one.said.get("Type", "").rpartition("/")[2], target.lstrip("/"))
    return found


@dataclass(frozen=True, slots=True)
class _Style:
    name: str
    based_on: str
    outline: int | None
    list_id: str
    level: int | None


@dataclass(frozen=True, slots=True)
class _Level:
    start: int
    form: str
    pattern: str
    restart: int | None
    is_legal: bool
    style: str


@dataclass(frozen=True, slots=True)
class _List:
    shape: str  # lists of one shape are counted together
    levels: Mapping[int, _Level]
    starts: Mapping[int, int]


def _styles(part: Element | None) -> dict[str, _Style]:
    found = {}
    for one in part.children if part else ():
        if one.tag == "w:style" and one.said.get("w:type", "paragraph") == "paragraph":
            level = one.value("w:pPr", "w:numPr", "w:ilvl")
            found[one.said.get("w:styleId", "")] = _Style(
                name=one.value("w:name"),
                based_on=one.value("w:basedOn"),
                outline=_whole(one.value("w:pPr", "w:outlineLvl")),
                list_id=one.value("w:pPr", "w:numPr", "w:numId"),
                level=_whole(level),
            )
    return found


def _numbering(part: Element | None) -> dict[str, _List]:
    children = part.children if part else []
    shapes = {one.said.get("w:abstractNumId", ""): one for one in children if one.tag == "w:abstractNum"}
    levels_of = {name: _levels(one) for name, one in shapes.items()}
    by_style = {one.value("w:styleLink"): name for name, one in shapes.items() if one.first("w:styleLink")}
    links = {name: by_style.get(one.value("w:numStyleLink"), name) for name, one in shapes.items()}
    found = {}
    for one in children:
        if one.tag != "w:num":
            continue
        shape = one.value("w:abstractNumId")
        shape = links.get(shape, shape)
        levels = dict(levels_of.get(shape, {}))
        starts = {}
        for over in (child for child in one.children if child.tag == "w:lvlOverride"):
            levels |= _levels(over)
            level, start = _whole(over.said.get("w:ilvl", "")), _whole(over.value("w:startOverride"))
            if level is not None and start is not None:
                starts[level] = start
        found[one.said.get("w:numId", "")] = _List(shape, levels, starts)
    return found


def _notes(part: Element | None) -> dict[str, Element]:
    return {one.said.get("w:id", ""): one for one in part.children} if part else {}


def _levels(within: Element) -> dict[int, _Level]:
    found = {}
    for one in within.children:
        level = _whole(one.said.get("w:ilvl", ""))
        if one.tag == "w:lvl" and level is not None and level < _LEVELS:
            found[level] = _Level(
                start=_whole(one.value("w:start")) or 0,
                form=one.value("w:numFmt") or "decimal",
                pattern=one.value("w:lvlText")[:_LONGEST_PATTERN],
                restart=_whole(one.value("w:lvlRestart")),
                is_legal=_is_on(one.first("w:isLgl")),
                style=one.value("w:pStyle"),
            )
    return found


@dataclass(slots=True)
class _Reader:
    """Reads a document from its beginning; what it counts and is in the middle of, it remembers."""

    styles: Mapping[str, _Style]
    numbering: Mapping[str, _List]
    notes: Mapping[str, dict[str, Element]]  # those that were not come to yet
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[tuple[str, int]] = field(default_factory=set)
    fields: list[bool] = field(default_factory=list)  # for each one that is open, whether it still says what it does
    carried: str = ""  # words before a paragraph's end that was taken out
    noted: int = 0

    def parts(self, within: Element) -> Iterator[Part]:
        """The parts in a body, a cell or a text box."""
        yield from self._blocks(within)
        if self.carried.strip():
            yield Part(" ".join(self.carried.split()))
        self.carried = ""

    def _blocks(self, within: Element) -> Iterator[Part]:
        for one in within.children:
            if one.tag == "w:p":
                yield from self._paragraph(one)
            elif one.tag == "w:tbl":
                yield from self._table(one)
            elif one.tag in ("w:altChunk", "w:subDoc"):
                raise Unreadable("the document takes in other files; open it in Word and save it as one")
            elif one.tag == "mc:AlternateContent":
                yield from self._blocks(_chosen(one))
            elif one.tag not in _LEFT_OUT and not _is_contents(one):
                yield from self._blocks(one)

    def _paragraph(self, one: Element) -> Iterator[Part]:
        said: list[str] = []
        boxes: list[Element] = []
        noted: list[str] = []
        self._inline(one, said, boxes, noted)
        self.fields = [False for _ in self.fields]
        if one.first("w:pPr", "w:rPr", "w:del"):
            self.carried += "".join(said)
        else:
            text, self.carried = self.carried + "".join(said), ""
            yield from self._said(one, text, noted)
        for box in boxes:
            yield from self.parts(box)

    def _said(self, one: Element, text: str, noted: Sequence[str]) -> Iterator[Part]:
        style = one.value("w:pPr", "w:pStyle")
        if any(_CONTENTS.fullmatch(base.name) for _, base in self._bases(style)):
            return
        number = self._number(one, style)
        is_heading = self._is_heading(one, style) and len(text) <= _LONGEST_HEADING
        plain = text.strip(" \n\r")
        found = None if number else _TYPED.fullmatch(plain) or (is_heading and _TYPED_HEADING.fullmatch(plain))
        if found:
            number, plain = found[1], found[2]
        if len(number) > _LONGEST_NUMBER:
            number, plain = "", f"{number} {plain}"
        words = " ".join(plain.split())
        notes = "".join(f" [{note}]" for note in noted)
        if words or number or notes:
            yield Part((words + notes).strip(), number, is_heading)

    def _is_heading(self, one: Element, style: str) -> bool:
        outline = _whole(one.value("w:pPr", "w:outlineLvl"))
        for name, base in self._bases(style):
            if outline is None and _HEADING.fullmatch(base.name or name):
                return True
            outline = base.outline if outline is None else outline
        if not self.styles and re.fullmatch(r"Heading[1-9]|Title", style):
            return True
        return outline is not None and outline < 9

    def _bases(self, style: str) -> Iterator[tuple[str, _Style]]:
        """A style and those it is based on, each with its id. The one that a document calls its own comes last."""
        for _ in range(_MOST_BASES):
            found = self.styles.get(style)
            if found is None:
                return
            yield style, found
            style = found.based_on

    def _number(self, one: Element, style: str) -> str:
        list_id = one.value("w:pPr", "w:numPr", "w:numId")
        level = _whole(one.value("w:pPr", "w:numPr", "w:ilvl"))
        bases = list(self._bases(style))
        list_id = list_id or next((base.list_id for _, base in bases if base.list_id), "")
        found = self.numbering.get(list_id)
        if found is None:
            return ""
        if level is None:
            level = next((base.level for _, base in bases if base.level is not None), None)
            own = {shape.style: place for place, shape in found.levels.items() if shape.style}
            level = next((own[name] for name, _ in bases if name in own), level or 0)
        return self._counted(list_id, found, level)

    def _counted(self, list_id: str, of: _List, level: int) -> str:
        shape = of.levels.get(level)
        if shape is None:
            return ""
        counts = self.counts.setdefault(of.shape, {})
        if (list_id, level) not in self.begun and level in of.starts:
            counts[level] = of.starts[level]
        else:
            counts[level] = counts[level] + 1 if level in counts else shape.start
        self.begun.add((list_id, level))
        for deeper in [one for one in counts if one > level]:
            restart = of.levels[deeper].restart if deeper in of.levels else None
            if restart is None or level < restart:
                del counts[deeper]
        if shape.form == "bullet":
            return ""

        def shown(found: re.Match[str]) -> str:
            at = int(found[1]) - 1
            other = of.levels.get(at, shape)
            form = "decimal" if shape.is_legal and other.form != "none" else other.form
            return _formed(counts.get(at, other.start), form)

        return _bare(re.sub(r"%([1-9])", shown, shape.pattern))

    def _inline(self, within: Element, said: list[str], boxes: list[Element], noted: list[str]) -> None:
        for one in within.children:
            if one.tag in _LEFT_OUT or (one.tag == "w:r" and _is_on(one.first("w:rPr", "w:vanish"))):
                continue
            if one.tag == "w:fldChar":
                self._field(one.said.get("w:fldCharType", ""))
            elif one.tag in ("w:drawing", "w:pict", "w:object"):
                boxes += _boxes(one)
            elif one.tag == "mc:AlternateContent":
                self._inline(_chosen(one), said, boxes, noted)
            elif one.tag in ("w:footnoteReference", "w:endnoteReference"):
                noted += self._note(one.tag[2:-9], one.said.get("w:id", ""))
            elif not any(self.fields) and (words := _words(one)):
                said.append(words)
            else:
                self._inline(one, said, boxes, noted)

    def _field(self, kind: str) -> None:
        if kind == "begin":
            self.fields.append(True)
        elif self.fields and kind == "separate":
            self.fields[-1] = False
        elif self.fields and kind == "end":
            self.fields.pop()

    def _note(self, kind: str, number: str) -> list[str]:
        note = self.notes[kind].pop(number, None)
        if note is None:
            return []
        kept, self.fields = self.fields, []
        said: list[str] = []
        for one in note.children:
            self._inline(one, said, [], [])
            said.append(" ")
        self.fields, self.noted = kept, self.noted + 1
        return [f"Note {self.noted}: {' '.join(''.join(said).split())}"]

    def _table(self, table: Element) -> Iterator[Part]:
        for row in _within(table, "w:tr"):
            if row.first("w:trPr", "w:del"):
                continue
            cells = [list(self.parts(cell)) for cell in _within(row, "w:tc") if not _is_merged(cell)]
            yield from _row([cell for cell in cells if cell])


def _row(cells: Sequence[Sequence[Part]]) -> Iterator[Part]:
    """A row's parts. A number in a cell of its own is that of the row; further cells make one paragraph."""
    number = _only_number(cells[0]) if len(cells) > 1 else ""
    rest = cells[1:] if number else cells
    if len(rest) == 1:
        first, *more = rest[0]
        yield replace(first, number=first.number or number) if number else first
        yield from more
    elif rest:
        said = [" ".join(f"{part.number} {part.text}".strip() for part in cell) for cell in rest]
        yield Part(" | ".join(said), number)


def _only_number(cell: Sequence[Part]) -> str:
    if len(cell) != 1:
        return ""
    found = _ONLY_NUMBER.fullmatch(cell[0].text)
    return (found[1] or found[2]) if found else "" if cell[0].text else cell[0].number


def _within(element: Element, tag: str) -> Iterator[Element]:
    """The rows of a table or the cells of a row, also those in controls and tracked changes."""
    for one in element.children:
        if one.tag == tag:
            yield one
        elif one.tag in ("w:sdt", "w:sdtContent", "w:customXml", "w:ins", "w:moveTo"):
            yield from _within(one, tag)


def _is_merged(cell: Element) -> bool:
    """Whether a cell only goes on with the one above it, or was taken out."""
    merged = cell.first("w:tcPr", "w:vMerge")
    return cell.first("w:tcPr", "w:cellDel") is not None or (
        merged is not None and merged.said.get("w:val", "continue") == "continue"
    )


def _words(one: Element) -> str:
    """What an element says itself; "" where it says nothing or only holds others."""
    if one.tag in _WORDS:
        return one.text
    if one.tag == "w:sym":
        place = one.said.get("w:char", "")
        return chr(int(place, 16)) if re.fullmatch(r"[0-9A-Da-d][0-9A-Fa-f]{3}", place) and _is_seen(place) else ""
    return {"w:tab": "\t", "w:ptab": "\t", "w:br": " ", "w:cr": " ", "w:noBreakHyphen": "\u2011"}.get(one.tag, "")


def _is_seen(place: str) -> bool:
    return 0x20 <= int(place, 16) < 0xD800 and chr(int(place, 16)).isprintable()


def _boxes(one: Element) -> list[Element]:
    """The text boxes in a drawing; not those within them."""
    if one.tag == "w:txbxContent":
        return [one]
    if one.tag == "mc:AlternateContent":
        return _boxes(_chosen(one))
    return [box for child in one.children for box in _boxes(child)]


def _chosen(one: Element) -> Element:
    """What is read of something that is there in two ways: the newer one, where it has anything in it."""
    chosen = one.first("mc:Choice")
    return chosen if chosen and chosen.children else one.first("mc:Fallback") or Element("", {})


def _is_contents(one: Element) -> bool:
    return one.value("w:sdtPr", "w:docPartObj", "w:docPartGallery") == "Table of Contents"


def _is_on(one: Element | None) -> bool:
    return one is not None and one.said.get("w:val", "true") not in ("0", "false", "off")


def _whole(said: str) -> int | None:
    return int(said) if re.fullmatch(r"[0-9]{1,5}", said) else None


def _bare(number: str) -> str:
    """A number without what closes it: "2.3." as "2.3", "a)" as "a", "(a)" as it is."""
    bare = " ".join(number.split()).rstrip(".:;,–- ")
    return bare.rstrip(")") if "(" not in bare else bare


def _formed(count: int, form: str) -> str:
    if form == "none":
        return ""
    if form == "decimalZero":
        return f"{count:02}"
    if form in ("lowerLetter", "upperLetter") and 0 < count <= 780:
        letters = "abcdefghijklmnopqrstuvwxyz"[(count - 1) % 26] * ((count - 1) // 26 + 1)
        return letters.upper() if form == "upperLetter" else letters
    if form in ("lowerRoman", "upperRoman") and 0 < count < 4_000:
        made = ""
        for value, letters in _ROMAN:
            made += letters * (count // value)
            count %= value
        return made.upper() if form == "upperRoman" else made
    return str(count)
