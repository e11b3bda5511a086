"""The follow-ups of a pathway on paper: read through the relations that the floors above add to a pathway."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import formats, timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from cases.documents import long_day, short_day
from cases.queries.plans import plans_of
from core.charts import Event, Holiday, Timeline


@dataclass(frozen=True)
class FollowUpLine:
    on: str
    what: str
    status: str


def follow_up_line(occurrence, pathway):
    cadence = pathway.content.cadence(occurrence.cadence)
    return FollowUpLine(
        long_day(occurrence.held_on or occurrence.due_on), str(cadence.what), occurrence.status(timezone.localdate())
    )


def date_note(pathway, follow_ups):
    """Why the next follow-up lies where it does, and what the model says of it."""
    coming = next((each for each in follow_ups if each.state == "open"), None)
    if coming is None:
        return ""
    source = pathway.content.cadence(coming.cadence).source
    words = []
    if coming.moved_because and not coming.is_agreed:
        days = [
            f"{each['why']} {formats.date_format(date.fromisoformat(each['on']), _('j F'))}"
            for each in coming.moved_because
        ]
        given = {"day": formats.date_format(coming.computed_on, _("l j F")), "why": _listed(days)}
        words.append(_("By the calendar it fell on %(day)s. It was moved because of: %(why)s.") % given)
    says = f"{source.strength_words} {source.says}" if source.says else str(source.strength_words)
    words.append(f"{says.rstrip('.')} (“{source.document}”).")
    if source.note:
        words.append(str(source.note))
    return " ".join(words)


def plan_timeline(pathway, person, follow_ups):
    """The pathway on one line, or None before it has a start. Sessions only for readers of the class log."""
    last = pathway.ended_on or pathway.planned_end_on
    if pathway.starts_on is None:
        return None
    today = timezone.localdate()
    sessions = [Event(s.held_on, _("session"), "held") for s in pathway.class_sessions.visible_to(person).kept()]
    shared = [_follow_up_event(each, today) for each in follow_ups]
    plans = plans_of(pathway, person).exclude(valid_from=None)
    shared += [
        Event(p.valid_from, _("plan"), "held", _("Plan %(number)s") % {"number": p.number}, plan=True) for p in plans
    ]
    days = [event.on for event in (*sessions, *shared)]
    last = max(
        [
            last or pathway.starts_on + timedelta(weeks=13),
            *(day for day in days if day <= (last or today) + timedelta(weeks=4)),
        ]
    )
    first = min([pathway.starts_on, *(day for day in days if day >= pathway.starts_on - timedelta(weeks=2))])
    inside = lambda events: sorted((e for e in events if first <= e.on <= last), key=lambda e: e.on)  # noqa: E731
    held = ngettext("%(count)s held", "%(count)s held", len(sessions)) % {"count": len(sessions)}
    return Timeline(
        title=_timeline_words(len(sessions), follow_ups), first=first, last=last, today=today, in_class=inside(sessions), shared=inside(shared),
        in_group=None, holidays=list(_closed(follow_ups)), class_note=held, shared_note=_("plan and follow-up"),
    )  # fmt: skip


def _follow_up_event(occurrence, today):
    day = occurrence.held_on or occurrence.due_on
    return Event(day, _("joint follow-up"), occurrence.status(today), _("Follow-up %(day)s") % {"day": short_day(day)})


def _closed(follow_ups):
    """The closed days that moved a follow-up; why people moved one themselves is theirs and is not drawn."""
    for occurrence in follow_ups:
        if not occurrence.is_agreed and (moved := occurrence.moved_because):
            days = [date.fromisoformat(each["on"]) for each in moved]
            yield Holiday(min(days), max(days), moved[0]["why"].capitalize())


def _timeline_words(sessions, follow_ups):
    words = ngettext(
        "%(count)s session in the class has been held.", "%(count)s sessions in the class have been held.", sessions
    ) % {"count": sessions}
    if coming := next((each for each in follow_ups if each.state == "open"), None):
        words += " " + _("The next joint follow-up is %(day)s.") % {
            "day": formats.date_format(coming.due_on, _("l j F"))
        }
    return words


def _listed(words):
    """ "a, b og c" """
    return (
        _("%(first)s and %(last)s") % {"first": ", ".join(words[:-1]), "last": words[-1]}
        if len(words) > 1
        else "".join(words)
    )
