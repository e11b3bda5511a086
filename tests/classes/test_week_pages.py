"""Sessions and the week's co-teaching, written on their pages: undone, copied, refused and warned about."""

from datetime import date
from uuid import uuid4

import pytest
import time_machine
from django.db import connection
from django.test.utils import CaptureQueriesContext

from classes.models import ClassSession, CoTeachingWeek
from tests.cast import acting
from tests.classes.test_pages import NOON, TODAY, rows, text, url


@pytest.fixture
def fjord(cast, db):
    with time_machine.travel(NOON, tick=False):
        yield cast.fjord


@pytest.fixture
def as_(client, fjord):
    def log_in(who):
        client.force_login(fjord.users[who])
        return client

    return log_in


def session(**changed):
    given = {"held_on": "2026-05-21", "kind": "class", "elements": ["praise"], "line": "Alle kom hurtigt i gang."}
    return given | changed


def test_session_is_written_and_undone(as_, fjord):
    client = as_("resource_advisor")
    assert client.get(url("session_create", fjord.w)).context["form"]["held_on"].value() == TODAY
    answer = client.post(url("session_create", fjord.w), session(form_key=str(uuid4())))
    assert (answer.status_code, answer.url) == (302, url("session_list", fjord.w))
    (made,) = rows(fjord, "principal", ClassSession, held_on=TODAY)
    page = client.get(answer.url)
    assert (f'action="{url("session_undo", made)}"' in page.content.decode(), "Uge 21" in text(page)) == (True, True)
    assert client.post(url("session_undo", made)).status_code == 302
    assert "Alle kom hurtigt i gang." not in text(client.get(answer.url))


def test_session_as_last_time_copies_all_but_the_line(as_, fjord):
    form = as_("resource_advisor").get(url("session_create", fjord.w) + "?som=sidst").context["form"]
    assert (form["kind"].value(), form["line"].value()) == ("class", None)


@pytest.mark.parametrize(
    ("changed", "field"),
    [
        ({"line": ""}, "line"),
        ({"held_on": "2026-05-22"}, "held_on"),
        ({"held_on": "aa"}, "held_on"),
        ({"kind": "dance"}, "kind"),
        ({"elements": ["none"]}, "elements"),
        ({"elements": []}, "elements"),
        ({"line": "Ring til 131114-4011."}, "line"),
        ({"measures": ["0"]}, "measures"),
        ({"children": ["0"]}, "children"),
        ({"next_step_owner": "other"}, "next_step_name"),
        ({"line": "Adam var med."}, "line"),
    ],
)
def test_wrong_session_is_422_and_keeps_what_was_typed(as_, fjord, changed, field):
    answer = as_("resource_advisor").post(url("session_create", fjord.w), session(next_step="Prøv igen.") | changed)
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, [field])
    assert "Prøv igen." in answer.content.decode()
    assert rows(fjord, "principal", ClassSession, held_on=TODAY) == []


def test_week_takes_a_comma_and_warns_at_ten_but_not_at_ten_and_a_half(as_, fjord):
    client = as_("resource_advisor")
    form = client.get(url("co_teaching_edit", fjord.w)).context["form"]
    assert (form["monday"].value(), str(form["lessons"].value()), form["who"].value()) == (
        "2026-05-18",
        "10.0",
        "Karen og Anders",
    )
    assert "I har haft 10,0 tolærertimer om ugen. Modellen anbefaler 10,5." in text(
        client.get(url("session_list", fjord.w))
    )
    for monday in ("2026-05-11", "2026-05-18"):
        assert (
            client.post(
                url("co_teaching_edit", fjord.w), {"monday": monday, "lessons": "10,5", "who": "Karen"}
            ).status_code
            == 302
        )
    assert "Modellen anbefaler" not in text(client.get(url("session_list", fjord.w)))
    assert sorted(str(week.lessons) for week in rows(fjord, "principal", CoTeachingWeek, pathway=fjord.w)) == [
        "10.5",
        "10.5",
    ]


@pytest.mark.parametrize("lessons", ["", "mange", "41", "-1", "10,55", "1e9"])
def test_wrong_lessons_are_422(as_, fjord, lessons):
    answer = as_("resource_advisor").post(
        url("co_teaching_edit", fjord.w), {"monday": "2026-05-18", "lessons": lessons, "who": "Karen"}
    )
    assert (answer.status_code, list(answer.context["form"].errors)) == (422, ["lessons"])


def test_log_costs_the_same_with_many_sessions(as_, fjord):
    client, counts = as_("resource_advisor"), []
    client.get(url("session_list", fjord.w))
    for more in (0, 30):
        with acting(fjord, "resource_advisor") as person:
            for n in range(more):
                ClassSession.objects.create(
                    municipality=fjord.municipality,
                    pathway=fjord.w,
                    held_on=date(2026, 3, 2 + n % 20),
                    kind="class",
                    line="x",
                    author_id=person.staff_id,
                )
        with CaptureQueriesContext(connection) as asked:
            client.get(url("session_list", fjord.w))
        counts.append(len(asked))
    assert counts[0] == counts[1]
