"""Families: whom to invite, and what each move asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import DateField, HouseForm
from parentgroups.forms.fields import named


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
