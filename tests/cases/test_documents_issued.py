"""What was given is kept as it was given."""

import hashlib

import pytest
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.documents import file_document, give_again, issue, unfile_document, withdraw_document
from cases.models import CustodyRelation, IssuedDocument
from tests.cast import acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00")


def given(x, by, **more):
    fields = {"pathway": x.w, "pathway_child": x.p1, "kind": "plan_parents", "title": "Plan", "pdf": b"%PDF 1"} | more
    return issue(by=by, **fields)


def test_the_bytes_and_their_hash_are_kept(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        document = given(x, person, parent=x.mother, recipient="Mor")
        kept = IssuedDocument.objects.visible_to(person).get(pk=document.pk)
        assert (bytes(kept.body), kept.sha256, kept.sector) == (
            b"%PDF 1",
            hashlib.sha256(b"%PDF 1").hexdigest(),
            "provider",
        )


def test_given_twice_it_is_one_document(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        assert given(x, person, parent=x.mother).pk == given(x, person, parent=x.mother).pk
        assert given(x, person, parent=x.father).pk != given(x, person, parent=x.mother).pk


def test_nothing_is_given_to_whom_access_is_suspended(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        CustodyRelation.objects.filter(pk=x.mother_custody.pk).update(
            suspended_from="2026-05-01", suspended_until="2026-06-01"
        )
        with pytest.raises(ValidationError):
            given(x, person, parent=x.mother)


def test_who_reads_no_document_gives_none(cast):
    x = cast.fjord
    with acting(x, "teacher") as person, pytest.raises(PermissionDenied):
        given(x, person)


def test_the_other_side_does_not_read_it(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        document = given(x, person, parent=x.mother)
    with acting(x, "resource_advisor") as person:
        assert not IssuedDocument.objects.visible_to(person).filter(pk=document.pk).exists()
        assert not IssuedDocument._base_manager.filter(pk=document.pk).exists()  # PostgreSQL alone


def test_taken_back_and_given_again_filed_and_not(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        document = given(x, person, parent=x.mother)
        assert withdraw_document(document=document, by=person).withdrawn_at is not None
        assert give_again(document=document, by=person).withdrawn_at is None
        filed = file_document(document=document, by=person)
        assert (str(filed.filed_on), filed.filed_by_id) == ("2026-05-21", person.staff_id)
        assert unfile_document(document=document, by=person).filed_on is None
        with pytest.raises(ValidationError):
            file_document(document=document, by=person, filed_on=filed.issued_at.date().replace(year=2027))
