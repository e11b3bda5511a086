from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Side
from core.forms import CLASS_READS, DateField, HouseForm


class TaskForm(HouseForm):
    """people: those around the pathway; `today` is the first day that can be chosen for a task that is new."""

    text = forms.CharField(label=_("What is to be done?"), max_length=300, help_text=CLASS_READS)
    owner = forms.ChoiceField(label=_("Who does it?"), required=False)
    side = forms.ChoiceField(
        label=_("Or which side finds somebody?"),
        required=False,
        choices=[("", _("Nobody: somebody is named above")), *Side.choices],
    )
    due_on = DateField(label=_("By which day?"), required=False)

    def __init__(self, *, people, **options):
        super().__init__(**options)
        self.people = {str(each.pk): each for each in people}
        self.fields["owner"].choices = [
            ("", _("Nobody yet")),
            *((key, each.name) for key, each in self.people.items()),
        ]

    def clean_owner(self):
        return self.people.get(self.cleaned_data["owner"])

    def clean_due_on(self):
        day = self.cleaned_data["due_on"]
        if day and day != self.initial.get("due_on") and day < timezone.localdate():
            raise forms.ValidationError(_("Choose today or a later day."))
        return day


class LeaveOutForm(HouseForm):
    because = forms.CharField(label=_("Why is it not to be done?"), max_length=300, help_text=CLASS_READS)
