"""The pages of meetings: planned, held, read on paper; and the people of a child's network."""

import uuid
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from accounts.models import Draft
from cases.models import Measure
from followup.actions import hold_meeting, plan_meeting
from followup.models import Decision, Meeting, NetworkMember, Occurrence, Task
from tests.cast import acting

pytestmark = pytest.mark.usefixtures("db")
CPH = ZoneInfo("Europe/Copenhagen")
TODAY = date(2026, 5, 26)


@pytest.fixture(autouse=True)
def _story_day():
    with time_machine.travel("2026-05-26 10:00"):
        yield


@pytest.fixture
def x(cast):
    return cast.fjord


@pytest.fixture
def log_in(client, x):
    def enter(who):
        client.force_login(x.users[who])
        return client

    return enter


def times(**changes):
    typed = {
        "form_key": str(uuid.uuid4()),
        "day": "2026-06-04",
        "starts": "14.15",
        "ends": "15.15",
        "place": "Lokale 12",
    }
    return typed | changes


def staff(x, *who):
    return [f"staff:{x.staff[each].pk}" for each in who]


def test_one_tap_plans_what_is_due(x, log_in):
    client, url = log_in("resource_advisor"), reverse("occurrence_plan", args=[x.occurrence.uuid])
    form = client.get(url).context["form"]
    assert (form.initial["day"], str(form.initial["starts"]), str(form.initial["ends"])) == (
        TODAY,
        "14:15:00",
        "15:15:00",
    )
    assert set(form.initial["invited"]) == set(staff(x, "resource_advisor", "group_leader", "teacher", "mixed", "both"))
    sent = {**form.initial, "form_key": str(uuid.uuid4()), "place": ""}
    first, second = client.post(url, sent), client.post(url, sent)
    with acting(x, "resource_advisor"):
        meeting = Meeting.objects.get(occurrence=x.occurrence)
        assert (meeting.state, meeting.starts_at) == ("planned", datetime(2026, 5, 26, 14, 15, tzinfo=CPH))
    assert first.url == second.url == reverse("meeting_detail", args=[meeting.uuid])
    page = client.get(first.url).content.decode()
    assert ("Hold mødet" in page, "Anders Bech" in page, "kl. 14.15–15.15" in page) == (True, True, True)
    assert client.get(url).url == first.url  # a colleague was quicker


def test_who_may_not_hear_of_the_child_is_told_and_cannot_be_chosen(x, log_in):
    with acting(x, "resource_advisor") as person:
        x.make_p2 = type(x.p2).objects.visible_to(person).filter(pk=x.p2.pk).update(accepted_on=TODAY)
    url = reverse("meeting_plan", args=[x.w.uuid]) + f"?slags=network&barn={x.p2.uuid}"
    client = log_in("resource_advisor")
    page = client.get(url).content.decode()
    assert "Samira Nygaard har ikke ret til at høre om dette barn og kan ikke inviteres." in page
    refused = client.post(url, times(invited=staff(x, "group_leader"), place="Lokale 12"))
    assert (refused.status_code, "Lokale 12" in refused.content.decode()) == (422, True)
    with acting(x, "resource_advisor"):
        assert not Meeting.objects.filter(place="Lokale 12").exists()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"day": "2026-05-20"}, "Tidspunktet ligger i fortiden."),
        ({"ends": "13.00"}, "Slutningen ligger før begyndelsen."),
        ({"day": "2026-06-06"}, "Den dag er der ikke skole: weekend."),
    ],
)
def test_doubtful_time_is_asked_about_and_saved_all_the_same(x, log_in, change, words):
    client, url = log_in("resource_advisor"), reverse("meeting_plan", args=[x.w.uuid]) + "?slags=coordination"
    asked = client.post(url, times(**change))
    assert (asked.status_code, words in asked.content.decode(), "Lokale 12" in asked.content.decode()) == (
        422,
        True,
        True,
    )
    code = asked.context["codes"]
    assert client.post(url, times(**change, go_on="other")).status_code == 422
    assert client.post(url, times(**change, go_on=code)).status_code == 302
    with acting(x, "resource_advisor"):
        meeting = Meeting.objects.get(place="Lokale 12")
    assert (meeting.ends_at is None) == (code == "end")


def test_bad_time_comes_back_as_typed(x, log_in):
    url = reverse("meeting_plan", args=[x.w.uuid]) + "?slags=coordination"
    answer = log_in("resource_advisor").post(url, times(starts="kvart over to"))
    page = answer.content.decode()
    assert (answer.status_code, "kvart over to" in page, "for eksempel 14.15" in page) == (422, True, True)


