"""The cast's own rhythm and the week of its class."""

from datetime import date, time

from followup.models import CadenceChange, Lesson


def rhythm(x):
    """Once every second month at home instead of each month, and lessons on Wednesday morning."""
    x.rhythm = x.make(
        CadenceChange,
        programme_version=x.w.programme_version,
        cadence="maintenance_home",
        count=2,
        unit="months",
        early_days=7,
        near_days=14,
        summer="before",
        reason="Forældrene synes, at hver måned er for tit.",
        from_on=date(2026, 3, 2),
        by=x.staff["administrator"],
    )
    x.lesson = x.make(Lesson, school_class=x.w.school_class, weekday=2, starts_at=time(8), ends_at=time(9, 30))
