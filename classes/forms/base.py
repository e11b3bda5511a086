"""What forms of classes share: texts without names, and choices by name."""

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from cases.names import WORD, cpr_like_in
from core.forms import HouseForm

# Given names that are Danish words as well.
WORDS_TOO = frozenset(
    "ask birk bjarke bjørn bo dag eg elm fie gry lilje liv lov luna lykke maj mynte pil rose sol sten storm tor viola vår".split()
)


def _without_genitive(word):
    """Emmas, Emma's, Jens' and Max's, each with the names it can be of."""
    bare = word.replace("’", "'")
    return {word, bare.rstrip("'"), bare.removesuffix("'s"), bare.rstrip("'").removesuffix("s")}


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
    no_names = forms.BooleanField(
        label=_("It is not the name of a pupil or a parent"), required=False, widget=forms.HiddenInput
    )

    def __init__(self, *args, names=(), **options):
        super().__init__(*args, **options)
        self.pupil_names = {name.casefold() for name in names if len(name) > 1}

    def clean(self):
        data = super().clean()
        for field in self.nameless:
            self._refuse_cpr(field, data.get(field))
            found = self._names_in(data.get(field) or "")
            if found and not data.get("no_names"):
                self.fields["no_names"].widget = forms.CheckboxInput()
                words = ", ".join(found)
                self.add_error(
                    field,
                    gettext(
                        "“%(names)s” looks like the name of a pupil or a parent. Write without names, or tick that it is not one."
                    )
                    % {"names": words},
                )
        return data

    def _refuse_cpr(self, field, text):
        if number := cpr_like_in(text):
            self.add_error(
                field,
                gettext("“%(number)s” looks like a CPR number. Take it out: many read this.") % {"number": number},
            )

    def _names_in(self, text):
        """Words that are one of the names, or its genitive; what is a word too is a name only with a capital."""
        return [word for word in dict.fromkeys(WORD.findall(text)) if self._is_name(word)]

    def _is_name(self, word):
        forms = {form for part in (word, *word.split("-")) for form in _without_genitive(part.casefold())}
        found = forms & self.pupil_names
        return bool(found - WORDS_TOO) or bool(found) and word[:1].isupper()

    @property
    def asks_names(self):
        return isinstance(self.fields["no_names"].widget, forms.CheckboxInput)
