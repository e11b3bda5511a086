"""The pages side by side: what each reader meets, the copies for parents, the class; and how many questions they cost."""

import html
from datetime import date, datetime
from zoneinfo import ZoneInfo

import pytest
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.actions.sharing import share_new
from cases.models import IssuedDocument, PathwayChild
from mapping import undo_rounds
from mapping.models import Ask, ClassAnswer, NeedsMapping, Perspective
from mapping.queries.comparison import Copy, comparison
from programmes.instruments.catalogue import instrument
from programmes.instruments.values import clean_value
from tests.cast import acting

STORY = "2026-05-21T09:00:00+02:00"
AT = datetime(2026, 5, 14, 12, tzinfo=ZoneInfo("Europe/Copenhagen"))
pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
SLUG = "child_voices"


@pytest.fixture(autouse=True)
def today(time_machine):
    time_machine.move_to(STORY, tick=False)


def make(model, x, **fields):
    return model._base_manager.create(municipality=x.municipality, **fields)


def voice(x, mapping, informant, who, sector, values, row=None, shared=True, **more):
    """A finished answer, laid by its author's own session and shared on Adam's basis where she shares."""
    row = row or x.p1
    with acting(x, who) as by:
        made = make(
            Perspective, x, mapping=mapping, pathway_child=row, child_id=row.child_id, informant=informant, sector=sector,
            author=x.staff[who], method="form", obtained_on=date(2026, 5, 14), finished_at=AT, values={SLUG: values},
            versions={SLUG: "1"}, **more,
        )  # fmt: skip
        if shared:
            share_new(child=x.c1, pathway=x.w, noun="answer", obj=made, by=by)
    return made


@pytest.fixture
def later(cast):
    """A second round with three voices of Adam; of the first, the child's figures."""
    x = cast.fjord
    with acting(x, "resource_advisor"):
        made = make(NeedsMapping, x, pathway=x.w, kind="follow_up", opened_on=date(2026, 5, 11))
        Perspective._base_manager.filter(pk=x.child_voice.pk).update(
            values={SLUG: {"feels": 3, "uses_strengths": 7}}, versions={SLUG: "1"}, finished_at=AT
        )
    voice(x, made, "child", "resource_advisor", "school", {"feels": 4, "uses_strengths": 8, "wish": "QxOnske en ven"})
    voice(
        x,
        made,
        "parent",
        "group_leader",
        "provider",
        {"feels": 6, "uses_strengths": 8, "wish": "QxMors ord"},
        parent=x.mother,
    )
    voice(x, made, "professional", "teacher", "school", {"feels": 7, "uses_strengths": 6}, shared=False)
    return made


def page(client, x, who, name="comparison", uuid=None, **query):
    client.force_login(x.users[who])
    return client.get(reverse(name, args=[uuid or x.p1.uuid]), query)


def words_of(response):
    return html.unescape(response.content.decode())


# ---- one child ----


def test_three_views_stand_beside_each_other(cast, client, later):
    text = words_of(page(client, cast.fjord, "resource_advisor"))
    assert "Stor forskel. Adam oplever det sværere end skolen." in text
    assert "Nogen forskel. Skolen oplever det sværere end Adam og mor." in text
    assert "Adam 1 op" in text
    assert text.index("Styrker og interesser") < text.index("Trivsel")
    assert "QxOnske en ven" in text
    assert "Tallene afgør ikke noget; I beslutter sammen, hvad der er behov for." in text
    assert reverse("children_confirm", args=[cast.fjord.w.uuid]) in text


def test_the_drawing_says_its_numbers(cast, client, later):
    text = words_of(page(client, cast.fjord, "resource_advisor"))
    assert "<title>Fra 1 til 10. Adam 4, før 3. Mor 6. Skolen 7.</title>" in text


def test_rounds_are_chosen(cast, client, later):
    x = cast.fjord
    alone = words_of(page(client, x, "resource_advisor", runde=str(later.uuid), foer=""))
    assert "Adam 1 op" not in alone
    first = words_of(page(client, x, "resource_advisor", runde=str(x.mapping.uuid)))
    assert "QxOnske en ven" not in first


