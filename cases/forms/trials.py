from django import forms
from django.utils.translation import gettext_lazy as _

from cases.forms.plans import has_come
from core.forms import CLASS_READS, DateField, HouseForm


class TrialForm(HouseForm):
    """The day is today's when it is not asked for: on Today there is only the line."""

    line = forms.CharField(label=_("How did it go?"), required=False, max_length=200, help_text=CLASS_READS)
    tried_on = DateField(label=_("When?"), required=False, validators=[has_come])
