"""Papers typed in by several at once, and what ends in words when a round is shut while somebody is in the middle of it."""

from datetime import datetime

import pytest
import time_machine
from django.db import connection
from django.urls import reverse

from core.links import by_link, hash_of
from mapping.actions import open_mapping
from mapping.actions.answers import answering, finish, save_answer
from mapping.actions.asks import make_ask
from mapping.models import Ask, ClassAnswer, NeedsMapping, Perspective
from mapping.queries.rounds import class_rounds
from tests.cast import TODAY, acting
from tests.mapping.test_rounds import FORM, answer_all, ask

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SHUT = "Der er svaret, eller der bliver ikke længere spurgt."


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


def class_papers(x, mapping):
    with acting(x, "resource_advisor") as person:
        return make_ask(
            mapping=mapping, informant="pupils", way="paper", instruments=["class_environment"], due_on=TODAY, by=person
        ).ask  # fmt: skip


def test_the_class_team_types_the_papers_in_and_reads_none_of_them(cast, mapping, client):
    x = cast.fjord
    row = class_papers(x, mapping)
    client.force_login(x.users["teacher"])
    address = reverse("ask_tally", args=[row.uuid])
    assert address in client.get(reverse("mapping_detail", args=[x.w.uuid])).content.decode()
    (_first, names) = client.get(address).context["form"].rows[0]
    client.post(address, {names[0]: "2", names[1]: "1"})
    page = client.post(address, {names[0]: "1"}, follow=True)
    assert (page.context["typed"].papers, page.context["typed"].last_papers) == (4, 1)
    with acting(x, "teacher") as person:
        assert ClassAnswer.objects.visible_to(person).filter(ask=row).count() == 0
        assert ClassAnswer._base_manager.filter(ask=row).count() == 0  # PostgreSQL shows her none either
    taken = client.post(address, {"take_back": "1"}, follow=True)
    assert (taken.context["typed"].papers, "1 papir er taget tilbage." in taken.content.decode()) == (3, True)
    with acting(x, "resource_advisor") as person:
        rows = ClassAnswer.objects.visible_to(person).filter(ask=row)
        assert {(each.author_id, each.finished) for each in rows} == {(None, True)}
        assert {each.finished for each in class_rounds(mapping, person) if each.informant == "pupils"} == {3}


def test_taken_back_is_only_what_was_typed_never_a_pupils_own_sheet(cast, mapping, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = make_ask(
            mapping=mapping, informant="pupils", way="link", instruments=["class_environment"], due_on=TODAY, by=person
        )  # fmt: skip
    with by_link(hash_of(made.token)) as holder:
        first = next(q for q in answering(made.ask, holder).questions if q.item.is_figure)
        sheet = save_answer(
            ask=made.ask, instrument="class_environment", item=first.item.key, value=first.item.ends[0], by=holder
        )
        finish(ask=made.ask, by=holder, sheet=sheet.uuid)
    client.force_login(x.users["teacher"])
    client.post(reverse("ask_tally", args=[made.ask.uuid]), {"take_back": "1"})
    with acting(x, "resource_advisor") as person:
        assert ClassAnswer.objects.visible_to(person).filter(ask=made.ask).count() == 1
    for who in ("group_leader", "principal", "learning_advisor", "other_advisor"):
        with acting(x, who), connection.cursor() as db:
            db.execute("select app.type_papers(%s, gen_random_uuid(), '[{}]')", [made.ask.pk])
            assert db.fetchone() == (0,), who
    with acting(cast.bakke, "teacher"), connection.cursor() as db:
        db.execute("select app.type_papers(%s, gen_random_uuid(), '[{}]')", [made.ask.pk])
        assert db.fetchone() == (0,)


# ---- two at once, and what was shut meanwhile ----


def test_typed_in_by_another_meanwhile_it_is_said_and_what_was_typed_stands(cast, mapping, advisor):
    x = cast.fjord
    row = ask(x, mapping, way="paper")
    form = advisor.get(reverse("ask_typed", args=[row.uuid])).context["form"]
    text = next(name for name, question in form.known.items() if question.item.kind == "text")
    answer_all(x, row, "resource_advisor")
    late = advisor.post(reverse("ask_typed", args=[row.uuid]), {text: "Fodbold og dans", "parents": "yes"})
    page = late.content.decode()
    assert (late.status_code, "Fodbold og dans" in page, SHUT in page) == (422, True, True)
    assert advisor.get(reverse("ask_typed", args=[row.uuid])).url == reverse("ask_detail", args=[row.uuid])


def test_a_childs_paper_says_whether_the_parents_may_see_it(cast, mapping, advisor):
    x = cast.fjord
    row = ask(x, mapping, way="paper")
    form = advisor.get(reverse("ask_typed", args=[row.uuid])).context["form"]
    text = next(name for name, question in form.known.items() if question.item.kind == "text")
    assert advisor.post(reverse("ask_typed", args=[row.uuid]), {text: "Fodbold"}).status_code == 422
    advisor.post(reverse("ask_typed", args=[row.uuid]), {text: "Fodbold", "parents": "no"})
    with acting(x, "resource_advisor") as person:
        assert (
            Perspective.objects.visible_to(person).get(mapping=mapping, informant="child").hidden_from_parents is True
        )


def test_answering_while_the_round_is_shut_ends_in_words(cast, mapping, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        row = make_ask(
            mapping=mapping, informant="team", way="logged_in", instruments=["class_environment"], due_on=TODAY, by=person
        ).ask  # fmt: skip
    with acting(x, "teacher") as person:
        first = answering(row, person).questions[0]
    with acting(x, "resource_advisor"):
        Ask.objects.filter(pk=row.pk).update(closed_at=TODAY.isoformat() + "T10:00Z")
    client.force_login(x.users["teacher"])
    address = reverse("ask_question", args=[row.uuid, first.instrument.slug, first.item.key])
    page = client.post(address, {"value": "1"}, follow=True)
    assert (page.status_code, SHUT in page.content.decode()) == (200, True)
    told = client.post(address, {"value": "1"}, headers={"Accept": "application/json"})
    assert (told.status_code, told.json()["error"] == SHUT) == (422, True)


def test_papers_of_a_round_that_was_shut_meanwhile_are_not_thrown_away(cast, mapping, client):
    x = cast.fjord
    row = class_papers(x, mapping)
    client.force_login(x.users["teacher"])
    address = reverse("ask_tally", args=[row.uuid])
    (_first, names) = client.get(address).context["form"].rows[0]
    with acting(x, "resource_advisor"):
        Ask.objects.filter(pk=row.pk).update(closed_at=TODAY.isoformat() + "T10:00Z")
    late = client.post(address, {names[0]: "17"})
    assert (late.status_code, 'value="17"' in late.content.decode(), SHUT in late.content.decode()) == (422, True, True)
    assert client.get(address).url == reverse("mapping_detail", args=[x.w.uuid])


def test_a_mapping_completed_while_somebody_asks_says_so(cast, mapping, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        NeedsMapping.objects.filter(pk=mapping.pk).update(state="complete", completed_on=TODAY)
    late = advisor.post(reverse("child_ask", args=[x.p1.uuid]), FORM)
    assert (late.status_code, "Kortlægningen er afsluttet" in late.content.decode()) == (422, True)
    said = advisor.post(reverse("class_ask", args=[x.w.uuid, "team"]), {}, follow=True)
    assert "Kortlægningen er afsluttet." in said.content.decode()
