"""The list behind each figure: rows the reader may see, and no others. What nobody may see is not counted here either."""

from dataclasses import dataclass

from django.db.models import Count, F, Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cases.models import Pathway, PathwayChild
from classes.models import ClassSession
from core.templatetags.ui import capital, day, day_short, percent1
from followup.models import Occurrence
from insight.figures import COUNTED, warned
from insight.links import link
from parentgroups.models import GroupEnrolment, GroupSession


@dataclass(frozen=True)
class Row:
    title: str
    url: str
    cells: tuple
    status: str = ""
    words: str = ""
    headings: tuple = ()

    @property
    def named(self):
        return zip(self.headings, self.cells, strict=True)


@dataclass(frozen=True)
class Listing:
    """slug: the address. `rows(person, asked)` is a queryset or list; `row(item, today)` makes one line of it."""

    slug: str
    title: object
    headings: tuple
    rows: object
    row: object
    names_children: bool = False
    has_status: bool = False


@dataclass(frozen=True)
class Asked:
    today: object
    term: object
    unit_id: int | None = None
    what: str = ""

    def at(self, column):
        """Rows of the chosen school; all of them when none is chosen."""
        return Q(**{column: self.unit_id}) if self.unit_id else Q()


def _pathways(person, asked):
    rows = Pathway.objects.visible_to(person).filter(asked.at("unit"), state__in=COUNTED)
    return rows.select_related("unit", "lead", "co_lead", "programme_version").order_by("title", "pk")


def _pathway_row(row, today):
    leads = ", ".join(lead.name for lead in (row.lead, row.co_lead) if lead)
    return Row(
        row.title, link("pathway_detail", row.uuid), (row.unit.name, str(row.content.phase(row.phase).title), leads)
    )


def _children(person, asked):
    rows = (
        PathwayChild.objects.seen_with_child(person)
        .on(asked.today)
        .filter(asked.at("pathway__unit"), pathway__state__in=COUNTED, pathway__side="school")
    )
    return rows.select_related("child", "pathway__unit").order_by("child__name_key", "pk")


def _child_row(row, today):
    return Row(row.child.name, link("child_detail", row.child.uuid), (row.pathway.title, day_short(row.starts_on)))


def _parents(person, asked):
    rows = GroupEnrolment.objects.visible_to(person).filter(
        asked.at("child__school"), state="joined", group__pathway__state__in=COUNTED
    )
    return rows.select_related("parent", "group__pathway").order_by("parent__name_key", "pk")


def _parent_row(row, today):
    return Row(
        row.parent.name,
        link("group_detail", row.group.pathway.uuid),
        (row.group.pathway.title, day_short(row.joined_on) if row.joined_on else "–"),
    )


def _sessions(person, asked):
    rows = (
        ClassSession.objects.visible_to(person)
        .kept()
        .filter(asked.at("pathway__unit"), held_on__range=(asked.term.first, asked.today))
    )
    return rows.select_related("pathway", "author")


def _session_row(row, today):
    return Row(
        row.pathway.title,
        link("session_list", row.pathway.uuid),
        (capital(day(row.held_on)), row.get_kind_display().capitalize(), row.author.name),
    )


def _attendance(person, asked):
    own = Q(attendance__is_companion=False)
    rows = (
        GroupSession.objects.visible_to(person)
        .filter(state="held", on_day__range=(asked.term.first, asked.today))
        .select_related("group__pathway")
    )
    return rows.annotate(
        present=Count("attendance", own & Q(attendance__status="present")), marks=Count("attendance", own)
    ).order_by("-on_day", "pk")


def _attendance_row(row, today):
    share = percent1(100 * row.present / row.marks) if row.marks else "–"
    title = f"{row.group.pathway.title}, {_('group session')} {row.number}"
    return Row(
        title,
        link("group_detail", row.group.pathway.uuid),
        (capital(day(row.on_day)), _("%(present)s of %(all)s") % {"present": row.present, "all": row.marks}, share),
    )


def _follow_ups(person, asked):
    term = (asked.term.first, asked.term.last)
    rows = Occurrence.objects.visible_to(person)
    held = rows.filter(state="held", held_on__range=term)
    going = rows.exclude(pathway__state__in=Pathway.ENDED)
    found = {
        "in_time": held.filter(held_on__lte=F("due_on")),
        "late": held.filter(held_on__gt=F("due_on")),
        "not_held": rows.filter(state="not_held", due_on__range=term),
        "due": going.due(asked.today),
        "overdue": going.overdue(asked.today),
    }
    chosen = found[asked.what] if asked.what in found else held | found["not_held"] | found["due"] | found["overdue"]
    return (
        chosen.filter(asked.at("pathway__unit"))
        .select_related("pathway__programme_version", "responsible")
        .order_by("due_on", "pk")
    )


def _follow_up_row(row, today):
    status = row.status(today)
    title = f"{row.pathway.content.cadence(row.cadence).title}, {row.pathway.title}"
    held = capital(day(row.held_on)) if row.held_on else "–"
    return Row(
        title,
        link("pathway_detail", row.pathway.uuid),
        (capital(day(row.due_on)), held, row.responsible.name if row.responsible else "–"),
        status,
    )


def _warned(person, asked):
    rows = [(pathway, warning) for pathway, warning in warned(person, list(_pathways(person, asked)), asked.today)]
    return [pair for pair in rows if asked.what in ("", pair[1].limit.key)]


def _warned_row(pair, today):
    pathway, warning = pair
    return Row(
        pathway.title,
        link("pathway_detail", pathway.uuid),
        (str(warning.limit.title), warning.message, str(warning.source.strength_words)),
    )


LISTS = {
    each.slug: each
    for each in (
        Listing("forloeb", gettext_lazy("Open pathways"), (gettext_lazy("School or unit"), gettext_lazy("Phase"), gettext_lazy("Leads")), _pathways, _pathway_row),
        Listing("boern", gettext_lazy("Children in pathways"), (gettext_lazy("Pathway"), gettext_lazy("Since")), _children, _child_row, names_children=True),
        Listing("foraeldre", gettext_lazy("Parents in groups"), (gettext_lazy("Parent group"), gettext_lazy("Since")), _parents, _parent_row, names_children=True),
        Listing("sessioner", gettext_lazy("Sessions in the classes"), (gettext_lazy("Date"), gettext_lazy("Kind"), gettext_lazy("Written by")), _sessions, _session_row),
        Listing("fremmoede", gettext_lazy("Attendance in parent groups"), (gettext_lazy("Date"), gettext_lazy("Present"), gettext_lazy("Share of those registered")), _attendance, _attendance_row),
        Listing("opfoelgninger", gettext_lazy("Follow-ups"), (gettext_lazy("Due on"), gettext_lazy("Held on"), gettext_lazy("Responsible")), _follow_ups, _follow_up_row, has_status=True),
        Listing("advarsler", gettext_lazy("Outside the model's figures"), (gettext_lazy("What"), gettext_lazy("How"), gettext_lazy("How strongly it is said")), _warned, _warned_row),
    )
}  # fmt: skip
