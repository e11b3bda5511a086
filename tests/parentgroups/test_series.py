from datetime import date, time

from followup.calendar import public_holiday
from parentgroups.series import end_time, plan_days

THURSDAY = date(2026, 4, 30)


def test_every_second_week_keeps_its_weekday():
    assert [day.on for day in plan_days(date(2026, 3, 12), 3, 2, {})] == [
        date(2026, 3, 12),
        date(2026, 3, 26),
        date(2026, 4, 9),
    ]


def test_a_public_holiday_gives_way_to_the_next_week_and_is_named():
    closed = {date(2026, 5, 14): public_holiday(date(2026, 5, 14))}
    days = plan_days(THURSDAY, 3, 2, closed)
    assert [day.on for day in days] == [date(2026, 4, 30), date(2026, 5, 21), date(2026, 6, 4)]
    assert [day.because for day in days] == ["", "14. maj: Kristi himmelfartsdag", ""]


def test_a_long_holiday_is_named_once():
    closed = {date(2026, 7, 2): "sommerferie", date(2026, 7, 9): "sommerferie"}
    assert plan_days(date(2026, 7, 2), 1, 1, closed)[0].because == "2. juli: sommerferie"


def test_end_time_past_midnight_is_none():
    assert end_time(time(16, 30), 120) == time(18, 30)
    assert end_time(time(23, 0), 90) is None
