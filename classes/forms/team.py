"""Taps of the week, and the team's questions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from classes.taps import PULSE, STRAIN
from core.forms import HouseForm

NO_NAMES = _("Name no child: write about one in a note on the child.")


class WeekForm(HouseForm):
    """`monday` is the week that the page asked about; it travels along."""

    monday = forms.DateField(widget=forms.HiddenInput)

    def __init__(self, *args, taps, **options):
        super().__init__(*args, **options)
        self.taps = taps
        for tap in taps:
            self.fields[tap.key] = forms.TypedChoiceField(
                label=tap.ask, choices=tap.choices, coerce=int, widget=forms.RadioSelect
            )

    def answers(self):
        return {tap.key: self.cleaned_data[tap.key] for tap in self.taps}


def pulse_form(data=None, *, school_class, monday=None, pulse=None):
    initial = {"monday": monday} | ({tap.key: getattr(pulse, tap.key) for tap in PULSE} if pulse else {})
    return WeekForm(data, taps=PULSE, initial=initial, auto_id=f"pulse_{school_class.pk}_%s")


def strain_form(data=None, *, school_class, monday=None):
    return WeekForm(data, taps=(STRAIN,), initial={"monday": monday}, auto_id=f"strain_{school_class.pk}_%s")


class QuestionForm(HouseForm):
    text = forms.CharField(
        label=_("Your question"), max_length=300, help_text=NO_NAMES, widget=forms.Textarea(attrs={"rows": 3})
    )


class AnswerForm(HouseForm):
    answer = forms.CharField(
        label=_("Your answer"), max_length=500, help_text=NO_NAMES, widget=forms.Textarea(attrs={"rows": 3})
    )
