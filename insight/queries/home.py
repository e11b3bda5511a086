"""Which panels make up the home of each role, and what an empty home says.

Each panel is one question to the database, or two, whatever the number of rows; one question asks beforehand which of those
that mostly have nothing have something today.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import OrganisationUnit, RoleAssignment, SchoolClass, StaffMember
from accounts.queries import texts_said
from accounts.roles import PERSON_ROLES, Role
from audit.queries import counts_since
from cases.models import LegalBasis
from core.templatetags.ui import day
from followup.models import SchoolBreak
from followup.permissions import can_see_post
from followup.post.hours import hours_of
from followup.queries.post import notices_to, undelivered_rows
from followup.queries.taken_over import to_share_out
from followup.timetable import clock
from insight.links import link
from insight.panels import Act, FirstStep, Item, Panel
from insight.permissions import FIGURE_READERS
from insight.queries import child_panels, class_panels, due, group_panels, team_panels
from insight.queries.ask_panels import asks_of, asks_panel
from insight.queries.before import before_panel, before_rows
from insight.queries.closing_panels import placements_asked, placements_panel
from insight.queries.drafts import drafts_panel, drafts_waiting
from insight.queries.kpis import headline
from insight.queries.news import KINDS, news, news_rows
from insight.queries.post_panels import told_panel, undelivered_panel
from insight.queries.slot_panels import slots_panel
from insight.queries.some import with_rows
from insight.queries.taken_over import leaderless_panel, taken_panel
from parentgroups.queries import contacts_due, referrals_due
from programmes.models import ProgrammeVersion

CHOOSERS = ("resource_advisor", "group_leader", "principal", "provider_manager")
NEWS_READERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
)

ASKED = ("resource_advisor", "group_leader", "class_team", "ppr_advisor", "learning_advisor")
NEXT = 8
OWN_WORK = 2  # sessions, classes, measures, calls, children: in the order in which they are made
PLACES = {
    "post": 0,
    "told": 0,
    "leaderless": 0,
    "overdue": 0,
    "asked": 1,
    "taken_over": 1,
    "drafts": 1,
    "appointments": 2,
    "slots": 2,
    "due": 3,
    "before": 4,
    "selections": 5,
    "pathways": 6,
}


@dataclass
class Home:
    main: list[Panel] = field(default_factory=list)
    coming: list[Item] = field(default_factory=list)
    news: list = field(default_factory=list)
    first_steps: list[FirstStep] = field(default_factory=list)
    children: set = field(default_factory=set)  # named on the page, for the access log
    shows_news: bool = False
    figures: list = field(default_factory=list)
    since_words: str = ""
    groups: object = None  # what the filters can choose between


# Own work of single roles: {what: (roles, what it is made of)}. Panels that read something else stand in `_by_role`.
OWN = {
    "asks": (ASKED, asks_of),
    "placements": (("resource_advisor", "principal", "learning_advisor"), placements_asked),
    "questions": (("resource_advisor",), lambda person, today: team_panels.questions_open(person)),
    "contacts": (("group_leader",), contacts_due),
    "calls": (("group_leader",), group_panels.calls_due),
    "referrals": (("group_leader", "provider_manager"), lambda person, today: referrals_due(person)),
    "selections": (CHOOSERS, lambda person, today: class_panels.selections_open(person)),
}


def home(person, today, moment, wanted=None, whole=False):
    """Overdue first, then what was left half written, today's appointments and own work, this week; beside it what comes and what is new since `moment`."""
    made = Home()
    coming = _pathways(person, today, made, wanted, whole) if person.has(*PERSON_ROLES) else []
    if person.has("group_leader", "provider_manager"):
        panel, sessions = group_panels.sessions_panel(person, today)
        made.main.append(panel)
        coming += sessions
    some = with_rows(_asked_first(person, today, moment))
    _by_role(person, today, made, some)
    made.main = sorted((panel for panel in made.main if panel), key=lambda panel: PLACES.get(panel.key, OWN_WORK))
    made.coming = [item for _day, item in sorted(coming, key=_first)][:NEXT]
    if made.shows_news:
        first = timezone.localtime(moment).date()
        made.since_words = _("yesterday") if first == today - timedelta(days=1) else day(first)
        made.news, children = news({kind: some[f"news {kind}"] for kind in KINDS if f"news {kind}" in some})
        made.children |= children
    if person.has(*FIGURE_READERS):
        made.figures = headline(person, today)
    if not (made.main or made.coming or made.figures):
        made.first_steps = [FIRST[role]() for role in person.roles if role in FIRST]
    return made


def _asked_first(person, today, moment):
    """{what: its rows} of all that may stand here and mostly has nothing: what has none is not asked again."""
    found = {"drafts": drafts_waiting(person)}
    if can_see_post(person):
        found["mails"], found["messages"] = undelivered_rows(person)
    if person.has("principal", "provider_manager"):
        found |= {"told": notices_to(person), "taken": to_share_out(person)}
    if person.has(*PERSON_ROLES):
        found["past follow-ups"], found["past sessions"] = before_rows(person)
    found |= {key: rows(person, today) for key, (roles, rows) in OWN.items() if person.has(*roles)}
    if person.has(*NEWS_READERS):
        found |= {f"news {kind}": rows for kind, rows in news_rows(person, moment).items()}
    return found


