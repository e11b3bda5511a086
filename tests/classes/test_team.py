"""The pulse of a class and the strain of its team: who answers, who reads what, and from how many answers on."""

import re
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.urls import reverse
from django.utils import translation

from accounts.models import RoleAssignment
from cases.models import Pathway
from classes.actions.team import (
    answer_pulse,
    answer_strain,
    take_back_strain,
)
from classes.models import ClassPulse, ClassSelection, TeamStrain
from classes.queries.team import asked_monday, pulse_panel, taps_of
from followup.models import SchoolBreak
from tests.cast import acting
from tests.matrix import ROLES

THURSDAY, MONDAY = date(2026, 5, 21), date(2026, 5, 18)
BASE = Path(__file__).parents[2]
TEAM = ("teacher", "mixed", "both")
NEAR = {*TEAM, "resource_advisor"}
WIDE = {"principal", "learning_advisor", "ppr_advisor"}


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("da"):
        yield


def pulse(x, who, calm=3, conflicts=3, participation=3, monday=MONDAY):
    with acting(x, who) as by:
        return answer_pulse(
            school_class=x.b5, monday=monday, calm=calm, conflicts=conflicts, participation=participation, by=by
        )


def strain(x, who, value, monday=MONDAY):
    with acting(x, who) as by:
        return answer_strain(school_class=x.b5, monday=monday, value=value, by=by)


def told(x, who, function="class_pulse", today=THURSDAY):
    """What the database itself tells of 5.B: the second wall, whatever a page would show."""
    with acting(x, who), connection.cursor() as cursor:
        cursor.execute(f"select * from app.{function}(%s, %s)", [x.b5.pk, today])
        return cursor.fetchall()


def panel(x, who):
    with acting(x, who) as person:
        pathway = Pathway.objects.visible_to(person).filter(pk=x.w.pk).first()
        return pulse_panel(person, x.b5, THURSDAY, pathway)


# ---- one's own answers ----


def test_answered_again_it_is_corrected(cast, db):
    x = cast.fjord
    first, second = pulse(x, "teacher"), pulse(x, "teacher", calm=1)
    with acting(x, "teacher") as by:
        rows = list(ClassPulse.objects.visible_to(by).filter(monday=MONDAY).values_list("pk", "calm"))
    assert (first.pk, rows) == (second.pk, [(first.pk, 1)])


@pytest.mark.parametrize("who", sorted({*ROLES} - {*TEAM}))
def test_only_the_team_answers(cast, db, who):
    x = cast.fjord
    with acting(x, who) as by:
        for answer in (
            lambda: answer_strain(school_class=x.b5, monday=MONDAY, value=2, by=by),
            lambda: answer_pulse(school_class=x.b5, monday=MONDAY, calm=1, conflicts=1, participation=1, by=by),
        ):
            with pytest.raises(PermissionDenied):
                answer()
        with pytest.raises(DatabaseError), transaction.atomic():
            TeamStrain.objects.create(
                municipality=x.municipality, school_class=x.b5, monday=MONDAY, staff_id=by.staff_id, value=2
            )


def test_nobody_answers_for_a_colleague(cast, db):
    x = cast.fjord
    with acting(x, "teacher"), pytest.raises(DatabaseError), transaction.atomic():
        TeamStrain.objects.create(
            municipality=x.municipality, school_class=x.b5, monday=MONDAY, staff=x.staff["both"], value=4
        )


@pytest.mark.parametrize("model", [ClassPulse, TeamStrain])
def test_a_single_answer_is_read_by_its_giver_alone(cast, db, model):
    x = cast.fjord
    seen = {}
    for who in ROLES:
        with acting(x, who):
            seen[who] = model.objects.count()
    assert seen == dict.fromkeys(ROLES, 0) | {"teacher": 1}


