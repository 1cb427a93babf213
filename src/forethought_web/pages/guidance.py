"""The guidance to read: each body's at each version, two of them side by side, and each concern."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import groupby, islice, zip_longest

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forethought import check, list_packs, load_pack
from forethought.concerns import concern_texts
from forethought.judge.departures import ANSWERED_BY_PERMISSION, SOFTER_AMONG_FEW
from forethought.judge.rules import Rule, rule_book
from forethought.packs import Pack, PostChange, compare, compare_posts, pack_ids, precedents, route
from forethought.packs.routing import COUNTRY_NAMES, families
from forethought.packs.values import STANCE_TOPICS, SURE, Allowed, Contact, Stance, Tip
from forethought.values import CONCERNS, Assessment, Post, Standard
from forethought_web.drafts import AUDIENCE_NAMES

_SEEN = "seen"  # how sure we are of what needs no remark
_EXAMPLES = 8  # of each kind on a concern's page
_LONGEST_EXAMPLE = 240  # characters
_CASES = 6
_TRIED_EACH = 3  # example posts of each concern that two packs are tried on


@dataclass(frozen=True, slots=True)
class Told:
    """Something a body says, in our words; ``sure`` tells how far to trust it, and is empty where we saw it there."""

    text: str
    link: str
    sure: str
    id: str = ""
    topic: str = ""


def _told(one: Standard | Tip | Allowed | Stance, topic: str = "") -> Told:
    sure = "" if one.sure == _SEEN else SURE[one.sure]
    return Told(one.text, one.link, sure, one.id if isinstance(one, Standard) else "", topic)


def _clauses(pack: Pack) -> list[Told]:
    return [_told(one, pack.topic(one.id)) for one in pack.standards]


def page(request: HttpRequest) -> HttpResponse:
    """All guidance, by body; and which is one's own."""
    profession = request.GET.get("profession", "")[:100].strip()
    country = request.GET.get("country", "")
    country = country if country in COUNTRY_NAMES else ""
    chosen = route(profession, country) if profession else None
    bodies = groupby(_packs(), key=lambda pack: pack.body)
    return render(
        request,
        "guidance/page.html",
        {
            "section": "guidance",
            "bodies": [(body, [(one, _countries(one), SURE[one.sure]) for one in packs]) for body, packs in bodies],
            "route": chosen,
            "chosen": load_pack(chosen.pack) if chosen else None,
            "is_missing": "profession" in request.GET and not profession,
            "profession": profession,
            "country": country,
            "countries": COUNTRY_NAMES.items(),
            "professions": sorted({family.people for family in families()}),
            "concerns": CONCERNS.items(),
        },
    )


def _packs() -> list[Pack]:
    """All packs by body, and of one body the newest first."""
    newest_first = sorted(list_packs(), key=lambda pack: pack.version[:4], reverse=True)
    return sorted(newest_first, key=lambda pack: pack.body)


def _countries(pack: Pack) -> list[str]:
    return [COUNTRY_NAMES.get(one, one) for one in pack.countries]


def pack(request: HttpRequest, pack_id: str) -> HttpResponse:
    """One body's guidance at one version, as a document."""
    found = _pack(pack_id)
    versions = [one for one in _packs() if one.body == found.body]
    here = versions.index(found)
    others = [(one, *((one, found) if n > here else (found, one))) for n, one in enumerate(versions) if n != here]
    stances = [(STANCE_TOPICS[one.topic], one.position, _told(one)) for one in found.stances]
    return render(
        request,
        "guidance/pack.html",
        {
            "section": "guidance",
            "pack": found,
            "sure": SURE[found.sure],
            "instead": next((one for one in versions if one.status == "in force" and one.id != found.id), None),
            "others": others,
            "countries": _countries(found),
            "clauses": _clauses(found),
            "tips": [_told(one) for one in found.tips],
            "allows": [_told(one) for one in found.allows],
            "stances": stances,
            "concerns": [(one, found.standards_for(one.concern)) for one in found.concerns],
            "asked": [(title, _contacts(those)) for title, those in _whom(found) if those],
        },
    )


def _whom(pack: Pack) -> Iterator[tuple[str, Sequence[Contact]]]:
    yield "Before you post", pack.advice
    yield "To raise a concern about care", pack.speak_up


