"""A new plan is told with the last words, marked where the plan changed; and both sides stand in one version for the parents."""

from datetime import date

import pytest
from django.core.exceptions import ValidationError
from django.urls import reverse

from cases.actions.audiences import begin_anew, begin_version, last_given, put_words_back, write_version
from cases.actions.audiences_given import give_version, undo_giving
from cases.actions.audiences_together import hand_over_again, hand_over_part, take_part_home
from cases.actions.sharing import withdraw_basis
from cases.audience_changes import Changed, changed_since
from cases.audience_parts import as_the_child_says
from cases.models import AudienceVersion, Goal, HandedPart, InformationExchange, Measure, PathwayPlan, SharingBasis
from cases.queries.audiences_together import other_side
from core.links import by_link, hash_of
from tests.cast import acting
from tests.cast_voices import token

DAY = date(2026, 5, 21)
pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to("2026-05-21T09:00:00+02:00")


def texts(version):
    return {section["key"]: section["text"] for section in version.sections}


def written(x, who, version, text, **more):
    with acting(x, who) as by:
        version = AudienceVersion.objects.visible_to(by).get(pk=version.pk)
        sections = {section["key"]: (text, "") for section in version.sections}
        write_version(
            version=version, title="Planen", sections=sections, row_version=version.row_version, by=by, **more
        )
        return AudienceVersion.objects.visible_to(by).get(pk=version.pk)


# ---- again ----


@pytest.fixture
def next_plan(cast):
    """Plan 2 of 5.B: the old goal is gone, a new one and a measure have come."""
    x = cast.fjord
    with acting(x, "resource_advisor"):
        x.class_version.refresh_from_db()
        AudienceVersion.objects.filter(pk=x.class_version.pk).update(
            sections=[
                {"key": "goals", "text": "Vi øver os i at vente.", "other": ""},
                {"key": "good", "text": "Vi griner.", "other": ""},
            ]
        )
        PathwayPlan.objects.filter(pk=x.plan.pk).update(state="superseded")
        plan = x.make(PathwayPlan, pathway=x.w, number=2, state="in_force", valid_from=DAY, strengths=x.plan.strengths)
        x.make(Goal, plan=plan, text="Alle rækker hånden op.", order=1)
        x.make(
            Measure,
            plan=plan,
            title="Fast plads ved døren",
            arena="school",
            core_element=Measure.objects.filter(plan=x.plan).first().core_element,
        )
    return plan


def begun(x, plan, who="resource_advisor", audience="class", row=None):
    with acting(x, who) as by:
        return begin_version(plan=plan, audience=audience, pathway_child=row, by=by)[0]


def test_it_begins_with_the_last_words_and_marks_what_changed(cast, next_plan):
    x = cast.fjord
    version = begun(x, next_plan)
    assert texts(version) == {"goals": "Vi øver os i at vente.", "good": "Vi griner."}
    assert {section["key"]: section.get("mend", False) for section in version.sections} == {
        "goals": True,
        "good": False,
    }
    with acting(x, "resource_advisor") as by:
        last = last_given(next_plan, "class", None, "school", by)
        changed = {each.key: each for each in changed_since(last, next_plan, by)}
    assert changed["goals"] == Changed(
        "goals", "Det øver vi os på", ("Alle rækker hånden op.",), ("Alle er i gang inden for fem minutter.",)
    )
    assert "Fast plads ved døren" in changed["school"].new


def test_what_is_to_be_mended_cannot_be_given(cast, next_plan):
    x = cast.fjord
    version = written(x, "resource_advisor", begun(x, next_plan), "Vi øver os.", mend=["goals"])
    with acting(x, "resource_advisor") as by, pytest.raises(ValidationError) as refused:
        give_version(version=version, by=by, given_on=DAY)
    assert refused.value.code == "mend"
    version = written(x, "resource_advisor", version, "Vi øver os.")
    with acting(x, "resource_advisor") as by:
        assert give_version(version=version, by=by, given_on=DAY).documents[0].kind == "plan_class"


def test_begun_again_from_the_plan_and_undone(cast, next_plan, client):
    x = cast.fjord
    version = begun(x, next_plan)
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("audience_edit", args=[version.uuid])).content.decode()
    assert "Ændret i planen siden" in page and "Alle rækker hånden op." in page
    client.post(reverse("audience_anew", args=[version.uuid]))
    with acting(x, "resource_advisor"):
        assert texts(AudienceVersion.objects.get(pk=version.pk))["goals"] == "Alle rækker hånden op."
    client.post(reverse("undo", args=[client.session["undo"][0]["key"]]))
    with acting(x, "resource_advisor"):
        assert texts(AudienceVersion.objects.get(pk=version.pk)) == texts(version)


