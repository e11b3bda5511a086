from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, HouseForm


class DreamForm(HouseForm):
    """One of the child's drawings, and what is on it."""

    own_words = ("words",)

    drawing = forms.ChoiceField(
        label=_("Which drawing?"), widget=forms.RadioSelect, error_messages={"required": _("Choose a drawing.")}
    )
    words = forms.CharField(
        label=_("What is on it?"),
        max_length=200,
        help_text=FAMILIES_READ,
        error_messages={"required": _("Write in a few words what is on the drawing.")},
    )

    def __init__(self, *, drawings, **options):
        super().__init__(**options)
        self.rows = {str(each.uuid): each for each in drawings}
        self.fields["drawing"].choices = [
            (key, row.question or _("The child's drawing")) for key, row in self.rows.items()
        ]
        if len(self.rows) == 1:
            self.initial["drawing"] = next(iter(self.rows))

    def clean_drawing(self):
        return self.rows[self.cleaned_data["drawing"]]

    @property
    def choices(self):
        """[(drawing, its radio)] in order."""
        return list(zip(self.rows.values(), self["drawing"], strict=True))
