"""Each kind of link opens its own pages and no other's: the access matrix of those who have no account."""

from datetime import date

import pytest
from django.test import Client
from django.urls import reverse

from cases.actions.links import make_link
from mapping.actions.asks import make_ask
from mapping.models import NeedsMapping
from programmes.instruments.catalogue import instruments_for
from tests.cast import acting

pytestmark = pytest.mark.django_db
PAGES = ("/svar/", "/svar/igennem", "/svar/tak", "/svar/nej", "/familien/")
OPENS = {
    "nobody": (404, 404, 404, 404, 404),
    "parent": (200, 200, 302, 200, 404),
    "professional": (200, 200, 302, 200, 404),
    "pupils": (200, 200, 302, 302, 404),  # nobody declines for a class; thanks come after sending
    "family": (404, 404, 404, 404, 200),
}


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00", tick=False)


def made(x, kind):
    with acting(x, "resource_advisor" if kind in ("pupils", "professional") else "group_leader") as by:
        if kind == "family":
            return make_link(kind="family", pathway=x.w, pathway_child=x.p1, parent=x.mother, who="Mor", by=by)
        mapping = NeedsMapping._base_manager.create(
            municipality=x.municipality, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 18)
        )
        about = "class" if kind == "pupils" else "child"
        chosen = next(each for each in instruments_for("", about, "initial") if each.items_for(kind))
        who = {"parent": {"pathway_child": x.p1, "parent": x.mother}, "pupils": {}}.get(
            kind, {"pathway_child": x.p1, "who": "Fritidspædagog"}
        )
        return make_ask(
            mapping=mapping, informant=kind, way="link", instruments=[chosen], due_on=date(2026, 6, 1), by=by, **who
        )


@pytest.mark.parametrize("kind", OPENS)
def test_a_link_opens_what_it_is_for(cast, kind):
    client = Client()
    if kind != "nobody":
        link = made(cast.fjord, kind)
        assert client.post(f"/l/{link.token}", {"factor": link.code}).status_code == 302
    assert tuple(client.get(page).status_code for page in PAGES) == OPENS[kind]


@pytest.mark.parametrize("kind", [each for each in OPENS if each != "nobody"])
def test_no_link_opens_a_page_of_staff(cast, kind):
    link, client = made(cast.fjord, kind), Client()
    client.post(f"/l/{link.token}", {"factor": link.code})
    pages = ("/", "/forloeb/", reverse("child_detail", args=[cast.fjord.c1.uuid]), "/medarbejdere/")
    assert {client.get(page).headers.get("Location", "").split("?")[0] for page in pages} == {"/konto/login"}
