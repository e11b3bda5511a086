"""The list behind each number: the rows that `insight/counts.py` counted for the same question, and no others."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from cases.models import Child
from core.templatetags.ui import capital, day, percent1
from followup.models import PathwayClosing
from insight import counts
from insight import counts_endings as endings
from insight.links import link
from insight.permissions import can_see_registers
from insight.queries.overview import phase_groups
from insight.queries.pathways import contents
from parentgroups.models import GroupEnrolment


@dataclass(frozen=True)
class Row:
    """One line. Cells are values: dates and numbers stay what they are for the copy that is taken out."""

    title: str
    url: str
    cells: tuple
    status: str = ""

    def shown(self, headings):
        return zip(headings, (words(cell) for cell in self.cells), strict=True)


def words(cell):
    if cell is None or cell == "":
        return "–"
    if isinstance(cell, date):
        return capital(day(cell))
    return percent1(cell) if isinstance(cell, Decimal) else str(cell)


@dataclass(frozen=True)
class Listing:
    """slug: the address. `rows(person, asked)` is a queryset or list; `row(item, today)` makes one line of it; `child`
    names the way to the child whose name stands in it. The headings are all the columns there are, on the page and in a copy.
    """

    slug: str
    title: object
    headings: tuple
    rows: object
    row: object
    child: str = ""
    has_status: bool = False
    parts: object = None  # {what: title} of the parts that can be asked for

    def heading_of(self, what):
        """What is asked for in words: "Overskredet"."""
        return str((self.parts or {}).get(what.partition(".")[0], ""))


def _pathways(person, asked):
    rows = counts.pathways(person, asked).select_related("unit", "lead", "co_lead", "programme_version")
    if asked.what:
        of_phase, _titles = phase_groups(contents(person))
        rows = rows.filter(phase__in=[key for key, group in of_phase.items() if group == asked.what])
    return rows


def _pathway_row(row, today):
    leads = ", ".join(lead.name for lead in (row.lead, row.co_lead) if lead)
    phase = str(row.content.phase(row.phase).title)
    return Row(row.title, link("pathway_detail", row.uuid), (row.unit.name, phase, leads, row.starts_on))


def _children(person, asked):
    rows = counts.children(person, asked).select_related("child__school", "pathway")
    return rows.order_by("child__name_key", "child", "pk").distinct("child__name_key", "child")


def _child_row(row, today):
    return Row(
        row.child.name, link("child_detail", row.child.uuid), (row.child.school.name, row.pathway.title, row.starts_on)
    )


def _parents(person, asked):
    rows = counts.parents(person, asked).select_related("parent", "group__pathway")
    return rows.order_by("parent__name_key", "parent", "pk").distinct("parent__name_key", "parent")


def _parent_row(row, today):
    pathway = row.group.pathway
    return Row(row.parent.name, link("group_detail", pathway.uuid), (pathway.title, row.joined_on))


def _placements(person, asked):
    """By time and name; a child that has left the school since stands without its name."""
    rows = list(endings.placements(person, asked).select_related("pathway"))
    named = Child.objects.visible_to(person).in_bulk({row.child_id for row in rows})
    for row in rows:
        row.named = named.get(row.child_id)
    return sorted(
        rows, key=lambda row: (row.months, row.named is None, row.named.name_key if row.named else "", row.pk)
    )


def _placement_row(row, today):
    months = ngettext("%(n)s month", "%(n)s months", row.months) % {"n": row.months}
    return Row(
        row.named.name if row.named else _("A child that no longer goes to the school"),
        link("placement_create", row.pathway.uuid),
        (row.pathway.title, months, capital(row.get_placement_display()), row.answered_on),
    )


def _referred(person, asked):
    """Children by name, then parents; a child whom the reader reaches no more stands without its name."""
    found = []
    if asked.who != "social":
        rows = list(
            endings.referred_children(person, asked)
            .select_related("pathway__programme_version")
            .order_by("sent_on", "pk")
        )
        named = Child.objects.visible_to(person).in_bulk({row.child_id for row in rows})
        for row in rows:
            row.named = named.get(row.child_id)
        found += rows
    if asked.who != "school" and can_see_registers(person):
        rows = endings.referred_parents(person, asked)
        found += rows.select_related("parent", "group__pathway").order_by("sent_on", "pk")
    return found


def _referred_row(row, today):
    days = ((row.told_on or today) - row.sent_on).days
    if isinstance(row, GroupEnrolment):
        pathway, name, whom, words = row.group.pathway, row.parent.name, row.referred_to, row.referral_answer
        url = link("group_detail", pathway.uuid)
    else:
        pathway, whom, words = row.pathway, row.refer_to, row.get_answer_display()
        name = row.named.name if row.named else _("A child whose name you do not see")
        url = link("pathway_detail", pathway.uuid)
    return Row(name, url, (pathway.title, whom, row.sent_on, row.told_on, days, capital(words) if words else None))


def _closings(person, asked):
    found = [row.pk for row in endings.closings(person, asked)]
    rows = PathwayClosing.objects.visible_to(person).filter(pk__in=found)
    return rows.select_related("pathway__programme_version").order_by("-from_on", "pathway__title", "pk")


def _closing_row(row, today):
    titles = {each.key: str(each.title) for each in row.pathway.content.closing_decisions}
    mapping = capital(row.get_mapping_display())
    return Row(
        row.pathway.title,
        link("pathway_detail", row.pathway.uuid),
        (row.from_on, titles.get(row.decision, row.decision), mapping, row.no_mapping_reason or None),
    )


def _sessions(person, asked):
    return counts.class_sessions(person, asked).select_related("pathway", "author").order_by("-held_on", "-pk")


def _session_row(row, today):
    kind = capital(row.get_kind_display())
    return Row(row.pathway.title, link("session_list", row.pathway.uuid), (row.held_on, kind, row.author.name))


def _attendance(person, asked):
    return counts.registers(person, asked) if can_see_registers(person) else []


def _attendance_row(row, today):
    title = f"{row.title}, " + _("group session") + f" {row.number}"
    share = counts.percent(row.present, row.places)
    return Row(title, link("group_detail", row.pathway_uuid), (row.on_day, row.present, row.places, share))


def _follow_ups(person, asked):
    found = counts.follow_ups(person, asked)
    shown = ("in_time", "late", "due", "overdue")
    what, _dot, why = asked.what.partition(".")
    chosen = found.get(what)
    if chosen is not None and why:
        chosen = chosen.filter(not_held_reason=why)
    if chosen is None:
        chosen = found[shown[0]] | found[shown[1]] | found[shown[2]] | found[shown[3]]
    return chosen.select_related("pathway__programme_version", "responsible").order_by("due_on", "pk")


def _follow_up_row(row, today):
    title = f"{row.pathway.content.cadence(row.cadence).title}, {row.pathway.title}"
    responsible = row.responsible.name if row.responsible else None
    url = link("pathway_detail", row.pathway.uuid)
    return Row(title, url, (row.due_on, row.held_on, responsible), row.status(today))


def _warned(person, asked):
    rows = counts.warned(person, list(counts.pathways(person, asked)), asked.today)
    return [pair for pair in rows if asked.what in ("", pair[1].limit.key)]


def _warned_row(pair, today):
    pathway, warning = pair
    return Row(
        pathway.title,
        link("pathway_detail", pathway.uuid),
        (str(warning.limit.title), warning.message, str(warning.source.strength_words)),
    )


FOLLOW_UPS = {
    "in_time": gettext_lazy("Held in time"),
    "late": gettext_lazy("Held late"),
    "due": gettext_lazy("Due"),
    "overdue": gettext_lazy("Overdue"),
    "not_held": gettext_lazy("Not held"),
}
LISTS = {
    each.slug: each
    for each in (
        Listing("forloeb", gettext_lazy("Open pathways"), (gettext_lazy("School or unit"), gettext_lazy("Phase"), gettext_lazy("Leads"), gettext_lazy("Begun")), _pathways, _pathway_row),
        Listing("boern", gettext_lazy("Children in pathways"), (gettext_lazy("School"), gettext_lazy("Pathway"), gettext_lazy("Since")), _children, _child_row, child="child_id"),
        Listing("foraeldre", gettext_lazy("Parents in groups"), (gettext_lazy("Parent group"), gettext_lazy("Since")), _parents, _parent_row, child="child_id"),
        Listing("stadig", gettext_lazy("Still in the class"), (gettext_lazy("Pathway"), gettext_lazy("After"), gettext_lazy("Where the child is"), gettext_lazy("Answered on")), _placements, _placement_row, child="child_id", parts={"6": gettext_lazy("Half a year after"), "12": gettext_lazy("A year after")}),
        Listing("henvisninger", gettext_lazy("Referred on"), (gettext_lazy("From"), gettext_lazy("To whom"), gettext_lazy("Sent on"), gettext_lazy("Answered on"), gettext_lazy("Days"), gettext_lazy("The answer")), _referred, _referred_row, child="child_id", parts={"waiting": gettext_lazy("Wait for an answer"), "answered": gettext_lazy("Answered")}),
        Listing("afslutninger", gettext_lazy("Decided at the end"), (gettext_lazy("From the day"), gettext_lazy("Decision"), gettext_lazy("Closing mapping"), gettext_lazy("Why without")), _closings, _closing_row, parts=dict(PathwayClosing.Mapping.choices)),
        Listing("sessioner", gettext_lazy("Sessions in the classes"), (gettext_lazy("Date"), gettext_lazy("Kind"), gettext_lazy("Written by")), _sessions, _session_row),
        Listing("fremmoede", gettext_lazy("Attendance in parent groups"), (gettext_lazy("Date"), gettext_lazy("Present"), gettext_lazy("Places"), gettext_lazy("Share")), _attendance, _attendance_row),
        Listing("opfoelgninger", gettext_lazy("Follow-ups"), (gettext_lazy("Due on"), gettext_lazy("Held on"), gettext_lazy("Responsible")), _follow_ups, _follow_up_row, has_status=True, parts=FOLLOW_UPS),
        Listing("advarsler", gettext_lazy("Outside the model's figures"), (gettext_lazy("What"), gettext_lazy("How"), gettext_lazy("How strongly it is said")), _warned, _warned_row),
    )
}  # fmt: skip
