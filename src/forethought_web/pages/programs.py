"""How programs use Forethought: writing tools that speak LanguageTool's API, and our own API from its description."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from forethought_web.api.v1 import description


@dataclass(frozen=True, slots=True)
class Operation:
    """One thing the API does."""

    method: str
    path: str
    summary: str
    about: str
    example: str


def page(request: HttpRequest) -> HttpResponse:
    """The page."""
    address = f"{request.scheme}://{request.get_host()}"
    shown = {"section": "", "address": address, "operations": list(operations(description()))}
    return render(request, "programs.html", shown)


def operations(described: dict[str, Any]) -> Iterator[Operation]:
    """What the OpenAPI description lists, with the example of a body where there is one."""
    for path, methods in described["paths"].items():
        for method, operation in methods.items():
            content = operation.get("requestBody", {}).get("content", {}).get("application/json", {})
            example = json.dumps(content["example"], indent=1) if "example" in content else ""
            about = operation.get("description", "")
            yield Operation(method.upper(), path, operation.get("summary", ""), about, example)
