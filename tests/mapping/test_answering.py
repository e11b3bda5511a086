"""Answered by link: one question a page, saved at once, gone on with, sent; and pupils without names."""

from datetime import date

import pytest

from cases.actions.links import revoke_link
from cases.models import LinkVisit
from mapping.actions.answers import Answering
from mapping.actions.asks import make_ask, withdraw_ask
from mapping.models import Ask, ClassAnswer, NeedsMapping, Perspective
from programmes.instruments.catalogue import instruments_for
from tests.cast import acting

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def new_round(x):
    return NeedsMapping._base_manager.create(
        municipality=x.municipality, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 18)
    )


def asked(x, **more):
    """The mother of Adam is asked by the group leader, by link, with the first instrument that parents answer."""
    with acting(x, "group_leader") as by:
        chosen = next(each for each in instruments_for("", "child", "initial") if each.items_for("parent"))
        wanted = {
            "mapping": new_round(x), "pathway_child": x.p1, "informant": "parent", "way": "link", "instruments": [chosen], "parent": x.mother,
            "due_on": date(2026, 6, 1), "by": by,
        }  # fmt: skip
        return make_ask(**wanted | more), chosen


def opened(client, made):
    assert client.post(f"/l/{made.token}", {"factor": made.code}).status_code == 302
    return client


def first_of(chosen, kind):
    return next(each for each in chosen.items_for("parent") if each.kind == kind and each.shown_if is None)


def address(chosen, item):
    return f"/svar/{chosen.slug}/{item.key}"


def kept(x, made):
    with acting(x, "group_leader"):
        row = Perspective._base_manager.filter(link=made.ask.link_id).first()
        return row.values if row else {}


def test_the_first_page_says_who_asks_and_names_no_child(cast, client):
    x = cast.fjord
    made, _chosen = asked(x)
    page = opened(client, made).get("/svar/")
    words = page.content.decode()
    assert x.staff["group_leader"].name in words
    named = (x.c1.given_name, x.c1.family_name, x.mother.name)
    assert [name for name in named if name in words] == []
    assert (page["Cache-Control"], page["Referrer-Policy"], "noindex" in page["X-Robots-Tag"]) == (
        "no-store", "strict-origin", True,
    )  # fmt: skip


@pytest.mark.parametrize(
    ("language", "asker", "kin"),
    [("da", "", "Mor"), ("ar", " (قائد مجموعة الأسر)", "الأم"), ("tr", " (aileler için grup lideri)", "Anne"), ("en", " (group leader for families)", "Mother")],
)  # fmt: skip
def test_who_asks_and_whom_is_said_in_the_language_of_the_page(cast, client, language, asker, kin):
    made, _chosen = asked(cast.fjord)
    opened(client, made).post("/svar/sprog", {"language": language})
    page = client.get("/svar/")
    assert (page.context["asker"], page.context["who"]) == (
        f"{cast.fjord.staff['group_leader'].name}{asker}",
        kin,
    )


def test_each_answer_is_saved_at_once_and_leads_to_the_next(cast, client):
    made, chosen = asked(cast.fjord)
    item = first_of(chosen, "ruler")
    answer = opened(client, made).post(address(chosen, item), {"value": "7"})
    assert (answer.status_code, answer.url.startswith(f"/svar/{chosen.slug}/")) == (302, True)
    assert kept(cast.fjord, made) == {chosen.slug: {item.key: 7}}


def test_a_script_is_told_without_a_page(cast, client):
    made, chosen = asked(cast.fjord)
    item = first_of(chosen, "ruler")
    opened(client, made)
    saved = client.post(address(chosen, item), {"value": "7"}, headers={"Accept": "application/json"})
    wrong = client.post(address(chosen, item), {"value": "70"}, headers={"Accept": "application/json"})
    assert (saved.status_code, wrong.status_code, bool(wrong.json()["error"])) == (204, 422, True)
    assert kept(cast.fjord, made) == {chosen.slug: {item.key: 7}}


def test_i_would_rather_not_is_an_answer(cast, client):
    made, chosen = asked(cast.fjord)
    item = first_of(chosen, "ruler")
    opened(client, made).post(address(chosen, item), {"rather_not": "1", "value": "3"})
    assert kept(cast.fjord, made) == {chosen.slug: {item.key: None}}
    assert "Det har du valgt ikke at svare på" in client.get(address(chosen, item)).content.decode()


def test_what_cannot_be_kept_stands_there_still(cast, client):
    made, chosen = asked(cast.fjord)
    item = first_of(chosen, "text")
    answer = opened(client, made).post(address(chosen, item), {"value": "æ" * 4001})
    assert (answer.status_code, "æ" * 4001 in answer.content.decode()) == (422, True)


def test_another_device_goes_on_where_this_one_stopped(cast, client, client_two):
    made, chosen = asked(cast.fjord)
    items = [item for item in chosen.items_for("parent") if item.shown_if is None]
    opened(client, made).post(address(chosen, items[0]), {"rather_not": "1"})
    page = opened(client_two, made).get("/svar/").content.decode()
    assert f'href="{address(chosen, items[1])}"' in page
    client_two.post(
        address(chosen, items[0]), {"value": "Hun er god ved sin bror." if items[0].kind == "text" else "5"}
    )
    assert kept(cast.fjord, made)[chosen.slug][items[0].key] is not None  # the newest answer wins
    with acting(cast.fjord, "group_leader"):
        visits = LinkVisit._base_manager.filter(link=made.ask.link_id, what__startswith="answered")
        assert len(set(visits.values_list("device", flat=True))) == 2


