"""From Word documents to drafts."""

from __future__ import annotations

import io
import time
import tracemalloc
from xml.sax.saxutils import escape

import pytest
from docx import Document
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought_web.consultations.drafts import LONGEST, MOST, Unreadable, read_markdown
from forethought_web.consultations.word import _formed, read_docx, read_draft
from web_files import TYPES, docx, odt, pdf, word, zipped

MB = 1_000_000
STYLES = """
<w:style w:type="paragraph" w:styleId="Normal" w:default="1"><w:name w:val="Normal"/></w:style>
<w:style w:type="paragraph" w:styleId="berschrift1"><w:name w:val="heading 1"/><w:basedOn w:val="Normal"/>
  <w:pPr><w:numPr><w:numId w:val="1"/></w:numPr><w:outlineLvl w:val="0"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Absatz"><w:name w:val="Numbered text"/>
  <w:pPr><w:numPr><w:ilvl w:val="1"/><w:numId w:val="1"/></w:numPr></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Own"><w:name w:val="Our section"/>
  <w:pPr><w:outlineLvl w:val="1"/></w:pPr></w:style>
<w:style w:type="paragraph" w:styleId="Owned"><w:name w:val="Ours too"/><w:basedOn w:val="Own"/></w:style>
<w:style w:type="paragraph" w:styleId="TOC1"><w:name w:val="toc 1"/></w:style>
<w:style w:type="paragraph" w:styleId="Titel"><w:name w:val="Title"/></w:style>
<w:style w:type="paragraph" w:styleId="A"><w:name w:val="a"/><w:basedOn w:val="B"/></w:style>
<w:style w:type="paragraph" w:styleId="B"><w:name w:val="b"/><w:basedOn w:val="A"/></w:style>
"""


def level(n: int, form: str = "decimal", text: str = "", more: str = "", start: str = '<w:start w:val="1"/>') -> str:
    """A level of a list."""
    text = text or f"%{n + 1}."
    return f'<w:lvl w:ilvl="{n}">{start}<w:numFmt w:val="{form}"/>{more}<w:lvlText w:val="{text}"/></w:lvl>'


def shape(n: int, *levels: str) -> str:
    """How lists are numbered."""
    return f'<w:abstractNum w:abstractNumId="{n}">{"".join(levels)}</w:abstractNum>'


def kept(n: int, of: int, more: str = "") -> str:
    """A list of that shape."""
    return f'<w:num w:numId="{n}"><w:abstractNumId w:val="{of}"/>{more}</w:num>'


LISTS = (
    shape(0, level(0, more='<w:pStyle w:val="berschrift1"/>'), level(1, text="%1.%2"), level(2, "lowerLetter", "(%3)"))
    + shape(
        1, level(0, "upperRoman", "%1)"), level(1, "lowerRoman", "%1.%2."), level(2, text="%1.%3", more="<w:isLgl/>"),
    )
    + shape(2, level(0, "bullet", "•"))
    + shape(3, level(0, "decimalZero", "Article %1:"), level(1, "none", "Note"))
    + shape(4, level(0, text="a very long pattern of a number %1"))
    + shape(
        5, level(0, start=""), level(1, text="%1.%2", start='<w:start w:val="5"/>', more='<w:lvlRestart w:val="0"/>'),
    )
    + kept(1, 0) + kept(2, 1) + kept(3, 2) + kept(4, 3) + kept(5, 4) + kept(6, 5)
    + kept(7, 1, '<w:lvlOverride w:ilvl="0"><w:startOverride w:val="9"/></w:lvlOverride>')
    + kept(8, 1)
    + kept(9, 2, f'<w:lvlOverride w:ilvl="0">{level(0, "upperLetter", "%1")}</w:lvlOverride>')
)  # fmt: skip


def p(text: str = "", style: str = "", number: str = "", more: str = "") -> str:
    """A paragraph; its number as "list.level"."""
    listed, _, at = number.partition(".")
    inside = f'<w:pStyle w:val="{style}"/>' if style else ""
    if number:
        inside += f'<w:numPr><w:ilvl w:val="{at or 0}"/><w:numId w:val="{listed}"/></w:numPr>'
    return f"<w:p><w:pPr>{inside}{more}</w:pPr>{r(text)}</w:p>"


