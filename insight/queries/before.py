"""What lies before a pathway or a group was entered here, and has not been answered yet: asked once, as one list."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, Max, Min
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import Pathway
from core.templatetags.ui import date_year
from followup.cadences import cadence_of
from followup.models import Occurrence
from followup.permissions import can_hold_meeting
from insight.links import link
from insight.panels import Act, Item, Panel
from parentgroups.models import GroupSession, ParentGroup
from parentgroups.permissions import can_lead_group

GROUP = "parent_group"


@dataclass(frozen=True)
class Past:
    """One follow-up or session that lies before: when it would have been."""

    pk: int
    title: str
    on_day: date


def group_of(pathway, person):
    return (
        ParentGroup.objects.visible_to(person)
        .filter(pathway=pathway)
        .select_related("pathway__programme_version")
        .first()
        if pathway.track == GROUP
        else None
    )


def may_answer(person, pathway, group):
    """Those who would have written it: the keepers of the follow-up, the leaders of the group."""
    return pathway.is_open and (can_lead_group(person, group) if group else can_hold_meeting(person, pathway))


def past_of(person, pathway, group):
    """What has not been answered yet, the oldest first."""
    if group:
        rows = GroupSession.objects.visible_to(person).unanswered().filter(group=group).order_by("on_day", "number")
        return [Past(row.pk, _session(row), row.on_day) for row in rows]
    rows = Occurrence.objects.visible_to(person).unanswered().filter(pathway=pathway).order_by("due_on", "pk")
    found = list(rows)
    for row in found:
        row.pathway = pathway
    return [Past(row.pk, str(cadence_of(row).title), row.due_on) for row in found]


def _session(row):
    return _("Session %(number)s: %(theme)s") % {"number": row.number, "theme": row.theme}


def words_of(n, track):
    """ "4 opfølgninger ligger før i dag" """
    if track == GROUP:
        return ngettext("%(n)s session lies before today.", "%(n)s sessions lie before today.", n) % {"n": n}
    return ngettext("%(n)s follow-up lies before today.", "%(n)s follow-ups lie before today.", n) % {"n": n}


def before_rows(person):
    """What lies before Samspil and waits for an answer: follow-ups, and sessions of groups."""
    return Occurrence.objects.visible_to(person).unanswered(), GroupSession.objects.visible_to(person).unanswered()


def before_panel(person):
    """For Today: the pathways and groups whose past is still to be told, two questions whatever their number."""
    follow_ups, sessions = before_rows(person)
    counted = [*_counted(follow_ups, "pathway", "due_on"), *_counted(sessions, "group__pathway", "on_day")]
    if not counted:
        return None
    pathways = Pathway.objects.visible_to(person).open().in_bulk([row["of"] for row in counted])
    items = [_item(pathways[row["of"]], row) for row in counted if _asks(person, pathways.get(row["of"]))]
    return Panel("before", _("Before Samspil"), items)


def _counted(rows, of, day):
    found = rows.order_by().values(of).annotate(n=Count("pk"), first=Min(day), last=Max(day))
    return [{"of": row[of], **row} for row in found]


def _asks(person, pathway):
    if pathway is None:
        return False
    if pathway.track == GROUP:
        return person.has("group_leader")
    return can_hold_meeting(person, pathway)


def _item(pathway, row):
    span = _("From %(first)s to %(last)s. You are asked once.") % {
        "first": date_year(row["first"]),
        "last": date_year(row["last"]),
    }
    return Item(
        title=pathway.title,
        url=link("pathway_detail", pathway.uuid),
        text=f"{words_of(row['n'], pathway.track)} {span}",
        acts=(Act(_("Say what became of them"), link("pathway_before", pathway.uuid)),),
    )
