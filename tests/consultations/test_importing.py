"""Responses from files: each shape, nothing taken silently wrong, nothing twice, and hostile files bounded."""

from __future__ import annotations

import csv
import io
import re
import time
import tracemalloc
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from forethought_web.consultations.audit import broken
from forethought_web.consultations.models import KINDS, Consultation, Entry, Question
from forethought_web.consultations.running import withdraw
from forethought_web.responses.answering import forget
from forethought_web.responses.columns import plain, safe
from forethought_web.responses.importing import (
    How,
    Reading,
    clashes,
    looks_month_first,
    proposed,
    read,
    targets,
)
from forethought_web.responses.models import Answer, EqualityAnswer, Response
from forethought_web.responses.tables import MOST_COLUMNS, MOST_ROWS, Table, Unusable, read_table
from forethought_web.staff.exporting import as_csv
from web_html import Balanced
from web_staff import seen, signed_in

NOW = datetime(2027, 1, 4, 12, tzinfo=UTC)
PAGE = "/staff/posting/responses/import"
ASKED = [
    Question(order=1, kind="yes-no", text="Is it clear?"),
    Question(order=2, kind="several", text="Which ones?", choices=["A", "B, or C", "D"]),
    Question(order=3, kind="rank", text="In order?", choices=["A", "B", "C"]),
    Question(order=4, kind="matrix", text="Each?", choices=["Well", "Badly"], rows=["one", "two"]),
    Question(order=5, kind="long", text="What else?"),
    Question(order=6, kind="choice", text="Are you disabled?", choices=["Yes", "No"], about_equality=True),
]

CITIZEN_SPACE = """Response ID,Submitted,What is your name?,What is your organisation?,What is your email address?,Question 1: Is it clear?,Which ones? - A,Which ones? - D,Each? - one,What else?
ANON-AAAA-BBBB-1,2027-01-03 12:30,Jo Reader,,jo@example.org,yes,A,,Well,"Fine,
really"
BHLF-AAAA-BBBB-2,03/01/2027 13:00,,A union,,  NO ,,D,badly,
"""  # noqa: E501 - lines of a file, as they come
QUALTRICS = (
    "StartDate,EndDate,Status,IPAddress,Progress,Finished,ResponseId,RecipientLastName,RecipientFirstName,"
    "RecipientEmail,Q1,Q2,Q3_1,Q3_2,Q3_3,Q4_1,Q5\n"
    "Start Date,End Date,Response Type,IP Address,Progress,Finished,Response ID,Recipient Last Name,"
    "Recipient First Name,Recipient Email,Is it clear?,Which ones? - Selected Choice,In order? - A,In order? - B,"
    "In order? - C,Each? - two,What else?\n"
    + ",".join(f'"{{""ImportId"":""{name}"",""timeZone"":""America/Denver""}}"' for name in ("startDate", "endDate"))
    + ',"{""ImportId"":""status""}"' * 15
    + "\n"
    "2027-01-03 10:00:00,2027-01-03 10:05:00,IP Address,192.0.2.1,100,True,R_1,Reader,Jo,jo@example.org,Yes,"
    '"A,B, or C",2,1,,Well,More\n'
    "2027-01-03 10:00:00,2027-01-03 10:06:00,Survey Preview,192.0.2.1,100,True,R_2,,,,Yes,,,,,,\n"
    "2027-01-03 10:00:00,2027-01-03 10:07:00,IP Address,192.0.2.1,20,False,R_3,,,,Yes,,,,,,\n"
)
REGULATIONS = """Document ID,Agency ID,Docket ID,Tracking Number,Document Type,Posted Date,Is Withdrawn?,Received Date,First Name,Last Name,Organization Name,Comment,Attachment Files
AA-2026-0001-0002,AA,AA-2026-0001,abc,Public Submission,2027-01-03T05:00Z,false,2027-01-02T05:00Z,Jo,Reader,,It isn&rsquo;t.<br/>Not at all.,
AA-2026-0001-0003,AA,AA-2026-0001,abd,Public Submission,2027-01-03T05:00Z,false,01/02/2027,,,A body,See attached,https://example.org/a.pdf
AA-2026-0001-0004,AA,AA-2026-0001,abe,Public Submission,2027-01-03T05:00Z,true,2027-01-02T05:00Z,,,,Gone,
"""  # noqa: E501 - lines of a file, as they come


