"""gunicorn for an organisation's Forethought: `gunicorn -c hosting/gunicorn.conf.py`. See docs/hosting.md."""

import logging
import os
from typing import Any

wsgi_app = "forethought_web.wsgi"
bind = os.environ.get("FORETHOUGHT_BIND", "127.0.0.1:8016")
workers = int(os.environ.get("FORETHOUGHT_PROCESSES", "2"))  # about 270 MB each; one a core
worker_class = "gthread"
threads = 4
timeout = 30
graceful_timeout = 20
keepalive = 5
max_requests = 20_000
max_requests_jitter = 2_000
worker_tmp_dir = "/dev/shm"  # noqa: S108 - holds a heartbeat, never a request
preload_app = True  # a wrong setting ends the start, and all processes have the same settings
control_socket_disable = True  # gunicorn's own door for administrators, a file in the home otherwise
limit_request_line = 4_094
limit_request_fields = 60

# Nobody's visit is written down.
accesslog = None
errorlog = "-"
loglevel = "warning"


def post_fork(server: Any, worker: Any) -> None:
    """Keep words out of what a worker logs: only faults, each by its type and place.

    gunicorn would write down a request that it cannot read, and who sent it; the end of a body may be taken for one.
    """
    from forethought_web.log import Wordless

    log = logging.getLogger("gunicorn.error")
    log.setLevel(logging.ERROR)
    for handler in log.handlers:
        handler.setFormatter(Wordless())


def post_worker_init(worker: Any) -> None:
    """Load rules and the reader before the first visitor; here, as the reader's threads would not survive the fork."""
    from forethought_web.serve import warm

    warm()
