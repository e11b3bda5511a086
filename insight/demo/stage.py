"""Who acts, in which municipality, on which day of the story."""

from contextlib import contextmanager
from datetime import date, datetime, time, timedelta
from unittest.mock import patch

from django.utils import timezone

from core.context import tenant
from programmes.models import ProgrammeVersion

STORY_TODAY = date(2026, 5, 21)


class Clock:
    """Moves the story's days by whole weeks to lie around the real today, and makes Django believe in them."""

    def __init__(self, today):
        self.shift = timedelta(weeks=(today - STORY_TODAY).days // 7)
        self.today = today

    def day(self, text):
        """A day of the story ("2026-02-24") as it falls in this demo."""
        return date.fromisoformat(text) + self.shift

    @contextmanager
    def at(self, day, hour):
        moment = timezone.make_aware(datetime.combine(day, time(hour)))
        with patch("django.utils.timezone.now", lambda: moment):
            yield


class Stage:
    """One municipality of the demo: its units, classes and people by the short names the story uses."""

    def __init__(self, municipality, clock):
        self.municipality, self.clock = municipality, clock
        self.units, self.classes, self.staff, self.users = {}, {}, {}, {}

    @contextmanager
    def acting(self, who, day, hour=10):
        """`day` of the story as text; what is written then carries that day's time."""
        on = self.clock.day(day) if isinstance(day, str) else day
        with self.clock.at(on, hour), tenant(self.users[who].pk, self.municipality.pk, purpose="demo") as person:
            yield person


def version_with(track):
    """The published programme that has this track; the demo knows programmes by what they hold, as all code does."""
    return next(
        version
        for version in ProgrammeVersion.objects.current()
        if any(each.key == track for each in version.programme_content.tracks)
    )
