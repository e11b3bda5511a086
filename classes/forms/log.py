"""The class log."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import formats
from django.utils.html import format_html
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from classes.forms.base import NamelessForm
from classes.models import ClassSession
from core.forms import NO_NAMES_FAMILIES_READ, DateField, HouseForm


class SessionForm(NamelessForm):
    """Three questions in sight: kind, elements and one line; the rest is prefilled or lies under a fold."""

    nameless = ("line", "teaching_theme", "next_step")

    held_on = DateField(label=_("Date"), help_text="")
    with_words = forms.CharField(
        label=_("Who was with you?"),
        required=False,
        max_length=200,
        help_text=_("Colleagues, for example the class's teachers."),
    )
    leader_took_part = forms.BooleanField(label=_("The group leader took part"), required=False)
    kind = forms.ChoiceField(
        label=_("What did you do?"),
        choices=ClassSession.Kind.choices,
        widget=forms.RadioSelect(attrs={"data-tiles": True}),
    )
    elements = forms.MultipleChoiceField(
        label=_("Which core elements did you touch?"),
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": True}),
        error_messages={"required": _("Choose at least one core element that you touched.")},
    )
    line = forms.CharField(
        label=_("What happened? One line is enough"),
        max_length=1000,
        help_text=NO_NAMES_FAMILIES_READ,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write one line on what happened.")},
    )
    teaching_theme = forms.CharField(
        label=_("Teaching theme"),
        required=False,
        max_length=120,
        help_text=_("Choose from the list, or write your own."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "list": "themes"}),
    )
    measures = forms.TypedMultipleChoiceField(
        label=_("Which measures did you try?"),
        required=False,
        coerce=int,
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": "long"}),
    )
    next_step = forms.CharField(
        label=_("Next step"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    next_step_owner = forms.ChoiceField(
        label=_("Who does it?"), required=False, widget=forms.RadioSelect(attrs={"data-tiles": True})
    )
    next_step_name = forms.CharField(
        label=_("Who?"), required=False, max_length=120, help_text=_("A colleague, not a child or a parent.")
    )
    children = forms.TypedMultipleChoiceField(
        label=_("Was it about a certain child?"),
        required=False,
        coerce=int,
        help_text=_(
            "Only when it is needed. The school's people around the child see the name; others see only how many."
        ),
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": True}),
    )

    def __init__(self, *args, pathway, measures, children, untouched, **options):
        super().__init__(*args, **options)
        fields = self.fields
        fields["elements"].choices = [
            (each.key, _with_wait(each.short, untouched.get(each.key))) for each in pathway.content.elements_of("class")
        ]
        self.measures = {each.pk: each for each in measures}
        self._offer("measures", [(pk, each.title) for pk, each in self.measures.items()])
        self._offer("children", [(each.pk, each.name) for each in children])
        fields["next_step_owner"].choices = _owners(pathway)
        if pathway.co_lead:
            fields["leader_took_part"].label = gettext("%(name)s, group leader, took part") % {"name": pathway.co_lead}
        else:
            del fields["leader_took_part"]

    def _offer(self, name, choices):
        """A question without any choice is not asked."""
        self.fields[name].choices = choices
        if not choices:
            del self.fields[name]

    def full_clean(self):
        if self.is_bound and self.data.get("kind") == ClassSession.Kind.OBSERVATION:
            self.fields["elements"].required = False  # one may look on without touching any
        super().full_clean()

    def clean(self):
        data = super().clean()
        if data.get("next_step_owner") == ClassSession.Owner.OTHER and not data.get("next_step_name"):
            self.add_error("next_step_name", gettext("Write who does it, or choose one of the others."))
        return data

    def answers(self):
        """What the actions take, measures as rows."""
        data = {name: value for name, value in self.cleaned_data.items() if name != "no_names"}
        data["measures"] = [self.measures[pk] for pk in data.get("measures", ())]
        return data

    @property
    def has_more(self):
        """Whether something under the fold is filled in or wrong, so that it stands open."""
        names = ("teaching_theme", "measures", "next_step", "next_step_owner", "children")
        return any(name in self.fields and (self[name].value() or self[name].errors) for name in names)

    @property
    def prefilled_is_wrong(self):
        return any(self[name].errors for name in ("held_on", "with_words"))


class ObservationForm(SessionForm):
    """Two minutes at the back of the classroom: one field, and three questions to write from."""

    kind = forms.ChoiceField(choices=ClassSession.Kind.choices, initial="observation", widget=forms.HiddenInput)
    line = forms.CharField(
        label=_("What do you see?"),
        max_length=1000,
        help_text=_(
            "What works? When does it get hard? What could be tried? No names: write “a pupil” or “some of them”."
        ),
        widget=forms.Textarea(attrs={"rows": 6}),
        error_messages={"required": _("Write in a line or two what you saw.")},
    )
    elements = forms.MultipleChoiceField(
        label=_("Which core elements did you see?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": True}),
    )
    field_order = ("kind", "line", "elements")


def _with_wait(title, weeks):
    if not weeks:
        return str(title)
    waited = ngettext("not touched for %(weeks)s week", "not touched for %(weeks)s weeks", weeks) % {"weeks": weeks}
    return format_html('<span>{} <span class="waited">{}</span></span>', title, waited)


def _owners(pathway):
    """Who may take a next step: the two leads by name, the team, or somebody else."""
    words = dict(ClassSession.Owner.choices)
    for key, staff in (("advisor", pathway.lead), ("leader", pathway.co_lead)):
        if staff:
            words[key] = f"{staff.name}"
    return list(words.items())


class CoTeachingForm(HouseForm):
    monday = forms.TypedChoiceField(label=_("Week"))
    lessons = forms.DecimalField(
        label=_("Lessons with two adults"), localize=True, min_value=Decimal("0"), max_value=Decimal("40"), max_digits=4, decimal_places=1,
        help_text=_("In the whole week, for example 10,5. Write 0 when there could be none."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number, such as 10,5."), "max_decimal_places": _("Write at most one decimal, such as 10,5.")},
    )  # fmt: skip
    who = forms.CharField(label=_("Who?"), max_length=200, required=False)
    reason = forms.CharField(
        label=_("Why were there none?"),
        max_length=200,
        required=False,
        help_text=_("For example: the class was at camp."),
    )

    def __init__(self, *args, mondays, **options):
        super().__init__(*args, **options)
        self.fields["monday"].coerce = lambda text: next(each for each in mondays if each.isoformat() == text)
        self.fields["monday"].choices = [(each.isoformat(), self._week(each)) for each in mondays]

    @staticmethod
    def _week(monday):
        days = formats.date_format(monday, "j.n."), formats.date_format(monday + timedelta(days=4), "j.n.")
        return gettext("Week %(number)s, %(first)s to %(last)s") % {
            "number": monday.isocalendar().week,
            "first": days[0],
            "last": days[1],
        }

    def clean_lessons(self):
        return self.cleaned_data["lessons"].quantize(Decimal("0.1"))

    @property
    def asks_why(self):
        return bool(self["reason"].value() or self["reason"].errors)
