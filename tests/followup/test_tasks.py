"""Tasks: made, handed over, done by one tap, left out, and what nobody may change about one."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction

from accounts.models import RoleAssignment
from followup.actions.tasks import change_task, leave_out_task, make_task, settle_task, undo_task
from followup.models import Task
from followup.queries.tasks import open_tasks
from tests.cast import acting

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
TODAY = date(2026, 5, 21)


@pytest.fixture
def x(cast, db):
    with time_machine.travel(NOON, tick=False):
        yield cast.fjord


def make(x, who="resource_advisor", **more):
    with acting(x, who) as by:
        known = {"pathway": x.w, "text": "Ring til SFO", "owner": x.staff["group_leader"], "due_on": date(2026, 5, 20)}
        return make_task(by=by, **known | more)


def lines(x, who):
    with acting(x, who) as person:
        return {line.title: line for line in open_tasks(person, TODAY)}


def test_its_owner_finds_it_overdue_from_the_day_after(x):
    make(x)
    line = lines(x, "group_leader")["Ring til SFO"]
    assert (line.status, line.days_late, line.is_mine, line.can_settle) == ("overdue", 1, True, True)
    assert "Ring til SFO" not in lines(x, "resource_advisor")


def test_what_a_side_has_and_nobody_is_everybodys_of_that_side(x):
    make(x, owner=None, side="social")
    assert "Ring til SFO" in lines(x, "group_leader")
    assert "Ring til SFO" in lines(x, "provider_manager")
    assert "Ring til SFO" not in lines(x, "resource_advisor")


def test_when_a_role_has_ended_the_leader_finds_it(x):
    make(x)
    assert "Ring til SFO" not in lines(x, "provider_manager")
    with acting(x, "administrator"):
        RoleAssignment.objects.filter(staff_member=x.staff["group_leader"]).update(ends_on=date(2026, 5, 1))
    assert "Ring til SFO" in lines(x, "provider_manager")


def test_a_child_is_named_only_where_it_is_reached(x):
    make(x, pathway_child=x.p1, owner=x.staff["caseworker"])
    make(x, text="Om barn to", pathway_child=x.p2, owner=x.staff["group_leader"])
    assert lines(x, "caseworker")["Ring til SFO"].child == x.c1.short_name
    assert lines(x, "group_leader")["Om barn to"].child == "et barn i forløbet"


def test_somebody_who_does_not_reach_the_child_makes_no_task_about_it(x):
    with pytest.raises(PermissionDenied):
        make(x, "group_leader", pathway_child=x.p2)
    with pytest.raises(PermissionDenied):
        make(x, "teacher")
    with pytest.raises(ValidationError):
        make(x, owner=None)


def test_done_by_its_owner_and_taken_back_the_same_day(x):
    with acting(x, "teacher") as by:  # she reads the task and not its pathway's minutes
        task = settle_task(task=x.task, by=by)
        assert (task.settled_on, task.settled_by_id) == (TODAY, x.staff["teacher"].pk)
        assert settle_task(task=task, by=by).settled_on == TODAY
        assert undo_task(task=task, by=by).settled_on is None
        assert undo_task(task=task, by=by).settled_on is None


def test_nobody_takes_back_what_somebody_else_did(x):
    with acting(x, "teacher") as by:
        settle_task(task=x.task, by=by)
    with acting(x, "resource_advisor") as by, pytest.raises(PermissionDenied):
        undo_task(task=x.task, by=by)


def test_left_out_keeps_its_reason(x):
    task = make(x)
    with acting(x, "group_leader") as by:
        with pytest.raises(ValidationError):
            leave_out_task(task=task, because=" ", by=by)
        task = leave_out_task(task=task, because="SFO ringede selv.", by=by)
        assert task.left_out_because == "SFO ringede selv."
        assert undo_task(task=task, by=by).left_out_because == ""


def test_handed_over_and_back(x):
    task = make(x)
    with acting(x, "resource_advisor") as by:
        task, before = change_task(
            task=task, text="Ring til SFO", owner=x.staff["teacher"], side="", due_on=date(2026, 5, 29), by=by
        )
        assert (task.owner_id, before["owner"], before["due_on"]) == (
            x.staff["teacher"].pk,
            x.staff["group_leader"].pk,
            date(2026, 5, 20),
        )
    with acting(x, "teacher") as by, pytest.raises(PermissionDenied):
        change_task(task=task, text="Noget andet", owner=x.staff["teacher"], side="", due_on=None, by=by)


def test_what_a_task_is_about_cannot_be_changed_by_its_owner(x):
    with acting(x, "teacher"):
        for wanted in ({"pathway": x.w2}, {"pathway_child": x.p1}, {"made_by": x.staff["teacher"]}):
            with pytest.raises(ProgrammingError, match="cannot be changed"), transaction.atomic():
                Task.objects.filter(pk=x.task.pk).update(**wanted)
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            Task.objects.filter(pk=x.task.pk).update(owner=x.staff["other_leader"])
        assert Task.objects.filter(pk=x.task.pk).delete()[0] == 0
        with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
            x.make(Task, pathway=x.w2, text="Hos de andre", owner=x.staff["teacher"])


# ---- pages ----


def test_one_tap_on_today_and_one_to_take_it_back(x, client):
    with acting(x, "resource_advisor"):
        Task.objects.filter(pk=x.task.pk).update(due_on=date(2026, 5, 19))
    client.force_login(x.users["teacher"])
    page = client.get("/").content.decode()
    assert "Overskredet 2 dage" in page
    assert f'action="/opgave/{x.task.uuid}/gjort"' in page
    page = client.post(f"/opgave/{x.task.uuid}/gjort", follow=True).content.decode()
    assert "Gjort:" in page
    assert f'action="/opgave/{x.task.uuid}/gjort"' not in page
    undo = page.split('action="/fortryd/')[1].split('"')[0]
    page = client.post(f"/fortryd/{undo}", follow=True).content.decode()
    assert f'action="/opgave/{x.task.uuid}/gjort"' in page


def test_a_task_without_owner_or_side_is_refused_with_the_text_kept(x, client):
    client.force_login(x.users["resource_advisor"])
    answer = client.post(f"/forloeb/{x.w.uuid}/opgaver/ny", {"text": "Ring til SFO", "due_on": "2026-05-01"})
    assert answer.status_code == 422
    assert 'value="Ring til SFO"' in answer.content.decode()
    assert "Vælg i dag eller en senere dag." in answer.content.decode()
    answer = client.post(f"/forloeb/{x.w.uuid}/opgaver/ny", {"text": "Ring til SFO"})
    assert answer.status_code == 422


def test_the_list_costs_the_same_with_thirty(x, client):
    from django.db import connection

    client.force_login(x.users["resource_advisor"])

    def queries():
        asked = []
        with connection.execute_wrapper(lambda execute, sql, *args: asked.append(sql) or execute(sql, *args)):
            assert client.get(f"/forloeb/{x.w.uuid}/opgaver").status_code == 200
        return len(asked)

    queries()
    few = queries()
    for n in range(30):
        make(x, text=f"Opgave {n}", pathway_child=x.p1)
    assert queries() == few
