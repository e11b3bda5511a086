"""The register on a phone: five touches, and a net that comes and goes. What was tapped is saved, once, or it is listed."""

import re
import time
from datetime import date
from uuid import UUID

import pytest
import time_machine

from accounts.models import ReceivedKey
from cases.models import Pathway
from parentgroups.actions import create_group, invite_parent, join_group, stop_in_group
from parentgroups.models import Attendance, GroupEnrolment, GroupSession
from tests.cast import acting, make_municipality
from tests.conftest import log_in_as
from tests.parentgroups.conftest import PARENTS, _family, new_group

pytestmark = pytest.mark.browser
NINE = [*PARENTS, "Noor Haddad"]
KEPT = """caches.keys().then(ns => Promise.all(ns.map(n => caches.open(n).then(c => c.keys()))))
    .then(rs => rs.flat().map(r => new URL(r.url).pathname))"""
WAITING = """new Promise(done => { const asked = indexedDB.open("samspil"); asked.onsuccess = () => {
    if (![...asked.result.objectStoreNames].includes("marks")) { asked.result.close(); return done([]); }
    const all = asked.result.transaction("marks").objectStore("marks").getAll();
    all.onsuccess = () => { asked.result.close(); done(all.result); }; }; })"""


@pytest.fixture(scope="module")
def skov(cast, chromium, django_db_blocker):
    """A municipality with a group of nine parents, two leaders and seven sessions; today's is the sixth."""
    with django_db_blocker.unblock():
        log_in_as("owner")
        x = make_municipality("Skov", cast.fjord.version)
        x.w2.co_lead = x.staff["group_leader"]
        x.w2.save()
        families = [_family(x, number, name) for number, name in enumerate(NINE)]
        log_in_as("runtime")
        with time_machine.travel("2026-02-20", tick=False), acting(x, "group_leader") as by:
            group = create_group(by=by, **(new_group(x) | {"co_lead": x.staff["other_leader"]}))
            for custody in families:
                join_group(
                    enrolment=invite_parent(group=group, custody=custody, invited_on=date(2026, 2, 20), by=by), by=by
                )
            x.sessions = list(GroupSession.objects.filter(group=group))
            x.people = {
                e.parent.name.split()[0]: e for e in GroupEnrolment.objects.filter(group=group).select_related("parent")
            }
            x.now = Pathway.objects.get(parent_group=group)
    return x


@pytest.fixture
def room(people, skov):
    walkers = people(skov, width=390, height=844)
    walkers.on("2026-05-21", "16:45")
    return Room(skov, walkers)


class Room:
    def __init__(self, x, walkers):
        self.x, self.walkers, self.taps = x, walkers, 0

    def register(self, number, who="group_leader"):
        """The register of that session on the person's device, as on an evening before anybody has tapped."""
        self.session = self.x.sessions[number - 1]
        self.page = self.walkers(who)
        self.page.goto(f"/moedegang/{self.session.uuid}")
        return self.page

    def line(self, name, page=None):
        return (page or self.page).get_by_role("group", name=re.compile(f"^{self.x.people[name].parent.name}"))

    def tap(self, what):
        self.taps += 1
        what.click()

    def mark(self, name, label, page=None):
        self.tap(self.line(name, page).get_by_label(label))

    def state(self, name, page=None):
        return self.line(name, page).locator("[data-state]")

    def save(self):
        self.tap(self.page.get_by_role("button", name="Gem mødegang"))

    def told(self, number=None):
        session = self.x.sessions[number - 1] if number else self.session
        with acting(self.x, "group_leader"):
            found = Attendance.objects.filter(session=session).select_related("enrolment__parent")
            return {mark.enrolment.parent.name.split()[0]: mark.status for mark in found}

    def all_sent(self):
        ends = time.monotonic() + 15
        while self.page.evaluate(WAITING) and time.monotonic() < ends:
            self.page.wait_for_timeout(50)
        assert self.page.evaluate(WAITING) == []

    def until(self, expected, number=None):
        """The server's marks, as soon as they are these; else as they are after a while."""
        ends = time.monotonic() + 15
        while (found := self.told(number)) != expected and time.monotonic() < ends:
            self.page.wait_for_timeout(50)
        return found


def test_register_of_nine_with_two_exceptions_takes_four_touches_and_its_correction_three(room):
    page = room.register(6)
    room.tap(page.get_by_role("button", name="Alle til stede"))
    room.mark("Camilla", "Afbud")
    room.mark("Gitte", "Udeblevet")
    with page.expect_event("load"):
        room.save()
    assert room.taps == 4
    assert "7 til stede, 1 afbud, 1 udeblevet" in page.locator("main").inner_text()
    assert room.told() == dict.fromkeys(room.x.people, "present") | {"Camilla": "notice", "Gitte": "absent"}
    room.taps = 0
    with page.expect_event("load"):
        room.tap(page.get_by_role("link", name="Ret fremmøde").first)
    room.mark("Gitte", "Til stede")
    with page.expect_event("load"):
        room.save()
    assert (room.taps, room.told()["Gitte"]) == (3, "present")


