"""The half school years that figures are told in: August to December, and January to July."""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _


@dataclass(frozen=True, order=True)
class Term:
    first: date
    last: date

    @property
    def key(self):
        return f"{self.first:%Y-%m}"

    @property
    def title(self):
        words = _("Spring %(year)s") if self.first.month == 1 else _("Autumn %(year)s")
        return words % {"year": self.first.year}

    def mondays(self, until):
        """Mondays of the weeks that begin in the term, up to and with the week of `until`."""
        on, last = self.first + timedelta(days=-self.first.weekday() % 7), min(self.last, until)
        while on <= last:
            yield on
            on += timedelta(days=7)


def term_of(on):
    return (
        Term(date(on.year, 1, 1), date(on.year, 7, 31))
        if on.month < 8
        else Term(date(on.year, 8, 1), date(on.year, 12, 31))
    )


def terms_between(first, last):
    """Newest first."""
    found, here = [], term_of(last)
    while here.last >= first:
        found.append(here)
        here = term_of(here.first - timedelta(days=1))
    return found
