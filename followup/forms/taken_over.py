from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import HouseForm


class HandOverForm(HouseForm):
    """One to another; the reason is read by both."""

    to = forms.ModelChoiceField(
        label=_("Who takes it over"), queryset=None, empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose who takes it over."), "invalid_choice": _("Choose who takes it over.")},
    )  # fmt: skip
    reason = forms.CharField(label=_("Why"), max_length=200, required=False)

    def __init__(self, *, people, **options):
        super().__init__(**options)
        self.fields["to"].queryset = people


class ShareOutForm(HouseForm):
    """A choice for each thing: a colleague, or keep it."""

    def __init__(self, *, items, **options):
        super().__init__(**options)
        for item in items:
            people = [(each.pk, each.name) for each in item.people] if item.can_be_given else []
            self.fields[item.field_name] = forms.TypedChoiceField(
                label=item.title, choices=[("", _("Not yet")), *people, ("mine", _("I keep it"))], required=False,
                coerce=lambda value: None if value == "mine" else int(value), empty_value=False,
            )  # fmt: skip

    @property
    def choices(self):
        return {int(name[3:]): value for name, value in self.cleaned_data.items() if value is not False}
