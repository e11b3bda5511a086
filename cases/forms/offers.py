"""The offer with one part for each who holds custody, and custody itself."""

from dataclasses import dataclass

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext_lazy as _

from cases.models import CustodyRelation, Offer, OfferAnswer
from cases.queries.offers import Holder
from core.forms import FAMILIES_READ, DateField, HouseForm
from programmes.content import choices

METHODS, ANSWERS, RELATIONS = (
    [(value, capfirst(label)) for value, label in kind.choices]
    for kind in (Offer.Method, OfferAnswer.Answer, CustodyRelation.Relation)
)


@dataclass(frozen=True)
class HolderPart:
    """A holder of custody with the fields of the answer; none for one whose access is suspended."""

    holder: Holder
    fields: tuple


class OfferForm(HouseForm):
    entry_group = forms.ChoiceField(label=_("How the child comes in"), required=False, widget=forms.RadioSelect)
    informed_on = DateField(label=_("When was the family told?"))
    method = forms.ChoiceField(label=_("How?"), choices=METHODS, widget=forms.RadioSelect(attrs={"data-tiles": "wide"}))
    language = forms.CharField(label=_("In which language?"), required=False, max_length=40)
    interpreter = forms.BooleanField(label=_("An interpreter took part"), required=False)
    told = forms.CharField(
        label=_("What was said"),
        required=False,
        help_text=FAMILIES_READ,
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    def __init__(self, *, pathway_child, state, **options):
        offer, self.state = state.offer, state
        initial = {
            "entry_group": pathway_child.entry_group,
            "informed_on": timezone.localdate(),
            "language": _("Danish"),
        }
        if offer:
            initial |= {
                name: getattr(offer, name) for name in ("informed_on", "method", "language", "interpreter", "told")
            }
        super().__init__(initial=initial, **options)
        self.fields["entry_group"].choices = choices(pathway_child.pathway.content.target.entry_groups)
        for holder in state.asked:
            self._add(holder)

    def _add(self, holder):
        pk, answer = holder.custody.pk, holder.answer
        self.fields[f"answer_{pk}"] = forms.ChoiceField(
            label=_("Answer"),
            choices=ANSWERS,
            initial=holder.key,
            widget=forms.RadioSelect(attrs={"data-tiles": "wide"}),
        )
        self.fields[f"answered_on_{pk}"] = DateField(
            label=_("Answered on"), required=False, initial=answer and answer.answered_on, help_text=""
        )
        self.fields[f"reason_{pk}"] = forms.CharField(
            label=_("In their own words, or why not asked"),
            required=False,
            max_length=300,
            initial=answer.reason if answer else "",
            help_text=FAMILIES_READ,
        )

    @property
    def general(self):
        return [self[name] for name in ("informed_on", "method", "language", "interpreter", "told", "entry_group")]

    @property
    def holders(self):
        names = ("answer", "answered_on", "reason")
        return [
            HolderPart(h, () if h.suspended else tuple(self[f"{name}_{h.custody.pk}"] for name in names))
            for h in self.state.holders
        ]

    @property
    def answers(self):
        data = self.cleaned_data
        return {
            h.custody.pk: {name: data[f"{name}_{h.custody.pk}"] for name in ("answer", "answered_on", "reason")} for h in self.state.asked
        }  # fmt: skip


class NewCustodyForm(HouseForm):
    """Somebody more who holds custody."""

    name = forms.CharField(label=_("Name"), max_length=160)
    relation = forms.ChoiceField(label=_("Relation to the child"), choices=RELATIONS)
    starts_on = DateField(label=_("Holds custody from"), help_text=_("The child's birthday, or the day it changed."))
    phone = forms.CharField(label=_("Phone"), required=False, max_length=20)
    email = forms.EmailField(label=_("E-mail"), required=False)
    language = forms.CharField(label=_("Language"), required=False, max_length=40)
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter"), required=False)

    def __init__(self, *, child, **options):
        super().__init__(initial={"starts_on": child.born_on, "relation": CustodyRelation.Relation.MOTHER}, **options)


class CustodyForm(HouseForm):
    """One who holds custody: until when, and whether access is suspended for a time."""

    suspended_from = DateField(label=_("Suspended from"), required=False, help_text="")
    suspended_until = DateField(label=_("Suspended until"), required=False, help_text="")
    ends_on = DateField(label=_("Custody ended on"), required=False, help_text=_("Leave it empty as long as it lasts."))

    def __init__(self, *, custody, **options):
        names = ("suspended_from", "suspended_until", "ends_on")
        self.custody = custody
        super().__init__(initial={name: getattr(custody, name) for name in names}, prefix=f"c{custody.pk}", **options)
