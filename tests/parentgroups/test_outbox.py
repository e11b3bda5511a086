"""What a device kept while it had no connection: each tap once, the later of two stands, and nothing is lost silently."""

import io
import json
import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from pypdf import PdfReader

from accounts.device import device_owner
from accounts.models import ReceivedKey
from accounts.schedule import forget_received
from cases.models import Child
from parentgroups.actions import save_register, stop_in_group
from parentgroups.models import Attendance, GroupEnrolment, GroupSession
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
EVENING = datetime.fromisoformat("2026-05-21T16:45+02:00")


@pytest.fixture
def evening():
    with time_machine.travel(EVENING, tick=False):
        yield


@pytest.fixture
def room(story, make_group, client, evening):
    return Room(story, make_group(), client)


class Room:
    """The sixth session of the story's group, and the tablet in it."""

    def __init__(self, story, group, client):
        self.story, self.client = story, client
        client.force_login(story.users["group_leader"])
        with acting(story, "group_leader") as by:
            self.owner = device_owner(by)
            self.session = GroupSession.objects.get(group=group, number=6)
            found = GroupEnrolment.objects.filter(group=group).select_related("parent")
            self.people = {each.parent.name.split()[0]: each for each in found}
        self.page = reverse("session_register", args=[self.session.uuid])
        self.address = reverse("register_marks", args=[self.session.uuid])

    def tap(self, name, status, reason="", minutes_ago=0.0, key=None, line="p"):
        return {
            "line": f"{line}{self.people[name].pk}", "status": status, "reason": reason,
            "age": minutes_ago * 60_000, "key": str(key or uuid4()),
        }  # fmt: skip

    def send(self, *taps, owner=None):
        body = json.dumps({"owner": self.owner if owner is None else owner, "marks": taps})
        return self.client.post(self.address, body, content_type="application/json")

    def results(self, *taps):
        answer = self.send(*taps)
        assert answer.status_code == 200
        names = {f"p{each.pk}": name for name, each in self.people.items()}
        return {names.get(line, line): said["result"] for line, said in answer.json()["results"].items()}

    def marks(self):
        with acting(self.story, "group_leader"):
            found = Attendance.objects.filter(session=self.session, is_companion=False).select_related(
                "enrolment__parent"
            )
            return {each.enrolment.parent.name.split()[0]: each for each in found}

    def told(self):
        return {
            name: f"{mark.status} {mark.reason}".strip()
            for name, mark in sorted(self.marks().items(), key=lambda pair: pair[0])
        }

    def colleague(self, name, status, minutes_ago=0):
        """The other leader of the group has marked her on another device."""
        with acting(self.story, "group_leader") as by:
            self.story.make(
                Attendance, session=self.session, enrolment=self.people[name], status=status,
                registered_by=self.story.staff["other_leader"], marked_at=timezone.now() - timedelta(minutes=minutes_ago),
            )  # fmt: skip
            return by


def test_taps_of_an_evening_are_kept_with_their_own_time(room):
    assert room.results(room.tap("Amina", "present", minutes_ago=20), room.tap("Bo", "notice", "ill")) == {
        "Amina": "saved",
        "Bo": "saved",
    }
    assert room.told() == {"Amina": "present", "Bo": "notice ill"}
    assert room.marks()["Amina"].marked_at == EVENING - timedelta(minutes=20)
    with acting(room.story, "group_leader"):
        room.session.refresh_from_db()
    assert room.session.state == "held"


def test_the_same_tap_sent_again_changes_nothing(room):
    key = uuid4()
    assert room.results(room.tap("Amina", "present", key=key)) == {"Amina": "saved"}
    room.client.post(room.page, {f"p{room.people['Amina'].pk}": "absent"})
    assert room.results(room.tap("Amina", "present", key=key)) == {"Amina": "saved"}
    assert room.told() == {"Amina": "absent"}


def test_a_tap_of_the_future_gets_our_time(room):
    room.send(room.tap("Amina", "present", minutes_ago=-600))
    assert room.marks()["Amina"].marked_at == EVENING


