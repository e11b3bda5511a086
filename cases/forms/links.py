"""The second factor: a code of six figures, or the child's date of birth."""

import re
import unicodedata

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm


class CodeForm(HouseForm):
    factor = forms.CharField(
        label=_("The code"),
        help_text=_("Six figures. You have it from the person who gave you the address."),
        max_length=20,
        widget=forms.TextInput(
            attrs={"inputmode": "numeric", "autocomplete": "one-time-code", "class": "code", "dir": "ltr"}
        ),
    )

    def clean_factor(self):
        """Figures of any script, with spaces or dashes between them as they are read aloud."""
        typed = re.sub(r"[\s\-.]", "", self.cleaned_data["factor"])
        figures = [unicodedata.digit(letter, None) for letter in typed]
        if None in figures or len(figures) != 6:
            raise ValidationError(_("The code is six figures. Write all six."))
        return "".join(map(str, figures))


class BirthDateForm(HouseForm):
    factor = DateField(label=_("The child's date of birth"))


FORMS = {"code": CodeForm, "birth_date": BirthDateForm}
