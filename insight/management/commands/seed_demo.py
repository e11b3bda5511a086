import gc
from datetime import date

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from core.tasks import quiet
from insight.demo.seed import seed_demo


class Command(BaseCommand):
    help = (
        "Fill the database with the fictional municipalities of the demo, as they stand today; twice changes nothing."
    )

    def add_arguments(self, parser):
        parser.add_argument("--today", type=date.fromisoformat, help="a day (YYYY-MM-DD) to make the demo for")
        parser.add_argument(
            "--times",
            type=int,
            default=1,
            help="for measuring: that many times the demo's rows in the first municipality",
        )

    def handle(self, *args, **options):
        if settings.PRODUCTION or not settings.DEMO:
            raise CommandError("The demo is made where SAMSPIL_DEMO=1, and never in production.")
        gc.disable()  # nothing here is worth looking for
        with quiet():
            made = seed_demo(options["today"] or timezone.localdate(), options["times"])
        if options["verbosity"]:
            self.stdout.write("The demo is made." if made else "The demo is there already.")
