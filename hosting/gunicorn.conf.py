"""gunicorn for an organisation's Forethought: `gunicorn -c hosting/gunicorn.conf.py`. See docs/hosting.md."""

import os

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
preload_app = True  # rules and the reader's files are shared between processes
limit_request_line = 4_094
limit_request_fields = 60

# Nobody's visit is written down. Errors tell their type and place, no words.
accesslog = None
errorlog = "-"
loglevel = "warning"
