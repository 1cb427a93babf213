"""Make `src/forethought/text/words.txt`, commonest word first: `python scripts/make_words.py`.

The words are those that stand at least twice in the developing half of the project's own corpus, and after them the
words of `scripts/extra_words.txt` (own list), and longer words that stand in the corpus once. They say what a word is:
to take hashtags apart and to undo elongation.
"""

from __future__ import annotations

import re
from collections import Counter
from pathlib import Path

from corpus import ROOT, read_corpus
from forethought.text.words import word_set

OUT = ROOT / "src" / "forethought" / "text" / "words.txt"
EXTRA = Path(__file__).with_name("extra_words.txt")
SHORT = word_set("a i am an as at be by do go he hi if in is it me my no of oh ok on or so to up us we gp uk nhs")
NOT_WORDS = re.compile(r"(.)\1\1|^.{1,2}$")


def count() -> Counter[str]:
    """How often each lower-case word stands in the posts; words with a digit or a star next to them are no words."""
    words: Counter[str] = Counter()
    for row in read_corpus("develop"):
        text = row["text"].lower().replace("’", "'")
        words.update(re.findall(r"(?<![\w#@*'./])[a-z]+(?:'(?:t|m|re|ve|ll|d))?(?![\w*@/])", text))
    return words


def main() -> None:
    counted = count().most_common()
    common = [w for w, n in counted if n >= 2 and (w in SHORT or not NOT_WORDS.search(w))]
    rare = sorted(w for w, n in counted if n == 1 and len(w) >= 5 and "'" not in w and not NOT_WORDS.search(w))
    extra = EXTRA.read_text(encoding="ascii").split()
    words = list(dict.fromkeys([*common, *extra, *rare]))
    OUT.write_text("\n".join(words) + "\n", encoding="ascii")
    print(f"{len(words)} words, {OUT.stat().st_size} bytes")


if __name__ == "__main__":
    main()
