"""Other tools on the same posts: time for each post, start and memory. Runs in .venv-bench; called by scripts/bench.py.

Reads a JSON list of texts on stdin and prints one JSON object. None of these tools judges what Forethought judges; they
are the nearest in wide use: pattern recognisers for personal data, a scrubber of personal data, a list of swear words.
"""

from __future__ import annotations

import importlib.metadata
import json
import resource
import sys
import time
import warnings
from collections.abc import Callable

Run = Callable[[str], object]


def presidio() -> Run:
    """Presidio's pattern recognisers on a blank spaCy pipeline: no trained model, nothing fetched."""
    import spacy
    from presidio_analyzer import AnalyzerEngine, RecognizerRegistry
    from presidio_analyzer.nlp_engine import SpacyNlpEngine

    class Blank(SpacyNlpEngine):
        def __init__(self) -> None:
            super().__init__()
            self.nlp = {"en": spacy.blank("en")}

        def load(self) -> None:
            """Nothing to load."""

        def is_loaded(self) -> bool:
            return True

    registry = RecognizerRegistry()
    registry.load_predefined_recognizers(languages=["en"])
    registry.remove_recognizer("SpacyRecognizer")
    engine = AnalyzerEngine(registry=registry, nlp_engine=Blank(), supported_languages=["en"])
    return lambda text: engine.analyze(text, language="en")


def scrubadub() -> Run:
    """Scrubadub as it comes."""
    from scrubadub import Scrubber

    return Scrubber().clean


def better_profanity() -> Run:
    """better-profanity with its own list."""
    from better_profanity import profanity

    profanity.load_censor_words()
    return profanity.contains_profanity


TOOLS = {
    "presidio": ("presidio-analyzer", presidio),
    "scrubadub": ("scrubadub", scrubadub),
    "better-profanity": ("better-profanity", better_profanity),
}


def main() -> None:
    """Measure one tool, named on the command line."""
    warnings.simplefilter("ignore")
    package, make = TOOLS[sys.argv[1]]
    texts = json.load(sys.stdin)
    began = time.perf_counter()
    run = make()
    run(texts[0])
    started = time.perf_counter() - began
    for text in texts[: len(texts) // 10]:
        run(text)
    times = []
    for text in texts:
        before = time.perf_counter()
        run(text)
        times.append(time.perf_counter() - before)
    memory = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(
        json.dumps(
            {"version": importlib.metadata.version(package), "times_s": times, "start_s": started, "memory_mb": memory}
        )
    )


if __name__ == "__main__":
    main()
