"""`make check`: every check, one line each, the output of those that fail. `--fix` mends what tools can mend."""

import os
import secrets
import subprocess
import sys
import tempfile
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
BIN = ROOT / ".venv/bin"
APPS = "core audit accounts programmes cases followup mapping classes parentgroups insight config".split()


def templates():
    return sorted(str(path.relative_to(ROOT)) for path in ROOT.glob("templates/**/*.html"))


def fixes():
    yield "ruff", [BIN / "ruff", "check", "--fix", "-q", "."], {}
    yield "ruff format", [BIN / "ruff", "format", "-q", "."], {}
    yield "djade", [BIN / "djade", "--target-version", "5.2", *templates()], {}


def checks(keys):
    yield "ruff", [BIN / "ruff", "check", "-q", "."], {}
    yield "ruff format", [BIN / "ruff", "format", "--check", "-q", "."], {}
    yield "layers", [BIN / "lint-imports", "--no-cache"], {}
    yield "mypy", [BIN / "mypy", *APPS], {}
    yield "djade", [BIN / "djade", "--target-version", "5.2", "--check", *templates()], {}
    yield "djlint", [BIN / "djlint", "--lint", "--quiet", "templates"], {}
    # It would also compare with the applied migrations, but there is no database here: only that warning is silenced.
    without_database = {"PYTHONWARNINGS": "ignore:Got an error checking a consistent migration history"}
    yield "migrations", [BIN / "python", "manage.py", "makemigrations", "--check", "--dry-run"], without_database
    yield "Danish catalogue", [BIN / "python", "scripts/check_catalogue.py"], {}
    deploy = [BIN / "python", "manage.py", "check", "--deploy", "--fail-level", "WARNING"]
    yield "deployment", deploy, production(keys)


def production(keys):
    """The environment of a real installation, with keys made for the occasion."""
    for name in ("secret", "seal", "index"):
        (keys / name).write_text(secrets.token_hex(32))
    return {
        "SAMSPIL_PRODUCTION": "1",
        "SAMSPIL_KEYS_DIR": str(keys),
        "SAMSPIL_URL": "https://samspil.example.org",
        "SAMSPIL_PROXIES": "1",
        "SAMSPIL_FILES_DIR": str(keys / "files"),
        "DATABASE_URL": "postgres://app_rw:secret@db/samspil",
        "REDIS_URL": "redis://redis:6379/0",
        "EMAIL_HOST": "mail.example.org",
        "DEFAULT_FROM_EMAIL": "samspil@example.org",
    }


def run(name, command, environment):
    began = time.monotonic()
    done = subprocess.run(command, cwd=ROOT, env=os.environ | environment, capture_output=True, text=True, check=False)
    print(f"{'ok    ' if done.returncode == 0 else 'FAILED'} {name} ({time.monotonic() - began:.1f} s)", flush=True)
    if done.returncode:
        print(done.stdout + done.stderr, flush=True)
    return done.returncode == 0


def main():
    with tempfile.TemporaryDirectory() as keys:
        todo = fixes() if "--fix" in sys.argv else checks(Path(keys))
        results = [run(*each) for each in todo]
    return 0 if all(results) else 1


if __name__ == "__main__":
    sys.exit(main())
