"""How often each rule speaks, and how often rightly, on posts that no rule was written on.

    python scripts/measure_rules.py                          on files of our own corpus that no rule was written on
    python scripts/measure_rules.py --sets ../shared/data    on ordinary posts of real people too
    python scripts/measure_rules.py --wrong RULE             the posts on which a rule speaks wrongly (--right: rightly)
    python scripts/measure_rules.py --keep /var/tmp/rules    keep what was counted, and take it from there next time

The rules speak alone: no learned reader is asked. Counted is what stands after protection, audience and permission
(``judge/settle.py``), once for each rule and post. A rule that raises a concern is right where the label names that
concern; a rule that says why words are fine is right where the post is fine. Of those rules it is also counted how
often they answered another rule's concern, and how often that was right: it is what they are there for.

Two of the sets are never read, for `make score` measures on them.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "src"))
sys.path.insert(0, str(Path(__file__).resolve().parent.parent / "scripts"))

from corpus import read_corpus
from forethought.detect import detect
from forethought.jsonio import read_post
from forethought.judge.gather import gather
from forethought.judge.lexicon import LEXICONS
from forethought.judge.rules import RULES, Rule, rule_book
from forethought.judge.settle import SURE_ENOUGH, standing
from forethought.text import read
from forethought.values import Author, Evidence, Post
from forethought.weigh import weigh
from natural import LABELS, LEFT_OUT, read_natural

# Files of the corpus that were written after the rules, and that nobody had at hand who wrote one.
UNSEEN_FILES = frozenset(
    "classroom plain-and-mirror-one plain-and-mirror-two public-life-and-work rough-voices truth-and-myth "
    "who-is-meant-care-school who-is-meant-health edges-one edges-two working-life".split()
)
OWN, NATURAL = "corpus", "natural"


@dataclass(frozen=True, slots=True)
class Labelled:
    """A post, what a careful reader said of it, and which part of the posts it belongs to."""

    part: str
    post: Post
    verdict: str
    concerns: frozenset[str]


@dataclass(frozen=True, slots=True)
class Spoken:
    """What the rules said of one post: ids of rules, and which of them were right."""

    part: str
    post: str  # its id
    is_fine: bool
    raised: tuple[str, ...]  # rules whose concern stands
    right: tuple[str, ...]  # those of them whose concern is in the label
    counted: bool  # whether a concern that stands is sure enough to be raised without the reader
    protecting: tuple[str, ...]  # rules that say why words are fine
    answered: tuple[str, ...]  # those of them that answered a concern here
    answered_rightly: tuple[str, ...]  # and those that answered only concerns which the label does not name


def own_posts() -> Iterator[Labelled]:
    """Posts of the project's own corpus that no rule was written on."""
    for row in read_corpus():
        if row["file"] in UNSEEN_FILES:
            author = Author(**row["author"])
            post = Post(
                row["text"], row["id"], author, row["platform"].lower(), row["audience"], permission=row["permission"]
            )
            yield Labelled(OWN, post, row["verdict"], frozenset(row["concerns"]))


def natural_posts(folder: Path) -> Iterator[Labelled]:
    """Ordinary posts of real people that have a label, but for the sets that are held out."""
    sets = [path.stem for path in sorted(LABELS.glob("*.jsonl")) if path.stem not in LEFT_OUT]
    for row in read_natural(folder, sets):
        yield Labelled(NATURAL, read_post(row), row["verdict"], frozenset(row["concerns"]))


def spoken(one: Labelled) -> Spoken:
    """What the rules say of a post, without the learned reader."""
    book = rule_book()
    text = read(one.post.text)
    mentions = detect(text, one.post, None)
    evidence, marked = gather(text, mentions, weigh(mentions, one.post), one.post, book)
    evidence = tuple(e for e in evidence if e.source.startswith("rule:"))
    raised, protecting = standing(evidence, one.post, marked, book.protecting_posts)
    answered, rightly = set[str](), set[str]()
    for source in {e.source for e in protecting}:
        without = [e for e in evidence if e.severity != "post" or e.source == source]
        gone = _concerns(standing([e for e in without if e.severity != "post"], one.post, marked, frozenset())[0])
        gone -= _concerns(standing(without, one.post, marked, book.protecting_posts)[0])
        if gone:
            answered.add(source)
            if not gone & one.concerns:
                rightly.add(source)
    return Spoken(
        one.part,
        one.post.id,
        one.verdict == "post",
        _ids(e.source for e in raised),
        _ids(e.source for e in raised if e.concern in one.concerns),
        any(e.confidence >= SURE_ENOUGH for e in raised),
        _ids(e.source for e in protecting),
        _ids(answered),
        _ids(rightly),
    )


def _concerns(evidence: Iterable[Evidence]) -> set[str]:
    return {one.concern for one in evidence}


def _ids(sources: Iterable[str]) -> tuple[str, ...]:
    return tuple(sorted({source.removeprefix("rule:") for source in sources}))


def fingerprint(sets: Path | None) -> str:
    """What the counts depend on: rules and word lists, and which posts were read."""
    files = [*sorted(RULES.glob("*.toml")), *sorted(LEXICONS.glob("*.toml"))]
    return sha256(b"".join(path.read_bytes() for path in files) + str(sets).encode()).hexdigest()


