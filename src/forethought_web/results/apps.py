"""The Django app."""

from django.apps import AppConfig


class ResultsConfig(AppConfig):
    """Results."""

    name = "forethought_web.results"
    label = "results"
