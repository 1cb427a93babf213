"""Published outcomes to browse: what each filter leaves, the chart, the pages, and every case on a page of its own."""

from __future__ import annotations

import re
from collections import Counter
from html import unescape
from itertools import combinations
from typing import Any
from urllib.parse import urlencode

import pytest

from forethought import say
from forethought.packs import precedents
from forethought.packs.routing import family_of
from forethought.values import CONCERNS, Precedent
from forethought_web.pages.cases import A_PAGE, ELSEWHERE, SHOWS_NAMES, alike, all_filters, narrowed, platforms_in
from web_html import Balanced

ALL = precedents()
BY_ID = {one.id: one for one in ALL}
EVERY_CHOICE = [(one.name, choice.value) for one in all_filters() for choice in one.choices]
NAMES = [one.name for one in all_filters()]


def shown(client: Any, path: str = "/cases/", status: int = 200, **filters: str) -> str:
    """A page."""
    answer = client.get(path, filters)
    assert answer.status_code == status
    return str(answer.content.decode())


def listed(html: str) -> list[str]:
    """The ids of the cases on a page, in order."""
    return re.findall(r'class="more" href="/cases/([^"/]+)/"', html)


def listed_on_all(client: Any, **filters: str) -> list[str]:
    """The ids of the cases on every page, by going to the next one until there is none."""
    found, html = [], shown(client, **filters)
    while True:
        found += listed(html)
        after = re.search(r'rel="next" href="([^"#]+)#found"', html)
        if not after:
            return found
        html = client.get(unescape(after[1])).content.decode()


def words(html: str) -> str:
    """What a page says."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


def has(case: Precedent, name: str, value: str) -> bool:
    """Whether a case fits a filter, told in another way than the page's."""
    if name == "concern":
        return case in precedents(concern=value)
    if name == "profession":
        family = family_of(case.profession)
        return family is not None and family.id == value
    if name == "body":
        return case.body == value or case.body.startswith((f"{value} (", f"{value}/", f"{value};", f"{value},"))
    if name == "platform":
        said = re.findall(r"\w+", case.platform.lower().replace("twitter", "x"))
        known = {value for name, value in EVERY_CHOICE if name == "platform"}
        return value in said if value != ELSEWHERE else not known & set(said)
    return bool(getattr(case, name) == value)


# ---- Filters


@pytest.mark.parametrize(("name", "value"), EVERY_CHOICE)
def test_one_filter_leaves_what_has_its_value(client: Any, name: str, value: str) -> None:
    assert listed_on_all(client, **{name: value}) == [one.id for one in ALL if has(one, name, value)]


@pytest.mark.parametrize("one", all_filters(), ids=lambda one: one.name)
def test_every_case_is_under_some_answer_of_each_filter(one: Any) -> None:
    assert {case.id for choice in one.choices for case in narrowed({one.name: choice.value})} == set(BY_ID)
    assert all(choice.count and choice.name for choice in one.choices)


@pytest.mark.parametrize(("first", "second"), list(combinations(NAMES, 2)))
def test_two_filters_leave_what_both_leave(first: str, second: str) -> None:
    for name, value in EVERY_CHOICE:
        if name == first:
            for choice in next(one for one in all_filters(**{first: value}) if one.name == second).choices:
                both = {one.id for one in narrowed({first: value, second: choice.value})}
                alone = [{one.id for one in narrowed(each)} for each in ({first: value}, {second: choice.value})]
                assert both == alone[0] & alone[1]
                assert choice.count == len(both)


def test_all_filters_at_once(client: Any) -> None:
    for case in (ALL[0], ALL[40], ALL[-1]):
        mine = {name: next(v for n, v in EVERY_CHOICE if n == name and has(case, n, v)) for name in NAMES}
        found = listed_on_all(client, **mine)
        assert case.id in found
        assert all(has(BY_ID[one], name, value) for one in found for name, value in mine.items())


def test_counts_stand_beside_the_answers_and_keep_to_the_other_filters(client: Any) -> None:
    html = shown(client, concern="threat")

    for case_kind, said in SHOWS_NAMES.items():
        count = len(precedents(concern="threat", shows=case_kind))
        assert f">{said} ({count})</option>" in html
    assert f">Threatens or wishes harm ({len(precedents(concern='threat'))})</option>" in html


