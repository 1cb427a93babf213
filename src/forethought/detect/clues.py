"""What the words around a mention hint about whom it is of.

A clue is a short name such as "name with my". The weights of clues stand in ``data/about-weights.toml``; they are
fitted on labelled posts by ``scripts/fit_about.py``, and this module says what each one is.
"""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Sequence, Set
from functools import cache
from typing import Any, Protocol

from forethought.detect.phrases import Phrases, read_data, words
from forethought.text.values import Text
from forethought.values import MentionType, Post, Span

GROUPS: dict[MentionType, str] = {
    "person-name": "name", "initials": "name", "username": "name", "role": "role", "family": "role", "contact": "where",
    "id-number": "fact", "age": "fact", "date-time": "when", "place": "where", "organisation": "where", "unit": "where",
    "health": "fact", "event": "fact", "appearance": "fact", "origin-or-faith": "fact", "possession": "fact",
}  # fmt: skip
FAMILIES = {
    "health": tuple(
        "nurs doctor gp midwi paramedic surgeon psychiatr radiograph physio health therap diet podiatr ambulance"
        " medic hca registrar anaesth sonograph ortho doula patholog".split()
    ),
    "pharmacy": ("pharmac", "optom", "optic", "dent", "hygien"),
    "education": ("teach", "head", "lectur", "tutor", "school", "senco", "early years", "nursery", "professor"),
    "social-work": ("social", "foster", "youth", "family support", "adoption", "housing"),
    "justice": ("probation", "prison", "police", "court", "solicitor", "barrister", "judge", "magistrate", "officer"),
    "animal": ("vet",),
    "care": ("care", "carer", "support worker", "domiciliary"),
    "mind": ("psycholog", "counsel", "psychother", "mental"),
}  # fmt: skip
_DETERMINERS = frozenset("my our a an the his her their your this that one some another".split())
_BEFORE = frozenset(
    "with for by to at in from about and called i'm am as is was of my our the a his her their your dear hi hey "
    "hello mr mrs dr thanks who that like says said told ask asked love happy @ rip for because when if since".split()
)
_AFTER = frozenset(
    "'s is was has had said says and who came from in on at with for to i my thinks told asked rang".split()
)
_TELLING = frozenset("age health unit event appearance possession place organisation".split())
_COUNTS = frozenset("two three four five six seven eight nine ten both those these some several".split())
_PARTICULAR = frozenset("i my we our came she he contempt kin-mine".split())
_SUPPOSING = frozenset("if any every never should must whether unless imagine whenever when".split())
_FACTS = frozenset(
    ["told age", "told health", "told unit", "told event", "told place", "told appearance", "told possession"]
)
_TITLES = frozenset(
    "mr mrs ms miss dr prof professor sir dame lord lady nurse sister pc sgt cllr councillor uncle auntie rev "
    "father judge baroness inspector minister pastor bishop auntie coach".split()
)  # fmt: skip
_WORK_TITLES = {"health": ("dr", "nurse", "sister", "prof", "professor"), "education": ("mr", "mrs", "miss", "ms"),
                "justice": ("pc", "sgt", "inspector")}  # fmt: skip
_ANCHORS = frozenset(
    "client colleague public kin-mine kin-theirs occupation i my we you she he they our person".split()
)


class HasWords(Protocol):
    """A mention, or what is not yet one."""

    @property
    def type(self) -> MentionType: ...
    @property
    def span(self) -> Span: ...
    @property
    def source(self) -> str: ...


@cache
def family_of(profession: str) -> str:
    """The family of a profession whose words for clients it shares, or ""."""
    spoken = profession.lower()
    return next((name for name, parts in FAMILIES.items() if any(part in spoken for part in parts)), "")


@cache
def _table(family: str) -> Phrases[tuple[str, ...]]:
    """Clue words by what they hint at, for a family of professions."""
    hints: dict[str, set[str]] = {}
    for hint, phrases in read_data("about.toml")["words"].items():
        for phrase in phrases:
            hints.setdefault(phrase, set()).add(hint)
    roles: dict[str, Any] = read_data("roles.toml")
    for group in ("kin", "person", "colleague", "public", "occupation"):
        for phrases in roles[group].values():
            for phrase in phrases:
                hints.setdefault(phrase, set()).add(group)
    for name, phrases in roles["client"].items():
        if name in ("any", family):
            for phrase in phrases:
                hints.setdefault(phrase, set()).add("client")
    public = read_data("public.toml")
    for name in [*public["people"], *public["bodies"]]:
        hints.setdefault(name, set()).add("famous")
    for name in public["fiction"]:
        hints.setdefault(name, set()).add("invented")
    return Phrases.of((phrase, tuple(sorted(found))) for phrase, found in hints.items())