def r(text: str) -> str:
    """Words."""
    return f'<w:r><w:t xml:space="preserve">{escape(text)}</w:t></w:r>' if text else ""


def read(body: str, **parts: str) -> list[tuple[str, str, bool]]:
    """The parts of a document, as number, text and whether it is a heading."""
    found = read_docx(word(body, **({"styles": STYLES, "numbering": LISTS} | parts)))
    return [(one.number, one.text, one.is_heading) for one in found]


def texts(body: str, **parts: str) -> list[str]:
    """Their words only."""
    return [text for _, text, _ in read(body, **parts)]


@pytest.mark.parametrize(
    ("style", "more", "is_heading"),
    [
        ("berschrift1", "", True),
        ("Own", "", True),
        ("Owned", "", True),
        ("Titel", "", True),
        ("Normal", '<w:outlineLvl w:val="3"/>', True),
        ("Normal", '<w:outlineLvl w:val="9"/>', False),
        ("Own", '<w:outlineLvl w:val="9"/>', False),
        ("Normal", "", False),
        ("Unknown", "", False),
        ("A", "", False),
    ],
)
def test_headings_are_known_by_built_in_names_and_outline_levels(style: str, more: str, is_heading: bool) -> None:
    assert read(p("One", style, more=more) + p("Two"))[0][1:] == ("One", is_heading)


def test_a_long_heading_is_a_paragraph() -> None:
    assert read(p("Word " * 60, "berschrift1"))[0] == ("1", ("Word " * 60).strip(), False)


def test_numbers_are_those_that_word_shows() -> None:
    body = (
        p("Posting", "berschrift1") + p("Think.", "Absatz") + p("Then:", "Absatz")
        + p("one", number="1.2") + p("", number="1.2") + p("three", number="1.2")
        + p("Friends", "berschrift1") + p("Be kind.", "Absatz") + p("of all", number="1.2")
    )  # fmt: skip

    assert read(body) == [
        ("1", "Posting", True), ("1.1", "Think.", False), ("1.2", "Then:", False),
        ("(a)", "one", False), ("(c)", "three", False),
        ("2", "Friends", True), ("2.1", "Be kind.", False), ("(a)", "of all", False),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("numbers", "shown"),
    [
        ("2 2 2.1 2.1 2", "I II II.i II.ii III"),
        ("2 2.2", "I 1.1"),
        ("2.1", "I.i"),
        ("2 8 8", "I II III"),
        ("2 7 7 2", "I IX X XI"),
        ("9 9", "A B"),
        ("6 6.1 6 6.1", "0 0.5 1 1.6"),
    ],
)
def test_lists_are_counted_as_word_counts_them(numbers: str, shown: str) -> None:
    found = read("".join(p("x", number=one) for one in numbers.split()))

    assert [number for number, _, _ in found] == shown.split()


@pytest.mark.parametrize(
    ("number", "text", "part"),
    [
        ("4", "Posting", ("Article 01", "Posting")),
        ("4.1", "Posting", ("Note", "Posting")),
        ("5", "Posting", ("1.1", "a very long pattern of a number 1 Posting")),
        ("3", "Posting", ("1.1", "Posting")),
        ("99", "Posting", ("1.1", "Posting")),
        ("1.8", "Posting", ("1.1", "Posting")),
        ("", "2.3 Posting", ("2.3", "Posting")),
        ("", "2.3.\tPosting", ("2.3", "Posting")),
        ("", "4) Posting", ("4", "Posting")),
        ("", "4\tPosting", ("4", "Posting")),
        ("", "(b) Posting", ("(b)", "Posting")),
        ("", "(xiv) Posting", ("(xiv)", "Posting")),
        ("", "12 weeks is long", ("1.1", "12 weeks is long")),
        ("", "(the) Posting", ("1.1", "(the) Posting")),
        ("", "2016. A year", ("1.1", "2016. A year")),
        ("", "2.3", ("1.1", "2.3")),
        ("1.1", "2.3 Posting", ("1.1", "2.3 Posting")),
    ],
)
def test_less_usual_numbers(number: str, text: str, part: tuple[str, str]) -> None:
    assert read(p(text, number=number))[0][:2] == part


