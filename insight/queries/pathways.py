"""The list of pathways: what the reader reaches, where each stands and what is due next."""

from dataclasses import dataclass, field

from django.db.models import DateField, OuterRef, Q, Subquery
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from accounts.models import OrganisationUnit
from cases.models import Pathway
from core.templatetags.ui import capital, day
from followup.models import Occurrence
from insight.queries.due import due_words
from programmes.content import Content
from programmes.models import ProgrammeVersion

STATES = {
    "open": Q(ended_on=None),
    "running": Q(state__in=("active", "closing", "paused")),
    "waiting": Q(state__in=("draft", "proposed", "accepted")),
    "ended": Q(ended_on__isnull=False),
}
ORDERS = {"title": "title", "next": "next_due", "start": "starts_on"}


@dataclass(frozen=True)
class ListFilter:
    """As asked in the address; what is not known is left out."""

    words: str = ""
    unit: str = ""
    phase: str = ""
    state: str = "open"
    sort: str = ""

    @classmethod
    def of(cls, asked):
        state = asked.get("tilstand", "open")
        return cls(
            words=" ".join(asked.get("q", "").split())[:80],
            unit=asked.get("enhed", ""),
            phase=asked.get("fase", ""),
            state=state if state in STATES or state == "all" else "open",
            sort=asked.get("sort", ""),
        )


def pathways(person, wanted):
    """Pathways within reach, with the next open follow-up of each; sorted by title unless asked otherwise."""
    nxt = Occurrence.objects.open().filter(pathway=OuterRef("pk")).order_by("due_on")
    rows = Pathway.objects.visible_to(person).filter(STATES.get(wanted.state, Q()))
    if wanted.words:
        rows = rows.filter(
            Q(title__icontains=wanted.words)
            | Q(lead__name__icontains=wanted.words)
            | Q(co_lead__name__icontains=wanted.words)
        )
    if wanted.unit.isdigit():
        rows = rows.filter(Q(unit=int(wanted.unit)) | Q(partner_unit=int(wanted.unit)))
    if wanted.phase:
        rows = rows.filter(phase__in=phases_of(person, wanted.phase))
    rows = rows.annotate(
        next_due=Subquery(nxt.values("due_on")[:1], output_field=DateField()),
        next_window=Subquery(nxt.values("window_opens_on")[:1], output_field=DateField()),
    )
    return rows.select_related("unit", "lead", "co_lead", "programme_version").order_by(
        *_order(wanted.sort), "title", "pk"
    )


def _order(sort):
    key = ORDERS.get(sort.removeprefix("-"))
    return [("-" if sort.startswith("-") else "") + key] if key else []


def contents(person) -> list[Content]:
    """Contents of the programme versions that the reader's pathways run."""
    return [
        version.programme_content for version in ProgrammeVersion.objects.visible_to(person).published().order_by("pk")
    ]


def phases_of(person, group):
    return [phase.key for content in contents(person) for phase in content.phases if phase.group == group]


def choices(person):
    """(units, phase groups) to filter by."""
    units = Pathway.objects.visible_to(person).values("unit")
    groups = {group.key: str(group.title) for content in contents(person) for group in content.phase_groups}
    return list(OrganisationUnit.objects.visible_to(person).filter(pk__in=units).order_by("name")), list(groups.items())


STATE_TITLES = {
    "open": gettext_lazy("Open ones"),
    "running": gettext_lazy("Running"),
    "waiting": gettext_lazy("Not begun yet"),
    "ended": gettext_lazy("Ended ones"),
    "all": gettext_lazy("All"),
}


def said(person, wanted):
    """[(what, value)] of the filter, for a copy that is taken out. Words that were searched for may be a name, and stay out."""
    units, groups = choices(person)
    unit = next((unit.name for unit in units if str(unit.pk) == wanted.unit), "")
    found = [(_("School or unit"), unit), (_("Phase"), dict(groups).get(wanted.phase, "")), (_("Which"), str(STATE_TITLES[wanted.state]))]  # fmt: skip
    return [pair for pair in found if pair[1]] + ([(_("Search"), _("by name"))] if wanted.words else [])


@dataclass(frozen=True)
class Line:
    row: Pathway
    phase: str
    status: str = ""
    words: str = ""
    leads: list = field(default_factory=list)


def line(row, today):
    status, words = "", ""
    if row.next_due:
        days = (today - row.next_due).days
        if days > 0:
            status, words = "overdue", ngettext("Overdue %(days)s day", "Overdue %(days)s days", days) % {"days": days}
        elif row.next_window <= today:
            status, words = "due", due_words(row.next_due, today)
        else:
            status, words = "planned", capital(day(row.next_due))
    phase = row.content.phase(row.phase)
    title = str(_group_title(row.content, phase))
    return Line(row, title, status, words, [lead.name for lead in (row.lead, row.co_lead) if lead])


def _group_title(content, phase):
    return next((group.title for group in content.phase_groups if group.key == phase.group), phase.title)
