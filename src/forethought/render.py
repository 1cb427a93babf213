"""An assessment as a person reads it, on a terminal or in a pipe."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TextIO

from forethought.judge.moved import Moved
from forethought.look import Look, paint, quoted, wrapped
from forethought.marking import marked_text
from forethought.say import LAST_LINE, UNSURE, VERDICT_LINES, about, body_of, ending, said_of, seen_by, weighed
from forethought.values import CONCERNS, Assessment, Finding, PersonEstimate, Post, Precedent, Safer, Span, Standard

COLOURS = {"post": "green", "pause": "yellow", "stop": "red", "not judged": "blue"}
_QUOTES = 4  # words shown for a concern, at most
_LONGEST_QUOTE = 72  # characters
_LABELS = 15  # columns that labels take
_PRECEDENTS = 2  # shown for the first concern; one for each further
_DETAILS = 4  # details of a person shown, at most
_SHOWN_MENTIONS = {
    "person-name": "a name", "username": "a user name", "contact": "a contact", "id-number": "an official number",
}  # fmt: skip


def look_of(out: TextIO, environ: Mapping[str, str] | None = None) -> Look:
    """How to write to a stream: in colour on a terminal, unless ``NO_COLOR`` is set; in ASCII where it has no more."""
    env = os.environ if environ is None else environ
    terminal = out.isatty() and env.get("TERM") != "dumb"
    colour = (terminal or bool(env.get("FORCE_COLOR"))) and not env.get("NO_COLOR")
    columns = shutil.get_terminal_size((80, 24)).columns if out.isatty() or "COLUMNS" in env else 80
    signs = (out.encoding or "").lower().replace("-", "") in ("utf8", "utf16")
    return Look(colour=colour, width=max(36, min(columns, 92)), signs=signs)


def render(assessment: Assessment, post: Post, look: Look) -> str:
    """The whole answer; for a post that is fine one calm line, and nothing else."""
    if assessment.verdict == "post":
        return _fine(assessment, look)
    if assessment.verdict == "not judged":
        return "\n".join(_not_judged(assessment, post, look))
    blocks = [
        [_verdict(assessment.verdict, look)],
        marked_text(post.text, assessment.findings, look),
        *([_people(assessment.people, post, look)] if assessment.people else []),
        *_concerns(assessment.findings, post, look),
        *([_safer(assessment.safer, look)] if assessment.safer else []),
        _advice(assessment.advice, look),
        _by_guidance(assessment, look),
        _not_run(assessment, look),
        [paint(LAST_LINE, look, "dim")],
    ]
    return look.fit("\n\n".join("\n".join(block) for block in blocks if block))


def heading(post_id: str, look: Look) -> str:
    """A line that says which post of many follows."""
    line = "─" * max(2, look.width - len(post_id) - 4)
    return look.fit(paint(f"── {quoted(post_id)} {line}", look, "dim"))


def _verdict(verdict: str, look: Look) -> str:
    icon, words = VERDICT_LINES[verdict]
    return paint(f"{icon} {words}", look, "bold", COLOURS[verdict])


def _fine(assessment: Assessment, look: Look) -> str:
    line = " ".join((_verdict("post", look), *assessment.fine_because[:1]))
    notes = (*_by_guidance(assessment, look), *_not_run(assessment, look))
    return look.fit("\n".join([*wrapped(line, look, "", "  "), *notes]))


def _by_guidance(assessment: Assessment, look: Look) -> list[str]:
    """Why this body's guidance gives another judgement than most would."""
    if not assessment.by_guidance:
        return []
    told = ["This guidance departs from most:", *assessment.by_guidance]
    return [line for n, one in enumerate(told) for line in wrapped(one, look, "    " if n else "  ", "    ")]


def _not_run(assessment: Assessment, look: Look) -> list[str]:
    """What of the check was not done, so that nobody takes half a check for a whole one."""
    return [paint(part, look, "dim") for one in assessment.not_run for part in wrapped(f"Note: {one}.", look, "", "  ")]


def render_why(assessment: Assessment, found: Sequence[Moved], post: Post, look: Look) -> str:
    """The sum that the judgement is, and which words moved it, in plain language."""
    if assessment.not_fine is None:
        return look.fit("Only rules were asked, and they are not weighed: each finding names its own.")
    chance = round(assessment.not_fine * 100)
    lines = [f"How this was weighed: {chance} in 100 that it is not fine (+ speaks against the post, − for it)"]
    lines += [f"  {adds:>5}  {what}" for what, adds in weighed(assessment.weighed)]
    if not found:
        lines += ["", "No single word moved it much: it is all of them together."]
    else:
        lines += ["", "What moved it (how much surer or less sure it is with these words than without):"]
        for one in found:
            points = round(abs(one.by) * 100)
            lines.append(f"  {'+' if one.by > 0 else '-'}{points:>2} in 100  {_words(post, one.span)}")
    return look.fit("\n".join(lines))


def _not_judged(assessment: Assessment, post: Post, look: Look) -> Iterator[str]:
    why = f"{_verdict('not judged', look)} {assessment.not_judged.rstrip('.')}."
    yield from (look.fit(line) for line in wrapped(why, look, "", "  "))
    shown = [one for one in assessment.mentions if one.type in _SHOWN_MENTIONS]
    if shown:
        yield ""
        yield "  Still, look at these before you post:"
        for one in shown[:12]:
            yield look.fit(f"    {_words(post, one.span)}  ({_SHOWN_MENTIONS[one.type]})")


