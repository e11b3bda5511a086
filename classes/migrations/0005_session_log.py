"""More in the class log: theme, next step with whom, the measures tried, the children it was about, and a week without lessons."""

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, children_of, pathways_of

SCHOOL = ("resource_advisor", "principal", "class_team", "learning_advisor")  # who reads names in the class log
READ = "session_id in (select id from classes_classsession)"
WRITE = f"session_id in (select id from classes_classsession where pathway_id in {pathways_of(('resource_advisor',))})"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_own_scope"),
        ("cases", "0005_measure_trial"),
        ("classes", "0004_class_lists"),
    ]

    operations = [
        migrations.AddField(
            model_name="classsession",
            name="children_count",
            field=models.PositiveSmallIntegerField(default=0, editable=False),
        ),
        migrations.AddField(
            model_name="classsession",
            name="corrected_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="classsession",
            name="leader_took_part",
            field=models.BooleanField(default=False, verbose_name="the group leader took part"),
        ),
        migrations.AddField(
            model_name="classsession",
            name="next_step_name",
            field=models.CharField(blank=True, max_length=120, verbose_name="who else"),
        ),
        migrations.AddField(
            model_name="classsession",
            name="next_step_owner",
            field=models.CharField(
                blank=True,
                choices=[
                    ("team", "The class team"),
                    ("advisor", "The resource advisor"),
                    ("leader", "The group leader"),
                    ("other", "Somebody else"),
                ],
                max_length=10,
                verbose_name="who does it",
            ),
        ),
        migrations.AddField(
            model_name="classsession",
            name="teaching_theme",
            field=models.CharField(blank=True, max_length=120, verbose_name="teaching theme"),
        ),
        migrations.AddField(
            model_name="coteachingweek",
            name="before",
            field=models.JSONField(editable=False, null=True),
        ),
        migrations.AddField(
            model_name="coteachingweek",
            name="reason",
            field=models.CharField(blank=True, max_length=200, verbose_name="why none"),
        ),
        migrations.AlterField(
            model_name="classsession",
            name="line",
            field=models.CharField(max_length=1000, verbose_name="one line"),
        ),
        migrations.CreateModel(
            name="SessionChild",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="children",
                        to="classes.classsession",
                    ),
                ),
            ],
            options={
                "constraints": [models.UniqueConstraint(fields=("session", "child"), name="child_once_in_a_session")],
            },
        ),
        migrations.CreateModel(
            name="SessionTrial",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
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
                    "session",
                    models.ForeignKey(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="trials",
                        to="classes.classsession",
                    ),
                ),
                (
                    "trial",
                    models.OneToOneField(
                        db_constraint=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="session",
                        to="cases.measuretrial",
                    ),
                ),
            ],
            options={"abstract": False},
        ),
        EnableTenant("SessionTrial", where=READ, write=WRITE),
        EnableTenant("SessionChild", where=f"{READ} and child_id in {children_of(SCHOOL)}", write=WRITE),
    ]
