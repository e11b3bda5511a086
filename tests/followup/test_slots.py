"""Time set aside: its days off the school holidays, held or not by one tap, this one or all that follow, and the end."""

import re
from datetime import date, datetime, time
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from followup import actions, queries
from followup.models import Contact, SchoolBreak, Slot, SlotDay
from followup.slots import rhythm_words, slots_between, unsettled
from tests.cast import acting

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
TODAY = date(2026, 5, 21)  # a Thursday


@pytest.fixture
def x(cast, db):
    with time_machine.travel(NOON, tick=False):
        yield cast.fjord


@pytest.fixture
def advisor(client, x):
    client.force_login(x.users["resource_advisor"])
    return client


def url(name, slot, on=TODAY):
    return reverse(name, args=[slot.uuid, on.isoformat()])


def set_aside(x, who="resource_advisor", **more):
    with acting(x, who) as person:
        fields = {
            "kind": "planning", "pathway": x.w, "first_on": date(2026, 5, 19), "starts_at": time(14), "ends_at": time(15),
            "people": [x.staff["resource_advisor"].pk, x.staff["group_leader"].pk],
        }  # fmt: skip
        return actions.create_slot(by=person, **fields | more)


def days(x, slot, first, last, who="resource_advisor"):
    with acting(x, who) as person:
        return [(each.day, each.state) for each in slots_between(person, first, last) if each.slot.pk == slot.pk]


def day_of(x, slot, on=TODAY):
    with acting(x, "resource_advisor"):
        return SlotDay.objects.filter(slot=slot, on=on).first()


def undo(client, answer):
    page = client.get(answer.url).content.decode()
    return client.post(re.search(r'action="(/fortryd/[^"]*|[^"]*fortryd[^"]*)"', page)[1])


# ---- its days ----


def test_every_second_week_in_school_weeks_only(x):
    slot = set_aside(x, every_weeks=2)
    assert [day for day, _state in days(x, slot, TODAY, date(2026, 9, 30))] == [
        date(2026, 6, 2), date(2026, 6, 16), date(2026, 8, 11), date(2026, 8, 25), date(2026, 9, 8), date(2026, 9, 22),
    ]  # fmt: skip
    assert [day for day, _state in days(x, slot, TODAY, date(2026, 9, 30), "group_leader")][0] == date(2026, 6, 2)
    assert days(x, slot, TODAY, date(2026, 9, 30), "teacher") == []


def test_it_ends_with_its_last_day(x):
    slot = set_aside(x, last_on=date(2026, 6, 2))
    assert [day for day, _state in days(x, slot, date(2026, 5, 1), date(2026, 9, 30))] == [
        date(2026, 5, 19), date(2026, 5, 26), date(2026, 6, 2),
    ]  # fmt: skip


def test_a_new_holiday_takes_a_time_away(x):
    slot = set_aside(x)
    with acting(x, "administrator"):
        x.make(SchoolBreak, name="Lejrskole", starts_on=date(2026, 5, 25), ends_on=date(2026, 5, 29))
    assert date(2026, 5, 26) not in dict(days(x, slot, TODAY, date(2026, 6, 3)))


def test_words_of_a_rhythm(x):
    assert (rhythm_words(set_aside(x)), rhythm_words(set_aside(x, every_weeks=3))) == (
        "hver tirsdag",
        "hver 3. tirsdag",
    )


def test_three_questions_however_many(x):
    def asked():
        with acting(x, "resource_advisor") as person, CaptureQueriesContext(connection) as seen:
            slots_between(person, TODAY, date(2026, 12, 31))
        return len(seen)

    set_aside(x)
    few = asked()
    for _each in range(12):
        set_aside(x)
    assert (few, asked()) == (3, 3)


# ---- set aside ----


def typed(x, **more):
    return {
        "form_key": str(uuid4()), "kind": "sparring", "place_of": f"p{x.w.pk}", "first_on": "2026-05-28", "starts_at": "14.00",
        "ends_at": "15.30", "every_weeks": "2", "people": [x.staff["resource_advisor"].pk, x.staff["teacher"].pk], "place": "Ærø",
    } | more  # fmt: skip


