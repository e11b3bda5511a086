"""The cooperation agreement: written by one, signed by four, never by another, never over somebody else's words."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, transaction
from django.urls import reverse

from cases.actions.agreements import (
    keep_agreement,
    name_signer,
    new_version,
    send_out,
    sign,
    start_agreement,
    take_back,
    withdraw_signature,
    write_agreement,
)
from cases.models import AgreementSignature, CooperationAgreement, Pathway
from cases.queries.agreements import agreements, changes, standing_of
from followup.models import Task
from tests.cast import TODAY, acting

pytestmark = pytest.mark.django_db
FOUR = ("other_advisor", "other_leader", "other_principal", "provider_manager")
COLUMNS = ("advisor", "leader", "principal", "manager")


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def of(x, who, **more):
    with acting(x, who) as person:
        return CooperationAgreement.objects.visible_to(person).get(school=x.other_school, **more)


def write(x, who="other_advisor", **changed):
    """A draft between the other school and the provider, its four named."""
    with acting(x, who) as by:
        made = start_agreement(pathway=Pathway.objects.get(pk=x.w2.pk), by=by)
        words = {name: getattr(made, name) for name in made.TEXTS} | {"row_version": made.row_version} | changed
        signers = {column: x.staff[name] for column, name in zip(COLUMNS, FOUR, strict=True)}
        return write_agreement(
            agreement=made, steps=made.steps, review_on=made.review_on, signers=signers, by=by, **words
        )


def send(x):
    made = write(x)
    with acting(x, "other_advisor") as by:
        return send_out(agreement=made, by=by)


def signed_by(x, who, agreement, content_hash=None):
    with acting(x, who) as by:
        return sign(agreement=agreement, content_hash=content_hash or agreement.content_hash, by=by)


def signed_by_all(x):
    made = send(x)
    for who in FOUR:
        signed_by(x, who, made)
    return of(x, "other_advisor")


def test_it_begins_with_the_programmes_words_and_those_who_can_sign(x):
    with acting(x, "other_advisor") as by:
        made = start_agreement(pathway=Pathway.objects.get(pk=x.w2.pk), by=by)
        again = start_agreement(pathway=Pathway.objects.get(pk=x.w2.pk), by=by)
    assert (made.pk, made.number, made.state, made.review_on) == (again.pk, 1, "draft", date(2027, 5, 21))
    assert (len(made.steps), made.roles.startswith("Ressourcevejlederen leder klasseforløbet")) == (6, True)
    assert [getattr(made, f"{column}_id") for column in COLUMNS] == [x.staff[who].pk for who in FOUR]


def test_four_signatures_put_it_in_force(x):
    made = send(x)
    states = [signed_by(x, who, made).state for who in FOUR]
    assert states == ["out", "out", "out", "signed"]
    found = of(x, "other_advisor")
    assert (found.signed_on, found.state) == (TODAY, "signed")


def test_signed_twice_is_signed_once(x):
    made = send(x)
    signed_by(x, "other_leader", made)
    signed_by(x, "other_leader", made)
    with acting(x, "other_leader"):
        assert AgreementSignature.objects.filter(agreement=made).count() == 1


@pytest.mark.parametrize("who", ["group_leader", "principal", "learning_advisor", "teacher", "administrator"])
def test_nobody_else_signs(x, who):
    made = send(x)
    with pytest.raises(PermissionDenied):
        signed_by(x, who, made)


def test_the_database_lets_nobody_sign_for_another(x):
    made = send(x)
    with (
        acting(x, "other_advisor") as by,
        pytest.raises(ProgrammingError, match="row-level security"),
        transaction.atomic(),
    ):
        AgreementSignature.objects.create(
            municipality_id=by.municipality_id, agreement=made, role="principal",
            staff_member=x.staff["other_principal"], content_hash=made.content_hash,
        )  # fmt: skip


def test_a_role_that_ended_does_not_sign(x, cast):
    made = send(x)
    with acting(x, "administrator") as by:
        from accounts.actions import end_role
        from accounts.models import RoleAssignment

        given = RoleAssignment.objects.get(staff_member=x.staff["other_principal"])
        end_role(assignment=given, ends_on=date(2026, 5, 20), by=by)
    with pytest.raises((PermissionDenied, ProgrammingError)):
        signed_by(x, "other_principal", made)


def test_words_that_changed_since_are_read_before_they_are_signed(x):
    """Taken back, written anew and sent out again in one tab while the signing page stood open in another."""
    made = send(x)
    old = made.content_hash
    with acting(x, "other_advisor") as by:
        take_back(agreement=made, by=by)
    write(x, channels="Kun telefon.", row_version=of(x, "other_advisor").row_version)
    with acting(x, "other_advisor") as by:
        send_out(agreement=made, by=by)
    with pytest.raises(ValidationError, match="Teksten er ændret"):
        signed_by(x, "other_leader", made, old)
    assert of(x, "other_advisor").state == "out"


def test_two_who_write_at_once_do_not_overwrite_each_other(x):
    made = write(x)
    write(x, who="other_principal", row_version=made.row_version, channels="Telefon hver fredag.")
    with pytest.raises(ValidationError) as error:
        write(x, row_version=made.row_version, channels="Mail.")
    assert error.value.code == "stale"
    assert of(x, "other_advisor").channels == "Telefon hver fredag."


def test_a_signature_is_taken_back_until_all_four_have_signed(x):
    made = send(x)
    signed_by(x, "other_leader", made)
    with acting(x, "other_leader") as by:
        withdraw_signature(agreement=made, by=by)
        assert made.signatures.standing().count() == 0
    for who in FOUR:
        signed_by(x, who, made)
    with acting(x, "other_leader") as by, pytest.raises(ValidationError, match="Alle fire"):
        withdraw_signature(agreement=made, by=by)


def test_a_change_after_a_signature_is_a_new_version_that_says_what_changed(x):
    made = send(x)
    signed_by(x, "other_leader", made)
    with acting(x, "other_advisor") as by:
        with pytest.raises(ValidationError, match="ny version"):
            take_back(agreement=made, by=by)
        copy = new_version(agreement=made, by=by)
        assert new_version(agreement=copy, by=by).pk == copy.pk
        signers = {column: x.staff[name] for column, name in zip(COLUMNS, FOUR, strict=True)}
        steps = [*copy.steps[:5], {"who": "De to ledere", "what": "mødes", "when": "hver måned"}]
        write_agreement(
            agreement=copy, row_version=copy.row_version, steps=steps, review_on=copy.review_on, signers=signers, by=by,
            roles=copy.roles, channels="Kun telefon.", meetings=copy.meetings,
        )  # fmt: skip
        copy.refresh_from_db()
        made.refresh_from_db()
        assert (made.state, copy.number, copy.state) == ("superseded", 2, "draft")
        assert changes(copy, made) == [
            "Trin 6 er nyt: De to ledere mødes, hver måned.",
            "Taget ud: De to ledere rydder vejen, når tid, vikar eller lokaler mangler, inden for en uge.",
            "Kanaler er skrevet om.",
        ]


def test_the_one_in_force_stays_until_the_next_is_signed(x):
    first = signed_by_all(x)
    with acting(x, "other_advisor") as by:
        copy = new_version(agreement=first, by=by)
        send_out(agreement=copy, by=by)
    for who in FOUR[:3]:
        signed_by(x, who, copy)
    assert of(x, "other_advisor", number=1).state == "signed"
    signed_by(x, FOUR[3], copy)
    assert [of(x, "other_advisor", number=n).state for n in (1, 2)] == ["superseded", "signed"]


def test_it_is_not_sent_out_with_something_missing(x):
    made = write(x, meetings="  ")
    with acting(x, "other_advisor") as by, pytest.raises(ValidationError, match="Mangler endnu: Møder"):
        send_out(agreement=made, by=by)


def test_the_same_person_signs_once_only(x):
    made = write(x)
    with acting(x, "other_advisor") as by, pytest.raises(ValidationError, match="to gange"):
        write_agreement(
            agreement=made, row_version=made.row_version, steps=made.steps, review_on=made.review_on, by=by,
            signers={"advisor": x.staff["other_advisor"], "principal": x.staff["other_advisor"]},
        )  # fmt: skip


def test_a_cpr_number_is_refused(x):
    with pytest.raises(ValidationError) as error:
        write(x, channels="Ring om 630914-4011.")
    assert list(error.value.message_dict) == ["channels"]


def test_each_of_the_four_is_asked_by_a_task_that_signing_settles(x):
    made = send(x)
    with acting(x, "other_principal") as by:
        mine = Task.objects.visible_to(by).get(owner=x.staff["other_principal"], agreement=made)
        assert (mine.due_on, mine.settled_on) == (date(2026, 6, 4), None)
    signed_by(x, "other_principal", made)
    with acting(x, "other_principal"):
        mine.refresh_from_db()
        assert (mine.settled_on, mine.left_out_because) == (TODAY, "")


def test_taken_back_nobody_is_asked_any_more(x):
    made = send(x)
    with acting(x, "other_advisor") as by:
        take_back(agreement=made, by=by)
        found = Task.objects.visible_to(by).filter(agreement=made)
        assert {task.left_out_because for task in found} == {"Aftalen blev taget tilbage."}
        assert found.open().count() == 0


def test_another_signs_when_the_one_named_cannot(x):
    made = send(x)
    signed_by(x, "other_advisor", made)
    with acting(x, "other_principal") as by:
        name_signer(agreement=made, role="group_leader", staff_member=x.staff["group_leader"], by=by)
    with pytest.raises(PermissionDenied):
        signed_by(x, "other_leader", made)
    signed_by(x, "group_leader", made)
    with acting(x, "other_principal"):
        assert made.signatures.standing().count() == 2


def test_looked_at_again_it_keeps_its_signatures(x):
    made = signed_by_all(x)
    with time_machine.travel("2027-05-25 10:00", tick=False), acting(x, "other_advisor") as by:
        assert standing_of(Pathway.objects.get(pk=x.w2.pk), by, date(2027, 5, 25)).words == "Skal ses igennem"
        with pytest.raises(ValidationError, match="ikke er kommet"):
            keep_agreement(agreement=made, review_on=date(2027, 5, 25), by=by)
        keep_agreement(agreement=made, review_on=date(2028, 5, 25), by=by)
        assert standing_of(Pathway.objects.get(pk=x.w2.pk), by, date(2027, 5, 25)).words == "Underskrevet"
        assert made.signatures.standing().count() == 4


def test_the_daily_job_asks_for_the_review_once(x):
    made = signed_by_all(x)
    from followup.agreements import follow_all

    with time_machine.travel("2027-05-01 06:00", tick=False), acting(x, "system"):
        assert [follow_all(date(2027, 5, 1)) for _ in range(2)] == [
            {"agreements": 2},
            {"agreements": 0},
        ]  # the cast has one too
        task = Task.objects.get(agreement=made, kind="review")
        assert (task.owner_id, task.due_on) == (x.staff["other_advisor"].pk, date(2027, 5, 21))


def test_the_class_page_says_that_it_is_missing(x, client):
    client.force_login(x.users["other_advisor"])
    page = reverse("pathway_detail", args=[x.w2.uuid])
    assert "Samarbejdsaftale mangler" in client.get(page).content.decode()
    signed_by_all(x)
    text = client.get(page).content.decode()
    assert ("Samarbejdsaftale mangler" in text, "Samarbejdsaftale</a>" in text) == (False, True)


def test_the_class_team_is_not_told_of_it(x, client):
    client.force_login(x.users["other_teacher"])
    assert "Samarbejdsaftale" not in client.get(reverse("pathway_detail", args=[x.w2.uuid])).content.decode()


def test_f14_says_whether_it_was_signed_before_the_first_start(x):
    signed_by_all(x)
    with acting(x, "provider_manager") as person:
        found = {each.school.pk: each for each in agreements(person, TODAY)}
    first, other = found[x.school.pk], found[x.other_school.pk]
    assert (first.first_start, first.signed_on, first.in_time, first.reviewed) == (
        date(2026, 2, 24), date(2026, 1, 20), True, True,
    )  # fmt: skip
    assert (other.first_start, other.signed_on, other.in_time) == (date(2026, 2, 10), TODAY, False)
