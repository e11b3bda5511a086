"""A contact between meetings: several children at once without mixing their notes, what it settles, and who reads what."""

import json
import re
from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import Child, PathwayChild
from followup import actions, queries
from followup.contacts import forget
from followup.models import Contact, ContactChild
from tests.cast import acting

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
TODAY = date(2026, 5, 21)


@pytest.fixture
def x(cast, db):
    with time_machine.travel(NOON, tick=False):
        with acting(
            cast.fjord, "resource_advisor"
        ):  # Selma's family says yes too, so that there are two to choose from
            PathwayChild.objects.filter(pk=cast.fjord.p2.pk).update(accepted_on="2026-03-01")
        yield cast.fjord


@pytest.fixture
def advisor(client, x):
    client.force_login(x.users["resource_advisor"])
    return client


def url(name, row):
    return reverse(name, kwargs={"uuid": row.uuid})


def said(x, **more):
    return {
        "form_key": str(uuid4()),
        "kind": "call",
        "held_on": "2026-05-21",
        "children": [x.p1.pk, x.p2.pk],
        f"note_{x.p1.pk}": "Læser hver aften æøå",
        f"note_{x.p2.pk}": "Ringer igen på mandag",
        "line": "Hjemmene synes, at ugen har været rolig.",
        "with_whom": ["home"],
    } | more


def log(x, who="resource_advisor", pathway=None, **more):
    with acting(x, who) as person:
        fields = {"kind": "call", "held_on": TODAY, "line": "Fint."} | more
        return actions.log_contact(pathway=pathway or x.w, by=person, **fields)


def made(x, who="resource_advisor"):
    with acting(x, who):
        return list(Contact.objects.filter(pathway=x.w, logged_at__date=TODAY).exclude(pk=x.contact.pk).order_by("pk"))


def text(answer):
    page = answer.content.decode().partition("<main")[2]
    return " ".join(re.sub(r"<[^>]+>", " ", page).split())


# ---- written ----


def test_contact_for_two_children_keeps_each_note_apart(advisor, x):
    answer = advisor.post(url("pathway_contact_create", x.w), said(x))
    assert (answer.status_code, answer.url) == (302, url("pathway_contact_list", x.w))
    (contact,) = made(x)
    assert (contact.kind, contact.with_whom, contact.sector, contact.children_count) == ("call", ["home"], "school", 2)
    with acting(x, "teacher"):
        assert dict(contact.children.values_list("child__given_name", "note")) == {
            "Adam": "Læser hver aften æøå",
            "Selma": "Ringer igen på mandag",
        }
    with acting(x, "group_leader"):
        assert ContactChild.objects.filter(contact=contact).count() == 0
        assert Contact.objects.get(pk=contact.pk).line == "Hjemmene synes, at ugen har været rolig."


def test_the_other_side_reads_the_line_and_how_many_and_no_name(client, x):
    log(x, children=[{"pathway_child": x.p1, "note": "Kun skolen"}], line="Vi ringede rundt.")
    client.force_login(x.users["group_leader"])
    page = text(client.get(url("pathway_contact_list", x.w)))
    assert "Vi ringede rundt." in page
    assert "1 barn" in page
    assert "Kun skolen" not in page


def test_sent_twice_it_is_one_contact(advisor, x):
    typed = said(x)
    first, second = (advisor.post(url("pathway_contact_create", x.w), typed) for _turn in range(2))
    assert (first.url, second.url, len(made(x))) == (first.url, first.url, 1)


def test_a_note_alone_ticks_its_child(advisor, x):
    advisor.post(
        url("pathway_contact_create", x.w), said(x, children=[], line="", with_whom=[], **{f"note_{x.p2.pk}": ""})
    )
    with acting(x, "resource_advisor"):
        assert list(made(x)[0].children.values_list("child__given_name", flat=True)) == ["Adam"]


@pytest.mark.parametrize(
    ("typed", "words"),
    [
        ({"kind": ""}, "Vælg, hvad det var."),
        ({"kind": "nonsense"}, "Vælg, hvad det var."),
        ({"held_on": "2026-05-22"}, "Dagen er ikke kommet endnu."),
        ({"held_on": "2026-02-01"}, "Dagen ligger før forløbets start."),
        ({"line": "Adam og jeg talte."}, "“Adam” kan være et barn."),
        ({"line": "Adam QxFjordBarn1 kom."}, "går i klassen"),
        ({"line": "Se 630914-4011."}, "CPR-nummer"),
        ({"minutes": "0"}, "Skriv mellem 1 og 600 minutter."),
    ],
)
def test_what_cannot_be_is_refused_and_kept(advisor, x, typed, words):
    sent = said(x, no_names="on" if "QxFjord" in typed.get("line", "") else "", **typed)
    answer = advisor.post(url("pathway_contact_create", x.w), sent)
    page = answer.content.decode()
    assert answer.status_code == 422
    assert words in page
    assert "Læser hver aften æøå" in page
    assert made(x) == []


