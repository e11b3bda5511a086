"""What was given is kept as it was given."""

import hashlib
import threading

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.db.utils import OperationalError

from cases.actions.documents import file_document, give_again, issue, unfile_document, withdraw_document
from cases.models import Carer, CustodyRelation, IssuedDocument
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


# ---- two at once ----


def beside(x, who, act):
    """What `act(person)` does on a second connection while this one is still at it: its value, or its error's class."""
    said = []

    def run():
        try:
            with acting(x, who) as person:
                connection.cursor().execute("set local lock_timeout = '300ms'")
                said.append(act(person))
                raise _Back
        except _Back:
            pass
        except Exception as error:  # noqa: BLE001
            said.append(type(error))
        finally:
            connection.close()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return said[0]


class _Back(Exception):
    """Nothing of the second connection stays."""


def test_who_gives_the_same_beside_another_waits_and_finds_what_the_other_gave(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        first = given(x, person, parent=x.mother)
        assert first.is_new
        assert beside(x, "provider_manager", lambda who: given(x, who, parent=x.mother)) is OperationalError  # it waits
        other = beside(x, "provider_manager", lambda who: given(x, who, parent=x.mother, pdf=b"%PDF 2").is_new)
        assert other is True  # another document waits for nobody
    with acting(x, "provider_manager") as person:
        again = given(x, person, parent=x.mother)
        assert (again.pk, again.is_new, again.issued_by_id) == (first.pk, False, x.staff["group_leader"].pk)


def test_both_sides_giving_the_same_are_two_honest_rows(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        social = given(x, person, pathway_child=None, recipient="Netværksmødet")
    with acting(x, "resource_advisor") as person:
        school = given(x, person, pathway_child=None, recipient="Netværksmødet")
    assert (school.is_new, school.pk == social.pk, {school.sector, social.sector}) == (
        True,
        False,
        {"school", "provider"},
    )


def test_only_the_side_that_gave_it_takes_it_back_and_files_it(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        document = given(x, person, pathway_child=None, recipient="Netværksmødet")
    with acting(x, "group_leader") as person:
        assert IssuedDocument.objects.visible_to(person).filter(pk=document.pk).exists()
        for act in (withdraw_document, file_document):
            with pytest.raises(PermissionDenied):
                act(document=document, by=person)
    with acting(x, "principal") as person:
        assert file_document(document=document, by=person).filed_on is not None


def test_a_carer_who_cares_no_longer_is_given_nothing(cast):
    x = cast.fjord
    with acting(x, "caseworker") as person:
        document = given(x, person, carer=x.carer)
        Carer.objects.visible_to(person).filter(pk=x.carer.pk).update(ends_on="2026-05-20")
        withdraw_document(document=document, by=person)
        with pytest.raises(ValidationError):
            given(x, person, carer=x.carer, pdf=b"%PDF 2")
        with pytest.raises(ValidationError):
            give_again(document=document, by=person)
