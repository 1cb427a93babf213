"""What is answered when something cannot be done: a page to people, JSON of one shape to programs."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import render

WRITING_TOOLS = "/v2/"
FOR_PROGRAMS = ("/api/", WRITING_TOOLS)
_SHORT = 60  # characters of a field that need not be shown


@dataclass(frozen=True, slots=True)
class Problem(Exception):
    """Something to tell the visitor: the status, what is the matter and what to do next. Never words of a post."""

    status: int
    what: str
    next: str = ""
    code: str = ""

    def __str__(self) -> str:
        """The two sentences."""
        return f"{self.what} {self.next}".strip()


def is_for_program(request: HttpRequest) -> bool:
    """Whether a program asks, and not a person's browser."""
    return request.path.startswith(FOR_PROGRAMS)


def answer(request: HttpRequest, problem: Problem) -> HttpResponse:
    """The problem: as a page, as ``{"error": {"code", "message", "next"}}``, or as writing tools read it, in a line."""
    if request.path.startswith(WRITING_TOOLS):
        return HttpResponse(f"Error: {problem}", status=problem.status, content_type="text/plain; charset=utf-8")
    code = problem.code or HTTPStatus(problem.status).name.lower().replace("_", "-")
    if is_for_program(request):
        told = {"code": code, "message": problem.what, "next": problem.next}
        return JsonResponse({"error": told}, status=problem.status)
    part = "_problem.html" if request.headers.get("HX-Request") else "problem.html"
    return render(request, part, {"problem": problem}, status=problem.status)


def bad_request(request: HttpRequest, exception: Exception) -> HttpResponse:
    """400."""
    return answer(request, Problem(400, "That request could not be read.", "Go back and try again."))


def refused(request: HttpRequest, exception: Exception) -> HttpResponse:
    """403."""
    return answer(request, Problem(403, "That is not allowed from here.", "Open the page itself and try again."))


def not_found(request: HttpRequest, exception: Exception) -> HttpResponse:
    """404."""
    return answer(request, Problem(404, "There is no page here.", "Check the address, or begin at the first page."))


def fault(request: HttpRequest) -> HttpResponse:
    """500: nothing of what was sent is shown or kept."""
    return answer(
        request,
        Problem(500, "A fault of ours.", "Your words were not kept. Try again; if it stays, tell us what you did."),
    )


def not_saved(request: HttpRequest) -> HttpResponse:
    """503: what is kept cannot be written or read just now. What was sent stands on the page, to be sent again."""
    if request.method in ("GET", "HEAD"):
        told = "Try again in a minute. What was saved before is safe."
        return answer(request, Problem(503, "This page cannot be read just now.", told))
    problem = Problem(
        503, "This could not be saved.", "What was saved before is safe. Try again in a minute.", "not-saved"
    )
    sent = [(name, value) for name, values in request.POST.lists() for value in values]
    repeats = not (request.FILES or any("password" in name for name, _ in sent))
    if is_for_program(request) or request.headers.get("HX-Request") or not repeats:
        return answer(request, problem)
    rows = [(name, value, len(value) > _SHORT or "\n" in value) for name, value in sent]
    return render(request, "not_saved.html", {"problem": problem, "sent": rows}, status=problem.status)


def form_expired(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was sent without its cookie, or from elsewhere: nothing is lost, and it is said how to go on."""
    match = request.resolver_match
    if match and match.url_name == "paragraph":
        from forethought_web.discussion.pages import written_again

        return written_again(request, **match.kwargs)
    return answer(
        request,
        Problem(
            403,
            "This page had been open too long, or cookies are off.",
            "Go back: your words are still in the box. Load the page again before you send it.",
            "form-expired",
        ),
    )
