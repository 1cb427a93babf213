"""The Django app."""

from django.apps import AppConfig


class DiscussionConfig(AppConfig):
    """Discussion."""

    name = "forethought_web.discussion"
    label = "discussion"
