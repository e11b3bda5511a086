"""Whose link it was: in words for the data protection officer, and for the child's people those of the own side's links alone."""

from django.db import migrations

from core.tenancy import children_of

PEOPLE = f"""municipality_id = (select app.muni())
  and child_id in {children_of(("resource_advisor", "group_leader", "principal", "caseworker", "ppr_advisor"))}"""

# The policy asks with the reader's own walls: a look by a link that she may not know of is no row of hers.
OWN_LINKS = f"""
set local role audit_owner;
alter policy people on audit.access using ({PEOPLE}
  and (purpose not like 'link %' or purpose in (select 'link ' || k.id from public.cases_accesslink k)));
reset role;
"""
ALL_LINKS = f"""
set local role audit_owner;
alter policy people on audit.access using ({PEOPLE});
reset role;
"""

# [number, kind, what its holder is called, whether it is a parent or a carer]: never who that is, and nothing of a class.
WHOSE = """
create function app.whose_links(p_ids bigint[]) returns jsonb
language sql stable security definer set search_path = pg_catalog, public, pg_temp as $$
  select coalesce(jsonb_agg(jsonb_build_array(k.id, k.kind, case when k.kind <> 'class' then k.who else '' end,
                                              k.parent_id is not null or k.carer_id is not null)), '[]')
    from cases_accesslink k
   where app.has_role('dpo') and k.municipality_id = app.muni() and k.id = any(p_ids) $$;
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0015_links_more")]
    operations = [
        migrations.RunSQL(OWN_LINKS, ALL_LINKS),
        migrations.RunSQL(WHOSE, "drop function app.whose_links(bigint[])"),
    ]
