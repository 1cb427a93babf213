"""Our own API: the check, and the data it judges by, as JSON. What a post is and what is said of it: ``jsonio``."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass, replace
from datetime import date
from functools import cache, wraps
from typing import Any, cast

from django.core.exceptions import RequestDataTooBig
from django.http import HttpRequest, HttpResponse, JsonResponse, UnreadablePostError
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, HttpError, ValidationError

from forethought import __version__, check, choose_pack, list_packs, load_pack
from forethought.check import LIMIT
from forethought.concerns import concern_texts
from forethought.errors import PackError, PostError, did_you_mean
from forethought.jsonio import assessment_to_dict, precedent_to_dict, read_post, rule_to_dict, standard_to_dict
from forethought.judge.rules import rule_book
from forethought.packs import Pack, pack_ids, precedents
from forethought.packs.precedents import OUTCOMES, SHOWS
from forethought.values import CONCERNS, Post
from forethought_web.api.access import may_ask
from forethought_web.api.described import (
    MOST_POSTS,
    OFFSETS,
    ConcernOut,
    PackLine,
    PackOut,
    PrecedentOut,
    RuleOut,
    completed,
    sends,
)
from forethought_web.api.told import misfit, refusal, told
from forethought_web.errors import Problem
from forethought_web.utf16 import Utf16

ROOT = "/api/v1/"
MOST_CHARACTERS = LIMIT  # of all posts of a batch
_FIELD = re.compile(r"([a-z_]+(?:: [a-z_]+)*): ")
_DESCRIPTION = (
    "Checks drafts of social media posts by a professional's own code of conduct. Words are read from the body of a "
    "POST, judged in memory and forgotten. It is advice, not a regulator's voice. Errors have one shape: "
    '{"error": {"code", "message", "next"}}; none repeats what was sent.'
)
POST_EXAMPLE: dict[str, Any] = {
    "text": "Court again tomorrow, the DV case with the twins. #Stockport",
    "author": {"profession": "social worker", "country": "GB-ENG", "named": True},
    "audience": "friends",
}
CHECK_EXAMPLE = {**POST_EXAMPLE, "offsets": "utf16"}
BATCH_EXAMPLE = {"posts": [{**POST_EXAMPLE, "id": "1"}, {"id": "2", "text": "Twelve hours, no break. Pay us."}]}


class _Api(NinjaAPI):
    """Ninja, with HEAD wherever there is GET."""

    def _get_urls(self) -> Any:
        patterns: list[Any] = super()._get_urls()
        for pattern in patterns:
            pattern.callback = _with_head(pattern.callback)
        return patterns


def _with_head(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    @wraps(view)
    def wrapped(request: HttpRequest, **given: Any) -> HttpResponse:
        if request.method == "HEAD":
            request.method = "GET"  # the server leaves the body out
        return view(request, **given)

    return wrapped


api = _Api(
    title="Forethought",
    version="1",
    description=_DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    urls_namespace="api-1",
    auth=may_ask,
)


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
        raise Problem(415, "The body is not marked as JSON.", "Send Content-Type: application/json.", "not-json")
    try:
        read = json.loads(request.body.decode("utf-8-sig"), parse_constant=_no_number)
    except RequestDataTooBig:
        raise Problem(413, "That is too long.", "Check it in parts.", "too-long") from None
    except UnreadablePostError:
        raise Problem(400, "The body broke off.", "Send it again.", "not-json") from None
    except UnicodeDecodeError as error:
        raise Problem(400, f"The body is not UTF-8, at byte {error.start + 1}.", "Send UTF-8.", "not-json") from None
    except json.JSONDecodeError as error:
        where = f"line {error.lineno}, column {error.colno}"
        raise Problem(400, f"The body is not JSON, at {where}.", "Send a JSON object.", "not-json") from None
    except RecursionError:
        raise Problem(400, "The body is nested too deeply.", "A post has two levels.", "not-json") from None
    except ValueError:
        raise Problem(400, "A number in the body is too long, or none.", "Send plain JSON.", "not-json") from None
    if not isinstance(read, dict):
        raise Problem(422, "The body is not a JSON object.", 'Send one such as {"text": "..."}.', "not-valid")
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
        raise misfit("offsets", f"is none of {', '.join(OFFSETS)}")
    pack = row.get("pack")
    if pack is not None and (not isinstance(pack, str) or pack not in pack_ids()):
        near = did_you_mean(pack[:60], pack_ids()) if isinstance(pack, str) else ""
        raise misfit("pack", f"is no pack we have{near}; GET {ROOT}packs lists them")
    for name in ("safer", "model"):
        if not isinstance(row.get(name, True), bool):
            raise misfit(name, "is neither true nor false")
    return Options(
        load_pack(pack) if pack else None, offsets == "utf16", row.get("safer", True), row.get("model", True)
    )


def _not_a_post(error: PostError) -> Problem:
    said = str(error)
    if found := _FIELD.match(said):
        return misfit(found[1].replace(": ", "."), said[found.end() :])
    return Problem(422, f"{said[:1].upper()}{said[1:]}.", "Mend it and send it again.", "not-valid")


# ---- What comes back


def assessed(row: object, chosen: Options) -> dict[str, Any]:
    """The assessment of one post as plain values. A post without a day is one of today.

    Raises:
        PostError: If the post cannot be read.
    """
    post = read_post(cast("Mapping[str, Any]", row))
    if post.date is None:
        post = replace(post, date=date.today())
    pack = chosen.pack or choose_pack(post.author.profession, post.author.country, post.date)
    said = assessment_to_dict(check(post, pack, with_safer=chosen.with_safer, with_model=chosen.with_model))
    return in_utf16(said, post) if chosen.in_utf16 else said


def in_utf16(said: dict[str, Any], post: Post) -> dict[str, Any]:
    """The same with every ``start`` and ``end`` in UTF-16 units."""
    units = Utf16(post.text)

    def moved(value: Any) -> Any:
        if isinstance(value, dict):
            return {
                key: units.at(one) if key in ("start", "end") and one is not None else moved(one)
                for key, one in value.items()
            }
        return [moved(one) for one in value] if isinstance(value, list) else value

    return cast("dict[str, Any]", moved(said))


def _line(one: Pack) -> dict[str, Any]:
    names = ("id", "body", "name", "version", "status", "since", "until", "countries", "professions", "link")
    return {name: getattr(one, name) for name in names}


def _whole(one: Pack) -> dict[str, Any]:
    return _line(one) | {
        "summary": one.summary,
        "standards": [standard_to_dict(clause) for clause in one.standards],
        "tips": [tip.text for tip in one.tips],
        "allows": [allowed.text for allowed in one.allows],
        "concerns": {entry.concern: list(entry.clauses) for entry in one.concerns},
        "silent": list(one.silent),
    }


# ---- Operations


@api.post(
    "/check",
    operation_id="check",
    summary="Check a draft",
    openapi_extra=sends("Check", "Assessment", CHECK_EXAMPLE),
)
def check_one(request: HttpRequest) -> HttpResponse:
    """Judge one post. The answer is an assessment: a verdict, findings with their words and clauses, safer wording."""
    row = body(request)
    chosen = options(row)
    try:
        return JsonResponse(assessed(row, chosen))
    except PostError as error:
        raise _not_a_post(error) from None


@api.post(
    "/check/batch",
    operation_id="check_batch",
    summary=f"Check up to {MOST_POSTS} posts",
    openapi_extra=sends("Batch", "Batched", BATCH_EXAMPLE),
)
def check_many(request: HttpRequest) -> HttpResponse:
    """Judge several posts. Where one cannot be read, its place holds the reason, and the rest goes on."""
    row = body(request)
    chosen = options(row)
    posts = row.get("posts")
    if not isinstance(posts, list):
        raise misfit("posts", 'is not a list such as [{"text": "..."}]')
    if len(posts) > MOST_POSTS:
        raise misfit("posts", f"holds more than {MOST_POSTS}")
    texts = (one.get("text") for one in posts if isinstance(one, dict))
    if sum(len(text) for text in texts if isinstance(text, str)) > MOST_CHARACTERS:
        most = f"The posts have more than {MOST_CHARACTERS:,} characters together."
        raise Problem(413, most, "Send fewer at once.", "too-long")
    return JsonResponse({"assessments": [_one_of_many(one, chosen) for one in posts]})


def _one_of_many(row: object, chosen: Options) -> dict[str, Any]:
    try:
        return assessed(row, chosen)
    except PostError as error:
        return told(_not_a_post(error))


@api.get("/packs", response=list[PackLine], operation_id="packs", summary="All guidance we have")
def packs(request: HttpRequest) -> list[dict[str, Any]]:
    """One line for each body's guidance at each version."""
    return [_line(one) for one in list_packs()]


