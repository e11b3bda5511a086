import re
from datetime import timedelta
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError
from django.utils import formats
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from classes.importing import LARGEST_FILE, class_name, split_name
from classes.models import ClassSession
from core import cpr
from core.forms import DateField, HouseForm


class UnfinishedField(forms.CharField):
    """Needed in the end, so it is not called optional; saved empty on the way all the same."""

    def validate(self, value):
        pass


class NameAsChoice(forms.ModelChoiceField):
    """`say(row)` gives the words of a choice; None: the row's own."""

    def __init__(self, *args, say=None, **options):
        self.say = say
        super().__init__(*args, **options)

    def label_from_instance(self, row):
        return self.say(row) if self.say else str(row)


class CarryingForm(HouseForm):
    """Carries a hidden mark of what the page showed; shown again, it carries the mark of what is shown then."""

    def keep(self, **marks):
        self.data = self.data.copy()
        for name, value in marks.items():
            self.data[name] = value


class NamelessForm(CarryingForm):
    """Texts without names: a pupil's name in one of `nameless` is asked about, and passes when it is said to be none."""

    nameless: tuple = ()
    no_names = forms.BooleanField(label=_("It is not the name of a pupil"), required=False, widget=forms.HiddenInput)

    def __init__(self, *args, names=(), **options):
        super().__init__(*args, **options)
        self.pupil_names = {name.casefold() for name in names if len(name) > 1}

    def clean(self):
        data = super().clean()
        for field in self.nameless:
            found = self._names_in(data.get(field) or "")
            if found and not data.get("no_names"):
                self.fields["no_names"].widget = forms.CheckboxInput()
                words = ", ".join(found)
                self.add_error(
                    field,
                    gettext(
                        "“%(names)s” looks like the name of a pupil. Write without names, or tick that it is not one."
                    )
                    % {"names": words},
                )
        return data

    def _names_in(self, text):
        words = dict.fromkeys(re.findall(r"[^\W\d_]+", text))
        return [word for word in words if {word.casefold(), word.casefold().removesuffix("s")} & self.pupil_names]

    @property
    def asks_names(self):
        return isinstance(self.fields["no_names"].widget, forms.CheckboxInput)


# ---- classes and pupils ----


class ClassForm(HouseForm):
    school = forms.ModelChoiceField(None, label=_("School"), empty_label=None)
    name = forms.CharField(
        label=_("Class"),
        max_length=40,
        help_text=_("For example 5.B"),
        widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"}),
    )
    starts_on = DateField(label=_("From"))
    pupils = forms.CharField(
        label=_("Pupils"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 10}),
        help_text=_(
            "One on each line: given name and family name. CPR number, parents and address can be added later, with a class list."
        ),
    )

    def __init__(self, *args, schools, **options):
        super().__init__(*args, **options)
        self.fields["school"].queryset = schools
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = schools[0].pk

    def clean_pupils(self):
        """[(given name, family name)], one for each line."""
        lines = [line.strip() for line in self.cleaned_data["pupils"].splitlines() if line.strip()]
        names = [split_name(line) for line in lines]
        if lacking := [line for line, (given, family) in zip(lines, names, strict=True) if not given or not family]:
            raise ValidationError(
                gettext("Write both given name and family name: %(lines)s.") % {"lines": ", ".join(lacking)}
            )
        if doubled := sorted({" ".join(name) for name in names if names.count(name) > 1}):
            raise ValidationError(gettext("Stands twice: %(names)s.") % {"names": ", ".join(doubled)})
        if any(len(part) > 80 for name in names for part in name) or len(names) > 60:
            raise ValidationError(gettext("Write one pupil on each line, at most 60."))
        return names


