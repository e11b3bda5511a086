from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError

from cases.actions.legal_bases import load_legal_bases
from cases.actions.notes import create_note
from cases.actions.offers import save_offer
from cases.actions.sharing import record_basis, share_all_of_my_side, share_item, share_new, withdraw_basis
from cases.models import (
    CaseNote,
    Child,
    ChildAnnex,
    InformationExchange,
    LegalBasis,
    Offer,
    OfferAnswer,
    PathwayChild,
    SharingBasis,
)
from cases.queries.sharing import unshared
from mapping.models import Perspective
from tests.cast import TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(TODAY):
        yield


def everybody_says_yes(x, person):
    save_offer(
        pathway_child=x.p2, informed_on=TODAY, method="meeting", by=person,
        answers={custody.pk: {"answer": "yes", "reason": ""} for custody in (x.mother2_custody, x.father2_custody)},
    )  # fmt: skip


def record(x, person, **changes):
    fields = {
        "pathway_child": x.p2,
        "legal_basis": x.basis_kind,
        "note": "Alt er fortalt.",
        "decided_on": TODAY,
        "by": person,
    }
    return record_basis(**fields | changes)


def exchanged(person, **having):
    rows = InformationExchange.objects.visible_to(person).filter(**having)
    return sorted(rows.values_list("from_sector", "to_sector", "noun"))


