"""Why nothing stands where nothing stands: every gap has its sentence."""

from datetime import date

import pytest
import time_machine
from django.urls import reverse

from cases.models import Pathway, PathwayChild
from followup.actions import (
    plan_agreed,
    plan_missing,
    settle_occurrence,
    start_pathway,
)
from followup.chains import Gap
from followup.queries.explained import explanation_of, gap_words
from followup.subjects import Subject, Subjects
from programmes.models import ProgrammeVersion
from tests.cast import acting
from tests.followup.test_engine import TODAY

pytestmark = pytest.mark.usefixtures("db")


def test_every_gap_has_its_sentence():
    content = ProgrammeVersion.objects.get(programme__slug="externalising_behaviour", number="0").programme_content
    said = {gap_words(gap, content.cadence("maintenance"), None) for gap in Gap}
    assert len(said) == len(Gap) and all(words.endswith(".") for words in said)


@time_machine.travel(TODAY, tick=False)
def test_what_is_not_open_is_explained(cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        pathway = Pathway.objects.get(pk=x.w.pk)
        plan_missing(pathway=pathway)
        content, today = pathway.content, date(2026, 5, 21)
        child = Subject(pathway.pk, x.p1.uuid, x.p1.pk, since=x.p1.starts_on)
        whole = Subject(pathway.pk)
        asked = lambda key, subject: explanation_of(pathway, content.cadence(key), subject, today)  # noqa: E731
        assert asked("follow_up", whole) is None
        assert asked("maintenance", whole) == "not_in_phase"
        assert asked("placement_year", child) == "after_closing"
        assert asked("agreement_review", None) == "not_planned_here"
        pathway.state = "paused"
        assert explanation_of(pathway, content.cadence("maintenance"), whole, today) == "paused"


@time_machine.travel(TODAY, tick=False)
def test_the_page_of_a_pathway_shows_what_is_open_and_explains_the_rest(cast, client):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        plan_missing(pathway=Pathway.objects.get(pk=x.w.pk))
    client.force_login(x.users["resource_advisor"])
    page = client.get(reverse("pathway_follow_ups", args=[x.w.uuid])).content.decode()
    for words in (
        "Fælles opfølgning",
        "Tirsdag 26. maj 2026",
        "Den hører til en anden fase",
        "Der spørges, når forløbet er slut.",
        "Et halvt år efter",
    ):
        assert words in page
    client.force_login(cast.bakke.users["resource_advisor"])
    assert client.get(reverse("pathway_follow_ups", args=[x.w.uuid])).status_code == 404


@time_machine.travel(TODAY, tick=False)
def test_a_statutory_date_is_only_agreed(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        version = ProgrammeVersion.objects.get(programme__slug="foster_care_learning")
        pathway = x.make(
            Pathway, programme_version=version, track="child", unit=x.school, side="school", title="Barnet", state="accepted",
            phase="identified", lead=x.staff["resource_advisor"],
        )  # fmt: skip
        x.make(PathwayChild, pathway=pathway, child=x.c1, starts_on=date(2026, 5, 20))
        pathway = start_pathway(pathway=pathway, starts_on=date(2026, 5, 20), by=person)
        cadence = pathway.content.cadence("statutory_follow_up")
        [child] = Subjects([pathway], date(2026, 5, 21)).live(pathway, pathway.content.cadence("follow_up"))
        assert explanation_of(pathway, cadence, child, date(2026, 5, 21)) == "by_case"
        agreed = plan_agreed(pathway=pathway, cadence=cadence, subject=child, due_on=date(2026, 8, 20))
        assert (agreed.due_on, agreed.is_agreed, agreed.subject) == (date(2026, 8, 20), True, child.uuid)
        settle_occurrence(occurrence=agreed, held_on=date(2026, 5, 21), by=person)
        assert not pathway.occurrences.filter(cadence="statutory_follow_up", state="open").exists()
