"""The ground of all tests: made and migrated as the owner, run as the runtime role that row-level security binds."""

import gc
import os
import shutil
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.template import engines
from django.template.base import Origin
from django.test import override_settings

from config import embedded
from scripts.compile_messages import compile_messages
from scripts.find_chromium import find_chromium
from tests import template

TEMPLATES = settings.BASE_DIR / "templates"
AXE = Path(__file__).parent / "vendor/axe.min.js"
LONG_WALKS = ("test_story.py", "test_voices.py")
_servers = None


def pytest_configure(config):
    global _servers
    if not hasattr(config, "workerinput"):
        os.environ["SAMSPIL_TEST_RUN"] = str(os.getpid())  # workers inherit it
        embedded.LOCAL.mkdir(exist_ok=True)
        embedded.make_keys()
        compile_messages()
        if "DATABASE_URL" not in os.environ:
            _servers = embedded.Servers().start()
    override_settings(
        SECRET_KEY="only-for-tests",
        DEMO=True,  # invented CPR numbers, day + 60, pass
        SAMSPIL_KEYS={"seal": b"s" * 32, "index": b"i" * 32},
        FILES_DIR=embedded.LOCAL / f"test_files_{os.environ['SAMSPIL_TEST_RUN']}",
        ALLOWED_HOSTS=["testserver", "127.0.0.1", "localhost"],
        CSRF_TRUSTED_ORIGINS=[],
        PASSWORD_HASHERS=["django.contrib.auth.hashers.MD5PasswordHasher"],
        STORAGES=settings.STORAGES
        | {"staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}},
        WHITENOISE_USE_FINDERS=True,
        WHITENOISE_AUTOREFRESH=True,
        MEDIA_URL="/media/",  # else Django's live server hands out the checkout itself, before WhiteNoise is asked
        WHITENOISE_MAX_AGE=10
        * 365
        * 24
        * 3600,  # the walkers travel in time: less is over at once in the browser's eyes
    ).enable()
    engines["django"].engine.string_if_invalid = FailOnUndefined("undefined")  # an empty one is not asked


def pytest_collection_modifyitems(items):
    """Browser tests last: what they write stays, and the tests of the daily job count municipalities.

    Of those the long walks first, so that no worker is left alone with one at the end.
    """
    items.sort(key=lambda item: ("story" in item.path.parts, item.path.name not in LONG_WALKS))
    gc.freeze()  # what is imported by now stays: no use in looking through it at every collection
    gc.set_threshold(50_000, 20, 20)


def pytest_unconfigure(config):
    if not hasattr(config, "workerinput"):
        shutil.rmtree(settings.FILES_DIR, ignore_errors=True)
    if _servers:
        _servers.stop()


class FailOnUndefined(str):
    """Django asks `"%s" in` and `%` of `string_if_invalid`: an undefined variable of our own templates fails the test."""

    # Ours to dress, but written against other people's contexts, where a missing variable is a plain "no".
    THIRD_PARTY = ("dkfds/", "allauth/", "account/")

    def __contains__(self, part):
        return part == "%s"

    def __mod__(self, variable):
        name = self._template(sys._getframe(1))
        if name and not name.startswith(self.THIRD_PARTY):
            pytest.fail(f"undefined template variable {variable!s} in {name}")
        return ""

    @staticmethod
    def _template(frame):
        """Name of the template that is being rendered, when it is one of templates/: its nodes stand on the stack."""
        while frame and not isinstance(getattr(frame.f_locals.get("self"), "origin", None), Origin):
            frame = frame.f_back
        path = Path(frame.f_locals["self"].origin.name) if frame else Path()
        return str(path.relative_to(TEMPLATES)) if path.is_relative_to(TEMPLATES) else ""


# --- Database ---------------------------------------------------------------------------------------------------------


def log_in_as(login):
    """Connect as `owner` or `runtime` from now on. Inside a test this ends its transaction."""
    chosen = {"owner": settings.OWNER, "runtime": settings.RUNTIME}[login]
    connection.close()
    connection.settings_dict.update({name: chosen[name] for name in ("USER", "PASSWORD", "HOST", "PORT")})


def _test_databases():
    with connection.cursor() as db:
        db.execute(r"select datname from pg_database where datname ~ '^test_samspil_\d+'")
        return [name for (name,) in db.fetchall()]


def _is_running(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True


def _drop_left_behind():
    """Databases of test runs that were killed. Each run has its own name, so two at once do not meet."""
    connection.close()
    name, connection.settings_dict["NAME"] = connection.settings_dict["NAME"], "postgres"
    for left in _test_databases():
        if not _is_running(int(left.split("_")[2])):
            with connection.cursor() as db:
                db.execute(f'drop database if exists "{left}" with (force)')
    connection.close()
    connection.settings_dict["NAME"] = name


@pytest.fixture(scope="session")
def django_db_modify_db_settings(django_db_blocker, request):
    log_in_as("owner")
    worker = getattr(request.config, "workerinput", {}).get("workerid", "")
    if (
        worker in ("", "gw0") and "DATABASE_URL" not in os.environ
    ):  # elsewhere a number may be another machine's process
        with django_db_blocker.unblock():
            _drop_left_behind()
    connection.settings_dict["TEST"]["NAME"] = "_".join(
        filter(None, ("test_samspil", os.environ["SAMSPIL_TEST_RUN"], worker))
    )


@pytest.fixture(scope="session")
def django_db_setup(django_test_environment, django_db_modify_db_settings, django_db_blocker):
    """Copied from a migrated template, and dropped, as the owner; used as the runtime role.

    Not pytest-django's own: that one makes no test database when only browser tests run, which then write into the real one.
    """
    with django_db_blocker.unblock():
        before, name = connection.settings_dict["NAME"], connection.settings_dict["TEST"]["NAME"]
        template.copy(name)
        log_in_as("runtime")
    yield
    with django_db_blocker.unblock():
        log_in_as("owner")
        connection.settings_dict["NAME"] = before
        template.drop(name)  # threads of a live server still hold theirs: by force


@pytest.fixture
def as_owner(django_db_setup, django_db_blocker, monkeypatch):
    """Row-level security off: the owner passes it. Ask for it before `db`."""
    monkeypatch.setattr("core.context.MUST_BE_WALLED", False)
    with django_db_blocker.unblock():
        log_in_as("owner")
    yield
    with django_db_blocker.unblock():
        log_in_as("runtime")


# --- The cast ---------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def cast(django_db_setup, django_db_blocker):
    """Two municipalities with their people: committed once per database, as the owner, before any test's transaction."""
    from tests.cast import make_cast

    with django_db_blocker.unblock():
        log_in_as("owner")
        made = make_cast()
        log_in_as("runtime")
    return made


# --- Browser ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="session")
def live_address(django_db_setup, django_db_blocker):
    """A real server with real commits and no flush: a test that writes makes a municipality of its own."""
    from django.test.testcases import LiveServerThread

    with django_db_blocker.unblock():
        thread = LiveServerThread("127.0.0.1", lambda app: app)  # WhiteNoise serves the static files
        thread.daemon = True
        thread.start()
        thread.is_ready.wait()
        if thread.error:
            raise thread.error
        yield f"http://127.0.0.1:{thread.port}"
        thread.terminate()


@pytest.fixture(scope="session")
def chromium(live_address):
    from playwright.sync_api import sync_playwright

    if not (program := find_chromium()):
        pytest.fail("Chromium is missing: install it, or set CHROMIUM to its path")
    # Playwright runs an event loop in this thread, where the ORM refuses to work without this.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "1"
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
        )
        yield browser
        browser.close()
    del os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"]


class Guard:
    """Listens to a page: what its console, its scripts and its requests must never do."""

    def __init__(self, address):
        self.address, self.found = address, []

    def watch(self, page):
        page.on("pageerror", lambda error: self.found.append(f"script error on {page.url}: {error}"))
        page.on("console", lambda message: self._heard(page, message))
        page.on("request", lambda request: self._asked(page, request))

    def _heard(self, page, message):
        refused = "Content Security Policy" in message.text
        if refused or (message.type == "error" and "Failed to load resource" not in message.text):
            self.found.append(f"console on {page.url}: {message.text}")

    def _asked(self, page, request):
        if not request.url.startswith((self.address, "blob:", "about:")):
            self.found.append(f"foreign request from {page.url}: {request.url}")


@pytest.fixture
def open_page(chromium, live_address, django_db_blocker):
    """`open_page(width=1280, **context options)` gives a guarded page in a browser of its own (own cookies)."""
    guard, contexts = Guard(live_address), []

    def open_one(*, width=1280, height=900, **options):
        context = chromium.new_context(
            base_url=live_address, viewport={"width": width, "height": height}, locale="da-DK",
            timezone_id="Europe/Copenhagen", **options,
        )  # fmt: skip
        context.set_default_timeout(10_000)
        context.on("page", guard.watch)
        contexts.append(context)
        return context.new_page()

    with django_db_blocker.unblock():
        yield open_one
        for context in contexts:
            context.close()
    assert guard.found == []


@pytest.fixture(scope="session")
def axe():
    """`axe(page)` gives the WCAG 2.2 A and AA violations of the page as short lines; an accessible page gives []."""
    source = AXE.read_text()
    rules = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]

    def violations(page):
        if not page.evaluate("'axe' in window"):
            page.evaluate(f"() => {{ {source} }}")  # evaluated over the debugger, which the page's CSP does not bind
        result = page.evaluate("rules => axe.run(document, {runOnly: rules, resultTypes: ['violations']})", rules)
        return [f"{v['id']}: {v['nodes'][0]['html'][:160]} ({len(v['nodes'])})" for v in result["violations"]]

    return violations
