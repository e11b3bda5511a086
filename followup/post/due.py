"""The daily job of reminders: who hears what today. A few statements of SQL, however many are due."""

from datetime import timedelta

from django.utils import timezone

from core.context import current
from followup.post import digest, escalation, hours
from followup.post.telling import tell

LATE = timedelta(days=7)  # a notice that could not be made on its day is made in the week after
BRIDGE = 5  # days: what falls due while all is shut is said on the last open day before, but not further ahead

ON_THE_DAY = """
  select a.*, a.due_on as day from answered a join live l on l.staff_id = a.who
   where a.due_on between %(since)s and case when l.is_school then %(school_until)s else %(all_until)s end
     and not exists (select from followup_reminder r
                      where r.kind = 'day' and r.due_on = a.due_on and r.recipient_id = a.who
                        and r.due_on >= %(since)s and coalesce(r.occurrence_id, -r.task_id) = a.thing)
"""


def remind(today):
    """Make the notices and mails of `today` in the acting municipality; gives counts. Run again, it makes none."""
    person, now = current(), timezone.now()
    at, next_at = hours.moments(max(now, hours.midnight(today)), hours.midnight(today + timedelta(days=1)))
    given, following = {"person": person, "now": now, "today": today, "at": at}, next_at.days()
    until = {group: _until(today, following[group]) for group in following}
    digests = digest.make(**given)
    told, mails = tell(
        "day", ON_THE_DAY, **given, since=today - LATE, rides_on="digest",
        until=max(until.values()), all_until=until[False], school_until=until[True],
    )  # fmt: skip
    escalated, to_leaders = escalation.make(**given)
    return {"reminded": told, "escalated": escalated, "mails": mails + digests + to_leaders}


def _until(today, following):
    """Today; on the last open day before a weekend or holiday also the days on which nobody is told anything."""
    return today + timedelta(days=min((following - today).days - 1, BRIDGE))
