#!/usr/bin/env python
"""Runs a command as the runtime role, or as the owner where the command builds the ground."""

import os
import sys
from pathlib import Path

OWNER_COMMANDS = {"migrate", "createcachetable", "load_programmes", "seed_demo", "create_municipality"}
RUNNING_DEMO = Path(__file__).resolve().parent / ".local/demo.env"


def join_running_demo():
    """Take the servers of the `make demo` that runs in this checkout; what is set already wins."""
    if not RUNNING_DEMO.exists():
        return
    found = dict(line.split("=", 1) for line in RUNNING_DEMO.read_text().splitlines())
    try:
        os.kill(int(found.pop("PID")), 0)
    except ProcessLookupError:
        return
    for name, value in found.items():
        os.environ.setdefault(name, value)


def main():
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")
    join_running_demo()
    if sys.argv[1:2] and sys.argv[1] in OWNER_COMMANDS:
        os.environ.setdefault("SAMSPIL_LOGIN", "owner")
    from django.core.management import execute_from_command_line

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
