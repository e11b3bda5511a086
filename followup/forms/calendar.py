from contextlib import suppress

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm, HouseModelForm
from followup.calendar_import import LARGEST, MOST, chosen
from followup.models import SchoolBreak


class SchoolBreakForm(HouseModelForm):
    starts_on = DateField(label=_("First day without school"))
    ends_on = DateField(label=_("Last day without school"))

    class Meta:
        model = SchoolBreak
        fields = ["name", "starts_on", "ends_on"]
        labels = {"name": _("Name")}
        help_texts = {"name": _("For example Efterårsferie")}

    def clean(self):
        data = super().clean()
        first, last = data.get("starts_on"), data.get("ends_on")
        if first and last and last < first:
            self.add_error("ends_on", _("The last day must not be before the first."))
        return data


class CalendarFileForm(HouseForm):
    file = forms.FileField(
        label=_("Calendar file"),
        help_text=_("An .ics file of at most 1 MB, as most calendars can save it."),
        widget=forms.FileInput(attrs={"accept": ".ics,text/calendar"}),
        error_messages={"required": _("Choose a file."), "empty": _("The file is empty.")},
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > LARGEST:
            raise ValidationError(
                _("The file is larger than 1 MB. A school calendar is much smaller: save the holidays alone.")
            )
        return self.cleaned_data["file"]


class ChosenBreaksForm(HouseForm):
    """The lines of a file that were ticked; the page sends along what it offered, so that it can be shown again."""

    def offered(self):
        found = []
        for value in self.data.getlist("found")[:MOST]:
            with suppress(ValidationError):
                found.append(chosen(value))
        return found

    def clean(self):
        data = super().clean()
        ticked = self.data.getlist("break")
        if not ticked:
            raise ValidationError(_("Tick at least one holiday."))
        data["found"] = [chosen(value) for value in ticked[:MOST]]
        return data
