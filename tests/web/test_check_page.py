"""The check page without a browser: what is sent, what comes back, and what is never in it."""

from __future__ import annotations

import re
from html import escape
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from forethought import Author, Post, check, choose_pack
from forethought.check import LIMIT
from forethought.values import Finding, Span
from forethought_web.utf16 import Utf16
from shared import FINE, RISKY
from web_html import Balanced

LIVE = {"HX-Request": "true"}


def sent(client: Any, text: str, path: str = "/", *, live: bool = False, **fields: Any) -> str:
    """The answer to a draft."""
    answer = client.post(path, {"text": text, **fields}, headers=LIVE if live else {})
    assert answer.status_code == 200
    return str(answer.content.decode())


@pytest.mark.parametrize(
    ("text", "fields", "said"),
    [
        (FINE, {}, "Fine to post."),
        (RISKY, {}, "Stop. As it stands"),
        (RISKY, {"profession": "social worker", "country": "GB-ENG"}, "Social Work England"),
        ("Ich habe heute einen sehr langen Tag auf der Station gehabt und bin müde.", {}, "Not judged"),
        ("💛💛", {}, "only emoji"),
    ],
)
@pytest.mark.parametrize("live", [True, False])
def test_the_verdict_is_said(client: Any, text: str, fields: dict[str, str], said: str, live: bool) -> None:
    html = sent(client, text, live=live, **fields)

    assert said in html.replace("&#x27;", "'")
    assert Balanced(html).wrong == []
    assert ("<html" in html) is not live


def test_what_the_judgement_adds_up_from_is_shown(client: Any) -> None:
    html = sent(client, RISKY, live=True)
    adds = [float(one.replace("−", "-")) for one in re.findall(r"<td>([+−][\d.]+)</td>", html)]

    assert "How this was weighed" in html
    assert any(one > 0 for one in adds)
    assert adds == sorted(adds, key=lambda one: -abs(one))
    assert "How this was weighed" not in sent(client, FINE, live=True)


def test_without_htmx_the_words_come_back_in_the_box_and_marked(client: Any) -> None:
    html = sent(client, "<b>\n" + RISKY + " & co")

    assert "&lt;b&gt;\n" + escape(RISKY) in html
    assert "<b>" not in html
    assert '<mark class="stop">' in html


@pytest.mark.parametrize(
    ("fields", "error"),
    [
        ({"text": ""}, "Write or paste your draft"),
        ({"text": "   \n "}, None),
        ({"text": "x " * LIMIT}, "100,000 characters or fewer"),
        ({"text": "a\0b"}, "characters that are no text"),
        ({"text": FINE, "audience": "everybody"}, "not one of the available choices"),
        ({"text": FINE, "employer": "x" * 200}, "at most 120 characters"),
        ({}, "Write or paste your draft"),
    ],
)
def test_what_cannot_be_used_is_told_beside_its_field_and_nothing_is_lost(
    client: Any, fields: dict[str, str], error: str | None
) -> None:
    html = client.post("/", fields).content.decode()

    if error is None:
        assert "Not judged" in html
        return
    assert error in html
    assert 'role="alert"' in html
    assert "<title>Error: " in html
    if fields.get("text") == FINE:
        assert FINE in html.replace("&#x27;", "'")


def test_an_empty_box_is_no_error_while_one_types(client: Any) -> None:
    assert "Nothing to worry about yet" in sent(client, " ", live=True)


def test_as_one_types_the_safer_wording_is_asked_for_apart(client: Any) -> None:
    assert 'hx-post="/check/safer"' in sent(client, RISKY, live=True)
    assert "A safer wording" in sent(client, RISKY, "/check/safer")
    assert "A safer wording" not in sent(client, FINE, "/check/safer")


def test_line_ends_of_a_form_do_not_move_the_words(client: Any) -> None:
    marks = [re.findall("<li data-.*?>", sent(client, RISKY.replace(". ", end), live=True)) for end in (".\r\n", ".\n")]

    assert marks[0]
    assert marks[0] == marks[1]


def test_people_are_counted_without_a_detail(client: Any) -> None:
    whole = sent(client, RISKY, "/check/people")
    details = re.findall(r'name="out" form="draft" value="([0-9-]+)"', whole)
    out = sent(client, RISKY, "/check/people", out=[details[0], "x", "9-99999999"])

    assert "checked" not in whole
    assert "With every detail in" in out
    assert out.count("checked") == 1


@pytest.mark.parametrize("path", ["/check/safer", "/check/people"])
def test_parts_asked_for_without_a_draft_change_nothing(client: Any, path: str) -> None:
    assert client.post(path, {}).status_code == 204


