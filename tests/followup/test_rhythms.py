"""The municipality's own rhythms: who may, what is refused, what stands beside them, and which dates follow."""

from datetime import date

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, transaction
from django.urls import reverse

from followup.actions.local import back_to_model, change_rhythm, withdraw_change
from followup.following import follow_dates
from followup.local import values_of, with_local
from followup.models import CadenceChange, Occurrence
from followup.queries.rhythms import rhythms_of
from followup.rhythm_sweep import follow_rhythms
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
TODAY = date(2026, 5, 21)
EVERY_OTHER = {"count": 2, "unit": "months", "early_days": 14, "near_days": 30, "summer": "before"}
REASON = "Klasserne har brug for at mødes oftere."


@pytest.fixture(autouse=True)
def _story_day():
    with time_machine.travel("2026-05-21 10:00"):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


def change(x, *, who="administrator", key="follow_up", from_on=TODAY, reason=REASON, **values):
    with acting(x, who) as person:
        asked = {"version": x.w.programme_version, "key": key, "reason": reason, "from_on": from_on}
        return change_rhythm(**asked, values=EVERY_OTHER | values, by=person)


def local(x, key="follow_up", who="resource_advisor"):
    with acting(x, who):
        found = with_local(x.w.content.cadences, x.municipality.pk, x.w.programme_version_id)
    return next(cadence for cadence in found if cadence.key == key)


def test_an_own_value_takes_the_versions_place(x):
    assert local(x).count == 3
    change(x)
    assert (local(x).count, local(x).unit, x.w.content.cadence("follow_up").count) == (2, "months", 3)


def test_the_other_municipality_keeps_its_own(cast):
    change(cast.fjord)
    assert local(cast.bakke).count == 3
    with acting(cast.bakke, "administrator") as person:
        assert CadenceChange.objects.visible_to(person).filter(cadence="follow_up").count() == 0


def test_the_newest_that_has_begun_holds(x):
    change(x)
    change(x, count=1)
    change(x, count=4, from_on=date(2026, 6, 1))
    assert local(x).count == 1
    with time_machine.travel("2026-06-01 10:00"):
        assert local(x).count == 4


def test_what_holds_is_asked_for_once(x, django_assert_num_queries):
    change(x)
    with acting(x, "resource_advisor"):
        content = x.w.content
        with django_assert_num_queries(1):
            for _again in range(3):
                with_local(content.cadences, x.municipality.pk, x.w.programme_version_id)


@pytest.mark.parametrize(
    ("asked", "field", "words"),
    [
        ({"from_on": date(2026, 5, 20)}, "from_on", "Vælg i dag"),
        ({"count": 3}, "count", "Sådan er rytmen allerede."),
        ({"count": 25}, "count", "højst to år"),
        ({"count": 0}, "count", "højst to år"),
        ({"unit": "days", "count": 14}, "early_days", "færre end dagene mellem"),
        ({"key": "closing_meeting", "unit": "weeks", "count": 14}, "count", "Et forløb på 3 måneder er ikke begyndt"),
        ({"key": "call_between_sessions"}, None, "Den følger mødegangene."),
        ({"key": "agreement_review", "count": 10}, None, "De, der skriver under, vælger selv dagen i aftalen."),
    ],
)
def test_what_cannot_be_is_refused_in_words(x, asked, field, words):
    with pytest.raises(ValidationError) as refused:
        change(x, **asked)
    said = refused.value.message_dict[field] if field else refused.value.messages
    assert [words in each for each in said] == [True]


def test_a_short_rhythm_is_no_mistake(x):
    change(x, unit="days", count=2, early_days=0, near_days=0)
    assert (local(x).unit, local(x).count) == ("days", 2)


@pytest.mark.parametrize("who", ["principal", "resource_advisor", "steering_group", "dpo"])
def test_only_the_administrator_may(x, who):
    with pytest.raises(PermissionDenied):
        change(x, who=who)


def test_the_database_lets_nobody_else_write(x):
    with acting(x, "principal"), pytest.raises(DatabaseError), transaction.atomic():
        x.make(
            CadenceChange,
            programme_version=x.w.programme_version,
            cadence="follow_up",
            reason="x",
            from_on=TODAY,
            by=x.staff["principal"],
            **EVERY_OTHER,
        )


def test_back_to_the_models_own(x):
    change(x)
    with acting(x, "administrator") as person:
        back_to_model(version=x.w.programme_version, key="follow_up", reason="Det blev for meget.", by=person)
    assert values_of(local(x)) == values_of(x.w.content.cadence("follow_up"))
    with acting(x, "resource_advisor") as person:
        [programme] = rhythms_of(person, TODAY)
        rhythm = next(each for each in programme.rhythms if each.cadence.key == "follow_up")
        assert (rhythm.own, [each.how for each in rhythm.earlier]) == (None, ["Hver 3. måned", "Hver 2. måned"])


