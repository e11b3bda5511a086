from django import forms
from django.utils.translation import gettext_lazy as _

from core import cpr
from core.forms import DateField, HouseForm
from core.templatetags.ui import capital, day_year


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
    via = forms.ChoiceField(
        label=_("How"),
        required=False,
        choices=[("", _("All")), ("link", _("Via a link")), ("login", _("With a login"))],
    )
    child = forms.IntegerField(label=_("Child number"), required=False, min_value=1)

    def __init__(self, *args, staff, part="looks", **options):
        super().__init__(*args, **options)
        self.fields["who"].queryset = staff
        for name in {"looks": (), "changes": ("child",)}.get(part, ("child", "via")):
            del self.fields[name]  # that log does not know it


class BeforeForm(HouseForm):
    """What became of each that lies before Samspil; untouched, all of it was before. reasons: the version's, or None for words."""

    STATES = (("before", _("Before Samspil")), ("held", _("Held")), ("not_held", _("Not held")))

    def __init__(self, *, past, reasons, **options):
        super().__init__(**options)
        self.past = past
        for each in past:
            self.fields[f"state_{each.pk}"] = forms.ChoiceField(
                label=f"{capital(day_year(each.on_day))}: {each.title}",
                choices=self.STATES,
                initial="before",
                widget=forms.RadioSelect(attrs={"data-tiles": ""}),
            )
            self.fields[f"held_on_{each.pk}"] = DateField(
                label=_("When was it held?"), initial=each.on_day, required=False, help_text=""
            )
            self.fields[f"reason_{each.pk}"] = _why(reasons)

    def clean(self):
        for each in self.past:
            state = self.cleaned_data.get(f"state_{each.pk}")
            if state == "held" and not self.cleaned_data.get(f"held_on_{each.pk}"):
                self._say(f"held_on_{each.pk}", _("Choose the day it was held."))
            if state == "not_held" and not self.cleaned_data.get(f"reason_{each.pk}"):
                self._say(f"reason_{each.pk}", _("Say why it was not held."))
        return self.cleaned_data

    def _say(self, name, words):
        if name not in self.errors:
            self.add_error(name, words)

    def rows(self):
        return [(each, *(self[f"{name}_{each.pk}"] for name in ("state", "held_on", "reason"))) for each in self.past]

    @property
    def answers(self):
        data = self.cleaned_data
        return {
            each.pk: {
                "state": data[f"state_{each.pk}"],
                "held_on": data[f"held_on_{each.pk}"],
                "reason": data[f"reason_{each.pk}"],
            }
            for each in self.past
        }


def _why(reasons):
    label = _("Not held because")
    if reasons is None:
        return forms.CharField(label=label, required=False, max_length=200)
    return forms.ChoiceField(
        label=label, required=False, choices=[("", _("Choose")), *((each.key, each.title) for each in reasons)]
    )