def understood(text: str | bytes, questions: Any = ASKED, **more: Any) -> tuple[Table, Reading]:
    """A file, read as is proposed."""
    table = read_table(text.encode() if isinstance(text, str) else text)
    found = proposed(table, questions)
    assert clashes(found, questions) == []
    how = How(found, "Europe/London", not looks_month_first(table, found))
    return table, read(table, How(**{**_fields(how), **more}), questions, NOW)


def _fields(how: How) -> dict[str, Any]:
    return {name: getattr(how, name) for name in ("targets", "zone", "day_first", "type")}


def sheet(*rows: list[str]) -> bytes:
    """Rows as CSV."""
    out = io.StringIO(newline="")
    csv.writer(out).writerows(rows)
    return out.getvalue().encode()


# ---- The shapes


def test_citizen_space() -> None:
    table, reading = understood(CITIZEN_SPACE)
    one, two = reading.taken

    assert table.shape == "citizen-space"
    assert reading.refused == ()
    assert one.origin == "citizen-space:ANON-AAAA-BBBB-1"
    assert one.about["name"] == "Jo Reader"
    assert one.about["email"] == ""  # never but where staff say so
    assert one.about["consent"] == "no"
    assert one.answers == {1: "Yes", 2: ["A"], 4: {"one": "Well"}, 5: "Fine,\nreally"}
    assert two.answers == {1: "No", 2: ["D"], 4: {"one": "Badly"}}
    assert (two.about["is_organisation"], two.about["organisation"]) == (True, "A union")
    assert [item.sent_at for item in reading.taken] == [
        datetime(2027, 1, 3, 12, 30, tzinfo=UTC), datetime(2027, 1, 3, 13, tzinfo=UTC),
    ]  # fmt: skip
    assert [item.line for item in reading.taken] == [2, 4]


def test_qualtrics() -> None:
    table, reading = understood(QUALTRICS)

    assert table.shape == "qualtrics"
    assert [one.origin for one in reading.taken] == ["qualtrics:R_1"]
    assert reading.taken[0].sent_at == datetime(2027, 1, 3, 17, 5, tzinfo=UTC)  # the zone that the file names
    assert reading.taken[0].about["name"] == "Jo Reader"
    assert reading.taken[0].answers == {
        1: "Yes", 2: ["A", "B, or C"], 3: ["B", "A"], 4: {"two": "Well"}, 5: "More",
    }  # fmt: skip
    assert [(one.line, one.wrong[0][1]) for one in reading.refused] == [
        (5, "A preview, a test or spam, by Qualtrics: no response"), (6, "It was never finished"),
    ]  # fmt: skip


def test_regulations_gov() -> None:
    table, reading = understood(REGULATIONS)

    assert table.shape == "regulations"
    assert [one.origin for one in reading.taken] == ["regulations:AA-2026-0001-0002", "regulations:AA-2026-0001-0003"]
    assert reading.taken[0].answers == {5: "It isn’t.\nNot at all."}
    assert reading.taken[0].about["name"] == "Jo Reader"
    assert reading.taken[1].about["organisation"] == "A body"
    assert [one.sent_at.date() for one in reading.taken if one.sent_at] == [date(2027, 1, 2), date(2027, 1, 2)]
    assert [(one.line, one.wrong) for one in reading.refused] == [(4, (("Is Withdrawn?", "It was withdrawn"),))]


@pytest.mark.parametrize(
    ("name", "target"),
    [
        ("1. Is it clear?", "q1"), ("IS  IT CLEAR?", "q1"), ("Q1: Is it clear?", "q1"),
        ("Question 1 - Is it clear?", "q1"),
        ("Each? [two]", "q4.1"), ("4. Each? - one", "q4.0"), ("Which ones?: D", "q2.2"), ("Which ones?", "q2"),
        ("Each?", ""), ("What is your email address?", ""), ("IP Address", ""), ("Nothing we asked", ""), ("", ""),
    ],
)  # fmt: skip
def test_which_column_is_what(name: str, target: str) -> None:
    table = read_table(sheet(["x", name], ["1", "2"]))

    assert proposed(table, ASKED)[1] == target


def test_two_columns_are_never_one_thing() -> None:
    table = read_table(sheet(["Is it clear?", "Is it clear?", "In order?", "In order? - A"], ["Yes", "No", "", "1"]))
    found = proposed(table, ASKED)

    assert found == ("q1", "", "q3", "q3.0")
    assert len(clashes(found, ASKED)) == 1
    assert len(clashes(("q1", "q1"), ASKED)) == 1
    assert clashes(("name", ""), ASKED) == ["No column is an answer to a question. Choose at least one."]
    assert {"q4.0", "q4.1"} <= {value for value, _ in targets(ASKED)}


