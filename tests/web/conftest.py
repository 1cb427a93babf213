"""The site as its visitors reach it: in process, and as a real server."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from web_server import Server, start


@pytest.fixture
def client() -> Any:
    """A visitor of this machine's own site."""
    from django.test import Client

    return Client(HTTP_HOST="localhost:8016")


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Server]:
    """A real server for the tests of a module."""
    running = start(tmp_path_factory.mktemp("server"), FORETHOUGHT_CHECKS_A_MINUTE="0")
    yield running
    running.process.terminate()
    running.process.wait(20)
