from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse

from accounts.actions import save_text
from cases.actions.concerns import record_concern, undo_concern
from cases.models import ConcernNotification
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = "2026-05-21T10:00+02:00"


def page_of(x, child=None):
    return reverse("concern_create", args=[(child or x.c1).uuid])


def kept(x, who, child=None):
    with acting(x, who) as person:
        rows = ConcernNotification.objects.visible_to(person).filter(child=child or x.c1, sent_on__gte=date(2026, 1, 1))
        return [(row.by_id, row.sector, row.sent_on) for row in rows]


@time_machine.travel(TODAY, tick=False)
@pytest.mark.parametrize(
    ("who", "sector", "readers"),
    [
        ("resource_advisor", "school", {"resource_advisor", "principal", "caseworker"}),
        ("teacher", "school", {"teacher", "principal", "caseworker"}),
        ("group_leader", "provider", {"group_leader", "provider_manager", "caseworker"}),
        ("ppr_advisor", "ppr", {"ppr_advisor", "caseworker"}),
        ("principal", "school", {"principal", "caseworker"}),
    ],
)
def test_sender_leader_and_authority_see_it_and_nobody_else(cast, client, who, sector, readers):
    x = cast.fjord
    client.force_login(x.users[who])
    answer = client.post(page_of(x), {"sent": "on", "sent_on": "2026-05-20"}, follow=True)
    assert "Gemt: du sendte en underretning 20. maj 2026." in answer.content.decode()
    everybody = {
        "resource_advisor", "principal", "teacher", "learning_advisor", "group_leader", "provider_manager", "caseworker",
        "ppr_advisor", "other_principal", "other_advisor", "other_leader", "mixed", "both", "steering_group", "administrator", "dpo",
    }  # fmt: skip
    sees = {each for each in everybody if kept(x, each)}
    assert sees == readers
    assert kept(x, "caseworker") == [(x.staff[who].pk, sector, date(2026, 5, 20))]


@time_machine.travel(TODAY, tick=False)
def test_it_stands_on_the_childs_page_for_its_readers_only(cast, client):
    x = cast.fjord
    with acting(x, "teacher") as person:
        record_concern(child=x.c1, sent_on=date(2026, 5, 20), by=person)
    seen = {}
    for who in ("teacher", "principal", "caseworker", "resource_advisor", "learning_advisor", "group_leader"):
        client.force_login(x.users[who])
        pages = [client.get(address).content.decode() for address in (f"/barn/{x.c1.uuid}", page_of(x), "/")]
        seen[who] = ["20. maj 2026" in page.lower() for page in pages]
    assert seen == {
        "teacher": [True, True, False],
        "principal": [True, True, False],
        "caseworker": [True, True, False],
        "resource_advisor": [False, False, False],
        "learning_advisor": [False, False, False],
        "group_leader": [False, False, False],
    }


@time_machine.travel(TODAY, tick=False)
def test_clicked_twice_it_is_kept_once_and_undone_it_is_gone(cast, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    for _click in range(2):
        page = client.post(page_of(x), {"sent": "on", "sent_on": "2026-05-20"}, follow=True)
    assert len(kept(x, "teacher")) == 1
    address = next(each.extra_tags for each in page.context["messages"])[5:]
    assert "der er ikke gemt noget om den" in client.post(address, follow=True).content.decode()
    assert kept(x, "teacher") == []
    assert client.post(address).status_code == 404


@time_machine.travel(TODAY, tick=False)
def test_refused(cast, client):
    x = cast.fjord
    with acting(x, "caseworker") as person, pytest.raises(PermissionDenied):
        record_concern(child=x.c1, sent_on=date(2026, 5, 20), by=person)
    with acting(x, "teacher") as person, pytest.raises(ValidationError):
        record_concern(child=x.c1, sent_on=date(2026, 5, 22), by=person)
    with acting(x, "principal") as person, pytest.raises(PermissionDenied):
        undo_concern(notification=x.concerns["school1"], by=person)
    client.force_login(x.users["teacher"])
    wrong = client.post(page_of(x), {"sent_on": "2026-05-19"})
    assert wrong.status_code == 422
    assert "Sæt fluebenet, når underretningen er sendt." in wrong.content.decode()
    assert 'value="2026-05-19"' in wrong.content.decode()
    assert client.post(page_of(x, x.c3), {"sent": "on", "sent_on": "2026-05-20"}).status_code == 404
    assert client.get(page_of(cast.bakke)).status_code == 404


@time_machine.travel(TODAY, tick=False)
def test_from_a_log_of_the_class_the_child_is_chosen_in_the_same_step(cast, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    address = reverse("concern_in_pathway", args=[x.w.uuid])
    page = client.get(address).content.decode()
    assert [given in page for given in ("Adam", "Selma", "Åse", "Noah")] == [True, True, True, False]
    client.post(address, {"child": x.c2.pk, "sent_on": "2026-05-21"})
    assert kept(x, "principal", x.c2) == [(x.staff["teacher"].pk, "school", date(2026, 5, 21))]
    assert client.post(address, {"child": x.c3.pk, "sent_on": "2026-05-21"}).status_code == 422
    assert client.post(address, {"sent_on": "2026-05-21"}).status_code == 422


@time_machine.travel(TODAY, tick=False)
def test_the_other_side_chooses_among_those_it_reaches(cast, client):
    x = cast.fjord
    client.force_login(x.users["group_leader"])
    page = client.get(reverse("concern_in_pathway", args=[x.w.uuid])).content.decode()
    assert [given in page for given in ("Adam", "Selma", "Åse")] == [True, False, False]


def test_without_its_text_the_municipality_is_asked_for_and_no_number_is_made_up(cast, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    page = client.get(page_of(x)).content.decode()
    assert "Vi hjælper hinanden." in page
    assert page.count("Din kommune har ikke skrevet sin tekst endnu.") == 2  # force and injury
    assert "tel:" not in page
    with acting(x, "administrator") as person:
        save_text(
            key="force", body="Skriv inden i morgen.", contact="Skolens leder", phone="+45 11 22 33 44", by=person
        )
    page = client.get(page_of(x)).content.decode()
    assert 'href="tel:+4511223344"' in page
    assert page.count("Din kommune har ikke skrevet sin tekst endnu.") == 1


def test_the_way_to_it_stands_on_each_child_and_each_log(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    child, pathway = page_of(x), reverse("concern_in_pathway", args=[x.w.uuid])
    for address, way in (
        (f"/barn/{x.c1.uuid}", child),
        (reverse("note_create", args=[x.c1.uuid]), child),
        (reverse("annex_detail", args=[x.p1.uuid]), child),
        (reverse("session_create", args=[x.w.uuid]), pathway),
        (reverse("session_list", args=[x.w.uuid]), pathway),
        (f"/forloeb/{x.w.uuid}", pathway),
    ):
        assert f'href="{way}"' in client.get(address).content.decode(), address
    client.force_login(x.users["group_leader"])
    assert f'href="{child}"' in client.get(reverse("call_create", args=[x.enrolment.uuid])).content.decode()


def test_the_look_is_logged(cast, client):
    from django.db import connection

    x = cast.fjord
    client.force_login(x.users["teacher"])
    client.get(page_of(x))
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute(
            "select count(*) from audit.access where actor = %s and child_id = %s", [x.users["teacher"].pk, x.c1.pk]
        )
        assert db.fetchone()[0] == 1
