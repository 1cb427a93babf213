"""Posts to learn from: read, split by group or by whole file, varied a little each time, and turned into targets."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from corpus import ROOT, group, read_corpus
from tokenizers import Tokenizer
from torch import Tensor

from forethought.model.encode import windows
from forethought.values import ABOUTS, CONCERNS, KINDS, MENTION_TYPES, VERDICTS, Author, Post

TYPES = ["O", *(f"B-{one}" for one in MENTION_TYPES), *(f"I-{one}" for one in MENTION_TYPES)]
CONCERN_IDS = list(CONCERNS)
KIND_IDS = list(KINDS)
UNKNOWN = -100  # a target that is not known: no loss
NOT_A_NAME = -2  # certainly no person, place or organisation; perhaps something else
NAMED = {"PER": "person-name", "LOC": "place", "ORG": "organisation"}
NAME_CLASSES = [i for i, one in enumerate(TYPES) if one[2:] in NAMED.values()]


@dataclass(frozen=True)
class Mark:
    """A marked stretch: a mention (``type|about``) or the words of a concern."""

    start: int
    end: int
    label: str
    about: str = ""


@dataclass(frozen=True)
class Example:
    """A post with what is known of it; None where its source does not tell."""

    post: Post
    mentions: tuple[Mark, ...] | None
    spans: tuple[Mark, ...] | None
    verdict: str | None
    concerns: frozenset[str] | None
    group: str
    file: str
    kind: str = ""  # of protected speech, where a reader has told it
    names_only: bool = False  # only people, places and organisations are marked
    weight: float = 1.0


def authored() -> list[Example]:
    """The project's own posts."""
    lines = (ROOT / "training" / "corpus" / "kinds.jsonl").read_text(encoding="utf-8").splitlines()
    kinds = {row["id"]: row["kind"] for row in map(json.loads, lines)}
    return [replace(_example(row), kind=kinds.get(row["id"], "")) for row in read_corpus()]


def _example(row: dict[str, Any]) -> Example:
    author = row["author"]
    post = Post(
        text=row["text"],
        id=row["id"],
        author=Author(author["profession"], author["named"], author["states_profession"]),
        platform=row["platform"],
        audience=row["audience"],
        permission=row["permission"],
    )
    return Example(
        post=post,
        mentions=tuple(Mark(m["start"], m["end"], m["type"], m["about"]) for m in row["mentions"]),
        spans=tuple(Mark(s["start"], s["end"], s["concern"]) for s in row["spans"]),
        verdict=row["verdict"],
        concerns=frozenset(row["concerns"]),
        group=group(row["id"]),
        file=row["file"],
    )


def ordinary(folder: Path, labels: Path) -> list[Example]:
    """Third-party texts that were labelled by our guide, to count false alarms on: verdict and concerns only.

    Args:
        folder: Where the sets lie, one folder each, gzipped JSON lines.
        labels: Where our labels lie, one file a set, by the hash of the text.
    """
    made = []
    professions = ("nurse", "social worker", "teacher", "doctor", "care worker", "pharmacist", "physiotherapist")
    for path in sorted(labels.glob("*.jsonl")):
        known = {row["sha256"]: row for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())}
        for row in _rows(folder / path.stem):
            label = known.pop(sha256(row["text"].encode()).hexdigest()[:16], None)
            if label is None:
                continue
            author = Author(professions[len(row["text"]) % len(professions)], named=True, states_profession=True)
            made.append(
                Example(
                    post=Post(row["text"], id=label["sha256"], author=author, platform="x"),
                    mentions=None,
                    spans=None,
                    verdict=label["verdict"],
                    concerns=frozenset(label["concerns"]),
                    group=label["sha256"],
                    file=f"third-party-{path.stem}",
                )
            )
    return made


def names(folder: Path, most: int) -> list[Example]:
    """People, places and organisations in noisy text: the Broad Twitter Corpus and WNUT 17."""
    made = []
    for name in ("btc", "wnut17"):
        for row in _rows(folder / name):
            text, marks = _joined(row["tokens"], row["tags"])
            group_ = f"{name}-{row['id']}"
            made.append(
                Example(Post(text), marks, None, None, None, group_, f"third-party-{name}", names_only=True, weight=0.5)
            )
    return random.Random(0).sample(made, min(most, len(made)))


