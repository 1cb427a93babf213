"""Published outcomes: what somebody posted, how it ended, and what it shows. Nobody is named."""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache
from pathlib import Path

from forethought.errors import PackError
from forethought.packs.checked import Table, read_toml
from forethought.packs.routing import family_of
from forethought.values import AUDIENCES, CONCERNS, Precedent

OUTCOMES = (
    "no-case", "no-impairment", "warning", "caution", "conditions", "suspension", "striking-off", "dismissal-upheld",
    "dismissal-unfair", "appeal-allowed", "other",
)  # fmt: skip
SHOWS = ("allowed", "borderline", "not-allowed")
TONE_CONCERNS = frozenset(
    {
        "abuse",
        "discrimination",
        "colleagues-employer",
        "misinformation",
        "threat",
        "demeaning-service-users",
        "own-exposure",
    }
)
_FOLDER = Path(__file__).resolve().parent
_KEYS = (
    "year", "body", "country", "profession", "platform", "audience", "posted", "concerns", "named", "outcome", "ended",
    "source", "shows",
)  # fmt: skip


def precedents(
    *, concern: str = "", profession: str = "", body: str = "", platform: str = "", outcome: str = "", shows: str = ""
) -> tuple[Precedent, ...]:
    """The published outcomes that fit every filter given, the latest first.

    Args:
        concern: A concern's id.
        profession: In anyone's words; those of the same family of professions fit.
        body: Part of the body's name, whatever the case.
        platform: Part of the platform's name, whatever the case.
        outcome: One of ``OUTCOMES``.
        shows: One of ``SHOWS``.
    """
    family = family_of(profession)
    wanted = family.id if family else ""
    found = [
        precedent
        for precedent in _all()
        if (not concern or concern in precedent.concerns)
        and (not profession or (bool(wanted) and wanted == _family(precedent.profession)[0]))
        and body.casefold() in precedent.body.casefold()
        and platform.casefold() in precedent.platform.casefold()
        and outcome in ("", precedent.outcome)
        and shows in ("", precedent.shows)
    ]
    return tuple(sorted(found, key=lambda precedent: (-precedent.year, precedent.id)))


def precedents_for(concern: str, profession: str = "", audience: str = "", limit: int = 2) -> tuple[Precedent, ...]:
    """The outcomes nearest to a post with this concern.

    Nearest by whether the concern was the main one, by profession and by audience. Where words could fairly have been
    said in another way (``TONE_CONCERNS``) the second is one that was let stand or ended lightly, if there is one.
    """
    family = family_of(profession)
    near = _nearest(concern, family.id if family else "", family.group if family else "", audience)
    if concern not in TONE_CONCERNS or limit < 2 or not near:
        return near[:limit]
    first = near[0]
    other_way = next((item for item in near if (item.shows == "not-allowed") != (first.shows == "not-allowed")), None)
    rest = [item for item in near[1:] if item is not other_way]
    return (first, *([other_way] if other_way else []), *rest)[:limit]


@lru_cache(maxsize=256)
def _nearest(concern: str, family: str, group: str, audience: str) -> tuple[Precedent, ...]:
    def nearness(precedent: Precedent) -> tuple[float, int, str]:
        theirs, their_group = _family(precedent.profession)
        score = 1.5 if precedent.concerns[0] == concern else 0.0
        score -= 0.25 * precedent.concerns.index(concern)
        score += 3.0 if family and theirs == family else 1.0 if group and their_group == group else 0.0
        score += 1.0 if audience and precedent.audience == audience else 0.0
        score += 0.5 if precedent.source else 0.0
        score += 0.5 if precedent.country.startswith("UK") else 0.0
        return -score, -precedent.year, precedent.id

    return tuple(sorted((item for item in _all() if concern in item.concerns), key=nearness))


@lru_cache(maxsize=512)
def _family(profession: str) -> tuple[str, str]:
    family = family_of(profession)
    return (family.id, family.group) if family else ("", "")


@lru_cache(maxsize=1)
def _all() -> tuple[Precedent, ...]:
    return read_precedents(sorted(_FOLDER.glob("*.toml")))


def read_precedents(paths: Iterable[Path]) -> tuple[Precedent, ...]:
    """Read files of published outcomes; a table's name is the outcome's id.

    Raises:
        PackError: At the first thing wrong, saying where and what.
    """
    read: dict[str, Precedent] = {}
    for path in paths:
        for id_, value in read_toml(path).items():
            if id_ in read:
                raise PackError(f"{path}: {id_}: is there twice")
            read[id_] = _precedent(id_, Table(f"{path}: {id_}", value, _KEYS))
    return tuple(read.values())


def _precedent(id_: str, entry: Table) -> Precedent:
    concerns = tuple(entry.member("concerns", concern, CONCERNS) for concern in entry.texts("concerns"))
    if not concerns:
        raise PackError(f"{entry.where}: concerns: is empty")
    return Precedent(
        id=id_,
        year=entry.number("year"),
        body=entry.text("body"),
        country=entry.text("country"),
        profession=entry.text("profession"),
        platform=entry.text("platform"),
        audience=entry.one_of("audience", (*AUDIENCES, "unknown")),
        what_was_posted=entry.text("posted"),
        concerns=concerns,
        named_the_person=entry.one_of("named", ("yes", "no", "unknown")) == "yes",
        outcome=entry.one_of("outcome", OUTCOMES),
        outcome_note=entry.text("ended"),
        source=entry.text("source") if entry.value.get("source") else "",
        shows=entry.one_of("shows", SHOWS),
    )
