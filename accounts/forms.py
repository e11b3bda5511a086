from django import forms
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from accounts.models import OrganisationUnit, RoleAssignment
from accounts.roles import ROLE_SCOPES, Role
from core.forms import DateField, HouseForm


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
