"""The story of 5.B, walked in the browser by its people from two sectors; tests/data/numbers.toml was counted by hand."""

import io
import json
import re
from datetime import date
from email import policy
from email.parser import BytesParser

import pypdf
import pytest

from cases.models import Child, ClassMembership, Goal, Measure, Offer, PathwayChild, SharingBasis
from classes.models import ClassSelection, ClassSession, CoTeachingWeek
from followup.models import ChildFollowUp, Decision, GoalProgress, Meeting, MeetingParticipant, Occurrence, OutboxMail
from mapping.models import Perspective
from parentgroups.models import GroupSession, ParentGroup
from tests.story.conftest import DATA
from tests.story.ground import fetch_strand, make_stage, play_strand
from tests.story.steps import Story
from tests.story.walker import log_in, press

pytestmark = pytest.mark.browser
NAMES = ("Adam", "Selma", "Noah", "Winther", "Poulsen", "Juhl")


@pytest.fixture
def story(people, numbers, cast, stopped_broker):
    """The broker is stopped all the way: every form of the walk saves without it."""
    stage = make_stage("Fjordlund")
    fetch_strand(stage)
    return Story(stage, people(stage, width=390), numbers, DATA)


def test_story_of_5b_ends_with_its_numbers(story, command, tmp_path):
    choose(story)
    ask_the_families(story)
    plan_and_start(story)
    run_the_course(story)
    daily_job(story, command, tmp_path)
    follow_up(story)
    paper(story)
    overview(story, command)
    one_attendance_more(story, command)


def choose(story):
    page = story.walkers.open_page(width=390)
    log_in(page, "skoleleder@fjordlund.example", "samspil-demo-2026")
    assert page.locator("h1").inner_text() == "I dag"
    previewed, fetched = story.fetch_the_class_list()
    assert "24 elever" in previewed and "Nye klasser oprettes: 5.B." in previewed
    assert "Kaptajnens Have" not in previewed
    assert "24 nye elever er hentet." in fetched
    story.choose_the_class()
    assert "Kortlægning" in story.find_the_pathway()
    with story.stage.acting("ressourcevejleder", "2026-01-29"):
        pupils = Child.objects.filter(pk__in=ClassMembership.objects.filter(school_class__name="5.B").values("child"))
        assert pupils.count() == story.numbers["class"]["pupils"]
        assert pupils.get(given_name="Adam").cpr_sealed is None
        assert [child.given_name for child in pupils if child.protected] == ["Selma"]
        assert [each.state for each in ClassSelection.objects.all()] == ["accepted"]


def ask_the_families(story):
    story.map_the_class()
    story.confirm_children()
    said = story.make_the_offers()
    assert "Forældrene har svaret forskelligt" in said and "Det er helt i orden" in said
    leader = story.page("gruppeleder", f"{story.pathway}/kortlaegning")
    assert "3 børn afventer grundlag" in leader.locator("main").inner_text()
    assert not any(name in leader.content() for name in NAMES)
    story.record_the_basis()
    leader.reload()
    assert "Adam" in leader.content() and "2 børn afventer grundlag" in leader.content()
    story.hear_everybody()
    with story.stage.acting("ressourcevejleder", "2026-02-16"):
        children = PathwayChild.objects.filter(pathway=story.b5.pathway)
        assert children.count() == story.numbers["class"]["children"]
        assert children.exclude(accepted_on=None).count() == story.numbers["class"]["said_yes"]
        assert (Offer.objects.count(), SharingBasis.objects.count()) == (3, 2)
        assert (
            Perspective.objects.filter(child__given_name="Adam").count() == 3
        )  # the parents' too: shared on the basis


def plan_and_start(story):
    expected = story.numbers["follow_up"]
    story.write_the_plan()
    said = story.start_the_pathway()
    assert (
        "Tre måneder efter start er søndag 24. maj. Det er pinsedag, og mandag er 2. pinsedag. Derfor tirsdag." in said
    )
    assert "Tirsdag 26. maj 2026" in said
    with story.stage.acting("ressourcevejleder", "2026-02-24"):
        due = Occurrence.objects.get(pathway=story.b5.pathway, cadence="follow_up")
        assert (due.computed_on, due.due_on, due.window_opens_on) == (
            expected["computed_on"],
            expected["due_on"],
            expected["window_opens_on"],
        )
        assert (
            Goal.objects.filter(plan__pathway=story.b5.pathway).count(),
            Measure.objects.filter(plan__pathway=story.b5.pathway).count(),
        ) == (1, 1)