def test_unknown_kind_or_child_leads_to_the_choice(x, log_in):
    client = log_in("resource_advisor")
    for query in ("", "?slags=findes-ikke", f"?slags=network&barn={x.p3.uuid}"):
        page = client.get(reverse("meeting_plan", args=[x.w.uuid]) + query).content.decode()
        assert ("Hvilken slags møde?" in page, "Adam" in page, "Selma" in page) == (True, True, False)


def planned(x, **more):
    with acting(x, "resource_advisor") as person:
        return plan_meeting(
            **{"pathway": x.w, "kind": "coordination", "starts_at": datetime(2026, 6, 4, 14, tzinfo=CPH), "place": "Lokale 12", "by": person,
               "invited": [{"staff": x.staff["principal"].pk}]} | more
        )  # fmt: skip


def undo(client, page):
    address = next(str(each.extra_tags) for each in page.context["messages"] if "undo:" in (each.extra_tags or ""))[5:]
    return client.post(address, follow=True)


def state(x, meeting):
    with acting(x, "resource_advisor"):
        row = Meeting.objects.get(pk=meeting.pk)
        return row.state, row.place, row.sequence, row.lead_id


def test_change_cancel_and_hand_over_are_undone(x, log_in):
    meeting, client, lead = planned(x), log_in("resource_advisor"), x.staff["resource_advisor"].pk
    url = lambda name: reverse(name, args=[meeting.uuid])  # noqa: E731
    page = client.post(url("meeting_change"), times(place="Biblioteket", invited=staff(x, "principal")), follow=True)
    assert state(x, meeting) == ("planned", "Biblioteket", 1, lead)
    undo(client, page)
    assert state(x, meeting) == ("planned", "Lokale 12", 2, lead)
    page = client.post(url("meeting_lead"), {"lead": x.staff["group_leader"].pk}, follow=True)
    assert state(x, meeting) == ("planned", "Lokale 12", 3, x.staff["group_leader"].pk)
    undo(client, page)
    assert state(x, meeting) == ("planned", "Lokale 12", 4, lead)
    assert client.post(url("meeting_cancel"), {"because": ""}).status_code == 422
    page = client.post(url("meeting_cancel"), {"because": "Karen er syg"}, follow=True)
    assert state(x, meeting)[0] == "cancelled"
    assert "Aflyst: Karen er syg" in client.get(url("meeting_detail")).content.decode()
    assert client.get(url("meeting_change")).url == url("meeting_detail")
    undo(client, page)
    assert state(x, meeting)[0] == "planned"


def test_plan_is_undone_as_a_cancellation(x, log_in):
    client = log_in("resource_advisor")
    url = reverse("meeting_plan", args=[x.w.uuid]) + "?slags=coordination"
    page = client.post(url, times(invited=staff(x, "principal")), follow=True)
    undo(client, page)
    with acting(x, "resource_advisor"):
        assert Meeting.objects.get(place="Lokale 12").state == "cancelled"


def minutes(**changes):
    return {"form_key": str(uuid.uuid4()), "held_on": "2026-05-26"} | changes


def test_planned_meeting_is_held_everybody_came_and_the_undo_brings_the_words_back(x, log_in):
    meeting = planned(
        x,
        starts_at=datetime(2026, 5, 26, 9, tzinfo=CPH),
        invited=[{"staff": x.staff[who].pk} for who in ("principal", "teacher")],
    )
    client, url = log_in("resource_advisor"), reverse("meeting_hold", args=[meeting.uuid])
    page = client.get(url).content.decode()
    assert [words in page for words in ("Det går godt", "Klassen og gruppen", "Det står i vejen", "Alle kom")] == [
        True
    ] * 4
    asked = dict.fromkeys((f"part_{x.p1.pk}",), "present")
    held = client.post(url, minutes(all_came="on", note_barriers="Tid til at mødes", **asked), follow=True)
    with acting(x, "resource_advisor"):
        row = Meeting.objects.held().get(pk=meeting.pk)
        assert (row.notes, set(row.participants.values_list("attended", flat=True))) == (
            {"barriers": "Tid til at mødes"},
            {True},
        )
        assert row.children.get().placement == "ordinary"  # asked at follow-ups only; the class list says it
    assert "Tid til at mødes" in held.content.decode()
    assert client.get(url).url == reverse("meeting_detail", args=[meeting.uuid])
    again = undo(client, held)
    assert "Tid til at mødes" in again.content.decode()
    with acting(x, "resource_advisor") as person:
        assert Meeting.objects.get(pk=meeting.pk).state == "planned"
        assert Draft.objects.visible_to(person).filter(form="meeting_hold").count() == 1


