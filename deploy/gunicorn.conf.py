"""gunicorn, the same for `make demo`, `make bench` and production; the command line and GUNICORN_CMD_ARGS win."""

import gc
import os

bind = f"0.0.0.0:{os.environ.get('PORT') or '8000'}"
worker_class = "gthread"
workers = int(os.environ.get("WEB_CONCURRENCY") or 2)
threads = 4
keepalive = 75
preload_app = True
max_requests = 20_000
max_requests_jitter = 2_000
timeout = 30


def when_ready(server):
    """All views are imported before the workers fork; what is loaded then is never looked at by their collectors."""
    from django.urls import get_resolver

    _ = get_resolver().url_patterns
    gc.collect()
    gc.freeze()