def test_a_heading_may_have_a_plain_number() -> None:
    assert read(p("3 Friends", "Own") + p("x"))[0] == ("3", "Friends", True)


@pytest.mark.parametrize(
    ("count", "form", "shown"),
    [
        (1, "lowerLetter", "a"), (26, "upperLetter", "Z"), (27, "lowerLetter", "aa"), (53, "lowerLetter", "aaa"),
        (780, "lowerLetter", "z" * 30), (781, "lowerLetter", "781"), (0, "lowerLetter", "0"),
        (1, "lowerRoman", "i"), (1994, "upperRoman", "MCMXCIV"), (3999, "lowerRoman", "mmmcmxcix"),
        (4000, "lowerRoman", "4000"), (0, "upperRoman", "0"), (99_999, "lowerRoman", "99999"),
        (7, "decimalZero", "07"), (7, "ordinal", "7"), (7, "none", ""),
    ],
)  # fmt: skip
def test_numbers_are_formed_and_never_grow_long(count: int, form: str, shown: str) -> None:
    assert _formed(count, form) == shown


def test_a_huge_start_is_no_number() -> None:
    huge = shape(0, level(0, "lowerRoman", start='<w:start w:val="2000000000"/>')) + kept(1, 0)

    assert read(p("x", number="1"), numbering=huge)[0] == ("0", "x", False)


def test_a_list_by_a_style_of_lists_is_found() -> None:
    linked = (
        '<w:abstractNum w:abstractNumId="0"><w:numStyleLink w:val="L"/></w:abstractNum>'
        + shape(1, '<w:styleLink w:val="L"/>', level(0, "upperLetter", "%1."))
        + kept(1, 0)
    )

    assert [number for number, _, _ in read(p("x", number="1") * 2, numbering=linked)] == ["A", "B"]


@pytest.mark.parametrize(
    ("inside", "text"),
    [
        (f"{r('One ')}<w:ins>{r('new ')}</w:ins><w:del>{r('old')}</w:del>{r('two')}", "One new two"),
        (f"{r('One')}<w:moveFrom>{r('gone')}</w:moveFrom><w:moveTo>{r(' here')}</w:moveTo>", "One here"),
        (f"<w:del>{r('gone')}</w:del>{r('One')}", "One"),
        (f"<w:hyperlink>{r('the words')}</w:hyperlink>{r(' of links')}", "the words of links"),
        ("<w:r><w:t>a</w:t><w:br/><w:t>b</w:t><w:cr/><w:t>c</w:t><w:tab/><w:t>d</w:t></w:r>", "a b c d"),
        ("<w:r><w:t>a</w:t><w:noBreakHyphen/><w:t>b c</w:t><w:softHyphen/><w:t>d</w:t></w:r>", "a‑b cd"),
        ('<w:r><w:t>a </w:t><w:sym w:font="Wingdings" w:char="F0FC"/><w:sym w:char="2713"/></w:r>', "a ✓"),
        ('<w:r><w:sym w:char="0000"/><w:sym w:char="zzzz"/><w:t>a</w:t></w:r>', "a"),
        (f'<w:fldSimple w:instr="REF a">{r("see 2.3")}</w:fldSimple>', "see 2.3"),
        (
            f'{r("On ")}<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>IF </w:instrText></w:r>{r("no")}'
            f'<w:r><w:fldChar w:fldCharType="separate"/></w:r>{r("Monday")}<w:r><w:fldChar w:fldCharType="end"/></w:r>'
            f"{r('.')}",
            "On Monday.",
        ),
        (f'{r("One")}<w:r><w:fldChar w:fldCharType="end"/></w:r>{r(" two")}', "One two"),
        (f'<w:r><w:rPr><w:vanish/></w:rPr><w:t>hidden</w:t></w:r>{r("seen")}', "seen"),
        ('<w:r><w:rPr><w:vanish w:val="0"/></w:rPr><w:t>seen</w:t></w:r>', "seen"),
        (f"<w:sdt><w:sdtPr/><w:sdtContent>{r('in a control')}</w:sdtContent></w:sdt>", "in a control"),
        (f"<w:smartTag><w:customXml>{r('in a tag')}</w:customXml></w:smartTag>", "in a tag"),
        (f"<w:r><w:ruby><w:rt>{r('how')}</w:rt><w:rubyBase>{r('what')}</w:rubyBase></w:ruby></w:r>", "what"),
        ("<m:oMath><m:r><m:t>x+1</m:t></m:r></m:oMath>", "x+1"),
        ("<w:commentRangeStart/><w:proofErr/><w:bookmarkStart/><w:r><w:t>One</w:t></w:r>", "One"),
    ],
)  # fmt: skip
def test_what_is_read_of_a_paragraph(inside: str, text: str) -> None:
    assert texts(f"<w:p>{inside}</w:p>") == [text]


