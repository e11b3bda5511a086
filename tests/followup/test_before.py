"""Already running work: a pathway that began 14 months before it was entered here."""

from datetime import date

import pytest
import time_machine
from django.core import mail
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.models import Pathway
from followup.actions import answer_before, start_pathway, undo_before
from followup.daily import plan
from followup.models import Occurrence, OutboxMail
from insight.figures import count_all
from insight.queries.before import before_panel
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = "2026-05-21"
START = date(2025, 3, 20)
PAST = [date(2025, 6, 20), date(2025, 9, 22), date(2025, 12, 22), date(2026, 3, 23)]
NEXT = date(2026, 6, 23)


@pytest.fixture
def entered(cast):
    """6.C's pathway, begun on 20 March 2025 and entered on 21 May 2026."""
    x = cast.fjord
    with time_machine.travel(TODAY), acting(x, "resource_advisor") as person:
        pathway = x.make(
            Pathway, programme_version=x.version, track="class", unit=x.school, partner_unit=x.provider, side="school", school_class=x.c6,
            title="6.C", state="accepted", phase="analysis", lead=x.staff["resource_advisor"], co_lead=x.staff["group_leader"],
        )  # fmt: skip
        start_pathway(pathway=pathway, starts_on=START, by=person)
    return pathway


def rows(person, pathway):
    return list(Occurrence.objects.visible_to(person).filter(pathway=pathway).order_by("number"))


def test_what_lies_before_is_neither_open_nor_overdue(cast, entered):
    with time_machine.travel(TODAY), acting(cast.fjord, "resource_advisor") as person:
        found = rows(person, entered)
        assert [(row.state, row.due_on) for row in found] == [*(("before", day) for day in PAST), ("open", NEXT)]
        assert [row.number for row in found] == [1, 2, 3, 4, 5]
        overdue = Occurrence.objects.visible_to(person).overdue(date(2026, 5, 21)).filter(pathway=entered)
        assert overdue.count() == 0


def test_the_daily_job_mails_nothing_of_the_past(cast, entered):
    with time_machine.travel(TODAY), acting(cast.fjord, "system") as person:
        plan(date(2026, 5, 21))
        plan(date(2026, 5, 22))
        assert OutboxMail.objects.visible_to(person).filter(occurrence__pathway=entered).count() == 0
        assert [row.state for row in rows(person, entered)] == ["before"] * 4 + ["open"]
    assert mail.outbox == []


def test_figures_are_those_of_before_the_pathway_was_entered(cast, entered):
    def figures(person):
        made = count_all(person, date(2026, 5, 21), date(2025, 1, 1))
        return sorted(str(each) for each in made if each.indicator.startswith(("follow_ups", "overdue")))

    with time_machine.travel(TODAY), acting(cast.fjord, "system") as person:
        with_it = figures(person)
        Occurrence.objects.filter(pathway=entered).delete()
        assert with_it == figures(person)


def test_it_is_asked_once_and_all_may_be_before(cast, entered, client):
    client.force_login(cast.fjord.users["resource_advisor"])
    address = reverse("pathway_before", args=[entered.uuid])
    with time_machine.travel(TODAY):
        today = client.get("/").content.decode()
        assert "4 opfølgninger ligger før i dag." in today
        assert "Overskredet" not in today
        assert "4 opfølgninger ligger før i dag." in client.get(f"/forloeb/{entered.uuid}").content.decode()
        assert client.get(address).content.decode().count("Før Samspil") > 4
        assert client.post(address, {"all": "1"}, follow=True).content.decode().count("4 er besvaret.") == 1
        again = client.post(address, {"all": "1"}, follow=True)  # the other tab, or the second click
        assert "intet fra før Samspil" in again.content.decode()
        assert "ligger før i dag" not in client.get("/").content.decode()
    with acting(cast.fjord, "resource_advisor") as person:
        found = rows(person, entered)
        assert [row.state for row in found] == ["before"] * 4 + ["open"]
        assert found[-1].due_on == NEXT
        assert before_panel(person) is None


