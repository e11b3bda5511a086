import uuid
from datetime import date, timedelta

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Pathway
from followup.actions import hold_meeting
from followup.models import Meeting, Occurrence, SchoolBreak
from followup.queries import coming_items, due_items, next_occurrence
from tests.cast import TODAY, acting

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture(autouse=True)
def _story_day():
    with time_machine.travel("2026-05-26 10:00"):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


@pytest.fixture
def log_in(client, x):
    def enter(who):
        client.force_login(x.users[who])
        return client

    return enter


def minutes(x, **changes):
    """What the hold page sends for w: Adam, whose family said yes, and his goal; what is sent about Selma is not kept."""
    typed = {
        "form_key": str(uuid.uuid4()),
        "held_on": "26.05.2026",
        "staff": [x.staff["resource_advisor"].pk, x.staff["teacher"].pk],
        "others": "forældre, pædagog fra SFO",
        f"part_{x.p1.pk}": "present",
        f"placement_{x.p1.pk}": "ordinary",
        f"part_{x.p2.pk}": "not",
        f"reason_{x.p2.pk}": "Syg i dag",
        f"placement_{x.p2.pk}": "ordinary",
        f"reach_{x.goal.pk}": "closer",
        "summary": "Der er mere ro.",
        "needs_network_meeting": "no",
        "text_1": "Fast start også i SFO.",
        "owner_1": x.staff["teacher"].pk,
        "due_1": "8.6.2026",
    }
    return typed | changes


def hold_url(x):
    return reverse("occurrence_hold", args=[x.occurrence.uuid])


def test_hold_page_says_why_then_and_saves_all(x, log_in):
    client = log_in("resource_advisor")
    page = client.get(hold_url(x)).content.decode()
    assert (
        "Tre måneder efter start er søndag 24. maj. Det er pinsedag, og mandag er 2. pinsedag. Derfor tirsdag." in page
    )
    answer = client.post(hold_url(x), minutes(x))
    with acting(x, "resource_advisor"):
        meeting = Meeting.objects.get(occurrence=x.occurrence)
        assert answer.url == reverse("meeting_detail", args=[meeting.uuid])
        assert sorted(meeting.participants.values_list("staff_member__name", "words"), key=str) == [
            ("Anders Bech", ""), ("Karen Lindholm", ""), (None, "forældre"), (None, "pædagog fra SFO"),
        ]  # fmt: skip
        assert list(meeting.children.order_by("pk").values_list("part", "placement")) == [
            ("present", "ordinary"),
        ]
        assert list(meeting.progress.values_list("goal", "reach")) == [(x.goal.pk, "closer")]
        assert list(meeting.decisions.values_list("text", "owner", "due_on")) == [
            ("Fast start også i SFO.", x.staff["teacher"].pk, date(2026, 6, 8))
        ]
        assert x.w.occurrences.get(state="open").due_on == date(2026, 8, 26)
    shown = client.get(answer.url).content.decode()
    assert "Den næste opfølgning er onsdag 26. august." in shown
    assert "Tættere på" in shown


def test_family_that_has_not_said_yes_is_not_written_about(x, log_in):
    page = log_in("resource_advisor").get(hold_url(x)).content.decode()
    assert ("Adam" in page, "Selma" in page) == (True, False)


def test_hold_form_sent_twice_makes_one_meeting(x, log_in):
    client, typed = log_in("resource_advisor"), minutes(x)
    first, second = client.post(hold_url(x), typed), client.post(hold_url(x), typed)
    assert first.url == second.url
    with acting(x, "resource_advisor"):
        assert Meeting.objects.filter(pathway=x.w, occurrence__isnull=False).count() == 1


