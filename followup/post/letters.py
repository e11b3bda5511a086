"""The words of a mail, made when it is sent: what is still open then. Days, kinds and links; never a name, a class or a place."""

from dataclasses import dataclass
from datetime import timedelta

from django.conf import settings
from django.db.models import Count, F
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.cadences import cadence_of, written
from followup.doors import page_instead
from followup.models import Occurrence, OutboxMail, Reminder


@dataclass(frozen=True, slots=True)
class Letter:
    subject: str
    body: str


def letters_of(mails, person):
    """{id of the mail: Letter}; a mail whose things are all settled by now has none. So many questions whatever the number.

    One that cannot be written stands there as its error: it is tried again as any other, and stops no neighbour.
    """
    with translation.override(settings.LANGUAGE_CODE):
        found = {mail.pk: Letter(mail.subject, mail.body) for mail in mails if mail.kind not in OutboxMail.BY_DAY}
        by_day = [mail for mail in mails if mail.kind in OutboxMail.BY_DAY]
        things = _things(by_day, person) if by_day else {}
        praise = _held_in_time([mail for mail in by_day if mail.kind == "digest"], person)
        for mail in by_day:
            if letter := _written(mail, things.get(mail.pk, ()), praise.get(mail.recipient_id, 0)):
                found[mail.pk] = letter
    return found


def _written(mail, rows, praise):
    try:
        things = {thing for row in rows if (thing := _thing(row))}
        return WORDS[mail.kind](
            sorted(things, key=lambda thing: (thing.due_on, thing.address)), timezone.localdate(), praise
        )
    except Exception as error:  # noqa: BLE001 (a version without the cadence, say)
        return error


@dataclass(frozen=True, slots=True)
class Thing:
    due_on: object
    title: str
    address: str


def _things(mails, person):
    """{mail: the notices it carries}."""
    rows = (
        Reminder.objects.visible_to(person)
        .filter(mail__in=[mail.pk for mail in mails])
        .select_related("occurrence__pathway__programme_version", "task")
        .defer("occurrence__moved_because")
    )
    found = {}
    for row in rows:
        found.setdefault(row.mail_id, []).append(row)
    return found


def _thing(row):
    """None when it is settled by now."""
    if row.occurrence and row.occurrence.state == Occurrence.State.OPEN:
        address = page_instead(row.occurrence) or reverse("occurrence_hold", args=[row.occurrence.uuid])
        return Thing(row.occurrence.due_on, str(cadence_of(row.occurrence).title), address)
    if row.task and row.task.settled_on is None:
        return Thing(row.task.due_on, _("a task"), f"/#{row.task.uuid}")
    return None


def _held_in_time(mails, person):
    """{recipient: how many she held in time last week}."""
    if not mails:
        return {}
    monday = min(mail.due_on - timedelta(days=mail.due_on.weekday()) for mail in mails)
    held = Occurrence.objects.visible_to(person).filter(
        state=Occurrence.State.HELD,
        held_on__range=(monday - timedelta(days=7), monday - timedelta(days=1)),
        held_on__lte=F("due_on"),
        settled_by__in={mail.recipient_id for mail in mails},
    )
    return dict(held.values_list("settled_by").annotate(n=Count("pk")))


# ---- each kind ----


def _of_the_day(things, today, _praise):
    if not things:
        return None
    if len(things) == 1:
        when = {"day": written(things[0].due_on)}
        return _letter(
            _("Samspil: one thing is due on %(day)s") % when, [_("One thing is due."), "", *map(_line, things)]
        )
    subject = ngettext("Samspil: %(count)s thing is due", "Samspil: %(count)s things are due", len(things))
    count = {"count": len(things)}
    first = ngettext("%(count)s thing is due.", "%(count)s things are due.", len(things))
    return _letter(subject % count, [first % count, "", *map(_line, things)])


def _of_the_week(things, today, praise):
    sunday = today + timedelta(days=6 - today.weekday())
    late = [thing for thing in things if thing.due_on < today]
    now = [thing for thing in things if today <= thing.due_on <= sunday]
    later = [thing for thing in things if thing.due_on > sunday]
    parts = [(_("Overdue"), late), (_("This week"), now), (_("Next week"), later)]
    lines = [_praised(praise), ""] if praise else []
    for title, some in parts:
        if some:
            lines += [title, *map(_line, some), ""]
    if not lines:
        return None
    if not things:
        return _letter(
            _("Samspil: all was held in time"), lines[:-1] + ["", _("Nothing is due this week or the next.")]
        )
    return _letter(_("Samspil: your week"), lines[:-1])


def _praised(count):
    return ngettext(
        "You held %(count)s follow-up in time last week. Well done.",
        "You held %(count)s follow-ups in time last week. Well done.",
        count,
    ) % {"count": count}


def _to_the_leader(things, today, _praise):
    if not things:
        return None
    count = {"count": len(things)}
    subject = ngettext("Samspil: %(count)s follow-up is late", "Samspil: %(count)s follow-ups are late", len(things))
    first = ngettext(
        "%(count)s follow-up in your unit is later than its window allows. You are told once. Whoever answers for it knows that you are.",
        "%(count)s follow-ups in your unit are later than their windows allow. You are told once. Those who answer for them know that you are.",
        len(things),
    )
    return _letter(subject % count, [first % count, "", *(_late_line(thing, today) for thing in things)])


WORDS = {"day": _of_the_day, "digest": _of_the_week, "escalation": _to_the_leader}


def _line(thing):
    return f"- {written(thing.due_on)}: {thing.title}\n  {settings.SITE_URL}{thing.address}"


def _late_line(thing, today):
    days = (today - thing.due_on).days
    late = ngettext("%(count)s day late", "%(count)s days late", days) % {"count": days}
    return f"- {thing.title}, {late}\n  {settings.SITE_URL}{thing.address}"


def _letter(subject, lines):
    see = _("Open Samspil: %(address)s") % {"address": settings.SITE_URL}
    closing = _("This mail holds nothing about people. It cannot be answered.")
    return Letter(subject, "\n".join([*lines, "", see, "", closing, ""]))
