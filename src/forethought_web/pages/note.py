"""A reflective note for one's own portfolio (CPD), made from a check and holding none of the post's words."""

from __future__ import annotations

from forethought import say
from forethought.packs import Pack
from forethought.values import CONCERNS, Assessment, Post
from forethought_web.drafts import AUDIENCE_NAMES
from forethought_web.templatetags.said import day

_QUESTIONS = (
    "What happened: what was I about to share, and what did I hope it would do?",
    "Who could have read it, and how would the people I serve, a colleague or an employer have felt?",
    "What do the clauses above ask of me here, and what do they leave to me?",
    "What did I do: post, change, wait, or leave it? Why?",
    "What will I do another time, and whom could I ask?",
)


def reflective_note(post: Post, assessment: Assessment, pack: Pack) -> str:
    """The note, as plain text with questions left open for its writer.

    It says when, for whom and what kinds of concern the check saw, with clauses. Reasons are left out: they may quote.
    """
    _, line = say.VERDICT_LINES[assessment.verdict]
    lines = [
        "A reflection on a social media post",
        "",
        f"Date: {day(post.date)}",
        f"Who could see it: {AUDIENCE_NAMES[post.audience].lower()}",
        f"Guidance: {pack.name}",
        "",
        "What the check said",
        "",
        f"  {line.rstrip(':')}",
    ]
    for concern in dict.fromkeys(one.concern for one in assessment.findings):
        same = [one for one in assessment.findings if one.concern == concern]
        lines.append(f"  - {CONCERNS[concern]} ({say.sure_of(same)})")
        for standard in dict.fromkeys(standard for one in same for standard in one.standards):
            name, version = say.body_of(standard.pack)
            unsure = f" ({say.UNSURE[standard.sure]})" if standard.sure in say.UNSURE else ""
            lines.append(f"      {name} {standard.id}{version}. {standard.text}{unsure}")
    if assessment.safer:
        lines.append("  A safer wording was offered.")
    lines += ["", "My reflection", ""]
    for question in _QUESTIONS:
        lines += [f"  {question}", "", "", ""]
    lines += [f"{say.LAST_LINE} This note holds none of the words of the post.", ""]
    return "\n".join(lines)
