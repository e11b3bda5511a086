"""Meetings that are planned: who may be invited to them, what is said in their parts, and the people of a child's network.

`app.reachers` tells which colleagues reach a pathway, and a child, by entering as each of them: an invitation is held
against the very walls that stand when the invited opens it. `app.invited_meetings` lets the policies of meetings and
of who takes part lean on each other.
"""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, children_of, pathways_of

MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
HOLDERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
    "system",
)
KEEPERS = ("resource_advisor", "group_leader", "learning_advisor")
ME = "(select app.staff_id())"
WRITE = f"pathway_id in {pathways_of(HOLDERS)}"
MEETINGS_WRITTEN = f"meeting_id in (select id from followup_meeting where {WRITE})"


def about_reached(roles=None):
    return (
        "(pathway_child_id is null or pathway_child_id in "
        f"(select c.id from cases_pathwaychild c where c.child_id in {children_of(roles)}))"
    )


FUNCTIONS = """
create function app.invited_meetings() returns setof bigint
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
declare here bigint := app.muni(); me bigint := app.staff_id();
begin
  return query select p.meeting_id from followup_meetingparticipant p
    where p.municipality_id = here and p.staff_member_id = me;
end $$;

create function app.reachers(p_staff bigint[], p_pathway bigint, p_child bigint, p_today date) returns setof bigint
language plpgsql as $$
declare here bigint := app.muni(); s record; reaches boolean;
begin
  for s in select m.id, m.user_id from public.accounts_staffmember m where m.id = any(p_staff) loop
    reaches := false;
    begin
      perform app.enter(s.user_id, here, p_today, '', '');
      reaches := exists (select from app.pathways(null) w where w = p_pathway)
        and (p_child is null or exists (select from app.children(null) c where c = p_child));
      raise exception using errcode = 'SP001';  -- the caller's own context comes back with the savepoint
    exception when sqlstate 'SP001' or insufficient_privilege then null;
    end;
    if reaches then return next s.id; end if;
  end loop;
end $$;
"""
DROP = "drop function app.reachers(bigint[], bigint, bigint, date); drop function app.invited_meetings()"


class Migration(migrations.Migration):
    dependencies = [("followup", "0007_reminders"), ("cases", "0006_concern")]
    operations = [
        migrations.CreateModel(
            name="NetworkMember",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("name", models.CharField(max_length=120, verbose_name="name")),
                ("function", models.CharField(max_length=120, verbose_name="function")),
                ("organisation", models.CharField(blank=True, max_length=120, verbose_name="organisation")),
                ("phone", models.CharField(blank=True, max_length=20, verbose_name="phone")),
                ("email", models.EmailField(blank=True, max_length=254, verbose_name="e-mail")),
                (
                    "involvement",
                    models.CharField(
                        choices=[("involved", "involved"), ("informed", "informed")],
                        default="involved",
                        max_length=10,
                        verbose_name="involvement",
                    ),
                ),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("added_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={
                "verbose_name": "network member",
                "ordering": ["name", "pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="meetingparticipant",
            name="participant_is_somebody",
        ),
        migrations.AddField(
            model_name="childfollowup",
            name="how",
            field=models.CharField(
                blank=True,
                choices=[
                    ("talk", "in a talk"),
                    ("drawing", "with a drawing"),
                    ("form", "in writing"),
                    ("play", "while playing"),
                    ("other", "in another way"),
                ],
                max_length=8,
                verbose_name="how the child was heard",
            ),
        ),
        migrations.AddField(
            model_name="childfollowup",
            name="wanted",
            field=models.CharField(blank=True, max_length=200, verbose_name="whom the child wanted there"),
        ),
        migrations.AddField(
            model_name="decision",
            name="measure",
            field=models.UUIDField(blank=True, editable=False, null=True),
        ),
        migrations.AddField(
            model_name="decision",
            name="pathway_child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="decisions",
                to="cases.pathwaychild",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cancelled_because",
            field=models.CharField(blank=True, max_length=200, verbose_name="why it is cancelled"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cooperation",
            field=models.CharField(
                blank=True,
                choices=[("yes", "yes"), ("partly", "partly"), ("no", "no")],
                max_length=6,
                verbose_name="does our cooperation work",
            ),
        ),
        migrations.AddField(
            model_name="meeting",
            name="cooperation_words",
            field=models.CharField(blank=True, max_length=300, verbose_name="in a few words"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="notes",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="meeting",
            name="parents_prepared_on",
            field=models.DateField(blank=True, null=True, verbose_name="parents were prepared"),
        ),
        migrations.AddField(
            model_name="meeting",
            name="settled_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="meeting",
            name="settled_by",
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
            model_name="networkmember",
            name="added_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="networkmember",
            name="child",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="network",
                to="cases.child",
            ),
        ),
        migrations.AddField(
            model_name="networkmember",
            name="legal_basis",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.legalbasis",
            ),
        ),
        migrations.AddField(
            model_name="networkmember",
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
            model_name="networkmember",
            name="pathway_child",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="network",
                to="cases.pathwaychild",
            ),
        ),
        migrations.AddField(
            model_name="meetingparticipant",
            name="network_member",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="followup.networkmember",
            ),
        ),
        migrations.AddConstraint(
            model_name="meetingparticipant",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    ("staff_member__isnull", False),
                    ("parent__isnull", False),
                    ("network_member__isnull", False),
                    models.Q(("words", ""), _negated=True),
                    _connector="OR",
                ),
                name="participant_is_somebody",
            ),
        ),
        migrations.AddConstraint(
            model_name="networkmember",
            constraint=models.CheckConstraint(
                condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                name="network_member_ends_after_start",
            ),
        ),
        migrations.RunSQL(FUNCTIONS, DROP),
        EnableTenant(
            "NetworkMember", where=f"child_id in {children_of(MEETING)}", write=f"child_id in {children_of(KEEPERS)}"
        ),
        EnableTenant(
            "Meeting",
            where=f"(pathway_id in {pathways_of(MEETING)} and {about_reached(MEETING)})"
            f" or (id in (select app.invited_meetings()) and (pathway_child_id is null"
            f" or pathway_id in {pathways_of()} and {about_reached()}))",
            write=WRITE,
        ),
        EnableTenant("MeetingParticipant", through={"meeting_id": "followup_meeting"}, write=WRITE),
        EnableTenant(
            "Decision",
            through={"meeting_id": "followup_meeting"},
            where=f"{about_reached()} or owner_id = {ME}",
            write=MEETINGS_WRITTEN,
        ),
    ]