def all_spoken(posts: Sequence[Labelled], keep: Path | None, stamp: str) -> list[Spoken]:
    """What the rules say of every post: as it was kept, if rules and posts are still the same."""
    if keep and keep.exists():
        first, *lines = keep.read_text(encoding="utf-8").splitlines()
        if first == stamp:
            return [
                Spoken(**{k: tuple(v) if isinstance(v, list) else v for k, v in json.loads(x).items()}) for x in lines
            ]
    made = [spoken(one) for one in posts]
    if keep:
        keep.write_text("\n".join([stamp, *(json.dumps(asdict(one)) for one in made)]) + "\n", encoding="utf-8")
    return made


@dataclass(frozen=True, slots=True)
class Count:
    """How often a rule spoke on one part of the posts, and how often rightly."""

    spoke: int = 0
    right: int = 0
    answered: int = 0
    answered_rightly: int = 0


def counts(rows: Sequence[Spoken], part: str) -> dict[str, Count]:
    """The counts of every rule that spoke on this part."""
    spoke, right, answered, rightly = Counter[str](), Counter[str](), Counter[str](), Counter[str]()
    for row in rows:
        if row.part == part:
            spoke.update((*row.raised, *row.protecting))
            right.update((*row.right, *(row.protecting if row.is_fine else ())))
            answered.update(row.answered)
            rightly.update(row.answered_rightly)
    return {rule: Count(spoke[rule], right[rule], answered[rule], rightly[rule]) for rule in spoke}


def table(rows: Sequence[Spoken], rules: Sequence[Rule]) -> str:
    """A line for each rule: right of spoken on each part, the share that was right, and its confidence as written."""
    own, natural, none = counts(rows, OWN), counts(rows, NATURAL), Count()
    lines = [f"{'rule':46} {'concern':26} {'corpus':>9} {'natural':>9}  share  said  answered"]
    for rule in rules:
        here, there = own.get(rule.id, none), natural.get(rule.id, none)
        many = here.spoke + there.spoke
        share = f"{(here.right + there.right + 1) / (many + 2):.2f}" if many else "   -"
        answers = f"{here.answered_rightly + there.answered_rightly}/{here.answered + there.answered}"
        lines.append(
            f"{rule.id:46} {rule.concern or 'fine':26} {f'{here.right}/{here.spoke}':>9}"
            f" {f'{there.right}/{there.spoke}':>9}  {share:>5}  {rule.confidence:.2f}"
            f"{'' if rule.concern else f'  {answers:>8}'}"
        )
    return "\n".join(lines)


def summary(rows: Sequence[Spoken], part: str) -> str:
    """The rules together on one part: precision over pairs of rule and post, alarms on fine posts, recall."""
    here = [row for row in rows if row.part == part]
    if not here:
        return ""
    fine = [row for row in here if row.is_fine]
    other = [row for row in here if not row.is_fine]
    pairs, right = sum(len(row.raised) for row in here), sum(len(row.right) for row in here)
    alarms, sure = sum(bool(row.raised) for row in fine), sum(row.counted for row in fine)
    found = sum(bool(row.right) for row in other)
    return "\n".join(
        (
            f"{part}: {len(here)} posts, {len(fine)} of them fine",
            f"  rules right in {_of(right, pairs)} pairs of rule and post",
            f"  some rule speaks on {_of(alarms, len(fine))} fine posts; surely enough to be raised alone on {sure}",
            f"  some rule speaks rightly on {_of(found, len(other))} posts that are not fine",
        )
    )


def _of(some: int, all_: int) -> str:
    return f"{some} of {all_} ({some / max(all_, 1):.3f})"


def show(rows: Sequence[Spoken], posts: Sequence[Labelled], rule: str, *, right: bool) -> None:
    """Print the posts on which a rule spoke rightly, or wrongly."""
    for row, one in zip(rows, posts, strict=True):
        is_right = rule in row.right or (rule in row.protecting and row.is_fine)
        if rule in (*row.raised, *row.protecting) and is_right is right:
            print(f"\n{one.part} {one.post.id} label {one.verdict} {sorted(one.concerns)}")
            print("   ", one.post.text.replace("\n", " / "))


def main() -> None:
    """Count, and print."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--sets", type=Path, help="folder of the open sets, one folder each")
    parser.add_argument("--keep", type=Path, help="file to keep what was counted in, or to take it from")
    which = parser.add_mutually_exclusive_group()
    which.add_argument("--wrong", metavar="RULE", help="print the posts on which this rule speaks wrongly")
    which.add_argument("--right", metavar="RULE", help="print the posts on which this rule speaks rightly")
    options = parser.parse_args()
    posts = [*own_posts(), *(natural_posts(options.sets) if options.sets else ())]
    rows = all_spoken(posts, options.keep, fingerprint(options.sets))
    if rule := options.wrong or options.right:
        show(rows, posts, rule, right=bool(options.right))
        return
    print(table(rows, rule_book().rules))
    print("\n" + "\n".join(filter(None, (summary(rows, part) for part in (OWN, NATURAL)))))


if __name__ == "__main__":
    main()
