"""Forms of the analysis: what is seen, what it means in the class and at home, and how the child is told."""

from django import forms
from django.utils.translation import gettext_lazy as _

from core.forms import CLASS_READS, FAMILIES_READ, DateField, HouseForm


def _long(label, help_text="", rows=3, required=False):
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )  # fmt: skip


class FindingForm(HouseForm):
    """Three boxes; of a child, an assessment it rests on stands in a fold (C08-C12).

    around: [(id, words)] of staff who may have made it. own_areas: she writes of some areas only, so one is chosen.
    """

    for_families = ("meaning_class", "meaning_home")
    ASSESSMENT = ("tool", "performed_by", "performer", "performed_on", "qualification")

    text = _long(_("What we see"), required=True)
    meaning_class = _long(_("What it means in the class"), rows=2)
    meaning_home = _long(_("What it means at home"), rows=2)
    dimension = forms.ChoiceField(label=_("Area"), required=False)
    tool = forms.CharField(label=_("Tool or test"), required=False, max_length=120)
    performed_by = forms.TypedChoiceField(label=_("Done by"), required=False, coerce=int, empty_value=None)
    performer = forms.CharField(
        label=_("Or somebody else"), required=False, max_length=120, help_text=_("Name and place of work, if the person is not on the list.")
    )  # fmt: skip
    performed_on = DateField(label=_("When"), required=False)
    qualification = forms.CharField(
        label=_("Qualification"), required=False, max_length=160, help_text=_("Such as psychologist in PPR, with training in the test.")
    )  # fmt: skip
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *, areas, of_child, finding=None, own_areas=False, around=(), **options):
        names = ("text", "meaning_class", "meaning_home", "dimension", "row_version", *self.ASSESSMENT)
        known = {name: getattr(finding, name) for name in names} if finding else {}
        if finding:
            known["performed_by"] = finding.performed_by_id or ""
        super().__init__(initial=known | (options.pop("initial", None) or {}), **options)
        self.around = {pk: staff for pk, _words, staff in around}
        self.fields["dimension"].choices = [("", _("Choose") if own_areas else _("None")), *areas]
        self.fields["dimension"].required = own_areas
        self.fields["performed_by"].choices = [("", _("Nobody of these")), *((pk, words) for pk, words, _s in around)]
        self.fields["text"].help_text = FAMILIES_READ if of_child else CLASS_READS
        if not of_child:
            for name in self.ASSESSMENT:
                del self.fields[name]

    @property
    def assessment(self):
        return [self[name] for name in self.ASSESSMENT if name in self.fields]

    @property
    def has_assessment(self):
        return any(field.value() or field.errors for field in self.assessment)

    @property
    def values(self):
        given = dict(self.cleaned_data)
        return given | {"performed_by": self.around.get(given.get("performed_by"))}


class TellingForm(HouseForm):
    text = _long(_("This is how the child is told"), help_text=_("Who tells it, when, and in which words."), rows=4)
    row_version = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *, child, row=None, **options):
        super().__init__(
            initial={"text": row.text if row else "", "row_version": row.row_version if row else 0}, **options
        )
        self.fields["text"].label = _("This is how %(name)s is told") % {"name": child.given_name}


class RoundsForm(HouseForm):
    """Which two rounds stand side by side."""

    runde = forms.ChoiceField(label=_("Round"))
    foer = forms.ChoiceField(label=_("Compared with"), required=False)

    def __init__(self, *, rounds, now, before, words, **options):
        super().__init__(initial={"runde": now.uuid, "foer": before.uuid if before else ""}, **options)
        named = [(str(each.uuid), words(each)) for each in rounds]
        self.fields["runde"].choices = named
        self.fields["foer"].choices = [("", _("No other round")), *named]
