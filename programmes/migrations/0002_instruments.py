from django.db import migrations, models

# Instruments hold no persons and belong to everybody: all may read them, a link too, and only the owner loads them.
READ_ONLY = """
revoke insert, update, delete on programmes_instrumentversion from app_rw;
grant select on programmes_instrumentversion to app_rw;
"""

PUBLISHED_STAYS = """
create function programmes_refuse_instrument() returns trigger language plpgsql as $$
begin
  raise exception 'a published instrument never changes: make a new version' using errcode = '23514';
end $$;
create trigger published_stays before update or delete on programmes_instrumentversion
  for each row when (old.state = 'published') execute function programmes_refuse_instrument();
"""

LET_GO = """
drop trigger published_stays on programmes_instrumentversion;
drop function programmes_refuse_instrument();
"""


class Migration(migrations.Migration):
    dependencies = [("programmes", "0001_initial")]
    operations = [
        migrations.CreateModel(
            name="InstrumentVersion",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("slug", models.SlugField(max_length=80, verbose_name="slug")),
                ("number", models.CharField(max_length=20, verbose_name="version")),
                (
                    "state",
                    models.CharField(
                        choices=[("draft", "draft"), ("published", "published")],
                        max_length=10,
                        verbose_name="state",
                    ),
                ),
                ("sha256", models.CharField(max_length=64)),
                ("content", models.JSONField()),
            ],
            options={
                "verbose_name": "instrument version",
                "verbose_name_plural": "instrument versions",
                "constraints": [
                    models.UniqueConstraint(fields=("slug", "number"), name="one_instrument_of_each_number")
                ],
            },
        ),
        migrations.RunSQL(READ_ONLY, migrations.RunSQL.noop),
        migrations.RunSQL(PUBLISHED_STAYS, LET_GO),
    ]
