"""One overview a person and week, on the first open day: overdue, this week, next week; or nothing but praise."""

from datetime import timedelta

from django.db import connection
from django.utils import timezone

from followup.post.telling import tell

JOB = {False: "digest", True: "digest of school staff"}

THE_WEEKS = """
  select a.*, %(monday)s::date as day from answered a join live l on l.staff_id = a.who where l.is_school = any(%(groups)s)
"""
CLAIM = """
insert into followup_dailyrun (municipality_id, job, day, attempts, last_error, done_at)
select %s, job, %s, 0, '', %s from unnest(%s::text[]) job on conflict do nothing returning job
"""
# Held in time last week: a mail of its own even when nothing is open.
PRAISED = """
  select distinct o.settled_by_id as who from followup_occurrence o join live l on l.staff_id = o.settled_by_id
   where o.state = 'held' and o.held_on <= o.due_on and o.held_on between %(monday)s::date - 7 and %(monday)s::date - 1
     and l.is_school = any(%(groups)s)
"""
# What fell due while all was shut waits for the same morning: it goes with the overview, as one mail.
TOGETHER = """
with pair as (
    select d.id as day_id, w.id as week_id from followup_outboxmail d
      join followup_outboxmail w on w.recipient_id = d.recipient_id and w.due_on = d.due_on and w.kind = 'digest' and w.state = 'queued'
     where d.kind = 'day' and d.state = 'queued' and d.due_on = %(today)s)
, moved as (update followup_reminder r set mail_id = p.week_id from pair p where r.mail_id = p.day_id)
update followup_outboxmail m set state = 'dropped', last_error = 'in the overview' from pair p where m.id = p.day_id
"""


def make(*, today, at, person, now):
    """Queue the week's overviews of those whose first open day of the week this is; the number of mails."""
    monday = today - timedelta(days=today.weekday())
    groups = _first_this_week(person, monday, [group for group, day in at.days().items() if day == today])
    if not groups:
        return 0
    _notices, mails = tell(
        "digest", THE_WEEKS, also=PRAISED, person=person, now=now, today=today, at=at, monday=monday, groups=groups,
        until=monday + timedelta(days=13),
    )  # fmt: skip
    with connection.cursor() as db:
        db.execute(TOGETHER, {"today": today})
    return mails


def _first_this_week(person, monday, groups):
    """Those groups of which nobody has had this week's yet; from now on somebody has. Late in the week is better than never."""
    if not groups:
        return []
    with connection.cursor() as db:
        db.execute(CLAIM, [person.municipality_id, monday, timezone.now(), [JOB[group] for group in groups]])
        made = {job for (job,) in db.fetchall()}
    return [group for group in groups if JOB[group] in made]
