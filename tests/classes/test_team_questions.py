"""What the class team asks its advisor, and the answers."""

import pytest
import time_machine
from django.core.exceptions import PermissionDenied, ValidationError
from django.utils import translation

from classes.actions.team import (
    answer_question,
    ask_advisor,
    undo_answer,
    withdraw_question,
)
from classes.models import TeamQuestion
from tests.cast import acting, canary
from tests.classes.test_team import NEAR, post
from tests.matrix import ROLES


@pytest.fixture(autouse=True)
def story_day():
    with time_machine.travel("2026-05-21 10:00", tick=False), translation.override("da"):
        yield


def ask(x, who="teacher", text="Kan du komme på torsdag?"):
    with acting(x, who) as by:
        return ask_advisor(pathway=x.w, text=text, by=by)


def test_question_is_answered_and_the_answer_taken_back(cast, db):
    x = cast.fjord
    question = ask(x)
    with acting(x, "resource_advisor") as by:
        answered = answer_question(question=question, answer="Ja, klokken ti.", by=by)
        assert (answered.answer, answered.answered_by_id) == ("Ja, klokken ti.", by.staff_id)
    with acting(x, "teacher") as by, pytest.raises(PermissionDenied):
        withdraw_question(question=answered, by=by)
    for _twice in range(2):
        with acting(x, "resource_advisor") as by:
            answered = undo_answer(question=answered, by=by)
    assert (answered.answer, answered.answered_at) == ("", None)


def test_question_is_read_by_team_and_advisor_alone(cast, db):
    x = cast.fjord
    seen = {}
    for who in ROLES:
        with acting(x, who):
            seen[who] = TeamQuestion.objects.count()
    assert seen == {who: int(who in NEAR) for who in ROLES}


def test_others_neither_ask_nor_answer(cast, db):
    x = cast.fjord
    question = ask(x)
    with pytest.raises(PermissionDenied):
        ask(x, "resource_advisor")
    for who in ("principal", "group_leader", "other_teacher"):
        with pytest.raises(PermissionDenied):
            ask(x, who)
    for who in ("both", "other_advisor"):
        with acting(x, who) as by, pytest.raises(PermissionDenied):
            answer_question(question=question, answer="Nej", by=by)


def test_question_names_no_child_and_is_not_empty(cast, db):
    x = cast.fjord
    for text in (f"Hvad med Åse {canary(x, 'Barn4')}?", "  "):
        with pytest.raises(ValidationError) as refused:
            ask(x, text=text)
        assert list(refused.value.error_dict) == ["text"]


def test_question_goes_from_today_to_today(cast, db, client):
    x = cast.fjord
    sent = post(client, x, "teacher", "question_list", x.w.uuid, text="Kan du komme på torsdag?", back="today")
    assert sent["Location"] == "/"
    client.force_login(x.users["resource_advisor"])
    page = client.get("/").content.decode()
    assert "Spørgsmål fra teamet i 5.B" in page and "Kan du komme på torsdag?" in page
    with acting(x, "teacher"):
        question = TeamQuestion.objects.get(text="Kan du komme på torsdag?")
    answered = post(client, x, "resource_advisor", "question_answer", question.uuid, answer="Ja, kl. 10.", back="today")
    assert answered["Location"] == "/"
    assert "Kan du komme på torsdag?" not in client.get("/").content.decode()
    client.force_login(x.users["teacher"])
    assert "Ja, kl. 10." in client.get("/").content.decode()


def test_withdrawn_question_is_gone_for_the_advisor(cast, db, client):
    x = cast.fjord
    question = ask(x)
    assert post(client, x, "teacher", "question_withdraw", question.uuid).status_code == 302
    assert post(client, x, "resource_advisor", "question_answer", question.uuid, answer="Ja").status_code == 404


def test_empty_question_is_refused_with_what_to_do(cast, db, client):
    answer = post(client, cast.fjord, "teacher", "question_list", cast.fjord.w.uuid, text="", back="today")
    assert (answer.status_code, "Udfyld" in answer.content.decode()) == (422, True)
