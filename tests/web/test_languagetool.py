"""The API of LanguageTool: real clients, the fields they read, and offsets over emoji and markup."""

from __future__ import annotations

import json
import socket
import urllib.parse
import urllib.request
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from forethought import Post, check
from forethought.check import LIMIT
from forethought.values import CONCERNS, Span
from forethought_web.api.annotated import annotated, plain
from shared import FINE, RISKY
from web_server import Server

MARKER = "zanzibarquokka"
EMOJI = "💛👩‍⚕️ 🏳️‍🌈 "
TOLD = "My patient Jane Smith, 84, died on Ward 4 of Stockport General yesterday."
SHARED = (HealthCheck.function_scoped_fixture,)  # one visitor for all examples: it keeps nothing
TOKEN = "a-token-of-this-site"


def asked(client: Any, text: str = "", headers: dict[str, str] | None = None, **fields: Any) -> Any:
    """The answer to a form as tools send it."""
    given_ = {"text": text} if text or "data" not in fields else {}
    return client.post("/v2/check", {"language": "en-GB", **given_, **fields}, headers=headers or {})


def said(client: Any, text: str = "", **fields: Any) -> dict[str, Any]:
    """What is answered to one that can be read."""
    answer = asked(client, text, **fields)
    assert answer.status_code == 200, answer.content
    return dict(answer.json())


def units(text: str, start: int, end: int) -> str:
    """A stretch of a text by UTF-16 units, as JavaScript cuts it."""
    return text.encode("utf-16-le")[2 * start : 2 * end].decode("utf-16-le")


# ---- Real clients


def test_the_python_client(server: Server, monkeypatch: pytest.MonkeyPatch) -> None:
    import language_tool_python

    reached: list[Any] = []
    connect = socket.socket.connect

    def noted(one: socket.socket, address: Any) -> Any:
        reached.append(address)
        return connect(one, address)

    monkeypatch.setattr(socket.socket, "connect", noted)
    text = EMOJI + TOLD
    with language_tool_python.LanguageTool("en-GB", remote_server=server.address) as tool:
        found = tool.check(text)
        tool.disabled_rules = {one.rule_id for one in found}
        left = tool.check(text)

    assert {one.rule_id for one in found} >= {"FORETHOUGHT_IDENTIFIES_PERSON"}
    spans = {(one.span.start, one.span.end) for one in check(text).findings if one.span}
    assert {one.offset for one in found} == {start for start, _ in spans}
    assert all(one.category == "FORETHOUGHT" and one.message for one in found)
    assert left == []
    assert reached
    assert {address[0] for address in reached} == {"127.0.0.1"}