# ---- Cells


@pytest.mark.parametrize(
    ("said", "value"),
    [
        ("A", ["A"]), ("a;d", ["A", "D"]), ("A,B, or C", ["A", "B, or C"]), ("D | A", ["A", "D"]), ("A\nD", ["A", "D"]),
        ("b,  OR c", ["B, or C"]), ("A; D;", ["A", "D"]), ("", None),
        ("A, B", "is not made of the answers"), ("A,A", "is there twice"), ("E", "is not made"), ("AD", "is not made"),
    ],
)  # fmt: skip
def test_several_answers_in_a_cell(said: str, value: Any) -> None:
    _, reading = understood(sheet(["Which ones?", "What else?"], [said, "x"]))

    if isinstance(value, str):
        assert value in reading.refused[0].wrong[0][1]
    else:
        assert reading.taken[0].answers.get(2) == value


def test_what_can_be_taken_apart_in_two_ways_is_not_taken() -> None:
    asked = [Question(order=1, kind="several", text="Which?", choices=["A", "B", "A, B"])]
    _, reading = understood(sheet(["Which?", "x"], ["A, B", ""], ["B", ""]), asked)

    assert "in two ways" in reading.refused[0].wrong[0][1]
    assert [one.answers for one in reading.taken] == [{1: ["B"]}]


@pytest.mark.parametrize(
    ("heading", "said", "wrong"),
    [
        ("Is it clear?", "Perhaps", "“Perhaps” is not one of the answers"),
        ("In order? - A", "4", "is not a place from 1 to 3"), ("In order? - A", "first", "is not a place"),
        ("Each? - one", "Wel", "is not one of the answers"),
        ("Which ones? - D", "A", "does not say whether it was chosen"),
        ("What else?", "x" * 20_001, "20,001 characters"), ("Are you disabled?", "Maybe", "is not one of the answers"),
    ],
)  # fmt: skip
def test_what_does_not_match_is_told_and_its_row_is_not_taken(heading: str, said: str, wrong: str) -> None:
    _, reading = understood(sheet(["ID", heading], ["1", said], ["2", ""]))

    assert [(one.line, one.wrong[0][0]) for one in reading.refused] == [(2, heading)]
    assert wrong in reading.refused[0].wrong[0][1]
    assert [one.origin for one in reading.taken] == ["other:2"]


@pytest.mark.parametrize(
    ("target", "said", "value"),
    [
        ("consent", "", "no"), ("consent", "No", "no"), ("consent", "Publish it with my name", "named"),
        ("consent", " unnamed ", "unnamed"), ("consent", "Yes, anonymously", "unnamed"), ("consent", "Yes", None),
        ("consent", "I suppose", None), ("type", "a REGISTRANT", "registrant"), ("type", "Trade union", "union"),
        ("type", "", ""), ("type", "Other", None), ("speaks_for", "many", None), ("is_organisation", "perhaps", None),
        ("email", "jo@example.org", "jo@example.org"), ("email", "jo", None), ("name", "x" * 201, None),
    ],
)  # fmt: skip
def test_what_is_said_about_who_answers(target: str, said: str, value: Any) -> None:
    table = read_table(sheet(["this", "Is it clear?"], [said, "Yes"]))
    reading = read(table, How((target, "q1"), "UTC"), ASKED, NOW)

    assert [one.about[target] for one in reading.taken] == ([] if value is None else [value])
    assert bool(reading.refused) == (value is None)


