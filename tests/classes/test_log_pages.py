"""The pages of the log: prefilled, copied, corrected, taken back, narrowed down; and what the advisor is offered on Today."""

import json
import re
from datetime import date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Measure
from classes import actions
from classes.models import ClassSession, CoTeachingWeek
from tests.cast import acting

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
TODAY = date(2026, 5, 21)
SAID = {"held_on": "2026-05-21", "kind": "class", "elements": ["praise"], "line": "Alle kom hurtigt i gang."}


@pytest.fixture
def x(cast, db):
    with time_machine.travel(NOON, tick=False):
        yield cast.fjord


@pytest.fixture
def advisor(client, x):
    client.force_login(x.users["resource_advisor"])
    return client


def url(name, row, **more):
    return reverse(name, kwargs={"uuid": row.uuid} | more)


def text(answer):
    page = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


def undo_of(page):
    """The address behind "Fortryd"."""
    return re.search(r'action="([^"]*(?:fortryd|gendan))"[^>]*>[^§]*?Fortryd', page.content.decode())[1]


def sessions(x, who="resource_advisor", **wanted):
    with acting(x, who):
        return list(ClassSession.objects.filter(pathway=x.w, held_on=TODAY, **wanted))


def log(x, **more):
    given = {"held_on": TODAY, "kind": "class", "elements": ["praise"], "line": "Fint."} | more
    with acting(x, "resource_advisor") as person:
        return actions.log_session(pathway=x.w, by=person, **given)


# ---- written ----


def test_form_is_prefilled_with_the_day_and_the_team(advisor, x):
    with acting(x, "resource_advisor"):
        ClassSession.objects.filter(pk=x.session.pk).update(undone_at=NOON)
    form = advisor.get(url("session_create", x.w)).context["form"]
    assert (form["held_on"].value(), form["with_words"].value()) == (TODAY, "Anders Bech, Bente Begge, Mads Blandt")


def test_three_answers_and_one_press_make_one_session(advisor, x):
    given = SAID | {"with_words": "Anders", "form_key": str(uuid4())}
    answers = [advisor.post(url("session_create", x.w), given) for _click in range(2)]
    (made,) = sessions(x)
    assert [(each.status_code, each.url) for each in answers] == [(302, url("session_list", x.w))] * 2
    assert (made.kind, made.elements, made.line, made.with_words) == ("class", ["praise"], SAID["line"], "Anders")


def test_everything_under_the_fold_is_saved(advisor, x):
    given = SAID | {
        "teaching_theme": "Venskab",
        "measures": [x.measure.pk],
        "next_step": "Vi prøver igen mandag.",
        "next_step_owner": "team",
        "children": [x.c1.pk],
        "leader_took_part": "on",
    }
    page = advisor.post(url("session_create", x.w), given, follow=True)
    (made,) = sessions(x)
    assert (made.teaching_theme, made.next_step_owner, made.leader_took_part, made.children_count) == (
        "Venskab",
        "team",
        True,
        1,
    )
    for said in (
        "Sammen i klassen: Venskab",
        "Prøvet: Fast start på timen",
        "Næste skridt: Vi prøver igen mandag. (Klasseteamet)",
        "Om: Adam QxFjordBarn1",
        "gruppelederen var med",
    ):
        assert said in text(page)


def test_group_leader_reads_one_child_and_no_name(client, x):
    log(x, children=[x.c1.pk])
    client.force_login(x.users["group_leader"])
    page = text(client.get(url("session_list", x.w)))
    assert ("Om: 1 barn" in page, "Adam" in page) == (True, False)


def test_names_on_the_pages_are_in_the_access_log(advisor, x):
    advisor.get(url("session_list", x.w))
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute("select distinct child_id from audit.access where action = 'list'")
        assert db.fetchall() == [(x.c1.pk,)]


