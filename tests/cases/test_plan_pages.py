"""Pages of the joint plan: who sees what, what is kept when something is wrong, and how many questions a page asks."""

from datetime import date

import pytest
import time_machine
from django.contrib.messages import get_messages
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import ChildAnnex, Goal, Measure, PathwayPlan, Presentation, SharingBasis
from tests.cast import acting, canary

pytestmark = pytest.mark.django_db
EMPTY_STEPS = {"steps-TOTAL_FORMS": "0", "steps-INITIAL_FORMS": "0"}
SCHOOL, HOME, MEASURE, HOME_MEASURE, OTHER = (
    "SkoleBilag1",
    "FamilieBilag1",
    "SkoleTiltag1",
    "HjemTiltag1",
    "SkoleBilag2",
)


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


def draft_of(client, x):
    post(client, x, "resource_advisor", "plan_new_version", x.w.uuid)
    with acting(x, "resource_advisor"):
        return PathwayPlan.objects.get(pathway=x.w, number=2)


def seen(page, x):
    text = page.content.decode()
    return {what for what in (SCHOOL, HOME, MEASURE, HOME_MEASURE, OTHER) if canary(x, what) in text}


def test_each_reader_sees_the_annexes_that_are_hers(cast, db, client):
    x = cast.fjord
    found = {
        who: seen(get(client, x, who, "plan_detail", x.w.uuid), x)
        for who in ("resource_advisor", "group_leader", "teacher", "caseworker", "principal")
    }
    assert found == {
        "resource_advisor": {SCHOOL, MEASURE, HOME, HOME_MEASURE, OTHER},
        "group_leader": {SCHOOL, MEASURE, HOME, HOME_MEASURE},
        "teacher": {SCHOOL, MEASURE, OTHER},
        "caseworker": {SCHOOL, MEASURE},
        "principal": {SCHOOL, MEASURE, HOME, HOME_MEASURE, OTHER},
    }


def test_the_team_hears_nothing_of_home_or_of_sharing(cast, db, client):
    page = get(client, cast.fjord, "teacher", "annex_detail", cast.fjord.p1.uuid).content.decode()
    assert [words in page for words in ("Grundlag", "Familiens del", "delt")] == [False, False, False]


def test_the_other_side_is_told_how_many_await_a_basis(cast, db, client):
    x = cast.fjord
    assert "1 barn afventer grundlag" in get(client, x, "group_leader", "plan_detail", x.w.uuid).content.decode()
    assert "afventer grundlag" not in get(client, x, "teacher", "plan_detail", x.w.uuid).content.decode()


def test_withdrawn_basis_ends_the_other_sides_reading_at_the_next_request(cast, db, client):
    x = cast.fjord
    assert get(client, x, "caseworker", "annex_detail", x.p1.uuid).status_code == 200
    with acting(x, "resource_advisor") as person:
        from cases.actions.sharing import withdraw_basis

        withdraw_basis(basis=SharingBasis.objects.get(pk=x.basis.pk), reason="Mor ringede", by=person)
    assert get(client, x, "caseworker", "annex_detail", x.p1.uuid).status_code == 404
    assert get(client, x, "caseworker", "annex_pdf", x.p1.uuid).status_code == 404
    assert seen(get(client, x, "group_leader", "plan_detail", x.w.uuid), x) - {HOME, HOME_MEASURE} == set()


def test_children_seen_are_in_the_access_log_with_what_was_done(cast, db, client):
    x = cast.fjord
    get(client, x, "principal", "annex_pdf", x.p1.uuid)
    with acting(x, "resource_advisor"), connection.cursor() as log:
        log.execute(
            "select action from audit.access where child_id = %s and actor = %s", [x.c1.pk, x.users["principal"].pk]
        )
        assert log.fetchall() == [("print",)]


