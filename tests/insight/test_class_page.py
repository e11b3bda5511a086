"""The class page: what is next, the line, the strip with what rests and is planned, and a pathway that has ended."""

import re
from datetime import date, timedelta

import pytest
from django.utils import translation

from cases.models import Goal, Measure, Pathway, PathwayPlan, PathwayTransition
from classes.models import ClassSession, CoTeachingWeek
from core.charts import TOUCHED
from followup.models import Occurrence
from insight.queries.elements import _caption, _rested
from insight.queries.pathway import pathway_page
from parentgroups.models import GroupSession
from tests.cast import TODAY, acting, canary
from tests.insight.conftest import NOON

pytestmark = pytest.mark.usefixtures("db")
EVERYBODY = (
    "resource_advisor",
    "group_leader",
    "principal",
    "teacher",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
)


def page_of(x, who, pathway=None):
    with acting(x, who) as person, translation.override("da"):
        pathway = Pathway.objects.visible_to(person).get(pk=(pathway or x.w).pk)
        return pathway_page(person, pathway, TODAY)


def detail(visit, x, who, pathway=None):
    text = visit.as_(x, who).text(f"/forloeb/{(pathway or x.w).uuid}")
    return text[text.index("<main") : text.index("</main>")] if "<main" in text else text


def sessions(x, *days, elements=("praise",)):
    with acting(x, "resource_advisor"):
        for day in days:
            ClassSession.objects.create(
                municipality=x.municipality, pathway=x.w, held_on=day, kind="class", elements=list(elements), line="Linje", author=x.staff["resource_advisor"],
            )  # fmt: skip


def written_weeks(x):
    with acting(x, "resource_advisor"):
        CoTeachingWeek.objects.get_or_create(
            municipality=x.municipality, pathway=x.w, monday=date(2026, 5, 11), defaults={"lessons": 10, "author": x.staff["resource_advisor"]},
        )  # fmt: skip


# ---- the head ----


@pytest.mark.parametrize("who", EVERYBODY)
def test_page_has_at_most_one_primary_button(visit, cast, who):
    assert detail(visit, cast.fjord, who).count("button-primary") <= 1


def test_head_says_state_next_and_the_way_to_it(visit, cast):
    text = detail(visit, cast.fjord, "resource_advisor")
    head = text[text.index('class="todo') : text.index('class="people"')]
    assert "Forfalder om 5 dage" in head
    assert f"/opfoelgning/{cast.fjord.occurrence.uuid}/hold" in head
    assert "I gang" in text[: text.index('class="todo')]


def test_next_is_the_follow_up_before_the_lessons_that_were_not_written(cast, noon):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(
            window_opens_on=date(2026, 7, 1), due_on=date(2026, 8, 20), computed_on=date(2026, 8, 20)
        )
        CoTeachingWeek.objects.filter(pathway=x.w, monday=date(2026, 5, 11)).delete()
    assert page_of(x, "resource_advisor").todo.title == "Tolærertimer i uge 20 mangler."
    written_weeks(x)
    todo = page_of(x, "resource_advisor").todo
    assert (todo.status, todo.url) == ("planned", "")
    assert page_of(x, "group_leader").todo.status == "planned"


def test_paused_pathway_says_so(cast, noon):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Pathway.objects.filter(pk=x.w.pk).update(state="paused")
    page = page_of(x, "resource_advisor")
    assert (page.todo.title, page.resting) == ("Forløbet holder pause.", [])


# ---- the line ----


def test_list_behind_the_line_leads_to_every_page(visit, cast):
    x = cast.fjord
    sessions(x, date(2026, 3, 4))
    text = detail(visit, x, "resource_advisor")
    assert f'href="/forloeb/{x.w.uuid}/sessioner#w-20260302"' in text
    assert f'href="/opfoelgning/{x.occurrence.uuid}/hold"' in text
    assert f'href="/forloeb/{x.w.uuid}/plan?plan=' in text


def test_every_link_of_the_list_opens(visit, cast):
    x = cast.fjord
    for who in ("resource_advisor", "group_leader", "principal", "teacher"):
        text = detail(visit, x, who)
        table = text[text.index("Vis som liste") : text.index("</details>", text.index("Vis som liste"))]
        for address in set(re.findall(r'href="([^"#]+)', table)):
            assert visit.get(address.replace("&amp;", "&")).status_code == 200, (who, address)


def test_line_tells_phases_holidays_and_not_held(cast, noon):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Occurrence.objects.filter(pk=x.occurrence.pk).update(state="not_held", not_held_reason="Sygdom")
        PathwayTransition.objects.create(
            municipality=x.municipality, pathway=x.w, kind="phase", before="mapping", after=x.w.phase, by=x.staff["resource_advisor"]
        )  # fmt: skip
    line = page_of(x, "resource_advisor").timeline
    assert [stretch.look for stretch in line.phases][-1] == "now"
    assert "Kristi himmelfartsdag" in [each.label for each in line.holidays]
    assert "not_held" in [event.state for event in line.shared]


def test_school_learns_nothing_of_the_group_from_line_or_strip(cast, noon):
    x = cast.fjord
    for who in ("resource_advisor", "principal", "teacher", "caseworker", "ppr_advisor", "learning_advisor"):
        page = page_of(x, who)
        assert (page.timeline.in_group, page.tracks) == ([], "")
        cells = {cell for row in (page.strip.rows if page.strip else []) for cell in row.cells}
        assert not any("group" in cell or "both" in cell for cell in cells)
    leader = page_of(x, "group_leader")
    assert leader.timeline.in_group and "spor" in leader.tracks