@pytest.mark.parametrize(
    ("said", "day_first", "when"),
    [
        ("2026-07-01T12:00:00+00:00", True, (2026, 7, 1, 12, 0)), ("2026-07-01 12:00", True, (2026, 7, 1, 11, 0)),
        ("2026-07-01T12:00Z", True, (2026, 7, 1, 12, 0)), ("2026-07-01 12:00:00 UTC", True, (2026, 7, 1, 12, 0)),
        ("2026-01-02", True, (2026, 1, 2, 0, 0)), ("02/01/2026 9:05", True, (2026, 1, 2, 9, 5)),
        ("02/01/2026 9:05", False, (2026, 2, 1, 9, 5)), ("2.1.26 21:05:09", True, (2026, 1, 2, 21, 5)),
        ("1/2/2026 12:05 AM", False, (2026, 1, 2, 0, 5)), ("1/2/2026 1:05 pm", False, (2026, 1, 2, 13, 5)),
        ("2 January 2026 at 13:00", True, (2026, 1, 2, 13, 0)), ("Jan 02, 2026", True, (2026, 1, 2, 0, 0)),
        ("3rd Sept 2026 10:00", True, (2026, 9, 3, 9, 0)),
        ("", True, None), ("yesterday", True, None), ("31/31/2026", True, None), ("2026-13-01", True, None),
        ("1/2/2026 13:05 pm", True, None), ("20260102", True, None), ("0001-01-01", True, None),
        ("9999-12-31", True, None), ("2027-01-05", True, None), ("4 Janeway 2026", True, None),
        ("1" * 5_000, True, None),
    ],
)  # fmt: skip
def test_times_are_in_the_bodys_zone_where_they_name_none(said: str, day_first: bool, when: Any) -> None:
    table = read_table(sheet(["When", "Is it clear?"], [said, "Yes"]))
    reading = read(table, How(("time", "q1"), "Europe/London", day_first), ASKED, NOW)

    if when is None:
        assert len(reading.refused) == 1
    else:
        assert [one.sent_at and one.sent_at.replace(second=0) for one in reading.taken] == [datetime(*when, tzinfo=UTC)]


def test_a_row_is_known_by_its_number_or_by_its_words() -> None:
    _, numbered = understood(sheet(["ID", "What else?"], ["1", "a"], ["1", "b"], ["", "c"]))
    _, bare = understood(sheet(["x", "What else?"], ["1", "a"], ["1", "a"], ["2", "a"]))

    assert [one.origin for one in numbered.taken] == ["other:1"]
    assert [one.wrong for one in numbered.refused] == [
        (("ID", "It has the same number as line 2"),), (("ID", "It has no number"),),
    ]  # fmt: skip
    assert len({one.origin for one in bare.taken}) == 3


# ---- Files


TEXT = "Name;What else?\nZoë;“Größe” – ok\nJo;plain\n"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
@pytest.mark.parametrize("ends", ["\n", "\r\n", "\r"])
def test_encodings_delimiters_and_line_ends(encoding: str, delimiter: str, ends: str) -> None:
    table, reading = understood(TEXT.replace(";", delimiter).replace("\n", ends).encode(encoding))

    assert table.delimiter == delimiter
    assert [(one.about["name"], one.answers) for one in reading.taken] == [
        ("Zoë", {5: "“Größe” – ok"}), ("Jo", {5: "plain"}),
    ]  # fmt: skip


@pytest.mark.parametrize("mark", ["utf-16-le", "utf-16-be"])
def test_utf_16_either_way_round(mark: str) -> None:
    assert read_table(("\ufeff" + TEXT).encode(mark)).rows[0].cells[0] == "Zoë"


@pytest.mark.parametrize(
    ("content", "wrong"),
    [
        (b"", "is empty"), (b"\n\n\n", "is empty"), (b"a,b\n", "no row below it"), (b"a\n1\n", "one column only"),
        (b"PK\x03\x04abc", "an Excel workbook"), (b"%PDF-1.7", "a PDF"), (b"\xd0\xcf\x11\xe0abc", "an old Excel"),
        (b"a,b\n1,\x002\n", "Line 2, character 3"), (b"a,b\n1,\x81\n", "Line 2 is in an encoding"),
        (b"\xff\xfea\x00,", "not UTF-16"), ("a,b\n1,2\n".encode("utf-16-le"), "Line 1, character 2"),
        (b'a,b\n1,"open\n2,3\n', "Line 2, column 2: a quotation mark opens"),
        (b'a,b\n1,2\n"x"y,2\n', "Line 3, column 1: there is text after"),
        (b'a,b\n"1\n2",3\n4,"x""y"z\n', "Line 4, column 2: there is text after"),
        (b'"' + b"a" * 1_000_000, "Line 1, column 1: a quotation mark"),
        (b"a,b\n1," + b"x" * 200_000 + b"\n", "Line 2, column 2: the cell is longer than 131,072"),
        (b"a,b\n1,\"" + b"x\n" * 100_000 + b"\"\n", "Line 2, column 2: the cell is longer"),
        (b"a," * 10_000 + b"\n" + b"1," * 10_000, "10,001 columns"),
        (b"a,b\n" + b"1,2\n" * 100_000, "more than 20,000 rows"),
        (b"," * 1_900_000, "is empty"), (b"\n" * 1_900_000, "is empty"), (b'"' * 1_900_000, "is longer than"),
        (b"a,b\n" + b'""' * 900_000, "is longer than"), (bytes(range(256)) * 1_000, "Line"),
    ],
)  # fmt: skip
def test_a_file_that_is_no_table_is_told_where_and_what_next(content: bytes, wrong: str) -> None:
    begun = time.process_time()
    with pytest.raises(Unusable) as told:
        read_table(content)
    took = time.process_time() - begun
    tracemalloc.start()  # apart from the timing, which it makes many times longer
    try:
        with pytest.raises(Unusable):
            read_table(content)
        most = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()

    assert wrong in str(told.value)
    assert len(str(told.value)) < 300
    assert took < 20
    assert most < 300_000_000