def test_the_python_client_is_told_what_is_wrong(server: Server) -> None:
    import language_tool_python
    from language_tool_python.exceptions import LanguageToolError

    with (
        language_tool_python.LanguageTool("en-GB", remote_server=server.address) as tool,
        pytest.raises(LanguageToolError, match="exceeds the limit"),
    ):
        tool.check(MARKER * (LIMIT // 10))


@pytest.mark.parametrize("words", ["data", "text"])
@pytest.mark.parametrize(
    "headers",
    [
        {"Origin": "app://obsidian.md", "Accept": "application/json"},  # a plug-in of Obsidian
        {"Origin": "chrome-extension://abcdefghijklmnop"},  # a browser's add-on
        {"Origin": "moz-extension://0a1b2c3d-0000-4000-8000-000000000000"},  # the same in Firefox and Thunderbird
        {"User-Agent": "axios/1.7"},  # an editor's extension
    ],
)
def test_a_request_as_add_ons_make_it(server: Server, headers: dict[str, str], words: str) -> None:
    data = {"annotation": [{"markup": "# ", "interpretAs": "\n"}, {"text": EMOJI + TOLD}]}
    whole = "# " + EMOJI + TOLD
    fields = {words: json.dumps(data) if words == "data" else whole,
              "language": "auto", "level": "picky", "enabledOnly": "false", "motherTongue": "en-GB",
              "preferredVariants": "de-DE,en-GB", "disabledCategories": "TYPOS,STYLE", "enabledRules": "",
              "username": "x", "apiKey": "y", "dicts": "", "allowIncompleteResults": "true",
              "useragent": "webextension", "mode": "all", "textSessionId": "1:2", "instanceId": "3:4",
              "enableHiddenRules": "true"}  # fmt: skip
    request = urllib.request.Request(f"{server.address}/v2/check", urllib.parse.urlencode(fields).encode(), headers)
    with urllib.request.urlopen(request, timeout=30) as answer:
        matches = json.load(answer)["matches"]
        allowed = answer.headers.get("Access-Control-Allow-Origin")

    assert allowed == headers.get("Origin")
    assert matches
    found = [units(whole, one["offset"], one["offset"] + one["length"]) for one in matches]
    assert all(each and each in EMOJI + TOLD for each in found)
    assert any("Jane Smith" in each for each in found)


ADD_ON = "chrome-extension://abcdefghijklmnop"


def preflight(origin: str) -> dict[str, str]:
    """The headers by which a browser asks first whether a page may send."""
    return {"Origin": origin, "Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "content-type"}


@pytest.mark.parametrize("path", ["check", "languages", "info"])
def test_a_browser_that_asks_first_is_told_yes_for_add_ons(client: Any, path: str) -> None:
    answer = client.options(f"/v2/{path}", headers=preflight(ADD_ON))

    assert answer.status_code == 204
    assert answer["Access-Control-Allow-Origin"] == ADD_ON
    assert "POST" in answer["Access-Control-Allow-Methods"]
    assert "Content-Type" in answer["Access-Control-Allow-Headers"]
    assert "Origin" in answer["Vary"]
    assert "Access-Control-Allow-Credentials" not in answer


@pytest.mark.parametrize("origin", ["https://elsewhere.example", "null", "chrome-extension://", f"{ADD_ON}.example"])
def test_a_browser_that_asks_first_is_told_no_for_other_pages(client: Any, origin: str) -> None:
    assert "Access-Control-Allow-Origin" not in client.options("/v2/check", headers=preflight(origin))
    answer = asked(client, MARKER, headers={"Origin": origin})

    assert answer.status_code == 403
    assert "Access-Control-Allow-Origin" not in answer
    assert MARKER not in answer.content.decode()


def test_an_add_on_can_read_why_it_was_refused(client: Any) -> None:
    answer = asked(client, MARKER, headers={"Origin": ADD_ON}, audience=MARKER)

    assert answer.status_code == 400
    assert answer["Access-Control-Allow-Origin"] == ADD_ON
    assert MARKER not in answer.content.decode()


def test_libreoffice_sends_words_as_they_are(client: Any) -> None:
    raw = f"text={EMOJI}{TOLD}&language=en-GB".encode()
    answer = client.post("/v2/check", raw, content_type="application/x-www-form-urlencoded")

    assert {one["rule"]["id"] for one in answer.json()["matches"]} >= {"FORETHOUGHT_IDENTIFIES_PERSON"}


# ---- What is answered


def test_every_field_that_clients_read(client: Any) -> None:
    whole = said(client, RISKY, profession="social worker")

    assert set(whole) == {"software", "warnings", "language", "matches", "sentenceRanges"}
    assert whole["warnings"] == {"incompleteResults": False}
    assert whole["language"]["code"] == whole["language"]["detectedLanguage"]["code"] == "en-GB"
    assert {"name", "confidence", "source"} < set(whole["language"]["detectedLanguage"])
    for name, kind in {"name": str, "version": str, "buildDate": str, "apiVersion": int, "premium": bool}.items():
        assert isinstance(whole["software"][name], kind)
    assert whole["matches"]
    for one in whole["matches"]:
        assert set(one) == {
            "message", "shortMessage", "replacements", "offset", "length", "context", "sentence", "type", "rule",
            "ignoreForIncompleteSentence", "contextForSureMatch",
        }  # fmt: skip
        assert {"id", "subId", "description", "issueType", "category", "urls"} <= set(one["rule"])
        assert set(one["rule"]["category"]) == {"id", "name"}
        assert one["type"]["typeName"]
        assert one["length"] > 0
        assert all(other["value"].strip() for other in one["replacements"])
        assert one["shortMessage"] in CONCERNS.values()
        assert one["sentence"] in RISKY
        context = one["context"]
        words = units(RISKY, one["offset"], one["offset"] + one["length"])
        assert units(context["text"], context["offset"], context["offset"] + context["length"]) == words


def test_the_link_of_a_match_leads_to_its_concern(client: Any) -> None:
    for one in said(client, RISKY)["matches"]:
        [link] = one["rule"]["urls"]
        assert link["value"].startswith("http://localhost:8016/concerns/")
        assert client.get(urllib.parse.urlsplit(link["value"]).path).status_code == 200


@settings(max_examples=15, suppress_health_check=SHARED)
@given(st.lists(st.sampled_from([*EMOJI, "né ", "\n", "\r\n", FINE, TOLD, RISKY]), max_size=8))
def test_offsets_count_utf16_units(client: Any, parts: list[str]) -> None:
    text = "".join([EMOJI, *parts, TOLD])
    wanted = {text[one.span.start : one.span.end] for one in check(text, with_safer=False).findings if one.span}
    whole = said(client, text)

    assert {units(text, one["offset"], one["offset"] + one["length"]) for one in whole["matches"]} >= wanted
    at = 0
    for start, end in whole["sentenceRanges"]:
        assert at <= start < end
        assert not units(text, at, start).strip()
        at = end


PARTS = st.one_of(
    st.builds(lambda text: {"text": text}, st.sampled_from([EMOJI, "My patient ", "Jane Smith died. ", "x", "", "\n"])),
    st.builds(lambda markup: {"markup": markup}, st.sampled_from(["<b>", "💛", "</i>", "", "**"])),
    st.builds(
        lambda markup, shown: {"markup": markup, "interpretAs": shown},
        st.sampled_from(["<br>", "&amp;", "💛"]),
        st.sampled_from(["\n", "&", "", "💛💛"]),
    ),
)


@given(st.lists(PARTS, max_size=10), st.data())
def test_words_are_found_again_over_the_markup(parts: list[dict[str, str]], data: st.DataObject) -> None:
    sent = annotated(json.dumps({"annotation": parts}))
    places: list[Span] = []
    at = 0
    for part in parts:
        own = part["markup"] if "markup" in part else part["text"]
        if "text" in part:
            places += [Span(at + offset, at + offset + 1) for offset in range(len(own))]
        else:
            places += [Span(at, at + len(own))] * len(part.get("interpretAs", ""))
        at += len(own)

    assert sent.whole == "".join(one.get("markup", one.get("text", "")) for one in parts)
    assert len(sent.text) == len(places)
    if places:
        start = data.draw(st.integers(0, len(places) - 1))
        end = data.draw(st.integers(start + 1, len(places)))
        assert sent.place(Span(start, end)) == Span(places[start].start, places[end - 1].end)


def test_matches_over_markup(client: Any) -> None:
    parts = [{"text": "Hi. "}, {"markup": "<b>💛", "interpretAs": "\n"}, {"text": "My patient Jane"},
             {"markup": "</b>"}, {"text": " Smith died on Ward 4."}]  # fmt: skip
    whole = "Hi. <b>💛My patient Jane</b> Smith died on Ward 4."
    matches = said(client, data=json.dumps({"annotation": parts}))["matches"]

    read = "Hi. \nMy patient Jane Smith died on Ward 4."
    found = {read[f.span.start : f.span.end] for f in check(Post(read), with_safer=False).findings if f.span}
    assert matches
    for one in matches:
        words = units(whole, one["offset"], one["offset"] + one["length"])
        assert words.replace("</b>", "").replace("<b>💛", "\n") in found
        assert "patient Jane" in words
        context = one["context"]
        assert units(context["text"], context["offset"], context["offset"] + context["length"]) == words
        if "</b>" in words:
            assert one["replacements"] == []


def test_data_may_be_plain_and_halves_are_no_fault(client: Any) -> None:
    plainly = said(client, TOLD)["matches"]

    assert said(client, data=json.dumps({"text": TOLD}))["matches"] == plainly
    halves = '{"annotation": [{"text": "\\ud83d"}, {"markup": "\\udc9b"}, {"text": "TOLD"}]}'.replace("TOLD", TOLD)
    assert [one["offset"] - 2 for one in said(client, data=halves)["matches"]] == [one["offset"] for one in plainly]
    assert plain("\ud83dx").text == "\ufffdx"
    assert said(client, data='{"annotation": []}')["matches"] == []


def test_a_replacement_is_what_the_safer_wording_says_there(client: Any) -> None:
    offered = [one for text in (RISKY, TOLD) for one in said(client, text)["matches"] if one["replacements"]]

    assert offered
    for text in (RISKY, TOLD):
        safer = check(text).safer
        for one in said(client, text)["matches"]:
            words = units(text, one["offset"], one["offset"] + one["length"])
            for other in one["replacements"]:
                assert other["value"] != words
                assert safer is not None
                assert all(word in safer.text for word in other["value"].split())


@pytest.mark.parametrize(
    ("fields", "left"),
    [
        ({"disabledRules": "FORETHOUGHT_IDENTIFIES_PERSON,OTHER"}, "not identifies"),
        ({"disabledRules": "forethought_identifies_person"}, "not identifies"),
        ({"disabledCategories": "TYPOS,FORETHOUGHT"}, "none"),
        ({"disabledCategories": "TYPOS,STYLE"}, "all"),
        ({"enabledOnly": "true", "enabledRules": "FORETHOUGHT_IDENTIFIES_PERSON"}, "identifies"),
        ({"enabledOnly": "true", "enabledCategories": "FORETHOUGHT"}, "all"),
        ({"enabledOnly": "true", "enabledRules": "OTHER"}, "none"),
        ({"enabledOnly": "false", "enabledRules": "OTHER"}, "all"),
    ],
)
def test_what_a_person_switched_off_stays_off(client: Any, fields: dict[str, str], left: str) -> None:
    every = [one["rule"]["id"] for one in said(client, TOLD)["matches"]]
    one = "FORETHOUGHT_IDENTIFIES_PERSON"
    assert one in every
    assert set(every) != {one}
    wanted = {
        "all": every,
        "none": [],
        "identifies": [name for name in every if name == one],
        "not identifies": [name for name in every if name != one],
    }[left]

    assert [match["rule"]["id"] for match in said(client, TOLD, **fields)["matches"]] == wanted


@pytest.mark.parametrize(
    ("asked_for", "variants", "code"),
    [
        ("en-GB", "", "en-GB"), ("en_us", "", "en-US"), ("en", "", "en"), ("en-XX", "", "en"), ("auto", "", "en-GB"),
        ("auto", "de-DE,en-AU", "en-AU"), ("", "", "en-GB"), ("de-DE", "", "de"),
    ],
)  # fmt: skip
def test_the_language_that_was_asked_for(client: Any, asked_for: str, variants: str, code: str) -> None:
    whole = said(client, TOLD, language=asked_for, preferredVariants=variants)

    assert whole["language"]["code"] == code
    assert bool(whole["matches"]) is code.startswith("en")
    assert whole["warnings"]["incompleteResults"] is not code.startswith("en")


def test_what_was_not_judged_is_told(client: Any) -> None:
    german = said(client, "Ich habe heute einen sehr langen Tag auf der Station gehabt und bin müde.")

    assert german["matches"] == []
    assert "English" in german["warnings"]["incompleteResultsReason"]
    assert german["language"]["detectedLanguage"]["code"] == "de"
    assert said(client, " ")["warnings"]["incompleteResults"] is False


def test_who_writes_is_known_from_settings_here_and_never_elsewhere(
    client: Any, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    from django.test import override_settings

    from forethought_web.api import languagetool

    kept = tmp_path / "settings.toml"
    kept.write_text('profession = "midwife"\naudience = "direct-message"\nnamed = true\n')
    monkeypatch.setenv("FORETHOUGHT_CONFIG", str(kept))
    own = languagetool.own_settings()

    assert languagetool.post_of(TOLD, {}, own).author.profession == "midwife"
    assert languagetool.post_of(TOLD, {"profession": "teacher", "audience": "friends"}, own).audience == "friends"
    # In a message to a patient the matter is the boundary; said to everybody, one's own number.
    words = "You can have my number, 07700 900123, text me after your appointment."
    here = said(client, words)["matches"]
    kept.write_text("")
    elsewhere = said(client, words)["matches"]
    assert here != elsewhere
    kept.write_text("broken")
    assert said(client, words)["matches"] == elsewhere
    kept.write_text('profession = "midwife"\naudience = "direct-message"\nnamed = true\n')
    with override_settings(HOSTS=["forethought.example"], TOKENS=frozenset((TOKEN,))):
        assert said(client, words, apiKey=TOKEN)["matches"] == elsewhere


# ---- What cannot be done


@pytest.mark.parametrize(
    ("fields", "status", "why"),
    [
        ({}, 400, "Missing 'text' or 'data'"),
        ({"language": MARKER}, 400, "Missing"),
        ({"text": MARKER, "data": MARKER}, 400, "not both"),
        ({"text": MARKER, "language": MARKER}, 400, "language"),
        ({"text": MARKER, "audience": MARKER}, 400, "audience"),
        ({"text": MARKER * 10_000}, 413, "exceeds the limit"),
        ({"data": MARKER}, 400, "'data' is not JSON"),
        ({"data": "[" * 100_000}, 400, "'data' is not JSON"),
        ({"data": "9" * 5_000}, 400, "'data' is not JSON"),
        ({"data": "null"}, 400, "'data' is not JSON"),
        ({"data": f'["{MARKER}"]'}, 400, "'data' is not JSON"),
        ({"data": f'{{"annotation": "{MARKER}"}}'}, 400, "'data' is not JSON"),
        ({"data": f'{{"annotation": ["{MARKER}"]}}'}, 400, "'data' is not JSON"),
        ({"data": f'{{"annotation": [{{"text": "{MARKER}", "markup": "x"}}]}}'}, 400, "'data' is not JSON"),
        ({"data": f'{{"annotation": [{{"text": ["{MARKER}"]}}]}}'}, 400, "'data' is not JSON"),
        ({"data": '{"annotation": [{"markup": "x", "interpretAs": 3}]}'}, 400, "'data' is not JSON"),
        ({"data": '{"annotation": [{}]}'}, 400, "'data' is not JSON"),
        ({"data": f'{{"text": "{MARKER}", "annotation": []}}'}, 400, "'data' is not JSON"),
        ({"data": '{"text": 1}'}, 400, "'data' is not JSON"),
        ({f"field{n}": MARKER for n in range(2_000)}, 400, "could not be read"),
    ],
)
def test_a_refusal_is_a_line_of_text_without_what_was_sent(
    client: Any, fields: dict[str, str], status: int, why: str
) -> None:
    answer = client.post("/v2/check", urllib.parse.urlencode(fields) or "x=", "application/x-www-form-urlencoded")

    assert answer.status_code == status
    assert answer["Content-Type"].startswith("text/plain")
    assert answer.content.decode().startswith("Error: ")
    assert why in answer.content.decode()
    assert MARKER not in answer.content.decode()


@pytest.mark.parametrize("content_type", ["application/json", "text/plain", "multipart/form-data; boundary=", ""])
def test_another_content_type(client: Any, content_type: str) -> None:
    answer = client.post("/v2/check", f"text={MARKER}".encode(), content_type)

    assert answer.status_code == 400
    assert answer.content.startswith(b"Error: ")
    assert MARKER not in answer.content.decode()


@pytest.mark.parametrize("method", ["GET", "HEAD", "PUT", "DELETE", "OPTIONS"])
def test_words_in_an_address_are_refused(client: Any, method: str) -> None:
    answer = client.generic(method, f"/v2/check?language=en-GB&text={MARKER}", b"x")

    assert answer.status_code == 405
    assert answer["Allow"] == "POST"
    assert MARKER not in answer.content.decode()
    if method != "HEAD":
        assert "words in an address" in answer.content.decode()


@pytest.mark.parametrize(
    ("path", "content_type", "holds"),
    [
        ("languages", "application/json", '"longCode": "en-GB"'),
        ("info", "application/json", '"software"'),
        ("healthcheck", "text/plain", "OK"),
        ("maxtextlength", "text/plain", str(LIMIT)),
        ("words", "application/json", '{"words": []}'),
    ],
)
def test_what_clients_ask_beside_the_check(client: Any, path: str, content_type: str, holds: str) -> None:
    answer = client.get(f"/v2/{path}?username=x&apiKey=y")

    assert answer.status_code == 200
    assert answer["Content-Type"].startswith(content_type)
    assert holds in answer.content.decode()
    assert client.head(f"/v2/{path}").status_code == 200
    refused = client.post(f"/v2/{path}", {"word": MARKER})
    assert refused.status_code == 405
    assert MARKER not in refused.content.decode()


def test_every_language_is_english(client: Any) -> None:
    listed = client.get("/v2/languages").json()

    assert {one["code"] for one in listed} == {"en"}
    assert all(said(client, TOLD, language=one["longCode"])["language"]["name"] == one["name"] for one in listed)


def test_other_sites_pages_and_forms() -> None:
    from django.test import Client

    strict = Client(enforce_csrf_checks=True, HTTP_HOST="localhost")

    assert asked(strict, TOLD).status_code == 200
    refused = asked(strict, MARKER, headers={"Origin": "https://elsewhere.example"})
    assert refused.status_code == 403
    assert MARKER not in refused.content.decode()


@pytest.mark.parametrize(
    ("fields", "headers", "may"),
    [
        ({}, {}, False),
        ({"apiKey": TOKEN}, {}, True),
        ({"apiKey": TOKEN, "username": "x"}, {}, True),
        ({"apiKey": f" {TOKEN} "}, {}, True),
        ({"apiKey": "ü"}, {}, False),
        ({"apiKey": ""}, {"Authorization": f"Bearer {TOKEN}"}, True),
        ({}, {"Authorization": "Bearer x"}, False),
    ],
)
def test_a_hosted_site_asks_for_a_token(
    client: Any, fields: dict[str, str], headers: dict[str, str], may: bool
) -> None:
    from django.test import override_settings

    with override_settings(HOSTS=["forethought.example"], ALLOWED_HOSTS=["forethought.example"],
                           TOKENS=frozenset((TOKEN,))):  # fmt: skip
        answer = asked(client, MARKER, headers={"Host": "forethought.example", **headers}, **fields)

    assert answer.status_code == (200 if may else 401)
    if not may:
        assert answer["WWW-Authenticate"].startswith("Bearer")
        assert answer.content.startswith(b"Error: ")
        assert MARKER not in answer.content.decode()


def test_findings_of_the_same_words_are_one_match(client: Any) -> None:
    for text in (TOLD, RISKY, f"{TOLD} {RISKY} {TOLD}"):
        matches = said(client, text)["matches"]
        keys = [(one["rule"]["id"], one["offset"], one["length"]) for one in matches]
        assert len(keys) == len(set(keys))
        assert {one["rule"]["id"] for one in matches} == {
            f"FORETHOUGHT_{one.concern.upper().replace('-', '_')}" for one in check(Post(text)).findings
        }
