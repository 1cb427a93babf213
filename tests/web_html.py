"""Reading pages as a strict browser would."""

from __future__ import annotations

from html.parser import HTMLParser
from typing import Any

VOID = {"area", "br", "col", "hr", "img", "input", "link", "meta", "use", "path", "circle", "rect", "wbr"}


class Balanced(HTMLParser):
    """Complains, in ``wrong``, of each tag that is not closed where it should be."""

    def __init__(self, html: str) -> None:
        """Read the page."""
        super().__init__()
        self._open: list[str] = []
        self.wrong: list[str] = []
        self.feed(html)
        self.wrong += self._open

    def handle_starttag(self, tag: str, attrs: Any) -> None:
        """Open it."""
        if tag not in VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        """Close it."""
        if tag not in VOID and (not self._open or self._open.pop() != tag):
            self.wrong.append(tag)
