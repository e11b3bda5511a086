"""What comes next in a pathway, and what is worth a look."""

from dataclasses import dataclass
from datetime import timedelta

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from classes.models import ClassPathway, CoTeachingWeek
from classes.queries import co_teaching_summary
from core.templatetags.ui import day, weekno
from followup.cadences import cadence_of, moved_sentence
from followup.doors import door_of
from followup.models import Occurrence
from insight.links import link
from insight.permissions import can_answer_for, can_see_children_of
from insight.queries.due import due_words
from insight.queries.weeks import WEEK, monday


@dataclass(frozen=True)
class NextUp:
    row: Occurrence
    title: str
    status: str
    words: str
    sentence: str
    source: object

    @property
    def label(self):
        """What is done with it, as its button says."""
        return door_of(self.row).label


def next_of(occurrences, today):
    row = min((row for row in occurrences if row.state == "open"), key=lambda row: row.due_on, default=None)
    if row is None:
        return None
    status = row.status(today)
    words = {"planned": "", "due": due_words(row.due_on, today)}.get(status)
    if words is None:
        days = row.days_overdue(today)
        words = ngettext("Overdue %(days)s day", "Overdue %(days)s days", days) % {"days": days}
    cadence = cadence_of(row)
    return NextUp(row, str(cadence.title), status, words, moved_sentence(row), cadence.source)


# ---- the next thing to do ----


@dataclass(frozen=True)
class Todo:
    """The one thing that comes next for this reader: a status word, what it is, and the page where it is done."""

    status: str
    words: str
    title: str
    text: str = ""
    url: str = ""
    label: str = ""


def todo_of(person, page, today):
    """What is overdue or due comes first, then the advisor's own writing, then the next date."""
    pathway, found = page.pathway, page.next
    if pathway.state == "paused":
        return Todo("not_held", _("Paused"), _("The pathway is paused."), _("Nothing falls due until it goes on."))
    if found and found.status in ("due", "overdue"):
        url = link("occurrence_hold", found.row.uuid) if page.may_hold else ""
        return Todo(found.status, found.words, found.title, day(found.row.due_on) + ".", url, door_of(found.row).label)
    return (_to_write(person, page, today) if page.may_log else None) or _ahead(found)


def _to_write(person, page, today):
    """For the advisor: last week's lessons with two adults, when it was a school week and they are missing."""
    pathway, last_week = page.pathway, monday(today) - WEEK
    if pathway.starts_on > last_week + timedelta(days=4) or _was_holiday(page.strip, last_week):
        return None
    if CoTeachingWeek.objects.visible_to(person).filter(pathway=pathway, monday=last_week).exists():
        return None
    missing = _("Co-teaching in %(week)s has not been written.") % {"week": weekno(last_week)}
    url = link("co_teaching_edit", pathway.uuid)
    return Todo("due", _("To be written"), missing, "", url, _("Write co-teaching"))


def _was_holiday(strip, week):
    return strip is not None and (week - strip.monday).days // 7 in strip.holidays


def _ahead(found):
    if not found:
        return None
    return Todo(found.status, "", found.title, day(found.row.due_on) + ".")


# ---- worth a look ----


@dataclass(frozen=True)
class Look:
    glyph: str
    title: str
    text: str = ""
    source: object = None


def looks_of(person, page, content, today):
    """What the limits, the weeks and the grounds say: kindly, and only what the reader may know."""
    found = _limit_looks(person, page.pathway, content)
    if can_answer_for(person, page.pathway):
        found += _basis_looks(page)
    if not found and page.strip and not page.resting and any(row.total for row in page.strip.rows):
        found = [
            Look(
                "done", _("Everything is in place."), _("Lessons, length and core elements are as the model has them.")
            )
        ]
    return found


def _limit_looks(person, pathway, content):
    warnings = [co_teaching_summary(pathway).warning]
    limits = {limit.key: limit for limit in content.limits}
    if "class_track" in limits:
        warnings.append(limits["class_track"].check_span(pathway.starts_on, pathway.ended_on or pathway.planned_end_on))
    if "advisor_fte" in limits and can_see_children_of(person, pathway):
        detail = (
            ClassPathway.objects.visible_to(person)
            .filter(pathway__unit=pathway.unit_id, pathway__ended_on=None)
            .values_list("advisor_fte", flat=True)
        )
        known = [fte for fte in detail if fte is not None]
        warnings.append(limits["advisor_fte"].check(sum(known).normalize()) if known else None)
    return [Look("look", f"{warning.limit.title}.", warning.message, warning.source) for warning in warnings if warning]


def _basis_looks(page):
    waiting = sum(bool(child.status) for child in page.children) + page.waiting
    if not waiting:
        return []
    title = ngettext("%(n)s child awaits a ground.", "%(n)s children await a ground.", waiting) % {"n": waiting}
    words = ngettext(
        "School and social services share nothing about the child yet.",
        "School and social services share nothing about them yet.",
        waiting,
    )
    return [Look("lock", title, words)]
