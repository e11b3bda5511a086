"""The rows of what waits: claimed for a while, marked one by one. Killed in between, a row is claimed again.

Never lost; at most one mail too many for each kill between sending and marking, with the same Message-ID (trust.md A7).
A table of `Post` each: mails to staff, messages to parents.
"""

import uuid
from datetime import timedelta

from django.conf import settings
from django.db.models import Q
from django.utils import timezone

from accounts.models import RoleAssignment, StaffMember
from followup.models.outbox import State
from followup.post import hours

ATTEMPTS = 5
SENT, FAILED, REFUSED, DROPPED = "sent", "failed", "refused", "dropped"


def lease():
    return timedelta(seconds=settings.POST_LEASE_SECONDS)


def backoff(attempts):
    """How long to wait after so many attempts."""
    steps = settings.POST_BACKOFF_SECONDS
    return timedelta(seconds=steps[min(attempts, len(steps)) - 1])


def claim(rows, at_most):
    """Take up to so many waiting rows of the queryset for a while, oldest first. Two workers never take the same one.

    One that was claimed before and never marked is taken alone, and that counts as an attempt: should it kill whoever
    sends it, its neighbours are not given up with it.
    """
    now = timezone.now()
    ready = rows.filter(Q(not_before=None) | Q(not_before__lte=now), Q(lease_until=None) | Q(lease_until__lte=now))
    locked = ready.select_for_update(skip_locked=True, of=("self",))
    lapsed = locked.filter(state=State.SENDING, attempts__lt=ATTEMPTS).order_by("created_at", "pk")[:1]
    taken = list(lapsed) or list(locked.filter(state=State.QUEUED).order_by("created_at", "pk")[:at_most])
    token, until = uuid.uuid4(), now + lease()
    for row in taken:
        row.attempts += row.state == State.SENDING
        row.was_lapsed, row.state, row.token, row.lease_until = row.state == State.SENDING, State.SENDING, token, until
    if taken:
        attempts = taken[0].attempts if taken[0].was_lapsed else None
        rows.filter(pk__in=[row.pk for row in taken]).update(
            state=State.SENDING, token=token, lease_until=until, **({"attempts": attempts} if attempts else {})
        )
    return taken


def settle(row, outcome, error=""):
    """Mark what became of it, unless the lease ran out and somebody else has it; gives the word for the counts."""
    mine = type(row).objects.filter(pk=row.pk, token=row.token)
    now, free = timezone.now(), {"token": None, "lease_until": None}
    if outcome == SENT:
        mine.update(state=State.SENT, sent_at=now, last_error="", **free)
    elif outcome == DROPPED:
        mine.update(state=State.DROPPED, last_error=error, **free)
    elif outcome == REFUSED:
        mine.update(state=State.BOUNCED, failed_at=now, attempts=row.attempts + 1, last_error=error[:60], **free)
    else:
        return _failed(mine, row, error, now)
    return outcome


def _failed(mine, row, error, now):
    attempts = row.attempts + (not row.was_lapsed)
    state = {"attempts": attempts, "last_error": error[:60], "token": None}
    if attempts >= ATTEMPTS:
        mine.update(state=State.DEAD, failed_at=now, lease_until=None, **state)
        return "given_up"
    mine.update(state=State.QUEUED, lease_until=now + backoff(attempts), **state)
    return FAILED


def release(batch):
    """Let go of claimed rows that nobody has tried to send: no attempt of theirs is counted."""
    rows = type(batch[0]).objects.filter(pk__in=[row.pk for row in batch], token=batch[0].token)
    rows.update(state=State.QUEUED, token=None, lease_until=None)


def give_up_lost(rows):
    """Those whose fifth attempt was killed on the way."""
    lost = rows.filter(state=State.SENDING, attempts__gte=ATTEMPTS, lease_until__lte=timezone.now())
    return lost.update(
        state=State.DEAD, token=None, lease_until=None, failed_at=timezone.now(), last_error="the sender was killed"
    )


def rest(rows):
    """Put off until the office opens what waits outside its hours: what is bound to them has a moment of its own."""
    now = timezone.now()
    (at,) = hours.moments(now)
    bound = rows.filter(state=State.QUEUED, not_before__lte=now)
    if at.school_at > now:
        bound.filter(recipient__in=_of_school(timezone.localdate())).update(not_before=at.school_at)
    if at.all_at > now:
        bound.update(not_before=at.all_at)


def _of_school(today):
    """Staff who act for the school side alone."""
    live = RoleAssignment.objects.live(today)
    school = live.filter(sector__in=("school", "ppr")).values("staff_member_id")
    return StaffMember.objects.filter(pk__in=school).exclude(
        pk__in=live.exclude(sector__in=("school", "ppr")).values("staff_member_id")
    )
