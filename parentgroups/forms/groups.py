"""A group and its sessions."""

from django import forms
from django.utils.translation import gettext_lazy as _

from accounts.models import StaffMember
from core.forms import DateField, HouseForm
from parentgroups.forms.fields import TimeField, named
from parentgroups.queries import limit_of

BETWEEN_MINUTES = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 15 and 480 minutes."))
BETWEEN_SESSIONS = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 1 and 30 group sessions."))

BETWEEN_PARENTS = dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 1 and 60 parents."))
FOLDED = ("minutes", "childcare", "phone", "language", "interpreter", "cultural_liaison", "planned_size")


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
    cultural_liaison = forms.CharField(
        label=_("Cultural link worker"), max_length=120, required=False,
        help_text=_("Somebody who knows the language and the ways of the families."),
    )  # fmt: skip
    phone = forms.CharField(
        label=_("Phone that families can ring"), max_length=20, required=False, help_text=_("Stands on the invitation.")
    )
    planned_size = forms.IntegerField(
        label=_("Room for how many parents?"), min_value=1, max_value=60, required=False, error_messages=BETWEEN_PARENTS,
        help_text=_("Leave it empty to follow the model's example."),
    )  # fmt: skip

    def __init__(self, *args, leaders, content, **options):
        super().__init__(*args, **options)
        self.fields["lead"].queryset = self.fields["co_lead"].queryset = leaders
        bands = limit_of(content, "age_bands")
        self.fields["age_band"].choices = named(bands.bands if bands else (), blank=_("Mixed ages"))

    @property
    def folded(self):
        return [self[name] for name in FOLDED]

    @property
    def opens_fold(self):
        """The fold is closed when the form is new and quiet: with something in it that counts, it is open."""
        return any(self.errors.get(name) for name in FOLDED) if self.is_bound else False

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
    )
    days_seen = forms.CharField(
        widget=forms.HiddenInput, required=False
    )  # the days that stood on the page when it was sent
    field_order = [
        "version", "unit", "title", "lead", "co_lead", "age_band", "first_on", "starts_at", "count", "weeks_between", "venue", *FOLDED,
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
    for_families = ("theme", "exercise", "home_practice", "ask_about")
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    starts_at = TimeField(label=_("From"))
    ends_at = TimeField(label=_("Until"))
    theme = forms.CharField(label=_("Theme"), max_length=200)
    exercise = forms.CharField(label=_("Exercise"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    home_practice = forms.CharField(label=_("Home practice"), widget=forms.Textarea(attrs={"rows": 2}), required=False)
    ask_about = forms.CharField(
        label=_("Ask about the home practice from last time"), widget=forms.Textarea(attrs={"rows": 2}), required=False
    )

    def show_newer(self, row_version):
        """After a stale save: the typed text stays, and saving again replaces what has now been seen."""
        self.data = self.data.copy()
        self.data["row_version"] = row_version


REASON = {"required": _("Write in a few words why.")}


class SessionMoveForm(HouseForm):
    on_day = DateField(label=_("New day"))
    reason = forms.CharField(label=_("Why?"), max_length=120, error_messages=REASON)
    rest = forms.ChoiceField(
        label=_("And the sessions after it?"), widget=forms.RadioSelect, initial="stay",
        choices=[("stay", _("They stay where they are")), ("follow", _("They move a week each"))],
    )  # fmt: skip


class SessionCancelForm(HouseForm):
    reason = forms.CharField(label=_("Why?"), max_length=120, error_messages=REASON)
    make_up_on = DateField(
        label=_("Hold it on another day instead"), required=False, help_text=_("Leave it empty if it is not to be replaced.")
    )  # fmt: skip


class SessionAddForm(HouseForm):
    on_day = DateField(label=_("Date"))
    starts_at = TimeField(label=_("From"))
    theme = forms.CharField(label=_("Theme"), max_length=200)


class SeriesForm(HouseForm):
    """The part of a new group that decides its days."""

    version = forms.ModelChoiceField(queryset=None)
    first_on = DateField()
    count = forms.IntegerField(min_value=1, max_value=30)
    weeks_between = forms.TypedChoiceField(choices=[(1, ""), (2, "")], coerce=int)

    def __init__(self, *args, versions, **options):
        super().__init__(*args, **options)
        self.fields["version"].queryset = versions
