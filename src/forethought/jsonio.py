"""Posts from dicts and JSON lines, assessments to dicts. The schema is ``schema/assessment-1.json``."""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, Any, BinaryIO

from forethought.errors import PostError, did_you_mean
from forethought.values import (
    AUDIENCES,
    Assessment,
    Author,
    Finding,
    PersonEstimate,
    Post,
    Precedent,
    Safer,
    Span,
    Standard,
)

if TYPE_CHECKING:
    from forethought.judge.rules import Rule

SCHEMA = 1
LINE_LIMIT = 4_000_000  # bytes: several times the longest post that is judged, with every character escaped
_HALF_CHARACTERS = re.compile(r"[\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class Unreadable:
    """A line that holds no post we can read: its number, from 1, and why, without any of its words."""

    line: int
    why: str


def read_post(row: Mapping[str, Any], default: Post | None = None) -> Post:
    """A post from the label guide's fields.

    They are ``id``, ``text``, ``author``, ``platform``, ``audience``, ``permission`` and ``date``; only ``text`` must
    be there. Fields that are not ours are passed over, so a labelled post can be read as it is. Half characters (lone
    surrogates, as cut-off exports have them) become U+FFFD, which keeps every offset.

    Args:
        row: The fields.
        default: What holds for fields that are absent; its author only where there is no ``author`` at all.

    Raises:
        PostError: If the text is missing or a field is of the wrong kind. The message never holds a value of the post.
    """
    default = default or Post("")
    if not isinstance(row, Mapping):
        raise PostError('a post is an object with fields, such as {"text": "..."}')
    if "text" not in row:
        raise PostError(f"text: is missing{_nearest_key(row, 'text')}")
    author = row.get("author")
    return Post(
        text=_text(row, "text"),
        id=_id(row) or default.id,
        author=default.author if author is None else _author(author),
        platform=_text(row, "platform", default.platform),
        audience=read_audience(row.get("audience"), default.audience),
        permission=_yes_no(row, "permission") if "permission" in row else default.permission,
        date=_day(row) or default.date,
    )


def whole_characters(text: str) -> str:
    """The text with U+FFFD for each half character, which keeps every offset."""
    return _HALF_CHARACTERS.sub("\ufffd", text)


def read_audience(value: object, default: Any = "public") -> Any:
    """One of ``AUDIENCES``, in any case and with spaces or underscores for hyphens; ``default`` for None.

    Raises:
        PostError: If it is none of them.
    """
    if value is None:
        return default
    spoken = re.sub(r"[\s_]+", "-", value.strip().lower()) if isinstance(value, str) else ""
    if spoken not in AUDIENCES:
        raise PostError(f"audience: is not one we know: {', '.join(AUDIENCES)}{did_you_mean(spoken[:40], AUDIENCES)}")
    return spoken


def read_posts(lines: BinaryIO, default: Post | None = None) -> Iterator[tuple[int, Post | Unreadable]]:
    """Posts from JSON lines, one at a time, each with how many bytes were read for it; blank lines are passed over.

    A line that cannot be read is an ``Unreadable`` in the stream, and the rest goes on. A post without an id gets the
    number of its line.
    """
    number = 0
    while raw := lines.readline(LINE_LIMIT):
        number += 1
        size = len(raw)
        if size == LINE_LIMIT and not raw.endswith(b"\n"):
            while (rest := lines.readline(LINE_LIMIT)) and not rest.endswith(b"\n"):
                size += len(rest)
            yield size + len(rest), Unreadable(number, f"is longer than {LINE_LIMIT:,} bytes")
        elif raw.strip(b" \t\r\n\xef\xbb\xbf"):
            yield size, _line(number, raw, default)


def _line(number: int, raw: bytes, default: Post | None) -> Post | Unreadable:
    try:
        row = json.loads(raw.rstrip(b"\r\n").decode("utf-8-sig"))
        post = read_post(row, default)
        return post if post.id else replace(post, id=str(number))
    except UnicodeDecodeError as error:
        why = f"is not UTF-8 text, at byte {error.start + 1}"
    except json.JSONDecodeError as error:
        why = f"is not JSON, at column {error.colno}"
    except RecursionError:
        why = "is nested too deeply"
    except PostError as error:
        why = str(error)
    except ValueError:
        why = "holds a number that is too long"
    return Unreadable(number, why)


def _nearest_key(row: Mapping[str, Any], wanted: str) -> str:
    return next((f" (found {key!r})" for key in row if did_you_mean(key[:20].lower(), (wanted,))), "")


def _author(value: object) -> Author:
    if not isinstance(value, Mapping):
        raise PostError('author: is not an object such as {"profession": "nurse"}')
    return Author(
        profession=_text(value, "profession", "", "author: "),
        named=_yes_no(value, "named", "author: "),
        states_profession=_yes_no(value, "states_profession", "author: "),
        country=_text(value, "country", "", "author: "),
        employer=_text(value, "employer", "", "author: "),
        place=_text(value, "place", "", "author: "),
    )


def _text(row: Mapping[str, Any], key: str, default: str | None = None, where: str = "") -> str:
    value = row.get(key, default)
    if value is None and default is not None:
        return default
    if not isinstance(value, str):
        raise PostError(f"{where}{key}: is not text in quotation marks")
    return whole_characters(value)


def _id(row: Mapping[str, Any]) -> str:
    value = row.get("id")
    if value is None:
        return ""
    if isinstance(value, bool) or not isinstance(value, str | int):
        raise PostError("id: is neither text nor a whole number")
    return whole_characters(str(value))


def _yes_no(row: Mapping[str, Any], key: str, where: str = "") -> bool | None:
    value = row.get(key)
    if value is not None and not isinstance(value, bool):
        raise PostError(f"{where}{key}: is none of true, false and null")
    return value


def _day(row: Mapping[str, Any]) -> date | None:
    value = row.get("date")
    if value is None:
        return None
    try:
        return date.fromisoformat(value[:10])
    except (TypeError, ValueError):
        raise PostError("date: is not a day such as 2026-03-31") from None


def assessment_to_dict(assessment: Assessment) -> dict[str, Any]:
    """The assessment as plain values, in the fields of ``schema/assessment-1.json``; offsets in code points."""
    return {
        "schema": SCHEMA,
        "id": assessment.id,
        "verdict": assessment.verdict,
        "findings": [_finding(one) for one in assessment.findings],
        "people": [_person(one) for one in assessment.people],
        "safer": _safer(assessment.safer) if assessment.safer else None,
        "fine_because": list(assessment.fine_because),
        "advice": list(assessment.advice),
        "not_judged": assessment.not_judged,
        "not_run": list(assessment.not_run),
        "pack": assessment.pack,
        "by_guidance": list(assessment.by_guidance),
        "not_fine": None if assessment.not_fine is None else round(assessment.not_fine, 3),
        "weighed": [{"reason": one.reason, "adds": round(one.adds, 3)} for one in assessment.weighed],
        "mentions": [
            {"type": one.type, "about": one.about, **_offsets(one.span), "confidence": round(one.confidence, 3)}
            for one in assessment.mentions
        ],
    }


def to_json(assessment: Assessment, *, indent: int | None = None) -> str:
    """The assessment as JSON; one line unless indented."""
    return json.dumps(assessment_to_dict(assessment), ensure_ascii=False, indent=indent)


def _offsets(span: Span | None) -> dict[str, int | None]:
    return {"start": span.start if span else None, "end": span.end if span else None}


def rule_to_dict(rule: Rule) -> dict[str, Any]:
    """A rule as plain values, without its patterns."""
    return {
        "id": rule.id,
        "concern": rule.concern or None,
        "severity": rule.severity,
        "confidence": rule.confidence,
        "why": rule.why,
        "remedy": rule.remedy,
        "source": rule.source,
        "since": rule.since,
        "protects": list(rule.protects) if rule.protects is not None else None,
        "when": dict(rule.when),
        "examples": {
            "flag": [one.post.text for one in rule.examples if one.flagged],
            "allow": [one.post.text for one in rule.examples if not one.flagged],
        },
    }


def _finding(one: Finding) -> dict[str, Any]:
    return {
        "concern": one.concern,
        **_offsets(one.span),
        "severity": one.severity,
        "confidence": round(one.confidence, 3),
        "reason": one.reason,
        "sources": list(one.sources),
        "standards": [standard_to_dict(standard) for standard in one.standards],
        "precedents": [precedent_to_dict(precedent) for precedent in one.precedents],
        "remedy": one.remedy,
    }


def standard_to_dict(one: Standard) -> dict[str, str]:
    """A clause as plain values."""
    return {"id": one.id, "pack": one.pack, "text": one.text, "link": one.link, "sure": one.sure}


def precedent_to_dict(one: Precedent) -> dict[str, Any]:
    """A published outcome as plain values."""
    return {
        "id": one.id,
        "year": one.year,
        "body": one.body,
        "country": one.country,
        "profession": one.profession,
        "platform": one.platform,
        "audience": one.audience,
        "what_was_posted": one.what_was_posted,
        "concerns": list(one.concerns),
        "outcome": one.outcome,
        "outcome_note": one.outcome_note,
        "source": one.source,
        "shows": one.shows,
    }


def _person(one: PersonEstimate) -> dict[str, Any]:
    return {
        "about": one.about,
        "count": _figure(one.count),
        "low": _figure(one.low),
        "high": _figure(one.high),
        "known_to_family": _figure(one.known_to_family),
        "details": [
            {**_offsets(detail.span), "type": detail.type, "without": _figure(detail.without)} for detail in one.details
        ],
        "assumptions": [
            {"what": step.what, "share": _figure(step.share), "source": step.source} for step in one.assumptions
        ],
    }


def _safer(one: Safer) -> dict[str, Any]:
    return {
        "text": one.text,
        "verdict": one.verdict,
        "before": None if one.before is None else _figure(one.before),
        "after": None if one.after is None else _figure(one.after),
        "changes": [{**_offsets(span), "text": words} for span, words in one.changes],
    }


def _figure(value: float) -> float:
    """Four significant figures: an estimate has no more."""
    return float(f"{value:.4g}")
