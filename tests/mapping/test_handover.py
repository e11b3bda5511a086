"""PPR writes of the areas that are hers; and whoever assessed is to come to the meeting where the results are told (C12, C13)."""

from datetime import datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import ProgrammingError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from followup.models import Meeting, MeetingParticipant
from mapping.actions.findings import write_finding
from mapping.models import Finding, Perspective
from mapping.queries.findings import areas_to_write
from tests.cast import acting
from tests.mapping.test_findings import fields_of, row_of, write

STORY = "2026-05-21T09:00:00+02:00"
COGNITIVE, ACADEMIC = "assessment_areas.cognitive", "assessment_areas.academic"
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def log_in(client, x, who):
    client.force_login(x.users[who])
    return client


# ---- PPR ----


def test_ppr_writes_in_the_areas_that_are_hers_and_the_advisor_reads_what_is_shared(cast):
    x = cast.fjord
    made = write(x, "ppr_advisor", dimension=COGNITIVE, text="Adam husker bedst med billeder.")
    assert (made.sector, made.made_by_id) == ("ppr", x.staff["ppr_advisor"].pk)
    for who, reads in (("resource_advisor", True), ("group_leader", True), ("principal", False), ("teacher", False)):
        with acting(x, who) as by:
            assert Finding.objects.visible_to(by).filter(pk=made.pk).exists() is reads
            assert Finding.objects.filter(pk=made.pk).exists() is reads  # PostgreSQL alone


@pytest.mark.parametrize("area", [ACADEMIC, "child_voices.wellbeing", ""])
def test_ppr_does_not_write_of_other_areas(cast, area):
    with pytest.raises(ValidationError) as refused:
        write(cast.fjord, "ppr_advisor", dimension=area)
    assert refused.value.message_dict == {"dimension": ["Vælg et af de områder, som PPR skriver om."]}


def test_the_form_offers_ppr_her_areas_alone_and_herself_as_performer(cast, client):
    x = cast.fjord
    address = reverse("child_finding_create", args=[x.p1.uuid])
    form = log_in(client, x, "ppr_advisor").get(address).context["form"]
    assert [key for _title, areas in form.fields["dimension"].choices[1:] for key, _words in areas] == [
        "assessment_areas.resources", COGNITIVE, "assessment_areas.social", "assessment_areas.wellbeing",
    ]  # fmt: skip
    assert form["performed_by"].value() == x.staff["ppr_advisor"].pk
    assert client.post(address, {"text": "Uden område", "dimension": ""}).status_code == 422
    sent = {"text": "QxPprSer", "dimension": COGNITIVE, "performed_by": str(x.staff["ppr_advisor"].pk)}
    answer = client.post(address, sent, follow=True)
    assert answer.redirect_chain[-1][0] == f"{reverse('comparison', args=[x.p1.uuid])}?runde={x.mapping.uuid}"
    assert (answer.status_code, "QxPprSer" in answer.content.decode()) == (200, True)


def test_ppr_writes_nothing_of_the_class_nor_of_a_child_she_does_not_reach_nor_over_the_schools(cast):
    x = cast.fjord
    with pytest.raises(PermissionDenied):
        write(x, "ppr_advisor", of_child=False)
    made = write(x, dimension=COGNITIVE)
    with pytest.raises(PermissionDenied), acting(x, "ppr_advisor") as by:
        write_finding(mapping=x.mapping, finding=made, by=by, text="Noget andet.", dimension=COGNITIVE)
    with acting(x, "ppr_advisor"), pytest.raises(ProgrammingError), transaction.atomic():
        Finding._base_manager.create(
            municipality=x.municipality, mapping=x.mapping, pathway_child=x.p1, child=x.c1, sector="school", text="Forbi",
            made_by=x.staff["ppr_advisor"],
        )  # fmt: skip


