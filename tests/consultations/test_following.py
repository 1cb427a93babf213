"""Following by e-mail: asked twice, told what was promised and no more, stopped with one press."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest
from django.core import mail
from django.core.signing import Signer
from django.test import Client
from hypothesis import given
from hypothesis import strategies as st

from forethought_web.consultations import letters, links, running
from forethought_web.consultations.drafts import read_markdown
from forethought_web.consultations.following import _ASKED
from forethought_web.consultations.models import Consultation, Entry, Follower, Letter
from forethought_web.consultations.outbox import send_due
from forethought_web.discussion.models import Comment
from forethought_web.moderation.deciding import appeal, decide
from forethought_web.moderation.models import POLICY
from forethought_web.responses.answering import start
from forethought_web.responses.models import Response
from forethought_web.results.models import Outcome
from web_html import Balanced

AT = "/consultations/posting/follow"


@pytest.fixture(autouse=True)
def _patience() -> Iterator[None]:
    """Tests ask more often than people."""
    _ASKED._left.clear()
    letters._LINKS._left.clear()
    yield
    _ASKED._left.clear()


@pytest.fixture
def anyone() -> Client:
    """Somebody with a browser."""
    return Client(HTTP_HOST="localhost")


@pytest.fixture
def program() -> Client:
    """A mail provider's program: no cookie, no token of a form."""
    return Client(HTTP_HOST="localhost", enforce_csrf_checks=True)


def sent() -> list[Any]:
    """The letters that are sent now."""
    mail.outbox.clear()
    send_due()
    return list(mail.outbox)


def told() -> list[tuple[str, str]]:
    """Who is told what, by the subject before its colon."""
    return sorted((one.to[0], one.subject.split(":")[0]) for one in sent())


def path_in(letter: Any, what: str = "") -> str:
    """The link in a letter, as a path."""
    found = re.findall(rf"^http://localhost:8016(/following/{what}\S+/)$", letter.body, re.M)
    assert found, letter.body
    return str(found[0])


def follow(browser: Client, email: str = "ann@example.org", **more: str) -> str:
    answer = browser.post(AT, {"email": email, **more})
    assert answer.status_code == 200
    html = str(answer.content.decode())
    assert Balanced(html).wrong == []
    return html


def follows(consultation: Consultation, browser: Client, email: str = "ann@example.org", **more: str) -> Follower:
    """Somebody who asked, and confirmed."""
    follow(browser, email, **more)
    browser.post(path_in(sent()[0]), {"confirm": "1"})
    return consultation.followers.exclude(confirmed_at=None).get(email=email)


def comment(consultation: Consultation, number: int, **more: Any) -> Comment:
    from django.utils import timezone

    given = {"anchor": "p-1-1", "text": f"words {number}", "key": f"{number:064}", "made_at": timezone.now()} | more
    return Comment.objects.create(consultation=consultation, number=number, **given)


# ---- Asking twice


def test_nothing_is_told_before_it_is_confirmed_and_looking_confirms_nothing(
    consultation: Consultation, anyone: Client
) -> None:
    html = follow(anyone)
    assert "Check your email" in html
    (letter,) = sent()
    assert letter.to == ["ann@example.org"]
    assert "List-Unsubscribe" not in letter.extra_headers
    at = path_in(letter)
    for method in (anyone.get, anyone.head, anyone.get):
        assert method(at).status_code == 200
    assert anyone.post(at, {"List-Unsubscribe": "One-Click"}).status_code == 200  # of no link like this
    running.add_version(consultation, read_markdown("1.1 Other.\n"), "someone")
    assert told() == []

    page = anyone.post(at, {"confirm": "1"}).content.decode()
    assert "You are subscribed" in page
    assert Balanced(page).wrong == []
    running.add_version(consultation, read_markdown("1.1 Another.\n"), "someone")
    assert told() == [("ann@example.org", "A new version of the draft")]
    assert Letter.objects.count() == 0


def test_the_answer_is_the_same_whoever_follows(consultation: Consultation, anyone: Client, clock: Any) -> None:
    follows(consultation, anyone, "confirmed@example.org")
    follow(anyone, "pending@example.org")
    clock.forward(hours=9)
    pages = [
        re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", follow(anyone, email, **more))
        for email, more in [
            ("confirmed@example.org", {}), ("confirmed@example.org", {"comments": "yes"}), ("pending@example.org", {}),
            ("pending@example.org", {}), ("new@example.org", {}), ("trap@example.org", {"website": "http://x"}),
        ]
    ]  # fmt: skip

    assert len(set(pages)) == 1
    assert not Follower.objects.filter(email__startswith="trap").exists()


