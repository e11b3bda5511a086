"""Panels of the class track: own classes, classes being chosen, and measures of this week."""

from datetime import timedelta

from django.db.models import DateField, DecimalField, Exists, F, OuterRef, Subquery
from django.utils.translation import gettext as _

from cases.models import Measure, Pathway, PathwayPlan
from classes.models import ClassSelection, ClassSession, CoTeachingWeek, SelectionVote
from classes.permissions import can_answer_selection, can_assess_selection, can_decide_selection, can_vote_for
from core.templatetags.ui import day, day_month, decimal1, weekno
from insight.links import link
from insight.panels import Act, Item, Panel

SHOWN = 40


def class_rows(person, today):
    """Open class pathways that the person writes in: last session, and lessons taught by two until last week."""
    monday = last_monday(today)
    weeks = CoTeachingWeek.objects.filter(pathway=OuterRef("pk"))
    sessions = ClassSession.objects.kept().filter(pathway=OuterRef("pk"), held_on__lte=today).order_by("-held_on")
    rows = (
        Pathway.objects.visible_to(person)
        .in_reach_of(person, ("resource_advisor",))
        .of_track("class")
        .open()
        .exclude(state="proposed")
    )
    return list(
        rows.select_related("programme_version")
        .annotate(
            last_session=Subquery(sessions.values("held_on")[:1], output_field=DateField()),
            week_written=Exists(weeks.filter(monday=monday)),
            last_lessons=Subquery(
                weeks.filter(monday__lt=monday).order_by("-monday").values("lessons")[:1], output_field=DecimalField()
            ),
        )
        .order_by(F("last_session").asc(nulls_first=True), "title")[:SHOWN]
    )


def last_monday(today):
    """Monday of last week: the newest week that can be written whole."""
    return today - timedelta(days=today.weekday() + 7)


def classes_panel(person, today):
    items = []
    for row in sorted(class_rows(person, today), key=lambda row: row.state == "accepted"):
        running = row.state in ("active", "closing", "paused")
        items.append(_running_class(row, today, first=not items) if running else _waiting_class(row))
    return Panel("classes", _("Your classes"), items, url=link("class_list") if items else "", label=_("All classes"))


def _running_class(row, today, first):
    missing = row.starts_on <= today - timedelta(days=7) and not row.week_written
    said = [
        _("Last session %(day)s.") % {"day": day(row.last_session)}
        if row.last_session
        else _("No session has been written yet.")
    ]
    acts = [Act(_("Write session"), link("session_create", row.uuid), "primary" if first else "secondary")]
    if missing:
        week = {"week": weekno(last_monday(today))}
        said.append(_("Co-teaching in %(week)s has not been written.") % week)
        if row.last_lessons is not None:
            said.append(_("Last time you wrote %(lessons)s lessons.") % {"lessons": decimal1(row.last_lessons)})
        acts.append(Act(_("Write co-teaching in %(week)s") % week, link("co_teaching_edit", row.uuid), "link"))
    return Item(
        title=row.title, url=link("pathway_detail", row.uuid), text=" ".join(said), acts=tuple(acts), glyph="school"
    )


def _waiting_class(row):
    phase = str(row.content.phase(row.phase).title)
    return Item(
        title=row.title,
        url=link("pathway_detail", row.uuid),
        text=_("Not begun yet. Now: %(phase)s.") % {"phase": phase},
        acts=(Act(_("See what is missing"), link("pathway_detail", row.uuid)),),
        glyph="school",
    )


def pathways_panel(person):
    """The way in for those who write in single places of a pathway: PPR, the class team, the learning advisor."""
    rows = Pathway.objects.visible_to(person).of_track("class").open().exclude(state="proposed")
    items = [
        Item(
            title=row.title,
            url=link("pathway_detail", row.uuid),
            text=_("Now: %(phase)s.") % {"phase": row.content.phase(row.phase).title},
            glyph="school",
        )
        for row in rows.select_related("programme_version").order_by("title")[:SHOWN]
    ]
    return Panel("pathways", _("Your pathways"), items, url=link("pathway_list"), label=_("All pathways"))


def selections_panel(person):
    """Classes on their way: what is waited for, and first those that wait for this reader."""
    rows = list(
        ClassSelection.objects.visible_to(person)
        .undecided()
        .select_related("school_class", "unit", "programme_version")
        .order_by("nominated_on", "pk")[:SHOWN]
    )
    voted = {}
    if any(row.state == "assessed" for row in rows):
        for selection, party in (
            SelectionVote.objects.visible_to(person)
            .filter(selection__in=[row.pk for row in rows])
            .values_list("selection_id", "party")
        ):
            voted.setdefault(selection, set()).add(party)
    items = [_selection_item(person, row, voted.get(row.pk, set())) for row in rows]
    items.sort(key=lambda item: item.kind != "due")
    return Panel("selections", _("Choosing classes"), items)


def _selection_item(person, row, voted):
    mine, text = _selection_next(person, row, voted)
    url = link("selection_detail", row.uuid)
    return Item(
        title=f"{row.school_class}, {row.unit}",
        url=url,
        kind="due" if mine else "planned",
        words=_("Waits for you") if mine else str(row.programme_version.programme_content.phase(row.state).title),
        text=text,
        acts=(Act(_("Open the selection"), url),) if mine else (),
    )


def _selection_next(person, row, voted):
    if row.state == "nominated":
        return can_assess_selection(person, row), _("To be assessed in the four dimensions.")
    if row.state == "offered":
        return can_answer_selection(person, row), _("Offered. The class team and the school have not answered yet.")
    content = row.programme_version.programme_content
    missing = [party for party in content.selection.parties if party not in voted]
    if not missing:
        return can_decide_selection(person, row), _("All have given their word. The principal decides.")
    words = ", ".join(str(content.role(party).title).lower() for party in missing)
    return any(can_vote_for(person, row, party) for party in missing), _("Not answered yet: %(parties)s.") % {
        "parties": words
    }


def measures_panel(person, today):
    """The class measures of the teacher's own class that run now or soon. Family measures are not the team's."""
    plans = (
        PathwayPlan.objects.visible_to(person)
        .in_force()
        .filter(pathway__in=Pathway.objects.in_reach_of(person, ("class_team",)))
    )
    rows = (
        Measure.objects.visible_to(person)
        .of_class()
        .filter(plan__in=plans.values("pk"), ended_on=None)
        .exclude(ends_on__lt=today)
        .exclude(arena="home")
        .select_related("plan__pathway__programme_version", "owner")
        .order_by(F("starts_on").asc(nulls_first=True), "order", "pk")[:SHOWN]
    )
    items, pathway = [], None
    for row in rows:
        pathway = row.plan.pathway
        running = row.status(today) == "running"
        until = _("Until %(day)s.") % {"day": day_month(row.ends_on)} if row.ends_on else ""
        begins = "" if running else _("From %(day)s.") % {"day": day_month(row.starts_on)}
        element = str(pathway.content.element(row.core_element).short)
        said = [element + ".", begins or until, f"{row.owner.name}." if row.owner else row.owner_words]
        items.append(
            Item(
                title=row.title, kind="running" if running else "planned", text=" ".join(part for part in said if part)
            )
        )
    url = link("plan_detail", pathway.uuid) if pathway else ""
    return Panel("measures", _("This week's measures in the class"), items, url=url, label=_("Open the plan"))
