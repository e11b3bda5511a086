"""What has been sent about an occurrence and what its leader will see; what parents are sent."""

from datetime import datetime, time, timedelta

from django import template
from django.utils import timezone

from followup.post import escalation
from followup.post.parents import preview
from followup.queries.post import filed

register = template.Library()


@register.inclusion_tag("followup/reminders.html", takes_context=True)
def reminders(context, occurrence):
    person = context["request"].person
    return {"will_see": escalation.will_see(occurrence, person), "filed": filed(occurrence, person)}


@register.inclusion_tag("followup/message_preview.html")
def message_preview(place="", lead=None, phone="", starts_at=None):
    """The parents' message with this place; another day and hour than the real ones do no harm."""
    tomorrow = timezone.localdate() + timedelta(days=1)
    at = starts_at or time(17)
    moment = at if isinstance(at, datetime) else timezone.make_aware(datetime.combine(tomorrow, at))
    who = lead.name if lead else ""
    return {
        "words": preview(starts_at=moment, place=place or "", leader=who, phone=phone or (lead.phone if lead else ""))
    }
