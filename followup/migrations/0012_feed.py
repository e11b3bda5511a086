"""The calendar on the phone, the invitation that hangs on a mail, and what nobody may change about a task."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, pathways_of

HOLDERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
    "system",
)

# A phone that reads its calendar has no session: whose it is, is asked by the hash of what only the phone knows.
FEED = """
create function app.feed_of(p_hash text) returns table (user_id bigint, municipality_id bigint)
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select s.user_id, f.municipality_id from followup_calendarfeed f
    join accounts_staffmember s on s.id = f.staff_id
   where f.token_hash = p_hash and f.revoked_at is null
$$;
"""

# An invitation is queued by whoever keeps the meeting, who may read and write no mail of others: to the meeting's own
# people only, or (a cancellation) to somebody of the municipality who was taken off it.
INVITE = """
create function app.queue_invitation(p_meeting bigint, p_mail jsonb) returns boolean
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare m followup_meeting; mail followup_outboxmail;
begin
  select * into m from followup_meeting where id = p_meeting and municipality_id = app.muni();
  if m.id is null or m.pathway_id not in REACHED then
    raise exception 'not your meeting' using errcode = '42501';
  end if;
  mail := jsonb_populate_record(null::followup_outboxmail, p_mail);
  mail.municipality_id := m.municipality_id;
  mail.state := 'queued';
  if not exists (select from accounts_staffmember s where s.id = mail.recipient_id and s.municipality_id = m.municipality_id)
     or mail.kind <> 'cancelled' and mail.recipient_id is distinct from m.lead_id
        and not exists (select from followup_meetingparticipant p
                         where p.meeting_id = m.id and p.staff_member_id = mail.recipient_id) then
    raise exception 'not invited' using errcode = '42501';
  end if;
  if exists (select from followup_outboxmail o where o.municipality_id = m.municipality_id and o.message_id = mail.message_id) then
    return false;
  end if;
  mail.id := nextval(pg_get_serial_sequence('followup_outboxmail', 'id'));
  insert into followup_outboxmail values (mail.*);
  return true;
end $$;
""".replace("REACHED", pathways_of(HOLDERS))

# Its owner ticks a task off. What it is about, and who asked for it, stays; only the pathway's people make and delete one.
TASK = f"""
create policy add_within_reach on followup_task as restrictive for insert to app_rw
  with check (pathway_id in {pathways_of()});
create policy drop_by_holders on followup_task as restrictive for delete to app_rw
  using (pathway_id in {pathways_of(HOLDERS)});
create function app.task_stays() returns trigger language plpgsql as $$
begin
  if (new.pathway_id, new.pathway_child_id, new.kind, new.made_by_id, new.made_at)
     is distinct from (old.pathway_id, old.pathway_child_id, old.kind, old.made_by_id, old.made_at) then
    raise exception 'what a task is about cannot be changed' using errcode = '42501';
  end if;
  return new;
end $$;
create trigger stays before update on followup_task for each row execute function app.task_stays();
"""
NO_TASK = """
drop trigger stays on followup_task;
drop function app.task_stays();
drop policy add_within_reach on followup_task;
drop policy drop_by_holders on followup_task;
"""


class Migration(migrations.Migration):
    dependencies = [("followup", "0011_absence")]
    operations = [
        migrations.AddField("outboxmail", "attachment", models.TextField(blank=True, default="")),
        migrations.CreateModel(
            name="CalendarFeed",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("token_hash", models.CharField(editable=False, max_length=64, unique=True)),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("revoked_at", models.DateTimeField(blank=True, null=True)),
                ("last_read_on", models.DateField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "staff",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
            ],
            options={
                "verbose_name": "calendar on the phone",
                "ordering": ["-made_at"],
                "constraints": [
                    models.UniqueConstraint(
                        condition=models.Q(("revoked_at", None)),
                        fields=("municipality", "staff"),
                        name="one_live_feed_a_person",
                    )
                ],
            },
        ),
        EnableTenant("CalendarFeed", where="staff_id = (select app.staff_id())", hide=("token_hash",)),
        migrations.RunSQL(FEED, "drop function app.feed_of"),
        migrations.RunSQL(INVITE, "drop function app.queue_invitation"),
        migrations.RunSQL(TASK, NO_TASK),
    ]
