"""The pages of a closing, through the site: side by side, the decision, open measures, a referral's answer, one tap later."""

import re

import pytest
import time_machine
from django.urls import reverse

from cases.models import ChildAnnex, Measure, Pathway, PathwayChild
from followup.actions.closing import decide_closing
from followup.models import ChildClosing, Occurrence, PathwayClosing, PlacementAnswer, Task
from mapping.models import EnvironmentAnswer, NeedsMapping
from tests.cast import TODAY, acting

WHY = "Klassen bærer selv videre."


@pytest.fixture
def x(cast, db, noon):
    return cast.fjord


@pytest.fixture
def visit(x, client):
    def of(who, name, obj, **data):
        client.force_login(x.users[who])
        address = reverse(name, args=[obj.uuid])
        return client.post(address, data) if data else client.get(address)

    return of


def text(answered):
    return answered.content.decode()


def posted(x, **more):
    with acting(x, "resource_advisor"):
        measures = list(Measure.objects.values_list("pk", flat=True))
    ended = {f"measure_{pk}": "end" for pk in measures} | {f"effect_{pk}": "Det blev en vane." for pk in measures}
    return {
        "decision": "goals_reached",
        "reason": WHY,
        "from_on": "2026-05-21",
        "no_mapping_reason": "Der var ikke tid.",
        **ended,
    } | more


# ---- side by side ----


def test_first_and_last_round_stand_side_by_side(x, visit):
    with acting(x, "resource_advisor"):
        last = x.make(NeedsMapping, pathway=x.w, kind="closing", opened_on=TODAY)
        x.make(
            EnvironmentAnswer,
            mapping=last,
            informant="team",
            dimension="calm",
            strengths="Roligt nu.",
            author=x.staff["teacher"],
        )
    for who in ("resource_advisor", "group_leader", "principal", "provider_manager"):
        page = text(visit(who, "pathway_closing", x.w))
        assert "Roligt nu." in page and "Kun i sidste runde" in page
    assert "PDF" in page and "QxBakke" not in page


def test_each_reader_sees_her_own_part_of_the_children(x, visit):
    seen = {
        who: set(re.findall(r"Qx\w+", text(visit(who, "pathway_closing", x.w))))
        for who in ("principal", "provider_manager", "resource_advisor")
    }
    assert "QxFjordBarnSvar1" not in seen["principal"] | seen["provider_manager"]
    assert "QxFjordSlutbarn1" in seen["principal"] & seen["provider_manager"]
    assert not any("Barn2" in word for word in seen["provider_manager"])


def test_the_page_costs_the_same_with_many_measures(x, visit, django_assert_max_num_queries):
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def asked():
        with CaptureQueriesContext(
            connection,
        ) as found:
            assert visit("resource_advisor", "pathway_closing", x.w).status_code == 200
        return len(found)

    asked()
    few = asked()
    with acting(x, "resource_advisor"):
        annex = ChildAnnex.objects.get(child=x.c1, sector="school")
        for number in range(30):
            x.make(Measure, annex=annex, title=f"Tiltag {number}", arena="school", core_element="clarity")
    assert asked() == few


# ---- the decision ----


def test_without_a_closing_mapping_only_with_a_reason(x, visit):
    asked = text(visit("resource_advisor", "pathway_close", x.w))
    assert "Hvorfor beslutter I uden en afsluttende kortlægning?" in asked
    wrong = visit("resource_advisor", "pathway_close", x.w, **posted(x, no_mapping_reason=""))
    assert (wrong.status_code, WHY in text(wrong)) == (422, True)
    done = visit("resource_advisor", "pathway_close", x.w, **posted(x))
    assert done.url == reverse("pathway_closing", args=[x.w.uuid])
    assert "Besluttet uden afsluttende kortlægning" in text(visit("principal", "pathway_closing", x.w))
    with acting(x, "resource_advisor"):
        row = PathwayClosing.objects.standing().get(pathway=x.w)
        assert (row.mapping, row.no_mapping_reason) == ("left_out", "Der var ikke tid.")
        assert row.decided_with_id == x.staff["group_leader"].pk


