""" "Før I mødes": one page before a meeting, made of what is recorded already and of nothing that its reader may not see.

The page lies on a table with parents around it: what a child said and wanted kept from its parents never stands here (L06).
"""

from dataclasses import dataclass, field
from datetime import timedelta

from django.db.models import Count, Q
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.queries.family_side import answers_since
from classes.models import ClassSession
from core.templatetags.ui import capital, day_month
from followup.models import ChildFollowUp, Contact
from followup.queries.holding import last_held, last_results, open_decisions, running_measures
from followup.queries.meetings import children_of_follow_up, open_goals, seats_of, wishes_at
from followup.queries.praise import praise_of
from mapping.models import Perspective
from mapping.queries.comparison import reads_answers
from parentgroups.models import Attendance

HEARD_WITHIN = timedelta(days=90)
SHOWN = 6  # lines a part: the sheet is one page


@dataclass(frozen=True)
class Line:
    """text: the thing itself; name: the child it is about; more: what stands beside it in small."""

    text: str
    more: str = ""
    name: str = ""


@dataclass
class Part:
    key: str
    title: str
    empty: str
    lines: list = field(default_factory=list)
    left: int = 0  # how many more there are


@dataclass
class MeetingSheet:
    since: object  # the day of the last meeting, or None
    parts: list
    unknown: list  # sentences: what nobody knows
    children: list
    seats: list
    wishes: list  # what families wrote: for the reader's screen alone, never on the paper that lies on the table
    answers: list  # … and what they said of their steps
    compared: list  # children whose three views she may lay beside each other

    @property
    def child_ids(self):
        return [row.child_id for row in self.children]


def meeting_sheet(*, pathway, about, person, today, meeting=None):
    """The sheet for this reader. about: the PathwayChild of a meeting about one child, else None."""
    children, _waiting = children_of_follow_up(pathway, person, today, about)
    last = last_held(pathway, person, about)
    since = last.held_on if last else pathway.starts_on
    goals = list(open_goals(pathway, person, about))
    results, names = last_results(goals, person), {row.child_id: row.child.short_name for row in children}
    parts = [
        _goals(goals, results, names),
        _tried(pathway, person, today, about, since, names),
        _own_words(goals, children, person, names),
        _successes(pathway, person, about, since),
        _tasks(open_decisions(pathway, person, about)),
    ]
    if attendance := _attendance(children, person, names, since):
        parts.insert(4, attendance)
    unknown = _unknown(pathway, goals, results, children, person, today)
    seats = seats_of(meeting, person) if meeting else []
    wishes = wishes_at(meeting, person) if meeting else []
    compared = children if reads_answers(person) else []
    answers = answers_since([row.pk for row in children], since, person)
    return MeetingSheet(last and last.held_on, parts, unknown, children, seats, wishes, answers, compared)


def _part(key, title, empty, lines):
    return Part(key, title, empty, lines[:SHOWN], max(0, len(lines) - SHOWN))


def _goals(goals, results, names):
    lines = []
    for goal in goals:
        last = results.get(goal.pk)
        more = _("Not judged yet.")
        if last:
            told = {"reach": capital(str(last.get_reach_display())), "day": day_month(last.meeting.held_on)}
            more = " ".join(word for word in (_("%(reach)s, %(day)s.") % told, last.words) if word)
        lines.append(Line(goal.text, more, names.get(goal.annex.child_id, "") if goal.annex_id else ""))
    return _part("goals", _("The goals, and how far we were"), _("No goals are written yet."), lines)


def _tried(pathway, person, today, about, since, names):
    lines = []
    for measure, tried in running_measures(pathway, person, today, about):
        if measure.effect:
            more = measure.effect
        elif tried:
            more = ngettext(
                "Tried %(times)s time, last %(when)s.", "Tried %(times)s times, last %(when)s.", tried.times
            )
            more = " ".join(
                word for word in (more % {"times": tried.times, "when": tried.when}, tried.last.line) if word
            )
        else:
            more = _("Nobody has written that it was tried.")
        lines.append(Line(measure.title, more, names.get(measure.annex.child_id, "") if measure.annex_id else ""))
    if not about:
        lines += _sessions(pathway, person, since)
    return _part("tried", _("What we have tried"), _("Nothing is written yet."), lines)


def _sessions(pathway, person, since):
    held = ClassSession.objects.visible_to(person).kept().filter(pathway=pathway)
    count = (held.filter(held_on__gt=since) if since else held).count()
    words = ngettext(
        "%(n)s session in the class since last time.", "%(n)s sessions in the class since last time.", count
    )
    return [Line(words % {"n": count})] if count else []


