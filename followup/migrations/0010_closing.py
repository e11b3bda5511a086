"""What was decided at the end of a pathway, for the whole and for each child, and where the child is later."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, children_of, pathways_of

MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
SCHOOL = ("resource_advisor", "principal", "learning_advisor", "system")
HOLDERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
    "system",
)
ME = "(select app.staff_id())"
WRITE = f"pathway_id in {pathways_of(HOLDERS)}"
OF_SCHOOL = f"pathway_id in {pathways_of(SCHOOL)}"


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0009_contacts"),
        ("cases", "0002_walls"),
        ("accounts", "0002_walls"),
    ]
    operations = [
        migrations.CreateModel(
            name="PathwayClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("refer_to", models.CharField(blank=True, max_length=120, verbose_name="to whom")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "said yes"),
                            ("not_accepted", "said no"),
                            ("declined", "the family said no"),
                        ],
                        max_length=12,
                        verbose_name="the answer",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("answer_words", models.CharField(blank=True, max_length=300, verbose_name="in a few words")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("decision", models.CharField(max_length=30, verbose_name="decision")),
                ("reason", models.TextField(verbose_name="why")),
                ("from_on", models.DateField(verbose_name="from")),
                (
                    "mapping",
                    models.CharField(
                        choices=[
                            ("completed", "closing mapping completed"),
                            ("left_out", "without a closing mapping"),
                            ("not_asked", "no closing mapping asked for"),
                        ],
                        default="not_asked",
                        max_length=10,
                    ),
                ),
                (
                    "no_mapping_reason",
                    models.CharField(blank=True, max_length=300, verbose_name="why without a closing mapping"),
                ),
                ("planned_end_on", models.DateField(blank=True, null=True)),
                ("planned_end_before", models.DateField(blank=True, null=True)),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "decided_with",
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
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="cases.pathway",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.task",
                    ),
                ),
            ],
            options={
                "verbose_name": "closing",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="ChildClosing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("refer_to", models.CharField(blank=True, max_length=120, verbose_name="to whom")),
                (
                    "answer",
                    models.CharField(
                        blank=True,
                        choices=[
                            ("accepted", "said yes"),
                            ("not_accepted", "said no"),
                            ("declined", "the family said no"),
                        ],
                        max_length=12,
                        verbose_name="the answer",
                    ),
                ),
                ("answered_on", models.DateField(blank=True, null=True, verbose_name="answered on")),
                ("answer_words", models.CharField(blank=True, max_length=300, verbose_name="in a few words")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("decision", models.CharField(max_length=30, verbose_name="decision")),
                ("why", models.CharField(blank=True, max_length=300, verbose_name="why")),
                ("from_on", models.DateField(verbose_name="from")),
                ("ended", models.BooleanField(default=False)),
                ("decided_at", models.DateTimeField(auto_now_add=True)),
                ("reopened_at", models.DateTimeField(blank=True, null=True)),
                (
                    "answered_by",
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
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.child",
                    ),
                ),
                (
                    "decided_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "decided_with",
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
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.pathway",
                    ),
                ),
                (
                    "pathway_child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="closings",
                        to="cases.pathwaychild",
                    ),
                ),
                (
                    "task",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="followup.task",
                    ),
                ),
                (
                    "closing",
                    models.ForeignKey(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="followup.pathwayclosing",
                    ),
                ),
            ],
            options={
                "verbose_name": "decision for a child",
                "ordering": ["-pk"],
            },
        ),
        migrations.CreateModel(
            name="PlacementAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("months", models.PositiveSmallIntegerField(verbose_name="months after")),
                (
                    "placement",
                    models.CharField(
                        choices=[
                            ("ordinary", "still in the ordinary class"),
                            ("other_class", "in another class or school"),
                            ("special", "in special provision"),
                            ("unknown", "not known"),
                        ],
                        max_length=12,
                        verbose_name="class",
                    ),
                ),
                ("answered_on", models.DateField(verbose_name="answered on")),
                (
                    "answered_by",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="accounts.staffmember",
                    ),
                ),
                (
                    "child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.child",
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
                    "occurrence",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="followup.occurrence",
                    ),
                ),
                (
                    "pathway",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="cases.pathway",
                    ),
                ),
                (
                    "pathway_child",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="placements",
                        to="cases.pathwaychild",
                    ),
                ),
            ],
            options={
                "ordering": ["months", "pk"],
            },
        ),
        migrations.AddConstraint(
            model_name="pathwayclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(("mapping", "left_out"), ("no_mapping_reason", ""), _negated=True),
                name="left_out_mapping_has_its_reason",
            ),
        ),
        migrations.AddConstraint(
            model_name="pathwayclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("refer_to", ""), _negated=True),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="class_referral_answered_whole",
            ),
        ),
        migrations.AddIndex(
            model_name="childclosing",
            index=models.Index(
                condition=models.Q(
                    ("answered_on", None), ("reopened_at", None), models.Q(("refer_to", ""), _negated=True)
                ),
                fields=["municipality", "pathway"],
                name="child_referral_waiting",
            ),
        ),
        migrations.AddConstraint(
            model_name="childclosing",
            constraint=models.UniqueConstraint(fields=("closing", "pathway_child"), name="child_once_in_a_closing"),
        ),
        migrations.AddConstraint(
            model_name="childclosing",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("answer", ""), ("answered_on", None)),
                    models.Q(
                        models.Q(("answer", ""), _negated=True),
                        models.Q(("refer_to", ""), _negated=True),
                        ("answered_on__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="child_referral_answered_whole",
            ),
        ),
        migrations.AddConstraint(
            model_name="placementanswer",
            constraint=models.UniqueConstraint(fields=("occurrence",), name="placement_once_per_occurrence"),
        ),
        EnableTenant("PathwayClosing", through={"pathway_id": "cases_pathway"}, write=WRITE),
        EnableTenant(
            "ChildClosing",
            where=f"(pathway_id in {pathways_of(MEETING)} and child_id in {children_of(MEETING)}) or decided_by_id = {ME}",
            write=WRITE,
        ),
        EnableTenant(
            "PlacementAnswer",
            where=f"{OF_SCHOOL} and (child_id in {children_of(SCHOOL)} or answered_by_id = {ME})",
            write=OF_SCHOOL,
        ),
    ]