def test_bad_minutes_come_back_with_all_that_was_typed(x, log_in):
    answer = log_in("resource_advisor").post(
        hold_url(x),
        minutes(
            x,
            held_on="27.05.2026",
            summary="Noget vi så",
            needs_network_meeting="yes",
            **{f"part_{x.p1.pk}": "not", "text_1": ""},
        ),
    )
    page = answer.content.decode()
    assert answer.status_code == 422
    for words in (
        "Skriv, hvorfor barnet ikke blev hørt.",
        "Skriv, hvad I aftalte.",
        "Noget vi så",
        "forældre, pædagog fra SFO",
        "<title>Fejl: ",
    ):
        assert words in page
    later = log_in("resource_advisor").post(hold_url(x), minutes(x, held_on="27.05.2026"))
    assert (later.status_code, "Flyt opfølgningen i stedet." in later.content.decode()) == (422, True)
    with acting(x, "resource_advisor"):
        assert not Meeting.objects.filter(occurrence=x.occurrence).exists()


def test_group_leader_sees_no_name_without_a_basis(x, log_in):
    page = log_in("group_leader").get(hold_url(x)).content.decode()
    assert ("Adam" in page, "Selma" in page, "1 barn afventer grundlag" in page) == (True, False, True)


def test_invited_teacher_reads_minutes_without_what_is_behind_the_walls(x, log_in):
    page = log_in("teacher").get(reverse("meeting_detail", args=[x.meeting.uuid])).content.decode()
    assert ("QxFjordMoede1" in page, "QxFjordBeslutning1" in page) == (True, True)


def test_settled_follow_up_leads_to_its_minutes(x, log_in):
    with acting(x, "resource_advisor") as person:
        meeting = hold_meeting(occurrence=x.occurrence, held_on=date(2026, 5, 26), by=person)
    client = log_in("group_leader")
    assert client.get(hold_url(x)).url == reverse("meeting_detail", args=[meeting.uuid])
    assert client.get(reverse("occurrence_move", args=[x.occurrence.uuid])).url == reverse(
        "meeting_detail", args=[meeting.uuid]
    )


def test_move_and_not_held_show_errors_at_the_field(x, log_in):
    client = log_in("group_leader")
    moved = client.post(reverse("occurrence_move", args=[x.occurrence.uuid]), {"due_on": "1.5.2026", "reason": "Ferie"})
    assert (moved.status_code, "Vælg i dag eller en senere dag." in moved.content.decode()) == (422, True)
    not_held = client.post(reverse("occurrence_not_held", args=[x.occurrence.uuid]), {"words": "Vi nåede det ikke"})
    assert (not_held.status_code, "Vi nåede det ikke" in not_held.content.decode()) == (422, True)


def test_list_tells_overdue_moved_and_not_held(x, log_in):
    with time_machine.travel("2026-06-04 10:00"):
        assert "Overskredet 9 dage" in log_in("resource_advisor").get(reverse("occurrence_list")).content.decode()
    client = log_in("resource_advisor")
    client.post(reverse("occurrence_move", args=[x.occurrence.uuid]), {"due_on": "2.6.2026", "reason": "Lejrskole"})
    assert "I har aftalt tirsdag 2. juni." in client.get(reverse("occurrence_list")).content.decode()
    client.post(reverse("occurrence_not_held", args=[x.occurrence.uuid]), {"reason": "staff_ill", "words": "Karen"})
    assert (
        "Ikke holdt, fordi: En af os var syg"
        in client.get(reverse("occurrence_list") + "?vis=not_held").content.decode()
    )
    assert "Her er ingen" in client.get(reverse("occurrence_list") + "?vis=overdue").content.decode()


def test_list_finds_what_nobody_is_responsible_for(x, log_in):
    client, url = log_in("resource_advisor"), reverse("occurrence_list") + "?vis=nobodys"
    with acting(x, "resource_advisor"):
        Occurrence.objects.update(responsible=None)
        total = Occurrence.objects.filter(state="open").count()
    assert len(client.get(url).context["lines"]) == total


def test_list_costs_the_same_with_more_rows(x, log_in):
    client = log_in("resource_advisor")
    client.get(reverse("occurrence_list"))

    def cost():
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("occurrence_list"))
            client.get(reverse("occurrence_list") + "?vis=not_held")
        return len(asked)

    def settle(*numbers):
        with acting(x, "resource_advisor"):
            for number in numbers:
                x.make(
                    Occurrence, pathway=x.w, cadence="follow_up", number=number, computed_on=TODAY, due_on=TODAY, window_opens_on=TODAY,
                    state="not_held", not_held_reason="staff_ill",
                )  # fmt: skip

    settle(2)
    first = cost()
    settle(*range(3, 25))
    assert cost() == first


