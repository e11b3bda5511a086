from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm


class ConcernForm(HouseForm):
    """That a notification was sent, and when. No text: what it says belongs in the municipality's own channel."""

    sent = forms.BooleanField(
        label=_("I have sent a notification"),
        error_messages={"required": _("Tick it when the notification has been sent.")},
    )
    sent_on = DateField(label=_("When was it sent?"), help_text="")

    def __init__(self, **options):
        super().__init__(**options)
        self.fields["sent_on"].initial = timezone.localdate


class ConcernInPathwayForm(HouseForm):
    """The same from a page about a whole class: the choice of the child is the tick."""

    child = forms.ModelChoiceField(
        None,
        label=_("I have sent a notification about"),
        empty_label=None,
        widget=forms.RadioSelect(attrs={"data-tiles": "wide"}),
        error_messages={"required": _("Choose whom the notification is about.")},
    )
    sent_on = DateField(label=_("When was it sent?"), help_text="")

    def __init__(self, *, children, **options):
        super().__init__(**options)
        self.fields["child"].queryset = children
        self.fields["sent_on"].initial = timezone.localdate
