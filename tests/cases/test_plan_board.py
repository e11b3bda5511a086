"""The board by core element, what comes along into the next version, and with which other plans a plan agrees."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import plans as actions
from cases.actions.alignments import Aligned, align
from cases.actions.carrying import leave_behind, take_along
from cases.actions.plan_measures import move_measure, start_suggestion
from cases.actions.plan_parts import record_level
from cases.models import Goal, Measure, PlanAlignment
from cases.queries.plan_board import board_of
from cases.queries.plan_carry import carried
from tests.cast import acting, canary

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


def get(client, x, who, name, *args, **query):
    client.force_login(x.users[who])
    return client.get(reverse(name, args=args), query)


def post(client, x, who, name, *args, **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=args), data)


def undo(client, page):
    shown = client.get(page["Location"]).content.decode()
    return client.post("/fortryd/" + shown.split('action="/fortryd/')[1].split('"')[0])


def begin(x, person):
    return actions.start_version(pathway=x.w, by=person)


def titles(plan):
    return [measure.title for measure in Measure.objects.filter(plan=plan)]


# ---- the board ----


def test_board_shows_the_elements_of_the_track_and_which_are_untouched(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        board = board_of(draft, person)
        assert [row.number for row in board.rows] == list(range(1, 9))
        assert [row.key for row in board.rows if row.measures] == [x.measure.core_element]
        assert len(board.untouched) == sum(row.is_content for row in board.rows) - 1
        assert {each.arena for row in board.rows for each in row.suggestions} <= {"school", "home", "leisure"}


def test_suggestion_is_taken_once_and_undone(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
    for _press in range(2):
        page = post(client, x, "resource_advisor", "suggestion_start", draft.uuid, template="five_praises")
        assert page.status_code == 302
    with acting(x, "resource_advisor"):
        made = Measure.objects.get(plan=draft, template_key="five_praises")
        assert (made.arena, made.core_element) == ("school", "praise")
    undo(client, page)
    with acting(x, "resource_advisor"):
        assert Measure.objects.filter(plan=draft, template_key="five_praises").count() == 0
    page = post(client, x, "resource_advisor", "suggestion_start", draft.uuid, template="moon")
    assert "ikke længere blandt modellens" in client.get(page["Location"]).content.decode()


def test_card_is_moved_by_buttons_and_back_by_undo(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        second = start_suggestion(plan=draft, template_key="five_praises", by=person)
        first = Measure.objects.get(plan=draft, template_key="")
    move = {"core_element": "praise", "arena": "home", "row_version": "1", "before": ""}
    page = post(client, x, "resource_advisor", "measure_move", first.uuid, **move)
    assert page["Location"] == f"/forloeb/{x.w.uuid}/plan/tavle?plan=2&kort={first.uuid}&flyttes=1#m-{first.uuid}"
    shown = client.get(page["Location"]).content.decode()
    assert f'is-here" id="m-{first.uuid}" data-card="{first.uuid}" tabindex="-1" data-here>' in shown
    assert ("Står som nummer 2 af 2 under" in shown, shown.count('<details class="more" open>')) == (True, 1)
    dragged = post(
        client, x, "resource_advisor", "measure_move", first.uuid, **move | {"row_version": "2", "dragged": "1"}
    )
    assert "flyttes" not in dragged["Location"] and f"kort={first.uuid}" in dragged["Location"]
    with acting(x, "resource_advisor"):
        moved = Measure.objects.get(pk=first.pk)
        assert (moved.core_element, moved.arena, titles(draft)) == ("praise", "home", [second.title, first.title])
    stale = post(client, x, "resource_advisor", "measure_move", first.uuid, **move)
    assert "Nogen har rettet i det siden" in client.get(stale["Location"]).content.decode()
    with acting(x, "resource_advisor"):
        assert Measure.objects.get(pk=first.pk).row_version == 3
    page = post(
        client,
        x,
        "resource_advisor",
        "measure_move",
        first.uuid,
        **move | {"row_version": "3", "before": str(second.uuid)},
    )
    with acting(x, "resource_advisor"):
        assert titles(draft) == [first.title, second.title]
    undo(client, page)
    with acting(x, "resource_advisor"):
        assert titles(draft) == [second.title, first.title]


def test_nothing_is_moved_in_a_version_in_force_nor_to_where_the_plan_is_not(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError):
            move_measure(measure=x.measure, core_element="praise", arena="school", by=person)
        draft = begin(x, person)
        measure = Measure.objects.get(plan=draft)
        with pytest.raises(ValidationError) as refused:
            move_measure(measure=measure, core_element="moon", arena="single_child", by=person)
        assert sorted(refused.value.error_dict) == ["arena", "core_element"]


def test_board_asks_the_same_with_one_measure_and_with_thirty(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    address = reverse("plan_board", args=[x.w.uuid])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with acting(x, "resource_advisor"):
        for number in range(29):
            x.make(Measure, plan=x.plan, title=f"Tiltag {number}", arena="school", core_element="praise")
    with CaptureQueriesContext(connection) as many:
        assert "Tiltag 28" in client.get(address).content.decode()
    assert len(few) == len(many)


def test_board_shows_no_annex_and_a_draft_only_to_the_two_in_charge(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        actions.add_measure(plan=draft, title="Kun i kladden", arena="school", core_element="praise", by=person)
    page = get(client, x, "resource_advisor", "plan_board", x.w.uuid, plan="2").content.decode()
    assert ("Kun i kladden" in page, canary(x, "SkoleTiltag1") in page) == (True, False)
    assert "Kun i kladden" not in get(client, x, "teacher", "plan_board", x.w.uuid, plan="2").content.decode()


# ---- what comes along ----


def test_new_version_shows_how_it_went_and_takes_what_is_chosen(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        record_level(goal=x.class_goal, level=0, on=date(2026, 5, 20), words="Fire dage.", by=person)
        actions.end_measure(measure=x.measure, ended_on=date(2026, 5, 20), effect="Alle kender den.", by=person)
        draft = begin(x, person)
        found = carried(draft, person)
        assert [(line.part.text, line.now is not None) for line in found.goals] == [(x.class_goal.text, True)]
        assert [(line.part.title, line.now is not None) for line in found.measures] == [(x.measure.title, False)]
    page = " ".join(get(client, x, "resource_advisor", "plan_carry", draft.uuid).content.decode().split())
    assert "20. maj: som ventet" in page and "Fire dage." in page and "Alle kender den." in page
    for _press in range(2):
        taken = post(
            client, x, "resource_advisor", "plan_carry", draft.uuid, kind="measure", part=x.measure.uuid, take="1"
        )
        assert taken.status_code == 302
    with acting(x, "resource_advisor"):
        again = Measure.objects.get(plan=draft)
        assert (again.root_id, again.ended_on, again.effect) == (x.measure.pk, None, "")
        assert Measure.objects.get(pk=x.measure.pk).effect == "Alle kender den."


def test_what_is_left_and_taken_back_has_the_words_it_had(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        goal = Goal.objects.get(plan=draft)
        actions.edit_goal(goal=goal, text="Nye ord.", sign="Ro.", steps=[("Et trin", None)], by=person)
    page = post(client, x, "resource_advisor", "plan_carry", draft.uuid, kind="goal", part=x.class_goal.uuid, leave="1")
    with acting(x, "resource_advisor"):
        assert (Goal.objects.filter(plan=draft).count(), Goal.objects.filter(pk=x.class_goal.pk).count()) == (0, 1)
    undo(client, page)
    with acting(x, "resource_advisor"):
        back = Goal.objects.get(plan=draft)
        assert (back.text, back.sign, [step.text for step in back.steps.all()], back.root_id) == (
            "Nye ord.", "Ro.", ["Et trin"], x.class_goal.pk,
        )  # fmt: skip


def test_measure_whose_days_are_over_stays_behind_and_begins_anew_without_them(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        Measure.objects.filter(pk=x.measure.pk).update(
            ends_on=date(2026, 5, 10), partner="Spejderne", partner_contact="20 11 22 33"
        )
        draft = begin(x, person)
        assert titles(draft) == []
        line = carried(draft, person).measures[0]
        assert (line.part.now, line.now) == ("closed", None)
    page = get(client, x, "resource_advisor", "plan_carry", draft.uuid).content.decode()
    assert "Ingen har skrevet, hvad der kom ud af det" in page
    post(client, x, "resource_advisor", "plan_carry", draft.uuid, kind="measure", part=x.measure.uuid, take="1")
    with acting(x, "resource_advisor"):
        again = Measure.objects.get(plan=draft)
        assert (again.starts_on, again.ends_on, again.partner, again.partner_contact, again.status(date(2026, 5, 21))) == (
            None, None, "Spejderne", "20 11 22 33", "running",
        )  # fmt: skip


def test_goal_that_was_reached_stays_reached_through_leaving_and_taking(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        Goal.objects.filter(pk=x.class_goal.pk).update(reached_on=date(2026, 5, 12))
        draft = begin(x, person)
        assert Goal.objects.get(plan=draft).reached_on == date(2026, 5, 12)
        leave_behind(plan=draft, part=x.class_goal, by=person)
        again = take_along(plan=draft, part=Goal.objects.get(pk=x.class_goal.pk), by=person)
        assert (again.reached_on, again.root_id) == (date(2026, 5, 12), x.class_goal.pk)


def test_parts_of_elsewhere_are_not_taken(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        with pytest.raises(ValidationError):
            take_along(plan=draft, part=x.goal, by=person)
        leave_behind(plan=draft, part=x.measure, by=person)
        leave_behind(plan=draft, part=x.measure, by=person)
        assert titles(draft) == []
    for part in ("nonsense", x.goal.uuid, cast.bakke.class_goal.uuid):
        page = post(client, x, "resource_advisor", "plan_carry", draft.uuid, kind="goal", part=part, take="1")
        assert page.status_code == 404


# ---- other plans ----


def test_tick_has_a_day_and_a_name_and_the_link_comes_along_without_it(cast, client):
    x = cast.fjord
    data = {
        "aligned_child_plan": "on",
        "reference_child_plan": "https://plan.example/1",
        "reference_support_plan": "Mappen",
    }
    page = post(client, x, "resource_advisor", "plan_alignments", x.plan.uuid, **data)
    assert page.status_code == 302
    shown = " ".join(client.get(page["Location"]).content.decode().split())
    assert "Afstemt med: Barnets plan, 21. maj, Karen Lindholm." in shown
    assert 'href="https://plan.example/1"' in shown and "Støtteplan: ikke afstemt endnu." in shown
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        rows = PlanAlignment.objects.filter(plan=draft).order_by("key")
        assert [(row.key, row.reference, row.aligned_on) for row in rows] == [
            ("child_plan", "https://plan.example/1", None), ("support_plan", "Mappen", None),
        ]  # fmt: skip


def test_tick_of_somebody_else_stays_when_another_saves_and_is_undone(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        align(plan=x.plan, said={"child_plan": Aligned("", True)}, by=person)
        PlanAlignment.objects.filter(plan=x.plan).update(by=x.staff["principal"], aligned_on=date(2026, 4, 1))
        align(plan=x.plan, said={"child_plan": Aligned("Mappen", True)}, by=person)
        row = PlanAlignment.objects.get(plan=x.plan)
        assert (row.reference, row.aligned_on, row.by_id) == ("Mappen", date(2026, 4, 1), x.staff["principal"].pk)
    page = post(client, x, "resource_advisor", "plan_alignments", x.plan.uuid, reference_child_plan="Mappen")
    with acting(x, "resource_advisor"):
        assert PlanAlignment.objects.get(plan=x.plan).aligned_on is None
    undo(client, page)
    with acting(x, "resource_advisor"):
        assert PlanAlignment.objects.get(plan=x.plan).aligned_on == date(2026, 4, 1)


@pytest.mark.parametrize("address", ["http://plan.example", "javascript:alert(1)"])
def test_unsafe_address_is_422_with_what_was_typed(cast, client, address):
    x = cast.fjord
    page = post(client, x, "resource_advisor", "plan_alignments", x.plan.uuid, reference_child_plan=address)
    assert (page.status_code, address in page.content.decode()) == (422, True)


def test_name_of_a_pupil_is_refused_in_the_class_part_only(cast, client):
    x = cast.fjord
    words = {"reference_progress_book": f"{x.c1.given_name} {x.c1.family_name}, side 3"}
    assert post(client, x, "resource_advisor", "plan_alignments", x.plan.uuid, **words).status_code == 422
    assert post(client, x, "resource_advisor", "annex_alignments", x.annex_school.uuid, **words).status_code == 302


def test_each_side_ticks_its_own_plans(cast, client):
    x = cast.fjord
    school = get(client, x, "resource_advisor", "annex_alignments", x.annex_school.uuid).content.decode()
    home = get(client, x, "group_leader", "annex_alignments", x.annex_family.uuid).content.decode()
    assert ("Meddelelsesbog" in school, "Barnets plan" in school) == (True, False)
    assert ("Meddelelsesbog" in home, "Barnets plan" in home) == (False, True)
    assert get(client, x, "group_leader", "annex_alignments", x.annex_school.uuid).status_code == 403
