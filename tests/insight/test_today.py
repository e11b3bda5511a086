from datetime import date, timedelta

import pytest

from accounts.models import Municipality, OrganisationUnit, RoleAssignment, StaffMember, User
from accounts.roles import Role
from classes.models import ClassSession
from followup.models import Occurrence
from tests.cast import acting, canary

# The cast has something of everything. In all of them: session read and written, user, savepoints, enter, access record, and
# five of the test's own transaction. A class team's page has the week, its pulse and its strain besides.
ROLES = (
    "resource_advisor", "teacher", "group_leader", "principal", "provider_manager", "caseworker", "ppr_advisor",
    "learning_advisor", "steering_group", "evaluator", "administrator", "dpo", "mixed", "both",
)  # fmt: skip
MOST = {"teacher": 33, "mixed": 32, "both": 31, "resource_advisor": 29}
OTHERS = 26


def test_due_follow_up_stands_with_its_day_and_what_to_do(visit, cast):
    text = visit.as_(cast.fjord, "resource_advisor").text("/")
    assert "Forfalder om 5 dage" in text
    assert "Skal holdes senest tirsdag 26. maj. Tre måneder efter start er søndag 24. maj." in text
    assert f"/opfoelgning/{cast.fjord.occurrence.uuid}/hold" in text


def test_the_day_after_it_is_overdue_by_one_day(visit, cast):
    with acting(cast.fjord, "resource_advisor"):
        Occurrence.objects.filter(pk=cast.fjord.occurrence.pk).update(due_on=date(2026, 5, 20))
    text = visit.as_(cast.fjord, "resource_advisor").text("/")
    assert "Overskredet 1 dag" in text
    assert "Skulle være holdt onsdag 20. maj." in text


def test_teacher_sees_class_measures_and_nothing_of_the_family(visit, cast):
    text = visit.as_(cast.fjord, "teacher").text("/")
    assert "Fast start på timen" in text
    assert canary(cast.fjord, "HjemTiltag1") not in text
    assert "/opfoelgning/" not in text


def test_caseworker_sees_what_is_shared_about_her_child_only(visit, cast):
    text = visit.as_(cast.fjord, "caseworker").text("/")
    assert "Delt med dig" in text
    assert text.count("/barn/") == text.count(f"/barn/{cast.fjord.c1.uuid}") > 0


def test_group_leader_is_asked_to_call_only_before_a_next_session(visit, cast):
    assert "Ring inden næste gang" not in visit.as_(cast.fjord, "group_leader").text("/")


def test_what_others_wrote_is_news_and_own_is_not(visit, cast):
    with acting(cast.fjord, "resource_advisor"):
        ClassSession.objects.create(
            municipality=cast.fjord.municipality,
            pathway=cast.fjord.w,
            held_on=date(2026, 5, 21),
            kind="class",
            line="Ny",
            author=cast.fjord.staff["resource_advisor"],
        )
    assert "har skrevet 2 sessioner i 5.B" in visit.as_(cast.fjord, "principal").text("/")
    assert "har skrevet en session" not in visit.as_(cast.fjord, "resource_advisor").text("/")


def test_the_way_to_ones_pathways_is_there_also_when_nothing_is_due(visit, cast):
    x = cast.fjord
    pages = {who: visit.as_(x, who).text("/") for who in ("teacher", "ppr_advisor")}
    shown = {who: ("Dine forløb" in page, f'href="/forloeb/{x.w.uuid}"' in page) for who, page in pages.items()}
    assert shown == {"teacher": (True, True), "ppr_advisor": (True, True)}


def test_queries_do_not_grow_with_rows(visit, cast):
    x = cast.fjord

    def add(numbers):
        with acting(x, "resource_advisor"):
            for n in numbers:
                x.make(
                    ClassSession, pathway=x.w, held_on=date(2026, 5, 21), kind="class", line=f"Linje {n}",
                    author=x.staff["principal"],
                )  # fmt: skip
                day = date(2026, 4, 1) + timedelta(days=n)
                x.make(
                    Occurrence, pathway=x.w, cadence="follow_up", number=n + 50, computed_on=day, due_on=day,
                    window_opens_on=day, state="held", held_on=day,
                )  # fmt: skip

    add([0])
    visit.as_(x, "resource_advisor").get("/")
    visit.get("/")
    few = visit.queries
    add(range(1, 30))
    visit.get("/")
    assert visit.queries == few <= MOST["resource_advisor"]


@pytest.mark.parametrize("who", ROLES)
def test_what_todays_panels_ask_together(visit, cast, who):
    visit.as_(cast.fjord, who).get("/")
    visit.get("/")
    assert visit.queries <= MOST.get(who, OTHERS)


def make_empty():
    """What `create_municipality` leaves: a municipality, its administrator, and nobody else yet."""
    municipality = Municipality.objects.create(name="Tomby", is_fictional=True)
    OrganisationUnit.objects.create(municipality=municipality, kind="administration", name="Tomby Kommune")
    return municipality


@pytest.mark.parametrize("role", [role.value for role in Role if role != "system"])
def test_empty_municipality_names_the_next_step(as_owner, cast, db, client, noon, role):
    municipality = make_empty()
    user = User.objects.create(email=f"{role}@tomby.example", password="x")
    staff = StaffMember.objects.create(municipality=municipality, user=user, name="Ny Her")
    unit = OrganisationUnit.objects.get(municipality=municipality)
    RoleAssignment.objects.create(
        municipality=municipality,
        staff_member=staff,
        role=role,
        scope="unit",
        scope_id=unit.pk,
        starts_on=date(2026, 1, 1),
    )
    client.force_login(user)
    answer = client.get("/")
    text = answer.content.decode()
    assert answer.status_code == 200
    assert any(
        words in text
        for words in ("Først:", "Din del af Samspil er på vej", "Opsætning af kommunen", "Loggen, de sidste syv dage")
    )
    assert "Ingen aktiv rolle" not in text


def test_administrator_sees_what_is_missing(visit, cast):
    text = visit.as_(cast.fjord, "administrator").text("/")
    assert "1 ting mangler" in text and text.count("På plads") == 7
    assert "Mangler: Når en voksen har brugt magt" in text and "Åbn tekster og ord" in text


def test_logged_out_goes_to_login(db, client):
    assert client.get("/").headers["Location"].startswith("/konto/login")
