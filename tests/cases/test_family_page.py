"""The family's page, by link: what each of the family does there, and what the sides read of it."""

import time
from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.families import save_day, save_wish, tick_step, withdraw_by_link
from cases.models import (
    AudienceVersion,
    ChildAnnex,
    DailyNote,
    FamilyStep,
    FamilyWish,
    InformationExchange,
    IssuedDocument,
    LinkVisit,
    SharingBasis,
    StepTick,
)
from cases.queries.family_page import family_page
from core.links import by_link, hash_of
from followup.models import Meeting, MeetingParticipant, NetworkMember, Task
from tests.cast import acting
from tests.cast_family import meetings
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def holder(x, what):
    return by_link(hash_of(token(x, what)))


def opened(client, x, what):
    """The browser of one of the family, past the door."""
    session = client.session
    session["links"] = {"family": {"hash": hash_of(token(x, what)), "seen": int(time.time())}}
    session.save()
    return client


def page_of(x, what):
    with holder(x, what) as person:
        return family_page(person)


def planned(x):
    with acting(x, "group_leader"):
        return meetings(x)


# ---- what stands there ----


def test_mother_sees_her_step_her_paper_and_the_ground(cast):
    x = cast.fjord
    page = page_of(x, "LinkMor1")
    assert (page.child, page.is_carer, page.meeting, page.goals, page.days) == ("Adam", False, None, [], [])
    assert [(each.row.pk, each.tick.line) for each in page.steps] == [(x.family_step.pk, "QxFjordSkridtsvarMor1")]
    assert [row.pk for row in page.given] == [x.issued.pk]
    assert [(ground.title, ground.since) for ground in page.grounds] == [("Skriftligt samtykke", date(2026, 3, 3))]
    assert page.contact.name == "Samira Nygaard" and page.contact.mail == "group_leader@fjord.example"
    assert [each.name for each in page.people] == ["Samira Nygaard", "Karen Lindholm", "Anders Bech", "Bente Begge", "Mads Blandt", "Ole Vestergaard"]  # fmt: skip
    assert {each.mail for each in page.people if not each.is_lead} == {""}


def test_the_meeting_is_hers_and_names_no_other_parent(cast):
    x = cast.fjord
    both, his = planned(x)
    mothers, fathers = page_of(x, "LinkMor1").meeting, page_of(x, "LinkFar1").meeting
    assert (mothers.uuid, mothers.place, mothers.has_you) == (str(both.uuid), "Lokale 3", True)
    assert mothers.who == [("Samira Nygaard", "", False)]
    assert fathers.uuid == str(his.uuid)


def test_a_carer_sees_meetings_without_parents_and_those_she_is_asked_to(cast):
    x = cast.fjord
    both, _his = planned(x)
    assert page_of(x, "LinkPlejer1").meeting is None
    with acting(x, "group_leader"):
        guest = x.make(
            NetworkMember, pathway_child=x.p1, child=x.c1, name=x.carer.name, function="plejemor", legal_basis=x.basis_kind,
            since=date(2026, 3, 3), added_by=x.staff["group_leader"],
        )  # fmt: skip
        x.make(MeetingParticipant, meeting=both, pathway=x.w, network_member=guest)
    assert page_of(x, "LinkPlejer1").meeting.has_you
    with acting(x, "group_leader"):
        alone = x.make(
            Meeting, pathway=x.w, pathway_child=x.p1, kind="network", state="planned", starts_at="2026-05-22T10:00:00+02:00",
            recorded_by=x.staff["group_leader"],
        )  # fmt: skip
    found = page_of(x, "LinkPlejer1").meeting
    assert (found.uuid, found.has_you, found.who) == (str(alone.uuid), False, [])


def test_a_suspension_that_is_to_come_hides_the_place(cast):
    x = cast.fjord
    planned(x)
    with acting(x, "resource_advisor"):
        x.mother_custody.suspended_from, x.mother_custody.suspended_until = date(2026, 6, 1), date(2026, 8, 1)
        x.mother_custody.save()
    assert page_of(x, "LinkMor1").meeting.place == ""
    assert page_of(x, "LinkFar1").meeting.place == "QxFjordStedFar1"


def test_a_link_of_another_kind_gets_no_page(cast):
    with holder(cast.fjord, "LinkBarn1") as person:
        assert family_page(person) is None
        assert FamilyStep.objects.visible_to(person).count() == FamilyStep._base_manager.count() == 0


def test_staff_get_nothing_from_the_functions_of_the_link(cast):
    with acting(cast.fjord, "group_leader"), connection.cursor() as db:
        db.execute("select app.family_page(), app.family_withdraw(%s, now(), 'x', 'x')", [str(cast.fjord.basis.uuid)])
        assert db.fetchone() == (None, None)


