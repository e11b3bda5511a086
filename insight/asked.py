"""What a reader asks of the overview, and the same for the list behind each of its numbers."""

from dataclasses import dataclass, replace
from datetime import date, timedelta
from functools import cache
from urllib.parse import urlencode

from django.db.models import Q

from insight.links import link
from insight.periods import Period, monday

SIDES = ("school", "social")
SIDE_WORDS = {"skole": "school", "social": "social"}
WHO_WORDS = SIDE_WORDS | {"faelles": "both"}


@dataclass(frozen=True)
class Asked:
    """unit: a school, or a unit that has parent groups. version: a programme version. side: school | social, with what both do
    together; "" for all. what, who, week: one number of many; who is school | social | both, each alone.
    """

    today: date
    period: Period
    unit: object = None
    version: object = None
    side: str = ""
    what: str = ""
    who: str = ""
    week: date | None = None

    @property
    def is_school(self):
        """Families of several schools meet in one group, so a chosen school narrows no group."""
        return bool(self.unit) and self.unit.kind == "school"

    @property
    def unit_id(self):
        return self.unit.pk if self.unit else None

    @property
    def version_id(self):
        return self.version.pk if self.version else None

    @property
    def sides(self):
        return (self.side,) if self.side else SIDES

    @property
    def days(self):
        """First and last day: of the week, when one is asked for."""
        return (self.week, self.week + timedelta(days=6)) if self.week else self.period.days

    def on(self, prefix, *, unit=True):
        """Rows of the chosen school and version; `prefix` leads to the pathway."""
        tests = Q()
        if self.unit and unit:
            tests &= Q(**{f"{prefix}unit": self.unit_id})
        if self.version:
            tests &= Q(**{f"{prefix}programme_version": self.version_id})
        return tests

    def query(self, **changes):
        """The address' query string: what stands as it does from the beginning is left out."""
        asked = replace(self, **changes)
        words = {value: key for key, value in SIDE_WORDS.items()}
        found = {
            "periode": asked.period.key,
            "skole": str(asked.unit.uuid) if asked.unit else "",
            "version": version_key(asked.version) if asked.version else "",
            "del": words.get(asked.side, ""),
            "hvad": asked.what,
            "hvem": {value: key for key, value in WHO_WORDS.items()}.get(asked.who, ""),
            "uge": asked.week.isoformat() if asked.week else "",
        }
        return {key: value for key, value in found.items() if value}

    def list(self, slug, **changes):
        """The address of the list behind a number."""
        return f"{_list(slug)}?{urlencode(self.query(**changes))}"


@cache
def _list(slug):
    """A page of the overview writes hundreds of these."""
    return link("dashboard_list", slug)


def version_key(version):
    return f"{version.programme.slug}.{version.number}"


def week_of(text):
    """The Monday named in the address, or nothing."""
    try:
        return monday(date.fromisoformat(text or ""))
    except ValueError:
        return None
