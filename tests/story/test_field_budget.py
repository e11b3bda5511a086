"""How many boxes a form shows: counted in the browser, in each form's normal state, by the people who fill it in.

What counts is what a person sees: a group of tiles is one question, a fold that is closed asks nothing. A form that needs
more than its budget needs a line in docs/decisions.
"""

import pytest

from cases.models import PathwayChild
from followup.models import Slot
from insight.demo import story
from insight.demo.names import Pupils
from insight.demo.pathways import ClassStory
from parentgroups.models import GroupEnrolment, GroupSession

pytestmark = pytest.mark.browser

QUESTIONS = """() => {
  const main = document.querySelector("main");
  const asked = [...main.querySelectorAll("input, select, textarea")].filter(each =>
    !["hidden", "submit", "button", "search"].includes(each.type) && each.checkVisibility({visibilityProperty: true}));
  const isDay = name => [0, 1, 2].every(part => main.querySelector(`[name="${name}_${part}"]`));
  const question = name => isDay(name.slice(0, -2)) ? name.slice(0, -2) : name;
  return [...new Set(asked.map(each => question(each.name)))];
}"""
"""Names of the questions in sight: radios and tick boxes of one name are one question, and so are day, month and year."""


@pytest.fixture
def questions(people, whole):
    walkers = people(whole)
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
    asked = questions("ressourcevejleder", f"/opfoelgning/{due(played).uuid}/hold")
    of_goals = [name for name in asked if name.startswith(("reach_", "words_"))]
    goals = {name.partition("_")[2] for name in of_goals}
    assert goals and len(of_goals) <= 2 * len(goals), asked


def test_new_group_asks_eight(questions, played):
    asked = questions("gruppeleder", "/foraeldregrupper/ny")
    assert len(asked) <= 8, asked


# ---- follow-up ----


def due(stage):
    with stage.acting("ressourcevejleder", "2026-05-21"):
        return stage.b5.pathway.occurrences.open().get(cadence="follow_up")


def children_of(stage, pathway):
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        return PathwayChild.objects.seen_with_child(by).filter(pathway=pathway, ends_on=None).count()


ASKED = [
    ("/opfoelgning/{due}/flyt", 2),  # the new day, and why
    ("/opfoelgning/{due}/giv-videre", 2),  # to whom, and why
    ("/opfoelgning/{due}/ikke-holdt", 2),  # because, and a few words
    ("/opfoelgning/{due}/planlaeg", 5),  # day, from, to, place, people
    ("/moede/{planned}/ret", 7),  # the same, and where parents come: when they were prepared, and who supports them
    ("/moede/{planned}/giv-videre", 1),  # who leads it
    ("/moede/{planned}/aflys", 1),  # why
    ("/moede/{agreed}/aftaler/1/tiltag", 3),  # its words, the core element, where it happens
    ("/barn-i-forloeb/{adam}/netvaerk", 4),  # name, function, basis, involved or informed
    ("/forloeb/{b5}/kontakt", 5),  # what, of sparring which kind, about whom, one line, with whom
    ("/tider/ny?forloeb={b5}", 7),  # what for, whose, first day, from, to, how often, for whom
    ("/tid/{slot}/ret", 8),  # the same but whose; and the fold of its place and last day, open because a place is there
    ("/forloeb/{b5}/opgaver/ny", 4),  # what, who, or which side, by when
    ("/opgave/{task}/udgaar", 1),  # why
    ("/barn-i-forloeb/{selma}/beslutning", 3),  # what happens, why, from when
    ("/henvisning/{referral}", 4),  # what they answered, when, a few words; or, in a form of its own, when to ask again
    ("/forloeb/{ended}/genaabn", 1),  # why
    ("/fravaer/nyt", 3),  # first day, last day, who takes the work
    ("/samarbejdsaftale/{agreement}/underskriver/principal", 1),  # who signs
    ("/klasse/{class_}/skema", 5),  # a line for each day
]


@pytest.mark.parametrize(("address", "budget"), ASKED)
def test_forms_of_follow_up_ask_few(questions, whole, address, budget):
    rows = {
        "due": due(whole).uuid, "planned": whole.planned.uuid, "agreed": whole.agreed.uuid, "adam": whole.b5.adam.uuid, "selma": whole.b5.selma.uuid,
        "b5": whole.b5.pathway.uuid, "ended": whole.ended.pathway.uuid, "task": whole.task.uuid, "referral": whole.ended.referral.uuid, "slot": time_of(whole),
        "agreement": whole.agreement.uuid, "class_": whole.classes["Fjordby Skole", "5.B"].uuid,
    }  # fmt: skip
    asked = questions("ressourcevejleder", address.format(**rows))
    assert asked and len(asked) <= budget, asked


