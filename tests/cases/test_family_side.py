"""The family's page as staff keep it: links, this week's step, carers, and what is seen of it in other places."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.carers import add_carer, end_carer
from cases.actions.families import choose_step, remove_step, tick_step, withdraw_by_link
from cases.models import AccessLink, Carer, FamilyStep, FamilyWish, LinkVisit
from cases.queries.family_page import family_page
from cases.queries.family_side import GIVEN, NONE, OPENED, REVOKED, holders_with_all, steps_now, steps_to_choose
from core.links import NoLink, by_link, hash_of
from followup.models import Meeting
from tests.cast import acting
from tests.cast_family import meetings
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def log_in(client, x, who="group_leader"):
    client.force_login(x.users[who])
    return client


def words(client, name, *args, **query):
    answer = client.get(reverse(name, args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


# ---- links ----


def test_who_has_a_page_and_in_what_state(cast):
    x = cast.fjord
    with acting(x, "group_leader") as leader:
        AccessLink.objects.filter(pk=x.mother_link.pk).update(opened_at=STORY)
        AccessLink.objects.filter(pk=x.father_link.pk).update(revoked_at=STORY)
        found = {each.name: each for each in holders_with_all(x.p1, leader)}
    assert {name: each.state for name, each in found.items()} == {
        "QxFjordMor1": OPENED, "QxFjordFar1": REVOKED, "QxFjordPlejer1": NONE,
    }  # fmt: skip
    assert [row.text for row in found["QxFjordMor1"].wishes] == ["QxFjordOenskeMor1"]
    assert [(row.pk, at) for row, at in found["QxFjordMor1"].seen] == [(x.issued.pk, None)]
    with acting(x, "caseworker") as caseworker:
        found = {each.name: each.state for each in holders_with_all(x.p1, caseworker)}
    assert found == {"QxFjordMor1": NONE, "QxFjordFar1": NONE, "QxFjordPlejer1": GIVEN}


def test_a_paper_that_was_opened_says_when(cast):
    x = cast.fjord
    with by_link(hash_of(token(x, "LinkMor1"))):
        x.make(LinkVisit, link=x.mother_link, device="abc", what=f"document:{x.issued.pk}")
    with acting(x, "group_leader") as leader:
        mother = next(each for each in holders_with_all(x.p1, leader) if each.name == "QxFjordMor1")
    assert mother.seen[0][1] is not None


def test_a_link_is_made_shown_once_and_opens(cast, client):
    x = cast.fjord
    log_in(client, x, "resource_advisor")
    made = client.post(
        reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"]), {"language": "ar", "factor": "code"}
    )
    assert made.status_code == 200
    with acting(x, "resource_advisor") as advisor:
        link = AccessLink.objects.visible_to(advisor).get(kind="family", parent=x.mother)
        assert (link.who, link.language, link.sector) == ("Mor", "ar", "school")
    assert link.token_hash not in made.content.decode()
    assert "Mor" in words(client, "family_side", x.p1.uuid)


def test_a_second_press_leaves_one_live_link(cast, client):
    x = cast.fjord
    log_in(client, x, "resource_advisor")
    for _press in range(2):
        client.post(
            reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"]),
            {"language": "da", "factor": "code"},
        )
    with acting(x, "resource_advisor") as advisor:
        rows = AccessLink.objects.visible_to(advisor).filter(kind="family", parent=x.mother)
        assert (rows.count(), rows.filter(revoked_at=None).count()) == (2, 1)


def test_a_language_that_is_none_is_refused(cast, client):
    x = cast.fjord
    log_in(client, x)
    refused = client.post(
        reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"]), {"language": "xx", "factor": "code"}
    )
    assert refused.status_code == 422
    with acting(x, "group_leader") as leader:
        assert AccessLink.objects.visible_to(leader).filter(kind="family", parent=x.mother).count() == 1


def test_nobody_of_another_family_or_municipality_gets_one(cast, client):
    x = cast.fjord
    log_in(client, x)
    data = {"language": "da", "factor": "code"}
    for key in (
        f"parent-{x.mother2.pk}",
        f"parent-{cast.bakke.mother.pk}",
        "parent-0",
        f"carer-{cast.bakke.carer.uuid}",
    ):
        assert client.post(reverse("family_link_create", args=[x.p1.uuid, key]), data).status_code == 404


def test_renewed_and_taken_back(cast, client):
    x = cast.fjord
    log_in(client, x)
    assert client.post(reverse("family_link_renew", args=[x.mother_link.uuid])).status_code == 200
    with pytest.raises(NoLink), by_link(hash_of(token(x, "LinkMor1"))):
        pass
    client.post(reverse("family_link_revoke", args=[x.father_link.uuid]))
    with pytest.raises(NoLink), by_link(hash_of(token(x, "LinkFar1"))):
        pass


def test_a_suspended_parent_is_offered_no_link(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        x.mother_custody.suspended_from, x.mother_custody.suspended_until = date(2026, 5, 1), date(2026, 6, 1)
        x.mother_custody.save()
    log_in(client, x, "resource_advisor")
    assert "Adgang stoppet til og med 1. juni 2026" in words(client, "family_side", x.p1.uuid)
    client.post(
        reverse("family_link_create", args=[x.p1.uuid, f"parent-{x.mother.pk}"]), {"language": "da", "factor": "code"}
    )
    with acting(x, "resource_advisor") as advisor:
        assert not AccessLink.objects.visible_to(advisor).filter(kind="family", parent=x.mother).exists()


# ---- what she sees ----


def test_the_preview_is_her_page_and_nothing_can_be_pressed(cast, client):
    x = cast.fjord
    with acting(x, "group_leader"):
        meetings(x)
    log_in(client, x)
    shown = words(client, "family_preview", x.mother_link.uuid)
    body = shown[shown.index("family-preview") : shown.index("</main>")]
    assert "QxFjordUgeskridt1" in body and "QxFjordSkridtsvarMor1" in body and "Lokale 3" in body
    assert "Far1" not in body and "<form" not in body and "/familien/" not in body
    with acting(x, "group_leader") as leader:
        assert (
            LinkVisit.objects.visible_to(leader).filter(link=x.mother_link).count() == 1
        )  # as before: staff left none


def test_the_preview_passes_no_wall(cast, client):
    """The school's good word, and for the caseworker the leader's step and the meetings, stay on their own sides."""
    x = cast.fjord
    log_in(client, x)
    shown = words(client, "family_preview", x.mother_link.uuid)
    assert "QxFjordRos1" not in shown and "uden det, den anden side" in shown
    log_in(client, x, "caseworker")
    with acting(x, "group_leader"):
        x.make(
            Meeting, pathway=x.w, pathway_child=x.p1, kind="network", state="planned", starts_at="2026-05-22T10:00:00+02:00",
            recorded_by=x.staff["group_leader"], place="QxFjordLokale1",
        )  # fmt: skip
    shown = words(client, "family_preview", x.carer_link.uuid)
    assert "QxFjordDagslinje1" in shown
    assert not [word for word in ("Ros1", "Ugeskridt1", "Lokale1") if f"QxFjord{word}" in shown]
    with by_link(x.carer_link.token_hash) as carer:
        page = family_page(carer)
        assert page.praise and page.steps and page.meeting.place == "QxFjordLokale1"


def test_after_the_preview_staff_are_themselves_again(cast):
    x = cast.fjord
    with acting(x, "group_leader"):
        before = FamilyWish.objects.count()
        with by_link(x.mother_link.token_hash):
            assert FamilyWish.objects.count() == 1
        assert FamilyWish.objects.count() == before == 2


def test_a_dead_link_has_nothing_to_show(cast, client):
    x = cast.fjord
    with acting(x, "group_leader"):
        AccessLink.objects.filter(pk=x.mother_link.pk).update(expires_at=STORY)
    log_in(client, x)
    assert client.get(reverse("family_preview", args=[x.mother_link.uuid])).status_code == 302


# ---- the step ----


def test_chosen_in_the_place_of_another_and_undone(cast, client):
    x = cast.fjord
    log_in(client, x)
    answer = client.post(
        reverse("family_side", args=[x.p1.uuid]), {"text": "Tal om i morgen ved sengetid."}, follow=True
    )
    assert "Familien ser skridtet nu." in answer.content.decode()
    with acting(x, "group_leader") as leader:
        assert [each.row.text for each in steps_now(x.p1, leader)] == ["Tal om i morgen ved sengetid."]
    undo = client.session["undo"][0]["key"]
    assert "Fortrudt" in client.post(reverse("undo", args=[undo]), follow=True).content.decode()
    with acting(x, "group_leader") as leader:
        assert [each.row.text for each in steps_now(x.p1, leader)] == ["QxFjordUgeskridt1"]


def test_taken_off_and_brought_back(cast, client):
    x = cast.fjord
    log_in(client, x)
    client.post(reverse("family_step_remove", args=[x.family_step.uuid]))
    with acting(x, "group_leader") as leader:
        assert steps_now(x.p1, leader) == []
    client.post(reverse("undo", args=[client.session["undo"][0]["key"]]))
    with acting(x, "group_leader") as leader:
        assert [each.row.pk for each in steps_now(x.p1, leader)] == [x.family_step.pk]


def test_the_same_step_twice_is_one(cast):
    x = cast.fjord
    with acting(x, "group_leader") as leader:
        step, before = choose_step(pathway_child=x.p1, text=" QxFjordUgeskridt1 ", by=leader)
        assert (step.pk, before) == (x.family_step.pk, None)
        remove_step(step=step, by=leader)
        remove_step(step=step, by=leader)
        assert FamilyStep.objects.visible_to(leader).count() == 1


def test_no_step_without_words_or_from_another_side(cast, client):
    x = cast.fjord
    with acting(x, "group_leader") as leader, pytest.raises(ValidationError):
        choose_step(pathway_child=x.p1, text="  ", by=leader)
    with acting(x, "caseworker") as caseworker, pytest.raises(PermissionDenied):
        choose_step(pathway_child=x.p1, text="x", by=caseworker)
    with acting(x, "provider_manager") as manager, pytest.raises(PermissionDenied):
        remove_step(step=x.family_step, by=manager)
    log_in(client, x)
    refused = client.post(reverse("family_side", args=[x.p1.uuid]), {"text": ""})
    assert refused.status_code == 422 and "Vælg et skridt" in refused.content.decode()


def test_the_home_measures_can_be_chosen_by_one_tap(cast, client):
    x = cast.fjord
    with acting(x, "group_leader") as leader:
        steps = dict(steps_to_choose(x.p1, leader))
    key = next(key for key, text in steps.items() if text == "QxFjordHjemTiltag1")
    log_in(client, x).post(reverse("family_side", args=[x.p1.uuid]), {"chosen": key, "text": ""})
    with acting(x, "group_leader") as leader:
        step = FamilyStep.objects.visible_to(leader).standing().get(monday=date(2026, 5, 18), pathway_child=x.p1)
        assert (step.text, str(step.source)) == ("QxFjordHjemTiltag1", key)


# ---- carers ----


def test_a_carer_comes_and_goes_with_undo(cast, client):
    x = cast.fjord
    log_in(client, x, "caseworker")
    form = {
        "name": "Bo Weekend",
        "kind": "home_staff",
        "home": "Birken",
        "starts_on": "2026-05-01",
        "phone": "",
        "email": "",
        "ends_on": "",
    }
    assert client.post(reverse("carer_list", args=[x.c1.uuid]), form).status_code == 302
    with acting(x, "caseworker") as caseworker:
        made = Carer.objects.visible_to(caseworker).get(name="Bo Weekend")
    client.post(reverse("carer_end", args=[made.uuid]))
    with acting(x, "caseworker"):
        assert Carer.objects.get(pk=made.pk).ends_on == date(2026, 5, 21)
    ended, added = client.session["undo"][0]["key"], client.session["undo"][1]["key"]
    client.post(reverse("undo", args=[ended]))
    with acting(x, "caseworker"):
        assert Carer.objects.get(pk=made.pk).ends_on is None
    client.post(reverse("undo", args=[added]))
    with acting(x, "caseworker"):
        assert not Carer.objects.filter(pk=made.pk).exists()


def test_wrong_days_are_said_and_what_was_typed_stands(cast, client):
    x = cast.fjord
    log_in(client, x, "caseworker")
    form = {"name": "Bo Weekend", "kind": "home_staff", "starts_on": "2026-05-01", "ends_on": "2026-04-01"}
    refused = client.post(reverse("carer_list", args=[x.c1.uuid]), form)
    assert refused.status_code == 422 and "Bo Weekend" in refused.content.decode()
    assert "Den sidste dag ligger før den første." in refused.content.decode()


def test_the_same_carer_twice_is_one(cast):
    x = cast.fjord
    row = {"kind": "foster_parent", "name": "Bo", "home": "", "phone": "", "email": "", "starts_on": date(2026, 5, 1)}
    with acting(x, "caseworker") as caseworker:
        first, second = (add_carer(child=x.c1, by=caseworker, **row) for _press in range(2))
        assert first.pk == second.pk
    with acting(x, "teacher") as teacher, pytest.raises(PermissionDenied):
        add_carer(child=x.c1, by=teacher, **row)


def test_a_carers_link_is_dead_the_day_after(cast, time_machine):
    x = cast.fjord
    with acting(x, "caseworker") as caseworker:
        end_carer(carer=x.carer, by=caseworker)
    with by_link(hash_of(token(x, "LinkPlejer1"))):
        pass
    time_machine.move_to("2026-05-22T09:00:00+02:00")
    with pytest.raises(NoLink), by_link(hash_of(token(x, "LinkPlejer1"))):
        pass


# ---- elsewhere ----


def test_the_wishes_stand_before_the_meeting_for_the_own_side_and_on_no_paper(cast, client):
    x = cast.fjord
    with acting(x, "group_leader"):
        both, _his = meetings(x)
    with by_link(hash_of(token(x, "LinkMor1"))):
        FamilyWish.objects.update(meeting=both.uuid)
    log_in(client, x)
    sheet = words(client, "meeting_before", both.uuid)
    assert "QxFjordOenskeMor1" in sheet and "QxFjordSkridtsvarFar1" in sheet
    import io

    from pypdf import PdfReader

    paper = client.get(reverse("meeting_before_pdf", args=[both.uuid])).content
    printed = " ".join(page.extract_text() for page in PdfReader(io.BytesIO(paper)).pages)
    assert "Oenske" not in printed and "Skridtsvar" not in printed
    log_in(client, x, "resource_advisor")
    assert "QxFjordOenskeMor1" not in words(client, "meeting_before", both.uuid)


def test_the_childs_page_says_who_has_a_link(cast, client):
    x = cast.fjord
    log_in(client, x)
    assert reverse("family_side", args=[x.p1.uuid]) in words(client, "child_detail", x.c1.uuid)
    log_in(client, x, "teacher")
    assert reverse("family_side", args=[x.p1.uuid]) not in words(client, "child_detail", x.c1.uuid)


def test_as_many_questions_with_one_wish_as_with_thirty(cast, client):
    x = cast.fjord
    log_in(client, x)
    words(client, "family_side", x.p1.uuid)
    with CaptureQueriesContext(connection) as few:
        words(client, "family_side", x.p1.uuid)
    with acting(x, "group_leader"):
        for n in range(30):
            x.make(LinkVisit, link=x.mother_link, device="abc", what=f"document:{n}")
            x.make(
                FamilyStep, sector="provider", monday=date(2026, 5, 11) - timedelta(weeks=n), text="x", pathway_child=x.p1, child=x.c1,
                chosen_by=x.staff["group_leader"],
            )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        words(client, "family_side", x.p1.uuid)
    assert len(many) == len(few) <= 30


def test_today_says_that_the_family_answered_and_who_stopped_the_sharing(cast, client):
    x = cast.fjord
    with by_link(hash_of(token(x, "LinkMor1"))) as person:
        tick_step(step=x.family_step, outcome="tried", line="Kun til jer", by=person)
    log_in(client, x)
    today_ = words(client, "today")
    assert "har svaret på ugens skridt" in today_ and "Kun til jer" not in today_
    log_in(client, x, "resource_advisor")
    assert "har svaret på ugens skridt" not in words(client, "today")
    with by_link(hash_of(token(x, "LinkMor1"))) as person:
        withdraw_by_link(basis=x.basis.uuid, by=person)
    told = words(client, "today")
    assert "Familien har stoppet delingen." in told  # the task
    shown = words(client, "sharing_detail", x.p1.uuid)
    assert "Trukket tilbage af en forælder på familiens side." in shown
