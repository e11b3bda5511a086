"""The cadences of one pathway: what is open, what was, and why there is nothing where nothing stands."""

from dataclasses import dataclass, field
from datetime import timedelta

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.models import PathwayChild
from core.templatetags.ui import day
from followup.batches import Batch
from followup.cadences import cadences_of
from followup.chains import CLOSING, SETTLED, Gap, gap_of
from followup.models import Occurrence, OccurrenceChange
from followup.permissions import can_hold_meeting
from followup.queries.occurrences import DueItem, line
from followup.queries.rhythms import counted_from, how_often
from programmes.periods import Unit

SETTLED_SHOWN = 6
LAST = timedelta.max


def explanation_of(pathway, cadence, subject, today, batch=None):
    """Why nothing of the cadence is open for the subject (None: for anybody in the pathway), or None while something is.

    A day that is only worked out in the next sweep has none either: `Batch.missing` has it.
    """
    batch = batch or Batch([pathway], today)
    if subject is None:
        return gap_of(pathway, cadence) or (Gap.AFTER_CLOSING if cadence.first_from == CLOSING else Gap.NO_SUBJECT)
    step = batch.step(pathway, cadence, subject)
    return step.gap if step else None


def gap_words(gap, cadence, pathway):
    """The explanation as a sentence."""
    times = cadence.times or 0
    return {
        Gap.NOT_BEGUN: _("The pathway has not begun."),
        Gap.PAUSED: _("The pathway is paused. Nothing falls due until it goes on."),
        Gap.ENDED: _("The pathway has ended."),
        Gap.AFTER_CLOSING: _("It is asked after the pathway has ended."),
        Gap.NOT_IN_PHASE: _("It belongs to another phase than the one the pathway is in."),
        Gap.NOT_PLANNED_HERE: _("It follows from the cooperation agreement, not from the pathway."),
        Gap.BY_CASE: _("The law asks for it, and its dates are agreed from case to case. No date is agreed."),
        Gap.NO_SUBJECT: _("Nobody is written down yet whom it is about."),
        Gap.LEFT: _("No longer takes part."),
        Gap.FINISHED: ngettext("Done: it comes once.", "Done: it comes %(n)s times.", times) % {"n": times}
        if times
        else _("Done until the next session."),
        Gap.NO_SESSION: _("It comes between two sessions: when one has been held and the next is planned."),
        Gap.NO_ANCHOR: _no_anchor(cadence),
    }[gap]


def _no_anchor(cadence):
    if cadence.first_from == "decision":
        return _("It is counted from a closing decision, and none has been taken.")
    return _("It is counted from the planned last day, and none is set.")


@dataclass
class Asked:
    """Those for whom a cadence stands alike: what is open, else the reason why not. names: of children that the reader sees."""

    names: list
    item: DueItem | None = None
    why: str = ""
    agree: str = ""  # the page on which its date is written, of what the law or the case sets

    @property
    def may_settle(self):
        """Calls between two sessions are written on the group's own page."""
        return self.item is not None and self.item.can_settle and not self.item.occurrence.per_session


@dataclass
class Rhythm:
    """One cadence. how_often: in words. asked: each whom it is about; done: what was settled last, the newest first."""

    cadence: object
    how_often: str
    asked: list = field(default_factory=list)
    done: list = field(default_factory=list)


def rhythms_of(pathway, person, today):
    """([Rhythm] of the pathway's track, ids of the children that are named): those with something open first."""
    batch = Batch([pathway], today)
    names = _names(pathway, person)
    found = [_rhythm(batch, pathway, cadence, person, names, today) for cadence in cadences_of(pathway)]
    first = min((each.item.due_on for rhythm in found for each in rhythm.asked if each.item), default=today)
    found.sort(key=lambda rhythm: min((each.item.due_on - first for each in rhythm.asked if each.item), default=LAST))
    return found, [child for child, _name in names.values()]


