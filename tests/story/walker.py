"""People who walk through the pages of one municipality, each in a browser of their own, on the day the story says."""

from datetime import datetime
from zoneinfo import ZoneInfo

import time_machine
from django.test import Client

from accounts.models import User

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


class Walkers:
    """`walkers("skoleleder")` is that person's page, logged in; `walkers.on("2026-01-12")` turns the day for everybody."""

    def __init__(self, stage, open_page, address, **options):
        self.stage, self.open_page, self.address, self.options = stage, open_page, address, options
        self.pages, self.travel = {}, None

    def on(self, day, clock="10:00"):
        self.leave()
        self.travel = time_machine.travel(
            datetime.fromisoformat(f"{day}T{clock}").replace(tzinfo=COPENHAGEN), tick=True
        )
        self.travel.start()
        for who in self.pages:
            self._let_in(who)

    def leave(self):
        if self.travel:
            self.travel.stop()
            self.travel = None

    def __call__(self, who):
        if who not in self.pages:
            self.pages[who] = self.open_page(**self.options)
            self._let_in(who)
        return self.pages[who]

    def _let_in(self, who):
        """A session of that day, as a login gives it: the old one has ended with its day."""
        client = Client()
        client.force_login(User.objects.get(pk=self.stage.users[who].pk))  # its password was set since
        session = {"name": "session", "value": client.cookies["session"].value, "url": self.address}
        self.pages[who].context.add_cookies([session])


def log_in(page, email, password):
    """As a person does it, on the login page."""
    page.goto("/konto/login")
    page.get_by_label("E-mail").fill(email)
    page.get_by_label("Adgangskode", exact=True).fill(password)
    page.get_by_role("button", name="Log ind").click()


PRIMARY = "main button.button-primary[type=submit]:visible"


def press(page, button=PRIMARY, twice=False):
    """Press the page's one primary button, or another, and wait for the answer; twice: as impatient people do.

    The second click breaks the first answer off, so it is the next page's "load" that is awaited, not a navigation.
    """
    page.wait_for_load_state("load")  # of this page itself, which is not the answer
    with page.expect_event("load"):
        page.locator(button).first.click(click_count=2 if twice else 1)


def write(page, label, text):
    page.get_by_label(label).first.fill(text)