def test_a_field_that_never_ends_swallows_one_paragraph_only() -> None:
    body = f'<w:p>{r("One")}<w:r><w:fldChar w:fldCharType="begin"/></w:r>{r("lost")}</w:p>' + p("Two")

    assert texts(body) == ["One", "Two"]


def test_a_paragraph_whose_end_was_taken_out_goes_on_in_the_next() -> None:
    gone = "<w:rPr><w:del/></w:rPr>"

    assert texts(p("One ", more=gone) + p("and two.") + p("Three", more=gone)) == ["One and two.", "Three"]


def test_contents_are_left_out() -> None:
    control = '<w:sdt><w:sdtPr><w:docPartObj><w:docPartGallery w:val="Table of Contents"/></w:docPartObj></w:sdtPr>'

    assert texts(
        p("1 Posting 3", "TOC1") + f"{control}<w:sdtContent>{p('Contents')}</w:sdtContent></w:sdt>" + p("x")
    ) == ["x"]


def test_notes_stand_behind_their_paragraph() -> None:
    refers = '<w:r><w:footnoteReference w:id="2"/></w:r>'
    ends = '<w:r><w:endnoteReference w:id="2"/></w:r>'
    body = f"<w:p>{r('One')}{refers}{r(' two.')}{refers}{ends}</w:p>" + p("Next")
    notes = '<w:footnote w:id="0"/><w:footnote w:id="2"><w:p><w:r><w:footnoteRef/></w:r>{}</w:p></w:footnote>'
    end = f'<w:endnote w:id="2"><w:p>{r("The end.")}</w:p></w:endnote>'

    assert texts(body, footnotes=notes.format(r("See the Act.") + refers), endnotes=end) == [
        "One two. [Note 1: See the Act.] [Note 2: The end.]",
        "Next",
    ]


def _table(*rows: list[str]) -> str:
    cells = ("".join(f"<w:tc>{cell}</w:tc>" for cell in row) for row in rows)
    return "<w:tbl><w:tblPr/>" + "".join(f"<w:tr>{row}</w:tr>" for row in cells) + "</w:tbl>"


@pytest.mark.parametrize(
    ("table", "parts"),
    [
        (_table([p("a"), p("b")], [p("c"), p("d") + p("e")]), [("1.1", "a | b"), ("1.2", "c | d e")]),
        (_table([p("In a box.") + p("Two.")]), [("1.1", "In a box."), ("1.2", "Two.")]),
        (_table([p("2.3"), p("Be kind.")]), [("2.3", "Be kind.")]),
        (_table([p("", number="1.1"), p("Be kind.") + p("Always.")]), [("1.1", "Be kind."), ("1.2", "Always.")]),
        (_table([p("(a)"), p("b"), p("c")]), [("(a)", "b | c")]),
        (_table([p("a"), p(""), _table([p("b"), p("c")]) + p("")]), [("1.1", "a | b | c")]),
        (_table([p("a"), '<w:tcPr><w:vMerge w:val="restart"/></w:tcPr>' + p("b")]), [("1.1", "a | b")]),
        (_table([p("a"), "<w:tcPr><w:vMerge/></w:tcPr>" + p("b")]), [("1.1", "a")]),
        (_table([p("a"), "<w:tcPr><w:cellDel/></w:tcPr>" + p("b")]), [("1.1", "a")]),
        ("<w:tbl><w:tr><w:trPr><w:del/></w:trPr><w:tc><w:p/></w:tc></w:tr></w:tbl>" + p("x"), [("1.1", "x")]),
        (
            f"<w:tbl><w:sdt><w:sdtContent><w:tr><w:tc>{p('a')}</w:tc></w:tr></w:sdtContent></w:sdt></w:tbl>",
            [("1.1", "a")],
        ),
    ],
)
def test_tables_are_read_row_by_row(table: str, parts: list[tuple[str, str]]) -> None:
    assert [part[:2] for part in read(table)] == parts


