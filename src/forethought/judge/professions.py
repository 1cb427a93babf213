"""Families of professions, so that a rule can speak to "health" or to "teacher"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache
from pathlib import Path

import rtoml

PROFESSIONS = Path(__file__).parent.parent / "professions.toml"


@cache
def families() -> Mapping[str, tuple[str, ...]]:
    """Words by family: a profession belongs to a family if one of its words stands in the profession's name."""
    return {name: tuple(words) for name, words in rtoml.load(PROFESSIONS).items()}


@cache
def is_of(profession: str, name: str) -> bool:
    """Whether *profession* is of the family *name*, or is called so itself."""
    spoken = profession.lower()
    return name == spoken or any(word in spoken for word in families().get(name, ()))
