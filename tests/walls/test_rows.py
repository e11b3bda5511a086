"""The two walls, row by row: every canary in every municipal table, as each of the cast, through each wall alone."""

import re

import pytest
from django.apps import apps
from django.db import ProgrammingError, connection, transaction

from cases.models import ConcernNotification
from core.context import NoContext
from core.tenancy import Municipal
from tests.cast import SENT, acting
from tests.walls.truth import CONCERNS, READS

MUNICIPAL = [model for model in apps.get_models() if issubclass(model, Municipal)]
WITH_WORDS = [
    model
    for model in MUNICIPAL
    if any(f.get_internal_type() in ("CharField", "TextField") for f in model._meta.local_fields)
]


def canaries(rows):
    return set(re.findall(r"Qx(Fjord|Bakke)([A-Z]\w*)", " ".join(str(value) for row in rows for value in row)))


def read_all(select):
    """Every canary that `select(model)` gives over all municipal tables."""
    return set().union(*(canaries(select(model).values_list()) for model in WITH_WORDS))


def own(found):
    return {what for name, what in found if name == "Fjord"}


@pytest.mark.parametrize("who", READS)
def test_database_alone_shows_no_more_than_the_table(cast, db, who):
    with acting(cast.fjord, who):
        found = read_all(lambda model: model.objects.all())
    assert {name for name, what in found} <= {"Fjord"}
    assert own(found) == set(READS[who].split())


@pytest.mark.parametrize("who", READS)
def test_application_alone_shows_no_more_than_the_table(cast, as_owner, db, who):
    with acting(cast.fjord, who) as person:
        found = read_all(lambda model: model.objects.visible_to(person))
    assert {name for name, what in found} <= {"Fjord"}
    assert own(found) == set(READS[who].split())


@pytest.mark.parametrize("who", READS)
def test_database_alone_tells_of_a_concern_only_to_those_it_is_for(cast, db, who):
    with acting(cast.fjord, who):
        found = set(ConcernNotification.objects.values_list("sent_on", flat=True))
    assert found == {SENT[what] for what in CONCERNS.get(who, "").split()}


@pytest.mark.parametrize("who", READS)
def test_application_alone_tells_of_a_concern_only_to_those_it_is_for(cast, as_owner, db, who):
    with acting(cast.fjord, who) as person:
        found = set(ConcernNotification.objects.visible_to(person).values_list("sent_on", flat=True))
    assert found == {SENT[what] for what in CONCERNS.get(who, "").split()}


@pytest.mark.parametrize("model", MUNICIPAL, ids=lambda model: model.__name__)
def test_without_context_both_walls_raise(cast, db, model):
    with pytest.raises(ProgrammingError, match="no tenant context"), transaction.atomic():
        list(model.objects.all())
    with pytest.raises(NoContext):
        model.objects.visible_to(None)


@pytest.mark.parametrize("model", MUNICIPAL, ids=lambda model: model.__name__)
def test_every_table_has_a_row_in_the_cast(cast, as_owner, db, model):
    """Without one, "raises without context" would prove nothing: an empty table never asks its policy."""
    assert model._base_manager.filter(municipality=cast.fjord.municipality).exists()


def test_runtime_role_is_weak(db):
    with connection.cursor() as cursor:
        cursor.execute(
            "select current_user::text, session_user::text, rolsuper, rolbypassrls, rolcreatedb, "
            "(select count(*) from pg_class where relowner = 'app_rw'::regrole) from pg_roles where rolname = current_user"
        )
        assert cursor.fetchone() == ("app_rw", "app_rw", False, False, False, 0)
