"""Forms of a round: whom to ask and how, what was typed in from paper, and what is known already."""

from datetime import timedelta

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cases.forms.handing_over import FactorField
from core.forms import FAMILIES_READ, DateField, HouseForm
from mapping.forms.privacy import PrivacyForm
from mapping.models import Ask, Evidence
from mapping.rounds import ANSWER_DAYS
from programmes.instruments.parts import LANGUAGES, Kind
from programmes.instruments.scoring import clean_value

Way = Ask.Way
OWN_LANGUAGE = ("", _("what each of them speaks"))
RATHER_NOT = "–"  # typed for "would rather not say"


class AskForm(HouseForm):
    """Whom to ask about a child, with what, how and until when."""

    who = forms.MultipleChoiceField(
        label=_("Who is to answer?"), required=False, widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": "long"})
    )
    other = forms.CharField(
        label=_("Somebody else who works with the child"), required=False, max_length=120,
        help_text=_("Who it is, without a name: for example “Pedagogue at the leisure club”."),
    )  # fmt: skip
    instruments = forms.MultipleChoiceField(label=_("What is asked?"), widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect)
    language = forms.ChoiceField(label=_("Language"), required=False, choices=[OWN_LANGUAGE, *LANGUAGES.items()])
    due_on = DateField(label=_("Answer before"))
    factor = FactorField()

    def __init__(self, *, people, instruments, informant="", age=None, birth_date_known=False, **options):
        of_voice = [each for each in people if each.informant == informant]
        one_more = informant == "professional" and any(each.is_done for each in of_voice)  # who it is, is said by hand
        chosen = [each.key for each in of_voice if _is_ticked(each, informant, one_more)]
        initial = {
            "who": chosen, "instruments": [each.slug for each in preset(instruments, informant, age)], "way": Way.LINK,
            "due_on": timezone.localdate() + timedelta(days=ANSWER_DAYS),
        }  # fmt: skip
        super().__init__(initial=initial, **options)
        self.people, self.known = {each.key: each for each in people}, {each.slug: each for each in instruments}
        self.fields["who"].choices = [
            (each.key, format_html('<span>{}<span class="tile-note">{}</span></span>', each.name, each.note))
            for each in people
        ]
        self.fields["instruments"].choices = [(each.slug, _minutes(each)) for each in instruments]
        self.fields["way"].choices = [
            (Way.LINK, _("Alone, by a link on the phone. Colleagues answer in Samspil.")),
            (Way.TOGETHER, _("Together with you now, on your screen")),
            (Way.PAPER, _("On paper. You type the answers in.")),
        ]
        if not any(each.informant == "professional" for each in people):
            del self.fields["other"]
        if not birth_date_known:
            del self.fields["factor"]

    @property
    def asked(self):
        data = self.cleaned_data
        return {
            "people": [self.people[key] for key in data["who"]], "other": data.get("other", ""), "way": data["way"],
            "instruments": [self.known[slug] for slug in data["instruments"]], "language": data["language"], "due_on": data["due_on"],
            "factor": data.get("factor", "code"),
        }  # fmt: skip


def _is_ticked(each, informant, one_more):
    """The child; each parent who has not been asked; of colleagues the class team, the first time."""
    return informant == "child" or (each.is_expected and not (one_more or each.is_done))


def _minutes(instrument):
    return _("%(title)s (%(minutes)s min.)") % {"title": instrument.title, "minutes": instrument.minutes}


def preset(instruments, informant="", age=None):
    """What is ticked beforehand: the first in our own words that child, parent and professional can all answer.

    A young child is met with the one that is made for the youngest, where there is one.
    """
    own = [each for each in instruments if each.licence == "own"]
    if informant:
        own = [each for each in own if informant in {p.key for p in each.perspectives}]
    if informant == "child" and age is not None:
        young = [each for each in own if len(each.perspectives) == 1 and each.oldest and age < each.young_below]
        if young:
            return [min(young, key=lambda each: each.oldest)]
    widest = sorted(own, key=lambda each: -len(each.perspectives))
    return widest[:1]


class ClassAskForm(HouseForm):
    """The team or the pupils: what is asked, how and until when."""

    instruments = forms.MultipleChoiceField(label=_("What is asked?"), widget=forms.CheckboxSelectMultiple)
    way = forms.ChoiceField(label=_("How?"), widget=forms.RadioSelect)
    due_on = DateField(label=_("Answer before"))

    def __init__(self, *, instruments, informant, **options):
        ways = {
            "team": [(Way.LOGGED_IN, _("Each colleague in Samspil"))],
            "pupils": [(Way.LINK, _("On tablets or phones, by a link and a code for the class")), (Way.PAPER, _("On paper. You count and type in."))],
        }[informant]  # fmt: skip
        initial = {
            "instruments": [each.slug for each in preset(instruments, informant)], "way": ways[0][0],
            "due_on": timezone.localdate() + timedelta(days=ANSWER_DAYS),
        }  # fmt: skip
        super().__init__(initial=initial, **options)
        self.known = {each.slug: each for each in instruments}
        self.fields["instruments"].choices = [(each.slug, _minutes(each)) for each in instruments]
        self.fields["way"].choices = ways

    @property
    def asked(self):
        data = self.cleaned_data
        return {
            "instruments": [self.known[slug] for slug in data["instruments"]],
            "way": data["way"],
            "due_on": data["due_on"],
        }