@pytest.mark.parametrize("model", [ClassPulse, TeamStrain])
def test_the_application_alone_shows_a_single_answer_to_its_giver_alone(cast, as_owner, db, model):
    x = cast.fjord
    seen = {}
    for who in ROLES:
        with acting(x, who) as person:
            seen[who] = model.objects.visible_to(person).count()
    assert seen == dict.fromkeys(ROLES, 0) | {"teacher": 1}


def test_a_team_member_who_left_answers_no_more(cast, db):
    x = cast.fjord
    with acting(x, "administrator"):
        RoleAssignment.objects.filter(staff_member=x.staff["both"], role="class_team").update(ends_on=date(2026, 5, 20))
    with pytest.raises(PermissionDenied):
        strain(x, "both", 3)
    assert (told(x, "both"), panel(x, "both")) == ([], None)


def test_weeks_to_come_weeks_long_gone_and_taps_off_the_scale_are_refused(cast, db):
    x = cast.fjord
    for wrong in (MONDAY + timedelta(weeks=1), MONDAY - timedelta(weeks=2), THURSDAY):
        with pytest.raises(ValidationError):
            strain(x, "teacher", 2, monday=wrong)
    for value in (0, 5):
        with pytest.raises(ValidationError) as refused:
            strain(x, "teacher", value)
        assert list(refused.value.error_dict) == ["value"]


def test_holiday_is_not_asked_about(cast, db):
    x = cast.fjord
    with acting(x, "administrator"):
        SchoolBreak.objects.create(
            municipality=x.municipality, name="Lejrskole", starts_on=MONDAY, ends_on=MONDAY + timedelta(days=4)
        )
    with acting(x, "teacher") as person:
        assert [week.monday for week in taps_of(person, THURSDAY)] == [None]
    with pytest.raises(ValidationError, match="ikke skole"):
        strain(x, "teacher", 2)


def test_a_week_is_asked_about_from_its_thursday_to_the_next_wednesday():
    asked = {day: asked_monday(date(2026, 5, day)) for day in (20, 21, 24, 27, 28)}
    last, this, following = date(2026, 5, 11), MONDAY, date(2026, 5, 25)
    assert asked == {20: last, 21: this, 24: this, 27: this, 28: following}


@pytest.mark.parametrize(
    ("state", "expected"),
    [("nominated", True), ("assessed", True), ("offered", True), ("not_offered", False), ("declined", False)],
)
def test_asked_from_the_day_the_class_is_put_forward(cast, db, state, expected):
    """4.A's teacher sees no choice; she is asked all the same, so that there is something to compare with."""
    x = cast.fjord
    with acting(x, "other_advisor"):
        Pathway.objects.filter(pk=x.w2.pk).update(state="closed", ended_on=date(2026, 4, 1))
        ClassSelection.objects.create(
            municipality=x.municipality, programme_version=x.version, school_class=x.a4, unit=x.other_school,
            partner_unit=x.provider, advisor=x.staff["other_advisor"], leader=x.staff["other_leader"], state=state,
            nominated_by=x.staff["other_principal"], nominated_on=date(2026, 5, 19),
        )  # fmt: skip
    with acting(x, "other_teacher") as person:
        assert not ClassSelection.objects.exists()
        assert [week.school_class.name for week in taps_of(person, THURSDAY)] == (["4.A"] if expected else [])


def test_closed_pathway_is_asked_about_no_more(cast, db):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Pathway.objects.filter(pk=x.w.pk).update(state="closed", ended_on=date(2026, 5, 20))
    with acting(x, "teacher") as person:
        assert taps_of(person, THURSDAY) == []
    with pytest.raises(ValidationError, match="spørges der ikke"):
        pulse(x, "teacher")


# ---- averages ----