@pytest.mark.parametrize("rows", [[["1", "a", "too many"]], [["1"]]])
def test_a_row_with_more_or_fewer_cells_than_the_heading_is_not_taken(rows: list[list[str]]) -> None:
    _, reading = understood(sheet(["ID", "What else?"], *rows, ["2", "b", "", ""]))

    assert [one.origin for one in reading.taken] == ["other:2"]
    assert "the heading has 2" in reading.refused[0].wrong[0][1]


def test_many_rows_and_columns_are_read_in_time() -> None:
    heads = ["ID", *(one.text for one in ASKED[:1]), "Which ones?", "What else?", *(f"x{n}" for n in range(60))]
    rows = ([str(n), "Yes", "A;D", "Words.", *[""] * 60] for n in range(MOST_ROWS))
    content = sheet(heads, *rows)
    begun = time.process_time()
    _, reading = understood(content)

    assert len(content) < 2_000_000
    assert len(reading.taken) == MOST_ROWS
    assert time.process_time() - begun < 30


def test_very_many_questions_and_rows_are_read_in_time() -> None:
    asked = [
        Question(order=n, kind="matrix", text=f"Question {n}?", choices=["A", "B"], rows=["one", "two"])
        for n in range(1, 200)
    ]
    heads = [f"{one.text} [{row}]" for one in asked for row in one.rows]
    content = sheet(heads, *[["A" if n % 5 == 0 else "" for n in range(len(heads))]] * 3_500)
    begun = time.process_time()
    _, reading = understood(content, asked)

    assert len(content) > 1_500_000
    assert len(reading.taken) == 3_500
    assert time.process_time() - begun < 30


def test_answers_that_could_be_taken_apart_in_very_many_ways_take_no_time() -> None:
    asked = [Question(order=1, kind="several", text="Which?", choices=[",".join("a" * n) for n in range(1, 51)])]
    begun = time.process_time()
    _, reading = understood(sheet(["Which?", "x"], *[[",".join("a" * 60), "1"]] * 1_000), asked)

    assert len(reading.refused) == 1_000
    assert time.process_time() - begun < 30


@settings(max_examples=150)
@given(st.binary(max_size=400) | st.text(max_size=300).map(lambda text: text.encode("utf-8", "surrogatepass")))
@example(b"\xff\xfe")
@example(b'ResponseId,StartDate\nx,y\n{"ImportId":1},"{""ImportId"":""a"",""timeZone"":[]}"\nR_1,z\n')
@example(b'a,b\n1,"{""timeZone"": ""../../etc/passwd""}"\n')
def test_any_bytes_are_read_or_refused_in_words(content: bytes) -> None:
    why = ""
    try:
        table = read_table(content)
    except Unusable as told:
        why = str(told)
    if why:
        assert why.endswith(".")
        return
    reading = read(table, How(proposed(table, ASKED), "Europe/London"), ASKED, NOW)
    assert len(reading.taken) + len(reading.refused) == len(table.rows)


@settings(max_examples=200)
@given(st.text(alphabet=st.sampled_from("'=+-@\t\r\na＝ "), max_size=8) | st.text(max_size=20))
def test_what_is_made_safe_is_read_back(text: str) -> None:
    assert plain(safe(text)) == text
    assert not safe(text).startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))


# ---- Our own export, and back


def _words(most: int) -> Any:
    """A line as the site keeps it among the answers of a question."""
    odd = st.text(alphabet=st.characters(exclude_categories=["Cs", "Cc", "Zl", "Zp"]), max_size=most)
    return (odd | st.sampled_from(["=1+1", "a; b", "a, b", "a", "'=1", 'say "x"', "A", "İ", "-", "[x]", "a|b"])).map(
        lambda text: " ".join(text.split())[:most] or "x"
    )


_TEXT = st.text(alphabet=st.characters(exclude_categories=["Cs"], exclude_characters="\0"), max_size=60)
_OPTIONS = st.lists(_words(20), min_size=2, max_size=5, unique=True)


