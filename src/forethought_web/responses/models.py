"""What is kept of a response. Equality answers stand apart, tied to no response."""

from __future__ import annotations

from typing import Any, ClassVar

from django.db import models
from django.utils import timezone

from forethought_web.consultations.models import Consultation, Question

TYPES = {
    "registrant": "A registrant",
    "student": "A student",
    "service-user": "A service user",
    "carer": "A carer or family member",
    "educator": "An educator",
    "employer": "An employer",
    "professional-body": "A professional body",
    "union": "A trade union",
    "public": "A member of the public",
}
CONSENT = {
    "named": "Publish it with my name",
    "unnamed": "Publish it without my name",
    "no": "Do not publish it",
}
PROVENANCE = {
    "web": "Sent on this site",
    "paper": "On paper",
    "e-mail": "By e-mail",
    "phone": "By telephone",
    "import": "Imported",
}


class Response(models.Model):
    """One respondent's answers: saved as they write, then sent; theirs to change until it closes."""

    class State(models.TextChoices):
        """Where it stands."""

        STARTED = "started"
        SENT = "sent"
        WITHDRAWN = "withdrawn"

    consultation = models.ForeignKey(Consultation, models.PROTECT, related_name="responses", db_index=False)
    reference = models.CharField(max_length=12, unique=True)
    key = models.CharField(max_length=64, unique=True)  # a hash of what the private link holds
    state = models.CharField(max_length=10, choices=State, default=State.STARTED)
    revision = models.PositiveIntegerField(default=0)
    type = models.CharField(max_length=20, choices=list(TYPES.items()), blank=True)
    is_organisation = models.BooleanField(default=False)
    organisation = models.CharField(max_length=200, blank=True)
    speaks_for = models.PositiveIntegerField(null=True, blank=True)
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)
    consent = models.CharField(max_length=8, choices=list(CONSENT.items()), blank=True)
    provenance = models.CharField(max_length=8, choices=list(PROVENANCE.items()), default="web")
    registration = models.CharField(max_length=64, blank=True)  # a keyed hash; the number itself is never kept
    tried = models.JSONField(default=list)  # differences between two codes; never a post
    entered_by = models.CharField(max_length=150, blank=True)
    received_on = models.DateField(null=True, blank=True)  # when a response on paper, by e-mail or phone came in
    origin = models.CharField(max_length=120, blank=True)  # its number in the system it was imported from
    flags = models.JSONField(default=list, blank=True)  # signs of a flood, for staff; never words
    cleared_at = models.DateTimeField(null=True, blank=True)  # a person looked at what would be published
    cleared_by = models.CharField(max_length=150, blank=True)
    started_at = models.DateTimeField(default=timezone.now)
    saved_at = models.DateTimeField(default=timezone.now)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        """What staff list and count by, all of it within one index; an imported one comes in once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(
                fields=["consultation", "origin"], condition=~models.Q(origin=""), name="imported_once"
            )
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["consultation", "state", "type", "consent", "provenance"], name="response_counted"),
            models.Index(fields=["consultation", "state", "sent_at"], name="response_by_time"),
            models.Index(
                fields=["consultation", "registration"], condition=~models.Q(registration=""), name="response_by_number"
            ),
        ]

    def __str__(self) -> str:
        """Its reference; never its words."""
        return self.reference


class Answer(models.Model):
    """An answer to one question, all of it in ``value``.

    What can be counted of it stands in ``choice`` once its response is sent, and nothing before: so a count needs to
    look at no response.
    """

    # The first column of an index each, below.
    response = models.ForeignKey(Response, models.CASCADE, related_name="answers", db_index=False)
    question = models.ForeignKey(Question, models.PROTECT, related_name="answers", db_index=False)
    value = models.JSONField()
    choice = models.CharField(max_length=200, blank=True)

    class Meta:
        """One a question; found by what was chosen."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["response", "question"], name="answer_once")
        ]
        indexes: ClassVar[list[Any]] = [
            models.Index(fields=["question", "choice", "response"], name="answer_by_choice")
        ]


class Redaction(models.Model):
    """Words of an answer that are not published: from a code point up to another, and why. The answer stays whole."""

    answer = models.ForeignKey(Answer, models.CASCADE, related_name="redactions")
    start = models.PositiveIntegerField()
    end = models.PositiveIntegerField()
    reason = models.CharField(max_length=12)  # of moderation's policy
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order; it covers something."""

        ordering: ClassVar[list[str]] = ["start"]
        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(condition=models.Q(end__gt=models.F("start")), name="redacts_something")
        ]


class EqualityAnswer(models.Model):
    """An answer to an equality question. It is tied to no response, and has no time finer than the day."""

    question = models.ForeignKey(Question, models.PROTECT, related_name="equality_answers")
    choice = models.CharField(max_length=200)
    day = models.DateField()
