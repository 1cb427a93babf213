"""Our own API: the check, and the data it judges by, as JSON. What a post is and what is said of it: ``jsonio``."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse
from ninja import NinjaAPI, Schema
from ninja.errors import AuthenticationError, HttpError, ValidationError

from forethought import __version__, check, choose_pack, list_packs, load_pack
from forethought.concerns import concern_texts
from forethought.errors import PackError, PostError, did_you_mean
from forethought.jsonio import assessment_to_dict, precedent_to_dict, read_post, rule_to_dict, standard_to_dict
from forethought.judge.rules import rule_book
from forethought.packs import Pack, pack_ids, precedents
from forethought.packs.precedents import OUTCOMES, SHOWS
from forethought.values import CONCERNS, Post
from forethought_web.api.access import NO_TOKEN, may_ask
from forethought_web.errors import Problem, answer
from forethought_web.utf16 import Utf16

MOST_POSTS = 100
OFFSETS = ("codepoints", "utf16")
_DESCRIPTION = (
    "Checks drafts of social media posts by a professional's own code of conduct. Words are read from the body of a "
    "POST, judged in memory and forgotten. It is advice, not a regulator's voice. Errors have one shape: "
    '{"error": {"code", "message", "next"}}; none repeats what was sent.'
)
_EXAMPLE = {
    "text": "Court again tomorrow, the DV case with the twins. #Stockport",
    "author": {"profession": "social worker", "country": "GB-ENG", "named": True},
    "audience": "friends",
    "offsets": "utf16",
}

api = NinjaAPI(
    title="Forethought",
    version="1",
    description=_DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
    auth=may_ask,
)


# ---- What comes back, for the description


class StandardOut(Schema):
    """A clause, in our own words."""

    id: str
    pack: str
    text: str
    link: str
    sure: str


class PackLine(Schema):
    """One body's guidance at one version, in a line."""

    id: str
    body: str
    name: str
    version: str
    status: str
    since: date | None
    until: date | None
    countries: list[str]
    professions: list[str]
    link: str


class PackOut(PackLine):
    """One body's guidance at one version."""

    summary: str
    standards: list[StandardOut]
    tips: list[str]
    allows: list[str]
    concerns: dict[str, list[str]]
    silent: list[str]


class RuleOut(Schema):
    """A rule of the check, without its patterns."""

    id: str
    concern: str | None
    severity: str
    confidence: float
    why: str
    remedy: str
    source: str
    since: str
    protects: list[str] | None
    when: dict[str, Any]
    examples: dict[str, list[str]]


class PrecedentOut(Schema):
    """A published outcome; nobody is named."""

    id: str
    year: int
    body: str
    country: str
    profession: str
    platform: str
    audience: str
    what_was_posted: str
    concerns: list[str]
    outcome: str
    outcome_note: str
    source: str
    shows: str


class ConcernOut(Schema):
    """A kind of trouble."""

    id: str
    title: str
    what: str
    usual: str
    fine: str
    context: str


# ---- What is sent


@dataclass(frozen=True, slots=True)
class Options:
    """How to check and how to answer."""

    pack: Pack | None
    in_utf16: bool
    with_safer: bool
    with_model: bool


def body(request: HttpRequest) -> Mapping[str, Any]:
    """The JSON object that was sent.

    Raises:
        Problem: If it is none. The message never repeats it.
    """
    if request.content_type != "application/json":
        raise Problem(415, "The body is not marked as JSON.", "Send Content-Type: application/json.")
    try:
        read = json.loads(request.body.decode("utf-8-sig"), parse_constant=_no_number)
    except RequestDataTooBig:
        raise Problem(413, "That is too long.", "Check it in parts.") from None
    except UnicodeDecodeError as error:
        raise Problem(400, f"The body is not UTF-8 text, at byte {error.start + 1}.", "Send UTF-8.") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Problem(400, f"The body is not JSON, at {where}.", "Send a JSON object.", "not-json") from None
    except RecursionError:
        raise Problem(400, "The body is nested too deeply.", "A post has two levels.", "not-json") from None
    except ValueError:
        raise Problem(400, "The body holds what is no number.", "Send plain JSON.", "not-json") from None
    if not isinstance(read, dict):
        raise Problem(400, "The body is not a JSON object.", 'Send one such as {"text": "..."}.', "not-an-object")
    return read


def _no_number(_: str) -> float:
    raise ValueError


def options(row: Mapping[str, Any]) -> Options:
    """The options among the fields sent.

    Raises:
        Problem: If one is not of its kind.
    """
    offsets = row.get("offsets", OFFSETS[0])
    if offsets not in OFFSETS:
        raise _wrong("offsets", f"is none of {', '.join(OFFSETS)}")
    pack = row.get("pack")
    if pack is not None and (not isinstance(pack, str) or pack not in pack_ids()):
        near = did_you_mean(pack[:60], pack_ids()) if isinstance(pack, str) else ""
        raise _wrong("pack", f"is no pack we have{near}; GET /api/v1/packs lists them")
    for name in ("safer", "model"):
        if not isinstance(row.get(name, True), bool):
            raise _wrong(name, "is neither true nor false")
    return Options(
        load_pack(pack) if pack else None, offsets == "utf16", row.get("safer", True), row.get("model", True)
    )


