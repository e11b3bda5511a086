"""A parent group that began before it was entered here: three of its sessions lie in the past."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.urls import reverse

from insight.queries.group_panels import sessions_panel
from parentgroups.actions import join_group, save_register
from parentgroups.actions.before import answer_sessions_before, undo_sessions_before
from parentgroups.models import GroupSession
from parentgroups.queries import attendance_summary
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = "2026-04-20"


@pytest.fixture
def entered(story, make_group):
    """Thursdays every second week from 12 March, entered on 20 April."""
    with time_machine.travel(TODAY):
        return make_group(parents=2, entered_on=TODAY)


def states(story, group):
    with acting(story, "group_leader") as person:
        rows = GroupSession.objects.visible_to(person).filter(group=group).order_by("number")
        return [(row.number, row.state) for row in rows][:5]


def test_the_past_is_no_missing_register(story, entered):
    assert states(story, entered) == [(1, "before"), (2, "before"), (3, "before"), (4, "planned"), (5, "planned")]
    with time_machine.travel(TODAY), acting(story, "group_leader") as person:
        panel, _coming = sessions_panel(person, date(2026, 4, 20))
        mine = [item for item in panel.items if item.title == entered.pathway.title]
        assert [item.kind for item in mine if item.kind == "overdue"] == []
        assert attendance_summary(entered).places == 0


def test_answered_once_on_one_page_and_taken_back(story, entered, client):
    client.force_login(story.users["group_leader"])
    address = reverse("pathway_before", args=[entered.pathway.uuid])
    with acting(story, "group_leader") as person:
        first, second, third = GroupSession.objects.visible_to(person).unanswered().filter(group=entered)
    said = {
        f"state_{first.pk}": "held", f"held_on_{first.pk}": "2026-03-13", f"state_{second.pk}": "not_held",
        f"reason_{second.pk}": "Gruppelederen var syg", f"state_{third.pk}": "before",
    }  # fmt: skip
    with time_machine.travel(TODAY):
        assert "3 mødegange ligger før i dag." in client.get("/").content.decode()
        page = client.post(address, said, follow=True)
        assert "3 er besvaret. 1 blev holdt." in page.content.decode()
        assert states(story, entered)[:3] == [(1, "held"), (2, "cancelled"), (3, "before")]
        assert "ligger før i dag" not in client.get("/").content.decode()
        undo = next(each.extra_tags for each in page.context["messages"] if "undo:" in (each.extra_tags or ""))[5:]
        assert "Du kan svare igen." in client.post(undo, follow=True).content.decode()
    assert states(story, entered)[:3] == [(1, "before"), (2, "before"), (3, "before")]


def test_all_of_it_before_in_one_press_twice(story, entered, client):
    client.force_login(story.users["group_leader"])
    address = reverse("pathway_before", args=[entered.pathway.uuid])
    with time_machine.travel(TODAY):
        client.post(address, {"all": "1"})
        assert "intet fra før Samspil" in client.post(address, {"all": "1"}, follow=True).content.decode()
    assert states(story, entered)[:3] == [(1, "before"), (2, "before"), (3, "before")]


def test_a_register_is_an_answer_too(story, entered):
    with time_machine.travel(TODAY), acting(story, "group_leader") as person:
        for enrolment in entered.enrolments.all():
            join_group(enrolment=enrolment, on=date(2026, 3, 12), by=person)
        first = GroupSession.objects.visible_to(person).filter(group=entered).order_by("number").first()
        save_register(session=first, marks={}, by=person, fill_present=True)
        first.refresh_from_db()
        assert (first.state, first.answered_at is not None) == ("held", True)
        assert GroupSession.objects.visible_to(person).unanswered().filter(group=entered).count() == 2
        assert undo_sessions_before(group=entered, by=person) == 0  # a register is never taken back with it


def test_only_its_leaders_answer(story, entered):
    with acting(story, "provider_manager") as person, pytest.raises(PermissionDenied):
        answer_sessions_before(group=entered, answers={}, by=person)