def test_what_the_other_two_may_write_of_is_as_before(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as by:
        x.mapping.pathway = row_of(x, by).pathway
        keys = [key for _title, areas in areas_to_write(x.mapping, "child", "school") for key, _words in areas]
    assert {COGNITIVE, ACADEMIC, "child_voices.wellbeing"} <= set(keys)


# ---- whoever assessed ----


def meeting(x, day=datetime(2026, 6, 12, 14, 15), kind="goal_setting", state="planned", **more):
    with acting(x, "resource_advisor") as by:
        planned = {"starts_at": day.replace(tzinfo=ZoneInfo("Europe/Copenhagen"))} if state == "planned" else {}
        held = {"held_on": day.date()} if state == "held" else {}
        return Meeting._base_manager.create(
            municipality=x.municipality, pathway=x.w, pathway_child=x.p1, kind=kind, state=state, lead=x.staff["resource_advisor"],
            recorded_by_id=by.staff_id, **planned, **held, **more,
        )  # fmt: skip


def assessed(x, **fields):
    return write(x, dimension=COGNITIVE, tool="WISC-V", **({"performed_by": x.staff["ppr_advisor"]} | fields))


def words_of(client, x, who="resource_advisor", **query):
    return log_in(client, x, who).get(reverse("comparison", args=[x.p1.uuid]), query).content.decode()


def test_who_assessed_and_is_not_invited_stands_on_both_pages_and_is_invited_with_one_press(cast, client):
    x = cast.fjord
    assessed(x)
    planned = meeting(x)
    said = "Udført af Ole Vestergaard, som ikke er inviteret til mødet den 12. juni."
    assert said in words_of(client, x)
    page = client.get(reverse("meeting_detail", args=[planned.uuid]))
    assert [(each.assessor.name, each.may_invite) for each in page.context["assessed"]] == [("Ole Vestergaard", True)]
    address = reverse("meeting_invite", args=[planned.uuid])
    for _press in range(2):
        assert client.post(address, {"staff": x.staff["ppr_advisor"].pk}).url == page.request["PATH_INFO"]
    with acting(x, "resource_advisor") as by:
        asked = MeetingParticipant.objects.visible_to(by).filter(meeting=planned)
        assert [(row.staff_member_id, row.part) for row in asked] == [(x.staff["ppr_advisor"].pk, "involved")]
        assert Meeting.objects.visible_to(by).get(pk=planned.pk).sequence == 1
    assert said not in words_of(client, x)
    assert client.get(reverse("meeting_detail", args=[planned.uuid])).context["assessed"] == []


def test_invited_to_be_told_afterwards_is_not_to_come(cast, client):
    x = cast.fjord
    assessed(x)
    planned = meeting(x)
    with acting(x, "resource_advisor"):
        row = MeetingParticipant._base_manager.create(
            municipality=x.municipality, meeting=planned, pathway=x.w, staff_member=x.staff["ppr_advisor"], part="informed"
        )  # fmt: skip
    assert "ikke er inviteret til mødet" in words_of(client, x)
    client.post(reverse("meeting_invite", args=[planned.uuid]), {"staff": x.staff["ppr_advisor"].pk})
    with acting(x, "resource_advisor"):
        row.refresh_from_db()
    assert row.part == "involved"


def test_who_was_not_at_the_meeting_that_was_held(cast, client):
    x = cast.fjord
    assessed(x)
    held = meeting(x, datetime(2026, 5, 21, 14), state="held")
    assert "Udført af Ole Vestergaard, som ikke var med til mødet den 21. maj." in words_of(client, x)
    with acting(x, "resource_advisor"):
        MeetingParticipant._base_manager.create(
            municipality=x.municipality, meeting=held, pathway=x.w, staff_member=x.staff["ppr_advisor"], attended=True
        )  # fmt: skip
    assert "ikke var med" not in words_of(client, x)


def test_nothing_planned_says_so_to_whoever_plans_and_to_nobody_else(cast, client):
    x = cast.fjord
    assessed(x)
    said = "Mødet om resultaterne er ikke planlagt endnu. Invitér Ole Vestergaard til det."
    page = words_of(client, x)
    assert (said in page, f"?slags=goal_setting&amp;barn={x.p1.uuid}" in page) == (True, True)
    assert said not in words_of(client, x, "ppr_advisor")


def test_another_kind_of_meeting_and_one_before_the_results_hand_nothing_over(cast, client):
    x = cast.fjord
    assessed(x)
    other = meeting(x, kind="network")
    meeting(x, datetime(2026, 5, 11, 14), state="held")
    assert "er ikke planlagt endnu" in words_of(client, x)
    assert client.get(reverse("meeting_detail", args=[other.uuid])).context["assessed"] == []


def test_somebody_from_outside_stands_by_name_and_has_no_button(cast, client):
    x = cast.fjord
    assessed(x, performed_by=None, performer="Psykolog Bo Lund")
    planned = meeting(x)
    page = words_of(client, x)
    assert "Udført af Psykolog Bo Lund, som ikke er inviteret til mødet den 12. juni." in page
    assert reverse("meeting_invite", args=[planned.uuid]) not in page
    with acting(x, "resource_advisor"):
        MeetingParticipant._base_manager.create(
            municipality=x.municipality, meeting=planned, pathway=x.w, words="psykolog bo lund"
        )
    assert "ikke er inviteret" not in words_of(client, x)


def test_a_performer_named_in_an_answer_is_known_by_name(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        said = {
            "cognitive_basis": "new",
            "cognitive_performer": "Ole Vestergaard, psykolog",
            "social_performer": "Eva Kold, bosted",
        }
        Perspective._base_manager.filter(pk=x.child_voice.pk).update(
            informant="professional", values={"assessment_areas": said}, versions={"assessment_areas": "1"}, finished_at=timezone.now()
        )  # fmt: skip
    planned = meeting(x)
    page = log_in(client, x, "resource_advisor").get(reverse("meeting_detail", args=[planned.uuid]))
    told = [(each.assessor.name, each.assessor.about, each.may_invite) for each in page.context["assessed"]]
    child = x.c1.short_name
    assert told == [
        ("Ole Vestergaard", f"{child} · Kognitivt", True),
        ("Eva Kold, bosted", f"{child} · Socialt", False),
    ]


def test_who_has_no_way_to_the_child_cannot_be_invited(cast, client):
    x = cast.fjord
    planned = meeting(x)
    stranger = x.staff["principal2"] if "principal2" in x.staff else x.staff["steering_group"]
    answer = log_in(client, x, "resource_advisor").post(
        reverse("meeting_invite", args=[planned.uuid]), {"staff": stranger.pk}, follow=True
    )
    assert "kan ikke inviteres" in answer.content.decode()
    for wrong in ("", "x", "999999", str(cast.bakke.staff["ppr_advisor"].pk)):
        assert client.post(reverse("meeting_invite", args=[planned.uuid]), {"staff": wrong}).status_code == 404
    with acting(x, "resource_advisor") as by:
        assert not MeetingParticipant.objects.visible_to(by).filter(meeting=planned).exists()


def test_a_principal_who_reads_no_findings_is_told_of_nobody(cast, client):
    x = cast.fjord
    assessed(x)
    planned = meeting(x)
    page = log_in(client, x, "principal").get(reverse("meeting_detail", args=[planned.uuid]))
    assert (page.status_code, page.context["assessed"]) == (200, [])


def test_the_page_asks_as_much_with_one_assessment_as_with_thirty(cast, client):
    x = cast.fjord
    assessed(x)
    meeting(x)
    address = reverse("comparison", args=[x.p1.uuid])
    log_in(client, x, "resource_advisor").get(address)

    def cost():
        with CaptureQueriesContext(connection) as asked:
            assert client.get(address).status_code == 200
        return len(asked)

    first = cost()
    for n in range(30):
        assessed(x, text=f"Nummer {n}")
    assert cost() == first


def test_a_performer_of_staff_wins_over_words(cast, client):
    x = cast.fjord
    made = assessed(x, performer="En anden")
    assert (made.performed_by_id, made.performer) == (x.staff["ppr_advisor"].pk, "")
    address = reverse("finding_edit", args=[made.uuid])
    sent = fields_of(log_in(client, x, "resource_advisor").get(address))
    assert (
        client.post(address, sent | {"dimension": COGNITIVE, "performed_by": "", "performer": "Bo"}).status_code == 302
    )
    with acting(x, "resource_advisor"):
        made.refresh_from_db()
    assert (made.performed_by_id, made.performer, made.performed_on) == (None, "Bo", None)
