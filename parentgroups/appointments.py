"""The sessions of parent groups, as appointments that parents are reminded of (settings.PARENT_APPOINTMENTS)."""

from datetime import datetime

from django.utils import timezone

from followup.post.parents import Appointment
from parentgroups.models import GroupEnrolment, GroupSession


def sessions(person, *, first=None, last=None, about=()):
    """Planned sessions between two moments, or those of these uuids whatever became of them, with the parents of that day."""
    rows = GroupSession.objects.visible_to(person).select_related("group__pathway__lead")
    if first:
        rows = rows.filter(on_day__range=(timezone.localdate(first), timezone.localdate(last)), state="planned")
    else:
        rows = rows.filter(uuid__in=about, state__in=("planned", "cancelled"))
    rows = list(rows.exclude(group__pathway__state__in=("paused", "closed", "archived", "declined")))
    joined = GroupEnrolment.objects.visible_to(person).filter(state="joined", group__in={row.group_id for row in rows})
    families = list(joined) if rows else []
    return [_appointment(row, families) for row in rows]


def _appointment(session, families):
    group, lead = session.group, session.group.pathway.lead
    return Appointment(
        about=session.uuid,
        pathway_id=group.pathway_id,
        starts_at=_at(session.on_day, session.starts_at),
        ends_at=_at(session.on_day, session.ends_at),
        place=group.venue,
        leader=lead.name if lead else "",
        phone=group.phone or (lead.phone if lead else ""),
        parents=tuple(
            sorted({row.parent_id for row in families if row.group_id == group.pk and row.was_in_group(session.on_day)})
        ),
        is_off=session.state == GroupSession.State.CANCELLED,
    )


def _at(day, moment):
    return timezone.make_aware(datetime.combine(day, moment))
