"""Judging: from what the words tell to concerns, and from concerns to a verdict."""
