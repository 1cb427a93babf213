"""Changing words of a text so that the grammar still holds afterwards, and mending nothing that was not changed."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from forethought.values import Span

# Characters that never stand in text mark, until it is tidied, where it was changed.
SEAM = "\ufdd0"  # other words begin here
GONE = "\ufdd1"  # words were taken out here
OPEN = "\ufdd2"  # ... at the beginning of a sentence
RAISE = "\ufdd3"  # ... which had a capital
_END = re.compile(r"[.!?…]+[\"'”’)\]]*(?=\s|$)|\n+")


def _marked(pattern: str) -> str:
    for sign, mark in (("<", SEAM), ("~", GONE), (r"\^\^", OPEN), ("^^", OPEN), (">", RAISE)):
        pattern = pattern.replace(sign, mark)
    return pattern


@dataclass(frozen=True, slots=True)
class Edit:
    """Words of the original and what stands instead ("" takes them out)."""

    span: Span
    words: str
    direct: bool = False  # takes out what names the person


def sentences(text: str) -> list[Span]:
    """Sentences with the space after them."""
    spans, start = [], 0
    for found in _END.finditer(text):
        end = found.end()
        while end < len(text) and text[end].isspace():
            end += 1
        if text[start:end].strip():
            spans.append(Span(start, end))
        start = end
    if text[start:].strip():
        spans.append(Span(start, len(text)))
    return spans


def merge(edits: Iterable[Edit]) -> tuple[Edit, ...]:
    """Edits in order, none overlapping: words taken out twice are taken out together, else the longer edit stands."""
    kept: list[Edit] = []
    for edit in sorted(edits, key=lambda e: (e.span.start, -e.span.end)):
        last = kept[-1] if kept else None
        if last is None or edit.span.start >= last.span.end:
            kept.append(edit)
        elif not last.words and not edit.words:
            end = max(last.span.end, edit.span.end)
            kept[-1] = Edit(Span(last.span.start, end), "", direct=last.direct or edit.direct)
        elif len(edit.span) > len(last.span):
            kept[-1] = edit
    return tuple(kept)


def apply_edits(text: str, edits: Sequence[Edit]) -> str:
    """The text with the edits made, marks left in; `tidy` takes them out."""
    pieces, at = [], 0
    for edit in edits:
        start, end = edit.span.start, edit.span.end
        mark = SEAM if edit.words else GONE
        if begins_sentence(text, start):
            mark += OPEN if not edit.words else ""
            mark += RAISE if _has_capital(text, start, end) else ""
        pieces += [text[at:start], mark, edit.words]
        at = end
    return "".join(pieces) + text[at:]


def _has_capital(text: str, start: int, end: int) -> bool:
    first = text[start:end].lstrip()[:1]
    return first.isupper() or (first.isdigit() and any(char.isupper() for char in text[end : end + 300]))


def begins_sentence(text: str, at: int) -> bool:
    """Whether a sentence begins at ``at``; an emoji before it ends the last one."""
    before = text[max(at - 6, 0) : at].rstrip(" \"'“‘(#")
    return not before or before[-1] in ".!?…\n" or not (before[-1].isalnum() or before[-1] in ",;:-–—/&@#'’%£$)")


# Written with < for other words, ~ for words taken out, ^^ for the beginning of a sentence, > for a capital.
_TIDY: tuple[tuple[re.Pattern[str], str], ...] = tuple(
    (re.compile(_marked(pattern), re.IGNORECASE), _marked(by))
    for pattern, by in (
        (r"~[ ,]*(?=~)", ""),
        (r"~(\^\^>?)(?:[ ,]*~)+", r"~\1"),
        (r" ?[(\[]\s*~\s*[)\]]", ""),
        (r"[#@](?=[<~])", ""),
        (r"\b(a) <(?=[aeiou])", r"\1n <"),
        (r"\b(a)n <(?=[bcdfghj-np-tv-z])", r"\1 <"),
        (r"\b(?:a|an|the|my|our) +~ *(?=[.,;:!?)]|$)", "~"),
        (r"~['’]s\b", "~"),
        (r"~[ \t]*[,;:–—-]*[ \t]*(?=\^\^)", "~"),
        (r"~(\^\^>?)[ \t]*[,;:.!?…–—-]*[ \t]*", r"\1"),
        (r"[,;:]? *~ *(?=[.!?…])", "~"),
        (r", *~ *(?=[,;:)\]])", "~"),
        (r"[ \t]+~[ \t]+", " ~"),
        (r"[ \t]+~(?=[,;:.!?\n)\]]|$)", "~"),
        (r"([(\[])~[ ,]+", r"\1"),
    )
)
_RAISED = re.compile(f"{RAISE}[{SEAM}{GONE}{OPEN} ]*\\w")
MARKS = re.compile(f"[{SEAM}{GONE}{OPEN}{RAISE}]")


def tidy(text: str) -> str:
    """Mend the grammar at seams, and only there: spaces, commas, a and an, capitals; then take the seams out."""
    for pattern, by in _TIDY:
        text = pattern.sub(by, text)
    text = _RAISED.sub(lambda found: found[0][:-1] + found[0][-1].upper(), text)
    text = MARKS.sub("", text)
    return re.sub(r"someone(?:(?:,| and|, and) someone)+", "some people", text).strip()
