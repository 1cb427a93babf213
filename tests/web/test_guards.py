"""What stands before every page: hosts, origins, sizes, rates, forgery."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from forethought_web.guards import Buckets
from shared import FINE

ADD_ON = "chrome-extension://oldceeleldhonbafppcapldpdifcinji"


@pytest.mark.parametrize(
    ("host", "status"),
    [
        ("localhost", 200), ("localhost:8016", 200), ("127.0.0.1:99", 200), ("[::1]:8016", 200),
        ("LOCALHOST", 200),
        ("evil.example", 400), ("127.0.0.1.evil.example", 400), ("localhost.evil.example", 400),
        ("localhost@evil.example", 400),
        ("evil.example:8016", 400), ("", 400), ("127.0.0.2", 400), ("[::2]", 400), ("local host", 400),
        ("localhost:80:80", 400),
        ("0.0.0.0", 400), ("0x7f000001", 400), ("xn--lcalhost-03a", 400),
    ],
)  # fmt: skip
def test_only_its_own_names_reach_it(client: Any, host: str, status: int) -> None:
    """A name that another site bends to this machine's address must not."""
    answer = client.get("/", headers={"Host": host})

    assert answer.status_code == status
    if status == 400:
        assert b"not reached by that name" in answer.content


@pytest.mark.parametrize(
    ("path", "origin", "status"),
    [
        ("/", "http://localhost:8016", 200),
        ("/", "", 200),
        ("/", "null", 403),
        ("/", "http://localhost:9999", 403),
        ("/", "https://localhost:8016", 403),
        ("/", "http://evil.example", 403),
        ("/", ADD_ON, 403),
        ("/search", "http://evil.example", 403),
        ("/check/note", "http://evil.example", 403),
        ("/share", "null", 200),
        ("/v2/check", ADD_ON, 200),
        ("/v2/check", "moz-extension://0c4ff8ba-1d5e-4c57-9b1a-7a4b4ea4f1f6", 200),
        ("/v2/check", "http://localhost:8016", 200),
        ("/v2/check", "", 200),
        ("/v2/check", "null", 403),
        ("/v2/check", "http://evil.example", 403),
        ("/v2/check", "chrome-extension://x.evil.example/", 403),
        ("/v2/check", "http://chrome-extension://x", 403),
        ("/v2/check", "safari-web-extension://0c4ff8ba", 200),
        ("/v2/check", "app://obsidian.md.evil.example", 403),
        ("/v2/check", "http://localhost:8016.evil.example", 403),
        ("/api/v1/check", "null", 403),
        ("/api/v1/check", "http://evil.example", 403),
    ],
)
def test_only_its_own_pages_and_add_ons_may_send_words(client: Any, path: str, origin: str, status: int) -> None:
    answer = client.post(
        path, {"text": FINE, "language": "en-GB", "q": "x"}, headers={"Origin": origin} if origin else {}
    )

    assert answer.status_code == status
    shared = answer.headers.get("Access-Control-Allow-Origin")
    assert shared == (origin if status == 200 and "extension" in origin else None)


def test_an_add_on_may_ask_first(client: Any) -> None:
    asked = {
        "Origin": ADD_ON,
        "Access-Control-Request-Method": "POST",
        "Access-Control-Request-Private-Network": "true",
    }
    answer = client.options("/v2/check", headers=asked)

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == ADD_ON
    assert answer["Access-Control-Allow-Private-Network"] == "true"
    assert "Access-Control-Allow-Credentials" not in answer
    for path, origin in (
        ("/v2/check", "http://evil.example"),
        ("/v2/check", "null"),
        ("/", ADD_ON),
        ("/share", ADD_ON),
    ):
        refused = client.options(path, headers=asked | {"Origin": origin})
        assert not [name for name in refused.headers if name.startswith("Access-Control")]


@pytest.mark.parametrize(
    ("method", "path", "status"),
    [
        ("PUT", "/", 405), ("DELETE", "/", 405), ("PATCH", "/share", 405), ("TRACE", "/", 405), ("X", "/", 405),
        ("GET", "/check/safer", 405), ("GET", "/check/people", 405), ("GET", "/check/note", 405),
        ("GET", "/api/v1/check", 405), ("PUT", "/api/v1/check", 405), ("DELETE", "/v2/check", 405),
        ("HEAD", "/", 200), ("HEAD", "/about/", 200),
    ],
)  # fmt: skip
def test_what_may_not_be_done_is_refused(client: Any, method: str, path: str, status: int) -> None:
    answer = client.generic(method, path, b"text=hello", content_type="application/x-www-form-urlencoded")

    assert answer.status_code == status
    if status == 405:
        assert answer["Allow"]


def test_other_origins_that_a_host_names_may_use_the_api(client: Any) -> None:
    from django.test import override_settings

    with override_settings(ORIGINS=frozenset({"https://intranet.example"})):
        headers = {"Origin": "https://intranet.example"}
        answer = client.post("/v2/check", {"text": FINE, "language": "en"}, headers=headers)
        page = client.post("/", {"text": FINE}, headers=headers)

    assert answer["Access-Control-Allow-Origin"] == "https://intranet.example"
    assert page.status_code == 403


