"""When somebody stops, her open work goes to the leader of the unit: never to nobody, and never to the other side."""

from datetime import date, datetime, time
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.actions import end_role, undo_role_end
from accounts.models import RoleAssignment
from followup.absence import pass_on_daily, without_leader
from followup.actions.taken_over import share_out
from followup.models import HandOver, Meeting, Occurrence, OccurrenceChange, Slot, Task
from followup.queries.taken_over import taken, taken_by_person
from tests.cast import TODAY, acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def role_of(x, who):
    return RoleAssignment.objects.get(staff_member=x.staff[who])


def stop(x, who, ends_on=TODAY):
    with acting(x, "administrator") as by:
        return end_role(assignment=role_of(x, who), ends_on=ends_on, by=by)


def give(x, who, role, scope, scope_id):
    with acting(x, "administrator"):
        RoleAssignment.objects.create(
            municipality=x.municipality, staff_member=x.staff[who], role=role, scope=scope, scope_id=scope_id,
            starts_on=date(2026, 1, 1),
        )  # fmt: skip


def work(x, who, tasks=27):
    """An occurrence, a meeting, a recurring time and so many tasks of hers: thirty in all."""
    staff = x.staff[who]
    with acting(x, who):
        made = {"municipality": x.municipality, "pathway": x.w}
        Meeting.objects.create(
            **made, kind="network", state="planned", lead=staff, recorded_by=staff,
            starts_at=datetime.combine(date(2026, 6, 3), time(14), ZoneInfo("Europe/Copenhagen")),
        )  # fmt: skip
        x.slot_here = Slot.objects.create(
            **made, kind="sparring", first_on=date(2026, 5, 4), starts_at=time(14), ends_at=time(15),
            people=[staff.pk, x.staff["group_leader"].pk], made_by=staff,
        )  # fmt: skip
        Task.objects.bulk_create(
            Task(**made, kind="other", text=f"Opgave {n}", owner=staff, due_on=TODAY) for n in range(tasks)
        )


def hers(x, who, reader="principal"):
    """How many of each lie with this person."""
    pk = x.staff[who].pk
    with acting(x, reader) as person:
        return [
            Occurrence.objects.visible_to(person).open().filter(responsible=pk).count(),
            Meeting.objects.visible_to(person).planned().filter(lead=pk).count(),
            Task.objects.visible_to(person).open().filter(owner=pk, pathway=x.w).count(),
            Slot.objects.visible_to(person).filter(people__contains=[pk], pathway=x.w).count(),
        ]


def test_all_of_it_goes_to_the_principal_when_the_role_ends(x):
    work(x, "resource_advisor")
    before = hers(x, "resource_advisor")
    stop(x, "resource_advisor")
    assert hers(x, "resource_advisor") == [0, 0, 0, 0]
    assert hers(x, "principal") == before
    with acting(x, "principal") as person:
        [(staff, count)] = taken_by_person(person)
    assert (staff.pk, count) == (x.staff["resource_advisor"].pk, sum(before))


def test_the_group_leaders_goes_to_the_manager_of_the_provider(x):
    work(x, "group_leader", tasks=2)
    stop(x, "group_leader")
    assert hers(x, "group_leader", "provider_manager")[:3] == [0, 0, 0]
    assert hers(x, "provider_manager", "provider_manager")[1:3] == [1, 2]


def test_a_last_day_to_come_moves_nothing_until_it_has_passed(x):
    work(x, "resource_advisor", tasks=1)
    stop(x, "resource_advisor", date(2026, 5, 29))
    before = hers(x, "resource_advisor")
    assert before[1:3] == [2, 2]  # the cast has one of each
    with time_machine.travel("2026-05-29 06:00", tick=False), acting(x, "system"):
        assert pass_on_daily(date(2026, 5, 29)) == {"passed_on": 0}
    with time_machine.travel("2026-05-30 06:00", tick=False), acting(x, "system"):
        assert [pass_on_daily(date(2026, 5, 30))["passed_on"] for _ in range(2)] == [sum(before), 0]


def test_somebody_who_can_no_longer_log_in_has_stopped_too(x):
    user = x.users["resource_advisor"]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    with acting(x, "system"):
        assert pass_on_daily(TODAY)["passed_on"] > 0
        assert Occurrence.objects.get(pk=x.occurrence.pk).responsible_id == x.staff["principal"].pk


