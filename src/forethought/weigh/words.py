"""An estimate as a plain sentence."""

from __future__ import annotations

from forethought.values import PersonEstimate, Post
from forethought.weigh.clues import round_people


def sentence(estimate: PersonEstimate, post: Post) -> str:
    """Say an estimate: "About 3 people in Stockport fit this; people who know the family would know."

    The number is said only as exactly as it is known.
    """
    where = f" in {estimate.place}" if estimate.place else _where(post)
    return f"{_how_many(estimate.count, where)}; {_family(estimate.known_to_family)}."


def number_words(count: float) -> str:
    """A count as one says it when it is not known exactly: "about 3", "a few dozen", "thousands"."""
    if count < 0.75:
        return "probably nobody else"
    if count < 1.5:
        return "about 1"
    if count < 10:
        return f"about {count:.0f}"
    if count < 20:
        return "ten to twenty"
    if count < 80:
        return "a few dozen"
    if count < 200:
        return "about a hundred"
    if count < 1_000:
        return "a few hundred"
    if count < 10_000:
        return "thousands"
    return f"about {round_people(float(f'{count:.1g}'))}"


def _how_many(count: float, where: str) -> str:
    words = number_words(count)
    if count < 0.75:
        return f"Probably nobody else{where} fits this"
    if count < 1.5:
        return f"About 1 person{where} fits this"
    if words == "thousands":
        return f"Thousands of people{where} fit this"
    return f"{words[0].upper()}{words[1:]} people{where} fit this"


def _where(post: Post) -> str:
    return f" around {post.author.place}" if post.author.place else ""


def _family(known: float) -> str:
    if known < 2:
        return "people who know the family would know"
    if known < 6:
        return f"people who know the family would think of {known:.0f} or so"
    if known < 50:
        return "people who know the family could guess"
    return "even people who know the family could not tell"
