import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from followup.post.heartbeat import ops
from followup.schedule import tick


class Command(BaseCommand):
    help = (
        "Run the daily job of every municipality, send what waits, and print what was done as JSON. Running it again changes "
        "nothing. From a timer of the operating system, with --once-a-day, it is the second clock beside beat."
    )

    def add_arguments(self, parser):
        parser.add_argument("--today", type=date.fromisoformat, help="the day to run it for, as YYYY-MM-DD")
        parser.add_argument("--municipality", help="the name of the only one to run it for")
        parser.add_argument("--once-a-day", action="store_true", help="leave out daily jobs that have run already")

    def handle(self, *, today=None, municipality=None, once_a_day=False, **options):
        today = today or timezone.localdate()
        done = tick(today, only=municipality, once_a_day=once_a_day)
        found = {"today": today.isoformat(), "municipalities": done, "state": ops()}
        self.stdout.write(json.dumps(found, ensure_ascii=False, indent=2))
        if any("error" in each for each in done):
            raise CommandError("Something failed in a municipality; the log says why.")