def test_text_boxes_follow_their_paragraph_once() -> None:
    box = f"<w:txbxContent>{p('In a box.')}{p('Still.')}</w:txbxContent>"
    both = (
        f"<mc:AlternateContent><mc:Choice><w:drawing>{box}</w:drawing></mc:Choice>"
        f"<mc:Fallback><w:pict>{box}</w:pict></mc:Fallback></mc:AlternateContent>"
    )

    assert texts(f"<w:p>{r('One ')}<w:r>{both}</w:r>{r('two.')}</w:p>{p('Next')}") == [
        "One two.",
        "In a box.",
        "Still.",
        "Next",
    ]


def test_the_strict_form_is_read() -> None:
    strict = "http://purl.oclc.org/ooxml/wordprocessingml/main"
    body = f'<w:document xmlns:w="{strict}"><w:body><w:p><w:r><w:t>Strict.</w:t></w:r></w:p></w:body></w:document>'
    content = zipped({"[Content_Types].xml": TYPES, "word/document.xml": body})

    assert [one.text for one in read_docx(content)] == ["Strict."]


def test_a_document_of_a_library_is_read() -> None:
    made = Document()
    made.add_heading("On posting", 0)
    made.add_heading("Posting", 1)
    made.add_paragraph("Think.")
    made.add_paragraph("One", style="List Bullet")
    made.add_paragraph("First", style="List Number")
    made.add_paragraph("Second", style="List Number")
    table = made.add_table(rows=1, cols=2)
    table.cell(0, 0).text, table.cell(0, 1).text = "a", "b"
    kept = io.BytesIO()
    made.save(kept)
    found = read_docx(kept.getvalue())

    assert [(one.text, one.is_heading) for one in found] == [
        ("On posting", True), ("Posting", True), ("Think.", False), ("One", False), ("First", False), ("Second", False),
        ("a | b", False),
    ]  # fmt: skip
    assert [one.number for one in found][-3:-1] == ["1", "2"]
    assert len({one.anchor for one in found}) == len(found)


WORDS = st.text(st.characters(codec="utf-8", categories=("L", "M", "N", "P", "S", "Zs")), min_size=1, max_size=60)


@settings(max_examples=60)
@given(
    st.lists(
        st.tuples(WORDS, st.sampled_from(["Normal", "Heading 1", "Heading 4", "List Bullet"])), min_size=1, max_size=8
    )
)
def test_paragraphs_that_are_written_come_back(written: list[tuple[str, str]]) -> None:
    made = Document()
    for text, style in written:
        made.add_paragraph(f"A {text}", style=style)
    made.add_paragraph("The end.")
    kept = io.BytesIO()
    made.save(kept)
    found = read_docx(kept.getvalue())

    assert [(one.text, one.is_heading) for one in found] == [
        (" ".join(f"A {text}".split()), style.startswith("Heading")) for text, style in written
    ] + [("The end.", False)]


PIECES = st.recursive(
    st.sampled_from(
        [r("ab"), r("1. a"), "<w:r><w:tab/></w:r>", '<w:r><w:fldChar w:fldCharType="begin"/></w:r>', "<w:x/>"]
    ),
    lambda inner: st.builds(
        lambda tag, parts: f"<{tag}>{''.join(parts)}</{tag}>",
        st.sampled_from("w:p w:tbl w:tr w:tc w:ins w:sdt w:sdtContent w:hyperlink w:txbxContent w:drawing w:r".split()),
        st.lists(inner, max_size=4),
    ),
    max_leaves=25,
)


