"""Drafts: what is typed and not saved is its writer's alone, sealed, comes back into its fields, and ends with the save."""

import re
from datetime import datetime, timedelta
from uuid import uuid4

import pytest
import time_machine
from django.core.exceptions import PermissionDenied
from django.core.signing import loads
from django.db import ProgrammingError, connection, transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from accounts.actions import bring_back_draft, discard_draft, end_draft, keep_draft
from accounts.drafts import FORMS, Slip, unsealed
from accounts.models import Draft, RoleAssignment
from accounts.schedule import drop_old_drafts
from insight.queries.drafts import ABOUT, draft_lines
from tests.cast import acting
from tests.test_access_matrix import MATRIX

NOW = datetime.fromisoformat("2026-05-21T10:42+02:00")
WORDS = "QxKladde om morgenen i klassen"


@pytest.fixture
def clock():
    with time_machine.travel(NOW, tick=False) as clock:
        yield clock


@pytest.fixture
def fjord(cast, db, clock):
    return cast.fjord


@pytest.fixture
def page(fjord):
    return reverse("note_create", args=[fjord.c1.uuid])


@pytest.fixture
def advisor(client, fjord):
    client.force_login(fjord.users["resource_advisor"])
    return client


def slip_in(answer):
    return re.search(rb'name="draft" value="([^"]+)"', answer.content)[1].decode()


def keep(client, slip, **fields):
    return client.post(
        reverse("draft_keep"), {"draft": slip, "body": WORDS, "draft_focus": "body"} | fields, HTTP_ACCEPT="application/json"
    )  # fmt: skip


def own(fjord, who="resource_advisor", form="note_create"):
    with acting(fjord, who) as person:
        return list(Draft.objects.visible_to(person).filter(form=form))


def texts(fjord, **options):
    return [unsealed(draft)["fields"]["body"] for draft in own(fjord, **options)]


# ---- kept, offered, put back ----


def test_typed_text_is_kept_and_the_page_says_when(advisor, page, fjord):
    answer = keep(advisor, slip_in(advisor.get(page)))
    assert answer.json()["said"] == "Kladde gemt kl. 10.42"
    assert texts(fjord) == [[WORDS]]
    assert answer["Cache-Control"] == "no-store"


def test_opening_the_form_again_offers_the_draft(advisor, page):
    keep(advisor, slip_in(advisor.get(page)))
    shown = advisor.get(page)
    assert "Fortsæt kladde fra kl. 10.42" in shown.content.decode()
    assert WORDS not in shown.content.decode()


def test_going_on_puts_the_text_in_its_field_and_the_writer_there(advisor, page):
    keep(advisor, slip_in(advisor.get(page)))
    form = advisor.get(f"{page}?kladde=fortsaet").context["form"]
    assert form["body"].value() == WORDS
    assert (
        form.fields["body"].widget.attrs | {"data-restored": "", "autofocus": True} == form.fields["body"].widget.attrs
    )
    assert "Sat ind og ikke gemt endnu: Notatet" in advisor.get(f"{page}?kladde=fortsaet").content.decode()


def test_saving_the_form_ends_the_draft(advisor, page, fjord):
    slip = slip_in(advisor.get(page))
    keep(advisor, slip)
    assert advisor.post(page, {"body": "Færdigt notat", "draft": slip}).status_code == 302
    assert own(fjord) == []


def test_a_draft_that_comes_after_the_save_is_not_taken(advisor, page, fjord):
    slip = slip_in(advisor.get(page))
    advisor.post(page, {"body": "Færdigt notat", "draft": slip})
    assert keep(advisor, slip).json() == {"said": ""}
    assert own(fjord) == []


def test_a_refused_form_keeps_its_draft_and_its_slip(advisor, page, fjord):
    slip = slip_in(advisor.get(page))
    keep(advisor, slip)
    refused = advisor.post(page, {"body": "", "draft": slip})
    assert (refused.status_code, loads(slip_in(refused), salt="draft")) == (422, loads(slip, salt="draft"))
    assert len(own(fjord)) == 1


def test_ten_quick_saves_make_one_row_with_the_last_text(advisor, page, fjord):
    slip = slip_in(advisor.get(page))
    for turn in range(1, 11):
        keep(advisor, slip, body=f"tegn {turn}", draft_turn=turn)
    keep(advisor, slip, body="tegn 3, forsinket", draft_turn=3)
    assert texts(fjord) == [["tegn 10"]]


def test_numbers_passwords_and_our_own_fields_are_never_kept(advisor, page, fjord):
    keep(
        advisor,
        slip_in(advisor.get(page)),
        cpr="0102031234",
        parent_cpr="0102031234",
        password="hemmeligt",
        form_key=uuid4(),
    )
    assert {*unsealed(own(fjord)[0])["fields"]} == {"body"}


def test_a_number_in_a_text_is_kept_without_its_last_four_digits(advisor, page, fjord):
    keep(advisor, slip_in(advisor.get(page)), body="Alma 010203-1234 og Bo 0405061234, ring 12345678")
    assert texts(fjord) == [["Alma 010203-xxxx og Bo 040506-xxxx, ring 12345678"]]


