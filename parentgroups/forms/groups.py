"""A group and its sessions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.forms import DateField, HouseForm
from parentgroups.forms.fields import TimeField, named
from parentgroups.queries import limit_of

BETWEEN_MINUTES = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 15 and 480 minutes."))
BETWEEN_SESSIONS = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 1 and 30 group sessions."))


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
