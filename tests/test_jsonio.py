from __future__ import annotations

import io
import json
from datetime import date
from importlib.resources import files
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought.errors import PostError
from forethought.jsonio import SCHEMA, Unreadable, assessment_to_dict, read_post, read_posts, to_json
from forethought.values import ABOUTS, AUDIENCES, CONCERNS, MENTION_TYPES, Assessment, Author, Post

MARKER = "zanzibarquokka"


def test_a_labelled_post_is_read_and_its_labels_passed_over() -> None:
    row = {
        "id": "a1",
        "text": "words",
        "author": {"profession": "nurse", "named": True, "states_profession": None, "shoe_size": 9},
        "platform": "Facebook",
        "audience": "Closed group",
        "permission": False,
        "date": "2026-03-31T10:00:00Z",
        "verdict": "stop",
        "concerns": ["abuse"],
        "spans": [{"start": 0, "end": 2, "concern": "abuse"}],
    }

    assert read_post(row) == Post(
        "words", "a1", Author("nurse", True, None), "Facebook", "closed-group", False, date(2026, 3, 31)
    )


def test_what_is_absent_comes_from_the_default_but_the_author_only_as_a_whole() -> None:
    mine = Post("", author=Author("teacher", employer="A School"), platform="X", audience="friends", permission=True)

    assert read_post({"text": "a"}, mine) == Post("a", "", mine.author, "X", "friends", True)
    assert read_post({"text": "a", "author": {}, "permission": None}, mine).author == Author()


@pytest.mark.parametrize(
    ("row", "said"),
    [
        ({}, "text: is missing"),
        ({"txt": "x"}, "text: is missing (found 'txt')"),
        ({"text": None}, "text: is not text"),
        ({"text": 5}, "text: is not text"),
        ({"text": "x", "audience": "pubic"}, "(did you mean 'public'?)"),
        (
            {"text": "x", "audience": MARKER},
            "audience: is not one we know: public, friends, closed-group, direct-message",
        ),
        ({"text": "x", "audience": ["public"]}, "audience: is not one we know"),
        ({"text": "x", "permission": MARKER}, "permission: is none of true, false and null"),
        ({"text": "x", "author": MARKER}, "author: is not an object"),
        ({"text": "x", "author": {"named": MARKER}}, "author: named: is none of true"),
        ({"text": "x", "author": {"profession": 3}}, "author: profession: is not text"),
        ({"text": "x", "platform": 3}, "platform: is not text"),
        ({"text": "x", "id": [MARKER]}, "id: is neither text nor a whole number"),
        ({"text": "x", "date": MARKER}, "date: is not a day such as"),
        ([MARKER], "a post is an object with fields"),
        (MARKER, "a post is an object with fields"),
    ],
)
def test_a_post_that_cannot_be_read_says_which_field_and_never_its_words(row: Any, said: str) -> None:
    with pytest.raises(PostError) as error:
        read_post(row)

    assert said in str(error.value)
    assert MARKER not in str(error.value)


def test_half_characters_are_replaced_one_for_one() -> None:
    assert read_post(json.loads('{"text": "a\\ud83d b"}')).text == "a\ufffd b"


def test_lines_that_cannot_be_read_are_numbered_and_the_rest_goes_on() -> None:
    lines = [
        b'{"id": "a", "text": "one"}',
        b"",
        b'{"id": "b", "text": ',
        b'{"id": "c", "text": "\xff\xfe"}',
        b"[" * 100_000,
        b'{"id": ' + b"9" * 5_000 + b', "text": "x"}',
        b'"only text"',
        b'{"text": "last"}',
    ]

    read = [post for _, post in read_posts(io.BytesIO(b"\n".join(lines)))]

    assert [post.id if isinstance(post, Post) else post.line for post in read] == ["a", 3, 4, 5, 6, 7, "8"]
    assert [post.why for post in read if isinstance(post, Unreadable)] == [
        "is not JSON, at column 21",
        "is not UTF-8 text, at byte 22",
        "is nested too deeply",
        "holds a number that is too long",
        'a post is an object with fields, such as {"text": "..."}',
    ]