def _contacts(contacts: Iterable[Contact]) -> list[tuple[Contact, list[str]]]:
    return [(one, [COUNTRY_NAMES.get(code, code) for code in one.countries]) for one in contacts]


def _pack(pack_id: str) -> Pack:
    if pack_id not in pack_ids():
        raise Http404
    return load_pack(pack_id)


@dataclass(frozen=True, slots=True)
class Side:
    """Clauses side by side under a title, and what became of them in a word."""

    old: tuple[Told, ...]
    new: tuple[Told, ...]
    change: str = ""
    title: str = ""


def compared(request: HttpRequest) -> HttpResponse:
    """Two packs side by side, and what changes from one to the other."""
    wanted = {name: request.GET.get(name, "") for name in ("from", "to")}
    shown: dict[str, object] = {"section": "guidance", "packs": _packs(), "wanted": wanted}
    if wanted.keys() & request.GET.keys():
        known = pack_ids()
        wrong = [name for name, pack_id in wanted.items() if pack_id not in known]
        if not wrong and wanted["from"] == wanted["to"]:
            shown |= {"error": "Choose two different versions", "wrong": ["to"]}
        elif wrong:
            shown |= {"error": "Choose two of the versions listed", "wrong": wrong}
        else:
            shown |= _comparison(load_pack(wanted["from"]), load_pack(wanted["to"]))
    return render(request, "guidance/compare.html", shown)


def _comparison(old: Pack, new: Pack) -> dict[str, object]:
    """What changes between versions of one body; for two bodies, what each says on a concern."""
    is_one_body = old.body == new.body
    changed = tried(old.id, new.id)
    texts = {post.id: Example(post.text, _setting(post)) for post in example_posts()}
    return {
        "old": old,
        "new": new,
        "is_one_body": is_one_body,
        "groups": compare(old, new).groups() if is_one_body else (),
        "sides": list(by_clause(old, new)) if is_one_body else [*by_concern(old, new), *by_stance(old, new)],
        "tried": len(texts),
        "otherwise": [(texts[one.id], one) for one in changed if one.is_other_verdict],
        "same_verdict": [(texts[one.id], one) for one in changed if not one.is_other_verdict],
    }


def by_clause(old: Pack, new: Pack) -> Iterator[Side]:
    """Each clause beside the one on the same thing, or else of the same number; first those of the newer pack."""
    before = {one.id: one for one in _clauses(old)}
    after = _clauses(new)
    homes = {one.topic: one.id for one in before.values() if one.topic}
    paired = {one.id: homes[one.topic] for one in after if one.topic in homes}
    taken = set(paired.values())
    paired |= {one.id: one.id for one in after if one.id not in paired and one.id in before and one.id not in taken}
    for one in after:
        was = before.get(paired.get(one.id, ""))
        yield Side((was,) if was else (), (one,), _change(was, one))
    for one in before.values():
        if one.id not in paired.values():
            yield Side((one,), (), "gone")


def _change(old: Told | None, new: Told) -> str:
    if old is None:
        return "new"
    parts = ["renumbered"] if old.id != new.id else []
    return " and ".join([*parts, "changed"] if old.text != new.text else parts)


def by_concern(old: Pack, new: Pack) -> Iterator[Side]:
    """What each of two packs says on each concern."""
    for concern, title in CONCERNS.items():
        sides = [tuple(_told(one) for one in pack.standards_for(concern)) for pack in (old, new)]
        yield Side(sides[0], sides[1], title=title)


def by_stance(old: Pack, new: Pack) -> Iterator[Side]:
    """Where each of two packs stands on what bodies differ on."""
    for topic, title in STANCE_TOPICS.items():
        found = [pack.stance(topic) for pack in (old, new)]
        if any(found):
            sides = [(replace(_told(one), topic=one.position),) if one else () for one in found]
            yield Side(sides[0], sides[1], title=title)


@cache
def tried(old: str, new: str) -> tuple[PostChange, ...]:
    """What would be judged otherwise, or by other clauses, of the example posts."""
    return compare_posts(load_pack(old), load_pack(new), example_posts(), lambda post, pack: _judged(pack.id)[post.id])


