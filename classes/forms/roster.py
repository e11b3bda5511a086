"""Classes, their pupils and class lists."""

import re
from datetime import date

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats, timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classes.forms.base import CarryingForm
from classes.importing import LARGEST_FILE, class_name, split_name
from core import cpr
from core.forms import DateField, HouseForm
from core.templatetags.ui import capital


def _unnumbered(line):
    """Names pasted from a list bring their numbers along."""
    return re.sub(r"^\s*\d+[.):]?\s+", "", line).strip()


class OfSchoolForm(HouseForm):
    """Asks for the school, of those who work at more than one."""

    school = forms.ModelChoiceField(None, label=_("School"), empty_label=None)

    def __init__(self, *args, schools, **options):
        super().__init__(*args, **options)
        self.fields["school"].queryset = schools
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = schools[0].pk


class ClassForm(OfSchoolForm):
    name = forms.CharField(
        label=_("Class"),
        max_length=40,
        help_text=_("For example 5.B"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    starts_on = DateField(label=_("From"))
    pupils = forms.CharField(
        label=_("Pupils"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "One on each line, as “Adam Wulff” or “Wulff, Adam”; a whole list can be pasted in. CPR number, parents and address can be added later, with a class list."
        ),
    )

    def clean_pupils(self):
        """[(given name, family name)], one for each line."""
        lines = [_unnumbered(line) for line in self.cleaned_data["pupils"].splitlines() if line.strip()]
        names = [split_name(line) for line in lines]
        if lacking := [line for line, (given, family) in zip(lines, names, strict=True) if not given or not family]:
            raise ValidationError(
                gettext("Write both given name and family name: %(lines)s.") % {"lines": ", ".join(lacking)}
            )
        if doubled := sorted({" ".join(name) for name in names if names.count(name) > 1}):
            raise ValidationError(gettext("Stands twice: %(names)s.") % {"names": ", ".join(doubled)})
        if any(len(part) > 80 for name in names for part in name) or len(names) > 60:
            raise ValidationError(gettext("Write one pupil on each line, at most 60."))
        return names


class PupilForm(HouseForm):
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    cpr = forms.CharField(
        label=_("CPR number"),
        required=False,
        max_length=13,
        help_text=_("For example 010203-1234. A child without one can be added too."),
        widget=forms.TextInput(attrs={"class": "input-char-11", "autocomplete": "off", "inputmode": "numeric"}),
    )
    born_on = DateField(label=_("Date of birth"), required=False)
    starts_on = DateField(label=_("In the class from"))
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    protected = forms.BooleanField(
        label=_("Name and address protection"),
        required=False,
        help_text=_("The address is shown by one more click, which is recorded, and stands in no list."),
    )

    def clean_cpr(self):
        text = self.cleaned_data["cpr"].strip()
        return cpr.clean(text) if text else ""

    def clean(self):
        data = super().clean()
        number, born = data.get("cpr"), data.get("born_on")
        if number and born and cpr.birth_date(number) != born:
            self.add_error("born_on", gettext("The date of birth does not agree with the CPR number."))
        return data


class CorrectPupilForm(HouseForm):
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    born_on = DateField(label=_("Date of birth"), required=False)
    protected = forms.BooleanField(
        label=_("Name and address protection"),
        required=False,
        help_text=_("Without the mark, all who see the child see the address too."),
    )

    def clean_born_on(self):
        born = self.cleaned_data["born_on"]
        if born and not date(1990, 1, 1) <= born <= timezone.localdate():
            raise ValidationError(gettext("This date cannot be a pupil's date of birth."))
        return born


class MoveForm(HouseForm):
    """`to_class` becomes a class of the school, or None for a child who leaves without a new one."""

    NO_CLASS = "none"
    to_class = forms.ChoiceField(label=_("New class"))
    on = DateField(label=_("From"))

    def __init__(self, *args, classes, **options):
        super().__init__(*args, **options)
        self.classes = {str(each.pk): each for each in classes}
        named = [(key, each.name) for key, each in self.classes.items()]
        self.fields["to_class"].choices = [("", _("Choose")), *named, (self.NO_CLASS, _("No class: leaves the class"))]

    def clean_to_class(self):
        return self.classes.get(self.cleaned_data["to_class"])


class MoveUpForm(HouseForm):
    name = forms.CharField(
        label=_("New name"), max_length=40, widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"})
    )
    starts_on = DateField(label=_("From"))

    def clean_name(self):
        return class_name(self.cleaned_data["name"])[0]


class UploadForm(OfSchoolForm):
    file = forms.FileField(
        label=_("Class list"),
        help_text=_(
            "Excel (.xlsx) or CSV, at most 2 MB. The list must say name and class; CPR number, date of birth, parents, address and protection are read when they are there."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def clean_file(self):
        if self.cleaned_data["file"].size > LARGEST_FILE:
            raise ValidationError(gettext("The file is larger than 2 MB. Save only the sheet with the class list."))
        return self.cleaned_data["file"]


class FetchForm(CarryingForm):
    """One choice for each line of which it is not certain whom it means."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, unclear, **options):
        super().__init__(*args, **options)
        for line in unclear:
            found = [(str(child.uuid), self._says(child)) for child in line.candidates]
            self.fields[f"line_{line.row.line}"] = forms.ChoiceField(
                label=gettext("%(place)s: who is %(name)s, %(class)s?")
                % {"place": capital(line.row.place), "name": line.row.name, "class": line.row.class_name},
                choices=[
                    *found,
                    ("new", gettext("Neither: a new child") if len(found) > 1 else gettext("Another: a new child")),
                ],
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _says(child):
        born = formats.date_format(child.born_on, gettext("j F Y")) if child.born_on else gettext("no date of birth")
        return f"{child.name}, {child.class_today or gettext('no class')}, {born}"

    def choices_by_line(self):
        return {
            int(name.removeprefix("line_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("line_")
        }
