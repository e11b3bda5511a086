"""The table of the default cache (rate limits of login): made here, for only the owner may make tables."""

from django.db import migrations

SQL = """
create table cache (
  cache_key varchar(255) not null primary key,
  value text not null,
  expires timestamptz not null
);
create index cache_expires on cache (expires);
"""


class Migration(migrations.Migration):
    dependencies = [("core", "0001_ground")]
    operations = [migrations.RunSQL(SQL, "drop table cache")]
