"""Messages to parents: the day before they meet somebody, and when that changes. Time, place and whom to ring.

Never a word about a child, a topic or the kind of group. Never to one whose contact is suspended (L11), who said stop, or
whose address is protected unless she chose it herself. Asked again in the moment of sending.
"""

import uuid
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from urllib.parse import urlsplit

from django.conf import settings
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone, translation
from django.utils.formats import date_format
from django.utils.module_loading import import_string
from django.utils.translation import gettext as _

from cases.models import CustodyRelation, Parent
from core.context import current
from core.templatetags.ui import clock
from followup.models import Meeting, MeetingParticipant, ParentMessage, PostHours

Kind, Channel = ParentMessage.Kind, ParentMessage.Channel
LANGUAGES = {"": ("da",), "dansk": ("da",), "danish": ("da",), "da": ("da",), "engelsk": ("en",), "english": ("en",), "en": ("en",)}  # fmt: skip
BOTH = ("da", "en")


@dataclass(frozen=True, slots=True)
class Appointment:
    """What a parent is invited to. about: the uuid of the session or meeting; parents: ids of those who are to hear of it."""

    about: uuid.UUID
    pathway_id: int
    starts_at: datetime
    ends_at: datetime
    place: str
    leader: str
    phone: str
    parents: tuple[int, ...]
    is_off: bool = False
    meeting_id: int | None = None


def appointments(person, *, first=None, last=None, about=()):
    """Of every floor (settings.PARENT_APPOINTMENTS): those that begin between two moments, or those of these uuids."""
    return [
        each
        for name in settings.PARENT_APPOINTMENTS
        for each in import_string(name)(person, first=first, last=last, about=about)
    ]


def meetings(person, *, first=None, last=None, about=()):
    """Planned meetings to which parents are invited."""
    rows = Meeting.objects.visible_to(person).exclude(state=Meeting.State.HELD).exclude(starts_at=None)
    rows = rows.filter(Q(starts_at__range=(first, last), state="planned") if first else Q(uuid__in=about))
    invited = MeetingParticipant.objects.visible_to(person).filter(
        parent__isnull=False, part="involved", meeting__in=rows
    )
    parents = {}
    for meeting_id, parent_id in invited.values_list("meeting_id", "parent_id"):
        parents.setdefault(meeting_id, []).append(parent_id)
    for row in rows.filter(pk__in=parents).select_related("lead", "pathway__lead"):
        lead = row.lead or row.pathway.lead
        yield Appointment(
            row.uuid, row.pathway_id, row.starts_at, row.ends_at or row.starts_at, row.place, lead.name if lead else "",
            lead.phone if lead else "", tuple(parents[row.pk]), row.state == Meeting.State.CANCELLED, row.pk,
        )  # fmt: skip


# ---- who may be told, and how ----


def reachable(parent_ids, today):
    """{parent id: (Parent, channel)} of those who may be told today."""
    custody = CustodyRelation.objects.filter(parent=OuterRef("pk"), starts_on__lte=today)
    custody = custody.filter(Q(ends_on=None) | Q(ends_on__gte=today))
    suspended = custody.filter(suspended_from__lte=today, suspended_until__gte=today)
    rows = (
        Parent.objects.visible_to(current())
        .filter(pk__in=parent_ids, stopped_at=None)
        .exclude(message_choice=Parent.MessageChoice.NONE)
        .exclude(protected=True, message_choice="")
        .annotate(is_suspended=Exists(suspended))
    )
    return {parent.pk: (parent, how) for parent in rows if not parent.is_suspended and (how := channel_of(parent))}


def channel_of(parent):
    """The chosen channel where there is an address for it; unasked: SMS where there is a phone, else mail; "" for none."""
    ways = {Channel.SMS: parent.phone and settings.MESSAGE_GATEWAY, Channel.MAIL: parent.email}
    if parent.message_choice:
        chosen = Channel(parent.message_choice) if parent.message_choice in Channel.values else ""
        if chosen == Channel.SMS and not settings.MESSAGE_GATEWAY:
            chosen = Channel.MAIL
        return chosen if chosen and ways[chosen] else ""
    return next((way for way in (Channel.SMS, Channel.MAIL) if ways[way]), "")