def test_the_words_are_not_put_back_over_newer_ones(cast, next_plan):
    x = cast.fjord
    with acting(x, "resource_advisor") as by:
        version, _left, before = begin_anew(version=begun(x, next_plan), by=by)
    written(x, "resource_advisor", version, "Nyt.")
    with acting(x, "resource_advisor") as by, pytest.raises(ValidationError) as refused:
        put_words_back(version=version, before=before, row_version=version.row_version, by=by)
    assert refused.value.code == "stale"


@pytest.mark.parametrize(
    ("line", "said"),
    [
        ("Adam er med i en leg.", "Jeg er med i en leg."),
        ("Er hurtig til at hjælpe. Siger selv fra, når han har brug for det.", "Jeg er hurtig til at hjælpe. Jeg siger selv fra, når jeg har brug for det."),
        ("– Bruger sit pausetegn", "– Bruger mit pausetegn"), ("Hans mor følger ham.", "Hans mor følger ham."),
        ("De andre hjælper Adam.", "De andre hjælper Adam."),
    ],
)  # fmt: skip
def test_the_childs_own_version_says_jeg(line, said):
    assert as_the_child_says(line, "Adam") == said


def test_the_page_says_what_is_next_and_what_was_found(cast, client, next_plan):
    x = cast.fjord
    version = written(x, "resource_advisor", begun(x, next_plan), "Vi tager godt imod den nye pige.")
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("presentations", args=[next_plan.uuid]))
    cards = {card.key: card for card in page.context["cards"]}
    assert [hit.words for hit in cards["class"].rows[0].warnings] == ["den nye pige"]
    assert (cards["class"].state, cards["class"].rows[0].step, cards["class_parents"].state) == (
        "old",
        "give",
        "missing",
    )
    assert page.context["step"][1].draft == version
    assert "Se på:" in page.content.decode()
    with acting(x, "resource_advisor"):
        AudienceVersion.objects.filter(pk=version.pk).update(title=f"{x.c2.given_name}s klasse")
    page = client.get(reverse("presentations", args=[next_plan.uuid]))
    assert page.context["step"][1].step == "mend" and "Kan ikke gives:" in page.content.decode()


# ---- together ----


@pytest.fixture
def ours(cast):
    """The school's draft for Adam's parents."""
    x = cast.fjord
    return written(x, "resource_advisor", begun(x, x.plan, audience="child_parents", row=x.p1), "Vi øver os i skolen.")


def handed(x, text="I roser ham hver aften."):
    version = written(x, "group_leader", x.parents_version, text)
    with acting(x, "group_leader") as by:
        return version, hand_over_part(version=version, by=by)


def seen_by_the_school(x, version):
    with acting(x, "resource_advisor") as by:
        version = (
            AudienceVersion.objects.visible_to(by)
            .select_related("plan", "pathway__unit", "pathway__partner_unit")
            .get(pk=version.pk)
        )
        found = other_side(version, by)
        return [section["text"] for section in found.sections], found.is_missing


def test_the_other_sides_part_is_handed_over_and_stands_in_one_version(cast, ours):
    x = cast.fjord
    assert seen_by_the_school(x, ours) == ([], True)
    _version, part = handed(x)
    assert part.sections == [{"key": "goals", "text": "I roser ham hver aften."}]
    assert seen_by_the_school(x, ours) == (["I roser ham hver aften."], False)
    with acting(x, "resource_advisor") as by:
        given = give_version(version=ours, by=by, given_on=DAY, parents=[x.mother])
        text = given.documents[0].facts["text"]
    assert (
        text.index("Fra skolen")
        < text.index("Vi øver os i skolen.")
        < text.index("Fra gruppelederen")
        < text.index("I roser ham")
    )
    with acting(x, "resource_advisor") as by:
        again = undo_giving(version=ours, told=given.told.pk, documents=[each.pk for each in given.documents], by=by)
        assert {section["text"] for section in again.sections} == {
            "Vi øver os i skolen."
        }  # each side's words stay its own


def test_what_both_sides_say_is_said_once(cast, ours):
    x = cast.fjord
    handed(x, "Vi øver os i skolen.\nI roser ham.")
    with acting(x, "resource_advisor") as by:
        text = give_version(version=ours, by=by, given_on=DAY, parents=[x.mother]).documents[0].facts["text"]
    goals = text[text.index("Fra gruppelederen") :]
    assert "Vi øver os i skolen." not in goals[: goals.index("Fra os begge")]
    assert "I roser ham." in goals[: goals.index("Fra os begge")]
    assert text.count("Det arbejder hele klassen med") == text.count("Spørg os") == 1