def test_a_planned_follow_up_is_held_on_its_own_page_and_the_next_is_booked_in_the_same_tap(x, log_in):
    meeting = planned(x, kind="follow_up", occurrence=x.occurrence, starts_at=datetime(2026, 5, 26, 9, tzinfo=CPH))
    client, hold = log_in("resource_advisor"), reverse("occurrence_hold", args=[x.occurrence.uuid])
    assert client.get(reverse("meeting_hold", args=[meeting.uuid])).url == hold
    typed = minutes(
        all_came="on",
        book_next="on",
        needs_network_meeting="yes",
        **{f"part_{x.p1.pk}": "before", f"how_{x.p1.pk}": "drawing", f"placement_{x.p1.pk}": "ordinary"},
    )
    page = client.post(hold, typed, follow=True).content.decode()
    with acting(x, "resource_advisor"):
        booked = Meeting.objects.planned().get(occurrence__number=2)
        assert (booked.starts_at, booked.place) == (datetime(2026, 8, 26, 9, tzinfo=CPH), "Lokale 12")
        assert [row.staff_member_id for row in booked.participants.all()] == [x.staff["principal"].pk]
        assert Meeting.objects.get(pk=meeting.pk).children.get().how == "drawing"
    assert "Planlæg: Netværksmøde" in page


def held(x, **more):
    with acting(x, "resource_advisor") as person:
        return hold_meeting(occurrence=x.occurrence, held_on=TODAY, by=person, **more)


def test_minutes_as_pdf_show_each_reader_her_own(x, log_in):
    meeting = held(
        x, summary="Der er ro", participants=[{"staff": x.staff["teacher"].pk}],
        decisions=[{"text": "Fast start"}, {"text": "Selma får en plads", "pathway_child": x.p2.pk}],
        progress=[{"goal": x.goal, "reach": "closer", "words": ""}],
    )  # fmt: skip
    url = reverse("meeting_pdf", args=[meeting.uuid])
    answer = log_in("resource_advisor").get(url)
    assert (answer["Content-Type"], answer.content[:5], "Adam" in answer["Content-Disposition"]) == (
        "application/pdf",
        b"%PDF-",
        False,
    )
    words = {who: _text(log_in(who).get(url).content) for who in ("resource_advisor", "group_leader", "teacher")}
    assert ["Selma får en plads" in words[who] for who in ("resource_advisor", "group_leader")] == [True, False]
    assert all("Fast start" in each and "Anders Bech" in each for each in words.values())
    assert log_in("caseworker").get(url).status_code == 404


def _text(pdf):
    import io

    from pypdf import PdfReader

    return " ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


def test_agreements_stand_on_one_page_with_whom_they_are_about(x, log_in):
    meeting = held(x, decisions=[
        {"text": "får en fast plads", "pathway_child": x.p1.pk, "owner": x.staff["teacher"].pk, "due_on": date(2026, 6, 8)},
        {"text": "får en ven med i SFO", "pathway_child": x.p2.pk, "side": "school"},
    ])  # fmt: skip
    page = log_in("resource_advisor").get(reverse("meeting_decisions", args=[meeting.uuid])).content.decode()
    for words in (
        "Adam Q.",
        "får en fast plads",
        "Anders Bech, inden mandag 8. juni",
        "Selma Q.",
        "Skolen, inden onsdag 26. august",
    ):
        assert words in page
    page = log_in("group_leader").get(reverse("meeting_decisions", args=[meeting.uuid])).content.decode()
    assert ("Adam Q." in page, "Selma" in page) == (True, False)


def test_list_of_agreements_costs_the_same_with_more_rows(x, log_in):
    client = log_in("resource_advisor")
    meeting = held(x, decisions=[{"text": "Én", "pathway_child": x.p1.pk}])
    pages = [reverse(name, args=[meeting.uuid]) for name in ("meeting_decisions", "meeting_detail")]

    def cost():
        with CaptureQueriesContext(connection) as asked:
            for page in pages:
                client.get(page)
        return len(asked)

    cost()
    first = cost()
    with acting(x, "resource_advisor"):
        for number in range(30):
            x.make(Decision, meeting=meeting, pathway_child=x.p2, text=f"Aftale {number}", owner=x.staff["teacher"])
    assert cost() == first


