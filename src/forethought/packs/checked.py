"""Reading TOML with messages for the person who wrote it: where, what, and what next."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from pathlib import Path
from typing import Any

import rtoml

from forethought.errors import PackError, did_you_mean


def read_toml(path: Path) -> dict[str, Any]:
    """Read a TOML file.

    Raises:
        PackError: If the file is missing, is not UTF-8 or is not TOML.
    """
    try:
        return dict(rtoml.loads(path.read_text(encoding="utf-8")))
    except FileNotFoundError as error:
        raise PackError(f"{path}: there is no such file") from error
    except OSError as error:
        raise PackError(f"{path}: cannot be read ({type(error).__name__})") from error
    except UnicodeDecodeError as error:
        raise PackError(f"{path}: is not UTF-8 text, at byte {error.start}") from error
    except rtoml.TomlParsingError as error:
        raise PackError(f"{path}: is not valid TOML: {error}") from error


class Table:
    """A TOML table that knows where it stands, so that every complaint can say so."""

    def __init__(self, where: str, value: Any, known: Iterable[str]) -> None:
        """Take a table.

        Raises:
            PackError: If ``value`` is no table or has a key that is not in ``known``.
        """
        if not isinstance(value, dict):
            raise PackError(f"{where}: expected a table of keys and values, found {_kind(value)}")
        self.where, self.value = where, value
        names = list(known)
        for key in value:
            if key not in names:
                raise PackError(f"{where}: unknown key {key!r}{did_you_mean(key, names)}; known are {', '.join(names)}")

    def text(self, key: str, default: str | None = None) -> str:
        """A text that is not empty; ``default`` where the key is missing, unless that is None."""
        if key not in self.value and default is not None:
            return default
        value = self._required(key)
        if not isinstance(value, str):
            raise PackError(f"{self.where}: {key}: expected text in quotation marks, found {_kind(value)}")
        if not value.strip():
            raise PackError(f"{self.where}: {key}: is empty")
        return value

    def one_of(self, key: str, known: Iterable[str]) -> str:
        """A text that is one of ``known``."""
        return self.member(key, self.text(key), known)

    def member(self, key: str, value: str, known: Iterable[str]) -> str:
        """Return ``value`` if it is one of ``known``, else complain about ``key``."""
        names = list(known)
        if value not in names:
            listed = f"; known are {', '.join(names)}" if len(names) <= 20 else ""
            raise PackError(f"{self.where}: {key}: there is no {value!r}{did_you_mean(value, names)}{listed}")
        return value

    def texts(self, key: str, default: tuple[str, ...] | None = None) -> tuple[str, ...]:
        """A list of texts."""
        if key not in self.value and default is not None:
            return default
        value = self._required(key)
        if not isinstance(value, list) or not all(isinstance(item, str) and item.strip() for item in value):
            raise PackError(f'{self.where}: {key}: expected a list of texts such as ["a", "b"]')
        return tuple(value)

    def day(self, key: str) -> date | None:
        """A date, or None where the key is missing."""
        if key not in self.value:
            return None
        value = self.value[key]
        if type(value) is not date:
            raise PackError(
                f"{self.where}: {key}: expected a date such as 2024-09-01 without quotation marks, found {_kind(value)}"
            )
        return value

    def number(self, key: str) -> int:
        """A whole number."""
        value = self._required(key)
        if not isinstance(value, int) or isinstance(value, bool):
            raise PackError(f"{self.where}: {key}: expected a whole number, found {_kind(value)}")
        return value

    def _required(self, key: str) -> Any:
        if key not in self.value:
            raise PackError(f"{self.where}: {key}: is missing")
        return self.value[key]


def _kind(value: Any) -> str:
    names = {str: "text", bool: "true or false", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date" if isinstance(value, date) else "something else")
