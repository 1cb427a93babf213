"""A pack file that is wrong says where, what, and what was perhaps meant."""

import pytest

from forethought.errors import PackError
from forethought.packs import load_pack
from forethought.packs.reading import FOLDER

GOOD = (FOLDER / "hcpc-2024" / "pack.toml").read_text(encoding="utf-8")


def write(folder, text):
    folder = folder / "mine-2026"
    folder.mkdir()
    (folder / "pack.toml").write_text(text, encoding="utf-8")
    return folder


CASES = [
    pytest.param(
        'summary      = "', 'sumary       = "', ("unknown key 'sumary'", "did you mean 'summary'"), id="unknown key"
    ),
    pytest.param(
        "boundaries                = [",
        "boundries                 = [",
        ("concerns", "'boundries'", "'boundaries'"),
        id="unknown concern",
    ),
    pytest.param(
        '["1.9", "2.12"',
        '["1.99", "2.12"',
        ("concerns: boundaries: clauses", "there is no '1.99'", "did you mean '1.9'"),
        id="no such clause",
    ),
    pytest.param(
        "from         = 2024-09-01",
        'from         = "2024-09-01"',
        ("from: expected a date", "without quotation marks"),
        id="date in quotes",
    ),
    pytest.param(
        "from         = 2024-09-01",
        "from         = 2024-09-01\nuntil = 2020-01-01",
        ("until: 2020-01-01 is before from",),
        id="dates out of order",
    ),
    pytest.param(
        'topic = "courtesy", text',
        'topic = "courtesy", txt',
        ("standards '2.1'", "unknown key 'txt'"),
        id="unknown key of a standard",
    ),
    pytest.param(
        'service users.", source = "communication", sure = "seen"}',
        'service users.", sure = "seen"}',
        ("standards '2.1'", "source: is missing"),
        id="no source",
    ),
    pytest.param(
        'source = "case-study", sure',
        'source = "case-studdy", sure',
        ("source: there is no 'case-studdy'", "did you mean 'case-study'"),
        id="source not listed",
    ),
    pytest.param(
        'sure = "seen-secondary"}',
        'sure = "certain"}',
        ("sure: there is no 'certain'", "memory"),
        id="not one of how sure",
    ),
    pytest.param(
        'status       = "in force"',
        'status       = "inforce"',
        ("status", "did you mean 'in force'"),
        id="unknown status",
    ),
    pytest.param(
        'status       = "in force"',
        'status       = "superseded"',
        ("until: is missing",),
        id="superseded without an end",
    ),
    pytest.param(
        '"GB-ENG", "GB-SCT"',
        '"GB-ENGL", "GB-SCT"',
        ("countries", "'GB-ENGL'", "did you mean 'GB-ENG'"),
        id="unknown country",
    ),
    pytest.param(
        "misinformation            = {",
        "other = {",
        ("concerns", "unknown key 'other'"),
        id="concern left out for another",
    ),
    pytest.param(
        "silent       = []",
        'silent       = ["abuse"]',
        ("silent: 'abuse' has clauses as well",),
        id="both silent and cited",
    ),
    pytest.param('["hcpc-bodies"', '["hcpc-bodys"', ("advice",), id="unknown contact"),
    pytest.param(
        "[stances.sharing]",
        "[stances.shareing]",
        ("stances", "'shareing'", "did you mean 'sharing'"),
        id="unknown stance",
    ),
    pytest.param(
        'position = "usual"', 'position = "normal"', ("position: there is no 'normal'",), id="unknown position"
    ),
    pytest.param(
        "n      = 1\n", 'n      = "one"\n', ("tips 1: n: expected a whole number, found text",), id="tip number"
    ),
    pytest.param('body         = "Health', "body         = Health", ("not valid TOML", "line"), id="not TOML"),
    pytest.param("https://acptr", "ftp://acptr", ("sources: csp", "https://"), id="not an address"),
    pytest.param(
        'body         = "Health and Care Professions Council"',
        'body         = ""',
        ("body: is empty",),
        id="empty text",
    ),
]


@pytest.mark.parametrize(("good", "bad", "says"), CASES)
def test_a_fault_is_told_with_its_place(tmp_path, good, bad, says):
    if good == '["hcpc-bodies"':
        good, bad = '"hcpc-bodies"', '"hcpc-bodys"'
    assert good in GOOD
    folder = write(tmp_path, GOOD.replace(good, bad, 1))

    with pytest.raises(PackError) as caught:
        load_pack(folder)

    message = str(caught.value)
    assert str(folder) in message
    for part in says:
        assert part in message


def test_a_concern_that_is_left_out_is_named(tmp_path):
    lines = [line for line in GOOD.splitlines() if not line.startswith(("promotion  ", "threat  "))]

    with pytest.raises(PackError, match="no clause for threat, promotion; cite one, or list it in silent"):
        load_pack(write(tmp_path, "\n".join(lines)))


def test_a_sound_pack_of_ones_own_is_read_by_folder_or_file(tmp_path):
    folder = write(tmp_path, GOOD)

    assert load_pack(folder).id == "mine-2026"
    assert load_pack(str(folder / "pack.toml")) == load_pack(folder)
    assert {standard.pack for standard in load_pack(folder).standards} == {"mine-2026"}


def test_a_missing_file_is_told(tmp_path):
    with pytest.raises(PackError, match="there is no such file"):
        load_pack(tmp_path / "nowhere")


def test_bytes_that_are_no_text_are_told(tmp_path):
    folder = write(tmp_path, "")
    (folder / "pack.toml").write_bytes(b"body = '\xff'")

    with pytest.raises(PackError, match="not UTF-8 text, at byte 8"):
        load_pack(folder)


@pytest.mark.parametrize(
    ("wanted", "meant"), [("hcpc-2042", "hcpc-2024"), ("nmc2018", "nmc-2018"), ("swe-2019-", "swe-2019")]
)
def test_a_wrong_id_gets_the_nearest(wanted, meant):
    with pytest.raises(PackError, match=f"did you mean '{meant}'"):
        load_pack(wanted)


@pytest.mark.parametrize(
    "value",
    ['concerns = "all"', "standards = [1]", "tips = {}", "consulted = [2020-01-01]", "sources = 3", "advice = 5"],
)
def test_a_value_of_the_wrong_kind_is_a_pack_error(tmp_path, value):
    key = value.split(" ")[0]
    head = GOOD.split("[sources]")[0]
    kept = "\n".join(line for line in head.splitlines() if not line.startswith(key))

    with pytest.raises(PackError):
        load_pack(write(tmp_path, f"{kept}\n{value}\n"))
