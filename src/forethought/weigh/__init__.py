"""Jigsaw as a number: how many people could be meant by what a post tells of them."""

from forethought.weigh.estimate import weigh
from forethought.weigh.words import sentence

__all__ = ["sentence", "weigh"]