def test_it_is_set_aside_once_and_taken_back(advisor, x):
    sent = typed(x)
    answer, again = advisor.post(reverse("slot_create"), sent), advisor.post(reverse("slot_create"), sent)
    assert (answer.url, again.url) == (reverse("slot_list"), reverse("slot_list"))
    with acting(x, "resource_advisor"):
        (slot,) = Slot.objects.filter(place="Ærø")
    assert (slot.kind, slot.every_weeks, slot.ends_at, sorted(slot.people)) == (
        "sparring", 2, time(15, 30), sorted([x.staff["resource_advisor"].pk, x.staff["teacher"].pk]),
    )  # fmt: skip
    undo(advisor, answer)
    with acting(x, "resource_advisor"):
        assert not Slot.objects.filter(place="Ærø").exists()


@pytest.mark.parametrize(
    ("wrong", "words"),
    [
        ({"first_on": "2026-05-30"}, "Det er weekend. Vælg en dag fra mandag til fredag."),
        ({"ends_at": "13.00"}, "Den slutter, før den begynder."),
        ({"last_on": "2026-05-01"}, "Sidste dag ligger før den første."),
        ({"people": []}, "Vælg, hvem tiden er til."),
        ({"starts_at": "midt på dagen"}, "Skriv klokkeslættet"),
    ],
)
def test_what_cannot_be_is_refused_and_kept(advisor, x, wrong, words):
    answer = advisor.post(reverse("slot_create"), typed(x, **wrong))
    assert answer.status_code == 422
    assert words in answer.content.decode()
    assert 'value="Ærø"' in answer.content.decode()


def test_nobody_sets_time_aside_for_a_pathway_out_of_reach(advisor, x):
    assert advisor.post(reverse("slot_create"), typed(x, place_of=f"p{x.w2.pk}")).status_code == 422


def test_a_unit_of_its_own(client, x):
    client.force_login(x.users["principal"])
    sent = typed(x, place_of=f"u{x.school.pk}", kind="reflection", people=[x.staff["principal"].pk])
    assert client.post(reverse("slot_create"), sent).status_code == 302
    with acting(x, "principal"):
        assert Slot.objects.filter(unit=x.school, kind="reflection").count() == 1


# ---- one time ----


def test_sparring_held_becomes_a_contact_and_undo_takes_both_back(advisor, x):
    answer = advisor.post(url("slot_held", x.slot), {"minutes": "45"})
    row = day_of(x, x.slot)
    assert (row.state, row.minutes) == ("held", 45)
    with acting(x, "resource_advisor"):
        contact = Contact.objects.get(pk=row.contact_id)
    assert (contact.kind, contact.held_on, contact.minutes, contact.with_whom) == ("sparring", TODAY, 45, ["team"])
    advisor.post(url("slot_held", x.slot))
    assert day_of(x, x.slot).contact_id == contact.pk
    undo(advisor, answer)
    assert day_of(x, x.slot) is None
    with acting(x, "resource_advisor"):
        assert Contact.objects.get(pk=contact.pk).undone_at is not None


def test_not_held_by_one_tap(advisor, x):
    answer = advisor.post(url("slot_not_held", x.slot))
    assert day_of(x, x.slot).state == "not_held"
    undo(advisor, answer)
    assert day_of(x, x.slot) is None


def test_planning_held_makes_no_contact(advisor, x):
    slot = set_aside(x)
    advisor.post(url("slot_held", slot, date(2026, 5, 19)))
    row = day_of(x, slot, date(2026, 5, 19))
    assert (row.state, row.contact_id) == ("held", None)


def test_what_is_to_come_cannot_have_been_held(advisor, x):
    advisor.post(url("slot_held", x.slot, date(2026, 5, 28)))
    assert day_of(x, x.slot, date(2026, 5, 28)) is None


def test_a_day_outside_the_rhythm_is_not_there(advisor, x):
    assert advisor.get(url("slot_day", x.slot, date(2026, 5, 22))).status_code == 404
    assert advisor.get(reverse("slot_day", args=[x.slot.uuid, "nonsense"])).status_code == 404
    assert advisor.get(url("slot_day", x.slot, date(2026, 7, 2))).status_code == 404


