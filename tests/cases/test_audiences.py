"""A plan told to its audiences: begun in safe words, written, given to somebody on a day, taken back."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.audiences import begin_version, write_version
from cases.actions.audiences_given import give_version, put_back_version, take_back_version
from cases.models import AudienceVersion, CustodyRelation, IssuedDocument, PathwayPlan, Presentation
from core.links import by_link, hash_of
from tests.cast import acting, canary
from tests.cast_voices import token

STORY = "2026-05-21T09:00:00+02:00"
DAY = date(2026, 5, 21)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY)


def begun(x, who, audience, row=None, **more):
    with acting(x, who) as by:
        return begin_version(plan=x.plan, audience=audience, pathway_child=row, by=by, **more)


def written(x, who, version, text="Vi hjælper hinanden hver dag.", **more):
    with acting(x, who) as by:
        version = AudienceVersion.objects.visible_to(by).get(pk=version.pk)
        sections = {section["key"]: (text, more.get("other", "")) for section in version.sections}
        write_version(version=version, title="Vores plan", sections=sections, row_version=version.row_version, by=by)
        return AudienceVersion.objects.visible_to(by).get(pk=version.pk)


def given(x, who, version, **more):
    with acting(x, who) as by:
        return give_version(version=version, by=by, given_on=DAY, **{"alone": "Skolen fortæller selv."} | more)


# ---- begun ----


def forget_what_the_class_was_told(x):
    """A version that was given would be begun from; here the plan is."""
    with acting(x, "resource_advisor") as by:
        take_back_version(version=x.class_version, reason="Prøve.", by=by)


def test_a_class_version_begins_with_the_class_part_alone(cast):
    forget_what_the_class_was_told(cast.fjord)
    version, left_out = begun(cast.fjord, "resource_advisor", "class")
    words = str(version.sections)
    assert "Alle er i gang inden for fem minutter." in words
    assert canary(cast.fjord, "SkoleTiltag1") not in words and canary(cast.fjord, "Barneord1") not in words
    assert left_out == []


def test_a_childs_version_begins_with_its_own_words_first(cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        AudienceVersion.objects.filter(pk=x.child_version.pk).delete()
    version, _left = begun(x, "resource_advisor", "child", x.p1)
    assert version.sections[0]["key"] == "words"
    assert canary(x, "Barneord1") in version.sections[0]["text"]
    assert [section["key"] for section in version.sections if section["key"].startswith("goal")] == ["goal_1"]


def test_the_parents_version_holds_what_its_own_side_wrote(cast):
    """The basis is live, so the advisor reads the family's part; she still gives away no more than the school wrote."""
    x = cast.fjord
    version, _left = begun(x, "resource_advisor", "child_parents", x.p1)
    words = str(version.sections)
    assert canary(x, "SkoleTiltag1") in words
    assert canary(x, "HjemTiltag1") not in words and canary(x, "FamilieBilag1") not in words


def test_begun_twice_is_the_same_draft(cast):
    first, _left = begun(cast.fjord, "resource_advisor", "class")
    assert begun(cast.fjord, "resource_advisor", "class")[0] == first


def test_a_line_of_the_plan_that_names_a_pupil_is_left_out(cast):
    x = cast.fjord
    forget_what_the_class_was_told(x)
    with acting(x, "resource_advisor"):
        PathwayPlan.objects.filter(pk=x.plan.pk).update(strengths=f"Vi griner.\n{x.c2.given_name} er sjov.")
    version, left_out = begun(x, "resource_advisor", "class")
    assert left_out == [f"{x.c2.given_name} er sjov."]
    assert x.c2.given_name not in str(version.sections) and "Vi griner." in str(version.sections)


@pytest.mark.parametrize("who", ["teacher", "principal", "caseworker"])
def test_others_may_not_begin_one(cast, who):
    with pytest.raises(PermissionDenied):
        begun(cast.fjord, who, "class")


def test_the_childs_version_is_the_schools(cast):
    with pytest.raises(PermissionDenied):
        begun(cast.fjord, "group_leader", "child", cast.fjord.p1)
    assert begun(cast.fjord, "group_leader", "child_parents", cast.fjord.p1)[0].sector == "provider"


def test_another_language_begins_with_the_danish_words(cast):
    x = cast.fjord
    danish = written(x, "resource_advisor", begun(x, "resource_advisor", "child_parents", x.p1)[0], "Adam leger.")
    version, _left = begun(x, "resource_advisor", "child_parents", x.p1, language="ar")
    assert [each["text"] for each in version.sections] == [each["text"] for each in danish.sections]
    assert (version.other_title, {each["other"] for each in version.sections}) == ("خطة طفلكم", {""})
    with pytest.raises(ValidationError):
        begun(x, "resource_advisor", "class", language="ar")


# ---- written ----