def test_more_than_64_kb_is_answered_in_words(advisor, page, fjord):
    answer = keep(advisor, slip_in(advisor.get(page)), body="æ" * 33_000)
    assert (answer.status_code, answer.json()["said"]) == (
        422, "Det er mere, end en kladde kan rumme. Gem formularen nu, så teksten ikke går tabt.",
    )  # fmt: skip
    assert own(fjord) == []


def test_a_slip_of_somebody_else_is_refused_in_words(advisor, page, fjord, cast):
    slip = slip_in(advisor.get(page))
    for who in (fjord.users["principal"], cast.bakke.users["resource_advisor"]):
        client = Client()
        client.force_login(who)
        assert keep(client, slip).status_code == 409
    assert keep(advisor, "forfalsket").status_code == 400
    assert own(fjord) == [] == own(fjord, "principal")


# ---- walls ----


def test_only_the_writer_sees_it_not_even_a_colleague_with_the_same_reach(advisor, page, fjord, client):
    keep(advisor, slip_in(advisor.get(page)))
    (draft,) = own(fjord)
    for who in ("principal", "teacher", "administrator", "dpo"):
        with acting(fjord, who):
            assert not Draft.objects.filter(pk=draft.pk).exists()
    client.force_login(fjord.users["principal"])
    assert "Fortsæt kladde" not in client.get(page).content.decode()
    assert client.post(reverse("draft_discard", args=[draft.uuid])).status_code == 404


def test_the_other_municipality_does_not_know_it(advisor, page, fjord, cast, client):
    keep(advisor, slip_in(advisor.get(page)))
    (draft,) = own(fjord)
    client.force_login(cast.bakke.users["resource_advisor"])
    assert client.post(reverse("draft_bring_back", args=[draft.uuid])).status_code == 404


def test_the_text_is_sealed_in_the_row(advisor, page, fjord):
    keep(advisor, slip_in(advisor.get(page)))
    with acting(fjord, "resource_advisor"), connection.cursor() as db:
        db.execute(
            "select accounts_draft::text, encode(sealed, 'escape') from accounts_draft where form = 'note_create'"
        )
        rows = db.fetchall()
    assert (len(rows), "QxKladde" in str(rows)) == (1, False)


def test_nobody_can_write_a_draft_in_another_name(fjord):
    with acting(fjord, "principal") as person:
        slip = Slip(fjord.municipality.pk, fjord.staff["teacher"].pk, "note_create", "x", "/x", uuid4().hex, {})
        with pytest.raises(PermissionDenied):
            keep_draft(slip=slip, content="{}", by=person)


def test_every_form_with_room_for_text_keeps_a_draft(fjord, client):
    """Each page of the access matrix that somebody may open: a form with a text area stands with its slip."""
    without = []
    for name, row in MATRIX.items():
        who = next((who for who, status in row.expect.items() if status == 200), None)
        if row.method != "get" or who is None:
            continue
        client.force_login(fjord.users[who])
        shown = client.get(reverse(name, kwargs=row.kwargs(fjord))).content.decode(errors="replace")
        forms = re.findall(r'<form[^>]*method="post".*?</form>', shown, re.DOTALL)
        without += [name for form in forms if "<textarea" in form and 'name="draft"' not in form]
    assert without == []


def test_every_form_is_known_to_today():
    assert {*FORMS} - {*ABOUT} == set()


# ---- Today ----


def test_today_shows_own_drafts_without_a_name_and_deletes_with_undo(advisor, page, fjord):
    keep(advisor, slip_in(advisor.get(page)))
    (draft,) = own(fjord)
    today = advisor.get("/").content.decode()
    assert "Et notat" in today and f'href="{page}?kladde=fortsaet"' in today
    assert fjord.c1.given_name not in today.partition('id="h-drafts"')[2].partition("</section>")[0]
    gone = advisor.post(reverse("draft_discard", args=[draft.uuid]), follow=True).content.decode()
    assert "Kladden er lagt væk." in gone and f'href="{page}?kladde=fortsaet"' not in gone
    advisor.post(reverse("draft_bring_back", args=[draft.uuid]))
    assert f'href="{page}?kladde=fortsaet"' in advisor.get("/").content.decode()
    assert texts(fjord) == [[WORDS]]


def test_start_afresh_leads_to_an_empty_form_and_can_be_undone(advisor, page, fjord):
    keep(advisor, slip_in(advisor.get(page)))
    (draft,) = own(fjord)
    fresh = advisor.post(reverse("draft_discard", args=[draft.uuid]) + "?formular", follow=True)
    assert (fresh.request["PATH_INFO"], fresh.context["form"]["body"].value()) == (page, None)
    undo = re.search(rb'action="([^"]+/hent\?formular)"', fresh.content)[1].decode()
    assert advisor.post(undo, follow=True).context["form"]["body"].value() == WORDS