@st.composite
def asked_and_answered(draw: Any) -> tuple[list[dict[str, Any]], list[dict[int, Any]]]:
    """Questions of every kind, and answers to them as the site keeps them."""
    questions, answers = [], [{}, {}, {}]
    for order, kind in enumerate(draw(st.permutations(list(KINDS))), 1):
        choices = draw(_OPTIONS) if kind in ("choice", "several", "rank", "matrix") else []
        rows = draw(_OPTIONS) if kind == "matrix" else []
        one = {"order": order, "kind": kind, "text": draw(_words(30)), "choices": choices, "rows": rows}
        questions.append(one)
        options = Question(**one).options
        for given_ in answers:
            value: Any
            if kind == "several":
                chosen = draw(st.sets(st.sampled_from(options)))
                value = [option for option in options if option in chosen]
            elif kind == "rank":
                value = draw(st.permutations(options))[: draw(st.integers(0, len(options)))]
            elif kind == "matrix":
                value = {row: draw(st.sampled_from(options)) for row in rows if draw(st.booleans())}
            elif options:
                value = draw(st.sampled_from(["", *options]))
            else:
                value = draw(
                    _TEXT | st.sampled_from(["=1+1", "'=1", "a\r\rb", "\ufeffx", '"', "a\n\nb;c,d\te"])
                ).strip()
            if value:
                given_[order] = value
    return questions, answers


@settings(max_examples=60, suppress_health_check=list(HealthCheck))
@given(asked_and_answered())
def test_what_is_exported_is_read_back_as_it_was(
    consultation: Consultation, made: tuple[list[dict[str, Any]], list[dict[int, Any]]]
) -> None:
    questions, answers = made
    for old in Consultation.objects.all():
        Answer.objects.filter(response__consultation=old).delete()
        old.responses.all().delete()
        old.questions.all().delete()
    asked = {row["order"]: Question.objects.create(consultation=consultation, **row) for row in questions}
    for n, row in enumerate(answers):
        response = Response.objects.create(
            consultation=consultation, reference=f"AAAA-AAA{n}", key=str(n), state="sent", sent_at=NOW, type="carer",
            consent="named", name="=Jo", is_organisation=n == 1, organisation="A, “b”" if n == 1 else "",
        )  # fmt: skip
        for order, value in row.items():
            Answer.objects.create(response=response, question=asked[order], value=value)
    table, reading = understood("".join(as_csv(consultation)).encode(), list(asked.values()))

    assert table.shape == "own"
    assert reading.refused == ()
    assert [dict(one.answers) for one in reading.taken] == answers
    assert {one.about["consent"] for one in reading.taken} == {"named"}
    assert {one.about["name"] for one in reading.taken} == {"=Jo"}
    assert [one.about["organisation"] for one in reading.taken] == ["", "A, “b”", ""]
    assert [one.sent_at for one in reading.taken] == [NOW] * 3


# ---- The pages


def chosen(staff: Client, content: str | bytes, path: str = PAGE) -> str:
    """Choose a file, and see how it is understood."""
    file = SimpleUploadedFile("a.csv", content.encode() if isinstance(content, str) else content)
    answer = staff.post(path, {"file": file})
    assert answer.status_code == 200
    page = answer.content.decode()
    assert Balanced(page).wrong == []
    return page


def carried(page: str) -> dict[str, str]:
    """What the page's form would send back, as it stands."""
    fields = dict(re.findall(r'<input type="hidden" name="(held|seen)" value="([^"]*)"', page))
    for name, options in re.findall(r'<select id="\w+" name="(c\d+|type)"[^>]*>(.*?)</select>', page):
        found = re.search(r'value="([^"]*)" selected', options)
        fields[name] = found[1] if found else ""
    day = re.search(r'value="(day|month)" checked', page)
    return fields | ({"dates": day[1]} if day else {})


FILE = (
    "Response ID,Submitted,Is it clear?,What is not?,Which ones?,Are you disabled?\n"
    "ANON-AAAA-BBBB-1,2027-01-04 10:00,Yes,,A;C,Yes\n"
    "ANON-AAAA-BBBB-2,2027-01-04 11:00,No,<script>alert(1)</script> is what is not at all clear to me,B,\n"
    "ANON-AAAA-BBBB-3,2027-01-04 11:30,Perhaps,,B,\n"
    "ANON-AAAA-BBBB-4,2026-12-01 11:30,Unsure,<script>alert(1)</script> is what is not at all clear to me,,\n"
)


