from django.core.exceptions import ValidationError
from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone

from accounts.actions import create_municipality
from cases.actions.legal_bases import load_legal_bases
from followup.actions import add_default_breaks


class Command(BaseCommand):
    help = (
        "Make a new, empty municipality with its first administrator, its school calendar and its grounds for sharing."
    )

    def add_arguments(self, parser):
        parser.add_argument("name")
        parser.add_argument("--administrator-email", required=True)
        parser.add_argument("--administrator-name", required=True)

    @transaction.atomic
    def handle(self, *args, name, administrator_email, administrator_name, **options):
        try:
            municipality = create_municipality(
                name=name, administrator_email=administrator_email, administrator_name=administrator_name
            )
        except ValidationError as error:
            raise CommandError(" ".join(error.messages)) from error
        load_legal_bases(municipality)
        this_year = timezone.localdate().year
        for year in (this_year - 1, this_year, this_year + 1):
            add_default_breaks(municipality_id=municipality.pk, school_year=year)
        self.stdout.write(
            f"{name} is made. {administrator_email} chooses a password by “Glemt adgangskode?” on the login page."
        )
