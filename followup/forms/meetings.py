from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm
from followup.forms.base import TILES, tiles
from followup.models import ChildFollowUp, GoalProgress

DECISION_ROWS = 3


class HoldForm(HouseForm):
    """Minutes of one follow-up. Fields of children and goals are those that the view hands in: what the person reaches."""

    for_families = ("reason_*", "words_*", "text_*")

    held_on = DateField(label=_("When did you meet?"), help_text="")
    staff = forms.TypedMultipleChoiceField(
        label=_("Who took part?"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs=TILES)
    )
    others = forms.CharField(
        label=_("Others"),
        required=False,
        max_length=300,
        help_text=_("For example parents, after-school staff. Put a comma between. No child's name."),
    )
    summary = forms.CharField(
        label=_("What did you see?"), required=False, help_text=FAMILIES_READ, widget=forms.Textarea(attrs={"rows": 4})
    )
    needs_network_meeting = tiles(
        [("yes", _("Yes")), ("no", _("No"))], label=_("Do you need a network or coordination meeting?")
    )
    next_on = DateField(label=_("Another day for the next one"), required=False)

    def __init__(self, *, people, children, goals, **options):
        super().__init__(**options)
        self.people, self.children, self.goals = people, children, goals
        self.fields["held_on"].initial = timezone.localdate()
        self.fields["staff"].choices = [(each.pk, each.name) for each in people]
        for each in children:
            self._add_child(each)
        for goal in goals:
            self._add_goal(goal)
        for number in range(1, DECISION_ROWS + 1):
            self._add_decision(number)
        asked = [
            name for name in self.fields if name.startswith(("part_", "reason_", "placement_", "reach_", "words_"))
        ]
        decided = [name for name in self.fields if name.startswith(("text_", "owner_", "due_"))]
        self.order_fields(["held_on", "staff", "others", *asked, "summary", "needs_network_meeting", *decided])

    def _add_child(self, row):
        name = {"name": row.child.given_name}
        self.fields[f"part_{row.pk}"] = tiles(ChildFollowUp.Part.choices, label=_("How did %(name)s take part?") % name)
        self.fields[f"reason_{row.pk}"] = forms.CharField(
            label=_("Why was %(name)s not heard?") % name, required=False, max_length=300
        )
        self.fields[f"placement_{row.pk}"] = tiles(
            ChildFollowUp.Placement.choices, label=_("Is %(name)s still in the class?") % name
        )

    def _add_goal(self, goal):
        self.fields[f"reach_{goal.pk}"] = tiles(GoalProgress.Reach.choices, label=goal.text, required=False)
        self.fields[f"words_{goal.pk}"] = forms.CharField(label=_("In a few words"), required=False, max_length=300)

    def _add_decision(self, number):
        nobody = [("", _("Choose"))]
        owners = nobody + [(each.pk, each.name) for each in self.people]
        self.fields[f"text_{number}"] = forms.CharField(
            label=_("Decision %(number)s") % {"number": number}, required=False, max_length=300
        )
        self.fields[f"owner_{number}"] = forms.TypedChoiceField(
            label=_("Who"), choices=owners, coerce=int, empty_value=None, required=False
        )
        self.fields[f"due_{number}"] = DateField(label=_("By when"), required=False, help_text="")

    def clean(self):
        for each in self.children:
            part, reason = self.cleaned_data.get(f"part_{each.pk}"), self.cleaned_data.get(f"reason_{each.pk}", "")
            if part == ChildFollowUp.Part.NOT and not reason.strip():
                self.add_error(f"reason_{each.pk}", _("Write why the child was not heard."))
        for number in range(1, DECISION_ROWS + 1):
            rest = self.cleaned_data.get(f"owner_{number}") or self.cleaned_data.get(f"due_{number}")
            if rest and not self.cleaned_data.get(f"text_{number}"):
                self.add_error(f"text_{number}", _("Write what you decided."))
        return self.cleaned_data

    # ---- for the template ----

    def child_parts(self):
        return [
            (each, self[f"part_{each.pk}"], self[f"reason_{each.pk}"], self[f"placement_{each.pk}"])
            for each in self.children
        ]

    def goal_parts(self):
        """(goal, child's name or "", how far, words)"""
        names = {each.pk: each.child.short_name for each in self.children}
        name = lambda goal: names.get(goal.annex.pathway_child_id, "") if goal.annex_id else ""  # noqa: E731
        return [(goal, name(goal), self[f"reach_{goal.pk}"], self[f"words_{goal.pk}"]) for goal in self.goals]

    def has_more_decisions(self):
        return any(self[f"text_{n}"].value() or self[f"text_{n}"].errors for n in range(2, DECISION_ROWS + 1))

    def decision_rows(self):
        return [(n, self[f"text_{n}"], self[f"owner_{n}"], self[f"due_{n}"]) for n in range(1, DECISION_ROWS + 1)]

    # ---- for the action ----

    def minutes(self):
        """What was typed, as `hold_meeting` takes it."""
        data = self.cleaned_data
        words = [part.strip()[:120] for part in data["others"].split(",") if part.strip()]
        return {
            "held_on": data["held_on"],
            "next_on": data["next_on"],
            "summary": data["summary"],
            "needs_network_meeting": data["needs_network_meeting"] == "yes",
            "participants": [{"staff": pk} for pk in data["staff"]] + [{"words": each} for each in words],
            "children": [self._child(each) for each in self.children],
            "progress": [
                {"goal": goal, "reach": data[f"reach_{goal.pk}"], "words": data[f"words_{goal.pk}"]}
                for goal in self.goals
                if data[f"reach_{goal.pk}"]
            ],
            "decisions": [
                {"text": data[f"text_{n}"], "owner": data[f"owner_{n}"], "due_on": data[f"due_{n}"]}
                for n in range(1, DECISION_ROWS + 1)
                if data[f"text_{n}"]
            ],
        }

    def _child(self, row):
        part = self.cleaned_data[f"part_{row.pk}"]
        reason = self.cleaned_data[f"reason_{row.pk}"] if part == ChildFollowUp.Part.NOT else ""
        return {
            "pathway_child": row,
            "part": part,
            "not_heard_reason": reason,
            "placement": self.cleaned_data[f"placement_{row.pk}"],
        }
