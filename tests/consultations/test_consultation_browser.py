"""A consultation in a real browser: read, discussed and answered, by keyboard too, with JavaScript and without."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from playwright.sync_api import expect

from shared import ROOT
from web_server import Server, start

AT = "/consultations/social-media-2016/"
PASSWORD = "a long enough password"
Open = Callable[..., Any]


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """The demonstration, with somebody who runs it."""
    folder = tmp_path_factory.mktemp("demonstration")
    database = folder / "site.sqlite3"
    running = start(folder, "--demo", FORETHOUGHT_CHECKS_A_MINUTE="0", FORETHOUGHT_DATABASE=str(database))
    command = [sys.executable, "-m", "forethought", "site", "staff", "owner", "--role", "owner", "--password", PASSWORD]
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "FORETHOUGHT_DATABASE": str(database)}
    env["DJANGO_SETTINGS_MODULE"] = "forethought_web.settings"
    subprocess.run(command, env=env, check=True, capture_output=True)
    yield running
    running.process.terminate()
    running.process.wait(20)


def problems(page: Any) -> list[str]:
    """What axe-core finds against WCAG 2.2 A and AA."""
    from axe_playwright_python.sync_playwright import Axe

    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    return [f"{one['id']}: {one['nodes'][0]['html'][:120]}" for one in found.response["violations"]]


def answer(page: Any) -> None:
    """Fill in what must be filled in."""
    page.get_by_label("You answer as").select_option("carer")
    page.get_by_label("Publish it without my name").check()
    page.get_by_role("group", name="Is it clear").get_by_label("No", exact=True).check()
    page.get_by_role("group", name="The draft leaves me room").get_by_label("Agree", exact=True).check()


@pytest.mark.parametrize("script", [True, False])
def test_a_response_is_sent_changed_and_withdrawn(open_page: Open, script: bool) -> None:
    visit = open_page(AT, java_script_enabled=script)
    page = visit.page
    page.get_by_role("button", name="Respond").click()
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Say as what you answer")
    assert page.title().startswith("Error: ")
    answer(page)
    page.get_by_label("What is not clear?").fill("The word disrepute.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response was received")
    expect(page.locator("main")).to_contain_text("The word disrepute.")
    page.get_by_role("link", name="Change it").click()
    page.get_by_label("What is not clear?").fill("Nothing any more.")
    page.get_by_role("button", name="Send the changes").click()
    expect(page.locator("main")).to_contain_text("Nothing any more.")
    page.get_by_role("link", name="Withdraw it").click()
    page.get_by_role("button", name="Withdraw it").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("This response was withdrawn")
    if script:
        assert visit.complaints == []


def test_it_is_saved_as_one_writes_and_the_link_brings_it_back(open_page: Open) -> None:
    page = open_page(AT).page
    page.get_by_role("button", name="Respond").click()
    page.get_by_label("Is there anything").fill("Half a thought")
    expect(page.locator("#saved")).to_contain_text("Saved at")
    link = page.get_by_label("Your private link").input_value()
    page.get_by_label("Is there anything").fill("Half a thought, and the other half")
    page.get_by_label("You answer as").select_option("student")
    expect(page.locator("input[name=revision]")).to_have_value("2", timeout=8000)

    other = open_page("/" + link.split("/", 3)[3]).page
    expect(other.get_by_label("Is there anything")).to_have_value("Half a thought, and the other half")


def test_a_question_follows_an_earlier_answer(open_page: Open) -> None:
    page = open_page(AT).page
    page.get_by_role("button", name="Respond").click()
    follow = page.get_by_label("What is not clear?")
    expect(follow).to_be_hidden()
    page.get_by_role("group", name="Is it clear").get_by_label("Unsure").check()
    expect(follow).to_be_visible()
    page.get_by_role("group", name="Is it clear").get_by_label("Yes").check()
    expect(follow).to_be_hidden()


def test_when_the_line_is_lost_it_says_so_and_saves_later(open_page: Open) -> None:
    page = open_page(AT).page
    page.get_by_role("button", name="Respond").click()
    page.wait_for_load_state("load")
    page.context.set_offline(True)
    page.get_by_label("You answer as").select_option("student")
    expect(page.locator("#saved")).to_contain_text("Not saved yet")
    page.context.set_offline(False)
    page.get_by_label("You answer as").select_option("carer")
    expect(page.locator("#saved")).to_contain_text("Saved at")


def test_a_thread_by_keyboard_from_comment_to_hidden_and_appeal(open_page: Open) -> None:
    page = open_page(AT + "p-9-1/").page
    page.get_by_label("What do you think of it?").focus()
    page.keyboard.type("Rubbish for sale here.")
    page.get_by_role("button", name="Send").focus()
    page.keyboard.press("Enter")
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you: comment")
    number = page.get_by_role("heading", level=1).inner_text().rsplit(" ", 1)[1]
    own = page.get_by_label("Your private link").input_value()
    page.get_by_role("link", name="Back to paragraph").click()
    page.get_by_role("button", name=re.compile(f"^Agree with comment {number} ")).click()
    expect(page.get_by_role("button", name=re.compile(f"^Agree with comment {number} "))).to_contain_text("(1)")

    staff = open_page("/staff/sign-in").page
    staff.get_by_label("Name").fill("owner")
    staff.get_by_label("Password").fill(PASSWORD)
    staff.get_by_role("button", name="Sign in").click()
    page.get_by_role("link", name=f"Report comment {number}").click()
    page.get_by_label("It sells something").check()
    page.get_by_role("button", name="Ask staff to look").click()
    staff.goto(staff.url + "social-media-2016/comments")
    assert problems(staff) == []
    staff.locator("article", has_text="Rubbish for sale").get_by_label("Reason").select_option("spam")
    staff.get_by_role("button", name=re.compile(f"^Hide it.*comment {number}$")).click()
    page.goto(own)
    expect(page.locator("main")).to_contain_text("Hidden")
    page.get_by_label("Why should it be shown?").fill("It was a joke.")
    page.get_by_role("button", name="Ask for another look").click()
    staff.reload()
    expect(staff.locator("main")).to_contain_text("It was a joke.")
    for path in ("/staff/", "/staff/social-media-2016/", "/staff/social-media-2016/responses", "/staff/trail",
                 "/staff/social-media-2016/outcomes"):  # fmt: skip
        staff.goto("/".join(staff.url.split("/")[:3]) + path)
        assert problems(staff) == []


OVER = "/consultations/social-media-2016-closed/"


@pytest.mark.parametrize(
    "path",
    ["/consultations/", AT, AT + "p-9-1/", AT + "moderation", AT + "comments/1/report", AT + "follow", AT + "try",
     OVER, OVER + "outcome", OVER + "responses", "/staff/sign-in"],
)  # fmt: skip
def test_axe_finds_nothing_and_nothing_runs_over_the_side(open_page: Open, path: str) -> None:
    page = open_page(path).page
    assert problems(page) == []
    page.emulate_media(color_scheme="dark")
    assert problems(page) == []
    page.set_viewport_size({"width": 320, "height": 700})
    assert page.evaluate("document.documentElement.scrollWidth") <= 320


def test_axe_finds_nothing_on_the_form_and_the_receipt(open_page: Open) -> None:
    page = open_page(AT).page
    page.get_by_role("button", name="Respond").click()
    assert problems(page) == []
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_be_visible()
    assert problems(page) == []
    answer(page)
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response was received")
    assert problems(page) == []


def reach(page: Any, wanted: Any) -> None:
    """Go to something as who has no mouse does: Tab by Tab, from where one is."""
    for _ in range(250):
        if wanted.evaluate("one => one === document.activeElement"):
            return
        page.keyboard.press("Tab")
    raise AssertionError(f"no Tab leads to {wanted}")


def press(page: Any, wanted: Any) -> None:
    """Follow a link or press a button from the keyboard."""
    reach(page, wanted)
    page.keyboard.press("Enter")
    page.wait_for_load_state("load")


def test_with_the_keyboard_alone_one_responds(open_page: Open) -> None:
    page = open_page(AT).page
    press(page, page.get_by_role("button", name="Respond"))
    reach(page, page.get_by_label("You answer as"))
    page.keyboard.type("A carer")
    reach(page, page.get_by_label("Publish it with my name"))
    page.keyboard.press("Space")
    page.keyboard.press("ArrowDown")
    expect(page.get_by_label("Publish it without my name")).to_be_checked()
    reach(page, page.get_by_role("group", name="Is it clear").get_by_label("Yes"))
    page.keyboard.press("Space")
    reach(page, page.get_by_role("group", name="The draft leaves me room").get_by_label("Strongly agree"))
    page.keyboard.press("Space")
    press(page, page.get_by_role("button", name="Send", exact=True))
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response was received")
    expect(page.locator("main")).to_contain_text("A carer or family member")


def test_the_browser_works_a_little_so_that_a_comment_is_shown_at_once(open_page: Open) -> None:
    page = open_page(AT + "p-9-1/").page
    page.get_by_label("What do you think of it?").fill("It asks\nfor common sense.")
    page.get_by_role("button", name="Send").click()
    expect(page.get_by_role("heading", level=1)).to_contain_text("Thank you: comment")
    link = page.get_by_label("Your private link").input_value()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("Everybody can read it.")


def test_without_javascript_a_comment_waits_for_a_person(open_page: Open) -> None:
    page = open_page(AT + "p-9-1/", java_script_enabled=False).page
    page.get_by_label("What do you think of it?").fill("It asks for less than common sense.")
    page.get_by_role("button", name="Send").click()
    link = page.get_by_label("Your private link").input_value()
    page.goto(link)
    expect(page.locator("main")).to_contain_text("It is shown when a person has looked at it.")


def test_a_comment_is_about_the_words_that_are_selected(open_page: Open) -> None:
    page = open_page(AT + "p-9-1/").page
    take = page.get_by_role("button", name="Comment on the words you select")
    take.click()
    expect(page.locator("#taken")).to_contain_text("Select some words")
    words = page.evaluate(
        """() => {
            const text = document.querySelector('.draft-quote p').firstChild;
            document.getSelection().setBaseAndExtent(text, 0, text, 12);
            return text.data.slice(0, 12).trim();
        }"""
    )
    take.click()
    expect(page.get_by_label("About which words")).to_have_value(words)
    expect(page.get_by_label("What do you think of it?")).to_be_focused()
    page.keyboard.type("Why these words?")
    page.get_by_role("button", name="Send").click()
    page.get_by_role("link", name="Back to paragraph").click()
    expect(page.locator(".draft-quote mark")).to_have_text(words)


def test_what_identifies_somebody_is_pointed_out_before_a_response_is_sent(open_page: Open) -> None:
    page = open_page(AT).page
    page.get_by_role("button", name="Respond").click()
    answer(page)
    page.get_by_label("Is there anything").fill("My patient Jane Smith, 14, from Stockport was sectioned last night.")
    page.get_by_role("button", name="Send", exact=True).click()
    expect(page.get_by_role("alert")).to_contain_text("Look again before you send it")
    assert problems(page) == []
    page.get_by_role("button", name="Send it as it is").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Your response was received")


def test_a_body_runs_a_consultation_from_draft_to_you_said_we_did(open_page: Open) -> None:
    staff = open_page("/staff/sign-in").page
    root = "/".join(staff.url.split("/")[:3])
    staff.get_by_label("Name").fill("owner")
    staff.get_by_label("Password").fill(PASSWORD)
    staff.get_by_role("button", name="Sign in").click()
    staff.get_by_label("Title").fill("On brevity")
    staff.get_by_label("Who asks").fill("A council")
    staff.get_by_label("Or its text").fill("# One\n\n1.1 Be brief.\n\n1.2 Be kind.")
    staff.get_by_role("button", name="Make it").click()
    staff.get_by_label("What is asked").fill("Is it brief?")
    staff.locator("#anchor").select_option("p-1-1")
    staff.get_by_role("button", name="Add it").click()
    staff.get_by_role("link", name="Preview it").click()
    expect(staff.get_by_role("group", name="Is it brief?")).to_be_visible()
    assert problems(staff) == []
    staff.go_back()
    staff.get_by_role("link", name="Is it brief?").click()
    assert problems(staff) == []
    staff.go_back()
    now = datetime.now(ZoneInfo("Europe/London"))
    closes = now + timedelta(seconds=30)
    staff.get_by_label("Opens").fill((now - timedelta(minutes=5)).strftime("%Y-%m-%dT%H:%M"))
    staff.get_by_label("Closes").fill(closes.strftime("%Y-%m-%dT%H:%M:%S"))
    staff.get_by_role("button", name="Publish", exact=True).click()
    expect(staff.locator("main")).to_contain_text("As everybody sees it")

    reader = open_page("/consultations/on-brevity/", java_script_enabled=False).page
    reader.get_by_role("button", name="Respond").click()
    reader.get_by_label("You answer as").select_option("service-user")
    reader.get_by_label("Publish it without my name").check()
    reader.get_by_role("group", name="Is it brief?").get_by_label("No").check()
    reader.get_by_role("button", name="Send", exact=True).click()
    expect(reader.get_by_role("heading", level=1)).to_have_text("Your response was received")
    receipt = reader.url
    for words in ("Brief to whom?", "To the reader."):
        reader.goto(f"{root}/consultations/on-brevity/p-1-1/")
        if reader.get_by_role("link", name="Reply to comment 1").count():
            reader.get_by_role("link", name="Reply to comment 1").click()
        reader.get_by_label("What do you think of it?").fill(words)
        reader.get_by_role("button", name="Send").click()
        expect(reader.get_by_role("heading", level=1)).to_contain_text("Thank you: comment")
    staff.wait_for_timeout(max(0, (closes - datetime.now(ZoneInfo("Europe/London"))).total_seconds() * 1_000 + 500))

    reader.goto(f"{root}/consultations/on-brevity/")
    expect(reader.locator("main")).to_contain_text("It closed on")
    staff.goto(f"{root}/staff/on-brevity/outcomes")
    staff.get_by_role("link", name="1.1 Be brief.").click()
    staff.get_by_label("What was heard").fill("It should say to whom.")
    staff.get_by_label("We changed it").check()
    staff.get_by_label("Why", exact=True).fill("We agree.")
    staff.get_by_label("The words that stand there now").fill("Be brief, for your reader.")
    staff.get_by_role("button", name="Keep it").click()
    staff.get_by_role("button", name="Publish all").click()
    reader.goto(f"{root}/consultations/on-brevity/")
    reader.get_by_role("link", name="You said, we did").click()
    expect(reader.locator("main ins")).to_contain_text("for your reader")
    reader.goto(receipt)
    expect(reader.locator("main")).to_contain_text("It should say to whom.")


@pytest.mark.parametrize("path", [AT, AT + "p-9-1/"])
def test_a_printed_page_holds_the_draft_and_no_buttons(open_page: Open, path: str) -> None:
    page = open_page(path).page
    page.emulate_media(media="print")

    assert [one for one in page.get_by_role("button").all() if one.is_visible()] == []
    assert [one for one in page.locator("header.top, footer, form textarea").all() if one.is_visible()] == []
    expect(page.locator(".draft-paragraph p, .draft-quote p").first).to_be_visible()
    colours = page.evaluate("[getComputedStyle(document.body).color, getComputedStyle(document.body).backgroundColor]")
    assert colours == ["rgb(0, 0, 0)", "rgb(255, 255, 255)"]


STAFF = (
    "", "trail", "people", "social-media-2016/", "social-media-2016/preview", "social-media-2016/documents",
    "social-media-2016/responses", "social-media-2016/responses/new", "social-media-2016/responses/import",
    "social-media-2016/analysis", "social-media-2016/analysis?question=4", "social-media-2016/themes",
    "social-media-2016/themes/7", "social-media-2016/themes/0", "social-media-2016/comments",
    "social-media-2016-closed/outcomes", "social-media-2016-closed/outcomes?about=p-9-1",
)  # fmt: skip


def test_axe_finds_nothing_on_any_page_of_the_staff_and_nothing_runs_over_the_side(open_page: Open) -> None:
    page = open_page("/staff/sign-in").page
    root = "/".join(page.url.split("/")[:3])
    page.get_by_label("Name").fill("owner")
    page.get_by_label("Password").fill(PASSWORD)
    page.get_by_role("button", name="Sign in").click()
    page.goto(f"{root}/staff/social-media-2016-closed/themes")
    page.get_by_label("Name").last.fill("Vague")
    page.get_by_role("button", name="Add it").click()
    page.goto(f"{root}/staff/social-media-2016-closed/responses")
    paths = [*(f"/staff/{one}" for one in STAFF)]
    paths.append(
        page.locator("a[href*='/responses/']:not([href$='new']):not([href$='import'])").first.get_attribute("href")
    )
    paths.append("/staff/social-media-2016-closed/themes/2")
    found = {}
    for path in paths:
        page.set_viewport_size({"width": 1280, "height": 900})
        page.goto(root + path)
        wrong = problems(page)
        page.set_viewport_size({"width": 320, "height": 700})
        width = page.evaluate("document.documentElement.scrollWidth")
        if wrong or width > 320:
            found[path] = (wrong, width)

    assert found == {}
