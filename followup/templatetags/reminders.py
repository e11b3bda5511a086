"""What has been sent about an occurrence and what its leader will see; what parents are sent."""

from datetime import date, datetime, time, timedelta

from django import template
from django.utils import timezone

from followup.post import escalation
from followup.post.parents import preview
from followup.queries.post import filed

register = template.Library()


@register.inclusion_tag("followup/reminders.html", takes_context=True)
def reminders(context, occurrence):
    person = context["request"].person
    return {"will_see": escalation.will_see(occurrence), "filed": filed(occurrence, person)}


@register.inclusion_tag("followup/message_preview.html")
def message_preview(place="", lead=None, phone="", day=None, starts=None):
    """The parents' message with this place and, where the form has them, its own day and hour."""
    day = day if isinstance(day, date) else timezone.localdate() + timedelta(days=1)
    moment = timezone.make_aware(datetime.combine(day, starts if isinstance(starts, time) else time(17)))
    who = lead.name if lead else ""
    return {
        "words": preview(starts_at=moment, place=place or "", leader=who, phone=phone or (lead.phone if lead else ""))
    }
