from datetime import date, timedelta

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection

from cases.models import AccessLink, InformationExchange, LinkVisit, PathwayChild
from core.links import NoLink, by_link, hash_of
from mapping.actions import open_mapping, save_voice
from mapping.actions.answers import answering, finish, save_answer
from mapping.actions.asks import decline, make_ask, shut_class_ask, withdraw_ask
from mapping.models import Ask, ClassAnswer, Perspective
from tests.cast import TODAY, acting

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("cast")]
DUE = TODAY + timedelta(days=9)
CHILD, CLASS = "child_voices", "class_environment"


@pytest.fixture(autouse=True)
def the_day():
    with time_machine.travel(TODAY):
        yield


@pytest.fixture
def later(cast):
    """A mapping that is open, in the pathway of the cast."""
    with acting(cast.fjord, "resource_advisor") as person:
        return open_mapping(pathway=cast.fjord.w, kind="closing", by=person)


def asked(x, mapping, informant, who, **changes):
    of_child = {} if informant in ("team", "pupils") else {"pathway_child": x.p1}
    fields = {"way": "link", "instruments": [CHILD if of_child else CLASS], "due_on": DUE, **of_child}
    if informant == "parent":
        fields["parent"] = x.mother
    with acting(x, who) as person:
        return make_ask(mapping=mapping, informant=informant, by=person, **fields | changes)


def first_figure(ask, by, sheet=None):
    """(instrument slug, item key, a value it can take) of the first question with figures."""
    each = next(q for q in answering(ask, by, sheet).questions if q.item.is_figure)
    return each.instrument.slug, each.item.key, each.item.ends[1]


def answer_one(ask, by, sheet=None, **more):
    slug, key, value = first_figure(ask, by, sheet)
    return save_answer(ask=ask, instrument=slug, item=key, value=value, by=by, sheet=sheet, **more)


# ---- to ask ----


def test_a_child_is_asked_by_the_advisor_and_the_link_is_shown_once(cast, later):
    made = asked(cast.fjord, later, "child", "resource_advisor")
    assert (made.ask.sector, made.ask.child_id, made.ask.link.kind, len(made.token), len(made.code)) == (
        "school", cast.fjord.c1.pk, "answer", 43, 6,
    )  # fmt: skip
    assert made.ask.instruments == [[CHILD, made.ask.instruments[0][1]]]
    with by_link(hash_of(made.token)) as holder:
        assert Ask.objects.visible_to(holder).get() == made.ask


@pytest.mark.parametrize(
    ("informant", "who"),
    [("child", "group_leader"), ("parent", "resource_advisor"), ("child", "teacher"), ("professional", "teacher"), ("team", "teacher")],
)  # fmt: skip
def test_who_may_not_ask(cast, later, informant, who):
    with pytest.raises(PermissionDenied):
        asked(cast.fjord, later, informant, who)


def test_nobody_is_asked_before_the_family_has_said_yes(cast, later):
    x = cast.fjord
    with acting(x, "resource_advisor"):
        PathwayChild.objects.filter(pk=x.p1.pk).update(accepted_on=None)
    with pytest.raises(ValidationError):
        asked(x, later, "child", "resource_advisor")


def test_asked_twice_is_refused_in_words(cast, later):
    asked(cast.fjord, later, "child", "resource_advisor")
    with pytest.raises(ValidationError) as refused:
        asked(cast.fjord, later, "child", "resource_advisor")
    assert (refused.value.code, "21. maj" in refused.value.messages[0]) == ("open", True)


def test_each_parent_is_one_voice(cast, later):
    x = cast.fjord
    for parent in (x.mother, x.father):
        made = asked(x, later, "parent", "group_leader", parent=parent)
        with by_link(hash_of(made.token)) as holder:
            answer_one(made.ask, holder)
            finish(ask=made.ask, by=holder)
    with acting(x, "group_leader") as person:
        rows = Perspective.objects.visible_to(person).filter(mapping=later, informant="parent")
        assert {(row.parent_id, row.is_heard) for row in rows} == {(x.mother.pk, True), (x.father.pk, True)}


# ---- to answer ----


