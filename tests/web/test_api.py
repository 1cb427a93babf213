"""Our own API: every operation, every error, and what it says of itself."""

from __future__ import annotations

import json
import re
from datetime import date
from functools import cache
from html import unescape
from importlib.resources import files
from typing import Any

import jsonschema_rs
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forethought import Author, Post, check, choose_pack, list_packs
from forethought.check import LIMIT
from forethought.judge.rules import rule_book
from forethought.packs import pack_ids, precedents
from forethought.values import CONCERNS
from shared import FINE, RISKY

MARKER = "zanzibarquokka"  # stands where words of a post could: it is in no answer to what cannot be read
CHECK, BATCH = "/api/v1/check", "/api/v1/check/batch"
TOKEN = "a-token-of-this-site"
SHARED = (HealthCheck.function_scoped_fixture,)  # one visitor for all examples: it keeps nothing
EMOJI = "💛👩‍⚕️ 🏳️‍🌈"
SOCIAL_WORKER = {"profession": "social worker", "country": "GB-ENG"}


def sent(client: Any, path: str, data: object, **headers: str) -> Any:
    """The answer to a body; text and bytes are sent as they are."""
    body = data if isinstance(data, str | bytes) else json.dumps(data)
    return client.post(path, body, content_type="application/json", headers=headers)


def error_of(answer: Any) -> dict[str, str]:
    """The error, in its one shape."""
    assert answer["Content-Type"].startswith("application/json")
    told = answer.json()
    assert list(told) == ["error"]
    assert {"code", "message", "next"} <= set(told["error"]) <= {"code", "message", "next", "where"}
    assert all(isinstance(said, str) and said for said in told["error"].values())
    assert MARKER not in answer.content.decode()
    return dict(told["error"])


@cache
def assessment_schema() -> Any:
    """The library's own schema."""
    read = json.loads(files("forethought").joinpath("schema/assessment-1.json").read_text())
    return jsonschema_rs.Draft202012Validator(read)


@pytest.fixture(scope="module")
def described() -> dict[str, Any]:
    """The OpenAPI description."""
    from django.test import Client

    answer = Client(HTTP_HOST="localhost").get("/api/v1/openapi.json")
    assert answer.status_code == 200
    return dict(answer.json())


# ---- The check


@pytest.mark.parametrize("text", [FINE, RISKY, "", "💛", "Ich habe heute einen sehr langen Tag gehabt und bin müde."])
@pytest.mark.parametrize("author", [{}, SOCIAL_WORKER])
def test_an_assessment_is_the_librarys_own(client: Any, text: str, author: dict[str, str]) -> None:
    from forethought.jsonio import assessment_to_dict

    said = sent(client, CHECK, {"text": text, "author": author, "date": "2026-03-31", "id": "7"}).json()
    post = Post(text, id="7", author=Author(**author), date=date(2026, 3, 31))

    assert said == json.loads(json.dumps(assessment_to_dict(check(post))))
    assert assessment_schema().is_valid(said)


def test_options_are_heard(client: Any) -> None:
    def said(**options: Any) -> Any:
        return sent(client, CHECK, {"text": RISKY, **options}).json()

    assert said()["safer"]
    assert said(safer=False)["safer"] is None
    assert said()["not_run"] == []
    assert "left out" in said(model=False)["not_run"][0]
    assert said(pack="nmc-2018")["pack"] == "nmc-2018"
    assert said(pack=None)["pack"] == choose_pack("").id


def places(said: Any) -> list[tuple[int, int]]:
    """Every pair of offsets in an assessment, in its order."""
    if isinstance(said, list):
        return [one for part in said for one in places(part)]
    if not isinstance(said, dict):
        return []
    own = [(said["start"], said["end"])] if said.get("start") is not None else []
    return own + [one for part in said.values() for one in places(part)]


@settings(max_examples=12, suppress_health_check=SHARED)
@given(
    st.lists(st.sampled_from([*EMOJI, "My patient Jane Smith, 84, died on Ward 4.", "né", "\n", RISKY]), max_size=8),
    st.booleans(),
)
def test_offsets_in_utf16_are_those_of_the_same_words(client: Any, parts: list[str], safer: bool) -> None:
    text = EMOJI + " ".join([*parts, RISKY])
    counted = places(sent(client, CHECK, {"text": text, "safer": safer}).json())
    units = places(sent(client, CHECK, {"text": text, "safer": safer, "offsets": "utf16"}).json())
    wide = text.encode("utf-16-le")

    assert len(counted) == len(units) > 3
    for (start, end), (first, last) in zip(counted, units, strict=True):
        assert wide[2 * first : 2 * last].decode("utf-16-le") == text[start:end]


