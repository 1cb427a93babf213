"""Forethought: think before you post.

``check(post, pack)`` judges one draft by one body's guidance; nothing leaves this machine.
"""

from forethought.check import check
from forethought.errors import ConfigError, ForethoughtError, PackError, PostError, RuleError
from forethought.packs import choose_pack, list_packs, load_pack
from forethought.values import Assessment, Author, Finding, Mention, PersonEstimate, Post, Safer, Span

__version__ = "2026.1"

__all__ = [
    "Assessment",
    "Author",
    "ConfigError",
    "Finding",
    "ForethoughtError",
    "Mention",
    "PackError",
    "PersonEstimate",
    "Post",
    "PostError",
    "RuleError",
    "Safer",
    "Span",
    "check",
    "choose_pack",
    "list_packs",
    "load_pack",
]
