"""Findings: written by either side, never over each other, and made into a goal or a measure in one step."""

import html
import re
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import ChildAnnex, Goal, InformationExchange, Measure, PathwayChild, PathwayPlan
from mapping.actions.findings import say_how_told, write_finding
from mapping.models import Finding, NeedsMapping, Perspective
from tests.cast import acting

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


@pytest.fixture
def advisor(cast, client):
    client.force_login(cast.fjord.users["resource_advisor"])
    return client


def row_of(x, by):
    return PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=x.p1.pk)


def write(x, who="resource_advisor", of_child=True, **fields):
    with acting(x, who) as by:
        return write_finding(
            mapping=x.mapping, pathway_child=row_of(x, by) if of_child else None, by=by, **{"text": "Adam er alene i frikvarteret."} | fields
        )  # fmt: skip


def fields_of(response):
    """What stands in the form, as it would be sent by pressing Save."""
    text = response.content.decode()
    found = {}
    for name, value in re.findall(r'<input[^>]*name="([^"]+)"[^>]*value="([^"]*)"', text):
        found.setdefault(name, html.unescape(value))
    for name, value in re.findall(r'<textarea[^>]*name="([^"]+)"[^>]*>\s*(.*?)</textarea>', text, re.S):
        found[name] = html.unescape(value)
    return {name: value for name, value in found.items() if name not in ("til", "q")}


# ---- writing ----


def test_each_side_writes_its_own_and_it_is_shared_at_once(cast):
    x = cast.fjord
    mine = write(x)
    theirs = write(x, "group_leader", text="Hjemme leger han med sin bror.")
    assert (mine.sector, theirs.sector) == ("school", "provider")
    with acting(x, "resource_advisor") as by:
        shared = InformationExchange.objects.visible_to(by).live().filter(noun="finding", object_id=mine.pk)
        assert set(shared.values_list("to_sector", flat=True)) >= {"provider"}
        assert Finding.objects.visible_to(by).filter(pk=theirs.pk).exists()


def test_principal_and_team_do_not_read_what_is_seen_of_a_child(cast):
    made = write(cast.fjord)
    for who in ("principal", "teacher", "provider_manager"):
        with acting(cast.fjord, who) as by:
            assert not Finding.objects.visible_to(by).filter(pk=made.pk).exists()
            assert not Finding.objects.filter(pk=made.pk).exists()  # PostgreSQL alone


def test_a_pupils_name_is_refused_of_the_class(cast):
    with pytest.raises(ValidationError) as refused:
        write(cast.fjord, of_child=False, meaning_class=f"Tal med {cast.fjord.c1.name}.")
    assert list(refused.value.message_dict) == ["meaning_class"]


def test_nobody_writes_of_a_child_on_the_other_side(cast):
    x = cast.fjord
    made = write(x)
    with pytest.raises(PermissionDenied), acting(x, "group_leader") as by:
        write_finding(mapping=x.mapping, finding=made, by=by, text="Noget andet.")


def test_whoever_writes_at_the_same_time_is_told(cast, advisor):
    x = cast.fjord
    made = write(x, of_child=False, text="Overgange er svære.")
    address = reverse("finding_edit", args=[made.uuid])
    sent = fields_of(advisor.get(address))
    assert advisor.post(address, sent | {"text": "Overgange er bedre."}).status_code == 302
    refused = advisor.post(address, sent | {"text": "Overgange er værre."})
    text = html.unescape(refused.content.decode())
    assert (refused.status_code, "Overgange er bedre." in text, "Overgange er værre." in text) == (422, True, True)
    assert advisor.post(address, fields_of(refused)).status_code == 302


def test_a_day_to_come_and_an_empty_text_keep_what_was_typed(cast, advisor):
    address = reverse("child_finding_create", args=[cast.fjord.p1.uuid])
    refused = advisor.post(address, {"text": "", "meaning_class": "QxTastet", "performed_on": "2026-06-30"})
    assert (refused.status_code, "QxTastet" in refused.content.decode()) == (422, True)
    assert advisor.post(address, {"text": "Test", "performed_on": "2026-06-30"}).status_code == 422


