from celery import Task, shared_task
from django.utils import timezone

from followup.schedule import tick


@shared_task(base=Task, name="followup.tick")
def tick_now():
    """Rung each minute: sends what waits, and runs the daily jobs once a day. It enters each municipality by itself."""
    tick(timezone.localdate(), once_a_day=True)