class PupilForm(HouseForm):
    given_name = forms.CharField(label=_("Given name"), max_length=80)
    family_name = forms.CharField(label=_("Family name"), max_length=80)
    cpr = forms.CharField(
        label=_("CPR number"),
        required=False,
        max_length=13,
        help_text=_("For example 010203-1234. A child without one can be added too."),
        widget=forms.TextInput(attrs={"class": "input-char-11", "autocomplete": "off", "inputmode": "numeric"}),
    )
    born_on = DateField(label=_("Date of birth"), required=False)
    starts_on = DateField(label=_("In the class from"))
    address = forms.CharField(label=_("Address"), required=False, max_length=200)
    protected = forms.BooleanField(
        label=_("Name and address protection"),
        required=False,
        help_text=_("The address is shown by one more click, which is recorded, and stands in no list."),
    )

    def clean_cpr(self):
        text = self.cleaned_data["cpr"].strip()
        return cpr.clean(text) if text else ""

    def clean(self):
        data = super().clean()
        number, born = data.get("cpr"), data.get("born_on")
        if number and born and cpr.birth_date(number) != born:
            self.add_error("born_on", gettext("The date of birth does not agree with the CPR number."))
        return data


class MoveForm(HouseForm):
    """`to_class` becomes a class of the school, or None for a child who leaves without a new one."""

    NO_CLASS = "none"
    to_class = forms.ChoiceField(label=_("New class"))
    on = DateField(label=_("From"))

    def __init__(self, *args, classes, **options):
        super().__init__(*args, **options)
        self.classes = {str(each.pk): each for each in classes}
        named = [(key, each.name) for key, each in self.classes.items()]
        self.fields["to_class"].choices = [("", _("Choose")), *named, (self.NO_CLASS, _("No class: leaves the class"))]

    def clean_to_class(self):
        return self.classes.get(self.cleaned_data["to_class"])


class MoveUpForm(HouseForm):
    name = forms.CharField(
        label=_("New name"), max_length=40, widget=forms.TextInput(attrs={"class": "short", "autocomplete": "off"})
    )
    starts_on = DateField(label=_("From"))

    def clean_name(self):
        return class_name(self.cleaned_data["name"])[0]


class UploadForm(HouseForm):
    school = forms.ModelChoiceField(None, label=_("School"), empty_label=None)
    file = forms.FileField(
        label=_("Class list"),
        help_text=_(
            "Excel (.xlsx) or CSV, at most 2 MB. The list must say name and class; CPR number, date of birth, parents, address and protection are read when they are there."
        ),
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx,text/csv"}),
        error_messages={"empty": _("The file is empty.")},
    )

    def __init__(self, *args, schools, **options):
        super().__init__(*args, **options)
        self.fields["school"].queryset = schools
        if len(schools) == 1:
            self.fields["school"].widget = forms.HiddenInput()
            self.fields["school"].initial = schools[0].pk

    def clean_file(self):
        if self.cleaned_data["file"].size > LARGEST_FILE:
            raise ValidationError(gettext("The file is larger than 2 MB. Save only the sheet with the class list."))
        return self.cleaned_data["file"]


class FetchForm(CarryingForm):
    """One choice for each line of which it is not certain whom it means."""

    fingerprint = forms.CharField(widget=forms.HiddenInput)

    def __init__(self, *args, unclear, **options):
        super().__init__(*args, **options)
        for line in unclear:
            found = [(str(child.uuid), self._says(child)) for child in line.candidates]
            self.fields[f"line_{line.row.line}"] = forms.ChoiceField(
                label=gettext("Line %(line)s: who is %(name)s, %(class)s?")
                % {"line": line.row.line, "name": line.row.name, "class": line.row.class_name},
                choices=[
                    *found,
                    ("new", gettext("Neither: a new child") if len(found) > 1 else gettext("Another: a new child")),
                ],
                widget=forms.RadioSelect,
            )

    @staticmethod
    def _says(child):
        born = formats.date_format(child.born_on, gettext("j F Y")) if child.born_on else gettext("no date of birth")
        return f"{child.name}, {child.class_today or gettext('no class')}, {born}"

    def choices_by_line(self):
        return {
            int(name.removeprefix("line_")): value
            for name, value in self.cleaned_data.items()
            if name.startswith("line_")
        }


# ---- choosing a class ----


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
            help_text=_("Links or places, one on each line: never the reports themselves."),
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
        label=_("Why?"), help_text=_("No names of children."), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args, question, yes, no, **options):
        super().__init__(*args, **options)
        self.fields["choice"].label = question
        self.fields["choice"].choices = [("yes", yes), ("no", no)]


class VoteForm(YesNoForm):
    party = forms.CharField(widget=forms.HiddenInput)


# ---- the log ----


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