def test_basis_freezes_its_text_and_shares_the_schools_side(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        everybody_says_yes(x, person)
        basis = record(x, person)
        assert (basis.text_shown, basis.decided_on) == (x.basis_kind.text, TODAY)
        assert exchanged(person, child=x.c2) == [
            ("school", "ppr", "annex"), ("school", "ppr", "child_in_pathway"), ("school", "provider", "annex"),
            ("school", "provider", "child_in_pathway"), ("school", "provider", "offer"),
        ]  # fmt: skip
        assert record(x, person) == basis
    with acting(x, "group_leader") as person:
        assert [child.pk for child in Child.objects.visible_to(person).filter(pk=x.c2.pk)] == [x.c2.pk]
        assert ChildAnnex.objects.visible_to(person).filter(child=x.c2).count() == 1


def test_parents_who_disagree_rule_out_a_ground_that_needs_their_yes(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError) as refused:
            record(x, person)
        assert list(refused.value.message_dict) == ["legal_basis"]
        assert not SharingBasis.objects.visible_to(person).filter(child=x.c2).exists()


def test_another_ground_may_be_chosen_while_parents_disagree(cast, as_owner_grounds):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        ground = LegalBasis.objects.visible_to(person).get(key="administration_act_28")
        assert record(x, person, legal_basis=ground).text_shown == ground.text


@pytest.fixture
def as_owner_grounds(cast, db):
    with acting(cast.fjord, "administrator"):
        return load_legal_bases(cast.fjord.municipality)


def test_default_grounds_are_loaded_once(cast):
    with acting(cast.fjord, "administrator"):
        assert [ground.key for ground in load_legal_bases(cast.fjord.municipality)] == [
            "consent",
            "administration_act_28",
            "preventive_exchange",
        ]
        assert load_legal_bases(cast.fjord.municipality) == []


def test_ground_must_be_valid_on_the_day(cast):
    x = cast.fjord
    with acting(x, "administrator") as person:
        old = LegalBasis.objects.create(
            municipality=x.municipality,
            key="old",
            title="Gammel",
            text="Udløbet.",
            valid_from=date(2020, 1, 1),
            valid_to=date(2023, 12, 31),
        )
    with acting(x, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        record(x, person, legal_basis=old)
    assert list(refused.value.message_dict) == ["legal_basis"]


def test_each_side_shares_only_its_own(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        waiting = sorted((p.from_sector, p.to_sector, p.noun) for p in unshared(x.basis, person))
        assert ("provider", "school", "answer") in waiting
        assert {from_sector for from_sector, _to, _noun in waiting} == {"provider"}
        share_all_of_my_side(basis=x.basis, by=person)
        share_all_of_my_side(basis=x.basis, by=person)
        assert unshared(x.basis, person) == []
        assert exchanged(person, from_sector="provider", noun="answer") == [
            ("provider", "authority", "answer"),
            ("provider", "school", "answer"),
        ]
    with acting(x, "resource_advisor") as person:
        assert Perspective.objects.visible_to(person).filter(pk=x.parent_voice.pk).exists()


def test_another_sides_thing_cannot_be_shared(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person, pytest.raises(PermissionDenied):
        share_item(basis=x.basis, noun="annex", obj=x.annex_family, to_sector="authority", by=person)


def test_note_crosses_by_name_only(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        note = create_note(child=x.c1, body="Husk mødet.", by=person)
        share_all_of_my_side(basis=x.basis, by=person)
    with acting(x, "group_leader") as person:
        assert not CaseNote.objects.visible_to(person).filter(pk=note.pk).exists()
    with acting(x, "resource_advisor") as person:
        share_item(basis=x.basis, noun="note", obj=note, to_sector="provider", by=person)
    with acting(x, "group_leader") as person:
        assert CaseNote.objects.visible_to(person).get(pk=note.pk).body == "Husk mødet."
    with acting(x, "teacher") as person:
        assert not CaseNote.objects.visible_to(person).filter(sector__in=("provider", "authority")).exists()


def test_new_row_follows_a_live_basis(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = share_new(child=x.c1, pathway=x.w, noun="offer", obj=x.offer, by=person)
        assert sorted(exchange.to_sector for exchange in made) == ["authority", "provider"]
        assert share_new(child=x.c2, pathway=x.w, noun="offer", obj=x.offer2, by=person) == []
    with acting(x, "teacher") as person:
        assert share_new(child=x.c1, pathway=x.w, noun="answer", obj=x.teacher_voice, by=person) == []


def test_withdrawn_basis_shuts_the_other_side_out_and_keeps_the_history(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        withdraw_basis(basis=x.basis, reason="Mor vil ikke mere.", by=person)
        assert exchanged(person, child=x.c1, basis=x.basis) == [
            ("provider", "school", "annex"), ("provider", "school", "participation"), ("school", "authority", "annex"), ("school", "provider", "annex"),
            ("school", "provider", "finding"),
        ]  # fmt: skip
        assert not ChildAnnex.objects.visible_to(person).filter(pk=x.annex_family.pk).exists()
        again = withdraw_basis(basis=x.basis, reason="", by=person)
        assert again.withdrawn_reason == "Mor vil ikke mere."
        with pytest.raises(ValidationError):
            share_all_of_my_side(basis=x.basis, by=person)
    with acting(x, "group_leader") as person:
        assert not ChildAnnex.objects.visible_to(person).filter(pk=x.annex_school.pk).exists()
        assert ChildAnnex.objects.visible_to(person).filter(pk=x.annex_family.pk).exists()


def test_new_basis_after_a_withdrawn_one_shares_again(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        withdraw_basis(basis=x.basis, reason="Mor vil tænke.", by=person)
        basis = record(x, person, pathway_child=x.p1)
        assert exchanged(person, basis=basis, noun="annex") == [
            ("school", to, "annex") for to in ("authority", "ppr", "provider")
        ]
    with acting(x, "group_leader") as person:
        share_all_of_my_side(basis=basis, by=person)
        ended = InformationExchange.objects.visible_to(person).filter(basis=x.basis, from_sector="provider")
        assert {row.withdrawn_at is None for row in ended} == {False}


def test_withdrawal_needs_a_reason_and_one_of_three_roles(cast):
    x = cast.fjord
    with acting(x, "caseworker") as person, pytest.raises(ValidationError):
        withdraw_basis(basis=x.basis, reason="", by=person)
    for who in ("principal", "teacher"):
        with acting(x, who) as person, pytest.raises(PermissionDenied):
            withdraw_basis(basis=x.basis, reason="Nej.", by=person)


@pytest.mark.parametrize("who", ["teacher", "both"])
def test_class_team_sees_neither_social_notes_nor_parents_answers_nor_offers(cast, who):
    x = cast.fjord
    with acting(x, who) as person:
        assert not CaseNote.objects.visible_to(person).exclude(sector="school").exists()
        assert not Perspective.objects.visible_to(person).filter(informant="parent").exists()
        assert not Offer.objects.visible_to(person).exists()
        assert not OfferAnswer.objects.visible_to(person).exists()
        assert PathwayChild.objects.seen_with_child(person).count() == 2


@pytest.mark.parametrize(
    "who, sector",
    [("teacher", "school"), ("ppr_advisor", "ppr"), ("group_leader", "provider"), ("caseworker", "authority")],
)
def test_note_stands_in_the_authors_sector(cast, who, sector):
    with acting(cast.fjord, who) as person:
        assert create_note(child=cast.fjord.c1, body=" Kort. ", by=person).sector == sector


def test_principal_writes_no_notes(cast):
    with acting(cast.fjord, "principal") as person, pytest.raises(PermissionDenied):
        create_note(child=cast.fjord.c1, body="Kort.", by=person)
