"""What PostgreSQL holds, compared whole: a policy that a later migration drops silently is found here.

After a wanted change: SAMSPIL_ACCEPT_POLICIES=1 pytest tests/walls/test_catalogue.py, and read the diff of policies.txt.
"""

import os
import re
from pathlib import Path

import pytest
from django.apps import apps
from django.db import connection

from core.tenancy import Municipal

POLICIES = Path(__file__).with_name("policies.txt")
MUNICIPAL = [model for model in apps.get_models() if issubclass(model, Municipal)]
GLOBAL = {
    "accounts_municipality",
    "accounts_user",
    "programmes_programme",
    "programmes_programmeversion",
    "programmes_versioncontent",
    "programmes_instrumentversion",
    "account_emailaddress",
    "account_emailconfirmation",
    "auth_group",
    "auth_group_permissions",
    "auth_permission",
    "django_content_type",
    "django_session",
    "django_migrations",
    "followup_heartbeat",
    "cache",
}


def rows(sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall()


def test_policies_are_those_we_agreed_on(db):
    found = rows(
        "select schemaname || '.' || tablename || ' ' || policyname || ' ' || permissive || ' ' || cmd || ' ' || roles::text, "
        "coalesce(qual, '-'), case when with_check is not distinct from qual then 'the same' else coalesce(with_check, '-') end "
        "from pg_policies order by 1"
    )
    lines = []
    for name, using, check in found:
        lines += [name, "  using " + re.sub(r"\s+", " ", using), "  check " + re.sub(r"\s+", " ", check)]
    if os.environ.get("SAMSPIL_ACCEPT_POLICIES"):
        POLICIES.write_text("\n".join(lines) + "\n")
    assert lines == POLICIES.read_text().splitlines()


@pytest.mark.parametrize("model", MUNICIPAL, ids=lambda model: model.__name__)
def test_municipal_table_is_walled(db, model):
    table = model._meta.db_table
    assert rows("select relrowsecurity, relforcerowsecurity from pg_class where oid = %s::regclass", table) == [
        (True, True)
    ]
    assert rows(
        "select count(*) from pg_policies where tablename = %s and policyname = 'tenant' and permissive = 'RESTRICTIVE'",
        table,
    ) == [(1,)]
    keys = rows(
        "select condeferrable, (select array_agg(attname::text) from pg_attribute where attrelid = conrelid and attnum = any(conkey)) "
        "from pg_constraint where conrelid = %s::regclass and contype = 'f'",
        table,
    )
    immediate = {frozenset(columns) for deferrable, columns in keys if not deferrable}
    wanted = {
        frozenset({"municipality_id", f.column})
        for f in model._meta.local_fields
        if f.is_relation and issubclass(f.related_model, Municipal)
    }
    assert wanted - immediate == set()


UNAUDITED = {
    "accounts_receivedkey",
    "insight_insightfigure",
    "classes_importdraft",
    "accounts_draft",
    # made by the clock, thousands a day: the rows themselves say what was sent to whom, when, and who laid it aside
    "followup_reminder",
    "followup_outboxmail",
    "followup_dailyrun",
    # one person's own, gone after a day: the log of looks says who took which child's plan out
    "insight_documentbundle",
    "insight_bundlepart",
    "cases_linkvisit",  # is a log itself
}


def test_every_municipal_table_is_audited(db):
    audited = {
        t for (t,) in rows("select tgrelid::regclass::text from pg_trigger where tgname = 'audit' and tgenabled = 'O'")
    }
    assert {model._meta.db_table for model in MUNICIPAL} - audited <= UNAUDITED


def test_no_other_table_holds_anything(db):
    tables = {t for (t,) in rows("select tablename from pg_tables where schemaname = 'public'")}
    assert tables - {model._meta.db_table for model in MUNICIPAL} == GLOBAL


def test_no_view_looks_past_the_walls(db):
    assert rows(
        "select count(*) from pg_class where relkind in ('m', 'v') and relnamespace = 'public'::regnamespace"
    ) == [(0,)]
