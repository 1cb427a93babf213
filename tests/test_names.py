"""People's names are found alike, wherever they come from."""

from __future__ import annotations

from functools import cache

from measure_names import recalls

MOST = 0.05  # the gap between the origin whose names are found most and least often


@cache
def found() -> dict[str, float]:
    """Recall by origin."""
    return recalls(with_reader=True)


def test_names_of_all_origins_are_found_alike() -> None:
    origins = {origin: recall for origin, recall in found().items() if origin != "words"}

    assert len(origins) >= 12
    assert max(origins.values()) - min(origins.values()) <= MOST, origins


def test_names_that_are_also_words_are_found() -> None:
    assert found()["words"] >= 0.8
