"""A call between two sessions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm


class CallForm(HouseForm):
    reached = forms.TypedChoiceField(
        label=_("How did it go?"), choices=[("yes", _("Talked with")), ("no", _("Not reached"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect(attrs={"data-tiles": ""}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("One line"),
        max_length=300,
        required=False,
        help_text=FAMILIES_READ,
    )
    called_on = DateField(label=_("Date"))
