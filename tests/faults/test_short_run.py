"""The short form of `make faults`: real processes, killed for real, with servers of their own."""

import subprocess
import sys

from django.conf import settings


def test_killed_workers_an_emptied_broker_and_a_restarted_database_lose_nothing():
    ran = subprocess.run(
        [sys.executable, "-m", "faults.run", "--short"],
        cwd=settings.BASE_DIR,
        capture_output=True,
        text=True,
        timeout=600,
    )
    table = dict(line.rsplit(None, 1) for line in ran.stdout.splitlines() if line[:1].isalpha() and line[-1:].isdigit())
    assert ran.returncode == 0, ran.stdout + ran.stderr
    assert (table["due"], table["notices in Samspil"], table["lost"], table["kill -9 of a worker"]) == (
        "300",
        "300",
        "0",
        "4",
    )
    assert int(table["double mails"]) <= 4
