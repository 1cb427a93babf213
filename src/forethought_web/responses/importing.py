"""Reading responses from a table of another system: what shape it has, which column is what, and what each row says.

Nothing here asks a database. Nothing is guessed: what cannot be read for sure is told with its line and column.
"""

from __future__ import annotations

import html
import json
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, tzinfo
from hashlib import sha256
from heapq import heappop, heappush
from typing import Any
from zoneinfo import ZoneInfo

from django.core.exceptions import ValidationError
from django.core.validators import validate_email

from forethought_web.consultations.models import Question
from forethought_web.responses.answering import LONGEST
from forethought_web.responses.columns import columns, joiner, plain
from forethought_web.responses.models import CONSENT, TYPES
from forethought_web.responses.tables import Column, Row, Table, few, folded

# What a column can be, besides an answer.
FIELDS = {
    "origin": "Its number in the other system",
    "time": "When it was sent",
    "received": "The day it was received",
    "type": "As what they answer",
    "is_organisation": "Whether it is an organisation's",
    "organisation": "Name of the organisation",
    "speaks_for": "For how many it speaks",
    "name": "Name",
    "first_name": "First name",
    "last_name": "Last name",
    "email": "E-mail address",
    "consent": "May it be published?",
}
_OWN = {
    "reference": "origin", "sent_at": "time", "received_on": "received", "type": "type",
    "is_organisation": "is_organisation", "organisation": "organisation", "speaks_for": "speaks_for", "name": "name",
    "consent": "consent", "provenance": "", "flags": "",
}  # fmt: skip
_KNOWN: dict[str, dict[str, str]] = {
    "own": _OWN,
    "citizen-space": {
        "response id": "origin", "submitted": "time", "date submitted": "time", "submitted on": "time",
        "submission date": "time", "submitted date": "time", "what is your name?": "name", "name": "name",
        "what is your organisation?": "organisation", "organisation": "organisation",
    },
    "qualtrics": {
        "responseid": "origin", "enddate": "time", "recipientfirstname": "first_name", "recipientlastname": "last_name",
    },
    "regulations": {
        "document id": "origin", "received date": "time", "first name": "first_name", "last name": "last_name",
        "organization name": "organisation",
    },
    "other": {
        "id": "origin", "response id": "origin", "reference": "origin", "date": "time", "timestamp": "time",
        "submitted": "time", "date submitted": "time", "name": "name", "first name": "first_name",
        "last name": "last_name", "organisation": "organisation", "organization": "organisation",
    },
}  # fmt: skip
_INSTEAD = {"regulations": ("posted date", "time"), "qualtrics": ("recordeddate", "time")}  # where there is no other
# Rows that are no response, by column: which values say so, and why.
_GATES: dict[str, dict[str, tuple[tuple[str, ...], str]]] = {
    "qualtrics": {
        "status": (
            ("1", "2", "8", "9", "12", "survey preview", "survey test", "spam"),
            "A preview, a test or spam, by Qualtrics: no response",
        ),
        "finished": (("0", "false"), "It was never finished"),
    },
    "regulations": {"is withdrawn?": (("true", "yes"), "It was withdrawn")},
}
_YES = frozenset(("1", "yes", "y", "true", "x", "✓", "✔", "selected", "checked", "ticked"))
_NO = frozenset(("", "0", "no", "n", "false", "not selected", "unselected", "unchecked", "not ticked"))
_CONSENTS = {
    "": "no", "no": "no", "0": "no", "false": "no", "no, do not publish it": "no",
    "yes, with my name": "named", "yes, anonymously": "unnamed", "yes, without my name": "unnamed",
    "anonymous": "unnamed", "anonymously": "unnamed",
}  # fmt: skip
_SLASHED = re.compile(
    r"(\d{1,2})[/.](\d{1,2})[/.](\d{4}|\d{2})(?:[ ,T]+(\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])\.?m\.?)?)?", re.I
)
_NAMED = re.compile(
    r"(?:(\d{1,2})(?:st|nd|rd|th)? ([a-z]{3,9})|([a-z]{3,9}) (\d{1,2})),? (\d{4})"
    r"(?:,?(?: at)? (\d{1,2}):(\d{2})(?::(\d{2}))?(?: ?([ap])\.?m\.?)?)?",
    re.I,
)
_BETWEEN = re.compile(r" ?[,;|\n] ?")
_MONTHS = "january february march april may june july august september october november december".split()
_FIRST_YEAR, _LAST_YEAR = 1990, 2200
_LONGEST_NUMBER = 90  # characters of an identifier
_LONGEST_ABOUT = 200
_TOLD = 5  # of what is wrong in a row


