"""Where the overview's numbers come from: counted on the spot for those who may see what lies behind, else read as stored."""

from collections import defaultdict
from datetime import timedelta

from django.db.models import Min, Q
from django.utils import timezone

from accounts.models import OrganisationUnit
from cases.models import Pathway
from insight.asked import SIDE_WORDS, WHO_WORDS, Asked, version_key, week_of
from insight.counts import (
    COUNTED,
    active_figures,
    attendance_figures,
    children_figures,
    follow_up_figures,
    parents_figures,
    pathways,
    session_figures,
    warning_figures,
)
from insight.counts_endings import (
    closing_figures,
    placement_figures,
    referred_children_figures,
    referred_parents_figures,
)
from insight.figures import OF_TODAY, OF_WEEK, PERSONS
from insight.models import InsightFigure
from insight.periods import periods
from insight.permissions import can_open_lists, can_see_placements, can_see_registers
from programmes.models import ProgrammeVersion

YEARS_BACK = timedelta(days=3 * 366)


class Figures:
    """Rows of one question. `own`: counted on the spot from what the reader sees; each of those numbers opens its list."""

    def __init__(self, asked, rows, counted_at, own=()):
        self.asked, self.counted_at, self.own = asked, counted_at, own
        self._rows = defaultdict(list)  # a municipality has thousands, and a page asks for them some fifty times
        for row in rows:
            if self._is_asked(row):
                self._rows[row.indicator].append(row)

    def of(self, indicator, **wanted):
        rows = self._rows[indicator]
        return [row for row in rows if all(getattr(row, name) == value for name, value in wanted.items())]

    def total(self, indicator, **wanted):
        return sum(row.n or 0 for row in self.of(indicator, **wanted))

    def _is_asked(self, row):
        asked, name = self.asked, row.indicator
        if asked.version and name not in PERSONS and row.version_id != asked.version_id:
            return False
        if asked.unit and row.unit_id != asked.unit_id and not (name == "attendance" and asked.is_school):
            return False
        if asked.side and row.side not in (asked.side, ""):
            return False
        first, last = asked.period.days
        return name in OF_TODAY or first <= row.period <= last

    def opens(self, indicator, slug, **changes):
        """The address of the list behind a number of this indicator, where there is one."""
        return self.asked.list(slug, **changes) if indicator in self.own else ""


def figures_of(person, asked):
    """The numbers for this reader: own ones where she may see the rows, stored ones for the rest."""
    if not can_open_lists(person):
        return stored(person, asked)
    found = list(pathways(person, asked))
    rows = [
        *active_figures(found, asked),
        *children_figures(person, asked),
        *follow_up_figures(person, asked),
        *session_figures(person, asked),
        *warning_figures(person, found, asked),
        *referred_children_figures(person, asked),
        *closing_figures(person, asked),
    ]
    own = {*OF_TODAY, *OF_WEEK}
    if can_see_registers(person):
        rows += [
            *parents_figures(person, asked),
            *attendance_figures(person, asked),
            *referred_parents_figures(person, asked),
        ]
    else:
        own -= {"parents_in_groups", "attendance", "referred_parents"}
        rows += _of_the_other_side(person, asked)
    if can_see_placements(person):
        rows += placement_figures(person, asked)
    else:
        own -= {"still_in_class"}
        rows += InsightFigure.objects.visible_to(person).filter(
            indicator="still_in_class", period=asked.today, unit=None
        )
    return Figures(asked, rows, timezone.now(), own)


def _of_the_other_side(person, asked):
    """Attendance of the municipality and the parents of own schools: figures, five families or more behind each."""
    rows = InsightFigure.objects.visible_to(person)
    parents = Q(
        indicator__in=("parents_in_groups", "referred_parents"), period=asked.today, unit__in=_own_schools(person)
    )
    return list(rows.filter(parents | Q(indicator="attendance", period__range=asked.period.days)))


def stored(person, asked):
    rows = InsightFigure.objects.visible_to(person).filter(
        Q(indicator__in=OF_TODAY) | Q(indicator__in=OF_WEEK, period__range=asked.period.days)
    )
    rows = list(rows)
    return Figures(asked, rows, max((row.counted_at for row in rows), default=None))


# ---- what can be asked for ----


def _own_schools(person):
    return OrganisationUnit.objects.visible_to(person).schools().filter(pk__in=person.scopes("unit", person.roles))


def choices(person, today):
    """(periods, units, versions) to choose between; of units only those whose pathways the reader sees."""
    first = (
        InsightFigure.objects.visible_to(person).filter(indicator__in=OF_WEEK).aggregate(first=Min("period"))["first"]
    )
    units = OrganisationUnit.objects.visible_to(person).filter(kind__in=("school", "provider"))
    if can_open_lists(person):
        # a closed pathway's follow-ups are counted as well: a number's own list asks for that school
        states = (*COUNTED, Pathway.State.CLOSED)
        units = units.filter(pk__in=Pathway.objects.visible_to(person).filter(state__in=states).values("unit"))
    versions = ProgrammeVersion.objects.visible_to(person).published().select_related("programme").order_by("pk")
    return (
        periods(max(first or today, today - YEARS_BACK), today),
        list(units.order_by("-kind", "name")),
        list(versions),
    )


def asked_of(get, today, found):
    """What the address asks for; what is not known falls back to this school year and to all."""
    terms, units, versions = found
    return Asked(
        today=today,
        period=next((each for each in terms if each.key == get.get("periode")), terms[0]),
        unit=next((each for each in units if str(each.uuid) == get.get("skole")), None),
        version=next((each for each in versions if version_key(each) == get.get("version")), None),
        side=SIDE_WORDS.get(get.get("del"), ""),
        what=get.get("hvad", "")[:40],
        who=WHO_WORDS.get(get.get("hvem"), ""),
        week=week_of(get.get("uge")),
    )
