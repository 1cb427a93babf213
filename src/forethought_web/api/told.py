"""How the API tells that something cannot be done: one shape, whatever the reason, and never what was sent."""

from __future__ import annotations

from dataclasses import dataclass
from http import HTTPStatus

from django.http import HttpResponse, JsonResponse

from forethought_web.errors import Problem


@dataclass(frozen=True, slots=True)
class Misfit(Problem):
    """A field that is not of its kind, and ``where`` it is."""

    where: str = ""


def misfit(where: str, what: str) -> Misfit:
    """The problem of one field."""
    return Misfit(422, f"{where}: {what}.", "Mend it and send it again.", "not-valid", where)


def told(problem: Problem) -> dict[str, dict[str, str]]:
    """The problem as ``{"error": {"code", "message", "next"}}``, with ``where`` if it is of one field."""
    code = problem.code or HTTPStatus(problem.status).name.lower().replace("_", "-")
    said = {"code": code, "message": problem.what, "next": problem.next}
    if isinstance(problem, Misfit):
        said["where"] = problem.where
    return {"error": said}


def refusal(problem: Problem) -> HttpResponse:
    """The problem as an answer."""
    response = JsonResponse(told(problem), status=problem.status)
    if problem.status == HTTPStatus.UNAUTHORIZED:
        response["WWW-Authenticate"] = 'Bearer realm="Forethought"'
    return response
