"""The pages of the cooperation agreement: written, sent out, signed, renewed and read."""

import pytest
import time_machine
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.agreements import (
    new_version,
)
from cases.models import CooperationAgreement
from tests.cases.test_agreements import COLUMNS, FOUR, of, send, signed_by, signed_by_all, write
from tests.cast import TODAY, acting

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def post(client, x, who, name, made, *args, **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=[made.uuid, *args]), data)


def form_of(made, **changed):
    found = {f"step_{at}_{name}": step[name] for at, step in enumerate(made.steps) for name in step}
    found |= {name: getattr(made, name) for name in ("roles", "channels", "meetings")}
    found |= {"review_on": made.review_on.isoformat(), "row_version": made.row_version}
    return found | {column: getattr(made, f"{column}_id") for column in COLUMNS} | changed


def test_it_is_written_and_sent_out_from_one_page(x, client):
    made = write(x)
    answer = post(
        client, x, "other_principal", "agreement_edit", made, **form_of(made, channels="Telefon.", then="send")
    )
    assert answer.url == reverse("agreement_detail", args=[made.uuid])
    assert (of(x, "other_advisor").state, of(x, "other_advisor").channels) == ("out", "Telefon.")


def test_a_step_without_what_is_done_is_refused_and_the_rest_is_kept(x, client):
    made = write(x)
    answer = post(client, x, "other_advisor", "agreement_edit", made, **form_of(made, step_0_what="", roles="Nyt."))
    assert answer.status_code == 422
    text = answer.content.decode()
    assert ("tøm hele rækken" in text, ">\nNyt." in text) == (True, True)


def test_saving_an_older_one_shows_what_stands_now(x, client):
    made = write(x)
    write(x, who="other_principal", row_version=made.row_version, channels="Telefon hver fredag.")
    answer = post(client, x, "other_advisor", "agreement_edit", made, **form_of(made, channels="Mit eget."))
    text = answer.content.decode()
    assert (answer.status_code, "Telefon hver fredag." in text, ">\nMit eget." in text) == (422, True, True)


def test_signing_is_one_tap_that_can_be_undone(x, client):
    made = send(x)
    client.force_login(x.users["other_leader"])
    page = client.get(reverse("agreement_detail", args=[made.uuid])).content.decode()
    assert (page.count("Skriv aftalen under"), made.content_hash in page) == (1, True)
    answer = client.post(reverse("agreement_sign", args=[made.uuid]), {"words": made.content_hash}, follow=True)
    undo = next(
        tag[5:] for tag in str(next(iter(answer.context["messages"])).extra_tags).split() if tag.startswith("undo:")
    )
    client.post(undo)
    with acting(x, "other_leader"):
        assert made.signatures.standing().count() == 0


def test_a_new_version_is_undone_and_the_signatures_stand_again(x, client):
    made = send(x)
    signed_by(x, "other_leader", made)
    client.force_login(x.users["other_advisor"])
    answer = client.post(reverse("agreement_new_version", args=[made.uuid]), follow=True)
    undo = next(
        tag[5:] for tag in str(next(iter(answer.context["messages"])).extra_tags).split() if tag.startswith("undo:")
    )
    client.post(undo)
    found = of(x, "other_advisor")
    with acting(x, "other_advisor"):
        assert (found.state, found.number, found.signatures.standing().count()) == ("out", 1, 1)


def test_the_pdf_holds_the_words_and_the_signatures(x):
    from cases.documents_agreement import agreement_document

    made = signed_by_all(x)
    with acting(x, "other_advisor") as person:
        found = agreement_document(CooperationAgreement.objects.visible_to(person).select_related("school", "provider", "programme_version", "municipality").get(pk=made.pk), person)  # fmt: skip
    assert [(line.name, line.on) for line in found.signed] == [(x.staff[who].name, "21. maj 2026") for who in FOUR]
    assert (found.sheet.title, len(found.steps)) == ("Samarbejdsaftale", 6)


def test_the_list_asks_the_same_for_one_and_for_many(x, client):
    def asked():
        client.force_login(x.users["provider_manager"])
        client.get("/samarbejdsaftaler/")
        with CaptureQueriesContext(
            connection,
        ) as queries:
            assert client.get("/samarbejdsaftaler/").status_code == 200
        return len(queries)

    few = asked()
    send(x)
    signed_by(x, "other_leader", of(x, "other_advisor"))
    assert asked() == few


def test_the_same_state_stands_once_between_two_units(x):
    first = signed_by_all(x)
    with acting(x, "other_advisor") as by:
        copy = new_version(agreement=first, by=by)
        with pytest.raises(IntegrityError), transaction.atomic():
            CooperationAgreement.objects.filter(pk=copy.pk).update(
                state="signed", signed_on=TODAY, sent_at=first.sent_at
            )


def test_while_there_is_none_it_is_begun_from_the_class_page(x, client):
    client.force_login(x.users["other_advisor"])
    page = reverse("agreement_of", args=[x.w2.uuid])
    answer = client.get(page)
    assert (answer.status_code, "Begynd på aftalen" in answer.content.decode()) == (200, True)
    first, second = (client.post(page, {"form_key": "0d3b3c52-4d0f-4f0e-9a55-7d1a3c5f9a22"}).url for _ in range(2))
    assert first == second == reverse("agreement_edit", args=[of(x, "other_advisor").uuid])


def test_somebody_of_another_municipality_finds_nothing(cast, client):
    client.force_login(cast.bakke.users["resource_advisor"])
    for name in ("agreement_detail", "agreement_pdf", "agreement_edit"):
        assert client.get(reverse(name, args=[cast.fjord.agreement.uuid])).status_code == 404