def test_cpr_in_a_childs_own_note_is_refused(advisor, x):
    answer = advisor.post(url("pathway_contact_create", x.w), said(x, **{f"note_{x.p1.pk}": "630914-4011"}))
    assert (answer.status_code, made(x)) == (422, [])


def test_nothing_chosen_says_what_to_do(advisor, x):
    answer = advisor.post(
        url("pathway_contact_create", x.w), {"form_key": str(uuid4()), "kind": "call", "held_on": "2026-05-21"}
    )
    assert answer.status_code == 422
    assert "Vælg, hvem det handlede om eller var med, eller skriv én linje." in answer.content.decode()


def test_a_child_of_another_pathway_is_refused(x):
    with pytest.raises(ValidationError) as error:
        log(x, children=[{"pathway_child": x.p3, "note": "x"}])
    assert "children" in error.value.error_dict


def test_a_child_whose_family_has_not_said_yes_is_not_offered(advisor, x):
    with acting(x, "resource_advisor"):
        PathwayChild.objects.filter(pk=x.p2.pk).update(accepted_on=None)
    form = advisor.get(url("pathway_contact_create", x.w)).context["form"]
    assert form.fields["children"].choices == [(x.p1.pk, "Adam Q.")]


def test_names_of_80_letters_stand_on_the_tile(advisor, x):
    name = ("Åse-Ærø " * 10)[:80].strip()
    with acting(x, "resource_advisor"):
        Child.objects.filter(pk=x.c1.pk).update(given_name=name)
    assert name in advisor.get(url("pathway_contact_create", x.w)).content.decode()


def test_principal_writes_none(x):
    with pytest.raises(PermissionDenied):
        log(x, "principal")


def test_kinds_of_the_other_side_are_not_offered(client, x):
    client.force_login(x.users["group_leader"])
    kinds = [
        key for key, _title in client.get(url("pathway_contact_create", x.w)).context["form"].fields["kind"].choices
    ]
    assert "sparring" not in kinds
    with pytest.raises(ValidationError):
        log(x, "group_leader", kind="sparring")


# ---- in a hurry ----


def test_the_form_remembers_the_last_kind_and_copies_the_rest_but_the_words(advisor, x):
    log(
        x,
        kind="sparring",
        variant="peer",
        with_whom=["team"],
        minutes=20,
        children=[{"pathway_child": x.p1, "note": "Ny"}],
    )
    page = advisor.get(url("pathway_contact_create", x.w))
    assert (page.context["form"]["kind"].value(), page.context["form"]["line"].value()) == ("sparring", None)
    assert json.loads(page.context["copies"]) == {
        "kind": "sparring", "variant_sparring": "peer", "with_whom": ["team"], "minutes": 20, "children": [str(x.p1.pk)],
    }  # fmt: skip
    copied = advisor.get(url("pathway_contact_create", x.w) + "?som=sidst").context["form"]
    assert (copied["with_whom"].value(), copied["children"].value(), copied["line"].value()) == (
        ["team"],
        [x.p1.pk],
        None,
    )
    assert copied[f"note_{x.p1.pk}"].value() is None


def test_one_tap_leads_to_the_pathway_of_the_last_contact(client, x):
    client.force_login(x.users["group_leader"])
    log(x, "group_leader", x.g, kind="visit")
    assert client.get(reverse("contact_start")).url == url("pathway_contact_create", x.g)
    client.force_login(x.users["principal"])
    assert client.get(reverse("contact_start")).url == "/"


def test_a_child_is_ticked_when_the_page_is_opened_from_it(advisor, x):
    form = advisor.get(url("pathway_contact_create", x.w) + f"?barn={x.p1.uuid}&slags=visit").context["form"]
    assert (form["children"].value(), form["kind"].value()) == ([x.p1.pk], "visit")


# ---- corrected and taken back ----


def test_it_is_corrected_for_a_fortnight(advisor, x):
    contact = log(x, children=[{"pathway_child": x.p1, "note": "Før"}])
    page = advisor.get(url("contact_edit", contact))
    assert page.context["form"][f"note_{x.p1.pk}"].value() == "Før"
    answer = advisor.post(url("contact_edit", contact), said(x, children=[x.p2.pk], **{f"note_{x.p1.pk}": ""}))
    assert answer.status_code == 302
    with acting(x, "resource_advisor"):
        contact = Contact.objects.get(pk=contact.pk)
        assert (contact.children_count, contact.corrected_at is not None) == (1, True)
        assert list(contact.children.values_list("child__given_name", "note")) == [("Selma", "Ringer igen på mandag")]
    with time_machine.travel(NOON + timedelta(days=15)):
        advisor.force_login(x.users["resource_advisor"])
        assert advisor.get(url("contact_edit", contact)).status_code == 403


