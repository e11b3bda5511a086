"""Roles near the work: given by those who answer for it, and never past their own reach."""

from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from accounts.models import RoleAssignment
from cases.actions.people import join_pathway, leave_pathway
from tests.cast import acting

TODAY = date(2026, 5, 21)


@pytest.fixture
def fjord(cast, db):
    with time_machine.travel(datetime.fromisoformat("2026-05-21T10:00+02:00")):
        yield cast.fjord


def test_principal_names_a_teacher_who_then_sees_the_class(fjord, client):
    with acting(fjord, "principal") as by:
        for _twice in range(2):
            join_pathway(
                pathway=fjord.w, staff_member=fjord.staff["other_teacher"], role="class_team", starts_on=TODAY, by=by
            )
        assert (
            RoleAssignment.objects.filter(staff_member=fjord.staff["other_teacher"], scope_id=fjord.b5.pk).count() == 1
        )
    with acting(fjord, "other_teacher") as teacher:
        assert fjord.c1.pk in teacher.reach["class_team"]["child"]


def test_caseworker_must_be_one_already(fjord):
    with acting(fjord, "group_leader") as by:
        with pytest.raises(ValidationError):
            join_pathway(
                pathway=fjord.w,
                staff_member=fjord.staff["teacher"],
                role="caseworker",
                child=fjord.c1,
                starts_on=TODAY,
                by=by,
            )
        given = join_pathway(
            pathway=fjord.w,
            staff_member=fjord.staff["mixed"],
            role="caseworker",
            child=fjord.c1,
            starts_on=TODAY,
            by=by,
        )
        assert (given.scope, given.scope_id) == ("child", fjord.c1.pk)


def test_nobody_gives_past_her_own_reach(fjord):
    with acting(fjord, "group_leader") as by, pytest.raises(PermissionDenied):
        join_pathway(
            pathway=fjord.w,
            staff_member=fjord.staff["mixed"],
            role="caseworker",
            child=fjord.c2,
            starts_on=TODAY,
            by=by,
        )
    with acting(fjord, "teacher") as by, pytest.raises(PermissionDenied):
        join_pathway(
            pathway=fjord.w, staff_member=fjord.staff["other_teacher"], role="class_team", starts_on=TODAY, by=by
        )
    with acting(fjord, "principal"), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        fjord.make(
            RoleAssignment,
            staff_member=fjord.staff["principal"],
            role="class_team",
            scope="class",
            scope_id=fjord.a4.pk,
            starts_on=TODAY,
        )


def test_left_today_opens_nothing_tomorrow(fjord, client):
    with acting(fjord, "resource_advisor") as by:
        leave_pathway(assignment=RoleAssignment.objects.get(pk=fjord.team_role), pathway=fjord.w, by=by)
    with (
        time_machine.travel(datetime.fromisoformat("2026-05-22T10:00+02:00")),
        pytest.raises(ProgrammingError, match="no live role"),
        acting(fjord, "teacher"),
    ):
        pass


def test_page_adds_and_keeps_what_was_chosen_when_refused(fjord, client):
    client.force_login(fjord.users["resource_advisor"])
    address = reverse("pathway_people", kwargs={"uuid": fjord.w.uuid})
    refused = client.post(
        address,
        {"staff_member": fjord.staff["teacher"].pk, "place": f"caseworker:{fjord.p1.uuid}", "starts_on": "2026-05-21"},
    )
    assert refused.status_code == 422
    assert f'value="{fjord.staff["teacher"].pk}" selected' in refused.content.decode()
    added = client.post(
        address, {"staff_member": fjord.staff["other_teacher"].pk, "place": "class_team", "starts_on": "21.5.2026"}
    )
    assert added.url == address