def test_time_is_the_devices_own_unless_its_clock_is_plainly_wrong(room):
    clock = lambda seconds: (EVENING + timedelta(seconds=seconds)).timestamp() * 1000  # noqa: E731
    room.send(room.tap("Amina", "present") | {"at": clock(-40)}, room.tap("Bo", "present") | {"at": clock(30)})
    room.send(room.tap("Camilla", "present", minutes_ago=5) | {"at": clock(-86400)})
    times = {name: (mark.marked_at - EVENING).total_seconds() for name, mark in room.marks().items()}
    assert times == {"Amina": -40, "Bo": 0, "Camilla": -300}


def test_two_quick_taps_of_her_own_stand_in_the_order_they_come(room):
    room.send(room.tap("Amina", "present"))
    assert room.results(room.tap("Amina", "absent", minutes_ago=0.5)) == {"Amina": "saved"}
    assert room.results(room.tap("Amina", "present", minutes_ago=30)) == {"Amina": "newer"}
    assert room.told() == {"Amina": "absent"}


def test_of_two_leaders_the_later_tap_stands_and_both_are_told(room):
    room.colleague("Amina", "present", minutes_ago=2)
    room.colleague("Bo", "present", minutes_ago=9)
    answer = room.send(room.tap("Amina", "absent", minutes_ago=5), room.tap("Bo", "absent", minutes_ago=5)).json()
    amina, bo = (f"p{room.people[name].pk}" for name in ("Amina", "Bo"))
    assert (answer["results"][amina]["result"], answer["results"][bo]["result"]) == ("newer", "saved")
    assert room.told() == {"Amina": "present", "Bo": "absent"}
    name = room.story.staff["other_leader"].name
    assert answer["rows"][amina] == {"was": "present", "by": f"{name} kl. 16.43", "said": "Til stede"}
    assert answer["results"][bo]["replaced"] == {"was": "present", "by": f"{name} kl. 16.36", "said": "Til stede"}
    assert answer["rows"][bo]["by"] == ""
    assert f"{name} kl. 16.43" in room.client.get(room.page).content.decode()


def test_form_leaves_alone_what_a_colleague_changed_meanwhile_and_says_so(room):
    sent = {f"p{room.people['Amina'].pk}": "present", f"p{room.people['Amina'].pk}_was": "present"}
    room.colleague("Amina", "absent")
    sent |= {f"p{room.people['Bo'].pk}": "present", f"p{room.people['Bo'].pk}_was": ""}
    said = room.client.post(room.page, sent, follow=True).content.decode()
    assert room.told() == {"Amina": "absent", "Bo": "present"}
    assert "Imens har en anden ændret det her: Amina Warsame: Udeblevet" in said


def test_whoever_stopped_meanwhile_is_refused_with_the_reason_and_the_key_may_be_used_again(room):
    with acting(room.story, "group_leader") as by:
        stop_in_group(enrolment=room.people["Camilla"], on=date(2026, 5, 21), reason="time", by=by)
    tap = room.tap("Camilla", "present")
    answer = room.send(tap, room.tap("Bo", "present")).json()
    line = f"p{room.people['Camilla'].pk}"
    assert answer["results"][line] == {
        "result": "refused", "why": "Er ikke i gruppen fra 21. maj.", "name": "Camilla Juhl",
    }  # fmt: skip
    assert room.told() == {"Bo": "present"}
    with acting(room.story, "group_leader") as by:
        assert ReceivedKey.objects.visible_to(by).filter(key=tap["key"]).count() == 0
    said = room.client.post(room.page, {line: "present"}, follow=True).content.decode()
    assert "Ikke gemt, for de var ikke i gruppen den dag: Camilla Juhl." in said


def test_a_mark_can_be_taken_back_and_nobody_has_held_the_session_then(room):
    room.send(room.tap("Amina", "present"))
    assert room.results(room.tap("Amina", "")) == {"Amina": "saved"}
    with acting(room.story, "group_leader"):
        room.session.refresh_from_db()
        assert (room.told(), room.session.state) == ({}, "planned")
    assert room.results(room.tap("Amina", "")) == {"Amina": "saved"}


