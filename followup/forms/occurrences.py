from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm
from followup.forms.base import tiles


class MoveForm(HouseForm):
    due_on = DateField(label=_("New day"))
    reason = forms.CharField(label=_("Why is it moved?"), max_length=200, help_text=FAMILIES_READ)


class AgreeForm(HouseForm):
    due_on = DateField(label=_("Which day is agreed?"))


class NotHeldForm(HouseForm):
    reason = tiles((), label=_("Not held because"))
    words = forms.CharField(label=_("In a few words"), required=False, max_length=300, help_text=FAMILIES_READ)

    def __init__(self, *, reasons, **options):
        super().__init__(**options)
        self.fields["reason"].choices = [(each.key, each.title) for each in reasons]
