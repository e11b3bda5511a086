"""The closing's figures stand on the page and on paper, from one source: baseline, points reached, evenings, and both rounds."""

import io
from datetime import date

import pytest
from django.urls import reverse

from cases.actions import plans as actions
from cases.actions.plan_parts import record_level
from cases.models import Goal, Measure
from insight.closing_document import closing_document
from insight.queries.closing import closing_page
from insight.queries.closing_parts import measures_of
from tests.cast import TODAY, acting

pytestmark = pytest.mark.django_db


@pytest.fixture
def x(cast, db, noon):
    return cast.fjord


def levels(x):
    with acting(x, "resource_advisor") as person:
        Goal.objects.filter(pk=x.goal.pk).update(baseline="To gange om ugen.")
        record_level(goal=x.goal, level=1, on=TODAY, words="Med fire dage.", by=person)


def test_a_goal_tells_where_it_began_and_how_far_it_came(x, client):
    levels(x)
    with acting(x, "resource_advisor") as person:
        page = closing_page(person, x.w, TODAY)
        each = next(each for each in page.goals if each.goal.pk == x.goal.pk)
        assert (each.attained.point, each.attained.first_point, [full for _at, full in each.attained.scale]) == (
            4,
            2,
            [True] * 4 + [False],
        )
        assert each.attained.words == "Er med fire dage."
        line = next(line for line in closing_document(page, person).goals if line.attained)
        assert (line.baseline, line.attained) == ("To gange om ugen.", each.attained)
    client.force_login(x.users["resource_advisor"])
    shown = client.get(reverse("pathway_closing", args=[x.w.uuid])).content.decode()
    assert "4 af 5" in shown and "2 af 5 den" in shown and "Før start: To gange om ugen." in shown


def test_the_paper_says_the_same_figures(x, client):
    from pypdf import PdfReader

    levels(x)
    client.force_login(x.users["resource_advisor"])
    pdf = client.get(reverse("pathway_closing_pdf", args=[x.w.uuid])).content
    text = " ".join(" ".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages).split())
    assert "4 af 5" in text and "To gange om ugen." in text


def test_what_ended_in_an_earlier_version_is_told_with_what_came_of_it(x):
    with acting(x, "resource_advisor") as person:
        actions.end_measure(measure=x.measure, ended_on=date(2026, 5, 20), effect="Det blev en vane.", by=person)
        draft = actions.start_version(pathway=x.w, by=person)
        actions.add_measure(plan=draft, title="Ny", arena="school", core_element="praise", by=person)
        actions.share_plan(plan=draft, by=person)
        actions.put_plan_in_force(plan=draft, valid_from=TODAY, by=person)
        lines = {line.measure.title: line for line in measures_of(x.w, person, TODAY) if not line.child}
        assert set(lines) == {x.measure.title, "Ny"}
        old = lines[x.measure.title]
        assert (old.is_open, old.measure.effect) == (False, "Det blev en vane.")


def test_one_that_goes_on_is_told_once(x):
    with acting(x, "resource_advisor") as person:
        draft = actions.start_version(pathway=x.w, by=person)
        actions.share_plan(plan=draft, by=person)
        actions.put_plan_in_force(plan=draft, valid_from=TODAY, by=person)
        Measure.objects.filter(pk=x.measure.pk).update(ended_on=TODAY)
        assert [line.measure.plan_id for line in measures_of(x.w, person, TODAY) if not line.child] == [draft.pk]


def test_evenings_and_places_are_the_groups_own(x):
    with acting(x, "group_leader") as person:
        facts = dict(closing_page(person, x.w, TODAY).facts)
    with acting(x, "resource_advisor") as person:
        school = dict(closing_page(person, x.w, TODAY).facts)
    told = {"Mødegange i forældregruppen", "Fremmøde i forældregruppen"}
    assert told & set(school) == set()
    assert all("af" in words for title, words in facts.items() if title in told)
