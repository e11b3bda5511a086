"""The cooperation agreement of a school and a provider unit, and its signatures."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, pathways_of, reach

SIGNERS = ("resource_advisor", "group_leader", "principal", "provider_manager")
READERS = (*SIGNERS, "ppr_advisor", "learning_advisor", "system")
ME = "(select app.staff_id())"


def of_the_two(roles):
    """In the two units, as one of those who sign, as a group leader of the unit, or where a pathway of the two is reached."""
    near = reach({"unit": "school_id provider_id", "lead": "advisor_id leader_id principal_id manager_id"}, roles)
    of_the_unit = (
        f"((select app.has_role('group_leader')) and provider_id in "
        f"(select s.unit_id from accounts_staffmember s where s.id = {ME}))"
    )
    return (
        f"({near} or {of_the_unit} or (school_id, provider_id) in ("
        "select case w.side when 'school' then w.unit_id else w.partner_unit_id end,"
        " case w.side when 'school' then w.partner_unit_id else w.unit_id end"
        f" from cases_pathway w where w.id in {pathways_of(roles)}))"
    )


class Migration(migrations.Migration):
    dependencies = [
        ("cases", "0006_concern"),
        ("accounts", "0005_local_text"),
        ("programmes", "0001_initial"),
    ]

    operations = [
        migrations.CreateModel(
            name="CooperationAgreement",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("number", models.PositiveSmallIntegerField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("draft", "being written"),
                            ("out", "out for signature"),
                            ("signed", "signed"),
                            ("superseded", "superseded"),
                        ],
                        default="draft",
                        max_length=12,
                    ),
                ),
                ("steps", models.JSONField(blank=True, default=list, verbose_name="workflow")),
                ("roles", models.TextField(blank=True, verbose_name="roles, tasks and responsibility")),
                ("channels", models.TextField(blank=True, verbose_name="channels")),
                ("meetings", models.TextField(blank=True, verbose_name="meetings")),
                ("review_on", models.DateField(blank=True, null=True, verbose_name="looked at again")),
                ("row_version", models.PositiveIntegerField(default=1, editable=False)),
                ("changed_at", models.DateTimeField(auto_now=True)),
                ("sent_at", models.DateTimeField(blank=True, null=True)),
                ("signed_on", models.DateField(blank=True, null=True)),
                ("reviewed_on", models.DateField(blank=True, null=True)),
                (
                    "advisor",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "changed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "leader",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "manager",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "principal",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "programme_version",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="+", to="programmes.programmeversion"
                    ),
                ),
                (
                    "provider",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisationunit",
                    ),
                ),
                (
                    "reviewed_by",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "school",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.organisationunit",
                    ),
                ),
            ],
            options={
                "verbose_name": "cooperation agreement",
                "ordering": ["-number"],
            },
        ),
        migrations.CreateModel(
            name="AgreementSignature",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "role",
                    models.CharField(
                        choices=[
                            ("resource_advisor", "Resource advisor"),
                            ("group_leader", "Group leader"),
                            ("principal", "Principal"),
                            ("provider_manager", "Manager of the provider unit"),
                            ("class_team", "Class team"),
                            ("caseworker", "Caseworker"),
                            ("ppr_advisor", "PPR advisor"),
                            ("learning_coordinator", "Learning coordinator"),
                            ("learning_advisor", "Learning advisor"),
                            ("steering_group", "Steering group"),
                            ("evaluator", "Evaluator"),
                            ("training_lead", "Training lead"),
                            ("administrator", "Administrator"),
                            ("dpo", "Data protection officer"),
                            ("system", "Samspil itself"),
                        ],
                        max_length=30,
                    ),
                ),
                ("content_hash", models.CharField(max_length=64)),
                ("signed_at", models.DateTimeField(auto_now_add=True)),
                ("withdrawn_at", models.DateTimeField(blank=True, null=True)),
                (
                    "municipality",
                    models.ForeignKey(
                        db_index=False,
                        editable=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.municipality",
                    ),
                ),
                (
                    "staff_member",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "agreement",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="signatures",
                        to="cases.cooperationagreement",
                    ),
                ),
            ],
            options={
                "verbose_name": "signature",
                "ordering": ["signed_at", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="cooperationagreement",
            constraint=models.UniqueConstraint(fields=("school", "provider", "number"), name="agreement_number_once"),
        ),
        migrations.AddConstraint(
            model_name="cooperationagreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state__in", ["draft", "out"])),
                fields=("school", "provider"),
                name="one_agreement_being_made",
            ),
        ),
        migrations.AddConstraint(
            model_name="cooperationagreement",
            constraint=models.UniqueConstraint(
                condition=models.Q(("state", "signed")), fields=("school", "provider"), name="one_agreement_in_force"
            ),
        ),
        migrations.AddConstraint(
            model_name="cooperationagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state__in", ["out", "signed"]), _negated=True),
                    models.Q(
                        ("advisor__isnull", False),
                        ("leader__isnull", False),
                        ("manager__isnull", False),
                        ("principal__isnull", False),
                        ("review_on__isnull", False),
                        ("sent_at__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="agreement_out_has_its_four",
            ),
        ),
        migrations.AddConstraint(
            model_name="cooperationagreement",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("state", "signed"), _negated=True), ("signed_on__isnull", False), _connector="OR"
                ),
                name="signed_agreement_has_its_day",
            ),
        ),
        migrations.AddConstraint(
            model_name="agreementsignature",
            constraint=models.UniqueConstraint(
                condition=models.Q(("withdrawn_at", None)),
                fields=("agreement", "role"),
                name="one_standing_signature_a_role",
            ),
        ),
        EnableTenant("CooperationAgreement", where=of_the_two(READERS), write=of_the_two(SIGNERS)),
        # nobody signs for another, whatever the code above says
        EnableTenant(
            "AgreementSignature",
            through={"agreement_id": "cases_cooperationagreement"},
            write=f"staff_member_id = {ME}",
        ),
    ]
