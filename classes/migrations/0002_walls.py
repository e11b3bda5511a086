from django.db import migrations

from core.tenancy import EnableTenant, pathways_of

CHOOSERS = ("resource_advisor", "principal", "group_leader", "provider_manager", "learning_advisor")
CLASS_LOG = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
    "system",
)
CHOICE = {"unit": "unit_id partner_unit_id", "lead": "advisor_id leader_id"}
READ = f"pathway_id in {pathways_of(CLASS_LOG)}"


class Migration(migrations.Migration):
    dependencies = [("classes", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        EnableTenant("ClassSelection", reach=CHOICE, roles=(*CHOOSERS, "system")),
        EnableTenant("SelectionVote", through={"selection_id": "classes_classselection"}),
        EnableTenant(
            "ClassPathway", where=READ, write=f"pathway_id in {pathways_of(('resource_advisor', 'principal'))}"
        ),
        EnableTenant("ClassSession", where=READ, write=f"pathway_id in {pathways_of(('resource_advisor',))}"),
        EnableTenant("CoTeachingWeek", where=READ, write=f"pathway_id in {pathways_of(('resource_advisor',))}"),
    ]
