"""From a due line on I dag to the minutes as PDF, on a phone of 390 px with 300 ms to the server: fewer than 25 interactions.

Five people, three goals, two decisions. Counted: each tap, a list that is opened and chosen from as two, each field typed as one.
"""

import pytest

from cases.actions.plans import add_goal
from cases.models import Goal
from followup.models import Meeting, MeetingParticipant, Task
from followup.queries import open_goals
from tests.story.ground import EVERYBODY, make_stage, play_whole
from tests.story.test_touches import Hand

pytestmark = pytest.mark.browser


class Writer(Hand):
    """A thumb that also types: a field is one, however long the text."""

    def type(self, what, text):
        self.taps += 1
        what.fill(text)

    def choose(self, what, label):
        self.taps += 2
        what.select_option(label=label)


@pytest.fixture(scope="module")
def stage(cast, chromium, django_db_blocker):
    """The story on 21 May, five days before the follow-up of 5.B; with three goals to judge."""
    with django_db_blocker.unblock():
        made = make_stage("Mødeby", needed=EVERYBODY)
        made.b5, made.a4, made.group = play_whole(made)
        with made.acting("ressourcevejleder", "2026-05-21") as by:
            annex = made.b5.adam.annexes.get(sector="school")
            while open_goals(made.b5.pathway, by).count() < 3:
                add_goal(annex=annex, text="Adam spørger om hjælp, når han går i stå.", by=by)
    return made


@pytest.fixture
def hand(people, stage):
    walkers = people(stage, width=390, height=844, has_touch=True, is_mobile=True)
    walkers.on("2026-05-21", "14:00")

    def of(who, address="/"):
        page = walkers(who)
        page.goto(address)
        return Writer(page)

    return of


def test_a_follow_up_from_today_to_the_minutes_in_fewer_than_25(hand, stage):
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        occurrence = stage.b5.pathway.occurrences.open().get(cadence="follow_up")
        goals = list(open_goals(stage.b5.pathway, by))
    mine = hand("ressourcevejleder")
    page, group = mine.page, lambda name: mine.page.get_by_role("group", name=name)
    mine.go(page.locator(f"main a[href$='/opfoelgning/{occurrence.uuid}/hold']"))
    mine.tap(page.get_by_label("Alle kom"))
    for child in group("Hvordan var").all():
        mine.tap(child.get_by_label("Var med"))
    for goal in goals:
        mine.tap(page.locator(f"[name=reach_{goal.pk}][value=closer]"))
    mine.tap(group("Har I brug for et netværksmøde").get_by_label("Nej"))
    mine.type(page.locator("[name=text_1]"), "Fast start på timen også i SFO")
    mine.choose(page.locator("[name=owner_1]"), stage.staff["laerer"].name)
    mine.type(page.locator("[name=text_2]"), "Ring hjem hver fredag med noget, der gik godt")
    mine.choose(page.locator("[name=owner_2]"), stage.staff["gruppeleder"].name)
    mine.type(page.locator("[name=due_2]"), "2026-06-05")
    mine.go(page.get_by_role("button", name="Gem referat"))
    mine.taps += (
        1  # on the link; the browser's own reader of PDFs asks for files of its own, so the file is fetched beside it
    )
    minutes = page.request.get(page.get_by_role("link", name="Referatet som PDF").get_attribute("href"))
    assert (minutes.status, minutes.headers["content-type"], minutes.body()[:5]) == (200, "application/pdf", b"%PDF-")
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        meeting = Meeting.objects.visible_to(by).held().get(occurrence=occurrence)
        came = MeetingParticipant.objects.visible_to(by).filter(meeting=meeting, attended=True).count()
        judged = set(meeting.progress.values_list("goal", flat=True))
        tasks = list(
            Task.objects.visible_to(by).filter(meeting=meeting).order_by("pk").values_list("owner__name", "due_on")
        )
        assert Goal.objects.visible_to(by).filter(pk__in=judged).count() == len(goals) == 3
    assert came >= 5
    assert [name for name, _day in tasks] == [stage.staff["laerer"].name, stage.staff["gruppeleder"].name]
    assert all(day for _name, day in tasks)
    assert mine.taps < 25, mine.taps
