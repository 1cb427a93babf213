"""The commands that show guidance."""

import json
import sys

import pytest

from forethought.cli import run
from forethought.packs import pack_ids
from forethought.values import Assessment, Finding


@pytest.fixture(autouse=True)
def _own_settings(tmp_path, monkeypatch):
    monkeypatch.setenv("FORETHOUGHT_CONFIG", str(tmp_path / "settings.toml"))
    monkeypatch.setenv("COLUMNS", "100")


def test_all_packs_are_listed(capsys):
    assert run(["packs", "list"]) == 0

    shown = capsys.readouterr().out
    assert all(pack_id in shown for pack_id in pack_ids())
    assert "\x1b" not in shown


@pytest.mark.parametrize("pack_id", pack_ids())
def test_each_pack_is_shown(capsys, pack_id):
    assert run(["packs", "show", pack_id]) == 0

    assert "Who can help" in capsys.readouterr().out


def test_what_is_from_memory_is_marked(capsys):
    run(["packs", "show", "hcpc-2024"])

    assert "from memory, not checked" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("args", "says"),
    [
        (["packs", "show", "hcpc-2042"], "did you mean 'hcpc-2024'"),
        (["packs", "compare", "hcpc-2017", "hcpc2024"], "did you mean 'hcpc-2024'"),
        (["packs", "check", "/no/such/folder"], "there is no such file"),
        (["packs", "lst"], "Did you mean 'list'"),
        (["precedents", "--concern", "discriminaton"], "did you mean 'discrimination'"),
        (["precedents", "--outcome", "no-cse"], "did you mean 'no-case'"),
        (["privacy", "facebok"], "did you mean 'facebook'"),
        (["tips", "--pack", "nmc-2017"], "did you mean 'nmc-2018'"),
    ],
)
def test_wrong_usage_is_2_with_the_nearest_word(capsys, args, says):
    assert run(args) == 2

    assert says in capsys.readouterr().err


def test_a_sound_pack_is_called_sound(capsys):
    from forethought.packs.reading import FOLDER

    assert run(["packs", "check", str(FOLDER / "gmc-2024")]) == 0

    assert "gmc-2024: sound." in capsys.readouterr().out


def test_two_packs_are_compared_in_words(capsys):
    assert run(["packs", "compare", "hcpc-2016-draft", "hcpc-2024"]) == 0

    shown = capsys.readouterr().out
    assert "1.7 was boundaries" in shown
    assert shown.index("How far to trust this") < shown.index("Clauses that are new")


def flag_messages(post, pack, *, with_safer):
    """In place of the whole check, which has tests of its own."""
    if "Message me" not in post.text:
        return Assessment(post.id, "post", pack=pack.id)
    finding = Finding("boundaries", None, "pause", 0.9, "why", ("rule:x",), pack.standards_for("boundaries"))
    return Assessment(post.id, "pause", (finding,), pack=pack.id)


def test_posts_are_compared_without_their_words(capsys, tmp_path, monkeypatch):
    monkeypatch.setattr(sys.modules["forethought.check"], "check", flag_messages)
    posts = tmp_path / "posts.jsonl"
    rows = [
        {"id": "a", "text": "Message me privately, all my patients, zebracorn, and add me as a friend."},
        {"id": "b", "text": "A lovely walk by the sea today."},
    ]
    posts.write_text("\n".join(json.dumps(row) for row in rows) + "\nnot json\n", encoding="utf-8")

    assert run(["packs", "compare", "hcpc-2017", "hcpc-2024", "--posts", str(posts)]) == 0

    told = capsys.readouterr()
    assert "Over 2 posts" in told.out
    assert "newly raised: 0" in told.out
    assert "other clauses: 1" in told.out
    assert "line 3" in told.err
    assert "zebracorn" not in told.out + told.err


def test_precedents_are_filtered_and_limited(capsys):
    assert run(["precedents", "--concern", "misinformation", "--profession", "nurse", "--limit", "2"]) == 0

    shown = capsys.readouterr().out
    assert shown.count("It ended:") == 2
    assert "2 of " in shown


def test_nothing_found_is_said(capsys):
    assert run(["precedents", "--platform", "carrier pigeon"]) == 0

    assert "None that we know of." in capsys.readouterr().out


def test_privacy_goes_by_platform_or_everywhere(capsys):
    assert run(["privacy", "insta"]) == 0
    assert "Instagram: what to set" in capsys.readouterr().out

    assert run(["privacy"]) == 0
    assert "Nothing is private." in capsys.readouterr().out


def test_tips_are_those_of_the_profession(capsys):
    assert run(["tips", "--profession", "physio", "--country", "Wales"]) == 0
    assert "hcpc-2024" in capsys.readouterr().out

    assert run(["tips"]) == 0
    assert "common ground" in capsys.readouterr().out
