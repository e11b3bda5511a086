"""The pulse of a class and of its team: what is asked this week, one's own answers, and averages week by week.

Single answers are read by the one who gave them. All else comes from two functions of the database, which give averages:
`app.class_pulse` and `app.class_strain` (classes.0006).
"""

from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal

from django.db import connection
from django.utils.translation import gettext as _

from accounts.models import SchoolClass
from classes.models import ClassPulse, TeamQuestion, TeamStrain
from classes.permissions import class_reach
from classes.queries.log import monday_of
from classes.queries.roster import team_classes
from classes.taps import PULSE, STRAIN
from core.charts import NAVY, SCHOOL, LineChart, Series, Sparkline
from followup.calendar import page_calendar

WEEK = timedelta(weeks=1)
FROM_THURSDAY = timedelta(days=3)  # a week is asked about from its Thursday to the next Wednesday
BASELINE = timedelta(weeks=20)  # how long before the start a class can have been on its way
LATELY = 4  # weeks
PULSE_BY_WEEK = "select * from app.class_pulse(%s, %s)"
STRAIN_BY_WEEK = "select * from app.class_strain(%s, %s)"


# ---- this week ----


@dataclass
class WeekOfTaps:
    """What one member of a team is asked about one class. monday: None while the week has no school day."""

    school_class: SchoolClass
    monday: date | None
    pulse: ClassPulse | None = None
    strain: TeamStrain | None = None

    @property
    def strain_choices(self):
        return STRAIN.choices

    @property
    def said(self):
        """Own answers of the week as (what about, words)."""
        return [(tap.about, tap.words(getattr(self.pulse, tap.key))) for tap in PULSE] if self.pulse else []


def asked_monday(today):
    return monday_of(today - FROM_THURSDAY)


def is_school_week(municipality_id, monday):
    """A week with at least one school day: nobody is asked about a holiday."""
    calendar = page_calendar(municipality_id, monday, monday + timedelta(days=4))
    return any(calendar.is_school_day(monday + timedelta(days=n)) for n in range(5))


def pulse_asked(class_ids, today):
    """{class id: (since, whether it is still asked)} for classes that were nominated or have a pathway."""
    if not class_ids:
        return {}
    with connection.cursor() as cursor:
        cursor.execute("select * from app.pulse_asked(%s, %s)", [list(class_ids), today])
        return {class_id: (since, is_open) for class_id, since, is_open in cursor.fetchall()}


def taps_of(person, today, known=None):
    """One WeekOfTaps for each class whose team the person is in and whose pulse is asked for: at most six queries.

    known: {id: class} of those that were read before.
    """
    asked = [pk for pk, (_since, is_open) in pulse_asked(team_classes(person, today), today).items() if is_open]
    known = {pk: known[pk] for pk in asked if pk in (known or {})}
    if missing := set(asked) - set(known):
        known |= SchoolClass.objects.visible_to(person).in_bulk(missing)
    classes = sorted(known.values(), key=lambda each: (each.grade or 0, each.name))
    if not classes:
        return []
    monday = asked_monday(today)
    week = monday if is_school_week(person.municipality_id, monday) else None
    mine = {"school_class__in": asked, "monday": monday}
    pulses = {row.school_class_id: row for row in ClassPulse.objects.visible_to(person).filter(**mine)}
    strains = {row.school_class_id: row for row in TeamStrain.objects.visible_to(person).filter(**mine)}
    return [WeekOfTaps(each, week, pulses.get(each.pk), strains.get(each.pk)) for each in classes]


# ---- week by week ----


@dataclass(frozen=True)
class Trend:
    """One question over the weeks: its small line, its mean before the start and over the last weeks (None: no answers)."""

    label: str
    line: Sparkline
    before: Decimal | None
    lately: Decimal | None


@dataclass
class PulsePanel:
    """What one reader may see. chart and strain are None while that is nothing; `near` readers are told of the strain."""

    school_class: SchoolClass
    near: bool
    may_answer: bool = False
    chart: LineChart | None = None
    trends: list[Trend] = field(default_factory=list)
    has_baseline: bool = False
    newest: date | None = None
    answers: int = 0  # in the newest week
    strain: LineChart | None = None
    strain_trend: Trend | None = None

    @property
    def headings(self):
        return self.chart.table()[0]

    @property
    def rows(self):
        return self.chart.table()[1]


