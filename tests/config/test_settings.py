import os
import subprocess
import sys

import pytest
from django.conf import settings

COMPLETE = {
    "SAMSPIL_PRODUCTION": "1",
    "SAMSPIL_URL": "https://samspil.example.org",
    "SAMSPIL_FILES_DIR": "/srv/samspil/files",
    "DATABASE_URL": "postgres://app_rw:se%2Fcret@db/samspil?sslmode=require",
    "REDIS_URL": "redis://redis:6379/0",
    "EMAIL_HOST": "mail.example.org",
    "DEFAULT_FROM_EMAIL": "samspil@example.org",
}
SHOW = "from config import settings as s; print(s.SESSION_COOKIE_NAME, s.SECURE_HSTS_SECONDS, s.DATABASES['default'])"


@pytest.fixture
def keys(tmp_path):
    for name in ("secret", "seal", "index"):
        (tmp_path / name).write_text("ab" * 32)
    return tmp_path


def load_settings(**environment):
    clean = {
        name: value for name, value in os.environ.items() if not name.startswith(("SAMSPIL_", "DATABASE_", "EMAIL_"))
    }
    return subprocess.run(
        [sys.executable, "-c", SHOW], cwd=settings.BASE_DIR, env=clean | environment, capture_output=True, text=True
    )


@pytest.mark.parametrize("missing", [name for name in COMPLETE if name != "SAMSPIL_PRODUCTION"])
def test_missing_variable_stops_production(keys, missing):
    given = {name: value for name, value in COMPLETE.items() if name != missing}
    done = load_settings(**given, SAMSPIL_KEYS_DIR=str(keys))
    assert (done.returncode, f"{missing} must be set in production" in done.stderr) == (1, True)


def test_missing_key_stops_production(keys):
    (keys / "seal").unlink()
    done = load_settings(**COMPLETE, SAMSPIL_KEYS_DIR=str(keys))
    assert (done.returncode, "seal must hold a key" in done.stderr) == (1, True)


def test_production_is_strict(keys):
    done = load_settings(**COMPLETE, SAMSPIL_KEYS_DIR=str(keys), SAMSPIL_DEMO="1")
    assert done.stderr == ""
    assert done.stdout.startswith("__Host-session 31536000 ")
    assert "'PASSWORD': 'se/cret', 'HOST': 'db'" in done.stdout
    assert "'OPTIONS': {'sslmode': 'require', " in done.stdout