def test_items_for_today(x):
    day = date(2026, 5, 26)
    with acting(x, "resource_advisor") as person:
        [item] = due_items(person, day)
        assert (item.title, item.pathway_title, item.status, item.days, item.responsible, item.is_mine, item.url) == (
            "Fælles opfølgning", "5.B, Fjordby Skole", "due", 0, "Karen Lindholm", True, hold_url(x),
        )  # fmt: skip
        [late] = due_items(person, day + timedelta(days=9))
        assert (late.status, late.days, late.days_late) == ("overdue", -9, 9)
        assert due_items(person, date(2026, 5, 11)) == []
        assert [each.status for each in coming_items(person, date(2026, 5, 11))] == ["planned"]
        assert next_occurrence(x.w, person) == x.occurrence
    with acting(x, "teacher") as person:
        [item] = due_items(person, day)
        assert (item.is_mine, item.url) == (False, "")


def test_start_page_warns_of_a_short_pathway_and_tells_the_date(x, log_in):
    with acting(x, "resource_advisor"):
        waiting = x.make(
            Pathway, programme_version=x.version, track="class", unit=x.school, partner_unit=x.provider, side="school", school_class=x.c6,
            title="6.C", state="accepted", phase="analysis", lead=x.staff["resource_advisor"], co_lead=x.staff["group_leader"],
        )  # fmt: skip
    client, url = log_in("resource_advisor"), reverse("pathway_start", args=[waiting.uuid])
    assert "Ikke markeret som gjort: fortalt videre." in client.get(url).content.decode()
    wrong = client.post(url, {"starts_on": "24.2.2026", "planned_end_on": "23.2.2026"})
    assert (wrong.status_code, "Sidste dag skal ligge efter første dag." in wrong.content.decode()) == (422, True)
    client.post(url, {"starts_on": "24.2.2026", "planned_end_on": "20.5.2026"})
    page = client.get(reverse("occurrence_list")).content.decode()
    assert "Det er pinsedag, og mandag er 2. pinsedag. Derfor tirsdag." in page
    assert "Forløbet varer 85 dage. Modellen kræver mindst 3 måneder." in page


def test_administrator_keeps_the_school_calendar(x, log_in):
    client = log_in("administrator")
    page = client.get(reverse("school_calendar")).content.decode()
    assert "Hent de sædvanlige ferier i 2025/26" in page
    client.post(reverse("school_calendar"), {"year": "2026"})
    client.post(reverse("school_calendar"), {"year": "1999"})
    wrong = client.post(
        reverse("school_break_create"), {"name": "Fridag", "starts_on": "5.6.2026", "ends_on": "4.6.2026"}
    )
    assert (wrong.status_code, "Den sidste dag må ikke ligge før den første." in wrong.content.decode()) == (422, True)
    client.post(reverse("school_break_create"), {"name": "Fridag", "starts_on": "5.6.2026", "ends_on": "5.6.2026"})
    with acting(x, "administrator"):
        assert SchoolBreak.objects.count() == 1 + 6 + 1
        row = SchoolBreak.objects.get(name="Fridag")
    client.post(reverse("school_break_edit", args=[row.pk]), {"remove": "1"})
    with acting(x, "administrator"):
        assert not SchoolBreak.objects.filter(name="Fridag").exists()


def test_a_day_without_school_is_kept_and_told(x, log_in):
    address = reverse("occurrence_move", args=[x.occurrence.uuid])
    page = log_in("resource_advisor").post(
        address, {"due_on": "6.6.2026", "reason": "Forældrene kan kun der"}, follow=True
    )
    assert "flyttet til lørdag 6. juni. Den dag er der ikke skole: weekend." in page.content.decode()
