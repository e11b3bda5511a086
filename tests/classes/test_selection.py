from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from cases.models import Pathway, PathwayTransition
from classes import actions
from classes.models import ClassPathway, ClassSelection, SelectionVote
from tests.cast import acting

TODAY = date(2026, 5, 21)
WORDS = {"teaching": "Ro i dansk.", "social": "Gode lege.", "health": "Søvn.", "psychology": "PPR har set med."}
PARTIES = ("principal", "resource_advisor", "group_leader")
pytestmark = pytest.mark.usefixtures("_the_day")


@pytest.fixture
def _the_day(db):
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("en"):
        yield


def nominate(x, who="principal", school_class=None):
    with acting(x, who) as person:
        return actions.nominate_class(
            school_class=school_class or x.c6, programme_version=x.version, partner_unit=x.provider,
            advisor=x.staff["resource_advisor"], leader=x.staff["group_leader"], by=person,
        )  # fmt: skip


def assess(x, selection, who="resource_advisor", **changed):
    given = {
        "dimensions": WORDS,
        "inputs": "",
        "team_readiness": "Klar.",
        "row_version": selection.row_version,
    } | changed
    with acting(x, who) as person:
        return actions.assess_class(selection=selection, by=person, **given)


def vote(x, selection, *parties, offer=True):
    for party in parties:
        with acting(x, party) as person:
            actions.vote_on_selection(selection=selection, party=party, offer=offer, reason="Fordi.", by=person)


def decide(x, selection, offer=True, who="principal"):
    with acting(x, who) as person:
        return actions.decide_selection(selection=selection, offer=offer, reason="Tiden er der.", by=person)


def answer(x, selection, accepted=True, who="resource_advisor"):
    with acting(x, who) as person:
        return actions.answer_selection(selection=selection, accepted=accepted, reason="Teamet vil gerne.", by=person)


def offered(x):
    selection = nominate(x)
    assess(x, selection)
    vote(x, selection, *PARTIES)
    return decide(x, selection)


def test_from_nominated_to_a_pathway(cast):
    x = cast.fjord
    selection = answer(x, offered(x))
    with acting(x, "group_leader"):
        made = Pathway.objects.get(pk=selection.pathway_id)
        assert (made.title, made.track, made.state, made.phase, made.side) == (
            "6.C, Fjordby Skole",
            "class",
            "accepted",
            "mapping",
            "school",
        )
        assert (made.unit, made.partner_unit, made.school_class, made.lead, made.co_lead, made.starts_on) == (
            x.school, x.provider, x.c6, x.staff["resource_advisor"], x.staff["group_leader"], None,
        )  # fmt: skip
        assert ClassPathway.objects.filter(pathway=made).count() == 1
        moves = PathwayTransition.objects.filter(pathway=made).values_list("kind", "before", "after", "reason")
        assert list(moves) == [("state", "draft", "accepted", "Teamet vil gerne."), ("phase", "planned", "mapping", "")]
    assert (selection.state, selection.decided_on, selection.answered_on) == ("accepted", TODAY, TODAY)
    assert selection.outcome_reason == "Tiden er der.\nTeamet vil gerne."


def test_accepted_twice_makes_one_pathway(cast):
    x = cast.fjord
    selection = offered(x)
    assert answer(x, selection).pathway_id == answer(x, selection).pathway_id
    with acting(x, "principal"):
        assert Pathway.objects.filter(school_class=x.c6).count() == 1


def test_declined_makes_no_pathway_and_stays_declined(cast):
    x = cast.fjord
    selection = answer(x, offered(x), accepted=False)
    with pytest.raises(ValidationError) as refused:
        answer(x, selection)
    assert (selection.state, refused.value.code) == ("declined", "decided")
    with acting(x, "principal"):
        assert Pathway.objects.filter(school_class=x.c6).count() == 0


def test_not_offered_ends_it_and_the_class_may_be_nominated_again(cast):
    x = cast.fjord
    selection = nominate(x)
    assess(x, selection)
    vote(x, selection, *PARTIES, offer=False)
    assert decide(x, selection, offer=False).state == "not_offered"
    assert nominate(x).state == "nominated"


