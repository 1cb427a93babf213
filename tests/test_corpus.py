"""The project's own posts: every line can be read, and no two posts share an id."""

from __future__ import annotations

import sys
from collections import Counter

from shared import ROOT

sys.path.insert(0, str(ROOT / "scripts"))
import corpus


def test_every_line_is_a_post_and_no_two_share_an_id() -> None:
    lines = sum(len(path.read_text("utf-8").splitlines()) for path in corpus.MARKED.glob("*.jsonl"))
    ids = Counter(row["id"] for row in corpus.read_corpus())

    assert [one for one, times in ids.items() if times > 1] == []
    assert ids.total() == lines
