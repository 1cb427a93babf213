"""What is told by e-mail, and to whom. Letters hold links and words of the body's own; never words of a comment.

A letter cannot be taken back, and a comment may be hidden an hour after it was sent: so a digest says where there is
something new and not what. Each function here only writes letters down, in the transaction it is called in.
"""

from __future__ import annotations

import re
import textwrap
import time
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import models, transaction
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from forethought_web.consultations import links
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation, Entry, Extension, Follower, Letter, Version
from forethought_web.consultations.outbox import Written, in_a_line, put
from forethought_web.discussion.models import Comment
from forethought_web.guards import Buckets
from forethought_web.moderation.models import POLICY, Decision
from forethought_web.responses.models import Response

FORGET_AFTER = timedelta(days=7)  # an address that was not confirmed
DIGEST_EVERY = timedelta(hours=24)
_PATIENCE = timedelta(days=2)  # so long a comment that waits for a person holds up a digest of those after it
_GATHER = timedelta(hours=1)  # replies to one comment within it are told once
_MOST_PLACES = 20  # paragraphs in a digest
_WIDTH = 72
_TITLE = 120  # characters of it in a subject
_LONGEST_ADDRESS = 254
_A_DAY = 86_400  # seconds
_LINKS = Buckets(3)  # private links to one address: three, and three more a day
_LINKS.rate = 3 / _A_DAY
_is_address = EmailValidator(allowlist=[])
_WRONG = "Give an e-mail address like name@example.org"


def address_of(said: str) -> str:
    """An e-mail address as it is kept: small letters, and a name of a domain in other letters as mail servers read it.

    Raises:
        ValueError: If it is none: what to do, in words for a form.
    """
    said = said.strip()
    if not said:
        raise ValueError("Give your e-mail address")
    local, at, domain = said.rpartition("@")
    if len(said) > _LONGEST_ADDRESS or not at or not said.isprintable() or '"' in local or "[" in domain:
        raise ValueError(_WRONG)
    if not local.isascii():
        raise ValueError(
            "Give an address with only plain letters before the @; letters to others do not reach everyone"
        )
    try:
        whole = f"{local}@{domain.encode('idna').decode('ascii')}".lower()
        _is_address(whole)
    except (UnicodeError, ValidationError):
        raise ValueError(_WRONG) from None
    if len(whole) > _LONGEST_ADDRESS:
        raise ValueError(_WRONG)
    return whole


def wrapped(text: str) -> str:
    """A letter's text in lines of a readable length; a link stays in one piece."""
    lines = [
        textwrap.fill(line, _WIDTH, break_long_words=False, break_on_hyphens=False) for line in text.strip().split("\n")
    ]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)) + "\n"


# ---- To one address


def ask_to_confirm(follower: Follower, *, with_comments: bool) -> None:
    """Ask whether an address really wants to be told; one that is told already hears that too."""
    what = links.WITH_COMMENTS if with_comments else links.CONFIRM
    shown = _of(follower.consultation) | {
        "link": links.link(what, follower), "with_comments": with_comments, "days": FORGET_AFTER.days,
        "follows": follower.confirmed_at is not None,
    }  # fmt: skip
    stops = links.link(links.STOP, follower) if follower.confirmed_at else None
    subject = _subject("Confirm that you want to be told", follower.consultation)
    put([Written(follower.email, subject, _text("confirm", shown, stops))])


def send_link(to: str, link: str, reference: str) -> bool:
    """Send the private link of a response to an address; False where that was asked for too often.

    The letter holds the link until it is sent.

    Args:
        to: An address that ``address_of`` gave.
        link: The whole address.
        reference: The response's.
    """
    if _LINKS.take(f"{to} {reference}", time.monotonic()):
        return False
    response = Response.objects.select_related("consultation").filter(reference=reference).first()
    if response is None:
        return False
    shown = _of(response.consultation) | {"link": link, "reference": reference}
    put([Written(to, f"Your response {reference}", _text("link", shown))])
    return True


def tell_of_decision(decision: Decision, before: str) -> None:
    """Tell a comment's author what was decided; nothing where they left no address, or nothing changed.

    Args:
        decision: It was just made.
        before: The comment's state before it.
    """
    comment = decision.comment
    hides = decision.action == Decision.Action.HIDE
    if not comment.email or (not hides and before == Comment.State.SHOWN):
        return
    stays = hides and before == Comment.State.HIDDEN
    again = not hides and before == Comment.State.HIDDEN
    what = "stays hidden" if stays else "was hidden" if hides else "is shown again" if again else "is shown now"
    shown = _of(comment.consultation) | {
        "comment": comment, "place": _place(comment), "what": what, "hides": hides, "stays": stays,
        "reason": POLICY.get(decision.reason, ""), "link": _link_of(comment),
    }  # fmt: skip
    _tell_author(comment, f"Your comment {comment.number} {what}", "decision", shown)