@pytest.fixture
def client_two():
    from django.test import Client

    return Client()


def test_sent_it_counts_and_the_page_thanks(cast, client):
    made, chosen = asked(cast.fjord)
    item = first_of(chosen, "ruler")
    opened(client, made).post(address(chosen, item), {"value": "7"})
    sent = client.post("/svar/igennem")
    assert (sent.status_code, sent.url) == (302, "/svar/tak")
    assert "Tak for dit svar" in client.get("/svar/").content.decode()
    assert "Tak for dit svar" in client.post(address(chosen, item), {"value": "1"}).content.decode()
    assert kept(cast.fjord, made) == {chosen.slug: {item.key: 7}}


def test_who_has_answered_all_and_mends_one_comes_back_to_her_answers(cast, client, monkeypatch):
    made, chosen = asked(cast.fjord)
    item = first_of(chosen, "ruler")
    onward = opened(client, made).post(address(chosen, item), {"value": "7"}).url
    assert onward != "/svar/igennem"
    whole = property(lambda state: state.total)
    monkeypatch.setattr(Answering, "answered", whole)
    assert client.post(address(chosen, item), {"value": "6"}).url == "/svar/igennem"


def test_nothing_answered_is_not_sent(cast, client):
    made, _chosen = asked(cast.fjord)
    assert opened(client, made).post("/svar/igennem").status_code == 422


def test_who_would_rather_not_is_asked_nothing_more(cast, client):
    x = cast.fjord
    made, _chosen = asked(x)
    assert opened(client, made).post("/svar/nej", {"words": "Vi tager det på mødet."}).status_code == 302
    with acting(x, "group_leader"):
        assert Ask._base_manager.get(pk=made.ask.pk).declined_words == "Vi tager det på mødet."
    assert "Det er helt i orden" in client.get("/svar/").content.decode()


def test_taken_back_the_link_is_dead(cast, client):
    x = cast.fjord
    made, _chosen = asked(x)
    opened(client, made)
    with acting(x, "group_leader") as by:
        withdraw_ask(ask=made.ask, by=by)
    assert client.get("/svar/").status_code == 404


def test_anothers_questions_are_not_there(cast, client):
    made, chosen = asked(cast.fjord)
    answer = opened(client, made).post(f"/svar/{chosen.slug}/no_such_item", {"value": "1"})
    assert (answer.status_code, answer.url) == (302, "/svar/")


def test_a_page_costs_the_same_however_much_is_answered(cast, client, django_assert_max_num_queries):
    made, chosen = asked(cast.fjord)
    items = [item for item in chosen.items_for("parent") if item.shown_if is None]
    opened(client, made)
    with django_assert_max_num_queries(16):
        client.get(address(chosen, items[0]))
    for item in items:
        client.post(address(chosen, item), {"rather_not": "1"})
    with django_assert_max_num_queries(16):
        client.get("/svar/igennem")


# ---- pupils ----


def class_round(x):
    with acting(x, "resource_advisor") as by:
        chosen = next(each for each in instruments_for("", "class", "initial") if each.items_for("pupils"))
        made = make_ask(
            mapping=new_round(x), informant="pupils", way="link", instruments=[chosen], due_on=date(2026, 6, 1), by=by
        )
    return made, chosen


def test_pupils_answer_one_after_the_other_and_see_nothing_of_each_other(cast, client):
    x = cast.fjord
    made, chosen = class_round(x)
    item = next(each for each in chosen.items_for("pupils") if each.is_figure and each.shown_if is None)
    opened(client, made)
    for value in item.ends:
        client.post(address(chosen, item), {"value": str(value)})
        assert client.post("/svar/igennem").url == "/svar/tak"
        assert "Næste elev" in client.get("/svar/tak").content.decode()
        client.post("/svar/ny")
    page = client.get(address(chosen, item)).content.decode()
    assert "checked" not in page
    with acting(x, "resource_advisor"):
        rows = ClassAnswer._base_manager.filter(ask=made.ask).order_by("pk")
        assert [row.values for row in rows] == [{chosen.slug: {item.key: value}} for value in item.ends]
        visits = LinkVisit._base_manager.filter(link=made.ask.link_id)
        assert [(each.device, each.what) for each in visits] == [("", "opened")]


def test_a_shut_round_is_a_dead_link(cast, client):
    x = cast.fjord
    made, _chosen = class_round(x)
    opened(client, made)
    with acting(x, "resource_advisor") as by:
        revoke_link(link=made.ask.link, by=by)
    assert client.get("/svar/").status_code == 404


def test_two_answers_sent_at_once_land_on_one_sheet(cast, client):
    """A tap is saved while "Next" is on its way: both know the sheet before there is any answer."""
    x = cast.fjord
    made, chosen = class_round(x)
    first, second = [each for each in chosen.items_for("pupils") if each.is_figure and each.shown_if is None][:2]
    opened(client, made).get(address(chosen, first))
    before = dict(client.session)["sheet"]
    client.post(address(chosen, first), {"value": str(first.ends[0])}, headers={"Accept": "application/json"})
    client.post(address(chosen, second), {"value": str(second.ends[0])})
    with acting(x, "resource_advisor"):
        rows = ClassAnswer._base_manager.filter(ask=made.ask)
        assert [(str(row.uuid), len(row.values[chosen.slug])) for row in rows] == [(before["sheet"], 2)]
