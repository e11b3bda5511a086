"""Planning a meeting: when, where and who; and what else a meeting asks for before it is held."""

from datetime import datetime

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm
from followup.forms.base import TILES, tiles
from followup.models import Involvement


class TimeField(forms.TimeField):
    """A native clock; "14.15" as Danes write it passes too."""

    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time", "class": "input-char-11"})

    def __init__(self, **options):
        options.setdefault("error_messages", {"invalid": _("Write the time as hours and minutes, such as 14.15.")})
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"], **options)


def _shown(form, name):
    """What stands in the field now, or None while it cannot be read."""
    try:
        return form.fields[name].clean(form[name].value())
    except ValidationError:
        return None


class PlanForm(HouseForm):
    """circle: everybody who may be asked; those who may not stand on the page with the reason and are no choice here."""

    day = DateField(label=_("Day"), help_text="")
    starts = TimeField(label=_("From"))
    ends = TimeField(label=_("To"), required=False)
    place = forms.CharField(label=_("Place"), required=False, max_length=120)
    invited = forms.MultipleChoiceField(
        label=_("Who is invited?"), required=False, widget=forms.CheckboxSelectMultiple(attrs=TILES)
    )
    informed = forms.MultipleChoiceField(
        label=_("Who is told about it afterwards?"), required=False, widget=forms.CheckboxSelectMultiple(attrs=TILES)
    )
    go_on = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *, circle, with_parents=False, **options):
        super().__init__(**options)
        self.circle = circle
        who = [(each.key, ", ".join(word for word in (each.name, each.role) if word)) for each in circle.open_to]
        self.fields["invited"].choices = self.fields["informed"].choices = who
        staff = [pair for pair in who if pair[0].startswith("staff:")]
        if with_parents:
            self.fields["prepared_on"] = DateField(label=_("The parents were prepared"), required=False, help_text="")
            nobody = [("", _("Nobody")), *staff]
            self.fields["support"] = forms.ChoiceField(
                label=_("Who comes along to support the parents?"), choices=nobody, required=False
            )

    def clean(self):
        data = super().clean()
        both = set(data.get("invited", ())) & set(data.get("informed", ()))
        if both:
            self.add_error("informed", _("Choose for each: either invited, or told afterwards."))
        return data

    @property
    def starts_at(self):
        return _moment(self.cleaned_data["day"], self.cleaned_data["starts"])

    @property
    def ends_at(self):
        ends = self.cleaned_data["ends"]
        return _moment(self.cleaned_data["day"], ends) if ends else None

    @property
    def shown_day(self):
        return _shown(self, "day")

    @property
    def shown_start(self):
        return _shown(self, "starts")

    def staff_ids(self):
        return [int(key.partition(":")[2]) for key in self.cleaned_data["invited"] if key.startswith("staff:")]

    def plan(self):
        """What was chosen, as `plan_meeting` and `change_meeting` take it."""
        data = self.cleaned_data
        parts = dict.fromkeys(data["informed"], Involvement.INFORMED) | dict.fromkeys(
            data["invited"], Involvement.INVOLVED
        )
        support = data.get("support", "")
        if support:
            parts.setdefault(support, Involvement.INVOLVED)
        return {
            "starts_at": self.starts_at,
            "ends_at": self.ends_at,
            "place": data["place"],
            "parents_prepared_on": data.get("prepared_on"),
            "invited": [_invitation(key, part, key == support) for key, part in parts.items()],
        }


def _invitation(key, part, is_support):
    kind, _colon, pk = key.partition(":")
    return {kind: int(pk), "part": part, "is_support": is_support}


def _moment(day, clock):
    return timezone.make_aware(datetime.combine(day, clock))


class CancelMeetingForm(HouseForm):
    because = forms.CharField(label=_("Why is it cancelled?"), max_length=200, help_text=FAMILIES_READ)


class HandOverForm(HouseForm):
    lead = forms.ChoiceField(label=_("Who leads the meeting?"), widget=forms.RadioSelect)

    def __init__(self, *, leads, **options):
        super().__init__(**options)
        self.fields["lead"].choices = [(str(each.pk), f"{each.name}, {each.role}") for each in leads]


class NetworkMemberForm(HouseForm):
    name = forms.CharField(label=_("Name"), max_length=120)
    function = forms.CharField(
        label=_("Function"), max_length=120, help_text=_("For example after-school teacher or uncle")
    )
    organisation = forms.CharField(label=_("Place of work or association"), required=False, max_length=120)
    legal_basis = forms.ModelChoiceField(label=_("On what basis may this person hear of the child?"), queryset=None)
    involvement = tiles(Involvement.choices, label=_("Involved or informed?"), initial=Involvement.INVOLVED)
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    email = forms.EmailField(label=_("E-mail"), required=False)
    until = DateField(label=_("Until"), required=False)

    def __init__(self, *, bases, **options):
        super().__init__(**options)
        self.fields["legal_basis"].queryset = bases
        self.fields["legal_basis"].empty_label = _("Choose")


class DecisionMeasureForm(HouseForm):
    """An agreement becomes a measure: only what the plan asks for beyond the agreement's own words."""

    title = forms.CharField(label=_("Measure"), max_length=200, help_text=FAMILIES_READ)
    core_element = forms.ChoiceField(label=_("Core element"))
    arena = tiles((), label=_("Where does it happen?"))

    def __init__(self, *, elements, arenas, **options):
        super().__init__(**options)
        self.fields["core_element"].choices = [("", _("Choose")), *elements]
        self.fields["arena"].choices = arenas