def test_a_round_that_one_voice_has_answered_does_not_hide_the_one_with_three(cast, client, later):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        newer = make(NeedsMapping, x, pathway=x.w, kind="closing", opened_on=date(2026, 5, 19))
    voice(x, newer, "professional", "teacher", "school", {"feels": 5}, shared=False)
    shown = page(client, x, "resource_advisor")
    assert shown.context["page"].now == later
    assert f"&amp;runde={later.uuid}" in shown.content.decode()
    assert page(client, x, "resource_advisor", runde=str(newer.uuid)).context["page"].now == newer


def test_who_sees_some_voices_is_told_how_many_she_does_not(cast, client, later):
    text = words_of(page(client, cast.fjord, "teacher"))
    assert "Der er svar, som ikke er delt med dig" in text
    assert "Adam har svaret." in text
    assert "1 svar fra forældrene." in text
    assert [secret for secret in ("QxOnske", "QxMors", "Stor forskel") if secret in text] == []


def test_an_answer_that_is_not_finished_does_not_count(cast, client, later):
    with acting(cast.fjord, "resource_advisor"):
        Perspective._base_manager.filter(mapping=later, informant="child").update(finished_at=None)
    text = words_of(page(client, cast.fjord, "resource_advisor"))
    assert "QxOnske" not in text
    assert "Ét syn mangler. Adam er i gang med at svare." in text


def test_a_reason_is_told(cast, client, later):
    with acting(cast.fjord, "resource_advisor"):
        Perspective._base_manager.filter(mapping=later, informant="child").update(
            finished_at=None, obtained_on=None, not_obtained_reason="Ville helst ikke"
        )
    assert "Ét syn mangler. Adam: Ville helst ikke." in words_of(page(client, cast.fjord, "resource_advisor"))


def test_nobody_has_answered_yet(cast, client):
    text = words_of(page(client, cast.fjord, "resource_advisor", uuid=cast.fjord.p2.uuid))
    assert "Ingen har svaret endnu" in text


def test_three_professionals_are_three_marks_with_names(cast, client, later):
    x = cast.fjord
    voice(x, later, "professional", "ppr_advisor", "ppr", {"feels": 5}, shared=False)
    with acting(x, "ppr_advisor") as by:
        row = PathwayChild.objects.visible_to(by).select_related("child", "pathway").get(pk=x.p1.pk)
        found = comparison(row, by)
    marks = [mark for side in found.sides for r in side.rows if r.key == "wellbeing" for mark in r.marks]
    assert [str(mark.value) for mark in marks if mark.speaker.informant == "professional"] == ["5.0"]


# ---- copies ----


def copy_of(x, parent, who="resource_advisor"):
    with acting(x, who) as by:
        row = PathwayChild.objects.visible_to(by).seen_with_child(by).select_related("child", "pathway").get(pk=x.p1.pk)
        found = comparison(row, by, copy=Copy(parent))
    told = " ".join(row.difference.words for side in found.sides for row in side.rows if row.marks)
    return {speaker.name for speaker in found.speakers}, str(found.quotes), told


def test_a_parents_copy_holds_the_child_herself_and_the_professionals(cast, later):
    x = cast.fjord
    names, quoted, _told = copy_of(x, x.mother)
    assert names == {"Adam", "mor", "skolen"}
    assert "QxMors" in quoted


def test_the_other_parent_never_gets_her_answers(cast, later):
    x = cast.fjord
    names, quoted, told = copy_of(x, x.father)
    assert names == {"Adam", "skolen"}
    assert "QxMors" not in quoted
    assert "Far er ikke hørt endnu." in told
    assert "orældre" not in told


def test_what_the_child_keeps_is_in_no_copy_for_parents(cast, later):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Perspective._base_manager.filter(mapping=later, informant="child").update(hidden_from_parents=True)
    names, quoted, _told = copy_of(x, x.mother)
    assert names == {"mor", "skolen"}
    assert "QxOnske" not in quoted


def test_a_copy_is_kept_as_given_and_can_be_taken_back(cast, client, later):
    x = cast.fjord
    client.force_login(x.users["resource_advisor"])
    address = reverse("comparison_give", args=[x.p1.uuid])
    assert [client.post(address, {"til": str(x.mother.uuid)}).status_code for _ in range(2)] == [302, 302]
    with acting(x, "resource_advisor") as by:
        given = IssuedDocument.objects.visible_to(by).filter(kind="mapping")
        assert [(row.parent_id, row.withdrawn_at) for row in given] == [(x.mother.pk, None)]
    assert client.post(address, {"til": str(x.p1.uuid)}).status_code == 404


