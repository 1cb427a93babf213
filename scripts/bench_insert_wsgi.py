"""The site with one address more, `/plain`, that goes through everything a form goes through and inserts one row."""

from __future__ import annotations

import os

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forethought_web.settings")

from forethought_web.wsgi import application  # first: what comes after needs the apps that it loads

# isort: split
from django.db import connection, transaction
from django.http import HttpRequest, HttpResponse
from django.urls import path
from django.views.decorators.http import require_POST

from forethought_web import urls

__all__ = ["application"]


@require_POST
@transaction.atomic
def plain(request: HttpRequest) -> HttpResponse:
    """Insert what was sent."""
    with connection.cursor() as cursor:
        cursor.execute("INSERT INTO plain (words) VALUES (%s)", [request.POST.get("words", "")])
    return HttpResponse("kept")


urls.urlpatterns.append(path("plain", plain))
