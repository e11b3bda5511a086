"""`seed_demo --times N`: Fjordby N times as large, for measuring: the same people, with a municipality's size around them.

As the owner, each table's rows are copied N - 1 times with their keys moved, past all actions; nobody is meant to read
them. Schools, their people, classes, pupils, families, pathways and all that hangs on these become many; the units that
are one in a municipality stay one, so their manager's lists grow while everybody else reaches what she reached.
"""

from graphlib import TopologicalSorter

from django.apps import apps
from django.conf import settings
from django.db import connection, transaction

from accounts.models import Draft, LocalText, OrganisationUnit, ReceivedKey, StaffMember, User, WordAdvice
from cases.models import LegalBasis
from classes.models import ImportDraft
from core.tenancy import Municipal
from followup.models import OutboxMail, SchoolBreak
from insight.models import InsightFigure

STEP = 1_000_000  # further than any key of the demo
LEFT = (LegalBasis, SchoolBreak, InsightFigure, ReceivedKey, ImportDraft, OutboxMail, Draft, LocalText, WordAdvice)
ONE_OF_EACH = "('administrator', 'system', 'steering_group', 'evaluator', 'dpo', 'training_lead')"
COPIED = {
    OrganisationUnit: "kind = 'school'",
    StaffMember: f"not exists (select from accounts_roleassignment r where r.staff_member_id = t.id and r.role in {ONE_OF_EACH})",
}
CHANGED = {
    "accounts_organisationunit.name": "t.name || ' ' || k.n + 1",
    "accounts_user.email": "k.n + 1 || '.' || t.email",
    "cases_child.cpr_index": "sha256(t.cpr_index || int4send(k.n))",
    "cases_informationexchange.object_id": f"t.object_id + k.n * {STEP}",
}


def scale(municipality, times):
    """Copy the municipality's rows `times` - 1 times. The connection must be the owner's."""
    tables = [model for model in _in_order() if model not in LEFT]
    with transaction.atomic(), connection.cursor() as db:
        for model in [User, *tables]:
            _note_copied(db, model, municipality)
        for model in [User, *tables]:
            _copy(db, model, times)
            db.execute(
                f"select setval(pg_get_serial_sequence('{model._meta.db_table}', 'id'), (select max(id) from {model._meta.db_table}))"
            )


def as_owner():
    connection.close()
    connection.settings_dict.update({key: settings.OWNER[key] for key in ("USER", "PASSWORD", "HOST", "PORT")})


def _in_order():
    """Municipal models, each after those that it points to: their keys are checked at once."""
    models = [model for model in apps.get_models() if issubclass(model, Municipal)]
    before = {model: {field.related_model for field in _keys(model)} - {model} for model in models}
    return list(TopologicalSorter(before).static_order())


def _keys(model):
    return [
        field
        for field in model._meta.local_concrete_fields
        if field.is_relation and issubclass(field.related_model, Municipal)
    ]


def _note_copied(db, model, municipality):
    table = model._meta.db_table
    if model is User:
        where = f"id in (select user_id from {StaffMember._meta.db_table} t where municipality_id = {municipality.pk} and {COPIED[StaffMember]})"
    else:
        where = " and ".join([f"municipality_id = {municipality.pk}", COPIED.get(model, "true"), *_of_copied(model)])
    db.execute(f"create temporary table copied_{table} on commit drop as select id from {table} t where {where}")
    db.execute(f"create unique index on copied_{table} (id)")


def _of_copied(model):
    """Rows that say something of one who stays alone are not repeated."""
    if model._meta.db_table == "accounts_roleassignment":
        yield "staff_member_id in (select id from copied_accounts_staffmember)"


def _copy(db, model, times):
    table = model._meta.db_table
    fields = {f'"{field.column}"': _value(model, field) for field in model._meta.local_concrete_fields}
    db.execute(
        f"insert into {table} ({', '.join(fields)}) select {', '.join(fields.values())} "
        f"from {table} t join copied_{table} using (id) cross join generate_series(1, {times - 1}) k(n)"
    )


def _value(model, field):
    column = f't."{field.column}"'
    if field.primary_key:
        return f"{column} + k.n * {STEP}"
    if field.get_internal_type() == "UUIDField" and field.unique:
        return "gen_random_uuid()"
    if field.column == "scope_id":
        return _moved(
            column, "accounts_organisationunit", f"t.scope not in ('unit', 'school') and {column} is not null or "
        )
    if (
        field.is_relation
        and field.related_model not in LEFT
        and (field.related_model is User or issubclass(field.related_model, Municipal))
    ):
        return _moved(column, field.related_model._meta.db_table)
    return CHANGED.get(f"{model._meta.db_table}.{field.column}", column)


def _moved(column, table, otherwise=""):
    return f"case when {otherwise}{column} in (select id from copied_{table}) then {column} + k.n * {STEP} else {column} end"
