"""When mails go out, and how a parent wants to be told."""

from django import forms
from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from cases.models import Parent
from core.forms import HouseForm

TIME = {"invalid": _("Write the time as hours and minutes, such as 16.30.")}


class Clock(forms.TimeField):
    widget = forms.TimeInput(format="%H:%M", attrs={"type": "time"})

    def __init__(self, **options):
        super().__init__(input_formats=["%H:%M", "%H.%M", "%H:%M:%S", "%H%M"], error_messages=TIME, **options)


class AddressForm(HouseForm):
    email = forms.EmailField(
        label=_("Mails go to"), error_messages={"invalid": _("Write the whole address, such as anna@kommune.dk.")}
    )
    again = forms.BooleanField(required=False)

    def __init__(self, *, came_back, **options):
        super().__init__(**options)
        if not came_back:
            del self.fields["again"]
            return
        label = ngettext(
            "Send the mail that came back to the new address",
            "Send the %(n)s mails that came back to the new address",
            came_back,
        )
        self.fields["again"].label, self.fields["again"].initial = label % {"n": came_back}, True


class PostHoursForm(HouseForm):
    opens_at = Clock(label=_("Mails go out from"))
    closes_at = Clock(label=_("until"))
    rests_in_breaks = forms.BooleanField(
        label=_("School staff get no mails in the school holidays"), required=False,
        help_text=_("What waits is sent on the first school day. Weekends and public holidays are always quiet."),
    )  # fmt: skip
    tells_leader = forms.BooleanField(
        label=_("The leader is told once when a follow-up is later than its window"), required=False,
        help_text=_("She sees the kind, the class and the days. The person sees beforehand when."),
    )  # fmt: skip
    parents_at = Clock(label=_("Parents get their message the day before, from"))

    def clean(self):
        cleaned = super().clean()
        opens, closes = cleaned.get("opens_at"), cleaned.get("closes_at")
        if opens and closes and closes <= opens:
            self.add_error("closes_at", _("Choose a time after the first one."))
        at = cleaned.get("parents_at")
        if at and not 7 <= at.hour < 21:
            self.add_error("parents_at", _("Choose a time between 7.00 and 20.59: nobody's phone rings at night."))
        return cleaned


class ParentMessagesForm(HouseForm):
    choice = forms.ChoiceField(
        label=_("How shall we tell of a meeting the day before?"), widget=forms.RadioSelect,
        error_messages={"required": _("Choose what the parent wants.")},
    )  # fmt: skip
    phone = forms.CharField(label=_("Phone"), max_length=20, required=False)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.CharField(
        label=_("Language the parent reads"), max_length=40, required=False,
        help_text=_("Such as Danish, English or Turkish. Messages are in Danish or English; all others get both."),
    )  # fmt: skip

    def __init__(self, *args, **options):
        super().__init__(*args, **options)
        ways = Parent.MessageChoice
        self.fields["choice"].choices = [
            *([(ways.SMS, _("By SMS"))] if settings.MESSAGE_GATEWAY else []),
            (ways.MAIL, _("By e-mail")),
            (ways.NONE, _("Not at all")),
        ]

    def clean(self):
        cleaned = super().clean()
        needed = {"sms": "phone", "mail": "email"}.get(cleaned.get("choice"))
        if needed and not cleaned.get(needed) and needed not in self.errors:
            self.add_error(needed, _("Write where it is to be sent."))
        return cleaned