def test_one_time_is_moved_and_called_off(advisor, x):
    on = date(2026, 5, 28)
    sent = {"day": "2026-05-29", "starts_at": "08:00", "ends_at": "09:00", "place": "Biblioteket"}
    answer = advisor.post(url("slot_day", x.slot, on), sent)
    assert days(x, x.slot, TODAY, date(2026, 6, 4)) == [
        (TODAY, "planned"), (date(2026, 5, 29), "planned"), (date(2026, 6, 4), "planned"),
    ]  # fmt: skip
    undo(advisor, answer)
    assert days(x, x.slot, on, on) == [(on, "planned")]
    advisor.post(url("slot_cancel", x.slot, on))
    assert days(x, x.slot, on, on) == []
    assert advisor.post(url("slot_day", x.slot, on), sent | {"ends_at": "07:00"}).status_code == 422
    assert advisor.post(url("slot_day", x.slot, on), sent | {"day": "2026-05-01"}).status_code == 422


def test_those_it_is_not_for_read_and_do_not_touch(x):
    with acting(x, "principal") as person, pytest.raises(PermissionDenied):
        actions.hold_time(slot=x.slot, on=TODAY, by=person)


def test_what_nobody_has_said_anything_of_is_asked_for_a_fortnight(x):
    with acting(x, "teacher") as person:
        assert [each.day for each in unsettled(person, TODAY)] == [TODAY]  # 7 May was not held, 14 May is Ascension Day


# ---- all that follow, and the end ----


def test_all_that_follow_are_changed_and_put_back(advisor, x):
    on = date(2026, 5, 28)
    sent = {
        "form_key": str(uuid4()), "kind": "sparring", "first_on": "2026-05-29", "starts_at": "9.00", "ends_at": "10.00",
        "every_weeks": "1", "people": [x.staff["resource_advisor"].pk],
    }  # fmt: skip
    answer = advisor.post(url("slot_edit", x.slot, on), sent)
    assert answer.status_code == 302
    with acting(x, "resource_advisor"):
        assert Slot.objects.get(pk=x.slot.pk).last_on == date(2026, 5, 27)
        new = Slot.objects.get(first_on=date(2026, 5, 29))
    assert (new.starts_at, new.people) == (time(9), [x.staff["resource_advisor"].pk])
    undo(advisor, answer)
    with acting(x, "resource_advisor"):
        assert Slot.objects.get(pk=x.slot.pk).last_on is None
        assert not Slot.objects.filter(pk=new.pk).exists()


def test_the_past_is_not_rewritten(x):
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError):
        actions.change_following(
            slot=x.slot, on=date(2026, 5, 7), first_on=date(2026, 5, 7), kind="sparring", starts_at=time(9), ends_at=time(10),
            people=x.slot.people, every_weeks=1, last_on=None, place="", by=person,
        )  # fmt: skip


def test_it_ends_and_goes_on_again(advisor, x):
    answer = advisor.post(url("slot_end", x.slot, date(2026, 5, 28)))
    assert days(x, x.slot, TODAY, date(2026, 6, 30)) == [(TODAY, "planned")]
    undo(advisor, answer)
    assert len(days(x, x.slot, TODAY, date(2026, 6, 18))) == 5


def test_ended_on_its_first_day_nothing_is_left(advisor, x):
    slot = set_aside(x, first_on=date(2026, 5, 26))
    answer = advisor.post(url("slot_end", slot, date(2026, 5, 26)))
    assert days(x, slot, TODAY, date(2026, 8, 30)) == []
    undo(advisor, answer)
    assert days(x, slot, TODAY, date(2026, 6, 2)) == [(date(2026, 5, 26), "planned"), (date(2026, 6, 2), "planned")]


# ---- the list ----


def test_the_list_shows_next_times_and_counts(advisor, x):
    page = advisor.get(reverse("slot_list"))
    (line,) = [each for each in page.context["lines"] if each.slot.pk == x.slot.pk]
    assert (line.rhythm, line.held, line.missed, [each.day for each in line.coming]) == (
        "hver torsdag", 0, 1, [TODAY, date(2026, 5, 28), date(2026, 6, 4)],
    )  # fmt: skip


def test_the_list_costs_the_same_with_thirty(advisor, x):
    def asked():
        with CaptureQueriesContext(connection) as seen:
            assert advisor.get(reverse("slot_list")).status_code == 200
        return len(seen)

    advisor.get("/")
    few = asked()
    for _each in range(29):
        set_aside(x)
    assert asked() == few


def test_the_other_municipality_is_not_there(advisor, cast, x):
    assert advisor.get(url("slot_day", cast.bakke.slot)).status_code == 404
    with acting(x, "resource_advisor") as person:
        assert [each.slot.pk for each in queries.slot_lines(person, TODAY)] == [x.slot.pk]
