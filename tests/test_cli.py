from __future__ import annotations

import json
import os
import pty
import stat
import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from forethought.cli import main
from forethought.values import CONCERNS
from shared import FINE, RISKY, ROOT, Forethought


def test_a_risky_post_is_stopped_with_reasons(forethought: Forethought) -> None:
    done = forethought("check", RISKY)

    shown = done.stdout.decode()
    assert done.returncode == 1
    assert shown.startswith("✕ Stop.")
    assert "^^^^" in shown
    assert shown.rstrip().endswith("This is advice; you decide. It is not a regulator's voice.")
    assert b"\x1b" not in done.stdout
    assert done.stderr == b""


def test_a_fine_post_is_one_calm_line(forethought: Forethought) -> None:
    done = forethought("check", FINE)

    assert done.returncode == 0
    assert done.stdout.decode().startswith("✓ Fine to post. ")
    assert len(done.stdout.decode().strip().splitlines()) <= 2


@pytest.mark.parametrize(
    ("text", "options", "said"),
    [
        (RISKY, (), "How this was weighed:"),
        (FINE, (), "in 100 that it is not fine"),
        (RISKY, ("--no-model",), "Only rules were asked"),
        ("💛💛", (), ""),
    ],
)
def test_why_shows_the_sum(forethought: Forethought, text: str, options: tuple[str, ...], said: str) -> None:
    done = forethought("check", "--why", *options, text)

    assert said in done.stdout.decode()
    assert done.stderr == b""


@pytest.mark.parametrize("way", ["argument", "words", "stdin", "dash", "file"])
def test_a_draft_comes_in_every_way(forethought: Forethought, home: Path, way: str) -> None:
    (home / "draft.txt").write_text(RISKY + "\n", encoding="utf-8")
    ways = {
        "argument": ([RISKY], b""),
        "words": (RISKY.split(), b""),
        "stdin": ([], RISKY.encode()),
        "dash": (["-"], RISKY.encode()),
        "file": (["--file", "draft.txt"], b""),
    }
    args, stdin = ways[way]

    done = forethought("check", "--format", "json", *args, stdin=stdin)

    assert done.returncode == 1
    assert json.loads(done.stdout)["verdict"] == "stop"


def test_json_offsets_point_at_the_original(forethought: Forethought) -> None:
    text = "💛 " + RISKY
    found = json.loads(forethought("check", "--format", "jsonl", text).stdout)

    assert found["schema"] == 1
    assert found["findings"]
    for one in found["findings"]:
        assert 0 <= one["start"] < one["end"] <= len(text)
        assert text[one["start"] : one["end"]].strip()


def test_the_same_post_gives_the_same_bytes(forethought: Forethought) -> None:
    args = ("check", "--format", "json", "--date", "2026-03-31", RISKY)

    assert forethought(*args).stdout == forethought(*args).stdout


def test_many_posts_come_out_as_lines_and_bad_ones_by_number(forethought: Forethought, home: Path) -> None:
    lines = [
        json.dumps({"id": "a", "text": FINE, "platform": "FACEBOOK", "verdict": "post"}),
        "{broken",
        json.dumps({"id": "b", "text": RISKY, "audience": "Public"}),
        json.dumps({"id": "c", "txt": "zanzibarquokka"}),
    ]
    (home / "posts.jsonl").write_text("\n".join(lines) + "\n", encoding="utf-8")

    done = forethought("check", "--posts", "posts.jsonl")

    answers = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(one["id"], one["verdict"]) for one in answers] == [("a", "post"), ("b", "stop")]
    assert done.stderr.decode().splitlines() == [
        "line 2: is not JSON, at column 2",
        "line 4: text: is missing (found 'txt')",
        "2 posts checked: 1 fine, 1 to stop; 2 lines could not be judged",
    ]
    assert done.returncode == 2


