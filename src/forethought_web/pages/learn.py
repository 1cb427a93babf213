"""Scenarios: one judges a post first, then sees its authors' view, the check's, and the clause. Nothing is kept.

What was answered so far travels in the form itself, so a set can be done without JavaScript, a session or an account.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import rtoml
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.csrf import ensure_csrf_cookie
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from forethought import Author, Post, check, choose_pack, say
from forethought.packs import precedents_for
from forethought.values import CONCERNS, VERDICTS, Assessment, Precedent, Standard, Verdict
from forethought_web.drafts import AUDIENCE_NAMES
from forethought_web.errors import Problem
from forethought_web.pages.answer import marked
from forethought_web.templatetags.said import day

_FILE = Path(__file__).resolve().parent.parent / "scenarios.toml"
NAMES = {"post": "Fine to post", "pause": "Pause, and change it", "stop": "Stop"}
_QUESTIONS = (
    "Which of these surprised me, and why?",
    "Was I stricter or more lenient than the codes ask? What stood behind that?",
    "What have I posted that I would now look at again?",
    "What will I tell a student or a colleague?",
)


@dataclass(frozen=True, slots=True)
class Scenario:
    """A post, and what its authors say of it."""

    post: Post
    verdict: Verdict
    concerns: tuple[str, ...]
    why: str


@dataclass(frozen=True, slots=True)
class Set:
    """Scenarios to be done one after another."""

    id: str
    title: str
    about: str
    scenarios: tuple[Scenario, ...]


@dataclass(frozen=True, slots=True)
class Seen:
    """One judged scenario: what was answered, the authors' view, the check's, and the guidance it falls under."""

    scenario: Scenario
    mine: str
    said: str
    assessment: Assessment
    pieces: tuple[tuple[str, str], ...]
    standards: tuple[tuple[str, Standard], ...]
    cases: tuple[Precedent, ...]

    @property
    def agrees(self) -> bool:
        """Whether the check says what the authors say."""
        return self.assessment.verdict == self.scenario.verdict


@cache
def sets() -> tuple[Set, ...]:
    """All sets, as they stand in ``scenarios.toml``."""
    return tuple(
        Set(row["id"], row["title"], row["about"], tuple(_scenario(one) for one in row["scenarios"]))
        for row in rtoml.load(_FILE)["sets"]
    )


def _scenario(row: dict[str, Any]) -> Scenario:
    author = Author(row["profession"], row.get("named"), row.get("states_profession"))
    post = Post(
        row["text"], "", author, platform=row["platform"], audience=row["audience"], permission=row.get("permission")
    )
    return Scenario(post, row["verdict"], tuple(row["concerns"]), row["why"])


@require_safe
def page(request: HttpRequest) -> HttpResponse:
    """The sets, and how often the check agrees with the people who wrote them."""
    agreed, total = agreement()
    return render(request, "learn/page.html", {"section": "learn", "sets": sets(), "agreed": agreed, "total": total})


@cache
def agreement() -> tuple[int, int]:
    """In how many scenarios the check says what their authors say, and how many there are."""
    every = [one for group in sets() for one in group.scenarios]
    return sum(_assessed(one.post).verdict == one.verdict for one in every), len(every)


@ensure_csrf_cookie
@require_http_methods(["GET", "HEAD", "POST"])
def scenario(request: HttpRequest, set_id: str) -> HttpResponse:
    """The next post to judge; the answer to the one just judged; or the end."""
    chosen = _set(set_id)
    answers = _answers(request, chosen)
    mine = request.POST.get("mine", "")
    if "judge" in request.POST and len(answers) < len(chosen.scenarios):
        if mine in VERDICTS:
            seen = _seen(chosen.scenarios[len(answers)], mine)
            return _shown(request, "learn/answer.html", chosen, [*answers, mine], seen=seen, number=len(answers) + 1)
        return _shown(request, "learn/scenario.html", chosen, answers, error="Choose what you would do")
    if len(answers) == len(chosen.scenarios):
        return _shown(request, "learn/end.html", chosen, answers, **score(chosen, answers))
    return _shown(request, "learn/scenario.html", chosen, answers)


@require_POST
def record(request: HttpRequest, set_id: str) -> HttpResponse:
    """A record for one's portfolio, to download."""
    chosen = _set(set_id)
    answers = _answers(request, chosen)
    if len(answers) != len(chosen.scenarios):
        raise Problem(400, "That set is not finished.", "Go back and finish it first.")
    return HttpResponse(
        written_record(chosen, answers, date.today()),
        content_type="text/plain; charset=utf-8",
        headers={"Content-Disposition": f'attachment; filename="learning-{set_id}-{date.today()}.txt"'},
    )


