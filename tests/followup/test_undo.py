from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.models import Draft
from cases.models import Goal, Pathway, PathwayChild
from followup.actions import (
    close_pathway,
    hold_meeting,
    mark_not_held,
    move_occurrence,
    start_pathway,
    undo_close,
    undo_move,
    undo_settled,
    undo_start,
)
from followup.models import (
    ChildFollowUp,
    Decision,
    GoalProgress,
    Meeting,
    MeetingParticipant,
    Occurrence,
    SchoolBreak,
    Task,
)
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = "2026-05-26T10:00+02:00"
MINUTES = (Meeting, MeetingParticipant, ChildFollowUp, GoalProgress, Decision, Task)


def standing(person, x):
    rows = Occurrence.objects.visible_to(person).filter(pathway=x.w, cadence="follow_up").order_by("number")
    return [(row.number, row.state, row.due_on) for row in rows]


def held(x, person):
    return hold_meeting(
        occurrence=x.occurrence, held_on=date(2026, 5, 26), by=person, summary="Vi så ro.",
        participants=[{"staff": x.staff["teacher"].pk}, {"words": "forældre"}],
        children=[{"pathway_child": x.p1, "part": "before", "not_heard_reason": "", "placement": "ordinary"}],
        progress=[{"goal": x.goal, "reach": "reached", "words": "Ja"}], decisions=[{"text": "Vi går videre"}],
        needs_network_meeting=False,
    )  # fmt: skip


