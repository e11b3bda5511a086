from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm


class StartForm(HouseForm):
    starts_on = DateField(label=_("First day in the class"))
    planned_end_on = DateField(label=_("Planned last day"), required=False)


class CloseForm(HouseForm):
    decision = forms.ChoiceField(label=_("What have you decided?"), widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why?"), help_text=FAMILIES_READ, widget=forms.Textarea(attrs={"rows": 3}))
    ended_on = DateField(label=_("From which day?"))

    def __init__(self, *, decisions, **options):
        super().__init__(**options)
        self.fields["decision"].choices = [(each.key, self._words(each)) for each in decisions]
        self.fields["ended_on"].initial = timezone.localdate()

    @staticmethod
    def _words(decision):
        return format_html("{}<br><span class='small soft'>{}</span>", decision.title, decision.description)
