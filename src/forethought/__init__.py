"""Forethought: think before you post."""