def test_pdf_is_tagged_and_says_for_whom_it_is(cast, client, later):
    response = page(client, cast.fjord, "resource_advisor", "comparison_pdf", til=str(cast.fjord.mother.uuid))
    assert (response.status_code, response.content[:5]) == (200, b"%PDF-")


def test_looking_is_recorded(cast, client, later):
    x = cast.fjord
    page(client, x, "resource_advisor")
    with acting(x, "resource_advisor"), connection.cursor() as db:
        db.execute(
            "select count(*) > 0 from audit.access where child_id = %s and actor = %s",
            [x.c1.pk, x.users["resource_advisor"].pk],
        )
        assert db.fetchone() == (True,)


# ---- the class ----

CLASS_SLUG = "class_environment"


def class_round(x, pupils, shut=True, kind="follow_up", **values):
    with acting(x, "resource_advisor") as by:
        made = make(NeedsMapping, x, pathway=x.w, kind=kind, opened_on=date(2026, 5, 4))
        asked = make(
            Ask, x, mapping=made, informant="pupils", instruments=[[CLASS_SLUG, "1"]], sector="school", due_on=date(2026, 5, 20),
            made_by_id=by.staff_id, closed_at=AT if shut else None,
        )  # fmt: skip
        for _ in range(pupils):
            make(
                ClassAnswer,
                x,
                mapping=made,
                ask=asked,
                informant="pupils",
                values={CLASS_SLUG: values},
                answered_on=date(2026, 5, 18),
                finished=True,
            )
    return made


def test_the_spread_of_a_class_is_shown_to_the_principal(cast, client):
    x = cast.fjord
    class_round(x, 6, glad=3, help_each_other=4)
    text = words_of(page(client, x, "principal", "class_answers", x.w.uuid))
    assert "6 elever har svaret" in text
    assert "kan flytte et spørgsmåls tal op til 1,5" in text
    assert x.c1.given_name not in text


@pytest.mark.parametrize(
    ("pupils", "shut", "said"),
    [(4, True, "Færre end 5 elever har svaret"), (6, False, "Svarene vises, når runden er lukket")],
)
def test_few_answers_and_open_rounds_show_nothing(cast, client, pupils, shut, said):
    x = cast.fjord
    class_round(x, pupils, shut, glad=3)
    text = words_of(page(client, x, "principal", "class_answers", x.w.uuid))
    assert said in text
    assert '<svg viewBox="0 0 324' not in text


def test_a_class_of_28_with_three_perspectives_costs_few_questions(cast, client, later):
    """Show 7: both pages, with everybody's answers in two rounds."""
    x = cast.fjord
    class_round(x, 28, glad=3, breaks=2, help_each_other=4, left_out=1)
    with CaptureQueriesContext(
        connection,
    ) as of_class:
        assert page(client, x, "resource_advisor", "class_answers", x.w.uuid).status_code == 200
    with CaptureQueriesContext(connection) as of_child:
        assert page(client, x, "resource_advisor").status_code == 200
    assert (own(of_class) <= 20, own(of_child) <= 20) == (True, True), (own(of_class), own(of_child))


def own(captured):
    """The page's own questions: not those of the session, the login and the transaction around it."""
    around = ("accounts_user", "django_session", "SAVEPOINT", "app.enter", "row_security_active")
    return len([q for q in captured.captured_queries if not any(each in q["sql"] for each in around)])


def test_a_round_that_has_been_shown_is_not_opened_for_one_more_answer(cast):
    """Shut, looked at, opened for the last pupil and shut again, the difference would be that pupil's answer."""
    x = cast.fjord
    for pupils, opens in ((4, True), (5, False)):
        made = class_round(x, pupils, kind="follow_up", glad=3)
        with acting(x, "resource_advisor") as by:
            asked = Ask.objects.visible_to(by).get(mapping=made)
            if opens:
                undo_rounds.shut(by=by, ask=asked.pk)
            else:
                with pytest.raises(ValidationError, match="Runden bliver ved med at være lukket"):
                    undo_rounds.shut(by=by, ask=asked.pk)
                Ask.objects.visible_to(by).filter(pk=asked.pk).update(closed_at=None)  # past the action
            asked.refresh_from_db()
            assert (asked.closed_at is None) is opens