def test_the_next_is_counted_from_the_last_that_was_held(cast, entered, client):
    client.force_login(cast.fjord.users["group_leader"])
    with acting(cast.fjord, "group_leader") as person:
        first, second, third, fourth, _open = rows(person, entered)
    said = {
        f"state_{first.pk}": "before", f"state_{second.pk}": "held", f"held_on_{second.pk}": "2025-10-01",
        f"state_{third.pk}": "not_held", f"reason_{third.pk}": "staff_ill",
        f"state_{fourth.pk}": "held", f"held_on_{fourth.pk}": "2026-04-14",
    }  # fmt: skip
    with time_machine.travel(TODAY):
        answer = client.post(reverse("pathway_before", args=[entered.uuid]), said, follow=True).content.decode()
    assert "4 er besvaret. 2 blev holdt." in answer
    with acting(cast.fjord, "group_leader") as person:
        found = rows(person, entered)
        assert [row.state for row in found] == ["before", "held", "not_held", "held", "open"]
        assert (found[3].held_on, found[4].computed_on, found[4].due_on) == (
            date(2026, 4, 14),
            date(2026, 7, 14),
            date(2026, 6, 26),  # off the summer holiday, to the last school day before it
        )


def test_unknown_after_the_last_held_never_makes_the_next_overdue(cast, entered):
    with time_machine.travel(TODAY), acting(cast.fjord, "resource_advisor") as person:
        first = rows(person, entered)[0]
        answer_before(pathway=entered, answers={first.pk: {"state": "held", "held_on": date(2025, 6, 10)}}, by=person)
        assert rows(person, entered)[-1].due_on >= date(2026, 5, 21)


def test_answers_are_taken_back_whole(cast, entered):
    with time_machine.travel(TODAY), acting(cast.fjord, "resource_advisor") as person:
        last = rows(person, entered)[3]
        answer_before(pathway=entered, answers={last.pk: {"state": "held", "held_on": date(2026, 4, 14)}}, by=person)
        assert undo_before(pathway=entered, by=person) == 4
        found = rows(person, entered)
        assert [(row.state, row.held_on, row.answered_at) for row in found[:4]] == [("before", None, None)] * 4
        assert found[4].due_on == NEXT
        assert undo_before(pathway=entered, by=person) == 0


@pytest.mark.parametrize(
    ("answer", "field"),
    [
        ({"state": "held", "held_on": date(2026, 5, 22)}, "held_on"),
        ({"state": "held", "held_on": date(2025, 3, 19)}, "held_on"),
        ({"state": "not_held", "reason": "no such reason"}, "reason"),
    ],
)
def test_impossible_answers_are_refused_and_nothing_is_kept(cast, entered, answer, field):
    with time_machine.travel(TODAY), acting(cast.fjord, "resource_advisor") as person:
        first = rows(person, entered)[0]
        with pytest.raises(ValidationError) as wrong:
            answer_before(pathway=entered, answers={first.pk: answer}, by=person)
        assert list(wrong.value.message_dict) == [f"{field}_{first.pk}"]
        assert {row.answered_at for row in rows(person, entered)} == {None}


def test_a_missing_reason_is_asked_for_and_the_rest_stays(cast, entered, client):
    client.force_login(cast.fjord.users["resource_advisor"])
    with acting(cast.fjord, "resource_advisor") as person:
        first, second = rows(person, entered)[:2]
    said = {f"state_{row.pk}": "before" for row in (first, second)} | {
        f"state_{first.pk}": "not_held",
        f"state_{second.pk}": "held",
        f"held_on_{second.pk}": "2025-10-01",
    }
    with time_machine.travel(TODAY):
        answer = client.post(reverse("pathway_before", args=[entered.uuid]), said)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "Sig, hvorfor den ikke blev holdt." in page
    assert 'value="2025-10-01"' in page