def test_companion_has_a_line_of_her_own(room):
    room.send(room.tap("Mia", "present", line="c"), room.tap("Bo", "present", line="c"))
    with acting(room.story, "group_leader"):
        found = Attendance.objects.filter(session=room.session).values_list("enrolment__parent__name", "is_companion")
        assert list(found) == [("Mia Sand", True)]


def test_another_persons_queue_is_not_taken(room):
    assert (room.send(room.tap("Amina", "present"), owner="x").status_code, room.told()) == (409, {})
    answer = room.send(room.tap("Amina", "present"), owner="")
    assert (answer.status_code, answer.json()) == (
        409,
        {"why": "De her ændringer er lavet af en anden på denne enhed."},
    )
    with acting(room.story, "provider_manager") as other:
        assert device_owner(other) != room.owner
    assert room.owner in room.client.get("/").content.decode()


@pytest.mark.parametrize(
    "body",
    ["", "[]", "{}", '{"marks": 4}', '{"marks": [{"line": "x1"}]}', '{"marks": [{"line": "p1", "status": "present", "age": "inf", "key": "k"}]}'],
)  # fmt: skip
def test_what_cannot_be_read_is_refused_in_words(room, body):
    answer = room.client.post(room.address, body, content_type="application/json")
    assert (answer.status_code, answer.json()) == (422, {"why": "Det kunne ikke læses."})


def test_a_word_that_is_unknown_is_refused_alone(room):
    sent = (room.tap("Amina", "late"), room.tap("Bo", "notice", "weather"), room.tap("Gitte", "present"))
    assert room.results(*sent) == {"Amina": "refused", "Bo": "refused", "Gitte": "saved"}


def test_manager_is_refused_in_words_and_a_stranger_finds_nothing(room, client):
    client.force_login(room.story.users["provider_manager"])
    answer = room.send(room.tap("Amina", "present"))
    assert (answer.status_code, answer.json()) == (403, {"why": "Du kan ikke længere registrere i denne gruppe."})
    client.force_login(room.story.users["other_leader"])
    assert room.send(room.tap("Amina", "present")).status_code == 404


def test_asking_without_marks_writes_nothing_and_tells_how_all_stand(room):
    room.colleague("Amina", "notice")
    with CaptureQueriesContext(connection) as asked:
        rows = room.send().json()["rows"]
    assert len(rows) == 9 and rows[f"p{room.people['Amina'].pk}"]["was"] == "notice"
    written = ("parentgroups_attendance", "accounts_receivedkey")
    assert not [q for q in asked if q["sql"].startswith(("INSERT", "UPDATE")) and any(t in q["sql"] for t in written)]


def test_keys_are_remembered_for_seven_days(room):
    room.send(room.tap("Amina", "present"))
    keys = lambda by: ReceivedKey.objects.visible_to(by).count()  # noqa: E731
    with (
        time_machine.travel(timezone.now() + timedelta(days=365), tick=False),
        acting(room.story, "group_leader") as by,
    ):
        assert keys(by) >= 1
        forget_received(date(2027, 5, 22))
        assert keys(by) == 0


def test_sending_eight_asks_no_more_than_sending_one(room):
    def cost(status, *names):
        with CaptureQueriesContext(connection) as asked:
            room.send(*(room.tap(name, status) for name in names))
        return len(asked)

    cost("present", "Amina")
    assert cost("absent", *room.people) == cost("present", "Bo")


def test_audit_keeps_each_change_of_a_mark(room):
    room.send(room.tap("Amina", "present"))
    room.send(room.tap("Amina", "absent"))
    with acting(room.story, "dpo"), connection.cursor() as db:
        db.execute("select op from audit.change where noun = 'parentgroups_attendance' order by id desc limit 2")
        assert [op for (op,) in db.fetchall()] == ["U", "I"]


# ---- paper ----


def paper(room, query=""):
    answer = room.client.get(reverse("register_paper", args=[room.session.uuid]) + query)
    assert answer.headers["Content-Type"] == "application/pdf"
    return PdfReader(io.BytesIO(answer.content))


def words(document):
    return re.sub(r"\s+", " ", " ".join(page.extract_text() for page in document.pages))