def tell_of_reply(comment: Comment) -> None:
    """Tell the author of the comment that this one replies to, once an hour; nothing while it is not shown."""
    parent = comment.parent
    if parent is None or not parent.email or parent.email == comment.email:
        return
    if not comment.state == parent.state == Comment.State.SHOWN:
        return
    subject = _subject(f"A reply to your comment {parent.number}", parent.consultation)
    if Letter.objects.filter(to=parent.email, subject=subject, next_at__gt=timezone.now()).exists():
        return  # the letter that waits leads to this one too
    shown = _of(parent.consultation) | {"comment": parent, "place": _place(parent), "link": _link_of(parent)}
    _tell_author(parent, f"A reply to your comment {parent.number}", "reply", shown, _GATHER)


def _tell_author(
    comment: Comment, what: str, letter: str, shown: dict[str, Any], after: timedelta = timedelta(0)
) -> None:
    text = _text(letter, shown, links.link(links.AUTHOR, comment))
    put([Written(comment.email, _subject(what, comment.consultation), text, after)])


# ---- To everybody who follows


def tell_of_version(version: Version) -> int:
    """Tell of a new version of a draft that is public; return how many are told, as all of these do."""
    consultation = version.consultation
    if consultation.state != Consultation.State.PUBLISHED:
        return 0
    link = links.site_link(reverse("consultation-changes", args=[consultation.slug]))
    shown = {"note": in_a_line(version.note), "number": version.number, "link": link}
    return _tell(consultation, "A new version of the draft", "version", shown)


def tell_of_extension(extension: Extension) -> int:
    """Tell that the closing time was put off, and why."""
    consultation = extension.consultation
    shown = {"before": extension.before, "after": extension.after, "because": in_a_line(extension.because)}
    return _tell(consultation, "You have longer to respond", "extension", shown)


def tell_of_withdrawal(consultation: Consultation) -> int:
    """Tell that it was withdrawn, and why; then forget who followed."""
    return _tell_last(consultation, "Withdrawn", "withdrawal", {"because": in_a_line(consultation.withdrawn_because)})


def tell_of_outcome(consultation: Consultation) -> int:
    """Tell that the outcome can be read, once it can; then forget who followed."""
    with transaction.atomic():
        kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
        if kept.phase(timezone.now()) != "closed" or not kept.outcomes.filter(is_published=True).exists():
            return 0
        link = links.site_link(reverse("outcome", args=[kept.slug]))
        return _tell_last(kept, "You said, we did", "outcome", {"link": link})


def forget_unconfirmed() -> None:
    """Delete the addresses that nobody confirmed in time."""
    Follower.objects.filter(confirmed_at=None, made_at__lte=timezone.now() - FORGET_AFTER).delete()


def by_the_clock() -> int:
    """Write the scheduled emails: openings, digests, outcomes that can now be read.

    Return how many were written.
    """
    now = timezone.now()
    public = Consultation.objects.filter(state=Consultation.State.PUBLISHED, opens_at__lte=now)
    followed = public.filter(followers__confirmed_at__isnull=False)
    waited = followed.filter(followers__confirmed_at__lt=models.F("opens_at"), closes_at__gt=now)
    over = public.filter(closes_at__lte=now, followers__isnull=False, outcomes__is_published=True)
    talked = followed.filter(followers__with_comments=True)
    told = sum(_tell_of_opening(one) for one in waited.distinct())
    told += sum(_tell_of_comments(one) for one in talked.distinct())
    return told + sum(tell_of_outcome(one) for one in over.distinct())


@transaction.atomic
def _tell_of_opening(consultation: Consultation) -> int:
    """Tell those who followed before it opened, once: a line in the audit trail says that it was done."""
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    if Entry.objects.filter(what="tell of opening", about=kept.slug).exists():
        return 0
    count = _tell(kept, "It is open", "opening", {}, models.Q(confirmed_at__lt=kept.opens_at))
    record("system", "tell of opening", kept.slug, letters=count)
    return count


@dataclass(frozen=True, slots=True)
class _New:
    """New comments on one paragraph, as a digest shows them."""

    place: str
    count: int
    link: str


