"""The forms of the joint plan. Labels that are the programme's come from the version."""

from django import forms
from django.core.validators import MaxLengthValidator
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from core.forms import CLASS_READS, FAMILIES_READ, DateField, HouseForm, tell_of_words
from programmes.content import by_key


def has_come(day):
    if day > timezone.localdate():
        raise forms.ValidationError(_("This day is still to come."))


def long_text(label, *, help_text="", rows=5, required=False):
    return forms.CharField(
        label=label, help_text=help_text, required=required, max_length=4000, widget=forms.Textarea(attrs={"rows": rows})
    )  # fmt: skip


def short_text(label, *, help_text="", length=300, required=False):
    return forms.CharField(label=label, help_text=help_text, required=required, max_length=length)


class ClassPartForm(HouseForm):
    """The class part: what goes well first. Carries the row version that its writer began from."""

    strengths = long_text(_("What goes well"))
    focus = long_text(_("What we work on"))
    row_version = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(self, *, plan, aligned=(), **options):
        initial = {"strengths": plan.strengths, "focus": plan.focus, "row_version": plan.row_version}
        initial |= {f"aligned_{each.key}": day for each, day in aligned}
        super().__init__(initial=initial, **options)
        headings = plan.pathway.content.plan.class_headings
        for name, key in (("strengths", "goes_well"), ("focus", "works_on")):
            self.fields[name].label = by_key(headings, key).title
            self.fields[name].help_text = CLASS_READS
        for each, _day in aligned:
            self.fields[f"aligned_{each.key}"] = DateField(label=each.title, required=False, help_text="")

    @property
    def aligned_fields(self):
        return [self[name] for name in self.fields if name.startswith("aligned_")]

    @property
    def aligned_dates(self):
        return {
            name.removeprefix("aligned_"): day for name, day in self.cleaned_data.items() if name.startswith("aligned_")
        }


class AnnexForm(HouseForm):
    strengths = long_text(_("What the child is good at"), help_text=FAMILIES_READ, required=True)
    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def __init__(self, *, child, annex=None, **options):
        initial = {"strengths": annex.strengths, "row_version": annex.row_version} if annex else {}
        super().__init__(initial=initial, **options)
        self.fields["strengths"].label = _("What %(name)s is good at") % {"name": child.given_name}


class GoalForm(HouseForm):
    """A goal, own words first. In a version in force only the days change."""

    for_families, own_words = ("baseline",), ("child_words",)

    child_words = long_text(_("Own words"), rows=3)
    text = long_text(_("Goal"), rows=3, required=True)
    baseline = short_text(_("Before the start"), help_text=_("How often, or how long, before you began."))
    reached_on = DateField(label=_("Reached on"), required=False, validators=[has_come])
    dropped = forms.BooleanField(label=_("Take the goal out of the plan"), required=False)

    def __init__(self, *, content, goal=None, of_child=False, text_locked=False, **options):
        initial = (
            {name: getattr(goal, name) for name in ("child_words", "text", "baseline", "reached_on")} if goal else {}
        )
        super().__init__(initial=initial, **options)
        self._word(content, of_child)
        if goal is None:
            del self.fields["reached_on"], self.fields["dropped"]
        if text_locked:
            for name in ("child_words", "text", "baseline", "dropped"):
                self.fields.pop(name)

    def _word(self, content, of_child):
        parts = content.plan.goal_parts
        own = by_key(content.plan.child_headings, "own_words") if of_child else by_key(parts, "own_words")
        self.fields["child_words"].label = own.title
        self.fields["child_words"].help_text = own.description or CLASS_READS
        self.fields["text"].label = by_key(parts, "goal").title
        self.fields["text"].help_text = FAMILIES_READ if of_child else CLASS_READS
        self.fields["baseline"].label = by_key(parts, "before").title

    def values(self, goal=None):
        """Arguments of add_goal and edit_goal; what the form leaves out stays as it is on the goal."""
        values = {
            name: self.cleaned_data.get(name, getattr(goal, name, "")) for name in ("child_words", "text", "baseline")
        }
        if goal:
            values["reached_on"] = self.cleaned_data.get("reached_on")
            values["dropped_on"] = timezone.localdate() if self.cleaned_data.get("dropped") else goal.dropped_on
        return values


class StepForm(HouseForm):
    for_families = ("text",)
    text = short_text(_("Step"))
    reached_on = DateField(label=_("Reached on"), required=False, help_text="", validators=[has_come])


StepFormSet = forms.formset_factory(StepForm, extra=0)