def test_the_undo_of_the_end_gives_it_back(x):
    work(x, "resource_advisor", tasks=3)
    before = hers(x, "resource_advisor")
    stop(x, "resource_advisor")
    with acting(x, "administrator") as by:
        undo_role_end(assignment=role_of(x, "resource_advisor"), ends_on=None, by=by)
    assert hers(x, "resource_advisor") == before
    with acting(x, "principal") as person:
        assert taken_by_person(person) == []


def test_what_the_leader_gave_on_meanwhile_stays_there(x):
    work(x, "resource_advisor", tasks=1)
    stop(x, "resource_advisor")
    with acting(x, "principal") as by:
        items = taken(by, x.staff["resource_advisor"], TODAY)
        task = next(item for item in items if item.title == "Opgave 0")
        share_out(staff=x.staff["resource_advisor"], choices={task.row.pk: x.staff["learning_advisor"].pk}, by=by)
    with acting(x, "administrator") as by:
        undo_role_end(assignment=role_of(x, "resource_advisor"), ends_on=None, by=by)
    with acting(x, "principal"):
        assert Task.objects.get(text="Opgave 0").owner_id == x.staff["learning_advisor"].pk


def test_where_nobody_leads_the_administrator_hears_and_nothing_is_lost(x, client):
    with acting(x, "other_advisor") as by:
        Task.objects.create(municipality=x.municipality, pathway=x.w2, kind="other", text="Ring", owner_id=by.staff_id)
    stop(x, "other_principal")
    stop(x, "other_advisor")
    with acting(x, "system"):
        assert Task.objects.get(text="Ring").owner_id == x.staff["other_advisor"].pk
    with time_machine.travel("2026-05-22 08:00", tick=False):
        with acting(x, "administrator"):
            assert [(unit.pk, count) for unit, count in without_leader(date(2026, 5, 22))] == [(x.other_school.pk, 1)]
        client.force_login(x.users["administrator"])
        assert f"{x.other_school.name} har ingen leder" in client.get("/").content.decode()
        give(x, "principal", "principal", "school", x.other_school.pk)
        with acting(x, "system"):
            assert pass_on_daily(date(2026, 5, 22)) == {"passed_on": 1}
            assert Task.objects.get(text="Ring").owner_id == x.staff["principal"].pk


def test_the_daily_job_costs_the_same_for_one_and_for_thirty(x):
    def asked(day):
        with (
            time_machine.travel(f"{day} 06:00", tick=False),
            acting(x, "system"),
            CaptureQueriesContext(connection) as queries,
        ):
            pass_on_daily(day)
        return len(queries)

    few = asked(date(2026, 5, 22))
    work(x, "resource_advisor")
    stop(x, "resource_advisor", date(2026, 5, 25))
    assert (few, asked(date(2026, 5, 26))) == (1, 1)
    assert hers(x, "resource_advisor") == [0, 0, 0, 0]


# ---- sharing out ----


def test_all_to_one_with_one_tap_and_back_again(x, client):
    give(x, "other_advisor", "resource_advisor", "school", x.school.pk)
    work(x, "resource_advisor", tasks=2)
    before = hers(x, "resource_advisor")
    stop(x, "resource_advisor")
    client.force_login(x.users["principal"])
    home = client.get("/").content.decode()
    assert "Overtaget efter Karen Lindholm" in home
    page = reverse("taken_over", args=[x.staff["resource_advisor"].uuid])
    there = x.staff["other_advisor"]
    assert f"Alt til {there.name}" in client.get(page).content.decode()
    answer = client.post(page, {"all": there.pk}, follow=True)
    assert hers(x, "other_advisor")[:3] == before[:3]
    undo = next(tag[5:] for tag in str(next(iter(answer.context["messages"])).extra_tags).split() if tag.startswith("undo:"))  # fmt: skip
    client.post(undo)
    assert hers(x, "principal")[:3] == before[:3]