def test_the_parts_of_the_page_are_nobodys_to_ask_alone(cast):
    with acting(cast.fjord, "group_leader"), connection.cursor() as db:
        db.execute("select has_function_privilege('app.family_sharing(bigint, bigint, bigint)', 'execute'), has_function_privilege('app.family_people(bigint, bigint, bigint, bigint, bigint, date)', 'execute'), has_function_privilege('app.family_meeting(bigint, bigint, bigint, text, date, boolean)', 'execute')")  # fmt: skip
        assert db.fetchone() == (False, False, False)


# ---- the step ----


def test_ticked_again_it_is_the_same_tick_and_taken_back_it_is_gone(cast):
    x = cast.fjord
    with holder(x, "LinkMor1") as person:
        tick_step(step=x.family_step, outcome="tried", line=" Til morgenmad ", by=person)
        tick_step(step=x.family_step, outcome="tried", line="Til morgenmad", by=person)
        assert list(StepTick.objects.values_list("outcome", "line")) == [("tried", "Til morgenmad")]
        tick_step(step=x.family_step, outcome="", line="x", by=person)
        assert family_page(person).steps[0].tick is None
    with acting(x, "group_leader") as leader:
        rows = StepTick.objects.visible_to(leader).order_by("pk").values_list("parent__name", "outcome", "line")
        assert list(rows) == [("QxFjordMor1", "", ""), ("QxFjordFar1", "worked", "QxFjordSkridtsvarFar1")]


def test_a_step_that_is_off_the_page_takes_no_answer(cast):
    x = cast.fjord
    with acting(x, "group_leader"):
        FamilyStep.objects.filter(pk=x.family_step.pk).update(removed_at=STORY)
    with holder(x, "LinkMor1") as person, pytest.raises(ValidationError):
        tick_step(step=x.family_step, outcome="tried", line="", by=person)


def test_an_older_step_stands_until_it_is_four_weeks_old(cast, time_machine):
    time_machine.move_to("2026-05-26T09:00:00+02:00")
    assert [each.is_of_this_week for each in page_of(cast.fjord, "LinkMor1").steps] == [False]
    time_machine.move_to("2026-06-15T09:00:00+02:00")
    assert page_of(cast.fjord, "LinkMor1").steps == []


# ---- the wish ----


def test_the_wish_is_changed_until_the_meeting_is_held(cast):
    x = cast.fjord
    both, _his = planned(x)
    with holder(x, "LinkMor1") as person:
        save_wish(meeting=both.uuid, text="Lektierne", by=person)
        save_wish(meeting=both.uuid, text="Lektier og søvn", by=person)
        assert family_page(person).meeting.wish == "Lektier og søvn"
    with acting(x, "group_leader") as leader:
        assert list(FamilyWish.objects.visible_to(leader).filter(meeting=both.uuid).values_list("text", flat=True)) == ["Lektier og søvn"]  # fmt: skip
        both.state, both.held_on = "held", "2026-05-21"
        both.save()
    with holder(x, "LinkMor1") as person, pytest.raises(ValidationError):
        save_wish(meeting=both.uuid, text="For sent", by=person)


def test_the_other_parents_meeting_takes_no_wish_of_hers(cast):
    _both, his = planned(cast.fjord)
    with holder(cast.fjord, "LinkMor1") as person, pytest.raises(ValidationError):
        save_wish(meeting=his.uuid, text="Hej", by=person)


