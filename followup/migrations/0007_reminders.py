"""Reminders, messages to parents, the hours in which they go out, and the clock's sign of life."""

import datetime
import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, pathways_of

ADMIN = "(select app.has_role('administrator'))"
SYSTEM = "(select app.has_role('system'))"
ME = "(select app.staff_id())"
MINE = f"recipient_id = {ME} or {SYSTEM}"
MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
GROUP = ("group_leader", "provider_manager", "system")
TO_PARENTS = (
    f"{SYSTEM} or (meeting_id is not null and pathway_id in {pathways_of(MEETING)})"
    f" or (meeting_id is null and pathway_id in {pathways_of(GROUP)})"
)

# The first moment from p_at on at which somebody may be reminded. p_holidays: the public holidays of the next months.
OPEN_MOMENT = """
create function app.open_moment(p_at timestamptz, p_school boolean, p_holidays date[]) returns timestamptz
language plpgsql stable as $$
declare
  opens time := time '07:00'; closes time := time '17:00'; rests boolean := true;
  here timestamp := p_at at time zone 'Europe/Copenhagen'; day date;
begin
  select h.opens_at, h.closes_at, h.rests_in_breaks into opens, closes, rests
    from public.followup_posthours h where h.municipality_id = app.muni();
  if not found then
    opens := time '07:00'; closes := time '17:00'; rests := true;
  end if;
  day := here::date + case when here::time >= closes then 1 else 0 end;
  for step in 0..400 loop
    exit when extract(isodow from day) < 6 and day <> all (p_holidays)
      and not (rests and p_school and exists (
        select from public.followup_schoolbreak b
         where b.municipality_id = app.muni() and day between b.starts_on and b.ends_on));
    day := day + 1;
  end loop;
  return greatest(p_at, (day + opens) at time zone 'Europe/Copenhagen');
end $$;
"""

# What /opsz says of all municipalities together: numbers only, so it needs no person and shows none.
OPS = """
create function app.ops(p_now timestamptz) returns jsonb
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  with post as (
    select state, greatest(created_at, not_before, lease_until) as since, set_aside_at from followup_outboxmail
     where state in ('queued', 'sending', 'dead', 'bounced')
    union all
    select state, greatest(created_at, not_before, lease_until), set_aside_at from followup_parentmessage
     where state in ('queued', 'sending', 'dead', 'bounced'))
  select jsonb_build_object(
    'heartbeat_age_seconds', (select floor(extract(epoch from p_now - max(at))) from followup_heartbeat),
    'waiting', (select count(*) from post where state in ('queued', 'sending')),
    'oldest_queued_seconds', (select coalesce(floor(extract(epoch from p_now - min(since))), 0) from post
                               where state in ('queued', 'sending') and since <= p_now),
    'dead', (select count(*) from post where state = 'dead' and set_aside_at is null),
    'bounced', (select count(*) from post where state = 'bounced' and set_aside_at is null),
    'failed_jobs', (select count(*) from followup_dailyrun
                     where done_at is null and attempts >= 5 and day >= (p_now at time zone 'Europe/Copenhagen')::date - 1))
$$;
"""


