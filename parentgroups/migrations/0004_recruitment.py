"""Inviting and motivating families, the waiting list, the referral's answer, and adults who should not meet."""

import uuid

import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, children_of

LEADER = ("group_leader",)
OWN_FAMILY = (
    f"enrolment_id in (select e.id from parentgroups_groupenrolment e where e.child_id in {children_of(LEADER)})"
)
KNOWN = f"(select r.parent_id from cases_custodyrelation r where r.child_id in {children_of(LEADER)})"
PROTECT = django.db.models.deletion.PROTECT


def row():
    return [
        ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
        ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
        (
            "municipality",
            models.ForeignKey(
                db_index=False, editable=False, on_delete=PROTECT, related_name="+", to="accounts.municipality"
            ),
        ),
    ]


def key(to, related_name="+"):
    return models.ForeignKey(db_constraint=False, on_delete=PROTECT, related_name=related_name, to=to)


class Migration(migrations.Migration):
    dependencies = [
        ("accounts", "0003_own_scope"),
        ("cases", "0004_giving_roles"),
        ("parentgroups", "0003_enrolment_reason_words"),
    ]
    operations = [
        migrations.AddField(
            "parentgroup",
            "cultural_liaison",
            models.CharField(blank=True, max_length=120, verbose_name="cultural link worker"),
        ),
        migrations.AddField(
            "parentgroup",
            "planned_size",
            models.PositiveSmallIntegerField(blank=True, null=True, verbose_name="planned number of parents"),
        ),
        migrations.AddField("parentgroup", "series_before", models.JSONField(blank=True, default=dict, editable=False)),
        migrations.AddField("groupsession", "cancelled_because", models.CharField(blank=True, max_length=200)),
        migrations.AddField("groupenrolment", "waiting_since", models.DateField(blank=True, null=True)),
        migrations.AddField(
            "groupenrolment", "referred_on", models.DateField(blank=True, null=True, verbose_name="sent on")
        ),
        migrations.AddField(
            "groupenrolment",
            "referral_answered_on",
            models.DateField(blank=True, null=True, verbose_name="answered on"),
        ),
        migrations.AddField(
            "groupenrolment", "referral_answer", models.CharField(blank=True, max_length=300, verbose_name="the answer")
        ),
        migrations.AddField("groupenrolment", "before", models.JSONField(blank=True, default=dict, editable=False)),
        migrations.AlterField(
            "groupenrolment",
            "state",
            models.CharField(
                choices=[
                    ("invited", "Invited"),
                    ("contacted", "Contacted"),
                    ("waiting", "On the waiting list"),
                    ("joined", "Joined"),
                    ("declined", "Declined"),
                    ("stopped", "Stopped on the way"),
                    ("completed", "Completed"),
                ],
                default="invited",
                max_length=10,
            ),
        ),
        migrations.AddConstraint(
            "groupenrolment",
            models.CheckConstraint(
                condition=models.Q(("state", "waiting"), ("waiting_since", None), _negated=True),
                name="waiting_list_has_an_order",
            ),
        ),
        migrations.CreateModel(
            "RecruitmentContact",
            [
                *row(),
                ("enrolment", key("parentgroups.groupenrolment", "recruitment")),
                ("on", models.DateField(verbose_name="date")),
                (
                    "how",
                    models.CharField(
                        choices=[
                            ("phone", "by phone"),
                            ("talk", "face to face"),
                            ("school_meeting", "at a meeting at the school"),
                            ("letter", "by letter or message"),
                        ],
                        default="phone",
                        max_length=14,
                        verbose_name="how",
                    ),
                ),
                (
                    "outcome",
                    models.CharField(
                        choices=[
                            ("reached", "Talked with"),
                            ("not_reached", "Not reached"),
                            ("thinking", "Thinks it over"),
                            ("yes", "Wants to join"),
                            ("no", "Says no"),
                            ("waiting", "Wants to wait for a place"),
                        ],
                        max_length=11,
                        verbose_name="how did it go?",
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=300, verbose_name="one line")),
                ("by", key("accounts.staffmember")),
                ("logged_at", models.DateTimeField(auto_now_add=True)),
            ],
            options={"verbose_name": "contact about joining", "ordering": ["-on", "-pk"]},
        ),
        migrations.CreateModel(
            "Caution",
            [
                *row(),
                ("parent_a", key("cases.parent")),
                ("parent_b", key("cases.parent")),
                ("since", models.DateField(verbose_name="from")),
                ("until", models.DateField(blank=True, null=True, verbose_name="until")),
                ("note", models.CharField(blank=True, max_length=300, verbose_name="note to group leaders")),
                ("by", key("accounts.staffmember")),
            ],
            options={
                "verbose_name": "caution",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("parent_a__lt", models.F("parent_b"))), name="caution_is_of_two"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("until", None), ("until__gte", models.F("since")), _connector="OR"),
                        name="caution_ends_after_start",
                    ),
                    models.UniqueConstraint(
                        condition=models.Q(("until", None)), fields=("parent_a", "parent_b"), name="one_live_caution"
                    ),
                ],
            },
        ),
        EnableTenant("RecruitmentContact", through={"enrolment_id": "parentgroups_groupenrolment"}, write=OWN_FAMILY),
        EnableTenant("Caution", where=f"parent_a_id in {KNOWN} and parent_b_id in {KNOWN}"),
    ]