@api.get("/packs/{pack_id}", response=PackOut, operation_id="pack", summary="One body's guidance at one version")
def pack(request: HttpRequest, pack_id: str) -> dict[str, Any]:
    """Its clauses in our own words, tips, what it allows, and which clauses each concern falls under."""
    if pack_id not in pack_ids():
        raise Problem(404, "There is no such pack.", f"GET {ROOT}packs lists them.", "no-such-pack")
    return _whole(load_pack(pack_id))


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
        raise Problem(404, "There is no such rule.", f"GET {ROOT}rules lists them.", "no-such-rule")
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
        raise misfit(name, f"is none of {', '.join(known)}")


@api.get("/openapi.json", auth=None, include_in_schema=False)
def openapi(request: HttpRequest) -> HttpResponse:
    """The description of this API."""
    return JsonResponse(description())


@cache
def description() -> dict[str, Any]:
    """The OpenAPI 3.1 description. Its examples are real answers."""
    common = options({})
    one, first = load_pack("common-2026"), rule_book().rules[0]
    asked = HttpRequest()
    answers: dict[str, object] = {
        "check": assessed(CHECK_EXAMPLE, options(CHECK_EXAMPLE)),
        "check_batch": {"assessments": [_one_of_many(post, common) for post in BATCH_EXAMPLE["posts"]]},
        "packs": [_line(one)],
        "pack": _whole(one),
        "rules": [rule_to_dict(first)],
        "rule": rule_to_dict(first),
        "precedents": cases(asked)[:1],
        "concerns": concerns(asked)[:1],
    }
    examples = {"pack_id": one.id, "rule_id": first.id}
    choices = {"concern": tuple(CONCERNS), "outcome": OUTCOMES, "shows": SHOWS}
    return completed(api.get_openapi_schema(path_prefix=ROOT), __version__, answers, examples, choices)


# ---- Errors


@api.exception_handler(Problem)
def _problem(request: HttpRequest, error: Problem) -> HttpResponse:
    return refusal(error)


@api.exception_handler(PackError)
def _pack_error(request: HttpRequest, error: PackError) -> HttpResponse:
    return refusal(Problem(500, "The guidance of this site cannot be read.", "Tell who runs it.", "broken-pack"))


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: AuthenticationError) -> HttpResponse:
    return refusal(
        Problem(401, "A token is needed here.", "Send it in the header Authorization: Bearer ...", "token-needed")
    )


@api.exception_handler(ValidationError)
def _not_valid(request: HttpRequest, error: ValidationError) -> HttpResponse:
    where = str(error.errors[0]["loc"][-1])[:40] if error.errors else "the request"
    return refusal(misfit(where, "is not of its kind"))


@api.exception_handler(HttpError)
def _http(request: HttpRequest, error: HttpError) -> HttpResponse:
    return refusal(Problem(error.status_code, "That request could not be read.", "See /programs/.", "not-valid"))
