"""What is kept of moderation: decisions and appeals. A decision is never changed; another one follows it."""

from __future__ import annotations

from django.db import models
from django.utils import timezone

from forethought_web.discussion.models import Comment

# The policy, as everybody reads it. A comment is hidden for one of these reasons and no other.
POLICY = {
    "identifies": "It names or points at somebody who uses a service, or another private person.",
    "threat": "It threatens somebody, or wishes them harm.",
    "abuse": "It abuses a person, or people for who they are. Sharp criticism of a body or a draft is welcome.",
    "unlawful": "The law forbids it: defamation, contempt of court, incitement.",
    "spam": "It sells something, or is the same again and again.",
    "elsewhere": "It has nothing to do with the draft.",
}


class Decision(models.Model):
    """A person of the staff shows or hides a comment."""

    class Action(models.TextChoices):
        """What was decided."""

        SHOW = "show"
        HIDE = "hide"

    comment = models.ForeignKey(Comment, models.PROTECT, related_name="decisions")
    action = models.CharField(max_length=4, choices=Action)
    reason = models.CharField(max_length=12, blank=True)
    by = models.CharField(max_length=150)
    made_at = models.DateTimeField(default=timezone.now)


class Appeal(models.Model):
    """The author of a hidden comment asks for another look."""

    decision = models.OneToOneField(Decision, models.PROTECT, related_name="appeal")
    text = models.TextField(max_length=2_000)
    made_at = models.DateTimeField(default=timezone.now)
    answered = models.OneToOneField(Decision, models.PROTECT, null=True, blank=True, related_name="answers")
