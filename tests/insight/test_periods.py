from datetime import date

from insight.asked import week_of
from insight.periods import everything, last_months, periods, school_year


def test_school_year_is_whole_weeks_from_the_week_of_1_august():
    year = school_year(date(2026, 5, 21))
    assert (year.key, year.first, year.last) == ("2025", date(2025, 7, 28), date(2026, 7, 26))
    assert school_year(date(2026, 7, 27)).first == date(2026, 7, 27)  # Monday of the week that holds 1 August


def test_years_leave_no_day_out_and_count_none_twice():
    for day in (date(2024, 7, 28), date(2024, 7, 29), date(2025, 7, 27), date(2025, 7, 28)):
        assert school_year(day).first <= day <= school_year(day).last


def test_three_months_are_thirteen_weeks():
    term = last_months(date(2026, 5, 21))
    assert (term.first, term.last, len(list(term.weeks(date(2026, 5, 21))))) == (
        date(2026, 2, 23),
        date(2026, 5, 24),
        13,
    )


def test_choices_begin_with_this_year():
    found = periods(date(2024, 3, 1), date(2026, 5, 21))
    assert [each.key for each in found] == ["2025", "3mdr", "alt", "2024", "2023"]


def test_titles(settings):
    from django.utils import translation

    with translation.override("da"):
        assert school_year(date(2026, 5, 21)).title == "Skoleåret 2025/26"
        assert (last_months(date(2026, 5, 21)).title, everything().title) == ("Seneste 3 måneder", "Hele tiden")


def test_week_in_the_address_is_its_monday_or_nothing():
    assert week_of("2026-05-21") == date(2026, 5, 18)
    assert [week_of(each) for each in (None, "", "uge 21", "2026-13-01")] == [None] * 4
