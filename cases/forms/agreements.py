"""The forms of the cooperation agreement. Headings and prompts are the programme's; the rows of the workflow are few."""

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from cases.forms.plans import long_text
from cases.walls import AGREEMENT_SIGNERS
from core.forms import DateField, HouseForm

STEP = ("who", "what", "when")
MOST = 12
LABELS = {"who": _("Who"), "what": _("Does what"), "when": _("When")}
LENGTHS = {"who": 80, "what": 160, "when": 60}


class AgreementForm(HouseForm):
    """The whole version: rows of the workflow, three texts, the day of the review and the four who sign."""

    roles = long_text("", rows=6)
    channels = long_text("", rows=5)
    meetings = long_text("", rows=5)
    review_on = DateField(label=_("You look at it again by"))
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *, agreement, candidates, data=None, **options):
        suggested = agreement.programme_version.programme_content
        self.rows = _rows(agreement.steps, data)
        initial = {name: getattr(agreement, name) for name in (*agreement.TEXTS, "review_on", "row_version")}
        initial |= {f"step_{at}_{name}": step[name] for at, step in enumerate(agreement.steps) for name in STEP}
        initial |= {column: getattr(agreement, f"{column}_id") for column in AGREEMENT_SIGNERS.values()}
        super().__init__(data=data, initial=initial, **options)
        for name in agreement.TEXTS:
            part = suggested.agreement.part(name)
            self.fields[name].label, self.fields[name].help_text = part.title, part.prompt
        for at in range(self.rows):
            for name in STEP:
                self.fields[f"step_{at}_{name}"] = forms.CharField(
                    label=LABELS[name], max_length=LENGTHS[name], required=False, widget=_widget(name)
                )
        for role, column in AGREEMENT_SIGNERS.items():
            people = candidates[f"{column}_id"]
            self.fields[column] = forms.ModelChoiceField(
                label=suggested.role(role).title, queryset=people, required=False, empty_label=_("Not chosen yet"),
                help_text="" if people else _("Nobody has this role here yet. The administrator gives it."),
            )  # fmt: skip

    @property
    def step_rows(self):
        return [[self[f"step_{at}_{name}"] for name in STEP] for at in range(self.rows)]

    @property
    def signer_fields(self):
        return [self[column] for column in AGREEMENT_SIGNERS.values()]

    @property
    def signers(self):
        return {column: self.cleaned_data.get(column) for column in AGREEMENT_SIGNERS.values()}

    @property
    def steps(self):
        rows = [{name: self.cleaned_data.get(f"step_{at}_{name}", "").strip() for name in STEP} for at in range(self.rows)]  # fmt: skip
        return [row for row in rows if any(row.values())]

    def clean(self):
        data = super().clean()
        for at in range(self.rows):
            if not data.get(f"step_{at}_what") and any(data.get(f"step_{at}_{name}") for name in ("who", "when")):
                self.add_error(f"step_{at}_what", ValidationError(_("Write what is done, or empty the whole row.")))
        return data


def _widget(name):
    return forms.TextInput() if name == "when" else forms.Textarea(attrs={"rows": 2})


def _rows(steps, data):
    """A row for each step and an empty one to go on in; as many as came when the form was posted."""
    if data is None:
        return min(len(steps) + 1, MOST)
    known = [int(name.split("_")[1]) for name in data if name.startswith("step_") and name.split("_")[1].isdigit()]
    return min(max(known, default=-1) + 1, MOST)


class ReviewForm(HouseForm):
    review_on = DateField(label=_("Next time"))


class SignerForm(HouseForm):
    staff_member = forms.ModelChoiceField(
        label=_("Who signs"), queryset=None, empty_label=None, widget=forms.RadioSelect,
        error_messages={"required": _("Choose who signs.")},
    )  # fmt: skip

    def __init__(self, *, people, **options):
        super().__init__(**options)
        self.fields["staff_member"].queryset = people