def test_answers_by_link_are_merged_item_by_item_and_logged(cast, later):
    made = asked(cast.fjord, later, "child", "resource_advisor")
    with by_link(hash_of(made.token)) as holder:
        questions = [q for q in answering(made.ask, holder).questions if q.item.is_figure][:2]
        for device, question in zip(("telefon", "tablet"), questions, strict=True):
            save_answer(
                ask=made.ask,
                instrument=CHILD,
                item=question.item.key,
                value=question.item.ends[0],
                by=holder,
                device=device,
            )
        save_answer(ask=made.ask, instrument=CHILD, item=questions[0].item.key, value=None, by=holder, device="tablet")
        state = answering(made.ask, holder)
        assert state.row.values == {
            CHILD: {questions[0].item.key: None, questions[1].item.key: questions[1].item.ends[0]}
        }
        assert (state.answered, state.row.is_heard, state.is_finished) == (2, False, False)
        assert list(LinkVisit.objects.visible_to(holder).order_by("pk").values_list("device", flat=True)) == [
            "telefon",
            "tablet",
            "tablet",
        ]
    with acting(cast.fjord, "resource_advisor") as person:
        row = Perspective.objects.visible_to(person).get(mapping=later, informant="child")
        assert (row.author_id, row.sector, row.versions) == (
            cast.fjord.staff["resource_advisor"].pk,
            "school",
            {CHILD: "1"},
        )


def test_finished_by_link_counts_closes_and_is_shared_as_the_asker_would(cast, later):
    x = cast.fjord
    made = asked(x, later, "child", "resource_advisor")
    with by_link(hash_of(made.token)) as holder:
        answer_one(made.ask, holder)
        row = finish(ask=made.ask, by=holder)
        assert row.is_heard
        with pytest.raises(ValidationError) as refused:
            answer_one(made.ask, holder)
        assert refused.value.code == "closed"
    with acting(x, "resource_advisor") as person:
        talk = save_voice(
            mapping=later, pathway_child=x.p1, informant="professional", by=person, strengths="Hjælper.", obtained_on=TODAY
        )  # fmt: skip

        def sent(noun_row):
            rows = InformationExchange.objects.visible_to(person).live().filter(noun="answer", object_id=noun_row.pk)
            return set(rows.values_list("from_sector", "to_sector", "basis_id"))

        assert sent(row) == sent(talk) != set()


def test_a_link_shares_nothing_without_a_ground(cast, later):
    x = cast.fjord
    with acting(x, "resource_advisor") as person:
        from cases.models import SharingBasis

        SharingBasis.objects.visible_to(person).filter(child=x.c1).update(withdrawn_at="2026-05-20T10:00:00Z")
        before = InformationExchange.objects.visible_to(person).count()
    made = asked(x, later, "child", "resource_advisor")
    with by_link(hash_of(made.token)) as holder:
        answer_one(made.ask, holder)
        finish(ask=made.ask, by=holder)
    with acting(x, "resource_advisor") as person:
        assert InformationExchange.objects.visible_to(person).count() == before


def test_a_child_told_in_a_talk_and_by_link_is_one_voice(cast, later):
    x = cast.fjord
    made = asked(x, later, "child", "resource_advisor")
    with acting(x, "resource_advisor") as person:
        save_voice(
            mapping=later, pathway_child=x.p1, informant="child", by=person, strengths="Fodbold.", obtained_on=TODAY
        )
    with by_link(hash_of(made.token)) as holder:
        answer_one(made.ask, holder)
    with acting(x, "resource_advisor") as person:
        row = Perspective.objects.visible_to(person).get(mapping=later, informant="child")
        assert (row.strengths, bool(row.values), row.is_heard) == ("Fodbold.", True, True)


def test_another_link_neither_sees_nor_answers(cast, later):
    x = cast.fjord
    made = asked(x, later, "child", "resource_advisor")
    other = asked(x, later, "parent", "group_leader")
    with by_link(hash_of(other.token)) as holder, pytest.raises(Ask.DoesNotExist):
        answer_one(made.ask, holder)


def test_colleague_answers_in_samspil_as_her_own(cast, later):
    x = cast.fjord
    made = asked(x, later, "professional", "resource_advisor", way="logged_in", staff=x.staff["teacher"])
    assert (made.token, made.code) == (None, None)
    with acting(x, "teacher") as person:
        answer_one(made.ask, person)
        row = finish(ask=made.ask, by=person)
        assert (row.author_id, row.sector, row.who) == (person.staff_id, "school", "")
        assert Ask.objects.visible_to(person).get(pk=made.ask.pk).closed_at is not None


def test_together_is_written_by_the_asker_and_shared(cast, later):
    x = cast.fjord
    made = asked(x, later, "child", "resource_advisor", way="together")
    with acting(x, "resource_advisor") as person:
        answer_one(made.ask, person)
        row = finish(ask=made.ask, by=person)
        assert (row.method, row.obtained_on, row.is_heard) == ("talk", TODAY, True)
        assert InformationExchange.objects.visible_to(person).live().filter(noun="answer", object_id=row.pk).exists()
    with acting(x, "teacher") as person, pytest.raises((PermissionDenied, Ask.DoesNotExist)):
        answer_one(made.ask, person)


