"""A sent answer is final until whoever asked opens it again; then its holder goes on where she was."""

from datetime import date, datetime, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test import Client
from django.urls import reverse

from cases.models import AccessLink
from core.links import by_link, hash_of
from mapping.actions.again import open_again
from mapping.actions.answers import answering, finish, save_answer
from mapping.actions.asks import decline, make_ask, withdraw_ask
from mapping.models import Ask, NeedsMapping, Perspective
from tests.cast import TODAY, acting

pytestmark = pytest.mark.django_db
CHILD = "child_voices"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T12:00+02:00", tick=False)


def asked(x, who="group_leader", informant="parent", **more):
    with acting(x, who) as by:
        mapping = NeedsMapping._base_manager.filter(pathway=x.w, kind="follow_up").first()
        mapping = mapping or NeedsMapping._base_manager.create(
            municipality=x.municipality, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 18)
        )
        fields = {"way": "link", "instruments": [CHILD], "due_on": TODAY + timedelta(days=9), "pathway_child": x.p1}
        fields |= {"parent": x.mother} if informant == "parent" else {}
        return make_ask(mapping=mapping, informant=informant, by=by, **fields | more)


def sent(made):
    """Answered by the link and sent. Gives (item key, the value)."""
    with by_link(hash_of(made.token)) as holder:
        first = next(q for q in answering(made.ask, holder).questions if q.item.is_figure)
        save_answer(ask=made.ask, instrument=CHILD, item=first.item.key, value=first.item.ends[0], by=holder)
        finish(ask=made.ask, by=holder)
    return first.item.key, first.item.ends[0]


def as_is(x, made, who="group_leader"):
    """(closed, declined, words, due, finished, values) as they are now."""
    with acting(x, who) as by:
        ask = Ask.objects.visible_to(by).get(pk=made.ask.pk)
        row = Perspective._base_manager.filter(mapping=ask.mapping_id, informant=ask.informant).first()
        return (
            ask.closed_at,
            ask.declined_at,
            ask.declined_words,
            ask.due_on,
            row and row.finished_at,
            row and row.values,
        )


def opened(client, x, made, who="group_leader"):
    client.force_login(x.users[who])
    return client.post(reverse("ask_open_again", args=[made.ask.uuid]), follow=True)


def undo(client, page):
    tag = next(m.extra_tags for m in page.context["messages"] if "undo:" in m.extra_tags)
    return client.post(tag.split("undo:")[1].split()[0], follow=True)


