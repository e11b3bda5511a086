"""What the PDF of the joint plan and of a child's annex show, as plain data: nothing is read from the templates."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import PathwayPlan
from cases.queries.plans import participants, plan_page, plan_to_show, plans_of
from core.charts import Event, Holiday, Timeline
from core.pdf import render

ONE_PAGE_OF_LINES = (
    34  # table lines that fit the first page; a longer plan flows on instead of leaving a page half empty
)


@dataclass(frozen=True)
class Fact:
    term: str
    words: str
    more: str = ""


@dataclass(frozen=True)
class GoalLine:
    """`name` is what stands before a colon ("Rolig start: …"), `text` the rest; without a colon all of it is the name."""

    name: str
    text: str
    own_words: str
    baseline: str
    status: str
    status_words: str
    steps: tuple = ()
    sign: str = ""
    academic: str = ""
    wellbeing: str = ""
    points: tuple = ()  # of queries.plan_parts.Point, the most on top
    level: str = ""


@dataclass(frozen=True)
class MeasureLine:
    """`more` holds what is turned up or down, who takes part from outside, and what is done so that no child feels different."""

    title: str
    element: str
    who: str
    when: str
    more: tuple = ()


@dataclass(frozen=True)
class ArenaTable:
    key: str
    heading: str
    measures: tuple


@dataclass(frozen=True)
class FollowUpLine:
    on: str
    what: str
    status: str


@dataclass(frozen=True)
class ToldLine:
    to: str
    on: str
    by: str


@dataclass(frozen=True)
class Sheet:
    """Head and foot of every document."""

    title: str
    lead: str
    foot: str
    municipality: str
    is_fictional: bool


@dataclass(frozen=True)
class JointPlan:
    sheet: Sheet
    facts: tuple
    strengths: str
    focus: str
    quote: str
    goals: tuple
    arenas: tuple
    timeline: Timeline | None
    people: tuple
    follow_ups: tuple
    date_note: str
    told: tuple
    aligned: tuple
    flows: bool

    @property
    def tells_goals_in_two(self):
        return any(goal.text or goal.sign for goal in self.goals)


@dataclass(frozen=True)
class Annex:
    """A child's annex as one reader may see it: no address, no CPR number, nothing from the mapping's answers."""

    sheet: Sheet
    name: str
    basis: str
    said: tuple
    cite: str
    dreams: tuple
    strengths: tuple
    goals: tuple
    arenas: tuple
    told: tuple
    aligned: tuple


def joint_plan_pdf(pathway, person):
    """The PDF of the newest version this person may read (the one in force first), or None when there is none.

    Two A4 pages for a plan of ordinary length. Source: A51, A52.
    """
    document = joint_plan(pathway, person)
    return document and render("pdf/joint_plan.html", {"doc": document})


def annex_pdf(pathway_child, person):
    """The PDF of the parts of a child's annex that this person may see, or None when she sees none."""
    document = annex(pathway_child, person)
    return document and render("pdf/annex.html", {"doc": document})


# ---- the joint plan ----


def joint_plan(pathway, person):
    plan = plan_to_show(list(plans_of(pathway, person)))
    if plan is None:
        return None
    plan.pathway = pathway
    part = plan_page(pathway, plan, person, rows=[]).part
    follow_ups = list(pathway.occurrences.visible_to(person).exclude(state="cancelled").order_by("due_on"))
    goals = tuple(goal_line(goal, plan) for goal in part.goals)
    people = tuple(participants(pathway, person))
    lines = sum(2 + len(goal.points) for goal in goals) + 2 * sum(len(arena.measures) for arena in part.arenas)
    return JointPlan(
        sheet=plan_sheet(plan, person, follow_ups),
        facts=tuple(_facts(pathway, people)),
        strengths=plan.strengths,
        focus=plan.focus,
        quote=next((goal.own_words for goal in goals if goal.own_words), ""),
        goals=goals,
        arenas=tuple(arena_table(arena) for arena in part.arenas if arena.is_shown),
        timeline=plan_timeline(pathway, person, follow_ups),
        people=people,
        follow_ups=tuple(follow_up_line(each, pathway) for each in follow_ups),
        date_note=_date_note(pathway, follow_ups),
        told=told_lines(part.told),
        aligned=tuple(aligned_lines(part.aligned)),
        flows=lines > ONE_PAGE_OF_LINES,
    )


def plan_sheet(plan, person, follow_ups):
    pathway = plan.pathway
    subject = pathway.school_class.name if pathway.school_class else pathway.title
    title = _("Joint plan for %(subject)s") % {"subject": subject}
    number = _("plan %(number)s") % {"number": plan.number}
    lead = [pathway.unit.name, number, _state_words(plan)]
    if coming := next((each for each in follow_ups if each.state == "open"), None):
        lead.append(_("next follow-up %(day)s") % {"day": formats.date_format(coming.due_on, _("l j F Y"))})
    foot = " · ".join([title, number, _printed()])
    return Sheet(title, " · ".join(lead), foot, person.municipality_name, _is_fictional(pathway))


