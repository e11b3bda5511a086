import uuid

import django.db.models.deletion
from django.db import migrations, models

READ_ONLY = """
revoke insert, update, delete on {table} from app_rw;
grant select on {table} to app_rw;
"""

# Without a tenant context only the versions that belong to everybody are seen; nothing raises, because
# programmes hold no persons and are read before anybody has chosen a municipality.
WALL = """
alter table programmes_programmeversion enable row level security;
alter table programmes_programmeversion force row level security;
create policy readers on programmes_programmeversion for select to app_rw using (
    municipality_id is null
    or municipality_id = (select nullif(current_setting('app.municipality_id', true), '')::bigint));
alter table programmes_versioncontent enable row level security;
alter table programmes_versioncontent force row level security;
create policy readers on programmes_versioncontent for select to app_rw using (
    version_id in (select id from programmes_programmeversion));
"""

UNWALL = """
drop policy readers on programmes_versioncontent;
alter table programmes_versioncontent no force row level security;
alter table programmes_versioncontent disable row level security;
drop policy readers on programmes_programmeversion;
alter table programmes_programmeversion no force row level security;
alter table programmes_programmeversion disable row level security;
"""

PUBLISHED_STAYS = """
create function programmes_refuse_change() returns trigger language plpgsql as $$
begin
  raise exception 'a published programme version never changes: make a new version' using errcode = '23514';
end $$;
create function programmes_refuse_content() returns trigger language plpgsql as $$
declare changed bigint := case when tg_op = 'DELETE' then old.version_id else new.version_id end;
begin
  if exists (select from programmes_programmeversion v
             where v.state = 'published' and v.id in (changed, case when tg_op = 'UPDATE' then old.version_id end)) then
    raise exception 'a published programme version never changes: make a new version' using errcode = '23514';
  end if;
  return case when tg_op = 'DELETE' then old else new end;
end $$;
create trigger published_stays before update or delete on programmes_programmeversion
  for each row when (old.state = 'published') execute function programmes_refuse_change();
create trigger published_stays before insert or update or delete on programmes_versioncontent
  for each row execute function programmes_refuse_content();
"""

LET_GO = """
drop trigger published_stays on programmes_versioncontent;
drop trigger published_stays on programmes_programmeversion;
drop function programmes_refuse_content();
drop function programmes_refuse_change();
"""

TABLES = ("programmes_programme", "programmes_programmeversion", "programmes_versioncontent")


class Migration(migrations.Migration):
    initial = True
    dependencies = [("core", "0001_ground"), ("accounts", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="Programme",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("slug", models.SlugField(max_length=80, unique=True, verbose_name="slug")),
                ("title", models.CharField(max_length=200, verbose_name="title")),
            ],
            options={"verbose_name": "programme", "verbose_name_plural": "programmes", "ordering": ["title"]},
        ),
        migrations.CreateModel(
            name="ProgrammeVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.CharField(max_length=20, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        default="draft",
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("published_at", models.DateTimeField(blank=True, null=True, verbose_name="published at")),
                ("source_title", models.CharField(max_length=200, verbose_name="source")),
                ("sha256", models.CharField(max_length=64)),
                (
                    "municipality",
                    models.ForeignKey(
                        blank=True,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "programme",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="versions",
                        to="programmes.programme",
                    ),
                ),
            ],
            options={
                "verbose_name": "programme version",
                "verbose_name_plural": "programme versions",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("programme", "number", "municipality"),
                        name="one_version_of_each_number",
                        nulls_distinct=False,
                    ),
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("published_at", None), ("state", "draft")),
                            models.Q(("published_at__isnull", False), ("state", "published")),
                            _connector="OR",
                        ),
                        name="published_has_its_time",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="VersionContent",
            fields=[
                (
                    "version",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="stored",
                        serialize=False,
                        to="programmes.programmeversion",
                    ),
                ),
                ("content", models.JSONField()),
            ],
            options={"verbose_name": "version content", "verbose_name_plural": "version contents"},
        ),
        *(migrations.RunSQL(READ_ONLY.format(table=table), migrations.RunSQL.noop) for table in TABLES),
        migrations.RunSQL(WALL, UNWALL),
        migrations.RunSQL(PUBLISHED_STAYS, LET_GO),
    ]
