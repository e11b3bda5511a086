"""The pages of classes: what is shown, what is refused, and that everything typed stays."""

import re
from datetime import date, datetime
from uuid import uuid4

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import SchoolClass
from cases.models import Child, ClassMembership, Pathway
from classes.models import ClassSelection, ImportDraft, SelectionVote
from tests.cast import acting

NOON = datetime.fromisoformat("2026-05-21T12:00+02:00")
TODAY = date(2026, 5, 21)
LIST = "Navn;Klasse;CPR;Adresse;Beskyttet\nBang, Liv;4.a;731013-4031;QxHemmeligvej 1;ja\nDam, Bo;4.a;731013-4032;;\n"


@pytest.fixture
def fjord(cast, db):
    with time_machine.travel(NOON, tick=False):
        yield cast.fjord


@pytest.fixture
def as_(client, fjord):
    def log_in(who):
        client.force_login(fjord.users[who])
        return client

    return log_in


def url(name, row=None):
    return reverse(name, kwargs={"uuid": row.uuid} if row else {})


def text(answer):
    return " ".join(re.sub(r"<[^>]+>", " ", answer.content.decode()).split())


def rows(x, who, model, **wanted):
    with acting(x, who):
        return list(model.objects.filter(**wanted))


def upload(client, content=LIST, name="klasse.csv", **more):
    data = content if isinstance(content, bytes) else content.encode()
    return client.post(
        url("class_import"), {"school": more.pop("school"), "file": SimpleUploadedFile(name, data), **more}
    )


# ---- classes ----


def test_class_list_counts_pupils_and_says_where_each_class_stands(as_, fjord):
    page = text(as_("principal").get(url("class_list")))
    assert re.search(r"5\.B 3 I gang Åbn forløbet 5\.B 6\.C 0 Intet forløb Foreslå klassen 6\.C", page)


def test_class_list_costs_the_same_with_many_classes(as_, fjord):
    client, counts = as_("principal"), []
    client.get(url("class_list"))  # the programme is read once by each process
    for more in (0, 20):
        with acting(fjord, "principal"):
            for n in range(more):
                made = SchoolClass.objects.create(
                    municipality=fjord.municipality, school=fjord.school, name=f"{n}.X", grade=3
                )
                child = Child.objects.create(
                    municipality=fjord.municipality, school=fjord.school, given_name="Barn", family_name=str(n)
                )
                ClassMembership.objects.create(
                    municipality=fjord.municipality, child=child, school_class=made, starts_on=TODAY
                )
        with CaptureQueriesContext(connection) as asked:
            client.get(url("class_list"))
        counts.append(len(asked))
    assert counts[0] == counts[1]


def test_class_page_shows_names_to_the_team_and_not_to_the_group_leader(as_, fjord):
    seen = {
        who: "Adam" in text(as_(who).get(url("class_detail", fjord.b5)))
        for who in ("teacher", "principal", "group_leader", "caseworker", "provider_manager", "ppr_advisor")
    }
    assert seen == {
        "teacher": True,
        "principal": True,
        "group_leader": False,
        "caseworker": False,
        "provider_manager": False,
        "ppr_advisor": False,
    }


def test_class_page_records_who_was_shown(as_, fjord):
    as_("teacher").get(url("class_detail", fjord.b5))
    with acting(fjord, "dpo"), connection.cursor() as db:
        db.execute("select distinct child_id from audit.access where action = 'list' order by 1")
        assert [pk for (pk,) in db.fetchall()] == sorted([fjord.c1.pk, fjord.c2.pk, fjord.c4.pk])


def test_typed_class_is_made_once_from_a_form_sent_twice(as_, fjord):
    given = {
        "school": fjord.school.pk,
        "name": "3a",
        "starts_on": "2026-05-21",
        "pupils": "Liv Bang\nDam, Bo\n",
        "form_key": str(uuid4()),
    }
    answers = [as_("principal").post(url("class_create"), given) for _click in range(2)]
    (made,) = rows(fjord, "principal", SchoolClass, name="3.A")
    assert [(each.status_code, each.url) for each in answers] == [(302, url("class_detail", made))] * 2
    assert [child.name for child in rows(fjord, "principal", Child, memberships__school_class=made)] == [
        "Liv Bang",
        "Bo Dam",
    ]


def test_wrong_class_form_keeps_what_was_typed(as_, fjord):
    answer = as_("principal").post(
        url("class_create"),
        {"school": fjord.school.pk, "name": "3a", "starts_on": "31.13.2026", "pupils": "Liv\nBo Dam"},
    )
    assert answer.status_code == 422
    assert "Liv\nBo Dam" in answer.content.decode()
    assert "Skriv både fornavn og efternavn: Liv." in text(answer)


def test_class_at_a_school_that_is_not_hers_is_no_choice(as_, fjord):
    answer = as_("principal").post(
        url("class_create"), {"school": fjord.other_school.pk, "name": "3a", "starts_on": "2026-05-21"}
    )
    assert answer.status_code == 422