def test_sent_twice_it_is_one(cast, advisor):
    x = cast.fjord
    address = reverse("child_finding_create", args=[x.p1.uuid])
    sent = fields_of(advisor.get(address, {"omraade": "child_voices.wellbeing"})) | {
        "text": "Én gang.",
        "dimension": "child_voices.wellbeing",
    }
    assert [advisor.post(address, sent).status_code for _ in range(2)] == [302, 302]
    with acting(x, "resource_advisor") as by:
        found = Finding.objects.visible_to(by).filter(text="Én gang.")
        assert [row.dimension for row in found] == ["child_voices.wellbeing"]


def test_taken_away_and_brought_back(cast, advisor):
    x = cast.fjord
    made = write(x, tool="WISC", performed_on=date(2026, 4, 1))
    answer = advisor.post(reverse("finding_remove", args=[made.uuid]), follow=True)
    (key,) = set(re.findall(r'action="(/fortryd/[^"]+)"', answer.content.decode()))
    assert advisor.post(key).status_code == 302
    with acting(x, "resource_advisor") as by:
        back = Finding.objects.visible_to(by).get(text=made.text)
        assert (back.tool, str(back.performed_on)) == ("WISC", "2026-04-01")


def test_how_the_child_is_told_is_one_line_a_side(cast):
    x = cast.fjord
    for words in ("Karen fortæller det fredag.", "Karen fortæller det mandag."):
        with acting(x, "resource_advisor") as by:
            say_how_told(mapping=x.mapping, pathway_child=row_of(x, by), text=words, by=by)
    with acting(x, "resource_advisor") as by:
        told = Finding.objects.visible_to(by).filter(kind="telling")
        assert [row.text for row in told] == ["Karen fortæller det mandag."]
        assert say_how_told(mapping=x.mapping, pathway_child=row_of(x, by), text=" ", by=by) is None
        assert not told.all().exists()


# ---- into the plan ----


