import sys

from django.core.management.base import BaseCommand

from followup.post.returned import heard
from followup.schedule import municipalities


class Command(BaseCommand):
    help = "A text message from a parent: STOP ends messages to that number, START begins them again. The text may come on standard input."

    def add_arguments(self, parser):
        parser.add_argument("phone", help="the number it came from")
        parser.add_argument("text", nargs="?", help="what was written; left out, it is read from standard input")

    def handle(self, *, phone, text=None, **options):
        count = heard(phone, sys.stdin.read() if text is None else text, municipalities())
        self.stdout.write(f"{count} changed")