def test_child_without_a_yes_is_no_choice(advisor, x):
    page = advisor.get(url("session_create", x.w))
    assert ("Barn1" in text(page), "Barn2" in text(page), "Barn4" in text(page)) == (True, False, False)
    answer = advisor.post(url("session_create", x.w), SAID | {"children": [x.c2.pk]})
    assert (answer.status_code, list(answer.context["form"].errors), sessions(x)) == (422, ["children"], [])


def test_an_element_that_has_waited_is_marked(advisor, x):
    log(x, held_on=date(2026, 5, 19), elements=["praise"])
    page = text(advisor.get(url("session_create", x.w)))
    assert "Relationer ikke rørt i 12 uger" in page
    assert "Ros og opmuntring ikke rørt" not in page


# ---- copied ----


def test_last_session_is_copied_but_not_what_was_written(advisor, x):
    log(x, kind="sparring", elements=["praise", "clarity"], with_words="Line", teaching_theme="Venskab", next_step="Ring.", measures=[x.measure], children=[x.c1.pk])  # fmt: skip
    page = advisor.get(url("session_create", x.w) + "?som=sidst")
    form = page.context["form"]
    copied = {name: form[name].value() for name in ("kind", "elements", "with_words", "teaching_theme")}
    assert copied == {
        "kind": "sparring",
        "elements": ["praise", "clarity"],
        "with_words": "Line",
        "teaching_theme": "Venskab",
    }
    assert [form[name].value() or None for name in ("line", "next_step", "measures", "children")] == [None] * 4
    assert form["held_on"].value() == TODAY
    assert re.search(r"data-copied(?! hidden)", page.content.decode())
    assert "Kopieret fra torsdag 21. maj" in text(page)


def test_copy_in_place_holds_the_same_values(advisor, x):
    log(x, kind="sparring", elements=["clarity"], with_words="Line", teaching_theme="Venskab")
    page = advisor.get(url("session_create", x.w))
    assert json.loads(page.context["copies"]) == {
        "kind": "sparring",
        "elements": ["clarity"],
        "with_words": "Line",
        "leader_took_part": False,
        "teaching_theme": "Venskab",
    }
    assert "data-copied hidden" in page.content.decode()


def test_nothing_to_copy_shows_no_button(advisor, x):
    with acting(x, "resource_advisor"):
        ClassSession.objects.filter(pk=x.session.pk).update(undone_at=NOON)
    assert "Kopiér" not in text(advisor.get(url("session_create", x.w)))


# ---- observed ----


def test_observation_asks_one_field_and_needs_no_element(advisor, x):
    address = url("session_create", x.w) + "?slags=observation"
    page = text(advisor.get(address))
    assert ("Observation i 5.B" in page, "Hvad virker? Hvornår bliver det svært?" in page) == (True, True)
    answer = advisor.post(
        address, {"held_on": "2026-05-21", "kind": "observation", "line": "Roen kom efter fem minutter."}
    )
    (made,) = sessions(x)
    assert (answer.status_code, made.kind, made.elements) == (302, "observation", [])


def test_observation_may_also_be_chosen_among_the_tiles(advisor, x):
    assert advisor.post(url("session_create", x.w), SAID | {"kind": "observation", "elements": []}).status_code == 302


# ---- corrected ----


def test_session_is_corrected_by_its_author(advisor, x):
    made = log(
        x, measures=[x.measure], children=[x.c1.pk], next_step="Ring.", next_step_owner="other", next_step_name="Bo"
    )
    form = advisor.get(url("session_edit", made)).context["form"]
    shown = {name: form[name].value() for name in ("line", "measures", "children", "next_step", "next_step_name")}
    assert shown == {
        "line": "Fint.",
        "measures": [x.measure.pk],
        "children": [x.c1.pk],
        "next_step": "Ring.",
        "next_step_name": "Bo",
    }
    page = advisor.post(url("session_edit", made), SAID | {"line": "Næsten alle.", "kind": "pupils"}, follow=True)
    (now,) = sessions(x)
    assert (now.line, now.kind, now.next_step, now.children_count) == ("Næsten alle.", "pupils", "", 0)
    assert "rettet torsdag 21. maj" in text(page)