def test_half_characters_and_nul_are_no_fault(client: Any) -> None:
    halves = '"\\ud83d \\u0000 x"'
    author = f'{{"profession": {halves}, "place": {halves}, "employer": {halves}, "country": {halves}}}'
    for text in (f'"my patient {halves[1:]}', '"My patient Jane died \\udc9b"'):
        body = f'{{"text": {text}, "author": {author}, "platform": {halves}, "id": {halves}}}'
        said = sent(client, CHECK, body)
        assert said.status_code == 200
        assert assessment_schema().is_valid(said.json())
        assert "\\ud83d" not in said.content.decode()


def test_a_bad_post_does_not_lose_the_rest(client: Any) -> None:
    bad = [
        7, None, [], {}, {"text": None}, {"text": FINE, "author": MARKER}, {"text": FINE, "date": MARKER},
        {"text": FINE, "audience": MARKER}, {"text": FINE, "permission": MARKER}, {"text": FINE, "id": {MARKER: 1}},
        {"text": FINE, "author": {"named": MARKER}}, [[[MARKER]]],
    ]  # fmt: skip
    answer = sent(client, BATCH, {"posts": [{"text": FINE}, *bad, {"text": RISKY, "id": 3}], "safer": False})
    first, *told, last = answer.json()["assessments"]

    assert (first["verdict"], last["verdict"], last["id"], last["safer"]) == ("post", "stop", "3", None)
    assert [list(one) for one in told] == [["error"]] * len(bad)
    assert told[5]["error"]["where"] == "author"
    assert told[-2]["error"]["where"] == "author.named"
    assert MARKER not in answer.content.decode()


def test_a_batch_answers_as_one_check_does(client: Any) -> None:
    posts = [{"text": EMOJI + RISKY, "author": SOCIAL_WORKER}, {"text": FINE}]
    batch = sent(client, BATCH, {"posts": posts, "offsets": "utf16"}).json()["assessments"]

    assert batch == [sent(client, CHECK, {**post, "offsets": "utf16"}).json() for post in posts]
    assert sent(client, BATCH, {"posts": []}).json() == {"assessments": []}


# ---- The data


def test_all_packs(client: Any) -> None:
    lines = client.get("/api/v1/packs").json()

    assert [line["id"] for line in lines] == list(pack_ids())
    for pack in list_packs():
        said = client.get(f"/api/v1/packs/{pack.id}").json()
        assert said["name"] == pack.name
        assert [one["id"] for one in said["standards"]] == [one.id for one in pack.standards]
        assert set(said["concerns"]) | set(said["silent"]) == set(CONCERNS)


def test_rules_by_concern_are_all_rules(client: Any) -> None:
    every = client.get("/api/v1/rules").json()

    assert [one["id"] for one in every] == [one.id for one in rule_book().rules]
    for concern in CONCERNS:
        some = client.get("/api/v1/rules", {"concern": concern}).json()
        assert some == [one for one in every if one["concern"] == concern]
    assert client.get(f"/api/v1/rules/{every[0]['id']}").json() == every[0]


@pytest.mark.parametrize(
    "filters",
    [
        {}, {"concern": "abuse"}, {"profession": "nurse"}, {"body": "NMC"}, {"platform": "facebook"},
        {"outcome": "caution"}, {"shows": "allowed"}, {"concern": "abuse", "shows": "not-allowed"},
        {"profession": MARKER},
    ],
)  # fmt: skip
def test_precedents_are_filtered_as_the_library_does(client: Any, filters: dict[str, str]) -> None:
    said = client.get("/api/v1/precedents", filters).json()

    assert [one["id"] for one in said] == [one.id for one in precedents(**filters)]


def test_all_concerns(client: Any) -> None:
    said = client.get("/api/v1/concerns").json()

    assert {one["id"]: one["title"] for one in said} == CONCERNS
    assert all(one["what"] and one["fine"] for one in said)


