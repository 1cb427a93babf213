"""Posts to learn from: read, split by group or by whole file, varied a little each time, and turned into targets."""

from __future__ import annotations

import gzip
import json
import random
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from typing import Any

import torch
from corpus import ROOT, group, read_corpus
from natural import LABELS, LEFT_OUT, is_near, labelled, read_natural, text_key, texts
from torch import Tensor

from forethought.model.encode import windows
from forethought.model.pieces import WordPieces
from forethought.values import ABOUTS, CONCERNS, MENTION_TYPES, VERDICTS, Author, Post

TYPES = ["O", *(f"B-{one}" for one in MENTION_TYPES), *(f"I-{one}" for one in MENTION_TYPES)]
CONCERN_IDS = list(CONCERNS)
SHORTEST, LONGEST = 12, 400  # characters of a post that a teacher is given without a label
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
    names_only: bool = False  # only people, places and organisations are marked
    weight: float = 1.0
    taught: Taught | None = None


@dataclass(frozen=True)
class Taught:
    """What a teacher says of a post, as raw scores: each verdict, each concern."""

    verdict: tuple[float, ...]
    concerns: tuple[float, ...]


def authored() -> list[Example]:
    """The project's own posts."""
    return [_example(row) for row in read_corpus()]


def _post(row: dict[str, Any]) -> Post:
    author = row["author"]
    return Post(
        text=row["text"],
        id=row["id"],
        author=Author(author["profession"], author["named"], author["states_profession"]),
        platform=row["platform"],
        audience=row["audience"],
        permission=row["permission"],
    )


def _example(row: dict[str, Any]) -> Example:
    return Example(
        post=_post(row),
        mentions=tuple(Mark(m["start"], m["end"], m["type"], m["about"]) for m in row["mentions"]),
        spans=tuple(Mark(s["start"], s["end"], s["concern"]) for s in row["spans"]),
        verdict=row["verdict"],
        concerns=frozenset(row["concerns"]),
        group=group(row["id"]),
        file=row["file"],
    )


def natural(folder: Path, sets: Sequence[str] = ()) -> list[Example]:
    """Ordinary posts of real people that were read and labelled by our guide (``scripts/natural.py``).

    A pause that one reader gave, or a verdict that two differ on, weighs less.
    """
    return [_of_life(row) for row in read_natural(folder, sets)]


def _of_life(row: dict[str, Any]) -> Example:
    doubtful = row["disputed"] or (row["verdict"] == "pause" and row["readers"] == 1)
    return Example(
        post=_post(row),
        mentions=None,
        spans=tuple(Mark(s["start"], s["end"], s["concern"]) for s in row["spans"]),
        verdict=row["verdict"],
        concerns=frozenset(row["concerns"]),
        group=row["id"],
        file=f"natural-{row['origin']}",
        weight=0.7 if doubtful else 1.0,
    )


def by_their_own_labels(folder: Path, most: int) -> list[Example]:
    """Hate as HatemojiBuild labels it, which is nearly our guide (``labels/README.md`` says how nearly).

    "Not hateful" only says that nobody is demeaned: of other concerns, and the verdict, it tells nothing.
    """
    name = "hatemojibuild"
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    read_already = {json.loads(line)["sha256"] for line in lines}
    made = []
    for row in _rows(folder / name):
        key, hateful = text_key(row["text"]), bool(row["hateful"])
        if key in read_already:
            continue
        threat = ("threat",) if "threat" in row["type"] else ()
        concerns = frozenset(("discrimination", *threat)) if hateful else frozenset()
        label = {"sha256": key, "spans": (), "verdict": "stop" if hateful else "post", "concerns": concerns,
                 "disputed": True, "readers": 1}  # fmt: skip
        one = replace(_of_life(labelled(row["text"].strip(), label, f"{name}-own")), spans=None, weight=0.5)
        made.append(one if hateful else replace(one, verdict=None))
    return random.Random(0).sample(made, min(most, len(made)))