def test_a_name_is_refused_at_its_field_and_nothing_is_saved(cast):
    x = cast.fjord
    version, _left = begun(x, "resource_advisor", "class_parents")
    with pytest.raises(ValidationError) as refused:
        written(x, "resource_advisor", version, f"{x.c1.given_name} er med.")
    assert all(field.startswith("text_") for field in refused.value.error_dict)
    with acting(x, "resource_advisor"):
        assert x.c1.given_name not in str(AudienceVersion.objects.get(pk=version.pk).sections)


def test_a_name_in_the_other_language_is_refused_too(cast):
    x = cast.fjord
    version, _left = begun(x, "resource_advisor", "child_parents", x.p1, language="tr")
    with pytest.raises(ValidationError):
        written(x, "resource_advisor", version, "Adam leger.", other=f"{x.c2.name} ile")


def test_an_older_save_is_refused(cast):
    x = cast.fjord
    version, _left = begun(x, "resource_advisor", "class")
    written(x, "resource_advisor", version)
    with acting(x, "resource_advisor") as by, pytest.raises(ValidationError) as refused:
        write_version(version=version, title="Ny", sections={}, row_version=1, by=by)
    assert refused.value.code == "stale"


# ---- given ----


def test_given_to_one_parent_it_is_hers_alone(cast):
    x = cast.fjord
    version = written(x, "group_leader", x.parents_version, "I roser den samme aften.")
    told = given(x, "group_leader", version, parents=[x.mother])
    assert [(each.parent, each.kind, each.version) for each in told.documents] == [(x.mother, "plan_parents", "plan 1")]
    with acting(x, "group_leader"):
        row = Presentation.objects.get(pk=told.told.pk)
        assert (row.audience, row.annex.sector, row.version_id) == ("child_parents", "provider", version.pk)
    with by_link(hash_of(token(x, "LinkMor1"))) as holder:
        mine = IssuedDocument.objects.visible_to(holder).get(pk=told.documents[0].pk)
        assert bytes(mine.body)[:5] == b"%PDF-"
        assert AudienceVersion._base_manager.count() == 0


def test_it_is_given_again_to_the_other_parent_and_twice_to_the_same_is_once(cast):
    x = cast.fjord
    version = written(x, "group_leader", x.parents_version, "I roser den samme aften.")
    first = given(x, "group_leader", version, parents=[x.mother])
    again = given(x, "group_leader", version, parents=[x.mother, x.father])
    assert again.documents[0] == first.documents[0]
    assert [each.parent for each in again.made] == [x.father]  # an undo takes back no more than this
    with acting(x, "group_leader"):
        assert version.documents.count() == 2


def test_suspended_access_cannot_be_given_to(cast):
    x = cast.fjord
    version = written(x, "group_leader", x.parents_version, "I roser den samme aften.")
    with acting(x, "resource_advisor"):
        CustodyRelation.objects.filter(pk=x.mother_custody.pk).update(suspended_from=DAY, suspended_until=DAY)
    with pytest.raises(ValidationError):
        given(x, "group_leader", version, parents=[x.mother])
    with acting(x, "group_leader"):
        assert AudienceVersion.objects.get(pk=version.pk).state == "draft"


def test_a_warning_needs_a_look_and_a_refusal_cannot_be_passed(cast):
    x = cast.fjord
    version = written(
        x, "resource_advisor", begun(x, "resource_advisor", "class")[0], "drengen, der kom fra Syrien i marts"
    )
    with pytest.raises(ValidationError) as refused:
        given(x, "resource_advisor", version)
    assert list(refused.value.error_dict) == ["looked_at"]
    given(x, "resource_advisor", version, looked_at=True)
    with acting(x, "resource_advisor"):
        version = AudienceVersion.objects.get(pk=version.pk)
        assert (version.state, version.given_on, "Syrien" in version.looked_at) == ("given", DAY, True)
        AudienceVersion.objects.filter(pk=version.pk).update(title=f"{x.c1.given_name}s klasse")
    with pytest.raises(ValidationError):
        given(x, "resource_advisor", version, looked_at=True)


@pytest.mark.parametrize(("more", "field"), [({"given_on": date(2026, 5, 22)}, "given_on"), ({}, "parents")])
def test_what_is_missing_is_said_at_its_field(cast, more, field):
    x = cast.fjord
    version = written(x, "group_leader", x.parents_version, "I roser den samme aften.")
    with acting(x, "group_leader") as by, pytest.raises(ValidationError) as refused:
        give_version(version=version, by=by, **{"given_on": DAY} | more)
    assert list(refused.value.error_dict) == [field]


