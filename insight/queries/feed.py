"""What a person's phone reads: her own days, a month back and half a year ahead, by kind and class alone."""

from datetime import timedelta

from django.conf import settings

from followup import ics
from insight.queries.agenda import TASK, entries

BACK, AHEAD = timedelta(days=31), timedelta(days=183)


def feed_entries(person, today):
    """Hers alone; no place and no words that somebody typed, for a phone lies on tables."""
    found = entries(person, today - BACK, today + AHEAD, today)
    return [_entry(each) for each in found if each.is_mine and each.kind != TASK]


def _entry(each):
    begins, ends = each.moments or (each.on, None)
    address = settings.SITE_URL + each.url
    return ics.Entry(each.key, each.title, begins, ends, address=address, sequence=each.sequence)