def test_wrong_correction_is_422_and_keeps_what_was_typed(advisor, x):
    made = log(x)
    answer = advisor.post(url("session_edit", made), SAID | {"line": "", "next_step": "Prøv igen."})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["line"])
    assert "Prøv igen." in answer.content.decode()
    assert sessions(x)[0].line == "Fint."


def test_measure_that_has_ended_since_stays_in_the_correction(advisor, x):
    made = log(x, measures=[x.measure])
    with acting(x, "resource_advisor"):
        Measure.objects.filter(pk=x.measure.pk).update(ended_on=TODAY)
    form = advisor.get(url("session_edit", made)).context["form"]
    assert form["measures"].value() == [x.measure.pk]


def test_others_are_offered_no_correction(client, x):
    made = log(x)
    for who in ("principal", "group_leader", "teacher"):
        client.force_login(x.users[who])
        assert client.get(url("session_edit", made)).status_code == 403, who
        assert f'href="{url("session_edit", made)}"' not in client.get(url("session_list", x.w)).content.decode()


def test_session_of_the_other_municipality_is_not_there(advisor, cast):
    b = cast.bakke
    for name in ("session_edit", "session_undo", "session_restore"):
        assert advisor.post(url(name, b.session), SAID).status_code == 404, name
    assert advisor.post(url("co_teaching_undo", b.w, monday="2026-05-11")).status_code == 404


# ---- taken back ----


def test_session_taken_back_by_mistake_is_put_back(advisor, x):
    made = log(x)
    page = advisor.post(url("session_undo", made), follow=True)
    assert ("Sessionen torsdag 21. maj er taget tilbage." in text(page), "Fint." in text(page)) == (True, False)
    assert undo_of(page) == url("session_restore", made)
    assert "Fint." in text(advisor.post(url("session_restore", made), follow=True))


# ---- the list ----


def many(x, number):
    with acting(x, "resource_advisor") as person:
        ClassSession.objects.bulk_create(
            ClassSession(municipality=x.municipality, pathway=x.w, held_on=date(2026, 3, 2 + n % 20), line=f"Linje {n}.", author_id=person.staff_id,
                         kind="class" if n % 2 else "observation", elements=["praise"] if n % 3 else ["clarity"])
            for n in range(number)
        )  # fmt: skip


def test_long_list_is_narrowed_down_by_kind_and_element(advisor, x):
    assert "f-kind" not in advisor.get(url("session_list", x.w)).content.decode()
    many(x, 30)
    page = advisor.get(url("session_list", x.w))
    assert ("f-kind" in page.content.decode(), "31 af 31 sessioner" in text(page)) == (True, True)
    page = advisor.get(url("session_list", x.w) + "?slags=observation&element=clarity")
    assert ("5 af 31 sessioner" in text(page), "Linje 0." in text(page), "Linje 3." in text(page)) == (
        True,
        True,
        False,
    )
    assert "Ingen session passer" in text(advisor.get(url("session_list", x.w) + "?slags=pupils"))


def test_pages_cost_the_same_with_many_sessions_that_tried_and_named(advisor, x):
    costs = []
    for page in (url("session_list", x.w), url("session_create", x.w)):
        advisor.get(page)
    for _round in range(2):
        costs.append([])
        for page in (url("session_list", x.w), url("session_create", x.w)):
            with CaptureQueriesContext(connection) as asked:
                advisor.get(page)
            costs[-1].append(len(asked))
        for _n in range(30):
            log(x, measures=[x.measure], children=[x.c1.pk])
    assert costs[0] == costs[1]


# ---- two-teacher lessons ----


