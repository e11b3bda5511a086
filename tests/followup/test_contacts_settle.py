"""What a contact settles: the follow-up that is due for its child, given back by the undo."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError

from cases.models import Pathway, PathwayChild
from followup import actions
from followup.models import Occurrence
from tests.cast import acting
from tests.followup.test_contacts import NOON, TODAY, log


@pytest.fixture
def x(cast, db):
    with time_machine.travel(NOON, tick=False):
        with acting(
            cast.fjord, "resource_advisor"
        ):  # Selma's family says yes too, so that there are two to choose from
            PathwayChild.objects.filter(pk=cast.fjord.p2.pk).update(accepted_on="2026-03-01")
        yield cast.fjord


@pytest.fixture
def due(x):
    """The group is in maintenance: Adam's home is asked once a month, by 1 June."""
    with acting(x, "group_leader"):
        Pathway.objects.filter(pk=x.g.pk).update(phase="group_maintenance")
        x.g.refresh_from_db()
        return x.make(
            Occurrence, pathway=x.g, cadence="maintenance_home", number=1, subject=x.enrolment.uuid, pathway_child=x.gp1,
            counted_from=date(2026, 5, 1), computed_on=date(2026, 6, 1), due_on=date(2026, 6, 1), window_opens_on=date(2026, 5, 20),
        )  # fmt: skip


def state_of(x, occurrence):
    with acting(x, "group_leader"):
        return Occurrence.objects.values_list("state", "held_on").get(pk=occurrence.pk)


def test_a_visit_settles_what_is_due_for_its_child_and_undo_gives_it_back(x, due):
    contact = log(x, "group_leader", x.g, kind="visit", children=[{"pathway_child": x.gp1, "note": "Rolig aften"}])
    assert contact.settled == [due.pk]
    assert state_of(x, due) == ("held", TODAY)
    with acting(x, "group_leader") as person:
        actions.undo_contact(contact=contact, by=person)
    assert state_of(x, due) == ("open", None)


@pytest.mark.parametrize(
    ("kind", "held_on", "about"),
    [("small_success", TODAY, True), ("visit", date(2026, 5, 19), True), ("visit", TODAY, False)],
)
def test_it_stays_due_after_another_kind_too_early_or_about_nobody(x, due, kind, held_on, about):
    children = [{"pathway_child": x.gp1, "note": ""}] if about else []
    assert log(x, "group_leader", x.g, kind=kind, held_on=held_on, children=children).settled == []
    assert state_of(x, due) == ("open", None)


def test_late_counts_too_and_a_correction_on_the_day_moves_what_it_settled(x, due):
    with time_machine.travel("2026-06-09T10:00+02:00"):
        children = [{"pathway_child": x.gp1, "note": ""}]
        contact = log(x, "group_leader", x.g, kind="call", held_on=date(2026, 6, 9), children=children)
        assert state_of(x, due) == ("held", date(2026, 6, 9))
        with acting(x, "group_leader") as person:
            actions.correct_contact(
                contact=contact, kind="call", held_on=date(2026, 6, 8), children=children, line="", by=person
            )
        assert state_of(x, due) == ("held", date(2026, 6, 8))
    with time_machine.travel("2026-06-10T10:00+02:00"), acting(x, "group_leader") as person:
        with pytest.raises(ValidationError) as error:
            actions.correct_contact(
                contact=contact, kind="call", held_on=date(2026, 6, 9), children=children, line="", by=person
            )
        assert list(error.value.error_dict) == ["held_on"]
        actions.correct_contact(
            contact=contact, kind="call", held_on=date(2026, 6, 8), children=children, line="Ny linje", by=person
        )
