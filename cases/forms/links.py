"""The second factor: a code of six figures, or the child's date of birth."""

import re
import unicodedata
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import HouseForm

SHAPES = {(8,): (2, 2, 4), (6,): (2, 2, 2)}  # written in one: 03052016, and 030516 as a CPR number begins


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
        """As it was read aloud or pasted: with spaces, dashes of any length, and the marks that Arabic text brings along."""
        typed = "".join(each for each in in_figures(self.cleaned_data["factor"]) if not is_between(each))
        if not re.fullmatch(r"[0-9]{6}", typed):
            raise ValidationError(_("The code is six figures. Write all six."))
        return typed


class BirthDateForm(HouseForm):
    """One box for all ways of writing a day: 03-05-2016, 3/5 2016, 03052016, in figures of any script."""

    factor = forms.CharField(
        label=_("The child's date of birth"),
        help_text=_("Day, month and year, such as 24 11 2016. Are you the child? Then it is your own."),
        max_length=30,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "code", "dir": "ltr"}),
    )

    def clean_factor(self):
        day = day_in(self.cleaned_data["factor"])
        if day is None:
            raise ValidationError(_("Write day, month and year in figures, such as 24 11 2016."))
        return day


def in_figures(text):
    """The text with ٣ and ۳ as 3, and so on."""
    return "".join(str(unicodedata.digit(each, each)) for each in text)


def is_between(letter):
    """Spaces, dashes, full stops, and the unseen marks of direction."""
    return letter == "." or unicodedata.category(letter) in ("Zs", "Pd", "Cf", "Cc")


def day_in(text):
    """The day that was written, the day of the month first unless the year stands first; None when it is none."""
    figures = re.findall(r"[0-9]+", in_figures(text))
    if shape := SHAPES.get(tuple(map(len, figures))):
        whole, figures = figures[0], []
        for length in shape:
            whole, figures = whole[length:], [*figures, whole[:length]]
    if len(figures) != 3:
        return None
    year, month, day = figures if len(figures[0]) == 4 else reversed(figures)
    try:
        return date(_whole_year(year), int(month), int(day))
    except ValueError:
        return None


def _whole_year(year):
    """Of two figures the newest year that has been."""
    if len(year) != 2:
        return int(year)
    this = timezone.localdate().year
    return max(each for each in (1900 + int(year), 2000 + int(year)) if each <= this)


FORMS = {"code": CodeForm, "birth_date": BirthDateForm}