def test_the_whole_way(consultation: Consultation) -> None:
    staff = signed_in("analyst", consultation)
    seen(staff, PAGE)
    page = chosen(staff, FILE)

    assert Response.objects.count() == 0
    for told in ("Citizen Space", "Take in 3 responses", "“Perhaps” is not one of the answers", "<td>4</td>",
                 "1; they are taken in all the same", "none will be"):  # fmt: skip
        assert told in page
    assert "<script>alert" not in page
    answer = staff.post(PAGE, carried(page) | {"take": "1"})
    assert answer.status_code == 302
    done = seen(staff, answer["Location"])
    assert "3 responses taken in" in done
    assert "1 row could not be read" in done
    kept = list(consultation.responses.order_by("pk"))
    assert [(one.origin, one.provenance, one.state, one.consent) for one in kept] == [
        (f"citizen-space:ANON-AAAA-BBBB-{n}", "import", "sent", "no") for n in (1, 2, 4)
    ]
    assert [one.flags for one in kept] == [[], [], ["duplicate"]]
    assert kept[0].sent_at == datetime(2027, 1, 4, 10, tzinfo=UTC)
    assert kept[0].entered_by == "the analyst"
    assert {one.question.order: (one.value, one.choice) for one in kept[0].answers.all()} == {
        1: ("Yes", "Yes"), 5: (["A", "C"], ""),
    }  # fmt: skip
    assert [one.choice for one in EqualityAnswer.objects.all()] == ["Yes"]
    entry = Entry.objects.get(what="import")
    assert entry.details | {"file": ""} == {
        "added": 3, "there": 0, "refused": 1, "rows": 4, "shape": "citizen-space", "file": "",
    }  # fmt: skip
    assert broken(Entry.objects.all()) == ""

    again = chosen(staff, FILE)
    assert "There is nothing new in it." in again
    answer = staff.post(PAGE, carried(again) | {"take": "1"})
    assert "Nothing was new" in seen(staff, answer["Location"])
    assert consultation.responses.count() == 3
    assert EqualityAnswer.objects.count() == 1


def test_staff_change_what_a_column_is_and_see_it_before_it_is_taken(consultation: Consultation) -> None:
    staff = signed_in("owner", consultation)
    form = carried(chosen(staff, "a,b,c\nsome words,Yes,11/12/2026\nothers,Nay,13/12/2026\n"))
    assert set(form) == {"held", "seen", "c0", "c1", "c2", "type", "dates"}
    assert {form["c0"], form["c1"], form["c2"]} == {""}
    changed = form | {"c0": "q8", "c1": "q1", "c2": "time", "type": "union", "take": "1"}
    page = staff.post(PAGE, changed).content.decode()

    assert Response.objects.count() == 0
    assert "You changed how the file is read" in page
    assert "“Nay” is not one of the answers" in page
    wrong = staff.post(PAGE, carried(page) | {"c0": "q1", "take": "1"}).content.decode()
    assert "Two columns are" in wrong
    assert staff.post(PAGE, carried(page) | {"take": "1"}).status_code == 302
    kept = Response.objects.get()
    assert kept.type == "union"
    assert kept.sent_at == datetime(2026, 12, 11, tzinfo=UTC)
    assert {one.question.order: one.value for one in kept.answers.all()} == {1: "Yes", 8: "some words"}


def test_our_own_export_goes_into_an_empty_consultation_and_is_known_where_it_came_from(
    consultation: Consultation, clock: Any
) -> None:
    staff = signed_in()
    form = carried(chosen(staff, FILE))
    staff.post(PAGE, form | {"take": "1"})
    other = Consultation.objects.create(
        slug="other", title="Other", body="B", state="published", opens_at=consultation.opens_at,
        closes_at=consultation.closes_at,
    )  # fmt: skip
    for one in consultation.questions.all():
        one.pk, one.consultation = None, other
        one.save(force_insert=True)
    export = "".join(as_csv(consultation))
    there = "/staff/other/responses/import"
    assert staff.post(there, carried(chosen(staff, export, there)) | {"take": "1"}).status_code == 302

    def held(of: Consultation) -> list[dict[int, Any]]:
        return [{a.question.order: a.value for a in one.answers.all()} for one in of.responses.order_by("pk")]

    assert held(other) == held(consultation)
    assert other.responses.count() == 3
    assert "There is nothing new in it." in chosen(staff, export)