# ---- What cannot be done


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        (" ", 400, "not-json"),
        ("{", 400, "not-json"),
        (f'{{"text": "{MARKER}', 400, "not-json"),
        (f"{MARKER}", 400, "not-json"),
        ("[" * 100_000, 400, "not-json"),
        ('{"a":' * 100_000, 400, "not-json"),
        ('{"text": "x", "id": ' + "9" * 5_000 + "}", 400, "not-json"),
        ('{"text": NaN}', 400, "not-json"),
        (b"\xff\xfe", 400, "not-json"),
        (f'{{"text": "{MARKER}"}}'.encode("utf-16"), 400, "not-json"),
        ([MARKER], 422, "not-valid"),
        (MARKER.join('""'), 422, "not-valid"),
        (None, 422, "not-valid"),
        ({}, 422, "not-valid"),
        ({"text": None}, 422, "not-valid"),
        ({"text": [MARKER]}, 422, "not-valid"),
        ({"text": MARKER, "author": [MARKER]}, 422, "not-valid"),
        ({"text": MARKER, "author": {"profession": {MARKER: 1}}}, 422, "not-valid"),
        ({"text": MARKER, "author": {"named": MARKER}}, 422, "not-valid"),
        ({"text": MARKER, "audience": MARKER}, 422, "not-valid"),
        ({"text": MARKER, "permission": MARKER}, 422, "not-valid"),
        ({"text": MARKER, "date": MARKER}, 422, "not-valid"),
        ({"text": MARKER, "date": 5}, 422, "not-valid"),
        ({"text": MARKER, "id": 1.5}, 422, "not-valid"),
        ('{"text": "x", "id": 1e999}', 422, "not-valid"),
        ({"text": MARKER, "platform": 9}, 422, "not-valid"),
        ({"text": MARKER, "pack": MARKER}, 422, "not-valid"),
        ({"text": MARKER, "pack": "../../nmc-2018"}, 422, "not-valid"),
        ({"text": MARKER, "pack": 1}, 422, "not-valid"),
        ({"text": MARKER, "offsets": MARKER}, 422, "not-valid"),
        ({"text": MARKER, "offsets": [MARKER]}, 422, "not-valid"),
        ({"text": MARKER, "safer": MARKER}, 422, "not-valid"),
        ({"text": MARKER, "model": 0}, 422, "not-valid"),
    ],
)
def test_a_body_that_cannot_be_used(client: Any, body: Any, status: int, code: str) -> None:
    answer = sent(client, CHECK, body)

    assert answer.status_code == status
    assert error_of(answer)["code"] == code


@pytest.mark.parametrize(
    ("row", "where"),
    [
        ({"text": 1}, "text"),
        ({}, "text"),
        ({"text": "x", "author": 1}, "author"),
        ({"text": "x", "author": {"place": 1}}, "author.place"),
        ({"text": "x", "date": "1 March"}, "date"),
        ({"text": "x", "audience": "all"}, "audience"),
        ({"text": "x", "offsets": "bytes"}, "offsets"),
        ({"text": "x", "pack": "nmc"}, "pack"),
        ({"text": "x", "model": "no"}, "model"),
    ],
)
def test_the_field_is_named(client: Any, row: dict[str, Any], where: str) -> None:
    told = error_of(sent(client, CHECK, row))

    assert told["where"] == where
    assert told["message"].startswith(f"{where}: ")


@pytest.mark.parametrize(
    ("body", "status", "code"),
    [
        ({"posts": MARKER}, 422, "not-valid"),
        ({"text": MARKER}, 422, "not-valid"),
        ({"posts": {MARKER: 1}}, 422, "not-valid"),
        ({"posts": [{"text": MARKER}] * 101}, 422, "not-valid"),
        ({"posts": [{"text": "x" * LIMIT}, {"text": "y"}]}, 413, "too-long"),
        ({"posts": [], "offsets": MARKER}, 422, "not-valid"),
    ],
)
def test_a_batch_that_cannot_be_used(client: Any, body: Any, status: int, code: str) -> None:
    answer = sent(client, BATCH, body)

    assert answer.status_code == status
    assert error_of(answer)["code"] == code


@pytest.mark.parametrize(
    "content_type",
    ["text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=x", "", "application/jsonp"],
)
@pytest.mark.parametrize("path", [CHECK, BATCH])
def test_what_a_plain_form_can_send_is_refused(client: Any, content_type: str, path: str) -> None:
    answer = client.post(path, f'{{"text": "{MARKER}"}}'.encode(), content_type=content_type)

    assert answer.status_code == 415
    error_of(answer)


def test_no_form_cookie_is_asked_for() -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")

    assert sent(strict, CHECK, {"text": FINE}).status_code == 200
    assert sent(strict, CHECK, {"text": MARKER}, Origin="https://elsewhere.example").status_code == 403


@pytest.mark.parametrize(
    ("path", "code"),
    [
        ("/api/v1/", "not-found"),
        (f"/api/v1/{MARKER}", "not-found"),
        (f"/api/v2/{MARKER}", "not-found"),
        (f"/api/v1/packs/{MARKER}", "no-such-pack"),
        ("/api/v1/packs/%2e%2e%00", "no-such-pack"),
        ("/api/v1/packs/nmc-2018/x", "not-found"),
        (f"/api/v1/rules/{MARKER}", "no-such-rule"),
        ("/api/v1/docs", "not-found"),
    ],
)
def test_what_is_not_there(client: Any, path: str, code: str) -> None:
    answer = client.get(path)

    assert answer.status_code == 404
    assert error_of(answer)["code"] == code


