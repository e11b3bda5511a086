"""The mails of last Monday: the week's overviews went out, and one came back."""

from datetime import timedelta

from core.context import tenant
from followup.models import OutboxMail
from followup.post import remind
from followup.post.returned import mark_bounced
from followup.post.sender import send_waiting
from followup.schedule import municipalities

LEFT = "ressourcevejleder4"  # her address was closed too early


def play_post(stage, today):
    """Remind as on the Monday before `today`, send it, and hear of one that did not arrive."""
    monday = today - timedelta(days=today.weekday() or 7)
    user_id, municipality_id = next(row[:2] for row in municipalities() if row[1] == stage.municipality.pk)
    with stage.clock.at(monday, 8):
        with tenant(user_id, municipality_id, purpose="demo"):
            remind(monday)
        send_waiting(user_id, municipality_id)
        with tenant(user_id, municipality_id, purpose="demo") as person:
            sent = OutboxMail.objects.visible_to(person).filter(state="sent").order_by("pk")
            came_back = sent.filter(recipient=stage.staff[LEFT]).first() or sent.last()
        if came_back:
            mark_bounced([came_back.message_id], "5.1.1", [(user_id, municipality_id, "")])
