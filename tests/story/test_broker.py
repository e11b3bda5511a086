"""With the broker stopped the forms that ring for a task save as ever; only the first of them may wait for the silence.

That every other form of the walk saves too is seen in test_story.py, which is walked with a stopped broker.
"""

import time

import pytest
import time_machine
from django.test import Client

from accounts.models import User
from classes.models import ClassSession, CoTeachingWeek
from core import tasks
from parentgroups.models import Attendance, GroupEnrolment, GroupSession

FIRST, SECOND = 2.0, 1.0  # seconds, on a machine that is busy with other tests


@pytest.fixture
def person(played, django_db_blocker, stopped_broker):
    """`person("gruppeleder")` is that person's client, on the story's day."""

    def client(who):
        made = Client()
        made.force_login(User.objects.get(pk=played.users[who].pk))
        return made

    with django_db_blocker.unblock(), time_machine.travel("2026-05-21 09:00", tick=True):
        yield client


def save(client, address, **data):
    began = time.perf_counter()
    answer = client.post(address, data)
    assert answer.status_code == 302, answer.content.decode()
    return time.perf_counter() - began


def test_forms_that_ring_save_while_the_broker_is_stopped(played, person, caplog):
    advisor, leader, pathway = person("ressourcevejleder"), person("gruppeleder"), played.b5.pathway
    before = kept(played)
    session = {
        "held_on": "2026-05-20",
        "kind": "class",
        "elements": ["clarity"],
        "line": "Skrevet, mens klokken var tavs.",
    }
    assert save(advisor, f"/forloeb/{pathway.uuid}/session", **session) < FIRST
    assert "broker unreachable" in caplog.text
    assert tasks._quiet_until > time.monotonic()
    assert save(advisor, f"/forloeb/{pathway.uuid}/session", **session) < SECOND
    save(advisor, f"/forloeb/{pathway.uuid}/tolaerer", monday="2026-05-18", lessons="11,5", who="Karen")
    save(leader, f"/moedegang/{before['register']}", **before["marks"])
    save(leader, f"/familie/{before['family']}/opkald", reached="yes", note="Glad.", called_on="2026-05-20")
    after = kept(played)
    assert (after["sessions"], after["weeks"], after["present"]) == (before["sessions"] + 2, before["weeks"] + 1, 8)
    assert caplog.text.count("broker unreachable") == 1


def kept(stage):
    with stage.acting("ressourcevejleder", "2026-05-21"):
        found = {
            "sessions": ClassSession.objects.filter(pathway=stage.b5.pathway).count(),
            "weeks": CoTeachingWeek.objects.filter(pathway=stage.b5.pathway).count(),
        }
    with stage.acting("gruppeleder", "2026-05-21"):
        enrolments = list(GroupEnrolment.objects.filter(group=stage.group))
        register = GroupSession.objects.get(group=stage.group, number=5)
        present = Attendance.objects.filter(session=register, status="present", is_companion=False).count()
    marks = {f"p{each.pk}": "present" for each in enrolments}
    return found | {"register": register.uuid, "family": enrolments[0].uuid, "marks": marks, "present": present}
