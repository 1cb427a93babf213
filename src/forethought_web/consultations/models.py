"""What is kept of a consultation. Times are in UTC; the server's clock alone decides what is open."""

from __future__ import annotations

from datetime import datetime
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.utils import timezone

KINDS = {
    "yes-no": "Yes, no or unsure",
    "agree": "How far they agree",
    "choice": "One of several",
    "several": "Any of several",
    "rank": "Several, put in order",
    "matrix": "One answer for each of several rows",
    "short": "A line of text",
    "long": "Text",
}
YES_NO = ("Yes", "No", "Unsure")
AGREE = ("Strongly agree", "Agree", "Neither", "Disagree", "Strongly disagree")
ROLES = {
    "owner": "Everything, and who else may",
    "editor": "The draft, its questions and documents, publishing and closing",
    "moderator": "Comments",
    "analyst": "Responses, to read and to export",
    "auditor": "The audit trail, to read",
}
DOCUMENTS = {
    "supporting": "Supporting document",
    "easy-read": "Easy Read",
    "audio": "Audio",
    "sign-language": "Sign language",
    "welsh": "Welsh",
}


class Consultation(models.Model):
    """A body asks for views on a draft until a closing time."""

    class State(models.TextChoices):
        """What its body has done with it; whether it is open also depends on the clock."""

        DRAFT = "draft"
        PUBLISHED = "published"
        WITHDRAWN = "withdrawn"

    class Moderation(models.TextChoices):
        """When a person looks at a comment."""

        BEFORE = "before", "Before it is shown"
        AFTER = "after", "After it is shown"

    class Guard(models.TextChoices):
        """What a sender is asked for, so that a machine cannot send by the thousand."""

        NONE = "none", "Nothing"
        WORK = "work", "Some seconds of their browser's work"
        QUESTION = "question", "The answer to a question of yours"

    slug = models.SlugField(unique=True, max_length=80)
    title = models.CharField(max_length=200)
    body = models.CharField(max_length=200)
    summary = models.TextField(blank=True)
    pack = models.CharField(max_length=80, blank=True)
    state = models.CharField(max_length=10, choices=State, default=State.DRAFT)
    opens_at = models.DateTimeField(null=True, blank=True)
    closes_at = models.DateTimeField(null=True, blank=True)
    zone = models.CharField(max_length=60, default="Europe/London")
    moderation = models.CharField(max_length=6, choices=Moderation, default=Moderation.AFTER)
    guard = models.CharField(max_length=8, choices=Guard, default=Guard.NONE)
    guard_question = models.CharField(max_length=200, blank=True)
    guard_answers = models.JSONField(default=list, blank=True)
    asks_registration = models.BooleanField(default=False)  # whether registrants may prove that they are
    registration_form = models.CharField(max_length=120, blank=True)  # a pattern of digits and letters, "AA000000"
    withdrawn_because = models.TextField(blank=True)
    is_demonstration = models.BooleanField(default=False)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """It closes after it opens."""

        constraints: ClassVar[list[Any]] = [
            models.CheckConstraint(
                condition=models.Q(closes_at__gt=models.F("opens_at"))
                | models.Q(opens_at=None)
                | models.Q(closes_at=None),
                name="closes_after_it_opens",
            )
        ]

    def __str__(self) -> str:
        """Its name in an address; never its words."""
        return self.slug

    def phase(self, now: datetime) -> str:
        """What it is at a time: "draft", "upcoming", "open", "closed" (from its closing second on) or "withdrawn"."""
        if self.state != self.State.PUBLISHED:
            return str(self.state)
        if self.opens_at is None or now < self.opens_at:
            return "upcoming"
        return "open" if self.closes_at is None or now < self.closes_at else "closed"

    def local(self, time: datetime) -> datetime:
        """A time in the body's own zone."""
        return time.astimezone(ZoneInfo(self.zone))

    @property
    def current(self) -> Version | None:
        """Its newest version."""
        return self.versions.order_by("-number").first()


class Version(models.Model):
    """The draft at one time. A new version leaves the old one as it was."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="versions")
    number = models.PositiveIntegerField()
    made_at = models.DateTimeField(default=timezone.now)
    note = models.CharField(max_length=300, blank=True)

    class Meta:
        """A number for each."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="version_once")
        ]


class Paragraph(models.Model):
    """A numbered section heading or paragraph. Its anchor stays the same from version to version."""

    version = models.ForeignKey(Version, models.CASCADE, related_name="paragraphs")
    order = models.PositiveIntegerField()
    anchor = models.SlugField(max_length=60)
    number = models.CharField(max_length=20, blank=True)
    is_heading = models.BooleanField(default=False)
    text = models.TextField()

    class Meta:
        """In order, each anchor once."""

        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["version", "anchor"], name="anchor_once"),
            models.UniqueConstraint(fields=["version", "order"], name="place_once"),
        ]


