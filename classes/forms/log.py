"""The class log."""

from datetime import timedelta
from decimal import Decimal

from django import forms
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classes.forms.base import NamelessForm
from classes.models import ClassSession
from core.forms import DateField, HouseForm


class SessionForm(NamelessForm):
    nameless = ("line", "next_step")

    held_on = DateField(label=_("Date"))
    kind = forms.ChoiceField(
        label=_("What did you do?"),
        choices=ClassSession.Kind.choices,
        widget=forms.RadioSelect(attrs={"data-tiles": True}),
    )
    elements = forms.MultipleChoiceField(
        label=_("Which core elements did you touch?"),
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": True}),
    )
    line = forms.CharField(
        label=_("What happened? One line is enough"),
        max_length=300,
        help_text=_("No names. Write so that child and parents may read it."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )
    next_step = forms.CharField(
        label=_("Next step"), required=False, max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )
    with_words = forms.CharField(
        label=_("Who was with you?"),
        required=False,
        max_length=200,
        help_text=_("Colleagues, for example the class's teachers."),
    )

    def __init__(self, *args, content, **options):
        super().__init__(*args, **options)
        self.fields["elements"].choices = [(element.key, element.short) for element in content.elements_of("class")]


class CoTeachingForm(HouseForm):
    monday = forms.TypedChoiceField(label=_("Week"))
    lessons = forms.DecimalField(
        label=_("Lessons with two adults"), localize=True, min_value=Decimal("0"), max_value=Decimal("40"), max_digits=4, decimal_places=1,
        help_text=_("In the whole week, for example 10,5. Write 0 when there could be none."),
        widget=forms.TextInput(attrs={"class": "short", "inputmode": "decimal", "autocomplete": "off"}),
        error_messages={"invalid": _("Write a number, such as 10,5."), "max_decimal_places": _("Write at most one decimal, such as 10,5.")},
    )  # fmt: skip
    who = forms.CharField(label=_("Who?"), max_length=200, required=False)

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