@require_safe
def sheet(request: HttpRequest, set_id: str) -> HttpResponse:
    """A whole set on paper, for a seminar; the answers come last."""
    return render(request, "learn/sheet.html", {"section": "learn", "set": _set(set_id), "audiences": AUDIENCE_NAMES})


def score(chosen: Set, answers: Sequence[str]) -> dict[str, Any]:
    """How the answers compare with the authors': as many, stricter, more lenient; and which concerns to look at."""
    pairs = [(VERDICTS.index(mine), one) for mine, one in zip(answers, chosen.scenarios, strict=True)]
    off = [one for mine, one in pairs if mine != VERDICTS.index(one.verdict)]
    return {
        "right": len(pairs) - len(off),
        "stricter": sum(mine > VERDICTS.index(one.verdict) for mine, one in pairs),
        "lenient": sum(mine < VERDICTS.index(one.verdict) for mine, one in pairs),
        "again": list(dict.fromkeys(concern for one in off for concern in one.concerns)),
        "rows": list(zip(answers, chosen.scenarios, strict=True)),
    }


def written_record(chosen: Set, answers: Sequence[str], on: date) -> str:
    """The record as plain text: what was judged and how, with clauses, and questions left open."""
    result = score(chosen, answers)
    lines = [
        f"Learning record: {chosen.title}",
        "",
        f"Date: {day(on)}",
        f"Scenarios: {len(answers)}; as their authors judged: {result['right']}; stricter: {result['stricter']}; "
        f"more lenient: {result['lenient']}",
        "",
    ]
    for number, (mine, one) in enumerate(result["rows"], 1):
        seen = _seen(one, mine)
        where = f"{one.post.author.profession}, {one.post.platform}, {AUDIENCE_NAMES[one.post.audience].lower()}"
        lines += [f"{number}. {where}", f"   Mine: {NAMES[mine]}. Its authors': {NAMES[one.verdict]}. {one.why}"]
        lines += [f"   {CONCERNS[concern]}" for concern in one.concerns]
        lines += [f"   {name} {standard.id}. {standard.text}" for name, standard in seen.standards]
    lines += ["", "My reflection", ""]
    for question in _QUESTIONS:
        lines += [f"  {question}", "", "", ""]
    return "\n".join([*lines, say.LAST_LINE, ""])


def _set(set_id: str) -> Set:
    found = next((one for one in sets() if one.id == set_id), None)
    if found is None:
        raise Http404
    return found


def _answers(request: HttpRequest, chosen: Set) -> list[str]:
    answers = [one for one in request.POST.get("answers", "").split(",") if one]
    if len(answers) > len(chosen.scenarios) or any(one not in VERDICTS for one in answers):
        raise Problem(400, "The answers so far could not be read.", "Begin the set again.")
    return answers


def _seen(one: Scenario, mine: str) -> Seen:
    assessment = _assessed(one.post)
    pack = choose_pack(one.post.author.profession)
    standards = [standard for concern in one.concerns[:2] for standard in pack.standards_for(concern)[:1]]
    cases = (
        precedents_for(one.concerns[0], one.post.author.profession, one.post.audience, limit=1) if one.concerns else ()
    )
    far = VERDICTS.index(mine) - VERDICTS.index(one.verdict)
    return Seen(
        scenario=one,
        mine=mine,
        said=(
            "As its authors judged."
            if not far
            else "Stricter than the codes ask."
            if far > 0
            else "More lenient than the codes ask."
        ),
        assessment=assessment,
        pieces=marked(one.post.text, assessment.findings),
        standards=tuple((f"{pack.short}", standard) for standard in dict.fromkeys(standards)),
        cases=cases,
    )


def _assessed(post: Post) -> Assessment:
    return check(post, choose_pack(post.author.profession), with_safer=False)


def _shown(request: HttpRequest, template: str, chosen: Set, answers: Sequence[str], **more: Any) -> HttpResponse:
    number = more.pop("number", len(answers) + 1)
    current = chosen.scenarios[number - 1] if number <= len(chosen.scenarios) else None
    return render(
        request,
        template,
        {
            "section": "learn",
            "set": chosen,
            "answers": ",".join(answers),
            "number": number,
            "total": len(chosen.scenarios),
            "scenario": current,
            "names": NAMES,
            "audience": AUDIENCE_NAMES[current.post.audience] if current else "",
            "is_last": len(answers) == len(chosen.scenarios),
            **more,
        },
    )
