"""The pages of a round: to ask, to answer together or from paper, what is known already, what is used again."""

from datetime import date, datetime, timedelta

import pytest
import time_machine
from django.core.exceptions import ValidationError
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from cases.models import AccessLink, Child, PathwayChild
from core.links import NoLink, by_link, hash_of
from insight.queries.ask_panels import asks_panel
from mapping.actions import complete_mapping, confirm_children, open_mapping, save_voice
from mapping.actions.answers import answering, finish, save_answer, save_answers
from mapping.actions.asks import make_ask
from mapping.actions.evidence import reuse_answer
from mapping.documents_questionnaire import questionnaire, questionnaire_pdf
from mapping.models import Ask, ClassAnswer, Evidence, NeedsMapping, Perspective
from mapping.queries import child_lines, children_of_pathway
from mapping.queries.rounds import class_rounds, recent_answers
from tests.cast import TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
CHILD = "child_voices"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(datetime.fromisoformat("2026-05-21T12:00+02:00")):
        yield


@pytest.fixture
def mapping(cast):
    with acting(cast.fjord, "resource_advisor") as person:
        return open_mapping(pathway=cast.fjord.w, kind="closing", by=person)


@pytest.fixture
def advisor(cast, client):
    client.force_login(cast.fjord.users["resource_advisor"])
    return client


def ask(x, mapping, who="resource_advisor", informant="child", way="together", **more):
    fields = {"pathway_child": x.p1, "instruments": [CHILD], "due_on": TODAY + timedelta(days=9)}
    with acting(x, who) as person:
        return make_ask(mapping=mapping, informant=informant, way=way, by=person, **fields | more).ask


def answer_all(x, row, who, value=None):
    with acting(x, who) as person:
        values = {}
        for each in answering(row, person).questions:
            if each.item.is_figure:
                values.setdefault(each.instrument.slug, {})[each.item.key] = value or each.item.ends[1]
        save_answers(ask=row, values=values, by=person)
        return finish(ask=row, by=person)


FORM = {"who": ["child"], "other": "", "instruments": [CHILD], "way": "link", "language": "", "due_on": "2026-06-04"}


# ---- to ask ----


@pytest.mark.parametrize(("born_on", "preset"), [(date(2018, 9, 1), "child_pictures"), (date(2015, 5, 13), CHILD)])
def test_the_youngest_are_met_with_pictures_unless_another_is_chosen(cast, mapping, advisor, born_on, preset):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        Child.objects.filter(pk=x.c1.pk).update(born_on=born_on)
    page = advisor.get(reverse("child_ask", args=[x.p1.uuid]) + "?hvem=child")
    form = page.context["form"]
    assert (form.initial["who"], form.initial["instruments"]) == (["child"], [preset])


def test_a_child_that_has_answered_may_be_asked_about_more_and_stands_as_itself(cast, mapping, advisor):
    x = cast.fjord
    address = reverse("mapping_detail", args=[x.w.uuid])
    row = ask(x, mapping)
    more = reverse("child_ask", args=[x.p1.uuid]) + "?hvem=child"
    assert more not in advisor.get(address).content.decode()
    answer_all(x, row, "resource_advisor")
    page = advisor.get(address).content.decode()
    assert more in page and "Spørg om mere" in page and f"{x.c1.short_name}, 21. maj" in page
    assert "Familiens gruppeleder spørger forældrene." in page


def test_asking_several_at_once_gives_a_link_to_each_and_colleagues_none(cast, mapping, advisor):
    x = cast.fjord
    data = FORM | {"who": ["child", f"staff-{x.staff['teacher'].pk}"], "other": "Pædagog i klubben"}
    response = advisor.post(reverse("child_ask", args=[x.p1.uuid]), data)
    assert response.status_code == 200
    assert [each["who"] for each in response.context["given"]] == ["barnet", "Pædagog i klubben"]
    assert response.context["others"] == [x.staff["teacher"].name]
    with acting(x, "resource_advisor") as person:
        rows = Ask.objects.visible_to(person).filter(mapping=mapping).order_by("pk")
        assert [(row.informant, row.way, bool(row.link_id)) for row in rows] == [
            ("child", "link", True), ("professional", "logged_in", False), ("professional", "link", True),
        ]  # fmt: skip