@cache
def _judged(pack_id: str) -> dict[str, Assessment]:
    pack = load_pack(pack_id)
    return {post.id: check(post, pack, with_safer=False) for post in example_posts()}


@cache
def example_posts() -> tuple[Post, ...]:
    """Posts to try two packs on: a few of the rules' own for each concern, also with permission or for friends."""
    found: list[Post] = []
    for concern in CONCERNS:
        posts = list(islice(_candidates(concern, is_flagged=True), _TRIED_EACH))
        found += posts
        if concern in ANSWERED_BY_PERMISSION:
            found += [replace(post, permission=True) for post in posts]
        if concern in SOFTER_AMONG_FEW:
            found += [replace(post, audience="friends") for post in posts]
    return tuple(replace(post, id=f"example-{n}") for n, post in enumerate(found, 1))


def concerns(request: HttpRequest) -> HttpResponse:
    """All concerns, in a line each."""
    listed = [(name, title, concern_texts()[name]["what"]) for name, title in CONCERNS.items()]
    return render(request, "guidance/concerns.html", {"section": "guidance", "concerns": listed})


def concern(request: HttpRequest, concern: str) -> HttpResponse:
    """One concern: what it is, what is fine, examples, safer ways, the clauses in each code, and what happened."""
    if concern not in CONCERNS:
        raise Http404
    rules = [rule for rule in rule_book().rules if rule.concern == concern]
    packs = [one for one in _packs() if one.status != "superseded"]
    clauses = [(one, [_told(each) for each in one.standards_for(concern)], one.note_for(concern)) for one in packs]
    happened = precedents(concern=concern)
    return render(
        request,
        "guidance/concern.html",
        {
            "section": "guidance",
            "concern": concern,
            "title": CONCERNS[concern],
            "text": concern_texts()[concern],
            "flagged": examples(concern, is_flagged=True),
            "fine": examples(concern, is_flagged=False),
            "remedies": list(dict.fromkeys(rule.remedy for rule in rules if rule.remedy))[:_EXAMPLES],
            "clauses": [row for row in clauses if row[1]],
            "silent": [one for one, found, _ in clauses if not found],
            "cases": happened[:_CASES],
            "total": len(happened),
            "rules": rules,
            "answers": [rule for rule in rule_book().rules if _speaks_for(rule, concern)],
        },
    )


@dataclass(frozen=True, slots=True)
class Example:
    """A post, and in what setting where it is not simply a public one."""

    text: str
    setting: str


@cache
def examples(concern: str, *, is_flagged: bool) -> tuple[Example, ...]:
    """A few short posts of the rules' own that the whole check raises the concern on, or that it calls fine."""
    found = (post for post in _candidates(concern, is_flagged) if _is_judged_so(post, concern, is_flagged))
    chosen = tuple(islice(found, _EXAMPLES)) or tuple(islice(_candidates(concern, is_flagged), _EXAMPLES))
    return tuple(Example(post.text, _setting(post)) for post in chosen)


def _is_judged_so(post: Post, concern: str, is_flagged: bool) -> bool:
    """Whether it comes out as its rule has it: a post fine by one rule may be raised for something else."""
    found = check(post, with_safer=False)
    return concern in {one.concern for one in found.findings} if is_flagged else found.verdict == "post"


def _candidates(concern: str, is_flagged: bool) -> Iterator[Post]:
    """Short examples of the rules on a concern, a first one of each rule, then a second; no text twice."""
    by_rule = [
        [one.post for one in rule.examples if one.flagged == (is_flagged or rule.concern != concern)]
        for rule in rule_book().rules
        if rule.concern == concern or (not is_flagged and _speaks_for(rule, concern))
    ]
    told: set[str] = set()
    for post in (post for row in zip_longest(*by_rule) for post in row if post):
        if post.text not in told and len(post.text) <= _LONGEST_EXAMPLE:
            told.add(post.text)
            yield post


def _speaks_for(rule: Rule, concern: str) -> bool:
    """Whether a rule says why something is fine that could be taken for the concern."""
    return rule.protects is not None and concern in rule.protects


def _setting(post: Post) -> str:
    parts = [
        post.author.profession,
        f"to {AUDIENCE_NAMES[post.audience].lower()}" if post.audience != "public" else "",
        "with permission" if post.permission else "",
    ]
    return "; ".join(part for part in parts if part)
