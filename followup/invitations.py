"""Invitations to planned meetings, as files on mails: asked to come, told of a change, called off.

Only staff are told here; parents hear by their own channel. Sending is the outbox's (docs/architecture.md).
"""

import json
import re
from dataclasses import replace

from django.conf import settings
from django.core.serializers.json import DjangoJSONEncoder
from django.db import connection
from django.urls import reverse
from django.utils import timezone, translation
from django.utils.translation import gettext as _

from accounts.models import StaffMember
from cases.models import PathwayChild
from core.tasks import nudge
from core.templatetags.ui import clock, day
from followup import ics
from followup.models import Meeting, OutboxMail

INVITED, CHANGED, CANCELLED = "invited", "changed", "cancelled"
ROLES = {"involved": "REQ-PARTICIPANT", "informed": "NON-PARTICIPANT"}


def tell(meeting, by, gone=()):
    """Queue the invitation, the change or the cancellation for all staff of the meeting; gives how many.

    gone: ids of staff who were taken off it, to whom it is called off. Called by whatever plans, changes (after the sequence
    has grown) or cancels a meeting; the same state told twice is told once.
    """
    if meeting.starts_at is None or meeting.state == Meeting.State.HELD:
        return 0
    people = _people(meeting, by)
    kinds = {pk: CANCELLED if meeting.state == Meeting.State.CANCELLED else kind for pk, kind in people.items()}
    kinds |= {pk: CANCELLED for pk in gone if pk not in people}
    with translation.override(settings.LANGUAGE_CODE):
        told = _queue(meeting, by, kinds)
    meeting.participants.filter(staff_member__in=people, invited_at=None).update(invited_at=timezone.now())
    if told:
        nudge("followup.tick", by.municipality_id, by.user_id)
    return told


def _people(meeting, by):
    """{staff id: invited | changed}: those who are asked, and whoever leads it."""
    rows = meeting.participants.filter(staff_member__isnull=False).values_list("staff_member_id", "invited_at")
    kinds = {pk: CHANGED if meeting.sequence and invited_at else INVITED for pk, invited_at in rows}
    if meeting.lead_id and meeting.lead_id not in kinds:
        kinds[meeting.lead_id] = CHANGED if meeting.sequence else INVITED
    return kinds


def _queue(meeting, by, kinds):
    parts = dict(meeting.participants.values_list("staff_member_id", "part"))
    staff = StaffMember.objects.visible_to(by).filter(pk__in=kinds, user__is_active=True).select_related("user")
    entry = entry_of(meeting, by, meeting.pathway)
    mails = [_mail(meeting, each, kinds[each.pk], entry, ROLES[parts.get(each.pk, "involved")]) for each in staff]
    return sum(_put(meeting, mail) for mail in mails)


def entry_of(meeting, by, pathway):
    """The meeting as it may stand in anybody's calendar; a place that names a child of the pathway is left out.

    pathway: None for a guest who does not reach it: then the kind is not told either.
    """
    return ics.Entry(
        key=str(meeting.uuid),
        title=ics.titled(ics.meeting_kind(meeting, pathway), pathway),
        begins=meeting.starts_at,
        ends=meeting.ends_at,
        place="" if _names_a_child(meeting, by) else meeting.place,
        address=settings.SITE_URL + reverse("meeting_detail", args=[meeting.uuid]),
        sequence=meeting.sequence,
        is_off=meeting.state == Meeting.State.CANCELLED,
    )


def _names_a_child(meeting, by):
    if not meeting.place:
        return False
    names = PathwayChild.objects.seen_with_child(by).filter(pathway=meeting.pathway_id)
    words = {word.casefold() for word in re.findall(r"\w+", meeting.place)}
    return any(
        part.casefold() in words
        for pair in names.values_list("child__given_name", "child__family_name")
        for name in pair
        for part in re.findall(r"\w+", name)
    )


def _mail(meeting, staff, kind, entry, role):
    method = ics.CANCEL if kind == CANCELLED else ics.REQUEST
    subject, first = _words(kind, meeting.starts_at)
    closing = _("This mail holds nothing about people. It cannot be answered.")
    see = _("Open Samspil to see what it is about:")
    entry = replace(entry, is_off=kind == CANCELLED)
    return OutboxMail(
        municipality_id=meeting.municipality_id,
        recipient_id=staff.pk,
        kind=kind,
        due_on=timezone.localdate(meeting.starts_at),
        subject=subject,
        body=f"{first}\n\n{see}\n{entry.address}\n\n{closing}\n",
        attachment=ics.invitation(entry, method, staff.address, role),
        message_id=f"<{meeting.uuid}.{meeting.sequence}.{method.lower()}.{staff.pk}@{ics.host()}>",
        created_at=timezone.now(),
    )


def _words(kind, starts_at):
    when = {"day": day(starts_at), "time": clock(starts_at)}
    if kind == CANCELLED:
        return _("Samspil: called off, meeting on %(day)s") % when, _(
            "The meeting on %(day)s at %(time)s is called off. The attached file takes it out of your calendar."
        ) % when
    if kind == CHANGED:
        return _("Samspil: changed, meeting on %(day)s") % when, _(
            "A meeting has been changed. It is on %(day)s at %(time)s. The attached file moves it in your calendar."
        ) % when
    return _("Samspil: meeting on %(day)s") % when, _(
        "You are asked to a meeting on %(day)s at %(time)s. The attached file puts it in your calendar."
    ) % when


def _put(meeting, mail):
    """Past the outbox's own wall by a function that looks who is asked: whoever keeps a meeting reads no mail of others."""
    row = {field.column: getattr(mail, field.attname) for field in OutboxMail._meta.concrete_fields}
    with connection.cursor() as db:
        db.execute("select app.queue_invitation(%s, %s::jsonb)", [meeting.pk, json.dumps(row, cls=DjangoJSONEncoder)])
        return db.fetchone()[0]