def test_nominated_twice_is_refused(cast):
    nominate(cast.fjord)
    with pytest.raises(ValidationError) as refused:
        nominate(cast.fjord, "resource_advisor")
    assert refused.value.messages == ["The class has been nominated already."]


def test_class_with_an_open_pathway_is_not_nominated(cast):
    with pytest.raises(ValidationError) as refused:
        nominate(cast.fjord, school_class=cast.fjord.b5)
    assert refused.value.messages == ["The class has a pathway of this programme already."]


def test_assessed_only_with_four_dimensions_and_readiness(cast):
    x = cast.fjord
    selection = nominate(x)
    half = assess(x, selection, dimensions=WORDS | {"health": " "}, team_readiness="")
    assert (half.state, [str(each) for each in half.missing()]) == ("nominated", ["Health", "The team's readiness"])
    with pytest.raises(PermissionDenied):
        vote(x, half, "principal")
    whole = assess(x, half, who="group_leader")
    assert (whole.state, whole.missing()) == ("assessed", [])


def test_assessment_before_the_parties_is_not_emptied(cast):
    x = cast.fjord
    selection = assess(x, nominate(x))
    with pytest.raises(ValidationError):
        assess(x, selection, team_readiness="")


def test_two_who_write_at_once(cast):
    x = cast.fjord
    selection = nominate(x)
    assess(x, selection)
    with pytest.raises(ValidationError) as refused:
        assess(x, selection, who="group_leader", team_readiness="Andre ord.")
    assert refused.value.code == "stale"


def test_decided_only_when_every_party_has_spoken(cast):
    x = cast.fjord
    selection = assess(x, nominate(x))
    vote(x, selection, "principal", "group_leader")
    with pytest.raises(ValidationError) as refused:
        decide(x, selection)
    assert refused.value.messages == ["Every party must have spoken before it is decided."]


def test_a_party_changes_its_mind_before_the_decision(cast):
    x = cast.fjord
    selection = assess(x, nominate(x))
    vote(x, selection, "principal")
    vote(x, selection, "principal", offer=False)
    with acting(x, "principal"):
        assert list(SelectionVote.objects.filter(selection=selection).values_list("party", "offer")) == [
            ("principal", False)
        ]


@pytest.mark.parametrize(
    ("who", "party"),
    [
        ("principal", "group_leader"),
        ("group_leader", "resource_advisor"),
        ("learning_advisor", "resource_advisor"),
        ("provider_manager", "group_leader"),
    ],
)
def test_nobody_speaks_for_another_party(cast, who, party):
    x = cast.fjord
    selection = assess(x, nominate(x))
    with acting(x, who) as person, pytest.raises(PermissionDenied):
        actions.vote_on_selection(selection=selection, party=party, offer=True, reason="x", by=person)


@pytest.mark.parametrize("who", ["resource_advisor", "group_leader", "provider_manager", "learning_advisor"])
def test_only_the_principal_decides(cast, who):
    x = cast.fjord
    selection = assess(x, nominate(x))
    vote(x, selection, *PARTIES)
    with pytest.raises(PermissionDenied):
        decide(x, selection, who=who)


@pytest.mark.parametrize("who", ["teacher", "group_leader", "learning_advisor", "other_principal", "caseworker"])
def test_others_nominate_no_class(cast, who):
    with pytest.raises(PermissionDenied):
        nominate(cast.fjord, who)


def test_choice_is_seen_by_those_who_choose_only(cast):
    x = cast.fjord
    selection = nominate(x)
    seen = {}
    for who in (
        "principal",
        "resource_advisor",
        "group_leader",
        "provider_manager",
        "learning_advisor",
        "teacher",
        "caseworker",
        "other_principal",
        "steering_group",
        "dpo",
    ):
        with acting(x, who) as person:
            seen[who] = (
                ClassSelection.objects.visible_to(person).filter(pk=selection.pk).exists(),
                ClassSelection.objects.filter(pk=selection.pk).exists(),
            )
    assert [who for who, pair in seen.items() if pair == (True, True)] == [
        "principal",
        "resource_advisor",
        "group_leader",
        "provider_manager",
        "learning_advisor",
    ]
    assert {pair for who, pair in seen.items()} == {(True, True), (False, False)}