def test_second_editor_gets_both_texts_and_keeps_her_own(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    post(
        client,
        x,
        "resource_advisor",
        "plan_edit",
        draft.uuid,
        strengths="Først gemt",
        focus="",
        row_version=draft.row_version,
    )
    page = post(
        client,
        x,
        "resource_advisor",
        "plan_edit",
        draft.uuid,
        strengths="Min tekst",
        focus="Mit",
        row_version=draft.row_version,
    )
    text = page.content.decode()
    assert (page.status_code, "Sådan står det nu" in text, "Først gemt" in text, "Min tekst</textarea>" in text) == (
        422,
        True,
        True,
        True,
    )
    version = page.context["form"]["row_version"].value()
    page = post(
        client, x, "resource_advisor", "plan_edit", draft.uuid, strengths="Sammen", focus="Mit", row_version=version
    )
    assert page.status_code == 302


def test_pupils_name_is_refused_at_the_field_and_the_text_is_kept(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    typed = f"{x.c1.name} har en god dag"
    page = post(
        client, x, "resource_advisor", "plan_edit", draft.uuid, strengths=typed, focus="", row_version=draft.row_version
    )
    assert (page.status_code, typed in page.content.decode(), list(page.context["form"].errors)) == (
        422,
        True,
        ["strengths"],
    )


def test_given_name_alone_is_saved_with_a_warning(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    page = post(
        client,
        x,
        "resource_advisor",
        "plan_edit",
        draft.uuid,
        strengths="Vi hører Adam",
        focus="",
        row_version=draft.row_version,
    )
    levels = [message.level_tag for message in get_messages(page.wsgi_request)]
    assert (page.status_code, levels[-2:]) == (302, ["success", "warning"])


def test_plan_is_written_shared_and_put_in_force_through_the_pages(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    steps = {"steps-TOTAL_FORMS": 2, "steps-INITIAL_FORMS": 2, "steps-0-text": "Ét skridt", "steps-1-text": ""}
    post(client, x, "resource_advisor", "goal_create", draft.uuid, text="Rolig start: alle er i gang", **steps)
    post(
        client,
        x,
        "resource_advisor",
        "measure_create",
        draft.uuid,
        arena="school",
        core_element="praise",
        title="Fem ros i hver time",
        owner=x.staff["group_leader"].pk,
    )
    post(client, x, "resource_advisor", "plan_share", draft.uuid)
    page = post(client, x, "resource_advisor", "plan_put_in_force", draft.uuid, valid_from="2026-05-21")
    assert page.status_code == 302
    text = get(client, x, "teacher", "plan_detail", x.w.uuid).content.decode()
    assert [
        words in text for words in ("Plan 2", "Rolig start", "Ét skridt", "Fem ros i hver time", "Samira Nygaard")
    ] == [True] * 5
    history = get(client, x, "teacher", "plan_history", x.w.uuid).content.decode()
    assert "Nyt tiltag: Fem ros i hver time" in history


def test_empty_plan_is_not_shared(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    with acting(x, "resource_advisor"):
        Measure.objects.filter(plan=draft).delete()
    page = post(client, x, "resource_advisor", "plan_share", draft.uuid)
    assert [str(m) for m in get_messages(page.wsgi_request)][-1] == "Planen mangler endnu: mindst ét tiltag."


def test_suggestions_are_shown_without_losing_what_was_typed(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    page = post(
        client,
        x,
        "resource_advisor",
        "measure_create",
        draft.uuid,
        show="1",
        arena="home",
        core_element="praise",
        owner_words="Alle hjem",
    )
    text = page.content.decode()
    titles = [str(t.title) in text for t in x.w.content.templates_for("praise", "home")]
    assert (page.status_code, titles, 'value="Alle hjem"' in text) == (200, [True] * 3, True)


def test_measure_without_anything_is_422_and_keeps_the_date(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    page = post(
        client,
        x,
        "resource_advisor",
        "measure_create",
        draft.uuid,
        arena="",
        core_element="praise",
        starts_on="31.2.2026",
        owner=999999,
    )
    assert (page.status_code, sorted(page.context["form"].errors), "31.2.2026" in page.content.decode()) == (
        422,
        ["arena", "owner", "starts_on"],
        True,
    )


def test_double_click_makes_one_measure_and_one_presentation(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    once = {
        "arena": "school",
        "core_element": "praise",
        "title": "Én gang",
        "form_key": "3f6e8f4e-0000-4000-8000-000000000001",
    }
    told = {"audience": "class", "presented_on": "2026-05-20", "form_key": "3f6e8f4e-0000-4000-8000-000000000002"}
    for _click in range(2):
        assert post(client, x, "resource_advisor", "measure_create", draft.uuid, **once).status_code == 302
        assert post(client, x, "group_leader", "presentation_create", x.plan.uuid, **told).status_code == 302
    with acting(x, "resource_advisor"):
        assert Measure.objects.filter(title="Én gang").count() == 1
        assert Presentation.objects.filter(presented_on=date(2026, 5, 20)).count() == 1


def test_measure_in_force_is_ended_with_its_effect(cast, db, client):
    x = cast.fjord
    page = post(
        client, x, "resource_advisor", "measure_edit", x.measure.uuid, end="1", ended_on="2026-05-20", effect=""
    )
    assert (page.status_code, list(page.context["form"].errors)) == (422, ["effect"])
    post(
        client,
        x,
        "resource_advisor",
        "measure_edit",
        x.measure.uuid,
        end="1",
        ended_on="2026-05-20",
        effect="Det virker",
    )
    assert "Afsluttet 20. maj" in get(client, x, "teacher", "plan_detail", x.w.uuid).content.decode()


def test_a_goal_is_not_reached_on_a_day_to_come(cast, db, client):
    x = cast.fjord
    page = post(client, x, "resource_advisor", "goal_edit", x.class_goal.uuid, reached_on="2031-01-01", **EMPTY_STEPS)
    assert (page.status_code, "Den dag er ikke kommet endnu." in page.content.decode()) == (422, True)
    with acting(x, "resource_advisor"):
        assert Goal.objects.get(pk=x.class_goal.pk).reached_on is None


def test_who_has_read_it_is_a_door_only_for_those_it_opens_for(cast, db, client):
    x = cast.fjord
    shown = {
        who: reverse("child_access", args=[x.p1.child.uuid])
        in get(client, x, who, "annex_detail", x.p1.uuid).content.decode()
        for who in ("resource_advisor", "principal", "teacher", "learning_advisor")
    }
    assert shown == {"resource_advisor": True, "principal": True, "teacher": False, "learning_advisor": False}


def test_annex_is_begun_only_after_the_offer(cast, db, client):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        ChildAnnex.objects.filter(pk=x.annex_school2.pk).delete()
    page = get(client, x, "resource_advisor", "annex_detail", x.p2.uuid)
    assert "Din del kan ikke skrives endnu" in page.content.decode()
    page = post(client, x, "resource_advisor", "annex_detail", x.p2.uuid, strengths="Tegner godt")
    assert (page.status_code, "Tegner godt" in page.content.decode()) == (422, True)


def test_annex_gets_goal_with_own_words_first(cast, db, client):
    x = cast.fjord
    steps = {"steps-TOTAL_FORMS": 1, "steps-INITIAL_FORMS": 1, "steps-0-text": ""}
    post(
        client,
        x,
        "resource_advisor",
        "annex_goal_create",
        x.annex_school.uuid,
        child_words="Jeg vil være med",
        text="Er med",
        **steps,
    )
    page = get(client, x, "teacher", "annex_detail", x.p1.uuid).content.decode()
    assert "“Jeg vil være med”" in page
    with acting(x, "resource_advisor"):
        assert Goal.objects.filter(annex=x.annex_school).count() == 2


def test_plan_page_asks_at_most_fifteen_questions_however_much_it_holds(cast, db, client):
    x = cast.fjord
    counts = []
    for more in (0, 30):
        with acting(x, "resource_advisor"):
            for at in range(more):
                measure = Measure(
                    municipality=x.municipality,
                    annex=x.annex_school,
                    title=f"T{at}",
                    arena="school",
                    core_element="praise",
                    owner=x.staff["teacher"],
                )
                measure.save()
                Goal.objects.create(municipality=x.municipality, plan=x.plan, text=f"M{at}")
        client.force_login(x.users["resource_advisor"])
        client.get(reverse("plan_detail", args=[x.w.uuid]))
        with CaptureQueriesContext(connection) as asked:
            client.get(reverse("plan_detail", args=[x.w.uuid]))
        ground = ("django_session", "accounts_user", "app.enter", "audit.log_access", "SAVEPOINT", "savepoint")
        counts.append([q["sql"] for q in asked if not any(word in q["sql"][:400] for word in ground)])
    assert len(counts[0]) == len(counts[1]) and len(counts[1]) <= 15, "\n".join(q[:160] for q in counts[1])


@pytest.mark.parametrize(
    "name",
    [
        "plan_detail",
        "plan_edit",
        "plan_put_in_force",
        "goal_create",
        "measure_create",
        "presentation_create",
        "plan_history",
    ],
)
def test_another_municipalitys_plan_is_not_there(cast, db, client, name):
    other = cast.bakke
    uuid = other.w.uuid if name in ("plan_detail", "plan_history") else other.plan.uuid
    assert get(client, cast.fjord, "resource_advisor", name, uuid).status_code == 404


def test_draft_is_a_404_for_the_team(cast, db, client):
    x = cast.fjord
    draft = draft_of(client, x)
    assert get(client, x, "teacher", "plan_edit", draft.uuid).status_code == 404
    assert get(client, x, "group_leader", "plan_edit", draft.uuid).status_code == 403