def test_one_more_is_picked_by_hand(cast, mapping, advisor):
    address = reverse("child_ask", args=[cast.fjord.p1.uuid])
    assert advisor.get(address, {"hvem": "professional"}).context["form"].initial["who"]
    advisor.post(address, FORM | {"who": [f"staff-{cast.fjord.staff['teacher'].pk}"]})
    assert advisor.get(address, {"hvem": "professional"}).context["form"].initial["who"] == []


def test_the_class_team_is_asked_as_one(cast, mapping, advisor):
    address = reverse("class_ask", args=[cast.fjord.w.uuid, "team"])
    form = advisor.get(address).context["form"]
    said = advisor.post(address, {**form.initial, "due_on": form.initial["due_on"].isoformat()}, follow=True)
    assert "Klasseteamet er spurgt, hver for sig." in said.content.decode()


def test_nobody_chosen_is_a_422_that_keeps_what_was_chosen(cast, mapping, advisor):
    response = advisor.post(reverse("child_ask", args=[cast.fjord.p1.uuid]), FORM | {"who": [], "way": "paper"})
    assert response.status_code == 422
    assert 'value="paper"' in response.content.decode()
    assert response.context["form"].errors["who"]


def test_a_foreign_child_is_not_there(cast, mapping, advisor):
    assert advisor.get(reverse("child_ask", args=[cast.bakke.p1.uuid])).status_code == 404


def test_the_line_tells_who_is_asked_and_how_far(cast, mapping):
    x = cast.fjord
    row = ask(x, mapping)
    with acting(x, "resource_advisor") as person:
        question = next(q for q in answering(row, person).questions if q.item.is_figure)
        save_answer(ask=row, instrument=CHILD, item=question.item.key, value=question.item.ends[0], by=person)
        seen, _unseen = children_of_pathway(x.w, person)
        line = next(each for each in child_lines(mapping, seen, person) if each.pathway_child.pk == x.p1.pk)
        voice = line.voices[0]
        assert (voice.informant, voice.is_there, voice.rows, voice.asks[0].answered) == ("child", False, (), 1)
        assert voice in line.missing


def test_mapping_completed_shuts_what_was_asked_on_both_sides_and_undo_opens_it(cast, mapping, client):
    x = cast.fjord
    with acting(x, "group_leader") as person:
        made = make_ask(
            mapping=mapping, pathway_child=x.p1, informant="parent", parent=x.mother, way="link", instruments=[CHILD],
            due_on=TODAY + timedelta(days=9), by=person,
        )  # fmt: skip
    with acting(x, "resource_advisor") as person:
        seen, _unseen = children_of_pathway(x.w, person)
        reasons = {
            (line.pathway_child.pk, voice.informant): "Ikke svaret."
            for line in child_lines(mapping, seen, person)
            for voice in line.missing
        }
        shut = complete_mapping(mapping=mapping, reasons=reasons, by=person).shut
        assert shut == [made.ask.pk]
    with pytest.raises(NoLink), by_link(hash_of(made.token)):
        pass
    with acting(x, "resource_advisor") as person:
        from mapping.undo import mapping_completed

        mapping_completed(by=person, mapping=mapping.pk, phase=x.w.phase, shut=shut)
    with by_link(hash_of(made.token)) as holder:
        assert Ask.objects.visible_to(holder).get().closed_at is None