def unlabelled(folder: Path, most: int) -> list[Example]:
    """Posts of real people that nobody labelled, as many from each set that was read: for a teacher to read."""
    made = []
    read_already = {
        json.loads(line)["sha256"] for path in LABELS.glob("*.jsonl") for line in path.read_text("utf-8").splitlines()
    }
    sets = sorted(path.stem for path in LABELS.glob("*.jsonl") if path.stem not in LEFT_OUT)
    for name in sets:
        fresh = {}
        for text in texts(folder / name):
            if SHORTEST <= len(text) <= LONGEST and (key := text_key(text)) not in read_already:
                fresh[key] = text
        for key in random.Random(0).sample(sorted(fresh), min(len(fresh), most // len(sets))):
            label = {"sha256": key, "spans": (), "verdict": None, "concerns": (), "disputed": False, "readers": 0}
            one = _of_life(labelled(fresh[key], label, name))
            made.append(replace(one, spans=None, concerns=None, file=f"unlabelled-{name}"))
    return made


def asked(one: Example) -> str:
    """What a teacher's answer is known by: the words, and who says them to whom."""
    author, post = one.post.author, one.post
    told = (
        post.text,
        author.profession,
        author.named,
        author.states_profession,
        post.platform,
        post.audience,
        post.permission,
    )
    return sha256(repr(told).encode()).hexdigest()[:16]


def names(folder: Path, most: int) -> list[Example]:
    """People, places and organisations in noisy text: the Broad Twitter Corpus."""
    made = []
    for row in _rows(folder / "btc"):
        text, marks = _joined(row["tokens"], row["tags"])
        made.append(
            Example(
                Post(text), marks, None, None, None, f"btc-{row['id']}", "third-party-btc", names_only=True, weight=0.5
            )
        )
    return random.Random(0).sample(made, min(most, len(made)))


def _joined(tokens: Sequence[str], tags: Sequence[str]) -> tuple[str, tuple[Mark, ...]]:
    """Words put together as people write them, with their names marked."""
    alike = {"person": "PER", "location": "LOC", "corporation": "ORG", "group": "ORG"}
    text, marks, open_ = "", [], ""
    for token, tag in zip(tokens, tags, strict=True):
        text += token if is_near(text, token) else " " + token
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
    weight: float
    taught: Taught | None = None
    twin: Encoded | None = None  # the same post told another way


def encode(one: Example, pieces: WordPieces) -> list[Encoded]:
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
                _concern_targets(one, concerns),
                one.weight,
                one.taught if len(cut) == 1 else None,
            )
        )
    return made


def _concern_targets(one: Example, concerns: frozenset[str] | None) -> list[float] | None:
    """1 and 0 for each concern, -1 where it is not known: a set's own "not hateful" tells of nothing else."""
    if concerns is None:
        return None
    if one.verdict is None:
        return [0.0 if c == "discrimination" else -1.0 for c in CONCERN_IDS]
    return [float(c in concerns) for c in CONCERN_IDS]


@dataclass(frozen=True)
class Batch:
    """Windows side by side, padded with 0 (ids, shapes) and UNKNOWN (targets); -1 is a concern that is not known."""

    ids: Tensor
    shapes: Tensor
    types: Tensor
    abouts: Tensor
    carry: Tensor
    carry_known: Tensor
    verdict: Tensor
    concerns: Tensor
    weight: Tensor
    taught: Tensor  # [windows, verdicts + concerns]: a teacher's raw scores; NaN where it was not asked
    twins: Tensor  # [pairs, 2]: windows that tell the same post

    def to(self, device: str) -> Batch:
        """The batch on another device."""
        return Batch(*(getattr(self, name).to(device) for name in self.__dataclass_fields__))


def collate(windows_: Sequence[Encoded]) -> Batch:
    """Put windows into one batch, each one's twin after all of them."""
    doubled = [(n, one.twin) for n, one in enumerate(windows_) if one.twin]
    pairs = [(n, len(windows_) + at) for at, (n, _) in enumerate(doubled)]
    windows_ = [*windows_, *(twin for _, twin in doubled)]
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
        torch.tensor([one.concerns or [-1.0] * len(CONCERN_IDS) for one in windows_]),
        torch.tensor([one.weight for one in windows_]),
        torch.tensor([_scores(one.taught) for one in windows_]),
        torch.tensor(pairs, dtype=torch.long).reshape(-1, 2),
    )


def _scores(taught: Taught | None) -> list[float]:
    if taught is None:
        return [float("nan")] * (len(VERDICTS) + len(CONCERN_IDS))
    return [*taught.verdict, *taught.concerns]


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
