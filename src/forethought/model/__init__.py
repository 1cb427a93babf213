"""The learned reader: a small model that reads what a post means, on this machine. See ``reader.py``."""
