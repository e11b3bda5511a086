"""The cast's rows of what goes out: a notice, a message to a parent of the group, the hours and a day's run."""

from datetime import date, datetime
from uuid import uuid5

from django.utils import timezone

from followup.models import DailyRun, OutboxMail, ParentMessage, PostHours, Reminder
from tests.cast_followup import canary


def post(x):
    """Sent already: nothing of it waits when a test begins. Called when the group stands."""
    at = datetime(2026, 5, 12, 5, tzinfo=timezone.get_default_timezone())
    x.make(PostHours)
    x.make(DailyRun, job="cast", day=date(2026, 5, 12), done_at=at)
    mail = OutboxMail.objects.filter(municipality=x.municipality).first()
    x.make(
        Reminder,
        recipient=x.staff["resource_advisor"],
        pathway=x.w,
        occurrence=x.occurrence,
        kind="day",
        due_on=date(2026, 5, 12),
        mail=mail,
        made_at=at,
        seen_at=at,
    )
    x.make(
        ParentMessage,
        parent=x.mother,
        pathway=x.g,
        about=uuid5(x.g.uuid, "session"),
        channel="sms",
        starts_at=at,
        expires_at=at,
        text=canary(x, "Besked1"),
        state="sent",
        sent_at=at,
        message_id=f"<{x.name}-besked@example>",
    )