def _own_words(goals, children, person, names):
    lines = [
        Line(
            f"“{goal.child_words}”", _("said about a goal"), names.get(goal.annex.child_id, "") if goal.annex_id else ""
        )
        for goal in goals
        if goal.child_words
    ]
    rows = (
        Perspective.objects.visible_to(person)
        .shown_to_parents()
        .filter(informant="child", pathway_child__in=[row.pk for row in children], obtained_on__isnull=False)
    )
    for row in rows.exclude(strengths="").order_by("-obtained_on", "pk"):
        told = {"how": row.get_method_display(), "day": day_month(row.obtained_on)}
        lines.append(Line(row.strengths, _("heard %(how)s, %(day)s") % told, names.get(row.child_id, "")))
    return _part("words", _("The children's own words"), _("No child's words are written yet."), lines)


def _successes(pathway, person, about, since):
    rows = Contact.objects.visible_to(person).kept().filter(pathway=pathway, is_success=True).exclude(line="")
    if about:
        rows = rows.filter(children__pathway_child=about)
    if since:
        rows = rows.filter(held_on__gte=since)
    rows = rows.order_by("-held_on", "-pk").distinct()[: SHOWN + 1]
    found = [(row.held_on, Line(row.line, day_month(row.held_on))) for row in rows]
    for each in praise_of(about or pathway, person, since):  # told to the family: it may be said with the name
        found.append((each.said_on, Line(each.text, day_month(each.said_on), each.names)))
    lines = [line for _day, line in sorted(found, key=lambda pair: pair[0], reverse=True)]
    return _part(
        "successes", _("What went well"), _("Nothing is written since last time. Say it at the meeting."), lines
    )


def _attendance(children, person, names, since):
    """Of the parent group: only for those who see the register; for nobody else is it even an empty part."""
    rows = Attendance.objects.visible_to(person).filter(
        enrolment__child__in=[row.child_id for row in children], is_companion=False
    )
    counted = rows.values("enrolment__child").annotate(came=Count("pk", filter=Q(status="present")), times=Count("pk"))
    lines = [
        Line(_("%(came)s of %(times)s sessions in the parent group.") % row, "", names.get(row["enrolment__child"], ""))
        for row in counted.order_by("enrolment__child__name_key")
    ]
    return _part("attendance", _("In the parent group"), "", lines) if lines else None


def _tasks(tasks):
    lines = []
    for task in tasks:
        who = task.owner.name if task.owner else str(task.get_side_display())
        by = _("by %(day)s") % {"day": day_month(task.due_on)} if task.due_on else ""
        lines.append(Line(task.text, " · ".join(word for word in (who, by) if word)))
    return _part("tasks", _("Agreed last time and still open"), _("Nothing is open."), lines)


# ---- what nobody knows ----


def _unknown(pathway, goals, results, children, person, today):
    found = []
    never = sum(goal.pk not in results for goal in goals)
    if never:
        words = ngettext("%(n)s goal has never been judged.", "%(n)s goals have never been judged.", never)
        found.append(words % {"n": never})
    if not goals:
        found.append(_("Nobody has written what we are working for."))
    heard = _last_heard(children, person)
    for row in children:
        name = row.child.short_name
        day = heard.get(row.pk)
        if day is None:
            found.append(_("%(name)s has not been heard yet.") % {"name": name})
        elif today - day > HEARD_WITHIN:
            told = {"name": name, "days": (today - day).days}
            found.append(_("%(name)s has not been heard for %(days)s days.") % told)
    return found + _missing_voices(children, person)


def _last_heard(children, person):
    """row id -> the day the child was last heard: at a meeting, before one, or in the mapping."""
    rows, heard = [row.pk for row in children], {}
    at_meetings = ChildFollowUp.objects.visible_to(person).filter(pathway_child__in=rows).exclude(part="not")
    days = list(at_meetings.values_list("pathway_child", "meeting__held_on"))
    voices = Perspective.objects.visible_to(person).filter(informant="child", pathway_child__in=rows)
    days += voices.exclude(obtained_on=None).values_list("pathway_child", "obtained_on")
    for row, day in days:
        heard[row] = max(heard.get(row, day), day)
    return heard


def _missing_voices(children, person):
    """Perspectives that nobody has taken, of the reader's children; those behind a wall are not missing, they are not hers."""
    rows = Perspective.objects.visible_to(person).filter(pathway_child__in=[row.pk for row in children])
    known = set(rows.exclude(obtained_on=None).values_list("pathway_child", "informant"))
    words = {
        "parent": _("The parents' view of %(name)s is missing."),
        "professional": _("The professionals' view of %(name)s is missing."),
    }
    may = {"parent": person.has("group_leader"), "professional": person.has("resource_advisor", "learning_advisor")}
    return [
        sentence % {"name": row.child.short_name}
        for row in children
        for informant, sentence in words.items()
        if may[informant] and (row.pk, informant) not in known
    ]
