"""The Django app."""

from django.apps import AppConfig


class ResponsesConfig(AppConfig):
    """Responses."""

    name = "forethought_web.responses"
    label = "responses"
