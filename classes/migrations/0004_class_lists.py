"""The wall of drafts, and two questions that only PostgreSQL can answer past its own walls, in as few words as possible."""

from django.db import migrations

from core.tenancy import EnableTenant

ASKERS = "(app.has_role('resource_advisor') or app.has_role('principal') or app.has_role('learning_advisor'))"
FUNCTIONS = f"""
-- Which of these numbers belong to pupils of the municipality's other schools: a number belongs to one child, so the
-- list must say that the child is elsewhere, and may say no more.
create function app.cpr_elsewhere(p_school bigint, p_indexes bytea[]) returns setof bytea
language plpgsql stable security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query select c.cpr_index from cases_child c
    where c.municipality_id = app.muni() and c.cpr_index = any(p_indexes) and c.school_id <> p_school and {ASKERS};
end $$;

-- A class is called what its latest begun name says: 5.B becomes 6.B on the day, by the daily job or by the page.
create function app.turn_class_names(p_today date) returns table (class_id bigint, before text, after text)
language plpgsql security definer set search_path = pg_catalog, public, pg_temp as $$
begin
  return query
    with begun as (
        select distinct on (n.school_class_id) n.school_class_id, n.name, n.grade from accounts_classname n
         where n.municipality_id = app.muni() and n.starts_on <= p_today
         order by n.school_class_id, n.starts_on desc),
      old as (select c.id, c.name from accounts_schoolclass c where c.municipality_id = app.muni()),
      turned as (
        update accounts_schoolclass c set name = b.name, grade = b.grade from begun b
         where c.id = b.school_class_id and c.municipality_id = app.muni()
           and (c.name, c.grade) is distinct from (b.name, b.grade) and ({ASKERS} or app.has_role('system'))
        returning c.id, c.name)
    select turned.id, old.name::text, turned.name::text from turned join old on old.id = turned.id;
end $$;
"""
BACK = "drop function app.cpr_elsewhere; drop function app.turn_class_names"


class Migration(migrations.Migration):
    dependencies = [("classes", "0003_import_draft"), ("cases", "0002_walls")]
    operations = [
        EnableTenant(
            "ImportDraft", where="staff_id = (select app.staff_id()) or (select app.has_role('system'))", audit=False
        ),
        migrations.RunSQL(FUNCTIONS, BACK),
    ]
