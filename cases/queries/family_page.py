"""What one of the family sees on her own page: one answer of the database for her link, and what was given to her by name."""

import json
from dataclasses import dataclass
from datetime import date, datetime, timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from accounts.roles import Role
from cases.documents_audiences import sections_of
from cases.models import AudienceVersion, DailyNote, FamilyStep, FamilyWish, IssuedDocument, PraiseMessage, StepTick
from cases.queries.sharing import NOUN_WORDS
from cases.walls import CHILD_IN_PATHWAY, PARTICIPATION
from programmes.models import ProgrammeVersion

DAY_ENDS = timedelta(hours=6)  # what a night shift writes at two in the morning belongs to the day before
SHOWN_FOR = timedelta(weeks=4)  # a step stays on the page so long when no newer one was chosen
GOOD_WORDS = 5
SIDES = {
    "school": _("the school"),
    "ppr": _("PPR"),
    "provider": _("the family's group leader"),
    "authority": _("the caseworker"),
    "foster_care": _("foster care"),
}
THINGS = {
    CHILD_IN_PATHWAY: _("that your child takes part"),
    PARTICIPATION: _("that your child takes part"),
    "offer": _("the offer and the answers to it"),
    "annex": _("the part of the plan about your child"),
    "answer": _("answers to the questions"),
    "finding": _("what they see together in the answers"),
    "attachment": _("a file"),
    "note": _("a note"),
    "told_part": _("what the plan tells you"),
}
ROLE_WORDS = {
    "resource_advisor": _("resource advisor at the school"),
    "group_leader": _("group leader for families"),
    "class_team": _("teacher or pedagogue in the class"),
    "ppr_advisor": _("adviser from PPR"),
    "learning_advisor": _("learning advisor"),
    "learning_coordinator": _("learning coordinator"),
    "caseworker": _("caseworker"),
}


@dataclass(frozen=True)
class Helper:
    """Somebody who works around the child. phone, mail: of their work, and only of those the family is meant to call."""

    name: str
    words: str
    phone: str
    mail: str
    role: str
    is_lead: bool
    is_contact: bool


@dataclass(frozen=True)
class NextMeeting:
    uuid: str
    title: str
    starts_at: datetime
    ends_at: datetime | None
    place: str
    who: list  # (name, what she is)
    has_you: bool
    wish: str


@dataclass(frozen=True)
class Flow:
    """What one side lets others read: [([what], [who reads it])], and everybody who reads anything of it."""

    side: str
    things: list
    readers: list


@dataclass(frozen=True)
class Ground:
    """One ground on which is shared, with a Flow for each side that shares."""

    uuid: str
    title: str
    text: str
    since: date
    flows: list


@dataclass(frozen=True)
class Day:
    day: date
    who: str
    form: str
    how: str
    worked: str
    mine: bool

    @property
    def form_words(self):
        return DailyNote.Form(self.form).label if self.form else ""


@dataclass(frozen=True)
class Visit:
    """The next visit where the child lives. is_agreed: that very day; else at the latest then."""

    title: str
    day: date
    is_agreed: bool


@dataclass(frozen=True)
class Step:
    row: FamilyStep
    tick: StepTick | None
    is_of_this_week: bool


@dataclass(frozen=True)
class FamilyPage:
    child: str
    is_carer: bool
    expires_at: datetime
    steps: list
    meeting: NextMeeting | None
    given: list
    praise: list
    grounds: list
    people: list
    contact: Helper | None
    goals: list
    days: list
    visit: Visit | None
    teachers: list
    today: date

    @property
    def my_day(self):
        return next((each for each in self.days if each.mine and each.day == self.today), None)


def family_page(person):
    """The page of whoever has come by a link of the family's kind; None for every other link."""
    found = facts()
    if found is None:
        return None
    people = [_helper(each) for each in found["people"]]
    return FamilyPage(
        child=found["child"],
        is_carer=found["is_carer"],
        expires_at=datetime.fromisoformat(found["expires_at"]),
        steps=_steps(person),
        meeting=_meeting(found["meeting"], found["version"], person),
        given=list(given_to(person)),
        praise=list(PraiseMessage.objects.visible_to(person)[:GOOD_WORDS]),
        grounds=[_ground(each) for each in found["sharing"] or ()],
        people=people,
        contact=next((each for each in people if each.is_contact), people[0] if people else None),
        goals=found.get("goals", []),
        days=[Day(date.fromisoformat(each.pop("day")), **each) for each in found.get("days", ())],
        visit=_visit(found),
        teachers=[_teacher(each) for each in found.get("teachers", ())],
        today=day_now(),
    )


def facts():
    """What the database answers this link, and nobody else."""
    return _asked("select app.family_page()")


def _asked(sql, *values):
    with connection.cursor() as db:
        db.execute(sql, values)
        found = db.fetchone()[0]
    return json.loads(found) if isinstance(found, str) else found


