"""The privacy walks: every step with its reason, place and source; ticks that stay in one browser."""

from __future__ import annotations

import re
from collections.abc import Callable
from html import escape, unescape
from typing import Any

import pytest
from playwright.sync_api import expect

from forethought.privacy import platforms, privacy
from forethought_web.pages.privacy import SURE_SAID, source_of, tasks
from web_browser import Visit
from web_html import Balanced

Open = Callable[..., Visit]


def shown(client: Any, path: str, status: int = 200) -> str:
    """A page."""
    answer = client.get(path)
    assert answer.status_code == status
    return str(answer.content.decode())


def words(html: str) -> str:
    """What a page says."""
    return " ".join(unescape(re.sub("<[^>]+>", " ", html)).split())


@pytest.mark.parametrize("platform", platforms())
def test_a_walk_holds_every_step_in_order_and_in_full(client: Any, platform: str) -> None:
    html = shown(client, f"/privacy/{platform}/")
    advice = privacy(platform)
    steps = re.findall(r'<li class="step">(.*?)</li>', html, re.DOTALL)

    assert len(steps) == len(advice.steps) + len(advice.first)
    for number, (found, step) in enumerate(zip(steps, (*advice.steps, *advice.first), strict=True), 1):
        said = words(found)
        assert f"{number}. {step.text}" in said
        assert step.why in said
        assert step.where in said
        assert SURE_SAID[step.sure] in said
        assert (f'href="{escape(step.link)}"' in found) == step.link.startswith("http")
        box = re.search(r'<input type="checkbox" id="([^"]+)"', found)
        assert box
        assert f'<label class="choice" for="{box[1]}">' in found
    for limit in (*advice.limits, *advice.last):
        assert limit.text in words(html)
    assert f'max="{len(steps)}"' in html
    assert Balanced(html).wrong == []


def test_the_first_page_holds_what_is_true_everywhere_and_leads_to_every_walk(client: Any) -> None:
    html = shown(client, "/privacy/")
    said, everywhere = words(html), privacy()

    for one in (*everywhere.first, *everywhere.last):
        assert one.text in said
    assert said.index(everywhere.first[-1].text) < said.index("Then, where you post")
    for platform in platforms():
        assert f'href="/privacy/{platform}/"' in html
    assert html.count('type="checkbox"') == len(everywhere.first)


def test_no_address_is_made_of_words(client: Any) -> None:
    for path in ("/privacy/", *(f"/privacy/{one}/" for one in platforms())):
        for link in re.findall(r'href="([^"]*)"', shown(client, path)):
            assert re.match(r"(https?://|/|#)[^ ]*$", unescape(link)), link


def test_a_source_is_a_site_or_words() -> None:
    for platform in platforms():
        advice = privacy(platform)
        for one in (*advice.steps, *advice.limits, *advice.first, *advice.last):
            source = source_of(one)
            assert source.sure
            assert source.name
            assert source.link in ("", one.link)
            assert bool(source.link) == ("://" in one.link)


def test_each_step_is_remembered_by_a_key_of_its_own() -> None:
    keys = [one.key for platform in ("", *platforms()) for one in tasks(platform)]

    assert len(keys) == len(set(keys))
    assert all(re.fullmatch("[0-9a-f]{10}", key) for key in keys)


@pytest.mark.parametrize(("name", "platform"), [("twitter", "x"), ("Facebook", "facebook"), ("IG", "instagram")])
def test_another_name_leads_to_the_walk(client: Any, name: str, platform: str) -> None:
    answer = client.get(f"/privacy/{name}/")

    assert (answer.status_code, answer["Location"]) == (302, f"/privacy/{platform}/")


@pytest.mark.parametrize("name", ["nowhere", "everywhere", "facebok", "-", "x" * 5_000, "%3Cb%3E", "facebook%00", ".."])
def test_a_platform_there_is_no_walk_for(client: Any, name: str) -> None:
    assert "There is no page here." in shown(client, f"/privacy/{name}/", 404)


# ---- In a browser


def kept(visit: Visit) -> Any:
    """What the browser keeps."""
    return visit.page.evaluate("JSON.parse(localStorage.getItem('forethought.privacy'))")


