"""After its near window a follow-up is told to the leader of the unit, once: its kind, its class and the days. No contents.

The person sees beforehand when that is and what the leader will see (`will_see`).
"""

import json
from datetime import timedelta

from django.db import connection
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import Pathway
from followup.cadences import cadence_of, written
from followup.post.answers import ANSWERED, OF_THESE, PEOPLE
from followup.post.telling import tell
from programmes.models import ProgrammeVersion

# A notice goes to nobody about her own work, and once about one due day, whoever leads the unit then.
PAST_THE_WINDOW = """
  select a.thing, a.occurrence_id, a.task_id, a.pathway_id, a.due_on as day, a.leader as who
    from answered a
    join jsonb_to_recordset(%(near)s::jsonb) as n(version bigint, cadence text, days int)
      on n.version = a.programme_version_id and n.cadence = a.cadence
    join live l on l.staff_id = a.leader
   where a.due_on + n.days < %(today)s and a.leader <> a.who
     and coalesce((select h.tells_leader from followup_posthours h), true)
     and not exists (select from followup_reminder r
                      where r.kind = 'escalation' and r.occurrence_id = a.occurrence_id and r.due_on = a.due_on)
"""


def make(*, today, at, person, now):
    """Tell the leaders what passed its window; (notices, mails)."""
    near = near_windows(person)
    return tell(
        "escalation", PAST_THE_WINDOW, person=person, now=now, today=today, at=at, near=json.dumps(near),
        until=today - timedelta(days=1),
    )  # fmt: skip


def near_windows(person):
    """[{version, cadence, days}] of the versions that pathways run here: after so many days the leader is told."""
    used = Pathway.objects.visible_to(person).values("programme_version")
    return [
        {"version": version.pk, "cadence": cadence.key, "days": cadence.near_days}
        for version in ProgrammeVersion.objects.filter(pk__in=used)
        for cadence in version.programme_content.cadences
    ]


def told_on(occurrence):
    """The day on which the leader is told, if it is still open then."""
    return occurrence.due_on + timedelta(days=cadence_of(occurrence).near_days + 1)


# Who is told of one, and when that was; no row where the leader answers for it herself, or the municipality tells none.
LEADER = f"""
with {PEOPLE},{OF_THESE},{ANSWERED}
  select s.name, (select min(r.made_at) from followup_reminder r
                   where r.kind = 'escalation' and r.occurrence_id = a.occurrence_id and r.due_on = a.due_on)
    from answered a join accounts_staffmember s on s.id = a.leader
   where a.leader is distinct from a.who and coalesce((select h.tells_leader from followup_posthours h), true)
"""  # noqa: S608 (ours)


def will_see(occurrence, today=None):
    """The sentence that says when the leader hears of it and what; "" when nobody will, or it is settled. One question."""
    if occurrence.state != occurrence.State.OPEN:
        return ""
    today = today or timezone.localdate()
    with connection.cursor() as db:
        db.execute(LEADER, {"today": today, "ids": [occurrence.pk]})
        leader, sent = db.fetchone() or (None, None)
    if leader is None:
        return ""
    if sent:
        return _(
            "%(leader)s was told on %(day)s that it is late: the kind of follow-up, the class and how many days. Nothing of its contents."
        ) % {"leader": leader, "day": written(timezone.localtime(sent).date())}
    return _(
        "If it is still open on %(day)s, %(leader)s is told once: the kind of follow-up, the class and how many days late it is. Nothing of its contents."
    ) % {"leader": leader, "day": written(max(told_on(occurrence), today))}
