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
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from forethought import Author, Post, check
from forms import FORMS
from scoring import VERDICTS, share

SUITE = Path(__file__).with_name("functional.toml")
AUTHOR = Author("nurse", named=True, states_profession=True)


@dataclass(frozen=True)
class Function:
    """One thing that is tested: its cases, and the verdicts and concern that each must have."""

    id: str
    tests: str
    expect: tuple[str, ...]
    concern: str
    cases: tuple[str, ...]

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
            tuple(case for template in row["templates"] for case in _filled(template, row, lists)),
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


def run_minimum(functions: Sequence[Function], tell: Teller, failures: int) -> dict[str, float]:
    """Print the share of cases that pass for each function; return the figures over all."""
    print(f"\n{'function':30} cases  passed  verdict right  tests")
    caught: Counter[str] = Counter()
    for one in functions:
        told = [tell(case) for case in one.cases]
        right = [passes(one, t) for t in told]
        verdicts = sum(t.verdict in one.expect for t in told)
        print(f"{one.id:30} {len(told):5}  {sum(right) / len(told):6.2f}  {verdicts / len(told):13.2f}  {one.tests}")
        for case, ok, t in list(zip(one.cases, right, told, strict=True)):
            if not ok and failures > 0:
                failures -= 1
                print(f"    {t.verdict} {sorted(t.concerns)}: {case[:110]}")
        kind = "fine" if one.is_fine else "hate" if one.id.startswith("hate-") else "other"
        alarms = sum(t.verdict in ("pause", "stop") for t in told)
        caught.update(
            {kind: len(told), kind + " raised": alarms, kind + " stopped": sum(t.verdict == "stop" for t in told)}
        )
        if one.id == "hate-plain":
            caught.update({"plain": len(told), "plain raised": alarms})
    return {
        "plain hatred of a group raised": caught["plain raised"] / caught["plain"],
        "hate raised": caught["hate raised"] / caught["hate"],
        "other trouble raised": caught["other raised"] / caught["other"],
        "fine cases raised": caught["fine raised"] / caught["fine"],
        "fine cases stopped": caught["fine stopped"] / caught["fine"],
    }


def flips(texts: Sequence[str], tell: Teller) -> dict[str, float]:
    """For each change of form the share of verdicts that it changes, over the texts that it changes."""
    shares = {}
    for name, change in FORMS.items():
        changed = [(text, new) for text in texts if (new := change(text)) != text]
        turned = sum(tell(text).verdict != tell(new).verdict for text, new in changed)
        shares[name] = share(turned, len(changed)) or 0.0
    return shares


def run_direction(pairs: Sequence[Mapping[str, str]], tell: Teller) -> float:
    """The share of pairs in which a change of content moves the verdict no way that it may not."""
    right = 0
    for pair in pairs:
        before, after = (VERDICTS.index(tell(pair[key]).verdict) for key in ("before", "after"))
        right += after >= before if pair["expect"] == "not-better" else after <= before
    return right / len(pairs)


def run(*, with_model: bool = True, failures: int = 0) -> dict[str, float]:
    """Run the whole suite, print it, and return its figures."""
    suite = tomllib.loads(SUITE.read_text(encoding="utf-8"))
    functions = read_functions(suite)
    tell = Teller(with_model=with_model)
    print(f"\n## functional suite: {sum(len(one.cases) for one in functions):,} cases of {len(functions)} functions")
    found = run_minimum(functions, tell, failures)
    posts = suite["invariance"]
    right = sum(tell(one["text"]).verdict in one["expect"] for one in posts)
    shares = flips([one["text"] for one in posts], tell)
    print(f"\nshare of {len(posts)} posts whose verdict flips when only the form changes ({right} right as they are)")
    for name, value in sorted(shares.items(), key=lambda item: -item[1]):
        print(f"  {name:36} {value:.2f}")
    found["verdicts flipped by form, worst"] = max(shares.values())
    found["verdicts flipped by form, mean"] = sum(shares.values()) / len(shares)
    found["changes of content in the right direction"] = run_direction(suite["direction"], tell)
    print()
    for name, value in found.items():
        print(f"{name:44} {value:.3f}")
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
