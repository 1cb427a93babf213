"""The site with one address more, `/hello`, that goes through everything a check goes through but the check."""

from __future__ import annotations

import os
import sys

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forethought_web.settings")

from django.http import HttpRequest, HttpResponse
from django.urls import path

from forethought_web import urls
from forethought_web.serve import server, warm
from forethought_web.wsgi import application

__all__ = ["application"]


def hello(request: HttpRequest) -> HttpResponse:
    """Greet."""
    return HttpResponse("hello")


urls.urlpatterns.append(path("hello", hello))

if __name__ == "__main__":
    listening = server("127.0.0.1", int(sys.argv[1]))
    warm()
    listening.run()