def languages_of(parent):
    """Danish or English where we know that the parent reads it; both for everybody else."""
    return LANGUAGES.get(parent.language.strip().casefold(), BOTH)


def language_words(parent):
    return {("da",): _("In Danish"), ("en",): _("In English")}.get(languages_of(parent), _("In Danish and English"))


# ---- the words ----


def words(kind, appointment, parent, by_sms=True):
    parts = []
    for language in languages_of(parent):
        with translation.override(language):
            parts.append(_words(kind, appointment, by_sms))
    return "\n\n".join(parts)


def _words(kind, appointment, by_sms):
    at = timezone.localtime(appointment.starts_at)
    when = {"day": date_format(at, _("l j F")), "time": clock(at.time())}
    first = {
        Kind.REMINDER: _("We meet on %(day)s at %(time)s."),
        Kind.MOVED: _("Changed: we meet on %(day)s at %(time)s."),
        Kind.CANCELLED: _("We do not meet on %(day)s at %(time)s. It is called off."),
    }[kind] % when
    lines = [first]
    if appointment.place and kind != Kind.CANCELLED:
        lines.append(_("Place: %(place)s.") % {"place": appointment.place})
    if appointment.phone:
        lines.append(
            _("Questions: ring %(name)s, %(phone)s.") % {"name": appointment.leader, "phone": appointment.phone}
        )
    if by_sms:
        lines.append(_("Answer STOP to get no more messages."))
    else:
        lines.append(_("Tell us if you want no more mails like this."))
    return " ".join(lines)


# ---- making the rows ----

NIGHT = time(7), time(21)  # nobody's phone rings outside these hours, whatever has changed


def remind_parents(person, today):
    """Queue the messages of the day before, from the municipality's hour on. With every tick: what is planned late counts."""
    at = PostHours.objects.visible_to(person).values_list("parents_at", flat=True).first() or PostHours().parents_at
    tomorrow = today + timedelta(days=1)
    found = appointments(person, first=_at(tomorrow, time.min), last=_at(tomorrow, time.max))
    wanted = [Wanted(each, parent, Kind.REMINDER) for each in found if not each.is_off for parent in each.parents]
    return _queue(wanted, person, today, max(_at(today, at), timezone.now()))


def correct(person, today):
    """Tell those who were told, once, that it was moved or called off; gives how many were queued."""
    rows = ParentMessage.objects.visible_to(person).filter(state__in=("queued", "sending", "sent"))
    last, count = {}, {}  # the last word each parent has had of each, and how many corrections
    for row in rows.filter(starts_at__gte=timezone.now()).order_by("created_at", "pk"):
        last[row.parent_id, row.about] = row
        count[row.parent_id, row.about] = max(row.number, count.get((row.parent_id, row.about), 0))
    told = {key: row for key, row in last.items() if row.kind != Kind.CANCELLED and row.state != "queued"}
    if not told:
        return 0
    now = {each.about: each for each in appointments(person, about=[about for _parent, about in told])}
    wanted = [_correction(now[row.about], row, count[key] + 1) for key, row in told.items() if row.about in now]
    return _queue([each for each in wanted if each], person, today, timezone.now())


@dataclass(frozen=True, slots=True)
class Wanted:
    appointment: Appointment
    parent: int
    kind: str
    number: int = 0


def _correction(appointment, row, number):
    if appointment.is_off:
        return Wanted(_as_said(appointment, row), row.parent_id, Kind.CANCELLED, number)
    is_as_said = (appointment.starts_at, appointment.place) == (row.starts_at, row.place)
    if is_as_said or appointment.starts_at <= timezone.now() or row.parent_id not in appointment.parents:
        return None
    return Wanted(appointment, row.parent_id, Kind.MOVED, number)


