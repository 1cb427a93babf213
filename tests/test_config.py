from __future__ import annotations

import stat
from pathlib import Path

import pytest

from forethought.config import Settings, load_settings, save_settings, settings_path
from forethought.errors import ConfigError


def test_what_is_saved_is_read_back_and_only_the_owner_can_read_it(tmp_path: Path) -> None:
    settings = Settings("nurse", "GB-SCT", "", "friends", "Facebook", False, None, "", "Stockport")
    path = tmp_path / "new" / "settings.toml"

    save_settings(Settings(), path)
    save_settings(settings, path)

    assert load_settings(path) == settings
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert stat.S_IMODE(path.parent.stat().st_mode) == 0o700
    assert list(path.parent.iterdir()) == [path]


def test_no_file_is_no_settings(tmp_path: Path) -> None:
    assert load_settings(tmp_path / "nothing.toml") == Settings()


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"FORETHOUGHT_CONFIG": "/a/b.toml", "XDG_CONFIG_HOME": "/c"}, Path("/a/b.toml")),
        ({"XDG_CONFIG_HOME": "/c"}, Path("/c/forethought/settings.toml")),
        ({"XDG_CONFIG_HOME": "relative"}, Path.home() / ".config/forethought/settings.toml"),
        ({}, Path.home() / ".config/forethought/settings.toml"),
    ],
)
def test_the_file_is_where_the_environment_says(environ: dict[str, str], expected: Path) -> None:
    assert settings_path(environ) == expected


@pytest.mark.parametrize(
    ("written", "said"),
    [
        (b'profesion = "nurse"', "unknown key 'profesion' (did you mean 'profession'?)"),
        (b'audience = "freinds"', "(did you mean 'friends'?)"),
        (b'named = "yes"', "named: is neither true nor false"),
        (b"place = 3", "place: is not text"),
        (b"place = ", "is not valid TOML"),
        (b"place = '\xff'", "is not UTF-8 text, at byte 10"),
    ],
)
def test_a_wrong_file_says_where_what_and_what_next(tmp_path: Path, written: bytes, said: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_bytes(written)

    with pytest.raises(ConfigError) as error:
        load_settings(path)

    assert str(path) in str(error.value)
    assert said in str(error.value)


def test_a_place_that_cannot_be_written_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").touch()

    with pytest.raises(ConfigError, match="cannot be written"):
        save_settings(Settings(), tmp_path / "file" / "settings.toml")