def run_the_course(story):
    story.log_sessions()
    enough, few = story.write_co_teaching()
    assert "10,5 om ugen" in enough and "Modellen anbefaler" not in enough
    assert re.search(r"Uge 11: 10,0.*I har haft 10,0 tolærertimer om ugen\. Modellen anbefaler 10,5", few, re.DOTALL)
    assert not re.search(r"Uge 10: 10,5\W+I har haft", few)
    play_strand(story.stage)
    story.start_the_group()
    assert [line.partition(". Onsdag ")[2] for line in story.days_shown] == [
        f"{each.day}. {('marts', 'april')[each.month - 3]} 2026"
        for each in map(date.fromisoformat, story.numbers["group"]["days"])
    ]
    story.keep_the_registers()
    with story.stage.acting("gruppeleder", "2026-04-29"):
        assert (ParentGroup.objects.count(), len(story.enrolments)) == (1, story.numbers["group"]["parents"])
        assert [each.on_day.isoformat() for each in GroupSession.objects.order_by("number")] == story.numbers["group"][
            "days"
        ]
    with story.stage.acting("ressourcevejleder", "2026-04-29"):
        assert ClassSession.objects.filter(pathway=story.b5.pathway).count() == 4
        assert [str(each.lessons) for each in CoTeachingWeek.objects.order_by("monday")] == ["10.5", "10.0"]
    attendance(story, "76,8", present=43, absent=4)


def attendance(story, percent, *, present, absent):
    page = story.page("gruppeleder", story.group)
    said = page.get_by_role("region", name="Fremmøde").inner_text().replace("\N{NO-BREAK SPACE}", " ")
    assert f"{percent} %" in said
    assert f"{present} til stede af 56 pladser" in said
    assert f"9 afbud · {absent} udeblevet" in said
    return page.locator("main").inner_text()


def tick(story, command):
    done = json.loads(command("tick", "--municipality", story.stage.municipality.name, now="2026-05-26T09:00+02:00"))
    assert (done["today"], len(done["municipalities"])) == ("2026-05-26", 1)
    return done["municipalities"][0]


def daily_job(story, command, mailbox):
    story.walkers.leave()
    done = tick(story, command)
    assert done["remind"]["mails"] == done["mails"]["sent"] > 0
    again = tick(story, command)
    assert again["remind"] == {"reminded": 0, "escalated": 0, "mails": 0}
    assert (again["refresh_figures"], set(again["mails"].values())) == ({"figures": 0}, {0})
    mails = {mail["To"]: mail for mail in read(mailbox)}
    assert {"ressourcevejleder2@fjordlund.example", "ressourcevejleder@fjordlund.example"} <= set(mails)
    mail = mails["ressourcevejleder@fjordlund.example"]
    assert mail["Subject"] == "Samspil: din uge"  # Monday was a holiday
    text = mail.get_content()
    assert "/opfoelgning/" in text and "Mailen indeholder ingen oplysninger om personer" in text
    assert not any(name in f"{mail['Subject']} {text}" for name in (*NAMES, "5.B", "Fjordby", "Karen"))
    with story.stage.acting("system", "2026-05-26"):
        assert set(OutboxMail.objects.values_list("state", flat=True)) == {"sent"}


def read(mailbox):
    """The mails that lie as files in the folder."""
    parts = [
        part
        for path in mailbox.iterdir()
        for part in path.read_bytes().split(b"\n" + b"-" * 79 + b"\n")
        if part.strip()
    ]
    return [BytesParser(policy=policy.default).parsebytes(part) for part in parts]