@dataclass(frozen=True, slots=True)
class Taken:
    """A row that was understood, as a response. Answers are by the number of their question."""

    line: int
    origin: str
    sent_at: datetime | None = None
    received_on: date | None = None
    about: Mapping[str, Any] = field(default_factory=dict)
    answers: Mapping[int, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Refused:
    """A row that is not taken: its line, and what is wrong by column."""

    line: int
    wrong: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Reading:
    """What a file says by one way of reading its columns."""

    taken: tuple[Taken, ...]
    refused: tuple[Refused, ...]


@dataclass(frozen=True, slots=True)
class How:
    """How a file is to be read: what each column is, and what the file itself does not say."""

    targets: tuple[str, ...]
    zone: str
    day_first: bool = True
    type: str = ""


class _Wrong(ValueError):
    """A cell that cannot be read: why, in words for staff."""


# ---- Which column is what


def targets(questions: Sequence[Question]) -> list[tuple[str, str]]:
    """Everything that a column can be, with what it is called; "" is to leave it out."""
    found = [("", "Leave it out"), *FIELDS.items()]
    for one in questions:
        if one.kind != "matrix":
            found.append((f"q{one.order}", f"{one.order}. {one.text}"))
        found += [(f"q{one.order}.{n}", f"{one.order}. {one.text} [{part}]") for n, part in _parts(one)]
    return found


def _parts(question: Question) -> list[tuple[int, str]]:
    by_part = {"matrix": question.rows, "several": question.options, "rank": question.options}
    return list(enumerate(map(str, by_part.get(question.kind, ()))))


def proposed(table: Table, questions: Sequence[Question]) -> tuple[str, ...]:
    """What each column is by its heading; "" where that does not tell. None is proposed for two columns.

    E-mail addresses, network addresses and places are never proposed: they are taken only where staff say so.
    """
    known, asked = _KNOWN[table.shape], _headings(questions)
    own = {one.name: _own_target(one.question, one.row) for one in columns(questions)} if table.shape == "own" else {}
    found: list[str] = []
    for one in table.columns:
        target = known.get(folded(one.name), own.get(one.name))
        if target is None:
            target = _by_heading(one.heading, asked)
        found.append("" if target in found else target)
    instead, meant = _INSTEAD.get(table.shape, ("", ""))
    for n, one in enumerate(table.columns):
        if folded(one.name) == instead and meant not in found:
            found[n] = meant
    texts = [f"q{one.order}" for one in questions if one.kind == "long" and not one.about_equality]
    if table.shape == "regulations" and texts and texts[0] not in found:
        found = [texts[0] if folded(one.name) == "comment" else t for one, t in zip(table.columns, found, strict=True)]
    return tuple(found)


def _own_target(question: Question, row: str | None) -> str:
    return f"q{question.order}" if row is None else f"q{question.order}.{question.rows.index(row)}"


def _headings(questions: Sequence[Question]) -> dict[str, str]:
    """Targets by what may stand above a column; what could be two of them is left out."""
    found: dict[str, str] = {}
    for one in questions:
        for stem in (f"{one.order}. {one.text}", one.text):
            if one.kind != "matrix":
                _add(found, stem, f"q{one.order}")
                _add(found, f"{stem} - Selected Choice", f"q{one.order}")
            for n, part in _parts(one):
                for heading in (f"{stem} [{part}]", f"{stem} - {part}", f"{stem} – {part}", f"{stem}: {part}"):
                    _add(found, heading, f"q{one.order}.{n}")
    return {heading: target for heading, target in found.items() if target}


def _add(found: dict[str, str], heading: str, target: str) -> None:
    key = folded(heading)
    found[key] = target if found.get(key, target) == target else ""


def _by_heading(heading: str, asked: Mapping[str, str]) -> str:
    said = folded(heading)
    bare = re.sub(r"^(?:question |q)?\d{1,3}(?:[.:)]| -| –) ?(?:- |– )?", "", said)
    return asked.get(said) or asked.get(bare, "")


def clashes(found: Sequence[str], questions: Sequence[Question]) -> list[str]:
    """What is wrong with what the columns are said to be, in words; nothing where it can be read so."""
    names = dict(targets(questions))
    wrong = [f"Two columns are “{names[one]}”. Leave one out." for one, n in Counter(found).items() if one and n > 1]
    for one in questions:
        whole = f"q{one.order}"
        if one.kind == "rank" and whole in found and any(t.startswith(f"{whole}.") for t in found):
            wrong.append(f"“{names[whole]}” is said whole by one column and in parts by others. Choose one way.")
    if not any(one.startswith("q") for one in found):
        wrong.append("No column is an answer to a question. Choose at least one.")
    return wrong


def looks_month_first(table: Table, found: Sequence[str]) -> bool:
    """Whether its dates with slashes begin with the month; where they do not tell, those of regulations.gov do."""
    at = found.index("time") if "time" in found else -1
    for row in table.rows[:2_000] if at >= 0 else ():
        said = _SLASHED.match(row.cells[at].strip()) if at < len(row.cells) else None
        if said and (int(said[1]) > 12 or int(said[2]) > 12):
            return int(said[2]) > 12
    return table.shape == "regulations"


# ---- What each row says


def read(table: Table, how: How, questions: Sequence[Question], now: datetime) -> Reading:
    """Read every row.

    Args:
        table: As it was read.
        how: What its columns are; see `clashes`.
        questions: In order.
        now: A response from after this was not sent.
    """
    asked = {one.order: one for one in questions}
    readers = [
        (n, column, _reader(target, column, asked, how, table.shape, now))
        for n, (column, target) in enumerate(zip(table.columns, how.targets, strict=True))
        if target
    ]
    gates = [(n, one) for n, one in enumerate(table.columns) if folded(one.name) in _GATES.get(table.shape, {})]
    taken, refused, alike = [], [], Counter[str]()
    origins: dict[str, int] = {}
    for row in table.rows:
        wrong, said = _read_row(table, row, readers, gates)
        if not wrong:
            wrong, made = _response(table, row, said, how, asked)
        if not wrong:
            if not said.get("origin"):
                alike[made.origin] += 1
                made = _numbered(made, alike[made.origin])
            if made.origin in origins:
                wrong = [(_called(how, table, "origin"), f"It has the same number as line {origins[made.origin]:,}")]
        if wrong:
            refused.append(Refused(row.line, tuple(wrong[:_TOLD])))
        else:
            origins[made.origin] = row.line
            taken.append(made)
    return Reading(tuple(taken), tuple(refused))


_Reader = Callable[[str], tuple[str, Any]]


def _read_row(
    table: Table, row: Row, readers: Sequence[tuple[int, Column, _Reader]], gates: Sequence[tuple[int, Column]]
) -> tuple[list[tuple[str, str]], dict[str, Any]]:
    wrong: list[tuple[str, str]] = []
    said: dict[str, Any] = {}
    width = len(table.columns)
    if len(row.cells) != width and (len(row.cells) < width or any(row.cells[width:])):
        return [("", f"It has {len(row.cells):,} cells; the heading has {width:,}")], said
    for n, column in gates:
        values, why = _GATES[table.shape][folded(column.name)]
        if folded(row.cells[n]) in values:
            return [(few(column.heading), why)], said
    for n, column, reader in readers:
        text = plain(row.cells[n]) if table.shape == "own" else row.cells[n]
        try:
            target, value = reader(text)
        except _Wrong as why_not:
            wrong.append((few(column.heading), str(why_not)))
        else:
            said[target] = value
    return wrong, said


def _response(
    table: Table, row: Row, said: Mapping[str, Any], how: How, asked: Mapping[int, Question]
) -> tuple[list[tuple[str, str]], Taken]:
    wrong: list[tuple[str, str]] = []
    answers: dict[int, Any] = {}
    given: dict[int, dict[str, Any]] = {}
    for target, value in said.items():
        if target.startswith("q") and value:
            given.setdefault(int(target[1:].partition(".")[0]), {})[target] = value
    for order in sorted(given):
        try:
            answers[order] = _answer(asked[order], given[order])
        except _Wrong as why:
            wrong.append((few(asked[order].text), str(why)))
    name = said.get("name") or " ".join(filter(None, (said.get("first_name"), said.get("last_name"))))
    organisation = said.get("organisation", "")
    about = {
        "type": said.get("type") or how.type,
        "name": name[:_LONGEST_ABOUT],
        "organisation": organisation,
        "is_organisation": said.get("is_organisation", bool(organisation)),
        "speaks_for": said.get("speaks_for"),
        "email": said.get("email", ""),
        "consent": said.get("consent", "no"),
    }
    if not about["is_organisation"]:
        if organisation or about["speaks_for"] is not None:
            wrong.append((_called(how, table, "is_organisation"), "It names an organisation, and says it is none's"))
        about["organisation"], about["speaks_for"] = "", None
    origin = f"{table.shape}:{said['origin']}" if said.get("origin") else f"row:{_print(row)}"
    return wrong, Taken(row.line, origin, said.get("time"), said.get("received"), about, answers)


def _numbered(one: Taken, n: int) -> Taken:
    """Rows without a number that are alike are still several responses."""
    if n == 1:
        return one
    return Taken(one.line, f"{one.origin}-{n}", one.sent_at, one.received_on, one.about, one.answers)


def _print(row: Row) -> str:
    return sha256(json.dumps(row.cells, ensure_ascii=False).encode("utf-8", "surrogatepass")).hexdigest()[:32]


def _called(how: How, table: Table, target: str) -> str:
    return few(table.columns[how.targets.index(target)].heading) if target in how.targets else ""


def _answer(question: Question, said: Mapping[str, Any]) -> Any:
    """One answer, from what one column or several say of it."""
    whole = said.get(f"q{question.order}")
    parts = {int(name.partition(".")[2]): value for name, value in said.items() if "." in name}
    if question.kind == "matrix":
        return {question.rows[n]: parts[n] for n in sorted(parts)}
    if question.kind == "several":
        chosen = {*(whole or ()), *(question.options[n] for n in parts)}
        return [one for one in question.options if one in chosen]
    if question.kind == "rank" and parts:
        places = {place: question.options[n] for n, place in parts.items()}
        if len(places) != len(parts):
            raise _Wrong("Two have the same place")
        return [places[place] for place in sorted(places)]
    return whole


def _reader(target: str, column: Column, asked: Mapping[int, Question], how: How, shape: str, now: datetime) -> _Reader:
    """What reads the cells of one column."""
    if target.startswith("q"):
        order, _, part = target[1:].partition(".")
        read_it = _answers(asked[int(order)], part, shape)
    else:
        read_it = _abouts(target, ZoneInfo(column.zone or how.zone), how.day_first, shape, now)
    return lambda text: (target, read_it(text))


def _abouts(target: str, zone: tzinfo, day_first: bool, shape: str, now: datetime) -> Callable[[str], Any]:
    if target == "time":
        return lambda text: _sent(text, zone, day_first, now)
    if target == "received":
        return lambda text: _time(text, zone, day_first).astimezone(zone).date() if text.strip() else None
    by_target: dict[str, Callable[[str], Any]] = {
        "origin": _number, "type": _type, "is_organisation": _yes_no, "speaks_for": _count, "email": _email,
        "consent": _consent,
    }  # fmt: skip
    return by_target.get(target, lambda text: _line(text, _LONGEST_ABOUT))


def _answers(question: Question, part: str, shape: str) -> Callable[[str], Any]:
    options = question.options
    if question.kind in LONGEST:
        return lambda text: _text(text, question, shape)
    exact, known = set(options), _unique(options)
    if part and question.kind == "several":
        option = _parts(question)[int(part)][1]
        return lambda text: _ticked(text, option)
    if part and question.kind == "rank":
        return lambda text: _place(text, len(options))
    if question.kind in ("several", "rank"):
        between = joiner(question) if shape == "own" else ""
        return lambda text: _chosen(text, exact, known, between)
    return lambda text: _one_of(text, exact, known)


def _unique(options: Sequence[str]) -> dict[str, str]:
    """Options by their words without case and spaces, where that tells them apart."""
    counts = Counter(map(folded, options))
    return {folded(one): one for one in options if counts[folded(one)] == 1}


def _one_of(text: str, exact: set[str], known: Mapping[str, str]) -> str:
    said = text.strip()
    if not said or said in exact:
        return said
    if folded(said) not in known:
        raise _Wrong(f"“{few(said)}” is not one of the answers")
    return known[folded(said)]


def _chosen(text: str, exact: set[str], known: Mapping[str, str], between: str) -> list[str]:
    """Several answers in one cell: with one mark between them, or where there is none with any usual one."""
    said = text.strip()
    if not said:
        return []
    found = [_one_of(one, exact, known) for one in said.split(between)] if between else _segments(said, known)
    if len(set(found)) != len(found):
        raise _Wrong("The same answer is there twice")
    return found


def _segments(text: str, known: Mapping[str, str]) -> list[str]:
    """A cell taken apart into answers with a comma, semicolon, bar or line break between them.

    An answer may hold a comma itself; what could be taken apart in two ways is not taken.
    """
    said = _folded_lines(text)
    ways: dict[int, list[list[str]]] = {0: [[]]}  # to each place where an answer begins, at most two
    ends: list[list[str]] = []
    places = [0]
    while places:
        at = heappop(places)
        for words, option in known.items():
            end = at + len(words)
            if not words or not said.startswith(words, at):
                continue
            made = [[*way, option] for way in ways[at] if len(way) < len(known)]
            between = _BETWEEN.match(said, end)
            after = between.end() if between else end
            if after == len(said):
                ends = (ends + made)[:2]
            elif between:
                if after not in ways:
                    heappush(places, after)
                ways[after] = (ways.get(after, []) + made)[:2]
    if len(ends) == 1:
        return ends[0]
    why = "can be taken apart into answers in two ways" if ends else "is not made of the answers"
    raise _Wrong(f"“{few(text)}” {why}")


def _folded_lines(text: str) -> str:
    return "\n".join(folded(line) for line in text.splitlines() if line.strip())


def _ticked(text: str, option: str) -> bool:
    said = folded(text)
    if said == folded(option) or said in _YES:
        return True
    if said not in _NO:
        raise _Wrong(f"“{few(text)}” does not say whether it was chosen")
    return False


def _place(text: str, most: int) -> int:
    said = text.strip()
    if not said:
        return 0
    place = int(said) if said.isascii() and said.isdigit() and len(said) < 4 else 0
    if not 1 <= place <= most:
        raise _Wrong(f"“{few(said)}” is not a place from 1 to {most}")
    return place


def _text(text: str, question: Question, shape: str) -> str:
    if shape == "regulations":  # its comments are HTML
        text = html.unescape(re.sub(r"(?i)<br ?/?>", "\n", text))
    said = (text if shape == "own" else text.replace("\r\n", "\n")).replace("\0", "").strip()
    most = LONGEST[question.kind]
    if len(said) > most:
        raise _Wrong(f"It has {len(said):,} characters; at most {most:,} are taken")
    return said


def _line(text: str, most: int) -> str:
    said = text.replace("\0", "").strip()
    if len(said) > most:
        raise _Wrong(f"It has {len(said):,} characters; at most {most} are taken")
    return said


def _number(text: str) -> str:
    said = _line(text, _LONGEST_NUMBER)
    if not said:
        raise _Wrong("It has no number")
    return said


def _type(text: str) -> str:
    said = folded(text)
    known = {folded(name): key for key, name in TYPES.items()} | {key: key for key in TYPES}
    known |= {re.sub("^an? ", "", name): key for name, key in known.items()}
    if said and said not in known:
        raise _Wrong(f"“{few(text)}” is not one of: {', '.join(TYPES.values())}")
    return known.get(said, "")


def _consent(text: str) -> str:
    said = folded(text)
    known = _CONSENTS | {folded(name): key for key, name in CONSENT.items()} | {key: key for key in CONSENT}
    if said not in known:
        raise _Wrong(f"“{few(text)}” does not say whether it may be published with the name, without it, or not")
    return known[said]


def _yes_no(text: str) -> bool:
    said = folded(text)
    if said not in _YES | _NO:
        raise _Wrong(f"“{few(text)}” is neither yes nor no")
    return said in _YES


def _count(text: str) -> int | None:
    said = text.strip().replace(",", "")
    if not said:
        return None
    if not (said.isascii() and said.isdigit() and len(said) < 10):
        raise _Wrong(f"“{few(text)}” is not a whole number")
    return int(said)


def _email(text: str) -> str:
    said = _line(text, _LONGEST_ABOUT)
    if said:
        try:
            validate_email(said)
        except ValidationError:
            raise _Wrong("It is not an e-mail address") from None
    return said


def _sent(text: str, zone: tzinfo, day_first: bool, now: datetime) -> datetime:
    found = _time(text, zone, day_first)
    if found > now:
        raise _Wrong(f"“{few(text)}” is in the future; see which comes first in its dates, the day or the month")
    return found


def _time(text: str, zone: tzinfo, day_first: bool) -> datetime:
    """A time, in UTC; one that names no zone is in the zone given."""
    said = " ".join(text.split())
    try:
        found = _moment(said, day_first)
        if found is None or not _FIRST_YEAR <= found.year <= _LAST_YEAR:
            raise ValueError
    except ValueError:
        raise _Wrong(f"“{few(said)}” is not a day and time" if said else "It says no time") from None
    return (found if found.tzinfo else found.replace(tzinfo=zone)).astimezone(UTC)


def _moment(said: str, day_first: bool) -> datetime | None:
    if re.match(r"\d{4}-\d\d-\d\d(?:$|[ T])", said):
        return datetime.fromisoformat(said.removesuffix(" UTC") + ("+00:00" if said.endswith(" UTC") else ""))
    if found := _SLASHED.fullmatch(said):
        one, other, year = (int(found[n]) for n in (1, 2, 3))
        day, month = (one, other) if day_first else (other, one)
        return datetime(year + 2000 if year < 100 else year, month, day, *_clock(found, 4))
    if found := _NAMED.fullmatch(said):
        name = (found[2] or found[3]).lower()
        months = [n for n, month in enumerate(_MONTHS, 1) if name in (month, month[:3]) or name == "sept" == month[:4]]
        if months:
            return datetime(int(found[5]), months[0], int(found[1] or found[4]), *_clock(found, 6))
    return None


def _clock(found: re.Match[str], at: int) -> tuple[int, int, int]:
    """Hour, minute and second, from four groups: those three, and the "a" or "p" of a twelve-hour clock."""
    hour, minute, second = (int(found[at + n] or 0) for n in range(3))
    if half := found[at + 3]:
        if not 1 <= hour <= 12:
            raise ValueError
        hour = hour % 12 + (12 if half.lower() == "p" else 0)
    return hour, minute, second
