"""How many touches the daily work costs on a phone of 390 px with 300 ms to the server. Typing is not counted.

The figures are those of the issue: from I dag to a saved session log 9, a register of nine with two exceptions 5,
its correction 3, a call 4, "prøvet" 3.
"""

import pytest

from cases.models import CustodyRelation, MeasureTrial
from classes.models import ClassSession
from insight.demo import groups
from parentgroups.models import Attendance, BetweenSessionContact, GroupEnrolment, GroupSession
from tests.story.ground import EVERYBODY, make_stage, play_whole

pytestmark = pytest.mark.browser


class Hand:
    """A thumb on a phone with a slow line: counts what it taps; a list that is opened and chosen from is two."""

    def __init__(self, page):
        self.page, self.taps = page, 0
        line = page.context.new_cdp_session(page)
        line.send("Network.enable")
        line.send(
            "Network.emulateNetworkConditions",
            {"offline": False, "latency": 300, "downloadThroughput": 1_000_000, "uploadThroughput": 500_000},
        )

    def tap(self, what):
        self.taps += 1
        what.first.tap()

    def go(self, what):
        """A tap that leads to another page."""
        with self.page.expect_event("load"):
            self.tap(what)


@pytest.fixture(scope="module")
def stage(cast, chromium, django_db_blocker):
    """The story on 21 May, and in the evening the first session of a new group of nine."""
    with django_db_blocker.unblock():
        made = make_stage("Vigby", needed=EVERYBODY)
        made.b5, made.a4, made.group = play_whole(made)
        with made.acting("gruppeleder", "2026-05-18") as by:
            nine = list(CustodyRelation.objects.visible_to(by).filter(child__in=list(made.a4.children)).order_by("pk"))[
                :9
            ]
        made.nine, _enrolments = groups.make_group(
            made,
            "Forældregruppe sommer",
            "gruppeleder",
            "2026-05-21",
            6,
            1,
            nine,
            joined="2026-05-18",
            venue="Biblioteket",
        )
    return made


@pytest.fixture
def hand(people, stage):
    walkers = people(stage, width=390, height=844, has_touch=True, is_mobile=True)
    walkers.on("2026-05-21", "19:00")

    def of(who, address="/"):
        page = walkers(who)
        page.goto(address)
        return Hand(page)

    return of


def said_by_status(stage, session):
    with stage.acting("gruppeleder", "2026-05-21"):
        marks = list(Attendance.objects.filter(session=session).values_list("status", flat=True))
    return {status: marks.count(status) for status in ("present", "notice", "absent")}


def test_session_log_from_today_in_nine(hand, stage):
    mine = hand("ressourcevejleder")
    mine.go(mine.page.locator(f"main a[href$='/forloeb/{stage.b5.pathway.uuid}/session']"))
    mine.tap(mine.page.get_by_label("Sammen i klassen"))
    mine.tap(mine.page.get_by_label("Ros og opmuntring"))
    mine.tap(mine.page.get_by_label("Relationer"))
    line = mine.page.get_by_label("Hvad skete der?")
    mine.tap(line)
    line.fill("Alle kom i gang inden for fem minutter.")
    mine.go(mine.page.get_by_role("button", name="Gem session"))
    with stage.acting("ressourcevejleder", "2026-05-21"):
        made = ClassSession.objects.kept().get(pathway=stage.b5.pathway, held_on="2026-05-21")
    assert (made.kind, set(made.elements)) == ("class", {"praise", "relations"})
    assert mine.taps <= 9


def test_register_of_nine_in_five_its_correction_in_three_and_a_call_in_four(hand, stage):
    with stage.acting("gruppeleder", "2026-05-21"):
        session = GroupSession.objects.get(group=stage.nine, number=1)
        names = list(GroupEnrolment.objects.filter(group=stage.nine).values_list("parent__name", flat=True))
    mine = hand("gruppeleder")
    person = lambda name: mine.page.get_by_role("group", name=name)  # noqa: E731
    mine.go(mine.page.locator(f"main a[href$='/moedegang/{session.uuid}']"))
    mine.tap(mine.page.get_by_role("button", name="Alle til stede"))
    mine.tap(person(names[0]).get_by_label("Afbud"))
    mine.tap(person(names[1]).get_by_label("Udeblevet"))
    mine.go(mine.page.get_by_role("button", name="Gem mødegang"))
    assert said_by_status(stage, session) == {"present": 7, "notice": 1, "absent": 1}
    assert mine.taps == 5

    mine = hand("gruppeleder", f"/foraeldregruppe/{stage.nine.pathway.uuid}")
    mine.go(mine.page.locator(f"main a[href$='/moedegang/{session.uuid}']"))
    mine.tap(person(names[1]).get_by_label("Til stede"))
    mine.go(mine.page.get_by_role("button", name="Gem mødegang"))
    assert said_by_status(stage, session) == {"present": 8, "notice": 1, "absent": 0}
    assert mine.taps == 3

    mine = hand("gruppeleder")
    mine.go(mine.page.get_by_role("link", name="Notér opkald"))
    mine.tap(mine.page.get_by_label("Talt med"))
    mine.go(mine.page.get_by_role("button", name="Gem"))
    with stage.acting("gruppeleder", "2026-05-21"):
        made = BetweenSessionContact.objects.get(logged_at__date="2026-05-21", called_on="2026-05-21")
    assert made.reached
    assert mine.taps <= 4


def test_tried_in_three(hand, stage):
    mine = hand("laerer")
    mine.tap(mine.page.get_by_text("Prøvet", exact=False).and_(mine.page.locator("summary")))
    line = mine.page.get_by_label("Hvordan gik det?")
    line.first.fill("Det gik godt om morgenen.")
    mine.go(mine.page.locator("details[open] button[type=submit]"))
    with stage.acting("laerer", "2026-05-21"):
        made = MeasureTrial.objects.get(line="Det gik godt om morgenen.")
    assert made.tried_on.isoformat() == "2026-05-21"
    assert mine.taps <= 3