def test_week_is_saved_and_undone(advisor, x):
    given = {"monday": "2026-05-18", "lessons": "10,5", "who": "Karen"}
    page = advisor.post(url("co_teaching_edit", x.w), given, follow=True)
    assert undo_of(page) == url("co_teaching_undo", x.w, monday="2026-05-18")
    advisor.post(undo_of(page))
    with acting(x, "resource_advisor"):
        assert [each.monday for each in CoTeachingWeek.objects.filter(pathway=x.w)] == [date(2026, 5, 11)]
    assert advisor.post(url("co_teaching_undo", x.w, monday="2026-05-18")).status_code == 404
    assert advisor.post(url("co_teaching_undo", x.w, monday="i-dag")).status_code == 404


def test_zero_asks_why(advisor, x):
    given = {"monday": "2026-05-18", "lessons": "0", "who": "Karen"}
    answer = advisor.post(url("co_teaching_edit", x.w), given)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["reason"])
    assert advisor.post(url("co_teaching_edit", x.w), given | {"reason": "Lejrskole"}).status_code == 302
    assert "Uge 21 : ingen Lejrskole" in text(advisor.get(url("session_list", x.w)))


def test_weeks_offered_are_those_with_school_since_the_start(advisor, x):
    with time_machine.travel("2026-03-06T12:00+01:00", tick=False):
        advisor.force_login(x.users["resource_advisor"])
        form = advisor.get(url("co_teaching_edit", x.w)).context["form"]
    assert [key for key, _words in form.fields["monday"].choices] == ["2026-03-02", "2026-02-23"]


def test_pathway_that_has_not_begun_has_no_week(advisor, x):
    with time_machine.travel("2026-02-20T12:00+01:00", tick=False):
        advisor.force_login(x.users["resource_advisor"])
        page = advisor.get(url("co_teaching_edit", x.w))
    assert (page.status_code, "Ingen uge at skrive endnu" in text(page)) == (200, True)


# ---- Today ----


def acts(page):
    return re.findall(r'<a[^>]*href="([^"]*)"[^>]*>((?:Skriv|Observation|Tolærer)[^<]*)</a>', page.content.decode())


def test_today_offers_a_session_and_an_observation(advisor, x):
    assert [(href, label) for href, label in acts(advisor.get(reverse("today")))] == [
        (reverse("contact_start"), "Skriv kontakt"),
        (url("session_create", x.w), "Skriv session"),
        (url("session_create", x.w) + "?slags=observation", "Observation på 2 minutter"),
    ]


@pytest.mark.parametrize(
    ("moment", "offer"),
    [
        ("2026-05-22T12:00+02:00", "Tolærer i uge 21: igen 10 lektioner?"),
        ("2026-05-26T12:00+02:00", "Tolærer i uge 21: igen 10 lektioner?"),
        ("2026-05-21T12:00+02:00", None),  # week 20 is written
        ("2026-07-17T12:00+02:00", None),
        ("2026-02-20T12:00+01:00", None),
    ],
)
def test_friday_offers_the_weeks_lessons(advisor, x, moment, offer):
    with time_machine.travel(moment, tick=False):
        advisor.force_login(x.users["resource_advisor"])
        offered = [label for _href, label in acts(advisor.get(reverse("today"))) if "olærer" in label]
    assert offered == ([offer] if offer else [])


def test_offered_week_is_two_taps(advisor, x):
    with time_machine.travel("2026-05-22T12:00+02:00", tick=False):
        advisor.force_login(x.users["resource_advisor"])
        ((href, _label),) = [each for each in acts(advisor.get(reverse("today"))) if "Tolærer" in each[1]]
        form = advisor.get(href).context["form"]
        given = {name: str(form[name].value()).replace(".", ",") for name in ("lessons",)}
        given |= {name: form[name].value() for name in ("monday", "who")}
        assert advisor.post(href, given).status_code == 302
    with acting(x, "resource_advisor"):
        week = CoTeachingWeek.objects.get(pathway=x.w, monday="2026-05-18")
    assert (week.lessons, week.who) == (Decimal("10.0"), "Karen og Anders")
