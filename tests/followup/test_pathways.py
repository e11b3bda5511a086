from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.models import Pathway, PathwayChild, PathwayTransition
from followup.actions import close_pathway, start_pathway
from followup.models import Occurrence
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")


@pytest.fixture
def accepted(cast):
    """A class pathway of 6.C that waits to be started."""
    x = cast.fjord
    with acting(x, "resource_advisor"):
        return x.make(
            Pathway, programme_version=x.version, track="class", unit=x.school, partner_unit=x.provider, side="school", school_class=x.c6,
            title="6.C", state="accepted", phase="analysis", lead=x.staff["resource_advisor"], co_lead=x.staff["group_leader"],
        )  # fmt: skip


def start(x, pathway, starts_on, who="resource_advisor", ends_on=date(2026, 6, 19)):
    with time_machine.travel("2026-02-20"), acting(x, who) as person:
        return start_pathway(pathway=pathway, starts_on=starts_on, planned_end_on=ends_on, by=person)


def test_start_plans_the_story(cast, accepted):
    x = cast.fjord
    started = start(x, accepted, date(2026, 2, 24))
    assert (started.state, started.phase, started.starts_on) == ("active", "running", date(2026, 2, 24))
    with acting(x, "group_leader") as person:
        planned = Occurrence.objects.visible_to(person).get(pathway=accepted, cadence="follow_up")
        ending = Occurrence.objects.visible_to(person).filter(pathway=accepted).exclude(pk=planned.pk)
        assert list(ending.values_list("cadence", "form", "due_on", "counted_from")) == [
            ("closing_mapping", "mapping", date(2026, 5, 22), date(2026, 6, 19)),
            ("closing_analysis", "task", date(2026, 6, 5), date(2026, 6, 19)),
            ("closing_meeting", "meeting", date(2026, 6, 12), date(2026, 6, 19)),
        ]
        passed = (
            PathwayTransition.objects.visible_to(person)
            .filter(pathway=accepted)
            .values_list("kind", "before", "after", "by")
        )
        by = x.staff["resource_advisor"].pk
        assert list(passed) == [
            ("phase", "analysis", "presented", by),
            ("phase", "presented", "running", by),
            ("state", "accepted", "active", by),
        ]
    assert (planned.computed_on, planned.due_on, planned.window_opens_on) == (
        date(2026, 5, 24),
        date(2026, 5, 26),
        date(2026, 5, 12),
    )
    assert [each["why"] for each in planned.moved_because] == ["pinsedag", "2. pinsedag"]
    assert (planned.number, planned.cadence, planned.responsible_id) == (1, "follow_up", x.staff["resource_advisor"].pk)


@pytest.mark.parametrize(
    ("starts_on", "due_on"),
    [((2026, 2, 2), (2026, 5, 4)), ((2026, 2, 1), (2026, 5, 1)), ((2026, 4, 10), (2026, 6, 26))],
)
def test_start_on_other_days_of_the_story(cast, accepted, starts_on, due_on):
    start(cast.fjord, accepted, date(*starts_on), ends_on=None)
    with acting(cast.fjord, "resource_advisor"):
        assert accepted.occurrences.get().due_on == date(*due_on)


def test_started_twice_is_started_once(cast, accepted):
    start(cast.fjord, accepted, date(2026, 2, 24))
    start(cast.fjord, accepted, date(2026, 2, 25), "group_leader")
    with acting(cast.fjord, "resource_advisor"):
        assert Pathway.objects.get(pk=accepted.pk).starts_on == date(2026, 2, 24)
        assert accepted.occurrences.count() == 4
        assert accepted.transitions.count() == 3


@pytest.mark.parametrize("who", ["principal", "teacher", "provider_manager", "ppr_advisor", "other_advisor"])
def test_start_is_refused_to_those_who_do_not_run_it(cast, accepted, who):
    with pytest.raises(PermissionDenied):
        start(cast.fjord, accepted, date(2026, 2, 24), who)


def test_start_needs_an_accepted_pathway_and_an_end_after_it(cast, accepted):
    with pytest.raises(ValidationError) as wrong:
        start(cast.fjord, accepted, date(2026, 2, 24), ends_on=date(2026, 2, 24))
    assert list(wrong.value.message_dict) == ["planned_end_on"]
    with acting(cast.fjord, "resource_advisor"):
        accepted.state = "proposed"
        accepted.save()
    with pytest.raises(ValidationError):
        start(cast.fjord, accepted, date(2026, 2, 24))


def close(x, decision, who="resource_advisor", ended_on=date(2026, 5, 21), reason="Klassen bærer selv videre."):
    with acting(x, who) as person:
        return close_pathway(pathway=x.w, decision=decision, reason=reason, ended_on=ended_on, by=person)


@time_machine.travel("2026-05-21")
def test_close_ends_everything_open(cast):
    x = cast.fjord
    closed = close(x, "goals_reached")
    assert (closed.state, closed.phase, closed.ended_on, closed.ending) == (
        "closed",
        "closed",
        date(2026, 5, 21),
        "goals_reached",
    )
    with acting(x, "resource_advisor") as person:
        assert Occurrence.objects.visible_to(person).get(pk=x.occurrence.pk).state == "cancelled"
        assert not Occurrence.objects.visible_to(person).overdue(date(2026, 9, 1)).filter(pathway=x.w).exists()
        assert set(PathwayChild.objects.filter(pathway=x.w).values_list("ends_on", flat=True)) == {date(2026, 5, 21)}
        assert [t.after for t in x.w.transitions.filter(kind="phase")] == ["closing_mapping", "closed"]
    close(x, "refer")  # the second click of somebody else changes nothing
    with acting(x, "resource_advisor"):
        assert Pathway.objects.get(pk=x.w.pk).ending == "goals_reached"


@time_machine.travel("2026-05-21")
def test_maintenance_goes_on_with_its_own_cadence(cast):
    x = cast.fjord
    kept = close(x, "maintain_class")
    assert (kept.state, kept.phase, kept.ended_on) == ("active", "maintenance", None)
    with acting(x, "resource_advisor"):
        assert list(x.w.occurrences.order_by("pk").values_list("cadence", "state", "due_on")) == [
            ("follow_up", "cancelled", date(2026, 5, 26)),
            ("maintenance", "open", date(2026, 8, 21)),
        ]
        assert not PathwayChild.objects.filter(pathway=x.w, ends_on__isnull=False).exists()
    assert close(x, "goals_reached").state == "closed"


@time_machine.travel("2026-05-21")
@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"decision": "nonsense"}, "decision"),
        ({"reason": " "}, "reason"),
        ({"ended_on": date(2026, 5, 22)}, "ended_on"),
        ({"ended_on": date(2026, 2, 1)}, "ended_on"),
    ],
)
def test_close_refuses(cast, change, field):
    with pytest.raises(ValidationError) as wrong:
        close(cast.fjord, **{"decision": "goals_reached"} | change)
    assert list(wrong.value.message_dict) == [field]


def test_close_is_refused_to_others(cast):
    for who in ("principal", "teacher", "caseworker", "other_leader", "group_leader"):
        with pytest.raises(PermissionDenied):
            close(cast.fjord, "goals_reached", who)
