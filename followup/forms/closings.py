"""The decision at the end of a pathway, a referral's answer, and where the children are later."""

from datetime import timedelta

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm
from followup.forms.base import TILES, tiles
from followup.models import ChildClosing, ChildFollowUp
from followup.phases import GO_ON, decisions_of_track, outcome

SMALL = {"rows": 2}
FOLLOWS = "follows"  # a child's choice that says "as the class"


class NeededWhenShown(forms.CharField):
    """Shown only with the choice that asks for it, and then refused when empty."""

    needed_when_shown = True


class OutcomeChoice(forms.RadioSelect):
    """Each choice tells the page what it comes to, so that only the fields it needs are open."""

    outcomes: dict = {}

    def create_option(self, name, value, *rest, **options):
        option = super().create_option(name, value, *rest, **options)
        if found := self.outcomes.get(str(value)):
            option["attrs"]["data-outcome"] = found
        return option


class Prefilled(forms.TypedChoiceField):
    """One answer stands there already, so that nobody has to choose it."""

    def clean(self, value):
        return super().clean(value or self.initial)


def outcome_choice(content, found, **options):
    """A choice among closing decisions of the version; keys of `found` are decisions' keys, FOLLOWS is allowed."""
    field = Prefilled(choices=found, widget=OutcomeChoice(attrs=options.pop("attrs", {})), **options)
    kinds = {each.key: outcome(content, each) for each in content.closing_decisions}
    field.widget.outcomes = {key: kinds[key] for key, _words in found if key in kinds}
    return field


def _described(decision):
    return format_html("{}<br><span class='small soft'>{}</span>", decision.title, decision.description)


def child_choices(pathway, *, follows=True):
    chosen = [(each.key, str(each.for_child)) for each in decisions_of_track(pathway) if each.for_child]
    whole = _("As the class") if pathway.school_class_id else _("As the group")
    return ([(FOLLOWS, whole)] if follows else []) + chosen


class WithMeasures:
    """Rows of open measures: each ends now, or somebody answers for it until a day. What is left alone stays open."""

    def add_measures(self, measures, people):
        self.measures = measures
        owners = [("", _("Choose")), *((each.pk, each.name) for each in people)]
        for row in measures:
            self.fields[f"measure_{row.pk}"] = tiles(
                [("end", _("Ends now")), ("keep", _("Goes on"))], label=row.title, required=False
            )
            self.fields[f"effect_{row.pk}"] = forms.CharField(
                label=_("What came of it?"), required=False, max_length=300, help_text=FAMILIES_READ
            )
            self.fields[f"owner_{row.pk}"] = forms.TypedChoiceField(
                label=_("Who answers for it?"),
                choices=owners,
                coerce=int,
                empty_value=None,
                required=False,
                initial=row.owner_id,
            )
            self.fields[f"until_{row.pk}"] = DateField(
                label=_("Until when?"), required=False, help_text="", initial=row.ends_on
            )

    def measure_rows(self):
        return [
            (row, *(self[f"{name}_{row.pk}"] for name in ("measure", "effect", "owner", "until")))
            for row in self.measures
        ]

    def settled(self, people):
        """What `settle_measures` takes."""
        data, staff = self.cleaned_data, {each.pk: each for each in people}
        found = []
        for row in self.measures:
            what = data.get(f"measure_{row.pk}")
            if what == "end":
                found.append((row, {"ends": True, "effect": data[f"effect_{row.pk}"]}))
            elif what == "keep":
                found.append((row, {"owner": staff.get(data[f"owner_{row.pk}"]), "until": data[f"until_{row.pk}"]}))
        return found


class MeasuresForm(WithMeasures, HouseForm):
    def __init__(self, *, measures, people, **options):
        super().__init__(**options)
        self.add_measures(measures, people)


