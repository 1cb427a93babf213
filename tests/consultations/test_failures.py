"""Nothing accepted is lost when the disk is full, the database goes away, two write at once, or the time runs out."""

from __future__ import annotations

import os
import re
import resource
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from itertools import pairwise
from pathlib import Path

import pytest

from web_site import KEPT, PASSWORD, Answer, Site, receipts, running, sending, wait

ON_POSTGRES = os.environ.get("FORETHOUGHT_TEST_DATABASE", "").startswith("postgresql:")
WORDS = "These words took a long time to find. " + "x" * 12_000
SEND = {"send": "1", "as-it-is": "1"}  # whatever the check says of the words
NOT_KEPT = "could not be saved"  # what whoever was not heard reads, whatever the reason
FULL = """
CREATE TABLE IF NOT EXISTS disk (is_full boolean);
CREATE OR REPLACE FUNCTION disk() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF EXISTS (SELECT FROM disk) THEN
        RAISE EXCEPTION 'could not extend file: No space left on device' USING ERRCODE = '53100';
    END IF;
    RETURN NEW;
END $$;
CREATE OR REPLACE TRIGGER disk BEFORE INSERT ON responses_answer FOR EACH ROW EXECUTE FUNCTION disk();
"""


@pytest.fixture
def site(tmp_path: Path) -> Iterator[Site]:
    """A running site."""
    with running(tmp_path, "failing") as one:
        yield one


@pytest.fixture
def disk(site: Site) -> tuple[Callable[[], None], Callable[[], None]]:
    """What fills the site's disk, and what makes room on it again."""
    if ON_POSTGRES:
        site.rows(FULL)
        return lambda: void(site.rows("INSERT INTO disk VALUES (true)")), lambda: void(site.rows("DELETE FROM disk"))
    pages = "SELECT page_count FROM pragma_page_count()"
    return lambda: void(site.most.write_text(str(site.rows(pages)[0][0]))), site.most.unlink


def void(_: object) -> None:
    """Drop what is not needed."""


def holds(site: Site, given: list[tuple[str, str]]) -> None:
    """Every receipt that was given is of a response that was sent, with its words, once."""
    kept = site.kept()
    assert [reference for reference, words in given if kept.get(reference) != ("sent", words)] == []
    assert len({reference for reference, _ in given}) == len(given)


def is_told(answer: Answer, words: str) -> None:
    """It was not saved, and it is said so with what to do; what was typed is still on the screen."""
    assert answer.status == 503
    assert NOT_KEPT in answer.text
    assert "try again" in answer.text.lower()
    assert words in answer.text
    assert "saved at" not in answer.text.lower()


def test_a_full_disk_loses_nothing_and_is_told(site: Site, disk: tuple[Callable[[], None], Callable[[], None]]) -> None:
    fill, empty = disk
    begun = [site.begin().headers["Location"] for _ in range(8)]
    assert site.write(begun[0], "earlier", live=True).status == 200
    with sending(site, 3, size=10_000) as senders:
        assert wait(lambda: len(receipts(senders)) >= 6)
        fill()
        assert wait(lambda: sum(len(one.refused) for one in senders) >= 6)
        before = len(receipts(senders))
        answers = [site.write(at, WORDS, int(at == begun[0]), **SEND) for at in begun]
        live = [site.write(at, WORDS, int(at == begun[0]), live=True) for at in begun]
        refused = [one for one in answers if one.status != 302]
        empty()
        assert wait(lambda: len(receipts(senders)) >= before + 6)

    assert len(refused) >= 4
    for answer in refused:
        is_told(answer, WORDS)
    assert {answer.status for answer in live} <= {200, 409, 503}
    assert all(NOT_KEPT in answer.text for answer in live if answer.status == 503)
    assert not [
        text for sender in senders for _, answer in sender.refused if "Your reference is" in (text := answer.text)
    ]
    holds(site, receipts(senders))
    # Whoever was refused sends the page that was shown again, and it is taken.
    at, answer = next((at, one) for at, one in zip(begun, answers, strict=True) if one.status == 503)
    again = site.write(at, WORDS, int(KEPT.findall(answer.text)[0]), **SEND)
    assert again.status == 302
    assert site.process.poll() is None


