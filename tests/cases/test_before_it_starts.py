"""The question before a measure on one child starts (C39) is passed by no path: form, finding, agreement, closing, the next round."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.actions import plans as actions
from cases.actions.carrying import take_along
from cases.actions.measures import keep_measure
from cases.actions.plan_measures import move_measure
from cases.models import Measure
from cases.queries.family_side import steps_to_choose
from followup.queries.holding import running_measures
from tests.cast import acting

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 21)
MEASURE = {"arena": "school", "core_element": "praise"}


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


@pytest.fixture
def x(cast, db):
    return cast.fjord


def waits(x, pk):
    """Planned, awaiting, and in none of what is told of as running: the sheet before a meeting and the family's week."""
    with acting(x, "resource_advisor") as person:
        row = Measure.objects.get(pk=pk)
        runs = {each.pk for each, _tried in running_measures(x.w, person, TODAY, about=x.p1)}
        return row.status(TODAY), row.awaits_answer, pk in runs


def unanswered(x, **more):
    with acting(x, "resource_advisor") as person:
        said = {"title": "Fast plads", **MEASURE, "starts_on": date(2026, 5, 1)} | more
        return actions.add_measure(annex=x.annex_school, **said, by=person)


def test_the_form(client, x):
    client.force_login(x.users["resource_advisor"])
    said = MEASURE | {"title": "Fast plads", "starts_on": "2026-05-01", "intensity": "0"}
    address = reverse("annex_measure_create", args=[x.annex_school.uuid])
    for answer in ("", "unknown"):
        page = client.post(address, said | {"feels_different": answer}, follow=True)
        assert "til I har svaret" in page.content.decode()
        with acting(x, "resource_advisor"):
            made = Measure.objects.order_by("-pk").first()
        assert waits(x, made.pk) == ("planned", True, False)
    client.post(reverse("measure_edit", args=[made.uuid]), said | {"feels_different": "no", "row_version": "1"})
    assert waits(x, made.pk) == ("running", False, True)


def test_not_knowing_yet_is_no_answer_but_what_ran_before_the_question_runs_on(x):
    made = unanswered(x, feels_different="unknown")
    assert waits(x, made.pk) == ("planned", True, False)
    with acting(x, "resource_advisor"):  # as the migration left those that ran: nobody has said it
        Measure.objects.filter(pk=made.pk).update(different_by=None, different_on=None)
    assert waits(x, made.pk) == ("running", False, True)


def test_an_answer_taken_away_again_stops_it(x):
    made = unanswered(x, feels_different="no")
    assert waits(x, made.pk) == ("running", False, True)
    with acting(x, "resource_advisor") as person:
        actions.edit_measure(measure=made, title="Fast plads", **MEASURE, starts_on=date(2026, 5, 1), by=person)
    assert waits(x, made.pk) == ("planned", True, False)


def test_another_owner_and_day_from_the_closing_is_no_answer(x):
    made = unanswered(x)
    with acting(x, "resource_advisor") as person:
        keep_measure(measure=made, owner=x.staff["teacher"], ends_on=date(2026, 6, 30), by=person)
    assert waits(x, made.pk) == ("planned", True, False)


def test_the_board_and_the_next_round_move_no_measure_of_a_child(client, x):
    made = unanswered(x)
    with acting(x, "resource_advisor") as person:
        draft = actions.start_version(pathway=x.w, by=person)
        assert Measure.objects.filter(plan=draft, title="Fast plads").count() == 0
        with pytest.raises(ValidationError):
            take_along(plan=draft, part=Measure.objects.get(pk=made.pk), by=person)
        move_measure(measure=made, core_element="clarity", arena="single_child", by=person)
    assert waits(x, made.pk) == ("planned", True, False)
    client.force_login(x.users["resource_advisor"])
    move = {"core_element": "praise", "arena": "school", "row_version": "2"}
    assert client.post(reverse("measure_move", args=[made.uuid]), move).status_code == 404


def test_a_finding_becomes_a_measure_that_waits(client, x):
    with acting(x, "resource_advisor") as person:
        finding = x.school_finding if hasattr(x, "school_finding") else None
        assert finding is not None and finding.child_id == x.c1.pk and person
    client.force_login(x.users["resource_advisor"])
    said = MEASURE | {"title": "Fra det, vi så", "intensity": "0"}
    assert client.post(reverse("finding_measure", args=[finding.uuid]), said).status_code == 302
    with acting(x, "resource_advisor"):
        made = Measure.objects.get(title="Fra det, vi så")
    assert waits(x, made.pk) == ("planned", True, False)


def test_an_agreement_about_a_child_becomes_a_measure_that_waits(x):
    from followup.actions.decisions import make_measure
    from followup.models import Decision

    with acting(x, "resource_advisor") as person:
        decision = Decision.objects.visible_to(person).filter(meeting__pathway=x.w).first()
        Decision.objects.filter(pk=decision.pk).update(pathway_child=x.p1)
        made = make_measure(
            decision=decision, title="Aftalt på mødet", core_element="praise", arena="school", by=person
        )
    assert waits(x, made.pk) == ("planned", True, False)


def test_the_family_is_not_given_a_step_that_nobody_has_asked_about(x):
    with acting(x, "group_leader") as person:
        made = actions.add_measure(
            annex=x.annex_family, title="Fast sengetid", arena="home", core_element="praise", by=person
        )
        assert str(made.uuid) not in dict(steps_to_choose(x.p1, person))
        actions.edit_measure(
            measure=made, title="Fast sengetid", arena="home", core_element="praise", feels_different="no", by=person
        )
        assert str(made.uuid) in dict(steps_to_choose(x.p1, person))


def test_paper_says_that_it_waits(x):
    from cases.documents_annex import annex

    unanswered(x)
    with acting(x, "resource_advisor") as person:
        lines = {line.title: line.more for table in annex(x.p1, person).arenas for line in table.measures}
    assert lines["Fast plads"] == (
        "Begynder først, når det er afklaret, om det får barnet til at føle sig anderledes.",
    )
    assert [title for title, more in lines.items() if "Begynder først" in " ".join(more)] == ["Fast plads"]
