"""Before responses are published a person looks at each: what must not be told is left out, and the answer stays whole.

``cleared_at`` says when a person decided, ``cleared_by`` who let it be published; that stays empty where they decided
to hold it back. A decision counts only until the response is saved again.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from hashlib import sha256

from django.db import transaction
from django.db.models import F, QuerySet
from django.utils import timezone

from forethought import check
from forethought.values import Mention
from forethought_web.consultations.audit import record
from forethought_web.consultations.models import Consultation
from forethought_web.moderation.models import POLICY
from forethought_web.responses.models import Answer, Redaction, Response

# The reasons of the policy in a few words, as they stand in place of what is left out.
SHORT = {
    "identifies": "points at a person",
    "threat": "a threat",
    "abuse": "abuse",
    "unlawful": "unlawful",
    "spam": "selling, or the same again",
    "elsewhere": "not about the draft",
}
_ALWAYS = frozenset(("username", "contact", "id-number"))
_OF_PRIVATE_PEOPLE = frozenset(("initials",))
_PUBLIC = ("person-name", "public")
_WITH_OTHERS = frozenset(("place", "organisation", "unit", "age", "date-time", "event"))
_OWN_PLACES = frozenset(("place", "organisation", "unit"))
_TELLS_WHO = frozenset(("identifies-person", "recognisable-person", "confidential-information", "own-exposure"))
_WHOLE = {"threat": "threat", "abuse": "abuse"}  # concerns of which all words are suggested, with the policy's reason
_LONGEST = 20_000  # characters
_LEAST = 3  # letters of a part of a name
_TITLES = frozenset(("mrs", "miss", "the", "sir", "dame", "lord", "lady", "rev", "revd", "prof", "professor", "doctor"))
_ALIKE = {**dict.fromkeys(map(ord, "\u2018\u2019\u201b\u02bc`"), "'"), **dict.fromkeys(map(ord, "\u201c\u201d"), '"')}
_JOINED = frozenset(("Mn", "Me", "Cf"))  # marks and joiners: a letter stays itself with or without them


class NotPossible(ValueError):
    """Something that cannot be left out or cleared: why, in words for staff."""


class Changed(NotPossible):
    """The response is not what the person saw who decided on it."""


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Words that might be left out: from a code point up to another, for a reason of the policy."""

    start: int
    end: int
    reason: str
    what: str


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer as it is published: words, or in their place the reason why they are left out."""

    words: str
    left_out: str = ""

    @property
    def why(self) -> str:
        """The reason in a few words; "" where nothing is left out."""
        return SHORT.get(self.left_out, self.left_out)


# ---- What to look at


def waiting(consultation: Consultation) -> QuerySet[Response]:
    """The responses that may be published and that nobody has decided on since they were saved."""
    return publishable(consultation).exclude(cleared_at__gte=F("saved_at"))


def cleared(consultation: Consultation) -> QuerySet[Response]:
    """The responses that may be published and that a person has cleared."""
    return publishable(consultation).filter(cleared_at__gte=F("saved_at")).exclude(cleared_by="")


def held_back(consultation: Consultation) -> QuerySet[Response]:
    """The responses that a person looked at, and decided not to publish."""
    return publishable(consultation).filter(cleared_at__gte=F("saved_at"), cleared_by="")


def publishable(consultation: Consultation) -> QuerySet[Response]:
    """The responses whose senders agreed that they are published."""
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    return sent.filter(consent__in=("named", "unnamed")).order_by("pk")


def is_decided(response: Response) -> bool:
    """Whether a person has decided on it since it was saved."""
    return response.cleared_at is not None and response.cleared_at >= response.saved_at


def is_cleared(response: Response) -> bool:
    """Whether a person has let it be published since it was saved."""
    return is_decided(response) and bool(response.cleared_by)


def suggestions(response: Response, text: str) -> list[Suggestion]:
    """What the check would leave out of an answer, in order. A person decides.

    These are contacts, numbers and names of anybody; what else could tell who a person is, where the
    check says that somebody could be known; and where the respondent wants no name published, their own name and where
    they say they live or work. Words that threaten or abuse are suggested beside these, and not in their place: who
    lets sharp words stand is still told of a name within them. More rather than less: a tick is quickly left out, and
    what is published stays published.
    """
    seen = check(text[:_LONGEST], with_safer=False)
    is_known = bool(_TELLS_WHO & {one.concern for one in seen.findings})
    is_unnamed = response.consent != "named"
    telling = [
        Suggestion(one.span.start, one.span.end, "identifies", _what(one))
        for one in seen.mentions
        if _tells(one, is_known=is_known, is_unnamed=is_unnamed)
    ]
    own = _own(response, text)
    if is_unnamed:
        telling = [*own, *telling]
    else:
        telling = [one for one in telling if not any(one.start < its.end and its.start < one.end for its in own)]
    harming = [
        Suggestion(one.span.start, one.span.end, _WHOLE[one.concern], one.concern)
        for one in seen.findings
        if one.concern in _WHOLE and one.span
    ]
    return sorted({*_apart(telling), *_apart(harming)}, key=lambda one: (one.start, one.end, one.what))


def _tells(mention: Mention, *, is_known: bool, is_unnamed: bool) -> bool:
    if mention.type in _ALWAYS or mention.type == "person-name":
        return True
    if mention.about == "public":
        return False
    if mention.type in _OF_PRIVATE_PEOPLE or (is_known and mention.type in _WITH_OTHERS):
        return True
    return is_unnamed and mention.about == "author" and mention.type in _OWN_PLACES


def _what(mention: Mention) -> str:
    """What a mention is, for the person who decides; a name may be of somebody who is known to all."""
    return "name, perhaps of a public person" if (mention.type, mention.about) == _PUBLIC else mention.type


def _own(response: Response, text: str) -> list[Suggestion]:
    """Where the respondent's own name stands: whole in any case, a part of it where it begins with a capital."""
    plain = _plain(text)
    found = [(place, "own name") for whole in (response.name, response.organisation) for place in _find(whole, plain)]
    for part in response.name.split():
        name = part.strip(".,()")
        if len(name) >= _LEAST and name.casefold() not in _TITLES:
            found += [(place, "own name") for place in _find(name, plain) if text[place[0]].isupper()]
    return [
        Suggestion(start, end, "identifies", what)
        for (start, end), what in found
        if not (text[start - 1 : start].isalnum() or text[end : end + 1].isalnum())
    ]