def test_after_a_refused_save_what_was_saved_before_is_there(
    site: Site, disk: tuple[Callable[[], None], Callable[[], None]]
) -> None:
    at = site.begin().headers["Location"]
    site.write(at, "the first words", live=True)
    disk[0]()
    tries = 0
    while (answer := site.write(site.begin().headers.get("Location", at), WORDS, live=True)).status == 200:
        tries += 1
        assert tries < 40
    refused = site.write(at, WORDS, 1, live=True)

    assert answer.status == refused.status == 503
    assert NOT_KEPT in refused.text
    assert "the first words" in site.ask("GET", at).text
    disk[1]()
    assert site.write(at, WORDS, 1, live=True).status == 200


@pytest.mark.skipif(ON_POSTGRES or not hasattr(resource, "prlimit"), reason="a limit on the files of SQLite, on Linux")
def test_a_disk_that_takes_no_more_writes_loses_nothing(site: Site) -> None:
    begun = site.begin().headers["Location"]
    with sending(site, 3) as senders:
        assert wait(lambda: len(receipts(senders)) >= 5)
        _, most = resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (0, resource.RLIM_INFINITY))
        assert wait(lambda: sum(len(one.refused) for one in senders) >= 5)
        answer = site.write(begun, WORDS, **SEND)
        before = len(receipts(senders))
        time.sleep(0.5)
        between = len(receipts(senders))
        resource.prlimit(site.process.pid, resource.RLIMIT_FSIZE, (most, most))
        assert wait(lambda: len(receipts(senders)) >= before + 5)

    assert between - before <= len(senders)
    assert answer.status == 503
    assert NOT_KEPT in answer.text
    holds(site, receipts(senders))


@pytest.mark.skipif(not ON_POSTGRES, reason="SQLite has no connection that can be cut")
def test_a_lost_connection_loses_nothing(site: Site) -> None:
    others = "FROM pg_stat_activity WHERE datname = current_database() AND pid <> pg_backend_pid()"
    cut = f"SELECT count(pg_terminate_backend(pid)) {others}"
    gone = 0
    with sending(site, 4) as senders:
        for _ in range(15):
            before = len(receipts(senders))
            assert wait(lambda enough=before + 3: len(receipts(senders)) >= enough)
            gone += site.rows(cut)[0][0]
        before = len(receipts(senders))
        assert wait(lambda: len(receipts(senders)) >= before + 5)

    assert gone >= 15
    assert {answer.status for one in senders for _, answer in one.refused} <= {503}
    assert all(NOT_KEPT in answer.text for one in senders for _, answer in one.refused)
    holds(site, receipts(senders))


@pytest.mark.parametrize("live", [True, False])
def test_two_windows_at_once_one_is_told_and_nothing_is_overwritten(site: Site, *, live: bool) -> None:
    at = site.begin().headers["Location"]
    for revision in range(20):
        gate = threading.Barrier(2)
        found: dict[str, Answer] = {}

        def tab(words: str, revision: int = revision, gate: threading.Barrier = gate, found: dict = found) -> None:
            gate.wait(10)
            found[words] = site.write(at, words, revision, live=live, keep="1")

        tabs = [threading.Thread(target=tab, args=(f"window {n} of {revision}",)) for n in (1, 2)]
        for one in tabs:
            one.start()
        for one in tabs:
            one.join()
        told = {
            words for words, answer in found.items() if re.search("changed (in another window|elsewhere)", answer.text)
        }
        assert len(told) == 1
        kept = site.kept()
        assert [words for _, words in kept.values()] == [next(iter(found.keys() - told))]
        lost = next(iter(told))
        assert found[lost].status == (409 if live else 200)
        assert live or lost in found[lost].text
        assert site.rows("SELECT revision FROM responses_response") == [(revision + 1,)]


