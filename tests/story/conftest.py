import os
import subprocess
import sys
import tomllib
from pathlib import Path
from urllib.parse import quote

import pytest
from celery import current_app
from django.conf import settings
from django.db import connection

from core import tasks
from tests.story.every_state import add_states
from tests.story.ground import EVERYBODY, hold_of_4a, make_stage, play_whole
from tests.story.walker import Walkers

DATA = Path(__file__).parent.parent / "data"


@pytest.fixture(scope="session")
def numbers():
    return tomllib.loads((DATA / "numbers.toml").read_text())


@pytest.fixture
def people(open_page, live_address):
    """`people(stage, **options of the browser)` gives the walkers of that municipality; afterwards time runs as ever."""
    made = []

    def of(stage, **options):
        made.append(Walkers(stage, open_page, live_address, **options))
        return made[-1]

    yield of
    for each in made:
        each.leave()


@pytest.fixture
def command(tmp_path):
    """`command("tick", …)` runs manage.py as a process of its own on the test's database; mails are files in tmp_path."""
    known = connection.settings_dict
    host, port = quote(known["HOST"] or "", safe=""), known["PORT"]
    url = f"postgres://{known['USER']}:{quote(known['PASSWORD'] or '')}@/{known['NAME']}?host={host}" + (
        f"&port={port}" if port else ""
    )
    environment = os.environ | {"DATABASE_URL": url, "TEST_MAILBOX": str(tmp_path)}

    def run(*words, now=""):
        line = [sys.executable, "manage.py", *words, "--settings", "tests.story.process_settings"]
        return subprocess.run(
            line, cwd=settings.BASE_DIR, env=environment | {"TEST_NOW": now}, capture_output=True, text=True, check=True
        ).stdout

    return run


@pytest.fixture(scope="session")
def played(cast, chromium, django_db_blocker):
    """The story told through the actions, as it stands on 21 May: for tests that look at its pages."""
    with django_db_blocker.unblock():
        stage = make_stage("Solbjerg", needed=EVERYBODY)
        stage.b5, stage.a4, stage.group = play_whole(stage)
        stage.meeting = hold_of_4a(stage)
    return stage


@pytest.fixture(scope="session")
def whole(played, django_db_blocker):
    """The story, and every state of the work that it leaves out."""
    with django_db_blocker.unblock():
        add_states(played)
    return played


@pytest.fixture
def stopped_broker(monkeypatch):
    """Nobody answers at the broker's address."""
    monkeypatch.setattr(tasks, "_quiet_until", 0.0)
    monkeypatch.setattr(current_app.conf, "broker_url", "redis://127.0.0.1:1/0")
    fresh(current_app)
    yield
    monkeypatch.undo()
    fresh(current_app)


def fresh(app):
    """Forget the connections that Celery keeps to where the broker was."""
    app.pool.force_close_all()
    app._pool = None
    app.__dict__.pop("amqp", None)