def test_page_asks_the_same_however_many_are_asked(cast, mapping, advisor):
    x = cast.fjord
    address = reverse("mapping_detail", args=[x.w.uuid])
    ask(x, mapping)
    advisor.get(address)
    with CaptureQueriesContext(
        connection,
    ) as one:
        advisor.get(address)
    with acting(x, "resource_advisor") as person:
        confirm_children(pathway=x.w, children=[x.c4], confirmed_with=x.staff["group_leader"], by=person)
        PathwayChild.objects.filter(pathway=x.w).update(accepted_on=date(2026, 5, 1))
        for row in PathwayChild.objects.filter(pathway=x.w).exclude(pk=x.p1.pk).select_related("child"):
            for staff in ("teacher", "resource_advisor"):
                make_ask(
                    mapping=mapping, pathway_child=row, informant="professional", staff=x.staff[staff], way="logged_in",
                    instruments=[CHILD], due_on=TODAY, by=person,
                )  # fmt: skip
    with CaptureQueriesContext(connection) as many:
        advisor.get(address)
    assert len(many) == len(one)


def test_a_follow_up_is_begun_again_and_again_but_one_at_a_time(cast):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        first = open_mapping(pathway=x.w, kind="follow_up", by=person)
        assert open_mapping(pathway=x.w, kind="follow_up", by=person) == first
        NeedsMapping.objects.filter(pk=first.pk).update(state="complete", completed_on=TODAY)
        assert open_mapping(pathway=x.w, kind="follow_up", by=person) != first


# ---- together ----


def test_handed_over_screen_shows_the_question_and_no_name(cast, mapping, advisor):
    x = cast.fjord
    row = ask(x, mapping)
    start = advisor.get(reverse("ask_start", args=[row.uuid]))
    page = advisor.get(start.context["handed"]).content.decode()
    assert "QxFjord" not in page
    assert "mapping_detail" not in page
    assert reverse("mapping_detail", args=[x.w.uuid]) not in page
    assert "konto" not in page
    assert reverse("ask_given_back", args=[row.uuid]) in page


def test_answered_together_question_by_question(cast, mapping, advisor):
    x = cast.fjord
    row = ask(x, mapping)
    with acting(x, "resource_advisor") as person:
        question = next(q for q in answering(row, person).questions if q.item.is_figure)
    address = reverse("ask_question", args=[row.uuid, CHILD, question.item.key])
    assert advisor.post(address, {"value": "99"}).status_code == 422
    assert advisor.post(address, {"value": str(question.item.ends[1])}).status_code == 302
    assert (
        advisor.post(address, {"value": "", "rather_not": "1"}, headers={"Accept": "application/json"}).status_code
        == 204
    )
    assert advisor.post(reverse("ask_review", args=[row.uuid])).status_code == 422  # only "rather not" is no answer
    assert advisor.post(address, {"value": str(question.item.ends[1])}).status_code == 302
    assert advisor.post(reverse("ask_review", args=[row.uuid])).status_code == 302
    with acting(x, "resource_advisor") as person:
        assert Perspective.objects.visible_to(person).get(mapping=mapping, informant="child").is_heard


# ---- on paper ----


def test_paper_is_typed_in_on_one_page_and_a_wrong_figure_keeps_the_rest(cast, mapping, advisor):
    x = cast.fjord
    row = ask(x, mapping, way="paper")
    page = advisor.get(reverse("ask_typed", args=[row.uuid]))
    names = [name for name, question in page.context["form"].known.items() if question.item.is_figure]
    texts = [name for name, question in page.context["form"].known.items() if question.item.kind == "text"]
    data = {names[0]: "99", names[1]: "–", texts[0]: "Fodbold og dans", "parents": "yes"}
    response = advisor.post(reverse("ask_typed", args=[row.uuid]), data)
    assert response.status_code == 422
    assert "Fodbold og dans" in response.content.decode()
    assert advisor.post(reverse("ask_typed", args=[row.uuid]), data | {names[0]: "3"}).status_code == 302
    with acting(x, "resource_advisor") as person:
        voice = Perspective.objects.visible_to(person).get(mapping=mapping, informant="child")
        assert voice.values == {
            CHILD: {names[0].split(".")[1]: 3, names[1].split(".")[1]: None, texts[0].split(".")[1]: "Fodbold og dans"}
        }
        assert (voice.method, voice.is_heard) == ("form", True)


