"""A good word home: two taps, one small success in the log, read by the family alone, gathered for the meeting."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.urls import reverse
from django.utils import timezone

from cases.models import BehaviourStep, CustodyRelation, PathwayChild, PraiseMessage
from core.links import NoLink, by_link, hash_of
from followup.actions import correct_contact, restore_contact, undo_contact
from followup.actions.praise import praise
from followup.models import Contact
from followup.praise import sentences
from followup.queries import successes_of
from insight.queries.meeting_sheet import meeting_sheet
from tests.cast import acting, canary
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def rows_of(x, by):
    return list(
        PathwayChild.objects.seen_with_child(by).filter(pathway=x.w, accepted_on__isnull=False).select_related("child")
    )


def said(x, who="teacher", text="Ventede på tur.", row=None):
    with acting(x, who) as by:
        return praise(pathway=x.w, rows=[row or x.p1], text=text, by=by)


def read_by(x, link):
    with by_link(hash_of(token(x, link))) as holder:
        return [each.text for each in PraiseMessage.objects.visible_to(holder)]


def test_it_is_logged_once_and_read_by_the_mother_alone(cast):
    x = cast.fjord
    contact = said(x)
    assert (contact.kind, contact.is_success, contact.line, contact.children_count) == ("small_success", True, "", 1)
    assert read_by(x, "LinkMor1") == ["Ventede på tur.", canary(x, "Ros1")]
    assert read_by(x, "LinkBarn1") == []
    assert read_by(x, "Klasselink1") == []
    with acting(x, "teacher"):
        message = PraiseMessage.objects.get(contact=contact.uuid)
        assert (message.signed.split(",")[0], message.said_on) == (x.staff["teacher"].name, date(2026, 5, 21))
        assert [each.words for each in successes_of(x.p1, date(2026, 5, 21))] == ["Ventede på tur."]


@pytest.mark.parametrize("who", ["principal", "caseworker"])
def test_others_may_not(cast, who):
    with pytest.raises(PermissionDenied):
        said(cast.fjord, who)


def test_another_side_reads_none_of_it(cast):
    x = cast.fjord
    said(x)
    with acting(x, "group_leader") as by:
        assert not PraiseMessage.objects.visible_to(by).filter(sector="school").exists()


@pytest.mark.parametrize("text", ["Hjalp {other} med opgaven.", "Ring på 20 10 20 30.", "Nummer 121114-4001."])
def test_another_child_or_a_number_is_refused(cast, text):
    x = cast.fjord
    with pytest.raises(ValidationError) as refused:
        said(x, text=text.format(other=x.c2.given_name))
    assert list(refused.value.error_dict) == ["line"]


def test_a_family_that_has_not_said_yes_is_not_told(cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        PathwayChild.objects.filter(pk=x.p1.pk).update(accepted_on=None)
    with pytest.raises(ValidationError):
        said(x)


def test_taken_back_with_its_contact_and_put_back(cast):
    x = cast.fjord
    contact = said(x)
    with acting(x, "teacher") as by:
        undo_contact(contact=contact, by=by)
    assert read_by(x, "LinkMor1") == [canary(x, "Ros1")]
    with acting(x, "teacher") as by:
        restore_contact(contact=contact, by=by)
    assert read_by(x, "LinkMor1") == ["Ventede på tur.", canary(x, "Ros1")]


@pytest.mark.parametrize(
    "custody",
    [{"ends_on": date(2026, 5, 20)}, {"suspended_from": date(2026, 5, 20), "suspended_until": date(2026, 6, 1)}],
)
def test_a_parent_whose_custody_or_access_ended_reads_none(cast, custody):
    x = cast.fjord
    said(x)
    with acting(x, "resource_advisor"):
        CustodyRelation.objects.filter(pk=x.mother_custody.pk).update(**custody)
    with pytest.raises(NoLink):
        read_by(x, "LinkMor1")


def test_a_child_and_a_sentence_of_its_own_are_one_tap(cast, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    form = client.get(reverse("praise_create", args=[x.w.uuid])).context["form"]
    row, ready = next((row, ready) for row, ready in form.quick() if row.pk == x.p1.pk)
    value = next(value for value, words in ready if words == "Ventede på tur.")
    assert post(client, x, at_once=value).status_code == 302
    assert read_by(x, "LinkMor1")[0] == "Ventede på tur."
    client.post(reverse("undo", args=[client.session["undo"][0]["key"]]))
    assert read_by(x, "LinkMor1") == [canary(x, "Ros1")]
    assert post(client, x, at_once="999999-day_2").status_code == 422


def test_a_corrected_contact_corrects_what_the_family_reads(cast):
    x = cast.fjord
    contact = said(x)
    with acting(x, "teacher") as by:
        correct_contact(
            contact=contact, kind="small_success", held_on=contact.held_on, by=by,
            children=[{"pathway_child": x.p1, "note": "Ventede længe på tur."}],
        )  # fmt: skip
    assert read_by(x, "LinkMor1")[0] == "Ventede længe på tur."


def test_the_sheet_before_a_meeting_gathers_it(cast):
    x = cast.fjord
    said(x)
    with acting(x, "resource_advisor") as by:
        sheet = meeting_sheet(pathway=x.w, about=None, person=by, today=timezone.localdate())
    lines = next(part.lines for part in sheet.parts if part.key == "successes")
    assert ("Ventede på tur.", x.c1.short_name) in [(line.text, line.name) for line in lines]


def test_sentences_begin_with_the_childs_own_steps(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as by:
        BehaviourStep.objects.filter(goal=x.goal).delete()
        x.make(BehaviourStep, goal=x.goal, order=1, text="Bruger sit pausetegn")
        words = [text for _key, text in sentences(x.w, by, x.p1)]
    assert words[0] == "Det lykkedes i dag: bruger sit pausetegn"
    assert "Ventede på tur." in words


# ---- page ----


def post(client, x, who="teacher", **data):
    client.force_login(x.users[who])
    return client.post(reverse("praise_create", args=[x.w.uuid]), data)


def test_a_child_and_a_sentence_are_enough(cast, client):
    x = cast.fjord
    page = post(client, x, children=[x.p1.pk], sentence="day_2")
    assert page.status_code == 302
    assert read_by(x, "LinkMor1")[0] == "Ventede på tur."
    client.post(reverse("undo", args=[client.session["undo"][0]["key"]]))
    assert read_by(x, "LinkMor1") == [canary(x, "Ros1")]


def test_pressed_twice_it_is_said_once(cast, client):
    x = cast.fjord
    key = "3f0c5b8e-2f0c-4c73-9f0f-6a54f6b2d111"
    for _each in range(2):
        post(client, x, children=[x.p1.pk], sentence="day_2", form_key=key)
    with acting(x, "teacher"):
        assert Contact.objects.filter(kind="small_success", held_on=date(2026, 5, 21)).count() == 1


@pytest.mark.parametrize(
    "data", [{"sentence": "day_2"}, {"children": ["p1"]}, {"children": ["p1"], "line": "Ring 20102030 nu"}]
)
def test_what_is_missing_is_said_and_the_line_stays(cast, client, data):
    x = cast.fjord
    page = post(client, x, **data | ({"children": [x.p1.pk]} if "children" in data else {}))
    assert page.status_code == 422
    assert data.get("line", "") in page.content.decode()


def test_from_the_childs_page_the_child_is_ticked(cast, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    page = client.get(reverse("praise_create", args=[x.w.uuid]) + f"?barn={x.p1.uuid}")
    assert page.context["form"]["children"].value() == [x.p1.pk]


def test_another_municipality_finds_nothing(cast, client):
    client.force_login(cast.bakke.users["teacher"])
    assert client.get(reverse("praise_create", args=[cast.fjord.w.uuid])).status_code == 404
