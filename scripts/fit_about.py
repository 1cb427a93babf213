"""Fit the weights of the clues to whom a mention is of, on the developing half of the corpus.

    python scripts/fit_about.py            # writes detect/data/about-weights.toml
    python scripts/fit_about.py --measure  # fits on some files of it, measures on the others

A linear model with one sum for each answer (multinomial logistic regression with shrinkage): each weight can be read.
Standard library only; takes about a minute.
"""

from __future__ import annotations

import math
import random
import sys
from collections import Counter, defaultdict
from pathlib import Path
from typing import Any, NamedTuple

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))

from corpus import read_corpus
from forethought.detect import resolve
from forethought.detect.about import PEOPLE, Decider, clues_of_neighbours, company_of
from forethought.detect.clues import GROUPS, Clues
from forethought.detect.registry import find_all
from forethought.text import read
from forethought.values import ABOUTS, Author, Post, Span

OUT = Path(__file__).resolve().parent.parent / "src" / "forethought" / "detect" / "data" / "about-weights.toml"
ROUNDS, RATE, SHRINK, SEEN_AT_LEAST, SMALLEST = 8, 0.04, 0.008, 8, 0.12


class Labelled(NamedTuple):
    """A mention that was found, or marked by a labeller."""

    type: Any
    span: Span
    source: str


class Known(NamedTuple):
    """A post's clues, its mentions, and of whom each is; "" where no labeller said so."""

    clues: Clues
    mentions: list[Labelled]
    answers: list[str]


def posts(rows: list[dict[str, Any]]) -> list[Known]:
    """Read posts; their mentions are those that the detectors find, and those marked that they miss."""
    found = []
    for row in rows:
        author = Author(profession=row["author"]["profession"] or "")
        post = Post(row["text"], author=author, audience=row["audience"])
        text = read(row["text"])
        mentions = [(Labelled(one.type, one.span, one.source), "") for one in resolve(find_all(text, post))]
        for mark in row["mentions"]:
            span = Span(mark["start"], mark["end"])
            same = [
                n
                for n, (one, _) in enumerate(mentions)
                if GROUPS[one.type] == GROUPS[mark["type"]] and one.span.overlaps(span)
            ]
            for n in same:
                mentions[n] = (mentions[n][0], mark["about"])
            if not same:
                mentions.append((Labelled(mark["type"], span, "labelled"), mark["about"]))
        mentions.sort(key=lambda pair: (pair[0].span, pair[0].type))
        kept = [one for one, _ in mentions]
        clues = Clues(text, post, kept)
        if clues.tokens:
            found.append(Known(clues, kept, [answer for _, answer in mentions]))
    return found


def examples(read_posts: list[Known], people: bool, table: Any) -> list[tuple[list[str], int]]:
    """The clues and the answer of every mention; what is not a person sees the answers given for the people."""
    made = []
    for clues, mentions, answers in read_posts:
        given = [""] * len(mentions)
        if not people:
            for n, (about, _) in enumerate(Decider(clues, table).decide(mentions)):
                given[n] = about if GROUPS[mentions[n].type] in PEOPLE else ""
        for n, mention in enumerate(mentions):
            kind = GROUPS[mention.type]
            if (kind in PEOPLE) != people or not answers[n]:
                continue
            sentence = clues.tokens[min(clues.bounds(mention)[0], len(clues.tokens) - 1)].sentence
            seen = [*clues.of_post(kind), *clues.of_sentence(kind, sentence), *clues.of_place(mention)]
            if not people:
                seen += clues_of_neighbours(clues, mentions, given, company_of(given), n)
            made.append((seen, ABOUTS.index(answers[n])))  # type: ignore[arg-type]
    return made