def time_of(stage):
    """One time of what is set aside, as its address has it."""
    with stage.acting("ressourcevejleder", "2026-05-21"):
        slot = Slot.objects.get(pathway=stage.b5.pathway)
    return f"{slot.uuid}/{slot.first_on}"


def test_own_rhythm_asks_four(questions, whole):
    address = f"/opfoelgningens-rytme/ret?om={whole.b5.pathway.programme_version.uuid}~follow_up"
    assert len(questions("administrator", address)) <= 4


def test_minutes_ask_nothing_but_people_children_goals_and_decisions(questions, whole):
    """Beside two a goal: the day and who was there (4), a child two, a decision three and two in sight, and five of the agenda."""
    asked = questions("ressourcevejleder", f"/opfoelgning/{due(whole).uuid}/hold")
    rest = [name for name in asked if not name.startswith(("reach_", "words_"))]
    children = children_of(whole, whole.b5.pathway)
    assert len(rest) <= 4 + 2 * children + 2 * 3 + 5, rest


def test_closing_asks_four_and_one_a_child(questions, whole):
    """What, why, from when, with whom; for each child one tile that stands there already; one for each open measure."""
    asked = questions("ressourcevejleder", f"/forloeb/{whole.b5.pathway.uuid}/afslut")
    measures = [name for name in asked if name.startswith("measure_")]
    rest = [name for name in asked if name not in measures]
    assert len(rest) <= 5 + children_of(whole, whole.b5.pathway), rest


def test_a_version_asks_a_box_a_part_giving_it_three_and_a_good_word_nothing(questions, whole):
    """Where the children are few a good word is one tap; several children and own words are folded."""
    assert len(questions("ressourcevejleder", f"/udgave/{whole.to_tell.uuid}/ret")) <= 6
    assert len(questions("ressourcevejleder", f"/udgave/{whole.told.uuid}")) <= 3
    assert questions("laerer", f"/forloeb/{whole.b5.pathway.uuid}/ros") == []


# ---- voices and plan ----

VOICES = [
    (
        "ressourcevejleder",
        "/barn-i-forloeb/{selma}/spoerg",
        6,
    ),  # who, somebody else, how, with what, until when, language
    ("ressourcevejleder", "/forloeb/{b5}/spurgt/team", 3),  # how, with what, until when
    (
        "ressourcevejleder",
        "/kortlaegning/{mapping}/fund/ny",
        4,
    ),  # area, what is seen, what it means in the class, at home
    ("ressourcevejleder", "/barn-i-forloeb/{adam}/fund/ny", 4),  # the same; the test it rests on is folded
    ("ressourcevejleder", "/barn-i-forloeb/{adam}/fortalt", 1),  # how the child is told
    ("ressourcevejleder", "/barn-i-forloeb/{selma}/det-ved-vi", 4),  # what, from where, of when, its words
    ("gruppeleder", "/barn-i-forloeb/{adam}/familien", 2),  # one that is known, or own words
]


@pytest.mark.parametrize(("who", "address", "budget"), VOICES)
def test_forms_of_voices_ask_few(questions, whole, who, address, budget):
    b5 = whole.b5
    rows = {"adam": b5.adam.uuid, "selma": b5.selma.uuid, "b5": b5.pathway.uuid, "mapping": b5.mapping.uuid}
    asked = questions(who, address.format(**rows))
    assert asked and len(asked) <= budget, asked


def test_five_points_ask_five_beside_what_the_goal_says(questions, played):
    """A goal that has its points shows all of it: the points, four texts, what it looks like, before, reached, taken out, two steps."""
    with played.acting("ressourcevejleder", "2026-05-21"):
        goal = played.b5.adam.annexes.get(sector="school").goals.get().uuid
    asked = questions("ressourcevejleder", f"/maal/{goal}")
    assert len([name for name in asked if name.startswith("point_")]) == 5
    assert len([name for name in asked if not name.startswith(("point_", "steps-"))]) <= 7, asked
