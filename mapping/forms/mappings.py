"""Forms of the mapping. Questions, methods and reasons are the version's; strengths come first in all of them."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import CLASS_READS, FAMILIES_READ, DateField, HouseForm
from core.templatetags.ui import day_month
from mapping.models import Perspective
from mapping.queries import strengths_first
from programmes.content import choices


def words(label, help_text="", rows=3):
    return forms.CharField(
        label=label, help_text=help_text, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )


class EnvironmentForm(HouseForm):
    """The class in each dimension by one informant; `seen_at` tells whether somebody saved while it was being written."""

    names_checked = forms.BooleanField(label=_("It is not a pupil of the class"), required=False)
    seen_at = forms.CharField(required=False, widget=forms.HiddenInput)

    def __init__(self, *, content, informant, rows, seen_at, **options):
        self.questions = strengths_first(content.mapping.class_questions)
        initial = {"seen_at": seen_at}
        for row in rows.values():
            initial |= {f"{row.dimension}_strengths": row.strengths, f"{row.dimension}_text": row.text}
        super().__init__(initial=initial, **options)
        self.informant = informant
        if informant == "team":  # the pupils' words are theirs
            self.for_families = ("*_strengths", "*_text")
        for question in self.questions:
            self._ask(question)

    def _ask(self, question):
        both = question.scaled and not question.strengths
        if question.strengths or both:
            self.fields[f"{question.key}_strengths"] = words(_("What goes well"), rows=2)
        if not question.strengths:
            self.fields[f"{question.key}_text"] = words(_("What is hard") if both else _("What we wish for"), rows=2)

    @property
    def parts(self):
        """(question, what is asked of this informant, fields) in order."""
        names = ("strengths", "text")
        return [
            (q, q.ask[self.informant], [self[f"{q.key}_{n}"] for n in names if f"{q.key}_{n}" in self.fields])
            for q in self.questions
        ]

    @property
    def answers(self):
        data = self.cleaned_data
        return {q.key: (data.get(f"{q.key}_strengths", ""), data.get(f"{q.key}_text", "")) for q in self.questions}


class VoiceForm(HouseForm):
    """One voice about one child: what was said, or why it is missing."""

    def __init__(self, *, content, informant, row=None, **options):
        self.content, self.informant = content, informant
        self.questions = strengths_first(content.mapping.child_questions)
        if informant == Perspective.Informant.PROFESSIONAL:  # what child and parents said is theirs
            self.for_families = ("strengths", "answer_*")
        super().__init__(initial=_initial(row), **options)
        for question in self.questions:
            name = "strengths" if question.strengths else f"answer_{question.key}"
            self.fields[name] = words(question.ask[informant])
        self.fields["obtained_on"] = DateField(label=_("When?"), required=False)
        self.fields["method"] = forms.ChoiceField(
            label=_("How?"),
            required=False,
            choices=choices(content.mapping.methods),
            widget=forms.RadioSelect(attrs={"data-tiles": "wide"}),
        )
        self.is_kept = bool(row and row.hidden_from_parents)  # lifted on its own page, with a reason
        if informant == Perspective.Informant.CHILD and not self.is_kept:
            self.fields["hidden_from_parents"] = forms.BooleanField(
                label=_("Keep this from the parents"),
                required=False,
                help_text=_("The child decides with you. It is then left out of everything the parents are shown."),
            )
        self.fields["missing"] = forms.ChoiceField(
            label=_("It is missing, because"),
            required=False,
            choices=[("", "–"), *choices(content.mapping.missing_reasons)],
        )
        self.fields["missing_words"] = forms.CharField(label=_("In a few words"), required=False, max_length=200)
        self.fields["row_version"] = forms.IntegerField(required=False, widget=forms.HiddenInput)

    @property
    def said(self):
        return [self["strengths" if q.strengths else f"answer_{q.key}"] for q in self.questions]

    @property
    def about(self):
        return [self[name] for name in ("method", "obtained_on", "hidden_from_parents") if name in self.fields]

    @property
    def why_missing(self):
        return [self["missing"], self["missing_words"]]

    @property
    def values(self):
        """What `save_voice` takes."""
        data = self.cleaned_data
        return {
            "strengths": data["strengths"],
            "answers": {q.key: data[f"answer_{q.key}"] for q in self.questions if not q.strengths},
            "method": data["method"],
            "obtained_on": data["obtained_on"],
            "hidden_from_parents": self.is_kept or data.get("hidden_from_parents", False),
            "missing_because": reason_words(self.content, data["missing"], data["missing_words"]),
            "row_version": data["row_version"],
        }


def _initial(row):
    if row is None:
        return {"obtained_on": timezone.localdate()}
    initial = {name: getattr(row, name) for name in ("strengths", "method", "hidden_from_parents", "row_version")}
    initial |= {f"answer_{key}": text for key, text in row.answers.items()}
    if row.not_obtained_reason:
        initial |= {"missing": "other", "missing_words": row.not_obtained_reason}
    return initial | {"obtained_on": row.obtained_on or timezone.localdate()}


def reason_words(content, key, text):
    """The reason as it is kept: the version's words, the writer's own, or both."""
    titles = {reason.key: str(reason.title) for reason in content.mapping.missing_reasons}
    text = text.strip()
    if not key or (key == "other" and text):
        return text if key else ""
    return f"{titles[key]}: {text}" if text else titles[key]


def asked_words(voice):
    """The reason that stands there beforehand when somebody has been asked and has not answered."""
    if not voice.asks:
        return ""
    return _("Asked %(day)s and has not answered.") % {"day": day_month(voice.asks[0].ask.made_at)}


class CompleteForm(HouseForm):
    """A reason for each voice that is missing."""

    def __init__(self, *, lines, **options):
        super().__init__(**options)
        self.keys = {}
        for line in lines:
            for voice in line.missing:
                name = f"reason_{line.pathway_child.pk}_{voice.informant}"
                self.keys[name] = (line.pathway_child.pk, voice.informant)
                label = _("%(name)s: %(voice)s is missing, because") % {
                    "name": line.pathway_child.child.short_name,
                    "voice": voice.title,
                }
                self.fields[name] = forms.CharField(
                    label=label, required=False, max_length=300, help_text=FAMILIES_READ, initial=asked_words(voice)
                )

    @property
    def reasons(self):
        return {key: self.cleaned_data[name] for name, key in self.keys.items()}


class ConfirmForm(HouseForm):
    """Which pupils have indicated needs, and with whom the advisor answers for it."""

    children = forms.ModelMultipleChoiceField(
        queryset=None,
        label=_("Which pupils have indicated needs?"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": "wide"}),
    )
    confirmed_with = forms.ModelChoiceField(
        queryset=None, label=_("Together with"), help_text=_("Both of you answer for the mapping.")
    )

    def __init__(self, *, pupils, partners, partner, **options):
        super().__init__(initial={"confirmed_with": partner}, **options)
        self.fields["children"].queryset, self.fields["confirmed_with"].queryset = pupils, partners


class EndForm(HouseForm):
    child = forms.UUIDField(widget=forms.HiddenInput)
    ends_on = DateField(label=_("Last day"))
    reason = forms.CharField(label=_("Why does the child stop?"), max_length=200, help_text=FAMILIES_READ)


class AnalysisForm(HouseForm):
    analysis = forms.CharField(
        label=_("What do you see together?"),
        help_text=CLASS_READS,
        max_length=8000,
        widget=forms.Textarea(attrs={"rows": 10}),
    )
    row_version = forms.IntegerField(widget=forms.HiddenInput)
