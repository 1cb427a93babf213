"""The description of the API: what is sent and what comes back. Posts and assessments are told by their own schemas."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from importlib.resources import files
from typing import Any, cast

from ninja import Field, Schema

from forethought.packs import pack_ids

MOST_POSTS = 100
OFFSETS = ("codepoints", "utf16")
FILTERS = {
    "concern": "Only those of one concern.",
    "profession": "Only those of a profession, in anyone's words.",
    "body": "Only those of a body, by a part of its name.",
    "platform": "Only those on a platform, by a part of its name.",
    "outcome": "Only those that ended in one way.",
    "shows": "Only those that show one thing.",
    "pack_id": "The pack's id, as GET /packs lists it.",
    "rule_id": "The rule's id, as GET /rules lists it.",
}


class StandardOut(Schema):
    """A clause of a code, in our own words."""

    id: str = Field(description="Its number.")
    pack: str = Field(description="The pack it is of.")
    text: str = Field(description="Our paraphrase.")
    link: str = Field(description="Where to read it.")
    sure: str = Field(description="How sure we are of it: seen, seen-secondary, memory or inferred.")


class PackLine(Schema):
    """One body's guidance at one version, in a line."""

    id: str = Field(description="Ours; it is what `pack` takes in a check.")
    body: str = Field(description="Whose guidance it is.")
    name: str = Field(description="What it is called.")
    version: str
    status: str = Field(description="draft, in force or superseded.")
    since: date | None = Field(description="The first day it held, if known.")
    until: date | None = Field(description="The last day it held; null while it holds.")
    countries: list[str] = Field(description="Where it holds.")
    professions: list[str] = Field(description="For whom.")
    link: str = Field(description="Where to read it.")


class PackOut(PackLine):
    """One body's guidance at one version."""

    summary: str = Field(description="What it asks, in our own words.")
    standards: list[StandardOut] = Field(description="Its clauses.")
    tips: list[str] = Field(description="Its advice.")
    allows: list[str] = Field(description="What it expressly allows.")
    concerns: dict[str, list[str]] = Field(description="For each concern the clauses it falls under.")
    silent: list[str] = Field(description="Concerns on which the text known to us says nothing.")


class ExamplesOut(Schema):
    """Posts that a rule must and must not speak on."""

    flag: list[str] = Field(description="Posts it speaks on.")
    allow: list[str] = Field(description="Near misses it does not speak on.")


class RuleOut(Schema):
    """A rule of the check, without its patterns."""

    id: str
    concern: str | None = Field(description="What it raises; null for a rule that says why something is fine.")
    severity: str = Field(description="stop or pause; post for a rule that says why something is fine.")
    confidence: float = Field(description="How often a careful reader would agree, 0 to 1.", ge=0, le=1)
    why: str = Field(description="What the person is told.")
    remedy: str = Field(description="What to do instead; may be empty.")
    source: str = Field(description="Where it is from.")
    since: str = Field(description="The version it came with.")
    protects: list[str] | None = Field(description="The concerns it answers; null for a rule that raises one.")
    when: dict[str, Any] = Field(description="For which authors and audiences it speaks; empty for all.")
    examples: ExamplesOut


class PrecedentOut(Schema):
    """A published outcome; nobody is named."""

    id: str
    year: int
    body: str = Field(description="Who decided.")
    country: str
    profession: str
    platform: str
    audience: str = Field(description="Who could see it.")
    what_was_posted: str = Field(description="In our words.")
    concerns: list[str] = Field(description="What it was about.")
    outcome: str = Field(description="How it ended, as a word.")
    outcome_note: str = Field(description="How it ended.")
    source: str = Field(description="An address; empty where it would identify a person.")
    shows: str = Field(description="What it shows: allowed, borderline or not-allowed.")


class ConcernOut(Schema):
    """A kind of trouble."""

    id: str
    title: str
    what: str = Field(description="What it is.")
    usual: str = Field(description="What it usually leads to.")
    fine: str = Field(description="What is fine.")
    context: str = Field(description="How author, audience and permission change the answer.")


def sends(sent: str, back: str, example: object) -> dict[str, Any]:
    """What an operation takes and gives, where the schemas lie in files of their own."""
    return {
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": _part(sent), "example": example}},
        },
        "responses": {
            200: {"description": "OK", "content": {"application/json": {"schema": _part(back)}}},
        },
    }