def test_undo_gives_back_what_held_before(x):
    change(x)
    made = change(x, count=1)
    with acting(x, "administrator") as person:
        withdraw_change(change=made.pk, by=person)
    assert local(x).count == 2


def test_undo_of_one_to_come_leaves_nothing(x):
    made = change(x, from_on=date(2026, 6, 1))
    with acting(x, "administrator") as person:
        withdraw_change(change=made.pk, by=person)
        assert CadenceChange.objects.visible_to(person).filter(cadence="follow_up").count() == 0
        with pytest.raises(ValidationError, match="allerede fortrudt"):
            withdraw_change(change=made.pk, by=person)


def test_undo_of_one_that_was_changed_since_is_refused(x):
    first = change(x)
    change(x, count=1)
    with acting(x, "administrator") as person, pytest.raises(ValidationError, match="ændret siden"):
        withdraw_change(change=first.pk, by=person)


# ---- dates that follow ----


def occurrence(x, **values):
    with acting(x, "system"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(counted_from=date(2026, 3, 31), **values)


def days(x):
    with acting(x, "system"):
        found = Occurrence.objects.get(pk=x.occurrence.pk)
        return found.computed_on, found.due_on, found.window_opens_on


def swept(x):
    with acting(x, "system"):
        return follow_rhythms(TODAY)


def test_open_dates_follow_and_then_stand(x):
    occurrence(x, computed_on=date(2026, 6, 30), due_on=date(2026, 6, 26))
    change(x)
    assert (swept(x), days(x)) == (1, (date(2026, 5, 31), date(2026, 6, 1), date(2026, 5, 18)))
    assert swept(x) == 0


def test_a_date_that_would_lie_before_today_stays(x):
    occurrence(x, computed_on=date(2026, 6, 30), due_on=date(2026, 6, 26))
    change(x, count=1)
    assert (swept(x), days(x)[1]) == (0, date(2026, 6, 26))


@pytest.mark.parametrize("kept", [{"is_agreed": True}, {"state": "not_held", "not_held_reason": "other"}])
def test_agreed_and_settled_dates_stay(x, kept):
    occurrence(x, computed_on=date(2026, 6, 30), due_on=date(2026, 6, 26), **kept)
    change(x)
    assert (swept(x), days(x)[1]) == (0, date(2026, 6, 26))


def test_an_overdue_date_stays_overdue(x):
    occurrence(x, computed_on=date(2026, 5, 20), due_on=date(2026, 5, 20), window_opens_on=date(2026, 5, 6))
    change(x, count=6)
    assert (swept(x), days(x)[1]) == (0, date(2026, 5, 20))


def test_dates_follow_back_after_undo(x):
    occurrence(x, computed_on=date(2026, 6, 30), due_on=date(2026, 6, 26))
    made = change(x)
    swept(x)
    with acting(x, "administrator") as person:
        withdraw_change(change=made.pk, by=person)
    assert (swept(x), days(x)[0]) == (1, date(2026, 6, 30))


def test_the_bell_runs_the_jobs_of_one_municipality(x, settings):
    occurrence(x, computed_on=date(2026, 6, 30), due_on=date(2026, 6, 26))
    change(x)
    settings.DATE_JOBS = ["followup.rhythm_sweep.follow_rhythms"]
    assert follow_dates(x.municipality.pk) == {"follow_rhythms": 1}
    assert days(x)[1] == date(2026, 6, 1)


# ---- the pages ----


@pytest.fixture
def log_in(client, x):
    def enter(who):
        client.force_login(x.users[who])
        return client

    return enter


def address(x, key="follow_up"):
    return f"{reverse('rhythm_change')}?om={x.w.programme_version.uuid}~{key}"


def typed(**values):
    return EVERY_OTHER | {"from_on": "2026-05-21", "reason": REASON} | values


def test_the_own_value_stands_beside_the_models(x, log_in):
    client = log_in("administrator")
    answer = client.post(address(x), typed(), follow=True)
    page = answer.content.decode()
    assert answer.redirect_chain == [(reverse("rhythm_list"), 302)]
    assert "Rytmen er gemt. Datoer, der ikke er aftalt, følger med om et øjeblik, senest i morgen tidlig." in page
    assert "<b>Hver 2. måned</b>, fra start, derefter fra sidste gang." in page
    assert "Modellens egen: Hver 3. måned." in page
    assert f"Fra 21. maj 2026, ved {x.staff['administrator'].name}: {REASON}" in page


def test_a_professional_reads_it_and_changes_nothing(x, log_in):
    page = log_in("group_leader").get(reverse("rhythm_list")).content.decode()
    assert ("Hver 3. måned" in page, "Vælg jeres egen" in page, "Modellen kræver" in page) == (True, False, True)


def test_undo_from_the_message(x, log_in):
    client = log_in("administrator")
    client.post(address(x), typed())
    undo = client.session["undo"][0]["key"]
    page = client.post(reverse("undo", args=[undo]), follow=True).content.decode()
    assert ("Fortrudt: Rytmen er, som den var før." in page, "Modellens egen" in page.split("<main", 1)[1][:2500]) == (
        True,
        False,
    )
    assert local(x).count == 3


def test_one_that_has_not_begun_stands_on_its_page_and_is_withdrawn(x, log_in):
    client = log_in("administrator")
    client.post(address(x), typed(from_on="2026-08-01"))
    page = client.get(address(x)).content.decode()
    assert ("<b>Fra 1. august 2026: Hver 2. måned.</b>" in page, 'value="2026-08-01"' in page) == (True, True)
    answer = client.post(address(x), {"withdraw": "1"}, follow=True).content.decode()
    assert ("Trukket tilbage: rytmen bliver, som den er nu." in answer, "Fra 1. august" in answer) == (True, False)
    undo = client.session["undo"][0]["key"]
    back = client.post(reverse("undo", args=[undo]), follow=True).content.decode()
    assert "<b>Fra 1. august 2026: Hver 2. måned.</b>" in back
    assert "Træk den tilbage" not in client.get(address(x, "maintenance")).content.decode()


def test_sent_twice_it_is_one(x, log_in):
    client = log_in("administrator")
    sent = typed(form_key="0d4ed1f6-6f0f-4f29-9a43-2c2a8d7f6d11")
    assert [client.post(address(x), sent).url for _twice in range(2)] == [reverse("rhythm_list")] * 2
    with acting(x, "administrator") as person:
        assert CadenceChange.objects.visible_to(person).filter(cadence="follow_up").count() == 1


def test_bad_input_is_kept(x, log_in):
    answer = log_in("administrator").post(address(x), typed(from_on="20.05.2026", reason="Fordi"))
    page = answer.content.decode()
    assert (answer.status_code, "Vælg i dag eller en dag, der kommer" in page, 'value="Fordi"' in page) == (
        422,
        True,
        True,
    )
    assert log_in("administrator").post(address(x), typed(reason=" ")).status_code == 422


def test_what_cannot_be_changed_says_why_and_takes_nothing(x, log_in):
    client = log_in("administrator")
    page = client.get(address(x, "call_between_sessions")).content.decode()
    assert ("Den kan ikke ændres" in page, "Den følger mødegangene." in page, "Gem jeres egen" in page) == (
        True,
        True,
        False,
    )
    assert client.post(address(x, "call_between_sessions"), typed()).status_code == 200
    assert local(x, "call_between_sessions") == x.w.content.cadence("call_between_sessions")


@pytest.mark.parametrize("om", ["", "x", "x~follow_up", "{version}~moon", "{version}"])
def test_an_address_of_nothing_is_not_found(x, log_in, om):
    asked = om.format(version=x.w.programme_version.uuid)
    assert log_in("administrator").get(f"{reverse('rhythm_change')}?om={asked}").status_code == 404


def test_drafts_are_on_no_page(x, log_in):
    from programmes.models import ProgrammeVersion

    drafts = list(ProgrammeVersion.objects.filter(state="draft"))
    assert len(drafts) == 2
    page = log_in("administrator").get(reverse("rhythm_list")).content.decode()
    assert [str(draft.uuid) in page for draft in drafts] == [False, False]
    for draft in drafts:
        key = draft.programme_content.cadences[0].key
        assert log_in("administrator").get(f"{reverse('rhythm_change')}?om={draft.uuid}~{key}").status_code == 404


def test_many_changes_cost_no_more_queries(x, log_in, count_queries):
    client = log_in("administrator")
    client.get(reverse("rhythm_list"))
    one = count_queries(client, reverse("rhythm_list"))
    for number in range(30):
        change(x, count=number % 2 + 1)
    assert count_queries(client, reverse("rhythm_list")) == one


@pytest.fixture
def count_queries():
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    def count(client, url):
        with CaptureQueriesContext(connection) as asked:
            assert client.get(url).status_code == 200
        return len(asked)

    return count


def test_what_the_model_or_the_law_requires_says_so():
    from dataclasses import replace

    from followup.actions.local import fixed_because
    from programmes.actions import DATA
    from programmes.reading import read_file

    content = read_file(DATA / "foster_care_learning/0.toml")
    assert {cadence.key: fixed_because(cadence) for cadence in content.cadences} == {
        "goal_setting": "",
        "follow_up": "Modellen kræver den, som den er.",
        "child_meeting": "",
        "guidance_talk": "",
        "visit": "Modellen kræver den, som den er.",
        "progress": "",
        "statutory_follow_up": "Loven kræver den: Hver dato aftales med rådgiveren.",
    }
    assert fixed_because(replace(content.cadence("follow_up"), figure="A")) == ""