def _wrong(where: str, what: str) -> Problem:
    return Problem(422, f"{where}: {what}.", "Mend it and send it again.", "not-valid")


def assessed(row: object, chosen: Options) -> dict[str, Any]:
    """The assessment of one post as plain values.

    Raises:
        PostError: If the post cannot be read.
    """
    post = read_post(cast("Mapping[str, Any]", row))
    if post.date is None:
        post = replace(post, date=date.today())
    pack = chosen.pack or choose_pack(post.author.profession, post.author.country, post.date)
    found = check(post, pack, with_safer=chosen.with_safer, with_model=chosen.with_model)
    said = assessment_to_dict(found)
    return _in_utf16(said, post) if chosen.in_utf16 else said


def _in_utf16(said: dict[str, Any], post: Post) -> dict[str, Any]:
    """The same with every offset in UTF-16 units."""
    units = Utf16(post.text)

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: units.at(one) if key in ("start", "end") and one is not None else moved(one)
                for key, one in value.items()
            }
        return [moved(one) for one in value] if isinstance(value, list) else value

    return cast("dict[str, Any]", moved(said))


# ---- Operations


def _described(summary: str, sent: str, back: str, example: object) -> dict[str, Any]:
    """What ninja cannot read from types: schemas that live in files of their own."""
    return {
        "summary": summary,
        "requestBody": {
            "required": True,
            "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{sent}"}, "example": example}},
        },
        "responses": {
            200: {
                "description": "OK",
                "content": {"application/json": {"schema": {"$ref": f"#/components/schemas/{back}"}}},
            }
        },
    }


@api.post("/check", operation_id="check", openapi_extra=_described("Check a draft", "Check", "Assessment", _EXAMPLE))
def check_one(request: HttpRequest) -> HttpResponse:
    """Judge one post. The answer is an assessment: a verdict, findings with their words and clauses, safer wording."""
    row = body(request)
    chosen = options(row)
    try:
        return JsonResponse(assessed(row, chosen))
    except PostError as error:
        raise _told(error) from None


@api.post(
    "/check/batch",
    operation_id="check_batch",
    openapi_extra=_described(
        f"Check up to {MOST_POSTS} posts", "Batch", "Batched", {"posts": [_EXAMPLE, {"text": "What a week."}]}
    ),
)
def check_many(request: HttpRequest) -> HttpResponse:
    """Judge several posts; of one that cannot be read it is said why in its place, and the rest goes on."""
    row = body(request)
    chosen = options(row)
    posts = row.get("posts")
    if not isinstance(posts, list):
        raise _wrong("posts", 'is not a list such as [{"text": "..."}]')
    if len(posts) > MOST_POSTS:
        raise _wrong("posts", f"holds more than {MOST_POSTS}")
    return JsonResponse({"assessments": [_one_of_many(one, chosen) for one in posts]})


def _one_of_many(row: object, chosen: Options) -> dict[str, Any]:
    try:
        return assessed(row, chosen)
    except PostError as error:
        told = _told(error)
        return {"error": {"code": told.code, "message": told.what, "next": told.next}}


def _told(error: PostError) -> Problem:
    return Problem(422, f"{error}.", "Mend it and send it again.", "not-a-post")


@api.get("/packs", response=list[PackLine], operation_id="packs", summary="All guidance we have")
def packs(request: HttpRequest) -> list[dict[str, Any]]:
    """One line for each body's guidance at each version."""
    return [_line(pack) for pack in list_packs()]


@api.get("/packs/{pack_id}", response=PackOut, operation_id="pack", summary="One body's guidance at one version")
def pack(request: HttpRequest, pack_id: str) -> dict[str, Any]:
    """Its clauses in our own words, tips, what it allows, and which clauses each concern falls under."""
    if pack_id not in pack_ids():
        raise Problem(404, "There is no such pack.", "GET /api/v1/packs lists them.")
    found = load_pack(pack_id)
    return _line(found) | {
        "summary": found.summary,
        "standards": [standard_to_dict(one) for one in found.standards],
        "tips": [one.text for one in found.tips],
        "allows": [one.text for one in found.allows],
        "concerns": {one.concern: list(one.clauses) for one in found.concerns},
        "silent": list(found.silent),
    }


def _line(one: Pack) -> dict[str, Any]:
    names = ("id", "body", "name", "version", "status", "since", "until", "countries", "professions", "link")
    return {name: getattr(one, name) for name in names}


@api.get("/rules", response=list[RuleOut], operation_id="rules", summary="The rules of the check")
def rules(request: HttpRequest, concern: str = "") -> list[dict[str, Any]]:
    """Every rule with its examples, or those of one concern."""
    _known("concern", concern, tuple(CONCERNS))
    return [rule_to_dict(one) for one in rule_book().rules if concern in ("", one.concern)]