def follow_up(story):
    said = story.hold_the_follow_up()
    assert "Den næste opfølgning er onsdag 26. august." in said
    assert "Fast legeplan i frikvarteret" in said and "Tættere på" in said
    again = story.page("ressourcevejleder", story.held_at)  # the form is gone: the address leads to the minutes
    assert "Gem referat" not in again.content() and "Færre uenigheder i frikvarteret." in again.content()
    with story.stage.acting("ressourcevejleder", "2026-05-26"):
        meeting = Meeting.objects.get()
        assert meeting.held_on == story.numbers["follow_up"]["due_on"]
        assert MeetingParticipant.objects.filter(meeting=meeting).count() == 5  # three by their login, two in words
        assert set(ChildFollowUp.objects.values_list("part", "placement")) == {("present", "ordinary")}
        assert (GoalProgress.objects.get().reach, Decision.objects.count()) == ("closer", 1)
        days = (
            Occurrence.objects.filter(pathway=story.b5.pathway, cadence="follow_up")
            .order_by("due_on")
            .values_list("state", "due_on")
        )
        assert list(days) == [("held", date(2026, 5, 26)), ("open", story.numbers["follow_up"]["next_due_on"])]


def paper(story):
    answer = story.walkers("laerer").request.get(f"{story.pathway}/plan.pdf")
    assert answer.headers["content-type"] == "application/pdf"
    paper = pypdf.PdfReader(io.BytesIO(answer.body()))
    text = " ".join(page.extract_text() for page in paper.pages)
    assert len(paper.pages) == 2
    for name in ("Karen Lindholm", "Samira Nygaard", "Anders Bech", "Fem konkrete ros", "26. august 2026"):
        assert name in text
    assert not any(name in text for name in NAMES)


def overview(story, command):
    tick(story, command)
    expected, page = story.numbers["dashboard"], story.page("styregruppe", "/overblik/")
    said = shown(page)
    assert "1 klasseforløb" not in said and f"{expected['class_pathways']} klasseforløb og 1 forældregruppe." in said
    assert f"{expected['class_sessions']} sessioner i klasserne siden uge {expected['first_week']}." in said
    assert "43 af 56 pladser besat: 76,8 %." in said
    weeks = table(page, "Uge")
    for monday, count in story.numbers["sessions"].items():
        assert weeks[str(date.fromisoformat(monday).isocalendar().week)][0] == str(count)
    assert table(page, "Skole") == {
        "Fjordby Skole": ["1", "skjult", "skjult"], "Strandskolen": ["1", "skjult", "skjult"],
        "Alle": [str(expected["class_pathways"]), str(expected["children"]), str(expected["parents"])],
    }  # fmt: skip
    of = [expected[name] for name in ("held_in_time", "held_late", "due", "overdue")]
    assert table(page, "Hvem")["Fælles"] == [str(n) for n in [*of, sum(of)]]
    assert not any(name in page.content() for name in NAMES)


def shown(page):
    """All that the page says, what is folded too, but for the minute in which it was counted."""
    for fold in page.locator("main details").all():
        fold.evaluate("fold => { fold.open = true }")
    return re.sub("opdateret .*", "", page.locator("main").inner_text().replace("\N{NO-BREAK SPACE}", " "))


def table(page, first_heading):
    """The last table whose first heading it is, as {first cell: other cells}."""
    found = page.locator(f"main table:has(thead th:text-is('{first_heading}'))").last
    return {
        cells[0]: cells[1:]
        for row in found.locator("tbody tr").all()
        if (cells := [cell.strip() for cell in row.locator("th, td").all_inner_texts()])
    }


def one_attendance_more(story, command):
    """Camilla was there on 8 April after all: the share, the places used, those who stayed away, and the week's share change."""
    before = counted(story)
    page = story.page("gruppeleder", story.group)
    page.get_by_role("link", name=re.compile(r"^4\. ")).click()
    story.mark(page, "Camilla Winther", "p")
    press(page, twice=True)
    attendance(story, story.numbers["attendance"]["percent_after"], present=44, absent=3)
    tick(story, command)
    changed = {pair for pair in zip(before, counted(story), strict=True) if pair[0] != pair[1]}
    assert changed == {("76,8", "78,6"), ("43", "44"), ("4", "3"), ("75", "87,5")}


def counted(story):
    """Every number of the overview and of the group's attendance, in order."""
    group = story.page("gruppeleder", story.group).get_by_role("region", name="Fremmøde").inner_text()
    return re.findall(r"\d+(?:,\d+)?", shown(story.page("styregruppe", "/overblik/")) + group)