def test_paper_is_one_page_with_names_companions_and_who_printed_it(room):
    with acting(room.story, "group_leader") as by:
        marks = {(room.people["Bo"].pk, False): ("notice", "ill"), (room.people["Mia"].pk, True): ("present", "")}
        save_register(session=room.session, marks=marks, fill_present=True, by=by)
        children = list(Child.objects.visible_to(by).values_list("given_name", flat=True))
    document = paper(room)
    said = words(document)
    assert len(document.pages) == 1
    assert "Mødegang 6" in said and "7 til stede, 1 afbud, 0 udeblevet, 0 ikke registreret" in said
    assert "Bo Kristensen" in said and "Syg" in said and "Inger Sand" in said and "følges med Mia Sand" in said
    assert f"Udskrevet af {by.name}, torsdag 21. maj · kun til gruppens ledere" in said
    assert len(children) > 5 and [name for name in children if re.search(rf"\b{name}\b", said)] == []


def test_empty_paper_says_nothing_of_who_came(room):
    with acting(room.story, "group_leader") as by:
        save_register(session=room.session, marks={}, fill_present=True, by=by)
    said = words(paper(room, "?tom"))
    assert "Amina Warsame" in said and "8 til stede" not in said


def test_sixteen_parents_fit_one_sheet(room):
    from parentgroups.documents import register_pdf
    from parentgroups.queries import register_rows

    with acting(room.story, "group_leader") as by:
        rows = register_rows(room.session, by)
        for row in rows:
            row.enrolment.companion = "Inger Sand-Holm"
        assert len(PdfReader(io.BytesIO(register_pdf(room.session, rows * 2, by))).pages) == 1


def test_printing_is_a_look_in_the_log(room):
    paper(room)
    with acting(room.story, "dpo"), connection.cursor() as db:
        db.execute("select count(distinct child_id) from audit.access where action = 'print'")
        assert db.fetchone() == (8,)


# ---- calls ----


def test_calls_go_on_to_the_next_who_waits(room):
    with acting(room.story, "group_leader") as by:
        save_register(session=room.session, marks={}, fill_present=True, by=by)
    call = lambda name: reverse("call_create", args=[room.people[name].uuid])  # noqa: E731
    shown = room.client.get(call("Amina")).content.decode()
    assert "Gem og næste" in shown and "Derefter Bo Kristensen. 7 flere at ringe til." in shown
    sent = {"reached": "yes", "called_on": "2026-05-21", "next": "1"}
    assert room.client.post(call("Amina"), sent).url == call("Bo")
    gone_on = room.client.post(call("Bo"), sent | {"reached": "no"}, follow=True)
    assert gone_on.redirect_chain[0][0] == call("Camilla")
    assert "6 flere at ringe til." in gone_on.content.decode()
    for name in ("Camilla", "Dariusz", "Fatma", "Gitte", "Lars-Ole"):
        room.client.post(call(name), sent)
    last = room.client.get(call("Mia")).content.decode()
    assert "Gem og næste" not in last
    assert room.client.post(call("Mia"), sent).url == reverse("group_detail", args=[room.session.group.pathway.uuid])


def test_a_call_shows_three_fields_and_the_number_to_ring(room):
    shown = room.client.get(reverse("call_create", args=[room.people["Amina"].uuid]))
    assert list(shown.context["form"].fields) == ["reached", "note", "called_on"]
    assert 'href="tel:20102010"' in shown.content.decode()


def test_the_number_of_a_protected_parent_stands_on_the_call_alone(room):
    from cases.models import Parent

    with acting(room.story, "group_leader") as by:
        save_register(session=room.session, marks={}, fill_present=True, by=by)
        Parent.objects.visible_to(by).filter(pk=room.people["Amina"].parent_id).update(protected=True)
    group = room.client.get(reverse("group_detail", args=[room.session.group.pathway.uuid])).content.decode()
    call = room.client.get(reverse("call_create", args=[room.people["Amina"].uuid])).content.decode()
    assert "tel:20102010" not in group and "tel:20102011" in group
    assert 'href="tel:20102010"' in call and "beskyttet: giv ikke nummeret videre" in call
