import json
from datetime import date, timedelta
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.management import CommandError, call_command
from django.utils import timezone

from followup import outbox, schedule
from followup.actions import add_default_breaks, close_pathway
from followup.models import Occurrence, OutboxMail, SchoolBreak
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
NOTHING = {"cancelled": 0, "moved": 0, "planned": 0, "queued": 0}


@pytest.fixture(autouse=True)
def _no_other_jobs(settings):
    settings.DAILY_JOBS = ["followup.schedule.plan_and_remind"]
    settings.SITE_URL = "https://samspil.example"


@pytest.fixture
def x(cast):
    """Fjord with an empty outbox, and nothing planned for the other school's pathway yet."""
    with acting(cast.fjord, "system"):
        OutboxMail.objects.all().delete()
    with acting(cast.bakke, "system"):
        OutboxMail.objects.all().delete()
    return cast.fjord


def run(today):
    said = StringIO()
    call_command("tick", today=date.fromisoformat(today), stdout=said)
    return json.loads(said.getvalue())


def of(done, name="Fjord"):
    return next(each for each in done["municipalities"] if each["municipality"] == name)


@time_machine.travel("2026-05-26 05:00")
def test_daily_job_of_the_story_queues_and_sends_one_mail(x):
    done = run("2026-05-26")
    assert done["today"] == "2026-05-26"
    # w is due today; w2 of the other school had none planned, was due on 11.5. and is overdue
    assert of(done)["plan_and_remind"] == {"cancelled": 0, "moved": 0, "planned": 1, "queued": 2}
    assert of(done)["mails"] == {"sent": 2, "failed": 0, "given_up": 0}
    due = next(each for each in mail.outbox if each.to == ["resource_advisor@fjord.example"])
    assert due.subject == "Samspil: én ting forfalder tirsdag 26. maj"
    assert due.body == (
        "Én ting i Samspil forfalder tirsdag 26. maj.\n\nÅbn Samspil for at se, hvad det er:\n"
        f"https://samspil.example/opfoelgning/{x.occurrence.uuid}/hold\n\n"
        "Mailen indeholder ingen oplysninger om personer. Du kan ikke svare på den.\n"
    )
    late = next(each for each in mail.outbox if each.to == ["other_advisor@fjord.example"])
    assert late.subject == "Samspil: én ting skulle være holdt mandag 11. maj"


@time_machine.travel("2026-05-26 05:00")
def test_daily_job_run_again_changes_nothing(x):
    run("2026-05-26")
    with acting(x, "system"):
        before = list(Occurrence.objects.order_by("pk").values())
    again = run("2026-05-26")
    for name in ("Fjord", "Bakke"):
        assert of(again, name) == {
            "municipality": name,
            "plan_and_remind": NOTHING,
            "mails": {"sent": 0, "failed": 0, "given_up": 0},
        }
    with acting(x, "system"):
        assert list(Occurrence.objects.order_by("pk").values()) == before
    assert len(mail.outbox) == 4


def test_one_mail_when_due_one_when_overdue_and_none_between(x):
    found = {}
    for day in ("2026-05-11", "2026-05-12", "2026-05-20", "2026-05-26", "2026-05-27", "2026-06-10"):
        with time_machine.travel(day):
            run(day)
        found[day] = len([each for each in mail.outbox if each.to == ["resource_advisor@fjord.example"]])
    assert found == {
        "2026-05-11": 0,
        "2026-05-12": 1,
        "2026-05-20": 1,
        "2026-05-26": 1,
        "2026-05-27": 2,
        "2026-06-10": 2,
    }


@time_machine.travel("2026-05-26 05:00")
def test_mail_goes_to_the_other_lead_when_the_first_cannot_log_in(x, cast):
    user = x.users["resource_advisor"]
    type(user).objects.filter(pk=user.pk).update(is_active=False)
    run("2026-05-26")
    assert "group_leader@fjord.example" in [each.to[0] for each in mail.outbox]
    assert "resource_advisor@fjord.example" not in [each.to[0] for each in mail.outbox]


@time_machine.travel("2026-05-20 05:00")
def test_open_dates_follow_a_changed_calendar_but_agreed_ones_stay(x):
    with acting(x, "administrator") as person:
        SchoolBreak.objects.create(
            municipality_id=person.municipality_id,
            name="Planlægningsdag",
            starts_on=date(2026, 5, 26),
            ends_on=date(2026, 5, 26),
        )
    assert of(run("2026-05-20"))["plan_and_remind"]["moved"] == 1
    with acting(x, "system"):
        moved = Occurrence.objects.get(pk=x.occurrence.pk)
        assert (moved.due_on, moved.moved_because[-1]) == (
            date(2026, 5, 27),
            {"on": "2026-05-26", "why": "planlægningsdag"},
        )
        Occurrence.objects.filter(pk=moved.pk).update(is_agreed=True, due_on=date(2026, 5, 26))
    assert of(run("2026-05-20"))["plan_and_remind"]["moved"] == 0


