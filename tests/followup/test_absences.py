"""Who takes the work while somebody is away: only whoever reaches it already, and never in a ring."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.models import BigIntegerField, Func, Value
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import RoleAssignment, StaffMember
from followup.absence import beyond_reach
from followup.actions.absences import end_absence, write_absence
from followup.models import Absence, Occurrence, Task
from tests.cast import TODAY, acting

pytestmark = pytest.mark.django_db
FIRST, LAST = date(2026, 5, 25), date(2026, 5, 29)


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def give(x, who, role, scope, scope_id, **dates):
    with acting(x, "administrator"):
        RoleAssignment.objects.create(
            municipality=x.municipality, staff_member=x.staff[who], role=role, scope=scope, scope_id=scope_id,
            **{"starts_on": date(2026, 1, 1)} | dates,
        )  # fmt: skip


def away(x, who, stand_in, first=FIRST, last=LAST, by=None):
    with acting(x, by or who) as person:
        return write_absence(staff=x.staff[who], stand_in=x.staff[stand_in], first=first, last=last, by=person)


def refused(x, *args, **options):
    with pytest.raises(ValidationError) as error:
        away(x, *args, **options)
    return error.value.messages[0]


def stand_in(column, on):
    """What the database answers (`app.stand_in`): the rule behind notices, lists and the daily job."""
    return Func(column, Value(on), function="app.stand_in", output_field=BigIntegerField())


def test_the_stand_in_is_there_from_the_first_day_to_the_last(x):
    give(x, "other_advisor", "resource_advisor", "school", x.school.pk)
    away(x, "resource_advisor", "other_advisor")
    days = (date(2026, 5, 24), FIRST, LAST, date(2026, 5, 30))
    with acting(x, "system"):
        rows = StaffMember.objects.filter(pk=x.staff["resource_advisor"].pk)
        found = [rows.annotate(who=stand_in("pk", day)).get().who for day in days]
    there = x.staff["other_advisor"].pk
    assert found == [None, there, there, None]


def test_a_whole_list_is_asked_in_one_question(x):
    give(x, "other_advisor", "resource_advisor", "school", x.school.pk)
    away(x, "resource_advisor", "other_advisor")
    with acting(x, "system"):
        rows = Occurrence.objects.filter(pk=x.occurrence.pk).annotate(who=stand_in("responsible_id", FIRST))
        assert rows.get().who == x.staff["other_advisor"].pk


def test_somebody_who_does_not_reach_the_work_is_refused_and_the_leader_named(x):
    assert refused(x, "resource_advisor", "other_advisor") == (
        "Jens Østergaard har ikke adgang til 5.B, Fjordby Skole alle dagene. "
        "Vælg en anden, eller bed Henrik Toft om den rolle, der åbner for det."
    ).replace("Fjordby Skole", x.school.name)


def test_a_role_that_ends_inside_the_absence_is_not_enough(x):
    give(x, "other_advisor", "resource_advisor", "school", x.school.pk, ends_on=date(2026, 5, 27))
    assert "har ikke adgang til" in refused(x, "resource_advisor", "other_advisor")


def test_the_other_side_does_not_take_it_even_where_she_leads_the_pathway_too(x):
    assert (
        refused(x, "resource_advisor", "group_leader")
        == "Samira Nygaard arbejder ikke med det samme. Spørg Henrik Toft."
    )


def test_a_teacher_reaches_but_does_not_keep_the_advisors_follow_ups(x):
    assert "har ikke adgang til" in refused(x, "resource_advisor", "teacher")


def test_oneself_is_refused(x):
    assert refused(x, "resource_advisor", "resource_advisor") == "Vælg en anden end den, der er væk."


def test_two_absences_at_once_are_refused(x):
    away(x, "resource_advisor", "learning_advisor")
    assert refused(x, "resource_advisor", "learning_advisor", date(2026, 5, 29), date(2026, 6, 8)) == (
        "Karen Lindholm har allerede fravær fra 25. maj til 29. maj."
    )
    away(x, "resource_advisor", "learning_advisor", date(2026, 6, 8), date(2026, 6, 9))


def test_days_that_have_passed_and_days_in_the_wrong_order_are_refused(x):
    assert (
        refused(x, "resource_advisor", "learning_advisor", date(2026, 5, 20), LAST) == "Vælg i dag eller en senere dag."
    )
    assert refused(x, "resource_advisor", "learning_advisor", LAST, FIRST) == "Den sidste dag ligger før den første."


def test_a_ring_is_refused_from_both_ends(x):
    give(x, "learning_advisor", "resource_advisor", "school", x.school.pk)
    away(x, "resource_advisor", "learning_advisor")
    assert refused(x, "learning_advisor", "resource_advisor").startswith("Karen Lindholm er selv væk")
    give(x, "other_advisor", "resource_advisor", "school", x.school.pk)
    assert refused(x, "learning_advisor", "other_advisor").startswith("Nina Aagaard afløser Karen Lindholm til 29. maj")


def test_the_leader_writes_for_her_people_and_nobody_elses(x):
    away(x, "resource_advisor", "learning_advisor", by="principal")
    for who in ("other_principal", "provider_manager", "teacher", "steering_group"):
        with pytest.raises(PermissionDenied):
            away(x, "resource_advisor", "learning_advisor", date(2026, 7, 1), date(2026, 7, 2), by=who)


def test_it_is_seen_by_the_two_their_leader_and_the_administrator(x):
    made = away(x, "resource_advisor", "learning_advisor")
    found = set()
    for who in ("resource_advisor", "learning_advisor", "principal", "administrator", "teacher", "group_leader", "other_principal", "steering_group"):  # fmt: skip
        with acting(x, who) as person:
            if Absence.objects.visible_to(person).filter(pk=made.pk).exists():
                found.add(who)
    assert found == {"resource_advisor", "learning_advisor", "principal", "administrator"}


def test_the_stand_in_reads_and_settles_the_tasks_of_the_absent_only_meanwhile(x):
    """A task of somebody in the class team: no other of the team sees it, until she takes the work."""
    give(x, "both", "class_team", "class", x.b5.pk)
    away(x, "teacher", "both")

    def seen():
        with acting(x, "both"):
            return Task.objects.filter(pk=x.task.pk).update(text="Gjort sammen") == 1

    assert seen() is False
    with time_machine.travel("2026-05-25 10:00", tick=False):
        assert seen() is True
    with time_machine.travel("2026-05-30 10:00", tick=False):
        assert seen() is False


def test_what_falls_due_stands_on_the_stand_ins_today_and_says_for_whom(x, client):
    give(x, "both", "class_team", "class", x.b5.pk)
    away(x, "teacher", "both")
    away(x, "resource_advisor", "learning_advisor")
    with time_machine.travel("2026-05-25 10:00", tick=False):
        pages = {}
        for who in ("both", "learning_advisor"):
            client.force_login(x.users[who])
            pages[who] = client.get("/").content.decode()
        assert "For Anders Bech, der er væk" in pages["both"]
        assert "For Karen Lindholm, der er væk" in pages["learning_advisor"]
        client.force_login(x.users["both"])
        client.post(reverse("task_settle", args=[x.task.uuid]))
        with acting(x, "both"):
            assert Task.objects.get(pk=x.task.pk).settled_by_id == x.staff["both"].pk


def test_back_early_ends_it_and_the_undo_puts_it_back(x, client):
    made = away(x, "resource_advisor", "learning_advisor")
    with time_machine.travel("2026-05-27 10:00", tick=False):
        client.force_login(x.users["resource_advisor"])
        answer = client.post(reverse("absence_end", args=[made.uuid]), follow=True)
        with acting(x, "resource_advisor"):
            assert Absence.objects.get(pk=made.pk).last == date(2026, 5, 26)
        undo = next(tag[5:] for tag in str(next(iter(answer.context["messages"])).extra_tags).split() if tag.startswith("undo:"))  # fmt: skip
        client.post(undo)
        with acting(x, "resource_advisor"):
            assert Absence.objects.get(pk=made.pk).last == LAST


def test_one_that_has_not_begun_goes(x):
    made = away(x, "resource_advisor", "learning_advisor")
    with acting(x, "resource_advisor") as by:
        end_absence(absence=made, by=by)
        end_absence(absence=made, by=by) if Absence.objects.filter(pk=made.pk).exists() else None
        assert not Absence.objects.filter(pk=made.pk).exists()


def test_the_page_offers_those_who_can_and_says_why_others_cannot(x, client):
    client.force_login(x.users["resource_advisor"])
    text = client.get(reverse("absence_create")).content.decode()
    assert (f'value="{x.staff["learning_advisor"].pk}"' in text, f'value="{x.staff["teacher"].pk}"' in text) == (
        True,
        False,
    )
    assert ("kan ikke afløse" in text, "har ikke adgang til 5.B" in text) == (True, True)


def test_an_administrator_reads_no_empty_sentence_and_where_a_role_is_given(x, client):
    client.force_login(x.users["administrator"])
    text = client.get(reverse("absence_create_for", args=[x.staff["resource_advisor"].uuid])).content.decode()
    assert ("har ikke adgang til det hele" in text, "har ikke adgang til 5.B" in text) == (True, False)
    assert "medarbejdere og roller</a>, og vælg Meld fravær." in client.get(reverse("absence_list")).content.decode()


def test_whoever_cannot_on_the_days_typed_is_not_offered_again(x, client):
    with acting(x, "system"):
        RoleAssignment.objects.filter(staff_member=x.staff["learning_advisor"]).update(ends_on=date(2026, 5, 22))
    client.force_login(x.users["resource_advisor"])
    stand_in = x.staff["learning_advisor"].pk
    sent = {"first": "2026-05-21", "last": "2026-06-20", "stand_in": stand_in}
    answer = client.post(reverse("absence_create"), sent)
    offered = f'value="{stand_in}"' in answer.content.decode()
    assert (answer.status_code, offered) == (422, False)


def test_it_is_written_once_however_often_it_is_sent(x, client):
    client.force_login(x.users["resource_advisor"])
    key = "7f2c5a54-6a53-4c8a-9d7a-0a0d3c1f9a11"
    data = {"first": "2026-05-25", "last": "2026-05-29", "stand_in": x.staff["learning_advisor"].pk, "form_key": key}
    for _ in range(2):
        assert client.post(reverse("absence_create"), data).url == reverse("absence_list")
    assert "Nina Aagaard afløser" in client.get(reverse("absence_list")).content.decode()
    with acting(x, "resource_advisor"):
        assert Absence.objects.filter(staff=x.staff["resource_advisor"]).count() == 1


def test_what_is_wrong_stands_at_its_field_and_the_rest_is_kept(x, client):
    client.force_login(x.users["resource_advisor"])
    answer = client.post(reverse("absence_create"), {"first": "2026-05-25", "last": "2026-05-20", "stand_in": x.staff["learning_advisor"].pk})  # fmt: skip
    text = answer.content.decode()
    assert (answer.status_code, 'value="2026-05-20"' in text, "ligger før den første" in text, " checked" in text) == (422, True, True, True)  # fmt: skip


def test_the_list_asks_the_same_for_one_and_for_many(x, client):
    def asked():
        client.force_login(x.users["principal"])
        client.get(reverse("absence_list"))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("absence_list"))
        return len(queries)

    few = asked()
    with acting(x, "principal"):
        Absence.objects.bulk_create(
            Absence(municipality=x.municipality, staff=x.staff["teacher"], stand_in=x.staff["both"], unit=x.school, first=date(2026, 7, n), last=date(2026, 7, n), made_by=x.staff["principal"])
            for n in range(1, 31)
        )  # fmt: skip
    assert asked() == few


def test_beyond_reach_is_nothing_for_whoever_reaches_all(x):
    with acting(x, "resource_advisor"):
        ids = [x.staff[who].pk for who in ("resource_advisor", "learning_advisor")]
        assert beyond_reach(*ids, TODAY, LAST) == set()