@pytest.mark.parametrize(("texts", "status"), [([FINE], 0), ([FINE, RISKY], 1), ([FINE, RISKY, ""], 2), ([], 0)])
def test_many_exit_with_the_gravest_status(forethought: Forethought, texts: list[str], status: int) -> None:
    stdin = "".join(json.dumps({"text": text}) + "\n" for text in texts).encode()

    assert forethought("check", "--posts", "-", stdin=stdin).returncode == status


def test_many_posts_as_one_json_value_and_as_text(forethought: Forethought) -> None:
    stdin = "".join(json.dumps({"text": text}) + "\n" for text in (FINE, RISKY)).encode()

    as_json = forethought("check", "--posts", "-", "--format", "json", stdin=stdin).stdout
    as_text = forethought("check", "--posts", "-", "--format", "text", stdin=stdin).stdout.decode()

    assert [one["id"] for one in json.loads(as_json)] == ["1", "2"]
    assert as_text.startswith("── 1 ─")
    assert "✓ Fine to post." in as_text
    assert "✕ Stop." in as_text
    assert json.loads(forethought("check", "--posts", "-", "--format", "json", stdin=b"").stdout) == []


def test_options_reach_the_check(forethought: Forethought) -> None:
    found = json.loads(
        forethought("check", "--pack", "nmc-2018", "--audience", "DIRECT_MESSAGE", "--format", "json", RISKY).stdout
    )

    assert found["pack"] == "nmc-2018"


def test_the_pack_follows_the_profession(forethought: Forethought) -> None:
    found = json.loads(forethought("check", "--profession", "paramedic", "--format", "json", RISKY).stdout)

    assert found["pack"].startswith("hcpc")


def test_settings_stand_in_for_options_not_given(forethought: Forethought, home: Path) -> None:
    settings = home / "mine.toml"
    settings.write_text('profession = "nurse"\naudience = "friends"\n', encoding="utf-8")
    env = {"FORETHOUGHT_CONFIG": str(settings)}

    kept = json.loads(forethought("check", "--format", "json", RISKY, env=env).stdout)
    said = json.loads(forethought("check", "--format", "json", "--profession", "teacher", RISKY, env=env).stdout)

    assert kept["pack"] != said["pack"]


def test_setup_asks_and_keeps_the_answers_for_their_owner_alone(forethought: Forethought, home: Path) -> None:
    answers = "nurse\nGB-SCT\nFacebook\nfriend\nfriends\nno\nyes\n\nStockport\n"

    done = forethought("setup", stdin=answers.encode())

    kept = home / ".config" / "forethought" / "settings.toml"
    assert done.returncode == 0, done.stderr
    assert stat.S_IMODE(kept.stat().st_mode) == 0o600
    assert forethought("setup", "--show").stdout.decode().splitlines()[1:] == [
        'profession = "nurse"',
        'country = "GB-SCT"',
        'audience = "friends"',
        'platform = "Facebook"',
        "named = false",
        "states_profession = true",
        'place = "Stockport"',
    ]
    forethought("setup", "--forget")
    assert not kept.exists()


def test_broken_settings_are_said_and_setup_mends_them(forethought: Forethought, home: Path) -> None:
    settings = home / "mine.toml"
    settings.write_text('profesion = "nurse"\n', encoding="utf-8")
    env = {"FORETHOUGHT_CONFIG": str(settings)}

    done = forethought("check", FINE, env=env)
    mended = forethought("setup", stdin=b"\n" * 8, env=env)

    assert done.returncode == 2
    assert "did you mean 'profession'?" in done.stderr.decode()
    assert mended.returncode == 0
    assert forethought("check", FINE, env=env).returncode == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["--audience", "freinds", "x"], "--audience: is not one we know"),
        (["--audience", "freinds", "x"], "did you mean 'friends'?"),
        (["--format", "yaml", "x"], "--format: is not one we know: text, json, jsonl"),
        (["--date", "yesterday", "x"], "--date: is not a day such as"),
        (["--pack", "hcpc-2042", "x"], "there is no pack 'hcpc-2042'"),
        (["--audeince", "public", "x"], "no such option (did you mean '--audience'?)"),
        (["--zanzibarquokka is unwell"], "put -- before it"),
        (["--file", "nowhere.txt"], "nowhere.txt: there is no such file"),
        (["--file", "."], "is a folder"),
        (["--posts", "nowhere.jsonl"], "there is no such file"),
        (["--file", "a", "zanzibarquokka"], "give the draft once"),
        (["--profession"], "--profession needs a value"),
    ],
)
def test_wrong_usage_is_said_plainly_and_exits_with_2(forethought: Forethought, args: list[str], said: str) -> None:
    done = forethought("check", *args)

    assert done.returncode == 2
    assert said in done.stderr.decode()
    assert done.stdout == b""
    assert b"zanzibarquokka" not in done.stderr
    assert b"Traceback" not in done.stderr