def steps_form(request, steps=(), blank=4, text_locked=False):
    """The steps of a goal with some empty lines after them; at least `blank` lines in all."""
    initial = [{"text": step.text, "reached_on": step.reached_on} for step in steps]
    if not text_locked:
        initial += [{}] * max(2, blank - len(initial))
    data = request.POST if request.method == "POST" else None
    formset = StepFormSet(data, initial=initial, prefix="steps")
    if data is not None:
        tell_of_words(request, *formset.forms)
    for number, form in enumerate(formset.forms, 1):
        form.fields["text"].label = _("Step %(number)s") % {"number": number}
        if number > len(steps):
            del form.fields["reached_on"]  # a step that is only now being written has not been reached
    for form in formset.forms if request.method != "POST" else []:
        form.fill_from_draft(request)
    for form, step in zip(formset.forms, steps, strict=False):
        if text_locked:
            form.fields["text"].disabled = True
            form.fields["text"].widget = forms.HiddenInput()
            form.words = step.text
    for number, form in enumerate(formset.forms):
        form.in_sight = number < max(1, len(steps))  # the others stand in a fold
    formset.folded = len(formset.forms) > max(1, len(steps))
    return formset


def steps_of(formset):
    return [(each.get("text", ""), each.get("reached_on")) for each in (form.cleaned_data for form in formset.forms)]


OWN_WORDS = ""


class MeasureForm(HouseForm):
    """A measure by arena and core element: a suggestion of the version, or own words."""

    for_families = ("title",)

    arena = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect(attrs={"data-tiles": ""}))
    core_element = forms.ChoiceField(label=_("Core element"))
    template_key = forms.ChoiceField(label=_("Suggestions"), required=False, widget=forms.RadioSelect)
    title = short_text(
        _("In your own words"), help_text=_("May also be a suggestion fitted to your class."), length=200
    )
    owner = forms.ModelChoiceField(None, label=_("Who sees to it"), required=False, empty_label=_("Nobody chosen"))
    owner_words = short_text(
        _("Others who take part"), help_text=_("Such as “the whole team” or an association."), length=120
    )
    starts_on = DateField(label=_("From"), required=False)
    ends_on = DateField(label=_("Until"), required=False)
    NAMES = ("arena", "core_element", "template_key", "title", "owner", "owner_words", "starts_on", "ends_on")

    def __init__(self, *, content, staff, arenas, measure=None, initial=None, **options):
        known = {name: getattr(measure, name) for name in self.NAMES} if measure else {}
        super().__init__(initial=known | (initial or {}), **options)
        self.fields["arena"].choices = [(arena.key, arena.title) for arena in arenas]
        if len(arenas) == 1:  # a child's annex: each side writes its own
            self.fields["arena"].widget = forms.HiddenInput()
            self.initial["arena"] = arenas[0].key
        self.fields["core_element"].choices = [("", _("Choose")), *((e.key, e.short) for e in content.core_elements)]
        self.fields["owner"].queryset = staff
        self.fields["template_key"].error_messages["invalid_choice"] = _(
            "This suggestion belongs to another core element. Show the suggestions again and choose."
        )
        self.content = content
        self.restored()

    def restored(self):
        """The suggestions are those of the chosen arena and core element."""
        self.suggestions = self._suggestions(self.content)
        self.fields["template_key"].choices = [
            (OWN_WORDS, _("In our own words")),
            *((t.key, _described(t)) for t in self.suggestions),
        ]

    def _suggestions(self, content):
        chosen = self.data if self.is_bound else self.initial
        return content.templates_for(chosen.get("core_element") or "", chosen.get("arena") or "")

    @property
    def has_more(self):
        """Something stands in the fold, or is wrong there."""
        return any(self[name].value() or self[name].errors for name in ("owner_words", "starts_on", "ends_on"))

    def values(self):
        return {name: self.cleaned_data.get(name) for name in self.NAMES}


def _described(template):
    return format_html('{}<br><small class="soft">{}</small>', template.title, template.description)


class EndMeasureForm(HouseForm):
    ended_on = DateField(label=_("Ended on"), validators=[has_come])
    effect = long_text(_("What came of it"), help_text=FAMILIES_READ, rows=3, required=True)

    def __init__(self, **options):
        super().__init__(initial={"ended_on": timezone.localdate()}, **options)


class InForceForm(HouseForm):
    valid_from = DateField(label=_("In force from"))

    def __init__(self, **options):
        super().__init__(initial={"valid_from": timezone.localdate()}, **options)


class PresentationForm(HouseForm):
    """To whom the plan was told; about a child, which one."""

    audience = forms.ChoiceField(label=_("To whom"), widget=forms.RadioSelect)
    annex = forms.ModelChoiceField(None, label=_("Which child"), required=False, empty_label=_("None"))
    presented_on = DateField(label=_("When"))
    with_words = forms.CharField(
        label=_("Who else told it"), required=False, validators=[MaxLengthValidator(200)], help_text=_("Names of adults. You stand there yourself.")
    )  # fmt: skip

    def __init__(self, *, content, annexes, **options):
        super().__init__(initial={"presented_on": timezone.localdate()}, **options)
        allowed = [each for each in content.audiences if annexes or not each.names_children]
        self.fields["audience"].choices = [
            (each.key, format_html('{}<br><small class="soft">{}</small>', each.title, each.guidance))
            for each in allowed
        ]
        self.fields["annex"].queryset = annexes
        self.fields["annex"].label_from_instance = lambda annex: annex.child.short_name
        self.fields["annex"].help_text = _("Only when it was told to a child or its parents.")
        if not annexes:
            del self.fields["annex"]
