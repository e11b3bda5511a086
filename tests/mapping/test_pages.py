from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import PathwayChild
from mapping.actions import confirm_children, open_mapping
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from tests.cast import acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(datetime.fromisoformat("2026-05-21T12:00+02:00")):
        yield


@pytest.fixture
def mapping(cast):
    with acting(cast.fjord, "resource_advisor") as person:
        return open_mapping(pathway=cast.fjord.w, kind="closing", by=person)


@pytest.fixture
def advisor(cast, client):
    client.force_login(cast.fjord.users["resource_advisor"])
    return client


def environment(mapping):
    return reverse("environment_edit", args=[mapping.uuid, "team"])


def voice(x, informant="child"):
    return reverse("perspective_edit", args=[x.p1.uuid, informant])


def test_environment_with_a_name_is_asked_about_and_kept(cast, mapping, client):
    client.force_login(cast.fjord.users["teacher"])
    data = {"resources_strengths": "Humor.", "calm_text": "Adam larmer.", "seen_at": ""}
    response = client.post(environment(mapping), data)
    assert response.status_code == 422
    assert 'name="names_checked"' in response.content.decode()
    assert "Adam larmer." in response.content.decode()
    assert client.post(environment(mapping), data | {"names_checked": "on"}).status_code == 302
    with acting(cast.fjord, "teacher") as person:
        assert EnvironmentAnswer.objects.visible_to(person).filter(mapping=mapping).count() == 2


def test_second_writer_sees_what_stands_and_keeps_her_own(cast, mapping, advisor):
    assert advisor.post(environment(mapping), {"calm_text": "Først skrevet.", "seen_at": ""}).status_code == 302
    response = advisor.post(environment(mapping), {"calm_text": "Siden skrevet.", "seen_at": ""})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Først skrevet." in text
    assert "Siden skrevet." in text
    stamp = text.split('name="seen_at" value="')[1].split('"')[0]
    assert advisor.post(environment(mapping), {"calm_text": "Begge dele.", "seen_at": stamp}).status_code == 302


def test_mapping_begins_with_one_button(cast, client):
    client.force_login(cast.fjord.users["other_advisor"])
    address = reverse("mapping_detail", args=[cast.fjord.w2.uuid])
    assert client.get(address).status_code == 200
    assert [client.post(address).status_code for _ in range(2)] == [302, 302]
    with acting(cast.fjord, "other_advisor") as person:
        assert NeedsMapping.objects.visible_to(person).filter(pathway=cast.fjord.w2).count() == 1


def test_advisor_confirms_and_ends(cast, advisor):
    x = cast.fjord
    address = reverse("children_confirm", args=[x.w.uuid])
    assert advisor.post(address, {"confirmed_with": x.staff["group_leader"].pk}).status_code == 422
    data = {"children": [x.c4.pk], "confirmed_with": x.staff["group_leader"].pk}
    assert advisor.post(address, data).status_code == 302
    with acting(x, "resource_advisor") as person:
        row = PathwayChild.objects.visible_to(person).get(child=x.c4)
    assert advisor.post(address, {"child": row.uuid, "ends_on": "2026-05-21", "reason": ""}).status_code == 422
    assert advisor.post(address, {"child": row.uuid, "ends_on": "2026-05-21", "reason": "Flyttet."}).status_code == 302


def test_voice_is_written_and_a_stale_one_is_a_422_that_keeps_the_words(cast, mapping, advisor):
    data = {
        "strengths": "Bygger huler.",
        "method": "talk",
        "obtained_on": "2026-05-20",
        "hidden_from_parents": "on",
        "row_version": "",
    }
    assert advisor.post(voice(cast.fjord), data).status_code == 302
    assert advisor.post(voice(cast.fjord), data | {"row_version": "1"}).status_code == 302
    response = advisor.post(voice(cast.fjord), data | {"row_version": "1", "strengths": "Noget nyt."})
    assert response.status_code == 422
    assert "Noget nyt." in response.content.decode()
    assert "Bygger huler." in response.content.decode()
    with acting(cast.fjord, "resource_advisor") as person:
        row = Perspective.objects.visible_to(person).get(mapping=mapping)
        assert (row.strengths, row.hidden_from_parents, row.row_version) == ("Bygger huler.", True, 2)


def test_missing_voice_keeps_the_programmes_words_and_ones_own(cast, mapping, advisor):
    data = {"obtained_on": "2026-05-21", "missing": "not_now", "missing_words": "Prøver igen i juni."}
    assert advisor.post(voice(cast.fjord), data).status_code == 302
    with acting(cast.fjord, "resource_advisor") as person:
        assert (
            Perspective.objects.visible_to(person).get(mapping=mapping).not_obtained_reason
            == "Er ikke klar til at svare nu: Prøver igen i juni."
        )


def test_empty_voice_is_a_422(cast, mapping, advisor):
    assert advisor.post(voice(cast.fjord), {"obtained_on": "2026-05-21"}).status_code == 422


def test_completing_names_what_is_missing(cast, mapping, advisor):
    x = cast.fjord
    address = reverse("mapping_complete", args=[mapping.uuid])
    response = advisor.post(address, {f"reason_{x.p1.pk}_child": "Er på ferie."})
    text = response.content.decode()
    assert response.status_code == 422
    assert "Er på ferie." in text
    assert "Svaret fra “Forældre” mangler" in text
    assert "Svaret fra “Barnet” mangler" not in text
    reasons = {f"reason_{x.p1.pk}_{informant}": "Er på ferie." for informant in ("child", "parent", "professional")}
    response = advisor.post(address, reasons)
    assert (response.status_code, response.url) == (302, reverse("analysis_edit", args=[mapping.uuid]))
    assert advisor.post(response.url, {"analysis": "Klassen vil gerne.", "row_version": "2"}).status_code == 302


def test_other_side_without_a_ground_sees_a_number_and_no_name(cast, mapping, client):
    x = cast.fjord
    client.force_login(x.users["group_leader"])
    text = client.get(reverse("mapping_detail", args=[x.w.uuid])).content.decode()
    assert "1 barn afventer grundlag" in text
    assert "Selma" not in text


def test_mapping_page_asks_the_same_however_many_children(cast, mapping, advisor):
    x = cast.fjord
    address = reverse("mapping_detail", args=[x.w.uuid])
    advisor.get(address)
    with CaptureQueriesContext(connection) as few:
        advisor.get(address)
    with acting(x, "resource_advisor") as person:
        confirm_children(pathway=x.w, children=[x.c4], confirmed_with=x.staff["group_leader"], by=person)
    with CaptureQueriesContext(connection) as more:
        advisor.get(address)
    assert len(few) == len(more)


def test_the_next_step_is_the_one_that_is_next(cast, mapping, advisor):
    address = reverse("mapping_detail", args=[cast.fjord.w.uuid])
    found = []
    for informant in ("team", "pupils", ""):
        found.append(advisor.get(address).context["step"].url)
        if informant:
            where = reverse("environment_edit", args=[mapping.uuid, informant])
            assert advisor.post(where, {"calm_strengths": "Ro.", "calm_text": "Ro.", "seen_at": ""}).status_code == 302
    assert found[:2] == [reverse("environment_edit", args=[mapping.uuid, who]) for who in ("team", "pupils")]
    assert found[2] == reverse("child_ask", args=[cast.fjord.p1.uuid]) + "?hvem=child"
