"""Posts told a little differently each time, so that nothing is learned from how they look.

Two kinds of change, alike for what is fine and what is not. What is told: other names, places, ages and days; who speaks
where. And the form: full stops, capitals, apostrophes, typing errors, spelling, emoji, hashtags, links, handles, line
breaks, greetings, a neutral sentence before or after, contractions, curly quotes. How well each cue of form alone tells the verdict, before
and after, is printed by ``cues.py``.
"""

from __future__ import annotations

import random
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field, replace

from data import Example, edited
from natural import AUDIENCES, PLATFORMS, PROFESSIONS

from forethought.values import Author

SWAPPED = ("person-name", "place", "age", "date-time", "organisation", "initials")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")
Edit = tuple[int, int, str]
Change = Callable[[Example, random.Random], Sequence[Edit]]

# --- form ------------------------------------------------------------------------------------------------------------

ADDED_EMOJI = "😂 😭 🙏 ❤️ 🤷‍♀️ 😅 🙄 😡 👏 💙 😊 🤦 🎉 😢 🔥 👀 😴 🥲 💪 ✨".split()
ADDED_TAGS = "#mondaymood #justsaying #thoughts #weekend #life #truth #sorrynotsorry #fyi #rant #smallthings".split()
GREETINGS = (
    "Hi all, |Hello everyone. |Morning! |Evening all. |Right, |So, |Ok so |Honestly, |Just saying, |Not gonna lie, |Look, |"
    "Well |Anyway, |lol |tbh |Update: |Hey, |Dear all, |Quick one: |Thoughts? "
).split("|")
ENDINGS = (
    " Anyway.| Night all.| That's all.| Just saying.| Have a good week everyone.| lol| x| xx| tbh| Rant over.| Thoughts?| Phew.|"
    " Off to bed.| Tea time."
).split("|")
CONTRACTED = {
    "do not": "don't", "does not": "doesn't", "did not": "didn't", "is not": "isn't", "are not": "aren't",
    "was not": "wasn't", "cannot": "can't", "will not": "won't", "I am": "I'm", "I have": "I've", "I will": "I'll",
    "it is": "it's", "that is": "that's", "they are": "they're", "we are": "we're", "you are": "you're",
    "would not": "wouldn't", "should not": "shouldn't", "could not": "couldn't", "have not": "haven't", "she is": "she's",
    "he is": "he's",
}  # fmt: skip
SPELLED = {
    "behaviour": "behavior", "organise": "organize", "recognise": "recognize", "colour": "color", "favourite": "favorite",
    "centre": "center", "paediatric": "pediatric", "mum": "mom", "mums": "moms", "realise": "realize",
    "programme": "program", "apologise": "apologize", "haemorrhage": "hemorrhage", "anaesthetic": "anesthetic",
    "diarrhoea": "diarrhea", "neighbour": "neighbor", "neighbours": "neighbors", "defence": "defense", "licence": "license",
    "practise": "practice", "travelling": "traveling", "labour": "labor", "grey": "gray", "learnt": "learned",
}  # fmt: skip
TEXTED = {
    "you": "u", "your": "ur", "are": "r", "because": "cos", "people": "ppl", "please": "pls", "though": "tho",
    "going to": "gonna", "want to": "wanna", "with": "w", "about": "abt", "patients": "pts", "and": "&", "to be": "2b",
    "tomorrow": "tmrw", "before": "b4", "have to": "hafta", "really": "rly", "through": "thru", "something": "smth",
}  # fmt: skip


def _words_for(table: dict[str, str], chance: float) -> Change:
    """Change words for others that stand for the same, either way, each with a chance."""
    both = {a.lower(): b for a, b in table.items()} | {b.lower(): a for a, b in table.items()}
    found = re.compile(
        r"(?<![\w'’])(?:" + "|".join(map(re.escape, sorted(both, key=len, reverse=True))) + r")(?![\w'’])", re.I
    )

    def change(one: Example, by: random.Random) -> list[Edit]:
        edits = []
        for match in found.finditer(one.post.text):
            new = both[match.group().lower()]
            if match.group()[0].isupper():
                new = new[0].upper() + new[1:]
            if by.random() < chance:
                edits.append((match.start(), match.end(), new))
        return edits

    return change


