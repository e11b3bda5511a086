import json
from datetime import date

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from followup.schedule import tick


class Command(BaseCommand):
    help = "Run the daily job of every municipality and print what it did as JSON. Running it again changes nothing."

    def add_arguments(self, parser):
        parser.add_argument("--today", type=date.fromisoformat, help="the day to run it for, as YYYY-MM-DD")
        parser.add_argument("--municipality", help="the name of the only one to run it for")

    def handle(self, *, today=None, municipality=None, **options):
        today = today or timezone.localdate()
        done = tick(today, only=municipality)
        self.stdout.write(
            json.dumps({"today": today.isoformat(), "municipalities": done}, ensure_ascii=False, indent=2)
        )
        if any("error" in each for each in done):
            raise CommandError("The daily job failed in a municipality; the log says why.")