def test_undo_and_back_again(advisor, x):
    contact = log(x)
    for _twice in range(2):
        assert advisor.post(url("contact_undo", contact)).status_code == 302
    with acting(x, "resource_advisor") as person:
        assert contact.pk not in set(queries.contacts_of(x.w, person).values_list("pk", flat=True))
        contact.pathway = x.w
        actions.restore_contact(contact=contact, by=person)
        assert contact.pk in set(queries.contacts_of(x.w, person).values_list("pk", flat=True))
    with acting(x, "teacher") as person, pytest.raises(PermissionDenied):
        actions.undo_contact(contact=contact, by=person)


# ---- short-lived, and what went well ----


def test_a_note_of_the_day_is_removed_with_its_words_and_the_log_never_held_them(x):
    contact = log(
        x, kind="daily_note", line="Kom glad", children=[{"pathway_child": x.p1, "note": "Hemmelig dagsform"}]
    )
    assert contact.expires_on == TODAY + timedelta(days=14)
    for day, left in ((14, True), (15, False)):
        with time_machine.travel(NOON + timedelta(days=day)), acting(x, "system"):
            assert forget(TODAY + timedelta(days=day)) == {"forgotten": 0 if left else 1}
            assert Contact.objects.filter(pk=contact.pk).exists() == left
    with acting(x, "resource_advisor"):
        assert ContactChild.objects.filter(note="Hemmelig dagsform").count() == 0


def test_what_the_log_of_changes_keeps_of_a_short_lived_note(as_owner, db, cast):
    x = cast.fjord
    with time_machine.travel(NOON, tick=False):
        log(x, kind="daily_note", line="Kort besked", children=[{"pathway_child": x.p1, "note": "Hemmelig dagsform"}])
        log(x, kind="visit", line="Langt besøg", children=[{"pathway_child": x.p1, "note": "Bliver stående"}])
    with connection.cursor() as cursor:
        cursor.execute(
            "select coalesce(new::text, '') || coalesce(old::text, '') from audit.change where noun like 'followup_contact%%'"
        )
        kept = " ".join(row for (row,) in cursor.fetchall())
    assert ("Hemmelig dagsform" in kept, "Kort besked" in kept) == (False, False)
    assert ("Bliver stående" in kept, "Langt besøg" in kept) == (True, True)


def test_successes_are_gathered_behind_the_wall(x):
    log(x, kind="small_success", line="Alle kom i gang.", children=[{"pathway_child": x.p1, "note": "Hjalp en anden"}])
    log(
        x,
        "group_leader",
        kind="visit",
        is_success=True,
        line="",
        children=[{"pathway_child": x.p1, "note": "Spiste sammen"}],
    )
    with acting(x, "resource_advisor"):
        assert [(each.words, each.child) for each in queries.successes_of(x.w, TODAY)] == [
            ("Alle kom i gang.", ""), ("Hjalp en anden", "Adam Q."),
        ]  # fmt: skip
        assert [each.words for each in queries.successes_of(x.p1, TODAY)] == ["Alle kom i gang.", "Hjalp en anden"]
        assert queries.successes_of(x.p2, TODAY) == []
    with acting(x, "group_leader"):
        assert [each.words for each in queries.successes_of(x.p1, TODAY)] == ["Spiste sammen"]


def test_a_daily_note_that_went_well_is_kept(x):
    assert log(x, kind="daily_note", is_success=True).expires_on is None


# ---- read ----


def test_lists_are_narrowed_and_logged(advisor, x):
    log(x, kind="visit", children=[{"pathway_child": x.p1, "note": "Besøgt"}])
    page = text(advisor.get(url("pathway_contact_list", x.w) + "?slags=visit"))
    assert ("Besøgt" in page, "QxFjordKontakt1" in page) == (True, False)
    child = text(advisor.get(url("child_contact_list", x.c1)))
    assert ("Besøgt" in child, "QxFjordKontaktA1" in child, "QxFjordKontaktA2" in child) == (True, True, False)


def test_sparring_is_counted_by_who_received_it(x):
    log(x, kind="sparring", with_whom=["team", "manager"], minutes=30)
    log(x, "ppr_advisor", kind="sparring", with_whom=["team"])
    with acting(x, "principal") as person:
        found = queries.sparring_totals(person, date(2025, 8, 1), TODAY)
    assert [(each.title, each.times, each.minutes) for each in found] == [("klasseteamet", 2, 30), ("ledere", 1, 30)]


def test_thirty_contacts_cost_no_more_questions_than_one(advisor, x):
    def asked(name, row):
        with CaptureQueriesContext(
            connection,
        ) as seen:
            assert advisor.get(url(name, row)).status_code == 200
        return len(seen)

    log(x, children=[{"pathway_child": x.p1, "note": "1"}])
    advisor.get("/")
    few = [asked("pathway_contact_list", x.w), asked("child_contact_list", x.c1), asked("pathway_contact_create", x.w)]
    for number in range(29):
        log(x, children=[{"pathway_child": x.p1, "note": f"n{number}"}, {"pathway_child": x.p2, "note": "m"}])
    many = [asked("pathway_contact_list", x.w), asked("child_contact_list", x.c1), asked("pathway_contact_create", x.w)]
    assert many == few