def test_taps_before_the_script_is_there_are_kept(room):
    """On a slow line the names stand there, and are tapped, before the script has come."""
    page, held = room.walkers("group_leader"), []
    page.route("**/js/register*.js", lambda route: held.append(route))
    room.session = room.x.sessions[5]
    page.goto(f"/moedegang/{room.session.uuid}", wait_until="commit")
    room.page = page
    room.mark("Bo", "Afbud")
    page.wait_for_timeout(100)
    held[0].continue_()
    page.wait_for_load_state()
    room.mark("Gitte", "Afbud")
    room.all_sent()
    with page.expect_event("load"):
        room.save()
    assert (room.told()["Bo"], room.told()["Gitte"]) == ("notice", "notice")
    page.unroute("**/js/register*.js")


def test_a_reason_is_one_touch_more_and_the_last_change_can_be_undone(room):
    page = room.register(1)
    room.mark("Bo", "Afbud")
    room.mark("Bo", "Syg")
    assert room.until({"Bo": "notice"}) == {"Bo": "notice"}
    page.get_by_role("button", name="Fortryd: Bo Kristensen").click()
    assert not room.line("Bo").get_by_label("Syg").is_checked()
    room.mark("Amina", "Til stede")
    page.get_by_role("button", name="Fortryd: Amina Warsame").click()
    assert room.until({"Bo": "notice"}) == {"Bo": "notice"}
    assert "1 af 9 registreret" in page.locator(".savebar").inner_text()
    room.all_sent()
    with acting(room.x, "group_leader"):
        assert Attendance.objects.get(session=room.session).reason == ""


def test_net_goes_in_mid_register_the_page_is_closed_and_all_is_saved_once(room):
    page = room.register(2)
    page.evaluate("navigator.serviceWorker.ready")
    room.mark("Amina", "Til stede")
    assert room.until({"Amina": "present"}) == {"Amina": "present"}
    page.context.set_offline(True)
    room.mark("Bo", "Afbud")
    room.mark("Bo", "Udeblevet")
    room.mark("Camilla", "Til stede")
    room.save()
    assert room.state("Bo").inner_text() == "Venter på net"
    assert "Ingen forbindelse – 2 ændringer venter." in page.locator("[data-netbar]").inner_text()
    assert "Gemt her. Sendes, når der er net." in page.locator(".savebar").inner_text()
    kept = page.evaluate(WAITING)
    assert [set(mark) for mark in kept] == [{"id", "owner", "session", "line", "status", "reason", "at", "key"}] * 2
    assert not re.search("Kristensen|Juhl", str(kept))
    page.close()
    room.page = other = page.context.new_page()
    other.goto("/")
    assert other.get_by_role("heading", name="Ingen forbindelse").is_visible()
    other.get_by_text("2 ændringer venter på denne enhed").wait_for()  # its script reads what is kept first
    assert [path for path in other.evaluate(KEPT) if not path.startswith(("/static/", "/offline/"))] == []
    other.context.set_offline(False)  # the page opens itself again, and whatever page it is sends what waits
    expected = {"Amina": "present", "Bo": "absent", "Camilla": "present"}
    assert room.until(expected) == expected
    room.all_sent()
    with acting(room.x, "group_leader") as by:
        assert ReceivedKey.objects.visible_to(by).filter(key__in=[UUID(mark["key"]) for mark in kept]).count() == 2
        assert Attendance.objects.filter(session=room.session).count() == 3
    room.walkers.pages["group_leader"] = other


def test_a_register_opened_without_having_been_sent_shows_what_waits(room):
    page = room.register(2)
    page.route("**/fremmoede", lambda route: route.fulfill(status=503))
    room.mark("Dariusz", "Til stede")
    page.wait_for_function("() => document.querySelector('[data-netbar]').innerText.includes('svarer ikke')")
    page.reload()
    room.state("Dariusz").get_by_text("Venter på net").wait_for()
    assert room.line("Dariusz").get_by_label("Til stede").is_checked()
    page.unroute("**/fremmoede")
    page.evaluate("dispatchEvent(new Event('online'))")
    room.state("Dariusz").get_by_text("Gemt").wait_for()
    assert room.told()["Dariusz"] == "present"


