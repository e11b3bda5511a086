"""What is typed and not saved: its writer's alone, by the wall too. Old ones go by a function that reads no word of them."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q

from core.tenancy import EnableTenant

# The daily job may not read a draft, so it cannot delete one either: PostgreSQL does it, and says how many.
FUNCTIONS = """
create function app.drop_old_drafts(p_before timestamptz, p_today date) returns bigint
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
declare n bigint;
begin
  if not app.has_role('system') then raise exception 'only the daily job' using errcode = '42501'; end if;
  delete from accounts_draft d
    where d.municipality_id = app.muni()
      and (coalesce(greatest(d.saved_at, d.earlier_saved_at), '-infinity') < p_before
           or not exists (select from accounts_roleassignment r
                           where r.municipality_id = d.municipality_id and r.staff_member_id = d.staff_id
                             and r.starts_on <= p_today and (r.ends_on is null or r.ends_on >= p_today)));
  get diagnostics n = row_count;
  return n;
end $$;
"""


class Migration(migrations.Migration):
    dependencies = [("accounts", "0003_own_scope")]
    operations = [
        migrations.CreateModel(
            name="Draft",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("form", models.CharField(max_length=60)),
                ("subject", models.CharField(blank=True, max_length=80)),
                ("path", models.CharField(max_length=200)),
                ("tab", models.UUIDField()),
                ("turn", models.BigIntegerField(default=0)),
                ("sealed", models.BinaryField(null=True)),
                ("saved_at", models.DateTimeField(blank=True, null=True)),
                ("earlier", models.BinaryField(null=True)),
                ("earlier_tab", models.UUIDField(blank=True, null=True)),
                ("earlier_saved_at", models.DateTimeField(blank=True, null=True)),
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
                "verbose_name": "draft",
                "ordering": ["-saved_at"],
                "constraints": [
                    models.UniqueConstraint(
                        fields=("municipality", "staff", "form", "subject"), name="one_draft_a_form"
                    ),
                    models.CheckConstraint(
                        condition=Q(saved_at=None, sealed=None) | Q(saved_at__isnull=False, sealed__isnull=False),
                        name="draft_has_its_time",
                    ),
                ],
            },
        ),
        EnableTenant("Draft", where="staff_id = (select app.staff_id())", audit=False),
        migrations.RunSQL(FUNCTIONS, "drop function app.drop_old_drafts"),
    ]
