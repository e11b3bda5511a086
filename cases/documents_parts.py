"""What the joint plan and a child's annex have in common on paper: goals, measures, whom it was told to."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.documents import Fact, long_day, short_day
from cases.models import PathwayPlan


@dataclass(frozen=True)
class GoalLine:
    """`name` is what stands before a colon ("Rolig start: …"), `text` the rest; without a colon all of it is the name."""

    name: str
    text: str
    own_words: str
    baseline: str
    status: str
    status_words: str
    steps: tuple = ()
    sign: str = ""
    academic: str = ""
    wellbeing: str = ""
    points: tuple = ()  # of queries.plan_parts.Point, the most on top
    level: str = ""


@dataclass(frozen=True)
class MeasureLine:
    """`more` holds what is turned up or down, who takes part from outside, and what is done so that no child feels different."""

    title: str
    element: str
    who: str
    when: str
    more: tuple = ()


@dataclass(frozen=True)
class ArenaTable:
    key: str
    heading: str
    measures: tuple


@dataclass(frozen=True)
class ToldLine:
    to: str
    on: str
    by: str


def goal_line(goal, plan=None):
    """One goal as a line; `plan` decides whether it runs yet (None: an annex, which is always at work)."""
    status = "running"
    if goal.reached_on:
        status = "reached"
    elif plan and plan.state in (PathwayPlan.State.DRAFT, PathwayPlan.State.SHARED):
        status = "planned"
    words = {"running": _("Under way"), "planned": _("Planned"), "reached": _("Reached")}[status]
    more = long_day(goal.reached_on) if goal.reached_on else ""
    text = goal.rest[:1].upper() + goal.rest[1:]
    return GoalLine(
        goal.lead_in,
        text,
        goal.child_words,
        goal.baseline,
        status,
        f"{words} {more}".strip(),
        tuple(goal.all_steps),
        sign=goal.sign,
        academic=goal.academic,
        wellbeing=goal.wellbeing,
        points=tuple(goal.all_points),
        level=_level_words(goal),
    )


def _level_words(goal):
    if goal.newest_level is None or goal.reached_on:
        return ""
    return f"{long_day(goal.newest_level.on)}: {str(goal.newest_level.level_words).lower()}"


def arena_table(arena):
    rows = tuple(MeasureLine(m.title, m.short, _who(m), measure_period(m), tuple(_more(m))) for m in arena.measures)
    return ArenaTable(arena.key, arena.heading, rows)


def _who(measure):
    return ", ".join(words for words in (measure.owner.name if measure.owner else "", measure.owner_words) if words)


def _more(measure):
    if measure.intensity:
        words = str(measure.get_intensity_display())
        yield f"{words}: {measure.intensity_words}" if measure.intensity_words else words
    if measure.partner:
        yield _("Together with %(partner)s") % {"partner": measure.partner}
    if measure.annex_id and measure.feels_different == "yes":
        yield measure.different_words
    if measure.awaits_answer and measure.now != "closed":
        yield _("Begins when it is known whether it makes the child feel different.")
    if measure.effect:
        yield measure.effect


def measure_period(measure):
    """ "16.3–19.6", "fra 16.3", "afsluttet 15.4": short enough for a narrow column."""
    if measure.ended_on:
        return _("ended %(day)s") % {"day": short_day(measure.ended_on)}
    if measure.starts_on and measure.starts_on == measure.ends_on:
        return short_day(measure.starts_on)
    if measure.starts_on and measure.ends_on:
        return f"{short_day(measure.starts_on)}–{short_day(measure.ends_on)}"
    if measure.starts_on:
        return _("from %(day)s") % {"day": short_day(measure.starts_on)}
    return _("until %(day)s") % {"day": short_day(measure.ends_on)} if measure.ends_on else ""


def aligned_lines(aligned):
    """With which other plans it agrees: since when, and who made sure of it."""
    for each, row in aligned:
        if row and row.aligned_on:
            yield Fact(str(each.title), long_day(row.aligned_on), row.by.name if row.by else "")


def told_lines(told):
    """Whom the plan was told to; those who told it by name, and who else took part in the writer's own words."""
    return tuple(
        ToldLine(
            row.audience_words,
            long_day(row.presented_on),
            " · ".join(words for words in (row.by.name, row.with_words) if words),
        )
        for row in told
    )
