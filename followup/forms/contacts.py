"""A contact in a minute on a phone: what, who, one line."""

from django import forms
from django.utils import timezone
from django.utils.text import capfirst
from django.utils.translation import gettext, ngettext
from django.utils.translation import gettext_lazy as _

from cases.names import CPR_FOUND, cpr_like_in, given_names_in
from core.forms import DateField, HouseForm
from followup.contacts import SUCCESS
from followup.forms.base import TILES, tiles
from followup.models import Contact


class ContactForm(HouseForm):
    """Choices are those that the view hands in: kinds of the version, and rows of the children she may write of."""

    for_families = ("line", "note_*")

    kind = tiles(
        [],
        label=_("What was it?"),
        error_messages=dict.fromkeys(("required", "invalid_choice"), _("Choose what it was.")),
    )
    children = forms.TypedMultipleChoiceField(
        label=_("Who was it about?"),
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple(attrs=TILES),
    )
    line = forms.CharField(
        label=_("One line for all of you"),
        required=False,
        max_length=300,
        help_text=_("Name no child. Everybody around the pathway can read it, school and social."),
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    no_names = forms.BooleanField(label=_("It is not the name of a child"), required=False, widget=forms.HiddenInput)
    with_whom = forms.MultipleChoiceField(
        label=_("With whom?"), required=False, widget=forms.CheckboxSelectMultiple(attrs=TILES)
    )
    held_on = DateField(label=_("Date"), help_text="")
    minutes = forms.IntegerField(
        label=_("Minutes"),
        required=False,
        min_value=1,
        max_value=600,
        error_messages=dict.fromkeys(("invalid", "min_value", "max_value"), _("Write between 1 and 600 minutes.")),
    )
    is_success = forms.BooleanField(label=_("Something went well: show it on the sheet before we meet"), required=False)

    def __init__(self, *args, kinds, rows, withs, names, **options):
        super().__init__(*args, **options)
        self.kinds, self.rows, self.names = list(kinds), {row.pk: row for row in rows}, names
        self.fields["kind"].choices = [(kind.key, str(kind.title)) for kind in self.kinds]
        self.fields["with_whom"].choices = withs
        self.fields["children"].choices = [(pk, row.child.short_name) for pk, row in self.rows.items()]
        for kind in self.with_variants:
            options = [(each.key, str(each.title)) for each in kind.variants]
            self.fields[_variant(kind)] = tiles(options, label=str(kind.title), required=False)
        for pk, row in self.rows.items():
            self.fields[f"note_{pk}"] = forms.CharField(
                label=gettext("About %(name)s alone") % {"name": row.child.given_name},
                required=False,
                max_length=500,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        if not self.rows:
            del self.fields["children"]

    @property
    def with_variants(self):
        return [kind for kind in self.kinds if kind.variants]

    def clean(self):
        data = super().clean()
        for name in [each for each in data if each == "line" or each.startswith("note_")]:
            if number := cpr_like_in(data[name]):
                self.add_error(name, CPR_FOUND % {"number": number})
        self._ask_of_names(data)
        self._tick_noted(data)
        if not (data.get("children") or data.get("with_whom") or data.get("line")) and "line" not in self.errors:
            field = "children" if self.rows else "line"
            self.add_error(field, gettext("Choose who it was about or with, or write one line."))
        return data

    def _ask_of_names(self, data):
        found = given_names_in(data.get("line"), self.names)
        if found and not data.get("no_names"):
            self.fields["no_names"].widget = forms.CheckboxInput()
            names = ", ".join(sorted({child.given_name for child in found}))
            words = gettext("“%(names)s” may be a child. Write it under the child alone, or tick that it is not one.")
            self.add_error("line", words % {"names": names})

    def _tick_noted(self, data):
        """Whoever has a note was meant, ticked or not: nothing typed is lost."""
        noted = [pk for pk in self.rows if data.get(f"note_{pk}")]
        data["children"] = list(dict.fromkeys([*(data.get("children") or []), *noted]))

    # ---- for the template ----

    @property
    def asks_names(self):
        return isinstance(self.fields["no_names"].widget, forms.CheckboxInput)

    def child_parts(self):
        """(the tile, the child's own note) of each child."""
        return [(choice, self[f"note_{choice.data['value']}"]) for choice in self["children"]] if self.rows else []

    def variant_parts(self):
        """(kind's key, its tiles) of the kinds that have sorts."""
        return [(kind.key, self[_variant(kind)]) for kind in self.with_variants]

    def short_lived(self):
        """(kind's key, what the page says of it) of the kinds that are removed again."""
        for kind in self.kinds:
            if days := kind.short_lived_days:
                words = ngettext(
                    "It is removed %(days)s day after it was written.", "It is removed %(days)s days after it was written.", days
                )  # fmt: skip
                yield kind.key, words % {"days": days}

    @property
    def has_more(self):
        return bool(self["minutes"].errors or self["minutes"].value() or self["is_success"].value())

    # ---- for the action ----

    def answers(self):
        data = self.cleaned_data
        kind = next(each for each in self.kinds if each.key == data["kind"])
        said = {name: data[name] for name in ("kind", "held_on", "line", "with_whom", "minutes", "is_success")}
        said["variant"] = data.get(_variant(kind), "")
        said["children"] = [
            {"pathway_child": self.rows[pk], "note": data.get(f"note_{pk}", "")} for pk in data["children"]
        ]
        return said


def _variant(kind):
    return f"variant_{kind.key}"


def withs_for(person):
    """With whom it can have been: everybody but oneself."""
    own = {"class_team": "team", "resource_advisor": "advisor", "group_leader": "leader"}
    mine = {own[role] for role in person.roles if role in own}
    return [(key, capfirst(words)) for key, words in Contact.With.choices if key not in mine]


def start_of(last, kinds, *, copies):
    """What a new form starts with: the kind of last time, and all but the words when that one is copied."""
    keys = {kind.key for kind in kinds}
    start = {"held_on": timezone.localdate(), "kind": last.kind if last and last.kind in keys else None}
    if last and copies:
        start |= {"with_whom": last.with_whom, "minutes": last.minutes, f"variant_{last.kind}": last.variant}
    return {name: value for name, value in start.items() if value not in (None, "")}


def written_in(contact, parts):
    """What a contact says now, to be corrected. parts: its children's rows."""
    start = {name: getattr(contact, name) for name in ("kind", "held_on", "line", "with_whom", "minutes")}
    start["is_success"] = contact.is_success and contact.kind != SUCCESS
    start |= {f"variant_{contact.kind}": contact.variant, "children": [part.pathway_child_id for part in parts]}
    return start | {f"note_{part.pathway_child_id}": part.note for part in parts}