def _texted(one: Example, by: random.Random) -> list[Edit]:
    """Words shortened as on a telephone; never the other way, for a letter may be an initial."""
    found = re.compile(r"(?<![\w'’])(?:" + "|".join(map(re.escape, TEXTED)) + r")(?![\w'’])")
    return [(m.start(), m.end(), TEXTED[m.group()]) for m in found.finditer(one.post.text) if by.random() < 0.6]


def _typing_errors(one: Example, by: random.Random) -> list[Edit]:
    """One to three words with letters swapped, dropped, doubled, or a space too many or too few."""
    words = [m for m in re.finditer(r"[A-Za-z]{4,}", one.post.text)]
    edits: dict[int, Edit] = {}
    for word in by.sample(words, min(len(words), by.choice((1, 1, 2, 3)))):
        at = by.randrange(word.start() + 1, word.end() - 1)
        a, b = one.post.text[at], one.post.text[at + 1]
        kind = by.randrange(5)
        if kind == 0:
            edits[at] = (at, at + 2, b + a)
        elif kind == 1:
            edits[at] = (at, at + 1, "")
        elif kind == 2:
            edits[at] = (at, at + 1, a + a)
        elif kind == 3 and word.end() < len(one.post.text) and one.post.text[word.end()] == " ":
            edits[at] = (word.end(), word.end() + 1, "")
        else:
            edits[at] = (at, at + 1, by.choice("aeiorstnlm"))
    made: list[Edit] = []
    for edit in sorted(edits.values()):
        if not made or edit[0] >= made[-1][1]:
            made.append(edit)
    return made


def _end(one: Example, by: random.Random) -> list[Edit]:
    """The last full stop put there, or taken away."""
    text = one.post.text.rstrip()
    if stops := re.search(r"[.!]+$", text):
        return [(stops.start(), len(text), by.choice(("", "", "!", ".", "...")))]
    if text and text[-1].isalnum():
        return [(len(text), len(text), by.choice((".", ".", "!", "...")))]
    return []


def _no_stops(one: Example, by: random.Random) -> list[Edit]:
    """All full stops taken out, or put as line breaks or commas."""
    new = by.choice(("", "", ",", " -", "\n"))
    return [
        (m.start(), m.end(), "" if m.end() == len(one.post.text) else new)
        for m in re.finditer(r"\.+(?=\s|$)", one.post.text)
    ]


def _sentence_case(one: Example, by: random.Random) -> list[Edit]:
    """Sentences begun with a capital, and the lone i made one."""
    begins = r"(?:(?<=^)|(?<=[.!?] )|(?<=\n))[a-z]|(?<![\w'’])i(?=['’\s])"
    return [(m.start(), m.end(), m.group().upper()) for m in re.finditer(begins, one.post.text)]


def _apostrophes(one: Example, by: random.Random) -> list[Edit]:
    """All apostrophes left out, or all curly."""
    new = by.choice(("", "", "’"))
    return [(m.start(), m.end(), new) for m in re.finditer(r"(?<=\w)['’](?=\w)", one.post.text)]


def _quotes(one: Example, by: random.Random) -> list[Edit]:
    """Double quotes as single, curly or straight ones."""
    pair = by.choice((("“", "”"), ('"', '"'), ("'", "'")))
    marks = list(re.finditer(r"[\"“”]", one.post.text))
    return [(m.start(), m.end(), pair[n % 2]) for n, m in enumerate(marks)] if len(marks) % 2 == 0 else []


def _no_emoji(one: Example, by: random.Random) -> list[Edit]:
    """All emoji taken away that carry nothing themselves."""
    marks = (*(one.mentions or ()), *(one.spans or ()))
    if one.spans is None:  # nobody has marked what carries its label
        return []
    return [
        (m.start(), m.end(), "")
        for m in EMOJI.finditer(one.post.text)
        if not any(k.start <= m.start() and m.end() <= k.end for k in marks)
    ]


def _emoji(one: Example, by: random.Random) -> list[Edit]:
    at = len(one.post.text.rstrip())
    return [(at, at, " " + by.choice(ADDED_EMOJI) * by.choice((1, 1, 1, 2, 3)))]