def test_each_filter_in_use_can_be_taken_off_alone(client: Any) -> None:
    html = shown(client, concern="abuse", shows="not-allowed", audience="public")
    without = [unescape(one) for one in re.findall(r'<li><a href="([^"]+)#found"><span class="unseen">Take off', html)]

    assert sorted(without) == sorted(
        f"/cases/?{urlencode(left)}"
        for left in (
            {"concern": "abuse", "audience": "public"},
            {"concern": "abuse", "shows": "not-allowed"},
            {"audience": "public", "shows": "not-allowed"},
        )
    )


def test_what_is_chosen_stays_chosen(client: Any) -> None:
    for name, value in (("concern", "abuse"), ("body", "NMC"), ("audience", "friends")):
        html = shown(client, **{name: value})
        assert re.findall(r'<option value="([^"]+)" selected', html) == [value]


def test_nothing_fits(client: Any) -> None:
    html = shown(client, concern="court-proceedings", outcome="no-case")

    assert listed(html) == []
    assert f"0 cases of {len(ALL)}." in words(html)
    assert "No case fits all of these." in words(html)
    assert "<svg role" not in html


@pytest.mark.parametrize(
    ("said", "platforms"),
    [
        ("Facebook and Instagram messages", ("facebook", "instagram")),
        ("Twitter", ("x",)),
        ("X and other platforms", ("x",)),
        ("text and WhatsApp", ("whatsapp",)),
        ("a local newspaper's Facebook page", ("facebook",)),
        ("social-media video interview", (ELSEWHERE,)),
        ("text messages", (ELSEWHERE,)),
        ("", (ELSEWHERE,)),
    ],
)
def test_platforms_are_read_by_whole_words(said: str, platforms: tuple[str, ...]) -> None:
    assert sorted(platforms_in(said)) == sorted(platforms)


# ---- The chart


@pytest.mark.parametrize(
    "filters", [{}, {"concern": "discrimination"}, {"profession": "nurse"}, {"shows": "allowed"}, {"outcome": "other"}]
)
def test_the_chart_tells_what_the_list_holds(client: Any, filters: dict[str, str]) -> None:
    html = shown(client, **filters)
    counts = Counter(say.outcome(BY_ID[one].outcome) for one in listed_on_all(client, **filters))

    drawn = {name: int(n) for n, name in re.findall(r'<tspan class="count">(\d+)</tspan> ([^<]+)</text>', html)}
    table = {
        name.lower(): int(n) for name, n in re.findall(r'<th scope="row">([^<]+)</th><td>(\d+)</td>', unescape(html))
    }
    described = re.search(r'<desc id="chart-desc">([^<]+)\.</desc>', html)
    assert described
    told = {name.lower(): int(n) for name, n in (one.split(": ") for one in described[1].split("; "))}
    shares = [float(one) for one in re.findall(r'<rect x="0" [^>]*width="([\d.]+)%"', html)]

    assert drawn == table == told == counts
    assert max(shares) == 100
    assert shares == [pytest.approx(100 * n / max(drawn.values()), abs=0.1) for n in drawn.values()]


def test_the_chart_has_a_name_for_who_does_not_see_it(client: Any) -> None:
    html = shown(client)
    tag = re.search(r'<svg role="img" aria-labelledby="([^"]+)"', html)

    assert tag
    for one in tag[1].split():
        assert f'id="{one}"' in html


# ---- Pages


@pytest.mark.parametrize("filters", [{}, {"shows": "not-allowed"}, {"platform": "facebook"}, {"concern": "threat"}])
def test_pages_hold_every_case_once_and_the_newest_first(client: Any, filters: dict[str, str]) -> None:
    found = listed_on_all(client, **filters)

    assert found == [one.id for one in narrowed(filters)]
    assert len(found) == len(set(found))
    assert [BY_ID[one].year for one in found] == sorted((BY_ID[one].year for one in found), reverse=True)


