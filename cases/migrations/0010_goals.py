"""Goals with five points and what was attained, measures with intensity and partner, alignments with where the plan is found."""

import uuid

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Q
from django.utils import timezone

from core.tenancy import EnableTenant, children_of, pathways_of


def plans_of(roles):
    return f"(select id from cases_pathwayplan where pathway_id in {pathways_of(roles)})"


ANNEXES_WRITTEN = (
    f"(select a.id from cases_childannex a where a.sector = 'school' and a.child_id in {children_of(('resource_advisor',))}"
    f" or a.sector = 'provider' and a.child_id in {children_of(('group_leader',))})"
)
PART_WRITER = f"(annex_id is null and plan_id in {plans_of(('resource_advisor',))} or annex_id in {ANNEXES_WRITTEN})"
PARTS = {"plan_id": "cases_pathwayplan", "annex_id": "cases_childannex"}
ATTAINED = (
    "by_id = (select app.staff_id()) and goal_id in (select g.id from cases_goal g where g.annex_id is null"
    f" and g.plan_id in {plans_of(('resource_advisor', 'group_leader'))} or g.annex_id in {ANNEXES_WRITTEN})"
)
TRIED = (
    "by_id = (select app.staff_id()) and measure_id in (select m.id from cases_measure m"
    " join cases_pathwayplan p on p.id = m.plan_id where m.annex_id is null and"
    f" (p.pathway_id in {pathways_of(('class_team', 'resource_advisor'))}"
    f" or m.arena in ('home', 'leisure') and p.pathway_id in {pathways_of(('group_leader',))}))"
)
ARENAS = [("school", "School"), ("single_child", "Single child"), ("home", "Home"), ("leisure", "Leisure")]
DIFFERENT = [("no", "No"), ("yes", "Yes"), ("unknown", "We do not know yet")]
INTENSITIES = [(-1, "Turned down"), (0, "As the model says"), (1, "Turned up")]
PART_OF_ONE = Q(plan__isnull=False, annex=None) | Q(plan=None, annex__isnull=False)


def key(to, **options):
    return models.ForeignKey(
        to=to,
        **{"db_constraint": False, "on_delete": django.db.models.deletion.PROTECT, "related_name": "+"} | options,
    )


def maybe(to, **options):
    return key(to, null=True, blank=True, **options)


def text(label):
    return models.TextField(label, blank=True, default="")


def line(label, length):
    return models.CharField(label, max_length=length, blank=True, default="")


def saves(model):
    """What tells two who write at once of each other."""
    yield migrations.AddField(model, "row_version", models.PositiveIntegerField(default=1, editable=False))
    yield migrations.AddField(model, "changed_by", maybe("accounts.staffmember"))
    changed_at = models.DateTimeField(auto_now=True, default=timezone.now)
    yield migrations.AddField(model, "changed_at", changed_at, preserve_default=False)


def added(model, **fields):
    for name, field in fields.items():
        yield migrations.AddField(model, name, field, preserve_default=getattr(field, "default", None) != "")


class Migration(migrations.Migration):
    dependencies = [("cases", "0009_links")]
    operations = [
        *saves("Goal"),
        *saves("Measure"),
        *added(
            "Goal",
            root=maybe("cases.goal"),
            dream=text("the child's dream"),
            academic=text("academic part"),
            wellbeing=text("wellbeing part"),
            sign=line("what it looks like when it succeeds", 300),
            points=models.JSONField("points of attainment", default=list, blank=True),
        ),
        migrations.CreateModel(
            name="AttainedLevel",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("level", models.SmallIntegerField(verbose_name="attained")),
                ("on", models.DateField(verbose_name="when")),
                ("words", models.CharField(blank=True, max_length=300, verbose_name="what you saw")),
                ("recorded_at", models.DateTimeField(auto_now_add=True)),
                ("by", key("accounts.staffmember")),
                ("goal", key("cases.goal", related_name="levels")),
                ("municipality", key("accounts.municipality", db_constraint=True, db_index=False, editable=False)),
            ],
            options={
                "verbose_name": "attained level",
                "ordering": ["on", "pk"],
                "constraints": [
                    models.CheckConstraint(condition=Q(level__gte=-2, level__lte=2), name="level_of_five"),
                ],
            },
        ),
        # What says who may try a measure reads the arena, and is made anew below.
        migrations.RunSQL(
            [f"drop policy {each} on cases_measuretrial" for each in ("write_add", "write_edit", "write_drop")],
            migrations.RunSQL.noop,
        ),
        migrations.AlterField("Measure", "arena", models.CharField("arena", max_length=20, choices=ARENAS)),
        *added(
            "Measure",
            intensity=models.SmallIntegerField("intensity", choices=INTENSITIES, default=0),
            intensity_words=line("how it is turned up or down", 200),
            partner=line("association or other partner", 120),
            partner_contact=line("how to reach the partner", 200),
            different_words=line("what we do about it", 300),
            different_by=maybe("accounts.staffmember"),
            different_on=models.DateField(null=True, blank=True),
        ),
        # Measures that were there before the question run on: nobody has answered it for them.
        migrations.AddField(
            "Measure",
            "feels_different",
            models.CharField("feels different", max_length=10, choices=DIFFERENT, blank=True, default="unknown"),
            preserve_default=False,
        ),
        migrations.AddConstraint(
            "Measure",
            models.CheckConstraint(condition=Q(intensity__gte=-1, intensity__lte=1), name="measure_intensity"),
        ),
        migrations.AddConstraint(
            "Measure",
            models.CheckConstraint(
                condition=Q(annex__isnull=False) | ~Q(arena="single_child"), name="one_child_in_annex"
            ),
        ),
        migrations.AlterField("PlanAlignment", "plan", maybe("cases.pathwayplan", related_name="alignments")),
        *added(
            "PlanAlignment",
            annex=maybe("cases.childannex", related_name="alignments"),
            reference=line("where it is found", 300),
        ),
        migrations.AddConstraint(
            "PlanAlignment", models.UniqueConstraint(fields=["annex", "key"], name="annex_aligned_once")
        ),
        migrations.AddConstraint(
            "PlanAlignment", models.CheckConstraint(condition=PART_OF_ONE, name="alignment_of_plan_or_annex")
        ),
        EnableTenant("Goal", through=PARTS, write=PART_WRITER),
        EnableTenant("Measure", through=PARTS, write=PART_WRITER),
        EnableTenant("AttainedLevel", through={"goal_id": "cases_goal"}, write=ATTAINED),
        EnableTenant("PlanAlignment", through=PARTS, write=PART_WRITER),
        EnableTenant("MeasureTrial", through={"measure_id": "cases_measure"}, write=TRIED),
    ]