def _tags(one: Example, by: random.Random) -> list[Edit]:
    """A hashtag that says nothing put at the end, or the sign taken off those that are there."""
    if "#" in one.post.text and by.random() < 0.5:
        return [(m.start(), m.end(), "") for m in re.finditer(r"#(?=\w)", one.post.text)]
    at = len(one.post.text.rstrip())
    return [(at, at, " " + " ".join(by.sample(ADDED_TAGS, by.choice((1, 1, 2)))))]


def _breaks(one: Example, by: random.Random) -> list[Edit]:
    """Sentences on lines of their own, or all lines as one."""
    if "\n" in one.post.text:
        return [(m.start(), m.end(), " ") for m in re.finditer(r"\s*\n\s*", one.post.text)]
    return [(m.start(), m.end(), by.choice(("\n", "\n\n"))) for m in re.finditer(r"(?<=[.!?]) (?=\S)", one.post.text)]


def _link(one: Example, by: random.Random) -> list[Edit]:
    at = len(one.post.text.rstrip())
    name = "".join(by.choice("abcdefghijkmnopqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ0123456789") for _ in range(10))
    return [(at, at, f" https://t.co/{name}")]


def _no_link(one: Example, by: random.Random) -> list[Edit]:
    links = list(re.finditer(r"\s*https?://\S+|\s*\[URL\]", one.post.text))
    return [(m.start(), m.end(), "") for m in links] if links and links[0].start() > 0 else []


def _handle(one: Example, by: random.Random) -> list[Edit]:
    """A reply's handles in front put there, or taken away."""
    found = re.match(r"(?:RT )?(?:@user:? ?)+", one.post.text)
    if found and found.end() < len(one.post.text):
        return [(0, found.end(), "")]
    return [(0, 0, "@user ")] if by.random() < 0.5 else []


def _greeting(one: Example, by: random.Random) -> list[Edit]:
    if by.random() < 0.5:
        return [(0, 0, by.choice(GREETINGS))]
    at = len(one.post.text.rstrip())
    return [(at, at, by.choice(ENDINGS))]


# Each change of form, and how often it is made; several may come together.
FORM: tuple[tuple[float, Change], ...] = (
    (0.08, _words_for(CONTRACTED, 0.7)),
    (0.15, _words_for(SPELLED, 0.8)),
    (0.08, _texted),
    (0.25, _apostrophes),
    (0.10, _quotes),
    (0.15, _no_emoji),
    (0.25, _no_link),
    (0.10, _handle),
    (0.12, _breaks),
    (0.15, _no_stops),
    (0.30, _end),
    (0.08, _sentence_case),
    (0.08, _greeting),
    (0.30, _typing_errors),
    (0.06, _tags),
    (0.08, _emoji),
    (0.06, _link),
)
NEUTRAL = 0.20  # how often a neutral sentence is put before or after
LOWER, UPPER = 0.12, 0.02


