"""What figures are told of: a school year, the last three months, or everything so far; always whole weeks.

Each begins on a Monday and ends on a Sunday, so that weeks that were counted one by one add up to all of them.
"""

from dataclasses import dataclass
from datetime import date, timedelta

from django.utils.translation import gettext as _

from core.templatetags.ui import date_year

WEEK = timedelta(days=7)
FIRST, LAST = date(2000, 1, 3), date(2099, 12, 27)
MONTHS_3, ALL = "3mdr", "alt"


def monday(on):
    return on - timedelta(days=on.weekday())


@dataclass(frozen=True)
class Period:
    key: str
    first: date
    last: date

    @property
    def title(self):
        if self.key == ALL:
            return _("Everything so far")
        if self.key == MONTHS_3:
            return _("The last 3 months")
        return _("School year %(years)s") % {"years": f"{self.last.year - 1}/{self.last.year % 100:02}"}

    @property
    def span(self):
        """ "fra 28. juli 2025": where its first week begins; nothing where it has no beginning."""
        return "" if self.key == ALL else _("from %(date)s") % {"date": date_year(self.first)}

    @property
    def days(self):
        return self.first, self.last

    def weeks(self, until):
        """Mondays, up to and with the week of `until`."""
        on, last = self.first, min(self.last, until)
        while on <= last:
            yield on
            on += WEEK


def school_year(on):
    """The school year that the day lies in, named by the year in which it begins: from the week of 1 August."""
    year = on.year if on >= monday(date(on.year, 8, 1)) else on.year - 1
    return Period(str(year), monday(date(year, 8, 1)), monday(date(year + 1, 8, 1)) - timedelta(days=1))


def last_months(today):
    """Thirteen weeks, this one counted."""
    return Period(MONTHS_3, monday(today) - 12 * WEEK, monday(today) + timedelta(days=6))


def everything():
    return Period(ALL, FIRST, LAST)


def periods(first, today):
    """What can be asked for: this school year, the last three months, everything, then earlier school years."""
    this = here = school_year(today)
    earlier = []
    while first < here.first:
        here = school_year(here.first - WEEK)
        earlier.append(here)
    return [this, last_months(today), everything(), *earlier]
