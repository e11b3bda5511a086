"""The class team's home: what it does this week, within three touches and without a script."""

import re
from datetime import date

import pytest

from accounts.models import RoleAssignment
from cases.models import Measure, Pathway, PathwayPlan
from classes.models import ClassPulse, TeamQuestion
from tests.cast import acting, canary


def test_measures_next_meeting_question_and_taps_stand_first(visit, cast):
    x = cast.fjord
    text = visit.as_(x, "teacher").text("/")
    first = text.index("Denne uge i 5.B")
    assert first < text.index("Dine forløb")
    assert "Fast start på timen" in text and "Tirsdag 26. maj (om 5 dage)" in text
    assert canary(x, "Proevet1") in text and "Prøvet tirsdag af Anders Bech" in text
    assert f'action="/tiltag/{x.measure.uuid}/proevet"' in text
    assert f'action="/forloeb/{x.w.uuid}/spoerg"' in text
    assert f'action="/klasse/{x.b5.uuid}/puls"' in text and f'action="/klasse/{x.b5.uuid}/belastning"' in text
    assert canary(x, "Teamspm1") in text


def test_each_form_has_a_key_of_its_own_and_the_strain_needs_no_script(visit, cast):
    text = visit.as_(cast.fjord, "teacher").text("/")
    keys = re.findall(r'name="form_key" value="([^"]+)"', text)
    assert len(keys) == len(set(keys)) == 2
    assert len(re.findall(r'<button class="tap" type="submit" name="value" value="[1-4]"', text)) == 4


def test_home_measures_and_ended_ones_are_not_the_teams(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        for title, more in (
            ("Ros med hjem", {"arena": "home"}),
            ("Forbi", {"ends_on": date(2026, 5, 20)}),
            ("Slut", {"ended_on": date(2026, 5, 1), "effect": "Nej"}),
        ):
            Measure.objects.create(
                **{"municipality": x.municipality, "plan": x.plan, "title": title, "arena": "school", "core_element": x.measure.core_element} | more
            )  # fmt: skip
    text = visit.as_(x, "teacher").text("/")
    assert [title in text for title in ("Ros med hjem", "Forbi", "Slut", "Fast start på timen")] == [
        False,
        False,
        False,
        True,
    ]


def test_without_a_plan_in_force_it_says_what_to_do(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        PathwayPlan.objects.filter(pk=x.plan.pk).update(state="draft")
    text = visit.as_(x, "teacher").text("/")
    assert "Planen gælder ikke endnu." in text and "Fast start på timen" not in text
    assert f'action="/klasse/{x.b5.uuid}/puls"' in text


def test_teacher_of_two_classes_has_two_weeks(visit, cast):
    x = cast.fjord
    with acting(x, "administrator"):
        RoleAssignment.objects.create(
            municipality=x.municipality, staff_member=x.staff["teacher"], role="class_team", scope="class", scope_id=x.a4.pk, starts_on=date(2026, 5, 1)
        )  # fmt: skip
    text = visit.as_(x, "teacher").text("/")
    assert text.index("Denne uge i 4.A") < text.index("Denne uge i 5.B")
    assert len(set(re.findall(r'id="(pulse_\d+_calm_0)"', text))) == 2


def test_no_pathway_and_no_choice_leaves_the_first_step(visit, cast):
    x = cast.fjord
    with acting(x, "other_advisor"):
        Pathway.objects.filter(pk=x.w2.pk).update(state="closed", ended_on=date(2026, 4, 1))
    text = visit.as_(x, "other_teacher").text("/")
    assert "Først: din klasse får et forløb tilbudt" in text and "Denne uge i" not in text


def test_advisor_sees_questions_and_others_do_not(visit, cast):
    x = cast.fjord
    shown = {
        who: canary(x, "Teamspm1") in visit.as_(x, who).text("/")
        for who in ("resource_advisor", "teacher", "principal", "group_leader", "other_advisor", "ppr_advisor")
    }
    assert shown == {
        "resource_advisor": True, "teacher": True, "principal": False, "group_leader": False, "other_advisor": False, "ppr_advisor": False,
    }  # fmt: skip


@pytest.mark.parametrize("who", ["teacher", "resource_advisor"])
def test_queries_do_not_grow_with_rows(visit, cast, who):
    x = cast.fjord
    visit.as_(x, who).get("/")
    visit.get("/")
    few = visit.queries
    with acting(x, "resource_advisor"):
        for n in range(30):
            Measure.objects.create(
                municipality=x.municipality,
                plan=x.plan,
                title=f"Tiltag {n}",
                arena="school",
                core_element=x.measure.core_element,
            )
    with acting(x, "teacher"):
        for n in range(30):
            TeamQuestion.objects.create(
                municipality=x.municipality, pathway=x.w, text=f"Spørgsmål {n}", asked_by=x.staff["teacher"]
            )
            ClassPulse.objects.create(
                municipality=x.municipality, school_class=x.b5, staff=x.staff["teacher"], monday=date.fromisocalendar(2025, n + 1, 1), calm=1, conflicts=1, participation=1
            )  # fmt: skip
    visit.get("/")
    assert visit.queries == few <= 40


def kept(page):
    """Where the forms of a page lead that keep a draft."""
    forms = [chunk.split("</form>")[0] for chunk in page.split("<form ")[1:]]
    return {re.search(r'action="([^"]*)"', form)[1] for form in forms if "data-draft=" in form}


def test_what_is_typed_on_today_keeps_its_draft(visit, cast):
    x = cast.fjord
    assert kept(visit.as_(x, "teacher").text("/")) == {
        f"/tiltag/{x.measure.uuid}/proevet",
        f"/forloeb/{x.w.uuid}/spoerg",
    }
    assert f"/spoergsmaal/{x.question.uuid}" in kept(visit.as_(x, "resource_advisor").text("/"))
