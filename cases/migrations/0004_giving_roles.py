"""Roles on a class, a pathway or a child are given by those who work there; an administrator sees none of the three."""

from django.db import migrations

from core.tenancy import children_of, pathways_of, reach

GIVERS = ("resource_advisor", "principal")
TEAM = f"role = 'class_team' and scope = 'class' and scope_id in (select id from accounts_schoolclass where {reach({'unit': 'school_id'}, GIVERS)})"
PPR = f"role = 'ppr_advisor' and scope = 'pathway' and scope_id in {pathways_of(GIVERS)}"
CASEWORKER = f"role = 'caseworker' and scope = 'child' and scope_id in {children_of((*GIVERS, 'group_leader'))}"
MAY = f"(select app.has_role('administrator')) or ({TEAM}) or ({PPR}) or ({CASEWORKER})"
ADMIN = "(select app.has_role('administrator'))"


def policies(test):
    return f"""
drop policy write_add on accounts_roleassignment;
drop policy write_edit on accounts_roleassignment;
create policy write_add on accounts_roleassignment as restrictive for insert to app_rw with check ({test});
create policy write_edit on accounts_roleassignment as restrictive for update to app_rw using ({test}) with check ({test});
"""


class Migration(migrations.Migration):
    dependencies = [("cases", "0003_pathwaychild_accepted_on"), ("accounts", "0003_own_scope")]
    operations = [migrations.RunSQL(policies(MAY), policies(ADMIN))]
