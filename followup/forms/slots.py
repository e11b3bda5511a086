"""Time set aside: a rhythm, and one time of it."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm
from followup.forms.base import TILES, tiles
from followup.models import Slot

TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"]
WEEKS = [(1, _("Every week")), (2, _("Every 2nd week")), (3, _("Every 3rd week")), (4, _("Every 4th week"))]
ABOUT_MINUTES = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 1 and 600 minutes."))


class TimeField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options):
        options.setdefault("error_messages", {"invalid": _("Write the time as hours and minutes, such as 16.30.")})
        super().__init__(input_formats=TIME_FORMATS, **options)


class SlotForm(HouseForm):
    """places: [(key, title)] of pathways and units, when there is something to choose; people: the staff around them."""

    kind = tiles(Slot.Kind.choices, label=_("What is the time for?"))
    place_of = forms.ChoiceField(label=_("For which pathway or unit?"))
    first_on = DateField(
        label=_("First day"), help_text=_("It comes again on that weekday, not in the school holidays.")
    )
    starts_at = TimeField(label=_("From"))
    ends_at = TimeField(label=_("To"))
    every_weeks = forms.TypedChoiceField(label=_("How often?"), choices=WEEKS, coerce=int, initial=1)
    people = forms.TypedMultipleChoiceField(
        label=_("Who is it for?"),
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs=TILES),
        error_messages={"required": _("Choose whom the time is for.")},
    )
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    last_on = DateField(label=_("Last day"), required=False, help_text=_("Leave it empty while it goes on."))

    def __init__(self, *args, people, places=(), **options):
        super().__init__(*args, **options)
        self.fields["people"].choices = [(each.pk, each.name) for each in people]
        if places:
            self.fields["place_of"].choices = places
        else:
            del self.fields["place_of"]

    def clean(self):
        data = super().clean()
        if data.get("starts_at") and data.get("ends_at") and data["ends_at"] <= data["starts_at"]:
            self.add_error("ends_at", _("It ends before it begins. Choose a later time."))
        if data.get("first_on") and data.get("last_on") and data["last_on"] < data["first_on"]:
            self.add_error("last_on", _("The last day lies before the first one."))
        return data

    def answers(self):
        return {name: value for name, value in self.cleaned_data.items() if name != "place_of"}


class SlotMoveForm(HouseForm):
    day = DateField(label=_("Date"), help_text="")
    starts_at = TimeField(label=_("From"))
    ends_at = TimeField(label=_("To"))
    place = forms.CharField(label=_("Place"), required=False, max_length=120)


class SlotHeldForm(HouseForm):
    minutes = forms.IntegerField(
        label=_("Minutes"), required=False, min_value=1, max_value=600, error_messages=ABOUT_MINUTES
    )