def _names(pathway, person):
    """{id of the row: (id of the child, name)} of those whom the reader sees."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway).select_related("child")
    return {row.pk: (row.child_id, row.child.short_name) for row in rows}


def _rhythm(batch, pathway, cadence, person, names, today):
    rhythm = Rhythm(cadence, ", ".join(filter(None, (how_often(cadence), counted_from(cadence)))))
    subjects = batch.subjects.of(pathway, cadence)
    for subject in subjects or [None]:
        child = subject and subject.pathway_child_id
        name = names.get(child, (None, _("A child whose name you do not see")))[1] if child else ""
        rhythm.asked += _asked(batch, pathway, cadence, subject, name, person, today)
    rhythm.asked = _alike(rhythm.asked)
    settled = [row for subject in subjects for row in batch.of(pathway, cadence, subject) if row.state in SETTLED]
    settled.sort(key=lambda row: (row.held_on or row.due_on, row.pk), reverse=True)
    rhythm.done = [_line(row, pathway, person, today) for row in settled[:SETTLED_SHOWN]]
    return rhythm


def _alike(asked):
    """Those for whom nothing is to be done, and for the same reason, share a line; so do calls until the same day."""
    lines = {}
    for each in asked:
        key = (
            each.agree
            or each.why
            or (each.item.occurrence.pk if each.may_settle else (each.item.due_on, each.item.status))
        )
        first = lines.setdefault(key, each)
        first.names += [name for name in each.names if name not in first.names]
    return list(lines.values())


def _asked(batch, pathway, cadence, subject, name, person, today):
    if subject and subject.gone and not batch.of(pathway, cadence, subject):
        return []
    called = [name] if name else []
    rows = batch.of(pathway, cadence, subject) if subject else []
    coming = next((row for row in rows if row.state == Occurrence.State.OPEN), None)
    if coming:
        return [Asked(called, _line(coming, pathway, person, today))]
    gap = explanation_of(pathway, cadence, subject, today, batch)
    agree = _agree_url(pathway, cadence, subject) if gap == Gap.BY_CASE and can_hold_meeting(person, pathway) else ""
    why = gap_words(gap, cadence, pathway) if gap else _("It is planned tomorrow morning.")
    return [Asked(called, None, why, agree)]


def _agree_url(pathway, cadence, subject):
    about = f"?om={subject.uuid}" if subject and subject.uuid else ""
    return reverse("date_agree", args=[pathway.uuid, cadence.key]) + about


def by_case(pathway, key, about, person):
    """(cadence, subject, (id, name) of the child or None) of a date that is agreed from case to case; None where there is none, or
    where the reader does not see the child."""
    cadence = next((each for each in cadences_of(pathway) if each.key == key and each.unit == Unit.BY_CASE), None)
    if cadence is None:
        return None
    today = timezone.localdate()
    subjects = Batch([pathway], today).subjects.live(pathway, cadence)
    subject = next((each for each in subjects if str(each.uuid or "") == about), None)
    if subject is None or subject.pathway_child_id is None:
        return subject and (cadence, subject, None)
    names = _names(pathway, person)
    if subject.pathway_child_id not in names:
        return None
    return cadence, subject, names[subject.pathway_child_id]


def _line(row, pathway, person, today):
    row.pathway = pathway
    return line(person, today, row)


def history_of(occurrence, person):
    """What was done to it besides holding it: moved, handed over, opened again; the newest first."""
    rows = OccurrenceChange.objects.visible_to(person).filter(occurrence=occurrence).order_by("-at", "-pk")
    return [_change(row) for row in rows.select_related("by", "staff_before", "staff_after")]


@dataclass(frozen=True)
class Change:
    words: str
    reason: str
    by: str
    at: object


def _change(row):
    kind = OccurrenceChange.Kind
    if row.kind == kind.MOVED:
        days = {"before": day(row.due_before), "after": day(row.due_after)}
        words = _("Moved from %(before)s to %(after)s") % days
    elif row.kind == kind.HANDED_OVER:
        words = _("Handed over to %(name)s") % {"name": row.staff_after.name if row.staff_after else _("nobody")}
    else:
        words = _("Opened again")
    return Change(words, row.reason, row.by.name if row.by else "", row.at)
