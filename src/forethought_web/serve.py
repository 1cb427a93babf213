"""The server of ``forethought serve``: one process on this machine, which keeps whole requests in memory."""

from __future__ import annotations

import os
import resource
from typing import Any

THREADS = 4
IDLE = 30  # seconds until a connection that says nothing is closed
CONNECTIONS = 2_000


def server(host: str, port: int, threads: int = THREADS) -> Any:
    """A server that listens; its ``run()`` serves until interrupted.

    Waitress reads whole requests before a thread takes one, so slow senders hold up nobody; what it would put into
    temporary files is kept in memory instead.

    Raises:
        OSError: If it cannot listen there.
    """
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "forethought_web.settings")
    from django.conf import settings
    from waitress.server import create_server

    from forethought_web.wsgi import application

    _more_files(CONNECTIONS + 100)
    return create_server(
        application,
        host=host,
        port=port,
        threads=threads,
        ident=None,
        max_request_body_size=settings.LARGEST_BODY + 1_000,
        max_request_header_size=32_768,
        inbuf_overflow=settings.LARGEST_BODY + 100_000,
        outbuf_overflow=1 << 28,
        channel_timeout=IDLE,
        cleanup_interval=5,
        connection_limit=CONNECTIONS,
        asyncore_use_poll=True,
        clear_untrusted_proxy_headers=False,
    )


def _more_files(wanted: int) -> None:
    """Let this process hold as many connections as it takes on."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    most = wanted if hard == resource.RLIM_INFINITY else min(wanted, hard)
    if soft < most:
        resource.setrlimit(resource.RLIMIT_NOFILE, (most, hard))


def warm() -> None:
    """Load rules, packs and the reader, so that the first draft is answered as fast as the next."""
    from forethought import check

    check("A patient of mine said something kind today.", with_safer=True)


def demonstrate() -> None:
    """Make the database of the demonstration where it is not there yet."""
    from django.core.management import call_command

    from forethought_web.consultations.demonstration import load

    call_command("migrate", verbosity=0, interactive=False)
    load()
