from datetime import date
from decimal import Decimal

import pytest

from accounts.models import OrganisationUnit
from classes.models import ClassSession
from followup.models import Occurrence
from insight.counts import Figure
from insight.figures import suppress
from insight.models import InsightFigure
from insight.schedule import refresh_figures
from insight.tasks import refresh
from parentgroups.models import Attendance, GroupEnrolment, GroupSession
from tests.cast import TODAY, acting


def counted(x, today=TODAY):
    with acting(x, "system") as person:
        refresh_figures(today)
        rows = InsightFigure.objects.visible_to(person)
        units = dict(OrganisationUnit.objects.visible_to(person).values_list("pk", "name")) | {None: ""}
        return {
            (row.indicator, units[row.unit_id], row.side, row.key): (row.n, row.value, row.is_suppressed)
            for row in rows
            if row.indicator != "class_sessions"
        }


def test_figures_are_the_hand_count_of_the_cast(cast, db, noon):
    one, few = (1, Decimal("1.00"), False), (None, None, True)
    assert counted(cast.fjord) == {
        ("active_pathways", "Fjordby Skole", "school", "running"): one,
        ("active_pathways", "Fjordstrand Skole", "school", "running"): one,
        ("active_pathways", "Familiehuset", "social", "group_running"): (2, Decimal("2.00"), False),
        ("children_in_pathways", "Fjordby Skole", "", ""): few,
        ("children_in_pathways", "Fjordstrand Skole", "", ""): few,
        ("children_in_pathways", "", "", ""): few,
        ("parents_in_groups", "Fjordby Skole", "", ""): few,
        ("parents_in_groups", "Fjordstrand Skole", "", ""): few,
        ("parents_in_groups", "", "", ""): few,
        ("still_in_class", "Fjordby Skole", "", "6"): few,  # one child, answered by the principal
        ("still_in_class", "", "", "6"): few,
        ("referred_children", "Fjordby Skole", "", "waiting"): few,  # one child, sent on by the advisor
        ("referred_children", "", "", "waiting"): few,
        ("follow_ups_now", "Fjordby Skole", "", "due"): one,
        ("attendance", "Familiehuset", "social", ""): few,
        ("warnings", "Fjordby Skole", "school", "co_teaching"): one,
        ("warnings", "Fjordby Skole", "school", "advisor_fte"): one,
        ("warnings", "Familiehuset", "social", "group_size"): one,
    }


def test_twice_the_same_day_changes_nothing(cast, db, noon):
    with acting(cast.fjord, "system"):
        assert refresh_figures(TODAY)["figures"] > 0
        assert refresh_figures(TODAY) == {"figures": 0}


def test_one_new_session_changes_one_figure(cast, db, noon):
    x = cast.fjord
    counted(x)
    with acting(x, "resource_advisor"):
        ClassSession.objects.create(
            municipality=x.municipality,
            pathway=x.w,
            held_on=date(2026, 5, 19),
            kind="class",
            line="Ny",
            author=x.staff["resource_advisor"],
        )
    with acting(x, "system"):
        assert refresh_figures(TODAY) == {"figures": 1}


def test_held_in_time_and_late_are_told_apart(cast, db, noon):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        for number, due, held in ((7, date(2026, 3, 3), date(2026, 3, 3)), (8, date(2026, 4, 3), date(2026, 4, 7))):
            Occurrence.objects.create(
                municipality=x.municipality,
                pathway=x.w,
                cadence="maintenance",
                number=number,
                computed_on=due,
                due_on=due,
                window_opens_on=due,
                state="held",
                held_on=held,
                side="social",
            )
        Occurrence.objects.filter(pk=x.occurrence.pk).update(due_on=date(2026, 5, 19))
    found = counted(x)
    assert found["follow_ups_done", "Fjordby Skole", "social", "in_time"][0] == 1
    assert found["follow_ups_done", "Fjordby Skole", "social", "late"][0] == 1
    assert found["follow_ups_now", "Fjordby Skole", "", "overdue"][0] == 1
    assert ("follow_ups_now", "Fjordby Skole", "", "due") not in found
    assert found["overdue_oldest", "Fjordby Skole", "", ""][0] == 2


@pytest.fixture
def eight_parents(as_owner, cast, db, noon):
    """8 parents in 7 sessions: 43 present, 9 with notice, 4 without, and a companion who is not counted."""
    x = cast.fjord
    from cases.models import Parent

    Attendance.objects.filter(session__group=x.group).delete()
    joined = [x.enrolment]
    for n in range(7):
        parent = x.make(Parent, known_through=x.c1, name=f"Forælder {n}")
        joined.append(
            x.make(GroupEnrolment, group=x.group, child=x.c1, parent=parent, state="joined", joined_on=date(2026, 3, 4))
        )
    marks = ["present"] * 43 + ["notice"] * 9 + ["absent"] * 4
    for number in range(1, 8):
        on = date(2026, 3, 11 + number)
        session = x.group_session if number == 1 else x.make(
            GroupSession, group=x.group, number=number, on_day=on, starts_at=x.group_session.starts_at, ends_at=x.group_session.ends_at, core_element="praise", theme="Ros", state="held"
        )  # fmt: skip
        for enrolment in joined:
            x.make(
                Attendance,
                session=session,
                enrolment=enrolment,
                status=marks.pop(),
                registered_by=x.staff["group_leader"],
            )
        x.make(
            Attendance,
            session=session,
            enrolment=x.enrolment,
            is_companion=True,
            status="present",
            registered_by=x.staff["group_leader"],
        )
    return x


