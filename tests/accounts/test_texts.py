import pytest
from django.core.exceptions import PermissionDenied

from accounts.actions import save_text, undo_text
from accounts.models import LocalText
from accounts.queries import texts_said
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
ADDRESS = "/tekster/ret?om=concern"


def said(x, who="teacher"):
    with acting(x, who) as person:
        return {each.key: (each.body, each.is_written) for each in texts_said(person)}


def test_the_newest_text_counts_and_the_one_before_comes_back(cast, client):
    x = cast.fjord
    client.force_login(x.users["administrator"])
    page = client.post(ADDRESS, {"body": "Ring til vagten.", "contact": "Vagten", "phone": "11 22 33 44"}, follow=True)
    assert said(x)["concern"] == ("Ring til vagten.", True)
    undo = next(each.extra_tags for each in page.context["messages"])[5:]
    client.post(undo)
    assert said(x)["concern"] == ("Vi hjælper hinanden.", True)
    assert "allerede fortrudt" in client.post(undo, follow=True).content.decode()
    assert said(x)["concern"] == ("Vi hjælper hinanden.", True)


def test_a_preview_saves_nothing_and_keeps_what_is_typed(cast, client):
    x = cast.fjord
    client.force_login(x.users["administrator"])
    page = client.post(ADDRESS, {"body": "Ring til vagten.", "preview": "1"})
    assert page.status_code == 200
    assert page.content.decode().count("Ring til vagten.") == 2
    assert said(x)["concern"] == ("Vi hjælper hinanden.", True)


def test_an_empty_text_and_a_wrong_address_are_refused_with_what_was_typed(cast, client):
    client.force_login(cast.fjord.users["administrator"])
    page = client.post(ADDRESS, {"body": "", "contact": "Vagten", "url": "ikke en adresse"})
    assert page.status_code == 422
    assert 'value="ikke en adresse"' in page.content.decode()
    assert client.get("/tekster/ret?om=andet").status_code == 404


def test_saved_twice_is_one_version(cast):
    x = cast.fjord
    with acting(x, "administrator") as person:
        first = save_text(key="force", body="Skriv i dag.", by=person)
        assert save_text(key="force", body="Skriv i dag.", by=person) == first
        newer = save_text(key="force", body="Skriv i morgen.", by=person)
        assert undo_text(text=first, by=person) is False
        assert undo_text(text=newer, by=person) is True
        assert LocalText.objects.visible_to(person).in_force().get(key="force") == first


def test_only_the_administrator_writes_and_other_municipalities_read_nothing(cast):
    with acting(cast.fjord, "principal") as person, pytest.raises(PermissionDenied):
        save_text(key="concern", body="Nej.", by=person)
    with acting(cast.bakke, "administrator") as person:
        save_text(key="injury", body="Bakkes tekst.", by=person)
    assert said(cast.fjord)["injury"][1] is False