class DeclineForm(HouseForm):
    words = forms.CharField(label=_("In their own words"), required=False, max_length=200, help_text=FAMILIES_READ)


class EvidenceForm(HouseForm):
    kind = forms.ChoiceField(label=_("What is it?"), choices=Evidence.Kind.choices)
    source = forms.CharField(
        label=_("Whose is it?"), required=False, max_length=120, help_text=_("For example the school, or PPR.")
    )
    dated_on = DateField(label=_("From"))
    text = forms.CharField(label=_("What does it say?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class TypedForm(HouseForm):
    """All questions of a paper on one page. A scale is answered by its figure, "–" where somebody would rather not say."""

    def __init__(self, *, state, is_child=False, **options):
        super().__init__(**options)
        self.questions = state.questions
        self.known = {}
        if is_child and not (state.row and state.row.hidden_from_parents):
            self.fields["parents"] = forms.ChoiceField(
                label=_("What has the child said: may the parents see it?"), choices=PrivacyForm.base_fields["parents"].choices,
                widget=forms.RadioSelect, error_messages={"required": _("Ask the child first, and choose one of the two.")},
            )  # fmt: skip
        for question in state.questions:
            name = f"{question.instrument.slug}.{question.item.key}"
            self.known[name] = question
            self.fields[name] = _typed_field(question)
            if question.answered:
                self.initial[name] = RATHER_NOT if question.value is None else question.value

    @property
    def values(self):
        """{slug: {item key: value}} of what was typed; what stands empty was not answered."""
        found = {}
        for name, typed in self.cleaned_data.items():
            if name in self.known and typed not in ("", []):
                slug, key = name.split(".", 1)
                found.setdefault(slug, {})[key] = None if typed in (RATHER_NOT, [RATHER_NOT]) else typed
        return found

    def clean(self):
        data = super().clean()
        for name, typed in list(data.items()):
            if name in self.known and typed not in ("", [], RATHER_NOT, [RATHER_NOT]):
                try:
                    clean_value(self.known[name].item, typed)
                except ValidationError as error:
                    self.add_error(name, error)
        return data


def _typed_field(question):
    item, words = question.item, str(question.words)
    if item.is_date:
        box = forms.TextInput(attrs={"class": "input-char-11"})
        return forms.CharField(label=words, required=False, max_length=10, help_text=str(item.help or ""), widget=box)
    if item.kind is Kind.CHOICE:
        chosen = [(option.key, str(option.words)) for option in item.options]
        if item.several:
            return forms.MultipleChoiceField(
                label=words, required=False, choices=chosen, widget=forms.CheckboxSelectMultiple
            )
        return forms.ChoiceField(
            label=words, required=False, choices=[("", ""), *chosen, (RATHER_NOT, _("would rather not say"))]
        )
    if item.kind is Kind.TEXT:
        return forms.CharField(label=words, required=False, max_length=4000, widget=forms.Textarea(attrs={"rows": 2}))
    if item.kind is Kind.DRAWING:
        return forms.CharField(label=words, required=False, disabled=True, widget=forms.HiddenInput)
    hint = ", ".join(f"{point.value} {point.words}" for point in item.points) or "{}–{}".format(*item.ends)
    if words.endswith((hint, hint.replace("–", "-"))):
        hint = ""
    return forms.CharField(
        label=words, required=False, max_length=4, help_text=hint,
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-char-4"}),
    )  # fmt: skip


class TallyForm(HouseForm):
    """The pupils' papers counted: for each point of each question how many have ticked it."""

    def __init__(self, *, state, **options):
        super().__init__(**options)
        self.rows = []
        for question in state.questions:
            if points := points_of(question.item):
                names = [
                    (f"{question.instrument.slug}.{question.item.key}.{value}", value, words) for value, words in points
                ]
                for name, _value, words in names:
                    self.fields[name] = forms.IntegerField(
                        label=words, required=False, min_value=0, max_value=60,
                        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "class": "input-char-4"}),
                    )  # fmt: skip
                self.rows.append((question, [name for name, _value, _words in names]))

    @property
    def parts(self):
        return [(question, [self[name] for name in names]) for question, names in self.rows]

    @property
    def counts(self):
        """[(instrument slug, item key, [value, value, …])]: each answer once, as they were counted."""
        found = []
        for question, names in self.rows:
            points = points_of(question.item)
            values = [
                value
                for name, (value, _words) in zip(names, points, strict=True)
                for _n in range(self.cleaned_data.get(name) or 0)
            ]
            found.append((question.instrument.slug, question.item.key, values))
        return found


def points_of(item):
    """[(value, words)] of what can be ticked on paper; nothing for words and drawings."""
    if item.points:
        return [(point.value, str(point.words)) for point in item.points]
    if item.options and not item.several:
        return [(option.key, str(option.words)) for option in item.options]
    return (
        [(value, str(value)) for value in range(item.ends[0], item.ends[1] + 1)] if item.is_figure and item.ends else []
    )