def test_attendance_of_the_weeks_is_43_of_56(eight_parents):
    counted(eight_parents)
    with acting(eight_parents, "steering_group") as person:
        rows = InsightFigure.objects.visible_to(person).of("attendance")
        assert [(row.n, round(row.n * row.value / 100)) for row in rows.order_by("period")] == [(32, 19), (24, 24)]


def test_overview_says_43_of_56_and_76_8(eight_parents, client):
    counted(eight_parents)
    client.force_login(eight_parents.users["steering_group"])
    text = client.get("/overblik/").content.decode()
    assert "43 af 56 pladser" in text and "76,8 %" in text


def cell(people, unit):
    return Figure("children_in_pathways", TODAY, people, unit, people=people, family=("children",))


def test_below_five_is_hidden_and_one_more_with_it():
    cells = [cell(14, 1), cell(9, 2), cell(3, 3), Figure("children_in_pathways", TODAY, 26, people=26)]
    assert [each.is_suppressed for each in suppress(cells)] == [False, True, True, False]


def test_two_hidden_cells_protect_each_other():
    cells = [cell(14, 1), cell(4, 2), cell(3, 3), Figure("children_in_pathways", TODAY, 21, people=21)]
    assert [each.is_suppressed for each in suppress(cells)] == [False, True, True, False]


def test_classes_are_not_persons():
    assert not suppress([Figure("active_pathways", TODAY, 1, 1)])[0].is_suppressed


def test_five_is_shown_and_none_is_none():
    assert [each.is_suppressed for each in suppress([cell(5, 1), cell(0, 2)])] == [False, False]


def test_task_counts_as_samspil_for_whoever_wrote(cast, db, noon):
    x = cast.fjord
    refresh(x.municipality.pk, x.users["group_leader"].pk)
    with acting(x, "steering_group") as person:
        assert InsightFigure.objects.visible_to(person).of("warnings").count() == 3


def test_nobody_but_samspil_writes_figures(cast, db, noon):
    from django.db import ProgrammingError, transaction

    for who in ("steering_group", "administrator", "principal"):
        with acting(cast.fjord, who), pytest.raises(ProgrammingError), transaction.atomic():
            InsightFigure.objects.create(
                municipality=cast.fjord.municipality, indicator="warnings", period=TODAY, n=1, value=1
            )


def test_other_municipality_has_its_own_figures(cast, db, noon):
    counted(cast.bakke)
    with acting(cast.fjord, "steering_group") as person:
        assert InsightFigure.objects.visible_to(person).count() == 1  # the one of the cast


def test_one_and_one_are_hidden_with_a_third_for_two_of_two_is_known():
    cells = [cell(14, 1), cell(1, 2), cell(1, 3), cell(6, 4), Figure("children_in_pathways", TODAY, 22, people=22)]
    assert [each.is_suppressed for each in suppress(cells)] == [False, True, True, True, False]


def test_nobody_can_subtract_a_hidden_cell_from_what_is_shown():
    """Every table of four schools with up to seven children each: what is hidden is never one number only, nor fewer than five."""
    from itertools import product

    for sizes in product(range(8), repeat=4):
        total = Figure("children_in_pathways", TODAY, sum(sizes), people=sum(sizes))
        cells = [cell(people, at) for at, people in enumerate(sizes)]
        suppress([*cells, total])
        hidden = [each.people for each in cells if each.is_suppressed]
        assert all(each.is_suppressed for each in cells if 0 < each.people < 5)
        assert not hidden or total.is_suppressed or (len(hidden) > 1 and sum(hidden) >= 5), sizes


def test_persons_are_kept_for_one_day_and_for_all_versions_together(cast, db, noon):
    x = cast.fjord
    counted(x, date(2026, 5, 20))
    counted(x)
    with acting(x, "steering_group") as person:
        rows = InsightFigure.objects.visible_to(person).filter(
            indicator__in=["children_in_pathways", "parents_in_groups"]
        )
        assert set(rows.values_list("period", "version")) == {(TODAY, None)}


def test_weeks_of_earlier_school_years_stay_as_they_were(cast, db, noon):
    x = cast.fjord
    counted(x)
    with acting(x, "system") as person:
        rows = InsightFigure.objects.visible_to(person).of("class_sessions")
        old = InsightFigure.objects.create(
            municipality=x.municipality, indicator="class_sessions", period=date(2023, 9, 4), unit=x.school, side="school", n=7, value=7
        )  # fmt: skip
        assert refresh_figures(TODAY) == {"figures": 0}
        assert rows.filter(pk=old.pk).exists()


def test_means_of_lessons_are_those_of_the_class_page(cast, db, noon):
    from cases.models import Pathway
    from classes.queries import co_teaching_summary
    from insight.counts import _lessons

    with acting(cast.fjord, "provider_manager") as person:
        found = list(Pathway.objects.visible_to(person).of_track("class").select_related("programme_version"))
        means = _lessons(person, found)
        assert {row.pk: co_teaching_summary(row).mean for row in found} == {row.pk: means.get(row.pk) for row in found}
