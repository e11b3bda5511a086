import json
from datetime import date
from io import StringIO

import pytest
import time_machine
from django.core import mail
from django.core.cache import cache
from django.core.management import CommandError, call_command

from followup import schedule
from followup.actions import add_default_breaks, close_pathway
from followup.models import DailyRun, Heartbeat, Occurrence, OutboxMail, Reminder, SchoolBreak
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
NOTHING = {"reminded": 0, "escalated": 0, "mails": 0}
NO_MAILS = {"sent": 0, "failed": 0, "refused": 0, "given_up": 0, "dropped": 0}


@pytest.fixture(autouse=True)
def _no_other_jobs(settings):
    settings.DAILY_JOBS, settings.TICK_JOBS = ["followup.post.remind"], []
    settings.SITE_URL = "https://samspil.example"


@pytest.fixture
def x(cast):
    """Fjord with nothing sent yet."""
    for each in (cast.bakke, cast.fjord):
        with acting(each, "system"):
            Reminder.objects.all().delete()
            OutboxMail.objects.all().delete()
    return cast.fjord


def run(today, **options):
    said = StringIO()
    call_command("tick", today=date.fromisoformat(today), stdout=said, **options)
    return json.loads(said.getvalue())


def of(done, name="Fjord"):
    return next(each for each in done["municipalities"] if each["municipality"] == name)


@time_machine.travel("2026-05-26 08:00", tick=False)
def test_daily_job_of_the_story_tells_who_has_something_due_today(x):
    done = run("2026-05-26")
    assert done["today"] == "2026-05-26"
    assert of(done)["remind"]["reminded"] == 1
    assert done["state"]["heartbeat_age_seconds"] == 0
    assert [each.to for each in mail.outbox if "fjord" in each.to[0]] == [["resource_advisor@fjord.example"]]


@time_machine.travel("2026-05-26 08:00")
def test_daily_job_run_again_changes_nothing(x):
    run("2026-05-26")
    sent = len(mail.outbox)
    again = run("2026-05-26")
    for name in ("Fjord", "Bakke"):
        assert of(again, name) == {"municipality": name, "remind": NOTHING, "mails": NO_MAILS}
    assert len(mail.outbox) == sent


@time_machine.travel("2026-05-26 08:00")
def test_the_clock_runs_the_daily_jobs_once_even_when_the_cache_is_emptied(x):
    today = date(2026, 5, 26)
    first = schedule.tick(today, once_a_day=True)
    assert first[0]["remind"]["reminded"] == 1
    cache.clear()
    assert schedule.tick(today, once_a_day=True)[0] == {"municipality": "Fjord", "mails": NO_MAILS}
    with acting(x, "system") as person:
        kept = DailyRun.objects.visible_to(person).filter(job="followup.post.remind")
        assert list(kept.values_list("day", "attempts")) == [(today, 0)]


@time_machine.travel("2026-05-26 08:00", tick=False)
def test_a_failing_job_is_tried_five_times_and_stops_nobody_else(x, settings):
    settings.DAILY_JOBS = ["tests.followup.test_tick.broken", "followup.post.remind"]
    found = []
    for hour in range(7):
        with time_machine.travel(f"2026-05-26 {8 + hour:02}:00", tick=False):
            found.append(of({"municipalities": schedule.tick(date(2026, 5, 26), once_a_day=True)}))
            again = of({"municipalities": schedule.tick(date(2026, 5, 26), once_a_day=True)})
            assert "error" not in again  # not again before its time
    assert [each.get("error") for each in found] == ["ZeroDivisionError"] * 5 + [None] * 2
    assert found[0]["remind"]["reminded"] == 1
    with acting(x, "system") as person:
        kept = DailyRun.objects.visible_to(person).get(job="tests.followup.test_tick.broken")
        assert (kept.attempts, kept.done_at, kept.last_error) == (5, None, "ZeroDivisionError")


def broken(today):
    return 1 / 0


def test_a_job_of_the_tick_runs_each_time_and_its_trouble_is_its_own(x, settings):
    settings.TICK_JOBS = [
        "tests.followup.test_tick.broken",
        "tests.followup.test_tick.gone_on",
        "tests.followup.test_tick.idle",
    ]
    for _time in range(2):
        done = schedule.tick(date(2026, 5, 26), once_a_day=True, only="Fjord")[0]
        assert (done["error"], done["gone_on"], "idle" in done, done["mails"]) == (
            "ZeroDivisionError",
            {"n": 1},
            False,
            NO_MAILS,
        )


def gone_on(today):
    return {"n": 1}


def idle(today):
    return None


def test_the_command_says_so_when_something_failed(x, settings):
    settings.DAILY_JOBS = ["tests.followup.test_tick.broken"]
    with pytest.raises(CommandError):
        run("2026-05-26")


def test_each_tick_leaves_a_sign_of_life(x):
    with time_machine.travel("2026-05-26 08:00", tick=False):
        run("2026-05-26")
    with time_machine.travel("2026-05-26 08:01", tick=False):
        run("2026-05-26")
        assert Heartbeat.objects.get().at.isoformat() == "2026-05-26T06:01:00+00:00"


@time_machine.travel("2026-09-01 08:00")
def test_nothing_is_due_for_a_closed_pathway(x):
    with acting(x, "resource_advisor") as person:
        close_pathway(pathway=x.w, decision="goals_reached", reason="Slut", ended_on=date(2026, 6, 19), by=person)
    run("2026-09-01")
    with acting(x, "system") as person:
        open_ones = Occurrence.objects.visible_to(person).filter(pathway=x.w).open().due(date(2026, 9, 1))
        assert list(open_ones) == []
        assert Reminder.objects.visible_to(person).filter(pathway=x.w, occurrence__cadence="follow_up").count() == 0


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


def test_a_changed_calendar_is_somebody_elses_job(x):
    """The dates themselves follow the school calendar in followup.daily; here nothing moves."""
    with acting(x, "administrator") as person:
        SchoolBreak.objects.create(
            municipality_id=person.municipality_id,
            name="Planlægningsdag",
            starts_on=date(2026, 5, 26),
            ends_on=date(2026, 5, 26),
        )
    run("2026-05-20")
    with acting(x, "system"):
        assert Occurrence.objects.get(pk=x.occurrence.pk).due_on == date(2026, 5, 26)