def _apart(found: Iterable[Suggestion]) -> list[Suggestion]:
    kept: list[Suggestion] = []
    for one in sorted(found, key=lambda one: (one.start, -one.end)):
        if not kept or one.start >= kept[-1].end:
            kept.append(one)
        elif one.end > kept[-1].end:
            kept[-1] = Suggestion(kept[-1].start, one.end, kept[-1].reason, kept[-1].what)
    return kept


def still(suggested: Iterable[Suggestion], out: Iterable[Redaction | Suggestion]) -> list[Suggestion]:
    """The suggestions of which something would still be published, beside what is left out."""
    gone = {place for one in out for place in range(one.start, one.end)}
    return [one for one in suggested if not gone.issuperset(range(one.start, one.end))]


def places_of(words: str, text: str) -> list[tuple[int, int]]:
    """Where words stand in a text, from a code point up to another; none within another.

    They are found whatever their case, accents, apostrophes and spaces: who types a name need not know how the
    answer spells it, and sees each place before it is left out.
    """
    return _find(words, _plain(text))


def _find(words: str, plain: tuple[str, list[int], list[int]]) -> list[tuple[int, int]]:
    wanted, (within, places, ends) = _plain(words)[0].strip(), plain
    found: list[tuple[int, int]] = []
    at = within.find(wanted) if wanted else -1
    while at >= 0:
        start, end = places[at], ends[places[at + len(wanted) - 1]]
        if not found or start >= found[-1][1]:
            found.append((start, end))
        at = within.find(wanted, at + len(wanted))
    return found


def _plain(text: str) -> tuple[str, list[int], list[int]]:
    """A text in its plainest letters, the place of each in the text, and where what stands at each place ends."""
    ends = list(range(1, len(text) + 1))
    for n in reversed(range(len(text) - 1)):
        if _is_joined(text[n + 1]):
            ends[n] = ends[n + 1]
    letters: list[str] = []
    places: list[int] = []
    for place, one in enumerate(text):
        for letter in _plainest(one):
            if letter != " " or letters[-1:] != [" "]:
                letters.append(letter)
                places.append(place)
    return "".join(letters), places, ends


def _plainest(one: str) -> str:
    if one.isspace():
        return " "
    if _is_joined(one):
        return ""
    whole = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", one).casefold()).translate(_ALIKE)
    made = "".join(letter for letter in whole if not _is_joined(letter))
    return made if made and not any(letter.isspace() for letter in made) else one


def _is_joined(letter: str) -> bool:
    return unicodedata.category(letter) in _JOINED


# ---- Deciding


