"""Looking at one response before it is published, and leaving out what must not be.

The page is one form: whatever is ticked in any answer is left out by one press, which also clears the response and
opens the next. A form says which state of the response it shows; where that has changed, nothing is done.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import pairwise

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation
from forethought_web.consultations.pages import around
from forethought_web.consultations.roles import may
from forethought_web.moderation.models import POLICY
from forethought_web.responses import clearing
from forethought_web.responses.answering import LONGEST, is_registered
from forethought_web.responses.clearing import Suggestion
from forethought_web.responses.models import Answer, Redaction, Response
from forethought_web.responses.pages import said
from forethought_web.staff.access import staff_only, who, whole_number
from forethought_web.templatetags.said import capital

MOST = 100  # places of words that were typed, to tick one by one
_AROUND = 24  # characters shown before and after a place
_TYPED = "as you typed"


@dataclass(frozen=True, slots=True)
class Piece:
    """A piece of an answer: left out already, suggested, or neither."""

    words: str
    is_out: bool = False
    is_suggested: bool = False


@dataclass(frozen=True, slots=True)
class Place:
    """A place in an answer that can be left out, with what a form says to choose it."""

    value: str
    before: str
    words: str
    after: str
    what: str
    reason: str
    is_ticked: bool


@dataclass(frozen=True, slots=True)
class Shown:
    """An answer as staff look at it. ``is_text`` is false where its words are the consultation's own."""

    answer: Answer
    pieces: tuple[Piece, ...]
    is_text: bool = False
    places: tuple[Place, ...] = ()
    out: tuple[tuple[Redaction, str], ...] = ()
    typed: str = ""
    reason: str = ""
    told: str = ""
    error: str = ""


@dataclass(frozen=True, slots=True)
class Draft:
    """What a form holds that is not done yet, by answer; what was found of typed words, and what is wrong."""

    ticked: Mapping[int, Sequence[Suggestion]] = field(default_factory=dict)
    typed: Mapping[int, str] = field(default_factory=dict)
    reasons: Mapping[int, str] = field(default_factory=dict)
    told: Mapping[int, str] = field(default_factory=dict)
    errors: Mapping[str, str] = field(default_factory=dict)


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("clear")
def page(request: HttpRequest, consultation: Consultation, reference: str) -> HttpResponse:
    """One response whole: what to leave out, whether it is published, and the next one."""
    response = _sent(consultation, reference)
    draft = Draft()
    if request.method == "POST":
        try:
            done = _do(request, response)
        except clearing.NotPossible as why:
            done = Draft(errors={"decide": capital(f"{why}")})
        if isinstance(done, str):
            return HttpResponseRedirect(done)
        draft, response = done, _sent(consultation, reference)
    answers = [_shown(response, one, draft) for one in _answers(response)]
    waiting = clearing.waiting(consultation)
    others = waiting.exclude(pk=response.pk)
    shown = {
        "response": response,
        "answers": answers,
        "has_places": any(one.places for one in answers),
        "suggested": sum(one.what != _TYPED for shown in answers for one in shown.places),
        "errors": draft.errors.items(),
        "policy": POLICY.items(),
        "state": clearing.state_of(response),
        "is_cleared": clearing.is_cleared(response),
        "is_decided": clearing.is_decided(response),
        "may_be_published": response.consent in ("named", "unnamed"),
        "registered": is_registered(response),
        "may_key_in": may(request.user, "key in", consultation),
        "left": waiting.count(),
        "held": clearing.held_back(consultation).count(),
        "next": _next(response),
        "previous": others.filter(pk__lt=response.pk).last() or others.last(),
    }
    return render(request, "staff/clear.html", around(consultation) | shown)


def _sent(consultation: Consultation, reference: str) -> Response:
    sent = Response.objects.filter(consultation=consultation, state=Response.State.SENT)
    response = sent.filter(reference=reference).first()
    if response is None:
        raise Http404
    return response


def _next(response: Response) -> Response | None:
    """The next that nobody has decided on: after this one, or from the beginning again."""
    others = clearing.waiting(response.consultation).exclude(pk=response.pk)
    return others.filter(pk__gt=response.pk).first() or others.first()


