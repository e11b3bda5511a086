"""A drawing of a goal's dream (C21): walled as the annex that the goal stands in; the system has it scanned and sweeps it."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall

GOAL_DRAWING = Wall(
    noun="annex",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "ppr_advisor", "system"),
        "provider": ("group_leader", "provider_manager", "system"),
    },
    write={"school": ("resource_advisor", "system"), "provider": ("group_leader", "system")},
    shared={
        "school": ("resource_advisor", "principal"),
        "ppr": ("ppr_advisor",),
        "provider": ("group_leader", "provider_manager"),
        "authority": ("caseworker",),
    },
)
SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]
KINDS = [("pdf", "PDF"), ("png", "picture"), ("jpg", "photo"), ("docx", "Word")]
STATES = [("waiting", "is being checked"), ("clean", "checked"), ("refused", "refused")]
# A child may say by its own link, or to an adult of the other side, that its answer is kept from the parents (L06): the copy
# that stands at a goal follows, wherever it stands and whoever is asked.
FOLLOW = """
create function app.keep_goal_drawings(p_copied uuid[], p_kept boolean) returns void
language sql volatile security definer set search_path = pg_catalog, public, pg_temp as $$
  update cases_goaldrawing set answer_is_kept = p_kept
   where municipality_id = app.muni() and copied_from = any(p_copied) and answer_is_kept <> p_kept $$;
revoke execute on function app.keep_goal_drawings(uuid[], boolean) from public;
grant execute on function app.keep_goal_drawings(uuid[], boolean) to app_rw;
"""


def key(to, **options):
    return models.ForeignKey(
        db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **{"related_name": "+"} | options
    )


class Migration(migrations.Migration):
    dependencies = [("cases", "0016_links_again")]
    operations = [
        migrations.CreateModel(
            name="GoalDrawing",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("name", models.CharField(max_length=120)),
                ("kind", models.CharField(choices=KINDS, max_length=4)),
                ("content_type", models.CharField(max_length=80)),
                ("size", models.PositiveIntegerField()),
                ("sha256", models.CharField(editable=False, max_length=64)),
                ("stored", models.CharField(blank=True, editable=False, max_length=64)),
                ("state", models.CharField(choices=STATES, default="waiting", max_length=8)),
                ("added_at", models.DateTimeField(auto_now_add=True)),
                ("removed_at", models.DateTimeField(blank=True, null=True)),
                ("words", models.CharField(max_length=200, verbose_name="what is on it")),
                ("kept_from_parents", models.BooleanField(default=False, verbose_name="kept from the parents")),
                ("copied_from", models.UUIDField(blank=True, db_index=True, editable=False, null=True)),
                ("answer_is_kept", models.BooleanField(default=False, editable=False)),
                ("annex", key("cases.childannex", related_name="goal_drawings")),
                ("author", key("accounts.staffmember")),
                ("child", key("cases.child", related_name="goal_drawings")),
                ("goal", key("cases.goal", related_name="drawings")),
                ("municipality", models.ForeignKey(
                    db_index=False, editable=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="accounts.municipality",
                )),
                ("removed_by", key("accounts.staffmember", blank=True, null=True)),
            ],
            options={"verbose_name": "drawing of a dream", "ordering": ["-added_at", "-pk"]},
        ),
        migrations.AddConstraint(
            model_name="goaldrawing",
            constraint=models.UniqueConstraint(
                condition=models.Q(("removed_at", None)), fields=("goal",), name="one_drawing_of_a_goal"
            ),
        ),
        EnableTenant("GoalDrawing", through={"child_id": "cases_child"}, wall=GOAL_DRAWING, item="annex_id"),
        migrations.RunSQL(FOLLOW, "drop function app.keep_goal_drawings(uuid[], boolean)"),
    ]  # fmt: skip
