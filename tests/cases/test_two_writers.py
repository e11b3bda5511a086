"""Two tabs, or two people, write in the same part of a plan: the second is shown what stands now and keeps her own text."""

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.actions import plans as actions
from cases.actions.alignments import Aligned, align
from cases.actions.measures import keep_measure
from cases.actions.plan_measures import start_suggestion
from cases.models import ChildAnnex, Goal, Measure, PlanAlignment
from cases.undo import version_started
from tests.cast import acting

pytestmark = pytest.mark.django_db
EMPTY_STEPS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
MINE, HERS = "Min egen tekst æøå", "Det den anden skrev"


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


@pytest.fixture
def x(cast, db):
    return cast.fjord


@pytest.fixture
def draft(x):
    with acting(x, "resource_advisor") as person:
        return actions.start_version(pathway=x.w, by=person)


def post(client, x, name, *args, who="resource_advisor", **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=args), data)


def both(page):
    """She gets 422 with her own words and the other's."""
    text = page.content.decode()
    return page.status_code, MINE in text, HERS in text


# ---- each form of the plan ----


def test_class_part(client, x, draft):
    said = {"focus": "", "row_version": "1"}
    assert post(client, x, "plan_edit", draft.uuid, strengths=HERS, **said).status_code == 302
    assert both(post(client, x, "plan_edit", draft.uuid, strengths=MINE, **said)) == (422, True, True)


def test_goal_of_the_class_and_of_a_child(client, x, draft):
    with acting(x, "resource_advisor"):
        of_class = Goal.objects.get(plan=draft)
    for goal in (of_class, x.goal):
        said = {"row_version": "1", "child_words": "", **EMPTY_STEPS}
        assert post(client, x, "goal_edit", goal.uuid, text=HERS, **said).status_code == 302
        assert both(post(client, x, "goal_edit", goal.uuid, text=MINE, **said)) == (422, True, True)


def test_goal_reached_in_a_version_in_force(client, x):
    said = {"row_version": "1", **EMPTY_STEPS}
    assert post(client, x, "goal_edit", x.class_goal.uuid, reached_on="2026-05-20", **said).status_code == 302
    page = post(client, x, "goal_edit", x.class_goal.uuid, reached_on="2026-05-19", **said)
    assert (page.status_code, "Nået 20. maj" in page.content.decode()) == (422, True)


def test_measure_of_the_class_and_of_a_child(client, x, draft):
    with acting(x, "resource_advisor"):
        of_class = Measure.objects.get(plan=draft)
    for measure in (of_class, x.annex_measure):
        said = {"row_version": "1", "arena": "school", "core_element": measure.core_element, "feels_different": "no"}
        assert post(client, x, "measure_edit", measure.uuid, title=HERS, **said).status_code == 302
        assert both(post(client, x, "measure_edit", measure.uuid, title=MINE, **said)) == (422, True, True)


def test_end_of_a_measure(client, x):
    said = {"row_version": "1", "ended_on": "2026-05-20", "end": "1"}
    assert post(client, x, "measure_edit", x.measure.uuid, effect=HERS, **said).status_code == 302
    assert both(post(client, x, "measure_edit", x.measure.uuid, effect=MINE, **said)) == (422, True, True)


def test_annex(client, x):
    said = {"row_version": "1"}
    assert post(client, x, "annex_edit", x.annex_school.uuid, strengths=HERS, **said).status_code == 302
    assert both(post(client, x, "annex_edit", x.annex_school.uuid, strengths=MINE, **said)) == (422, True, True)


def test_annex_begun_by_two(client, x):
    """Both have the empty page; the second meets what the first began, and saves the two put together."""
    with acting(x, "resource_advisor"):
        ChildAnnex.objects.filter(pk=x.annex_school.pk).update(strengths=HERS)
    page = post(client, x, "annex_detail", x.p1.uuid, strengths=MINE)
    assert both(page) == (422, True, True)
    assert f'action="{reverse("annex_edit", args=[x.annex_school.uuid])}"' in page.content.decode()
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        actions.write_annex(pathway_child=x.p1, sector="school", strengths=MINE, by=person)
    assert refused.value.code == "stale"


def test_other_plans(client, x):
    page = client.get(reverse("plan_alignments", args=[x.plan.uuid]))
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("plan_alignments", args=[x.plan.uuid])).content.decode()
    stood = page.split('name="stood" value="')[1].split('"')[0]
    with acting(x, "resource_advisor") as person:
        align(said={"child_plan": Aligned(HERS, True)}, plan=x.plan, by=person)
    said = {"reference_child_plan": MINE, "stood": stood}
    page = post(client, x, "plan_alignments", x.plan.uuid, **said)
    assert both(page) == (422, True, True)
    stood = page.content.decode().split('name="stood" value="')[1].split('"')[0]
    page = post(client, x, "plan_alignments", x.plan.uuid, **said | {"stood": stood, "aligned_child_plan": "on"})
    assert page.status_code == 302
    with acting(x, "resource_advisor"):
        assert PlanAlignment.objects.get(plan=x.plan, key="child_plan").reference == MINE