def test_pupil_is_added_with_an_address_that_no_page_of_the_class_shows(as_, fjord):
    given = {
        "given_name": "Ida",
        "family_name": "Ny",
        "cpr": "731013-4099",
        "starts_on": "2026-05-21",
        "address": "QxSkjult 3",
        "protected": "on",
    }
    assert as_("principal").post(url("pupil_create", fjord.b5), given).status_code == 302
    (child,) = rows(fjord, "principal", Child, given_name="Ida")
    assert (child.born_on, child.protected) == (date(2013, 10, 13), True)
    page = as_("principal").get(url("class_detail", fjord.b5)).content.decode()
    assert ("Ida Ny" in page, "QxSkjult" in page) == (True, False)


def test_pupil_with_a_wrong_number_is_refused_at_the_field(as_, fjord):
    answer = as_("principal").post(
        url("pupil_create", fjord.b5),
        {"given_name": "Ida", "family_name": "Ny", "cpr": "12", "starts_on": "2026-05-21"},
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["cpr"])


def test_pupil_moves(as_, fjord):
    answer = as_("principal").post(url("pupil_move", fjord.c4), {"to_class": fjord.c6.pk, "on": "01.06.2026"})
    assert (answer.status_code, answer.url) == (302, url("class_detail", fjord.b5))
    assert [m.school_class_id for m in rows(fjord, "principal", ClassMembership, child=fjord.c4, ends_on=None)] == [
        fjord.c6.pk
    ]


def test_new_school_year_is_proposed(as_, fjord):
    form = as_("principal").get(url("class_move_up", fjord.b5)).context["form"]
    assert (form["name"].value(), form["starts_on"].value()) == ("6.B", date(2026, 8, 1))


# ---- class lists ----


def test_nothing_is_fetched_before_the_button(as_, fjord):
    client = as_("principal")
    answer = upload(client, school=fjord.school.pk)
    (draft,) = rows(fjord, "principal", ImportDraft, made_at=NOON)
    assert (answer.status_code, answer.url) == (302, url("class_import_preview", draft))
    page = client.get(answer.url)
    assert "Hent 2 elever" in text(page)
    assert (
        "7310134031" in page.content.decode(),
        "QxHemmelig" in page.content.decode(),
        "731013-xxxx" in text(page),
    ) == (False, False, True)
    assert rows(fjord, "principal", Child, family_name="Bang") == []
    fetched = client.post(answer.url, {"fingerprint": page.context["plan"].fingerprint})
    assert (fetched.status_code, fetched.url) == (302, url("class_list"))
    assert len(rows(fjord, "principal", Child, family_name__in=["Bang", "Dam"])) == 2
    assert client.get(answer.url).status_code == 404


def test_unclear_line_without_an_answer_is_422(as_, fjord):
    client = as_("principal")
    for born in ("2014-01-01", "2014-02-02"):
        client.post(
            url("pupil_create", fjord.b5),
            {"given_name": "Bo", "family_name": "Dam", "born_on": born, "starts_on": "2026-05-21"},
        )
    answer = upload(client, "Navn;Klasse\nBo Dam;4.A\n", school=fjord.school.pk)
    page = client.get(answer.url)
    asked = client.post(answer.url, {"fingerprint": page.context["plan"].fingerprint})
    assert (asked.status_code, "Vælg et svar til" in text(asked)) == (422, True)
    chosen = rows(fjord, "principal", Child, given_name="Bo")[0]
    assert (
        client.post(
            answer.url, {"fingerprint": page.context["plan"].fingerprint, "line_2": str(chosen.uuid)}
        ).status_code
        == 302
    )
    assert len(rows(fjord, "principal", Child, given_name="Bo")) == 2


def test_page_that_is_no_longer_true_is_shown_again(as_, fjord):
    client = as_("principal")
    answer = upload(client, school=fjord.school.pk)
    again = client.post(answer.url, {"fingerprint": "old"})
    assert (again.status_code, again.context["form"]["fingerprint"].value()) == (422, again.context["plan"].fingerprint)


@pytest.mark.parametrize(
    ("content", "name"),
    [
        (b"%PDF-1.7", "liste.csv"),
        (b"", "liste.csv"),
        (b"PK\x03\x04broken", "liste.xlsx"),
        (b"\x00" * 10, "x.csv"),
        (b"x" * 2_100_000, "x.csv"),
    ],
)
def test_wrong_files_get_a_danish_sentence(as_, fjord, content, name):
    answer = upload(as_("principal"), content, name, school=fjord.school.pk)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["file"])


def test_draft_of_a_colleague_and_of_yesterday_is_not_there(as_, fjord):
    answer = upload(as_("principal"), school=fjord.school.pk)
    assert as_("resource_advisor").get(answer.url).status_code == 404
    with time_machine.travel("2026-05-22T12:00+02:00", tick=False):
        assert as_("principal").get(answer.url).status_code == 404


# ---- choosing ----


def choose(as_, x):
    """A nominated 6.C, through the pages."""
    given = {
        "programme_version": x.version.pk,
        "advisor": x.staff["resource_advisor"].pk,
        "leader": x.staff["group_leader"].pk,
        "partner_unit": x.provider.pk,
    }
    as_("principal").post(url("selection_create", x.c6), given)
    (selection,) = rows(x, "principal", ClassSelection, school_class=x.c6)
    return selection