@pytest.mark.parametrize(("name", "path"), [("concern", "rules"), ("concern", "precedents"), ("outcome", "precedents"),
                                            ("shows", "precedents")])  # fmt: skip
def test_a_filter_that_is_none(client: Any, name: str, path: str) -> None:
    answer = client.get(f"/api/v1/{path}", {name: MARKER})

    assert answer.status_code == 422
    assert error_of(answer)["where"] == name


@pytest.mark.parametrize("path", [CHECK, BATCH, "/api/v1/packs", "/api/v1/rules/x", "/api/v1/openapi.json"])
@pytest.mark.parametrize("method", ["GET", "POST", "PUT", "PATCH", "DELETE", "TRACE", "OPTIONS", "ZANZIBARQUOKKA"])
def test_another_method_is_told_which(client: Any, path: str, method: str) -> None:
    right = "POST" if path in (CHECK, BATCH) else "GET"
    if method == right:
        return
    answer = client.generic(method, path, b'{"text": "%s"}' % MARKER.encode(), content_type="application/json")

    assert answer.status_code == 405
    assert answer["Allow"] == right
    error_of(answer)


def test_head_is_get_without_words(client: Any) -> None:
    assert client.head("/api/v1/concerns").status_code == 200
    assert client.head(CHECK).status_code == 405


def test_too_large_a_body_is_told(client: Any) -> None:
    answer = sent(client, CHECK, {"text": MARKER * 200_000})

    assert answer.status_code == 413
    error_of(answer)


def test_too_many_at_once_are_told() -> None:
    from django.conf import settings as site_settings
    from django.test import Client, override_settings

    with override_settings(CHECKS_A_MINUTE=2):
        visitor = Client(HTTP_HOST="localhost")
        answers = [sent(visitor, CHECK, {"text": MARKER}) for _ in range(3)]

    assert site_settings.CHECKS_A_MINUTE > 2
    assert [one.status_code for one in answers] == [200, 200, 429]
    assert int(answers[2]["Retry-After"]) > 0
    error_of(answers[2])


@settings(max_examples=40, suppress_health_check=SHARED)
@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(alphabet=st.characters(), max_size=6),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(
                    ["text", "id", "author", "named", "profession", "posts", "pack", "offsets", "date", ""]
                ),
                inner,
                max_size=4,
            )
        ),
        max_leaves=12,
    )
)
def test_no_json_is_a_fault_of_ours(client: Any, row: Any) -> None:
    for path in (CHECK, BATCH):
        answer = sent(client, path, json.dumps(row))
        assert answer.status_code in (200, 400, 413, 422)
        if answer.status_code != 200:
            error_of(answer)


# ---- A site with hosts


@pytest.mark.parametrize(
    ("headers", "may"),
    [
        ({}, False),
        ({"Authorization": f"Bearer {TOKEN}"}, True),
        ({"Authorization": f"bearer  {TOKEN}"}, True),
        ({"Authorization": "Bearer"}, False),
        ({"Authorization": "Bearer "}, False),
        ({"Authorization": f"Bearer {TOKEN}x"}, False),
        ({"Authorization": "Bearer é"}, False),
        ({"Authorization": f"Basic {TOKEN}"}, False),
        ({"Authorization": TOKEN}, False),
    ],
)
def test_a_hosted_site_asks_for_a_token(client: Any, headers: dict[str, str], may: bool) -> None:
    from django.test import override_settings

    host = {"Host": "forethought.example"}
    with override_settings(HOSTS=["forethought.example"], ALLOWED_HOSTS=["forethought.example"],
                           TOKENS=frozenset((TOKEN, "another"))):  # fmt: skip
        checked = sent(client, CHECK, {"text": FINE}, **host, **headers)
        listed = client.get("/api/v1/packs", headers=host | headers)
        described = client.get("/api/v1/openapi.json", headers=host)

    assert [checked.status_code, listed.status_code] == [200 if may else 401] * 2
    assert described.status_code == 200
    if not may:
        assert checked["WWW-Authenticate"].startswith("Bearer")
        assert error_of(checked)["code"] == "token-needed"
        assert "oken-of" not in checked.content.decode()


def test_a_hosted_site_without_tokens_answers_nobody(client: Any) -> None:
    from django.test import override_settings

    with override_settings(HOSTS=["forethought.example"], ALLOWED_HOSTS=["forethought.example"], TOKENS=frozenset()):
        for given_ in ("", "Bearer ", "Bearer x"):
            answer = client.get("/api/v1/packs", headers={"Host": "forethought.example", "Authorization": given_})
            assert answer.status_code == 401


