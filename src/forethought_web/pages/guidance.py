"""The guidance to read: each body's at each version, two versions side by side, and each concern."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import groupby, zip_longest

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render

from forethought import check, list_packs, load_pack
from forethought.concerns import concern_texts
from forethought.judge.rules import Rule, rule_book
from forethought.packs import Pack, PostChange, compare, compare_posts, pack_ids, precedents, route
from forethought.packs.routing import COUNTRY_NAMES, families
from forethought.packs.values import STANCE_TOPICS
from forethought.values import CONCERNS, Post, Standard

_EXAMPLES = 8  # of each kind on a concern's page
_LONGEST_EXAMPLE = 240  # characters
_CASES = 6
_TRIED = 60  # example posts that two packs are compared on


def page(request: HttpRequest) -> HttpResponse:
    """All guidance, by body; and which is one's own."""
    profession = request.GET.get("profession", "")[:100].strip()
    country = request.GET.get("country", "")
    country = country if country in COUNTRY_NAMES else ""
    chosen = route(profession, country) if profession else None
    bodies = groupby(sorted(list_packs(), key=_order), key=lambda pack: pack.body)
    return render(
        request,
        "guidance/page.html",
        {
            "section": "guidance",
            "bodies": [(body, list(packs)) for body, packs in bodies],
            "route": chosen,
            "chosen": load_pack(chosen.pack) if chosen else None,
            "profession": profession,
            "country": country,
            "countries": COUNTRY_NAMES.items(),
            "professions": sorted({family.people for family in families()}),
            "concerns": CONCERNS.items(),
        },
    )


def _order(pack: Pack) -> tuple[str, str]:
    return pack.body, "".join(chr(0x10FFFF - ord(char)) for char in pack.version[:4])  # the newest version first


def pack(request: HttpRequest, pack_id: str) -> HttpResponse:
    """One body's guidance at one version, as a document."""
    found = _pack(pack_id)
    others = [one for one in list_packs() if one.body == found.body and one.id != found.id]
    return render(
        request,
        "guidance/pack.html",
        {
            "section": "guidance",
            "pack": found,
            "standards": [(one, found.topic(one.id)) for one in found.standards],
            "concerns": [(one.concern, found.standards_for(one.concern), one.note) for one in found.concerns],
            "stances": [(STANCE_TOPICS[one.topic], one) for one in found.stances],
            "countries": [COUNTRY_NAMES.get(one, one) for one in found.countries],
            "others": others,
        },
    )


def _pack(pack_id: str) -> Pack:
    if pack_id not in pack_ids():
        raise Http404
    return load_pack(pack_id)


@dataclass(frozen=True, slots=True)
class Side:
    """Two clauses side by side; None where the other version has none of that number."""

    old: Standard | None
    new: Standard | None

    @property
    def is_changed(self) -> bool:
        """Whether they differ in more than their link."""
        return self.old is None or self.new is None or self.old.text != self.new.text


def compared(request: HttpRequest) -> HttpResponse:
    """Two packs side by side, and what changes from one to the other."""
    wanted = [request.GET.get(name, "") for name in ("from", "to")]
    shown: dict[str, object] = {"section": "guidance", "packs": sorted(list_packs(), key=_order), "wanted": wanted}
    if any(wanted):
        unknown = [one for one in wanted if one not in pack_ids()]
        if unknown:
            shown["error"] = "Choose two of the versions listed"
        else:
            old, new = load_pack(wanted[0]), load_pack(wanted[1])
            comparison = compare(old, new)
            shown |= {
                "old": old,
                "new": new,
                "groups": comparison.groups(),
                "sides": side_by_side(old, new),
                "changed": tried(old.id, new.id),
                "tried": len(example_posts()),
            }
    return render(request, "guidance/compare.html", shown)


def side_by_side(old: Pack, new: Pack) -> list[Side]:
    """The clauses of two packs: those of the same number together, in the order of the newer."""
    ids = list(dict.fromkeys([*(one.id for one in new.standards), *(one.id for one in old.standards)]))
    sides = [Side(old.standard(id_), new.standard(id_)) for id_ in ids]
    if any(side.old and side.new for side in sides):
        return sides
    return [Side(*pair) for pair in zip_longest(old.standards, new.standards)]


@cache
def tried(old: str, new: str) -> tuple[PostChange, ...]:
    """What would be judged otherwise, or by other clauses, of the rules' own example posts."""
    return compare_posts(
        load_pack(old),
        load_pack(new),
        example_posts(),
        lambda post, pack: check(post, pack, with_safer=False, with_model=False),
    )


@cache
def example_posts() -> tuple[Post, ...]:
    """Posts to try two packs on: the first flagged example of every fourth rule."""
    first = [next((one.post for one in rule.examples if one.flagged), None) for rule in rule_book().rules[::4]]
    posts = [post for post in first if post]
    return tuple(
        Post(one.text, f"example {n}", one.author, one.platform, one.audience)
        for n, one in enumerate(posts[:_TRIED], 1)
    )


def concerns(request: HttpRequest) -> HttpResponse:
    """All concerns, in a line each."""
    listed = [(name, title, concern_texts()[name]["what"]) for name, title in CONCERNS.items()]
    return render(request, "guidance/concerns.html", {"section": "guidance", "concerns": listed})


def concern(request: HttpRequest, concern: str) -> HttpResponse:
    """One concern: what it is, what is fine, examples, safer ways, the clauses in each code, and what happened."""
    if concern not in CONCERNS:
        raise Http404
    rules = [rule for rule in rule_book().rules if rule.concern == concern]
    packs = [one for one in sorted(list_packs(), key=_order) if one.status != "superseded"]
    happened = precedents(concern=concern)
    return render(
        request,
        "guidance/concern.html",
        {
            "section": "guidance",
            "concern": concern,
            "title": CONCERNS[concern],
            "text": concern_texts()[concern],
            "flagged": examples(rules, flagged=True),
            "fine": examples(rules, flagged=False),
            "remedies": list(dict.fromkeys(rule.remedy for rule in rules if rule.remedy))[:_EXAMPLES],
            "clauses": [(one, one.standards_for(concern), one.note_for(concern)) for one in packs],
            "cases": happened[:_CASES],
            "total": len(happened),
            "rules": rules,
        },
    )


def examples(rules: Iterable[Rule], *, flagged: bool) -> Sequence[str]:
    """A few short examples, from as many rules as there are."""
    by_rule = [[one.post.text for one in rule.examples if one.flagged == flagged] for rule in rules]
    mixed = [text for row in zip_longest(*by_rule) for text in row if text and len(text) <= _LONGEST_EXAMPLE]
    return list(dict.fromkeys(mixed))[:_EXAMPLES]
