"""Names of people: full, given, surname or with a title, and initials.

``detail`` of a name is "full", "given", "surname", "title" or "nickname"; of initials it is "".
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from functools import cache
from typing import NamedTuple

from forethought.detect.phrases import DATA, words
from forethought.detect.registry import Found, detector
from forethought.text.values import Text, Token
from forethought.values import Post, Span

ORDINARY, ONLY_NAME = 1, 2
_MOST_WORDS = 5  # of a name, after its first: a run of capitals is not one long name
_TITLES = frozenset(
    "mr mrs ms miss mx dr prof professor sir dame rev reverend father fr sister nurse judge lord lady baroness "
    "cllr councillor sgt sergeant pc dc ds inspector auntie aunty aunt uncle nana nanny granny grandma grandad "
    "brother pastor bishop rabbi imam sheikh mme madame herr frau senor senora haji alhaji chief captain capt "
    "major colonel matron doctor hhj justice mama papa oga mzee".split()
)
_STRONG_TITLES = frozenset("mr mrs ms miss mx dr prof cllr sgt".split())
_HIGH_TITLES = frozenset("sir dame professor nurse pastor cllr".split())
_NOT_AFTER_TITLE = frozenset("i in on at who the and is was of that said says".split())
_FRAMES = frozenset(
    "called named wee little baby bless thanks cheers love rip congratulations congrats dear hi hiya hello hey "
    "poor lovely our ta happy birthday darling young old big".split()
)
_PLACE_BEFORE = frozenset("in at near from to outside around via towards into of".split())
_AT = frozenset("in at near outside".split())
_BEFORE_MONTHS = frozenset("in on since by last next this of late early until".split())
_BEFORE_UNKNOWN = frozenset("called wee bless little baby".split())
_NO_INITIALS = frozenset("i a ok uk us tv hr gp am pm it no pe re xx x o ot".split())
_PARTICLES = frozenset("de da di la le van von der den bin ibn al el ben o mac mc st dos del abu ap".split())
_NOT_SURNAMES = frozenset(
    "ward school hospital primary academy college road street lane house lodge court unit year bed bay room "
    "monday tuesday wednesday thursday friday saturday sunday january february march april june july august "
    "september october november december christmas centre clinic surgery practice team trust council university "
    "nhs".split()
)
_DAYS = frozenset("monday tuesday wednesday thursday friday saturday sunday christmas easter".split())
_DOES = frozenset(
    "is was has had says said asked rang told went came comes goes gets got does did doing wants wanted thinks "
    "thought loves loved turned made makes took takes sent gave brought needs knows knew looked works worked won "
    "lost died passed started moved rings texted texts keeps kept still never always just who 's and".split()
)
_MONTHS = frozenset("may june april august jan sun sunday summer autumn easter christmas".split())
_NEVER = frozenset(
    "i a an the and but so if he she it we they you my our his her their me us him them this that as at by do go "
    "is in of on or to up no not now am are was were be been can will just what who why how when where ok yes oh "
    "all any how its im mum dad nan gran for with from had has have did may one two nhs day night today tomorrow "
    "new good".split()
)


@cache
def known_names() -> tuple[Mapping[str, int], Mapping[str, int]]:
    """Given names and surnames in normal form: `ORDINARY` if they are ordinary words too, else `ONLY_NAME`."""
    return _read("given-names.txt"), _read("surnames.txt")


def _read(file: str) -> dict[str, int]:
    names: dict[str, int] = {}
    for line in (DATA / file).read_text(encoding="utf-8").splitlines():
        if line[:1] in "#[":
            continue
        for name in line.lower().split():
            plain = name.rstrip("*")
            names[plain] = min(names.get(plain, ONLY_NAME), ORDINARY if plain != name else ONLY_NAME)
    return names


@detector
def names(text: Text, post: Post) -> Iterator[Found]:
    """Find names by list, capitals and the words before them, and initials."""
    tokens = words(text.tokens)
    seen = _Names(text, tokens)
    place = 0
    while place < len(tokens):
        found = seen.at(place)
        if found is None:
            place += 1
        else:
            end, kind, detail, confidence = found
            start = place
            last = tokens[end - 1]
            yield Found(
                "initials" if kind == "initials" else "person-name", Span(tokens[start].start, last.end),
                f"names:{kind}", detail, confidence,
            )  # fmt: skip
            place = end


class Name(NamedTuple):
    """A name found: the place of the token after it, what kind it is, its detail, and how sure it is."""

    end: int
    kind: str
    detail: str
    confidence: float


class _Names:
    """What is known while one text's names are found."""

    def __init__(self, text: Text, tokens: list[Token]) -> None:
        self.tokens, self.original = tokens, text.original
        self.given, self.surnames = known_names()
        letters = [token for token in tokens if token.kind == "word" and token.surface[:1].isalpha()]
        shouted = sum(token.surface.isupper() and len(token.surface) > 1 for token in letters)
        self.is_shouted = shouted * 2 > len(letters) > 3
        self.has_case = any(token.surface[:1].isupper() for token in letters)

    def is_large(self, place: int) -> bool:
        """Whether the word at *place* is written as a name would be."""
        if not 0 <= place < len(self.tokens):
            return False
        token = self.tokens[place]
        surface = token.surface
        return token.kind in ("word", "hashtag") and surface[:1].isupper() and surface[:1].isalpha()

    def is_joined(self, place: int) -> bool:
        """Whether only a space, hyphen or an initial's full stop stands between the word at *place* and the last."""
        before, token = self.tokens[place - 1], self.tokens[place]
        return self.original[before.end : token.start].strip(" .-") == "" and before.sentence == token.sentence

    def begins(self, place: int) -> bool:
        """Whether a capital at *place* says nothing, as it begins a sentence."""
        if place == 0 or self.tokens[place - 1].sentence != self.tokens[place].sentence or self.is_shouted:
            return True
        return self.original[self.tokens[place - 1].end : self.tokens[place].start].strip()[-1:] in (
            "“",
            '"',
            ":",
            "[",
            "-",
            "—",
        )

    def at(self, place: int) -> Name | None:
        """What name begins at *place*: (place after it, kind, detail, confidence)."""
        token = self.tokens[place]
        if token.kind not in ("word", "hashtag") or not token.surface[:1].isalpha():
            return None
        norm = token.norm
        if norm in _TITLES and place + 1 < len(self.tokens) and self.is_joined(place + 1):
            found = self.titled(place, norm)
            if found:
                return found
        if len(norm) <= 2 and token.surface.isupper() and len(token.surface.replace(".", "")) <= 2:
            return self.initials(place)
        if not self.is_large(place):
            return self.small(place, norm)
        if norm in _NEVER or norm in _DAYS or norm in ("st", "saint"):
            return None
        if place and self.tokens[place - 1].norm in ("st", "saint") and self.is_joined(place):
            return None
        return self.large(place, norm)

    def titled(self, place: int, title: str) -> Name | None:
        following = self.tokens[place + 1]
        if not self.is_large(place + 1):
            known = self.surnames.get(following.norm) == ONLY_NAME or self.given.get(following.norm) == ONLY_NAME
            if title in _STRONG_TITLES and title != "miss" and known:
                return Name(place + 2, "title", "title", 0.8)
            return None
        if following.norm in _NOT_AFTER_TITLE or following.norm in _TITLES:
            return None
        if len(following.norm) == 1:
            if title in _STRONG_TITLES or self.is_large(place):
                return Name(self.more(place + 2), "initials", "", 0.9)
            return None
        if title not in _STRONG_TITLES:
            if not self.is_large(place) and title not in ("auntie", "aunty", "uncle", "nurse", "sister"):
                return None
            is_known = following.norm in self.given or following.norm in self.surnames
            is_doubtful = self.is_shouted or (self.begins(place) and title not in _HIGH_TITLES)
            if is_doubtful and not is_known:
                return None
        return Name(self.more(place + 2), "title", "title", 0.95)

    def more(self, place: int) -> int:
        """The end of a name that has more words from *place* on: surnames, particles, one initial."""
        longest = place + _MOST_WORDS
        while 0 < place < min(longest, len(self.tokens)) and self.is_joined(place):
            norm = self.tokens[place].norm
            if (
                norm in _PARTICLES
                and self.is_large(place + 1)
                and place + 1 < len(self.tokens)
                and self.is_joined(place + 1)
            ):
                place += 2
            elif (
                self.is_large(place)
                and norm not in _NEVER
                and norm not in _NOT_SURNAMES
                and (not self.is_shouted or norm in self.surnames)
            ):
                gap = self.original[self.tokens[place - 1].end : self.tokens[place].start]
                if "." in gap and len(self.tokens[place - 1].norm) > 1:
                    return place
                if norm not in self.surnames and norm not in self.given and len(norm) > 1 and not norm.isalpha():
                    return place
                place += 1
            else:
                return place
        return place

    def initials(self, place: int) -> Name | None:
        """Such as "J. Smith", "little J", "M.F."; a lone capital within a sentence is one only after a telling word."""
        token = self.tokens[place]
        if token.norm in _NO_INITIALS and (token.norm != "a" or self.begins(place)):
            return None
        before = self.tokens[place - 1].norm if place else ""
        dotted = "." in self.original[token.start : token.end + 1]
        follows = place + 1 < len(self.tokens) and self.is_joined(place + 1)
        if follows and self.is_large(place + 1) and len(self.tokens[place + 1].norm) > 2:
            after = self.tokens[place + 1].norm
            known = after in self.surnames or dotted and before in _TITLES
            if (
                len(token.norm) == 1
                and known
                and after.isalpha()
                and self.original[token.start - 1 : token.start] != "&"
            ):
                return Name(self.more(place + 2), "full", "full", 0.9)
        length = len(token.norm)
        if before in (
            "little",
            "wee",
            "baby",
            "called",
            "initials",
            "our",
            "miss",
            "young",
            "bless",
            "patient",
            "client",
            "child",
        ):
            return Name(place + 1, "initials", "", 0.85)
        if length == 2 and self.original[token.start : token.end].count(".") >= 1:
            return Name(place + 1, "initials", "", 0.7)
        if (
            length == 1
            and dotted
            and not self.begins(place)
            and before not in ("vitamin", "plan", "section", "hepatitis")
        ):
            return Name(place + 1, "initials", "", 0.6)
        if length == 1 and place + 1 < len(self.tokens) and self.tokens[place + 1].norm == "'s":
            return Name(place + 1, "initials", "", 0.7)
        return None

    def small(self, place: int, norm: str) -> Name | None:
        """A name written small: only what is nothing but a name, in a post without capitals or after a telling word."""
        if self.given.get(norm) != ONLY_NAME or len(norm) < 3 or norm in _NEVER:
            return None
        token = self.tokens[place]
        if token.surface[:1].isupper() or token.norm != token.surface.lower():
            return None
        before = self.tokens[place - 1].norm if place else ""
        if self.has_case and before not in _FRAMES and token.kind != "hashtag":
            return None
        end = place + 1
        if end < len(self.tokens) and self.is_joined(end) and self.surnames.get(self.tokens[end].norm) == ONLY_NAME:
            return Name(end + 1, "full", "full", 0.7)
        return Name(end, "given", "given", 0.5)

    def large(self, place: int, norm: str) -> Name | None:
        """A name written large."""
        given = self.given.get(norm)
        if given is None and norm in _FRAMES:
            return None
        before = self.tokens[place - 1].norm if place else ""
        end = self.more(place + 1)
        last = self.tokens[end - 1].norm
        if end > place + 1 and last in _NEVER:
            return None
        is_full = end > place + 1 and (last in self.surnames or len(last) == 1)
        if given == ONLY_NAME or (given == ORDINARY and is_full):
            if end > place + 1:
                return Name(end, "full", "full", 0.9)
            is_of_place = before == "the" or (before in _AT and norm in self.surnames)
            return None if is_of_place else Name(end, "given", "given", 0.8)
        if given == ORDINARY:
            return self.ordinary(place, norm, before)
        return self.surname(place, end, norm, before)

    def ordinary(self, place: int, norm: str, before: str) -> Name | None:
        """A name that is an ordinary word too: within a sentence, or where what follows is done by a person."""
        if (norm in _MONTHS and before in _BEFORE_MONTHS) or before in ("the", "a", "an", "of"):
            return None
        after = self.tokens[place + 1].norm if place + 1 < len(self.tokens) else ""
        if not self.begins(place) or before in _FRAMES or (after in _DOES and not self.is_shouted):
            return Name(place + 1, "given", "given", 0.6)
        return None

    def surname(self, place: int, end: int, norm: str, before: str) -> Name | None:
        """A surname alone, or after a word that no list holds."""
        begins = self.begins(place)
        if before in _PLACE_BEFORE or before == "the":
            return None
        known, many, last = self.surnames.get(norm), end > place + 1, self.tokens[end - 1].norm
        if many and known and not begins:
            return Name(end, "full", "full", 0.5)
        if (
            end == place + 2
            and not known
            and last in self.surnames
            and not (begins and self.surnames[last] == ORDINARY)
        ):
            return Name(end, "full", "full", 0.7)
        if begins or many:
            return None
        if known == ONLY_NAME:
            return Name(end, "surname", "surname", 0.5)
        if before in _BEFORE_UNKNOWN and len(norm) > 2:
            return Name(end, "nickname", "nickname", 0.6)
        return None
