"""`nudge`: the bell after a commit. PostgreSQL holds the truth; a lost bell is found by the sweep."""

import logging
import math
import time
from contextlib import contextmanager
from functools import partial

from celery import Task, current_app
from django.db import transaction

from core.context import tenant

log = logging.getLogger(__name__)
QUIET_SECONDS = 30
_quiet_until = 0.0


class TenantTask(Task):
    """Runs `task(municipality_id, acting_user_id, *ids)` inside that municipality's context."""

    abstract = True

    def __call__(self, municipality_id, acting_user_id, *ids):
        with tenant(acting_user_id, municipality_id, request_id=self.request.id or "eager", purpose=self.name):
            return self.run(municipality_id, acting_user_id, *ids)


def nudge(task, municipality_id, acting_user_id, *ids):
    """Ring for `task` once the transaction has committed; never fails, never waits twice for a stopped broker.

    A task of a floor above is named: "insight.refresh_figures".
    """
    transaction.on_commit(partial(_ring, task, (municipality_id, acting_user_id, *ids)), robust=True)


@contextmanager
def quiet():
    """Ring for nothing inside, as where much is written that somebody else will count afterwards."""
    global _quiet_until
    before, _quiet_until = _quiet_until, math.inf
    try:
        yield
    finally:
        _quiet_until = before


def _ring(task, args):
    global _quiet_until
    if time.monotonic() < _quiet_until:
        return
    try:
        if isinstance(task, str):
            current_app.send_task(task, args, retry=False, ignore_result=True)
        else:
            task.apply_async(args, retry=False, ignore_result=True)
    except Exception:  # noqa: BLE001 (broker errors have no common class)
        _quiet_until = time.monotonic() + QUIET_SECONDS
        log.warning("broker unreachable: %s waits for the sweep", getattr(task, "name", task))
