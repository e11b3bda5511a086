"""Choosing a class."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classes.forms.base import NameAsChoice, NamelessForm, UnfinishedField
from core.forms import HouseForm

MOST_REFERENCES, LONGEST_REFERENCE = 12, 200


class NominationForm(HouseForm):
    programme_version = NameAsChoice(
        None, label=_("Programme"), empty_label=None, say=lambda version: str(version.programme_content.title)
    )
    advisor = forms.ModelChoiceField(
        None,
        empty_label=_("Choose"),
        label=_("Resource advisor"),
        help_text=_("From the school. Answers for the pathway together with the group leader."),
    )
    partner_unit = forms.ModelChoiceField(None, empty_label=_("Choose"), label=_("Unit of the social services"))
    leader = forms.ModelChoiceField(
        None, empty_label=_("Choose"), label=_("Group leader"), help_text=_("From the social services.")
    )

    def __init__(self, *args, versions, advisors, units, leaders, **options):
        super().__init__(*args, **options)
        self.fields["programme_version"].queryset = versions
        self.fields["advisor"].queryset = advisors
        self.fields["partner_unit"].queryset = units
        self.fields["leader"].queryset = leaders
        if len(versions) == 1:
            self.fields["programme_version"].widget = forms.HiddenInput()
            self.fields["programme_version"].initial = versions[0].pk
        for name in ("advisor", "partner_unit", "leader"):
            self._choose_the_only(self.fields[name])

    @staticmethod
    def _choose_the_only(field):
        if len(field.queryset) == 1:
            field.initial = field.queryset[0].pk


class AssessmentForm(NamelessForm):
    """A text for each dimension of the version, the team's readiness, and where more is written."""

    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *args, selection, **options):
        super().__init__(*args, **options)
        chosen = selection.content.selection
        self.dimension_keys = [each.key for each in chosen.dimensions]
        for each in chosen.dimensions:
            self._ask(each.key, each, selection.dimensions.get(each.key, ""))
        self._ask("team_readiness", chosen.readiness, selection.team_readiness)
        self.fields["inputs"] = forms.CharField(
            label=_("Where more is written"), required=False, max_length=2000, initial=selection.inputs, widget=forms.Textarea(attrs={"rows": 3}),
            help_text=_("A title with a link or a case number, one on each line: never the reports themselves."),
        )  # fmt: skip
        self.fields["row_version"].initial = selection.row_version
        self.nameless = (*self.dimension_keys, "team_readiness", "inputs")

    def _ask(self, key, named, written):
        self.fields[key] = UnfinishedField(
            label=named.title,
            help_text=named.description,
            max_length=4000,
            initial=written,
            widget=forms.Textarea(attrs={"rows": 4}),
        )

    def clean_inputs(self):
        """References only: a title with an address or a number on each line."""
        lines = [line.strip() for line in self.cleaned_data["inputs"].splitlines() if line.strip()]
        if len(lines) > MOST_REFERENCES or any(len(line) > LONGEST_REFERENCE for line in lines):
            raise forms.ValidationError(
                gettext(
                    "Write only where it stands: on each line a title with a link or a number, at most 200 letters."
                )
            )
        return "\n".join(lines)

    def answers(self):
        data = self.cleaned_data
        return {
            "dimensions": {key: data[key] for key in self.dimension_keys},
            "team_readiness": data["team_readiness"], "inputs": data["inputs"], "row_version": data["row_version"],
        }  # fmt: skip


class YesNoForm(NamelessForm):
    """A yes or a no, and why; `yes` and `no` are the words of the tiles. Both sides read why: no child is named."""

    nameless = ("reason",)
    choice = forms.TypedChoiceField(
        label=_("Your answer"),
        coerce=lambda value: value == "yes",
        empty_value=None,
        widget=forms.RadioSelect(attrs={"data-tiles": True}),
    )
    reason = forms.CharField(
        label=_("Why?"),
        help_text=_("One sentence is enough. No names of children."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args, question, yes, no, **options):
        super().__init__(*args, **options)
        self.fields["choice"].label = question
        self.fields["choice"].choices = [("yes", yes), ("no", no)]


class VoteForm(YesNoForm):
    party = forms.CharField(widget=forms.HiddenInput)
