"""Who is asked, with which instruments, and voices that come by a link."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall, any_of_sides, pathways_of

ANSWER = Wall(
    noun="answer",
    own={"school": ("resource_advisor", "learning_advisor"), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    write={"school": ("resource_advisor",), "ppr": ("ppr_advisor",), "provider": ("group_leader",)},
    shared={"school": ("resource_advisor",), "provider": ("group_leader",), "authority": ("caseworker",)},
    author="author_id",
)
CLASS_ASK = ("resource_advisor", "group_leader", "class_team", "learning_advisor")
MAPPINGS = "mapping_id in (select id from mapping_needsmapping where pathway_id in {})"
ASK_ROW = (
    f"(child_id is null and {MAPPINGS.format(pathways_of(CLASS_ASK))})"
    f" or (staff_id = (select app.staff_id()) and child_id in (select id from cases_child)) or {any_of_sides(ANSWER.own)}"
)
CLASS_ANSWER_ROW = f"(author_id = (select app.staff_id()) and mapping_id in (select id from mapping_needsmapping)) or {MAPPINGS.format(pathways_of(CLASS_ASK[:1]))}"


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0005_local_text"),
        ("cases", "0009_links"),
        ("mapping", "0003_reason_beside_voice"),
    ]

    operations = [
        migrations.CreateModel(
            name="Ask",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "informant",
                    models.CharField(
                        choices=[
                            ("child", "the child"),
                            ("parent", "the parents"),
                            ("professional", "a professional"),
                            ("team", "the class team"),
                            ("pupils", "the pupils, without names"),
                        ],
                        max_length=14,
                    ),
                ),
                ("who", models.CharField(blank=True, max_length=120, verbose_name="who")),
                ("instruments", models.JSONField(default=list)),
                (
                    "way",
                    models.CharField(
                        choices=[
                            ("link", "alone, by a link"),
                            ("together", "together with a professional"),
                            ("paper", "on paper"),
                            ("logged_in", "in Samspil"),
                        ],
                        default="link",
                        max_length=10,
                        verbose_name="how",
                    ),
                ),
                (
                    "sector",
                    models.CharField(
                        choices=[
                            ("school", "school"),
                            ("ppr", "PPR"),
                            ("provider", "social provider unit"),
                            ("authority", "social authority"),
                            ("foster_care", "foster care"),
                        ],
                        max_length=12,
                    ),
                ),
                ("due_on", models.DateField(verbose_name="answer before")),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("declined_at", models.DateTimeField(blank=True, null=True)),
                ("declined_words", models.CharField(blank=True, max_length=300)),
                ("closed_at", models.DateTimeField(blank=True, null=True)),
            ],
            options={
                "verbose_name": "request for an answer",
                "ordering": ["due_on", "pk"],
            },
        ),
        migrations.CreateModel(
            name="ClassAnswer",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "informant",
                    models.CharField(
                        choices=[("team", "the class team"), ("pupils", "the pupils, without names")], max_length=10
                    ),
                ),
                ("values", models.JSONField(default=dict)),
                ("answered_on", models.DateField()),
                ("finished", models.BooleanField(default=False)),
            ],
            options={
                "verbose_name": "answer about the class",
                "ordering": ["pk"],
            },
        ),
        migrations.RemoveConstraint(
            model_name="perspective",
            name="one_voice_per_author",
        ),
        migrations.RemoveConstraint(
            model_name="perspective",
            name="one_voice_of_child_and_parents",
        ),
        migrations.AddField(
            model_name="perspective",
            name="carer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.carer",
            ),
        ),
        migrations.AddField(
            model_name="perspective",
            name="finished_at",
            field=models.DateTimeField(blank=True, null=True),
        ),
        migrations.AddField(
            model_name="perspective",
            name="link",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.accesslink",
            ),
        ),
        migrations.AddField(
            model_name="perspective",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.parent",
            ),
        ),
        migrations.AddField(
            model_name="perspective",
            name="values",
            field=models.JSONField(default=dict),
        ),
        migrations.AddField(
            model_name="perspective",
            name="versions",
            field=models.JSONField(default=dict),
        ),
        migrations.AddConstraint(
            model_name="perspective",
            constraint=models.UniqueConstraint(
                fields=("mapping", "pathway_child", "informant", "author", "parent", "carer", "link"),
                name="one_voice_per_author",
                nulls_distinct=False,
            ),
        ),
        migrations.AddConstraint(
            model_name="perspective",
            constraint=models.UniqueConstraint(
                condition=models.Q(("informant__in", ["child", "parent"]), ("obtained_on__isnull", False)),
                fields=("mapping", "pathway_child", "informant", "parent", "carer"),
                name="one_voice_of_child_and_parents",
                nulls_distinct=False,
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="carer",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.carer",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asks",
                to="cases.child",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="link",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asks",
                to="cases.accesslink",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="made_by",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="mapping",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asks",
                to="mapping.needsmapping",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="parent",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="cases.parent",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="pathway_child",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="asks",
                to="cases.pathwaychild",
            ),
        ),
        migrations.AddField(
            model_name="ask",
            name="staff",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="classanswer",
            name="ask",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="class_answers",
                to="mapping.ask",
            ),
        ),
        migrations.AddField(
            model_name="classanswer",
            name="author",
            field=models.ForeignKey(
                blank=True,
                db_constraint=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.staffmember",
            ),
        ),
        migrations.AddField(
            model_name="classanswer",
            name="mapping",
            field=models.ForeignKey(
                db_constraint=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="class_answers",
                to="mapping.needsmapping",
            ),
        ),
        migrations.AddField(
            model_name="classanswer",
            name="municipality",
            field=models.ForeignKey(
                db_index=False,
                editable=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="accounts.municipality",
            ),
        ),
        migrations.AddConstraint(
            model_name="ask",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("child", None), ("informant__in", ["team", "pupils"]), ("pathway_child", None)),
                    models.Q(
                        ("child__isnull", False),
                        ("informant__in", ["child", "parent", "professional"]),
                        ("pathway_child__isnull", False),
                    ),
                    _connector="OR",
                ),
                name="ask_about_child_or_class",
            ),
        ),
        migrations.AddConstraint(
            model_name="classanswer",
            constraint=models.UniqueConstraint(
                condition=models.Q(("author__isnull", False)), fields=("ask", "author"), name="one_answer_per_colleague"
            ),
        ),
        migrations.AddConstraint(
            model_name="classanswer",
            constraint=models.CheckConstraint(
                condition=models.Q(
                    models.Q(("author__isnull", False), ("informant", "team")),
                    models.Q(("author", None), ("informant", "pupils")),
                    _connector="OR",
                ),
                name="pupils_have_no_author",
            ),
        ),
        EnableTenant("Ask", where=ASK_ROW, write=ASK_ROW, link="link_id = app.link()"),
        EnableTenant(
            "ClassAnswer",
            where=CLASS_ANSWER_ROW,
            link="ask_id in (select id from mapping_ask where link_id = app.link())",
        ),
        EnableTenant("Perspective", through={"child_id": "cases_child"}, wall=ANSWER, link="link_id = app.link()"),
    ]