def _as_said(appointment, row):
    """Called off at the time that was said: of a moved and then cancelled one the parent knows the old time only."""
    fields = {name: getattr(appointment, name) for name in Appointment.__slots__}
    return Appointment(**fields | {"starts_at": row.starts_at, "ends_at": row.expires_at, "place": row.place})


def _queue(wanted, person, today, not_before):
    if not wanted:
        return 0
    may = reachable({each.parent for each in wanted}, today)
    rows = [_row(each, *may[each.parent], person, _by_day(not_before)) for each in wanted if each.parent in may]
    known = ParentMessage.objects.visible_to(person).filter(about__in={row.about for row in rows})
    told = set(known.values_list("parent_id", "about", "kind", "starts_at", "number"))
    new = [row for row in rows if (row.parent_id, row.about, row.kind, row.starts_at, row.number) not in told]
    ParentMessage.objects.bulk_create(new, ignore_conflicts=True)
    return len(new)


def _row(wanted, parent, channel, person, not_before):
    appointment = wanted.appointment
    return ParentMessage(
        municipality_id=person.municipality_id, parent=parent, pathway_id=appointment.pathway_id,
        meeting_id=appointment.meeting_id, about=appointment.about, kind=wanted.kind, number=wanted.number, channel=channel,
        starts_at=appointment.starts_at, place=appointment.place, expires_at=appointment.starts_at,
        text=words(wanted.kind, appointment, parent, channel == Channel.SMS), not_before=not_before,
        message_id=f"<{uuid.uuid4()}@{urlsplit(settings.SITE_URL).hostname}>",
    )  # fmt: skip


def _by_day(moment):
    """The moment itself, or the next morning."""
    here = timezone.localtime(moment)
    if here.time() < NIGHT[0]:
        return _at(here.date(), NIGHT[0])
    return _at(here.date() + timedelta(days=1), NIGHT[0]) if here.time() >= NIGHT[1] else moment


def _at(day, moment):
    return timezone.make_aware(datetime.combine(day, moment))


def preview(*, starts_at, place, leader, phone, language="da", by_sms=True):
    """What goes out, for the form that asks for the place: a place can say more than it should."""
    shown = Appointment(uuid.UUID(int=0), 0, starts_at, starts_at, place, leader, phone, ())
    return words(Kind.REMINDER, shown, Parent(language=language), by_sms)


def preview_for(parent, person):
    """The message that this parent would get for the next meeting, or for an invented one."""
    now = timezone.now()
    coming = [
        each for each in appointments(person, first=now, last=now + timedelta(days=60)) if parent.pk in each.parents
    ]
    by_sms = channel_of(parent) != Channel.MAIL
    if coming:
        return words(Kind.REMINDER, min(coming, key=lambda each: each.starts_at), parent, by_sms)
    tomorrow = _at(timezone.localdate() + timedelta(days=1), time(17))
    return preview(starts_at=tomorrow, place="", leader="", phone="", language=parent.language, by_sms=by_sms)


def why_untold(parent, today):
    """Why this parent gets no messages now, in words; "" when it does."""
    if CustodyRelation.objects.visible_to(current()).filter(
        parent=parent, suspended_from__lte=today, suspended_until__gte=today
    ):
        return _("Access is suspended: nothing is sent, whatever is chosen here.")
    if parent.stopped_at:
        return _("Answered STOP on %(day)s. Save a choice here only when the parent has asked for it.") % {
            "day": date_format(timezone.localtime(parent.stopped_at), _("l j F"))
        }
    if parent.protected and not parent.message_choice:
        return _("Name and address are protected: nothing is sent before the parent has chosen it.")
    if parent.message_choice == Parent.MessageChoice.NONE:
        return _("Does not want messages.")
    return "" if channel_of(parent) else _("There is neither phone nor e-mail to send to.")
