"""Compiles each catalogue that is newer than its compiled form (which is not committed)."""

import subprocess
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent


def compile_messages():
    for source in (*ROOT.glob("locale/*/LC_MESSAGES/django.po"), *ROOT.glob("*/locale/*/LC_MESSAGES/django.po")):
        compiled = source.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < source.stat().st_mtime:
            subprocess.run(["msgfmt", "-o", compiled, source], check=True)


if __name__ == "__main__":
    compile_messages()