def test_undo_after_new_typing_loses_neither_text(advisor, page, fjord):
    keep(advisor, slip_in(advisor.get(page)), body="den første")
    (draft,) = own(fjord)
    advisor.post(reverse("draft_discard", args=[draft.uuid]))
    keep(advisor, slip_in(advisor.get(page)), body="den anden")
    with acting(fjord, "resource_advisor") as person:
        assert unsealed(bring_back_draft(draft=draft, by=person))["fields"]["body"] == ["den første"]
        assert unsealed(bring_back_draft(draft=draft, by=person))["fields"]["body"] == ["den anden"]


def test_a_draft_about_what_is_out_of_reach_is_not_offered(fjord):
    """Noah goes to the other school: a draft about him is nothing for this advisor any more."""
    with acting(fjord, "resource_advisor") as person:
        slip = Slip(
            person.municipality_id, person.staff_id, "note_create", str(fjord.c3.uuid), "/barn/x/notat", uuid4().hex, {}
        )
        keep_draft(slip=slip, content='{"fields": {}}', by=person)
        assert [line.title for line in draft_lines(person)] == [FORMS["session_create"]]


@pytest.mark.parametrize("many", [1, 30])
def test_today_asks_as_often_for_thirty_drafts(fjord, many, django_assert_num_queries):
    with acting(fjord, "resource_advisor") as person:
        Draft.objects.visible_to(person).delete()
        for number in range(many):
            about = f"{fjord.p1.uuid}/{number}"
            slip = Slip(person.municipality_id, person.staff_id, "perspective_edit", about, "/x", uuid4().hex, {})
            keep_draft(slip=slip, content='{"fields": {}}', by=person)
        with django_assert_num_queries(2):
            assert len(draft_lines(person)) == many


def test_a_page_with_a_form_for_each_child_puts_the_text_at_the_right_one(advisor, fjord):
    page = reverse("children_confirm", args=[fjord.w.uuid])
    slips = re.findall(r'name="draft" value="([^"]+)"', advisor.get(page).content.decode())
    chosen = next(slip for slip in slips if loads(slip, salt="draft")["subject"] == str(fjord.p2.uuid))
    keep(advisor, chosen, reason="Flytter til en anden by.")
    shown = {
        row.uuid: form["reason"].value() for row, form, _w in advisor.get(f"{page}?kladde=fortsaet").context["ends"]
    }
    assert shown == {fjord.p1.uuid: None, fjord.p2.uuid: "Flytter til en anden by."}


def test_what_was_not_chosen_is_not_told_as_put_back(advisor, fjord):
    page = reverse("session_create", args=[fjord.w.uuid])
    keep(advisor, slip_in(advisor.get(page)), line="Rolig start", kind="class", elements=[], body="")
    shown = advisor.get(f"{page}?kladde=fortsaet").content.decode()
    assert "Sat ind og ikke gemt endnu: Hvad lavede I? · Hvad skete der?" in shown
    assert "kerneelementer rørte I? ·" not in shown


# ---- the end of a draft ----


def test_after_two_weeks_the_daily_job_removes_it_unread(advisor, page, fjord, clock):
    keep(advisor, slip_in(advisor.get(page)))
    clock.shift(timedelta(days=13))
    with acting(fjord, "system"):
        drop_old_drafts(timezone.localdate())
    assert len(own(fjord)) == 1
    clock.shift(timedelta(days=2))
    assert "Fortsæt kladde" not in advisor.get(page).content.decode()
    with acting(fjord, "system") as person:
        assert not Draft.objects.visible_to(person).exists()
        drop_old_drafts(timezone.localdate())
    assert own(fjord) == []


def test_nobody_but_the_daily_job_may_remove_others(fjord):
    refused = pytest.raises(ProgrammingError, match="only the daily job")
    with acting(fjord, "administrator"), refused, transaction.atomic():
        drop_old_drafts(timezone.localdate())


def test_drafts_end_with_the_last_role(cast, as_owner, db, clock):
    fjord = cast.fjord
    Draft.objects.create(
        municipality=fjord.municipality, staff=fjord.staff["teacher"], form="note_create", path="/x", tab=uuid4(),
        sealed=b"x", saved_at=timezone.now(),
    )  # fmt: skip
    with acting(fjord, "system"):
        drop_old_drafts(timezone.localdate())
        assert Draft.objects.filter(staff=fjord.staff["teacher"]).count() == 1
        RoleAssignment.objects.filter(staff_member=fjord.staff["teacher"]).update(
            ends_on=NOW.date() - timedelta(days=1)
        )
        drop_old_drafts(timezone.localdate())
        assert Draft.objects.filter(staff=fjord.staff["teacher"]).count() == 0


def test_a_draft_that_is_ended_twice_is_ended(fjord):
    with acting(fjord, "resource_advisor") as person:
        slip = Slip(person.municipality_id, person.staff_id, "note_create", "x", "/x", uuid4().hex, {})
        draft = keep_draft(slip=slip, content='{"fields": {}}', by=person)
        discard_draft(draft=draft, by=person)
        end_draft(slip=slip, by=person)
        end_draft(slip=slip, by=person)
        assert not Draft.objects.visible_to(person).filter(form="note_create").exists()
