from django import forms
from django.utils.translation import gettext_lazy as _

from core import cpr
from core.forms import DateField, HouseForm


class CprForm(HouseForm):
    """Sent by POST only: a number in an address would stand in logs and histories."""

    number = forms.CharField(
        label=_("CPR number"),
        help_text=_("With or without the hyphen. The search is logged."),
        max_length=20,
        widget=forms.TextInput(attrs={"autocomplete": "off", "inputmode": "numeric", "class": "input-char-11"}),
        error_messages={"required": _("Write the CPR number with ten digits, such as 010203-1234.")},
    )

    def clean_number(self):
        return cpr.clean(self.cleaned_data["number"])


class LogForm(forms.Form):
    """Filters of the log, sent by GET; what is wrong is left out of the search."""

    who = forms.ModelChoiceField(
        label=_("Who"), queryset=None, required=False, to_field_name="uuid", empty_label=_("Everybody")
    )
    first = DateField(label=_("From"), required=False, help_text="")
    last = DateField(label=_("Until"), required=False, help_text="")

    def __init__(self, *args, staff, **options):
        super().__init__(*args, **options)
        self.fields["who"].queryset = staff
