"""Reading what people wrote, and gathering it under themes."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect, QueryDict
from django.shortcuts import render
from django.urls import reverse
from django.views.decorators.http import require_http_methods

from forethought_web.consultations.models import Consultation, Question
from forethought_web.consultations.pages import around
from forethought_web.results import themes
from forethought_web.results.models import Theme
from forethought_web.staff.access import staff_only, who, whole_number
from forethought_web.templatetags.said import capital

_A_PAGE = 20
_TEXTS = ("short", "long")


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("read responses")
def page(request: HttpRequest, consultation: Consultation) -> HttpResponse:
    """The themes with their counts, the form for another, and what there is to read."""
    error = ""
    if request.method == "POST":
        try:
            _do(request, consultation)
            return HttpResponseRedirect(reverse("staff-themes", args=[consultation.slug]))
        except themes.NotPossible as why:
            error = capital(f"{why}")
    questions = consultation.questions.filter(kind__in=_TEXTS)
    places = [(one.order, one.text, *_progress(consultation, one)) for one in questions]
    places.append((0, "Comments on the draft", *_progress(consultation, None)))
    shown = {"error": error, "sent": request.POST, "counts": themes.counts(consultation), "places": places}
    return render(request, "staff/themes.html", around(consultation) | shown)


def _do(request: HttpRequest, consultation: Consultation) -> None:
    sent = request.POST
    theme = consultation.themes.filter(pk=whole_number(sent.get("theme", ""))).first()
    if sent.get("action") == "remove" and theme:
        themes.remove(theme, who(request))
    elif sent.get("action") == "keep" and (theme or not sent.get("theme")):
        themes.name(consultation, sent.get("name", ""), sent.get("meaning", ""), who(request), theme.pk if theme else 0)
    else:
        raise Http404


def _progress(consultation: Consultation, question: Question | None) -> tuple[int, int]:
    items = themes.to_read(consultation, question)
    return items.filter(marks__isnull=False).distinct().count(), items.count()


@require_http_methods(["GET", "HEAD", "POST"])
@staff_only("read responses")
def read(request: HttpRequest, consultation: Consultation, order: int) -> HttpResponse:
    """Answers to one question, or the comments (0), a page at a time, with a tick for each theme."""
    question = consultation.questions.filter(order=order, kind__in=_TEXTS).first()
    if order and question is None:
        raise Http404
    items = themes.to_read(consultation, question)
    if request.method == "POST":
        return _mark(request, consultation, items)
    asked = request.GET
    if words := asked.get("words", "").strip()[:100]:
        items = items.filter(**{"value__icontains" if question else "text__icontains": words})
    theme = consultation.themes.filter(pk=whole_number(asked.get("theme", ""))).first()
    if theme:
        items = items.filter(marks__theme=theme)
    elif asked.get("theme") == "none":
        items = items.filter(marks=None)
    found = Paginator(items.prefetch_related("marks"), _A_PAGE).get_page(asked.get("page"))
    shown = {
        "question": question,
        "page": found,
        "rows": [_row(one) for one in found],
        "themes": consultation.themes.all(),
        "theme": theme,
        "unmarked": asked.get("theme") == "none",
        "words": words,
        "again": _again(asked),
    }
    return render(request, "staff/read_themes.html", around(consultation) | shown)


def _row(item: Any) -> dict[str, Any]:
    response = getattr(item, "response", None)
    return {
        "id": item.pk,
        "text": item.value if response else item.text,
        "about": (response or item).get_type_display() or "Not said",
        "name": response.reference if response else f"Comment {item.number}",
        "marked": {one.theme_id for one in item.marks.all()},
    }


def _again(asked: QueryDict) -> str:
    """What was asked for, without the page, to go on with."""
    kept = asked.copy()
    kept.pop("page", None)
    return kept.urlencode()


def _mark(request: HttpRequest, consultation: Consultation, items: Any) -> HttpResponse:
    known: dict[str, Theme] = {str(one.pk): one for one in consultation.themes.all()}
    wanted = [whole_number(one) for one in request.POST.getlist("item")][:_A_PAGE]
    read_ = list(items.filter(pk__in=wanted))
    chosen = {one.pk: [known[t] for t in request.POST.getlist(f"on-{one.pk}") if t in known] for one in read_}
    themes.mark(read_, chosen, who(request))
    return HttpResponseRedirect(f"{request.path}?{request.POST.get('again', '')[:300]}")