def _joined(tokens: Sequence[str], tags: Sequence[str]) -> tuple[str, tuple[Mark, ...]]:
    """Words put together as people write them, with their names marked."""
    alike = {"person": "PER", "location": "LOC", "corporation": "ORG", "group": "ORG"}
    text, marks, open_ = "", [], ""
    for token, tag in zip(tokens, tags, strict=True):
        near = not text or text[-1] in "#@(“" or re.match(r"[.,!?;:)…”]|'[a-z]{1,2}$|n't$", token)
        text += token if near else " " + token
        label = alike.get(tag[2:], tag[2:])
        if label in NAMED:
            if tag[0] == "B" or open_ != label:
                marks.append(Mark(len(text) - len(token), len(text), NAMED[label]))
            else:
                marks[-1] = replace(marks[-1], end=len(text))
        open_ = label
    return text, tuple(marks)


def _rows(folder: Path) -> Iterator[dict[str, Any]]:
    for path in sorted(folder.glob("*train*.jsonl.gz")) or sorted(folder.glob("*.jsonl.gz")):
        with gzip.open(path, "rt", encoding="utf-8") as lines:
            yield from map(json.loads, lines)


# --- varying ---------------------------------------------------------------------------------------------------------

SWAPPED = ("person-name", "place", "age", "date-time", "organisation", "initials")
EMOJI = re.compile("[\U0001f300-\U0001faff\u2600-\u27bf\ufe0f\u200d]+")


@dataclass
class Varier:
    """Makes a post a little different each time: other names, places, ages and days; no capitals; no emoji; no context.

    Replacements are words that stood in another post of the training part in the same kind of mention, with as many words
    and the same capitals.
    """

    pool: dict[tuple[str, str], list[str]] = field(default_factory=lambda: defaultdict(list))

    @classmethod
    def of(cls, examples: Iterable[Example]) -> Varier:
        """Learn what can be swapped from the examples to train on."""
        made = cls()
        for one in examples:
            for mark in one.mentions or ():
                if mark.label in SWAPPED and not one.names_only:
                    words = one.post.text[mark.start : mark.end]
                    made.pool[mark.label, _cut(words)].append(words)
        return made

    def vary(self, one: Example, by: random.Random) -> Example:
        """The post, told a little differently."""
        text, edits = one.post.text, []
        if one.mentions and by.random() < 0.6:
            chosen: dict[str, str] = {}
            last = -1
            for mark in one.mentions:
                words = text[mark.start : mark.end]
                if mark.start >= last and mark.label in SWAPPED and by.random() < 0.8:
                    if not any(m is not mark and m.start < mark.end and mark.start < m.end for m in one.mentions):
                        others = self.pool.get((mark.label, _cut(words)), [words])
                        edits.append((mark.start, mark.end, chosen.setdefault(words, by.choice(others))))
                        last = mark.end
        if by.random() < 0.3:
            taken = [(s, e) for s, e, _ in edits]
            edits += [
                (m.start(), m.end(), "")
                for m in EMOJI.finditer(text)
                if not any(s < m.end() and m.start() < e for s, e in taken)
                and not any(
                    k.start == m.start() and k.end == m.end() for k in (*(one.mentions or ()), *(one.spans or ()))
                )
            ]
        one = edited(one, edits)
        post = one.post
        chance = by.random()
        if chance < 0.08 and len(post.text.lower()) == len(post.text):
            post = replace(post, text=post.text.lower())
        elif chance < 0.10 and len(post.text.upper()) == len(post.text):
            post = replace(post, text=post.text.upper())
        author = post.author
        if by.random() < 0.1:
            author = replace(author, profession="")
        if by.random() < 0.15:
            author = replace(author, named=None)
        if by.random() < 0.15:
            author = replace(author, states_profession=None)
        platform = "" if by.random() < 0.3 else post.platform
        permission = None if post.permission is False and by.random() < 0.3 else post.permission
        return replace(one, post=replace(post, author=author, platform=platform, permission=permission))


def _cut(words: str) -> str:
    """The outline of a few words: capitals and digits, to swap like with like."""
    return " ".join(
        "9" if w[:1].isdigit() else "A" if w[:1].isupper() else w.lower() if len(w) < 4 else "a" for w in words.split()
    )


def edited(one: Example, edits: Sequence[tuple[int, int, str]]) -> Example:
    """The example with stretches of its text replaced and all marks moved along; edits do not overlap."""
    if not edits:
        return one
    out, at, moves = [], 0, []
    for start, end, new in sorted(edits):
        out += [one.post.text[at:start], new]
        at = end
        moves.append((start, end, len(new)))
    text = "".join([*out, one.post.text[at:]])

    def moved(place: int, *, is_end: bool) -> int:
        shift = 0
        for start, end, length in moves:
            if place >= end:
                shift += length - (end - start)
            elif place > start:
                return start + shift + (length if is_end else 0)
        return place + shift

    def all_moved(marks: tuple[Mark, ...] | None) -> tuple[Mark, ...] | None:
        if marks is None:
            return None
        return tuple(replace(m, start=moved(m.start, is_end=False), end=moved(m.end, is_end=True)) for m in marks)

    return replace(one, post=replace(one.post, text=text), mentions=all_moved(one.mentions), spans=all_moved(one.spans))


