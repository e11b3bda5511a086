from celery import Task, shared_task
from django.utils import timezone

from followup import schedule
from followup.following import FOLLOW, follow_dates


@shared_task(base=Task, name="followup.tick")
def tick_now(*_bell):
    """Rung twice a minute, and by whoever queued something: the daily jobs once a day, then what waits is sent.

    It enters each municipality by itself; the ids that a bell gives are not needed.
    """
    schedule.tick(timezone.localdate(), once_a_day=True)


@shared_task(base=Task, name="followup.send")
def send_now(*_bell):
    """Sends what waits, beside whoever ticks: several workers share the rows."""
    schedule.send()


@shared_task(base=Task, name=FOLLOW)
def follow_now(municipality_id, *_bell):
    """Rung when the school calendar or a rhythm was changed."""
    follow_dates(municipality_id)
