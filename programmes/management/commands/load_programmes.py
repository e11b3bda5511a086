"""`manage.py load_programmes`: runs on the owner's login, because the runtime role may only read programmes."""

from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from programmes.actions import DATA, Outcome, load_programmes


class Command(BaseCommand):
    help = "Load the programme versions of programmes/data (or another folder) into the database."

    def add_arguments(self, parser):
        parser.add_argument("folder", nargs="?", type=Path, default=DATA)

    def handle(self, *, folder, **options):
        if not folder.is_dir():
            raise CommandError(f"{folder} is not a folder")
        loadings = load_programmes(folder=folder)
        for loading in loadings:
            self.stdout.write(f"{loading.outcome:<9} {loading.file}")
            for mistake in loading.mistakes:
                self.stderr.write(f"          {mistake.path}: {mistake.reason}")
        failed = sum(loading.outcome is Outcome.ERROR for loading in loadings)
        if failed:
            raise CommandError(f"{failed} of {len(loadings)} files not loaded")