def test_taken_back_it_leaves_the_family_and_stays_with_its_reason(cast):
    x = cast.fjord
    version = written(x, "group_leader", x.parents_version, "I roser den samme aften.")
    document = given(x, "group_leader", version, parents=[x.mother]).documents[0]
    with acting(x, "group_leader") as by:
        take_back_version(version=version, reason="Forkert barn.", by=by)
        take_back_version(version=version, reason="To gange.", by=by)
        version = AudienceVersion.objects.get(pk=version.pk)
        assert (version.withdrawn_reason, version.withdrawn_at is not None) == ("Forkert barn.", True)
    with by_link(hash_of(token(x, "LinkMor1"))) as holder:
        assert not IssuedDocument.objects.visible_to(holder).filter(pk=document.pk).exists()
    with acting(x, "group_leader") as by:
        put_back_version(version=version, by=by)
        assert IssuedDocument.objects.get(pk=document.pk).withdrawn_at is None


# ---- pages ----


def post(client, x, who, name, *args, **data):
    client.force_login(x.users[who])
    return client.post(reverse(name, args=args), data)


def get(client, x, who, name, *args):
    client.force_login(x.users[who])
    return client.get(reverse(name, args=args))


def fields(version, text):
    return {f"text_{section['key']}": text for section in version.sections}


def test_from_the_card_to_given_and_undone(cast, client):
    x = cast.fjord
    page = post(client, x, "resource_advisor", "audience_begin", x.plan.uuid, "class_parents")
    with acting(x, "resource_advisor"):
        version = AudienceVersion.objects.drafts().get(audience="class_parents")
    assert page.url == reverse("audience_edit", args=[version.uuid])
    saved = post(
        client, x, "resource_advisor", "audience_edit", version.uuid, title="Klassen", row_version=1, **fields(version, "Vi øver os.")
    )  # fmt: skip
    assert saved.url == reverse("audience_detail", args=[version.uuid])
    assert "Vi øver os." in get(client, x, "resource_advisor", "audience_detail", version.uuid).content.decode()
    assert "Vi øver os." in get(client, x, "resource_advisor", "audience_page", version.uuid).content.decode()
    done = post(client, x, "resource_advisor", "audience_detail", version.uuid, given_on="2026-05-21")
    assert done.url == reverse("presentations", args=[x.plan.uuid])
    undo = client.session["undo"][0]["key"]
    client.post(reverse("undo", args=[undo]))
    with acting(x, "resource_advisor"):
        kept = list(AudienceVersion.objects.filter(audience="class_parents").order_by("pk"))
        assert [(each.state, bool(each.withdrawn_at)) for each in kept] == [("given", True), ("draft", False)]
        assert kept[1].sections == AudienceVersion.objects.get(pk=version.pk).sections
        assert not Presentation.objects.filter(version=version).exists()


def test_a_name_answers_422_and_keeps_what_was_typed(cast, client):
    x = cast.fjord
    version, _left = begun(x, "resource_advisor", "class")
    text = f"{x.c2.given_name} er sjov."
    page = post(
        client,
        x,
        "resource_advisor",
        "audience_edit",
        version.uuid,
        title="Klassen",
        row_version=1,
        **fields(version, text),
    )
    assert page.status_code == 422
    assert text in page.content.decode()


def test_a_draft_is_hidden_from_readers_and_a_given_one_is_not(cast, client):
    x = cast.fjord
    version, _left = begun(x, "resource_advisor", "class_parents")
    assert get(client, x, "teacher", "audience_detail", version.uuid).status_code == 404
    assert get(client, x, "teacher", "audience_detail", x.class_version.uuid).status_code == 200
    assert post(client, x, "teacher", "audience_detail", x.class_version.uuid, given_on="2026-05-21").status_code == 403


@pytest.mark.parametrize(
    "name", ["audience_detail", "audience_edit", "audience_page", "audience_pdf", "audience_take_back"]
)
def test_another_municipality_finds_nothing(cast, client, name):
    assert get(client, cast.bakke, "resource_advisor", name, cast.fjord.class_version.uuid).status_code == 404


def test_the_cards_ask_the_same_number_of_questions_with_one_version_and_with_many(cast, client):
    x = cast.fjord

    def questions():
        with CaptureQueriesContext(
            connection,
        ) as asked:
            assert get(client, x, "resource_advisor", "presentations", x.plan.uuid).status_code == 200
        return len(asked)

    questions()
    before = questions()
    with acting(x, "resource_advisor"):
        row = AudienceVersion.objects.get(pk=x.class_version.pk)
        for _each in range(30):
            row.pk, row._state.adding = None, True
            row.uuid = AudienceVersion._meta.get_field("uuid").get_default()
            row.save()
    assert questions() == before


def test_a_newer_plan_marks_the_old_ones(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        PathwayPlan.objects.filter(pk=x.plan.pk).update(state="superseded")
        new = PathwayPlan.objects.create(
            municipality_id=x.municipality.pk, pathway=x.w, number=2, state="in_force", valid_from=DAY
        )
    page = get(client, x, "resource_advisor", "presentations", new.uuid).content.decode()
    assert "Der er en nyere plan" in page and "Skriv en ny" in page