def test_what_is_refused_is_listed_until_somebody_chooses(room, axe):
    page = room.register(5)
    with acting(room.x, "group_leader") as by:
        stop_in_group(enrolment=room.x.people["Noor"], on=date(2026, 5, 7), reason="time", by=by)
    room.mark("Noor", "Afbud")
    room.mark("Bo", "Til stede")
    listed = page.get_by_role("region", name="Kræver din opmærksomhed")
    listed.get_by_role("listitem").wait_for()
    assert "Noor Haddad" in listed.inner_text() and "Afbud. Er ikke i gruppen fra 7. maj." in listed.inner_text()
    assert room.state("Noor").inner_text() == "Ikke gemt"
    assert (axe(page), page.evaluate("document.scrollingElement.scrollWidth")) == ([], 390)
    assert room.until({"Bo": "present"}) == {"Bo": "present"}
    room.save()
    page.wait_for_function("() => document.activeElement.matches('[data-attention]')")
    page.goto("/foraeldregrupper/")
    page.get_by_role("link", name="Se dem").click()
    listed.get_by_text("Noor Haddad").wait_for()
    listed.get_by_role("button", name="Prøv igen").click()
    listed.get_by_text("Er ikke i gruppen fra 7. maj.").wait_for()
    listed.get_by_role("button", name="Fjern").click()
    listed.wait_for(state="hidden")
    assert (page.evaluate(WAITING), room.told()) == ([], {"Bo": "present"})


def test_logged_out_in_mid_register_nobody_else_sends_it_and_the_next_login_does(room):
    page = room.register(3)
    page.wait_for_load_state("networkidle")  # an answer on its way would bring the session back
    page.context.clear_cookies()
    room.mark("Amina", "Til stede")
    page.get_by_text("Du er logget ud – log ind igen, så gemmes ændringerne.").wait_for()
    assert room.state("Amina").inner_text() == "Venter på, at du logger ind"
    page.goto("/konto/login")
    page.get_by_text("Du er logget ud – log ind igen, så gemmes ændringerne.").wait_for()
    room.walkers.pages["other_leader"] = page
    room.walkers._let_in("other_leader")
    page.goto(f"/moedegang/{room.session.uuid}")
    page.get_by_text("De bliver ikke sendt i dit navn.").wait_for()
    assert (room.told(), len(page.evaluate(WAITING))) == ({}, 1)
    room.walkers._let_in("group_leader")
    page.goto("/")
    assert room.until({"Amina": "present"}) == {"Amina": "present"}


def test_ten_double_clicks_make_one_record(room):
    page = room.register(4)
    for _ in range(10):
        room.line("Amina").get_by_label("Til stede").dblclick()
    with page.expect_event("load"):
        page.get_by_role("button", name="Gem mødegang").dblclick()
    assert room.until({"Amina": "present"}) == {"Amina": "present"}
    with acting(room.x, "group_leader") as by:
        assert Attendance.objects.visible_to(by).filter(session=room.session).count() == 1


def test_of_two_devices_the_later_tap_stands_and_both_are_told(room):
    mine, hers = room.register(4), room.register(4, "other_leader")
    mine.bring_to_front()
    mine.context.set_offline(True)
    room.mark("Bo", "Afbud", mine)
    room.mark("Camilla", "Afbud", mine)
    mine.wait_for_timeout(1500)  # a busy machine takes its time between a tap and its arrival
    room.mark("Bo", "Udeblevet", hers)
    room.state("Bo", hers).get_by_text("Gemt").wait_for()
    mine.context.set_offline(False)
    room.state("Bo", mine).get_by_text("Ændret af").wait_for()
    assert room.line("Bo", mine).get_by_label("Udeblevet").is_checked()
    told = room.told()  # with what other tests of this room have marked
    assert (told["Bo"], told["Camilla"]) == ("absent", "notice")
    room.mark("Camilla", "Til stede", hers)
    room.state("Camilla", hers).get_by_text("havde skrevet: Afbud").wait_for()
    assert room.told()["Camilla"] == "present"
    mine.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    room.state("Camilla", mine).get_by_text("Ændret af").wait_for()
    assert room.line("Camilla", mine).get_by_label("Til stede").is_checked()


def test_logging_out_warns_of_what_waits_and_leaves_nothing_on_the_tablet(room):
    page = room.register(1, "other_leader")
    page.set_viewport_size({"width": 1280, "height": 900})
    page.route("**/fremmoede", lambda route: route.fulfill(status=503))
    room.mark("Fatma", "Til stede")
    page.get_by_role("button", name="Log af").first.click()
    warned = page.get_by_role("dialog")
    assert "1 ændring i et fremmøde er ikke sendt." in warned.inner_text()
    warned.get_by_role("button", name="Bliv logget ind").click()
    page.get_by_role("button", name="Log af").first.click()
    with page.expect_navigation():
        warned.get_by_role("button", name="Log ud alligevel").click()
    page.wait_for_url("**/konto/login")
    assert page.evaluate(WAITING) == []