# ---- what is done to a part while somebody writes in it ----


def test_version_put_in_force_while_a_goal_and_a_measure_are_written(client, x, draft):
    """Saved without a word, her text would be gone: she is told, and it stands in the form."""
    with acting(x, "resource_advisor") as person:
        actions.share_plan(plan=draft, by=person)
        goal, measure = Goal.objects.get(plan=draft), Measure.objects.get(plan=draft)
        actions.put_plan_in_force(plan=draft, valid_from=draft.changed_at.date(), by=person)
    page = post(client, x, "goal_edit", goal.uuid, text=MINE, child_words="", row_version="1", **EMPTY_STEPS)
    assert (page.status_code, MINE in page.content.decode(), "Lav en ny plan" in page.content.decode()) == (
        422,
        True,
        True,
    )
    said = {"arena": "school", "core_element": measure.core_element, "row_version": "1"}
    page = post(client, x, "measure_edit", measure.uuid, title=MINE, **said)
    assert (page.status_code, MINE in page.content.decode(), "Lav en ny plan" in page.content.decode()) == (
        422,
        True,
        True,
    )
    with acting(x, "resource_advisor"):
        assert Goal.objects.get(pk=goal.pk).text == goal.text


def test_who_keeps_or_reaches_is_seen_by_who_writes(x):
    """The closing page and the minutes change a part too: a form that was open before says so."""
    with acting(x, "resource_advisor") as person:
        keep_measure(measure=x.annex_measure, owner=x.staff["teacher"], ends_on=x.measure.ends_on, by=person)
        assert Measure.objects.get(pk=x.annex_measure.pk).row_version == 2


def test_what_somebody_wrote_is_not_taken_out_unseen(client, x, draft):
    with acting(x, "resource_advisor") as person:
        measure = Measure.objects.get(plan=draft)
        actions.edit_measure(measure=measure, title=HERS, arena="school", core_element=measure.core_element, by=person)
    page = post(client, x, "measure_edit", measure.uuid, remove="1", row_version="1")
    assert page["Location"] == reverse("measure_edit", args=[measure.uuid])
    said = {"kind": "measure", "part": str(x.measure.uuid), "leave": "1"}
    page = post(client, x, "plan_carry", draft.uuid, row_version="1", **said)
    assert "Nogen har rettet i det siden" in client.get(page["Location"]).content.decode()
    with acting(x, "resource_advisor"):
        assert Measure.objects.get(pk=measure.pk).title == HERS
    post(client, x, "plan_carry", draft.uuid, row_version="2", **said)
    with acting(x, "resource_advisor"):
        assert Measure.objects.filter(plan=draft).count() == 0


def test_a_measure_of_an_annex_is_ended_and_not_removed(client, x):
    page = post(client, x, "measure_edit", x.annex_measure.uuid, remove="1")
    assert "Afslut tiltaget" in client.get(page["Location"]).content.decode()


def test_a_version_that_somebody_has_begun_to_write_in_is_not_undone(x, draft):
    with acting(x, "resource_advisor") as person:
        actions.add_goal(plan=draft, text=MINE, by=person)
        with pytest.raises(ValidationError):
            version_started(by=person, plan=draft.pk)
        assert Goal.objects.filter(plan=draft, text=MINE).count() == 1


def test_a_new_part_stands_last_also_after_others_were_taken_out(x, draft):
    with acting(x, "resource_advisor") as person:
        made = [
            actions.add_measure(plan=draft, title=f"Nr. {at}", arena="school", core_element="praise", by=person)
            for at in range(3)
        ]
        for measure in [Measure.objects.get(plan=draft, title=x.measure.title), *made[:2]]:
            actions.remove_measure(measure=measure, by=person)
        last = start_suggestion(plan=draft, template_key="five_praises", by=person)
        assert [row.pk for row in Measure.objects.filter(plan=draft)] == [made[2].pk, last.pk]


def test_an_owner_who_has_left_stays_until_another_is_chosen(client, x, draft):
    """The form offers those who take part; saved without touching that field, nobody loses her measure."""
    stranger = x.staff["other_teacher"]
    with acting(x, "resource_advisor"):
        measure = Measure.objects.get(plan=draft)
        Measure.objects.filter(pk=measure.pk).update(owner=stranger)
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("measure_edit", args=[measure.uuid])).content.decode()
    assert f'<option value="{stranger.pk}" selected>' in page