def test_pulse_is_told_to_team_and_advisor_from_one_and_to_the_schools_others_from_three(cast, db):
    x = cast.fjord
    pulse(x, "teacher", calm=4), pulse(x, "mixed", calm=1)
    two = {who: [row[:3] for row in told(x, who)] for who in ROLES}
    of_teacher = (date(2026, 5, 11), 1, Decimal("3.0"))
    assert two == {who: [of_teacher, (MONDAY, 2, Decimal("2.5"))] if who in NEAR else [] for who in ROLES}
    pulse(x, "both", calm=2)
    three = {who: [row[1:3] for row in told(x, who)][-1:] for who in ROLES}
    assert three == {who: [(3, Decimal("2.3"))] if who in NEAR | WIDE else [] for who in ROLES}


def test_strain_is_told_to_team_and_advisor_alone_and_from_three(cast, db):
    x = cast.fjord
    strain(x, "teacher", 4), strain(x, "mixed", 3)
    assert {who: told(x, who, "class_strain") for who in ROLES} == {who: [] for who in ROLES}
    strain(x, "both", 1)
    three = {who: told(x, who, "class_strain") for who in ROLES}
    assert three == {who: [(MONDAY, Decimal("2.7"))] if who in NEAR else [] for who in ROLES}


def test_other_municipality_is_told_nothing(cast, db):
    for who in TEAM:
        strain(cast.fjord, who, 2)
    for who in ROLES:
        with acting(cast.bakke, who), connection.cursor() as cursor:
            for function in ("class_pulse", "class_strain"):
                cursor.execute(f"select * from app.{function}(%s, %s)", [cast.fjord.b5.pk, THURSDAY])
                assert cursor.fetchall() == []
            cursor.execute("select * from app.pulse_asked(%s, %s)", [[cast.fjord.b5.pk], THURSDAY])
            assert cursor.fetchall() == []


def test_panel_has_the_strain_for_team_and_advisor_alone(cast, db):
    x = cast.fjord
    for n, who in enumerate(TEAM, 2):
        strain(x, who, n), pulse(x, who, calm=n - 1)
    shown = {who: panel(x, who) for who in ROLES}
    assert {who for who, each in shown.items() if each} == NEAR | WIDE
    assert {who for who, each in shown.items() if each and each.strain} == NEAR
    lines = {who: each.trends[0].line.values for who, each in shown.items() if each}
    assert lines == {who: [3.0, 2.0] if who in NEAR else [2.0] for who in NEAR | WIDE}


def test_baseline_is_what_was_answered_before_the_start(cast, db):
    x = cast.fjord
    with acting(x, "teacher") as by:
        for monday, calm in ((date(2026, 2, 2), 1), (date(2026, 2, 16), 2), (date(2026, 2, 23), 4)):
            ClassPulse.objects.create(
                municipality=x.municipality, school_class=x.b5, staff_id=by.staff_id, monday=monday,
                calm=calm, conflicts=1, participation=1,
            )  # fmt: skip
    trend, *_rest = panel(x, "teacher").trends
    # 24 February is a Tuesday: its week is the first of the pathway. (1 + 2) / 2; then 4 and 3 of week 20.
    assert (trend.before, trend.lately, trend.line.before) == (Decimal("1.5"), Decimal("3.5"), 3)
    assert panel(x, "teacher").chart.cut == 3


def test_strain_stands_on_no_page_of_others_and_in_no_log(cast, db, client):
    x = cast.fjord
    for who, value in zip(TEAM, (4, 4, 3), strict=True):
        strain(x, who, value)
    pages = {}
    for who in ROLES:
        client.force_login(x.users[who])
        addresses = [reverse("pathway_detail", args=[x.w.uuid]), reverse("class_pulse", args=[x.b5.uuid]), "/"]
        pages[who] = "".join(client.get(address).content.decode() for address in addresses)
    assert {who for who in ROLES if "3,7" in pages[who]} == NEAR
    assert {who for who in ROLES if "Belastning" in pages[who]} == NEAR