def _answers(response: Response) -> list[Answer]:
    answers = response.answers.select_related("question", "response").prefetch_related("redactions")
    return list(answers.order_by("question__order"))


def _is_text(answer: Answer) -> bool:
    return answer.question.kind in LONGEST and isinstance(answer.value, str)


# ---- What a form does


@transaction.atomic
def _do(request: HttpRequest, response: Response) -> str | Draft:
    """Do what a form says, all of it or nothing: where to go then, or the form again with what is not done yet."""
    sent, by = request.POST, who(request)
    kept = clearing.as_seen(response, sent.get("seen", ""))
    slug = kept.consultation.slug
    here = reverse("staff-response", args=[slug, kept.reference])
    following = _next(kept)
    onward = reverse("staff-responses", args=[slug])
    if following:  # at its beginning: browsers would else keep the place they were at in this one
        onward = reverse("staff-response", args=[slug, following.reference]) + "#main"
    answers = {one.pk: one for one in _answers(kept) if _is_text(one)}
    draft = _read(request, answers)
    if "put-back" in sent:
        found = Redaction.objects.filter(pk=whole_number(sent["put-back"]), answer__in=answers).first()
        if found is None:
            raise Http404
        clearing.put_back(found, by)
        return draft if draft.ticked or draft.typed else f"{here}#a{found.answer_id}"
    action = sent.get("action", "")
    if action == "hold-back":
        was_decided = clearing.is_decided(kept)
        clearing.hold_back(kept, by)
        return f"{here}#decide" if was_decided else onward
    if action not in ("find", "leave-out", "leave-out-all", "clear"):
        raise Http404
    if draft.typed or action == "find":
        return _found(draft, answers)
    return _decide(action, kept, answers, draft, by, may_stand="rest" in sent) or (
        onward if action == "clear" else f"{here}#decide"
    )


def _decide(
    action: str, response: Response, answers: Mapping[int, Answer], draft: Draft, by: str, *, may_stand: bool
) -> Draft | None:
    """Leave out what is ticked, and clear the response where that is wanted; or say what is still to be done first."""
    wanted = {pk: list(places) for pk, places in draft.ticked.items()}
    suggested = {pk: _suggested(response, one) for pk, one in answers.items()}
    if action == "leave-out-all":
        for pk, places in suggested.items():
            there = {(one.start, one.end) for one in wanted.get(pk, ())}
            wanted.setdefault(pk, []).extend(one for one in places if (one.start, one.end) not in there)
    if action != "clear" and not any(wanted.values()):
        return _again(draft, "decide", "Tick what is to be left out, or type the words")
    rest = sum(len(clearing.still(places, wanted.get(pk, ()))) for pk, places in suggested.items())
    if action == "clear" and rest and not may_stand:
        words = f"{rest} suggestion is not ticked" if rest == 1 else f"{rest} suggestions are not ticked"
        return _again(draft, "rest", f"{words}: tick what is left out, or say that the rest may be published")
    for pk, places in wanted.items():
        clearing.leave_out(answers[pk], [(one.start, one.end, one.reason) for one in places], by)
    if action == "clear":
        clearing.clear(response, by)
    return None


def _again(draft: Draft, name: str, error: str) -> Draft:
    return Draft(draft.ticked, draft.typed, draft.reasons, draft.told, {**draft.errors, name: error})


def _read(request: HttpRequest, answers: Mapping[int, Answer]) -> Draft:
    """What a form says: ticked places, words that were typed, and reasons; of this response's own answers alone."""
    sent = request.POST
    reasons = {pk: why for pk in answers if (why := sent.get(f"reason-{pk}", "")) in POLICY}
    typed = {pk: words for pk in answers if (words := sent.get(f"words-{pk}", "").strip()[:500])}
    ticked: dict[int, list[Suggestion]] = {}
    for value in sent.getlist("place"):
        pk, start, end, reason = [*value.split("-", 3), "", "", ""][:4]
        if whole_number(pk) not in answers:
            raise Http404
        reason = reasons.get(whole_number(pk), reason)
        one = Suggestion(whole_number(start), whole_number(end), reason, _TYPED)
        ticked.setdefault(whole_number(pk), []).append(one)
    return Draft(ticked, typed, reasons)


