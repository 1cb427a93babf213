"""Every error of the library.

ForethoughtError
├── PostError     a post cannot be read: a missing field, an unknown audience
├── PackError     a pack file cannot be used
├── RuleError     a rule or lexicon file cannot be used
├── ConfigError   the user's own settings cannot be used
└── ModelError    the learned reader cannot be loaded, or a post is too long for it

A message says where, what, and what next. None ever holds words of a post.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable


class ForethoughtError(Exception):
    """Parent of all; ``str()`` is fit to show to a person."""


class PostError(ForethoughtError):
    """A post cannot be read."""


class PackError(ForethoughtError):
    """A pack file cannot be used."""


class RuleError(ForethoughtError):
    """A rule or lexicon file cannot be used."""


class ConfigError(ForethoughtError):
    """The settings file cannot be used."""


class ModelError(ForethoughtError):
    """The learned reader cannot be loaded (a file is missing, altered or of another version), or a post is too long."""


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """Return " (did you mean 'x'?)" for the nearest known word, else the empty string."""
    near = difflib.get_close_matches(word, list(known), n=1, cutoff=0.6)
    return f" (did you mean {near[0]!r}?)" if near else ""