@time_machine.travel(TODAY, tick=False)
def test_held_is_open_again_and_gives_back_what_was_typed(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        before = standing(person, x)
        count = lambda: [model.objects.visible_to(person).count() for model in MINUTES]  # noqa: E731
        of_the_cast = count()
        held(x, person)
        typed = undo_settled(occurrence=x.occurrence, by=person)
        assert standing(person, x) == before
        assert (typed["summary"], typed["others"], typed["needs_network_meeting"]) == ("Vi så ro.", "forældre", "no")
        assert (typed["text_1"], typed[f"reach_{x.goal.pk}"], typed[f"part_{x.p1.pk}"]) == (
            "Vi går videre",
            "reached",
            "before",
        )
        assert Goal.objects.get(pk=x.goal.pk).reached_on is None
        assert count() == of_the_cast
        assert undo_settled(occurrence=x.occurrence, by=person) is None


@time_machine.travel(TODAY, tick=False)
def test_the_undo_of_minutes_puts_the_text_into_the_form_again(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    said = {
        "held_on": "2026-05-26", "summary": "Vi så ro i klassen.", "needs_network_meeting": "no", f"part_{x.p1.pk}": "before",
        f"placement_{x.p1.pk}": "ordinary",
    }  # fmt: skip
    page = client.post(reverse("occurrence_hold", args=[x.occurrence.uuid]), said, follow=True)
    address = next(str(each.extra_tags) for each in page.context["messages"] if "undo:" in (each.extra_tags or ""))[5:]
    again = client.post(address, follow=True)
    assert "Vi så ro i klassen." in again.content.decode()
    with acting(x, "resource_advisor") as person:
        assert Occurrence.objects.visible_to(person).get(pk=x.occurrence.pk).state == "open"
        assert Draft.objects.visible_to(person).filter(form="occurrence_hold").count() == 1
    assert "allerede fortrudt" in client.post(address, follow=True).content.decode()


@time_machine.travel(TODAY, tick=False)
def test_not_held_is_open_again(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        before = standing(person, x)
        mark_not_held(occurrence=x.occurrence, reason="staff_ill", by=person)
        undo_settled(occurrence=x.occurrence, by=person)
        assert standing(person, x) == before


def test_settled_by_somebody_else_or_yesterday_stays(cast):
    x = cast.fjord
    with time_machine.travel(TODAY), acting(x, "resource_advisor") as person:
        mark_not_held(occurrence=x.occurrence, reason="staff_ill", by=person)
    with time_machine.travel(TODAY), acting(x, "group_leader") as person, pytest.raises(PermissionDenied):
        undo_settled(occurrence=x.occurrence, by=person)
    with (
        time_machine.travel("2026-05-27T10:00+02:00"),
        acting(x, "resource_advisor") as person,
        pytest.raises(PermissionDenied),
    ):
        undo_settled(occurrence=x.occurrence, by=person)


@time_machine.travel("2026-05-21T10:00+02:00", tick=False)
def test_moved_goes_back_with_its_reasons(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        for day in (date(2026, 6, 2), date(2026, 6, 4)):
            move_occurrence(occurrence=x.occurrence, due_on=day, reason="Forældrene kan der.", by=person)
        once = undo_move(occurrence=x.occurrence, moved_to=date(2026, 6, 4), by=person)
        assert (once.due_on, once.is_agreed, len(once.moved_because)) == (date(2026, 6, 2), True, 1)
        assert undo_move(occurrence=x.occurrence, moved_to=date(2026, 6, 4), by=person).due_on == date(2026, 6, 2)
        twice = undo_move(occurrence=x.occurrence, moved_to=date(2026, 6, 2), by=person)
        assert (twice.due_on, twice.is_agreed) == (date(2026, 5, 26), False)
        assert [each["why"] for each in twice.moved_because] == ["pinsedag", "2. pinsedag"]


@time_machine.travel("2026-05-21T10:00+02:00", tick=False)
def test_started_is_accepted_again(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        pathway = x.make(
            Pathway, programme_version=x.version, track="class", unit=x.school, side="school", school_class=x.c6, title="6.C",
            state="accepted", phase="analysis", lead=x.staff["resource_advisor"],
        )  # fmt: skip
        start_pathway(pathway=pathway, starts_on=date(2026, 5, 21), by=person)
        undone = undo_start(pathway=pathway, by=person)
        assert (undone.state, undone.phase, undone.starts_on) == ("accepted", "analysis", None)
        assert Occurrence.objects.visible_to(person).filter(pathway=pathway).count() == 0
        assert start_pathway(pathway=pathway, starts_on=date(2026, 5, 22), by=person).phase == "running"


@time_machine.travel("2026-05-21T10:00+02:00", tick=False)
@pytest.mark.parametrize("decision", ["goals_reached", "maintain_class"])
def test_closed_goes_on_with_its_children_and_its_date(cast, decision):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        before = standing(person, x)
        close_pathway(
            pathway=x.w, decision=decision, reason="Klassen bærer selv.", ended_on=date(2026, 5, 21), by=person
        )
        undone = undo_close(pathway=x.w, by=person)
        assert (undone.state, undone.phase, undone.ending, undone.ended_on) == ("active", "running", "", None)
        assert set(PathwayChild.objects.filter(pathway=x.w).values_list("ends_on", flat=True)) == {None}
        assert [row for row in standing(person, x) if row[1] != "cancelled"] == before
        assert undo_close(pathway=x.w, by=person).state == "active"


@time_machine.travel("2026-05-21T10:00+02:00", tick=False)
def test_a_follow_up_after_the_next_one_was_settled_stays(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        mark_not_held(occurrence=x.occurrence, reason="staff_ill", by=person)
        coming = Occurrence.objects.visible_to(person).open().get(pathway=x.w)
        mark_not_held(occurrence=coming, reason="staff_ill", by=person)
        with pytest.raises(ValidationError):
            undo_settled(occurrence=x.occurrence, by=person)


@time_machine.travel("2026-05-21T10:00+02:00", tick=False)
def test_a_removed_holiday_stands_in_the_calendar_again(cast, client):
    x = cast.fjord
    client.force_login(x.users["administrator"])
    page = client.post(reverse("school_break_edit", args=[x.a_break.pk]), {"remove": "1"}, follow=True)
    address = next(each.extra_tags for each in page.context["messages"])[5:]
    client.post(address)
    with acting(x, "administrator") as person:
        [found] = SchoolBreak.objects.visible_to(person).filter(name="Sommerferie")
        assert (found.starts_on, found.ends_on) == (date(2026, 6, 27), date(2026, 8, 10))
    client.logout()
    client.force_login(x.users["dpo"])
    assert client.post(address).status_code == 404