def test_no_figure_comes_out_by_subtraction(cast):
    """Neither the team beside the pupils nor one round less the other holds anything of a group that is too small."""
    x = cast.fjord
    first, second = class_round(x, 6, glad=3, breaks=2), class_round(x, 4, kind="closing", glad=1)
    with acting(x, "resource_advisor") as by:
        team = make(
            Ask, x, mapping=second, informant="team", instruments=[[CLASS_SLUG, "1"]], sector="school", due_on=date(2026, 5, 20),
            made_by_id=by.staff_id, closed_at=AT,
        )  # fmt: skip
        for who in ("teacher", "resource_advisor", "learning_advisor"):
            make(
                ClassAnswer, x, mapping=second, ask=team, informant="team", author=x.staff[who], values={CLASS_SLUG: {"glad": 5}},
                answered_on=date(2026, 5, 18), finished=True,
            )  # fmt: skip
        told = {each.pk: spread_rows(each) for each in (first, second)}
    assert told[first.pk] == {
        ("pupils", "", "", "", 6), ("pupils", CLASS_SLUG, "glad", "3", 6), ("pupils", CLASS_SLUG, "breaks", "2", 6),
        ("pupils", CLASS_SLUG, "", "1", 0),
    }  # fmt: skip
    assert told[second.pk] == {
        ("pupils", "", "", "", 4), ("team", "", "", "", 3), ("team", CLASS_SLUG, "glad", "5", 3), ("team", CLASS_SLUG, "", "1", 0),
    }  # fmt: skip


def spread_rows(mapping):
    with connection.cursor() as db:
        db.execute("select informant, instrument, item, value, n from app.class_spread(%s)", [mapping.pk])
        return set(db.fetchall())


# ---- another's form: sums alone ----

SDQ = "sdq_totals"


def sums(x, mapping, by_whom, day, **values):
    made = voice(x, mapping, "professional", "resource_advisor", "school", {})
    with acting(x, "resource_advisor"):
        said = {"filled_in_by": by_whom, "filled_in_on": day, **values}
        Perspective._base_manager.filter(pk=made.pk).update(values={SDQ: said}, versions={SDQ: "1"})


def test_sums_stand_beside_those_of_the_last_time_with_where_they_come_from(cast, client, later):
    x = cast.fjord
    sums(x, x.mapping, "teacher", "01.02.2026", prosocial=4, conduct=7, total=19)
    sums(x, later, "teacher", "12.05.2026", prosocial=6, conduct=7, total=16)
    shown = page(client, x, "resource_advisor")
    (side,) = [each for each in shown.context["page"].sides if each.slug == SDQ]
    (sheet,) = side.sheets
    assert (sheet.source, sheet.source_before) == ("En lærer, 12.05.2026", "En lærer, 01.02.2026")
    told = [(t.title, t.now, t.before, t.movement.look, t.movement.words) for t in sheet.totals]
    assert told == [
        ("Sociale styrker", 6, 4, "up", "2 op"),
        ("Adfærdsproblemer", 7, 7, "same", "Som før"),
        ("Samlet score", 16, 19, "down", "3 ned"),
    ]
    assert "En lærer, 12.05.2026" in words_of(shown)
    paper = words_of(page(client, x, "resource_advisor", "comparison_pdf", vis=""))
    assert ("SDQ, kun summer" in paper, "En lærer, 12.05.2026" in paper, "3 ned" in paper) == (True, True, True)


def test_a_parents_sum_is_not_set_against_a_teachers(cast, client, later):
    x = cast.fjord
    sums(x, x.mapping, "parent", "01.02.2026", total=19)
    sums(x, later, "teacher", "12.05.2026", total=16)
    (side,) = [each for each in page(client, x, "resource_advisor").context["page"].sides if each.slug == SDQ]
    assert [t.movement.words for t in side.sheets[0].totals] == ["Udfyldt af en anden sidst"]


@pytest.mark.parametrize(("typed", "said"), [("11", "Skriv et helt tal fra 0 til 10."), ("-1", "Skriv et helt tal fra 0 til 10."), ("seks", "Skriv et helt tal fra 0 til 10.")])  # fmt: skip
def test_a_sum_outside_its_range_is_refused_in_words(typed, said):
    with pytest.raises(ValidationError) as refused:
        clean_value(instrument(SDQ).item("conduct"), typed)
    assert refused.value.messages == [said]
