"""What posts tell of people: roles, family, health, events, looks, origin or faith, belongings.

``detail`` is the meaning in normal form ("stroke", "twins", "removal"); for roles and kinship it is the sex, if the
word tells it ("female", "male").
"""

from __future__ import annotations

from collections.abc import Iterator
from functools import cache

from forethought.detect.phrases import Phrases, read_data, words
from forethought.detect.registry import Found, detector
from forethought.text.values import Text, Token
from forethought.values import MentionType, Post, Span

_FILES: tuple[tuple[str, MentionType], ...] = (
    ("health", "health"), ("event", "event"), ("family", "family"), ("appearance", "appearance"),
    ("origin", "origin-or-faith"), ("possession", "possession"),
)  # fmt: skip
_DETERMINERS = frozenset("a an the my our his her their your this that another some".split())
_OWNERS = frozenset("my our his her their your".split())
_BETWEEN = frozenset(
    "old young little wee poor dear lovely sweet new own last first big same certain other elderly teenage late "
    "retired former senior junior local dear tiny older younger youngest eldest whole best regular favourite "
    "favorite".split()
)
_EITHER = frozenset(
    "child children kid kids baby family families parent parents carer guardian relative relatives toddler "
    "bairn wean newborn".split()
)
_NEED_DETERMINER = frozenset(
    "head cook general case cases agency admin senior partner partners reg student principal model major coach "
    "captain job regular author king queen lord peer ref rep tutor man girl staff baby family kids girls lads men "
    "women ladies friends nurse doctor midwife teacher vet sister writer referral admission session sessions "
    "person persons people royals labour governors governor".split()
)
_LARGE_ONLY = frozenset("pm ta ot mp sw slt hr pc td cno cmo ect sho reg iro tas rn".split())
_OWNED_THINGS = frozenset("the his her their my our your a an 's whose two three four this that".split())
_LOOSE = {"health": frozenset("arrest fit drunk dead black confused operation limp strain send sen".split())}
_ROLES: tuple[tuple[str, MentionType], ...] = (
    ("kin", "family"),
    ("person", "role"),
    ("public", "role"),
    ("client", "role"),
    ("colleague", "role"),
    ("occupation", "role"),
)


@cache
def _phrases() -> Phrases[tuple[MentionType, str]]:
    """One table over all the lists; what stands in an earlier one is not taken from a later one."""
    seen: dict[str, tuple[MentionType, str]] = {}
    for name, kind in _FILES:
        for meaning, phrases in read_data(f"{name}.toml")["words"].items():
            for phrase in phrases:
                seen.setdefault(phrase, (kind, meaning))
    roles = read_data("roles.toml")
    for group, kind in _ROLES:
        for sex, phrases in roles[group].items():
            for phrase in phrases:
                meaning = sex if sex in ("female", "male") else ""
                if group == "kin" and phrase in _EITHER:
                    seen.setdefault(phrase, ("role", ""))
                elif group != "client" or sex == "any":
                    seen.setdefault(phrase, (kind, meaning))
    return Phrases.of(seen.items())


@detector
def people(text: Text, post: Post) -> Iterator[Found]:
    """Find words of the lists, with the "my", "a" or "the" before a role or kin."""
    tokens = words(text.tokens)
    norms = [token.norm for token in tokens]
    for start, end, (kind, meaning) in _phrases().find(norms):
        if kind in ("role", "family"):
            yield from _person(tokens, norms, start, end, kind, meaning)
        elif kind == "possession" and not any(norm in _OWNED_THINGS for norm in norms[max(0, start - 3) : start]):
            continue
        elif tokens[start].kind != "emoji" and (end - start > 1 or norms[start] not in _LOOSE.get(kind, ())):
            yield _found(tokens, start, end, kind, meaning)


def _person(
    tokens: list[Token], norms: list[str], start: int, end: int, kind: MentionType, meaning: str
) -> Iterator[Found]:
    """A role or kin, from its determiner on; "my children" are family, "the children" a role."""
    if norms[start] == "one" and norms[end - 1] in ("my", "our", "of", "the") and end < len(tokens):
        end += 1
        while end < len(tokens) and norms[end - 1] in _BETWEEN:
            end += 1
    first = start
    while first > 0 and norms[first - 1] in _BETWEEN and start - first < 3:
        first -= 1
    determiner = norms[first - 1] if first > 0 else ""
    if determiner in _DETERMINERS or determiner in ("one", "two", "three") or tokens[first - 1].kind == "number":
        first -= first > 0
    else:
        first = start
    if kind == "role" and norms[start] in _EITHER and determiner in _OWNERS and determiner != "our":
        kind = "family"
    token = tokens[start]
    is_bare = first == start and end == start + 1
    is_small = end == start + 1 and token.norm in _LARGE_ONLY and not token.surface.isupper()
    if token.kind == "emoji" or is_small or (kind == "role" and is_bare and token.norm in _NEED_DETERMINER):
        return
    yield _found(tokens, first, end, kind, meaning)


def _found(tokens: list[Token], start: int, end: int, kind: MentionType, meaning: str) -> Found:
    return Found(kind, Span(tokens[start].start, tokens[end - 1].end), f"people:{kind}", meaning, 0.8)