def test_queries_are_the_same_with_ten_times_as_much(visit, cast):
    x = cast.fjord
    for who in ("resource_advisor", "group_leader"):
        detail(visit, x, who)
        detail(visit, x, who)
        few = visit.queries
        sessions(x, *(date(2026, 2, 25) + timedelta(days=n % 80) for n in range(60)))
        with acting(x, "resource_advisor"):
            for n in range(10):
                Occurrence.objects.create(
                    municipality=x.municipality, pathway=x.w, cadence=x.occurrence.cadence, number=90 + n + (20 if who == "group_leader" else 0), state="not_held", not_held_reason="Sygdom",
                    computed_on=date(2026, 6, 1) + timedelta(days=n + (40 if who == "group_leader" else 0)),
                    due_on=date(2026, 6, 1) + timedelta(days=n), window_opens_on=date(2026, 5, 30),
                )  # fmt: skip
        with acting(x, "group_leader"):
            last = GroupSession.objects.order_by("number").last()
            for n in range(10 if who == "group_leader" else 0):
                last.pk, last.number, last.on_day = None, 50 + n, date(2026, 7, 1) + timedelta(days=n)
                last.uuid = GroupSession._meta.get_field("uuid").default()
                last.save()
        detail(visit, x, who)
        assert visit.queries == few, who


# ---- the strip ----


def strip_row(page, key):
    keys = [element.key for element in page.pathway.content.core_elements]
    return page.strip.rows[keys.index(key)]


def test_running_measure_is_planned_from_this_week_on_but_not_in_holidays(cast, noon):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        plan = PathwayPlan.objects.get(pathway=x.w, state="in_force")
        Measure.objects.filter(plan=plan).update(ended_on=date(2026, 5, 1))
        Measure.objects.create(
            municipality=x.municipality, plan=plan, title="Ros", arena="school", core_element="praise", starts_on=date(2026, 3, 2), ends_on=date(2026, 6, 5),
        )  # fmt: skip
    page = page_of(x, "resource_advisor")
    row, this = strip_row(page, "praise"), page.strip.this_week
    planned = [n - this for n, cell in enumerate(row.cells) if cell == "class_planned"]
    assert planned == [n for n in (0, 1, 2) if row.cells[this + n] not in TOUCHED]
    others = {cell for other in page.strip.rows if other is not row for cell in other.cells}
    assert "class_planned" not in others


def test_element_that_rests_is_said_in_words_with_ideas(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        ClassSession.objects.filter(pathway=x.w).update(undone_at=NOON)
    sessions(x, date(2026, 4, 16), elements=["praise"])
    sessions(x, date(2026, 5, 20), elements=["clarity"])
    text = detail(visit, x, "resource_advisor")
    page = page_of(x, "resource_advisor")
    words = {each.label: each.words for each in page.resting}
    assert words["Ros og opmuntring"] == "er ikke rørt i 5 uger"
    assert "Tydelighed og forudsigelighed" not in words
    assert "<b>Ros og opmuntring</b> er ikke rørt i 5 uger." in text
    first = x.w.content.templates_for("praise", "school")[0]
    with translation.override("da"):
        assert str(first.title) in text


def test_holidays_do_not_count_as_rest():
    assert _rested({2: {"class"}}, 6, set()) == 4
    assert _rested({2: {"class"}}, 6, {4}) == 3
    assert _rested({2: {"class_planned"}}, 6, set()) == 6
    assert _rested({}, 4, set()) == 4


def test_caption_names_the_hatched_weeks():
    weeks = [date(2026, 6, 22) + timedelta(weeks=n) for n in range(9)]
    closed = [(date(2026, 6, 29) + timedelta(days=n), "sommerferie") for n in range(42)]
    with translation.override("da"):
        words = _caption(closed, weeks, set(range(1, 7)), {week: n for n, week in enumerate(weeks)}, date(2026, 6, 24))
    assert words == "Denne uge er uge 26. Uge 27–32: sommerferie."


# ---- the end ----


def test_closed_pathway_is_a_story(visit, cast):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        decision = x.w.content.closing_decisions[0]
        plan = PathwayPlan.objects.get(pathway=x.w, state="in_force")
        Goal.objects.filter(plan=plan).delete()
        Goal.objects.create(
            municipality=x.municipality, plan=plan, text="Alle har en makker", reached_on=date(2026, 5, 1)
        )
        Goal.objects.create(municipality=x.municipality, plan=plan, text="Ro ved start", order=1)
        Pathway.objects.filter(pk=x.w.pk).update(
            state="closed", ended_on=date(2026, 5, 20), ending=decision.key, ending_reason="Klassen klarer sig selv."
        )
    text = detail(visit, x, "resource_advisor")
    story = text[text.index('id="h-story"') : text.index('id="h-ph"')]
    assert "24. februar 2026 til 20. maj 2026, 13 uger." in story
    assert "1 af 2 mål er nået." in story
    assert "Klassen klarer sig selv." in story and "Alle har en makker" in story
    with translation.override("da"):
        assert str(decision.title) in story
    assert "button-primary" not in text and 'class="todo' not in text
    assert "spor" not in story
    assert "De to spor" in detail(visit, x, "group_leader")
    assert detail(visit, cast.bakke, "resource_advisor", x.w).count(canary(x, "Barn1")) == 0


def test_pathway_of_another_municipality_is_not_found(visit, cast):
    assert visit.as_(cast.bakke, "resource_advisor").get(f"/forloeb/{cast.fjord.w.uuid}").status_code == 404