def test_no_overview_export_or_daily_figure_asks_for_the_strain():
    """Outside its own app the strain is named by the floor's pages of the class alone."""
    named = {
        str(path.relative_to(BASE))
        for app in ("accounts", "cases", "followup", "insight", "mapping", "parentgroups", "classes")
        for path in (BASE / app).rglob("*.py")
        if re.search(r"TeamStrain|class_strain|teamstrain", path.read_text())
    }
    assert named == {
        "classes/actions/team.py",
        "classes/migrations/0006_team.py",
        "classes/models.py",
        "classes/queries/team.py",
    }


def test_audit_keeps_that_it_was_answered_and_not_what(as_owner, cast, db):
    x = cast.fjord
    strain(x, "teacher", 4), strain(x, "teacher", 1), pulse(x, "teacher", calm=1)
    with connection.cursor() as cursor:
        cursor.execute("set local role audit_owner")
        cursor.execute(
            "select noun, columns, old, new from audit.change where noun in ('classes_teamstrain', 'classes_classpulse')"
        )
        rows = cursor.fetchall()
    hidden = {"value", "calm", "conflicts", "participation"}
    assert rows and {noun for noun, *_rest in rows} == {"classes_teamstrain", "classes_classpulse"}
    assert not [row for row in rows if hidden & {*row[1]} or any(f'"{key}"' in f"{row[2]}{row[3]}" for key in hidden)]


# ---- pages ----


def post(client, x, who, name, *args, **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=args), data)


TAPS = {"monday": "2026-05-18", "calm": "3", "conflicts": "2", "participation": "4", "back": "today"}


def mine(x, model=ClassPulse):
    with acting(x, "teacher") as by:
        return model.objects.visible_to(by).filter(monday=MONDAY).count()


def test_three_taps_are_sent_in_one_go_and_taken_back(cast, db, client):
    x = cast.fjord
    sent = [post(client, x, "teacher", "class_pulse", x.b5.uuid, **TAPS)["Location"] for _twice in range(2)]
    assert (sent, mine(x)) == (["/", "/"], 1)
    page = client.get("/").content.decode()
    assert (
        "Klassen: <b>rolig</b> · Konflikter: <b>en del</b> · Var med: <b>alle</b>" in page
        and "/puls/2026-21/fortryd?back=today" in page
    )
    assert post(client, x, "teacher", "pulse_undo", x.b5.uuid, 2026, 21).status_code == 302
    assert mine(x) == 0


def test_strain_is_one_tap(cast, db, client):
    x = cast.fjord
    answer = post(client, x, "teacher", "team_strain", x.b5.uuid, monday="2026-05-18", value="4", back="today")
    page = client.get("/").content.decode()
    assert (answer.status_code, mine(x, TeamStrain)) == (302, 1)
    assert page.count('aria-pressed="true"') == 1 and 'value="4" aria-pressed="true"' in page
    assert "Ledere ser det aldrig." in page
    with acting(x, "teacher") as by:
        take_back_strain(school_class=x.b5, monday=MONDAY, by=by)
    assert mine(x, TeamStrain) == 0


def test_missing_tap_is_asked_for_and_the_others_stay(cast, db, client):
    x = cast.fjord
    answer = post(client, x, "teacher", "class_pulse", x.b5.uuid, **TAPS | {"calm": ""})
    text = answer.content.decode()
    assert (answer.status_code, mine(x)) == (422, 0)
    assert "Vælg et svar" in text and text.count(" checked") == 2


@pytest.mark.parametrize("wrong", [{"calm": "9"}, {"monday": "i går"}, {"monday": "2026-05-04"}, {}])
def test_bad_taps_are_refused(cast, db, client, wrong):
    data = TAPS | wrong if wrong else {}
    assert post(client, cast.fjord, "teacher", "class_pulse", cast.fjord.b5.uuid, **data).status_code == 422
    assert post(client, cast.fjord, "teacher", "team_strain", cast.fjord.b5.uuid, **data).status_code == 422
    assert mine(cast.fjord) == 0


def test_no_such_week_is_not_there(cast, db, client):
    assert post(client, cast.fjord, "teacher", "pulse_undo", cast.fjord.b5.uuid, 2026, 99).status_code == 404
