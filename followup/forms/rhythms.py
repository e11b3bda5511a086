"""The municipality's own value of a rhythm."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm
from followup.models import CadenceChange


class RhythmForm(HouseForm):
    count = forms.IntegerField(
        label=_("How many"), min_value=1, max_value=730, widget=forms.NumberInput(attrs={"class": "input-char-4"})
    )
    unit = forms.ChoiceField(label=_("Days, weeks or months"), choices=CadenceChange.Unit)
    from_on = DateField(label=_("It holds from"))
    reason = forms.CharField(
        label=_("Why"), max_length=300, help_text=_("Everybody who works with the programme can read it.")
    )
    early_days = forms.IntegerField(label=_("Counts from so many days before"), min_value=0, max_value=365)
    near_days = forms.IntegerField(
        label=_("Near until so many days after"),
        help_text=_("Used when Samspil shows whether you follow the model."),
        min_value=0,
        max_value=365,
    )
    summer = forms.ChoiceField(
        label=_("A day in the summer holiday moves"), choices=CadenceChange.Summer, widget=forms.RadioSelect
    )
    MAIN = ("count", "unit", "from_on", "reason")

    def about(self, cadence):
        """The number asks for what it counts."""
        once = _("How long before") if cadence.before else _("How long after")
        self.fields["count"].label = once if cadence.before or cadence.times == 1 else _("How long between two times")
        return self

    def main_fields(self):
        return [self[name] for name in self.MAIN]

    def other_fields(self):
        return [self[name] for name in self.fields if name not in self.MAIN]

    def values(self):
        """What followup.actions.change_rhythm takes as values."""
        return {name: self.cleaned_data[name] for name in ("count", "unit", "early_days", "near_days", "summer")}