def test_printed_questionnaire_names_no_child_and_stands_beside_arabic(cast, mapping):
    x = cast.fjord
    row = ask(x, mapping, way="paper")
    with acting(x, "resource_advisor") as person:
        doc = questionnaire(Ask.objects.visible_to(person).select_related("child").get(pk=row.pk), person, "ar")
        assert (doc.language, doc.direction) == ("ar", "rtl")
        pdf = questionnaire_pdf(doc)
        assert pdf.startswith(b"%PDF")
        assert "QxFjord" not in repr((doc.parts, doc.sheet.title, doc.sheet.lead))
        assert questionnaire(row, person, "xx").language == ""


def test_pupils_papers_are_counted_into_sheets_and_taken_back(cast, mapping, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        row = make_ask(
            mapping=mapping, informant="pupils", way="paper", instruments=["class_environment"], due_on=TODAY, by=person
        ).ask  # fmt: skip
    address = reverse("ask_tally", args=[row.uuid])
    form = advisor.get(address).context["form"]
    (_first, names), (_second, others) = form.rows[:2]
    assert advisor.post(address, {}).status_code == 422
    data = {names[0]: "2", names[1]: "4", others[0]: "1"}
    response = advisor.post(address, data, follow=True)
    with acting(x, "resource_advisor") as person:
        rows = ClassAnswer.objects.visible_to(person).filter(ask=row)
        assert (rows.count(), rows.filter(finished=True, author=None).count()) == (6, 6)
        assert sum(len(answers) for each in rows for answers in each.values.values()) == 7
    undo = next(m.extra_tags for m in response.context["messages"]).removeprefix("undo:")
    advisor.post(undo)
    with acting(x, "resource_advisor") as person:
        assert ClassAnswer.objects.visible_to(person).filter(ask=row).count() == 0


# ---- known already, used again ----


def test_what_is_known_is_written_with_its_source_and_names_no_pupil_of_the_class(cast, mapping, advisor):
    x = cast.fjord
    data = {"kind": "wellbeing", "source": "Skolen", "dated_on": "2026-03-02", "text": "Klassen trives bedst ude."}
    address = reverse("class_evidence_create", args=[mapping.uuid])
    wrong = advisor.post(address, data | {"text": f"{x.c1.name} trives bedst ude."})
    assert (wrong.status_code, "trives bedst ude." in wrong.content.decode()) == (422, True)
    assert advisor.post(address, data).status_code == 302
    with acting(x, "resource_advisor") as person:
        row = Evidence.objects.visible_to(person).get(mapping=mapping)
        assert (row.kind, row.sector, row.child_id) == ("wellbeing", "school", None)
    assert "Klassen trives bedst ude." in advisor.get(reverse("mapping_detail", args=[x.w.uuid])).content.decode()


def test_a_recent_answer_is_used_again_with_its_day(cast, mapping):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        NeedsMapping.objects.visible_to(person).filter(pk=x.mapping.pk).update(state="open")
        Ask.objects.visible_to(person).filter(pk=x.child_ask.pk).update(closed_at="2026-04-01T10:00Z")
    with time_machine.travel(datetime.fromisoformat("2026-05-01T12:00+02:00")):
        answer_all(x, ask(x, x.mapping), "resource_advisor")
    with acting(x, "resource_advisor") as person:
        found = recent_answers(x.p1, mapping, person)
        assert [each.obtained_on for each in found] == [date(2026, 5, 1)]
        row = reuse_answer(mapping=mapping, pathway_child=x.p1, perspective=found[0], by=person)
        assert (row.obtained_on, row.taken_from, row.values, row.is_heard) == (
            date(2026, 5, 1), found[0].uuid, found[0].values, True,
        )  # fmt: skip
        with pytest.raises(ValidationError):
            reuse_answer(mapping=mapping, pathway_child=x.p1, perspective=found[0], by=person)


# ---- Today ----


def test_today_tells_the_asked_and_the_asker_without_names_of_those_who_wait(cast, mapping):
    x = cast.fjord
    ask(
        x,
        mapping,
        informant="professional",
        way="logged_in",
        staff=x.staff["teacher"],
        due_on=TODAY + timedelta(days=2),
    )
    ask(x, mapping, way="paper", due_on=TODAY)
    with acting(x, "teacher") as person:
        panel, children = asks_panel(person, TODAY)
        assert [item.title for item in panel.items] == [f"Du er spurgt om {x.c1.short_name}"]
        assert children == [x.c1.pk]
    with acting(x, "resource_advisor") as person:
        panel, children = asks_panel(person, TODAY)
        assert ([item.title for item in panel.items], children) == ([f"2 mangler at svare: {x.w.title}"], [])


def test_a_renewed_link_is_shown_once_and_the_old_one_is_dead(cast, mapping, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = make_ask(
            mapping=mapping, pathway_child=x.p1, informant="child", way="link", instruments=[CHILD], due_on=TODAY, by=person
        )  # fmt: skip
    response = advisor.post(reverse("ask_renew", args=[made.ask.uuid]))
    assert (response.status_code, len(response.context["given"])) == (200, 1)
    with pytest.raises(NoLink), by_link(hash_of(made.token)):
        pass
    with acting(x, "resource_advisor") as person:
        assert AccessLink.objects.visible_to(person).get(pk=made.ask.link_id).revoked_at is None


def test_renewing_a_live_link_asks_first_and_a_dead_one_does_not(cast, mapping, advisor):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        made = make_ask(
            mapping=mapping, pathway_child=x.p1, informant="child", way="link", instruments=[CHILD], due_on=TODAY, by=person
        )  # fmt: skip
    page, detail = (reverse(name, args=[made.ask.uuid]) for name in ("ask_renew", "ask_detail"))
    assert f'href="{page}"' in advisor.get(detail).content.decode()
    assert "Lav et nyt link?" in advisor.get(page).content.decode()
    with by_link(hash_of(made.token)):
        pass  # asked about, it works on
    with acting(x, "resource_advisor"):
        AccessLink._base_manager.filter(pk=made.ask.link_id).update(locked_at="2026-05-21T09:00:00+02:00")
    assert f'action="{page}"' in advisor.get(detail).content.decode()


def test_a_date_of_birth_can_be_asked_for_instead_of_a_code(cast, mapping, advisor):
    x = cast.fjord
    address = reverse("child_ask", args=[x.p1.uuid])
    assert 'name="factor"' in advisor.get(address).content.decode()
    words = advisor.post(address, FORM | {"factor": "birth_date"}).content.decode()
    assert ("skriv barnets fødselsdato" in words, "code-shown" in words) == (True, False)
    with acting(x, "resource_advisor") as person:
        assert AccessLink.objects.visible_to(person).filter(kind="answer").latest("pk").factor == "birth_date"


def test_voice_told_in_a_talk_leaves_each_parents_own_answer_alone(cast, mapping):
    x = cast.fjord
    row = ask(x, mapping, who="group_leader", informant="parent", parent=x.mother)
    answer_all(x, row, "group_leader")
    with acting(x, "group_leader") as person:
        save_voice(
            mapping=mapping, pathway_child=x.p1, informant="parent", by=person, strengths="Hjælper.", obtained_on=TODAY
        )
        rows = Perspective.objects.visible_to(person).filter(mapping=mapping, informant="parent")
        assert {(each.parent_id, bool(each.values), bool(each.strengths)) for each in rows} == {
            (x.mother.pk, True, False), (None, False, True),
        }  # fmt: skip


def test_the_leader_reuses_no_answer_of_the_schools_and_counts_no_class_she_does_not_see(cast, mapping, client):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        NeedsMapping.objects.visible_to(person).filter(pk=x.mapping.pk).update(state="open")
        Ask.objects.visible_to(person).filter(pk=x.child_ask.pk).update(closed_at="2026-04-01T10:00Z")
    old = answer_all(x, ask(x, x.mapping), "resource_advisor")
    client.force_login(cast.fjord.users["group_leader"])
    assert client.post(reverse("answer_reuse", args=[x.p1.uuid, old.uuid])).status_code == 404
    with acting(x, "group_leader") as person:
        assert recent_answers(x.p1, mapping, person) == []
        assert {each.expected for each in class_rounds(mapping, person) if each.informant == "pupils"} == {0}


def test_who_is_asked_or_has_answered_is_not_ticked_beforehand(cast, mapping, client):
    x = cast.fjord
    ask(x, mapping, who="group_leader", informant="parent", way="paper", parent=x.mother)
    client.force_login(x.users["group_leader"])
    form = client.get(reverse("child_ask", args=[x.p1.uuid]) + "?hvem=parent").context["form"]
    assert form.initial["who"] == [f"parent-{x.father.pk}", f"carer-{x.carer.pk}"]
    assert "er spurgt" in dict(form.fields["who"].choices)[f"parent-{x.mother.pk}"]


# ---- the class ----


def test_the_principal_reads_the_class_three_taps_from_today_and_no_child_on_the_way(cast, client):
    x = cast.fjord
    client.force_login(x.users["principal"])
    assert reverse("pathway_list") in client.get("/").content.decode()
    assert reverse("pathway_detail", args=[x.w.uuid]) in client.get(reverse("pathway_list")).content.decode()
    answers = reverse("class_answers", args=[x.w.uuid])
    assert answers in client.get(reverse("pathway_detail", args=[x.w.uuid])).content.decode()
    page = client.get(answers)
    assert (page.status_code, reverse("comparison", args=[x.p1.uuid]) in page.content.decode()) == (200, False)
    client.force_login(x.users["caseworker"])  # one child in the class: not the class's answers
    assert answers not in client.get(reverse("pathway_detail", args=[x.w.uuid])).content.decode()


# ---- whom the form ticks ----


def test_of_colleagues_only_the_class_team_is_ticked_and_the_cap_stands_beside_each_name(cast, mapping, advisor):
    x = cast.fjord
    ask(x, mapping, informant="professional", way="logged_in", staff=x.staff["group_leader"])
    form = advisor.get(reverse("child_ask", args=[x.p1.uuid]) + "?hvem=professional").context["form"]
    words = dict(form.fields["who"].choices)
    assert f"staff-{x.staff['resource_advisor'].pk}" in words  # she may ask herself, and is not ticked
    assert "er spurgt, 1 af højst 3 skemaer venter på svar" in words[f"staff-{x.staff['group_leader'].pk}"]
    assert "0 af højst 3 skemaer venter på svar" in words["child"]
    form = advisor.get(reverse("child_ask", args=[x.p1.uuid])).context["form"]
    assert form.initial["who"] == []


def test_first_time_the_class_team_is_ticked_and_nobody_else(cast, mapping, advisor):
    x = cast.fjord
    form = advisor.get(reverse("child_ask", args=[x.p1.uuid]) + "?hvem=professional").context["form"]
    leads = {f"staff-{x.staff[who].pk}" for who in ("resource_advisor", "group_leader")}
    assert (f"staff-{x.staff['teacher'].pk}" in form.initial["who"], leads & set(form.initial["who"])) == (True, set())


def test_a_decline_too_long_stands_there_still(cast, mapping, advisor):
    row = ask(cast.fjord, mapping)
    page = advisor.post(reverse("ask_decline", args=[row.uuid]), {"words": "æ" * 201})
    assert (page.status_code, "æ" * 201 in page.content.decode()) == (422, True)