def _first(pair):
    return pair[0] is None, pair[0]


def _pathways(person, today, made, wanted, whole):
    made.groups = found = due.groups(person, today, wanted)
    made.children |= found.children
    if found.overdue:
        made.main.append((due.all_overdue_panel if whole else due.overdue_panel)(found.overdue))
    if found.today:
        made.main.append(due.today_panel(found.today))
    if found.now:
        made.main.append(due.now_panel(found.now))
    made.shows_news = person.has(*NEWS_READERS)
    return found.coming


def _by_role(person, today, made, some):
    """some: of `_asked_first`, what has anything."""
    add = made.main.append
    if "drafts" in some:
        add(drafts_panel(person))
    if "told" in some:
        add(told_panel(person, today))
    if {"mails", "messages"} & set(some):
        add(undelivered_panel(person))
    if {"past follow-ups", "past sessions"} & set(some):
        add(before_panel(person))
    if person.has(*PERSON_ROLES):
        add(slots_panel(person, today))
    if "asks" in some:
        add(_with_children(made, asks_panel(person, today)))
    if person.has("class_team"):
        made.main[:0] = team_panels.team_weeks(person, today)
    if "placements" in some:
        add(placements_panel(person, today))
    if "questions" in some:
        made.main += team_panels.questions_panels(person)
    if person.has("resource_advisor"):
        add(class_panels.classes_panel(person, today))
    for key, panel in WITH_CHILDREN.items():
        if key in some:
            add(_with_children(made, panel(person, today)))
    if person.has("caseworker"):
        add(_with_children(made, child_panels.shared_panel(person)))
    if person.has("ppr_advisor"):
        add(_with_children(made, child_panels.voices_panel(person)))
    if "selections" in some:
        add(class_panels.selections_panel(person))
    if person.has("class_team", "ppr_advisor", "learning_advisor"):
        add(class_panels.pathways_panel(person))
    if "taken" in some:
        add(taken_panel(person))
    if person.has("administrator"):
        made.main += [leaderless_panel(today), setup_panel(person, today)]
    if person.has("dpo"):
        add(log_panel(today))


WITH_CHILDREN = {
    "contacts": group_panels.contacts_panel,
    "calls": group_panels.calls_panel,
    "referrals": group_panels.referrals_panel,
}


def _with_children(made, found):
    panel, children = found
    made.children |= set(children)
    return panel


# ---- those who see no person ----


def setup_panel(person, today):
    """What a municipality needs before the first class can be chosen, in its order, done or not."""
    units = dict(OrganisationUnit.objects.visible_to(person).values_list("kind").annotate(n=Count("pk")))
    roles = dict(
        RoleAssignment.objects.visible_to(person)
        .live(today)
        .values_list("role")
        .annotate(n=Count("staff_member", distinct=True))
    )
    staff = StaffMember.objects.visible_to(person).filter(user__is_active=True).count()
    breaks = SchoolBreak.objects.visible_to(person).filter(ends_on__gte=today).count()
    bases = LegalBasis.objects.visible_to(person).valid(today).count()
    classes = SchoolClass.objects.visible_to(person).filter(closed_on=None).count()
    programmes = ProgrammeVersion.objects.visible_to(person).published().count()
    unwritten = [str(said.title) for said in texts_said(person) if not said.is_written]
    working = [
        role
        for role in (Role.RESOURCE_ADVISOR, Role.GROUP_LEADER, Role.PRINCIPAL, Role.PROVIDER_MANAGER)
        if not roles.get(role)
    ]
    items = [
        _step(
            units.get("school") and units.get("provider"),
            _("Schools and units"),
            _("%(schools)s, %(providers)s.") % {
                "schools": ngettext("%(n)s school", "%(n)s schools", units.get("school", 0)) % {"n": units.get("school", 0)},
                "providers": ngettext("%(n)s provider unit", "%(n)s provider units", units.get("provider", 0)) % {"n": units.get("provider", 0)},
            },
            Act(_("Open the units"), link("unit_list")),
        ),
        _step(
            staff > 1 and not working,
            _("People and roles"),
            _("Missing: %(roles)s.") % {"roles": ", ".join(str(role.label).lower() for role in working)}
            if working
            else ngettext("%(n)s person", "%(n)s people", staff) % {"n": staff} + ".",
            Act(_("Open people and roles"), link("staff_list")),
        ),
        _step(
            breaks,
            _("School calendar"),
            ngettext("%(n)s school holiday ahead.", "%(n)s school holidays ahead.", breaks) % {"n": breaks},
            Act(_("Open the school calendar"), link("school_calendar")),
        ),
        _step(
            not unwritten,
            _("Texts and words"),
            _("Missing: %(roles)s.") % {"roles": ", ".join(unwritten)} if unwritten else _("All texts are written."),
            Act(_("Open texts and words"), link("local_text_list")),
        ),
        _step(bases, _("Grounds for sharing"), ngettext("%(n)s ground in force.", "%(n)s grounds in force.", bases) % {"n": bases}),
        _step(programmes, _("Programmes"), ngettext("%(n)s programme is ready.", "%(n)s programmes are ready.", programmes) % {"n": programmes}, *([Act(_("How often we follow up"), link("rhythm_list"))] if programmes else [])),
        _mails(person),
        _step(
            classes,
            _("Classes"),
            ngettext("%(n)s class.", "%(n)s classes.", classes) % {"n": classes} if classes else _("Resource advisors and principals fetch their class lists themselves."),
        ),
    ]  # fmt: skip
    missing = sum(item.kind != "closed" for item in items)
    note = (
        ngettext("%(n)s thing is missing", "%(n)s things are missing", missing) % {"n": missing}
        if missing
        else _("Everything is in place")
    )
    return Panel("setup", _("Set-up of the municipality"), items, note=note)


