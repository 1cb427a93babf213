"""The post as written, with the words that gave rise to a concern underlined."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from forethought.look import Look, char_width, paint, quoted
from forethought.values import Finding

CONTEXT = 200  # characters shown around marked words in a long post
LONG = 1_500  # characters from which a post is shown only around its marks
_STYLES = {1: "yellow", 2: "red"}


def marked_text(text: str, findings: Sequence[Finding], look: Look) -> list[str]:
    """The post in lines, each with a bar before it; in colour the words are underlined, else by ``^`` beneath.

    A long post is shown only around the marked words, with "…" for what is left out.
    """
    marks = _marks(text, findings)
    lines: list[str] = []
    end = 0
    for start, end in _stretches(text, marks):
        if start > 0:
            lines.append("  │ …")
        for first, last in _lines(text, start, end, look.width - 4):
            lines += _line(text, first, last, marks, look)
    if end < len(text.rstrip()):
        lines.append("  │ …")
    return lines


def _marks(text: str, findings: Sequence[Finding]) -> bytearray:
    """For each character 0 for no mark, 1 for pause, 2 for stop."""
    marks = bytearray(len(text))
    for severity, value in (("pause", 1), ("stop", 2)):
        for one in findings:
            if one.span and one.severity == severity:
                marks[one.span.start : one.span.end] = bytes([value]) * len(one.span)
    return marks


def _stretches(text: str, marks: bytearray) -> Iterator[tuple[int, int]]:
    """What of the text to show: all of a short one, else what stands around the marks, ``LONG`` characters at most."""
    if len(text) <= LONG:
        yield 0, len(text)
        return
    left = LONG
    start, end = 0, LONG // 3
    for n, run in enumerate(re.finditer(rb"[^\0]+", marks)):
        near, far = max(0, run.start() - CONTEXT), min(len(text), run.end() + CONTEXT)
        if n and near > end:
            yield start, min(end, start + left)
            left -= end - start
            start = near
        elif not n:
            start = near
        end = far
        if left <= 0:
            return
    yield start, min(end, start + left)


def _lines(text: str, start: int, end: int, columns: int) -> Iterator[tuple[int, int]]:
    """Lines of at most so many columns, broken at spaces; blank lines in a row are shown as one."""
    first, used, space = start, 0, -1
    blank = False
    for n in range(start, end):
        if text[n] == "\n":
            if n > first or not blank:
                yield first, n
            blank = n == first
            first, used, space = n + 1, 0, -1
            continue
        used += char_width(text[n])
        if text[n] == " ":
            space = n
        if used > columns:
            cut = space if space > first else n - 1
            yield first, cut + (0 if space > first else 1)
            first = cut + 1
            used = sum(char_width(char) for char in text[first : n + 1])
            space = -1
    if first < end:
        yield first, end


def _line(text: str, first: int, last: int, marks: bytearray, look: Look) -> Iterator[str]:
    shown = quoted(text[first:last])
    here = marks[first:last]
    if look.colour:
        yield "  │ " + "".join(_painted(shown, here, look))
        return
    yield f"  │ {shown}".rstrip()
    if any(here):
        carets = "".join(("^" if mark else " ") * char_width(char) for char, mark in zip(shown, here, strict=True))
        yield f"  │ {carets}".rstrip()


def _painted(shown: str, marks: bytearray, look: Look) -> Iterator[str]:
    start = 0
    for n in range(1, len(shown) + 1):
        if n == len(shown) or marks[n] != marks[start]:
            words = shown[start:n]
            yield paint(words, look, "underline", _STYLES[marks[start]]) if marks[start] else words
            start = n