@pytest.mark.parametrize("path", ["/", "/check/note", "/search", "/learn/first-steps/", "/learn/first-steps/record"])
def test_a_form_needs_its_token(path: str) -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")
    strict.get("/")
    answers = [strict.post(path, {"text": FINE}), strict.post(path, {"text": FINE, "csrfmiddlewaretoken": "x" * 64})]

    for answer in answers:
        assert answer.status_code == 403
        assert b"your words are still in the box" in answer.content
        assert FINE.encode() not in answer.content


def test_the_cookie_is_of_no_use_to_others(client: Any) -> None:
    cookie = client.get("/").cookies["forethought_form"]

    assert cookie["httponly"]
    assert cookie["samesite"] == "Strict"
    assert not cookie["max-age"]
    assert not cookie["expires"]


@pytest.mark.parametrize(
    ("length", "status"),
    [
        ("", 411), ("x", 411), ("-1", 411), ("+5", 411), ("5, 6", 411), ("\u00b2", 411), ("\u0663", 411),
        ("2000001", 413), ("9" * 40, 413), ("9" * 5_000, 413), ("0", 200),
    ],
)  # fmt: skip
def test_a_body_says_how_long_it_is(client: Any, length: str, status: int) -> None:
    answer = client.post("/share", {"text": FINE}, CONTENT_LENGTH=length)

    assert answer.status_code == status


def test_too_many_at_once_are_told_to_wait(client: Any) -> None:
    from django.http import HttpResponse
    from django.test import RequestFactory, override_settings

    from forethought_web.guards import rates

    with override_settings(CHECKS_A_MINUTE=3):
        guarded = rates(lambda request: HttpResponse())
        asked = RequestFactory(HTTP_HOST="localhost")
        answers = [guarded(asked.post("/")) for _ in range(5)]
        reading = guarded(asked.get("/"))

    assert [one.status_code for one in answers] == [200, 200, 200, 429, 429]
    assert int(answers[-1]["Retry-After"]) >= 1
    assert reading.status_code == 200


@pytest.mark.parametrize(
    ("proxies", "said", "address"),
    [
        (0, "", "192.0.2.9"),
        (0, "198.51.100.1", "192.0.2.9"),
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "10.0.0.1, 198.51.100.1", "198.51.100.1"),
        (2, "203.0.113.5, 198.51.100.1", "203.0.113.5"),
        (2, "203.0.113.5", "203.0.113.5"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "<script>", "<script>"),
    ],
)
def test_an_address_is_believed_as_far_as_our_own_servers_say_it(proxies: int, said: str, address: str) -> None:
    from django.test import RequestFactory, override_settings

    from forethought_web import guards

    headers = {"X-Forwarded-For": said} if said else {}
    with override_settings(PROXIES=proxies):
        assert guards.address(RequestFactory().get("/", REMOTE_ADDR="192.0.2.9", headers=headers)) == address


@pytest.mark.parametrize(
    ("seen", "address"),
    [
        ("192.0.2.9", "192.0.2.9"),
        ("::ffff:192.0.2.9", "192.0.2.9"),
        ("::ffff:198.51.100.1", "198.51.100.1"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("fe80::1%eth0", "fe80::/64"),
        ("", ""),
        ("a" * 1_000, "a" * 64),
    ],
)
def test_visitors_are_told_apart_by_their_own_network(seen: str, address: str) -> None:
    """A v4 visitor of a server that listens for both kinds must not share a rate with all others."""
    from django.test import RequestFactory

    from forethought_web import guards

    assert guards.address(RequestFactory().get("/", REMOTE_ADDR=seen)) == address


@pytest.mark.parametrize(("hosts", "here"), [([], True), (["forethought.example"], False)])
def test_a_site_with_a_name_is_not_of_this_machine_alone(client: Any, hosts: list[str], here: bool) -> None:
    from django.test import override_settings

    with override_settings(HOSTS=hosts):
        assert (b"Your words stay on this machine" in client.get("/").content) is here


@given(st.integers(1, 600), st.lists(st.floats(0, 30), max_size=200))
def test_no_more_than_the_rate_is_ever_taken(rate: int, waits: list[float]) -> None:
    buckets, now, taken = Buckets(rate), 0.0, 0
    for wait in waits:
        now += wait
        if not buckets.take("a", now):
            taken += 1

    assert taken <= rate + now * rate / 60 + 1


@given(st.integers(1, 60))
def test_who_waits_as_long_as_told_may_go_on(rate: int) -> None:
    buckets = Buckets(rate)
    for _ in range(rate):
        assert buckets.take("a", 0.0) == 0
    wait = buckets.take("a", 0.0)

    assert wait > 0
    assert buckets.take("b", 0.0) == 0
    assert buckets.take("a", wait + 0.001) == 0


def test_addresses_are_forgotten() -> None:
    buckets = Buckets(5, most=10)
    for n in range(1_000):
        buckets.take(str(n), float(n))

    assert len(buckets._left) == 10


def test_no_limit_is_none() -> None:
    buckets = Buckets(0)

    assert not any(buckets.take("a", 0.0) for _ in range(10_000))
    assert not buckets._left
