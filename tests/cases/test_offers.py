from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.offers import add_custody, change_custody, save_offer
from cases.models import CustodyRelation, Offer, OfferAnswer, Parent, PathwayChild
from cases.queries.offers import offer_state
from tests.cast import TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
YES, NO, NOT_ANSWERED, NOT_ASKED = OfferAnswer.Answer


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(TODAY):
        yield


def answered(x, **given):
    """Selma's offer as the advisor records it: mother=("yes", "") and so on."""
    custody = {"mother": x.mother2_custody.pk, "father": x.father2_custody.pk}
    return {custody[who]: {"answer": answer, "reason": reason} for who, (answer, reason) in given.items()}


def record(x, person, **given):
    return save_offer(
        pathway_child=x.p2, informed_on=date(2026, 5, 20), method="meeting", told="Alt om forløbet.", language="arabisk", interpreter=True,
        entry_group="beginning", answers=answered(x, **given), by=person,
    )  # fmt: skip


@pytest.mark.parametrize(
    "mother, father, expected",
    [(YES, YES, "accepted"), (NO, NO, "declined"), (YES, NO, "disagree"), (YES, NOT_ANSWERED, "waiting"), (NO, NOT_ANSWERED, "waiting"), (YES, NOT_ASKED, "waiting")],
)  # fmt: skip
def test_state_comes_from_each_answer(cast, mother, father, expected):
    with acting(cast.fjord, "resource_advisor") as person:
        record(cast.fjord, person, mother=(mother, ""), father=(father, "Bor i udlandet."))
        assert offer_state(cast.fjord.p2, person).key == expected


def test_yes_from_all_opens_the_childs_part_and_a_no_shuts_it(cast):
    with acting(cast.fjord, "resource_advisor") as person:
        record(cast.fjord, person, father=(YES, ""))
        row = PathwayChild.objects.visible_to(person).get(pk=cast.fjord.p2.pk)
        assert (row.accepted_on, row.entry_group) == (TODAY, "beginning")
        record(cast.fjord, person, mother=(NO, ""))
        assert PathwayChild.objects.visible_to(person).get(pk=row.pk).accepted_on is None


def test_recorded_twice_is_one_offer(cast):
    with acting(cast.fjord, "resource_advisor") as person:
        record(cast.fjord, person, mother=(YES, ""))
        record(cast.fjord, person, mother=(YES, ""))
        offer = Offer.objects.visible_to(person).get(pathway_child=cast.fjord.p2)
        assert (offer.language, offer.interpreter, offer.answers.count()) == ("arabisk", True, 2)


def test_not_asked_needs_a_reason(cast):
    with acting(cast.fjord, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        record(cast.fjord, person, father=(NOT_ASKED, " "))
    assert list(refused.value.message_dict) == [f"reason_{cast.fjord.father2_custody.pk}"]


def test_suspended_parent_is_asked_nothing_and_does_not_count(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        change_custody(
            pathway_child=x.p2,
            custody=x.father2_custody,
            suspended_from=date(2026, 5, 1),
            suspended_until=date(2026, 10, 31),
            by=person,
        )
        state = offer_state(x.p2, person)
        assert [(holder.custody.pk, holder.suspended) for holder in state.holders] == [
            (x.father2_custody.pk, True),
            (x.mother2_custody.pk, False),
        ]
        assert state.key == "accepted"
        record(x, person, father=(YES, ""))
        assert OfferAnswer.objects.visible_to(person).get(custody=x.father2_custody).answer == NO
        assert PathwayChild.objects.visible_to(person).get(pk=x.p2.pk).accepted_on == date(2026, 2, 12)


def test_suspension_needs_both_ends(cast):
    with acting(cast.fjord, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        change_custody(pathway_child=cast.fjord.p2, custody=cast.fjord.father2_custody, suspended_from=TODAY, by=person)
    assert list(refused.value.message_dict) == ["suspended_until"]


def test_new_holder_of_custody_makes_the_offer_wait(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        add_custody(pathway_child=x.p1, name="Ny Værge", relation="guardian", starts_on=TODAY, by=person)
        assert offer_state(x.p1, person).key == "waiting"
        assert PathwayChild.objects.visible_to(person).get(pk=x.p1.pk).accepted_on is None
        with pytest.raises(ValidationError):
            add_custody(pathway_child=x.p1, name="ny værge", relation="guardian", starts_on=TODAY, by=person)
        assert Parent.objects.visible_to(person).filter(name="Ny Værge").count() == 1


def test_ended_custody_no_longer_counts(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        change_custody(pathway_child=x.p2, custody=x.father2_custody, ends_on=date(2026, 5, 20), by=person)
        assert offer_state(x.p2, person).key == "accepted"
        assert CustodyRelation.objects.visible_to(person).get(pk=x.father2_custody.pk).ends_on == date(2026, 5, 20)


@pytest.mark.parametrize(
    "who", ["principal", "teacher", "ppr_advisor", "group_leader", "other_advisor", "steering_group"]
)
def test_offer_is_written_by_those_who_reach_the_child_as_advisor_or_leader(cast, who):
    with acting(cast.fjord, who) as person, pytest.raises(PermissionDenied):
        record(cast.fjord, person)


def test_the_other_side_is_told_that_the_offer_stands(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person, pytest.raises(ValidationError):
        save_offer(pathway_child=x.p1, informed_on=TODAY, method="home", by=person)