def _state_words(plan):
    if plan.state in (PathwayPlan.State.IN_FORCE, PathwayPlan.State.SUPERSEDED) and plan.valid_from:
        return _("in force from %(day)s") % {"day": _long(plan.valid_from)}
    return _("not in force yet")


def _facts(pathway, people):
    lead, co_lead = _("In charge, school"), _("In charge, social services")
    if pathway.side != "school":
        lead, co_lead = co_lead, lead
    roles = {each.staff.pk: each.role for each in people}
    for term, staff, unit in ((lead, pathway.lead, pathway.unit), (co_lead, pathway.co_lead, pathway.partner_unit)):
        if staff:
            yield Fact(term, staff.name, ", ".join(word for word in (roles.get(staff.pk), unit and unit.name) if word))
    if pathway.starts_on:
        yield Fact(
            _("Pathway"), _span(pathway.starts_on, pathway.ended_on or pathway.planned_end_on), _length_words(pathway)
        )


def _length_words(pathway):
    """What the model says of the length, when this version has a limit for it (A27)."""
    limit = next((each for each in pathway.content.limits if each.key == f"{pathway.track}_track"), None)
    if limit is None or limit.minimum is None or limit.unit != "months":
        return ""
    months = int(limit.minimum)
    words = ngettext("at least %(count)s month", "at least %(count)s months", months) % {"count": months}
    return f"{limit.source.strength_words} {words}"


def goal_line(goal, plan=None):
    """One goal as a line; `plan` decides whether it runs yet (None: an annex, which is always at work)."""
    status = "running"
    if goal.reached_on:
        status = "reached"
    elif plan and plan.state in (PathwayPlan.State.DRAFT, PathwayPlan.State.SHARED):
        status = "planned"
    words = {"running": _("Under way"), "planned": _("Planned"), "reached": _("Reached")}[status]
    more = _long(goal.reached_on) if goal.reached_on else ""
    text = goal.rest[:1].upper() + goal.rest[1:]
    return GoalLine(
        goal.lead_in,
        text,
        goal.child_words,
        goal.baseline,
        status,
        f"{words} {more}".strip(),
        tuple(goal.all_steps),
        sign=goal.sign,
        academic=goal.academic,
        wellbeing=goal.wellbeing,
        points=tuple(goal.all_points),
        level=_level_words(goal),
    )


def _level_words(goal):
    if goal.newest_level is None or goal.reached_on:
        return ""
    return f"{_long(goal.newest_level.on)}: {str(goal.newest_level.level_words).lower()}"


def arena_table(arena):
    rows = tuple(MeasureLine(m.title, m.short, _who(m), measure_period(m), tuple(_more(m))) for m in arena.measures)
    return ArenaTable(arena.key, arena.heading, rows)


def _who(measure):
    return ", ".join(words for words in (measure.owner.name if measure.owner else "", measure.owner_words) if words)


def _more(measure):
    if measure.intensity:
        words = str(measure.get_intensity_display())
        yield f"{words}: {measure.intensity_words}" if measure.intensity_words else words
    if measure.partner:
        yield _("Together with %(partner)s") % {"partner": measure.partner}
    if measure.annex_id and measure.feels_different == "yes":
        yield measure.different_words
    if measure.effect:
        yield measure.effect


def measure_period(measure):
    """ "16.3–19.6", "fra 16.3", "afsluttet 15.4": short enough for a narrow column."""
    if measure.ended_on:
        return _("ended %(day)s") % {"day": _short(measure.ended_on)}
    if measure.starts_on and measure.starts_on == measure.ends_on:
        return _short(measure.starts_on)
    if measure.starts_on and measure.ends_on:
        return f"{_short(measure.starts_on)}–{_short(measure.ends_on)}"
    if measure.starts_on:
        return _("from %(day)s") % {"day": _short(measure.starts_on)}
    return _("until %(day)s") % {"day": _short(measure.ends_on)} if measure.ends_on else ""


def aligned_lines(aligned):
    """With which other plans it agrees: since when, and who made sure of it."""
    for each, row in aligned:
        if row and row.aligned_on:
            yield Fact(str(each.title), _long(row.aligned_on), row.by.name if row.by else "")


def told_lines(told):
    """Whom the plan was told to; those who told it by name, and who else took part in the writer's own words."""
    return tuple(
        ToldLine(
            row.audience_words,
            _long(row.presented_on),
            " · ".join(words for words in (row.by.name, row.with_words) if words),
        )
        for row in told
    )


# ---- follow-up: read through the relations that the floors above add to a pathway ----


def follow_up_line(occurrence, pathway):
    cadence = pathway.content.cadence(occurrence.cadence)
    return FollowUpLine(
        _long(occurrence.held_on or occurrence.due_on), str(cadence.what), occurrence.status(timezone.localdate())
    )


