"""Forethought in a browser: a page to check a draft, the guidance to read, and an API. Needs the ``web`` extra."""
