"""Deciding on comments: always by a person, with a reason from the policy, and open to appeal."""

from __future__ import annotations

from collections import Counter

from django.db import transaction
from django.db.models import OuterRef, Subquery

from forethought_web.consultations import letters
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation
from forethought_web.discussion.models import Comment
from forethought_web.moderation.models import POLICY, Appeal, Decision


class NotPossible(ValueError):
    """A decision or an appeal that cannot be made: why, in words for a person."""


@transaction.atomic
def decide(comment: Comment, action: str, reason: str, by: str) -> Decision:
    """Show or hide a comment. Its words stay as they are, for its author and for an appeal.

    Raises:
        NotPossible: If it is to be hidden for no reason of the policy.
    """
    if action not in Decision.Action.values:
        raise NotPossible("choose to show it or to hide it")
    if action == Decision.Action.HIDE and reason not in POLICY:
        raise NotPossible("choose a reason of the policy; a comment is hidden for one of these and no other")
    kept = Comment.objects.select_for_update().get(pk=comment.pk)
    hides, before = action == Decision.Action.HIDE, kept.state
    made = Decision.objects.create(comment=kept, action=action, reason=reason if hides else "", by=by)
    kept.state = comment.state = Comment.State.HIDDEN if hides else Comment.State.SHOWN
    kept.save(update_fields=["state"])
    Appeal.objects.filter(decision__comment=kept, answered=None).update(answered=made)
    record(by, f"{action} comment", kept, reason=made.reason)
    letters.tell_of_decision(made, before)
    if before == Comment.State.WAITING:
        letters.tell_of_reply(kept)
    return made


@transaction.atomic
def appeal(comment: Comment, text: str) -> Appeal:
    """Ask for another look at a comment that was hidden: once for each decision.

    Raises:
        NotPossible: If it is not hidden, was appealed already, or nothing is said.
    """
    last = comment.decisions.order_by("-made_at", "-pk").first()
    if last is None or last.action != Decision.Action.HIDE:
        raise NotPossible("it is not hidden")
    if Appeal.objects.filter(decision=last).exists():
        raise NotPossible("you have asked for another look already; the answer will stand here")
    if not text.strip():
        raise NotPossible("say why it should be shown")
    return Appeal.objects.create(decision=last, text=text.strip()[:2_000])


def log(consultation: Consultation) -> list[tuple[str, int]]:
    """What was hidden, by reason, with counts: for everybody to see. A comment shown again does not count."""
    last = Decision.objects.filter(comment=OuterRef("pk")).order_by("-made_at", "-pk").values("reason")[:1]
    hidden = Comment.objects.filter(consultation=consultation, state=Comment.State.HIDDEN)
    counts = Counter(hidden.annotate(why=Subquery(last)).values_list("why", flat=True))
    return [(POLICY[reason], counts[reason]) for reason in POLICY if counts[reason]]
