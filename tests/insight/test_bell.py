"""Whoever writes what the figures count rings for them; inside the demo's making nothing rings."""

from datetime import date

import pytest

from classes.actions.log import log_session
from core import tasks
from tests.cast import acting


@pytest.fixture
def rung(monkeypatch):
    found = []
    monkeypatch.setattr(tasks.current_app, "send_task", lambda name, args, **_: found.append((name, args)))
    return found


def log(fjord, capture):
    with acting(fjord, "resource_advisor") as by, capture(execute=True):
        log_session(pathway=fjord.w, held_on=date(2026, 5, 20), kind="class", elements=["praise"], line="Godt.", by=by)


def test_a_session_rings_once_for_the_figures(cast, db, rung, django_capture_on_commit_callbacks):
    fjord = cast.fjord
    log(fjord, django_capture_on_commit_callbacks)
    assert rung == [("insight.refresh_figures", (fjord.municipality.pk, fjord.users["resource_advisor"].pk))]


def test_quiet_rings_for_nothing(cast, db, rung, django_capture_on_commit_callbacks):
    with tasks.quiet():
        log(cast.fjord, django_capture_on_commit_callbacks)
    assert rung == []
