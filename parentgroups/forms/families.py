"""Families: whom to invite, and what each move asks for."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm
from parentgroups.forms.fields import named
from parentgroups.models import RecruitmentContact


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
        help_text=FAMILIES_READ,
    )
    referred_to = forms.CharField(
        label=_("Referred on to"),
        max_length=120,
        required=False,
        help_text=_("Stands on Today until they have answered."),
    )
    referred_on = DateField(label=_("Sent on"), required=False)

    def __init__(self, *args, asks, reasons, date_label="", **options):
        super().__init__(*args, **options)
        self.fields["reason"].choices = named(reasons)
        for name in [name for name in self.fields if name not in asks]:
            del self.fields[name]
        if date_label and "on" in self.fields:
            self.fields["on"].label = date_label


class ContactForm(HouseForm):
    """One contact about joining: two questions in sight, the reason only after a no."""

    outcome = forms.ChoiceField(
        label=_("How did it go?"), widget=forms.RadioSelect(attrs={"data-tiles": ""}), error_messages={"required": _("Choose how it went.")}
    )  # fmt: skip
    reason = forms.ChoiceField(label=_("Reason"), widget=forms.RadioSelect(attrs={"data-tiles": ""}), required=False)
    line = forms.CharField(
        label=_("One line"), max_length=300, required=False, help_text=_("Write so that the child and the parents can read it.")
    )  # fmt: skip
    how = forms.ChoiceField(label=_("How did you talk?"), choices=RecruitmentContact.How.choices)
    on = DateField(label=_("Date"))

    def __init__(self, *args, reasons, may_wait, **options):
        super().__init__(*args, **options)
        order = ("yes", "thinking", "reached", "not_reached", "no", *(["waiting"] if may_wait else []))
        words = dict(RecruitmentContact.Outcome.choices)
        self.fields["outcome"].choices = [(key, words[key]) for key in order]
        self.fields["reason"].choices = named(reasons)

    @property
    def has_folded_errors(self):
        return bool(self.is_bound and (self["how"].errors or self["on"].errors))


class ReferralForm(HouseForm):
    answer = forms.CharField(
        label=_("What did they answer?"), max_length=300, error_messages={"required": _("Write in one line what they answered.")},
        help_text=_("Write so that the child and the parents can read it."),
    )  # fmt: skip
    answered_on = DateField(label=_("Answered on"))


class CautionForm(HouseForm):
    one = forms.ChoiceField(label=_("One of the two"), error_messages={"required": _("Choose an adult.")})
    other = forms.ChoiceField(label=_("The other"), error_messages={"required": _("Choose an adult.")})
    note = forms.CharField(
        label=_("Note to group leaders"), max_length=300, required=False,
        help_text=_("Only what a leader must know to seat and invite them. Not why."),
    )  # fmt: skip
    until = DateField(label=_("Until"), required=False)

    def __init__(self, *args, adults, **options):
        super().__init__(*args, **options)
        self.by_key = {str(adult.pk): adult for adult in adults}
        choices = [("", _("Choose")), *((key, adult.name) for key, adult in self.by_key.items())]
        self.fields["one"].choices = self.fields["other"].choices = choices

    @property
    def chosen(self):
        return [self.by_key[self.cleaned_data[name]] for name in ("one", "other")]


LANGUAGES = (("da", "Dansk"), ("en", "English"))  # each in its own words, as whoever needs it reads it


class PaperForm(HouseForm):
    """Which families get an invitation on paper, and in which language; bound to the address, for it writes nothing."""

    families = forms.MultipleChoiceField(label=_("For whom?"), widget=forms.CheckboxSelectMultiple, required=False)
    language = forms.ChoiceField(label=_("Language"), choices=LANGUAGES)

    def __init__(self, *args, enrolments, **options):
        super().__init__(*args, **options)
        self.by_key = {str(enrolment.uuid): enrolment for enrolment in enrolments}
        self.fields["families"].choices = [
            (key, f"{each.parent.name} ({each.get_state_display().lower()})") for key, each in self.by_key.items()
        ]

    @property
    def chosen(self):
        return [self.by_key[key] for key in self.cleaned_data.get("families", [])]
