"""A class's week, kept by those who know it."""

from django.db import transaction

from followup.models import Lesson


@transaction.atomic
def set_week(*, school_class, week, by):
    """The class's lessons are those of `week`, {weekday: [(from, to)]}, and no others; gives what stood before in the same
    shape. The caller has asked whether she may; the database asks again."""
    rows = list(Lesson.objects.visible_to(by).filter(school_class=school_class).select_for_update())
    before = {}
    for row in rows:
        before.setdefault(row.weekday, []).append((row.starts_at, row.ends_at))
    wanted = {(weekday, *span) for weekday, spans in week.items() for span in spans}
    gone = [row.pk for row in rows if (row.weekday, row.starts_at, row.ends_at) not in wanted]
    Lesson.objects.visible_to(by).filter(pk__in=gone).delete()
    known = {(row.weekday, row.starts_at, row.ends_at) for row in rows}
    Lesson.objects.bulk_create(
        Lesson(
            municipality_id=by.municipality_id, school_class=school_class, weekday=day, starts_at=first, ends_at=last
        )
        for day, first, last in sorted(wanted - known)
    )
    return before
