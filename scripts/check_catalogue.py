"""Every text of the code and templates has its Danish: no missing, untranslated or fuzzy message.

`--write` instead finds new texts and writes them, untranslated, into locale/da.
"""

import gettext
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
NOT_OURS = ("node_modules", "staticfiles", "tests", "bench", "faults", "scripts", "docs", "static", "locale")


def find_messages(folder):
    ignored = [part for name in NOT_OURS for part in ("--ignore", f"{name}/*")]
    options = ["-l", "da", "--no-wrap", "--add-location", "file", "--no-obsolete", "-v", "0"]
    subprocess.run([sys.executable, "-m", "django", "makemessages", *options, *ignored], cwd=folder, check=True)


def empty_guesses(catalogue):
    """A new text gets no translation from a similar one: somebody would believe it."""
    kept = run("msgattrib", "--no-wrap", "--no-fuzzy", catalogue)
    emptied = run("msgattrib", "--no-wrap", "--only-fuzzy", "--clear-fuzzy", "--clear-previous", "--empty", catalogue)
    with tempfile.TemporaryDirectory() as name:
        parts = Path(name) / "kept.po", Path(name) / "emptied.po"
        for part, text in zip(parts, (kept, emptied), strict=True):
            part.write_text(text)
        catalogue.write_text(run("msgcat", "--no-wrap", "--use-first", *parts))


def run(*command):
    return subprocess.run(command, check=True, capture_output=True, text=True).stdout


def extracted():
    """Keys of all messages, found in a copy of our sources that has one empty catalogue."""
    with tempfile.TemporaryDirectory() as name:
        copy = Path(name)
        for source in sources():
            target = copy / source.relative_to(ROOT)
            target.parent.mkdir(parents=True, exist_ok=True)
            shutil.copy(source, target)
        (copy / "locale/da").mkdir(parents=True)
        find_messages(copy)
        found = copy / "locale/da/LC_MESSAGES/django.po"
        named = copy / "named.po"  # each message translated by itself, for only translated ones are compiled
        subprocess.run(["msgen", "-o", named, found], check=True)
        return keys(named)


def sources():
    ours = subprocess.run(
        ["git", "ls-files", "-co", "--exclude-standard", "*.py", "*.html", "*.txt"],
        cwd=ROOT, check=True, capture_output=True, text=True,
    )  # fmt: skip
    paths = [ROOT / line for line in ours.stdout.splitlines() if not line.startswith(NOT_OURS)]
    return [path for path in paths if path.exists()]


def translated():
    found = set()
    for catalogue in ROOT.glob("**/locale/da/LC_MESSAGES/django.po"):
        if ".venv" not in catalogue.parts:
            found |= keys(catalogue)
    return found


def keys(catalogue):
    """Message ids with a translation (msgfmt leaves fuzzy and empty ones out); wrong placeholders stop here."""
    with tempfile.NamedTemporaryFile(suffix=".mo") as compiled:
        done = subprocess.run(
            ["msgfmt", "--check-format", "-o", compiled.name, catalogue], capture_output=True, text=True
        )
        if done.returncode:
            sys.exit(done.stderr)
        with Path(compiled.name).open("rb") as file:
            catalog = gettext.GNUTranslations(file)._catalog
    return {key[0] if isinstance(key, tuple) else key for key in catalog} - {""}


def main():
    if "--write" in sys.argv:
        find_messages(ROOT)
        empty_guesses(ROOT / "locale/da/LC_MESSAGES/django.po")
        return 0
    missing = sorted(extracted() - translated())
    for text in missing:
        print(f"not translated: {text!r}")
    return 1 if missing else 0


if __name__ == "__main__":
    sys.exit(main())
