from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext_lazy

from core.forms import FAMILIES_READ, DateField, HouseForm

WEEKS = range(1, 9)


class MoveManyForm(HouseForm):
    """All to one day, or each by so many weeks."""

    due_on = DateField(label=_("To one day for all"), required=False)
    weeks = forms.TypedChoiceField(
        label=_("Or each by so many weeks"),
        required=False,
        coerce=int,
        empty_value=None,
        choices=[("", _("Not by weeks")), *((n, ngettext_lazy("%(n)s week", "%(n)s weeks", n) % {"n": n}) for n in WEEKS)],
    )  # fmt: skip
    reason = forms.CharField(label=_("Why are they moved?"), max_length=200, help_text=FAMILIES_READ)

    def clean(self):
        if "due_on" not in self.errors and bool(self.cleaned_data.get("due_on")) == bool(
            self.cleaned_data.get("weeks")
        ):
            self.add_error("due_on", _("Choose either one day or a number of weeks."))
        return self.cleaned_data


class HandOverManyForm(HouseForm):
    to = forms.ChoiceField(label=_("Who takes them over?"), error_messages={"required": _("Choose who takes over.")})
    reason = forms.CharField(label=_("Why are they handed over?"), max_length=200, help_text=FAMILIES_READ)

    def __init__(self, *, people, **options):
        super().__init__(**options)
        self.people = {str(each.pk): each for each in people}
        self.fields["to"].choices = [("", _("Choose")), *((key, each.name) for key, each in self.people.items())]

    def clean_to(self):
        return self.people.get(self.cleaned_data["to"])
