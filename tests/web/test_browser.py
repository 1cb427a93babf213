"""The check page as people use it, in a real browser against a real server."""

from __future__ import annotations

import json
import re
from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import expect

from shared import FINE, RISKY

Open = Callable[..., Any]
EMOJI_FIRST = "💛💛 " + RISKY


def typed(visit: Any, text: str) -> Any:
    """Put a draft into the box as if pasted, and wait for the answer."""
    visit.page.locator("#text").fill(text)
    expect(visit.page.locator("#answer .said")).to_be_visible()
    return visit.page


def underlined(page: Any) -> str:
    """All words that are underlined in the box."""
    return " ".join(page.locator("#under mark").all_inner_texts())


def test_words_are_underlined_as_one_types_and_the_verdict_is_said(open_page: Open) -> None:
    visit = open_page()
    page = visit.page
    page.locator("#text").press_sequentially(RISKY[:60], delay=2)

    expect(page.locator("#answer .said")).to_contain_text("Stop")
    expect(page.locator("#spoken")).to_contain_text("Stop")
    assert "DV case" in underlined(page)
    assert visit.complaints == []


@pytest.mark.parametrize("text", [RISKY, EMOJI_FIRST])
def test_the_words_a_finding_names_are_the_words_it_selects(open_page: Open, text: str) -> None:
    page = typed(open_page(), text)
    quote = page.locator(".quote").first
    quote.click()

    start, end, value = page.locator("#text").evaluate("box => [box.selectionStart, box.selectionEnd, box.value]")
    units = value.encode("utf-16-le")
    words = " ".join(units[2 * start : 2 * end].decode("utf-16-le").split())
    assert words.startswith(quote.inner_text().split("“")[1].rstrip("”").removesuffix(" …"))


