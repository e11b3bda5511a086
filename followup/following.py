"""Dates that nobody agreed on follow what was changed at once, not only in the morning."""

from django.conf import settings
from django.db import connection
from django.utils import timezone
from django.utils.module_loading import import_string

from core.context import tenant
from core.tasks import nudge

FOLLOW = "followup.follow_dates"


def follow_soon(by):
    """After this request: the municipality's open dates follow the calendar and the rhythms. Without a broker the
    daily job finds them."""
    nudge(FOLLOW, by.municipality_id, by.user_id)


def follow_dates(municipality_id):
    """Run settings.DATE_JOBS for the municipality as its system user; gives what each did."""
    from followup.schedule import municipalities

    done = {}
    for user_id, found, _name in municipalities():
        if found != municipality_id:
            continue
        with tenant(user_id, municipality_id, purpose=FOLLOW):
            for job in settings.DATE_JOBS:
                with connection.cursor() as db:  # the daily job may be at it: wait, then find nothing left to do
                    db.execute("select pg_advisory_xact_lock(hashtext(%s), %s)", [job, municipality_id])
                done[job.rpartition(".")[2]] = import_string(job)(timezone.localdate())
    return done