def words_of(document):
    """(the version, its parts) of a paper that was made of words; None for one that is only kept as a PDF."""
    found = _asked("select app.family_paper(%s)", str(document.uuid))
    if found is None:
        return None
    version = AudienceVersion(
        audience=found["audience"], language=found["language"], title=found["title"], other_title=found["other_title"],
        sections=found["sections"], pathway_child_id=found["pathway_child"], given_on=date.fromisoformat(found["given_on"]),
    )  # fmt: skip
    return version, sections_of(version)


def given_to(person):
    """What was given to the holder of this link, newest first; without the bytes."""
    return IssuedDocument.objects.visible_to(person).defer("body").order_by("-issued_at", "-pk")


def day_now():
    """The day that a carer writes about: it ends at six in the morning."""
    return timezone.localdate(timezone.now() - DAY_ENDS)


def monday_of(day):
    return day - timedelta(days=day.weekday())


def shown_steps(person):
    """The steps of the newest week that has any: this week's, else an earlier one's while it is fresh."""
    monday = monday_of(timezone.localdate())
    rows = FamilyStep.objects.visible_to(person).filter(monday__lte=monday, monday__gt=monday - SHOWN_FOR)
    rows = list(rows.order_by("-monday", "pk"))
    return [row for row in rows if row.monday == rows[0].monday]


def _steps(person):
    rows, monday = shown_steps(person), monday_of(timezone.localdate())
    ticks = StepTick.objects.visible_to(person).filter(step__in=[row.pk for row in rows]).exclude(outcome="")
    mine = {tick.step_id: tick for tick in ticks} if rows else {}
    return [Step(row, mine.get(row.pk), row.monday == monday) for row in rows]


def role_words(role, title):
    """What somebody is: the title of her work in Danish, and in other languages the words we have for her role."""
    words = str(ROLE_WORDS.get(role, ""))
    return title or words if (get_language() or "da").startswith("da") else words or title


def _helper(each):
    words = role_words(each["role"], each["title"])
    return Helper(
        each["name"], words, each["phone"], each["mail"], each["role"], each["is_lead"], each["is_contact"]
    )  # fmt: skip


def _teacher(each):
    words = role_words(Role.CLASS_TEAM, each["title"])
    return Helper(each["name"], words, each["phone"], each["mail"], Role.CLASS_TEAM, False, False)


def _visit(found):
    """Of the version's cadences about whoever has the care: the one that is next; in most versions there is none."""
    if not found.get("visits"):
        return None
    cadences = ProgrammeVersion.objects.get(pk=found["version"]).programme_content.cadences
    titles = {each.key: str(each.title) for each in cadences if each.on == "carer"}
    rows = [each for each in found["visits"] if each["cadence"] in titles]
    return rows and Visit(titles[rows[0]["cadence"]], date.fromisoformat(rows[0]["due_on"]), rows[0]["agreed"]) or None


def _meeting(found, version, person):
    if not found:
        return None
    kinds = ProgrammeVersion.objects.get(pk=version).programme_content.meeting_kinds
    kind = next((each for each in kinds if each.key == found["kind"]), None)
    wishes = FamilyWish.objects.visible_to(person).filter(meeting=found["uuid"], sector=person.link["sector"])
    wish = wishes.values_list("text", flat=True).first()
    return NextMeeting(
        uuid=found["uuid"],
        title=str(kind.title) if kind else "",
        starts_at=datetime.fromisoformat(found["starts_at"]),
        ends_at=datetime.fromisoformat(found["ends_at"]) if found["ends_at"] else None,
        place=found["place"],
        who=[(each["name"], each["title"], each["supports"]) for each in found["who"]],
        has_you=found["you"],
        wish=wish or "",
    )


def _ground(each):
    """Told by who shares: each kind of thing once, those together that the same people read."""
    flows = {}
    for thing in each["things"]:
        words = str(THINGS.get(thing["noun"]) or NOUN_WORDS.get(thing["noun"], thing["noun"]))
        flows.setdefault(thing["from"], {}).setdefault(words, set()).add(str(SIDES[thing["to"]]))
    lines = [
        Flow(str(SIDES[side]), _together(things), sorted(set().union(*things.values())))
        for side, things in sorted(flows.items())
    ]  # fmt: skip
    return Ground(each["uuid"], each["title"], each["text"], date.fromisoformat(each["since"]), lines)


def _together(things):
    """{what: {who reads it}} as [([what], [who])], the most that is read by the same people first."""
    found = {}
    for words, to in sorted(things.items()):
        found.setdefault(tuple(sorted(to)), []).append(words)
    return [(words, list(to)) for to, words in sorted(found.items(), key=lambda pair: (-len(pair[1]), pair[0]))]
