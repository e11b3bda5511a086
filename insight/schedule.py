"""The daily job of the figures; the same after writes."""

from datetime import timedelta

from django.db import connection
from django.db.models import Q

from core.context import current
from insight.figures import OF_WEEK, count_all
from insight.models import InsightFigure
from insight.periods import FIRST, last_months, school_year

KEPT = ("indicator", "period", "unit_id", "side", "key", "version_id")


def refresh_figures(today):
    """Count this day and the weeks that may still change, as the municipality's system person; gives how many changed.

    Twice the same day changes nothing. Rows that nothing stands behind any more are removed, and so is yesterday: of
    persons only today's numbers are kept, for two days of them could be subtracted. Earlier school years stay as they were.
    """
    person = current()
    with connection.cursor() as db:  # after a write and by the clock at once: the second waits
        db.execute("select pg_advisory_xact_lock(hashtext('insight.refresh_figures'), %s)", [person.municipality_id])
    rows = InsightFigure.objects.visible_to(person)
    since = window(rows, today)
    counted = {figure.place: figure for figure in count_all(person, today, since)}
    kept = Q(indicator__in=OF_WEEK, period__lt=since)
    before = {row_place(row): row for row in rows.exclude(kept)}
    return {"figures": _write(person, before, counted)}


def window(rows, today):
    """From where weeks are counted again: the school year before this one, or all of them the first time."""
    if not rows.filter(indicator__in=OF_WEEK).exists():
        return FIRST
    return min(school_year(school_year(today).first - timedelta(days=7)).first, last_months(today).first)


def row_place(row):
    return tuple(getattr(row, name) for name in KEPT)


def _write(person, before, counted):
    new, changed = [], []
    for place, figure in counted.items():
        n, value, hidden = figure.shown
        row = before.get(place)
        if row is None:
            named = dict(zip(KEPT, place, strict=True))
            new.append(
                InsightFigure(municipality_id=person.municipality_id, n=n, value=value, is_suppressed=hidden, **named)
            )
        elif (row.n, row.value, row.is_suppressed) != (n, value, hidden):
            row.n, row.value, row.is_suppressed = n, value, hidden
            changed.append(row)
    gone = [row.pk for place, row in before.items() if place not in counted]
    InsightFigure.objects.bulk_create(new)
    for row in changed:
        row.save()
    InsightFigure.objects.visible_to(person).filter(pk__in=gone).delete()
    return len(new) + len(changed) + len(gone)
