"""What is due of real pathways: planned, moved, handed over, cancelled, opened again; and the job that does it for all at once."""

from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Pathway, PathwayChild
from followup.actions import (
    close_pathway,
    hand_over,
    hand_over_many,
    hold_meeting,
    mark_not_held,
    move_many,
    move_occurrence,
    plan_missing,
    reopen_pathway,
    settle_occurrence,
    undo_hand_over,
    undo_move_many,
    undo_reopen,
    undo_settled,
)
from followup.daily import plan
from followup.models import Occurrence, OccurrenceChange, SchoolBreak
from programmes.models import ProgrammeVersion
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = "2026-05-21T10:00+02:00"
NOTHING = {"cancelled": 0, "moved": 0, "planned": 0}


def standing(pathway, **wanted):
    rows = pathway.occurrences.filter(**wanted).order_by("cadence", "number")
    return [(row.cadence, row.state, row.due_on) for row in rows]


def swept(x, today):
    with time_machine.travel(f"{today}T05:00+02:00"), acting(x, "system"):
        return plan(date.fromisoformat(today))


# ---- counting ----


@time_machine.travel("2026-06-10T10:00+02:00", tick=False)
def test_late_work_counts_from_the_day_it_was_held_and_an_agreed_day_wins(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        hold_meeting(occurrence=x.occurrence, held_on=date(2026, 6, 10), by=person)
        coming = x.w.occurrences.get(cadence="follow_up", state="open")
        assert (coming.counted_from, coming.computed_on, coming.due_on) == (
            date(2026, 6, 10),
            date(2026, 9, 10),
            date(2026, 9, 10),
        )
        hold_meeting(occurrence=coming, held_on=date(2026, 6, 10), next_on=date(2026, 7, 4), by=person)
        agreed = x.w.occurrences.get(cadence="follow_up", state="open")
        assert (agreed.is_agreed, agreed.due_on) == (True, date(2026, 7, 4))  # a Saturday in the summer: they chose it
    swept(x, "2026-06-11")
    with acting(x, "resource_advisor"):
        assert x.w.occurrences.get(pk=agreed.pk).due_on == date(2026, 7, 4)


@time_machine.travel(TODAY, tick=False)
def test_not_held_is_counted_from_the_day_it_should_have_been(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        mark_not_held(occurrence=x.occurrence, reason="staff_ill", by=person)
        assert x.w.occurrences.get(cadence="follow_up", state="open").computed_on == date(2026, 8, 26)


@pytest.mark.parametrize(
    ("held_on", "due_on"),
    [((2026, 5, 31), (2026, 8, 31)), ((2026, 11, 30), (2027, 3, 1)), ((2027, 11, 30), (2028, 2, 29))],
)
def test_calendar_months_end_on_their_last_day(cast, held_on, due_on):
    x = cast.fjord
    with time_machine.travel(date(*held_on)), acting(x, "resource_advisor") as person:
        hold_meeting(occurrence=x.occurrence, held_on=date(*held_on), by=person)
        assert x.w.occurrences.get(cadence="follow_up", state="open").due_on == date(
            *due_on
        )  # 28 February 2027 is a Sunday


# ---- the planned end ----


@time_machine.travel(TODAY, tick=False)
def test_what_is_counted_back_follows_a_planned_end_that_moves(cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        plan_missing(pathway=Pathway.objects.get(pk=x.w.pk))
        Pathway.objects.filter(pk=x.w.pk).update(planned_end_on=date(2026, 10, 2))
    assert swept(x, "2026-05-22")["moved"] == 3
    with acting(x, "resource_advisor"):
        found = x.w.occurrences.filter(cadence__startswith="closing").order_by("due_on")
        assert list(found.values_list("cadence", "due_on", "counted_from")) == [
            ("closing_mapping", date(2026, 9, 4), date(2026, 10, 2)),
            ("closing_analysis", date(2026, 9, 18), date(2026, 10, 2)),
            ("closing_meeting", date(2026, 9, 25), date(2026, 10, 2)),
        ]


@time_machine.travel(TODAY, tick=False)
def test_a_mapping_that_was_made_counts_for_an_end_nearby_and_not_for_one_far_off(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        plan_missing(pathway=Pathway.objects.get(pk=x.w.pk))
        settle_occurrence(
            occurrence=x.w.occurrences.get(cadence="closing_mapping"), held_on=date(2026, 5, 21), by=person
        )
        for ends_on, n in ((date(2026, 6, 26), 0), (date(2026, 10, 2), 1)):
            Pathway.objects.filter(pk=x.w.pk).update(planned_end_on=ends_on)
            plan_missing(pathway=Pathway.objects.get(pk=x.w.pk))
            assert x.w.occurrences.filter(cadence="closing_mapping", state="open").count() == n


# ---- closing and opening again ----


@pytest.fixture
def closed(cast):
    x = cast.fjord
    with time_machine.travel(TODAY), acting(x, "resource_advisor") as person:
        plan_missing(pathway=Pathway.objects.get(pk=x.w.pk))
        return close_pathway(
            pathway=x.w, decision="goals_reached", reason="Slut.", ended_on=date(2026, 5, 21), by=person
        )


def test_after_the_end_each_child_is_asked_after_half_a_year_and_a_year(cast, closed):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        found = closed.occurrences.filter(state="open").order_by("due_on", "pathway_child")
        assert list(found.values_list("cadence", "due_on", "pathway_child", "form")) == [
            ("placement_half_year", date(2026, 11, 23), x.p1.pk, "placement"),  # 21 November is a Saturday
            ("placement_half_year", date(2026, 11, 23), x.p2.pk, "placement"),
            ("placement_year", date(2027, 5, 21), x.p1.pk, "placement"),
            ("placement_year", date(2027, 5, 21), x.p2.pk, "placement"),
        ]
        why = set(closed.occurrences.filter(state="cancelled").values_list("cancelled_because", flat=True))
        assert why == {"pathway_ended"}
        first = found.first()
    with time_machine.travel("2026-11-20T09:00+01:00", tick=False), acting(x, "resource_advisor") as person:
        first.pathway = Pathway.objects.get(pk=closed.pk)
        settle_occurrence(occurrence=first, held_on=date(2026, 11, 20), by=person)
        assert not closed.occurrences.filter(
            state="open", cadence="placement_half_year", subject=first.subject
        ).exists()
        undo_settled(occurrence=first, by=person)
        assert closed.occurrences.get(pk=first.pk).state == "open"
    swept(x, "2026-11-21")
    assert swept(x, "2026-11-21") == NOTHING


def test_opened_again_what_is_still_to_come_is_open_and_the_history_stays(cast, closed):
    x = cast.fjord
    with time_machine.travel("2026-05-25T10:00+02:00", tick=False), acting(x, "resource_advisor") as person:
        again = reopen_pathway(pathway=closed, reason="For tidligt.", by=person)
        assert (again.state, again.phase, again.ended_on, again.ending) == ("active", "running", None, "")
        assert set(PathwayChild.objects.filter(pathway=x.w).values_list("ends_on", flat=True)) == {None}
        assert ("follow_up", "open", date(2026, 5, 26)) in standing(again)
        assert set(again.occurrences.filter(form="placement").values_list("state", "cancelled_because")) == {
            ("cancelled", "reopened")
        }
        kept = OccurrenceChange.objects.visible_to(person).filter(kind="reopened", occurrence=x.occurrence).get()
        assert (kept.state_before, kept.reason, kept.by_id) == ("cancelled", "For tidligt.", person.staff_id)
        assert reopen_pathway(pathway=again, reason="For tidligt.", by=person).state == "active"
        back = undo_reopen(
            pathway=again, ended_on=date(2026, 5, 21), ending="goals_reached", ending_reason="Slut.", by=person
        )
        assert (back.state, back.phase, back.ended_on) == ("closed", "closed", date(2026, 5, 21))
        assert {state for _cadence, state, _due in standing(back, form="placement")} == {"open"}


def test_opened_again_much_later_the_rhythm_is_counted_from_that_day(cast, closed):
    x = cast.fjord
    with time_machine.travel("2026-09-07T10:00+02:00", tick=False), acting(x, "resource_advisor") as person:
        again = reopen_pathway(pathway=closed, reason="For tidligt.", by=person)
        assert again.occurrences.get(cadence="follow_up", state="open").due_on == date(2026, 12, 7)


def test_only_a_closed_one_is_opened_again_by_whoever_may_close_and_with_a_reason(cast, closed):
    x = cast.fjord
    for who in ("principal", "teacher", "group_leader"):
        with acting(x, who) as person, pytest.raises(PermissionDenied):
            reopen_pathway(pathway=closed, reason="For tidligt.", by=person)
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as wrong:
        reopen_pathway(pathway=closed, reason=" ", by=person)
    assert list(wrong.value.message_dict) == ["reason"]


# ---- moved and handed over ----


@time_machine.travel(TODAY, tick=False)
def test_a_move_and_its_undo_stay_in_the_history(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        OccurrenceChange.objects.visible_to(person).filter(occurrence=x.occurrence).delete()  # the cast's own
        move_occurrence(occurrence=x.occurrence, due_on=date(2026, 6, 2), reason="Forældrene kan der.", by=person)
        undo_move_many(occurrences=[x.occurrence], moved_to=date(2026, 6, 2), by=person)
        found = list(OccurrenceChange.objects.visible_to(person).filter(occurrence=x.occurrence))
        assert [(row.due_before, row.due_after, row.reason) for row in found] == [
            (date(2026, 5, 26), date(2026, 6, 2), "Forældrene kan der."),
            (date(2026, 6, 2), date(2026, 5, 26), "Fortrudt"),
        ]
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("occurrence_move", args=[x.occurrence.uuid])).content.decode()
    assert "Flyttet fra tirsdag 26. maj til tirsdag 2. juni" in page


@time_machine.travel(TODAY, tick=False)
def test_several_are_moved_all_or_none(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        plan_missing(pathway=Pathway.objects.get(pk=x.w.pk))
        rows = list(x.w.occurrences.filter(state="open").select_related("pathway__programme_version"))
        settle_occurrence(occurrence=rows[-1], held_on=date(2026, 5, 21), by=person)
        with pytest.raises(ValidationError):
            move_many(occurrences=rows, due_on=date(2026, 6, 3), reason="Lejrskole", by=person)
        assert not x.w.occurrences.filter(due_on=date(2026, 6, 3)).exists()
        moved = move_many(occurrences=rows[:-1], due_on=date(2026, 6, 3), reason="Lejrskole", by=person)
        assert {row.due_on for row in moved} == {date(2026, 6, 3)}
        assert len(set(OccurrenceChange.objects.filter(reason="Lejrskole").values_list("together", flat=True))) == 1
        undo_move_many(occurrences=moved, moved_to=date(2026, 6, 3), by=person)
        assert not x.w.occurrences.filter(due_on=date(2026, 6, 3)).exists()


@time_machine.travel(TODAY, tick=False)
def test_handed_over_to_one_who_works_there_and_taken_back(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        leader, stranger = x.staff["group_leader"], x.staff["other_advisor"]
        given = hand_over(occurrence=x.occurrence, to=leader, reason="Ferie", by=person)
        assert x.w.occurrences.get(pk=given.pk).responsible_id == leader.pk
        with pytest.raises(ValidationError) as wrong:
            hand_over_many(occurrences=[x.occurrence], to=stranger, reason="Ferie", by=person)
        assert list(wrong.value.message_dict) == ["to"]
        with pytest.raises(ValidationError):
            hand_over(occurrence=x.occurrence, to=x.staff["resource_advisor"], reason=" ", by=person)
        undo_hand_over(occurrences=[x.occurrence], to=leader.pk, by=person)
        assert x.w.occurrences.get(pk=given.pk).responsible_id == x.staff["resource_advisor"].pk
    with acting(x, "principal") as person, pytest.raises(PermissionDenied):
        hand_over(occurrence=x.occurrence, to=leader, reason="Ferie", by=person)


# ---- the daily job ----


def test_a_child_that_leaves_is_asked_nothing_more(cast):
    x = cast.fjord
    with time_machine.travel(TODAY, tick=False), acting(x, "resource_advisor"):
        version = ProgrammeVersion.objects.get(programme__slug="foster_care_learning")
        pathway = x.make(
            Pathway, programme_version=version, track="child", unit=x.school, side="school", title="Barnet", state="active",
            phase="support", lead=x.staff["resource_advisor"], starts_on=date(2026, 5, 20),
        )  # fmt: skip
        row = x.make(PathwayChild, pathway=pathway, child=x.c1, starts_on=date(2026, 5, 20))
    swept(x, "2026-05-22")
    with acting(x, "resource_advisor"):
        assert standing(pathway) == [
            (
                "child_meeting",
                "open",
                date(2026, 9, 22),
            ),  # six weeks fit into the summer holiday: it pauses, and goes on from 11 August
            ("follow_up", "open", date(2026, 8, 20)),
            ("progress", "open", date(2026, 9, 22)),
        ]
        PathwayChild.objects.filter(pk=row.pk).update(ends_on=date(2026, 5, 23), ending_reason="Flyttet")
    assert swept(x, "2026-05-24")["cancelled"] == 3
    with acting(x, "resource_advisor"):
        assert set(pathway.occurrences.values_list("cancelled_because", flat=True)) == {"child_left"}


def test_dates_follow_the_calendar_there_and_back(cast):
    x = cast.fjord
    with acting(x, "administrator"):
        made = x.make(SchoolBreak, name="Lejrskole", starts_on=date(2026, 5, 26), ends_on=date(2026, 5, 29))
    swept(x, "2026-05-20")
    with acting(x, "resource_advisor"):
        row = Occurrence.objects.get(pk=x.occurrence.pk)
        assert (row.due_on, row.moved_because[-1]["why"]) == (date(2026, 6, 1), "weekend")
    with acting(x, "administrator"):
        made.delete()
    swept(x, "2026-06-15")  # overdue by now: it is right all the same
    with acting(x, "resource_advisor"):
        assert Occurrence.objects.get(pk=x.occurrence.pk).due_on == date(2026, 5, 26)


def test_the_job_costs_the_same_for_ten_pathways_and_two_hundred(cast):
    x, counted = cast.fjord, []
    swept(x, "2026-05-21")
    for n in (10, 190):
        with acting(x, "resource_advisor"):
            Pathway.objects.bulk_create(
                Pathway(
                    municipality=x.municipality, programme_version=x.version, track="class", unit=x.school, side="school", title=f"K{n}{k}",
                    state="active", phase="running", starts_on=date(2026, 3, 2) + timedelta(days=k), planned_end_on=date(2026, 12, 1),
                    lead=x.staff["resource_advisor"],
                )
                for k in range(n)
            )  # fmt: skip
        with (
            time_machine.travel("2026-05-21T05:00+02:00"),
            acting(x, "system"),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            assert plan(date(2026, 5, 21))["planned"] == n * 4
        counted.append(len(queries))
        assert swept(x, "2026-05-21") == NOTHING
    assert counted[0] == counted[1] <= 12
