"""Changing the words of a post: edits and their seams, and general words for particular ones."""
