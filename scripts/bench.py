"""Print how fast the check is, how much memory it takes, and how other tools do on the same posts in the same run.

    python scripts/bench.py [--posts N] [--peers PYTHON]

Every tool runs in a process of its own, one after another. "Start" is from nothing to the first answer, with imports
and data. Memory is the most the process held (resident set).
"""

from __future__ import annotations

import argparse
import json
import os
import platform
import random
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import corpus

ROOT = Path(__file__).resolve().parent.parent
SEED = 7
WORDS_PER_POST = 280  # characters of the post that the headline p95 is of


def ourselves() -> None:
    """Measure our own check on texts from stdin, in a process of its own."""
    texts = json.load(sys.stdin)
    began = time.perf_counter()
    from forethought import Post, check

    check(texts[0])
    started = time.perf_counter() - began
    for text in texts[: len(texts) // 10]:
        check(text)
    times, bare, rules = [], [], []
    for with_safer, with_model, into in ((False, False, rules), (False, True, bare), (True, True, times)):
        for text in texts:
            before = time.perf_counter()
            check(Post(text), with_safer=with_safer, with_model=with_model)
            into.append(time.perf_counter() - before)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    found = {
        "version": "this tree",
        "times_s": times,
        "bare_s": bare,
        "rules_s": rules,
        "start_s": started,
        "memory_mb": memory,
    }
    print(json.dumps(found | {"long_s": _long()}))


def _long() -> dict[str, float]:
    """Seconds for long texts made of corpus posts, and for hostile ones, by their length."""
    from forethought import Post, check

    chance = random.Random(SEED)
    posts = [row["text"] for row in corpus.read_corpus("develop")]
    chance.shuffle(posts)
    whole = "\n".join(posts)
    found = {}
    for length in (20_000, 50_000, 100_000):
        text = whole[:length]
        for name, words in (("posts", text), ("one word", "a" * length), ("newlines", "x" + "\n" * (length - 1))):
            before = time.perf_counter()
            check(Post(words))
            found[f"{name} {length}"] = time.perf_counter() - before
    return found


def measure(command: Sequence[str], texts: Sequence[str]) -> dict[str, Any]:
    """What a measuring process prints; with ``error`` alone if it fails."""
    done = subprocess.run(command, input=json.dumps(texts), capture_output=True, text=True, cwd=ROOT, check=False)
    if done.returncode:
        return {"error": (done.stderr.strip().splitlines() or ["no message"])[-1]}
    return dict(json.loads(done.stdout.strip().splitlines()[-1]))


def cold_starts(times: int = 5) -> list[float]:
    """Wall seconds of fresh processes that check one post on the command line, with the interpreter's own start."""
    command = [sys.executable, "-P", "-m", "forethought", "check", "--format", "jsonl"]
    post = "Court again tomorrow, the DV case with the twins. #Stockport"
    found = []
    for _ in range(times):
        began = time.perf_counter()
        subprocess.run(
            command, input=post, capture_output=True, text=True, cwd=ROOT, check=False, env=_plain_environment()
        )
        found.append(time.perf_counter() - began)
    return found


def _plain_environment() -> dict[str, str]:
    return dict(os.environ) | {"FORETHOUGHT_CONFIG": os.devnull}


def row(name: str, found: dict[str, Any], key: str = "times_s") -> str:
    """One line of the table."""
    if "error" in found:
        return f"| {name} | could not be run: {found['error'][:60]} | | | | |"
    times = sorted(found[key])
    middle, high = statistics.median(times) * 1000, times[int(0.95 * len(times))] * 1000
    return (
        f"| {name} | {middle:.2f} | {high:.2f} | {len(times) / sum(times):,.0f} | {found['start_s']:.2f} | "
        f"{found['memory_mb']:.0f} |"
    )


def main() -> int:
    """Measure everything and print it as Markdown."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--posts", type=int, default=1000, help="how many posts of the corpus (default: 1000)")
    parser.add_argument("--peers", type=Path, help="the Python that has the other tools; left out: only ourselves")
    parser.add_argument("--ourselves", action="store_true", help=argparse.SUPPRESS)
    args = parser.parse_args()
    if args.ourselves:
        ourselves()
        return 0

    every = [row_["text"] for row_ in corpus.read_corpus()]
    texts = random.Random(SEED).sample(every, min(args.posts, len(every)))
    same_size = [text[:WORDS_PER_POST] for text in every if len(text) >= WORDS_PER_POST]
    same_size = random.Random(SEED).sample(same_size, min(args.posts, len(same_size)))
    own = [sys.executable, str(ROOT / "scripts" / "bench.py"), "--ourselves"]
    ours, ours_same = measure(own, texts), measure(own, same_size)

    print(f"{len(texts):,} posts of the corpus, {statistics.median(map(len, texts)):.0f} characters in the middle; ")
    print(f"Python {platform.python_version()}, {os.cpu_count()} cores, {_processor()}.\n")
    print("| | p50 ms | p95 ms | posts/s | start s | memory MB |\n| --- | ---: | ---: | ---: | ---: | ---: |")
    print(row("Forethought", ours, "bare_s"))
    print(row("Forethought, rules alone", ours, "rules_s"))
    print(row("Forethought with safer wordings", ours))
    print(row(f"Forethought, posts of {WORDS_PER_POST} characters", ours_same, "bare_s"))
    print(row(f"Forethought, rules alone, posts of {WORDS_PER_POST} characters", ours_same, "rules_s"))
    print(row(f"Forethought with safer wordings, posts of {WORDS_PER_POST} characters", ours_same))
    if args.peers and args.peers.exists():
        for tool in ("presidio", "scrubadub", "better-profanity"):
            found = measure([str(args.peers), str(ROOT / "bench" / "peers.py"), tool], texts)
            print(row(f"{tool} {found.get('version', '')}", found))
    if "error" in ours:
        return 1
    starts = cold_starts()
    print(
        f"\nCold start of the command line, process and all: {statistics.median(starts):.2f} s (of {len(starts)} runs)."
    )
    print("\n| long texts | 20,000 characters, with the reader | 50,000 | 100,000 |\n| --- | ---: | ---: | ---: |")
    for name in ("posts", "one word", "newlines"):
        print(
            f"| {name} | "
            + " | ".join(f"{ours['long_s'][f'{name} {n}']:.2f} s" for n in (20_000, 50_000, 100_000))
            + " |"
        )
    return 0


def _processor() -> str:
    try:
        lines = Path("/proc/cpuinfo").read_text().splitlines()
    except OSError:
        return platform.processor() or platform.machine()
    return next((line.split(":", 1)[1].strip() for line in lines if line.startswith("model name")), platform.machine())


if __name__ == "__main__":
    sys.exit(main())
