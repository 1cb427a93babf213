"""Fixtures: a real browser, and pages of a server opened in it."""

from __future__ import annotations

import os
import shutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest

from web_server import Server

FLAGS = (
    "--no-sandbox --disable-gpu --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
).split()


@pytest.fixture(scope="session")
def chromium() -> Iterator[Any]:
    """The system's own Chromium. On a machine without one these tests are left out, but never in CI."""
    found = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if not found and not os.environ.get("CI"):
        pytest.skip("no Chromium is installed (Debian: apt-get install chromium)")
    from playwright.sync_api import expect, sync_playwright

    expect.set_options(timeout=45_000)  # a busy machine is no fault

    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=found, args=FLAGS)
        yield browser
        browser.close()


@dataclass
class Visit:
    """A page open in a browser, with every request it made and every complaint it had."""

    page: Any
    requests: list[str]
    complaints: list[str]


@pytest.fixture
def open_page(chromium: Any, server: Server) -> Iterator[Callable[..., Visit]]:
    """Opens pages of the server, each in a browser of its own; they are closed when the test ends."""
    contexts = []

    def opened(path: str = "/", width: int = 1280, height: int = 900, **options: Any) -> Visit:
        context = chromium.new_context(viewport={"width": width, "height": height}, **options)
        contexts.append(context)
        page = context.new_page()
        visit = Visit(page, [], [])
        context.on("request", lambda request: visit.requests.append(request.url))
        page.on("console", lambda said: said.type in ("error", "warning") and visit.complaints.append(said.text))
        page.on("pageerror", lambda error: visit.complaints.append(str(error)))
        page.goto(server.address + path)
        return visit

    yield opened
    for context in contexts:
        context.close()
