"""What the PDF of the joint plan shows, as plain data: nothing is read from the templates."""

from dataclasses import dataclass

from django.utils import formats
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.documents import Fact, Sheet, is_fictional, long_day, printed
from cases.documents_follow_up import date_note, follow_up_line, plan_timeline
from cases.documents_parts import aligned_lines, arena_table, goal_line, told_lines
from cases.models import PathwayPlan
from cases.queries.plans import participants, plan_page, plan_to_show, plans_of
from core.charts import Timeline
from core.pdf import render

ONE_PAGE_OF_LINES = (
    34  # table lines that fit the first page; a longer plan flows on instead of leaving a page half empty
)


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


def joint_plan_pdf(pathway, person):
    """The PDF of the newest version this person may read (the one in force first), or None when there is none.

    Two A4 pages for a plan of ordinary length. Source: A51, A52.
    """
    document = joint_plan(pathway, person)
    return document and render("pdf/joint_plan.html", {"doc": document})


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
        date_note=date_note(pathway, follow_ups),
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
    foot = " · ".join([title, number, printed()])
    return Sheet(title, " · ".join(lead), foot, person.municipality_name, is_fictional(pathway))


def _state_words(plan):
    if plan.state in (PathwayPlan.State.IN_FORCE, PathwayPlan.State.SUPERSEDED) and plan.valid_from:
        return _("in force from %(day)s") % {"day": long_day(plan.valid_from)}
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


def _span(first, last):
    if last is None:
        return _("from %(day)s") % {"day": long_day(first)}
    if first.year == last.year:
        return f"{formats.date_format(first, _('j F'))}–{long_day(last)}"
    return f"{long_day(first)}–{long_day(last)}"