def test_an_endless_line_is_passed_over_without_being_held(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("forethought.jsonio.LINE_LIMIT", 50)
    stream = io.BytesIO(b'{"text": "' + b"x" * 500 + b'"}\n{"text": "next"}\n')

    read = list(read_posts(stream))

    assert [post for _, post in read] == [Unreadable(1, "is longer than 50 bytes"), Post("next", "2")]
    assert sum(size for size, _ in read) == len(stream.getvalue())


def test_an_assessment_has_every_field_the_schema_names(assessment: Assessment) -> None:
    schema = json.loads((files("forethought") / "schema" / "assessment-1.json").read_text(encoding="utf-8"))

    assert _faults(json.loads(to_json(assessment)), schema, schema) == []
    assert _faults(assessment_to_dict(Assessment("", "post")), schema, schema) == []


def test_the_schema_knows_the_same_words_as_the_values() -> None:
    schema = json.loads((files("forethought") / "schema" / "assessment-1.json").read_text(encoding="utf-8"))
    defs = schema["$defs"]

    assert schema["properties"]["schema"]["const"] == SCHEMA
    assert tuple(defs["finding"]["properties"]["concern"]["enum"]) == tuple(CONCERNS)
    assert tuple(defs["mention"]["properties"]["type"]["enum"]) == MENTION_TYPES
    assert tuple(defs["mention"]["properties"]["about"]["enum"]) == ABOUTS


def test_the_same_assessment_gives_the_same_bytes(assessment: Assessment) -> None:
    assert to_json(assessment) == to_json(assessment)


@given(
    st.recursive(st.none() | st.booleans() | st.floats() | st.text(), lambda inner: st.dictionaries(st.text(), inner))
)
def test_no_json_value_breaks_the_reading(value: Any) -> None:
    for row in (value, {"text": value}, {"text": "x", "author": value, "audience": value, "date": value, "id": value}):
        try:
            post = read_post(row)
        except PostError:
            continue
        assert post.audience in AUDIENCES


@given(st.binary(max_size=200))
def test_no_bytes_break_the_reading_of_lines(data: bytes) -> None:
    assert sum(size for size, _ in read_posts(io.BytesIO(data))) <= len(data)


def _faults(value: Any, schema: dict[str, Any], root: dict[str, Any], at: str = "$") -> list[str]:
    """What a value breaks of the few words of JSON Schema that ours uses."""
    if "$ref" in schema:
        return _faults(value, root["$defs"][schema["$ref"].rsplit("/", 1)[1]], root, at)
    if "anyOf" in schema:
        return min((_faults(value, one, root, at) for one in schema["anyOf"]), key=len)
    kinds = {"object": dict, "array": list, "string": str, "integer": int, "number": (int, float), "null": type(None)}
    wanted = schema.get("type", [])
    wanted = [wanted] if isinstance(wanted, str) else wanted
    if wanted and not any(isinstance(value, kinds[kind]) for kind in wanted):
        return [f"{at}: is no {wanted}"]
    faults = [f"{at}: not one of them"] if "enum" in schema and value not in schema["enum"] else []
    if isinstance(value, dict):
        properties = schema["properties"]
        faults += [f"{at}: lacks {key}" for key in schema["required"] if key not in value]
        faults += [f"{at}: unknown {key}" for key in value if key not in properties]
        faults += [
            fault
            for key in value
            if key in properties
            for fault in _faults(value[key], properties[key], root, f"{at}.{key}")
        ]
    if isinstance(value, list):
        faults += [
            fault for n, item in enumerate(value) for fault in _faults(item, schema["items"], root, f"{at}[{n}]")
        ]
    return faults
