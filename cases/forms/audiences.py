"""Writing a version for an audience, giving it and taking it back."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.audience_parts import heading_of, language_name
from cases.forms.plans import has_come
from core.forms import DateField, HouseForm
from core.templatetags.ui import day_month

LONGEST = 3000
A_PHONE_WIDE = 42  # letters of a line


class AudienceForm(HouseForm):
    """One box a part, and beside it the same in the other language. Carries the row version its writer began from."""

    for_families = ("title", "text_*")
    own_words = ("text_words", "text_who")  # what a child said, and names

    title = forms.CharField(label=_("Heading"), max_length=160)
    other_title = forms.CharField(max_length=160, required=False)
    row_version = forms.IntegerField(widget=forms.HiddenInput)
    mend = forms.MultipleChoiceField(
        label=_("Still to be mended"), required=False, widget=forms.CheckboxSelectMultiple
    )  # one tick beside each part

    def __init__(self, *, version, direction, **options):
        self.version, names_children = version, version.pathway_child_id is not None
        initial = {"title": version.title, "other_title": version.other_title, "row_version": version.row_version}
        super().__init__(initial=initial, **options)
        self.other = language_name(version.language) if version.is_bilingual else ""
        self.keys = [section["key"] for section in version.sections]
        self.fields["mend"].choices = [(key, _("Still to be mended")) for key in self.keys]
        self.fields["mend"].initial = [section["key"] for section in version.sections if section.get("mend")]
        self.fields["mend"].needed_when_shown = True
        for section in version.sections:
            key = section["key"]
            heading = heading_of(version.audience, key, "da", names_children) or key
            self.fields[f"text_{key}"] = _text(heading, section["text"])
            if self.other:
                label = f"{heading}, {self.other}"
                self.fields[f"other_{key}"] = _text(label, section.get("other", ""), version.language, direction)
        if self.other:
            self.fields["other_title"].label = _("Heading, %(language)s") % {"language": self.other}
            self.fields["other_title"].widget.attrs |= {"dir": direction, "lang": version.language}
        else:
            del self.fields["other_title"]

    def rows(self):
        """(the Danish box, the box in the other language or None, the mark) of each part."""
        marks = list(self["mend"])
        return [
            (self[f"text_{key}"], self[f"other_{key}"] if self.other else None, mark)
            for key, mark in zip(self.keys, marks, strict=True)
        ]

    def marked(self):
        return self.cleaned_data["mend"]

    def sections(self):
        data = self.cleaned_data
        return {key: (data.get(f"text_{key}", ""), data.get(f"other_{key}", "")) for key in self.keys}


def _text(label, text, language="", direction=""):
    rows = max(2, min(12, sum(1 + len(line) // A_PHONE_WIDE for line in text.splitlines()) + 1))
    attrs = {"rows": rows} | ({"dir": direction, "lang": language} if language else {})
    field = forms.CharField(
        label=label, initial=text, required=False, max_length=LONGEST, widget=forms.Textarea(attrs=attrs)
    )
    field.needed_when_shown = True  # an empty part is left out of the paper
    return field


class GiveForm(HouseForm):
    """To whom and when. looked_at stands there when something warns, parents when there is somebody to choose."""

    parents = forms.TypedMultipleChoiceField(
        label=_("To whom"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs={"data-tiles": "long"}),
    )
    given_on = DateField(label=_("When"), validators=[has_come])
    with_words = forms.CharField(
        label=_("Who else told it"), required=False, validators=[MaxLengthValidator(200)], help_text=_("Names of adults. You stand there yourself.")
    )  # fmt: skip
    looked_at = forms.BooleanField(label=_("I have looked at it"), required=False)
    alone = forms.CharField(required=False, max_length=300, help_text=_("It stands with the paper. Write no names."))

    seen = forms.CharField(widget=forms.HiddenInput, required=False)

    def __init__(self, *, people, to_parents, warnings, without="", seen="", **options):
        super().__init__(initial={"given_on": timezone.localdate(), "seen": seen}, **options)
        self.people = {each.parent.pk: each.parent for each in people if each.may}
        if to_parents:
            self.fields["parents"].needed_when_shown = True
            self.fields["parents"].choices = [(each.parent.pk, _named(each)) for each in people if each.may]
        else:
            del self.fields["parents"]
        if not warnings:
            del self.fields["looked_at"]
        if without:
            self.fields["alone"].label = _("Why without the part from %(side)s?") % {"side": without}
            self.fields["alone"].needed_when_shown = True
        else:
            del self.fields["alone"]

    def answers(self):
        data = self.cleaned_data
        return {
            "parents": [self.people[pk] for pk in data.get("parents", [])],
            "given_on": data["given_on"],
            "with_words": data["with_words"],
            "looked_at": data.get("looked_at", False),
            "alone": data.get("alone", ""),
            "seen": data["seen"],
        }


def _named(recipient):
    words = f"{recipient.parent.name}, {recipient.relation}"
    return f"{words} ({_('has it')}, {day_month(recipient.had)})" if recipient.had else words


class TakeBackForm(HouseForm):
    reason = forms.CharField(label=_("Why is it taken back?"), max_length=300, help_text=_("Write no names."))