def assess(as_, selection, who="resource_advisor", **changed):
    given = {
        "teaching": "a",
        "social": "b",
        "health": "c",
        "psychology": "d",
        "team_readiness": "e",
        "inputs": "https://example.dk",
        "row_version": selection.row_version,
    }
    return as_(who).post(url("selection_edit", selection), given | changed)


def test_class_is_chosen_by_three_and_gets_its_pathway(as_, fjord):
    selection = choose(as_, fjord)
    assert "Skriv vurderingen" in text(as_("group_leader").get(url("selection_detail", selection)))
    assert assess(as_, selection).status_code == 302
    for party in ("principal", "resource_advisor", "group_leader"):
        page = as_(party).get(url("selection_detail", selection))
        assert page.context["what"] == "vote"
        as_(party).post(
            url("selection_vote", selection), {"party": party, "choice": "yes", "reason": "Klassen er klar."}
        )
    assert (
        as_("resource_advisor").get(url("selection_detail", selection)).context["waits_for"]
        == "Venter på skolelederens beslutning."
    )
    for name, who in (("selection_decide", "principal"), ("selection_answer", "resource_advisor")):
        twice = [
            as_(who).post(url(name, selection), {"choice": "yes", "reason": "Ja."}).status_code for _click in range(2)
        ]
        assert twice == [302, 302] if name == "selection_answer" else twice[0] == 302
    (made,) = rows(fjord, "principal", Pathway, school_class=fjord.c6)
    assert (made.title, made.state, made.phase) == ("6.C, Fjordby Skole", "accepted", "mapping")


def test_word_without_a_reason_is_422_and_keeps_the_choice(as_, fjord):
    selection = choose(as_, fjord)
    assess(as_, selection)
    answer = as_("principal").post(
        url("selection_vote", selection), {"party": "principal", "choice": "no", "reason": ""}
    )
    assert (answer.status_code, list(answer.context["form"].errors), answer.context["form"]["choice"].value()) == (
        422,
        ["reason"],
        "no",
    )
    assert rows(fjord, "principal", SelectionVote, selection=selection) == []


def test_a_vote_that_names_a_pupil_is_asked_about(as_, fjord):
    selection = choose(as_, fjord)
    assess(as_, selection)
    added = {"given_name": "Åse", "family_name": "Ærø", "starts_on": "2026-02-01"}
    as_("principal").post(url("pupil_create", fjord.c6), added)
    sent = {"party": "principal", "choice": "yes", "reason": "Åse har brug for det."}
    page = as_("principal").post(url("selection_vote", selection), sent)
    assert (page.status_code, "“Åse” ligner navnet på en elev" in text(page)) == (422, True)
    assert rows(fjord, "principal", SelectionVote, selection=selection) == []
    assert as_("principal").post(url("selection_vote", selection), sent | {"no_names": "on"}).status_code == 302


def test_the_address_of_an_answer_leads_back_to_the_selection(as_, fjord):
    selection = choose(as_, fjord)
    names = ("selection_vote", "selection_decide", "selection_answer")
    assert {as_("principal").get(url(name, selection)).url for name in names} == {url("selection_detail", selection)}


def test_names_of_pupils_are_asked_about(as_, fjord):
    with acting(fjord, "principal"):
        ClassMembership.objects.create(
            municipality=fjord.municipality,
            child=fjord.c4,
            school_class=fjord.c6,
            starts_on=date(2025, 8, 1),
            ends_on=TODAY,
        )
    selection = choose(as_, fjord)
    answer = assess(as_, selection, social="Åses legeaftaler går godt.")
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["social"])
    assert "Åses legeaftaler går godt." in answer.content.decode()
    assert assess(as_, selection, social="Åses legeaftaler går godt.", no_names="on").status_code == 302


def test_second_writer_sees_the_first_and_keeps_her_text(as_, fjord):
    selection = choose(as_, fjord)
    assess(as_, selection, social="Den førstes ord.", team_readiness="")
    answer = assess(as_, selection, "group_leader", social="Den andens ord.")
    page = answer.content.decode()
    assert (answer.status_code, "Den førstes ord." in page, "Den andens ord." in page) == (422, True, True)
    current = answer.context["form"]["row_version"].value()
    assert assess(as_, selection, "group_leader", social="Begges ord.", row_version=current).status_code == 302


def test_move_without_a_choice_is_refused_and_moves_nobody(as_, fjord):
    answer = as_("principal").post(url("pupil_move", fjord.c4), {"to_class": "", "on": "2026-05-21"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["to_class"])
    assert (
        as_("principal").post(url("pupil_move", fjord.c4), {"to_class": "none", "on": "2026-05-21"}).status_code == 302
    )
    assert rows(fjord, "principal", ClassMembership, child=fjord.c4, ends_on=None) == []


def test_early_move_is_refused_at_the_date(as_, fjord):
    answer = as_("principal").post(url("pupil_move", fjord.c4), {"to_class": fjord.c6.pk, "on": "2020-01-01"})
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["on"])
