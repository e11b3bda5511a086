"""The clock: each municipality's daily jobs once a day, as its system user, and sending what waits. Run twice, it repeats nothing."""

import logging
from datetime import timedelta

from django.conf import settings
from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.module_loading import import_string

from accounts.models import Municipality, User
from core.context import tenant
from core.middleware import municipalities_of
from followup.models import DailyRun
from followup.post.heartbeat import beat
from followup.post.parent_sender import send_to_parents
from followup.post.sender import send_waiting

log = logging.getLogger(__name__)
SYSTEM = "system@"  # the e-mail of a municipality's system user begins so; it is inactive, nobody logs in as it
TRIES = 5  # of a job that fails; then it waits for somebody, and /opsz says so
PATIENCE = "300s"  # of one statement of a daily job: a page's fifteen seconds are too few for a whole municipality

ALONE = """
select pg_try_advisory_xact_lock(hashtext(%(job)s), %(municipality)s),
       exists (select from followup_dailyrun where municipality_id = %(municipality)s and job = %(job)s and day = %(today)s
                                                and done_at is not null),
       set_config('statement_timeout', %(patience)s, true)
"""


def tick(today, *, once_a_day=False, only=None):
    """Run settings.DAILY_JOBS and TICK_JOBS and send what waits, in every municipality; gives what was done in each.

    Each job is a dotted name of `job(today) -> counts`, called inside the municipality's context in a transaction of its own.
    once_a_day: only the jobs that have not run for `today` yet; what waits is always sent. only: one municipality's name.
    """
    beat()
    return [_of_municipality(*found, today, once_a_day) for found in municipalities() if only in (None, found[2])]


def send(only=None):
    """Only send what waits, for another worker beside the tick."""
    return [_sent(user_id, pk) for user_id, pk, name in municipalities() if only in (None, name)]


def municipalities():
    """(id of the system user, id, name) of each."""
    names = dict(Municipality.objects.values_list("pk", "name"))
    for user in User.objects.filter(is_active=False, email__startswith=SYSTEM).order_by("pk"):
        for municipality_id in municipalities_of(user):
            yield user.pk, municipality_id, names[municipality_id]


def _of_municipality(user_id, municipality_id, name, today, once_a_day):
    done = {"municipality": name}
    for job in settings.DAILY_JOBS:
        if once_a_day and job in _settled(user_id, municipality_id, today, done):
            continue
        try:
            found = _run(job, user_id, municipality_id, today, once_a_day)
        except Exception as error:  # noqa: BLE001 (one job's trouble is not the others', nor the other municipalities')
            log.exception("a daily job failed in one municipality")
            done["error"] = type(error).__name__
            _failed(job, user_id, municipality_id, today, type(error).__name__)
        else:
            if found is not None:
                done[job.rpartition(".")[2]] = found
    done = {key: value for key, value in done.items() if key != "settled"}
    return done | _each_time(user_id, municipality_id, today) | _sent(user_id, municipality_id)


def _each_time(user_id, municipality_id, today):
    """settings.TICK_JOBS: short ones that go on with what has stopped; the next tick tries again what failed."""
    done = {}
    for job in settings.TICK_JOBS:
        try:
            with tenant(user_id, municipality_id, purpose=job):
                found = import_string(job)(today)
        except Exception as error:  # noqa: BLE001
            log.exception("a job of the tick failed in one municipality")
            done["error"] = type(error).__name__
        else:
            if found:
                done[job.rpartition(".")[2]] = found
    return done


def _sent(user_id, municipality_id):
    """Mails to staff and messages to parents; a mail server's trouble is in the counts, anything else in the log."""
    done = {}
    for name, sender in {"mails": send_waiting, "to_parents": send_to_parents}.items():
        try:
            found = sender(user_id, municipality_id)
        except Exception as error:  # noqa: BLE001
            log.exception("sending failed in one municipality")
            done["error"] = type(error).__name__
        else:
            if found or name == "mails":
                done[name] = found
    return done


def _settled(user_id, municipality_id, today, done):
    """Jobs that need not be tried now: run already, failed too often, or failed a moment ago. One question a tick."""
    if "settled" not in done:
        with tenant(user_id, municipality_id, purpose="clock") as person:
            runs = DailyRun.objects.visible_to(person).filter(day=today)
            later = Q(attempts__gte=TRIES) | Q(next_at__gt=timezone.now())
            done["settled"] = set(runs.filter(Q(done_at__isnull=False) | later).values_list("job", flat=True))
    return done["settled"]


def _run(job, user_id, municipality_id, today, once_a_day):
    """What the job did; None when another clock is at it, or was quicker. That it ran is kept in its own transaction."""
    with tenant(user_id, municipality_id, purpose=job) as person:
        if not person.has("system"):
            raise PermissionError("not a system user")
        with connection.cursor() as db:
            db.execute(ALONE, {"job": job, "municipality": municipality_id, "today": today, "patience": PATIENCE})
            is_alone, has_run, _patience = db.fetchone()
        if not is_alone or has_run and once_a_day:
            return None
        found = import_string(job)(today)
        DailyRun.objects.bulk_create(
            [DailyRun(municipality_id=municipality_id, job=job, day=today, done_at=timezone.now())],
            update_conflicts=True,
            unique_fields=["municipality", "job", "day"],
            update_fields=["done_at", "next_at", "last_error"],
        )
        return found


def _failed(job, user_id, municipality_id, today, error):
    """Count it, and say when it is tried again: after one, four, nine and sixteen minutes, then by hand."""
    with tenant(user_id, municipality_id, purpose="clock"):
        run, _made = DailyRun.objects.select_for_update().get_or_create(
            municipality_id=municipality_id, job=job, day=today
        )
        run.attempts, run.last_error = run.attempts + 1, error[:60]
        run.next_at = timezone.now() + timedelta(minutes=run.attempts**2)
        run.save()
