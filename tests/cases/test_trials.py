"""What the adults have tried: who writes it, once, without names, and over new versions of the plan."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from cases.actions.plans import put_plan_in_force, share_plan, start_version
from cases.actions.trials import try_measure, undo_trial
from cases.models import Measure, MeasureTrial
from cases.queries.trials import tried_by_family, when_words
from tests.cast import acting, canary

pytestmark = pytest.mark.django_db
TODAY = date(2026, 5, 21)


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("da"):
        yield


def tried(x, who, measure=None, **changed):
    with acting(x, who) as by:
        return try_measure(**{"measure": measure or x.measure, "tried_on": TODAY, "line": "Det gik."} | changed, by=by)


def own(x):
    """Lines that the cast does not carry from the start."""
    with acting(x, "resource_advisor") as by:
        rows = MeasureTrial.objects.visible_to(by).exclude(pk__in=[x.trial.pk, x.session_trial.pk])
        return [(row.line, row.undone_at is None) for row in rows]


def post(client, x, who, name, *args, **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=args), data)


def home_measure(x):
    """Something the class part agrees on with the homes."""
    with acting(x, "resource_advisor"):
        return Measure.objects.create(
            municipality=x.municipality,
            plan=x.plan,
            title="Ros med hjem",
            arena="home",
            core_element=x.measure.core_element,
        )


@pytest.mark.parametrize("who", ["teacher", "mixed", "both", "resource_advisor"])
def test_team_and_advisor_write_what_they_have_tried(cast, db, who):
    tried(cast.fjord, who)
    assert own(cast.fjord) == [("Det gik.", True)]


@pytest.mark.parametrize(
    "who", ["group_leader", "principal", "provider_manager", "caseworker", "ppr_advisor", "learning_advisor"]
)
def test_others_who_read_the_plan_do_not(cast, db, who):
    x = cast.fjord
    with pytest.raises(PermissionDenied):
        tried(x, who)
    with acting(x, who) as by, pytest.raises(DatabaseError), transaction.atomic():
        MeasureTrial.objects.create(
            municipality=x.municipality, measure=x.measure, tried_on=TODAY, line="Forbi døren", by_id=by.staff_id
        )


def test_group_leader_writes_what_was_tried_with_the_homes(cast, db):
    x = cast.fjord
    tried(x, "group_leader", home_measure(x))
    assert own(x) == [("Det gik.", True)]


def test_nobody_writes_in_anothers_name(cast, db):
    x = cast.fjord
    with acting(x, "teacher"), pytest.raises(DatabaseError), transaction.atomic():
        MeasureTrial.objects.create(
            municipality=x.municipality, measure=x.measure, tried_on=TODAY, line="Karen", by=x.staff["resource_advisor"]
        )


def test_measure_of_a_childs_annex_is_not_tried_by_tap(cast, db, client):
    x = cast.fjord
    with pytest.raises(PermissionDenied):
        tried(x, "resource_advisor", x.annex_measure)
    assert post(client, x, "teacher", "measure_trials", x.annex_measure.uuid, line="Det gik.").status_code == 404


def test_a_name_and_a_day_to_come_are_refused(cast, db):
    x = cast.fjord
    with pytest.raises(ValidationError) as named:
        tried(x, "teacher", line=f"Åse {canary(x, 'Barn4')} var glad")
    with pytest.raises(ValidationError) as early:
        tried(x, "teacher", tried_on=date(2026, 5, 22))
    assert (list(named.value.error_dict), list(early.value.error_dict), own(x)) == (["line"], ["tried_on"], [])


def test_ended_measure_was_not_tried_afterwards(cast, db):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Measure.objects.filter(pk=x.measure.pk).update(ended_on=date(2026, 5, 20), effect="Det hjalp.")
    with pytest.raises(ValidationError, match="afsluttet"):
        tried(x, "teacher")
    tried(x, "teacher", tried_on=date(2026, 5, 20))
    assert own(x) == [("Det gik.", True)]


def test_author_takes_it_back_on_the_day_and_nobody_else(cast, db):
    x = cast.fjord
    trial = tried(x, "teacher")
    with acting(x, "resource_advisor") as by, pytest.raises(PermissionDenied):
        undo_trial(trial=trial, by=by)
    for _twice in range(2):
        with acting(x, "teacher") as by:
            undo_trial(trial=trial, by=by)
    assert own(x) == [("Det gik.", False)]
    late = tried(x, "teacher")
    with (
        time_machine.travel("2026-05-22 08:00", tick=False),
        acting(x, "teacher") as by,
        pytest.raises(PermissionDenied),
    ):
        undo_trial(trial=late, by=by)


def test_trials_follow_a_measure_into_the_next_version(cast, db):
    x = cast.fjord
    with acting(x, "resource_advisor") as by:
        plan = start_version(pathway=x.w, by=by)
        share_plan(plan=plan, by=by)
        plan = put_plan_in_force(plan=plan, valid_from=TODAY, by=by)
        again = Measure.objects.get(plan=plan)
        third = start_version(pathway=x.w, by=by)
    tried(x, "teacher", again)
    with acting(x, "teacher") as by:
        found = tried_by_family([again], by)[again.family]
        newest = Measure.objects.get(plan=third)
    assert (found.times, found.last.line, found.when) == (3, "Det gik.", "i dag")
    assert again.root_id == newest.root_id == x.measure.pk


def test_when_it_was_tried_in_words():
    said = [when_words(date(2026, 5, day), TODAY) for day in (21, 20, 18, 15, 14)]
    assert said == ["i dag", "i går", "mandag", "fredag", "14. maj"]


# ---- pages ----


def test_tapped_on_today_it_stands_there_and_is_undone(cast, db, client):
    x = cast.fjord
    answer = post(client, x, "teacher", "measure_trials", x.measure.uuid, line="Roligt.", back="today")
    assert (answer.status_code, answer["Location"], own(x)) == (302, "/", [("Roligt.", True)])
    page = client.get("/").content.decode()
    assert "Prøvet i dag af Anders Bech" in page and "Roligt." in page
    undo = page.split('action="/proevet/')[1].split('"')[0]
    assert client.post(f"/proevet/{undo}")["Location"] == "/"
    assert own(x) == [("Roligt.", False)]


def test_sent_ten_times_it_is_one(cast, db, client):
    x = cast.fjord
    key = "5f0b4a53-3a43-4ba8-9a7e-95b57f0c3a77"
    sent = [
        post(client, x, "teacher", "measure_trials", x.measure.uuid, line="Én.", back="today", form_key=key)["Location"]
        for _n in range(10)
    ]
    assert (set(sent), own(x)) == ({"/"}, [("Én.", True)])


def test_refused_line_stays_in_its_box(cast, db, client):
    x = cast.fjord
    line = f"Åse {canary(x, 'Barn4')} smilede"
    answer = post(client, x, "teacher", "measure_trials", x.measure.uuid, line=line, back="today")
    text = answer.content.decode()
    assert (answer.status_code, own(x)) == (422, [])
    assert f'value="{line}"' in text and 'name="back" value="today"' in text


def test_a_given_name_alone_is_worth_a_second_look(cast, db, client):
    x = cast.fjord
    post(client, x, "teacher", "measure_trials", x.measure.uuid, line="Adam var glad.", back="today")
    assert "Se en gang til: Adam er også navnet på en elev." in client.get("/").content.decode()
    assert own(x) == [("Adam var glad.", True)]


def test_plan_page_tells_how_often_and_how_it_went(cast, db, client):
    x = cast.fjord
    tried(x, "teacher", line="Alle i gang på fire minutter.")
    client.force_login(x.users["caseworker"])
    text = client.get(reverse("plan_detail", args=[x.w.uuid])).content.decode()
    assert (
        "Prøvet 3 gange" in text and "senest i dag af Anders Bech" in text and "Alle i gang på fire minutter." in text
    )


def test_reader_reads_and_may_not_write(cast, db, client):
    x = cast.fjord
    address = reverse("measure_trials", args=[x.measure.uuid])
    client.force_login(x.users["principal"])
    page = client.get(address).content.decode()
    assert canary(x, "Proevet1") in page and 'name="line"' not in page
    assert client.post(address, {"line": "Nej"}).status_code == 403


def test_pages_ask_the_same_with_one_trial_and_with_thirty(cast, db, client):
    x = cast.fjord
    client.force_login(x.users["teacher"])
    addresses = [reverse("measure_trials", args=[x.measure.uuid]), reverse("plan_detail", args=[x.w.uuid]), "/"]

    def asked():
        counts = []
        for address in addresses:
            with CaptureQueriesContext(connection) as found:
                client.get(address)
            counts.append(len(found))
        return counts

    asked()
    few = asked()
    for n in range(30):
        tried(x, "teacher", line=f"Gang {n}")
    assert asked() == few
