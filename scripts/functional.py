"""Run the functional suite: what the check must do by kind of post, in the manner of HateCheck and CheckList.

    python scripts/functional.py [--failures N] [--no-model]

Three kinds of expectation (Ribeiro et al. 2020; Röttger et al. 2021): a *minimum* that each case of a function must
reach, *invariance* of the verdict when only the form changes (``forms.py``), and a *direction* in which a change of
content may move it. The cases are invented (``functional.toml``); nothing is trained on them and no rule is written to
one.
"""

from __future__ import annotations

import argparse
import itertools
import random
import re
import sys
import tomllib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forethought import Author, Post, check
from forms import FORMS
from scoring import VERDICTS

SUITE = Path(__file__).with_name("functional.toml")
AUTHOR = Author("nurse", named=True, states_profession=True)


@dataclass(frozen=True)
class Function:
    """One thing that is tested: its cases, and the verdicts and concern that each must have."""

    id: str
    tests: str
    expect: tuple[str, ...]
    concern: str
    by_template: tuple[tuple[str, ...], ...]

    @property
    def cases(self) -> tuple[str, ...]:
        """All of them."""
        return tuple(case for cases in self.by_template for case in cases)

    @property
    def is_fine(self) -> bool:
        """Whether its cases are fine to post."""
        return self.expect == ("post",)


def read_functions(suite: Mapping[str, Any]) -> list[Function]:
    """The functions with their templates filled in; at most ``most`` cases a template, drawn always alike."""
    lists = suite["lists"]
    return [
        Function(
            row["id"],
            row["tests"],
            tuple(row["expect"]),
            row.get("concern", ""),
            tuple(tuple(_filled(template, row, lists)) for template in row["templates"]),
        )
        for row in suite["function"]
    ]


def _filled(template: str, row: Mapping[str, Any], lists: Mapping[str, Sequence[str]]) -> list[str]:
    names = list(dict.fromkeys(re.findall(r"\{(\w+)\}", template)))
    choices = [lists[row["fillers"][name]] for name in names]
    filled = [_first_capital(template, dict(zip(names, words, strict=True))) for words in itertools.product(*choices)]
    return random.Random(template).sample(filled, min(row.get("most", len(filled)), len(filled)))


def _first_capital(template: str, words: Mapping[str, str]) -> str:
    text = template.format_map(words)
    return text[:1].upper() + text[1:] if template.startswith("{") else text


@dataclass(frozen=True)
class Told:
    """What was said of a text."""

    verdict: str
    concerns: frozenset[str]


@dataclass(frozen=True)
class Share:
    """A share of cases, and a 95 % interval: drawn anew a thousand times over templates, whose cases are alike."""

    value: float
    low: float
    high: float

    @classmethod
    def of(cls, by_template: Sequence[Sequence[bool]]) -> Share:
        """The share of cases that are true."""
        chance = random.Random(1)
        counts = [(sum(cases), len(cases)) for cases in by_template]
        drawn = sorted(_share_of(chance.choices(counts, k=len(counts))) for _ in range(1_000))
        return cls(_share_of(counts), drawn[25], drawn[974])

    def __str__(self) -> str:
        """As it is printed."""
        return f"{self.value:.3f}  [{self.low:.3f}, {self.high:.3f}]"


def _share_of(counts: Sequence[tuple[int, int]]) -> float:
    return sum(true for true, _ in counts) / max(sum(many for _, many in counts), 1)


class Teller:
    """Checks texts as one author's public posts, each once."""

    def __init__(self, *, with_model: bool) -> None:
        self._with_model = with_model
        self._known: dict[str, Told] = {}

    def __call__(self, text: str) -> Told:
        """What the check says of a text."""
        if text not in self._known:
            post = Post(text, author=AUTHOR, audience="public")
            found = check(post, with_safer=False, with_model=self._with_model)
            self._known[text] = Told(found.verdict, frozenset(one.concern for one in found.findings))
        return self._known[text]


