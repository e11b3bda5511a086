"""The register and the calls between sessions."""

import re

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm
from parentgroups.forms.fields import named
from parentgroups.models import Attendance, GroupEnrolment

LINE = re.compile(r"([pc])(\d+)", re.ASCII)  # a parent's or a companion's line in the register: its enrolment


class CallForm(HouseForm):
    reached = forms.TypedChoiceField(
        label=_("How did it go?"), choices=[("yes", _("Talked with")), ("no", _("Not reached"))],
        coerce=lambda value: value == "yes", widget=forms.RadioSelect(attrs={"data-tiles": ""}),
    )  # fmt: skip
    note = forms.CharField(
        label=_("One line"),
        max_length=300,
        required=False,
        help_text=_("Write so that the child and the parents can read it."),
    )
    called_on = DateField(label=_("Date"))


def posted_marks(data):
    """A register that was sent, as save_register takes it and checks it; blanks are left out."""
    found = {}
    for name, status in data.items():
        if status and (line := LINE.fullmatch(name)):
            found[int(line[2]), line[1] == "c"] = (status, data.get(f"{name}_reason", ""))
    return found


class RegisterForm(HouseForm):
    """Three radios and a reason for each parent, and for each companion; nobody is chosen until somebody chooses."""

    def __init__(self, *args, rows, reasons, **options):
        super().__init__(*args, **options)
        self.rows, self.reasons = rows, named(reasons)
        for row in rows:
            self._add(row.enrolment, row.mark, "p")
            if row.enrolment.companion or row.companion_mark:
                self._add(row.enrolment, row.companion_mark, "c")

    def _add(self, enrolment, mark, kind):
        name = f"{kind}{enrolment.pk}"
        self.fields[name] = forms.ChoiceField(
            choices=Attendance.Status.choices, widget=forms.RadioSelect, required=False, label=enrolment.parent.name
        )
        self.fields[f"{name}_reason"] = forms.ChoiceField(choices=self.reasons, required=False, label=_("Reason"))
        self.initial[name] = mark.status if mark else ""
        self.initial[f"{name}_reason"] = mark.reason if mark else ""

    def parents(self):
        return [
            self._line(row.enrolment, "p", row.enrolment.parent.name, _language(row.enrolment.parent), row.mark)
            for row in self.rows
        ]

    def companions(self):
        with_parent = _("comes with %(parent)s")
        return [
            self._line(e, "c", e.companion, with_parent % {"parent": e.parent.name}, row.companion_mark)
            for row in self.rows
            if f"c{(e := row.enrolment).pk}" in self.fields
        ]

    def _line(self, enrolment: GroupEnrolment, kind, legend, small, mark):
        name = f"{kind}{enrolment.pk}"
        words = mark.reason_words if mark else ""
        return {
            "field": self[name],
            "reason": self[f"{name}_reason"],
            "legend": legend,
            "small": " · ".join(filter(None, (str(small), words))),
        }


def _language(parent):
    if parent.needs_interpreter:
        return (
            _("interpreter: %(language)s") % {"language": parent.language}
            if parent.language
            else _("with an interpreter")
        )
    return ""
