"""Rules: one TOML file each, read into frozen values and tried on a marked text."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache, cached_property
from pathlib import Path
from typing import Any

import re2
import rtoml

from forethought.errors import RuleError, did_you_mean
from forethought.judge.lexicon import Beginnings
from forethought.judge.marked import Marked
from forethought.judge.pattern import Needs, Pattern, parse, prefixes
from forethought.judge.professions import is_of
from forethought.judge.shields import SHIELDS
from forethought.values import AUDIENCES, CONCERNS, Author, Evidence, PersonEstimate, Post, Span, Verdict

RULES = Path(__file__).parent.parent / "rules"

KEYS = frozenset(
    "concern severity confidence why remedy source since match unless unless_post needs needs_post despite marks when "
    "examples fine protects protects_post".split()
)
WHEN = frozenset("audience permission profession fits_at_most".split())

# Concerns about what is told, not how: told in quotation marks or as somebody's words it is told all the same.
TELLING = frozenset(
    "identifies-person recognisable-person confidential-information court-proceedings own-exposure image".split()
)


@dataclass(frozen=True, slots=True)
class Example:
    """A post that a rule must speak on, or must not."""

    post: Post
    flagged: bool


@dataclass(frozen=True)
class Rule:
    """One thing that can be seen in a post, and what it means. See docs/architecture.md for each field."""

    id: str
    concern: str
    severity: Verdict
    confidence: float
    why: str
    source: str
    match: tuple[Pattern, ...] = field(repr=False)
    remedy: str = ""
    since: str = ""
    unless: tuple[Pattern, ...] = field(default=(), repr=False)
    unless_post: tuple[Pattern, ...] = field(default=(), repr=False)
    needs: tuple[Pattern, ...] = field(default=(), repr=False)
    needs_post: tuple[Pattern, ...] = field(default=(), repr=False)
    despite: frozenset[str] = frozenset()
    marks_sentence: bool = False
    when: Mapping[str, Any] = field(default_factory=dict)
    protects: tuple[str, ...] | None = None
    protects_post: bool = False
    examples: tuple[Example, ...] = field(default=(), repr=False)

    @cached_property
    def _match(self) -> Any:
        return _compile(self.match)

    @cached_property
    def _conditions(self) -> Mapping[str, Any]:
        kinds = ("unless", "unless_post", "needs", "needs_post")
        return {kind: _compile(getattr(self, kind)) for kind in kinds if getattr(self, kind)}

    def speaks_for(self, post: Post, people: Sequence[PersonEstimate]) -> bool:
        """Whether every line of ``[when]`` holds."""
        for key, wanted in self.when.items():
            if key == "audience" and post.audience not in wanted:
                return False
            if key == "permission" and {True: "true", False: "false", None: "unknown"}[post.permission] not in wanted:
                return False
            if key == "profession" and not any(is_of(post.author.profession, name) for name in wanted):
                return False
            if key == "fits_at_most" and not any(who.count <= wanted for who in people if who.about == "client"):
                return False
        return True

    def spans(self, marked: Marked) -> Iterator[Span]:
        """Where the rule speaks, in the original text."""
        conditions = self._conditions
        if (wanted := conditions.get("needs_post")) and not wanted.search(marked.encoded):
            return
        if (barred := conditions.get("unless_post")) and barred.search(marked.encoded):
            return
        allowed: dict[int, bool] = {}
        for found in self._match.finditer(marked.encoded):
            first, last = _content(marked, found.start(), found.end())
            if any(_covers(marked.shields[name], name, first, last) for name in SHIELDS if name not in self.despite):
                continue
            sentence = marked.tokens[first].sentence
            if sentence not in allowed:
                allowed[sentence] = self._allows(marked, sentence)
            if not allowed[sentence]:
                continue
            if self.marks_sentence:
                yield marked.sentence_span(marked.tokens[first].sentence)
            else:
                yield marked.span(first, last)

    def _allows(self, marked: Marked, sentence: int) -> bool:
        """Whether a sentence holds what is needed, and nothing that cancels the rule."""
        start, end = marked.sentences[sentence]
        needed, barred = self._conditions.get("needs"), self._conditions.get("unless")
        if needed and not needed.search(marked.encoded, start, end):
            return False
        return not (barred and barred.search(marked.encoded, start, end))

    def evidence(
        self, marked: Marked, post: Post, people: Sequence[PersonEstimate], possible: Iterable[str]
    ) -> Iterator[Evidence]:
        """What the rule has to say of a post, once for each place.

        Args:
            possible: The expressions of those patterns that could match; each is tried alone first, as that is quick.
        """
        if self.speaks_for(post, people) and any(_engine(one).search(marked.encoded) for one in possible):
            for span in dict.fromkeys(self.spans(marked)):
                protects = self.protects if self.protects is not None else ()
                yield Evidence(
                    self.concern, span, self.severity, self.confidence, self.why, f"rule:{self.id}", protects
                )


def _content(marked: Marked, start: int, end: int) -> tuple[int, int]:
    """The first and last token of a match that are words, not sentence ends."""
    first, last = marked.token_at(start + 1), marked.token_at(end - 1)
    # A match may begin with the mark of a sentence, which belongs to no token and counts to the one before.
    if marked.offsets[first] < start and first < last:
        first += 1
    while last > first and marked.tokens[last].kind == "end":
        last -= 1
    return first, last


def _covers(shield: Mapping[int, int], name: str, first: int, last: int) -> bool:
    """Whether a shield, cast from before the match, lies over it: a quotation over all of it, others over any word."""
    if not shield:
        return False
    over = (token in shield and shield[token] < first for token in range(first, last + 1))
    return all(over) if name == "quoted" else any(over)


def _compile(patterns: Sequence[Pattern]) -> Any:
    return _engine("|".join(pattern.expression for pattern in patterns))


@cache
def _engine(expression: str) -> Any:
    options = re2.Options()
    options.encoding = re2.Options.Encoding.LATIN1
    options.log_errors = False
    options.max_mem = 1 << 21  # bytes for each pattern; some hundred are in use
    return re2.compile(expression.encode("latin-1"), options)


@dataclass(frozen=True)
class RuleBook:
    """All rules, and an index of the words each of them cannot do without."""

    rules: tuple[Rule, ...]

    @cached_property
    def beginnings(self) -> Beginnings:
        """Beginnings of words that patterns ask for."""
        return Beginnings.of(prefixes([pattern for rule in self.rules for pattern in rule.match]))

    @cached_property
    def _index(self) -> Mapping[str, Sequence[tuple[int, str, Needs]]]:
        """By a key that a text must hold: the rule's number, a pattern's expression, and what else the text must hold.

        Of what a pattern needs, it stands under the keys that fewest other patterns ask for.
        """
        asked = Counter(key for rule in self.rules for one in rule.match for keys in one.needs for key in keys)
        index: dict[str, list[tuple[int, str, Needs]]] = {}
        for n, rule in enumerate(self.rules):
            for pattern in rule.match:
                rarest = min(pattern.needs, key=lambda keys: sum(asked[key] for key in keys))
                others = tuple(keys for keys in pattern.needs if keys is not rarest)
                for key in rarest:
                    index.setdefault(key, []).append((n, pattern.expression, others))
        return index

    @cached_property
    def protecting_posts(self) -> frozenset[str]:
        """The sources of evidence that answers a concern in the whole post."""
        return frozenset(f"rule:{rule.id}" for rule in self.rules if rule.protects_post)

    @cached_property
    def remedies(self) -> Mapping[str, str]:
        """What to do instead, by source of evidence."""
        return {f"rule:{rule.id}": rule.remedy for rule in self.rules if rule.remedy}

    def possible(self, keys: frozenset[str]) -> list[tuple[Rule, Collection[str]]]:
        """The rules that could speak on a text which holds *keys*, in order of their ids, and by which expressions."""
        found: dict[int, set[str]] = {}
        for key in self._index.keys() & keys:
            for n, expression, others in self._index[key]:
                for other in others:
                    if keys.isdisjoint(other):
                        break
                else:
                    found.setdefault(n, set()).add(expression)
        return [(self.rules[n], found[n]) for n in sorted(found)]


def read_rule(path: Path) -> Rule:
    """Read one rule file.

    Raises:
        RuleError: With file, key, what is wrong, and the nearest known word.
    """
    where = f"rules/{path.name}"
    try:
        data = rtoml.load(path)
    except (rtoml.TomlParsingError, UnicodeDecodeError) as error:
        raise RuleError(f"{where}: not valid TOML: {error}") from error
    _see_that_it_can_be_read(data, where)
    is_fine, concern = "fine" in data, data.get("concern", "")
    when = _when(data.get("when", {}), where)
    examples = _examples(data["examples"], where)
    despite = frozenset(data.get("despite", ()))
    if concern in TELLING:
        despite |= {"quoted", "reported"}
    if is_fine:
        despite = frozenset(SHIELDS)
    return Rule(
        id=path.stem,
        concern=concern,
        severity="post" if is_fine else data["severity"],
        confidence=float(data.get("confidence", 0.8)),
        why=data["fine"] if is_fine else data["why"],
        source=data["source"],
        since=data["since"],
        remedy=data.get("remedy", ""),
        match=_patterns(data, "match", where),
        unless=_patterns(data, "unless", where),
        unless_post=_patterns(data, "unless_post", where),
        needs=_patterns(data, "needs", where),
        needs_post=_patterns(data, "needs_post", where),
        despite=despite,
        marks_sentence=data.get("marks") == "sentence",
        when=when,
        protects=tuple(data["protects"]) if is_fine else None,
        protects_post=bool(data.get("protects_post", False)),
        examples=examples,
    )


def _see_that_it_can_be_read(data: Mapping[str, Any], where: str) -> None:
    for key in data:
        if key not in KEYS:
            raise RuleError(f"{where}: unknown key {key!r}{did_you_mean(key, KEYS)}")
    is_fine = "fine" in data
    own = ("fine", "protects") if is_fine else ("concern", "severity", "why")
    for key in ("match", "source", "since", "examples", *own):
        if key not in data:
            raise RuleError(f"{where}: {key!r} is missing")
    concern = data.get("concern", "")
    for name in (*data.get("protects", ()), *((concern,) if concern else ())):
        if name not in CONCERNS:
            raise RuleError(f"{where}: no concern is named {name!r}{did_you_mean(name, CONCERNS)}")
    if not is_fine and data["severity"] not in ("pause", "stop"):
        raise RuleError(f"{where}: severity: {data['severity']!r} is neither 'pause' nor 'stop'")
    for name in data.get("despite", ()):
        if name not in SHIELDS:
            raise RuleError(f"{where}: despite: no shield is named {name!r}{did_you_mean(name, SHIELDS)}")
    if data.get("marks", "match") not in ("match", "sentence"):
        raise RuleError(f"{where}: marks: {data['marks']!r} is neither 'match' nor 'sentence'")


def _patterns(data: Mapping[str, Any], key: str, where: str) -> tuple[Pattern, ...]:
    written = data.get(key, [])
    if not isinstance(written, list) or not all(isinstance(one, str) for one in written):
        raise RuleError(f"{where}: {key}: must be a list of patterns")
    return tuple(parse(one, f"{where}: {key}[{n}]") for n, one in enumerate(written))


def _when(when: Mapping[str, Any], where: str) -> Mapping[str, Any]:
    for key, value in when.items():
        if key not in WHEN:
            raise RuleError(f"{where}: when: unknown key {key!r}{did_you_mean(key, WHEN)}")
        known: Sequence[str] = {"audience": AUDIENCES, "permission": ("true", "false", "unknown")}.get(key, ())
        for one in value if known else ():
            if one not in known:
                raise RuleError(f"{where}: when: {key}: {one!r} is unknown{did_you_mean(one, known)}")
    return dict(when)


def _examples(data: Mapping[str, Any], where: str) -> tuple[Example, ...]:
    out: list[Example] = []
    for kind in ("flag", "allow"):
        if not data.get(kind):
            raise RuleError(f"{where}: examples: {kind!r} needs at least one post")
        out += [Example(_example_post(one, where), kind == "flag") for one in data[kind]]
    if len(data["allow"]) < len(data["flag"]):
        raise RuleError(f"{where}: examples: {len(data['flag'])} flag but only {len(data['allow'])} allow")
    return tuple(out)


def _example_post(one: str | Mapping[str, Any], where: str) -> Post:
    if isinstance(one, str):
        return Post(one)
    fields = dict(one)
    author = {key: fields.pop(key) for key in ("profession", "named", "states_profession", "country") if key in fields}
    try:
        return Post(author=Author(**author), **fields)
    except TypeError as error:
        raise RuleError(f"{where}: examples: {error}") from error


def load_rules(folder: Path = RULES) -> RuleBook:
    """Read every rule of a folder, in order of their ids."""
    return RuleBook(tuple(read_rule(path) for path in sorted(folder.glob("*.toml"))))


@cache
def rule_book() -> RuleBook:
    """The rules that come with the library."""
    return load_rules()