def test_a_click_on_underlined_words_shows_their_reason(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    page.locator("#text").evaluate("box => { box.focus(); box.setSelectionRange(30, 30); box.click(); }")

    expect(page.locator(".concern.on")).to_be_visible()


def test_underlines_lie_under_their_words(open_page: Open) -> None:
    """The copy under the box breaks its lines where the box does."""
    page = typed(open_page(width=420), RISKY * 4)

    box, under = (page.locator(one).evaluate("e => [e.scrollHeight, e.clientWidth]") for one in ("#text", "#under"))
    assert abs(box[0] - under[0]) <= 2
    assert box[1] == under[1]


def test_marks_follow_the_words_while_the_answer_is_on_its_way(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    before = underlined(page)
    page.route("**/", lambda route: route.abort() if route.request.method == "POST" else route.continue_())
    page.locator("#text").evaluate(
        "box => { box.value = 'Well. ' + box.value; box.dispatchEvent(new Event('input', {bubbles: false})); }"
    )

    assert underlined(page) == before


def test_a_safer_wording_is_offered_used_and_taken_back(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    page.get_by_role("button", name="Use this").click()

    safer = page.locator("#text").input_value()
    assert safer != RISKY
    assert "Stockport" not in safer
    page.get_by_role("button", name="Put my own words back").click()
    assert page.locator("#text").input_value() == RISKY


def test_a_safer_wording_is_copied(open_page: Open) -> None:
    page = typed(open_page(permissions=["clipboard-read", "clipboard-write"]), RISKY)
    page.get_by_role("button", name="Copy").click()
    expect(page.locator("#safer-done")).to_have_text("Copied.")

    copied = page.evaluate("navigator.clipboard.readText()")
    assert copied == page.locator("#safer-text").input_value()


def test_taking_out_a_detail_changes_the_number(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    before = page.locator(".estimate").inner_text()
    page.get_by_role("checkbox", name=re.compile("Stockport")).check()

    expect(page.locator(".estimate")).not_to_have_text(before)
    expect(page.locator("#people")).to_contain_text("With every detail in")
    expect(page.get_by_role("checkbox", name=re.compile("Stockport"))).to_be_checked()


def test_a_finding_is_set_aside_with_a_reason_and_without_its_words(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    card = page.locator(".concern").first
    card.get_by_text("That is not so here").click()
    card.get_by_role("button", name="They agreed").click()

    expect(card).to_contain_text("You set this aside: They agreed")
    kept = page.evaluate("JSON.stringify(localStorage)")
    assert "Stockport" not in kept
    assert "twins" not in kept
    page.locator("#text").press("End")
    page.locator("#text").type(" ")
    expect(page.locator(".concern").first).to_contain_text("You set this aside")
    page.get_by_role("button", name="Undo").click()
    expect(page.locator(".concern").first).to_contain_text("That is not so here")


def test_a_draft_put_away_waits_and_is_asked_about_again(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    page.get_by_role("button", name="For an hour").click()

    assert page.locator("#text").input_value() == ""
    expect(page.locator("#cooling")).to_contain_text("put away till")
    page.clock.install()
    page.clock.fast_forward("01:01:00")
    page.goto(page.url + "about/")
    page.evaluate(
        "localStorage.setItem('forethought.cooling', JSON.stringify(JSON.parse(localStorage.getItem("
        "'forethought.cooling')).map(one => ({...one, until: Date.now() - 1}))))"
    )
    page.reload()
    expect(page.locator("#asked-again")).to_contain_text("Does it still need saying?")
    page.get_by_role("button", name="Look at it again").click()
    expect(page.locator("#text")).to_have_value(RISKY)
    assert page.evaluate("localStorage.getItem('forethought.cooling')") is None


def test_what_one_is_stays_in_the_browser_and_the_draft_in_its_tab(open_page: Open) -> None:
    page = typed(open_page(), FINE)
    page.get_by_text("About you and your readers").click()
    page.get_by_label("What you do", exact=True).fill("social worker")
    page.get_by_label("Who can see it").select_option("friends")
    page.get_by_role("link", name="About", exact=True).click()
    page.go_back()

    expect(page.locator("#text")).to_have_value(FINE)
    expect(page.locator("#around-said")).to_contain_text("social worker · Friends")
    assert page.evaluate("Object.keys(localStorage)") == ["forethought.about"]
    assert FINE not in page.evaluate("JSON.stringify(localStorage)")
    assert page.context.cookies()[0]["name"] == "forethought_form"
    assert len(page.context.cookies()) == 1


def test_the_note_is_downloaded_without_the_words(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    with page.expect_download() as waiting:
        page.get_by_role("button", name="Download a note").click()
    written = waiting.value.path().read_text()

    assert "private or live proceedings" in written
    assert "twins" not in written
    assert "Stockport" not in written


def test_by_keyboard_alone(open_page: Open) -> None:
    page = open_page().page
    page.keyboard.press("Tab")
    expect(page.locator(":focus")).to_have_text("Skip to the page")
    page.keyboard.press("Enter")
    page.keyboard.press("Tab")
    expect(page.locator("#text")).to_be_focused()
    page.keyboard.type(RISKY)
    expect(page.locator("#answer .said")).to_contain_text("Stop")
    page.get_by_role("button", name="Use this").wait_for()
    for _ in range(12):
        page.keyboard.press("Tab")
        if page.locator(":focus").inner_text() == "Use this":
            break
    page.keyboard.press("Enter")
    assert "Stockport" not in page.locator("#text").input_value()
    expect(page.locator("#text")).to_be_focused()


def test_names_for_a_screen_reader(open_page: Open) -> None:
    page = typed(open_page(), RISKY)

    for role, name in [
        ("textbox", "Your draft"),
        ("region", "What the check says"),
        ("heading", "Who it could be"),
        ("article", re.compile("private or live proceedings")),
        ("button", re.compile("^Show in your draft: “Court")),
        ("navigation", "Main"),
    ]:
        expect(page.get_by_role(role, name=name).first).to_be_visible()
    assert page.locator("#under").get_attribute("aria-hidden") == "true"
    assert page.locator("h1").count() == 1


@pytest.mark.parametrize(("width", "scheme"), [(320, "light"), (375, "dark"), (768, "light"), (1440, "dark")])
def test_nothing_runs_over_the_side(open_page: Open, width: int, scheme: str) -> None:
    page = typed(open_page(width=width, color_scheme=scheme), RISKY + " " + "x" * 400)

    assert page.evaluate("document.documentElement.scrollWidth") <= width


def test_text_twice_as_large_still_fits(open_page: Open) -> None:
    page = typed(open_page(width=1280), RISKY)
    page.evaluate("document.documentElement.style.fontSize = '200%'")

    assert page.evaluate("document.documentElement.scrollWidth") <= 1280


def test_without_javascript_the_form_still_works(open_page: Open) -> None:
    page = open_page(java_script_enabled=False).page
    page.locator("#text").fill(RISKY)
    page.locator("#draft button", has_text="Check").click()

    expect(page.locator(".verdict-line")).to_contain_text("Stop")
    expect(page.locator(".marked mark").first).to_be_visible()
    expect(page.get_by_role("heading", name="A safer wording")).to_be_visible()
    assert page.locator("#text").input_value() == RISKY
    before = page.locator(".estimate").inner_text()
    page.get_by_role("checkbox", name=re.compile("Stockport")).check()
    page.get_by_role("button", name="Count again").click()
    assert page.locator(".estimate").inner_text() != before
    page.locator("#text").fill("")
    page.locator("#draft button", has_text="Check").click()
    expect(page.get_by_role("alert")).to_contain_text("Write or paste your draft")


def test_when_the_server_is_gone_the_words_are_still_there(open_page: Open) -> None:
    visit = open_page()
    page = typed(visit, FINE)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.context.set_offline(True)
    page.locator("#text").type(" More.")
    expect(page.locator("#answer")).to_contain_text("does not answer")
    assert page.locator("#text").input_value() == FINE + " More."
    page.goto(page.url)
    expect(page.locator("h1")).to_have_text("Forethought is not running")
    page.context.set_offline(False)
    page.goto(page.url)
    expect(page.locator("#text")).to_have_value(FINE + " More.")


def test_it_can_be_installed_and_shared_to(open_page: Open, server: Any) -> None:
    page = open_page().page
    manifest = page.evaluate("fetch('/manifest.webmanifest').then(answer => answer.json())")
    for icon in manifest["icons"]:
        assert page.request.get(server.address + icon["src"]).headers["content-type"] == icon["type"]
    target = manifest["share_target"]
    assert (target["method"], target["enctype"]) == ("POST", "multipart/form-data")
    sent = {target["params"][name]: f"the {name}" for name in ("title", "text", "url")}
    shared = page.request.post(server.address + target["action"], multipart=sent)
    assert shared.ok
    assert "the title\nthe text\nthe url" in shared.text()


def test_the_browser_asks_nobody_else_and_no_address_holds_words(open_page: Open, server: Any) -> None:
    visit = open_page()
    page = typed(visit, RISKY)
    page.get_by_role("button", name="Use this").click()
    page.wait_for_timeout(800)

    assert visit.requests
    for address in visit.requests:
        assert address.startswith((server.address, "blob:"))
        assert not re.search("twins|Stockport|Court", address)
    assert visit.complaints == []


def test_what_is_kept_of_a_page_offline_holds_no_words(open_page: Open) -> None:
    page = typed(open_page(), RISKY)
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    kept = page.evaluate(
        "caches.keys().then(names => Promise.all(names.map(name => caches.open(name).then(cache => cache.keys().then("
        "keys => Promise.all(keys.map(key => cache.match(key).then(found => found.text()))))))))"
    )

    assert "twins" not in json.dumps(kept)
    assert "not running" in json.dumps(kept)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing_on_the_check(open_page: Open, scheme: str) -> None:
    page = typed(open_page(color_scheme=scheme), RISKY)
    page.get_by_role("button", name="Use this").wait_for()

    assert problems(page) == []


def problems(page: Any) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]


PAGES = [
    "/guidance/?profession=nurse", "/guidance/hcpc-2016-draft/", "/guidance/compare?from=hcpc-2016-draft&to=hcpc-2024",
    "/guidance/compare?from=x&to=y", "/concerns/", "/concerns/recognisable-person/", "/search", "/cases/?concern=abuse",
    "/cases/us-2026-nurse-wished-injury-on-politician/", "/privacy/", "/privacy/facebook/", "/learn/",
    "/learn/first-steps/", "/learn/first-steps/sheet", "/about/", "/programs/", "/offline", "/nothing-here",
]  # fmt: skip


@pytest.mark.parametrize("path", PAGES)
def test_axe_finds_nothing_and_nothing_runs_over_the_side(open_page: Open, path: str) -> None:
    page = open_page(path).page
    assert problems(page) == []
    page.emulate_media(color_scheme="dark")
    assert problems(page) == []
    page.set_viewport_size({"width": 320, "height": 700})

    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_axe_finds_nothing_where_something_is_wrong_or_answered(open_page: Open) -> None:
    page = open_page("/learn/first-steps/").page
    page.get_by_role("button", name="That is my view").click()
    expect(page.get_by_role("alert")).to_contain_text("Choose what you would do")
    assert problems(page) == []
    page.get_by_label("Stop").check()
    page.get_by_role("button", name="That is my view").click()
    expect(page.get_by_role("heading", name="What the check says")).to_be_visible()
    assert problems(page) == []


def test_a_walk_remembers_its_ticks(open_page: Open) -> None:
    page = open_page("/privacy/facebook/").page
    page.get_by_role("checkbox").first.check()
    expect(page.locator("#progress-said")).to_contain_text("1 of ")
    page.reload()

    expect(page.get_by_role("checkbox").first).to_be_checked()
    page.get_by_role("button", name="Clear the ticks").click()
    assert page.evaluate("localStorage.getItem('forethought.privacy')") is None


def test_a_finished_set_is_remembered(open_page: Open) -> None:
    page = open_page("/learn/first-steps/").page
    for _ in range(8):
        page.get_by_label("Fine to post").check()
        page.get_by_role("button", name="That is my view").click()
        page.locator("main form .button").click()
    page.get_by_role("link", name="Another set").click()

    expect(page.locator("[data-done=first-steps]")).to_contain_text("You have done this: 4 of 8")


def test_a_search_from_the_guidance_page(open_page: Open) -> None:
    visit = open_page("/guidance/")
    visit.page.get_by_label("Words to look for").fill("friend request")
    visit.page.get_by_role("button", name="Search").click()

    expect(visit.page.get_by_role("status")).to_contain_text("found")
    assert not any("friend" in address for address in visit.requests)
