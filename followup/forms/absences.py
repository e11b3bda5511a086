from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm


class AbsenceForm(HouseForm):
    """Two days and a person. Why she is away is nobody's business here."""

    first = DateField(label=_("First day"))
    last = DateField(label=_("Last day"))
    stand_in = forms.ModelChoiceField(
        label=_("Who takes the work"), queryset=None, empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose who takes the work."), "invalid_choice": _("Choose who takes the work.")},
    )  # fmt: skip

    def __init__(self, *, people, **options):
        super().__init__(**options)
        self.fields["stand_in"].queryset = people