class Migration(migrations.Migration):
    dependencies = [("followup", "0006_engine"), ("cases", "0008_message_choice")]
    operations = [
        migrations.CreateModel(
            name="DailyRun",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("job", models.CharField(max_length=120)),
                ("day", models.DateField()),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("last_error", models.CharField(blank=True, default="", max_length=60)),
                ("done_at", models.DateTimeField(blank=True, null=True)),
                ("next_at", models.DateTimeField(blank=True, null=True)),
            ],
        ),
        migrations.CreateModel(
            name="Heartbeat",
            fields=[
                ("name", models.CharField(max_length=20, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
            ],
        ),
        migrations.CreateModel(
            name="ParentMessage",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("queued", "queued"),
                            ("sending", "being sent"),
                            ("sent", "sent"),
                            ("dead", "given up"),
                            ("bounced", "refused"),
                            ("dropped", "not needed any more"),
                        ],
                        default="queued",
                        max_length=10,
                    ),
                ),
                ("not_before", models.DateTimeField(blank=True, null=True)),
                ("attempts", models.PositiveSmallIntegerField(default=0)),
                ("lease_until", models.DateTimeField(blank=True, null=True)),
                ("token", models.UUIDField(blank=True, null=True)),
                ("message_id", models.CharField(max_length=120)),
                ("last_error", models.CharField(blank=True, default="", max_length=60)),
                ("created_at", models.DateTimeField(auto_now_add=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("failed_at", models.DateTimeField(blank=True, null=True)),
                ("set_aside_at", models.DateTimeField(blank=True, null=True)),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("about", models.UUIDField()),
                (
                    "kind",
                    models.CharField(
                        choices=[("reminder", "reminder"), ("moved", "moved"), ("cancelled", "cancelled")],
                        default="reminder",
                        max_length=10,
                    ),
                ),
                ("channel", models.CharField(choices=[("sms", "SMS"), ("mail", "e-mail")], max_length=4)),
                ("number", models.PositiveSmallIntegerField(default=0)),
                ("starts_at", models.DateTimeField()),
                ("place", models.CharField(blank=True, max_length=120)),
                ("text", models.TextField()),
                ("expires_at", models.DateTimeField()),
            ],
            options={
                "verbose_name": "message to a parent",
            },
        ),
        migrations.CreateModel(
            name="PostHours",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("opens_at", models.TimeField(default=datetime.time(7, 0), verbose_name="from")),
                ("closes_at", models.TimeField(default=datetime.time(17, 0), verbose_name="until")),
                (
                    "rests_in_breaks",
                    models.BooleanField(default=True, verbose_name="no mails to school staff in the school holidays"),
                ),
                (
                    "tells_leader",
                    models.BooleanField(default=True, verbose_name="the leader is told once, after the window"),
                ),
                (
                    "parents_at",
                    models.TimeField(
                        default=datetime.time(16, 0), verbose_name="messages to parents, the day before, from"
                    ),
                ),
            ],
            options={
                "verbose_name": "hours of reminders",
            },
        ),
        migrations.CreateModel(
            name="Reminder",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("day", "on the day"),
                            ("digest", "in the week's overview"),
                            ("escalation", "to the leader"),
                        ],
                        max_length=10,
                    ),
                ),
                ("due_on", models.DateField()),
                ("made_at", models.DateTimeField()),
                ("seen_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "reminder",
                "ordering": ["made_at", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="outboxmail",
            name="mail_once",
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="failed_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="last_error",
            field=models.CharField(blank=True, default="", max_length=60),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="not_before",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="set_aside_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="outboxmail",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AlterField(
            model_name="outboxmail",
            name="body",
            field=models.TextField(blank=True),
        ),
        migrations.AlterField(
            model_name="outboxmail",
            name="state",
            field=models.CharField(
                choices=[
                    ("queued", "queued"),
                    ("sending", "being sent"),
                    ("sent", "sent"),
                    ("dead", "given up"),
                    ("bounced", "refused"),
                    ("dropped", "not needed any more"),
                ],
                default="queued",
                max_length=10,
            ),
        ),
        migrations.AlterField(
            model_name="outboxmail",
            name="subject",
            field=models.CharField(blank=True, max_length=200),
        ),
        migrations.AddIndex(
            model_name="outboxmail",
            index=models.Index(fields=["message_id"], name="mail_by_message_id"),
        ),
        migrations.AddConstraint(
            model_name="outboxmail",
            constraint=models.UniqueConstraint(
                condition=models.Q(("kind__in", ["digest", "day", "escalation"])),
                fields=("municipality", "recipient", "kind", "due_on"),
                name="mail_once_a_day",
            ),
        ),
        migrations.AddField(
            model_name="dailyrun",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.AddField(
            model_name="parentmessage",
            name="meeting",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="parent_messages",
                to="followup.meeting",
            ),
        ),
        migrations.AddField(
            model_name="parentmessage",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.AddField(
            model_name="parentmessage",
            name="parent",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.parent"
            ),
        ),
        migrations.AddField(
            model_name="parentmessage",
            name="pathway",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.pathway"
            ),
        ),
        migrations.AddField(
            model_name="parentmessage",
            name="set_aside_by",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="posthours",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="mail",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="followup.outboxmail",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="occurrence",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="followup.occurrence",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="pathway",
            field=models.ForeignKey(
                db_constraint=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="cases.pathway"
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="recipient",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="reminder",
            name="task",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="reminders",
                to="followup.task",
            ),
        ),
        migrations.AddConstraint(
            model_name="dailyrun",
            constraint=models.UniqueConstraint(fields=("municipality", "job", "day"), name="daily_run_once"),
        ),
        migrations.AddIndex(
            model_name="parentmessage",
            index=models.Index(
                condition=models.Q(("state__in", ["queued", "sending"])),
                fields=["municipality", "created_at"],
                name="parent_message_waiting",
            ),
        ),
        migrations.AddIndex(
            model_name="parentmessage",
            index=models.Index(fields=["municipality", "starts_at"], name="parent_message_by_start"),
        ),
        migrations.AddIndex(
            model_name="parentmessage",
            index=models.Index(fields=["message_id"], name="parent_message_by_id"),
        ),
        migrations.AddConstraint(
            model_name="parentmessage",
            constraint=models.UniqueConstraint(
                fields=("parent", "about", "kind", "starts_at", "number"), name="told_a_parent_once"
            ),
        ),
        migrations.AddConstraint(
            model_name="posthours",
            constraint=models.UniqueConstraint(fields=("municipality",), name="one_set_of_hours"),
        ),
        migrations.AddConstraint(
            model_name="posthours",
            constraint=models.CheckConstraint(
                condition=models.Q(("closes_at__gt", models.F("opens_at"))), name="hours_end_after_start"
            ),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(fields=["mail"], name="reminder_by_mail"),
        ),
        migrations.AddIndex(
            model_name="reminder",
            index=models.Index(
                condition=models.Q(("seen_at", None), models.Q(("kind", "digest"), _negated=True)),
                fields=["municipality", "recipient"],
                name="reminder_unseen",
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.UniqueConstraint(
                fields=("occurrence", "task", "recipient", "kind", "due_on"), name="reminded_once", nulls_distinct=False
            ),
        ),
        migrations.AddConstraint(
            model_name="reminder",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("occurrence", None), ("task__isnull", False)),
                    models.Q(("occurrence__isnull", False), ("task", None)),
                    _connector="OR",
                ),
                name="reminder_is_of_one_thing",
            ),
        ),
        migrations.RunSQL(OPEN_MOMENT, "drop function app.open_moment"),
        migrations.RunSQL(OPS, "drop function app.ops"),
        # its own rows say when a mail was sent and how often it was tried: a second record of each try helps nobody
        EnableTenant("OutboxMail", where=f"{MINE} or {ADMIN}", write=f"{SYSTEM} or {ADMIN}", audit=False),
        EnableTenant(
            "Reminder",
            where=f"{MINE} or (occurrence_id is not null and pathway_id in {pathways_of()})",
            write=MINE,
            audit=False,
        ),
        EnableTenant("ParentMessage", where=TO_PARENTS, hide=("text",)),
        EnableTenant("PostHours", write=ADMIN),
        EnableTenant("DailyRun", write=SYSTEM, audit=False),
    ]
