"""The forms of documents: which parts, to whom; references and the file plan."""

from django import forms
from django.utils.translation import gettext_lazy as _

from cases.models import ExternalReference
from core.forms import HouseForm


class PaperForm(HouseForm):
    """parts: what stands in it; a restricted part has to be ticked. to: custody holders by key, or words of somebody else."""

    to = forms.MultipleChoiceField(
        label=_("Who gets it?"),
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Tick one or more, or write somebody else below."),
    )
    other = forms.CharField(
        label=_("Somebody else"),
        required=False,
        max_length=160,
        help_text=_("For example: network meeting, PPR, the journal."),
    )
    parts = forms.MultipleChoiceField(label=_("What it holds"), required=False, widget=forms.CheckboxSelectMultiple)

    def __init__(self, *, kind, found, person, people, **options):
        super().__init__(initial={"parts": kind.default_parts()}, **options)
        self.kind, self.found = kind, found
        self.people = {f"{key}-{row.pk}": (key, row) for key, row in people}
        self.fields["to"].needed_when_shown = self.fields["parts"].needed_when_shown = (
            True  # one of two; none is a choice
        )
        self.fields["to"].choices = [(name, str(row)) for name, (_key, row) in self.people.items()]
        if not self.people:
            del self.fields["to"]
            self.fields["other"].label, self.fields["other"].required = _("Who gets it?"), True
            self.fields["other"].error_messages["required"] = _("Say who gets it.")
        open_parts = kind.open_parts(found, person)
        self.fields["parts"].choices = [(part.key, self._title(part)) for part in open_parts]
        if not open_parts:
            del self.fields["parts"]

    @staticmethod
    def _title(part):
        return _("%(title)s (names or words of children)") % {"title": part.title} if part.roles else part.title

    def clean(self):
        cleaned = super().clean()
        if "to" in self.fields and not cleaned.get("to") and not (cleaned.get("other") or "").strip():
            self.add_error("to", _("Say who gets it."))
        if self.kind.names_children_to_many(self.found, cleaned.get("parts", [])):
            message = _(
                "What is given here can be read by all around the class. Leave out what names children, or print it instead."
            )
            self.add_error("parts", message)
        return cleaned

    @property
    def chosen_parts(self):
        return self.cleaned_data.get("parts", [])

    @property
    def recipients(self):
        """Arguments of `issue` for each that gets it."""
        chosen = [self.people[name] for name in self.cleaned_data.get("to", [])]
        given = [{key: row, "recipient": str(row)} for key, row in chosen]
        other = self.cleaned_data["other"].strip()
        return [*given, {"recipient": other}] if other else given


class ReferenceForm(HouseForm):
    system = forms.ChoiceField(label=_("Journal"), choices=ExternalReference.System)
    reference = forms.CharField(
        label=_("Reference"), max_length=60, required=False, help_text=_("The number there. Empty it to take it away.")
    )


class JournalPlanForm(HouseForm):
    kle_child = forms.CharField(
        label=_("About a child"), max_length=12, required=False, help_text=_("KLE number, such as 27.24.00.")
    )
    kle_pathway = forms.CharField(label=_("About a class or a group"), max_length=12, required=False)
