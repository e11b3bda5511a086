"""Panels of the class track: own classes, classes being chosen, and measures of this week."""

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import DateField, DecimalField, Exists, F, JSONField, OuterRef, Subquery
from django.db.models.functions import JSONObject
from django.utils.translation import gettext as _

from cases.models import Pathway
from classes.models import ClassSelection, ClassSession, CoTeachingWeek, SelectionVote
from classes.permissions import can_answer_selection, can_assess_selection, can_decide_selection, can_vote_for
from classes.queries import monday_of, week_to_offer
from core.templatetags.ui import day, few_decimals, weekno
from followup.models import Occurrence
from insight.links import link
from insight.panels import Act, Item, Panel

SHOWN, MOST = 40, 200


def class_rows(person, today, monday=None):
    """Open class pathways that the person writes in: last session, and lessons taught by two until `monday`."""
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
                weeks.filter(monday__lt=monday or today, lessons__gt=0).order_by("-monday").values("lessons")[:1],
                output_field=DecimalField(),
            ),
        )
        .order_by(F("last_session").asc(nulls_first=True), "title")[:SHOWN]
    )


def classes_panel(person, today):
    items, week = [], week_to_offer(person.municipality_id, today)
    for row in sorted(class_rows(person, today, week), key=lambda row: row.state == "accepted"):
        running = row.state in ("active", "closing", "paused")
        items.append(_running_class(row, week, first=not items) if running else _waiting_class(row))
    return Panel("classes", _("Your classes"), items, url=link("class_list") if items else "", label=_("All classes"))


def _running_class(row, monday, first):
    said = [
        _("Last session %(day)s.") % {"day": day(row.last_session)}
        if row.last_session
        else _("No session has been written yet.")
    ]
    acts = [Act(_("Write session"), link("session_create", row.uuid), "primary" if first else "secondary")]
    if _misses(row, monday):
        week = {"week": weekno(monday), "lessons": few_decimals(row.last_lessons)}
        like = (
            _("Co-teaching in %(week)s: again %(lessons)s lessons?")
            if row.last_lessons
            else _("Write co-teaching in %(week)s")
        )
        acts.append(Act(like % week, link("co_teaching_edit", row.uuid, uge=monday.isoformat())))
    acts.append(Act(_("Observation in 2 minutes"), link("session_create", row.uuid, slags="observation"), "link"))
    return Item(
        title=row.title, url=link("pathway_detail", row.uuid), text=" ".join(said), acts=tuple(acts), glyph="school"
    )


def _misses(row, monday):
    """Whether the week's line of two-teacher lessons is to be offered: the pathway had begun, and nobody has written it."""
    begun = row.state != "paused" and monday is not None and monday_of(row.starts_on) <= monday
    return begun and not row.week_written


def _waiting_class(row):
    phase = str(row.content.phase(row.phase).title)
    return Item(
        title=row.title,
        url=link("pathway_detail", row.uuid),
        text=_("Not begun yet. Now: %(phase)s.") % {"phase": phase},
        acts=(Act(_("See what is missing"), link("pathway_detail", row.uuid)),),
        glyph="school",
    )


def class_pathways(person):
    """Open class pathways that she sees, by title; read once while she acts, for two panels of Today.

    `coming`: of a class team's, its next follow-up as {cadence, due_on}.
    """
    rows = Pathway.objects.visible_to(person).of_track("class").open().exclude(state="proposed")
    rows = rows.select_related("programme_version", "school_class", "lead").order_by("title")
    if person.has("class_team"):
        coming = Occurrence.objects.visible_to(person).open().filter(pathway=OuterRef("pk")).order_by("due_on", "pk")
        coming = coming.values(json=JSONObject(cadence="cadence", due_on="due_on"))[:1]
        rows = rows.annotate(coming=Subquery(coming, output_field=JSONField()))
    return person.once("class_pathways", lambda: list(rows[:MOST]))


def pathways_panel(person):
    """The way in for those who write in single places of a pathway: PPR, the class team, the learning advisor."""
    items = [
        Item(
            title=row.title,
            url=link("pathway_detail", row.uuid),
            text=_("Now: %(phase)s.") % {"phase": row.content.phase(row.phase).title},
            glyph="school",
        )
        for row in class_pathways(person)[:SHOWN]
    ]
    return Panel("pathways", _("Your pathways"), items, url=link("pathway_list"), label=_("All pathways"))


def selections_open(person):
    return ClassSelection.objects.visible_to(person).undecided()


def selections_panel(person):
    """Classes on their way: what is waited for, and first those that wait for this reader."""
    votes = SelectionVote.objects.visible_to(person).filter(selection=OuterRef("pk"))
    rows = selections_open(person).select_related("school_class", "unit", "programme_version")
    rows = rows.annotate(voted=ArraySubquery(votes.values("party"))).order_by("nominated_on", "pk")[:SHOWN]
    items = [_selection_item(person, row, set(row.voted)) for row in rows]
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
        mine = can_decide_selection(person, row)
        said = (
            _("All have given their word. You decide.")
            if mine
            else _("All have given their word. The principal decides.")
        )
        return mine, said
    words = ", ".join(str(content.role(party).title).lower() for party in missing)
    return any(can_vote_for(person, row, party) for party in missing), _("Not answered yet: %(parties)s.") % {
        "parties": words
    }