def _date_note(pathway, follow_ups):
    """Why the next follow-up lies where it does, and what the model says of it."""
    coming = next((each for each in follow_ups if each.state == "open"), None)
    if coming is None:
        return ""
    source = pathway.content.cadence(coming.cadence).source
    words = []
    if coming.moved_because and not coming.is_agreed:
        days = [
            f"{each['why']} {formats.date_format(date.fromisoformat(each['on']), _('j F'))}"
            for each in coming.moved_because
        ]
        given = {"day": formats.date_format(coming.computed_on, _("l j F")), "why": _listed(days)}
        words.append(_("By the calendar it fell on %(day)s. It was moved because of: %(why)s.") % given)
    says = f"{source.strength_words} {source.says}" if source.says else str(source.strength_words)
    words.append(f"{says.rstrip('.')} (“{source.document}”).")
    if source.note:
        words.append(str(source.note))
    return " ".join(words)


def plan_timeline(pathway, person, follow_ups):
    """The pathway on one line, or None before it has a start. Sessions only for readers of the class log."""
    last = pathway.ended_on or pathway.planned_end_on
    if pathway.starts_on is None:
        return None
    today = timezone.localdate()
    sessions = [Event(s.held_on, _("session"), "held") for s in pathway.class_sessions.visible_to(person).kept()]
    shared = [_follow_up_event(each, today) for each in follow_ups]
    plans = plans_of(pathway, person).exclude(valid_from=None)
    shared += [
        Event(p.valid_from, _("plan"), "held", _("Plan %(number)s") % {"number": p.number}, plan=True) for p in plans
    ]
    days = [event.on for event in (*sessions, *shared)]
    last = max(
        [
            last or pathway.starts_on + timedelta(weeks=13),
            *(day for day in days if day <= (last or today) + timedelta(weeks=4)),
        ]
    )
    first = min([pathway.starts_on, *(day for day in days if day >= pathway.starts_on - timedelta(weeks=2))])
    inside = lambda events: sorted((e for e in events if first <= e.on <= last), key=lambda e: e.on)  # noqa: E731
    held = ngettext("%(count)s held", "%(count)s held", len(sessions)) % {"count": len(sessions)}
    return Timeline(
        title=_timeline_words(len(sessions), follow_ups), first=first, last=last, today=today, in_class=inside(sessions), shared=inside(shared),
        in_group=None, holidays=list(_closed(follow_ups)), class_note=held, shared_note=_("plan and follow-up"),
    )  # fmt: skip


def _follow_up_event(occurrence, today):
    day = occurrence.held_on or occurrence.due_on
    return Event(day, _("joint follow-up"), occurrence.status(today), _("Follow-up %(day)s") % {"day": _short(day)})


def _closed(follow_ups):
    """The closed days that moved a follow-up; why people moved one themselves is theirs and is not drawn."""
    for occurrence in follow_ups:
        if not occurrence.is_agreed and (moved := occurrence.moved_because):
            days = [date.fromisoformat(each["on"]) for each in moved]
            yield Holiday(min(days), max(days), moved[0]["why"].capitalize())


def _timeline_words(sessions, follow_ups):
    words = ngettext(
        "%(count)s session in the class has been held.", "%(count)s sessions in the class have been held.", sessions
    ) % {"count": sessions}
    if coming := next((each for each in follow_ups if each.state == "open"), None):
        words += " " + _("The next joint follow-up is %(day)s.") % {
            "day": formats.date_format(coming.due_on, _("l j F"))
        }
    return words


# ---- a child's annex ----


def annex(pathway_child, person):
    """The annex as this person may see it, or None when no side of it is hers to see."""
    pathway = pathway_child.pathway
    card = next((card for card in plan_page(pathway, None, person, rows=[pathway_child]).cards if card.sides), None)
    if card is None:
        return None
    child = pathway_child.child
    title = _("Annex: %(name)s") % {"name": child.given_name}
    foot = " · ".join([title, pathway.title, _printed()])
    sheet = Sheet(
        title,
        _("To the joint plan for %(pathway)s") % {"pathway": pathway.title},
        foot,
        person.municipality_name,
        _is_fictional(pathway),
    )
    return Annex(
        sheet=sheet,
        name=child.given_name,
        basis=card.basis_words,
        said=tuple(goal.child_words for goal in card.said),
        cite=card.cite,
        dreams=tuple(card.dreams),
        strengths=tuple(card.strengths),
        goals=tuple(goal_line(goal) for goal in card.goals),
        arenas=tuple(arena_table(arena) for arena in card.arenas if arena.measures),
        told=told_lines(card.told),
        aligned=tuple(aligned_lines(card.aligned)),
    )


# ---- words ----


def _listed(words):
    """ "a, b og c" """
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
        if len(words) > 1
        else "".join(words)
    )


def _printed():
    return _("printed %(day)s") % {"day": _long(timezone.localdate())}


def _is_fictional(pathway):
    return pathway.municipality.is_fictional


def _long(day):
    return formats.date_format(day, _("j F Y"))


def _short(day):
    return f"{day.day}.{day.month}"


def _span(first, last):
    if last is None:
        return _("from %(day)s") % {"day": _long(first)}
    if first.year == last.year:
        return f"{formats.date_format(first, _('j F'))}–{_long(last)}"
    return f"{_long(first)}–{_long(last)}"