def test_who_follows_already_is_told_so_in_the_letter_alone(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    follower = follows(consultation, anyone)
    clock.forward(hours=9)
    follow(anyone, comments="yes")
    (letter,) = sent()
    follower.refresh_from_db()
    assert not follower.with_comments  # anybody can ask for any address
    assert "It is subscribed already" in letter.body
    comment(consultation, 7)
    anyone.post(path_in(letter, "comments"), {"confirm": "1"})
    follower.refresh_from_db()

    assert follower.with_comments
    assert follower.told_until == 7
    assert path_in(letter, "stop")


def test_an_address_is_asked_three_times_a_day_at_most(consultation: Consultation, anyone: Client, clock: Any) -> None:
    count = 0
    for _ in range(24 * 4):
        _ASKED._left.clear()
        for email in ("ann@example.org", "Ann@Example.ORG", " ANN@example.org "):
            follow(anyone, email)
        count += len(sent())
        clock.forward(minutes=15)

    assert count == 3
    assert Follower.objects.count() == 1


def test_one_visitor_asks_only_so_often(consultation: Consultation, anyone: Client) -> None:
    statuses = [anyone.post(AT, {"email": f"n{n}@example.org"}).status_code for n in range(12)]

    assert statuses[:10] == [200] * 10
    assert 429 in statuses


def test_after_seven_days_an_address_that_was_not_confirmed_is_forgotten(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    follow(anyone)
    at = path_in(sent()[0])
    clock.forward(days=6, hours=23)
    letters.forget_unconfirmed()
    assert anyone.get(at).status_code == 200
    clock.forward(hours=1)
    assert anyone.post(at, {"confirm": "1"}).status_code == 404
    letters.forget_unconfirmed()

    assert Follower.objects.count() == 0


ADDRESSES = {
    "ann@example.org": "ann@example.org",
    " Ann.O'Neil+posting@Example.ORG ": "ann.o'neil+posting@example.org",
    "ann@münchen.example": "ann@xn--mnchen-3ya.example",
    "ann@MÜNCHEN.example": "ann@xn--mnchen-3ya.example",
    "ann@例え.テスト": "ann@xn--r8jz45g.xn--zckzah",
    "ann@ｅｘａｍｐｌｅ.org": "ann@example.org",
    "a" * 64 + "@example.org": "a" * 64 + "@example.org",
}
NO_ADDRESSES = [
    "", " ", "ann", "@example.org", "ann@", "ann@example", "ann@localhost", "ann@127.0.0.1", "ann@[127.0.0.1]",
    "ann@[IPv6:::1]", "ann@@example.org", "ann@example..org", ".ann@example.org", "ann.@example.org",
    "ann@-example.org", "ann example.org", "ann@exa mple.org", '"a b"@example.org', '"a\x0bb"@example.org',
    "ann@example.org\nBcc: bob@example.org", "ann@example.org\r\nBcc: b@example.org", "ann\n@example.org",
    "ann@example.org, bob@example.org", "ann@example.org;bob@example.org", "Ann <ann@example.org>",
    "ann@example.org\0", "ann@example.org>", "ännchen@example.org", "ann@exa\u202emple.org", "ann@\ud800.org",
    "a" * 300 + "@example.org", "ann@" + "a" * 64 + ".org", "ann@" + "a." * 200 + "org", "ann@" + "ü." * 120 + "org",
    "ann@" + "ü" * 200 + ".org", "@" * 250,
]  # fmt: skip


@pytest.mark.parametrize(("typed", "kept"), ADDRESSES.items())
def test_addresses(typed: str, kept: str) -> None:
    assert letters.address_of(typed) == kept


@pytest.mark.parametrize("typed", NO_ADDRESSES)
def test_no_addresses(typed: str) -> None:
    with pytest.raises(ValueError, match=r"^Give "):
        letters.address_of(typed)


@given(st.text(max_size=80) | st.from_regex(r"\A[\w.+<\n\"@-]{1,30}@[\w.\[\]-]{1,40}\Z"))
def test_an_address_is_one_recipient_or_none(typed: str) -> None:
    try:
        kept = letters.address_of(typed)
    except ValueError:
        return

    assert kept.isascii()
    assert kept == kept.lower()
    assert re.fullmatch(r"[^\s@<>,;:\"\[\]()\\]+@[a-z0-9.-]+", kept)
    assert letters.address_of(kept) == kept


@pytest.mark.parametrize(
    "typed", ["", "ann", "ann@example.org\r\nBcc: b@example.org", '"><script>alert(1)</script>', "x" * 100_000]
)
def test_a_wrong_address_is_shown_again_with_what_to_do(consultation: Consultation, anyone: Client, typed: str) -> None:
    html = follow(anyone, typed, comments="yes")

    assert "<title>Error: " in html
    assert 'href="#email"' in html
    assert " checked" in html
    assert "<script>alert" not in html
    assert len(html) < 20_000
    assert Follower.objects.count() == Letter.objects.count() == 0


# ---- Links


def test_a_link_opens_one_thing_of_one_address(consultation: Consultation, anyone: Client) -> None:
    ann = follows(consultation, anyone)
    token = links.link(links.STOP, ann).split("/")[-2]
    assert links.read(token) is not None
    sealed = token.split(".")[1]
    forged = [
        token[:-1] + ("A" if token[-1] != "A" else "B"), f"stop-{ann.pk + 1}.{sealed}", f"confirm-{ann.pk}.{sealed}",
        f"author-{ann.pk}.{sealed}", f"stop-{10**17}.{sealed}", f"stop-{'9' * 5_000}.{sealed}",
        f"stop-{ann.pk}", f"stop-{ann.pk}.",
        token.replace("-", "‐"), f"{token}.{sealed}", f"stop-0{ann.pk}.{sealed}",
        Signer(sep=".").sign(f"stop-{ann.pk}"), Signer(sep=".", salt="forethought.letters").sign(f"stop-{ann.pk}"),
    ]  # fmt: skip
    for one in forged:
        assert links.read(one) is None
        assert anyone.post(f"/following/{one}/", {"confirm": "1"}).status_code == 404
    Follower.objects.update(email="bob@example.org")  # another row that came to have the number
    assert links.read(token) is None


def test_one_press_in_a_mail_program_stops(consultation: Consultation, anyone: Client, program: Client) -> None:
    follows(consultation, anyone)
    running.extend(consultation, consultation.closes_at + timedelta(days=1), "More asked for time", "someone")
    (letter,) = sent()
    at = path_in(letter, "stop")
    assert letter.extra_headers["List-Unsubscribe"] == f"<http://localhost:8016{at}>"
    assert letter.body.endswith(f"{at}\n")
    assert program.get(at).status_code == 200
    assert Follower.objects.count() == 1
    answer = program.post(at, "List-Unsubscribe=One-Click", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == 200
    assert answer.cookies == {}
    assert Follower.objects.count() == 0
    assert "does not work any more" in program.post(at, {"List-Unsubscribe": "One-Click"}).content.decode()


def test_one_click_is_offered_over_https(settings: Any, consultation: Consultation, anyone: Client) -> None:
    follows(consultation, anyone)
    settings.SITE = "https://consult.example.org"
    running.extend(consultation, consultation.closes_at + timedelta(days=1), "More asked for time", "someone")
    (letter,) = sent()

    assert letter.extra_headers["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert letter.extra_headers["List-Unsubscribe"].startswith("<https://consult.example.org/following/stop-")


def test_another_site_cannot_send_the_form(consultation: Consultation, anyone: Client) -> None:
    at = links.link(links.STOP, follows(consultation, anyone)).removeprefix("http://localhost:8016")
    answer = anyone.post(at, {"stop": "1"}, HTTP_ORIGIN="https://evil.example")

    assert answer.status_code == 403
    assert Follower.objects.count() == 1


def test_who_stops_gets_no_letter_that_waits(consultation: Consultation, anyone: Client) -> None:
    ann, _ = follows(consultation, anyone), follows(consultation, anyone, "bob@example.org")
    running.extend(consultation, consultation.closes_at + timedelta(days=1), "More asked for time", "someone")
    at = links.link(links.STOP, ann).removeprefix("http://localhost:8016")
    html = anyone.post(at, {"stop": "1"}).content.decode()

    assert "You have unsubscribed" in html
    assert told() == [("bob@example.org", "You have longer to respond")]


# ---- Being told


def upcoming(consultation: Consultation, clock: Any) -> None:
    Consultation.objects.update(opens_at=clock() + timedelta(days=1))


def test_who_followed_before_it_opens_is_told_once_that_it_is_open(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    upcoming(consultation, clock)
    assert "it opens" in anyone.get(AT).content.decode()
    follows(consultation, anyone, "early@example.org")
    letters.by_the_clock()
    assert told() == []
    clock.forward(days=1)
    follows(consultation, anyone, "late@example.org")
    for _ in range(3):
        letters.by_the_clock()
    assert told() == [("early@example.org", "It is open")]
    clock.forward(days=1)
    letters.by_the_clock()

    assert told() == []


def test_an_extension_is_told_with_its_reason_in_the_bodys_zone(consultation: Consultation, anyone: Client) -> None:
    follows(consultation, anyone)
    consultation.refresh_from_db()
    Consultation.objects.update(zone="Europe/Paris")
    running.extend(consultation, consultation.closes_at + timedelta(days=1), "More asked\n\nfor time", "someone")
    (letter,) = sent()

    assert "It was due to close on 13 January 2027 at 18:00." in letter.body
    assert "It now closes on 14 January 2027 at 18:00 (Europe/Paris)." in letter.body
    assert "The reason: More asked for time\n" in letter.body


def test_a_withdrawal_is_told_with_its_reason_and_everybody_forgotten(
    consultation: Consultation, anyone: Client
) -> None:
    follows(consultation, anyone)
    follow(anyone, "pending@example.org")
    sent()
    running.withdraw(consultation, "It was too early.", "someone")
    (letter,) = sent()

    assert letter.to == ["ann@example.org"]
    assert "The reason: It was too early." in letter.body
    assert "taken off the list" in letter.body
    assert "following" not in letter.body
    assert Follower.objects.count() == 0
    assert "no more emails about it" in anyone.get(AT).content.decode()
    assert anyone.post(AT, {"email": "ann@example.org"}).status_code == 409


def test_the_outcome_is_told_when_it_can_be_read_and_everybody_forgotten(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    follows(consultation, anyone)
    made = {"heard": "a", "because": "b", "decision": "kept", "anchor": "p-1-1"}
    Outcome.objects.create(consultation=consultation, is_published=True, **made)
    assert letters.tell_of_outcome(consultation) == 0  # it is open still
    letters.by_the_clock()
    assert told() == []
    clock.now = consultation.closes_at
    letters.by_the_clock()
    (letter,) = sent()

    assert letter.subject == "You said, we did: Posting"
    assert "http://localhost:8016/consultations/posting/outcome" in letter.body
    assert Follower.objects.count() == 0
    letters.by_the_clock()
    assert told() == []


def test_publishing_the_outcome_tells(consultation: Consultation, anyone: Client, clock: Any) -> None:
    from django.contrib.auth.models import User

    from forethought_web.consultations.models import Membership

    follows(consultation, anyone)
    Outcome.objects.create(consultation=consultation, heard="a", because="b", decision="kept", anchor="p-1-1")
    clock.now = consultation.closes_at
    user = User.objects.create_user("ed", password="x")
    Membership.objects.create(user=user, role="editor", consultation=consultation)
    staff = Client(HTTP_HOST="localhost")
    staff.force_login(user)
    assert staff.post("/staff/posting/outcomes", {"publish": "1"}).status_code == 302

    assert told() == [("ann@example.org", "You said, we did")]


def test_nobody_is_written_to_of_another_consultation_or_at_closing(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    times = {"opens_at": clock(), "closes_at": clock() + timedelta(days=1), "made_at": clock()}
    other = Consultation.objects.create(slug="other", title="Other", body="B", state="published", **times)
    follows(consultation, anyone, comments="yes")
    running.extend(other, clock() + timedelta(days=2), "More asked", "someone")
    comment(other, 1)
    clock.now = consultation.closes_at
    letters.by_the_clock()

    assert told() == []


# ---- Comments


def test_a_digest_says_where_there_is_something_new_once_a_day_and_never_the_words(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    comment(consultation, 1)
    follows(consultation, anyone, "with@example.org", comments="yes")
    follows(consultation, anyone, "without@example.org")
    letters.by_the_clock()
    assert told() == []
    comment(consultation, 2)
    comment(consultation, 3, anchor="p-1-2", name="Jane", quote="befriend")
    comment(consultation, 4, state="hidden", anchor="p-2-1")
    comment(consultation, 5, anchor="gone-now")
    letters.by_the_clock()
    (letter,) = sent()

    assert letter.to == ["with@example.org"]
    assert "Paragraph 1.1: 1 new comment\nhttp://localhost:8016/consultations/posting/comments/2\n" in letter.body
    assert "Paragraph 1.2: 1 new comment\nhttp://localhost:8016/consultations/posting/comments/3\n" in letter.body
    assert "not in the draft any more: 1 new comment\nhttp://localhost:8016/consultations/posting/\n" in letter.body
    assert "2.1" not in letter.body
    for words in ("words", "Jane", "befriend"):
        assert words not in letter.body
    comment(consultation, 6)
    clock.forward(hours=23)
    letters.by_the_clock()
    assert told() == []
    clock.forward(hours=1)
    letters.by_the_clock()
    (letter,) = sent()
    assert re.findall(r"comments/(\d+)", letter.body) == ["6"]
    clock.forward(days=2)
    letters.by_the_clock()

    assert told() == []
    assert [one.details for one in Entry.objects.filter(what="tell of comments")] == [{"letters": 1}] * 2


def test_a_comment_that_waits_for_a_person_is_told_when_it_is_shown(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    follows(consultation, anyone, comments="yes")
    comment(consultation, 1)
    waits = comment(consultation, 2, state="waiting")
    comment(consultation, 3)
    letters.by_the_clock()
    assert "1 new comment\n" in sent()[0].body
    clock.forward(days=1)
    letters.by_the_clock()
    assert told() == []
    decide(waits, "show", "", "mo")
    letters.by_the_clock()

    assert "2 new comments\nhttp://localhost:8016/consultations/posting/comments/2\n" in sent()[0].body


def test_a_comment_that_nobody_looks_at_does_not_hold_up_the_others_for_ever(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    follows(consultation, anyone, comments="yes")
    comment(consultation, 1, state="waiting")
    comment(consultation, 2)
    clock.forward(days=2)
    letters.by_the_clock()

    assert "comments/2" in sent()[0].body


def test_each_follower_is_told_of_what_is_new_to_them(consultation: Consultation, anyone: Client) -> None:
    follows(consultation, anyone, "a@example.org", comments="yes")
    comment(consultation, 1)
    follows(consultation, anyone, "b@example.org", comments="yes")
    comment(consultation, 2)
    letters.by_the_clock()
    counts = {one.to[0]: re.findall(r"(\d) new comment", one.body) for one in sent()}

    assert counts == {"a@example.org": ["2"], "b@example.org": ["1"]}


def test_a_digest_of_very_much_is_short(consultation: Consultation, anyone: Client) -> None:
    running.add_version(consultation, read_markdown("\n\n".join(f"1.{n} Paragraph {n}." for n in range(1, 60))), "x")
    follows(consultation, anyone, comments="yes")
    for n in range(1, 60):
        comment(consultation, n, anchor=f"p-1-{n}")
    letters.by_the_clock()
    (letter,) = sent()

    assert len(letter.body.splitlines()) < 90
    assert "And on 39 more paragraphs:" in letter.body


# ---- The author of a comment

SAYS = {
    ("shown", "hide"): "was hidden",
    ("waiting", "hide"): "was hidden",
    ("hidden", "hide"): "stays hidden",
    ("shown", "show"): "",
    ("waiting", "show"): "is shown now",
    ("hidden", "show"): "is shown again",
}


@pytest.mark.parametrize(("before", "action"), list(product(["shown", "waiting", "hidden"], ["hide", "show"])))
def test_the_author_is_told_what_was_decided(consultation: Consultation, before: str, action: str) -> None:
    one = comment(consultation, 12, state=before, email="au@example.org", text="zanzibarquokka")
    decide(one, action, "identifies", "mo")
    says = [(letter.to, letter.subject) for letter in sent()]

    expected = f"Your comment 12 {SAYS[before, action]}: Posting"
    assert says == ([(["au@example.org"], expected)] if SAYS[before, action] else [])
    for letter in mail.outbox:
        text = " ".join(letter.body.split())
        assert "zanzibarquokka" not in text
        assert (POLICY["identifies"] in text) == (action == "hide")
        assert ("comments/12" in text) == (action == "show")
        assert "paragraph 1.1 of “Posting”" in text
        assert "List-Unsubscribe" in letter.extra_headers


def test_an_author_without_an_address_is_told_nothing(consultation: Consultation) -> None:
    one = comment(consultation, 1)
    decide(one, "hide", "spam", "mo")
    appeal(one, "It is no spam.")
    decide(one, "show", "", "mo")

    assert told() == []


def test_a_reply_is_told_once_an_hour_when_it_is_shown(consultation: Consultation, clock: Any) -> None:
    first = comment(consultation, 1, email="au@example.org")
    waits = comment(consultation, 2, parent=first, state="waiting", text="zanzibarquokka")
    letters.tell_of_reply(waits)
    assert Letter.objects.count() == 0
    decide(waits, "show", "", "mo")
    for n in range(3, 40):
        letters.tell_of_reply(comment(consultation, n, parent=first))
    assert told() == []
    clock.forward(hours=1)
    (letter,) = sent()
    assert letter.to == ["au@example.org"]
    assert "http://localhost:8016/consultations/posting/comments/1\n" in letter.body
    assert "zanzibarquokka" not in letter.body
    letters.tell_of_reply(comment(consultation, 50, parent=first))
    clock.forward(hours=1)
    assert told() == [("au@example.org", "A reply to your comment 1")]


@pytest.mark.parametrize(
    ("about_parent", "about_reply"),
    [
        ({"email": ""}, {}),
        ({"email": "au@example.org"}, {"email": "au@example.org"}),
        ({"email": "au@example.org", "state": "hidden"}, {}),
        ({"email": "au@example.org"}, {"state": "hidden"}),
    ],
)
def test_replies_that_nobody_is_told_of(
    consultation: Consultation, clock: Any, about_parent: dict[str, str], about_reply: dict[str, str]
) -> None:
    first = comment(consultation, 1, **about_parent)
    letters.tell_of_reply(comment(consultation, 2, parent=first, **about_reply))
    letters.tell_of_reply(first)
    clock.forward(hours=2)

    assert told() == []


def test_an_author_can_be_told_of_nothing_more(consultation: Consultation, program: Client) -> None:
    one = comment(consultation, 1, email="au@example.org")
    decide(one, "hide", "spam", "mo")
    at = path_in(sent()[0], "author")
    html = program.get(at).content.decode()
    assert "Unsubscribe from comment 1?" in html
    assert "words 1" not in html
    program.post(at, {"List-Unsubscribe": "One-Click"})
    one.refresh_from_db()
    assert one.email == ""
    decide(one, "show", "", "mo")

    assert told() == []
    assert program.get(at).status_code == 404


# ---- The private link


def test_a_private_link_is_sent_to_who_asks_but_not_without_end(consultation: Consultation, clock: Any) -> None:
    response, key = start(consultation)
    link = f"http://localhost:8016/responses/{key}/"
    answers = [letters.send_link("ann@example.org", link, response.reference) for _ in range(5)]
    found = sent()

    assert answers == [True, True, True, False, False]
    assert len(found) == 3
    assert f"\n{link}\n" in found[0].body
    assert found[0].subject == f"Your response {response.reference}"
    assert Letter.objects.count() == 0
    assert letters.send_link("ann@example.org", link, "NONE-SUCH") is False


# ---- All letters


def all_letters(consultation: Consultation, browser: Client, clock: Any) -> list[Any]:
    """One of each."""
    upcoming(consultation, clock)
    follow(browser, comments="yes")
    found = sent()
    browser.post(path_in(found[0]), {"confirm": "1"})
    clock.forward(hours=9)
    follow(browser)
    clock.forward(days=1)
    consultation.refresh_from_db()
    response, key = start(consultation)
    letters.send_link("ann@example.org", f"http://localhost:8016/responses/{key}/", response.reference)
    one = comment(consultation, 1, email="au@example.org")
    letters.tell_of_reply(comment(consultation, 2, parent=one))
    for action in ("hide", "hide", "show"):
        decide(one, action, "unlawful", "mo")
    running.add_version(consultation, read_markdown("1.1 Think twice.\n"), "someone", "Shorter, as most of you asked")
    running.extend(consultation, consultation.closes_at + timedelta(days=1), "More asked for time", "someone")
    letters.by_the_clock()
    clock.forward(hours=2)
    found += sent()
    running.withdraw(consultation, "It was too early.", "someone")
    found += sent()
    follower = Follower.objects.create(
        consultation=consultation, email="b@example.org", confirmed_at=clock(), made_at=clock()
    )
    Consultation.objects.update(state="published")
    Outcome.objects.create(
        consultation=consultation, is_published=True, heard="a", because="b", decision="kept", anchor="p-1-1"
    )
    clock.now = consultation.closes_at + timedelta(days=2)
    letters.tell_of_outcome(follower.consultation)
    return found + sent()


def test_each_letter_is_plain_says_who_sends_it_and_how_to_stop(
    consultation: Consultation, anyone: Client, clock: Any
) -> None:
    Consultation.objects.update(title="Posting & “friends” <b>", body="A council's & others")
    found = all_letters(consultation, anyone, clock)
    assert len({one.subject for one in found}) == 12
    for one in found:
        assert one.body.startswith("Hello,\n\n")
        assert "A council's & others" in " ".join(one.body.split())
        assert "http://localhost:8016" in one.body
        assert "&amp;" not in one.body
        assert "\n\n\n" not in one.body
        assert not re.search(r"[ \t]\n", one.body)
        assert all(len(line) <= 72 or " " not in line for line in one.body.splitlines())
        stops = links.stop_link_of(one.body)
        is_last_or_asked_for = re.search(r"taken off the list|typed in", " ".join(one.body.split()))
        assert bool(stops) == ("o unsubscribe" in one.body)
        assert bool(stops) != bool(is_last_or_asked_for)


def test_a_demonstration_says_so(consultation: Consultation, anyone: Client) -> None:
    Consultation.objects.update(is_demonstration=True)
    follow(anyone)

    assert "This is a demonstration. Nobody is asking." in sent()[0].body


# ---- The page


def test_a_site_without_a_mail_server_offers_none(settings: Any, consultation: Consultation, anyone: Client) -> None:
    settings.SENDS_LETTERS = False
    assert "does not send emails" in anyone.get(AT).content.decode()
    assert anyone.post(AT, {"email": "ann@example.org"}).status_code == 409

    assert Follower.objects.count() == 0


def test_a_draft_cannot_be_followed(consultation: Consultation, anyone: Client) -> None:
    Consultation.objects.update(state="draft")

    assert anyone.get(AT).status_code == 404
    assert anyone.post(AT, {"email": "ann@example.org"}).status_code == 404
    assert Follower.objects.count() == 0


@pytest.mark.parametrize("state", ["upcoming", "open", "closed"])
def test_the_page_says_what_is_told(consultation: Consultation, anyone: Client, clock: Any, state: str) -> None:
    if state == "upcoming":
        upcoming(consultation, clock)
    if state == "closed":
        clock.now = consultation.closes_at
    html = anyone.get(AT).content.decode()

    assert Balanced(html).wrong == []
    assert ("it opens" in html) == (state == "upcoming")
    assert ("the closing time changes" in html) == (state != "closed")


def test_the_form_needs_its_token(consultation: Consultation, program: Client) -> None:
    assert program.post(AT, {"email": "ann@example.org"}).status_code == 403
    assert Follower.objects.count() == 0


@pytest.mark.parametrize("at", [AT, "/following/stop-1.x/"])
def test_other_methods(consultation: Consultation, anyone: Client, at: str) -> None:
    assert anyone.put(at, "x").status_code == 405


def test_a_respondent_who_left_an_address_hears_once_and_is_forgotten(consultation: Consultation, clock: Any) -> None:
    for state, email in (("sent", "one@example.org"), ("sent", "one@example.org"), ("started", "two@example.org")):
        made, _ = start(consultation)
        Response.objects.filter(pk=made.pk).update(state=state, email=email)
    clock.now = consultation.closes_at
    Outcome.objects.create(
        consultation=consultation, anchor="p-1-1", heard="a", decision="kept", because="b", is_published=True
    )

    assert letters.tell_of_outcome(consultation) == 1
    assert [one.to for one in Letter.objects.all()] == ["one@example.org"]
    assert set(Response.objects.values_list("email", flat=True)) == {""}
