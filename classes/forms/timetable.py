"""A class's week as it is typed: a line of times for each day."""

import re
from datetime import time

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import HouseForm
from followup.models import Lesson
from followup.timetable import written

SPAN = re.compile(r"^(\d{1,2})(?:[.:](\d{2}))?\s*[-–—]\s*(\d{1,2})(?:[.:](\d{2}))?$")


class SpansField(forms.CharField):
    """ "8-9.30, 9.50-11.20" to [(time, time)], in order."""

    def __init__(self, **options):
        super().__init__(max_length=200, **options)

    def validate(self, value):
        """A day without lessons is empty, and nothing to remark on."""

    def clean(self, value):
        parts = [part.strip() for part in re.split(r"[,;\n]", super().clean(value)) if part.strip()]
        spans = sorted(_span(part) for part in parts)
        for before, after in zip(spans, spans[1:], strict=False):
            if after[0] < before[1]:
                raise ValidationError(_("Two of the lessons overlap."))
        return spans


def _span(part):
    found = SPAN.match(part)
    try:
        hours = [int(number or 0) for number in found.groups()]
        span = time(*hours[:2]), time(*hours[2:])
    except (AttributeError, ValueError):
        raise ValidationError(_("Write the times as 8-9.30, 9.50-11.20.")) from None
    if span[1] <= span[0]:
        raise ValidationError(_("A lesson must end after it begins."))
    return span


class TimetableForm(HouseForm):
    def __init__(self, *args, days=(), **options):
        options["initial"] = {f"day_{day.weekday}": written(day.spans) for day in days}
        super().__init__(*args, **options)
        for number, label in Lesson.Weekday.choices:
            self.fields[f"day_{number}"] = SpansField(label=str(label).capitalize())

    def week(self):
        return {number: self.cleaned_data[f"day_{number}"] for number in Lesson.Weekday.values}

    def as_monday(self):
        """What was typed, with Monday's line on every day; nothing is saved by it."""
        monday = self.data.get("day_0", "")
        data = self.data.copy()
        for number in Lesson.Weekday.values:
            data[f"day_{number}"] = monday
        self.data = data
