from django.db import migrations

from core.tenancy import EnableTenant, Wall, children_of, pathways_of

GROUP_ROLES = ("group_leader", "provider_manager", "system")
ENROLMENT = Wall(noun="enrolment", own={"provider": GROUP_ROLES}, write={"provider": ("group_leader",)})
OWN_FAMILY = f"enrolment_id in (select e.id from parentgroups_groupenrolment e where e.child_id in {children_of(('group_leader',))})"


class Migration(migrations.Migration):
    dependencies = [("parentgroups", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        EnableTenant(
            "ParentGroup",
            where=f"pathway_id in {pathways_of(GROUP_ROLES)}",
            write=f"pathway_id in {pathways_of(('group_leader', 'provider_manager'))}",
        ),
        EnableTenant(
            "GroupEnrolment", through={"group_id": "parentgroups_parentgroup"}, wall=ENROLMENT, owner="'provider'::text"
        ),
        EnableTenant(
            "GroupSession",
            through={"group_id": "parentgroups_parentgroup"},
            write=f"group_id in (select id from parentgroups_parentgroup where pathway_id in {pathways_of(('group_leader', 'provider_manager'))})",
        ),
        EnableTenant(
            "Attendance",
            through={"enrolment_id": "parentgroups_groupenrolment", "session_id": "parentgroups_groupsession"},
            write=OWN_FAMILY,
        ),
        EnableTenant(
            "BetweenSessionContact", through={"enrolment_id": "parentgroups_groupenrolment"}, write=OWN_FAMILY
        ),
    ]
