"""How often the measures of a class part have been tried, and how it went the last time."""

from dataclasses import dataclass
from datetime import date

from django.db.models import Count, F, Window
from django.db.models.functions import RowNumber
from django.utils import formats, timezone
from django.utils.translation import gettext as _

from cases.models import MeasureTrial


@dataclass(frozen=True)
class Tried:
    """One measure's trials over all versions of the plan."""

    times: int
    last: MeasureTrial

    @property
    def when(self):
        return when_words(self.last.tried_on, timezone.localdate())


def when_words(day: date, today: date) -> str:
    """Inside a sentence: today, yesterday, the name of the day for a week back, else the date."""
    back = (today - day).days
    if back in (0, 1):
        return _("yesterday") if back else _("today")
    return formats.date_format(day, "l" if 1 < back < 7 else _("j F"))


def tried_by_family(measures, person):
    """Measure.family -> Tried, for those that have been tried: one query however many there are."""
    if not measures:
        return {}
    window = {"partition_by": [F("family")]}
    newest_first = [F("tried_on").desc(), F("pk").desc()]
    rows = (
        MeasureTrial.objects.visible_to(person)
        .kept()
        .of(measures)
        .select_related("by")
        .annotate(times=Window(Count("pk"), **window), place=Window(RowNumber(), order_by=newest_first, **window))
        .filter(place=1)
    )
    return {row.family: Tried(row.times, row) for row in rows}


def trials_of(measure, person):
    """All of one measure's trials, the newest first."""
    return list(MeasureTrial.objects.visible_to(person).kept().of([measure]).select_related("by"))
