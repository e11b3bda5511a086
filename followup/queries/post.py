"""Post that did not arrive, in words; what was sent about an occurrence; what a leader was told."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from followup.cadences import cadence_of
from followup.models import OutboxMail, ParentMessage, Reminder
from followup.permissions import can_choose_messages

SHOWN = 100
KINDS = {
    "digest": gettext_lazy("the week's overview"),
    "day": gettext_lazy("what is due that day"),
    "due": gettext_lazy("what is due that day"),
    "overdue": gettext_lazy("what is overdue"),
    "escalation": gettext_lazy("what is late in the unit"),
    "invited": gettext_lazy("invitation to a meeting"),
    "changed": gettext_lazy("change of a meeting"),
    "cancelled": gettext_lazy("a meeting called off"),
}
MESSAGES = {
    ParentMessage.Kind.REMINDER: gettext_lazy("we meet tomorrow"),
    ParentMessage.Kind.MOVED: gettext_lazy("it is moved"),
    ParentMessage.Kind.CANCELLED: gettext_lazy("it is called off"),
}


@dataclass(frozen=True, slots=True)
class Undelivered:
    """noun: mail | message. what: its kind in words. about: the day it was about."""

    noun: str
    pk: int
    who: str
    address: str
    what: str
    about: object
    failed_at: datetime | None
    why: str
    attempts: int
    mend: str  # the page on which the address is put right, where the reader may


def undelivered(person):
    """Mails to staff for the administrator, messages to parents for those who meet them; the newest first."""
    found = []
    if person.has("administrator"):
        mails = OutboxMail.objects.visible_to(person).undelivered().select_related("recipient__user")
        found += [mail_line(row) for row in mails.order_by("-failed_at", "-pk")[:SHOWN]]
    chooses = can_choose_messages(person)
    messages = ParentMessage.objects.visible_to(person).undelivered().select_related("parent")
    found += [
        Undelivered(
            "message", row.pk, row.parent.name, row.parent.phone if row.channel == "sms" else row.parent.email,
            str(MESSAGES[row.kind]), timezone.localtime(row.starts_at).date(), row.failed_at, why(row), row.attempts,
            reverse("parent_messages", args=[row.parent.uuid]) if chooses else "",
        )
        for row in messages.order_by("-failed_at", "-pk")[:SHOWN]
    ]  # fmt: skip
    return found


def mail_line(row):
    """A mail that did not arrive; its recipient and her login are read with it."""
    to = row.recipient
    return Undelivered(
        "mail", row.pk, to.name, to.address, str(KINDS.get(row.kind, _("a mail"))), row.due_on, row.failed_at, why(row),
        row.attempts, reverse("staff_address", args=[to.uuid]),
    )  # fmt: skip


def undelivered_rows(person):
    """(mails to staff, messages to parents) that did not arrive, as this person may see them."""
    mails = OutboxMail.objects.visible_to(person).undelivered()
    return mails if person.has("administrator") else mails.none(), ParentMessage.objects.visible_to(
        person
    ).undelivered()


def why(row):
    """Why it did not arrive, in words: from the class of the last error."""
    error = row.last_error
    code = error.rsplit(" ", 1)[-1] if error[-3:].isdigit() else ""
    if error.startswith("bounce"):
        return _("It came back: the address does not take it.")
    if row.state == OutboxMail.State.BOUNCED:
        return _("The address does not exist, or does not take it (%(code)s).") % {"code": code or "–"}
    if "Refused" in error and code:
        return _("The receiving server asked us to wait (%(code)s), five times.") % {"code": code}
    if "Timeout" in error or "timeout" in error:
        return _("The mail server did not answer in time, five times.")
    if "Auth" in error:
        return _("The mail server does not accept our password.")
    if "killed" in error:
        return _("Sending was broken off, five times.")
    if "Connection" in error or "Disconnected" in error or "OSError" in error or "gaierror" in error:
        return _("The mail server could not be reached, five times.")
    return _("It could not be sent, five times.")


# ---- filed on its occurrence ----


@dataclass(frozen=True, slots=True)
class Filed:
    words: str
    day: object


def filed(occurrence, person):
    """What has been sent about it: [Filed], the oldest first; the weeks' overviews as one line each."""
    rows = Reminder.objects.visible_to(person).filter(occurrence=occurrence).select_related("recipient", "mail")
    return [Filed(_filed_words(row), timezone.localtime(_sent_at(row)).date()) for row in rows]


def _sent_at(row):
    return row.mail.sent_at if row.mail and row.mail.sent_at else row.made_at


def _filed_words(row):
    name = {"name": row.recipient.name}
    state = row.mail.state if row.mail else "sent"
    if row.kind == Reminder.Kind.ESCALATION:
        words = _("%(name)s, who leads, was told") % name
    elif row.kind == Reminder.Kind.DIGEST:
        words = _("In the week's overview to %(name)s") % name
    else:
        words = _("Reminder sent to %(name)s") % name
    if state in ("queued", "sending"):
        return _("%(words)s in Samspil; the mail waits") % {"words": words}
    if state in ("dead", "bounced"):
        return _("%(words)s in Samspil; the mail did not arrive") % {"words": words}
    return words


# ---- what a leader was told ----


@dataclass(frozen=True, slots=True)
class Told:
    """A follow-up of the unit that passed its window: kind, class, days; nothing of its contents."""

    title: str
    pathway: str
    days: int
    who: str


def notices_to(person):
    """Notices to this leader that she has not put away and that are still open."""
    rows = Reminder.objects.visible_to(person).filter(recipient_id=person.staff_id, occurrence__state="open")
    return rows.filter(kind=Reminder.Kind.ESCALATION).unseen()


def told_to(person, today):
    """The same in words: the kind, the pathway and the days."""
    rows = notices_to(person).select_related(
        "occurrence__pathway__programme_version", "occurrence__pathway__school_class", "occurrence__responsible"
    )
    return [
        Told(
            str(cadence_of(row.occurrence).title),
            row.occurrence.pathway.title,
            row.occurrence.days_overdue(today),
            row.occurrence.responsible.name if row.occurrence.responsible else "",
        )
        for row in rows.order_by("due_on", "pk")
    ]
