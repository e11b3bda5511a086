from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.models import Carer, DailyNote
from core.forms import FAMILIES_READ, DateField, HouseForm

# ---- the family's own ----


class WishForm(HouseForm):
    own_words = ("text",)
    text = forms.CharField(
        label=_("This is what we want to talk about"),
        required=False,
        max_length=1500,
        widget=forms.Textarea(attrs={"rows": 3, "dir": "auto"}),
    )


class TickForm(HouseForm):
    own_words = ("line",)
    line = forms.CharField(
        label=_("A few words about it, if you like"),
        required=False,
        max_length=200,
        widget=forms.TextInput(attrs={"dir": "auto"}),
    )
    outcome = forms.ChoiceField(choices=[("tried", ""), ("worked", ""), ("", "")], required=False)


class DayForm(HouseForm):
    """One tap on what the day was like is enough; a line, when there is something to tell."""

    own_words = ("how", "worked")
    form = forms.ChoiceField(label=_("What was the day like?"), required=False, choices=DailyNote.Form.choices)
    how = forms.CharField(
        label=_("A line about it, if you like"), required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )  # fmt: skip
    worked = forms.CharField(
        label=_("What worked?"), required=False, max_length=300, widget=forms.TextInput(attrs={"dir": "auto"})
    )


# ---- staff's ----


class StepForm(HouseForm):
    """One tap on a step of the plan, or own words."""

    chosen = forms.ChoiceField(label=_("A step from the plan"), required=False, widget=forms.RadioSelect)
    text = forms.CharField(
        label=_("Or write one"), required=False, max_length=300, help_text=FAMILIES_READ
    )  # what is written wins over what is chosen

    def __init__(self, *, steps, **options):
        super().__init__(**options)
        self.steps = dict(steps)
        self.fields["chosen"].choices = steps
        if not steps:
            del self.fields["chosen"]
            self.fields["text"].label = _("The step in plain words")

    @property
    def words(self):
        return self.cleaned_data["text"].strip() or self.steps.get(self.cleaned_data.get("chosen"), "")

    @property
    def source(self):
        """The measure it was taken from; a step of a goal has no address of its own."""
        chosen = self.cleaned_data.get("chosen", "")
        return chosen if chosen and not self.cleaned_data["text"].strip() and len(chosen) == 36 else None


class CarerForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=160)
    kind = forms.ChoiceField(label=_("Who is it?"), choices=Carer.Kind.choices, widget=forms.RadioSelect)
    home = forms.CharField(
        label=_("The home"),
        required=False,
        max_length=120,
        help_text=_("Staff of the same home read each other's lines."),
    )
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    email = forms.EmailField(label=_("E-mail"), required=False)
    starts_on = DateField(label=_("From"), help_text="")
    ends_on = DateField(label=_("Until"), required=False, help_text=_("Leave it empty while the care goes on."))

    def __init__(self, **options):
        super().__init__(initial={"kind": "foster_parent", "starts_on": timezone.localdate()}, **options)
