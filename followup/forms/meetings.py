"""The minutes of one meeting, as they are typed while talking."""

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.forms import FAMILIES_READ, DateField, HouseForm
from followup.forms.base import TILES, tiles
from followup.models import ChildFollowUp, GoalProgress, Meeting

DECISION_ROWS = 12
IN_SIGHT, FIRST_FOLD = 2, 6  # rows of decisions: those in sight, and those of the first fold
SIDES = (("side:school", _("The school")), ("side:social", _("Social services")))


def several(label, choices):
    return forms.TypedMultipleChoiceField(
        label=label, choices=choices, coerce=int, required=False, widget=forms.CheckboxSelectMultiple(attrs=TILES)
    )


def short(label, length=300, **options):
    return forms.CharField(label=label, required=False, max_length=length, **options)


class WishesField(forms.TypedMultipleChoiceField):
    """A wish that the family took back meanwhile is no mistake of whoever ticked it."""

    def to_python(self, value):
        return [each for each in super().to_python(value) if self.valid_value(each)]


class HoldForm(HouseForm):
    """Fields of children and goals are those of the room that the view hands in: what the person reaches."""

    for_families = ("reason_*", "words_*", "text_*", "note_*", "cooperation_words")
    own_words = ("wanted_*",)

    held_on = DateField(label=_("When did you meet?"), help_text="")
    all_came = forms.BooleanField(
        label=_("Everybody came"), required=False, widget=forms.CheckboxInput(attrs={"data-all-came": ""})
    )
    others = short(
        _("Others"), help_text=_("For example parents, after-school staff. Put a comma between. No child's name.")
    )
    summary = short(_("What did you see?"), None, help_text=FAMILIES_READ, widget=forms.Textarea(attrs={"rows": 4}))
    cooperation = tiles(Meeting.Cooperation.choices, label=_("Does our cooperation work?"), required=False)
    cooperation_words = short(_("In a few words"))
    next_on = DateField(label=_("Another day for the next one"), required=False)

    def __init__(self, *, room, **options):
        super().__init__(**options)
        self.room, self.children, self.goals = room, room.children, room.goals
        self.fields["held_on"].initial = self._day()
        self._add_people()
        self._add_wishes()
        for each in room.children:
            self._add_child(each)
        for goal in room.goals:
            self._add_goal(goal)
        for part in room.parts:
            if part.holds == "note":
                named = {"rows": 2, "aria-labelledby": f"h-{part.key}"}  # the heading of the part is its label
                self.fields[f"note_{part.key}"] = short(part.title, 1000, widget=forms.Textarea(attrs=named))
        if room.asks("network"):
            yes_no = [("yes", _("Yes")), ("no", _("No"))]
            words = _("Do you need a network or coordination meeting?")
            self.fields["needs_network_meeting"] = tiles(yes_no, label=words)
        for number in range(1, DECISION_ROWS + 1):
            self._add_decision(number)
        if room.can_book:
            self.fields["book_next"] = forms.BooleanField(
                label=_("Book it: same hour, place and people"), required=False
            )

    def _day(self):
        meeting, today = self.room.meeting, timezone.localdate()
        return min(timezone.localdate(meeting.starts_at), today) if meeting and meeting.starts_at else today

    def _add_people(self):
        room = self.room
        named = lambda rows: [(each.pk, each.name) for each in rows]  # noqa: E731
        self.fields["staff"] = several(_("Who took part?"), named(room.people))
        self.fields["staff"].initial = [
            pk for pk in (room.pathway.lead_id, room.pathway.co_lead_id) if pk and not room.was_planned
        ]
        self.fields["parents"] = several(_("Parents"), named(room.parents))
        self.fields["network"] = several(_("The child's network"), [(each.pk, each.who) for each in room.network])
        self.fields["more_staff"] = several(_("Also there"), named(room.more))

    def _add_wishes(self):
        wishes = self.room.wishes
        self.fields["wishes"] = WishesField(
            label=_("Tick what you have spoken of"), required=False, coerce=int, widget=forms.CheckboxSelectMultiple,
            choices=[(each.pk, f"{each.link.who} · {each.child.short_name}: {each.text}") for each in wishes], initial=[each.pk for each in wishes if each.was_spoken_of],
        )  # fmt: skip

    def _add_child(self, row):
        name = {"name": self._called(row.child)}
        part, placement = ChildFollowUp.Part.choices, ChildFollowUp.Placement.choices
        self.fields[f"part_{row.pk}"] = tiles(part, label=_("How did %(name)s take part?") % name)
        self.fields[f"how_{row.pk}"] = tiles(
            ChildFollowUp.How.choices, label=_("How was %(name)s heard?") % name, required=False
        )
        self.fields[f"reason_{row.pk}"] = short(_("Why was %(name)s not heard?") % name)
        self.fields[f"wanted_{row.pk}"] = short(_("Whom did %(name)s want there?") % name, 200)
        if self.room.asks("placement"):
            known = self.room.placements[row.pk]
            self.fields[f"placement_{row.pk}"] = tiles(
                placement, label=_("Is %(name)s still in the class?") % name, initial=known
            )

    def _called(self, child):
        """The given name, with its initial where two here share it."""
        same = [each for each in self.children if each.child.given_name == child.given_name]
        return child.short_name if len(same) > 1 else child.given_name

    def _add_goal(self, goal):
        self.fields[f"reach_{goal.pk}"] = tiles(GoalProgress.Reach.choices, label=goal.text, required=False)
        self.fields[f"words_{goal.pk}"] = short(_("In a few words"))

    def _add_decision(self, number):
        people = [*self.room.people, *self.room.more]
        owners = [("", _("Choose")), *((each.pk, each.name) for each in people), *SIDES]
        self.fields[f"text_{number}"] = short(_("Decision %(number)s") % {"number": number})
        self.fields[f"owner_{number}"] = forms.ChoiceField(label=_("Who"), choices=owners, required=False)
        self.fields[f"due_{number}"] = DateField(label=_("By when"), required=False, help_text="")
        if self.children and not self._about_one():
            about = [("", _("Everybody")), *((row.pk, row.child.short_name) for row in self.children)]
            self.fields[f"child_{number}"] = forms.TypedChoiceField(
                label=_("About"), choices=about, coerce=int, empty_value=None, required=False
            )

    def _about_one(self):
        return (self.room.meeting or self.room.occurrence).pathway_child_id is not None

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
        """(row, part, how, reason, whom the child wanted there, placement or None)"""
        names = ("part", "how", "reason", "wanted")
        return [(each, *(self[f"{name}_{each.pk}"] for name in names)) for each in self.children]

    def placements(self):
        return [self[f"placement_{each.pk}"] for each in self.children] if self.room.asks("placement") else []

    def goal_parts(self):
        """(goal, child's name or "", how far, words, the last result or None)"""
        names = {each.pk: each.child.short_name for each in self.children}
        name = lambda goal: names.get(goal.annex.pathway_child_id, "") if goal.annex_id else ""  # noqa: E731
        return [
            (goal, name(goal), self[f"reach_{goal.pk}"], self[f"words_{goal.pk}"], self.room.results.get(goal.pk))
            for goal in self.goals
        ]

    def pages(self):
        """The parts of the agenda with the field of a free one."""
        return [(part, self[f"note_{part.key}"] if part.holds == "note" else None) for part in self.room.parts]

    def _rows(self, first, last):
        about = lambda n: self[f"child_{n}"] if f"child_{n}" in self.fields else None  # noqa: E731
        return [(self[f"text_{n}"], self[f"owner_{n}"], self[f"due_{n}"], about(n)) for n in range(first, last + 1)]

    def decision_rows(self):
        return self._rows(1, IN_SIGHT)

    def more_rows(self):
        return self._rows(IN_SIGHT + 1, FIRST_FOLD)

    def last_rows(self):
        return self._rows(FIRST_FOLD + 1, DECISION_ROWS)

    def _is_used(self, first, last):
        return any(self[f"text_{n}"].value() or self[f"text_{n}"].errors for n in range(first, last + 1))

    def has_more_decisions(self):
        return self._is_used(IN_SIGHT + 1, DECISION_ROWS)

    def has_many_decisions(self):
        return self._is_used(FIRST_FOLD + 1, DECISION_ROWS)

    # ---- for the action ----

    def minutes(self):
        """What was typed, as `hold_meeting` takes it."""
        data = self.cleaned_data
        needed = data.get("needs_network_meeting")
        return {
            "held_on": data["held_on"],
            "next_on": data["next_on"],
            "summary": data["summary"],
            "notes": {
                name.removeprefix("note_"): text for name, text in data.items() if name.startswith("note_") and text
            },
            "needs_network_meeting": None if needed is None else needed == "yes",
            "cooperation": data["cooperation"],
            "cooperation_words": data["cooperation_words"] if data["cooperation"] else "",
            "participants": self._participants(data),
            "children": [self._child(each) for each in self.children],
            "progress": [
                {"goal": goal, "reach": data[f"reach_{goal.pk}"], "words": data[f"words_{goal.pk}"]}
                for goal in self.goals
                if data[f"reach_{goal.pk}"]
            ],
            "decisions": [self._decision(n) for n in range(1, DECISION_ROWS + 1) if data[f"text_{n}"]],
        }

    def _participants(self, data):
        """Those ticked; "everybody came" is everybody who was asked, ticked or not."""
        everybody = data["all_came"]
        came = lambda name, rows: [each.pk for each in rows] if everybody else data[name]  # noqa: E731
        staff = dict.fromkeys([*came("staff", self.room.people), *data["more_staff"]])
        found = [{"staff": pk, "is_support": pk in self.room.supports} for pk in staff]
        found += [{"parent": pk} for pk in came("parents", self.room.parents)]
        found += [{"network": pk} for pk in came("network", self.room.network)]
        return found + [{"words": part.strip()[:120]} for part in data["others"].split(",") if part.strip()]

    def _decision(self, number):
        data = self.cleaned_data
        owner = data[f"owner_{number}"]
        made = {"row": number, "text": data[f"text_{number}"], "due_on": data[f"due_{number}"]}
        made["pathway_child"] = data.get(f"child_{number}")
        return made | (
            {"side": owner.removeprefix("side:")}
            if owner.startswith("side:")
            else {"owner": int(owner) if owner else None}
        )

    def _child(self, row):
        said = lambda name: self.cleaned_data.get(f"{name}_{row.pk}", "")  # noqa: E731
        part = said("part")
        return {
            "pathway_child": row,
            "part": part,
            "how": said("how") if part != ChildFollowUp.Part.NOT else "",
            "not_heard_reason": said("reason") if part == ChildFollowUp.Part.NOT else "",
            "wanted": said("wanted"),
            "placement": said("placement") or self.room.placements[row.pk],
        }
