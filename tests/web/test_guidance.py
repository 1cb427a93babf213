"""Guidance, comparing, concerns and search: what is told of every pack and concern, and what finds what."""

from __future__ import annotations

import logging
import re
from html.parser import HTMLParser
from itertools import permutations
from typing import Any
from urllib.parse import unquote

import pytest

from forethought import check, list_packs, load_pack
from forethought.judge.rules import rule_book
from forethought.packs import pack_ids
from forethought.packs.values import SURE
from forethought.values import CONCERNS
from forethought_web.pages import guidance
from forethought_web.pages.search import index, search
from forethought_web.templatetags.said import clause_anchor
from web_html import Balanced

SAME_BODY = [(a.id, b.id) for a, b in permutations(list_packs(), 2) if a.body == b.body]
MARKER = "zanzibarquokka"


class Read(HTMLParser):
    """What a page says, the ids it has, where it links to, and its fields that are marked as wrong."""

    def __init__(self, html: str) -> None:
        """Read it."""
        super().__init__()
        self.said, self.ids, self.links, self.invalid = "", [], [], []
        self.feed(html)
        self.close()
        self.said = " ".join(self.said.split())

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Keep its id and its link."""
        given = dict(attrs)
        self.ids += [given["id"]] if "id" in given else []
        self.links += [given["href"]] if tag == "a" else []
        self.invalid += [given["id"]] if given.get("aria-invalid") == "true" else []

    def handle_data(self, data: str) -> None:
        """Keep the words."""
        self.said += f" {data}"


def shown(client: Any, path: str) -> Read:
    """A page that is there, whole and not too long."""
    answer = client.get(path)
    html = answer.content.decode()
    assert answer.status_code == 200, path
    assert Balanced(html).wrong == []
    assert len(html) < 100_000
    return Read(html)


def found(client: Any, words: str) -> Read:
    """What a search shows."""
    answer = client.post("/search", {"q": words})
    assert answer.status_code == 200
    assert Balanced(answer.content.decode()).wrong == []
    return Read(answer.content.decode())


def flat(text: str) -> str:
    """Words as a page has them."""
    return " ".join(text.split())


# ---- All guidance


def test_every_pack_is_listed_with_whom_and_where_it_is_for(client: Any) -> None:
    page = shown(client, "/guidance/")

    for pack in list_packs():
        assert f"/guidance/{pack.id}/" in page.links
        assert f"{pack.short}, {pack.version} {pack.status} {flat(pack.name)}" in page.said
        assert f"For: {', '.join(pack.professions)}. How sure: {SURE[pack.sure]}." in page.said


@pytest.mark.parametrize(
    ("profession", "country", "pack"),
    [
        ("nurse", "GB-SCT", "nmc-2018"),
        ("social worker", "GB-ENG", "swe-2019"),
        ("social worker", "GB-SCT", "sssc-2024"),
        ("Paramedic", "", "hcpc-2024"),
        ("teacher", "GB-ENG", "teachers-2012"),
        ("nurse", "AU", "ahpra-2019"),
        ("nurse", "<b>", "nmc-2018"),
        ("lighthouse keeper <b>", "US", "common-2026"),
    ],
)
def test_ones_own_guidance_is_found_and_why(client: Any, profession: str, country: str, pack: str) -> None:
    answer = client.get("/guidance/", {"profession": profession, "country": country})
    html = answer.content.decode()
    told = html[html.index('role="status"') :].split("</section>")[0]

    assert f'href="/guidance/{pack}/"' in told
    assert "we use " in told
    assert "<b>" not in html


@pytest.mark.parametrize("query", ["profession=&country=GB-SCT", "profession=++", "profession=%00"])
def test_nothing_asked_is_told_as_an_error_or_not_known(client: Any, query: str) -> None:
    page = shown(client, f"/guidance/?{query}")

    assert ("profession" in page.invalid) == ("There is a problem" in page.said) == ("%00" not in query)
    assert ("#profession" in page.links) == ("profession" in page.invalid)


# ---- A pack


@pytest.mark.parametrize("name", pack_ids())
def test_each_thing_a_pack_says_has_its_source_and_how_sure(client: Any, name: str) -> None:
    page, pack = shown(client, f"/guidance/{name}/"), load_pack(name)

    for one in (*pack.standards, *pack.tips, *pack.allows, *pack.stances):
        assert one.link in page.links
        if one.sure != "seen":
            source = r" Read it : [^·]{1,60} · " if one.link else " "
            assert re.search(f"{re.escape(flat(one.text))}{source}{SURE[one.sure]}", page.said)
    for contact in (*pack.advice, *pack.speak_up):
        assert contact.link in page.links
        assert flat(contact.what_for) in page.said
    for text in (pack.summary, pack.dates_note, pack.partial, *pack.traps, *(one.note for one in pack.concerns)):
        assert flat(text) in page.said
    assert pack.link in page.links


@pytest.mark.parametrize("name", pack_ids())
def test_every_place_a_pack_points_to_is_there(client: Any, name: str) -> None:
    page = shown(client, f"/guidance/{name}/")
    places = {unquote(link[1:]) for link in page.links if link.startswith("#")}

    assert places <= {*page.ids, "main"}
    assert len(page.ids) == len(set(page.ids))
    assert {"standards", "by-concern"} <= places


@pytest.mark.parametrize("name", pack_ids())
def test_what_is_not_in_force_says_so_and_what_is(client: Any, name: str) -> None:
    page, pack = shown(client, f"/guidance/{name}/"), load_pack(name)
    in_force = [one for one in list_packs() if one.body == pack.body and one.status == "in force"]

    assert ("No longer in force." in page.said) == (pack.status == "superseded")
    assert ("A draft." in page.said) == (pack.status == "draft")
    for one in in_force:
        assert pack.id == one.id or f"/guidance/{one.id}/" in page.links


def test_versions_are_compared_from_the_older_to_the_newer(client: Any) -> None:
    for pack in list_packs():
        page = shown(client, f"/guidance/{pack.id}/")
        pairs = re.findall(r"from=([\w-]+)&to=([\w-]+)", " ".join(page.links))

        assert len(pairs) == len([pair for pair in SAME_BODY if pair[0] == pack.id])
        for old, new in pairs:
            assert pack.id in (old, new)
            assert load_pack(old).version[:4] < load_pack(new).version[:4]


# ---- Two packs


@pytest.mark.parametrize(("old", "new"), SAME_BODY)
def test_each_clause_stands_once_beside_its_like(old: str, new: str) -> None:
    sides = list(guidance.by_clause(load_pack(old), load_pack(new)))

    assert sorted(one.id for side in sides for one in side.old) == sorted(one.id for one in load_pack(old).standards)
    assert [one.id for side in sides for one in side.new] == [one.id for one in load_pack(new).standards]
    for side in sides:
        assert (side.change == "new") == (not side.old)
        assert (side.change == "gone") == (not side.new)
        if side.old and side.new:
            assert ("renumbered" in side.change) == (side.old[0].id != side.new[0].id)
            assert ("changed" in side.change) == (side.old[0].text != side.new[0].text)


@pytest.mark.parametrize(
    ("clause", "was", "change"),
    [("1.1", "1.1", ""), ("1.9", "1.7", "renumbered and changed"), ("1.8", "", "new"), ("2.7", "", "new")],
)
def test_a_number_that_came_to_mean_something_else_is_not_paired(clause: str, was: str, change: str) -> None:
    sides = guidance.by_clause(load_pack("hcpc-2017"), load_pack("hcpc-2024"))
    side = next(side for side in sides if side.new and side.new[0].id == clause)

    assert "".join(one.id for one in side.old) == was
    assert side.change == change


@pytest.mark.parametrize(("old", "new"), [("nmc-2018", "gmc-2024"), ("niscc-undated", "hcpc-2024")])
def test_two_bodies_are_compared_by_concern(client: Any, old: str, new: str) -> None:
    page = shown(client, f"/guidance/compare?from={old}&to={new}")

    assert all(title in page.said for title in CONCERNS.values())
    assert "What changes" not in page.said
    for pack in (load_pack(old), load_pack(new)):
        for concern in pack.concerns:
            for one in pack.standards_for(concern.concern):
                assert f"/guidance/{pack.id}/#{clause_anchor(one.id)}" in page.links
                assert flat(one.text) in page.said
        for stance in pack.stances:
            assert flat(stance.text) in page.said


@pytest.mark.parametrize(
    ("query", "said", "wrong"),
    [
        ("from=x&to=hcpc-2024", "Choose two of the versions listed", ["from"]),
        ("from=hcpc-2024&to=../hcpc-2017", "Choose two of the versions listed", ["to"]),
        ("from=&to=", "Choose two of the versions listed", ["from", "to"]),
        ("to=hcpc-2024", "Choose two of the versions listed", ["from"]),
        ("from=hcpc-2024&to=hcpc-2024", "Choose two different versions", ["to"]),
    ],
)
def test_what_cannot_be_compared_is_told_beside_its_field(client: Any, query: str, said: str, wrong: list[str]) -> None:
    page = shown(client, f"/guidance/compare?{query}")

    assert page.said.count(said) == 1 + len(wrong)  # above, and beside each field
    assert page.invalid == wrong
    assert f"#{wrong[0]}" in page.links


def test_nothing_asked_to_compare_is_no_error(client: Any) -> None:
    assert "There is a problem" not in shown(client, "/guidance/compare").said


def test_packs_are_tried_on_posts_of_every_concern() -> None:
    posts = guidance.example_posts()
    raised = {f.concern for post in posts for f in check(post, with_safer=False, with_model=False).findings}

    assert raised == set(CONCERNS)
    assert len({post.id for post in posts}) == len(posts) <= 72
    assert {post.permission for post in posts} == {None, True}
    assert {post.audience for post in posts} == {"public", "friends"}


def test_posts_under_other_clauses_are_shown(client: Any) -> None:
    page = shown(client, "/guidance/compare?from=hcpc-2017&to=hcpc-2024")
    texts = {post.id: post.text for post in guidance.example_posts()}
    changed = guidance.tried("hcpc-2017", "hcpc-2024")

    assert changed
    for one in changed:
        assert flat(texts[one.id]) in page.said
        assert ", ".join(one.clauses_after) in page.said
    raised = [one for one in changed if one.impact == "newly raised"]
    assert raised
    assert "with permission" in page.said
    for one in raised:
        assert all(flat(reason) in page.said for reason in one.reasons)


# ---- Concerns


@pytest.mark.parametrize("concern", CONCERNS)
def test_examples_are_judged_as_they_are_shown(concern: str) -> None:
    flagged = guidance.examples(concern, is_flagged=True)
    fine = guidance.examples(concern, is_flagged=False)

    assert 1 <= len(flagged) <= 8
    assert 1 <= len(fine) <= 8
    assert not {one.text for one in flagged} & {one.text for one in fine}
    plain = [one.text for one in fine if not one.setting]
    assert [check(text, with_safer=False).verdict for text in plain[:2]] == ["post"] * len(plain[:2])


@pytest.mark.parametrize("concern", CONCERNS)
def test_a_concern_is_told_whole(client: Any, concern: str) -> None:
    page = shown(client, f"/concerns/{concern}/")
    in_use = [pack for pack in list_packs() if pack.status != "superseded"]

    for one in (*guidance.examples(concern, is_flagged=True), *guidance.examples(concern, is_flagged=False)):
        assert flat(one.text) in page.said
    for pack in in_use:
        assert all(flat(f"{one.id}. {one.text}") in page.said for one in pack.standards_for(concern))
    for rule in rule_book().rules:
        if rule.concern == concern or concern in (rule.protects or ()):
            assert flat(rule.why) in page.said
    assert f"/cases/?concern={concern}" in page.links
    assert page.links.count("/") >= 2  # the site's name, and to check a draft


# ---- Search


@pytest.mark.parametrize(
    ("words", "link"),
    [
        ("friend request", "/concerns/boundaries/"),
        ("FRIEND  Request", "/guidance/gdc-2013/#clause-Guidance-friend-requests"),
        ("nmc 20.10", "/guidance/nmc-2018/#clause-20.10"),
        ("hcpc boundaries", "/guidance/hcpc-2024/#clause-1.9"),
        ("confidentiál", "/guidance/hcpc-2024/#clause-5.1"),
        ("old photos", "/privacy/facebook/"),
        ("hound or shame", "/concerns/abuse/#rules"),
        ("mileage", ""),  # nothing
        ("nursing and midwifery council", "/guidance/nmc-2018/"),
    ],
)
def test_what_finds_what(client: Any, words: str, link: str) -> None:
    page = found(client, words)

    assert not link or link in page.links
    assert bool(link) != ("Nothing holds all of these words" in page.said)


def test_things_are_found_by_their_own_titles() -> None:
    lost = [entry.title for entry in index()[::5] if entry not in search(entry.title)]

    assert lost == []


def test_every_result_leads_somewhere(client: Any) -> None:
    pages: dict[str, Read] = {}
    lost = []
    for link in {entry.link for entry in index()}:
        path, _, place = link.partition("#")
        pages.setdefault(path, shown(client, path))
        lost += [link] if place and place not in pages[path].ids else []

    assert lost == []


def test_whole_words_and_what_is_in_force_come_first() -> None:
    clauses = [entry.link for entry in search("friend request") if entry.kind == "Clauses"]
    assert clauses.index("/guidance/sssc-2024/#clause-Guidance-friends") < clauses.index(
        "/guidance/sssc-2016/#clause-Guidance-friends"
    )

    entries = search("sex")
    whole = ["sex" in entry.words | entry.first for entry in entries if not entry.is_past and entry.kind == "Cases"]
    assert True in whole
    assert whole.index(True) < whole.index(False) if False in whole else True


@pytest.mark.parametrize(("words", "said"), [("p", "the nearest 60 are here"), ("court order", " found.")])
def test_very_many_are_cut_and_it_says_so(client: Any, words: str, said: str) -> None:
    assert said in found(client, words).said


@pytest.mark.parametrize("words", ["", "   ", "\n"])
def test_an_empty_search_is_told_as_an_error(client: Any, words: str) -> None:
    page = found(client, words)

    assert "There is a problem Write what you are looking for." in page.said
    assert page.invalid == ["q"]
    assert "#q" in page.links


@pytest.mark.parametrize(
    "words", ["<b>court</b>", '"><script>x</script>', "a & b", "' onfocus=x", "{{ pack }}", "%s%n"]
)
def test_words_come_back_as_words(client: Any, words: str) -> None:
    html = client.post("/search", {"q": words}).content.decode()

    assert "<b>" not in html
    assert "<script>" not in html
    values = re.search(r'name="q" [^>]*?value="([^"]*)"', html)
    assert values is not None
    assert Read(f"<p>{values[1]}</p>").said == words


def test_words_looked_for_are_kept_nowhere(client: Any, caplog: pytest.LogCaptureFixture) -> None:
    with caplog.at_level(logging.DEBUG):
        answer = client.post("/search", {"q": f"{MARKER} court"})

    assert MARKER in answer.content.decode()
    assert MARKER not in str(answer.headers)
    assert MARKER not in str(answer.cookies)
    assert MARKER not in caplog.text
    assert answer.headers["Cache-Control"] == "no-store"
    assert MARKER not in " ".join(Read(answer.content.decode()).links)


@pytest.mark.parametrize("path", ["/search", "/guidance/"])
def test_every_search_box_sends_in_the_body(client: Any, path: str) -> None:
    html = client.get(path).content.decode()
    forms = [form for form in re.findall(r"<form.*?</form>", html, re.DOTALL) if 'name="q"' in form]

    assert len(forms) == 1
    assert 'method="post" action="/search"' in forms[0]
    assert 'name="csrfmiddlewaretoken"' in forms[0]
    assert 'maxlength="100"' in forms[0]


def test_a_search_from_elsewhere_is_refused() -> None:
    from django.test import Client

    answer = Client(HTTP_HOST="localhost:8016", enforce_csrf_checks=True).post("/search", {"q": MARKER})

    assert answer.status_code == 403
    assert MARKER not in answer.content.decode()


@pytest.mark.parametrize("method", ["put", "delete", "patch"])
def test_a_search_is_nothing_else(client: Any, method: str) -> None:
    assert getattr(client, method)("/search", "x", CONTENT_LENGTH="1").status_code == 405
