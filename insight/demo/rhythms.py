"""The demo's own rhythm and the week of 5.B."""

from datetime import time

from followup.actions.local import change_rhythm
from followup.actions.timetable import set_week

MORNING = [(time(8), time(9, 30)), (time(9, 50), time(11, 20))]
WEEK = {
    0: [*MORNING, (time(11, 50), time(13, 20))],
    1: [*MORNING, (time(11, 50), time(14, 5))],
    2: [*MORNING, (time(11, 50), time(13, 20))],
    3: [*MORNING, (time(11, 50), time(14, 5))],
    4: MORNING,
}


def play_rhythms(stage, b5):
    """The class teacher writes the week; the administrator lets the calls at home come every sixth week."""
    with stage.acting("laerer", "2026-02-25") as by:
        set_week(school_class=b5.pathway.school_class, week=WEEK, by=by)
    with stage.acting("administrator", "2026-03-02") as by:
        change_rhythm(
            version=b5.pathway.programme_version,
            key="maintenance_home",
            values={"count": 6, "unit": "weeks", "early_days": 7, "near_days": 14, "summer": "before"},
            reason="Forældrene siger, at hver måned er lidt for tit.",
            from_on=stage.clock.day("2026-03-02"),
            by=by,
        )