def test_nothing_is_given_to_somebody_who_does_not_reach_it(x):
    work(x, "resource_advisor", tasks=1)
    stop(x, "resource_advisor")
    with acting(x, "principal") as by:
        item = taken(by, x.staff["resource_advisor"], TODAY)[0]
        for who in ("other_advisor", "group_leader", "steering_group"):
            with pytest.raises(ValidationError):
                share_out(staff=x.staff["resource_advisor"], choices={item.row.pk: x.staff[who].pk}, by=by)
        assert HandOver.objects.get(pk=item.row.pk).settled_at is None


def test_another_leader_shares_out_nothing_of_it(x, client):
    work(x, "resource_advisor", tasks=1)
    stop(x, "resource_advisor")
    client.force_login(x.users["other_principal"])
    page = reverse("taken_over", args=[x.staff["resource_advisor"].uuid])
    assert client.get(page).status_code == 404
    assert client.get(reverse("taken_over", args=[x.staff["principal"].uuid])).status_code == 404


def test_kept_it_no_longer_waits(x, client):
    stop(x, "resource_advisor")
    client.force_login(x.users["principal"])
    page = reverse("taken_over", args=[x.staff["resource_advisor"].uuid])
    with acting(x, "principal") as person:
        items = taken(person, x.staff["resource_advisor"], TODAY)
    answer = client.post(page, {item.field_name: "mine" for item in items})
    assert answer.url == "/"
    assert client.get(page).status_code == 404
    assert hers(x, "principal")[0] == 1


def test_the_page_asks_the_same_for_one_and_for_thirty(x, client):
    def asked():
        client.force_login(x.users["principal"])
        page = reverse("taken_over", args=[x.staff["resource_advisor"].uuid])
        client.get(page)
        with CaptureQueriesContext(connection) as queries:
            assert client.get(page).status_code == 200
        return len(queries)

    work(x, "resource_advisor", tasks=1)
    stop(x, "resource_advisor")
    few = asked()
    with acting(x, "principal") as by:
        tasks = Task.objects.bulk_create(
            Task(municipality=x.municipality, pathway=x.w, kind="other", text=f"Mere {n}", owner_id=by.staff_id) for n in range(30)
        )  # fmt: skip
        HandOver.objects.bulk_create(
            HandOver(municipality=x.municipality, pathway=x.w, noun="task", object_id=task.pk, kind="ended", after=x.staff["resource_advisor"], to_id=by.staff_id)
            for task in tasks
        )  # fmt: skip
    assert asked() == few


# ---- one follow-up ----


def test_one_follow_up_is_handed_over_with_its_history_and_undone(x, client):
    client.force_login(x.users["resource_advisor"])
    page = reverse("occurrence_hand_over", args=[x.occurrence.uuid])
    there = x.staff["learning_advisor"]
    answer = client.post(page, {"to": there.pk, "reason": "Hun kender klassen."}, follow=True)
    with acting(x, "resource_advisor"):
        assert Occurrence.objects.get(pk=x.occurrence.pk).responsible_id == there.pk
    text = client.get(page).content.decode()
    assert ("Fra Karen Lindholm til Nina Aagaard" in text, "Hun kender klassen." in text) == (True, True)
    undo = next(tag[5:] for tag in str(next(iter(answer.context["messages"])).extra_tags).split() if tag.startswith("undo:"))  # fmt: skip
    client.post(undo)
    with acting(x, "resource_advisor"):
        assert Occurrence.objects.get(pk=x.occurrence.pk).responsible_id == x.staff["resource_advisor"].pk
        assert OccurrenceChange.objects.filter(occurrence=x.occurrence, kind="handed_over").count() >= 2


def test_without_a_reason_it_is_handed_over_all_the_same(x, client):
    client.force_login(x.users["resource_advisor"])
    page = reverse("occurrence_hand_over", args=[x.occurrence.uuid])
    assert client.post(page, {"to": x.staff["learning_advisor"].pk}).status_code == 302
    assert client.post(page, {"to": x.staff["learning_advisor"].pk, "reason": ""}).status_code in (302, 422)


def test_nobody_outside_the_pathway_can_be_chosen(x, client):
    client.force_login(x.users["resource_advisor"])
    page = reverse("occurrence_hand_over", args=[x.occurrence.uuid])
    answer = client.post(page, {"to": x.staff["other_advisor"].pk, "reason": "Bytter."})
    assert (answer.status_code, "Bytter." in answer.content.decode()) == (422, True)