class ClosingForm(WithMeasures, HouseForm):
    """The decision for the whole pathway and, row by row, for each child; a child follows the class until somebody says otherwise."""

    for_families = ("refer_to_*", "why_*")

    reason = forms.CharField(label=_("Why?"), help_text=FAMILIES_READ, widget=forms.Textarea(attrs={"rows": 3}))
    refer_to = NeededWhenShown(label=_("To whom?"), required=False, max_length=120)
    planned_end_on = DateField(label=_("New last day"), required=False)
    from_on = DateField(label=_("From which day does it hold?"), help_text="")
    decided_with = Prefilled(
        label=_("Decided together with"),
        coerce=int,
        empty_value=None,
        help_text=_("School and social services decide together."),
    )
    no_mapping_reason = forms.CharField(
        label=_("Why do you decide without a closing mapping?"), max_length=300, help_text=FAMILIES_READ
    )

    def __init__(
        self,
        *,
        pathway,
        decisions,
        partners,
        partner,
        children,
        shared,
        measures=(),
        people=(),
        asks_reason=False,
        **options,
    ):
        super().__init__(**options)
        self.pathway, self.children, self.people = pathway, children, people
        self.fields["decision"] = outcome_choice(
            pathway.content, [(each.key, _described(each)) for each in decisions], label=_("What have you decided?")
        )
        self.fields["from_on"].initial = timezone.localdate()
        self.fields["decided_with"].choices = [("", _("Choose")), *((each.pk, each.name) for each in partners)]
        self.fields["decided_with"].initial, self.fields["decided_with"].required = partner, bool(partner)
        if not asks_reason:
            del self.fields["no_mapping_reason"]
        for row in children:
            self._add_child(row, shared, partners)
        self.add_measures(measures, people)

    def _add_child(self, row, shared, partners):
        name = {"name": row.child.short_name}
        self.fields[f"decision_{row.pk}"] = outcome_choice(
            self.pathway.content, child_choices(self.pathway), attrs=TILES | {"data-tiles": "wide"}, label=_("What happens with %(name)s?") % name,
            initial=FOLLOWS,
        )  # fmt: skip
        self.fields[f"refer_to_{row.pk}"] = NeededWhenShown(label=_("To whom?"), required=False, max_length=120)
        self.fields[f"why_{row.pk}"] = forms.CharField(
            label=_("Why?"), required=False, max_length=300, help_text=FAMILIES_READ
        )
        leads = (
            self.pathway.lead_id,
            self.pathway.co_lead_id,
        )  # only they read the decision, and of a child shared with them
        told = [each for each in partners if each.pk in leads and row.child_id in shared]
        asked = [("", _("Me")), *((each.pk, each.name) for each in told)]
        self.fields[f"asks_{row.pk}"] = forms.TypedChoiceField(
            label=_("Who follows it up?"), choices=asked, coerce=int, empty_value=None, required=False
        )
        self.fields[f"answer_by_{row.pk}"] = DateField(
            label=_("Answer expected by"),
            required=False,
            help_text="",
            initial=timezone.localdate() + timedelta(days=14),
        )

    def clean(self):
        kinds = self.fields["decision"].widget.outcomes
        if kinds.get(self.cleaned_data.get("decision")) == GO_ON:
            self.errors.pop("no_mapping_reason", None)  # going on, the closing mapping is planned again
        else:
            self._leave_no_measure_open()
        return self.cleaned_data

    def _leave_no_measure_open(self):
        """After the end nobody can settle them, so each has somebody who answers for it until a day, or ends now."""
        for row in self.measures:
            if not self.cleaned_data.get(f"measure_{row.pk}") and f"measure_{row.pk}" not in self.errors:
                self.add_error(f"measure_{row.pk}", _("Say whether it ends now, or who goes on with it."))

    CHILD = ("decision", "refer_to", "why", "asks", "answer_by")

    def child_rows(self):
        return [(row, *(self[f"{name}_{row.pk}"] for name in self.CHILD)) for row in self.children]

    def decided(self, staff):
        """What `decide_closing` takes. staff: {pk: member of staff} of those who can be named."""
        data = self.cleaned_data
        return {
            "decision": data["decision"], "reason": data["reason"], "from_on": data["from_on"], "refer_to": data["refer_to"],
            "planned_end_on": data["planned_end_on"], "decided_with": staff.get(data["decided_with"]),
            "no_mapping_reason": data.get("no_mapping_reason", ""),
            "children": {row.pk: self._child(row) for row in self.children if data[f"decision_{row.pk}"] != FOLLOWS},
        }  # fmt: skip

    def _child(self, row):
        data = self.cleaned_data
        return {
            "decision": data[f"decision_{row.pk}"],
            "refer_to": data[f"refer_to_{row.pk}"],
            "why": data[f"why_{row.pk}"],
            "owner": data[f"asks_{row.pk}"],
            "due_on": data[f"answer_by_{row.pk}"],
        }


class ChildDecisionForm(HouseForm):
    """A decision for one child while the others go on."""

    why = forms.CharField(label=_("Why?"), max_length=300, help_text=FAMILIES_READ, widget=forms.Textarea(attrs=SMALL))
    refer_to = NeededWhenShown(label=_("To whom?"), required=False, max_length=120)
    due_on = DateField(label=_("Answer expected by"), required=False, help_text="")
    from_on = DateField(label=_("From which day does it hold?"), help_text="")

    def __init__(self, *, pathway, name, **options):
        super().__init__(**options)
        self.fields["decision"] = outcome_choice(
            pathway.content,
            child_choices(pathway, follows=False),
            attrs=TILES | {"data-tiles": "wide"},
            label=_("What happens with %(name)s?") % {"name": name},
        )
        today = timezone.localdate()
        self.fields["from_on"].initial, self.fields["due_on"].initial = today, today + timedelta(days=14)
        self.order_fields(["decision", "refer_to", "due_on", "why", "from_on"])


class ReferralForm(HouseForm):
    answer = tiles(ChildClosing.Answer.choices, label=_("What did they answer?"))
    answered_on = DateField(label=_("When?"), help_text="")
    words = forms.CharField(
        label=_("In a few words"),
        required=False,
        max_length=300,
        help_text=FAMILIES_READ,
        widget=forms.Textarea(attrs=SMALL),
    )

    def __init__(self, **options):
        super().__init__(**options)
        self.fields["answered_on"].initial = timezone.localdate()


class AskAgainForm(HouseForm):
    again_on = DateField(label=_("Remind me on"), help_text="")

    def __init__(self, **options):
        super().__init__(**options)
        self.fields["again_on"].initial = timezone.localdate() + timedelta(days=14)


class PlacementForm(HouseForm):
    """One tap a child; those without an answer yet may be left for another day."""

    def __init__(self, *, lines, **options):
        super().__init__(**options)
        self.lines = lines
        for line in lines:
            said = line.answer.placement if line.answer else ("other_class" if line.child is None else None)
            label = (
                _("Where is %(name)s now?") % {"name": line.child.given_name}
                if line.child
                else _("Where is the child now?")
            )
            self.fields[line.name] = tiles(ChildFollowUp.Placement.choices, label=label, required=False, initial=said)

    def rows(self):
        return [(line, self[line.name]) for line in self.lines]

    def answers(self):
        """{occurrence's pk: placement} of those that were answered."""
        data = self.cleaned_data
        return {line.occurrence.pk: data[line.name] for line in self.lines if data[line.name]}


class ReopenForm(HouseForm):
    reason = forms.CharField(
        label=_("Why is it opened again?"), max_length=300, help_text=FAMILIES_READ, widget=forms.Textarea(attrs=SMALL)
    )
