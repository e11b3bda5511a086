"""What somebody does about post that did not arrive, and about the hours in which it goes out."""

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from accounts.actions import addresses
from cases.models import Parent
from followup.models import OutboxMail, ParentMessage, PostHours, Reminder
from followup.permissions import can_choose_messages, can_edit_post_hours

State = OutboxMail.State
TABLES = {"mail": OutboxMail, "message": ParentMessage}


@transaction.atomic
def try_again(*, noun, pks, by):
    """Queue these undelivered ones anew, with five attempts; gives how many. Those that arrived or were laid aside stay as they are."""
    rows = _undelivered(noun, by, pks)
    return rows.update(state=State.QUEUED, attempts=0, lease_until=None, token=None, failed_at=None, last_error="")


@transaction.atomic
def set_aside(*, noun, pk, by):
    """Somebody has seen that it did not arrive and needs no more of it; gives whether this did it."""
    return bool(_undelivered(noun, by, [pk]).update(set_aside_at=timezone.now(), set_aside_by_id=by.staff_id))


@transaction.atomic
def bring_back(*, noun, pk, by):
    """Undo of set_aside."""
    rows = TABLES[noun].objects.visible_to(by).filter(pk=pk, state__in=(State.DEAD, State.BOUNCED))
    return bool(rows.update(set_aside_at=None, set_aside_by=None))


def _undelivered(noun, by, pks):
    rows = TABLES[noun].objects.visible_to(by).undelivered().filter(pk__in=pks)
    return TABLES[noun].objects.filter(pk__in=list(rows.select_for_update(of=("self",)).values_list("pk", flat=True)))


@transaction.atomic
def correct_address(*, staff, email, again, by):
    """Mails to her go to this address; with `again`, those that did not arrive are tried once more there. Gives what the undo needs."""
    before = addresses.correct_address(staff=staff, email=email, by=by)
    rows = came_back(staff, by) if again else []
    kept = [[row.pk, row.state, row.failed_at, row.last_error] for row in rows]
    count = try_again(noun="mail", pks=[row.pk for row in rows], by=by) if rows else 0
    return {"staff": staff.pk, "email": email.strip().lower(), "before": before, "mails": kept if count else []}


@transaction.atomic
def put_address_back(*, staff, email, before, mails, by):
    """Undo of it: mails that have not gone out meanwhile stand among those that did not arrive again."""
    addresses.put_address_back(staff=staff, email=email, before=before, by=by)
    for pk, state, failed_at, error in mails:
        waiting = OutboxMail.objects.visible_to(by).filter(pk=pk, state=State.QUEUED)
        waiting.update(state=state, failed_at=failed_at, last_error=error)


def came_back(staff, by):
    """Mails to her that did not arrive and that nobody has laid aside."""
    rows = OutboxMail.objects.visible_to(by).undelivered().filter(recipient=staff)
    return list(rows.select_related("recipient__user").order_by("pk"))


@transaction.atomic
def mark_seen(*, by):
    """The notices that stand on her page are seen; gives their ids, for the undo."""
    mine = Reminder.objects.visible_to(by).filter(recipient_id=by.staff_id).notices().unseen()
    found = list(mine.select_for_update(of=("self",)).values_list("pk", flat=True))
    Reminder.objects.filter(pk__in=found).update(seen_at=timezone.now())
    return found


@transaction.atomic
def mark_unseen(*, pks, by):
    return Reminder.objects.visible_to(by).filter(recipient_id=by.staff_id, pk__in=pks).update(seen_at=None)


@transaction.atomic
def set_post_hours(*, by, **fields):
    """The municipality's own hours; gives what stood before, {} when nothing did."""
    if not can_edit_post_hours(by):
        raise PermissionDenied
    row = PostHours.objects.visible_to(by).select_for_update().first()
    before = {name: getattr(row, name) for name in fields} if row else {}
    row = row or PostHours(municipality_id=by.municipality_id)
    for name, value in fields.items():
        setattr(row, name, value)
    row.save()
    return before


@transaction.atomic
def usual_post_hours(*, by):
    if not can_edit_post_hours(by):
        raise PermissionDenied
    PostHours.objects.visible_to(by).delete()


@transaction.atomic
def choose_messages(*, parent, choice, by, phone=None, email=None, language=None):
    """How a parent wants to be told of a meeting; a choice made anew lifts an earlier STOP. Gives what stood before."""
    if not can_choose_messages(by):
        raise PermissionDenied
    parent = Parent.objects.visible_to(by).select_for_update(of=("self",)).get(pk=parent.pk)
    kept = ("message_choice", "chosen_on", "stopped_at", "phone", "email", "language")
    before = {name: getattr(parent, name) for name in kept}
    parent.message_choice, parent.chosen_on = choice, timezone.localdate()
    if choice != Parent.MessageChoice.NONE:
        parent.stopped_at = None
    given = {"phone": phone, "email": email, "language": language}
    for name, value in given.items():
        setattr(parent, name, getattr(parent, name) if value is None else value)
    parent.save(update_fields=kept)
    return before


@transaction.atomic
def put_choice_back(*, parent, before, by):
    if not can_choose_messages(by):
        raise PermissionDenied
    return Parent.objects.visible_to(by).filter(pk=parent).update(**before)
