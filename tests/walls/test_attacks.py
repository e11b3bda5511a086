"""What somebody with the application's own login might try."""

from datetime import date

import pytest
from django.db import DatabaseError, IntegrityError, ProgrammingError, connection, transaction

from accounts.models import RoleAssignment
from cases.models import CaseNote, Child, ChildAnnex, InformationExchange, Pathway, PathwayChild, SharingBasis
from core.context import current
from tests.cast import acting


@pytest.fixture
def fjord(cast, db):
    return cast.fjord


def run(sql, *args):
    with connection.cursor() as cursor:
        cursor.execute(sql, args)
        return cursor.fetchall() if cursor.description else None


def test_receiving_side_reads_and_never_writes(fjord):
    with acting(fjord, "resource_advisor"):
        assert ChildAnnex.objects.filter(pk=fjord.annex_family.pk).exists()
        assert ChildAnnex.objects.filter(pk=fjord.annex_family.pk).update(strengths="ændret") == 0
        assert InformationExchange.objects.filter(from_sector="provider").update(noun="x") == 0


def test_nobody_shares_what_is_the_others(fjord):
    with acting(fjord, "resource_advisor"):
        for from_sector in ("authority", "provider"):
            with pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
                fjord.make(
                    InformationExchange,
                    basis=fjord.basis, child=fjord.c1, from_sector=from_sector, to_sector="school", noun="note",
                    object_id=fjord.social_note.pk, started_by=fjord.staff["resource_advisor"],
                )  # fmt: skip
        fjord.make(
            InformationExchange,
            basis=fjord.basis, child=fjord.c1, from_sector="school", to_sector="ppr", noun="note",
            object_id=fjord.social_note.pk, started_by=fjord.staff["resource_advisor"],
        )  # fmt: skip
    with acting(fjord, "ppr_advisor"):
        assert not CaseNote.objects.filter(pk=fjord.social_note.pk).exists()


def test_withdrawn_basis_closes_everything_at_once(fjord):
    with acting(fjord, "caseworker"):
        assert ChildAnnex.objects.filter(pk=fjord.annex_school.pk).exists()
        SharingBasis.objects.filter(pk=fjord.basis.pk).update(withdrawn_at="2026-05-21T10:00+02:00")
        assert not ChildAnnex.objects.filter(pk=fjord.annex_school.pk).exists()
    with acting(fjord, "group_leader"):
        assert not ChildAnnex.objects.filter(pk=fjord.annex_school.pk).exists()
        assert Child.objects.filter(pk=fjord.c1.pk).exists()  # still her own: the family is in her group
    with acting(fjord, "resource_advisor"):
        assert not ChildAnnex.objects.filter(pk=fjord.annex_family.pk).exists()
        assert InformationExchange.objects.filter(basis=fjord.basis).count() == 5  # the history stays


def test_nobody_takes_an_unseen_child_into_a_pathway(fjord):
    with acting(fjord, "group_leader"), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        fjord.make(PathwayChild, pathway=fjord.g, child=fjord.c4, starts_on=date(2026, 1, 1))


@pytest.mark.parametrize("who", ["teacher", "principal", "dpo"])
def test_nobody_but_the_administrator_gives_roles(fjord, who):
    with acting(fjord, who), pytest.raises(ProgrammingError, match="row-level"), transaction.atomic():
        fjord.make(
            RoleAssignment,
            staff_member=fjord.staff[who],
            role="principal",
            scope="municipality",
            starts_on=date(2026, 1, 1),
        )


def test_a_key_into_another_municipality_fails_at_once(cast, fjord):
    with acting(fjord, "resource_advisor"), pytest.raises(IntegrityError), transaction.atomic():
        Pathway.objects.filter(pk=fjord.w.pk).update(co_lead=cast.bakke.staff["group_leader"])


def test_context_ends_with_its_block(fjord):
    with acting(fjord, "resource_advisor"):
        with acting(fjord, "other_principal"):
            assert set(Child.objects.values_list("pk", flat=True)) == {fjord.c3.pk}
        assert Child.objects.filter(pk=fjord.c4.pk).exists()
        assert current().user_id == fjord.users["resource_advisor"].pk
    with pytest.raises(ProgrammingError, match="no tenant context"), transaction.atomic():
        list(Child.objects.all())


def test_a_role_that_ended_opens_nothing(fjord):
    with pytest.raises(ProgrammingError, match="no live role"), acting(fjord, "ended"):
        pass


ATTACKS = [
    "update audit.change set actor = '1'",
    "delete from audit.access",
    "insert into audit.access (municipality_id, child_id, actor, roles, action, purpose) values (1, 1, 1, '{}', '', '')",
    "truncate audit.change",
    "select new from audit.change",
    "alter table cases_child disable trigger audit",
    "alter table cases_child disable row level security",
    "set session_replication_role = replica",
    "set role app_owner",
    "set role audit_owner",
    "select audit.log_change()",
    "create temp table accounts_roleassignment (id int)",
    "update programmes_programme set slug = 'x'",
    "delete from programmes_programmeversion",
]


@pytest.mark.parametrize("attack", ATTACKS)
def test_the_runtime_login_may_not(fjord, attack):
    with acting(fjord, "resource_advisor"), pytest.raises(DatabaseError), transaction.atomic():
        run(attack)


def test_writes_are_recorded_without_the_number(fjord):
    with acting(fjord, "resource_advisor"):
        child = Child(municipality=fjord.municipality, school=fjord.school, given_name="Ny", family_name="Elev")
        child.seal_cpr("6101051234")
        child.save()
        Child.objects.filter(pk=child.pk).update(given_name="Nyere")
    with acting(fjord, "dpo"):
        found = run(
            "select op, actor, columns from audit.change where noun = 'cases_child' and row_id = %s order by id",
            str(child.pk),
        )
    assert [(op, actor) for op, actor, _ in found] == [
        ("I", str(fjord.users["resource_advisor"].pk)),
        ("U", str(fjord.users["resource_advisor"].pk)),
    ]
    assert "cpr_sealed" not in found[0][2] and "address" not in found[0][2]
    assert set(found[1][2]) == {"given_name"}


def test_two_children_with_one_number_are_refused_without_showing_it(fjord):
    with acting(fjord, "resource_advisor"), pytest.raises(IntegrityError) as refused, transaction.atomic():
        for given_name in "ab":
            child = Child(municipality=fjord.municipality, school=fjord.school, given_name=given_name, family_name="")
            child.seal_cpr("6101051234")
            child.save()
    assert "6101051234" not in str(refused.value)