def test_what_was_forgotten_does_not_come_back(consultation: Consultation) -> None:
    staff = signed_in("owner", consultation)
    staff.post(PAGE, carried(chosen(staff, FILE)) | {"take": "1"})
    forget(Response.objects.order_by("pk")[0])

    assert "There is nothing new in it." in chosen(staff, FILE)
    assert [one.state for one in Response.objects.order_by("pk")] == ["withdrawn", "sent", "sent"]


@pytest.mark.parametrize("state", ["upcoming", "withdrawn"])
def test_nothing_is_imported_before_it_opens_or_once_it_is_withdrawn(
    consultation: Consultation, clock: Any, state: str
) -> None:
    staff = signed_in("owner", consultation)
    form = carried(chosen(staff, FILE)) | {"take": "1"}
    if state == "withdrawn":
        withdraw(consultation, "Because", "someone")
    else:
        Consultation.objects.update(opens_at=clock() + timedelta(seconds=1))
    answer = staff.post(PAGE, form)

    assert answer.status_code == 409
    assert "Nothing can be imported" in seen(staff, PAGE)
    assert Response.objects.count() == 0


def test_after_it_closed_it_is_still_imported(consultation: Consultation, clock: Any) -> None:
    Consultation.objects.update(closes_at=clock.now)
    staff = signed_in("owner", consultation)

    assert staff.post(PAGE, carried(chosen(staff, FILE)) | {"take": "1"}).status_code == 302
    assert Response.objects.count() == 3


@pytest.mark.parametrize("held", ["", "x", "eJw", "A" * 100_000, "🙂"])
def test_a_page_that_holds_no_file_says_so(consultation: Consultation, held: str) -> None:
    staff = signed_in("owner", consultation)
    page = staff.post(PAGE, {"held": held, "seen": "x", "take": "1"}).content.decode()

    assert "Choose it again" in page or "Choose a file" in page
    assert "<title>Error:" in page


def test_a_file_made_small_is_not_blown_up(consultation: Consultation) -> None:
    import base64
    import zlib

    bomb = base64.urlsafe_b64encode(zlib.compress(b"a" * 500_000_000, 9)).decode()
    staff = signed_in("owner", consultation)
    tracemalloc.start()
    page = staff.post(PAGE, {"held": bomb, "seen": "x"}).content.decode()
    most = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()

    assert "Choose it again" in page
    assert most < 100_000_000


def test_the_widest_file_makes_a_page_of_bounded_size(consultation: Consultation) -> None:
    for order in range(10, 60):
        Question.objects.create(
            consultation=consultation, order=order, kind="matrix", text=f"Question {order}?", choices=["A", "B"],
            rows=[f"row {n}" for n in range(20)],
        )  # fmt: skip
    staff = signed_in("owner", consultation)
    heads = ["Is it clear?", *(f"column {n}" for n in range(MOST_COLUMNS - 1))]
    begun = time.process_time()
    page = chosen(staff, sheet(heads, ["Yes", *["x" * 1_000] * (MOST_COLUMNS - 1)]))
    form = {"held": carried(page)["held"], "seen": carried(page)["seen"], "dates": "day"}

    assert "500 columns" in page
    assert len(page) < 2_000_000
    assert time.process_time() - begun < 30
    answer = staff.post(PAGE, form | {"c0": "q1", "take": "1"} | {f"c{n}": "" for n in range(1, MOST_COLUMNS)})
    assert answer.status_code == 302
    assert Answer.objects.get().value == "Yes"


def test_formulas_and_markup_in_a_file_are_words(consultation: Consultation) -> None:
    staff = signed_in("owner", consultation)
    nasty = '=HYPERLINK("http://x")<img src=x onerror=alert(1)>'
    page = chosen(staff, sheet(["ID", nasty, "In a line?"], ["1", nasty, nasty], ["2", nasty, "x" * 600]))
    staff.post(PAGE, carried(page) | {"take": "1"})

    assert "<img" not in page
    assert Answer.objects.get().value == nasty
    assert "'=HYPERLINK" in "".join(as_csv(consultation))


def test_a_large_import_is_one_deed(consultation: Consultation) -> None:
    staff = signed_in("owner", consultation)
    rows = [[str(n), "Yes", f"Words that are long enough to have a print of their own, {n}."] for n in range(3_000)]
    begun = time.process_time()
    answer = staff.post(
        PAGE, carried(chosen(staff, sheet(["ID", "Is it clear?", "In a line?"], *rows))) | {"take": "1"}
    )

    assert answer.status_code == 302
    assert Response.objects.count() == 3_000
    assert Entry.objects.filter(what="import").count() == 1
    assert time.process_time() - begun < 60