def test_the_note_holds_guidance_and_no_words(client: Any) -> None:
    answer = client.post("/check/note", {"text": RISKY, "profession": "social worker", "employer": "Quokka Trust"})
    written = answer.content.decode()

    assert "attachment" in answer["Content-Disposition"]
    assert "Social Work England 2.6" in written
    for word in ("Court again", "twins", "Stockport", "Powerful", "Quokka"):
        assert word not in written


def test_a_share_fills_the_box_and_judges_nothing(client: Any) -> None:
    html = client.post("/share", {"title": "", "text": RISKY, "url": ""}).content.decode()

    assert escape(RISKY) in html
    assert "verdict-line" not in html


def test_words_in_an_address_are_not_taken(client: Any) -> None:
    html = client.get("/", {"text": "zanzibarquokka"}).content.decode()

    assert "zanzibarquokka" not in html


def test_a_form_without_its_cookie_is_told_how_to_go_on() -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    answer = strict.post("/", {"text": RISKY})

    assert answer.status_code == 403
    assert "your words are still in the box" in answer.content.decode()
    assert "twins" not in answer.content.decode()


def test_settings_of_this_machine_are_the_first_values(
    client: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    kept = tmp_path / "settings.toml"
    kept.write_text('profession = "midwife"\naudience = "friends"\nnamed = true\n')
    monkeypatch.setenv("FORETHOUGHT_CONFIG", str(kept))
    html = client.get("/").content.decode()

    assert 'value="midwife"' in html
    assert '<option value="friends" selected>' in html
    kept.write_text("broken")
    assert client.get("/").status_code == 200


def test_a_hosted_site_knows_nobody(client: Any) -> None:
    from django.test import override_settings

    with override_settings(HOSTS=["forethought.example"], ALLOWED_HOSTS=["forethought.example"]):
        html = client.get("/about/", headers={"Host": "forethought.example"}).content.decode()

    assert "served by an organisation" in html
    assert "on this machine" not in html


# ---- Values for the page


@given(st.text(alphabet=st.characters(codec="utf-8"), max_size=60), st.data())
def test_offsets_in_utf16_units(text: str, data: st.DataObject) -> None:
    at = data.draw(st.integers(0, len(text)))

    assert Utf16(text).at(at) == len(text[:at].encode("utf-16-le")) // 2


@given(st.lists(st.tuples(st.integers(0, 40), st.integers(1, 15), st.booleans(), st.integers(0, 2)), max_size=8))
@settings(max_examples=200)
def test_marks_never_overlap_and_cover_what_was_found(given_spans: list[tuple[int, int, bool, int]]) -> None:
    from forethought_web.pages.answer import _marks

    found = [
        Finding(f"c{concern}", Span(start, start + size), "stop" if stop else "pause", 0.9, "", ())
        for start, size, stop, concern in given_spans
    ]
    marks = list(_marks(found, Utf16("")))

    covered = {at for one in found if one.span for at in range(one.span.start, one.span.end)}
    stopped = {at for one in found if one.span and one.severity == "stop" for at in range(one.span.start, one.span.end)}
    assert all(before.end <= after.start for before, after in pairwise(marks))
    assert {at for mark in marks for at in range(mark.start, mark.end)} == covered
    assert {at for mark in marks if mark.severity == "stop" for at in range(mark.start, mark.end)} == stopped


@given(st.text(max_size=80), st.text(max_size=80))
def test_differences_tell_both_wordings(old: str, new: str) -> None:
    from forethought_web.pages.answer import differences

    pieces = differences(old, new)

    assert "".join(one.words for one in pieces if one.kind != "new") == old
    assert "".join(one.words for one in pieces if one.kind != "gone") == new


def test_nothing_is_told_twice() -> None:
    from forethought_web.pages.answer import answer_of

    post = Post(RISKY, author=Author("social worker"))
    pack = choose_pack("social worker")
    answer = answer_of(post, check(post, pack), pack)
    cases = [case.id for one in answer.concerns for case in one.precedents]

    assert answer.concerns
    assert len(cases) == len(set(cases))
    assert answer.summary.startswith("Stop.")


def test_the_scorecard_is_the_printed_one() -> None:
    from forethought.values import CONCERNS
    from forethought_web.pages.about import scorecard

    printed = scorecard()

    assert printed.ordinary_posts > 1_000
    assert printed.hard_posts > 100
    assert len(printed.ordinary) == len(printed.hard) == 4
    assert all(one.low <= one.of_hundred <= one.high for one in (*printed.ordinary, *printed.hard))
    assert {name for name, _, _ in printed.concerns} == set(CONCERNS)
