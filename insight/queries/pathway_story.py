"""A pathway that has ended, told as a story: from when to when, what was done, what was reached, what was decided."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Goal, PathwayPlan
from core.templatetags.ui import date_year
from insight.queries.weeks import monday


@dataclass(frozen=True)
class Chapter:
    title: str
    text: str


@dataclass(frozen=True)
class Story:
    chapters: list
    goals: list  # (text, status, words) of the last plan
    decision: str
    reason: str


def story_of(person, page, occurrences):
    pathway = page.pathway
    plans = PathwayPlan.objects.visible_to(person).filter(pathway=pathway).exclude(valid_from=None)
    numbers = list(plans.order_by("valid_from", "number").values_list("pk", "number"))
    goals = _goals(person, numbers[-1][0]) if numbers else []
    chapters = [Chapter(_("From – to"), _span(pathway)), Chapter(_("What was done"), _done(page, occurrences, numbers))]
    if page.tracks:
        chapters.append(Chapter(_("Two tracks"), page.tracks))
    if goals:
        reached = sum(status == "reached" for _text, status, _words in goals)
        text = ngettext("%(n)s of %(all)s goal reached.", "%(n)s of %(all)s goals reached.", len(goals))
        chapters.append(Chapter(_("What was reached"), text % {"n": reached, "all": len(goals)}))
    decision = str(pathway.content.closing_decision(pathway.ending).title) if pathway.ending else ""
    return Story([each for each in chapters if each.text], goals, decision, pathway.ending_reason)


def _span(pathway):
    weeks = (monday(pathway.ended_on) - monday(pathway.starts_on)).days // 7 + 1
    return ngettext(
        "%(first)s to %(last)s, %(n)s week.", "%(first)s to %(last)s, %(n)s weeks.", weeks
    ) % {"first": date_year(pathway.starts_on), "last": date_year(pathway.ended_on), "n": weeks}  # fmt: skip


def _done(page, occurrences, plans):
    held = sum(row.state == "held" for row in occurrences)
    not_held = sum(row.state == "not_held" for row in occurrences)
    said = []
    if page.sessions:
        said.append(
            ngettext("%(n)s session in the class.", "%(n)s sessions in the class.", page.sessions)
            % {"n": page.sessions}
        )
    if plans:
        said.append(ngettext("%(n)s plan.", "%(n)s plans.", len(plans)) % {"n": len(plans)})
    if held:
        said.append(ngettext("%(n)s follow-up held.", "%(n)s follow-ups held.", held) % {"n": held})
    if not_held:
        said.append(ngettext("%(n)s not held.", "%(n)s not held.", not_held) % {"n": not_held})
    if page.strip:
        touched = sum(row.total > 0 for row in page.strip.rows)
        said.append(
            _("%(n)s of %(all)s core elements were touched.") % {"n": touched, "all": len(page.strip.rows)}
        )  # fmt: skip
    return " ".join(said)


def _goals(person, plan):
    """The class's goals in the last plan; those of the children's annexes are theirs."""
    told = []
    for goal in Goal.objects.visible_to(person).of_class().filter(plan=plan):
        if goal.reached_on:
            told.append((goal.text, "reached", ""))
        elif goal.dropped_on:
            told.append((goal.text, "cancelled", _("Dropped")))
        else:
            told.append((goal.text, "planned", _("Not reached")))
    return told
