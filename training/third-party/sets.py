#!/usr/bin/env python3
"""Fetch the open sets that the reader also learns from, into a folder outside the repository.

    python training/third-party/sets.py FOLDER            # all, from where sets.toml says
    python training/third-party/sets.py FOLDER edos btc   # some

Each is fetched with git at one commit, whose name is the hash of its content, so nothing else can come in its place.
Test parts are never written. Where a set has none of its own (``keep = "labelled"``), only texts that we have labelled
are written: the others may stand in what the reader is measured on.
"""

from __future__ import annotations

import csv
import gzip
import html
import io
import json
import re
import subprocess
import sys
import tempfile
import tomllib
from collections.abc import Iterator
from fnmatch import fnmatch
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2] / "scripts"))

from natural import LABELS, text_key

SETS = Path(__file__).with_name("sets.toml")
HANDLE = re.compile(r"(?<!\w)@\w+")  # not the second half of an address


def git(folder: Path, *words: str) -> str:
    """Run git in a folder and return what it prints."""
    done = subprocess.run(["git", "-C", str(folder), *words], capture_output=True, check=True)
    return done.stdout.decode("utf-8-sig", errors="replace")


def fetched(one: dict[str, Any], folder: Path) -> Iterator[str]:
    """The wanted files of a set, as text."""
    git(folder, "init", "--quiet")
    git(folder, "remote", "add", "origin", one["repository"])
    git(folder, "fetch", "--quiet", "--depth", "1", "--filter", "blob:none", "origin", one["commit"])  # files as asked
    for path in git(folder, "ls-tree", "-r", "--name-only", one["commit"]).splitlines():
        if any(fnmatch(path, pattern) for pattern in one["files"]):
            yield git(folder, "show", f"{one['commit']}:{path}")


def rows(one: dict[str, Any], text: str) -> Iterator[dict[str, Any]]:
    """Rows of a file: tokens and tags, or text with what its set says of it; handles are masked."""
    clean = html.unescape if one.get("html") else str
    if one["form"] == "conll":
        for sentence in re.split(r"\n\s*\n", text):
            pairs = [line.split("\t") for line in sentence.splitlines() if "\t" in line]
            if pairs:
                words = [HANDLE.sub("@user", clean(pair[0])) for pair in pairs]
                tokens = ["user" if before == "@" else word for before, word in pairwise(["", *words])]
                yield {"tokens": tokens, "tags": [pair[1].strip() for pair in pairs]}
        return
    column = one["column"]
    how = {"delimiter": "\t", "quoting": csv.QUOTE_NONE} if one["form"] == "tsv" else {}
    lines = (csv.reader if isinstance(column, int) else csv.DictReader)(io.StringIO(text), **how)
    for line in lines:
        if any(line[key] != value for key, value in one.get("only", {}).items()):
            continue
        row = {"text": HANDLE.sub("@user", clean(line[column]).strip())}
        row |= {field: line[key] for field, key in one.get("also", {}).items()}
        row |= {field: int(line[key] == value) for field, (key, value) in one.get("whether", {}).items()}
        yield row


def labelled(name: str) -> set[str]:
    """The keys of the texts of a set that have a label."""
    lines = (LABELS / f"{name}.jsonl").read_text(encoding="utf-8").splitlines()
    return {json.loads(line)["sha256"] for line in lines}


def main() -> None:
    """Fetch the sets that are asked for."""
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    into, wanted = Path(sys.argv[1]), sys.argv[2:]
    for name, one in tomllib.loads(SETS.read_text(encoding="utf-8")).items():
        if wanted and name not in wanted:
            continue
        many, kept = 0, labelled(name) if one.get("keep") == "labelled" else None
        (into / name).mkdir(parents=True, exist_ok=True)
        with (
            tempfile.TemporaryDirectory() as clone,
            gzip.open(into / name / "train.jsonl.gz", "wt", encoding="utf-8") as out,
        ):
            for text in fetched(one, Path(clone)):
                for row in rows(one, text):
                    if kept is not None and text_key(row["text"]) not in kept:
                        continue
                    many += 1
                    out.write(json.dumps({"id": many} | row, ensure_ascii=False) + "\n")
        print(f"{name}: {many:,} rows ({one['licence']}; {one['credit']})")


if __name__ == "__main__":
    main()
