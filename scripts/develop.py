"""What the rules get wrong about one concern, on the half of the corpus that is for developing.

    python scripts/develop.py abuse             what is missed and falsely raised, with the rules that spoke
    python scripts/develop.py abuse --missed    only the missed; --false only the false
    python scripts/develop.py --verdicts        the figures over verdicts, and a line for each concern
    python scripts/develop.py --examples abuse  do the rules of a concern do what their examples say

A rule that cannot be read, as it is being written, is left out.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections import Counter
from collections.abc import Iterable
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parent.parent / "src"))

from corpus import read_corpus
from forethought.detect import detect
from forethought.errors import RuleError
from forethought.judge import lexicon, rules
from forethought.judge.gather import gather
from forethought.judge.marked import Marked
from forethought.judge.settle import settle
from forethought.text import read
from forethought.values import Author, Evidence, Post
from forethought.weigh import weigh


def _what_can_be_read() -> rules.RuleBook:
    """All rules but those in files that somebody is in the middle of writing, which are said."""
    words = {}
    for path in sorted(lexicon.LEXICONS.glob("*.toml")):
        try:
            words[path.stem] = lexicon.read_lexicon(path)
        except RuleError as error:
            print("left out:", error, file=sys.stderr)
    lexicon.lexicons.cache_clear()
    lexicon_of_file = lexicon.lexicons
    lexicon_of_file.__wrapped__.__globals__["LEXICONS"] = _Only(words)
    found = []
    for path in sorted(rules.RULES.glob("*.toml")):
        try:
            found.append(rules.read_rule(path))
        except RuleError as error:
            print("left out:", error, file=sys.stderr)
    return rules.RuleBook(tuple(found))


class _Only:
    """A folder of those lexicons that can be read."""

    def __init__(self, names: Iterable[str]) -> None:
        self.folder, self.names = lexicon.LEXICONS, frozenset(names)

    def glob(self, pattern: str) -> list[Path]:
        return [path for path in self.folder.glob(pattern) if path.stem in self.names]


BOOK = _what_can_be_read()


def as_post(row: dict[str, Any]) -> Post:
    return Post(
        row["text"], row["id"], Author(**row["author"]), row["platform"].lower(), row["audience"], row["permission"]
    )


def evidence_of(post: Post) -> tuple[tuple[Evidence, ...], Marked]:
    """Everything that was seen in a post, before it is judged."""
    text = read(post.text)
    mentions = detect(text, post)
    return gather(text, mentions, weigh(mentions, post), post, BOOK)


def judged(post: Post) -> Any:
    evidence, marked = evidence_of(post)
    return settle(evidence, post, marked, BOOK.protecting_posts)


def examples(concern: str) -> None:
    bad = 0
    for rule in BOOK.rules:
        if rule.concern != concern and concern not in (rule.protects or ()) and concern != "all":
            continue
        for example in rule.examples:
            evidence, _ = evidence_of(example.post)
            if any(one.source == f"rule:{rule.id}" for one in evidence) != example.flagged:
                bad += 1
                print(f"{rule.id}: should {'flag' if example.flagged else 'allow'}: {example.post.text}")
    print(f"{bad} examples go wrong")


def verdicts(half: str) -> None:
    pairs: Counter[tuple[str, str]] = Counter()
    hits, wrong, missed = Counter[str](), Counter[str](), Counter[str]()
    alarms: Counter[str] = Counter()
    right: Counter[str] = Counter()
    began = time.perf_counter()
    for row in read_corpus(half):
        got = judged(as_post(row))
        pairs[row["verdict"], got.verdict] += 1
        have, want = {f.concern for f in got.findings}, set(row["concerns"])
        hits.update(have & want)
        wrong.update(have - want)
        missed.update(want - have)
        for finding in got.findings:
            (right if finding.concern in want else alarms).update(finding.sources)
    total = sum(pairs.values())
    stop = sum(n for (want, _), n in pairs.items() if want == "stop")
    bad = stop + sum(n for (want, _), n in pairs.items() if want == "pause")
    fine = total - bad
    print(f"{total} posts in {time.perf_counter() - began:.1f} s")
    print(
        f"missed {pairs['stop', 'post'] / stop:.3f}  "
        f"missed_any {(pairs['stop', 'post'] + pairs['pause', 'post']) / bad:.3f}  "
        f"false_alarm {(pairs['post', 'pause'] + pairs['post', 'stop']) / fine:.3f}  "
        f"false_stop {pairs['post', 'stop'] / fine:.3f}"
    )
    f1s = []
    for concern in sorted(hits | wrong | missed):
        tp, fp, fn = hits[concern], wrong[concern], missed[concern]
        f1s.append(2 * tp / (2 * tp + fp + fn) if tp else 0)
        print(
            f"{concern:28} labels {tp + fn:4}  precision {tp / (tp + fp or 1):.2f}  "
            f"recall {tp / (tp + fn or 1):.2f}  f1 {f1s[-1]:.2f}"
        )
    print(f"macro f1 {sum(f1s) / len(f1s):.3f}")
    print("least precise sources:")
    for source, n in sorted(alarms.items(), key=lambda item: right[item[0]] - item[1])[:25]:
        print(f"  {source:50} right {right[source]:4} wrong {n:4}")


def errors(concern: str, missed: bool, false: bool) -> None:
    for row in read_corpus("develop"):
        got = judged(as_post(row))
        raised = [f for f in got.findings if f.concern == concern]
        wanted = concern in row["concerns"]
        if wanted == bool(raised) or (wanted and not missed) or (not wanted and not false):
            continue
        context = f"{row['author']['profession']}, {row['platform']}, {row['audience']}, permission {row['permission']}"
        print(f"\n{'MISSED' if wanted else 'FALSE '} {row['id']} label {row['verdict']} {row['concerns']} ({context})")
        print("   ", row["text"].replace("\n", " / "))
        for span in row["spans"]:
            if span["concern"] == concern:
                print("    words:", row["text"][span["start"] : span["end"]].replace("\n", " / "))
        for finding in raised:
            assert finding.span
            print(
                "    raised by", ", ".join(finding.sources), "on:", row["text"][finding.span.start : finding.span.end]
            )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("concern", nargs="?", default="all")
    parser.add_argument("--missed", action="store_true")
    parser.add_argument("--false", action="store_true")
    parser.add_argument("--verdicts", action="store_true")
    parser.add_argument("--measure", action="store_true", help="with --verdicts: the figures on the other half")
    parser.add_argument("--examples", action="store_true")
    args = parser.parse_args()
    if args.examples:
        examples(args.concern)
    elif args.verdicts:
        verdicts("measure" if args.measure else "develop")
    else:
        errors(args.concern, args.missed or not args.false, args.false or not args.missed)


if __name__ == "__main__":
    main()