def _found(draft: Draft, answers: Mapping[int, Answer]) -> Draft:
    """The form again, with every place of the words that were typed, ticked."""
    ticked, told, typed = {pk: list(places) for pk, places in draft.ticked.items()}, {}, dict(draft.typed)
    errors = dict(draft.errors)
    if not draft.typed:
        errors["decide"] = "Type the words that are to be left out"
    for pk, words in draft.typed.items():
        out = answers[pk].redactions.all()
        reason = draft.reasons.get(pk, "identifies")
        places = [Suggestion(*one, reason, _TYPED) for one in clearing.places_of(words, answers[pk].value)]
        new = clearing.still(places, out)
        if not places:
            errors[f"words-{pk}"] = "These words are not in the answer: copy them from it"
        elif not new:
            errors[f"words-{pk}"] = "These words are left out already, wherever they stand"
        elif len(new) > MOST:
            errors[f"words-{pk}"] = f"These words stand in {len(new):,} places: type more of them"
        else:
            there = {(one.start, one.end) for one in ticked.get(pk, ())}
            ticked.setdefault(pk, []).extend(one for one in new if (one.start, one.end) not in there)
            told[pk] = f"Found in {len(new)} place{'s' if len(new) > 1 else ''}, ticked below. Nothing is left out yet."
            del typed[pk]
    return Draft(ticked, typed, draft.reasons, told, errors)


# ---- What is shown


def _suggested(response: Response, answer: Answer) -> list[Suggestion]:
    return clearing.still(clearing.suggestions(response, answer.value), answer.redactions.all())


def _shown(response: Response, answer: Answer, draft: Draft) -> Shown:
    if not _is_text(answer):
        return Shown(answer, (Piece(said(answer.value)),))
    text, pk = answer.value, answer.pk
    out = list(answer.redactions.all())
    if response.consent not in ("named", "unnamed"):
        return Shown(answer, (Piece(text),), is_text=True)
    suggested = _suggested(response, answer)
    there = {(one.start, one.end) for one in suggested}
    more = [one for one in draft.ticked.get(pk, ()) if (one.start, one.end) not in there and one.start < one.end]
    ticked = {(one.start, one.end) for one in draft.ticked.get(pk, ())}
    return Shown(
        answer=answer,
        pieces=_pieces(text, out, [*suggested, *more]),
        is_text=True,
        places=tuple(_place(answer, one, ticked) for one in sorted([*suggested, *more], key=lambda one: one.start)),
        out=tuple((one, text[one.start : one.end]) for one in out),
        typed=draft.typed.get(pk, ""),
        reason=draft.reasons.get(pk, ""),
        told=draft.told.get(pk, ""),
        error=draft.errors.get(f"words-{pk}", ""),
    )


def _place(answer: Answer, one: Suggestion, ticked: set[tuple[int, int]]) -> Place:
    text, first = answer.value, max(0, one.start - _AROUND)
    return Place(
        value=f"{answer.pk}-{one.start}-{one.end}-{one.reason}",
        before=("…" if first else "") + text[first : one.start],
        words=text[one.start : one.end],
        after=text[one.end : one.end + _AROUND] + ("…" if one.end + _AROUND < len(text) else ""),
        what=one.what,
        reason=one.reason,
        is_ticked=(one.start, one.end) in ticked,
    )


def _pieces(text: str, out: Iterable[Redaction], suggested: Iterable[Suggestion]) -> tuple[Piece, ...]:
    """A text cut wherever something that is left out or suggested begins or ends."""
    gone, maybe = [(one.start, one.end) for one in out], [(one.start, one.end) for one in suggested]
    cuts = sorted({0, len(text), *(min(cut, len(text)) for place in (*gone, *maybe) for cut in place)})
    return tuple(Piece(text[start:end], _holds(gone, start), _holds(maybe, start)) for start, end in pairwise(cuts))


def _holds(places: Iterable[tuple[int, int]], at: int) -> bool:
    return any(start <= at < end for start, end in places)