class Clues:
    """The clues of one post: those of the whole post, of each sentence and of the place of each mention."""

    def __init__(self, text: Text, post: Post, mentions: Sequence[HasWords] = ()) -> None:
        self.tokens = words(text.tokens)
        self.norms = [token.norm for token in self.tokens]
        self.starts = [token.start for token in self.tokens]
        self.family = family_of(post.author.profession)
        self.text, self.post = text, post
        self._bounds: dict[Span, tuple[int, int]] = {}
        self.hints: list[tuple[str, ...]] = [()] * len(self.tokens)
        self.sentences: dict[int, set[str]] = {}
        for start, end, found in _table(self.family).find(self.norms):
            found = self._owned(start, found)
            for n in range(start, end):
                self.hints[n] = found
            self.sentences.setdefault(self.tokens[start].sentence, set()).update(found)
        for mention in mentions:
            first, _ = self.bounds(mention)
            if first < len(self.tokens) and mention.type in _TELLING:
                self.sentences.setdefault(self.tokens[first].sentence, set()).add(f"told {mention.type}")
        self.everything: set[str] = set().union(*self.sentences.values())

    def _owned(self, start: int, found: tuple[str, ...]) -> tuple[str, ...]:
        """Kinship with "my" before it is the author's, with "his", "her" or "their" somebody else's."""
        if "kin" not in found:
            return found
        for before in self.norms[max(0, start - 3) : start][::-1]:
            if before in ("my", "our"):
                return (*found, "kin-mine")
            if before in ("his", "her", "their", "'s", "whose"):
                return (*found, "kin-theirs")
        return found

    def of_post(self, group: str) -> list[str]:
        """Clues of the whole post for mentions of *group*."""
        found = [f"{group} post {hint}" for hint in sorted(self.everything)]
        found.append(f"{group} by {self.family}")
        found.append(f"{group} to {self.post.audience}")
        found += [f"{group} post no {hint}" for hint in ("client", "i", "work", "home") if hint not in self.everything]
        return found

    def of_sentence(self, group: str, sentence: int) -> list[str]:
        """Clues of a sentence and of the one before it."""
        here: Set[str] = self.sentences.get(sentence, frozenset())
        found = [f"{group} beside {hint}" for hint in sorted(here)]
        found += [f"{group} after {hint}" for hint in sorted(self.sentences.get(sentence - 1, ())) if hint in _ANCHORS]
        return found

    def is_general(self, mention: HasWords) -> bool:
        """Whether a role stands for nobody in particular: "patients deserve better", "if a patient asks"."""
        if mention.type not in ("role", "family"):
            return False
        first, end = self.bounds(mention)
        if first >= len(self.norms):
            return False
        norms, sentence = self.norms, self.tokens[first].sentence
        here: Set[str] = self.sentences.get(sentence, frozenset())
        determiner = norms[first] if norms[first] in _DETERMINERS else norms[first - 1] if first else ""
        is_plural = norms[end - 1][-1:] == "s" or norms[end - 1] in ("people", "children", "men", "women")
        if is_plural and determiner not in _DETERMINERS and determiner not in _COUNTS and not determiner.isdigit():
            return not here & _PARTICULAR
        if determiner in ("a", "an", "any", "every", "your", "no"):
            before = norms[max(0, first - 12) : first]
            return any(norm in _SUPPOSING for norm in before) and not here & {"came", "she", "he"}
        return False

    def bounds(self, mention: HasWords) -> tuple[int, int]:
        """The first token of a mention, and the one after its last."""
        known = self._bounds.get(mention.span)
        if known is None:
            known = self._bounds[mention.span] = self._find_bounds(mention)
        return known

    def _find_bounds(self, mention: HasWords) -> tuple[int, int]:
        first = bisect_left(self.starts, mention.span.start)
        if first and self.tokens[first - 1].end > mention.span.start:
            first -= 1
        end = max(first + 1, bisect_left(self.starts, mention.span.end))
        return min(first, len(self.tokens)), min(end, len(self.tokens))

    def of_place(self, mention: HasWords) -> list[str]:
        """Clues of the words of a mention and of those next to it."""
        group, kind = GROUPS[mention.type], mention.type
        first, end = self.bounds(mention)
        norms, hints = self.norms, self.hints
        found = [f"is {kind}", f"{kind} by {self.family}"]
        if group == "name":
            found += self._of_name(mention, first, end)
        elif group == "role":
            found += self._of_role(first, end)
        elif end < len(norms) and group == "fact" and "occupation" in hints[end]:
            found.append(f"{group} then occupation")
        inside = {hint for n in range(first, end) for hint in hints[n]}
        determiner = norms[first] if first < len(norms) and norms[first] in _DETERMINERS else ""
        before = norms[first - 1] if first else "^"
        if not determiner:
            determiner = before if before in _DETERMINERS else "no"
        found.append(f"{group} with {determiner}")
        for hint in sorted(inside):
            found.append(f"{kind} holds {hint}")
            if group == "role":
                found.append(f"{hint} with {determiner}")
                found.append(f"{hint} by {self.family}")
        if before in _BEFORE or before == "^":
            found.append(f"{group} next to {before}")
        if first > 1 and norms[first - 2] in _BEFORE:
            found.append(f"{group} near {norms[first - 2]}")
        if end < len(norms) and norms[end] in _AFTER:
            found.append(f"{group} then {norms[end]}")
        sentence = self.tokens[min(first, len(self.tokens) - 1)].sentence if self.tokens else 0
        left = self._nearest(range(first - 1, max(-1, first - 12), -1), sentence)
        right = self._nearest(range(end, min(len(norms), end + 12)), sentence)
        found.append(f"{group} left {left}")
        found.append(f"{group} right {right}")
        if kind not in ("person-name", "role"):
            found.append(f"{kind} left {left}")
        return found

    def _of_name(self, mention: HasWords, first: int, end: int) -> list[str]:
        """What a name itself says: its form, its title, its length, what is told right after it."""
        norms = self.norms
        title = norms[first] if first < len(norms) and norms[first] in _TITLES else ""
        after = norms[end] if end < len(norms) else ""
        before = norms[first - 1] if first else ""
        found = [f"is {mention.source}", f"{mention.source} by {self.family}", f"name of {min(end - first, 3)}"]
        if title:
            found += [f"title {title}", f"title {title} by {self.family}"]
            if title in _WORK_TITLES.get(self.family, ()):
                found.append("title of the author's trade")
        if after.isdigit() or (end + 1 < len(norms) and norms[end + 1].isdigit()):
            found.append("name then number")
        if after == "'s" and end + 1 < len(norms):
            found += [f"name owns {hint}" for hint in self.hints[end + 1]]
            if after and end + 2 < len(norms):
                found += [f"name owns {hint}" for hint in self.hints[end + 2] if hint == "kin"]
        if before in ("hi", "hello", "hey", "dear", "hiya", "morning", "evening", "sorry"):
            found.append(f"greeted to {self.post.audience}")
        if first == 0 or self.tokens[first - 1].sentence != self.tokens[first].sentence:
            found += ["name first", f"name first to {self.post.audience}"]
        if before == "@" or self.tokens[first].kind == "hashtag":
            found.append("name tagged")
        facts = self.sentences.get(self.tokens[first].sentence, set()) & _FACTS
        owned = self.everything & {"kin-mine"}
        found.append(f"name with {len(facts)} facts{' of mine' if owned else ''}")
        found.append(f"name with {len(facts)} facts by {self.family}")
        return found

    def _of_role(self, first: int, end: int) -> list[str]:
        """Whether a role is the author's own trade, and who is said to be it."""
        norms, spoken = self.norms, self.post.author.profession.lower()
        found = []
        role = " ".join(norms[first:end])
        for determiner in ("a ", "an ", "the ", "my ", "your ", "our ", "one of the "):
            role = role.removeprefix(determiner)
        if spoken and (
            role == spoken or len(role) > 3 and (role in spoken.split() or spoken in role or role.rstrip("s") == spoken)
        ):
            found.append("role of the author's trade")
            if first and norms[first - 1] in ("i'm", "am", "as", "im"):
                found.append("role of the author's trade, said of me")
        if first and norms[first - 1] in ("i'm", "am", "as", "im"):
            found.append("role said of me")
        if end < len(norms) and norms[end] == "here":
            found.append("role here")
        return found

    def _nearest(self, places: Sequence[int], sentence: int) -> str:
        for n in places:
            if self.tokens[n].sentence != sentence:
                return "none"
            for hint in self.hints[n]:
                if hint in _ANCHORS:
                    if hint == "client" and "kin-mine" in self.hints[n]:
                        return "kin-mine"
                    return hint
        return "none"
