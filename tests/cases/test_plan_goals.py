"""Goals by points, what was attained, the question before a measure on one child, and two who write at once."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions import plans as actions
from cases.actions.plan_parts import record_level
from cases.models import AttainedLevel, Goal, Measure
from cases.queries.plan_changes import history_of, pieces
from cases.queries.plan_parts import SIDES, lacks_points, with_levels
from cases.queries.plans import plans_of
from tests.cast import acting, canary
from tests.cast_goals import POINTS

pytestmark = pytest.mark.django_db
EMPTY_STEPS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
MEASURE = {"arena": "school", "core_element": "praise"}


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False):
        yield


def get(client, x, who, name, *args):
    client.force_login(x.users[who])
    return client.get(reverse(name, args=args))


def post(client, x, who, name, *args, **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=args), data)


def begin(x, person):
    return actions.start_version(pathway=x.w, by=person)


# ---- points and levels ----


def test_goal_keeps_its_five_points_sign_and_dream(cast, client):
    x = cast.fjord
    said = {f"point_{at}": words for at, words in enumerate(POINTS, 1)}
    typed = {
        "child_words": "Jeg vil lege",
        "dream": "At blive målmand",
        "text": "Er med i en leg.",
        "sign": "Bliver spurgt.",
    }
    page = post(client, x, "resource_advisor", "annex_goal_create", x.annex_school.uuid, **typed, **said, **EMPTY_STEPS)
    assert page.status_code == 302
    with acting(x, "resource_advisor"):
        goal = Goal.objects.get(text="Er med i en leg.")
        assert (goal.points, goal.sign, goal.dream) == (POINTS, "Bliver spurgt.", "At blive målmand")
    shown = get(client, x, "resource_advisor", "annex_detail", x.p1.uuid).content.decode()
    assert "Når det lykkes: Bliver spurgt." in shown and "At blive målmand" in shown and POINTS[4] in shown


def test_class_part_asks_for_no_dream_and_refuses_names_in_its_points(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        with pytest.raises(ValidationError) as refused:
            actions.add_goal(
                plan=draft, text="Leg", points=[*POINTS[:4], f"{x.c1.given_name} {x.c1.family_name} er med."], by=person
            )
        assert list(refused.value.error_dict) == ["points"]
        with pytest.raises(ValidationError):
            actions.add_goal(plan=draft, text="Leg", points=POINTS[:3], by=person)
    page = get(client, x, "resource_advisor", "goal_create", draft.uuid).content.decode()
    assert ('name="dream"' in page, 'name="academic"' in page, 'name="point_1"' in page) == (False, False, True)


def test_level_is_recorded_by_both_in_charge_and_follows_the_goal_into_the_next_version(cast):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        record_level(goal=x.class_goal, level=-1, on=date(2026, 5, 4), words=" Tre dage. ", by=person)
    with acting(x, "resource_advisor") as person:
        record_level(goal=x.class_goal, level=0, on=date(2026, 5, 20), by=person)
        begin(x, person)
        copied = Goal.objects.get(plan__number=2)
        with_levels([copied])
        assert copied.root_id == x.class_goal.pk
        assert [(row.level, row.words) for row in copied.all_levels] == [(-1, "Tre dage."), (0, "")]
        assert [(point.level, len(point.attained), point.is_newest) for point in copied.all_points] == [
            (2, 0, False), (1, 0, False), (0, 1, True), (-1, 1, False), (-2, 0, False),
        ]  # fmt: skip
        with pytest.raises(PermissionDenied):
            record_level(goal=copied, level=1, on=date(2026, 5, 20), by=person)  # a draft has not been at work


@pytest.mark.parametrize(("level", "on", "field"), [(3, date(2026, 5, 20), "level"), (0, date(2026, 5, 22), "on")])
def test_level_outside_the_five_or_a_day_to_come_is_refused(cast, level, on, field):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        with pytest.raises(ValidationError) as refused:
            record_level(goal=x.class_goal, level=level, on=on, by=person)
        assert list(refused.value.error_dict) == [field]


def test_a_side_does_not_record_on_the_other_sides_annex(cast, client):
    x = cast.fjord
    assert get(client, x, "group_leader", "level_create", x.goal.uuid).status_code == 403
    assert get(client, x, "teacher", "level_create", x.class_goal.uuid).status_code == 403
    assert get(client, cast.bakke, "resource_advisor", "level_create", x.class_goal.uuid).status_code == 404


def test_level_page_keeps_what_was_typed_and_is_undone(cast, client):
    x = cast.fjord
    page = post(client, x, "resource_advisor", "level_create", x.class_goal.uuid, words="Næsten", on="21.5.2026")
    assert (page.status_code, "Næsten" in page.content.decode()) == (422, True)
    data = {"level": "1", "words": "Næsten", "on": "21.5.2026", "form_key": "3f5c1f0e-0000-4000-8000-000000000001"}
    for _press in range(2):
        page = post(client, x, "resource_advisor", "level_create", x.class_goal.uuid, **data)
        assert page.status_code == 302
    with acting(x, "resource_advisor"):
        assert AttainedLevel.objects.filter(goal=x.class_goal).count() == 1
    shown = client.get(page["Location"]).content.decode()
    address = shown.split('action="/fortryd/')[1].split('"')[0]
    client.post(f"/fortryd/{address}")
    with acting(x, "resource_advisor"):
        assert AttainedLevel.objects.filter(goal=x.class_goal).count() == 0


def test_missing_points_warn_and_do_not_stop_the_plan(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        actions.share_plan(plan=draft, by=person)
        assert [goal.text for goal in lacks_points(Goal.objects.filter(plan=draft))] == [x.class_goal.text]
    assert (
        "1 mål mangler de fem punkter"
        in get(client, x, "resource_advisor", "plan_put_in_force", draft.uuid).content.decode()
    )
    page = post(client, x, "resource_advisor", "plan_put_in_force", draft.uuid, valid_from="2026-05-21")
    assert page.status_code == 302


# ---- two who write at once ----


def test_two_tabs_on_a_goal_keep_both_texts(cast, client):
    x = cast.fjord
    typed = {"child_words": "", "row_version": "1", **EMPTY_STEPS}
    address = ("goal_edit", x.goal.uuid)
    assert post(client, x, "resource_advisor", *address, text="Den første.", **typed).status_code == 302
    page = post(client, x, "resource_advisor", *address, text="Den anden.", **typed)
    shown = page.content.decode()
    assert (page.status_code, "Den første." in shown, "Den anden." in shown) == (422, True, True)
    assert "Det står der nu" in shown or "This is what stands now" in shown or "h-now" in shown
    typed["row_version"] = "2"
    assert post(client, x, "resource_advisor", *address, text="Begge.", **typed).status_code == 302
    with acting(x, "resource_advisor"):
        goal = Goal.objects.get(pk=x.goal.pk)
        assert (goal.text, goal.row_version, goal.changed_by_id) == ("Begge.", 3, x.staff["resource_advisor"].pk)


def test_two_tabs_on_a_measure_keep_both_texts(cast, client):
    x = cast.fjord
    typed = {**MEASURE, "feels_different": "no", "row_version": "1"}
    address = ("measure_edit", x.annex_measure.uuid)
    assert post(client, x, "resource_advisor", *address, title="Først", **typed).status_code == 302
    page = post(client, x, "resource_advisor", *address, title="Sidst", **typed)
    shown = page.content.decode()
    assert (page.status_code, "Først" in shown, 'value="Sidst"' in shown, 'name="row_version" value="2"' in shown) == (
        422, True, True, True,
    )  # fmt: skip


def test_who_writes_in_the_same_version_is_told_of_the_other(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        Goal.objects.filter(plan=draft).update(changed_by=x.staff["principal"])
    page = get(client, x, "resource_advisor", "plan_edit", draft.uuid).content.decode()
    assert f"{x.staff['principal'].name} skriver her også" in page
    with time_machine.travel("2026-05-21 11:00", tick=False):
        assert "skriver her også" not in get(client, x, "resource_advisor", "plan_edit", draft.uuid).content.decode()


# ---- measures ----


def test_measure_on_one_child_does_not_run_before_the_question_is_answered(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = actions.add_measure(
            annex=x.annex_school, title="Fast plads", **MEASURE, starts_on=date(2026, 5, 1), by=person
        )
        assert (made.status(date(2026, 5, 21)), made.awaits_answer) == ("planned", True)
        with pytest.raises(ValidationError) as refused:
            actions.edit_measure(measure=made, title="Fast plads", **MEASURE, feels_different="yes", by=person)
        assert list(refused.value.error_dict) == ["different_words"]
        made = actions.edit_measure(
            measure=made,
            title="Fast plads",
            **MEASURE,
            feels_different="yes",
            different_words="Alle bytter.",
            by=person,
        )
        assert (made.status(date(2026, 5, 21)), made.different_by_id, made.different_on) == (
            "running", x.staff["resource_advisor"].pk, date(2026, 5, 21),
        )  # fmt: skip
    shown = get(client, x, "resource_advisor", "annex_detail", x.p1.uuid).content.decode()
    assert "Kan få barnet til at føle sig anderledes. Alle bytter. Besluttet af Karen Lindholm" in " ".join(
        shown.split()
    )


def test_single_child_is_an_arena_of_the_annex_only(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        for where, arena in (({"plan": draft}, "single_child"), ({"annex": x.annex_school}, "leisure")):
            with pytest.raises(ValidationError) as refused:
                actions.add_measure(**where, title="Noget", arena=arena, core_element="praise", by=person)
            assert list(refused.value.error_dict) == ["arena"]
        made = actions.add_measure(
            annex=x.annex_school, title="Noget", arena="single_child", core_element="praise", by=person
        )
        assert made.arena == "single_child"
    assert {arena.key: "school" if arena.side == "school" else "provider" for arena in x.w.content.plan.arenas} == SIDES


def test_partner_and_intensity_stand_on_the_plan_and_a_contact_without_a_partner_is_refused(cast, client):
    x = cast.fjord
    more = {
        "partner": "Fjordby Idrætsforening",
        "partner_contact": "20 11 22 33",
        "intensity": 1,
        "intensity_words": "hver dag",
    }
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        actions.add_measure(plan=draft, title="Åben hal", arena="leisure", core_element="belonging", **more, by=person)
        with pytest.raises(ValidationError) as refused:
            actions.add_measure(plan=draft, title="Åben hal", **MEASURE, partner_contact="20 11 22 33", by=person)
        assert list(refused.value.error_dict) == ["partner"]
    page = " ".join(get(client, x, "resource_advisor", "plan_edit", draft.uuid).content.decode().split())
    assert "Sammen med Fjordby Idrætsforening, som ikke ser planen." in page
    assert "Skruet op: hver dag" in page


# ---- what changed ----


def test_rewording_is_told_word_by_word_and_matched_by_root(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        goal, measure = Goal.objects.get(plan=draft), Measure.objects.get(plan=draft)
        actions.edit_goal(goal=goal, text="Alle er i gang inden for tre minutter.", points=POINTS, by=person)
        actions.edit_measure(
            measure=measure, title=measure.title, arena="home", core_element=measure.core_element, owner=measure.owner,
            starts_on=measure.starts_on, ends_on=date(2026, 6, 26), intensity=1, by=person,
        )  # fmt: skip
        change = history_of(list(plans_of(x.w, person)), person)[0]
        assert [(each.kind, each.text.strip()) for each in change.rewordings[0].pieces] == [
            ("same", "Alle er i gang inden for"), ("gone", "fem"), ("new", "tre"), ("same", "minutter."),
        ]  # fmt: skip
        assert [each.title.split(" (")[0] for each in change.rewordings] == [
            "Målet er skrevet om", *("Meget mindre end ventet", "Mindre end ventet", "Som ventet", "Mere end ventet", "Meget mere end ventet"),
        ]  # fmt: skip
        assert change.words == [
            "“Fast start på timen”: hvor er nu Hjem. Før: Skole.",
            "“Fast start på timen”: sidste dag er nu 26. juni 2026. Før: 19. juni 2026.",
            "“Fast start på timen”: intensitet er nu Skruet op. Før: Som i modellen.",
        ]
    page = get(client, x, "resource_advisor", "plan_history", x.w.uuid).content.decode()
    assert "<del>" in page and "<ins>" in page


def test_pieces_of_a_text_written_anew():
    assert [(each.kind, each.text) for each in pieces("", "Helt ny")] == [("new", "Helt ny")]
    assert [(each.kind, each.text) for each in pieces("Ens.", "Ens.")] == [("same", "Ens.")]


def test_plan_page_asks_the_same_with_one_goal_and_with_thirty(cast, client):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    address = reverse("plan_detail", args=[x.w.uuid])
    client.get(address)
    with CaptureQueriesContext(connection) as few:
        client.get(address)
    with acting(x, "resource_advisor"):
        for number in range(29):
            goal = x.make(Goal, plan=x.plan, text=f"Mål {number}", points=POINTS)
            x.make(AttainedLevel, goal=goal, level=0, on=date(2026, 5, 1), by=x.staff["resource_advisor"])
    with CaptureQueriesContext(connection) as many:
        assert "Mål 28" in client.get(address).content.decode()
    assert len(few) == len(many)


def test_level_of_an_annex_is_read_by_those_who_read_the_annex(cast, client):
    x = cast.fjord
    seen = {
        who: canary(x, "Niveau1") in get(client, x, who, "annex_detail", x.p1.uuid).content.decode()
        for who in ("resource_advisor", "group_leader", "caseworker", "teacher")
    }
    assert seen == dict.fromkeys(seen, True)
    with acting(x, "other_leader"):
        assert AttainedLevel.objects.filter(pk=x.level.pk).count() == 0


def test_what_was_moved_inside_a_text_is_told_as_moved():
    before = "Vi hilser ved døren. Alle finder pladsen. Så går timen i gang."
    after = "Alle finder pladsen. Så går timen i gang. Vi hilser ved døren."
    found = [(piece.kind, piece.text.strip()) for piece in pieces(before, after)]
    assert found == [
        ("away", "Vi hilser ved døren."), ("same", "Alle finder pladsen. Så går timen i gang."), ("here", "Vi hilser ved døren."),
    ]  # fmt: skip
    assert {piece.kind for piece in pieces("ja tak, nu", "nu ja tak,")} == {"same", "gone", "new"}


def test_steps_measures_days_and_owners_are_told_in_words(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        begin_with = begin(x, person)
        goal = Goal.objects.get(plan=begin_with)
        steps = [("Alle finder pladsen", None), ("Alle tager bogen frem", None), ("Alle er stille", None)]
        actions.edit_goal(goal=goal, text=goal.text, steps=steps, by=person)
        kept = actions.add_measure(plan=begin_with, title="Fast plads", **MEASURE, partner="Spejderne", partner_contact="20 11 22 33", by=person)  # fmt: skip
        actions.add_measure(plan=begin_with, title="Stjerner", **MEASURE, by=person)
        over = actions.add_measure(plan=begin_with, title="Gåture", **MEASURE, ends_on=date(2026, 5, 25), by=person)
        actions.edit_measure(measure=over, title="Gåture", **MEASURE, ends_on=date(2026, 5, 22), by=person)
        actions.share_plan(plan=begin_with, by=person)
        actions.put_plan_in_force(plan=begin_with, valid_from=date(2026, 5, 21), by=person)
    with time_machine.travel("2026-06-01 10:00", tick=False), acting(x, "resource_advisor") as person:
        draft = begin(x, person)
        goal = Goal.objects.get(plan=draft)
        steps = [("Alle finder pladsen", None), ("Alle tager hæftet frem", None), ("Alle er stille", None)]
        actions.edit_goal(goal=goal, text=goal.text, steps=steps, reached_on=date(2026, 5, 31), by=person)
        now = Measure.objects.get(plan=draft, root=kept)
        actions.edit_measure(
            measure=now, title="Fast plads", arena="school", core_element="clarity", owner=x.staff["teacher"], partner="Spejderne",
            partner_contact="30 11 22 33", ends_on=date(2026, 6, 19), by=person,
        )  # fmt: skip
        actions.remove_measure(measure=Measure.objects.get(plan=draft, title="Stjerner"), by=person)
        change = history_of(list(plans_of(x.w, person)), person)[0]
        assert [each.title for each in change.rewordings] == [f"Trin 2 i “{goal.text}”"]
        words = change.words
    teacher = x.staff["teacher"].name
    assert f"Mål nået 31. maj 2026: {goal.text}" in words
    assert "Perioden var slut: Gåture, til 22. maj 2026." in words
    assert "Tiltag, der er taget ud: Stjerner" in words
    assert f"“Fast plads”: hvem der sørger for det er nu {teacher}. Før: ikke noget." in words
    assert [each for each in words if "hvordan I får fat i dem" in each and "30 11 22 33" in each]
    assert [each for each in words if "kerneelementet" in each]
    assert [each for each in words if "19. juni 2026" in each]