def _mails(person):
    """It is always in place: the usual hours hold until others are set."""
    hours = hours_of(person)
    words = _("Sent between %(first)s and %(last)s on weekdays.") % {
        "first": clock(hours.opens_at),
        "last": clock(hours.closes_at),
    }
    acts = Act(_("Set the hours"), link("post_hours")), Act(_("Mail that did not arrive"), link("post_list"))
    return _step(True, _("Mails and quiet hours"), words, *acts)


def _step(done, title, text, *acts):
    status = {"kind": "closed", "words": _("In place")} if done else {"kind": "due", "words": _("Missing")}
    return Item(title=title, text=text, acts=acts, **status)


def log_panel(today):
    """How much was looked at, changed and refused in the last seven days."""
    looks, changes, denied = counts_since(timezone.now() - timedelta(days=7))
    rows = (
        (_("Looks at children's pages"), looks, "looks"),
        (_("Changes"), changes, "changes"),
        (_("Refused"), denied, "denied"),
    )
    items = [
        Item(title=title, url=link("access_log", part=part), text=number_format(n, force_grouping=True))
        for title, n, part in rows
    ]
    return Panel("log", _("The log, last seven days"), items)


# ---- the empty home ----

FIRST = {
    "resource_advisor": lambda: FirstStep(
        _("First: a class"),
        _("Fetch your school's class lists, or type a class in. Then you, the group leader and the principal choose together which class is offered the tracks."),
        link("class_list"),
        _("Go to the classes"),
    ),
    "group_leader": lambda: FirstStep(
        _("First: a class says yes"),
        _("The school's resource advisor proposes a class together with you. When families have said yes, you create a parent group and invite them."),
        link("group_list"),
        _("Go to the parent groups"),
    ),
    "principal": lambda: FirstStep(
        _("First: choose a class"),
        _("The resource advisor proposes a class. You decide together with her and the group leader, and the decision waits for you here."),
        link("class_list"),
        _("Go to the classes"),
    ),
    "provider_manager": lambda: FirstStep(
        _("First: group leaders and time"),
        _("The administrator gives the group leaders their roles. When families have said yes, the groups, their places and attendance stand here."),
        link("group_list"),
        _("Go to the parent groups"),
    ),
    "class_team": lambda: FirstStep(
        _("First: your class is offered a pathway"),
        _("The resource advisor and the principal choose the class. Then the team maps the class together with the advisor, and here you find your measures and the next meeting."),
    ),
    "caseworker": lambda: FirstStep(
        _("First: a family says yes"),
        _("When a ground for sharing has been recorded for one of your children, what the school and the family's helpers share with you stands here. The advisor or the group leader records it."),
    ),
    "ppr_advisor": lambda: FirstStep(
        _("First: you are assigned to a pathway"),
        _("The resource advisor or the principal assigns you when a class begins. Then the children stand here whose mapping lacks your perspective."),
    ),
    "learning_coordinator": lambda: FirstStep(
        _("Your part of Samspil is on its way"),
        _("The learning coordinator's pages come with the programme for placed children. Until then there is nothing for you to do here."),
    ),
    "learning_advisor": lambda: FirstStep(
        _("First: a class at your school begins"),
        _("You read along in the pathways of your school when they begin. Your own pages come with the programme for placed children."),
        link("pathway_list"),
        _("Go to the pathways"),
    ),
    "training_lead": lambda: FirstStep(
        _("Your part of Samspil is on its way"),
        _("Training rounds, sign-up and follow-up days come with the programme for training. Until then there is nothing for you to do here."),
    ),
    "steering_group": lambda: FirstStep(
        _("First: the first class begins"),
        _("The administrator creates schools, people and roles, and the schools choose their first class. Then the figures stand in the overview, counted each morning."),
        link("dashboard"),
        _("Go to the overview"),
    ),
    "evaluator": lambda: FirstStep(
        _("First: the first class begins"),
        _("You see figures without persons. They are counted each morning, and numbers below 5 are hidden."),
        link("dashboard"),
        _("Go to the overview"),
    ),
}  # fmt: skip