def test_ticks_stay_in_the_browser_and_count_on_every_platform(open_page: Open) -> None:
    visit = open_page("/privacy/facebook/")
    page, total = visit.page, len(privacy("facebook").steps) + len(privacy().first)
    progress = page.get_by_role("progressbar")
    expect(progress).to_have_accessible_name(f"0 of {total} done")
    page.evaluate("navigator.serviceWorker.ready.then(() => 1)")
    page.wait_for_load_state("networkidle")
    asked = len(visit.requests)
    page.get_by_role("checkbox").first.press("Space")
    page.get_by_role("checkbox").last.check()

    expect(page.get_by_role("status")).to_have_text(f"2 of {total} done")
    assert progress.evaluate("one => [one.value, one.max]") == [2, total]
    assert len(visit.requests) == asked
    assert set(kept(visit)) == {tasks("facebook")[0].key, tasks()[-1].key}

    page.goto(page.url.replace("facebook", "x"))
    expect(page.get_by_role("checkbox").first).not_to_be_checked()
    expect(page.get_by_role("checkbox").last).to_be_checked()
    page.goto(page.url.replace("x/", ""))
    expect(page.get_by_role("status")).to_have_text(f"1 of {len(privacy().first)} done")
    expect(page.locator("li", has_text="Facebook")).to_contain_text("1 done")
    assert visit.complaints == []


def test_clearing_clears_what_the_page_shows(open_page: Open) -> None:
    visit = open_page("/privacy/facebook/")
    page = visit.page
    page.get_by_role("checkbox").first.check()
    page.goto(page.url.replace("facebook", "youtube"))
    for box in page.get_by_role("checkbox").all():
        box.check()
    expect(page.get_by_role("status")).to_contain_text("All ")
    page.get_by_role("button", name="Clear the ticks on this page").click()

    assert page.get_by_role("checkbox", checked=True).count() == 0
    assert kept(visit) == [tasks("facebook")[0].key]
    page.goto(page.url.replace("youtube/", ""))
    page.get_by_role("button", name="and on every platform").click()
    assert kept(visit) is None


@pytest.mark.parametrize("found", ["{", "5", '"x"', '{"a": 1}', '[1, null, ["x"], "no-such-step"]', "<b>"])
def test_what_else_the_browser_kept_does_no_harm(open_page: Open, found: str) -> None:
    visit = open_page("/privacy/x/")
    visit.page.evaluate("found => localStorage.setItem('forethought.privacy', found)", found)
    visit.page.reload()

    expect(visit.page.get_by_role("status")).to_contain_text("0 of ")
    visit.page.get_by_role("checkbox").first.check()
    assert tasks("x")[0].key in kept(visit)
    assert visit.complaints == []


def test_a_browser_that_keeps_nothing_says_so(open_page: Open) -> None:
    page = open_page("/privacy/x/").page
    page.add_init_script("Storage.prototype.setItem = () => { throw new Error('full'); }")
    page.reload()
    note = page.get_by_text("This browser keeps nothing here")
    expect(note).to_be_hidden()
    page.get_by_role("checkbox").first.check()

    expect(note).to_be_visible()
    expect(page.get_by_role("status")).to_contain_text("1 of ")


def test_without_scripts_it_is_a_checklist(open_page: Open) -> None:
    page = open_page("/privacy/x/", java_script_enabled=False).page

    page.get_by_role("checkbox").first.check()
    expect(page.get_by_role("checkbox").first).to_be_checked()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.get_by_role("button", name="Clear")).to_have_count(0)


def test_on_paper_there_are_boxes_and_no_buttons(open_page: Open) -> None:
    page = open_page("/privacy/x/").page
    page.emulate_media(media="print")

    expect(page.get_by_role("checkbox").first).to_be_visible()
    expect(page.get_by_role("progressbar")).to_be_hidden()
    expect(page.get_by_role("button")).to_have_count(0)
    expect(page.get_by_role("navigation", name="Main")).to_be_hidden()


def test_what_has_the_focus_is_not_hidden_under_the_count(open_page: Open) -> None:
    page = open_page("/privacy/facebook/", height=600).page
    page.get_by_role("checkbox").last.focus()
    for _ in range(16):
        page.keyboard.press("Shift+Tab")
        at, under = page.evaluate(
            "[document.activeElement.getBoundingClientRect().top,"
            " document.querySelector('.walk-progress').getBoundingClientRect().bottom]"
        )
        assert at >= under
