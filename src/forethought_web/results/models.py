"""What is kept of "you said, we did"."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models

from forethought_web.consultations.models import Consultation, Question
from forethought_web.discussion.models import Comment
from forethought_web.responses.models import Answer


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


class Theme(models.Model):
    """Something that respondents say in their own words, named by who reads them."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="themes")
    name = models.CharField(max_length=80)
    meaning = models.CharField(max_length=300, blank=True)

    class Meta:
        """In order of their names, each once."""

        ordering: ClassVar[list[str]] = ["name"]
        constraints: ClassVar[list[Any]] = [models.UniqueConstraint(fields=["consultation", "name"], name="theme_once")]


class Mark(models.Model):
    """That an answer or a comment is on a theme, as a person read it."""

    theme = models.ForeignKey(Theme, models.CASCADE, related_name="marks")
    answer = models.ForeignKey(Answer, models.CASCADE, null=True, related_name="marks")
    comment = models.ForeignKey(Comment, models.CASCADE, null=True, related_name="marks")
    by = models.CharField(max_length=150)

    class Meta:
        """On one thing, once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["theme", "answer"], name="answer_marked_once"),
            models.UniqueConstraint(fields=["theme", "comment"], name="comment_marked_once"),
            models.CheckConstraint(
                condition=models.Q(answer=None, comment__isnull=False) | models.Q(answer__isnull=False, comment=None),
                name="marks_one_thing",
            ),
        ]
