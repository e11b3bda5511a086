"""Counting how pathways end: what was decided, who was referred on and how long it took, where the children are later."""

from collections import Counter, defaultdict
from decimal import Decimal
from statistics import median

from django.db.models import F, Q

from followup.models import ChildClosing, PlacementAnswer
from followup.queries.closings import newest_closings
from insight.counts import Figure, of_group, percent
from insight.periods import monday
from parentgroups.models import GroupEnrolment

# ---- half a year and a year after ----

STILL, NOT_KNOWN = "ordinary", "unknown"


def placements(person, asked):
    """Where children are so long after their pathway ended (I05), by months; only the school's own people see them."""
    if asked.side == "social":
        return PlacementAnswer.objects.none()
    rows = PlacementAnswer.objects.visible_to(person).filter(asked.on("pathway__"))
    return rows.filter(months=int(asked.what)) if asked.what.isdigit() else rows


def placement_figures(person, asked):
    """For each number of months: n children of whom it is known, value percent of them still in the ordinary class.

    Behind it stands the smaller of the two parts that are not nought: nobody learns of four children that they have left.
    """
    counted = defaultdict(Counter)
    for unit, months, said in (
        placements(person, asked).exclude(placement=NOT_KNOWN).values_list("pathway__unit", "months", "placement")
    ):
        counted[unit, months][said == STILL] += 1
        counted[None, months][said == STILL] += 1
    return [
        _placed(asked, unit, months, parts[True], parts[False])
        for (unit, months), parts in sorted(counted.items(), key=str)
    ]


def _placed(asked, unit, months, still, left):
    n, smallest = still + left, min(part for part in (still, left) if part)
    family = ("still_in_class", months) if unit else ()
    share = percent(still, n)
    return Figure("still_in_class", asked.today, n, unit, key=str(months), value=share, people=smallest, family=family)


# ---- referred on (I11) ----

WAITING, ANSWERED = "waiting", "answered"


def referred_children(person, asked):
    """Children of class pathways that were referred on; what a reopened decision said counts no more."""
    rows = ChildClosing.objects.visible_to(person).standing().exclude(refer_to="").filter(asked.on("pathway__"))
    if asked.side == "social":
        rows = rows.none()
    return _part(rows.annotate(sent_on=F("from_on"), told_on=F("answered_on")), asked)


def referred_parents(person, asked):
    """The same of parents who stopped in a group; their school is the child's."""
    here = Q(child__school=asked.unit_id) if asked.is_school else Q()
    rows = GroupEnrolment.objects.visible_to(person).filter(here, of_group(asked), state="stopped")
    if asked.side == "school":
        rows = rows.none()
    rows = rows.exclude(referred_to="").exclude(referred_on=None)
    return _part(rows.annotate(sent_on=F("referred_on"), told_on=F("referral_answered_on")), asked)


def _part(rows, asked):
    """Those that wait, those that have their answer, or all."""
    return rows.filter(told_on__isnull=asked.what == WAITING) if asked.what in (WAITING, ANSWERED) else rows


def referred_children_figures(person, asked):
    return _referred("referred_children", "pathway__unit", referred_children(person, asked), asked)


def referred_parents_figures(person, asked):
    return _referred("referred_parents", "child__school", referred_parents(person, asked), asked)


def _referred(indicator, unit, rows, asked):
    """For each unit and all together: n who wait or have their answer, value the median of the days."""
    days = defaultdict(list)
    for place, sent_on, told_on in rows.order_by().values_list(unit, "sent_on", "told_on"):
        for at in (place, None):
            days[at, ANSWERED if told_on else WAITING].append(((told_on or asked.today) - sent_on).days)
    return [_waited(indicator, asked.today, at, key, waited) for (at, key), waited in days.items()]


def _waited(indicator, today, at, key, waited):
    value, n = Decimal(str(median(waited))), len(waited)
    return Figure(indicator, today, n, at, key=key, value=value, people=n, family=(indicator, key) if at else ())


# ---- decisions (F13) ----


def closings(person, asked):
    """The newest decision of each pathway that was taken in the period; how it stands with the closing mapping is asked by key."""
    rows = newest_closings(person).filter(asked.on("pathway__"), pathway__side__in=asked.sides)
    first, last = asked.days
    return [row for row in rows if first <= row.from_on <= last and asked.what in ("", row.mapping)]


def closing_figures(person, asked):
    counted = Counter(
        (monday(row.from_on), row.pathway.unit_id, row.pathway.side, row.mapping, row.pathway.programme_version_id)
        for row in closings(person, asked)
    )
    return [Figure("closings", week, n, *place) for (week, *place), n in counted.items()]