@settings(max_examples=150)
@given(st.lists(PIECES, max_size=5))
def test_however_it_is_nested_it_is_read_or_refused(pieces: list[str]) -> None:
    try:
        found = read_docx(word("".join(pieces), styles=STYLES, numbering=LISTS))
    except Unreadable:
        return

    assert all(one.text and len(one.number) <= 20 for one in found)
    assert len({one.anchor for one in found}) == len(found)


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (pdf(), "PDF"),
        (odt(), "OpenDocument"),
        (b"# Text\n\nMore.", "no Word document"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(99), "without"),
        (word(""), "no paragraph"),
        (word(p("Only this", "berschrift1"), styles=STYLES), "no paragraph"),
        (word("<w:altChunk/>" + p("x")), "other files"),
        (word(p("x") * (MOST + 1)), "more than"),
        (word(p("x" * 10_001) * 50, packed=False), "longer than"),
        (word(p("<&") + "</w:body>"), "damaged"),
        (word("<w:ins>" * 200 + "</w:ins>" * 200), "nested"),
        (docx("x")[:-5], "damaged"),
    ],
)
def test_what_is_no_draft_is_said(content: bytes, why: str) -> None:
    with pytest.raises(Unreadable, match=why):
        read_docx(content)


HOSTILE: dict[str, tuple[str, dict[str, str]]] = {
    "elements": (p("x") + "<w:x/>" * 100_000, {}),
    "runs": ("<w:p>" + "<w:r><w:t>a</w:t></w:r>" * 40_000 + "</w:p>", {}),
    "empty numbers": (p("", number="1") * 12_000 + p("x"), {"numbering": LISTS}),
    "levels": (
        p("", number="1") * 8_000 + p("x"),
        {"numbering": shape(0, *(level(n % 20) for n in range(10_000))) + kept(1, 0)},
    ),
    "lists": (
        p("x"),
        {"numbering": shape(0, *["<w:x/>"] * 20_000) + "".join(kept(n, 0) for n in range(20_000))},
    ),
    "notes": (
        "<w:p>" + r("x") + '<w:r><w:footnoteReference w:id="1"/></w:r>' * 20_000 + "</w:p>",
        {"footnotes": f'<w:footnote w:id="1"><w:p>{r("long " * 20_000)}</w:p></w:footnote>' + "<w:footnote/>" * 20_000},
    ),
    "styles": (
        p("x", "S0") * 1_900,
        {
            "styles": "".join(
                f'<w:style w:styleId="S{n}"><w:name w:val="s"/><w:basedOn w:val="S{n + 1}"/></w:style>'
                for n in range(10_000)
            )
        },
    ),
    "a long text": (f"<w:p><w:r><w:t>{'1. ' * 100_000}</w:t></w:r></w:p>", {}),
    "spaces": (f"<w:p><w:r><w:t>{' ' * 400_000}</w:t></w:r></w:p>" + p("x"), {}),
}


@pytest.mark.parametrize("what", HOSTILE)
def test_much_of_anything_takes_a_known_time_and_memory(what: str) -> None:
    body, parts = HOSTILE[what]
    content = word(body, packed=False, **parts)
    began = time.process_time()
    assert read_docx(content)
    took = time.process_time() - began
    tracemalloc.start()
    read_docx(content)
    _, most = tracemalloc.get_traced_memory()
    tracemalloc.stop()

    assert took < 20
    assert most < 250 * MB


def test_a_draft_is_read_from_word_or_markdown_whatever_its_name() -> None:
    assert [one.text for one in read_draft(docx("Think."))] == ["Think."]
    assert read_draft("\ufeff# Ŵ\r\n\r\n1.1 Think.".encode()) == read_markdown("# Ŵ\n\n1.1 Think.")
    with pytest.raises(Unreadable, match="PDF; a draft is read from"):
        read_draft(pdf())
    with pytest.raises(Unreadable, match="UTF-8"):
        read_draft(b"caf\xe9")
    with pytest.raises(Unreadable, match="longer"):
        read_draft(b"x" * (LONGEST + 1))
