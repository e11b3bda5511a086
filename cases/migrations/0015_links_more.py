"""What a link may ask besides its own rows: whether this is the child's date of birth. Yes or no, never the date."""

from django.db import migrations

BIRTH_DATE = """
create function app.link_birth_date_is(p_date date) returns boolean
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select app.by_link() and exists (
    select from cases_child c
     where c.id = app.link_of('child') and c.municipality_id = app.muni() and c.born_on = p_date) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0014_journal")]
    operations = [migrations.RunSQL(BIRTH_DATE, "drop function app.link_birth_date_is(date)")]
