"""What is taken back from the page on which it was done: pressed once, pressed twice, pressed by somebody else."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from accounts.models import RoleAssignment
from cases.models import CaseNote, Goal, Measure, Pathway, PathwayChild, PathwayPlan
from mapping.models import NeedsMapping
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
STEPS = {"steps-TOTAL_FORMS": "1", "steps-INITIAL_FORMS": "0", "steps-0-text": "Et lille skridt"}
TODAY = "2026-05-21T10:00+02:00"


def undo_of(page):
    """Of the newest message: those of posts that were not followed still wait before it."""
    return [each.extra_tags for each in page.context["messages"] if "undo:" in (each.extra_tags or "")][-1][5:]


@pytest.fixture
def advisor(cast, client):
    client.force_login(cast.fjord.users["resource_advisor"])
    with time_machine.travel(TODAY, tick=False):
        yield client


def rows(x, model, **known):
    with acting(x, "resource_advisor") as person:
        return list(model.objects.visible_to(person).filter(**known))


def test_a_new_goal_goes_with_its_steps_and_only_once(cast, advisor):
    x = cast.fjord
    address = reverse("annex_goal_create", args=[x.annex_school.uuid])
    page = advisor.post(address, {"text": "Et nyt mål", **STEPS}, follow=True)
    undo = undo_of(page)
    done = advisor.post(undo, follow=True).content.decode()
    assert "Fortrudt: målet er ikke i planen." in done
    assert rows(x, Goal, text="Et nyt mål") == []
    assert "allerede fortrudt" in advisor.post(undo, follow=True).content.decode()


def test_a_changed_goal_stands_as_before(cast, advisor):
    x = cast.fjord
    said = {
        "text": "Noget andet",
        "child_words": "",
        "baseline": "",
        "dropped": "on",
        **STEPS,
        "steps-INITIAL_FORMS": "1",
    }
    undo = undo_of(advisor.post(reverse("goal_edit", args=[x.goal.uuid]), said, follow=True))
    [changed] = rows(x, Goal, pk=x.goal.pk)
    assert (changed.text, changed.dropped_on) == ("Noget andet", date(2026, 5, 21))
    advisor.post(undo)
    [back] = rows(x, Goal, pk=x.goal.pk)
    assert (back.text, back.child_words, back.dropped_on) == (x.goal.text, x.goal.child_words, None)
    with acting(x, "resource_advisor"):
        assert [(step.text, step.reached_on) for step in back.steps.all()] == [("Aftaler én leg.", date(2026, 3, 27))]


def test_an_ended_measure_goes_on(cast, advisor):
    x = cast.fjord
    said = {"end": "1", "ended_on": "2026-05-20", "effect": "Det hjalp."}
    undo = undo_of(advisor.post(reverse("measure_edit", args=[x.annex_measure.uuid]), said, follow=True))
    assert rows(x, Measure, pk=x.annex_measure.pk)[0].ended_on == date(2026, 5, 20)
    advisor.post(undo)
    assert rows(x, Measure, pk=x.annex_measure.pk)[0].ended_on is None


def test_a_new_version_and_its_measure_are_taken_back(cast, advisor):
    x = cast.fjord
    begun = undo_of(advisor.post(reverse("plan_new_version", args=[x.w.uuid]), follow=True))
    [draft] = rows(x, PathwayPlan, state="draft")
    advisor.post(begun)
    assert rows(x, PathwayPlan, state="draft") == []
    advisor.post(reverse("plan_new_version", args=[x.w.uuid]))
    [copied] = rows(x, Measure, plan__state="draft")
    undo = undo_of(advisor.post(reverse("measure_edit", args=[copied.uuid]), {"remove": "1"}, follow=True))
    assert rows(x, Measure, plan__state="draft") == []
    advisor.post(undo)
    [again] = rows(x, Measure, plan__state="draft")
    assert (again.title, again.owner_id, again.starts_on, again.root_id) == (
        copied.title,
        copied.owner_id,
        copied.starts_on,
        copied.root_id,
    )
    assert draft.number == 2


def test_an_older_undo_still_works_beside_a_newer_one(cast, advisor):
    x = cast.fjord
    first = undo_of(advisor.post(reverse("note_create", args=[x.c1.uuid]), {"body": "Et."}, follow=True))
    second = undo_of(advisor.post(reverse("note_create", args=[x.c1.uuid]), {"body": "To."}, follow=True))
    advisor.post(first)
    assert (len(rows(x, CaseNote, body="Et.")), len(rows(x, CaseNote, body="To."))) == (0, 1)
    advisor.post(second)
    assert rows(x, CaseNote, body="To.") == []


def test_a_plan_put_in_force_gives_way_to_the_former(cast, advisor):
    x = cast.fjord
    advisor.post(reverse("plan_new_version", args=[x.w.uuid]))
    [plan] = rows(x, PathwayPlan, state="draft")
    shared = undo_of(advisor.post(reverse("plan_share", args=[plan.uuid]), follow=True))
    advisor.post(shared)
    assert rows(x, PathwayPlan, pk=plan.pk)[0].state == "draft"
    advisor.post(reverse("plan_share", args=[plan.uuid]))
    said = {"valid_from": "2026-05-21"}
    undo = undo_of(advisor.post(reverse("plan_put_in_force", args=[plan.uuid]), said, follow=True))
    assert {row.number: row.state for row in rows(x, PathwayPlan, pathway=x.w)} == {1: "superseded", 2: "in_force"}
    advisor.post(undo)
    assert {row.number: row.state for row in rows(x, PathwayPlan, pathway=x.w)} == {1: "in_force", 2: "shared"}


def test_a_note_is_taken_back_by_its_own_session_only(cast, advisor):
    x = cast.fjord
    page = advisor.post(reverse("note_create", args=[x.c1.uuid]), {"body": "For hurtigt."}, follow=True)
    undo = undo_of(page)
    advisor.logout()
    advisor.force_login(x.users["principal"])
    assert advisor.post(undo).status_code == 404
    assert len(rows(x, CaseNote, body="For hurtigt.")) == 1


def test_a_role_that_was_ended_goes_on(cast, advisor):
    x = cast.fjord
    address = reverse("pathway_person_leave", args=[x.w.uuid, x.team_role])
    undo = undo_of(advisor.post(address, follow=True))
    assert rows(x, RoleAssignment, pk=x.team_role)[0].ends_on == date(2026, 5, 21)
    advisor.post(undo)
    assert rows(x, RoleAssignment, pk=x.team_role)[0].ends_on is None


def test_a_child_that_was_confirmed_is_taken_out_unless_something_is_written(cast, advisor):
    x = cast.fjord
    said = {"children": [x.c4.pk], "confirmed_with": x.staff["group_leader"].pk}
    address = reverse("children_confirm", args=[x.w.uuid])
    undo = undo_of(advisor.post(address, said, follow=True))
    assert len(rows(x, PathwayChild, child=x.c4)) == 1
    advisor.post(undo)
    assert rows(x, PathwayChild, child=x.c4) == []
    undo = undo_of(advisor.post(address, said, follow=True))
    [row] = rows(x, PathwayChild, child=x.c4)
    offer = {"informed_on": "2026-05-20", "method": "phone", "told": "Fortalt om forløbet."}
    advisor.post(reverse("offer_edit", args=[row.uuid]), offer)
    refused = advisor.post(undo, follow=True).content.decode()
    if rows(x, PathwayChild, child=x.c4):
        assert "kan ikke længere fortrydes" in refused


def test_a_child_that_stopped_goes_on(cast, advisor):
    x = cast.fjord
    said = {"child": x.p2.uuid, "ends_on": "2026-05-21", "reason": "Flyttet."}
    undo = undo_of(advisor.post(reverse("children_confirm", args=[x.w.uuid]), said, follow=True))
    assert rows(x, PathwayChild, pk=x.p2.pk)[0].ends_on == date(2026, 5, 21)
    advisor.post(undo)
    assert rows(x, PathwayChild, pk=x.p2.pk)[0].ends_on is None


def test_a_mapping_begun_by_mistake_is_gone(cast, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        pathway = x.make(
            Pathway, programme_version=x.version, track="class", unit=x.school, side="school", school_class=x.c6, title="6.C",
            state="accepted", phase="mapping", lead=x.staff["resource_advisor"],
        )  # fmt: skip
        assert person.has("resource_advisor")
    undo = undo_of(advisor.post(reverse("mapping_detail", args=[pathway.uuid]), follow=True))
    assert len(rows(x, NeedsMapping, pathway=pathway)) == 1
    advisor.post(undo)
    assert rows(x, NeedsMapping, pathway=pathway) == []
