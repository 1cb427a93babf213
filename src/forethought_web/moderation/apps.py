"""The Django app."""

from django.apps import AppConfig


class ModerationConfig(AppConfig):
    """Moderation."""

    name = "forethought_web.moderation"
    label = "moderation"