@transaction.atomic
def leave_out(answer: Answer, spans: Sequence[tuple[int, int, str]], by: str) -> int:
    """Leave words out of what is published of an answer; return how many places are new.

    Args:
        answer: One in words.
        spans: From a code point up to another, and a reason of the policy.
        by: Who decides.

    Raises:
        NotPossible: If a place is not in the answer, or the reason is not of the policy.
    """
    text = answer.value if isinstance(answer.value, str) else ""
    for start, end, reason in spans:
        if not 0 <= start < end <= len(text):
            raise NotPossible("these words are not in the answer")
        if reason not in POLICY:
            raise NotPossible("choose a reason of the policy")
    there = {(one.start, one.end) for one in answer.redactions.all()}
    new = {(start, end): reason for start, end, reason in spans if (start, end) not in there}
    Redaction.objects.bulk_create(
        Redaction(answer=answer, start=start, end=end, reason=reason, by=by) for (start, end), reason in new.items()
    )
    if new:
        record(by, "leave out", answer.response.reference, question=answer.question.order, reasons=sorted(new.values()))
    return len(new)


@transaction.atomic
def put_back(redaction: Redaction, by: str) -> None:
    """Publish words after all.

    Raises:
        NotPossible: If the response is cleared: the words would be read by everybody, and nobody looked at that.
    """
    answer = redaction.answer
    if is_cleared(answer.response):
        raise NotPossible("it is cleared for publication; hold it back first, then put words back")
    redaction.delete()
    record(by, "put back", answer.response.reference, question=answer.question.order, reason=redaction.reason)


def state_of(response: Response) -> str:
    """What tells a response, with what is left out of it and what was decided, from what it was at any other time."""
    out = Redaction.objects.filter(answer__response=response.pk).order_by("pk").values_list("pk", "start", "end")
    decided = response.cleared_at.timestamp() if response.cleared_at else None
    held = (response.revision, response.state, response.consent, decided, response.cleared_by, list(out))
    return sha256(repr(held).encode()).hexdigest()[:24]


def as_seen(response: Response, seen: str) -> Response:
    """The response, kept from changing until the transaction ends.

    Args:
        response: As it was found.
        seen: Its `state_of` when the person who decides was shown it.

    Raises:
        Changed: If it is another by now.
    """
    kept = Response.objects.select_for_update(of=("self",)).select_related("consultation").get(pk=response.pk)
    if state_of(kept) != seen:
        raise Changed("it was changed after you opened this page; here it is as it is now, and nothing was done")
    return kept


@transaction.atomic
def clear(response: Response, by: str) -> None:
    """Say that a person has looked at it, and it may be published as it is now.

    Raises:
        NotPossible: If its sender did not agree to that, or it is not there any more.
    """
    kept = _to_decide(response)
    kept.cleared_at, kept.cleared_by = timezone.now(), by
    kept.save(update_fields=["cleared_at", "cleared_by"])
    left_out = Redaction.objects.filter(answer__response=kept).count()
    record(by, "clear response", kept.reference, revision=kept.revision, left_out=left_out)


@transaction.atomic
def hold_back(response: Response, by: str) -> None:
    """Say that a person has looked at it, and it is not published.

    Raises:
        NotPossible: If its sender did not agree that it is, or it is not there any more.
    """
    kept = _to_decide(response)
    was_cleared = is_cleared(kept)
    kept.cleared_at, kept.cleared_by = timezone.now(), ""
    kept.save(update_fields=["cleared_at", "cleared_by"])
    record(by, "hold back response", kept.reference, revision=kept.revision, was_cleared=was_cleared)


def _to_decide(response: Response) -> Response:
    kept = Response.objects.select_for_update().get(pk=response.pk)
    if kept.state != Response.State.SENT or kept.consent not in ("named", "unnamed"):
        raise NotPossible("its sender has not agreed that it is published")
    return kept


# ---- What is published


def pieces(text: str, redactions: Iterable[Redaction | Suggestion]) -> list[Piece]:
    """A text without what is left out of it: overlapping places are one, under the reason of the first."""
    made: list[Piece] = []
    at = 0
    for one in sorted(redactions, key=lambda one: (one.start, one.end, one.reason)):
        start, end = max(one.start, at), min(one.end, len(text))
        if start >= end:
            continue
        if start > at or not made or not made[-1].left_out:
            made += [Piece(text[at:start])] if start > at else []
            made.append(Piece("", one.reason))
        at = end
    return made + ([Piece(text[at:])] if at < len(text) else [])


def in_words(found: Iterable[Piece]) -> str:
    """The same as plain text: "[left out: ...]" where something is."""
    return "".join(f"[left out: {one.why}]" if one.left_out else one.words for one in found)