def test_the_side_that_gave_the_link_reads_the_wish_and_the_other_does_not(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as advisor:
        assert FamilyWish._base_manager.count() == FamilyWish.objects.visible_to(advisor).count() == 0


# ---- carers ----


def test_a_carer_writes_one_line_a_day_and_the_same_home_reads_it(cast):
    x = cast.fjord
    with holder(x, "LinkPlejer1") as person:
        save_day(form="mixed", by=person)
        save_day(form="calm", how="Godt", worked="Tavlen", by=person)
        days = family_page(person).days
        assert [(each.day, each.form, each.how, each.worked, each.mine) for each in days] == [
            (date(2026, 5, 21), "calm", "Godt", "Tavlen", True),
            (date(2026, 5, 20), "", "QxFjordDagslinje1", "QxFjordVirkede1", True),
        ]
    with acting(x, "caseworker") as caseworker:
        assert DailyNote.objects.visible_to(caseworker).count() == 2
    with acting(x, "group_leader") as leader:
        assert DailyNote._base_manager.count() == DailyNote.objects.visible_to(leader).count() == 0


def test_a_custody_holder_writes_and_reads_no_days(cast):
    with holder(cast.fjord, "LinkMor1") as person:
        assert DailyNote._base_manager.count() == 0
        with pytest.raises(PermissionDenied):
            save_day(how="Godt", by=person)


def test_goals_reach_the_carer_while_the_annex_is_shared(cast):
    x = cast.fjord
    shared = page_of(x, "LinkPlejer1").goals
    with acting(x, "resource_advisor") as advisor:
        annexes = ChildAnnex.objects.visible_to(advisor).filter(pathway_child=x.p1, goals__reached_on=None)
        wanted = sorted(set(annexes.values_list("goals__text", flat=True)) - {None})
    assert sorted(shared) == wanted
    with holder(x, "LinkMor1") as person:
        withdraw_by_link(basis=x.basis.uuid, by=person)
    assert page_of(x, "LinkPlejer1").goals == []


# ---- the sharing ----


def test_withdrawal_stops_the_other_sides_reading_at_once_and_is_in_the_log(cast):
    x = cast.fjord
    with acting(x, "group_leader") as leader:
        assert ChildAnnex.objects.visible_to(leader).filter(sector="school", child=x.c1).count() == 1
    with acting(x, "resource_advisor") as advisor:
        assert ChildAnnex.objects.visible_to(advisor).filter(sector="provider", child=x.c1).count() == 1
    with holder(x, "LinkMor1") as person:
        assert withdraw_by_link(basis=x.basis.uuid, by=person, device="abc") is True
        assert withdraw_by_link(basis=x.basis.uuid, by=person, device="abc") is False
        assert family_page(person).grounds == []
        assert list(LinkVisit.objects.filter(what="withdrew").values_list("device", flat=True)) == ["abc"]
    with acting(x, "group_leader") as leader:
        assert ChildAnnex.objects.visible_to(leader).filter(sector="school", child=x.c1).count() == 0
        assert ChildAnnex._base_manager.filter(sector="school", child=x.c1).count() == 0
        told = Task.objects.visible_to(leader).filter(owner=x.staff["group_leader"]).values_list("text", "due_on")
        assert list(told) == [("Familien har stoppet delingen. Tal om, hvad det betyder, og ring til familien.", date(2026, 5, 21))]  # fmt: skip
    with acting(x, "resource_advisor") as advisor:
        assert ChildAnnex.objects.visible_to(advisor).filter(sector="provider", child=x.c1).count() == 0
        basis = SharingBasis.objects.visible_to(advisor).get(pk=x.basis.pk)
        assert (basis.withdrawn_by, basis.withdrawn_reason) == (
            None,
            "Trukket tilbage af en forælder på familiens side.",
        )
        assert InformationExchange.objects.visible_to(advisor).filter(basis=basis, withdrawn_at=None).count() == 0
    with acting(x, "dpo"), connection.cursor() as db:
        db.execute(
            "select purpose, actor from audit.change where noun = 'cases_sharingbasis' and op = 'U' and row_id = %s",
            [str(x.basis.pk)],
        )
        assert db.fetchall() == [(f"link {x.mother_link.pk}", "0")]


@pytest.mark.parametrize("what", ["LinkPlejer1", "LinkBarn1"])
def test_only_a_custody_holder_stops_the_sharing(cast, what):
    with holder(cast.fjord, what) as person, pytest.raises(PermissionDenied):
        withdraw_by_link(basis=cast.fjord.basis.uuid, by=person)


def test_another_municipalitys_ground_is_nobodys(cast):
    with holder(cast.fjord, "LinkMor1") as person, pytest.raises(PermissionDenied):
        withdraw_by_link(basis=cast.bakke.basis.uuid, by=person)


# ---- in the browser ----


def test_the_pages_open_and_say_what_was_done(cast, client):
    x = cast.fjord
    both, _his = planned(x)
    opened(client, x, "LinkMor1")
    home = client.get(reverse("family_home"))
    assert home.status_code == 200
    head = home.content.decode().partition("</head>")[0]
    assert "Adam" not in head and "Qx" not in head
    assert home["Cache-Control"] == "no-store" and home["Referrer-Policy"] == "strict-origin"
    done = client.post(
        reverse("family_tick", args=[x.family_step.uuid]), {"outcome": "tried", "line": "Godt"}, follow=True
    )
    assert done.redirect_chain == [("/familien/", 302)] and "Tak." in done.content.decode()
    client.post(reverse("family_wish", args=[both.uuid]), {"text": "Lektier"})
    assert "Lektier</textarea>" in client.get("/familien/").content.decode()
    refused = client.post(reverse("family_wish", args=[both.uuid]), {"text": "x" * 1501})
    assert refused.status_code == 422 and "x" * 1501 in refused.content.decode()
    paper = client.get(reverse("family_document", args=[x.issued.uuid]))
    assert (paper.status_code, paper["Content-Type"], paper.content) == (200, "application/pdf", b"%PDF")
    assert client.get(reverse("family_document", args=[x.fathers_issued.uuid])).status_code == 404


def test_a_paper_that_was_written_here_is_read_as_a_page(cast, client):
    x = cast.fjord
    with acting(x, "group_leader"):
        AudienceVersion.objects.filter(pk=x.parents_version.pk).update(
            state="given", given_on=date(2026, 5, 20), given_by=x.staff["group_leader"],
            sections=[{"key": "goals", "text": "Vi læser sammen.", "other": "نقرأ معًا."}], language="ar", other_title="خطتكم",
        )  # fmt: skip
        IssuedDocument.objects.filter(pk=x.issued.pk).update(audience_version=x.parents_version)
    address = reverse("family_read", args=[x.issued.uuid])
    opened(client, x, "LinkMor1")
    assert address in client.get("/familien/").content.decode()
    words = client.get(address).content.decode()
    assert "Vi læser sammen." in words and 'lang="ar" dir="rtl"' in words and "نقرأ معًا." in words
    with holder(x, "LinkMor1") as person:
        assert AudienceVersion._base_manager.count() == 0
        assert list(LinkVisit.objects.visible_to(person).order_by("what").values_list("what", flat=True)) == [
            f"document:{x.issued.pk}",
            "opened",
        ]
    with acting(x, "group_leader"):
        AudienceVersion.objects.filter(pk=x.parents_version.pk).update(language="da")
    client.post("/familien/sprog", {"language": "ar"})
    danish = client.get(address).content.decode()
    assert 'lang="da" dir="ltr"' in danish and "هذه الورقة بالدنماركية." in danish
    opened(client, x, "LinkFar1")
    assert client.get(address).status_code == 404
    led = client.get(reverse("family_read", args=[x.fathers_issued.uuid]))
    assert led.url == reverse("family_document", args=[x.fathers_issued.uuid])


def test_two_steps_to_stop_the_sharing_and_a_double_click_is_once(cast, client):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    address = reverse("family_withdraw", args=[x.basis.uuid])
    asked = client.get(address)
    assert asked.status_code == 200 and "Stop delingen" in asked.content.decode()
    assert "Delingen er stoppet." in client.post(address, follow=True).content.decode()
    assert "Delingen var stoppet allerede." in client.post(address, follow=True).content.decode()
    assert client.get(address).status_code == 404
    assert client.get(reverse("family_withdraw", args=[cast.bakke.basis.uuid])).status_code == 404
    assert client.post(reverse("family_withdraw", args=[cast.bakke.basis.uuid])).status_code == 404


def test_a_carers_page_has_the_day_and_no_sharing(cast, client):
    opened(client, cast.fjord, "LinkPlejer1")
    words = client.get("/familien/").content.decode()
    assert "QxFjordDagslinje1" in words and "Hvem deler hvad" not in words
    assert client.post(reverse("family_day"), {"how": ""}).status_code == 422
    assert "Gemt." in client.post(reverse("family_day"), {"how": "Rolig dag"}, follow=True).content.decode()
    assert client.post(reverse("family_withdraw", args=[cast.fjord.basis.uuid])).status_code == 404


def test_a_mother_has_no_day(cast, client):
    opened(client, cast.fjord, "LinkMor1")
    assert client.post(reverse("family_day"), {"how": "Hej"}).status_code == 404


@pytest.mark.parametrize("language", ["da", "en", "ar", "tr"])
def test_in_every_language(cast, client, language):
    opened(client, cast.fjord, "LinkMor1")
    client.post("/familien/sprog", {"language": language})
    page = client.get("/familien/").content.decode()
    assert f'<html lang="{language}" dir="{"rtl" if language == "ar" else "ltr"}">' in page


def test_as_many_questions_with_one_paper_as_with_thirty(cast, client, django_assert_num_queries):
    x = cast.fjord
    opened(client, x, "LinkMor1")
    client.get("/familien/")
    with CaptureQueriesContext(connection) as few:
        client.get("/familien/")
    with acting(x, "group_leader"):
        for n in range(30):
            x.make(
                IssuedDocument, kind="plan_parents", title=f"Nr. {n}", sector="provider", parent=x.mother, pathway=x.w, child=x.c1,
                pathway_child=x.p1, issued_by=x.staff["group_leader"], version="plan 1", sha256="2" * 64, body=b"%PDF",
            )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        assert "Nr. 29" in client.get("/familien/").content.decode()
    assert len(many) == len(few) <= 20
