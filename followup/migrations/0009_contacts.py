"""Contacts between meetings, what is said of each child in them, and time set aside that comes again."""

import uuid

import django.contrib.postgres.fields
import django.core.validators
import django.db.models.deletion
from django.db import migrations, models

from core.tenancy import EnableTenant, Wall, pathways_of, reach

SECTORS = [
    ("school", "school"),
    ("ppr", "PPR"),
    ("provider", "social provider unit"),
    ("authority", "social authority"),
    ("foster_care", "foster care"),
]
MINUTES = [django.core.validators.MinValueValidator(1), django.core.validators.MaxValueValidator(600)]

CONTACTS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
    "system",
    "learning_coordinator",
)
WRITERS = (
    "resource_advisor",
    "group_leader",
    "class_team",
    "ppr_advisor",
    "learning_advisor",
    "learning_coordinator",
)
CONTACT = Wall(
    noun="contact",
    own={
        "school": ("resource_advisor", "principal", "class_team", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "provider_manager", "system"),
        "foster_care": ("learning_coordinator", "system"),
    },
    write={
        "school": ("resource_advisor", "class_team", "learning_advisor", "system"),
        "ppr": ("ppr_advisor", "system"),
        "provider": ("group_leader", "system"),
        "foster_care": ("learning_coordinator", "system"),
    },
)
MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
MANAGERS = ("principal", "provider_manager")
ME = "(select app.staff_id())"
SYSTEM = "(select app.has_role('system'))"
MINE = f"({ME} = any(people) or made_by_id = {ME})"


def key(to, **options):
    options.setdefault("related_name", "+")
    return models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.PROTECT, to=to, **options)


def municipality():
    return models.ForeignKey(
        db_index=False,
        editable=False,
        on_delete=django.db.models.deletion.PROTECT,
        related_name="+",
        to="accounts.municipality",
    )


def number():
    return models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")


def forget_words(table, words):
    """A short-lived row is removed, words and all: the log of changes knows that it was, and never what it said."""
    each = f"on {table} for each row when"
    kept, short = "execute function audit.log_change()", f"execute function audit.log_change('{words}')"
    return migrations.RunSQL(
        f"""
        drop trigger audit on {table};
        create trigger audit after insert or update {each} (new.expires_on is null) {kept};
        create trigger audit_gone after delete {each} (old.expires_on is null) {kept};
        create trigger audit_short after insert or update {each} (new.expires_on is not null) {short};
        create trigger audit_short_gone after delete {each} (old.expires_on is not null) {short};
        """,
        migrations.RunSQL.noop,
    )


