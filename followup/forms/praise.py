"""A good word in two taps: who, and a ready sentence that is its own button; or one line."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, HouseForm
from followup.forms.base import TILES


class PraiseForm(HouseForm):
    """rows: the children it may be about. sentences: [(key, words)]; at_once: PathwayChild id -> [(key, words)], one tap each."""

    children = forms.TypedMultipleChoiceField(
        label=_("Who is it about?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs=TILES)
    )
    line = forms.CharField(
        label=_("Or in your own words"), required=False, max_length=300, help_text=FAMILIES_READ, widget=forms.Textarea(attrs={"rows": 2})
    )  # fmt: skip

    def __init__(self, *, rows, sentences, at_once=None, **options):
        super().__init__(**options)
        self.rows, self.sentences = {row.pk: row for row in rows}, dict(sentences)
        self.at_once = at_once or {}
        for field in self.fields.values():
            field.needed_when_shown = True  # a tap on a sentence is enough
        self.fields["children"].choices = [(pk, row.child.short_name) for pk, row in self.rows.items()]

    def quick(self):
        """[(row, [(value, words)])] of the children who are few enough to stand there one by one."""
        return [(self.rows[pk], [(f"{pk}-{key}", words) for key, words in said]) for pk, said in self.at_once.items()]

    def chosen(self):
        """(rows, words): one child's sentence that was pressed, else the pressed sentence for those ticked, else the line."""
        for row, said in self.quick():
            if words := dict(said).get(self.data.get("at_once", "")):
                return [row], words
        words = self.sentences.get(self.data.get("sentence", ""), "") or self.cleaned_data["line"]
        return [self.rows[pk] for pk in self.cleaned_data["children"]], words
