"""What is kept of the discussion. Comments are never edited; they are shown, waiting or hidden."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from forethought_web.consultations.models import Consultation
from forethought_web.responses.models import TYPES


class Comment(models.Model):
    """A comment on a paragraph, or a reply to one. Its number is its own within the consultation."""

    class State(models.TextChoices):
        """Whether everybody sees it."""

        SHOWN = "shown"
        WAITING = "waiting"
        HIDDEN = "hidden"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="comments")
    number = models.PositiveIntegerField()
    anchor = models.SlugField(max_length=60)
    quote = models.CharField(max_length=300, blank=True)
    parent = models.ForeignKey("self", models.PROTECT, null=True, blank=True, related_name="replies")
    name = models.CharField(max_length=80, blank=True)
    type = models.CharField(max_length=20, choices=list(TYPES.items()), blank=True)
    text = models.TextField()
    email = models.EmailField(blank=True)  # only to tell its author of replies and decisions
    state = models.CharField(max_length=8, choices=State, default=State.SHOWN)
    key = models.CharField(max_length=64, unique=True)  # a hash of what its author's private link holds
    flags = models.JSONField(default=list)  # concerns that the check saw, and signs of a flood; never words
    agree = models.PositiveIntegerField(default=0)
    disagree = models.PositiveIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order; found by paragraph."""

        ordering: ClassVar[list[str]] = ["number"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="comment_number_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["consultation", "anchor", "state", "number"], name="comment_by_paragraph")
        ]

    def __str__(self) -> str:
        """Its number; never its words."""
        return f"{self.consultation_id}/{self.number}"


class Vote(models.Model):
    """That somebody agrees or disagrees. ``voter`` is a hash that differs with each comment, so none are linked."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="votes")
    voter = models.CharField(max_length=64)
    agrees = models.BooleanField()

    class Meta:
        """One for each."""

        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["comment", "voter"], name="vote_once")]


class Report(models.Model):
    """That somebody asks staff to look at a comment, and why."""

    comment = models.ForeignKey(Comment, models.CASCADE, related_name="reports")
    reason = models.CharField(max_length=20)
    made_at = models.DateTimeField(default=timezone.now)