def test_agreement_becomes_a_measure_of_the_annex_and_goes_back(x, log_in):
    meeting = held(
        x, decisions=[{"text": "Fast makker i frikvarteret", "pathway_child": x.p1.pk, "owner": x.staff["teacher"].pk}]
    )
    client, url = log_in("resource_advisor"), reverse("decision_measure", args=[meeting.uuid, 1])
    element = x.version.programme_content.core_elements[1].key
    assert client.post(url, {"title": "Fast makker", "core_element": "", "arena": "school"}).status_code == 422
    typed = {"form_key": str(uuid.uuid4()), "title": "Fast makker", "core_element": element, "arena": "school"}
    page = client.post(url, typed, follow=True)
    client.post(url, typed)
    with acting(x, "resource_advisor") as person:
        measure = Measure.objects.visible_to(person).get(title="Fast makker")
        assert (measure.annex, measure.owner, measure.core_element) == (x.annex_school, x.staff["teacher"], element)
        assert Task.objects.get(meeting=meeting).settled_on == TODAY
    undo(client, page)
    with acting(x, "resource_advisor") as person:
        assert not Measure.objects.visible_to(person).filter(title="Fast makker").exists()
        assert Task.objects.get(meeting=meeting).settled_on is None


def test_agreement_of_the_class_waits_in_the_next_version_of_the_plan(x, log_in):
    meeting, url = held(x, decisions=[{"text": "Fast start"}]), None
    url = reverse("decision_measure", args=[meeting.uuid, 1])
    element = x.version.programme_content.core_elements[1].key
    typed = {"form_key": str(uuid.uuid4()), "title": "Fast start i SFO", "core_element": element, "arena": "school"}
    assert log_in("group_leader").get(url).status_code == 403
    assert log_in("resource_advisor").post(url, typed).status_code == 302
    with acting(x, "resource_advisor") as person:
        measure = Measure.objects.visible_to(person).get(title="Fast start i SFO")
        assert (measure.plan.state, measure.plan.number) == ("draft", 2)


def test_network_is_kept_with_a_basis_and_undone(x, log_in):
    client, url = log_in("resource_advisor"), reverse("network_list", args=[x.p1.uuid])
    typed = {"form_key": str(uuid.uuid4()), "name": "Hanne Lund", "function": "pædagog", "involvement": "involved"}
    wrong = client.post(url, typed)
    assert (wrong.status_code, "Hanne Lund" in wrong.content.decode()) == (422, True)
    page = client.post(url, typed | {"legal_basis": x.basis_kind.pk}, follow=True)
    assert "Hanne Lund" in page.content.decode()
    plan = f"{reverse('meeting_plan', args=[x.w.uuid])}?slags=network&barn={x.p1.uuid}"
    assert page.context["plan"] == plan and client.get(plan).context["child"] == x.p1.child
    undo(client, page)
    with acting(x, "resource_advisor"):
        assert not NetworkMember.objects.filter(name="Hanne Lund").exists()
    edit = reverse("network_edit", args=[x.network_member.uuid])
    ended = client.post(edit, {"end": "1"}, follow=True)
    with acting(x, "resource_advisor"):
        assert NetworkMember.objects.get(pk=x.network_member.pk).until == date(2026, 5, 25)
    undo(client, ended)
    changed = client.post(
        edit, typed | {"name": x.network_member.name, "function": "onkel", "legal_basis": x.basis_kind.pk}, follow=True
    )
    undo(client, changed)
    with acting(x, "resource_advisor"):
        row = NetworkMember.objects.get(pk=x.network_member.pk)
        assert (row.until, row.function) == (None, "pædagog")


def test_two_write_and_the_quicker_ones_minutes_stand(x, log_in):
    client, url = log_in("resource_advisor"), reverse("occurrence_hold", args=[x.occurrence.uuid])
    client.get(url)
    with acting(x, "group_leader") as person:
        first = hold_meeting(occurrence=x.occurrence, held_on=TODAY, by=person, summary="Samiras")
    answer = client.post(url, minutes(summary="Karens", needs_network_meeting="no"))
    assert answer.url == reverse("meeting_detail", args=[first.uuid])
    with acting(x, "resource_advisor"):
        assert Meeting.objects.get(pk=first.pk).summary == "Samiras"
        assert Occurrence.objects.get(pk=x.occurrence.pk).state == "held"
