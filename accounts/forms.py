from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, RoleAssignment
from accounts.roles import ROLE_SCOPES, Role
from accounts.words import read_lines
from core.forms import DateField, HouseForm


def many_lines(label, rows, longest, help_text):
    return forms.CharField(
        label=label, max_length=longest, help_text=help_text, widget=forms.Textarea(attrs={"rows": rows})
    )


class UnitForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind"), error_messages={"required": _("Choose what kind of unit it is.")})
    parent = forms.ModelChoiceField(label=_("Part of"), queryset=None, empty_label=None)

    def __init__(self, *, units, **options):
        super().__init__(**options)
        self.fields["kind"].choices = [
            ("", _("Choose")),
            *((each.value, capfirst(each.label)) for each in OrganisationUnit.Kind),
        ]
        self.fields["parent"].queryset = units
        self.fields["parent"].initial = next((unit for unit in units if unit.parent_id is None), None)


class StaffForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=80)
    email = forms.EmailField(label=_("Work e-mail"), help_text=_("The invitation is sent to this address."))
    title = forms.CharField(label=_("Title"), max_length=80, required=False)
    unit = forms.ModelChoiceField(label=_("Workplace"), queryset=None, required=False, empty_label=_("None"))

    def __init__(self, *, units, **options):
        super().__init__(**options)
        self.fields["unit"].queryset = units


class RoleForm(HouseForm):
    """One list of role and place together: an administrator chooses "Ressourcevejleder, Fjordby Skole", not two codes."""

    role = forms.ChoiceField(
        label=_("Role"),
        choices=[("", _("Choose")), *((role, role.label) for role in ROLE_SCOPES)],
        error_messages={"required": _("Choose a role.")},
    )
    place = forms.ChoiceField(
        label=_("Where"), required=False, help_text=_("Only for roles at a school, in a unit or in a class.")
    )
    starts_on = DateField(label=_("From"))
    ends_on = DateField(label=_("Until and including"), required=False)

    def __init__(self, *, units, classes, **options):
        super().__init__(**options)
        self.fields["place"].choices = [
            ("", _("Not tied to a place")),
            (_("Units"), [(f"unit:{unit.pk}", unit.name) for unit in units]),
            (_("Classes"), [(f"class:{each.pk}", f"{each.name}, {each.school.name}") for each in classes]),
        ]

    def clean(self):
        data = super().clean()
        if data.get("role"):
            self._read_place(Role(data["role"]), data)
        if data.get("starts_on") and data.get("ends_on") and data["ends_on"] < data["starts_on"]:
            self.add_error("ends_on", _("The role must end on or after the day it begins."))
        return data

    def _read_place(self, role, data):
        kind, _colon, number = (data.get("place") or "").partition(":")
        scopes = ROLE_SCOPES[role]
        if kind == "" and {"own", "municipality"} & set(scopes):
            data |= {"scope": next(s for s in scopes if s in ("own", "municipality")), "scope_id": None}
        elif kind == "class" and "class" in scopes:
            data |= {"scope": RoleAssignment.Scope.CLASS, "scope_id": int(number)}
        elif kind == "unit" and {"school", "unit"} & set(scopes):
            data |= {"scope": next(s for s in scopes if s in ("school", "unit")), "scope_id": int(number)}
        else:
            self.add_error(
                "place",
                _("Choose a class.")
                if "class" in scopes
                else _("Choose a place that fits the role.")
                if kind == ""
                else _("This role is not tied to that place."),
            )


class RoleEndForm(HouseForm):
    ends_on = DateField(label=_("Last day"))


class LocalTextForm(HouseForm):
    """What the municipality says, and whom to reach: its own words, for colleagues in a hurry."""

    body = many_lines(
        _("Text"),
        8,
        3000,
        _("What to do, in which order, and where it is sent. Short sentences, for somebody in a hurry."),
    )
    contact = forms.CharField(label=_("Who answers"), max_length=80, required=False)
    phone = forms.CharField(
        label=_("Phone"),
        max_length=40,
        required=False,
        widget=forms.TextInput(attrs={"type": "tel", "class": "input-char-27"}),
    )
    url = forms.URLField(
        label=_("Web page"),
        required=False,
        assume_scheme="https",
        help_text=_("Where the notification or the report is sent."),
    )
    title = forms.CharField(label=_("Another heading"), max_length=80, required=False)


class WordForm(HouseForm):
    word = forms.CharField(
        label=_("Word"), max_length=60, help_text=_("One word or a few. It is found in its endings too.")
    )
    instead = forms.CharField(label=_("Write rather"), max_length=200)
    why = forms.CharField(label=_("Why"), max_length=300, required=False)


class WordsForm(HouseForm):
    """A list of one's own, pasted: one word to a line."""

    lines = many_lines(
        _("Your list"),
        10,
        40_000,
        _("One word to a line: the word; what to write rather; why. A semicolon or a tab between."),
    )

    def clean_lines(self):
        rows, wrong = read_lines(self.cleaned_data["lines"])
        if wrong:
            said = _("Line %(number)s: “%(line)s”. Write the word, a semicolon, and what to write rather.")
            raise forms.ValidationError([said % {"number": number, "line": line} for number, line in wrong[:10]])
        return rows
