"""The user's own settings: who they are and where they usually post. Kept in one local file; it never holds a post."""

from __future__ import annotations

import os
from collections.abc import Mapping
from dataclasses import dataclass, fields
from pathlib import Path
from typing import Any

from forethought.errors import ConfigError, PostError, did_you_mean
from forethought.jsonio import read_audience
from forethought.values import Audience


@dataclass(frozen=True, slots=True)
class Settings:
    """Answers that hold from post to post; None or "" is "not said"."""

    profession: str = ""
    country: str = ""
    pack: str = ""
    audience: Audience | None = None
    platform: str = ""
    named: bool | None = None
    states_profession: bool | None = None
    employer: str = ""
    place: str = ""


NAMES = tuple(field.name for field in fields(Settings))
_YES_NO = frozenset(("named", "states_profession"))


def settings_path(environ: Mapping[str, str] | None = None) -> Path:
    """Where the settings are: ``FORETHOUGHT_CONFIG``, else ``forethought/settings.toml`` in the XDG config folder."""
    known = os.environ if environ is None else environ
    if own := known.get("FORETHOUGHT_CONFIG"):
        return Path(own)
    base = Path(known.get("XDG_CONFIG_HOME", ""))
    folder = base if base.is_absolute() else Path.home() / ".config"
    return folder / "forethought" / "settings.toml"


def load_settings(path: Path | None = None) -> Settings:
    """The settings, or empty ones where there is no file.

    Raises:
        ConfigError: If the file cannot be read, has a key we do not know or a value of the wrong kind.
    """
    path = path or settings_path()
    try:
        written = path.read_text(encoding="utf-8")
    except (FileNotFoundError, NotADirectoryError):
        return Settings()
    except OSError as error:
        raise ConfigError(f"{path}: cannot be read ({type(error).__name__})") from error
    except UnicodeDecodeError as error:
        raise ConfigError(f"{path}: is not UTF-8 text, at byte {error.start + 1}") from error
    import rtoml

    try:
        table = rtoml.loads(written)
    except rtoml.TomlParsingError as error:
        raise ConfigError(f"{path}: is not valid TOML; mend it, or delete it and run `forethought setup`") from error
    return Settings(**{key: _checked(path, key, value) for key, value in table.items()})


def _checked(path: Path, key: str, value: object) -> Any:
    if key not in NAMES:
        raise ConfigError(f"{path}: unknown key {key!r}{did_you_mean(key, NAMES)}; known are {', '.join(NAMES)}")
    if key == "audience":
        try:
            return read_audience(value)
        except PostError as error:
            raise ConfigError(f"{path}: {error}") from error
    if key in _YES_NO:
        if not isinstance(value, bool):
            raise ConfigError(f"{path}: {key}: is neither true nor false")
    elif not isinstance(value, str):
        raise ConfigError(f"{path}: {key}: is not text in quotation marks")
    return value


def save_settings(settings: Settings, path: Path | None = None) -> Path:
    """Write the settings so that only their owner can read them, and return where.

    Raises:
        ConfigError: If the file cannot be written.
    """
    import rtoml

    path = path or settings_path()
    said = {name: value for name in NAMES if (value := getattr(settings, name)) not in ("", None)}
    note = "# Forethought's settings. Only on this machine; no post is ever kept here.\n"
    beside = path.with_name(path.name + ".new")
    try:
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        beside.unlink(missing_ok=True)
        beside.touch(mode=0o600, exist_ok=False)
        beside.write_text(note + rtoml.dumps(said), encoding="utf-8")
        beside.replace(path)
    except OSError as error:
        raise ConfigError(f"{path}: cannot be written ({type(error).__name__})") from error
    return path