def test_declined_by_link_is_a_missing_voice_with_its_reason(cast, later):
    made = asked(cast.fjord, later, "parent", "group_leader")
    with by_link(hash_of(made.token)) as holder:
        decline(ask=made.ask, words="Vi taler hellere med dig.", by=holder)
    with acting(cast.fjord, "group_leader") as person:
        row = Perspective.objects.visible_to(person).get(mapping=later, informant="parent")
        assert row.obtained_on is None
        assert row.not_obtained_reason.endswith("Vi taler hellere med dig.")


def test_withdrawn_is_dead_at_once(cast, later):
    x = cast.fjord
    made = asked(x, later, "child", "resource_advisor")
    with acting(x, "resource_advisor") as person:
        withdraw_ask(ask=made.ask, by=person)
        assert withdraw_ask(ask=made.ask, by=person).closed_at
        assert AccessLink.objects.visible_to(person).get(pk=made.ask.link_id).revoked_at
    with pytest.raises(NoLink), by_link(hash_of(made.token)):
        pass


# ---- the class ----


def spread(x, mapping, who):
    with acting(x, who), connection.cursor() as db:
        db.execute("select * from app.class_spread(%s)", [mapping.pk])
        return db.fetchall()


def pupils_answer(made, count):
    for _n in range(count):
        with by_link(hash_of(made.token)) as holder:
            row = answer_one(made.ask, holder)
            finish(ask=made.ask, by=holder, sheet=row.uuid)


def test_class_round_is_spread_when_shut_and_from_five(cast, later):
    x = cast.fjord
    made = asked(x, later, "pupils", "resource_advisor")
    pupils_answer(made, 5)
    assert spread(x, later, "principal") == [("pupils", "", "", "", 5)]
    with acting(x, "resource_advisor") as person:
        shut_class_ask(ask=made.ask, by=person)
        assert ClassAnswer.objects.visible_to(person).filter(ask=made.ask, author=None).count() == 5
    for who in ("principal", "group_leader", "provider_manager", "teacher"):
        rows = spread(x, later, who)
        assert sorted(row[4] for row in rows if row[2] or not row[1]) == [5, 5]
        assert {row[1] for row in rows} == {"", CLASS}
    assert spread(x, later, "other_principal") == []
    assert spread(cast.bakke, later, "principal") == []


def test_four_pupils_are_a_count_and_nothing_more(cast, later):
    x = cast.fjord
    made = asked(x, later, "pupils", "resource_advisor")
    pupils_answer(made, 4)
    with acting(x, "resource_advisor") as person:
        shut_class_ask(ask=made.ask, by=person)
    assert spread(x, later, "resource_advisor") == [("pupils", "", "", "", 4)]


def test_class_is_asked_once_a_mapping(cast, later):
    asked(cast.fjord, later, "pupils", "resource_advisor")
    with pytest.raises(ValidationError):
        asked(cast.fjord, later, "pupils", "resource_advisor")


def test_colleagues_have_each_their_sheet(cast, later):
    x = cast.fjord
    made = asked(x, later, "team", "resource_advisor", way="logged_in")
    for who in ("teacher", "resource_advisor"):
        with acting(x, who) as person:
            answer_one(made.ask, person)
            answer_one(made.ask, person)
    with acting(x, "resource_advisor") as person:
        assert ClassAnswer.objects.visible_to(person).filter(ask=made.ask).count() == 2


def test_too_many_forms_open_names_them(cast, later):
    x = cast.fjord
    with pytest.raises(ValidationError) as refused:
        asked(x, later, "child", "resource_advisor", instruments=[CHILD] * 4)
    assert refused.value.code == "open"


def test_of_anothers_form_only_the_sums_are_typed_in(cast, later):
    x = cast.fjord
    sdq = {"instruments": ["sdq_totals"], "staff": x.staff["teacher"]}
    with pytest.raises(ValidationError) as refused:
        asked(x, later, "professional", "resource_advisor", **sdq)
    assert list(refused.value.message_dict) == ["way"]
    made = asked(x, later, "professional", "resource_advisor", way="paper", **sdq)
    with acting(x, "resource_advisor") as person:
        row = answer_one(made.ask, person)
        assert row.author_id == x.staff["teacher"].pk


def test_due_day_must_come(cast, later):
    with pytest.raises(ValidationError) as refused:
        asked(cast.fjord, later, "child", "resource_advisor", due_on=date(2026, 5, 20))
    assert list(refused.value.message_dict) == ["due_on"]
