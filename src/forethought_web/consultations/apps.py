"""The Django app."""

from django.apps import AppConfig


class ConsultationsConfig(AppConfig):
    """Consultations."""

    name = "forethought_web.consultations"
    label = "consultations"
