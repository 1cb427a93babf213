"""Of whom a mention is: a client, the author, a colleague, someone public, another, or nobody in particular.

Each clue (see `forethought.detect.clues`) speaks for or against each answer with a weight; the weights are added up and
the highest sum wins. People come first (names, roles, kin), then what is told, mostly of the people beside it.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import Literal

from forethought.detect.clues import GROUPS, Clues, HasWords
from forethought.detect.phrases import read_data
from forethought.values import ABOUTS, About

PEOPLE = frozenset(["name", "role"])
Scores = list[float]
Weights = Mapping[str, Sequence[tuple[int, float]]]


@cache
def weights() -> Weights:
    """For each clue, the answers (by their place in `ABOUTS`) it speaks for or against, and how much."""
    table: dict[str, dict[str, float]] = read_data("about-weights.toml")["clues"]
    return {
        clue: tuple((ABOUTS.index(about), value) for about, value in found.items()) for clue, found in table.items()
    }


def add_up(clues: Iterable[str], table: Weights) -> Scores:
    """Sum what the clues say of each answer."""
    sums = [0.0] * len(ABOUTS)
    for clue in clues:
        for place, value in table.get(clue, ()):
            sums[place] += value
    return sums


def company_of(answers: Sequence[str]) -> str:
    """Of whom the people are that a post speaks of, all together; "nobody" where it speaks of none."""
    return "+".join(sorted({answer for answer in answers if answer})) or "nobody"


def clues_of_neighbours(
    clues: Clues, mentions: Sequence[HasWords], answers: Sequence[str], company: str, place: int
) -> list[str]:
    """Clues from the people found near a mention: an answer of "" stands for one that is not known (yet)."""
    mention = mentions[place]
    group = GROUPS[mention.type]
    first, _ = clues.bounds(mention)
    here = clues.tokens[min(first, len(clues.tokens) - 1)].sentence if clues.tokens else 0
    left = right = earlier = ""
    for other in range(place - 1, -1, -1):
        if answers[other] and mentions[other].span.end <= mention.span.start:
            sentence = clues.tokens[clues.bounds(mentions[other])[0]].sentence
            if sentence == here:
                left = answers[other]
            else:
                earlier = answers[other]
            break
        if place - other > 12:
            break
    for other in range(place + 1, min(len(mentions), place + 12)):
        if answers[other] and mentions[other].span.start >= mention.span.end:
            if clues.tokens[clues.bounds(mentions[other])[0]].sentence == here:
                right = answers[other]
            break
    return [
        *(f"{group} among {answer}" for answer in company.split("+")),
        f"{group} among {company}",
        f"{mention.type} among {company}",
        f"{group} follows {left or 'nobody'}",
        f"{group} precedes {right or 'nobody'}",
        f"{group} resumes {earlier or 'nobody'}",
        f"{mention.type} follows {left or right or earlier or 'nobody'}",
    ]


class Decider:
    """Works out, for the mentions of one post, of whom each is."""

    def __init__(self, clues: Clues, table: Weights | None = None) -> None:
        self.clues, self.table = clues, weights() if table is None else table
        self._posts: dict[str, Scores] = {}
        self._sentences: dict[tuple[str, int], Scores] = {}

    def scores(self, mention: HasWords, more: Iterable[str] = ()) -> Scores:
        """The sums for one mention, with those of its post and sentence, which are reckoned once."""
        group = GROUPS[mention.type]
        first, _ = self.clues.bounds(mention)
        sentence = self.clues.tokens[min(first, len(self.clues.tokens) - 1)].sentence if self.clues.tokens else 0
        of_post = self._posts.get(group)
        if of_post is None:
            of_post = self._posts[group] = add_up(self.clues.of_post(group), self.table)
        of_sentence = self._sentences.get((group, sentence))
        if of_sentence is None:
            of_sentence = add_up(self.clues.of_sentence(group, sentence), self.table)
            self._sentences[group, sentence] = of_sentence
        own = add_up((*self.clues.of_place(mention), *more), self.table)
        return [a + b + c for a, b, c in zip(of_post, of_sentence, own, strict=True)]

    def decide(self, mentions: Sequence[HasWords]) -> list[tuple[About, float]]:
        """The answer for each mention, and how likely it is, from 0 to 1."""
        answers = [""] * len(mentions)
        decided: list[tuple[About, float]] = [("none", 0.0)] * len(mentions)
        told: list[About | Literal[""]] = [getattr(mention, "about", "") for mention in mentions]
        people = [n for n, mention in enumerate(mentions) if GROUPS[mention.type] in PEOPLE]
        by_words: dict[str, list[int]] = {}
        sums = {n: self.scores(mentions[n]) for n in people}
        for n in people:
            if mentions[n].type == "person-name":
                span = mentions[n].span
                by_words.setdefault(self.clues.text.original[span.start : span.end].lower().split(" ")[0], []).append(n)
        for same in by_words.values():
            if len(same) > 1:
                mean = [sum(column) / len(same) for column in zip(*(sums[n] for n in same), strict=True)]
                for n in same:
                    sums[n] = mean
        for n in people:
            decided[n] = ("none", 0.7) if self.clues.is_general(mentions[n]) else _best(sums[n])
            answers[n] = told[n] or decided[n][0]
        company = company_of(answers)
        for n, mention in enumerate(mentions):
            if n not in sums:
                beside = clues_of_neighbours(self.clues, mentions, answers, company, n)
                decided[n] = _best(self.scores(mention, beside))
        return [(given, 0.9) if given else one for given, one in zip(told, decided, strict=True)]


def _best(sums: Scores) -> tuple[About, float]:
    top = max(sums)
    place = sums.index(top)
    return ABOUTS[place], 1 / sum(math.exp(other - top) for other in sums)


def group_people(clues: Clues, mentions: Sequence[HasWords], answers: Sequence[About]) -> list[int]:
    """Number the people a post speaks of; mentions about one person share a number, 0 is nobody in particular.

    What is told goes to the person of the same kind who was last spoken of. A name always stands for the same person; a
    new name, or "a" with another sex, brings in a new one. The family of a client counts with the client, as who knows
    the one knows the other.
    """
    numbers = [0] * len(mentions)
    by_name: dict[tuple[About, str], int] = {}
    current: dict[About, int] = {}
    sexes: dict[int, str] = {}
    named: set[int] = set()
    ahead = 0
    for place, (mention, about) in enumerate(zip(mentions, answers, strict=True)):
        if about == "none" or clues.bounds(mention)[0] >= len(clues.norms):
            continue
        number = current.get(about, 0)
        if mention.type in ("person-name", "initials", "username"):
            first, end = clues.bounds(mention)
            key = (about, clues.norms[end - 1] if getattr(mention, "detail", "") == "title" else clues.norms[first])
            if key in by_name:
                number = by_name[key]
            elif not number or number in named and about != "author":
                ahead += 1
                number = ahead
            by_name[key] = number
            named.add(number)
        elif mention.type == "role" and number:
            sex = getattr(mention, "detail", "")
            first, _ = clues.bounds(mention)
            is_new = clues.norms[first] in ("a", "an", "another", "some", "one")
            if is_new and about != "author" and sex and sexes.get(number, sex) != sex:
                ahead += 1
                number = ahead
            if sex:
                sexes.setdefault(number, sex)
        if not number:
            ahead += 1
            number = ahead
        numbers[place] = current[about] = number
    return numbers
