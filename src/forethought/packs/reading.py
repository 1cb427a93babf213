"""From a pack folder to a ``Pack``: every key is known, every clause exists, every statement has a source."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from functools import lru_cache
from pathlib import Path
from typing import Any, cast

from forethought.errors import PackError
from forethought.packs.checked import Table, read_toml
from forethought.packs.values import (
    POSITIONS,
    STANCE_TOPICS,
    STATUSES,
    SURE,
    Allowed,
    ConcernClauses,
    Contact,
    Pack,
    Position,
    Stance,
    Status,
    Tip,
)
from forethought.values import CONCERNS, VERDICTS, Standard, Verdict

FOLDER = Path(__file__).resolve().parent
COUNTRIES = ("GB-ENG", "GB-SCT", "GB-WLS", "GB-NIR", "IE", "US", "AU")
_KEYS = (
    "body", "short", "name", "version", "status", "summary", "source", "sure", "countries", "professions", "from",
    "until", "consulted", "dates_note", "dates_source", "partial", "sources", "standards", "tips", "concerns",
    "silent", "stances", "allows", "advice", "speak_up", "traps",
)  # fmt: skip
_CONTACT_KEYS = ("who", "what_for", "link", "sure", "countries")


def read_pack(folder: Path) -> Pack:
    """Read ``folder/pack.toml``; the folder's name is the pack's id.

    Raises:
        PackError: At the first thing wrong, saying where and what.
    """
    path = folder / "pack.toml"
    pack_id = folder.name
    table = Table(str(path), read_toml(path), _KEYS)
    sources = Table(f"{path}: sources", table.value.get("sources", {}), table.value.get("sources", {}))
    links = {key: sources.text(key) for key in sources.value}
    for key, link in links.items():
        if not link.startswith(("https://", "http://")):
            raise PackError(f"{path}: sources: {key}: expected an address that begins with https://")
    since, until = table.day("from"), table.day("until")
    _ordered(path, "from", since, "until", until)
    standards, topics = _standards(path, pack_id, table, links)
    silent = table.texts("silent", ())
    concerns = _concerns(path, table, [standard.id for standard in standards])
    _cover(path, concerns, silent)
    status = cast(Status, table.one_of("status", STATUSES))
    if status == "superseded" and until is None:
        raise PackError(f"{path}: until: is missing, although the status is 'superseded'")
    return Pack(
        id=pack_id,
        body=table.text("body"),
        short=table.text("short"),
        name=table.text("name"),
        version=table.text("version"),
        status=status,
        summary=table.text("summary"),
        link=_link(table, links),
        sure=table.one_of("sure", SURE),
        countries=tuple(table.member("countries", country, COUNTRIES) for country in table.texts("countries")),
        professions=table.texts("professions"),
        since=since,
        until=until,
        consulted=_consulted(path, table),
        dates_note=table.text("dates_note", ""),
        dates_link=_link(table, links, "dates_source") if "dates_source" in table.value else "",
        partial=table.text("partial", ""),
        standards=standards,
        topics=topics,
        tips=tuple(_tip(entry, links) for entry in _entries(path, table, "tips", ("n", "text", "source", "sure"))),
        concerns=concerns,
        silent=silent,
        stances=_stances(path, table, links),
        allows=tuple(
            Allowed(entry.text("text"), _link(entry, links), entry.one_of("sure", SURE))
            for entry in _entries(path, table, "allows", ("text", "source", "sure"))
        ),
        advice=_contacts(path, table, "advice"),
        speak_up=_contacts(path, table, "speak_up"),
        traps=table.texts("traps", ()),
    )


def _link(entry: Table, links: dict[str, str], key: str = "source") -> str:
    return links[entry.one_of(key, links)]


def _ordered(path: Path, first_key: str, first: date | None, second_key: str, second: date | None) -> None:
    if first and second and first > second:
        raise PackError(f"{path}: {second_key}: {second} is before {first_key}, {first}")


def _consulted(path: Path, table: Table) -> tuple[date, date] | None:
    if "consulted" not in table.value:
        return None
    days = table.value["consulted"]
    if not isinstance(days, list) or len(days) != 2 or not all(type(day) is date for day in days):
        raise PackError(f"{path}: consulted: expected two dates such as [2016-10-03, 2017-01-13]")
    _ordered(path, "its opening", days[0], "consulted", days[1])
    return days[0], days[1]


def _entries(path: Path, table: Table, key: str, known: tuple[str, ...]) -> Iterator[Table]:
    entries = table.value.get(key, [])
    if not isinstance(entries, list):
        raise PackError(f"{path}: {key}: expected a list of tables, [[{key}]]")
    for n, entry in enumerate(entries, 1):
        yield Table(f"{path}: {key} {n}", entry, known)


def _standards(
    path: Path, pack_id: str, table: Table, links: dict[str, str]
) -> tuple[tuple[Standard, ...], tuple[tuple[str, str], ...]]:
    entries = table.value.get("standards", {})
    named = Table(f"{path}: standards", entries, entries)
    standards, topics = [], []
    for clause, value in named.value.items():
        entry = Table(f"{path}: standards {clause!r}", value, ("topic", "text", "source", "sure"))
        standards.append(Standard(clause, pack_id, entry.text("text"), _link(entry, links), entry.one_of("sure", SURE)))
        topics.append((clause, entry.text("topic")))
    return tuple(standards), tuple(topics)


def _concerns(path: Path, table: Table, clauses: list[str]) -> tuple[ConcernClauses, ...]:
    read = []
    for concern, value in Table(f"{path}: concerns", table.value.get("concerns", {}), CONCERNS).value.items():
        where = f"{path}: concerns: {concern}"
        short_form = {"clauses": value} if isinstance(value, list) else value
        entry = Table(where, short_form, ("clauses", "note", "severity"))
        cited = tuple(entry.member("clauses", clause, clauses) for clause in entry.texts("clauses"))
        if not cited:
            raise PackError(f"{where}: clauses: is empty; where a body says nothing, list the concern in silent")
        severity = cast(Verdict, entry.one_of("severity", VERDICTS)) if "severity" in entry.value else None
        read.append(ConcernClauses(concern, cited, entry.text("note", ""), severity))
    return tuple(read)


def _cover(path: Path, concerns: tuple[ConcernClauses, ...], silent: tuple[str, ...]) -> None:
    """Each concern has clauses or is listed as one the body is silent on, and not both."""
    cited = {entry.concern for entry in concerns}
    whole = Table(f"{path}: silent", {}, ())
    for concern in silent:
        whole.member("concern", concern, CONCERNS)
        if concern in cited:
            raise PackError(f"{path}: silent: {concern!r} has clauses as well; it can only be one of the two")
    missing = [concern for concern in CONCERNS if concern not in cited and concern not in silent]
    if missing:
        raise PackError(f"{path}: concerns: no clause for {', '.join(missing)}; cite one, or list it in silent")


def _tip(entry: Table, links: dict[str, str]) -> Tip:
    return Tip(entry.number("n"), entry.text("text"), _link(entry, links), entry.one_of("sure", SURE))


def _stances(path: Path, table: Table, links: dict[str, str]) -> tuple[Stance, ...]:
    stances = Table(f"{path}: stances", table.value.get("stances", {}), STANCE_TOPICS)
    read = []
    for topic, value in stances.value.items():
        entry = Table(f"{path}: stances: {topic}", value, ("position", "text", "source", "sure"))
        position = cast(Position, entry.one_of("position", POSITIONS))
        read.append(Stance(topic, position, entry.text("text"), _link(entry, links), entry.one_of("sure", SURE)))
    return tuple(read)


def _contacts(path: Path, table: Table, key: str) -> tuple[Contact, ...]:
    entries = table.value.get(key, [])
    if not isinstance(entries, list):
        raise PackError(f"{path}: {key}: expected a list of contacts")
    shared = shared_contacts()
    found: list[Contact] = []
    for n, value in enumerate(entries, 1):
        if isinstance(value, str):
            found.append(shared[Table(f"{path}: {key}", {}, ()).member("contact", value, shared)])
        else:
            found.append(_contact(Table(f"{path}: {key} {n}", value, _CONTACT_KEYS)))
    return tuple(found)


def _contact(entry: Table) -> Contact:
    countries = tuple(entry.member("countries", country, COUNTRIES) for country in entry.texts("countries", ()))
    link = entry.text("link")
    return Contact(entry.text("who"), entry.text("what_for"), link, entry.one_of("sure", SURE), countries)


@lru_cache(maxsize=1)
def shared_contacts() -> dict[str, Contact]:
    """Contacts that several packs name, by id."""
    path = FOLDER / "contacts.toml"
    entries: dict[str, Any] = read_toml(path)
    return {id_: _contact(Table(f"{path}: {id_}", value, _CONTACT_KEYS)) for id_, value in entries.items()}