def test_sending_at_once_what_was_sent_is_one_response_with_one_equality_answer(site: Site) -> None:
    pk = site.rows("SELECT consultation_id FROM consultations_question")[0][0]
    site.rows(
        "INSERT INTO consultations_question (consultation_id, \"order\", anchor, kind, text, hint, required, choices, "
        "rows, shown_if, about_equality) VALUES (?, 3, '', 'yes-no', 'Are you disabled', '', ?, '[]', '[]', NULL, ?)",
        pk, False, True,
    )  # fmt: skip
    asked = site.rows("SELECT max(id) FROM consultations_question")[0][0]
    for n in range(1, 11):
        at = site.begin().headers["Location"]
        gate = threading.Barrier(3)

        def press(at: str = at, gate: threading.Barrier = gate) -> None:
            gate.wait(10)
            site.write(at, "once", **SEND, **{f"q{asked}": "Yes"})

        presses = [threading.Thread(target=press) for _ in range(3)]
        for one in presses:
            one.start()
        for one in presses:
            one.join()
        assert site.rows("SELECT count(*) FROM responses_response WHERE state = 'sent'") == [(n,)]
        assert site.rows("SELECT count(*) FROM responses_equalityanswer") == [(n,)]


def test_up_to_the_closing_second_it_is_taken_and_from_then_on_nothing(site: Site) -> None:
    with sending(site, 4) as senders:
        assert wait(lambda: len(receipts(senders)) >= 8)
        closes = datetime.now(UTC) + timedelta(seconds=3)
        said = closes if ON_POSTGRES else closes.strftime("%Y-%m-%d %H:%M:%S.%f")
        site.rows("UPDATE consultations_consultation SET closes_at = ?", said)
        time.sleep(4.5)

    given, kept = receipts(senders), site.kept()
    holds(site, given)
    times = [_time(row[0]) for row in site.rows("SELECT sent_at FROM responses_response WHERE state = 'sent'")]
    assert max(times) < closes
    assert sum(one > closes - timedelta(seconds=1) for one in times) >= 2
    assert len(times) == len(given)
    refused = [(words, answer) for sender in senders for words, answer in sender.refused]
    assert len(refused) >= 4
    for _, answer in refused:
        assert answer.status == 409
        assert "The consultation closed on" in answer.text or "takes nothing more" in answer.text
    sent = {words for _, words in given}
    left = {words for sender in senders for _, words in sender.saved} - sent
    assert left <= {words for state, words in kept.values() if state == "started"}
    assert not {words for words, _ in refused} & sent
    assert site.write(site_of(senders), "later", 2, **SEND).status == 409


def site_of(senders: list) -> str:
    """The private address of a response that was sent."""
    return str(senders[0].saved[0][0])


def _time(value: object) -> datetime:
    return value if isinstance(value, datetime) else datetime.fromisoformat(str(value)).replace(tzinfo=UTC)


def test_deeds_of_staff_at_once_each_have_their_line(site: Site) -> None:
    signed = site.ask("POST", "/staff/sign-in", name="an owner", password=PASSWORD)
    cookie = re.search("forethought_staff=[^;]+", signed.headers["Set-Cookie"])
    assert cookie
    before = site.rows("SELECT count(*) FROM consultations_entry")[0][0]
    statuses: list[int] = []
    gate = threading.Barrier(6)

    def export() -> None:
        for _ in range(5):
            gate.wait(30)
            statuses.append(site.ask("GET", "/staff/posting/responses.csv", cookie=cookie[0]).status)

    staff = [threading.Thread(target=export) for _ in range(6)]
    for one in staff:
        one.start()
    for one in staff:
        one.join()
    entries = site.rows("SELECT number, before, hash FROM consultations_entry ORDER BY number")

    assert statuses == [200] * 30
    assert len(entries) == before + 30
    assert [row[0] for row in entries] == list(range(1, before + 31))
    assert all(later[1] == earlier[2] for earlier, later in pairwise(entries))
