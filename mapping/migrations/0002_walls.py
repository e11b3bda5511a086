from django.db import migrations

from core.tenancy import EnableTenant, Wall, pathways_of

ANSWER = Wall(
    noun="answer",
    own={"school": ("resource_advisor", "learning_advisor"), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    write={"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    shared={"school": ("resource_advisor",), "provider": ("group_leader",), "authority": ("caseworker",)},
    author="author_id",
)
MAPPERS = ("resource_advisor", "group_leader")


class Migration(migrations.Migration):
    dependencies = [("mapping", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        EnableTenant(
            "NeedsMapping", through={"pathway_id": "cases_pathway"}, write=f"pathway_id in {pathways_of(MAPPERS)}"
        ),
        EnableTenant(
            "EnvironmentAnswer",
            through={"mapping_id": "mapping_needsmapping"},
            write=f"mapping_id in (select id from mapping_needsmapping where pathway_id in {pathways_of((*MAPPERS, 'class_team'))})",
        ),
        EnableTenant("Perspective", through={"child_id": "cases_child"}, wall=ANSWER),
    ]
