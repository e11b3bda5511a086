"""The daily job of the figures; the same after writes."""

from django.db import connection

from core.context import current
from insight.figures import count_all
from insight.models import InsightFigure
from insight.terms import term_of


def refresh_figures(today):
    """Count this day's and this term's figures again, as the municipality's system person; gives how many changed.

    Twice the same day changes nothing. Rows that nothing stands behind any more are removed.
    """
    person, term = current(), term_of(today)
    with connection.cursor() as db:  # after a write and by the clock at once: the second waits
        db.execute("select pg_advisory_xact_lock(hashtext('insight.refresh_figures'), %s)", [person.municipality_id])
    counted = {figure.place: figure for figure in count_all(person, today, term)}
    periods = {today, term.first, *term.mondays(today)}
    before = {row_place(row): row for row in InsightFigure.objects.visible_to(person).filter(period__in=periods)}
    return {"figures": _write(person, before, counted)}


def row_place(row):
    return row.indicator, row.period, row.unit_id, row.side, row.key


def _write(person, before, counted):
    new, changed = [], []
    for place, figure in counted.items():
        n, value, hidden = figure.shown
        row = before.get(place)
        if row is None:
            indicator, period, unit_id, side, key = place
            new.append(
                InsightFigure(
                    municipality_id=person.municipality_id,
                    indicator=indicator,
                    period=period,
                    unit_id=unit_id,
                    side=side,
                    key=key,
                    n=n,
                    value=value,
                    is_suppressed=hidden,
                )  # fmt: skip
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