class Migration(migrations.Migration):
    dependencies = [
        ("followup", "0008_meeting"),
        ("accounts", "0005_local_text"),
        ("audit", "0001_log"),
        ("cases", "0006_concern"),
    ]
    operations = [
        migrations.CreateModel(
            name="Contact",
            fields=[
                ("id", number()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                ("kind", models.CharField(max_length=40, verbose_name="kind")),
                ("variant", models.CharField(blank=True, max_length=40, verbose_name="how")),
                ("held_on", models.DateField(verbose_name="date")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=MINUTES, verbose_name="minutes"),
                ),
                (
                    "with_whom",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.CharField(
                            choices=[
                                ("child", "the child"),
                                ("home", "the home"),
                                ("team", "the class team"),
                                ("advisor", "the resource advisor"),
                                ("leader", "the group leader"),
                                ("manager", "managers"),
                                ("other", "others"),
                            ],
                            max_length=10,
                        ),
                        blank=True,
                        default=list,
                        size=None,
                    ),
                ),
                ("line", models.CharField(blank=True, max_length=300, verbose_name="one line")),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("is_success", models.BooleanField(default=False, verbose_name="something went well")),
                ("children_count", models.PositiveSmallIntegerField(default=0, editable=False)),
                (
                    "settled",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, editable=False, size=None
                    ),
                ),
                ("expires_on", models.DateField(blank=True, editable=False, null=True)),
                ("logged_at", models.DateTimeField(auto_now_add=True)),
                ("corrected_at", models.DateTimeField(blank=True, null=True)),
                ("undone_at", models.DateTimeField(blank=True, null=True)),
                ("by", key("accounts.staffmember")),
                ("municipality", municipality()),
                ("pathway", key("cases.pathway", related_name="contacts")),
            ],
            options={
                "verbose_name": "contact",
                "ordering": ["-held_on", "-pk"],
                "indexes": [
                    models.Index(fields=["municipality", "pathway", "held_on"], name="contact_by_day"),
                    models.Index(fields=["municipality", "by", "logged_at"], name="contact_by_author"),
                    models.Index(
                        condition=models.Q(("expires_on__isnull", False)),
                        fields=["municipality", "expires_on"],
                        name="contact_expiring",
                    ),
                ],
            },
        ),
        migrations.CreateModel(
            name="ContactChild",
            fields=[
                ("id", number()),
                ("sector", models.CharField(choices=SECTORS, max_length=12)),
                ("note", models.CharField(blank=True, max_length=500, verbose_name="about this child")),
                ("expires_on", models.DateField(blank=True, editable=False, null=True)),
                ("child", key("cases.child", related_name="contacts")),
                ("contact", key("followup.contact", related_name="children")),
                ("municipality", municipality()),
                ("pathway_child", key("cases.pathwaychild", related_name="contacts")),
            ],
            options={
                "verbose_name": "note of a contact",
                "constraints": [
                    models.UniqueConstraint(fields=["contact", "pathway_child"], name="child_once_in_a_contact")
                ],
            },
        ),
        migrations.CreateModel(
            name="Slot",
            fields=[
                ("id", number()),
                ("uuid", models.UUIDField(default=uuid.uuid4, editable=False, unique=True)),
                (
                    "kind",
                    models.CharField(
                        choices=[
                            ("sparring", "Sparring"),
                            ("reflection", "Reflection"),
                            ("planning", "Planning"),
                            ("follow_up", "Following up"),
                        ],
                        max_length=10,
                        verbose_name="kind",
                    ),
                ),
                ("first_on", models.DateField(verbose_name="first day")),
                ("last_on", models.DateField(blank=True, null=True, verbose_name="last day")),
                (
                    "every_weeks",
                    models.PositiveSmallIntegerField(
                        default=1,
                        validators=[
                            django.core.validators.MinValueValidator(1),
                            django.core.validators.MaxValueValidator(8),
                        ],
                        verbose_name="every so many weeks",
                    ),
                ),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="to")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                (
                    "people",
                    django.contrib.postgres.fields.ArrayField(
                        base_field=models.BigIntegerField(), default=list, size=None
                    ),
                ),
                ("made_at", models.DateTimeField(auto_now_add=True)),
                ("made_by", key("accounts.staffmember")),
                ("municipality", municipality()),
                ("pathway", key("cases.pathway", blank=True, null=True, related_name="slots")),
                ("unit", key("accounts.organisationunit", blank=True, null=True, related_name="slots")),
            ],
            options={
                "verbose_name": "recurring time",
                "ordering": ["first_on", "starts_at", "pk"],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("pathway__isnull", False), ("unit", None)),
                            models.Q(("pathway", None), ("unit__isnull", False)),
                            _connector="OR",
                        ),
                        name="slot_is_of_one_place",
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="slot_ends_after_start"
                    ),
                    models.CheckConstraint(
                        condition=models.Q(("last_on", None), ("last_on__gte", models.F("first_on")), _connector="OR"),
                        name="slot_days_in_order",
                    ),
                    models.CheckConstraint(condition=models.Q(("every_weeks__gte", 1)), name="slot_comes_again"),
                ],
            },
        ),
        migrations.CreateModel(
            name="SlotDay",
            fields=[
                ("id", number()),
                ("on", models.DateField()),
                (
                    "state",
                    models.CharField(
                        choices=[
                            ("planned", "planned"),
                            ("held", "held"),
                            ("not_held", "not held"),
                            ("cancelled", "called off"),
                        ],
                        default="planned",
                        max_length=10,
                    ),
                ),
                ("day", models.DateField(verbose_name="day")),
                ("starts_at", models.TimeField(verbose_name="from")),
                ("ends_at", models.TimeField(verbose_name="to")),
                ("place", models.CharField(blank=True, max_length=120, verbose_name="place")),
                (
                    "minutes",
                    models.PositiveSmallIntegerField(blank=True, null=True, validators=MINUTES, verbose_name="minutes"),
                ),
                ("at", models.DateTimeField(auto_now=True)),
                ("by", key("accounts.staffmember")),
                (
                    "contact",
                    models.OneToOneField(
                        blank=True,
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="slot_day",
                        to="followup.contact",
                    ),
                ),
                ("municipality", municipality()),
                ("slot", key("followup.slot", related_name="settled_days")),
            ],
            options={
                "verbose_name": "day of a recurring time",
                "ordering": ["on"],
                "constraints": [
                    models.UniqueConstraint(fields=["slot", "on"], name="slot_day_once"),
                    models.CheckConstraint(
                        condition=models.Q(("ends_at__gt", models.F("starts_at"))), name="slot_day_ends_after_start"
                    ),
                ],
            },
        ),
        EnableTenant(
            "Contact",
            where=f"pathway_id in {pathways_of(CONTACTS)}",
            write=f"(by_id = {ME} and pathway_id in {pathways_of(WRITERS)}) or {SYSTEM}",
        ),
        EnableTenant("ContactChild", through={"contact_id": "followup_contact"}, wall=CONTACT),
        forget_words("followup_contact", "line"),
        forget_words("followup_contactchild", "note"),
        EnableTenant(
            "Slot",
            where=f"{MINE} or pathway_id in {pathways_of(MEETING)} or {reach({'unit': 'unit_id'}, MANAGERS)}",
            write=MINE,
        ),
        EnableTenant(
            "SlotDay",
            through={"slot_id": "followup_slot"},
            write=f"slot_id in (select s.id from followup_slot s where {MINE})",
        ),
    ]