@time_machine.travel("2026-09-01 05:00")
def test_nothing_is_due_for_a_closed_pathway(x):
    with acting(x, "resource_advisor") as person:
        close_pathway(pathway=x.w, decision="goals_reached", reason="Slut", ended_on=date(2026, 6, 19), by=person)
    run("2026-09-01")
    assert [
        each.to for each in mail.outbox if each.to[0].split("@")[0] == "resource_advisor" and "fjord" in each.to[0]
    ] == []


@time_machine.travel("2026-05-26 05:00")
def test_the_minute_tick_runs_the_daily_jobs_once(x):
    today = date(2026, 5, 26)
    first = schedule.tick(today, once_a_day=True)
    assert first[0]["plan_and_remind"]["queued"] == 2
    assert schedule.tick(today, once_a_day=True)[0] == {
        "municipality": "Fjord",
        "mails": {"sent": 0, "failed": 0, "given_up": 0},
    }


def test_one_failing_municipality_does_not_stop_the_others(x, monkeypatch):
    real = schedule._run
    monkeypatch.setattr(
        schedule,
        "_run",
        lambda job, user, muni, today: 1 / 0 if muni == x.municipality.pk else real(job, user, muni, today),
    )
    with pytest.raises(CommandError):
        run("2026-05-26")
    done = schedule.tick(date(2026, 5, 26))
    assert [sorted(each) for each in done] == [["error", "municipality"], ["mails", "municipality", "plan_and_remind"]]


# ---- the outbox ----


@pytest.fixture
def queued(x):
    with acting(x, "system"):
        return x.make(
            OutboxMail,
            recipient=x.staff["principal"],
            occurrence=x.occurrence,
            kind="due",
            due_on=date(2026, 5, 26),
            subject="S",
            body="B",
            message_id="<one@samspil.example>",
        )


def send(x):
    return outbox.send_waiting(x.users["system"].pk, x.municipality.pk)


def state_of(x, queued):
    with acting(x, "system"):
        return OutboxMail.objects.values_list("state", "attempts").get(pk=queued.pk)


def test_killed_between_claim_and_send_it_is_sent_once_more_after_the_lease(x, queued):
    with acting(x, "system"):
        claimed = outbox.claim()  # and the worker dies here
    assert send(x)["sent"] == 0  # somebody seems to be at it
    with time_machine.travel(timezone.now() + outbox.LEASE + timedelta(seconds=1)):
        assert send(x)["sent"] == 1
    assert [each.extra_headers["Message-ID"] for each in mail.outbox] == ["<one@samspil.example>"]
    with acting(x, "system"):
        assert outbox.settle(claimed, delivered=False) == "failed"  # the dead one, come back, changes nothing
    assert state_of(x, queued) == ("sent", 2)


def test_killed_between_send_and_mark_it_is_the_same_mail_again(x, queued):
    with acting(x, "system"):
        outbox.deliver(outbox.claim())
    with time_machine.travel(timezone.now() + outbox.LEASE + timedelta(seconds=1)):
        send(x)
    assert [each.extra_headers["Message-ID"] for each in mail.outbox] == ["<one@samspil.example>"] * 2


def test_a_mail_server_that_is_down_is_tried_five_times(x, queued, monkeypatch):
    monkeypatch.setattr(outbox.EmailMessage, "send", lambda self: 1 / 0)
    moment, found = timezone.now(), []
    for _turn in range(7):
        with time_machine.travel(moment, tick=False):
            found.append(send(x))
            assert send(x) == {"sent": 0, "failed": 0, "given_up": 0}  # not again before its time
        moment += timedelta(hours=1, minutes=1)
    assert [each["failed"] for each in found] == [1, 1, 1, 1, 0, 0, 0]
    assert [each["given_up"] for each in found] == [0, 0, 0, 0, 1, 0, 0]
    assert state_of(x, queued) == ("dead", 5)


def test_only_the_system_reads_the_outbox_of_others(x, queued):
    with acting(x, "teacher") as person:
        assert list(OutboxMail.objects.visible_to(person)) == []
    with acting(x, "principal") as person:
        assert list(OutboxMail.objects.visible_to(person)) == [queued]


def test_usual_holidays_are_added_where_nothing_stands(x):
    with acting(x, "administrator") as person:
        made = add_default_breaks(municipality_id=person.municipality_id, school_year=2025)
        assert [each.name for each in made] == [
            "Efterårsferie",
            "Juleferie",
            "Vinterferie",
            "Påskeferie",
            "Grundlovsdag",
        ]
        assert add_default_breaks(municipality_id=person.municipality_id, school_year=2025) == []
