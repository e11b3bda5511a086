import sys

from django.core.management.base import BaseCommand

from followup.post.returned import bounced_ids, mark_bounced
from followup.schedule import municipalities


class Command(BaseCommand):
    help = (
        "Read a mail from standard input; if it is a report of a failed delivery, mark the mail it is about as refused."
    )

    def handle(self, **options):
        ids, code = bounced_ids(sys.stdin.buffer)
        count = mark_bounced(ids, code, municipalities()) if ids else 0
        self.stdout.write(f"{count} marked as refused" if ids else "not a report of a failed delivery")