@transaction.atomic
def _tell_of_comments(consultation: Consultation) -> int:
    """Write each follower's digest where there is something new, a day after the last one at the earliest."""
    kept = Consultation.objects.select_for_update().get(pk=consultation.pk)
    now = timezone.now()
    last = Entry.objects.filter(what="tell of comments", about=kept.slug).order_by("-number").first()
    if last and last.at > now - DIGEST_EVERY:
        return 0
    wants = kept.followers.filter(with_comments=True).exclude(confirmed_at=None)
    since = wants.aggregate(since=models.Min("told_until"))["since"]
    comments = _to_tell(kept, since or 0)
    if since is None or not comments:
        return 0
    newest, letters = comments[-1].number, []
    places = _places(kept)
    for until in wants.values_list("told_until", flat=True).distinct().order_by("told_until"):
        news = _news(kept, [one for one in comments if one.number > until], places)
        if news:
            shown = _of(kept) | {"news": news[:_MOST_PLACES], "more": max(0, len(news) - _MOST_PLACES)}
            subject = _subject("New comments", kept)
            letters += _to_each(wants.filter(told_until=until), subject, _text("comments", shown, stops=""))
    wants.filter(told_until__lt=newest).update(told_until=newest)
    count = put(letters)
    record("system", "tell of comments", kept.slug, letters=count)
    return count


def _to_tell(consultation: Consultation, since: int) -> list[Comment]:
    """The comments that are shown now, after a number; none after one that a person is about to look at."""
    comments = Comment.objects.filter(consultation=consultation, number__gt=since)
    waiting = comments.filter(state=Comment.State.WAITING, made_at__gt=timezone.now() - _PATIENCE)
    first = waiting.aggregate(first=models.Min("number"))["first"]
    shown = comments.filter(state=Comment.State.SHOWN)
    return list((shown.filter(number__lt=first) if first else shown).only("number", "anchor").order_by("number"))


def _news(consultation: Consultation, comments: Sequence[Comment], places: dict[str, str]) -> list[_New]:
    by_anchor: dict[str, list[int]] = {}
    for one in comments:
        by_anchor.setdefault(one.anchor, []).append(one.number)
    return [
        _New(places.get(anchor, ""), len(numbers), _link_to(consultation, anchor, numbers[0], places))
        for anchor, numbers in by_anchor.items()
    ]


def _tell(
    consultation: Consultation, what: str, letter: str, shown: dict[str, Any], whom: models.Q | None = None
) -> int:
    followers = consultation.followers.filter(whom or models.Q()).exclude(confirmed_at=None)
    text = _text(letter, _of(consultation) | shown, stops="")
    return put(_to_each(followers, _subject(what, consultation), text))


def _tell_last(consultation: Consultation, what: str, letter: str, shown: dict[str, Any]) -> int:
    """The last letter of a consultation, to followers and to respondents who left an address. It is then forgotten."""
    text = _text(letter, _of(consultation) | shown | {"is_last": True})
    subject = _subject(what, consultation)
    confirmed = consultation.followers.exclude(confirmed_at=None).values_list("email", flat=True)
    respondents = Response.objects.filter(consultation=consultation).exclude(email="")
    asked = respondents.filter(state=Response.State.SENT).values_list("email", flat=True)
    count = put(Written(to, subject, text) for to in dict.fromkeys([*confirmed, *asked]))
    consultation.followers.all().delete()
    respondents.update(email="")
    return count


def _to_each(followers: Iterable[Follower], subject: str, text: str) -> list[Written]:
    """The same letter to each, ending with the follower's own link to stop."""
    return [Written(one.email, subject, f"{text}{links.link(links.STOP, one)}\n") for one in followers]


# ---- Words


def _text(letter: str, shown: dict[str, Any], stops: str | None = None) -> str:
    """A letter's words.

    Args:
        letter: Its template.
        shown: What the template shows.
        stops: The link to stop, which is the last line. "" where the caller puts it there; None where there is none.
    """
    text = wrapped(render_to_string(f"letters/{letter}.txt", shown | {"stops": stops is not None}))
    return f"{text}{stops}\n" if stops else text


def _of(consultation: Consultation) -> dict[str, Any]:
    """What every letter says of its consultation."""
    return {
        "consultation": consultation,
        "title": in_a_line(consultation.title),
        "body": in_a_line(consultation.body),
        "address": links.site_link(reverse("consultation", args=[consultation.slug])),
        "site": settings.SITE,
    }


def _subject(what: str, consultation: Consultation) -> str:
    return f"{what}: {textwrap.shorten(in_a_line(consultation.title), _TITLE, placeholder=' …')}"


def _places(consultation: Consultation) -> dict[str, str]:
    """The draft's paragraphs by anchor, as "paragraph 2.3"."""
    version = consultation.current
    rows = version.paragraphs.values_list("anchor", "number") if version else []
    return {anchor: f"paragraph {in_a_line(number)}" for anchor, number in rows}


def _place(comment: Comment) -> str:
    return _places(comment.consultation).get(comment.anchor, "a paragraph that is not in the draft any more")


def _link_of(comment: Comment) -> str:
    return _link_to(comment.consultation, comment.anchor, comment.number, _places(comment.consultation))


def _link_to(consultation: Consultation, anchor: str, number: int, places: dict[str, str]) -> str:
    if anchor not in places:
        return links.site_link(reverse("consultation", args=[consultation.slug]))
    return links.site_link(reverse("comment", args=[consultation.slug, number]))
