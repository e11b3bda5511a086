import re

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.forms import DateField, HouseForm
from parentgroups.models import Attendance, GroupEnrolment
from parentgroups.queries import limit_of

LINE = re.compile(r"([pc])(\d+)", re.ASCII)  # a parent's or a companion's line in the register: its enrolment
TIME_FORMATS = ["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"]
BETWEEN_MINUTES = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 15 and 480 minutes."))
BETWEEN_SESSIONS = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 1 and 30 group sessions."))


class TimeField(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options):
        options.setdefault("error_messages", {"invalid": _("Write the time as hours and minutes, such as 16.30.")})
        super().__init__(input_formats=TIME_FORMATS, **options)


def named(items, blank=""):
    """Choices of a keyed list of the version, with an empty one first when it has words."""
    found = [(item.key, str(item.title)) for item in items]
    return [("", blank), *found] if blank else found


class GroupForm(HouseForm):
    title = forms.CharField(
        label=_("Name of the group"), max_length=120, help_text=_("A neutral name: parents and others may see it.")
    )
    lead = forms.ModelChoiceField(
        label=_("Group leader"), queryset=None, empty_label=_("Not chosen yet"), required=False
    )
    co_lead = forms.ModelChoiceField(
        label=_("Second group leader"), queryset=None, empty_label=_("Nobody"), required=False
    )
    age_band = forms.ChoiceField(label=_("Age of the children"), required=False)
    starts_at = TimeField(label=_("Starts at"))
    minutes = forms.IntegerField(label=_("Minutes"), min_value=15, max_value=480, error_messages=BETWEEN_MINUTES)
    venue = forms.CharField(label=_("Place"), max_length=120, required=False)
    childcare = forms.CharField(
        label=_("Childcare"), max_length=120, required=False, help_text=_("For example longer hours in the SFO.")
    )
    language = forms.CharField(label=_("Language of the group"), max_length=40, required=False)
    interpreter = forms.CharField(label=_("Interpreter"), max_length=120, required=False)

    def __init__(self, *args, leaders, content, **options):
        super().__init__(*args, **options)
        self.fields["lead"].queryset = self.fields["co_lead"].queryset = leaders
        bands = limit_of(content, "age_bands")
        self.fields["age_band"].choices = named(bands.bands if bands else (), blank=_("Mixed ages"))

    def clean(self):
        cleaned = super().clean()
        if cleaned.get("lead") and cleaned["lead"] == cleaned.get("co_lead"):
            self.add_error("co_lead", _("Choose somebody else as the second group leader."))
        return cleaned


class NewGroupForm(GroupForm):
    version = forms.ModelChoiceField(label=_("Programme"), queryset=None, empty_label=None)
    unit = forms.ModelChoiceField(label=_("Unit"), queryset=None, empty_label=None)
    first_on = DateField(label=_("First group session"))
    count = forms.IntegerField(
        label=_("Number of group sessions"), min_value=1, max_value=30, error_messages=BETWEEN_SESSIONS
    )
    weeks_between = forms.TypedChoiceField(
        label=_("How often"),
        choices=[(1, _("Every week")), (2, _("Every second week"))],
        coerce=int,
        widget=forms.RadioSelect,
    )
    field_order = [
        "version", "unit", "title", "lead", "co_lead", "age_band", "first_on", "starts_at", "minutes", "count", "weeks_between",
        "venue", "childcare", "language", "interpreter",
    ]  # fmt: skip

    def __init__(self, *args, versions, units, leads_herself: StaffMember | None = None, **options):
        super().__init__(*args, **options)
        self.fields["version"].queryset, self.fields["unit"].queryset = versions, units
        for name, rows in (("version", versions), ("unit", units)):
            if len(rows) == 1:
                self.fields[name].widget = forms.HiddenInput()
                self.initial[name] = rows[0].pk
        if leads_herself:
            del self.fields["lead"]
            self.fields["co_lead"].queryset = self.fields["co_lead"].queryset.exclude(pk=leads_herself.pk)


class GroupSessionForm(HouseForm):
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    on_day = DateField(label=_("Date"))
    starts_at = TimeField(label=_("From"))
    ends_at = TimeField(label=_("Until"))
    theme = forms.CharField(label=_("Theme"), max_length=200)
    exercise = forms.CharField(label=_("Exercise"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    home_practice = forms.CharField(label=_("Home practice"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    ask_about = forms.CharField(
        label=_("Ask about the home practice from last time"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )
    is_cancelled = forms.BooleanField(label=_("The session is cancelled"), required=False)

    def show_newer(self, row_version):
        """After a stale save: the typed text stays, and saving again replaces what has now been seen."""
        self.data = self.data.copy()
        self.data["row_version"] = row_version


class InvitationForm(HouseForm):
    parents = forms.MultipleChoiceField(
        label=_("Whom do you invite?"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one parent.")},
    )
    invited_on = DateField(label=_("Invited on"))

    def __init__(self, *args, candidates, **options):
        super().__init__(*args, **options)
        self.by_key = {
            str(candidate.custody.pk): candidate.custody for candidate in candidates if candidate.may_be_invited
        }
        self.fields["parents"].choices = [(str(c.custody.pk), _label(c)) for c in candidates if c.may_be_invited]

    @property
    def chosen(self):
        return [self.by_key[key] for key in self.cleaned_data["parents"]]


def _label(candidate):
    custody = candidate.custody
    child = f"{custody.child.short_name}, {candidate.class_name}" if candidate.class_name else custody.child.short_name
    return _("%(parent)s, %(relation)s of %(child)s") % {
        "parent": custody.parent.name,
        "relation": custody.get_relation_display(),
        "child": child,
    }


class MoveForm(HouseForm):
    """What a move of a family asks for: see `MOVES` in the views."""

    on = DateField(label=_("Date"))
    companion = forms.CharField(
        label=_("Companion"),
        max_length=120,
        required=False,
        help_text=_("A grandparent or a friend who comes along. Is counted apart and sees nothing."),
    )
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect(attrs={"data-tiles": ""}))
    words = forms.CharField(
        label=_("In words"),
        max_length=300,
        required=False,
        help_text=_("Write so that the child and the parents can read it."),
    )
    referred_to = forms.CharField(label=_("Referred on to"), max_length=120, required=False)

    def __init__(self, *args, asks, reasons, date_label="", **options):
        super().__init__(*args, **options)
        self.fields["reason"].choices = named(reasons)
        for name in [name for name in self.fields if name not in asks]:
            del self.fields[name]
        if date_label and "on" in self.fields:
            self.fields["on"].label = date_label


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
