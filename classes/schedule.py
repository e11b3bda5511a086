"""What the clock brings about in classes: run each day as Samspil itself, inside one municipality (settings.DAILY_JOBS)."""

from django.utils import timezone

from classes import actions


def apply_class_names(today):
    """5.B is called 6.B from the day that was written; twice on one day changes nothing."""
    return {"class_names": actions.turn_class_names(today=today)}


def drop_old_drafts(today):
    """Class lists that nobody fetched within a day."""
    return {"class_list_drafts": actions.drop_old_drafts(now=timezone.now())}
