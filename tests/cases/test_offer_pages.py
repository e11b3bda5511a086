from datetime import date, datetime

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.models import CaseNote, CustodyRelation, InformationExchange, OfferAnswer, SharingBasis
from tests.cast import acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(datetime.fromisoformat("2026-05-21T12:00+02:00")):
        yield


@pytest.fixture
def log_in(cast, client_of):
    return lambda who: client_of(cast.fjord.users[who])


@pytest.fixture
def client_of():
    from django.test import Client

    def make(user):
        client = Client()
        client.force_login(user)
        return client

    return make


def page(name, row, **more):
    return reverse(name, kwargs={"uuid": row.uuid, **more})


def offer_data(x, **changes):
    mother, father = x.mother2_custody.pk, x.father2_custody.pk
    return {
        "informed_on": "2026-05-20", "method": "meeting", "language": "dansk", "told": "Alt er fortalt.", "entry_group": "beginning",
        f"answer_{mother}": "yes", f"answer_{father}": "yes", f"reason_{father}": "",
    } | changes  # fmt: skip


def test_offer_is_saved_and_the_page_says_what_it_comes_to(cast, log_in):
    x, client = cast.fjord, log_in("resource_advisor")
    assert "Forældrene har svaret forskelligt" in client.get(page("offer_edit", x.p2)).content.decode()
    response = client.post(page("offer_edit", x.p2), offer_data(x))
    assert (response.status_code, response.url) == (302, page("offer_edit", x.p2))
    shown = client.get(page("offer_edit", x.p2)).content.decode()
    assert "Forældrene har svaret forskelligt" not in shown
    with acting(x, "resource_advisor") as person:
        assert set(OfferAnswer.objects.visible_to(person).filter(offer=x.offer2).values_list("answer", flat=True)) == {
            "yes"
        }


def test_bad_offer_is_a_422_that_keeps_what_was_typed(cast, log_in):
    x = cast.fjord
    father = x.father2_custody.pk
    data = offer_data(x, **{f"answer_{father}": "not_asked", "told": "Det her må ikke gå tabt."})
    response = log_in("resource_advisor").post(page("offer_edit", x.p2), data)
    text = response.content.decode()
    assert response.status_code == 422
    assert "Det her må ikke gå tabt." in text
    assert f"Skriv, hvorfor {x.father2.name} ikke er spurgt." in text
    with acting(x, "resource_advisor") as person:
        assert OfferAnswer.objects.visible_to(person).get(custody=father).answer == "no"


def test_suspended_parent_is_shown_as_such_and_has_no_fields(cast, log_in):
    x, client = cast.fjord, log_in("resource_advisor")
    pk = x.father2_custody.pk
    data = {
        f"c{pk}-suspended_from": "01.05.2026",
        f"c{pk}-suspended_until": "31.10.2026",
        f"c{pk}-ends_on": "",
        f"save_{pk}": "",
    }
    assert client.post(page("custody_edit", x.p2), data).status_code == 302
    text = client.get(page("offer_edit", x.p2)).content.decode()
    assert f'name="answer_{pk}"' not in text
    assert f'name="answer_{x.mother2_custody.pk}"' in text
    with acting(x, "resource_advisor") as person:
        assert CustodyRelation.objects.visible_to(person).get(pk=pk).suspended_until == date(2026, 10, 31)


def test_custody_with_half_a_suspension_is_a_422(cast, log_in):
    x = cast.fjord
    pk = x.father2_custody.pk
    response = log_in("resource_advisor").post(
        page("custody_edit", x.p2), {f"c{pk}-suspended_from": "2026-05-01", f"save_{pk}": ""}
    )
    assert response.status_code == 422
    assert 'value="2026-05-01"' in response.content.decode()


def test_new_holder_sent_twice_is_one(cast, log_in):
    x, client = cast.fjord, log_in("resource_advisor")
    data = {
        "name": "Ny Værge",
        "relation": "guardian",
        "starts_on": "2026-05-01",
        "add": "",
        "form_key": "0b9ad3ce-1e43-4a35-b0ef-6a5a41a2e6b4",
    }
    assert [client.post(page("custody_edit", x.p2), data).status_code for _ in range(2)] == [302, 302]
    with acting(x, "resource_advisor") as person:
        assert CustodyRelation.objects.visible_to(person).filter(child=x.c2, parent__name="Ny Værge").count() == 1


def test_ground_is_recorded_with_its_text_shown(cast, log_in):
    x, client = cast.fjord, log_in("resource_advisor")
    client.post(page("offer_edit", x.p2), offer_data(x))
    shown = client.get(page("basis_record", x.p2)).content.decode()
    assert x.basis_kind.text in shown
    response = client.post(
        page("basis_record", x.p2), {"legal_basis": x.basis_kind.pk, "note": "Alt.", "decided_on": "2026-05-21"}
    )
    assert (response.status_code, response.url) == (302, page("sharing_detail", x.p2))
    shown = client.get(response.url).content.decode()
    assert "Tilbuddet til familien og svarene" in shown
    assert "Familiens del er ikke delt med skolen endnu" in shown
    assert log_in("group_leader").get(page("annex_detail", x.p2)).status_code == 200


def test_ground_that_needs_all_is_refused_while_parents_disagree(cast, log_in):
    x = cast.fjord
    data = {"legal_basis": x.basis_kind.pk, "note": "Mor sagde ja.", "decided_on": "2026-05-21"}
    response = log_in("resource_advisor").post(page("basis_record", x.p2), data)
    assert response.status_code == 422
    assert "Mor sagde ja." in response.content.decode()
    with acting(x, "resource_advisor") as person:
        assert not SharingBasis.objects.visible_to(person).filter(child=x.c2).exists()


