"""How the values of a check are put into words: the same on a terminal, on a page and to another program."""

from __future__ import annotations

from collections.abc import Sequence

from forethought.errors import PackError
from forethought.judge.together import FAIRLY_SURE, SURE
from forethought.values import Finding, Precedent, Safer, Weighed

LAST_LINE = "This is advice; you decide. It is not a regulator's voice."
VERDICT_LINES = {
    "post": ("✓", "Fine to post."),
    "pause": ("!", "Pause. It can probably be said, but not quite like this."),
    "stop": ("✕", "Stop. As it stands it would probably breach a standard."),
    "not judged": ("?", "Not judged:"),
}
UNSURE = {"memory": "from memory, not checked", "inferred": "our reading of it"}
# The signs of ``judge/together.py`` that are weighed to tell whether a post is fine.
SIGNS = {
    "base": "where every post begins",
    "reader: not fine": "the learned reader, of the post as a whole",
    "reader: stop": "how near a stop the learned reader is",
    "reader: strongest concern": "the concern that the learned reader is surest of",
    "rule: stop": "a rule that would stop it",
    "rule: pause": "a rule that would pause it",
    "something protects": "a rule that says why it is fine",
    "fits at most 30": "few people fit what is told",
    "fits at most 3": "hardly anybody else fits what is told",
}
SMALL = 0.05  # log-odds; what adds less is not told
_ENDINGS = {
    "no-case": "no case to answer",
    "no-impairment": "no impairment found",
    "striking-off": "struck off",
    "dismissal-upheld": "dismissed, and the dismissal stood",
    "dismissal-unfair": "dismissed, and that was found unfair",
    "appeal-allowed": "won on appeal",
    "conditions": "conditions of practice",
    "suspension": "suspended",
}
_VERDICTS_OF_SAFER = {
    "post": "fine to post",
    "pause": "still one to pause over",
    "stop": "better, though not yet fine",
}


def outcome(name: str) -> str:
    """One of ``OUTCOMES`` of a precedent, as it is said."""
    return _ENDINGS.get(name, name.replace("-", " "))


def ending(one: Precedent) -> str:
    """How a precedent ended, without a full stop."""
    return one.outcome_note.strip().rstrip(".") or outcome(one.outcome)


def sure_of(findings: Sequence[Finding]) -> str:
    """How sure findings are, in words: "sure", "fairly sure" or "not sure"."""
    sure = max(one.confidence for one in findings)
    return "sure" if sure >= SURE else "fairly sure" if sure >= FAIRLY_SURE else "not sure"


def seen_by(findings: Sequence[Finding]) -> str:
    """Who saw it (a rule, the learned reader, or both), and how sure that is, in words."""
    sources = [source for one in findings for source in one.sources]
    reader = any(source.startswith("model:") for source in sources)
    rules = any(not source.startswith("model:") for source in sources)
    who = "a rule and the learned reader" if rules and reader else "the learned reader" if reader else "a rule"
    return f"Seen by {who}; {sure_of(findings)}."


def weighed(reasons: Sequence[Weighed]) -> list[tuple[str, str]]:
    """What speaks for and against a post, and by how much, the most telling first."""
    return [
        (SIGNS.get(one.reason, one.reason), f"{one.adds:+.1f}".replace("-", "−"))
        for one in reasons
        if abs(one.adds) >= SMALL
    ]


def about(count: float) -> str:
    """A count as it is said: two significant figures at most, and never a fraction of a person."""
    if count < 1.5:
        return "about one person"
    rounded = round(count) if count < 10 else int(float(f"{count:.2g}"))
    return f"about {max(2, rounded):,} people"


def said_of(safer: Safer) -> str:
    """What the check says of a safer wording."""
    said = f"This was checked too: {_VERDICTS_OF_SAFER[safer.verdict]}."
    if safer.before is not None and safer.after is not None:
        said += f" Before, its details fitted {about(safer.before)}; now {about(safer.after)}."
    return said


def body_of(pack_id: str) -> tuple[str, str]:
    """A body's short name, and its version in words; the pack's own id where it is not one of ours."""
    from forethought.packs import load_pack

    try:
        pack = load_pack(pack_id)
    except PackError:
        return pack_id, ""
    return pack.short, f" ({pack.version})" if pack.version else ""
