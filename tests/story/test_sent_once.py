"""A form sent ten times at once, as by ten taps on a slow phone, and once more later makes one record, and every answer is the first's."""

from concurrent.futures import ThreadPoolExecutor
from http.client import HTTPConnection
from urllib.parse import urlencode, urlsplit

import pytest

from cases.models import CaseNote, ConcernNotification, Measure, MeasureTrial
from classes.models import ClassPulse, ClassSession, TeamQuestion, TeamStrain
from parentgroups.models import BetweenSessionContact, GroupEnrolment, GroupSession, RecruitmentContact
from tests.story.every_state import enrolment
from tests.story.pages import DAY

pytestmark = pytest.mark.browser
LINE = "Sendt ti gange"
TAPS = ("calm", "conflicts", "participation")


def of_pathway(stage, what):
    return f"/forloeb/{stage.b5.pathway.uuid}/{what}"


def of_class(stage, what):
    return f"/klasse/{stage.b5.school_class.uuid}/{what}"


def of_adam(stage, what):
    return f"/barn/{stage.b5.adam.child.uuid}/{what}"


def of_parent(stage, what):
    return f"/familie/{GroupEnrolment.objects.filter(group=stage.group, state='joined').first().uuid}/{what}"


def measure(stage):
    return Measure.objects.filter(plan__pathway=stage.b5.pathway, plan__state="in_force").first()


def at_once(stage, what):
    return f"/foraeldregruppe/{stage.recruiting.pathway.uuid}/{what}"


FORMS = {  # who, where, what is answered, whose rows are counted
    "session": ("ressourcevejleder", lambda x: of_pathway(x, "session"), {"kind": "class", "elements": "praise", "line": LINE}, ClassSession),
    "observation": ("ressourcevejleder", lambda x: of_pathway(x, "session?slags=observation"), {"line": LINE}, ClassSession),
    "note": ("ressourcevejleder", lambda x: of_adam(x, "notat"), {"body": LINE}, CaseNote),
    "call": ("gruppeleder", lambda x: of_parent(x, "opkald"), {"reached": "yes"}, BetweenSessionContact),
    "contact": ("gruppeleder", lambda x: f"/familie/{enrolment(x.recruiting, 'invited').uuid}/kontakt", {"outcome": "thinking", "line": LINE}, RecruitmentContact),
    "group session": ("gruppeleder", lambda x: at_once(x, "moedegange/ekstra"), {"theme": LINE}, GroupSession),
    "trial": ("laerer", lambda x: f"/tiltag/{measure(x).uuid}/proevet", {"line": LINE}, MeasureTrial),
    "question": ("laerer", lambda x: of_pathway(x, "spoerg"), {"text": LINE}, TeamQuestion),
    "concern": ("laerer", lambda x: of_adam(x, "bekymret"), {"sent": "on"}, ConcernNotification),
    "pulse": ("laerer", lambda x: of_class(x, "puls"), dict.fromkeys(TAPS, "2"), ClassPulse),
    "strain": ("laerer", lambda x: of_class(x, "belastning"), {"value": "2"}, TeamStrain),
}  # fmt: skip


@pytest.fixture
def browser(people, whole):
    walkers = people(whole, width=390)
    walkers.on(DAY, "14:00")
    return walkers


@pytest.mark.parametrize("name", FORMS)
def test_a_form_sent_ten_times_at_once_makes_one_record(browser, whole, name):
    who, where, answers, model = FORMS[name]
    with whole.acting(who, DAY, 14) as by:
        address = where(whole)
        if model in (ClassPulse, TeamStrain):  # an answer a week: the one that the story gave goes first
            model.objects.visible_to(by).filter(staff_id=by.staff_id, monday="2026-05-18").delete()
    before = count(whole, who, model)
    page = browser(who)
    page.goto(of_class(whole, "puls") if name == "strain" else address)
    send = sender(page, address, dict(page.evaluate(FIELDS, next(iter(answers)))) | answers)
    with ThreadPoolExecutor(10) as ten:
        arrived = list(ten.map(send, range(10)))
    arrived.append(send(11))
    assert {status for status, _location in arrived} == {302}
    assert len({location for _status, location in arrived}) == 1
    assert count(whole, who, model) == before + 1


FIELDS = """name => [...new FormData(document.querySelector(`main form [name=${name}]`).form)]"""
"""What the form holds that has this question."""


def count(stage, who, model):
    with stage.acting(who, DAY, 14) as by:
        return model.objects.visible_to(by).count()


def sender(page, address, fields):
    """Sends the form as the browser would that nobody has taught to wait for an answer."""
    host = urlsplit(page.url)
    cookies = "; ".join(f"{each['name']}={each['value']}" for each in page.context.cookies())
    headers = {"Cookie": cookies, "Content-Type": "application/x-www-form-urlencoded"}

    def send(_time):
        line = HTTPConnection(host.hostname, host.port, timeout=30)
        line.request("POST", address, urlencode(fields), headers)
        answer = line.getresponse()
        answer.read()
        line.close()
        return answer.status, answer.getheader("Location", "")

    return send