# --- targets ---------------------------------------------------------------------------------------------------------


@dataclass(frozen=True)
class Encoded:
    """One window and its targets; UNKNOWN where nothing is known."""

    ids: tuple[int, ...]
    shapes: tuple[int, ...]
    types: list[int]
    abouts: list[int]
    carries: list[tuple[int, int, int]] | None  # first piece, last piece (exclusive), concern
    verdict: int
    concerns: list[float] | None
    kind: int
    weight: float


def encode(one: Example, pieces: Tokenizer) -> list[Encoded]:
    """The windows of a post with their targets; a window without trouble of its own is fine."""
    made = []
    cut = windows(one.post, pieces)
    for window in cut:
        length = len(window.ids)
        types, abouts = [UNKNOWN] * length, [UNKNOWN] * length
        if one.mentions is not None:
            for at in range(len(window.places)):
                types[window.first + at] = NOT_A_NAME if one.names_only else 0
            for mark in sorted(one.mentions, key=lambda m: m.start - m.end):
                begun = False
                for at, (start, end) in enumerate(window.places):
                    if start < mark.end and mark.start < end:
                        kind = TYPES.index(("I-" if begun else "B-") + mark.label)
                        types[window.first + at] = kind
                        abouts[window.first + at] = ABOUTS.index(mark.about) if mark.about else UNKNOWN
                        begun = True
        carries = None
        if one.spans is not None:
            carries = []
            for span in one.spans:
                inside = [at for at, (s, e) in enumerate(window.places) if s < span.end and span.start < e]
                if inside:
                    carries.append(
                        (window.first + inside[0], window.first + inside[-1] + 1, CONCERN_IDS.index(span.label))
                    )
        concerns, verdict = one.concerns, one.verdict
        if len(cut) > 1 and one.spans is not None and concerns is not None:
            unspoken = concerns - {s.label for s in one.spans}
            concerns = unspoken | {CONCERN_IDS[c] for _, _, c in carries or ()}
            verdict = verdict if concerns else "post"
        made.append(
            Encoded(
                window.ids,
                window.shapes,
                types,
                abouts,
                carries,
                VERDICTS.index(verdict) if verdict else UNKNOWN,  # type: ignore[arg-type]
                None if concerns is None else [float(c in concerns) for c in CONCERN_IDS],
                KIND_IDS.index(one.kind) if one.kind else UNKNOWN,
                one.weight,
            )
        )
    return made


@dataclass(frozen=True)
class Batch:
    """Windows side by side, padded with 0 (ids, shapes) and UNKNOWN (targets)."""

    ids: Tensor
    shapes: Tensor
    types: Tensor
    abouts: Tensor
    carry: Tensor
    carry_known: Tensor
    verdict: Tensor
    concerns: Tensor
    concerns_known: Tensor
    kind: Tensor
    weight: Tensor


def collate(windows_: Sequence[Encoded]) -> Batch:
    """Put windows into one batch."""
    length = max(len(one.ids) for one in windows_)
    many = len(windows_)

    def pad(rows: Iterable[Sequence[int]], by: int) -> Tensor:
        return torch.tensor([[*row, *[by] * (length - len(row))] for row in rows])

    carry = torch.zeros(many, length, len(CONCERN_IDS))
    for row, one in enumerate(windows_):
        for start, end, concern in one.carries or ():
            carry[row, start:end, concern] = 1.0
    return Batch(
        pad((one.ids for one in windows_), 0),
        pad((one.shapes for one in windows_), 0),
        pad((one.types for one in windows_), UNKNOWN),
        pad((one.abouts for one in windows_), UNKNOWN),
        carry,
        torch.tensor([float(one.carries is not None) for one in windows_]),
        torch.tensor([one.verdict for one in windows_]),
        torch.tensor([one.concerns or [0.0] * len(CONCERN_IDS) for one in windows_]),
        torch.tensor([float(one.concerns is not None) for one in windows_]),
        torch.tensor([one.kind for one in windows_]),
        torch.tensor([one.weight for one in windows_]),
    )


def batches(encoded: Sequence[Encoded], size: int, by: random.Random) -> list[list[Encoded]]:
    """Batches of windows of like length, in random order."""
    shuffled = list(encoded)
    by.shuffle(shuffled)
    made = []
    for at in range(0, len(shuffled), size * 24):
        near = sorted(shuffled[at : at + size * 24], key=lambda one: len(one.ids))
        made += [near[i : i + size] for i in range(0, len(near), size)]
    by.shuffle(made)
    return made