def test_a_complete_closing_mapping_asks_for_no_reason(x, visit):
    with acting(x, "resource_advisor"):
        x.make(NeedsMapping, pathway=x.w, kind="closing", state="complete", opened_on=TODAY, completed_on=TODAY)
    assert "uden en afsluttende kortlægning?" not in text(visit("resource_advisor", "pathway_close", x.w))
    assert visit("resource_advisor", "pathway_close", x.w, **posted(x)).status_code == 302
    with acting(x, "resource_advisor"):
        assert PathwayClosing.objects.standing().get(pathway=x.w).mapping == "completed"


def test_going_on_turns_the_closing_mapping_into_one_on_the_way(x, visit):
    with acting(x, "resource_advisor"):
        x.make(NeedsMapping, pathway=x.w, kind="closing", state="complete", opened_on=TODAY, completed_on=TODAY)
    wrong = visit("resource_advisor", "pathway_close", x.w, **posted(x, decision="go_on"))
    assert (wrong.status_code, "Vælg en ny slutdato efter i dag." in text(wrong)) == (422, True)
    assert (
        visit(
            "resource_advisor", "pathway_close", x.w, **posted(x, decision="go_on", planned_end_on="30.9.2026")
        ).status_code
        == 302
    )
    with acting(x, "resource_advisor"):
        assert list(
            NeedsMapping.objects.filter(pathway=x.w).exclude(kind="initial").values_list("kind", flat=True)
        ) == ["follow_up"]


def test_sent_twice_it_is_decided_once_and_undone_by_one_tap(x, visit, client):
    first = visit("resource_advisor", "pathway_close", x.w, **posted(x))
    visit("resource_advisor", "pathway_close", x.w, **posted(x, decision="refer", refer_to="PPR"))
    with acting(x, "resource_advisor"):
        assert PathwayClosing.objects.standing().get(pathway=x.w).decision == "goals_reached"
    key = re.search(r'action="(/fortryd/[^"]+)"', client.get(first.url).content.decode())[1]
    client.post(key)
    with acting(x, "resource_advisor"):
        assert Pathway.objects.get(pk=x.w.pk).state == "active"


def test_an_open_measure_gets_an_end_or_an_owner(x, visit):
    with acting(x, "resource_advisor"):
        annex = ChildAnnex.objects.get(child=x.c1, sector="school")
        ends, stays = (
            x.make(Measure, annex=annex, title=title, arena="school", core_element="clarity")
            for title in ("Slut", "Bliv")
        )
    listed = text(visit("resource_advisor", "closing_measures", x.w))
    assert "Slut" in listed and "QxFjordHjemTiltag1" not in listed
    data = {f"measure_{ends.pk}": "end", f"measure_{stays.pk}": "keep", f"owner_{stays.pk}": x.staff["teacher"].pk}
    wrong = visit("resource_advisor", "closing_measures", x.w, **data)
    assert (wrong.status_code, "Vælg en slutdato, i dag eller senere." in text(wrong)) == (422, True)
    data |= {f"effect_{ends.pk}": "Det blev en vane.", f"until_{stays.pk}": "30.9.2026"}
    assert visit("resource_advisor", "closing_measures", x.w, **data).status_code == 302
    with acting(x, "resource_advisor"):
        assert Measure.objects.get(pk=ends.pk).ended_on == TODAY
        kept = Measure.objects.get(pk=stays.pk)
        assert (kept.owner_id, str(kept.ends_on)) == (x.staff["teacher"].pk, "2026-09-30")


def test_nothing_is_closed_while_a_measure_has_neither_an_end_nor_an_owner(x, visit):
    with acting(x, "resource_advisor"):
        annex = ChildAnnex.objects.get(child=x.c1, sector="school")
        open_one = x.make(Measure, annex=annex, title="Bliv", arena="school", core_element="clarity")
    answered = visit("resource_advisor", "pathway_close", x.w, **posted(x) | {f"measure_{open_one.pk}": ""})
    assert (answered.status_code, "Sig, om det slutter nu, eller hvem der går videre med det." in text(answered)) == (
        422,
        True,
    )
    with acting(x, "resource_advisor"):
        assert Pathway.objects.get(pk=x.w.pk).is_open
    assert visit("resource_advisor", "pathway_close", x.w, **posted(x)).status_code == 302