def fit(made: list[tuple[list[str], int]]) -> dict[str, list[float]]:
    """Fit by stepping through the examples again and again, in a fixed random order, and average the last rounds."""
    counts = Counter(clue for seen, _ in made for clue in set(seen))
    table = {clue: [0.0] * len(ABOUTS) for clue, count in counts.items() if count >= SEEN_AT_LEAST}
    total = {clue: [0.0] * len(ABOUTS) for clue in table}
    kept = [([clue for clue in seen if clue in table], answer) for seen, answer in made]
    rng = random.Random(7)
    for turn in range(ROUNDS):
        rng.shuffle(kept)
        rate = RATE / (1 + turn)
        for seen, answer in kept:
            rows = [table[clue] for clue in seen]
            sums = [sum(column) for column in zip(*rows, strict=True)]
            top = max(sums)
            powers = [math.exp(one - top) for one in sums]
            whole = sum(powers)
            steps = [rate * ((place == answer) - power / whole) for place, power in enumerate(powers)]
            for row in rows:
                for place, step in enumerate(steps):
                    row[place] += step - rate * SHRINK * row[place]
        if turn >= ROUNDS // 2:
            for clue, row in table.items():
                for place, value in enumerate(row):
                    total[clue][place] += value / (ROUNDS - ROUNDS // 2)
    return total


def learn(read_posts: list[Known]) -> dict[str, list[tuple[int, float]]]:
    """Weights for people first, then for what is told of them."""
    table: dict[str, list[tuple[int, float]]] = {}
    for people in (True, False):
        for clue, row in fit(examples(read_posts, people, table)).items():
            strong = [(place, round(value, 2)) for place, value in enumerate(row) if abs(value) >= SMALLEST]
            if strong:
                table[clue] = strong
    return table


def measure(read_posts: list[Known], table: Any, right: dict[str, Counter[str]]) -> None:
    """Count into *right*, by kind, how often the answer is right and how often it is and should be "client"."""
    for clues, mentions, answers in read_posts:
        for mention, (said, _), wanted in zip(mentions, Decider(clues, table).decide(mentions), answers, strict=True):
            for kind in (mention.type, "all") if wanted else ():
                right[kind].update(n=1, right=said == wanted, said=said == "client", wanted=wanted == "client",
                                   both=said == wanted == "client")  # fmt: skip


def show(right: dict[str, Counter[str]]) -> None:
    """Print accuracy and, for clients, precision, recall and F1 by kind."""
    for kind, c in sorted(right.items()):
        precision, recall = c["both"] / max(1, c["said"]), c["both"] / max(1, c["wanted"])
        f1 = 2 * precision * recall / max(1e-9, precision + recall)
        client = f"client p {precision:.2f} r {recall:.2f} f1 {f1:.2f}"
        print(f"{kind:16} n {c['n']:5}  right {c['right'] / c['n']:.2f}  {client}")


def write(table: dict[str, list[tuple[int, float]]]) -> None:
    """Write the weights, in order of their clues."""
    lines = ["# Made by scripts/fit_about.py; not by hand. What each clue adds for and against each answer.",
             'source = "fitted on the developing half of training/corpus"', "", "[clues]"]  # fmt: skip
    for clue in sorted(table):
        values = ", ".join(f"{ABOUTS[place]} = {value}" for place, value in table[clue])
        quoted = clue.replace("\\", "\\\\").replace('"', '\\"')
        lines.append(f'"{quoted}" = {{ {values} }}')
    OUT.write_text("\n".join(lines) + "\n", encoding="utf-8")


def main() -> None:
    """Fit, and measure or write."""
    rows = list(read_corpus("develop"))
    if "--measure" in sys.argv:
        files = sorted({row["file"] for row in rows})
        known = {name: posts([row for row in rows if row["file"] == name]) for name in files}
        right: dict[str, Counter[str]] = defaultdict(Counter)
        for turn in range(4):
            table = learn([one for n, name in enumerate(files) if n % 4 != turn for one in known[name]])
            measure([one for n, name in enumerate(files) if n % 4 == turn for one in known[name]], table, right)
        show(right)
        return
    read_posts = posts(rows)
    table = learn(read_posts)
    right: dict[str, Counter[str]] = defaultdict(Counter)
    measure(read_posts, table, right)
    show(right)
    write(table)


if __name__ == "__main__":
    main()