def test_what_changed_since_it_was_looked_at_is_not_given(cast, client, ours):
    x = cast.fjord
    handed(x)
    client.force_login(x.users["resource_advisor"])
    address = reverse("audience_detail", args=[ours.uuid])
    seen = client.get(address).context["form"]["seen"].value()
    handed(x, "I roser ham hver morgen.")
    data = {"parents": [x.mother.pk], "given_on": "2026-05-21", "seen": seen}
    page = client.post(address, data)
    assert page.status_code == 422 and "siden du så på den" in page.content.decode()
    assert client.post(address, data | {"seen": page.context["form"]["seen"].value()}).status_code == 302


def test_the_wall_stands_for_everybody_else(cast, ours):
    x = cast.fjord
    handed(x)
    with acting(x, "teacher") as by:
        assert not HandedPart.objects.visible_to(by).exists()
    with acting(x, "resource_advisor") as by:
        assert not AudienceVersion.objects.visible_to(by).filter(pk=x.parents_version.pk).exists()
    with by_link(hash_of(token(x, "LinkMor1"))) as holder:
        assert not HandedPart.objects.visible_to(holder).exists()


def test_without_it_a_reason_is_asked_and_kept(cast, ours):
    x = cast.fjord
    with acting(x, "resource_advisor") as by, pytest.raises(ValidationError) as refused:
        give_version(version=ours, by=by, given_on=DAY, parents=[x.mother])
    assert list(refused.value.error_dict) == ["alone"]
    with acting(x, "resource_advisor") as by:
        given = give_version(version=ours, by=by, given_on=DAY, parents=[x.mother], alone="Gruppelederen er syg.")
    assert given.documents[0].facts["alone"] == "Gruppelederen er syg."


def test_when_the_basis_ends_the_part_is_gone_and_no_reason_is_asked(cast, ours):
    x = cast.fjord
    version, _part = handed(x)
    with acting(x, "resource_advisor") as by:
        basis = SharingBasis.objects.visible_to(by).live().get(child=x.c1, pathway=x.w)
        withdraw_basis(basis=basis, reason="Trukket tilbage.", by=by)
    assert seen_by_the_school(x, ours) == ([], False)
    with acting(x, "resource_advisor") as by:
        assert (
            "I roser"
            not in give_version(version=ours, by=by, given_on=DAY, parents=[x.mother]).documents[0].facts["text"]
        )
    with acting(x, "group_leader") as by, pytest.raises(ValidationError):
        hand_over_part(version=version, by=by)


def test_handed_over_twice_it_is_one_mended_it_is_the_new_one_and_it_can_be_taken_home(cast, ours):
    x = cast.fjord
    version, part = handed(x)
    with acting(x, "group_leader") as by:
        assert hand_over_part(version=version, by=by) == part
    version, newer = handed(x, "I roser ham hver morgen.")
    assert seen_by_the_school(x, ours)[0] == ["I roser ham hver morgen."]
    with acting(x, "group_leader") as by:
        assert (
            InformationExchange.objects.live().filter(noun="told_part", object_id__in=[part.pk, newer.pk]).count() == 1
        )
        take_part_home(version=version, by=by)
    assert seen_by_the_school(x, ours) == ([], True)
    with acting(x, "group_leader") as by:
        hand_over_again(version=version, part=newer.pk, by=by)
    assert seen_by_the_school(x, ours)[1] is False


def test_on_the_page_one_tap_hands_it_over_and_undo_takes_it_home(cast, client, ours):
    x = cast.fjord
    version = written(x, "group_leader", x.parents_version, "I roser ham.")
    client.force_login(x.users["resource_advisor"])
    assert "Én del mangler" in client.get(reverse("audience_detail", args=[ours.uuid])).content.decode()
    client.force_login(x.users["group_leader"])
    client.post(reverse("audience_hand_over", args=[version.uuid]))
    undo = client.session["undo"][0]["key"]
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("audience_detail", args=[ours.uuid])).content.decode()
    assert "Begge dele er her" in page and "I roser ham." in page
    assert client.post(reverse("audience_hand_over", args=[version.uuid])).status_code == 404
    client.force_login(x.users["group_leader"])
    client.post(reverse("audience_take_home", args=[version.uuid]))
    assert seen_by_the_school(x, ours) == ([], True)
    assert undo


@pytest.mark.parametrize("name", ["audience_anew", "audience_hand_over", "audience_take_home"])
def test_another_municipality_finds_nothing(cast, client, name):
    client.force_login(cast.bakke.users["resource_advisor"])
    assert client.post(reverse(name, args=[cast.fjord.class_version.uuid])).status_code == 404
