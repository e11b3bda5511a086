"""One statement that makes notices and the mails that carry them, however many there are."""

from urllib.parse import urlsplit

from django.conf import settings
from django.db import connection

from followup.post.answers import WITH

# Mails first, then the notices that point to them: one statement, so both or neither. A mail of the day that has not gone
# yet takes up what comes later; one that has gone is not sent again, and the notice stands in Samspil alone.
SEND = """
, told as materialized ({told})
, riding as (
    select m.id, m.recipient_id as who from followup_outboxmail m join live l on l.staff_id = m.recipient_id
     where m.kind = %(rides_on)s and m.state = 'queued' and m.due_on = case when l.is_school then %(school_day)s else %(all_day)s end)
, made as (
    insert into followup_outboxmail (municipality_id, recipient_id, kind, due_on, subject, body, attachment, state, not_before,
                                     attempts, message_id, last_error, created_at)
    select %(municipality)s, t.who, %(kind)s, case when l.is_school then %(school_day)s else %(all_day)s end, '', '', '', 'queued',
           case when l.is_school then %(school_at)s else %(all_at)s end, 0,
           '<' || gen_random_uuid() || '@' || %(host)s || '>', '', %(now)s
      from (select who from told union select who from ({also}) others) t join live l on l.staff_id = t.who
     where t.who not in (select who from riding)
        on conflict (municipality_id, recipient_id, kind, due_on) where kind in ('digest', 'day', 'escalation') do nothing
    returning id, recipient_id)
, mail as (
    select id, recipient_id from made
    union all
    select id, who from riding
    union all
    select m.id, m.recipient_id from followup_outboxmail m join live l on l.staff_id = m.recipient_id
     where m.kind = %(kind)s and m.state = 'queued' and m.due_on = case when l.is_school then %(school_day)s else %(all_day)s end)
, noted as (
    insert into followup_reminder (municipality_id, recipient_id, pathway_id, occurrence_id, task_id, kind, due_on, mail_id, made_at)
    select %(municipality)s, t.who, t.pathway_id, t.occurrence_id, t.task_id, %(kind)s, t.day, m.id, %(now)s
      from told t left join mail m on m.recipient_id = t.who
        on conflict (occurrence_id, task_id, recipient_id, kind, due_on) do nothing
    returning 1)
select (select count(*) from noted), (select count(*) from made)
"""
NOBODY = "select null::bigint as who where false"


def tell(kind, told, *, person, now, at, also=NOBODY, rides_on="", **given):
    """Make the notices of `told`, a query over `answered` giving who, pathway_id, occurrence_id, task_id and day.

    also: who else gets the mail. rides_on: a kind of mail of the same day that carries them instead, where there is one. at: hours.Moments, when each group may get it. Gives (notices made, mails made).
    """
    days = at.days()
    given |= {
        "kind": kind, "rides_on": rides_on, "municipality": person.municipality_id, "now": now, "host": urlsplit(settings.SITE_URL).hostname,
        "all_at": at.all_at, "school_at": at.school_at, "all_day": days[False], "school_day": days[True],
    }  # fmt: skip
    with connection.cursor() as db:
        db.execute(WITH + SEND.format(told=told, also=also), given)
        return db.fetchone()
