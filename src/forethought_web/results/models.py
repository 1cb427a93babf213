"""What is kept of "you said, we did"."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from forethought_web.consultations.models import Consultation, Question


class Outcome(models.Model):
    """What was heard on a paragraph or a question, what was decided, and the words that stand there now."""

    class Decision(models.TextChoices):
        """What became of it."""

        CHANGED = "changed", "We changed it"
        KEPT = "kept", "We kept it as it was"
        LATER = "later", "We will come back to it"

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="outcomes")
    anchor = models.SlugField(max_length=60, blank=True)
    question = models.ForeignKey(Question, models.PROTECT, null=True, blank=True, related_name="outcomes")
    heard = models.TextField()
    decision = models.CharField(max_length=8, choices=Decision)
    because = models.TextField()
    words = models.TextField(blank=True)
    is_published = models.BooleanField(default=False)

    class Meta:
        """It is about one thing."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(anchor="", question__isnull=False)
                | (~models.Q(anchor="") & models.Q(question=None)),
                name="about_one_thing",
            )
        ]
