from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from accounts.roles import Sector
from cases.forms.offers import FAMILIES_READ
from core.forms import DateField, HouseForm


class BasisForm(HouseForm):
    legal_basis = forms.ModelChoiceField(
        queryset=None, label=_("On what ground do you share?"), widget=forms.RadioSelect, empty_label=None
    )
    note = forms.CharField(
        label=_("What the family was told"),
        help_text=FAMILIES_READ,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    decided_on = DateField(label=_("Date"))

    def __init__(self, *, grounds, **options):
        super().__init__(initial={"decided_on": timezone.localdate()}, **options)
        self.fields["legal_basis"].queryset = grounds

    @property
    def choices_with_text(self):
        grounds = {ground.pk: ground for ground in self.fields["legal_basis"].queryset}
        return [(choice, grounds[choice.data["value"].value]) for choice in self["legal_basis"]]


class WithdrawForm(HouseForm):
    reason = forms.CharField(
        label=_("Why does the sharing stop?"),
        help_text=FAMILIES_READ,
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class ShareNoteForm(HouseForm):
    note = forms.ModelChoiceField(queryset=None, label=_("Which note?"), widget=forms.RadioSelect, empty_label=None)
    to_sector = forms.ChoiceField(label=_("With whom?"), widget=forms.RadioSelect)

    def __init__(self, *, notes, sectors, **options):
        super().__init__(**options)
        self.fields["note"].queryset = notes
        self.fields["note"].label_from_instance = note_label
        self.fields["to_sector"].choices = [(sector, Sector(sector).label) for sector in sectors]


def note_label(note):
    words = " ".join(note.body.split())
    return f"{timezone.localtime(note.created_at):%d.%m.%Y}: {words[:90]}{'…' if len(words) > 90 else ''}"


class NoteForm(HouseForm):
    body = forms.CharField(
        label=_("The note"), help_text=FAMILIES_READ, max_length=8000, widget=forms.Textarea(attrs={"rows": 7})
    )
