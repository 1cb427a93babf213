"""A response as a row of a table: its columns, how an answer stands in a cell, and how a cell is read back."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from forethought_web.consultations.models import Question

# E-mail addresses and equality answers are in no table that leaves the site.
ABOUT = (
    "reference", "sent_at", "provenance", "received_on", "type", "is_organisation", "organisation", "speaks_for",
    "name", "consent", "flags",
)  # fmt: skip
_RUN = "=+\\-@\t\r\n＝＋－＠"  # what a spreadsheet takes for the beginning of a formula
_RUNS = re.compile(f"'*[{_RUN}]")
_GUARDED = re.compile(f"''*[{_RUN}]")


@dataclass(frozen=True, slots=True)
class Column:
    """A column of answers: to one question, or to one row of a matrix."""

    question: Question
    row: str | None = None

    @property
    def name(self) -> str:
        """What stands above it: the question's number and words, and the row in brackets."""
        stem = f"{self.question.order}. {self.question.text}"
        return stem if self.row is None else f"{stem} [{self.row}]"


def columns(questions: Iterable[Question]) -> list[Column]:
    """A column for each question that is not about equality, and for each row of a matrix."""
    made = []
    for one in questions:
        if not one.about_equality:
            made += [Column(one, row) for row in one.rows] if one.kind == "matrix" else [Column(one)]
    return made


def joiner(question: Question) -> str:
    """What stands between several answers in a cell: none of them holds it."""
    return "\n" if any(";" in one for one in question.options) else "; "


def cell(value: Any, column: Column) -> str:
    """An answer as it stands in a column; "" where there is none."""
    if column.row is not None:
        return str(value.get(column.row, "")) if isinstance(value, Mapping) else ""
    if isinstance(value, list):
        return joiner(column.question).join(map(str, value))
    return "" if value is None else str(value)


def safe(text: str) -> str:
    """A cell that a spreadsheet shows and never runs: an apostrophe goes before what looks like a formula."""
    return f"'{text}" if _RUNS.match(text) else text


def plain(text: str) -> str:
    """A cell as it was before it was made safe."""
    return text[1:] if _GUARDED.match(text) else text