def test_the_same_link_goes_on_where_it_was_and_what_was_answered_stays(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    key, value = sent(made)
    parent = Client()
    parent.post(f"/l/{made.token}", {"factor": made.code})
    assert "Bed den, der spurgte dig, om at lukke op igen." in parent.get("/svar/").content.decode()
    page = opened(client, x, made).content.decode()
    assert "Lukket op igen. Det samme link åbnes på samme måde som før, til og med" in page
    closed, declined, _words, _due, finished, values = as_is(x, made)
    assert (closed, declined, finished, values) == (None, None, None, {CHILD: {key: value}})
    assert f'value="{value}" checked' in parent.get(f"/svar/{CHILD}/{key}").content.decode()
    assert parent.post("/svar/igennem").url == "/svar/tak"
    assert as_is(x, made)[4] is not None


def test_it_counts_for_nothing_until_it_is_sent_anew(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    opened(client, x, made)
    with acting(x, "group_leader") as by:
        row = Perspective.objects.visible_to(by).get(link=made.ask.link_id)
        assert row.is_heard is False
        assert Perspective.objects.visible_to(by).shown_to_parents().filter(pk=row.pk).count() == 0


def test_undone_it_stands_as_it_was_sent(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    before = as_is(x, made)
    undo(client, opened(client, x, made))
    assert as_is(x, made) == before


def test_undo_does_not_take_what_was_answered_since(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    key, value = sent(made)
    page = opened(client, x, made)
    with by_link(hash_of(made.token)) as holder:
        save_answer(ask=made.ask, instrument=CHILD, item=key, value=value + 1, by=holder)
    assert "Det kan ikke længere fortrydes" in undo(client, page).content.decode()
    assert (as_is(x, made)[0], as_is(x, made)[5]) == (None, {CHILD: {key: value + 1}})


def test_pressed_twice_it_is_open_once(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    opened(client, x, made)
    assert "Svaret er åbent og kan rettes." in opened(client, x, made).content.decode()


def test_a_dead_link_is_said_with_what_to_do(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    with acting(x, "group_leader"):
        AccessLink.objects.filter(pk=made.ask.link_id).update(
            expires_at=datetime.fromisoformat("2026-05-20T12:00+02:00")
        )
    page = opened(client, x, made).content.decode()
    assert "Linket virker ikke længere: lav et nyt herunder" in page
    assert (reverse("ask_renew", args=[made.ask.uuid]) in page, "Det virker ikke længere. Lav et nyt." in page) == (
        True,
        True,
    )


def test_a_round_that_is_closed_does_not_open(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    before = as_is(x, made)
    with acting(x, "group_leader"):
        NeedsMapping.objects.filter(pk=made.ask.mapping_id).update(state="complete", completed_on=TODAY)
    assert "Kortlægningen er afsluttet." in opened(client, x, made).content.decode()
    assert as_is(x, made) == before
    page = client.get(reverse("ask_detail", args=[made.ask.uuid])).content.decode()
    assert "Luk op igen" not in page


def test_what_was_taken_back_is_asked_anew(cast):
    x, made = cast.fjord, asked(cast.fjord)
    with acting(x, "group_leader") as by:
        withdraw_ask(ask=made.ask, by=by)
        with pytest.raises(ValidationError):
            open_again(ask=made.ask, by=by)


def test_who_declined_and_has_thought_again_is_let_in_and_undo_keeps_her_words(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    with by_link(hash_of(made.token)) as holder:
        decline(ask=made.ask, words="Ikke nu.", by=holder)
    before = as_is(x, made)
    page = opened(client, x, made)
    assert as_is(x, made)[:3] == (None, None, "")
    undo(client, page)
    assert as_is(x, made) == before


def test_a_colleagues_answer_on_the_other_side_is_opened_without_being_read(cast, client):
    """The group leader asked a teacher: the answer stands on the school's side, where she does not write."""
    x = cast.fjord
    made = asked(x, informant="professional", way="logged_in", staff=x.staff["teacher"])
    with acting(x, "teacher") as by:
        first = next(q for q in answering(made.ask, by).questions if q.item.is_figure)
        save_answer(ask=made.ask, instrument=CHILD, item=first.item.key, value=first.item.ends[0], by=by)
        row = finish(ask=made.ask, by=by)
    page = opened(client, x, made)
    assert as_is(x, made, "teacher")[4] is None
    undo(client, page)
    assert as_is(x, made, "teacher")[4] == row.finished_at


def test_only_who_could_have_asked_opens_it(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    where = reverse("ask_open_again", args=[made.ask.uuid])
    for who, status in {"resource_advisor": 404, "teacher": 404, "other_advisor": 404}.items():
        client.force_login(x.users[who])
        assert client.post(where).status_code == status, who
    client.force_login(cast.bakke.users["group_leader"])
    assert client.post(where).status_code == 404
    with by_link(hash_of(made.token)) as holder, pytest.raises((PermissionDenied, Ask.DoesNotExist)):
        open_again(ask=made.ask, by=holder)
    assert as_is(x, made)[0] is not None


def test_nobody_gets_more_forms_open_by_it(cast):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    asked(x)  # asked again meanwhile
    with acting(x, "group_leader") as by, pytest.raises(ValidationError) as refused:
        open_again(ask=made.ask, by=by)
    assert refused.value.code == "open"


def test_it_is_in_the_log_who_opened_it(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    opened(client, x, made)
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute(
            "select actor, columns from audit.change where noun = 'mapping_ask' and row_id = %s order by id desc limit 1",
            [str(made.ask.pk)],
        )
        actor, columns = db.fetchone()
    assert (str(actor), "closed_at" in columns) == (str(x.users["group_leader"].pk), True)


def test_the_line_leads_to_the_answer_that_can_be_opened(cast, client):
    x, made = cast.fjord, asked(cast.fjord)
    sent(made)
    client.force_login(x.users["group_leader"])
    page = client.get(reverse("mapping_detail", args=[x.w.uuid])).content.decode()
    assert reverse("ask_detail", args=[made.ask.uuid]) in page
    page = client.get(reverse("ask_detail", args=[made.ask.uuid])).content.decode()
    assert "Luk op igen, så svaret kan rettes" in page