def test_group_leader_shares_the_familys_part_with_one_button(cast, log_in):
    x, client = cast.fjord, log_in("group_leader")
    advisor = log_in("resource_advisor")
    assert (
        x.parent_voice.strengths not in advisor.get(page("perspective_edit", x.p1, informant="child")).content.decode()
    )
    assert advisor.get(page("perspective_edit", x.p1, informant="parent")).status_code == 403
    assert 'name="everything"' in client.get(page("sharing_detail", x.p1)).content.decode()
    assert client.post(page("exchange_create", x.p1), {"everything": ""}).status_code == 302
    assert 'name="everything"' not in client.get(page("sharing_detail", x.p1)).content.decode()
    assert x.parent_voice.strengths in advisor.get(page("perspective_edit", x.p1, informant="parent")).content.decode()


@pytest.mark.parametrize("withdrawn_by, other", [("resource_advisor", "group_leader"), ("caseworker", "group_leader")])
def test_withdraw_in_one_browser_and_the_next_request_of_the_other_is_a_404(cast, log_in, withdrawn_by, other):
    x, mine, theirs = cast.fjord, log_in(withdrawn_by), log_in(other)
    assert theirs.get(page("annex_detail", x.p1)).status_code == 200
    assert mine.post(page("basis_withdraw", x.basis), {"reason": "Mor vil ikke mere."}).status_code == 302
    shown = theirs.get(page("annex_detail", x.p1))
    assert x.annex_school.strengths not in shown.content.decode()
    assert theirs.get(page("perspective_edit", x.p1, informant="child")).status_code == 403
    with acting(x, "resource_advisor") as person:
        assert InformationExchange.objects.visible_to(person).filter(basis=x.basis).count() == 5
        assert SharingBasis.objects.visible_to(person).get(pk=x.basis.pk).withdrawn_reason == "Mor vil ikke mere."


def test_withdraw_shuts_the_childs_pages_for_those_who_came_by_the_basis_alone(cast, log_in):
    """Adam's family leaves the parent group: then nothing but the basis leads the group leader to him."""
    x, leader = cast.fjord, log_in("group_leader")
    with acting(x, "group_leader"):
        type(x.gp1).objects.filter(pk=x.gp1.pk).update(ends_on=date(2026, 5, 1))
    pages = [page(name, x.p1) for name in ("annex_detail", "sharing_detail", "offer_edit")]
    pages.append(page("perspective_edit", x.p1, informant="parent"))
    assert [leader.get(address).status_code for address in pages] == [200, 200, 200, 200]
    log_in("resource_advisor").post(page("basis_withdraw", x.basis), {"reason": "Mor vil ikke mere."})
    assert [leader.get(address).status_code for address in pages] == [404, 404, 404, 404]


def test_stopping_without_a_reason_is_a_422_and_stops_nothing(cast, log_in):
    x = cast.fjord
    assert log_in("group_leader").post(page("basis_withdraw", x.basis), {"reason": ""}).status_code == 422
    with acting(x, "resource_advisor") as person:
        assert SharingBasis.objects.visible_to(person).live().filter(pk=x.basis.pk).exists()


def test_note_is_saved_once_and_shared_by_name(cast, log_in):
    x, client = cast.fjord, log_in("resource_advisor")
    data = {"body": "Ring til gruppelederen.", "form_key": "6f7f54e2-15bb-4a04-9a3e-66d4b8f8f3d2"}
    assert [client.post(page("note_create", x.c1), data).status_code for _ in range(2)] == [302, 302]
    with acting(x, "resource_advisor") as person:
        note = CaseNote.objects.visible_to(person).get(body="Ring til gruppelederen.")
    assert client.post(page("exchange_create", x.p1), {"note": note.pk, "to_sector": "provider"}).status_code == 302
    assert "Ring til gruppelederen." in log_in("group_leader").get(page("note_create", x.c1)).content.decode()
    assert "Ring til gruppelederen." not in log_in("caseworker").get(page("note_create", x.c1)).content.decode()


def test_note_of_the_other_side_cannot_be_shared(cast, log_in):
    x = cast.fjord
    response = log_in("resource_advisor").post(
        page("exchange_create", x.p1), {"note": x.provider_note.pk, "to_sector": "provider"}
    )
    assert response.status_code == 422


def test_teacher_finds_no_canary_of_the_other_side(cast, log_in):
    x, client = cast.fjord, log_in("teacher")
    shown = "".join(
        client.get(address).content.decode()
        for address in (
            page("note_create", x.c1),
            page("mapping_detail", x.w),
            page("perspective_edit", x.p1, informant="professional"),
        )
    )
    assert x.teacher_voice.strengths in shown
    for hidden in (
        x.social_note.body,
        x.provider_note.body,
        x.parent_voice.strengths,
        x.child_voice.strengths,
        x.offer.told,
    ):
        assert hidden not in shown


def test_refusals_speak_danish(cast):
    from cases.actions.offers import save_offer

    with acting(cast.fjord, "resource_advisor") as person, pytest.raises(ValidationError) as refused:
        save_offer(pathway_child=cast.fjord.p2, informed_on=date(2026, 6, 1), method="meeting", by=person)
    assert refused.value.message_dict == {"informed_on": ["Datoen ligger i fremtiden."]}