def test_one_press_and_one_save_make_a_goal_with_the_childs_own_words(cast, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Perspective._base_manager.filter(pk=x.child_voice.pk).update(
            hidden_from_parents=False,
            shown_because="Adam vil gerne vise det.",
            answers={"wellbeing": "Jeg vil gerne være med."},
        )
    made = write(x, dimension="child_voices.wellbeing")
    address = reverse("finding_goal", args=[made.uuid])
    form = advisor.get(address)
    sent = fields_of(form)
    assert (sent["text"], sent["child_words"]) == ("Adam er alene i frikvarteret.", "Jeg vil gerne være med.")
    assert advisor.post(address, sent).url == reverse("analysis_edit", args=[x.mapping.uuid])
    with acting(x, "resource_advisor") as by:
        goal = Goal.objects.visible_to(by).get(text="Adam er alene i frikvarteret.")
        assert (goal.annex.sector, goal.annex.pathway_child_id) == ("school", x.p1.pk)
        assert Finding.objects.visible_to(by).get(pk=made.pk).goal == goal.uuid
    page = html.unescape(advisor.get(reverse("analysis_edit", args=[x.mapping.uuid])).content.decode())
    assert "Blev til målet:" in page


def test_what_the_child_keeps_from_the_parents_is_not_put_into_the_plan(cast, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Perspective._base_manager.filter(pk=x.child_voice.pk).update(answers={"wellbeing": "QxHemmeligt"})
    made = write(x, dimension="child_voices.wellbeing")
    assert "QxHemmeligt" not in advisor.get(reverse("finding_goal", args=[made.uuid])).content.decode()


def test_looking_makes_no_version_and_saving_makes_one(cast, advisor):
    x = cast.fjord
    made = write(x, of_child=False, text="Overgange er svære.")
    address = reverse("finding_goal", args=[made.uuid])

    def drafts():
        with acting(x, "resource_advisor") as by:
            return PathwayPlan.objects.visible_to(by).filter(pathway=x.w, state__in=("draft", "shared")).count()

    before = drafts()
    sent = fields_of(advisor.get(address))
    assert drafts() == before
    assert advisor.post(address, sent).status_code == 302
    assert drafts() == 1


def test_a_goal_taken_back_leaves_the_finding_open_again(cast, advisor):
    x = cast.fjord
    made = write(x)
    address = reverse("finding_goal", args=[made.uuid])
    answer = advisor.post(address, fields_of(advisor.get(address)), follow=True)
    (key,) = set(re.findall(r'action="(/fortryd/[^"]+)"', answer.content.decode()))
    after = html.unescape(advisor.post(key, follow=True).content.decode())
    assert ("Blev til målet:" in after, address in after) == (False, True)


def test_a_measure_is_filled_in_from_what_it_means(cast, advisor):
    x = cast.fjord
    made = write(x, meaning_class="En aftalt leg hver dag.")
    address = reverse("finding_measure", args=[made.uuid])
    sent = fields_of(advisor.get(address))
    assert sent["title"] == "En aftalt leg hver dag."
    element = x.w.content.core_elements[0].key
    assert advisor.post(address, sent | {"arena": "school", "core_element": element}).status_code == 302
    with acting(x, "resource_advisor") as by:
        measure = Measure.objects.visible_to(by).get(title="En aftalt leg hver dag.")
        assert Finding.objects.visible_to(by).get(pk=made.pk).measure == measure.uuid


def test_the_other_side_makes_it_into_its_own_annex(cast, client):
    x = cast.fjord
    made = write(x, "group_leader", text="Hjemme leger han med sin bror.")
    client.force_login(x.users["group_leader"])
    address = reverse("finding_goal", args=[made.uuid])
    assert client.post(address, fields_of(client.get(address))).status_code == 302
    with acting(x, "group_leader") as by:
        goal = Goal.objects.visible_to(by).get(text="Hjemme leger han med sin bror.")
        assert ChildAnnex.objects.visible_to(by).get(pk=goal.annex_id).sector == "provider"


def test_what_ppr_saw_and_shared_becomes_a_goal_of_whoever_reads_it(cast, advisor):
    """PPR has no part of the plan (C13). Not before it is shared, and PPR itself is not offered it."""
    x = cast.fjord
    address = reverse("finding_goal", args=[x.ppr_finding.uuid])
    assert advisor.get(address).status_code == 404
    with acting(x, "resource_advisor"), connection.cursor() as db:
        db.execute("select app.finding_became(%s, gen_random_uuid(), null)", [x.ppr_finding.pk])
    with acting(x, "ppr_advisor") as by:
        assert Finding.objects.visible_to(by).get(pk=x.ppr_finding.pk).goal is None
        x.share("ppr", "school", "finding", x.ppr_finding, "ppr_advisor")
    page = reverse("analysis_edit", args=[x.mapping.uuid])
    assert address in advisor.get(page).content.decode()
    assert advisor.post(address, fields_of(advisor.get(address))).status_code == 302
    with acting(x, "ppr_advisor") as by:
        row = Finding.objects.visible_to(by).get(pk=x.ppr_finding.pk)
        goal = Goal.objects.visible_to(by).get(uuid=row.goal)
        assert (goal.annex_id, goal.text) == (x.annex_school.pk, row.text)
    assert "Blev til målet" in advisor.get(page).content.decode()
    advisor.force_login(x.users["ppr_advisor"])
    assert advisor.get(address).status_code == 403


def test_the_page_costs_the_same_with_one_finding_and_with_thirty(cast, advisor):
    x = cast.fjord
    address = reverse("analysis_edit", args=[x.mapping.uuid])
    advisor.get(address)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert advisor.get(address).status_code == 200
        return len(asked)

    first = cost()
    for n in range(30):
        write(x, text=f"Nummer {n}")
    assert cost() == first


def test_a_finding_is_kept_in_the_round_it_was_seen_in(cast, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        NeedsMapping._base_manager.create(
            municipality=x.municipality, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 11)
        )
    address = reverse("child_finding_create", args=[x.p1.uuid]) + f"?runde={x.mapping.uuid}"
    page = advisor.get(address)
    assert page.context["mapping"] == x.mapping
    assert "<optgroup" in page.content.decode()
    sent = advisor.post(address, fields_of(page) | {"text": "Adam er alene i frikvarteret.", "dimension": ""})
    assert sent.status_code == 302
    with acting(x, "resource_advisor") as by:
        made = Finding.objects.visible_to(by).filter(pathway_child=x.p1.pk, kind="seen").latest("pk")
    assert made.mapping_id == x.mapping.pk
    assert advisor.get(reverse("child_finding_create", args=[x.p1.uuid]) + "?runde=x").context["mapping"] != x.mapping
