"""What the class team does this week, and what it asks the advisor: the top of Today for both (J07)."""

from dataclasses import dataclass, field
from datetime import date, timedelta

from django.db.models import F, Q
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import SchoolClass
from cases.models import Measure, Pathway, PathwayPlan
from cases.permissions import can_try_measure
from cases.queries.trials import tried_by_family
from classes.forms.team import AnswerForm, QuestionForm, pulse_form
from classes.models import TeamQuestion
from classes.permissions import can_answer_question, can_ask_advisor, can_withdraw_question
from classes.queries import team_classes
from classes.queries.team import WeekOfTaps, taps_of
from insight.links import link
from insight.panels import Panel
from insight.queries.class_panels import class_pathways

SHOWN = 40
ANSWERS_STAND = timedelta(days=14)


@dataclass
class TeamWeek(Panel):
    """One class of the reader's: its measures, the next follow-up, her questions, and the taps of the week."""

    template: str = "insight/team_week.html"
    school_class: SchoolClass | None = None
    pathway: Pathway | None = None
    plan: PathwayPlan | None = None
    next: object = None  # Coming
    taps: WeekOfTaps | None = None
    ask: QuestionForm | None = None
    questions: list = field(default_factory=list)

    def __bool__(self):
        return True


def team_weeks(person, today):
    """A panel for each class of the team with something to do in it; the same number of queries for one class and for ten."""
    mine = team_classes(person, today)
    pathways = [each for each in class_pathways(person) if each.school_class_id in mine and each.state != "draft"]
    pathways.sort(key=lambda each: (each.school_class.grade or 0, each.school_class.name, each.pk))
    known = {each.school_class_id: each.school_class for each in pathways}
    taps = {week.school_class.pk: week for week in taps_of(person, today, known)}
    weeks = [_week(person, each.school_class, each, taps.pop(each.school_class_id, None)) for each in pathways]
    weeks += [_week(person, each.school_class, None, each) for each in taps.values()]
    if pathways:
        _with_measures(weeks, person, today)
        _with_questions(weeks, person)
    return weeks


def _week(person, school_class, pathway, taps):
    if taps and taps.monday:
        taps.form = pulse_form(school_class=school_class, monday=taps.monday, pulse=taps.pulse)
    return TeamWeek(
        f"week-{pathway.uuid if pathway else school_class.uuid}",
        _("This week in %(class)s") % {"class": school_class.name},
        school_class=school_class,
        pathway=pathway,
        next=_coming(pathway) if pathway else None,
        taps=taps,
        ask=QuestionForm(auto_id=f"ask_{pathway.pk}_%s") if pathway and can_ask_advisor(person, pathway) else None,
    )


def _with_measures(weeks, person, today):
    by_pathway = {week.pathway.pk: week for week in weeks if week.pathway}
    in_force = PathwayPlan.objects.visible_to(person).in_force()
    rows = (
        Measure.objects.visible_to(person)
        .of_class()
        .filter(plan__in=in_force.filter(pathway__in=by_pathway), ended_on=None)
        .exclude(ends_on__lt=today)
        .exclude(arena="home")
        .select_related("owner", "plan")
        .order_by(F("starts_on").asc(nulls_first=True), "order", "pk")[:SHOWN]
    )
    plans = {row.plan_id: row.plan for row in rows}
    empty = set(by_pathway) - {plan.pathway_id for plan in plans.values()}
    plans |= in_force.filter(pathway__in=empty).in_bulk() if empty else {}
    for plan in plans.values():
        week = by_pathway[plan.pathway_id]
        week.plan, plan.pathway = plan, week.pathway
    tried = tried_by_family(list(rows), person)
    for row in rows:
        row.plan = plans[row.plan_id]
        row.now, row.tried = row.status(today), tried.get(row.family)
        row.short = str(row.plan.pathway.content.element(row.core_element).short)
        row.may_try = can_try_measure(person, row)
        by_pathway[row.plan.pathway_id].items.append(row)


@dataclass(frozen=True)
class Coming:
    """The next follow-up of a pathway."""

    title: str
    due_on: date


def _coming(pathway):
    if not pathway.coming:
        return None
    title = str(pathway.content.cadence(pathway.coming["cadence"]).title)
    return Coming(title, date.fromisoformat(pathway.coming["due_on"]))


def _with_questions(weeks, person):
    """What waits for an answer, and answers for two weeks."""
    by_pathway = {week.pathway.pk: week for week in weeks if week.pathway}
    stands = Q(answered_at=None) | Q(answered_at__gte=timezone.now() - ANSWERS_STAND)
    rows = TeamQuestion.objects.visible_to(person).kept().filter(stands, pathway__in=by_pathway)
    for row in rows.select_related("asked_by", "answered_by")[:SHOWN]:
        row.may_withdraw = can_withdraw_question(person, row)
        by_pathway[row.pathway_id].questions.append(row)


# ---- the advisor ----


@dataclass
class Questions(Panel):
    template: str = "insight/team_questions.html"


def questions_open(person):
    """What the teams have asked the advisor and nobody has answered."""
    own = Pathway.objects.visible_to(person).in_reach_of(person, ("resource_advisor",)).open()
    return TeamQuestion.objects.visible_to(person).open().filter(pathway__in=own)


def questions_panels(person):
    """A panel for each pathway, the oldest question first."""
    rows = questions_open(person).select_related("pathway__school_class", "asked_by").order_by("asked_at", "pk")
    panels = {}
    for row in rows[:SHOWN]:
        if can_answer_question(person, row):
            row.form = AnswerForm(auto_id=f"answer_{row.pk}_%s")
            panels.setdefault(row.pathway_id, []).append(row)
    return [_questions(items) for items in panels.values()]


def _questions(items):
    pathway, n = items[0].pathway, len(items)
    return Questions(
        f"questions-{pathway.uuid}",
        _("Questions from the team in %(class)s") % {"class": pathway.school_class.name},
        items,
        note=ngettext("%(n)s waits for you", "%(n)s wait for you", n) % {"n": n},
        url=link("question_list", pathway.uuid),
        label=_("All questions"),
    )