def completed(
    made: Mapping[str, Any],
    version: str,
    answers: Mapping[str, object],
    examples: Mapping[str, str],
    choices: Mapping[str, Sequence[str]],
) -> dict[str, Any]:
    """What ninja made of our operations, with the schemas of our files, what each parameter is, examples and errors.

    Args:
        made: As ninja makes it.
        version: Of the program.
        answers: An example of what each operation answers, by its id.
        examples: An example of each parameter that has one.
        choices: What a parameter may be, where it is one of a few.
    """
    said: dict[str, Any] = json.loads(json.dumps(made, default=str))
    said.pop("servers", None)
    said["info"]["version"] = version
    parts = said["components"]
    parts["schemas"] |= _from_file("post-1.json", "Post") | _from_file("assessment-1.json", "Assessment") | _OWN
    parts["schemas"]["Post"]["properties"]["date"]["pattern"] = r"^\d{4}-\d{2}-\d{2}"
    parts["securitySchemes"] = {"token": {"type": "http", "scheme": "bearer"}}
    for operations in said["paths"].values():
        for operation in operations.values():
            operation["security"] = [{}, {"token": []}]
            operation["parameters"] = [_parameter(one, examples, choices) for one in operation["parameters"]]
            responses = operation["responses"]
            responses["default"] = _ERROR
            responses["200"]["content"]["application/json"]["example"] = answers[operation["operationId"]]
    return cast("dict[str, Any]", json.loads(json.dumps(said, default=str)))


def _parameter(
    one: Mapping[str, Any], examples: Mapping[str, str], choices: Mapping[str, Sequence[str]]
) -> dict[str, Any]:
    name = one["name"]
    schema: dict[str, Any] = {"type": "string"}
    if name in choices:
        schema["enum"] = [*choices[name], ""]
    said = {"name": name, "in": one["in"], "required": one["required"], "description": FILTERS[name], "schema": schema}
    return said | ({"example": examples[name]} if name in examples else {})


def _part(name: str) -> dict[str, str]:
    return {"$ref": f"#/components/schemas/{name}"}


def _from_file(name: str, title: str) -> dict[str, Any]:
    """A schema file's parts, as components."""
    read = json.loads(files("forethought").joinpath("schema", name).read_text(encoding="utf-8"))
    inner = read.pop("$defs", {})
    parts = {title: {key: value for key, value in read.items() if not key.startswith("$")}}
    parts |= {f"{title}-{key}": value for key, value in inner.items()}
    return cast("dict[str, Any]", json.loads(json.dumps(parts).replace("#/$defs/", f"#/components/schemas/{title}-")))


_ERROR = {
    "description": "What is the matter and what to do next; never what was sent.",
    "content": {"application/json": {"schema": _part("Error")}},
}
_OPTIONS = {
    "pack": {
        "type": ["string", "null"],
        "enum": [*pack_ids(), None],
        "description": "By whose guidance, as GET /packs lists it; else by profession, country and date.",
    },
    "offsets": {
        "type": "string",
        "enum": list(OFFSETS),
        "default": OFFSETS[0],
        "description": "What start and end count: code points (Python) or UTF-16 units (JavaScript, Java, C#).",
    },
    "safer": {
        "type": "boolean",
        "default": True,
        "description": "Whether to look for a safer wording, which takes a few checks.",
    },
    "model": {
        "type": "boolean",
        "default": True,
        "description": "Whether to ask the learned reader beside the rules.",
    },
}
_OWN: dict[str, Any] = {
    "Check": {
        "title": "A post to check, and how",
        "allOf": [_part("Post"), {"type": "object", "properties": _OPTIONS}],
    },
    "Batch": {
        "title": "Posts to check, and how",
        "type": "object",
        "properties": {
            "posts": {
                "type": "array",
                "maxItems": MOST_POSTS,
                "items": {
                    "description": "A post; for anything else its place in the answer holds an error.",
                    "anyOf": [_part("Post"), {}],
                },
            },
            **_OPTIONS,
        },
        "required": ["posts"],
    },
    "Batched": {
        "title": "What is said of each post, in their order",
        "type": "object",
        "properties": {"assessments": {"type": "array", "items": {"anyOf": [_part("Assessment"), _part("Error")]}}},
        "required": ["assessments"],
        "additionalProperties": False,
    },
    "Error": {
        "title": "Why it could not be done",
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "code": {"type": "string", "description": "For programs."},
                    "message": {"type": "string", "description": "What is the matter."},
                    "next": {"type": "string", "description": "What to do."},
                    "where": {"type": "string", "description": "The field, where it is one."},
                },
                "required": ["code", "message", "next"],
                "additionalProperties": False,
            }
        },
        "required": ["error"],
        "additionalProperties": False,
    },
}