def passes(function: Function, told: Told) -> bool:
    """Whether a case of a function is judged as it must be."""
    return told.verdict in function.expect and (
        not function.concern or told.verdict == "post" or function.concern in told.concerns
    )


def run_minimum(functions: Sequence[Function], tell: Teller, failures: int) -> dict[str, Share]:
    """Print the share of cases that pass for each function; return the figures over all."""
    print(f"\n{'function':30} cases  passed  verdict right  tests")
    for one in functions:
        told = [tell(case) for case in one.cases]
        right = [passes(one, t) for t in told]
        verdicts = sum(t.verdict in one.expect for t in told)
        print(f"{one.id:30} {len(told):5}  {sum(right) / len(told):6.2f}  {verdicts / len(told):13.2f}  {one.tests}")
        for case, ok, t in zip(one.cases, right, told, strict=True):
            if not ok and failures > 0:
                failures -= 1
                print(f"    {t.verdict} {sorted(t.concerns)}: {case[:110]}")

    def raised(among: Callable[[Function], bool], verdicts: Sequence[str] = ("pause", "stop")) -> Share:
        chosen = [cases for one in functions if among(one) for cases in one.by_template]
        return Share.of([[tell(case).verdict in verdicts for case in cases] for cases in chosen])

    return {
        "plain hatred of a group raised": raised(lambda one: one.id == "hate-plain"),
        "hate raised": raised(lambda one: one.id.startswith("hate-")),
        "other trouble raised": raised(lambda one: not one.is_fine and not one.id.startswith("hate-")),
        "fine cases raised": raised(lambda one: one.is_fine),
        "fine cases stopped": raised(lambda one: one.is_fine, ("stop",)),
    }


def flips(texts: Sequence[str], tell: Teller) -> dict[str, Share]:
    """For each change of form the share of verdicts that it changes, over the texts that it changes."""
    shares = {}
    for name, change in FORMS.items():
        changed = [(text, new) for text in texts if (new := change(text)) != text]
        shares[name] = Share.of([[tell(text).verdict != tell(new).verdict] for text, new in changed])
    return shares


def run_direction(pairs: Sequence[Mapping[str, str]], tell: Teller) -> Share:
    """The share of pairs in which a change of content moves the verdict no way that it may not."""
    right = []
    for pair in pairs:
        before, after = (VERDICTS.index(tell(pair[key]).verdict) for key in ("before", "after"))
        right.append([after >= before if pair["expect"] == "not-better" else after <= before])
    return Share.of(right)


def run(*, with_model: bool = True, failures: int = 0) -> dict[str, Share]:
    """Run the whole suite, print it, and return its figures."""
    suite = tomllib.loads(SUITE.read_text(encoding="utf-8"))
    functions = read_functions(suite)
    tell = Teller(with_model=with_model)
    print(f"\n## functional suite: {sum(len(one.cases) for one in functions):,} cases of {len(functions)} functions")
    found = run_minimum(functions, tell, failures)
    posts = suite["invariance"]
    right = sum(tell(one["text"]).verdict in one["expect"] for one in posts)
    turned = flips([one["text"] for one in posts], tell)
    print(f"\nshare of {len(posts)} posts whose verdict flips when only the form changes ({right} right as they are)")
    for name, one in sorted(turned.items(), key=lambda item: -item[1].value):
        print(f"  {name:36} {one}")
    found["verdicts flipped by form, worst"] = max(turned.values(), key=lambda one: one.value)
    print(f"mean over all changes of form          {sum(one.value for one in turned.values()) / len(turned):.3f}")
    found["changes of content in the right direction"] = run_direction(suite["direction"], tell)
    print()
    for name, one in found.items():
        print(f"{name:44} {one}")
    return found


def main() -> int:
    """Run the suite."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--failures", type=int, default=0, metavar="N", help="show N cases that fail")
    parser.add_argument("--no-model", action="store_true", help="ask the rules alone")
    args = parser.parse_args()
    run(with_model=not args.no_model, failures=args.failures)
    return 0


if __name__ == "__main__":
    sys.exit(main())
