"""What went home of a contact follows the contact."""

from django.utils import timezone

from cases.models import PraiseMessage
from followup.contacts import SUCCESS

LONGEST = 300


def follow_contact(contact, by):
    """The messages follow the contact that logs them: its words when it is corrected, gone when it is taken back."""
    messages = PraiseMessage.objects.visible_to(by).filter(contact=contact.uuid)
    if not messages:
        return
    notes = dict(contact.children.visible_to(by).values_list("pathway_child_id", "note"))
    for each in messages:
        note = notes.get(each.pathway_child_id, "") if contact.undone_at is None and contact.kind == SUCCESS else ""
        gone = timezone.now() if not note else None
        if (each.text, bool(each.withdrawn_at)) != (note or each.text, bool(gone)):
            each.text, each.withdrawn_at = note[:LONGEST] or each.text, gone
            each.save(update_fields=["text", "withdrawn_at"])