def test_a_draft_without_the_word_check_is_not_repeated_back(forethought: Forethought) -> None:
    done = forethought("zanzibarquokka was admitted today")

    assert done.returncode == 2
    assert b"zanzibarquokka" not in done.stderr
    assert b"forethought check" in done.stderr


def test_a_text_that_begins_with_a_dash_can_be_checked(forethought: Forethought) -> None:
    assert forethought("check", "--", "--- what a week ---").returncode == 0


def test_a_reader_that_goes_away_is_no_fault(home: Path) -> None:
    stdin = (json.dumps({"text": FINE}) + "\n").encode() * 200
    command = f"{sys.executable} -m forethought check --posts - | head -n 1"
    env = os.environ | {"PYTHONPATH": str(ROOT / "src"), "FORETHOUGHT_CONFIG": os.devnull}

    done = subprocess.run(command, shell=True, input=stdin, capture_output=True, env=env, check=False)

    assert b"Traceback" not in done.stderr
    assert b"fault" not in done.stderr


@pytest.mark.parametrize(("env", "coloured"), [({}, True), ({"NO_COLOR": "1"}, False), ({"TERM": "dumb"}, False)])
def test_colour_and_underlines_on_a_terminal(home: Path, env: dict[str, str], coloured: bool) -> None:
    ours, theirs = pty.openpty()
    around = {name: value for name, value in os.environ.items() if name not in ("NO_COLOR", "TERM")}
    around |= {
        "TERM": "xterm",
        "PYTHONPATH": str(ROOT / "src"),
        "HOME": str(home),
        "FORETHOUGHT_CONFIG": os.devnull,
    } | env

    subprocess.run([sys.executable, "-m", "forethought", "check", RISKY], stdout=theirs, env=around, check=False)
    os.close(theirs)
    shown = b""
    try:
        while part := os.read(ours, 4096):
            shown += part
    except OSError:
        pass
    os.close(ours)

    assert (b"\x1b[4;31m" in shown) is coloured
    assert (b"^^^" in shown) is not coloured


@pytest.mark.parametrize("concern", CONCERNS)
def test_every_concern_is_explained(concern: str) -> None:
    done = CliRunner().invoke(main, ["explain", concern], catch_exceptions=False, standalone_mode=False)

    assert CONCERNS[concern] in done.output
    assert "Fine:" in done.output


def test_rules_are_listed_shown_and_given_as_json(forethought: Forethought) -> None:
    listed = json.loads(forethought("rules", "--format", "json").stdout)
    first = next(one for one in listed if one["concern"])
    concern, first = first["concern"], first["id"]

    assert first in forethought("rules").stdout.decode()
    assert "Source:" in forethought("rules", first).stdout.decode()
    some = json.loads(forethought("rules", "--concern", concern, "--format", "json").stdout)
    assert {one["concern"] for one in some} == {concern}
    near = forethought("rules", first[:-1])
    assert near.returncode == 2
    assert f"did you mean '{first}'?" in near.stderr.decode()


def test_every_command_has_help(forethought: Forethought) -> None:
    listed = forethought("--help").stdout.decode()

    for name in ("check", "setup", "rules", "explain", "packs", "precedents", "privacy", "tips"):
        assert f"  {name} " in listed
        assert forethought(name, "--help").returncode == 0
    assert forethought("--version").stdout.startswith(b"forethought ")