# ---- What it says of itself


def resolved(described: dict[str, Any], schema: dict[str, Any]) -> Any:
    """A validator of a schema that points into the description."""
    return jsonschema_rs.Draft202012Validator({**schema, "components": described["components"]})


def operations(described: dict[str, Any]) -> list[tuple[str, str, dict[str, Any]]]:
    """Every operation with its path and method."""
    return [(path, method, one) for path, methods in described["paths"].items() for method, one in methods.items()]


def test_every_operation_is_described_with_examples_that_fit(described: dict[str, Any]) -> None:
    assert described["openapi"].startswith("3.1")
    assert len(operations(described)) == 8
    for path, _, one in operations(described):
        answer = one["responses"]["200"]["content"]["application/json"]
        assert one["summary"], path
        assert one["description"], path
        resolved(described, answer["schema"]).validate(answer["example"])
        if "requestBody" in one:
            content = one["requestBody"]["content"]["application/json"]
            resolved(described, content["schema"]).validate(content["example"])
        for parameter in one["parameters"]:
            assert parameter["description"], parameter["name"]


def test_what_is_answered_fits_what_is_described(client: Any, described: dict[str, Any]) -> None:
    wanted = {"pack_id": pack_ids(), "rule_id": [one.id for one in rule_book().rules][::40]}
    bodies = {CHECK: {"text": RISKY, "author": SOCIAL_WORKER}, BATCH: {"posts": [{"text": RISKY}, 3]}}
    for path, method, one in operations(described):
        fits = resolved(described, one["responses"]["200"]["content"]["application/json"]["schema"])
        if method == "post":
            fits.validate(sent(client, path, bodies[path]).json())
            continue
        paths = [path]
        for name, known in wanted.items():
            paths = [each.replace(f"{{{name}}}", value) for each in paths for value in known] if name in path else paths
        for each in paths:
            fits.validate(client.get(each).json())


def test_errors_fit_what_is_described(client: Any, described: dict[str, Any]) -> None:
    fits = resolved(described, {"$ref": "#/components/schemas/Error"})

    for answer in (sent(client, CHECK, "{"), sent(client, CHECK, {}), client.get("/api/v1/x"), client.get(CHECK)):
        fits.validate(answer.json())
    for _, _, one in operations(described):
        assert one["responses"]["default"]["content"]["application/json"]["schema"]["$ref"].endswith("/Error")


# ---- The page for people


@pytest.mark.parametrize("host", ["localhost:8016", "127.0.0.1:9", "[::1]:8016"])
def test_the_page_gives_the_address_it_was_reached_by(client: Any, host: str) -> None:
    html = client.get("/programs/", headers={"Host": host}).content.decode()

    assert f"<code>http://{host}/v2</code>" in html
    assert f"curl http://{host}/api/v1/check " in html
    assert "apiKey" not in html


def test_the_page_lists_every_operation(client: Any, described: dict[str, Any]) -> None:
    html = client.get("/programs/").content.decode()
    listed = re.findall(r"<h3><code>(\w+) (.*?)</code></h3>", html)

    assert listed == [(method.upper(), path) for path, method, _ in operations(described)]
    for tool in ("LibreOffice", "Thunderbird", "VS Code", "Obsidian", "Firefox"):
        assert tool in html


def test_the_bodies_on_the_page_can_be_sent(client: Any) -> None:
    html = client.get("/programs/").content.decode()
    shown = re.findall(r"<h3><code>POST (.*?)</code></h3>.*?<pre[^>]*><code>(.*?)</code>", html, re.DOTALL)
    [line] = re.findall(r"curl http://localhost:8016/api/v1/check.*? -d '(.*?)'</code>", html)

    assert [path for path, _ in shown] == [CHECK, BATCH]
    for path, body in [*shown, (CHECK, line)]:
        assert sent(client, path, unescape(body)).status_code == 200


def test_a_hosted_sites_page_tells_of_the_token_and_never_which(client: Any) -> None:
    from django.test import override_settings

    with override_settings(HOSTS=["forethought.example"], ALLOWED_HOSTS=["forethought.example"],
                           TOKENS=frozenset((TOKEN,))):  # fmt: skip
        html = client.get("/programs/", headers={"Host": "forethought.example"}).content.decode()

    assert "<code>http://forethought.example/v2</code>" in html
    assert "Authorization: Bearer …" in html
    assert "-d apiKey=…" in html
    assert TOKEN not in html