class Question(models.Model):
    """What is asked: of a paragraph or section by its anchor, or of the whole where that is empty."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="questions")
    order = models.PositiveIntegerField()
    anchor = models.SlugField(max_length=60, blank=True)
    kind = models.CharField(max_length=10, choices=list(KINDS.items()))
    text = models.CharField(max_length=500)
    hint = models.CharField(max_length=500, blank=True)
    required = models.BooleanField(default=False)
    choices = models.JSONField(default=list, blank=True)
    rows = models.JSONField(default=list, blank=True)
    shown_if = models.JSONField(null=True, blank=True)  # {"question": order of an earlier one, "is": [answers]}
    about_equality = models.BooleanField(default=False)  # kept apart from the answers

    class Meta:
        """In order."""

        ordering: ClassVar[list[str]] = ["order"]
        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consultation", "order"], name="question_place_once")
        ]

    @property
    def options(self) -> tuple[str, ...]:
        """What may be chosen; empty for text."""
        fixed = {"yes-no": YES_NO, "agree": AGREE}
        return fixed.get(self.kind, tuple(self.choices))


class Document(models.Model):
    """A file beside the draft: supporting, or the draft in another form."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="documents")
    kind = models.CharField(max_length=14, choices=list(DOCUMENTS.items()))
    title = models.CharField(max_length=200)
    name = models.CharField(max_length=120)
    content_type = models.CharField(max_length=100)
    content = models.BinaryField()


class Extension(models.Model):
    """A deadline that was put off, for all to see."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="extensions")
    before = models.DateTimeField()
    after = models.DateTimeField()
    because = models.CharField(max_length=500)
    at = models.DateTimeField(default=timezone.now)


class Follower(models.Model):
    """An address that asked to be told of a consultation, and said so a second time by the link it was sent."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="followers")
    email = models.EmailField()
    with_comments = models.BooleanField(default=False)
    told_until = models.PositiveIntegerField(default=0)  # the number of the last comment it was told of
    confirmed_at = models.DateTimeField(null=True, blank=True)
    made_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """Each address once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consultation", "email"], name="follower_once")
        ]


class Registered(models.Model):
    """A number of the body's register, as the same keyed hash that a response keeps of the number it gives."""

    consultation = models.ForeignKey(Consultation, models.CASCADE, related_name="registered")
    number = models.CharField(max_length=64)

    class Meta:
        """Each number once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["consultation", "number"], name="registered_once")
        ]


class Letter(models.Model):
    """An e-mail that waits to be sent. It is written in the transaction of what it tells of, and deleted once sent."""

    to = models.EmailField()
    subject = models.CharField(max_length=200)
    text = models.TextField()
    made_at = models.DateTimeField(default=timezone.now)
    tries = models.PositiveIntegerField(default=0)
    next_at = models.DateTimeField(default=timezone.now)

    class Meta:
        """In order of time; found by when to try."""

        ordering: ClassVar[list[str]] = ["next_at", "pk"]
        indexes: ClassVar[list[Any]] = [models.Index(fields=["next_at"], name="letter_by_time")]

    def __str__(self) -> str:
        """Its number; never its words or where it goes."""
        return f"letter {self.pk}"


class Membership(models.Model):
    """What a person may do: in one consultation, or in all where none is named."""

    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.CASCADE, related_name="memberships")
    role = models.CharField(max_length=10, choices=[(name, name) for name in ROLES])
    consultation = models.ForeignKey(Consultation, models.CASCADE, null=True, blank=True, related_name="members")

    class Meta:
        """Each role once."""

        constraints: ClassVar[list[Any]] = [
            models.UniqueConstraint(fields=["user", "role", "consultation"], name="role_once", nulls_distinct=False)
        ]


class Entry(models.Model):
    """A line of the audit trail: who did what, and a hash over it and the line before. Never changed, never deleted."""

    number = models.PositiveBigIntegerField(unique=True)
    at = models.DateTimeField()
    who = models.CharField(max_length=150)
    what = models.CharField(max_length=60)
    about = models.CharField(max_length=120)
    details = models.JSONField(default=dict)
    before = models.CharField(max_length=64)
    hash = models.CharField(max_length=64)

    class Meta:
        """In order."""

        ordering: ClassVar[list[str]] = ["number"]

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Write it once.

        Raises:
            ValueError: If it was written before.
        """
        if self.pk is not None:
            raise ValueError("an entry of the audit trail is never changed")
        super().save(*args, **kwargs)

    def delete(self, *args: Any, **kwargs: Any) -> tuple[int, dict[str, int]]:
        """Refuse.

        Raises:
            ValueError: Always.
        """
        raise ValueError("an entry of the audit trail is never deleted")