def _words(post: Post, span: Span) -> str:
    words = " ".join(quoted(post.text[span.start : span.end]).split())
    if len(words) > _LONGEST_QUOTE:
        words = words[:_LONGEST_QUOTE].rsplit(" ", 1)[0].rstrip(",;:. ") + " …"
    return f"“{words}”"


def _labelled(label: str, colour: str, words: str, look: Look, link: str = "") -> list[str]:
    """A label in a column of its own, the words beside it and a link beneath; no column where it is narrow."""
    column = " " * _LABELS if look.width >= 60 else "    "
    first = f"  {label}".ljust(_LABELS) if look.width >= 60 else f"  {label}: "
    lines = wrapped(words, look, first, column)
    lines[0] = lines[0].replace(label, paint(label, look, colour), 1)
    if link.startswith("http"):
        place = column if len(column) + len(link) <= look.width else "    "
        lines.append(place + paint(link, look, "dim"))
    return lines


def _concerns(findings: Sequence[Finding], post: Post, look: Look) -> Iterator[list[str]]:
    """A block for each concern; what was shown for one before is not said again."""
    told: set[str] = set()
    told_before = False
    for concern in dict.fromkeys(one.concern for one in findings):
        same = [one for one in findings if one.concern == concern]
        severity = "stop" if any(one.severity == "stop" for one in same) else "pause"
        lines = [f"{paint('■', look, COLOURS[severity])} {paint(CONCERNS[concern], look, 'bold')}"]
        spans = list(dict.fromkeys(one.span for one in same if one.span))
        if spans:
            words = ", ".join(_words(post, span) for span in spans[:_QUOTES])
            more = f" and {len(spans) - _QUOTES} more" if len(spans) > _QUOTES else ""
            lines += wrapped(words + more, look, "  ")
        for reason in dict.fromkeys(one.reason for one in same):
            lines += wrapped(reason, look, "  ")
        lines += [paint(line, look, "dim") for line in wrapped(seen_by(same), look, "  ")]
        for remedy in dict.fromkeys(one.remedy for one in same if one.remedy):
            lines += _labelled("Instead", "green", remedy, look)
        lines += _standards(dict.fromkeys(standard for one in same for standard in one.standards), told, look)
        precedents = dict.fromkeys(precedent for one in same for precedent in one.precedents)
        untold = [precedent for precedent in precedents if precedent.id not in told]
        for precedent in untold[: 1 if told_before else _PRECEDENTS]:
            lines += _precedent(precedent, told, look)
        told_before = True
        yield lines


def _standards(standards: Iterable[Standard], told: set[str], look: Look) -> Iterator[str]:
    """The clauses, in full where they are new and by number where they were told before."""
    before: dict[str, list[str]] = {}
    for one in standards:
        body, version = body_of(one.pack)
        if f"{one.pack} {one.id}" in told:
            before.setdefault(body, []).append(one.id)
            continue
        told.add(f"{one.pack} {one.id}")
        unsure = f" ({UNSURE[one.sure]})" if one.sure in UNSURE else ""
        link = "" if one.link in told else one.link
        told.add(one.link)
        yield from _labelled("Clause", "cyan", f"{body} {one.id}{version}. {one.text}{unsure}", look, link)
    for body, numbers in before.items():
        yield from _labelled("Clause", "cyan", f"{body} {', '.join(numbers)}: as above.", look)


def _precedent(one: Precedent, told: set[str], look: Look) -> list[str]:
    told.add(one.id)
    posted = one.what_was_posted.strip().rstrip(".")
    who = f"{one.profession[:1].upper()}{one.profession[1:]}"
    words = f"{who}, {one.year} ({one.body}). {posted}. How it ended: {ending(one)}."
    return _labelled("It happened", "magenta", words, look, one.source)


def _people(people: Iterable[PersonEstimate], post: Post, look: Look) -> list[str]:
    """How many people could be meant, and which details give most away."""
    from forethought.weigh import sentence

    lines: list[str] = []
    for one in people:
        if one.about != "client":
            continue
        lines += wrapped(sentence(one, post), look, "  ")
        dear = [detail for detail in one.details if detail.without >= max(1.5, 1.5 * one.count)]
        for detail in dear[:_DETAILS]:
            lines += wrapped(f"without {_words(post, detail.span)}: {about(detail.without)}", look, "    ", "      ")
        if one.details and not dear:
            lines += wrapped("Taking out any one detail changes little.", look, "    ")
    return [paint("Who it could be", look, "bold"), *lines] if lines else []


def _safer(safer: Safer, look: Look) -> list[str]:
    lines = [paint("A safer wording", look, "bold", "green")]
    for paragraph in quoted(safer.text).split("\n"):
        lines += wrapped(paragraph, look, "  │ ") if paragraph.strip() else ["  │"]
    return [*lines, *wrapped(said_of(safer), look, "  ")]


def _advice(advice: Sequence[str], look: Look) -> list[str]:
    lines = [line for one in advice for line in wrapped(one, look, "  ", "    ")]
    return [paint("Who can help", look, "bold"), *lines] if lines else []