def test_each_page_says_which_it_is(client: Any) -> None:
    last = -(-len(ALL) // A_PAGE)
    for number in range(1, last + 1):
        html = shown(client, page=str(number))
        assert len(listed(html)) == (A_PAGE if number < last else len(ALL) - A_PAGE * (last - 1))
        assert re.findall(r'aria-current="page"><span class="unseen">Page </span>(\d+)', html) == [str(number)]
        assert ('rel="prev"' in html, 'rel="next"' in html) == (number > 1, number < last)


@pytest.mark.parametrize(
    ("asked", "given"), [("99999", -1), ("0", -1), ("-3", -1), ("x", 0), ("", 0), ("\0", 0), ("9" * 5_000, 0)]
)
def test_a_page_that_is_not_there_gives_the_first_or_the_last(client: Any, asked: str, given: int) -> None:
    pages = [ALL[start : start + A_PAGE] for start in range(0, len(ALL), A_PAGE)]

    assert listed(shown(client, page=asked)) == [one.id for one in pages[given]]


# ---- What should not be there


HOSTILE = [
    "<script>alert(1)</script>",
    '"><svg onload=x>',
    "y" * 10_000,
    "\0",
    "a\0b",
    "{{ 1 }}",
    "%s",
    "‮abc",
    "NMC' OR 1=1",
]


@pytest.mark.parametrize("value", HOSTILE)
@pytest.mark.parametrize("name", NAMES)
def test_an_unknown_value_is_told_and_nothing_else_is_lost(client: Any, name: str, value: str) -> None:
    other = "shows" if name != "shows" else "outcome"
    kept = {"shows": "allowed", "outcome": "no-case"}[other]
    html = shown(client, **{name: value, other: kept})
    label = next(one.label for one in all_filters() if one.name == name)

    assert "<title>Error: " in html
    assert f'<a href="#{name}">Choose one of the answers listed for “{label}”</a>' in html
    assert f'aria-describedby="{name}-error"' in html
    assert f'id="{name}-error"' in html
    assert f'<option value="{kept}" selected' in html
    assert listed_on_all(client, **{other: kept})[:A_PAGE] == listed(html)
    assert value not in html
    assert Balanced(html).wrong == []


@pytest.mark.parametrize(
    "query",
    [
        "concern=abuse&concern=threat",
        "concern=<i>&concern=threat",
        "concern=threat&" + "&".join(f"x{n}=1" for n in range(500)),
        "concern=threat&page=1&page=<script>",
        "concern=threat&%ff=%ff&=&&;",
    ],
)
def test_what_is_sent_twice_or_beside_it_does_no_harm(client: Any, query: str) -> None:
    html = client.get(f"/cases/?{query}").content.decode()

    assert listed(html) == [one.id for one in precedents(concern="threat")][:A_PAGE]
    assert "<script>" not in html
    assert Balanced(html).wrong == []


# ---- One case


@pytest.mark.parametrize("case", [pytest.param(one, id=one.id) for one in ALL])
def test_a_case_is_told_whole(client: Any, case: Precedent) -> None:
    html = shown(client, f"/cases/{case.id}/")
    said = words(html)

    for part in (case.what_was_posted, case.outcome_note, case.body[1:], case.country, case.platform[1:]):
        assert " ".join(part.split()) in said
    assert case.outcome == "other" or say.outcome(case.outcome) in said.lower()
    assert SHOWS_NAMES[case.shows] in said
    for concern in case.concerns:
        assert f'<a href="/concerns/{concern}/">{CONCERNS[concern]}</a>' in html
    if case.source:
        assert f'<a href="{case.source}" rel="noreferrer">' in unescape(html)
    else:
        assert "Left out: the address would name somebody." in said
    assert '<a class="button" href="/">Check a draft</a>' in html
    assert Balanced(html).wrong == []


def test_cases_like_it_share_a_concern() -> None:
    for case in ALL:
        like = alike(case)
        assert case not in like
        assert len(like) == len({one.id for one in like})
        assert all(set(one.concerns) & set(case.concerns) for one in like)


@pytest.mark.parametrize("case_id", ["x", ALL[0].id.upper(), ALL[0].id[:-1], "98", "a" * 5_000, "-", "_"])
def test_a_case_there_is_not(client: Any, case_id: str) -> None:
    assert "There is no page here." in shown(client, f"/cases/{case_id}/", 404)


def test_the_page_says_how_cases_were_chosen(client: Any) -> None:
    said = words(shown(client))

    assert "A case that ends without a sanction is seldom published" in said
    assert f"{sum(not one.source for one in ALL)} have no link" in said
    assert "without names" in said