def pulse_panel(person, school_class, today, pathway=None):
    """The pulse as this reader may see it, or None for those whom it is not for: at most four queries."""
    team = team_classes(person, today)
    reach = class_reach(person, school_class, team, pathway)
    if not reach:
        return None
    panel = PulsePanel(school_class, reach == "near", school_class.pk in team)
    begun = monday_of(pathway.starts_on) if pathway and pathway.starts_on else None
    last = min(asked_monday(today), monday_of(pathway.ended_on) if pathway and pathway.ended_on else today)
    first = begun - BASELINE if begun else last - 2 * BASELINE
    pulse = _weekly(PULSE_BY_WEEK, school_class, today, first, last)
    strain = _weekly(STRAIN_BY_WEEK, school_class, today, first, last) if panel.near else {}
    if pulse or strain:
        axis = _Axis(person, min([*pulse, *strain]), max([last, *pulse, *strain]), begun)
        _tell_pulse(panel, axis, pulse)
        _tell_strain(panel, axis, strain)
    return panel


def _weekly(question, school_class, today, first, last):
    """{monday: numbers of the week}; the function decides what this reader is told."""
    with connection.cursor() as cursor:
        cursor.execute(question, [school_class.pk, today])
        names = [column.name for column in cursor.description]
        rows = [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]
    return {row["monday"]: row for row in rows if first <= row["monday"] <= last + WEEK}


class _Axis:
    """The weeks of a chart, the holidays among them, and the week the pathway began."""

    def __init__(self, person, first, last, begun):
        self.begun = begun
        self.weeks = [first + n * WEEK for n in range((last - first).days // 7 + 1)]
        self.labels = [str(monday.isocalendar().week) for monday in self.weeks]
        calendar = page_calendar(person.municipality_id, first, last + WEEK)
        self.hatched = {
            at: calendar.why_closed(monday + timedelta(days=2))
            for at, monday in enumerate(self.weeks)
            if not any(calendar.is_school_day(monday + timedelta(days=n)) for n in range(5))
        }
        self.before = sum(begun is not None and monday < begun for monday in self.weeks)

    def chart(self, title, series):
        cut = self.before if 0 < self.before < len(self.weeks) else None
        return LineChart(title, self.labels, series, hatched=self.hatched, cut=cut, cut_label=_("start"))

    def values(self, rows, key):
        return [float(rows[monday][key]) if monday in rows else None for monday in self.weeks]

    def trend(self, label, rows, key):
        """The baseline is what was answered before the week the pathway began in."""
        before = [row[key] for monday, row in rows.items() if self.begun and monday < self.begun]
        since = [row[key] for monday, row in rows.items() if not self.begun or monday >= self.begun]
        small = Sparkline(str(label), self.values(rows, key), 1, 4, self.before)
        return Trend(str(label), small, _mean(before), _mean(since[-LATELY:]))


def _mean(numbers):
    return (sum(numbers) / len(numbers)).quantize(Decimal("0.1"), ROUND_HALF_UP) if numbers else None


def _tell_pulse(panel, axis, rows):
    if not rows:
        return
    panel.trends = [axis.trend(tap.label, rows, tap.key) for tap in PULSE]
    panel.has_baseline = any(trend.before is not None for trend in panel.trends)
    panel.newest = max(rows)
    panel.answers = rows[panel.newest]["answers"]
    series = [Series(str(tap.label), axis.values(rows, tap.key), minimum=1, maximum=4, colour=SCHOOL) for tap in PULSE]
    panel.chart = axis.chart(
        _("The pulse of %(class)s week by week, from 1 to 4") % {"class": panel.school_class}, series
    )


def _tell_strain(panel, axis, rows):
    if not rows:
        return
    panel.strain_trend = axis.trend(STRAIN.label, rows, "strain")
    series = [Series(str(STRAIN.label), axis.values(rows, "strain"), minimum=1, maximum=4, colour=NAVY)]
    panel.strain = axis.chart(_("The team's strain week by week, from 1 to 4"), series)


# ---- questions to the advisor ----


def questions_of(pathway, person):
    """The team's questions of a pathway, the newest first: for the team and its advisor."""
    rows = TeamQuestion.objects.visible_to(person).kept().filter(pathway=pathway)
    return list(rows.select_related("pathway", "asked_by", "answered_by"))