@dataclass
class Varier:
    """Makes a post a little different each time.

    Words to swap are those that stood in another post of the training part in the same kind of mention, with as many words
    and the same capitals. Neutral sentences are fine posts of life, short and undisputed.
    """

    pool: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    neutral: list[str] = field(default_factory=list)

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Varier:
        """Learn what can be swapped, and put in, from the examples to train on."""
        made = cls()
        for one in examples:
            for mark in one.mentions or ():
                if mark.label in SWAPPED and not one.names_only:
                    words = one.post.text[mark.start : mark.end]
                    made.pool[mark.label, _cut(words)].append(words)
            text = one.post.text.strip()
            if one.file.startswith("natural-") and one.verdict == "post" and 15 <= len(text) <= 90 and "[" not in text:
                if not re.search(r"http|@|[“\"]", text):
                    made.neutral.append(text)
        return made

    def vary(self, one: Example, by: random.Random) -> Example:
        """The post, told a little differently."""
        one = edited(one, _unmasked(one, by))
        one = edited(one, self._swaps(one, by))
        for chance, change in FORM:
            if by.random() < chance:
                one = edited(one, change(one, by))
        if self.neutral and by.random() < NEUTRAL and len(one.post.text) < 600 and not one.names_only:
            sentence = by.choice(self.neutral)
            ends = "" if sentence[-1:] in ".!?" else by.choice((".", "", "!"))
            at = len(one.post.text.rstrip())
            joint = by.choice((" ", " ", "\n", ". "))
            one = edited(
                one, [(0, 0, sentence + ends + " ")] if by.random() < 0.5 else [(at, at, joint + sentence + ends)]
            )
        return self._told_by(self._cased(one, by), by)

    def _swaps(self, one: Example, by: random.Random) -> list[Edit]:
        """Other names, places, ages and days; the same word for the same word."""
        text, edits = one.post.text, []
        if not one.mentions or by.random() >= 0.6:
            return []
        chosen: dict[str, str] = {}
        last = -1
        for mark in one.mentions:
            words = text[mark.start : mark.end]
            if mark.start >= last and mark.label in SWAPPED and by.random() < 0.8:
                if not any(m is not mark and m.start < mark.end and mark.start < m.end for m in one.mentions):
                    others = self.pool.get((mark.label, _cut(words)), [words])
                    edits.append((mark.start, mark.end, chosen.setdefault(words, by.choice(others))))
                    last = mark.end
        return edits

    def _cased(self, one: Example, by: random.Random) -> Example:
        text, chance = one.post.text, by.random()
        new = text.lower() if chance < LOWER else text.upper() if chance < LOWER + UPPER else text
        return replace(one, post=replace(one.post, text=new)) if len(new) == len(text) else one

    def _told_by(self, one: Example, by: random.Random) -> Example:
        """Context left unsaid now and then; who says what somebody in life has said is anybody."""
        post, author = one.post, one.post.author
        if one.file.startswith("natural-"):
            author = Author(by.choice(PROFESSIONS), named=by.random() < 0.7, states_profession=by.random() < 0.6)
            post = replace(post, platform=by.choice(PLATFORMS), audience=by.choice(AUDIENCES))
        elif by.random() < 0.1:  # the same words are judged alike whatever the trade
            author = replace(author, profession=by.choice(PROFESSIONS))
        if by.random() < 0.1:
            author = replace(author, profession="")
        if by.random() < 0.15:
            author = replace(author, named=None)
        if by.random() < 0.15:
            author = replace(author, states_profession=None)
        platform = "" if by.random() < 0.3 else by.choice(PLATFORMS) if by.random() < 0.3 else post.platform
        permission = None if post.permission is False and by.random() < 0.3 else post.permission
        return replace(one, post=replace(post, author=author, platform=platform, permission=permission))


MASKS = {
    "[NAME]": (
        "Sam",
        "Jo",
        "Alex",
        "Priya",
        "Tom",
        "Maria",
        "Ahmed",
        "Chloe",
        "Dave",
        "Ngozi",
        "he",
        "she",
        "him",
        "they",
        "Lee",
    ),
    "[RELIGION]": ("Christian", "Muslim", "Jewish", "Hindu", "Catholic", "Buddhist"),
}


def _unmasked(one: Example, by: random.Random) -> list[Edit]:
    """A name in the place of each mask that an open set put there, and its spaces before signs closed."""
    if not one.file.startswith("natural-"):
        return []
    text = one.post.text
    edits = [(m.start(), m.end(), by.choice(MASKS[m.group()])) for m in re.finditer(r"\[NAME\]|\[RELIGION\]", text)]
    if one.file.startswith(("natural-btc", "natural-wnut17", "natural-edos", "natural-toxic")):
        edits += [(m.start(), m.end(), "") for m in re.finditer(r"(?<=\w) +(?=[.,!?;:](?:\s|$))", text)]
    if by.random() < 0.5:
        edits += [(m.start(), m.end(), "") for m in re.finditer(r"^(?:!+ ?)?RT (?=@)|^!+ ", text)]
    return edits


def _cut(words: str) -> str:
    """The outline of a few words: capitals and digits, to swap like with like."""
    return " ".join(
        "9" if w[:1].isdigit() else "A" if w[:1].isupper() else w.lower() if len(w) < 4 else "a" for w in words.split()
    )
