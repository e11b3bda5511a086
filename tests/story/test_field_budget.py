"""How many boxes a form shows: counted in the browser, in each form's normal state, by the people who fill it in.

What counts is what a person sees: a group of tiles is one question, a fold that is closed asks nothing. A form that needs
more than its budget needs a line in docs/decisions.
"""

import pytest

from insight.demo import story
from insight.demo.names import Pupils
from insight.demo.pathways import ClassStory
from parentgroups.models import GroupEnrolment, GroupSession

pytestmark = pytest.mark.browser

QUESTIONS = """() => {
  const main = document.querySelector("main");
  const asked = [...main.querySelectorAll("input, select, textarea")].filter(each =>
    !["hidden", "submit", "button", "search"].includes(each.type) && each.checkVisibility({visibilityProperty: true}));
  return [...new Set(asked.map(each => each.name.replace(/_(0|1|2)$/, "")))];
}"""
"""Names of the questions in sight: radios and tick boxes of one name are one question."""


@pytest.fixture
def questions(people, played):
    walkers = people(played)
    walkers.on("2026-05-21", "09:00")

    def asked(who, address):
        page = walkers(who)
        answer = page.goto(address)
        assert answer.status == 200, f"{address}: {answer.status}"
        return page.evaluate(QUESTIONS)

    return asked


def rows_of(stage):
    group = stage.group
    with stage.acting("gruppeleder", "2026-05-21"):
        session = GroupSession.objects.filter(group=group).order_by("number").first()
        enrolment = GroupEnrolment.objects.filter(group=group, state="joined").first()
        here = GroupEnrolment.objects.filter(group=group).on(session.on_day)
        return session, enrolment, here.count(), here.exclude(companion="").count()


def test_session_log_asks_six(questions, played):
    assert len(questions("ressourcevejleder", f"/forloeb/{played.b5.pathway.uuid}/session")) <= 6


def test_register_asks_one_a_person_and_one(questions, played):
    session, _enrolment, parents, companions = rows_of(played)
    asked = questions("gruppeleder", f"/moedegang/{session.uuid}")
    assert len(asked) <= parents + companions + 1, asked


def test_call_asks_three(questions, played):
    _session, enrolment, *_rest = rows_of(played)
    assert len(questions("gruppeleder", f"/familie/{enrolment.uuid}/opkald")) <= 3


def test_choosing_a_class_asks_ten(questions, played):
    story.fetch_classes(played, {("fjordby", "ressourcevejleder"): Pupils(seed=9, year=2025).rows("3.A", 3, 20)})
    open_one = ClassStory(played, "fjordby", "3.A", advisor="ressourcevejleder", principal="skoleleder")
    open_one.nominate("2026-05-20")
    asked = questions("ressourcevejleder", f"/udvaelgelse/{open_one.selection.uuid}/ret")
    assert len(asked) <= 10, asked


def test_goal_with_its_first_measure_asks_seven(questions, played):
    with played.acting("ressourcevejleder", "2026-05-21"):
        annex = played.b5.adam.annexes.get(sector="school").uuid
    asked = questions("ressourcevejleder", f"/bilag/{annex}/maal") + questions(
        "ressourcevejleder", f"/bilag/{annex}/tiltag"
    )
    assert len(asked) <= 7, asked


def test_follow_up_asks_two_a_goal(questions, played):
    with played.acting("ressourcevejleder", "2026-05-21"):
        occurrence = played.b5.pathway.occurrences.open().get(cadence="follow_up")
    asked = questions("ressourcevejleder", f"/opfoelgning/{occurrence.uuid}/hold")
    of_goals = [name for name in asked if name.startswith(("reach_", "words_"))]
    goals = {name.partition("_")[2] for name in of_goals}
    assert goals and len(of_goals) <= 2 * len(goals), asked


def test_new_group_asks_eight(questions, played):
    asked = questions("gruppeleder", "/foraeldregrupper/ny")
    assert len(asked) <= 8, asked