# ---- a referral ----


def test_a_referral_is_answered_on_its_page(x, visit):
    wrong = visit(
        "resource_advisor",
        "referral_answer",
        x.child_closing,
        answered_on="2026-05-22",
        answer="accepted",
        words="Ja tak",
    )
    assert (wrong.status_code, "Ja tak" in text(wrong)) == (422, True)
    assert (
        visit(
            "group_leader", "referral_answer", x.child_closing, answered_on="21.5.2026", answer="accepted"
        ).status_code
        == 302
    )
    with acting(x, "resource_advisor"):
        row = ChildClosing.objects.get(pk=x.child_closing.pk)
        assert (row.answer, row.answered_by_id) == ("accepted", x.staff["group_leader"].pk)
        assert PathwayChild.objects.get(pk=x.p1.pk).ends_on == TODAY
    assert visit("resource_advisor", "referral_answer", x.child_closing).status_code == 302


def test_a_decision_for_one_child_while_the_class_goes_on(x, visit):
    wrong = visit("resource_advisor", "child_decide", x.p2, decision="refer", why="Mere støtte.", from_on="2026-05-21")
    assert (wrong.status_code, "Skriv, hvem I henviser til." in text(wrong)) == (422, True)
    sent = visit(
        "resource_advisor",
        "child_decide",
        x.p2,
        decision="refer",
        refer_to="PPR",
        why="Mere støtte.",
        from_on="2026-05-21",
        due_on="2026-06-01",
    )
    assert sent.status_code == 302
    with acting(x, "resource_advisor"):
        task = Task.objects.get(kind="referral", pathway_child=x.p2)
        assert (str(task.due_on), task.owner_id) == ("2026-06-01", x.staff["resource_advisor"].pk)
    assert visit("resource_advisor", "task_settle", task, tick="1").url == reverse("referral_answer", args=[task.uuid])
    assert "PPR" in text(visit("resource_advisor", "pathway_detail", x.w))


# ---- one tap later, and opened again ----


def test_one_tap_a_child_half_a_year_later(x, visit):
    with acting(x, "resource_advisor") as person:
        ChildClosing.objects.filter(pk=x.child_closing.pk).delete()
        decide_closing(pathway=x.w, decision="goals_reached", reason=WHY, from_on=TODAY, by=person)
        asked = Occurrence.objects.get(pathway_child=x.p1, cadence="placement_half_year", state="open")
    assert "Der er ikke noget at svare på nu" in text(visit("principal", "placement_create", x.w))
    with time_machine.travel("2026-11-18T12:00+01:00"):
        assert "Hvor er Adam nu?" in text(visit("principal", "placement_create", x.w))
        wrong = visit("principal", "placement_create", x.w, **{f"placement_{asked.pk}": "maanen"})
        assert wrong.status_code == 422
        assert visit("principal", "placement_create", x.w, **{f"placement_{asked.pk}": "ordinary"}).status_code == 302
        with acting(x, "principal") as person:
            found = PlacementAnswer.objects.visible_to(person).get(occurrence=asked)
            assert (found.placement, found.answered_by_id) == ("ordinary", x.staff["principal"].pk)
        assert visit("group_leader", "placement_create", x.w).status_code == 403


def test_opened_again_with_a_reason(x, visit):
    visit("resource_advisor", "pathway_close", x.w, **posted(x))
    assert "Åbn forløbet igen" in text(visit("resource_advisor", "pathway_detail", x.w))
    assert visit("resource_advisor", "pathway_reopen", x.w, reason="").status_code == 422
    assert visit("resource_advisor", "pathway_reopen", x.w, reason="Det var for tidligt.").status_code == 302
    with acting(x, "resource_advisor"):
        assert Pathway.objects.get(pk=x.w.pk).state == "active"
        assert not PathwayClosing.objects.standing().filter(pathway=x.w).exists()