@api.get("/rules/{rule_id}", response=RuleOut, operation_id="rule", summary="One rule")
def rule(request: HttpRequest, rule_id: str) -> dict[str, Any]:
    """One rule with its source and its examples."""
    found = next((one for one in rule_book().rules if one.id == rule_id), None)
    if found is None:
        raise Problem(404, "There is no such rule.", "GET /api/v1/rules lists them.")
    return rule_to_dict(found)


@api.get("/precedents", response=list[PrecedentOut], operation_id="precedents", summary="What happened to others")
def cases(
    request: HttpRequest,
    concern: str = "",
    profession: str = "",
    body: str = "",
    platform: str = "",
    outcome: str = "",
    shows: str = "",
) -> list[dict[str, Any]]:
    """Published outcomes that fit every filter given, the latest first; nobody is named."""
    _known("concern", concern, tuple(CONCERNS))
    _known("outcome", outcome, OUTCOMES)
    _known("shows", shows, SHOWS)
    found = precedents(
        concern=concern, profession=profession, body=body, platform=platform, outcome=outcome, shows=shows
    )
    return [precedent_to_dict(one) for one in found]


@api.get("/concerns", response=list[ConcernOut], operation_id="concerns", summary="The kinds of trouble")
def concerns(request: HttpRequest) -> list[dict[str, str]]:
    """What each concern is, what it usually leads to, and what is fine."""
    return [{"id": name, "title": title, **concern_texts()[name]} for name, title in CONCERNS.items()]


def _known(name: str, value: str, known: tuple[str, ...]) -> None:
    if value and value not in known:
        raise _wrong(name, f"is none of {', '.join(known)}")


@api.get("/openapi.json", auth=None, include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API."""
    return JsonResponse(description())


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description, with the schemas of posts and assessments taken from their files."""
    made = json.loads(json.dumps(api.get_openapi_schema(path_prefix="/api/v1/"), default=str))
    made["info"]["version"] = __version__
    schemas = made.setdefault("components", {}).setdefault("schemas", {})
    schemas |= _from_file("post-1.json", "Post") | _from_file("assessment-1.json", "Assessment") | _EXTRA
    error = {
        "description": "What is the matter, and what to do next; never what was sent",
        "content": {"application/json": {"schema": {"$ref": "#/components/schemas/Error"}}},
    }
    made["components"].setdefault("securitySchemes", {})["token"] = {"type": "http", "scheme": "bearer"}
    for operations in made["paths"].values():
        for operation in operations.values():
            operation["responses"]["default"] = error
            operation["security"] = [{}, {"token": []}]
    return cast("dict[str, Any]", made)


def _from_file(name: str, title: str) -> dict[str, Any]:
    """A schema file's parts, as components."""
    read = json.loads(files("forethought").joinpath("schema", name).read_text(encoding="utf-8"))
    inner = read.pop("$defs", {})
    parts = {title: {key: value for key, value in read.items() if not key.startswith("$")}}
    parts |= {f"{title}-{key}": value for key, value in inner.items()}
    return cast("dict[str, Any]", json.loads(json.dumps(parts).replace("#/$defs/", f"#/components/schemas/{title}-")))


_OPTIONS = {
    "pack": {"type": ["string", "null"], "description": "By whose guidance; else by profession, country and date."},
    "offsets": {"enum": list(OFFSETS), "description": "What start and end count."},
    "safer": {"type": "boolean", "description": "Whether to look for a safer wording (takes a few checks)."},
    "model": {"type": "boolean", "description": "Whether to ask the learned reader beside the rules."},
}
_EXTRA: dict[str, Any] = {
    "Check": {"allOf": [{"$ref": "#/components/schemas/Post"}, {"type": "object", "properties": _OPTIONS}]},
    "Batch": {
        "type": "object",
        "properties": {
            "posts": {"type": "array", "maxItems": MOST_POSTS, "items": {"$ref": "#/components/schemas/Post"}},
            **_OPTIONS,
        },
        "required": ["posts"],
    },
    "Batched": {
        "type": "object",
        "properties": {
            "assessments": {
                "type": "array",
                "items": {
                    "anyOf": [
                        {"$ref": "#/components/schemas/Assessment"},
                        {"$ref": "#/components/schemas/Error"},
                    ]
                },
            }
        },
        "required": ["assessments"],
    },
    "Error": {
        "type": "object",
        "properties": {
            "error": {
                "type": "object",
                "properties": {
                    "code": {"type": "string"},
                    "message": {"type": "string"},
                    "next": {"type": "string"},
                },
                "required": ["code", "message", "next"],
            }
        },
        "required": ["error"],
    },
}


# ---- Errors


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return answer(request, error)


@api.exception_handler(PackError)
def _pack_error(request: HttpRequest, error: PackError) -> HttpResponse:
    return answer(request, Problem(500, "The guidance of this site cannot be read.", "Tell who runs it.", "pack"))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    response = answer(request, NO_TOKEN)
    response["WWW-Authenticate"] = "Bearer"
    return response


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = ", ".join(str(one["loc"][-1])[:40] for one in error.errors[:3] if one.get("type") != "extra_forbidden")
    return answer(request, _wrong(where or "the request", "is not of its kind"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return answer(request, Problem(error.status_code, "That request could not be read.", "See /programs/."))
