"""Attached files: walled as notes are, and those of a pathway itself open to everybody around the class."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, any_of_sides, children_of, pathways_of

OWN = {
    "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "system"),
    "ppr": ("ppr_advisor", "system"),
    "provider": ("group_leader", "provider_manager", "caseworker", "system"),
    "authority": ("group_leader", "provider_manager", "caseworker", "system"),
    "foster_care": ("learning_coordinator", "system"),
}
WRITE = {
    "school": ("resource_advisor", "class_team", "learning_advisor", "system"),
    "ppr": ("ppr_advisor", "system"),
    "provider": ("group_leader", "system"),
    "authority": ("caseworker", "system"),
    "foster_care": ("learning_coordinator", "system"),
}
SHARED = {
    "school": ("resource_advisor", "principal", "learning_advisor"),
    "ppr": ("ppr_advisor",),
    "provider": ("group_leader", "provider_manager"),
    "authority": ("caseworker",),
}
CLASS_FILES = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
    "system",
)
CLASS_FILE_WRITERS = ("resource_advisor", "group_leader", "class_team", "learning_advisor", "system")
RECEIVED = (
    "(sector, id) in (select e.from_sector, e.object_id from cases_informationexchange e"
    " join cases_sharingbasis b on b.id = e.basis_id"
    " where e.noun = 'attachment' and e.withdrawn_at is null and b.withdrawn_at is null and ("
    + " or ".join(f"(e.to_sector = '{s}' and e.child_id in {children_of(roles)})" for s, roles in SHARED.items())
    + "))"
)
ROW = f"(child_id is null and pathway_id in {pathways_of(CLASS_FILES)}) or {any_of_sides(OWN)} or {RECEIVED}"
WRITER = f"((child_id is null and pathway_id in {pathways_of(CLASS_FILE_WRITERS)}) or {any_of_sides(WRITE)})"
SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]


def key(to, **options):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **{"related_name": "+"} | options
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0005_local_text"), ("cases", "0012_family")]
    operations = [
        migrations.CreateModel(
            name="Attachment",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("name", models.CharField(max_length=120)),
                (
                    "kind",
                    models.CharField(
                        choices=[("pdf", "PDF"), ("png", "picture"), ("jpg", "photo"), ("docx", "Word")], max_length=4
                    ),
                ),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("stored", models.CharField(blank=True, editable=False, max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("waiting", "is being checked"), ("clean", "checked"), ("refused", "refused")],
                        default="waiting",
                        max_length=8,
                    ),
                ),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("title", models.CharField(max_length=120, verbose_name="what is it?")),
                ("author", key("accounts.staffmember")),
                ("child", key("cases.child", blank=True, null=True, related_name="attachments")),
                ("municipality", models.ForeignKey(
                    db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.municipality",
                )),
                ("pathway", key("cases.pathway", blank=True, null=True, related_name="attachments")),
                ("removed_by", key("accounts.staffmember", blank=True, null=True)),
            ],
            options={"verbose_name": "attachment", "ordering": ["-added_at", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="attachment",
            constraint=models.CheckConstraint(
                condition=models.Q(("child__isnull", False), ("pathway__isnull", False), _connector="OR"),
                name="attached_to_child_or_pathway",
            ),
        ),
        EnableTenant("Attachment", where=ROW, write=WRITER),
    ]  # fmt: skip
