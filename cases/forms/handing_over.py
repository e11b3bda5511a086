"""What is chosen where links are made: the family's language, what its holder must write to come in, and the last day."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm
from programmes.instruments.parts import LANGUAGES


class FactorField(forms.ChoiceField):
    """What whoever gets the link must write to come in. A code, unless the date of birth is chosen where it is known."""

    def __init__(self, **options):
        choices = [("code", _("A code on the slip")), ("birth_date", _("The child's date of birth"))]
        text = _("A code is safest: the date of birth is known to others too.")
        super().__init__(
            label=_("What she must know besides"), choices=choices, required=False, help_text=text, **options
        )

    def clean(self, value):
        return super().clean(value) or "code"


class FamilyLinkForm(HouseForm):
    """Which of the family's languages, how she proves who she is, and the last day that it works."""

    language = forms.ChoiceField(label=_("Language"), choices=list(LANGUAGES.items()))
    factor = FactorField()
    until = DateField(label=_("Works until"), required=False, help_text="")

    def __init__(self, *, birth_date_known, until, **options):
        super().__init__(initial={"until": until}, **options)
        if not birth_date_known:
            del self.fields["factor"]

    @property
    def wanted(self):
        data = self.cleaned_data
        return {
            "language": data["language"],
            "factor": data.get("factor", "code"),
            "until": data["until"] or self.initial["until"],
        }
