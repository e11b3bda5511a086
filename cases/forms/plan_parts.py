"""The forms of goals and measures. Labels that are the programme's come from the version; what is seldom used stands in a fold."""

from django import forms
from django.utils import timezone
from django.utils.html import format_html
from django.utils.translation import gettext_lazy as _

from cases.actions.alignments import Aligned, fingerprint
from cases.forms.plans import has_come, long_text, short_text
from cases.models import Goal, Measure
from cases.models.plan_parts import LEVEL_WORDS
from core.forms import CLASS_READS, FAMILIES_READ, DateField, HouseForm, tell_of_words
from programmes.content import by_key

POINTS = {f"point_{at}": level for at, level in enumerate(Goal.LEVELS, 1)}


class PartForm(HouseForm):
    """Carries the row version that its writer began from; when somebody saved since, it shows what stands now."""

    row_version = forms.IntegerField(widget=forms.HiddenInput, required=False)

    def take_over(self, part):
        """The next save is of what stands now: the writer has been shown it."""
        self.data = self.data.copy()
        self.data["row_version"] = part.row_version

    def any_of(self, *names):
        """Something stands in a fold with these fields, or is wrong there."""
        return any(self[name].value() or self[name].errors for name in names if name in self.fields)


class GoalForm(PartForm):
    """A goal, own words first. In a version in force only the days change."""

    for_families, own_words = ("baseline", "sign", "point_*"), ("child_words", "dream")
    TEXTS = ("child_words", "dream", "text", "academic", "wellbeing", "sign", "baseline")

    child_words = long_text(_("Own words"), rows=3)
    dream = long_text(_("The child's dream"), rows=2)
    text = long_text(_("Goal"), rows=3, required=True)
    academic = long_text(_("The academic part"), rows=2, required=True)
    wellbeing = long_text(_("The wellbeing part"), rows=2, required=True)
    sign = short_text(_("What it looks like when it succeeds"))
    baseline = short_text(_("Before the start"), help_text=_("How often, or how long, before you began."))
    point_1 = short_text(LEVEL_WORDS[-2], length=200)
    point_2 = short_text(LEVEL_WORDS[-1], length=200)
    point_3 = short_text(LEVEL_WORDS[0], length=200)
    point_4 = short_text(LEVEL_WORDS[1], length=200)
    point_5 = short_text(LEVEL_WORDS[2], length=200)
    reached_on = DateField(label=_("Reached on"), required=False, validators=[has_come])
    dropped = forms.BooleanField(label=_("Take the goal out of the plan"), required=False)

    def __init__(self, *, content, goal=None, of_child=False, text_locked=False, **options):
        super().__init__(initial=self._known(goal) if goal else {}, **options)
        self.plan_words = content.plan
        self._word(of_child)
        if goal is None:
            del self.fields["reached_on"], self.fields["dropped"]
        if text_locked:
            for name in (*self.TEXTS, *POINTS, "dropped"):
                self.fields.pop(name, None)

    def _known(self, goal):
        known = {name: getattr(goal, name) for name in (*self.TEXTS, "reached_on", "row_version")}
        return known | dict(zip(POINTS, goal.points, strict=False))

    def _word(self, of_child):
        """What the version calls each part; a part that it does not ask for has no field."""
        plan, asks = self.plan_words, self.plan_words.asks
        own = by_key(plan.child_headings, "own_words") if of_child else by_key(plan.goal_parts, "own_words")
        self.fields["child_words"].label = own.title
        self.fields["child_words"].help_text = own.description or CLASS_READS
        self.fields["text"].label = asks("goal").title
        self.fields["text"].help_text = FAMILIES_READ if of_child else CLASS_READS
        for name, key in (
            ("academic", "academic"),
            ("wellbeing", "wellbeing"),
            ("sign", "sign"),
            ("baseline", "before"),
        ):
            self._call(name, asks(key))
        self._call("dream", asks("dream") if of_child else None)
        if asks("points") is None:
            for name in POINTS:
                del self.fields[name]

    def _call(self, name, named):
        if named is None:
            del self.fields[name]
            return
        self.fields[name].label = named.title
        self.fields[name].help_text = named.description or self.fields[name].help_text

    @property
    def points_heading(self):
        return self.plan_words.asks("points")

    @property
    def point_fields(self):
        """The most on top, as a ladder is read."""
        return [self[name] for name in reversed(POINTS) if name in self.fields]

    @property
    def has_points(self):
        return self.any_of(*POINTS)

    @property
    def has_signs(self):
        return self.any_of("sign", "baseline")

    def values(self, goal=None):
        """Arguments of add_goal and edit_goal; what the form leaves out stays as it is on the goal."""
        said = self.cleaned_data
        values = {name: said.get(name, getattr(goal, name, "")) for name in self.TEXTS}
        values["points"] = [said[name] for name in POINTS] if "point_1" in said else getattr(goal, "points", [])
        if goal:
            values["row_version"] = said.get("row_version")
            values["reached_on"] = said.get("reached_on")
            values["dropped_on"] = timezone.localdate() if said.get("dropped") else goal.dropped_on
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


class LevelForm(HouseForm):
    """How far a goal has come: its own five points, in its own words."""

    for_families = ("words",)
    level = forms.TypedChoiceField(label=_("How far has the goal come?"), coerce=int, widget=forms.RadioSelect)
    words = short_text(_("What you saw"))
    on = DateField(label=_("When"), help_text="", validators=[has_come])

    def __init__(self, *, goal, **options):
        super().__init__(initial={"on": timezone.localdate()}, **options)
        points = [*goal.points, "", "", "", "", ""]
        self.fields["level"].choices = [
            (level, _described(LEVEL_WORDS[level], points[level + 2])) for level in reversed(Goal.LEVELS)
        ]
        self.fields["level"].error_messages["required"] = _("Choose how far the goal has come.")
        self.fields["words"].help_text = FAMILIES_READ if goal.annex_id else CLASS_READS


OWN_WORDS = ""


class MeasureForm(PartForm):
    """A measure by arena and core element: a suggestion of the version, or own words."""

    for_families = ("title",)

    arena = forms.ChoiceField(label=_("Where"), widget=forms.RadioSelect(attrs={"data-tiles": ""}))
    core_element = forms.ChoiceField(label=_("Core element"))
    template_key = forms.ChoiceField(label=_("Suggestions"), required=False, widget=forms.RadioSelect)
    title = short_text(
        _("In your own words"), help_text=_("May also be a suggestion fitted to your class."), length=200
    )
    feels_different = forms.ChoiceField(
        label=_("Does it make the child feel different from the others?"),
        help_text=_("The measure stands as planned until you have answered."),
        required=False,
        widget=forms.RadioSelect(attrs={"data-tiles": ""}),
        choices=Measure.Different.choices,
    )
    different_words = short_text(_("What you do about it"))
    owner = forms.ModelChoiceField(None, label=_("Who sees to it"), required=False, empty_label=_("Nobody chosen"))
    owner_words = short_text(_("Others who take part"), help_text=_("Such as “the whole team” or the child's mother."), length=120)  # fmt: skip
    partner = short_text(
        _("Association or other partner"),
        help_text=_("They take part in the measure and see neither the plan nor anything about children."),
        length=120,
    )
    partner_contact = short_text(_("How you reach them"), length=200)
    starts_on = DateField(label=_("From"), required=False)
    ends_on = DateField(label=_("Until"), required=False)
    intensity = forms.TypedChoiceField(
        label=_("Turned up or down?"), coerce=int, empty_value=0,  # type: ignore[arg-type]
         required=False, choices=Measure.INTENSITIES,
        widget=forms.RadioSelect(attrs={"data-tiles": ""}),
    )  # fmt: skip
    intensity_words = short_text(_("How"), help_text=_("Such as “every day instead of twice a week”."), length=200)
    NAMES = (
        "arena", "core_element", "template_key", "title", "owner", "owner_words", "partner", "partner_contact", "starts_on", "ends_on",
        "intensity", "intensity_words", "feels_different", "different_words",
    )  # fmt: skip

    def __init__(self, *, content, staff, arenas, of_child=False, measure=None, initial=None, **options):
        known = {name: getattr(measure, name) for name in (*self.NAMES, "row_version")} if measure else {"intensity": 0}
        super().__init__(initial=known | (initial or {}), **options)
        self.fields["arena"].choices = [(arena.key, arena.title) for arena in arenas]
        if len(arenas) == 1:
            self.fields["arena"].widget = forms.HiddenInput()
            self.initial["arena"] = arenas[0].key
        self.fields["core_element"].choices = [("", _("Choose")), *((e.key, e.short) for e in content.core_elements)]
        self.fields["owner"].queryset = staff
        self.fields["template_key"].error_messages["invalid_choice"] = _(
            "This suggestion belongs to another core element. Show the suggestions again and choose."
        )
        if not of_child:
            del self.fields["feels_different"], self.fields["different_words"]
        self.content = content
        self.restored()

    def restored(self):
        """The suggestions are those of the chosen arena and core element."""
        self.suggestions = self._suggestions(self.content)
        self.fields["template_key"].choices = [
            (OWN_WORDS, _("In our own words")),
            *((t.key, _described(t.title, t.description)) for t in self.suggestions),
        ]

    def _suggestions(self, content):
        chosen = self.data if self.is_bound else self.initial
        return content.templates_for(chosen.get("core_element") or "", chosen.get("arena") or "")

    @property
    def has_more(self):
        folded = ("owner",) if "feels_different" in self.fields else ()
        return self.any_of(*folded, "owner_words", "partner", "partner_contact", "starts_on", "ends_on")

    @property
    def has_answer(self):
        return self["feels_different"].value() == Measure.Different.YES or self.any_of("different_words")

    @property
    def has_intensity(self):
        return str(self["intensity"].value() or 0) != "0" or self.any_of("intensity_words")

    def values(self, measure=None):
        said = self.cleaned_data
        empty = {"intensity": 0, "owner": None, "starts_on": None, "ends_on": None}
        values = {name: said.get(name, empty.get(name, "")) for name in self.NAMES}
        return values | ({"row_version": said.get("row_version")} if measure else {})


def _described(title, description):
    return format_html('{}<br><small class="soft">{}</small>', title, description) if description else title


class EndMeasureForm(PartForm):
    ended_on = DateField(label=_("Ended on"), validators=[has_come])
    effect = long_text(_("What came of it"), help_text=FAMILIES_READ, rows=3, required=True)

    def __init__(self, *, measure, **options):
        super().__init__(initial={"ended_on": timezone.localdate(), "row_version": measure.row_version}, **options)


class AlignmentForm(HouseForm):
    """Of each other plan: where it is found, and a tick when the two agree. `stood`: what its writer began from."""

    stood = forms.CharField(widget=forms.HiddenInput, required=False, max_length=16)

    def __init__(self, *, aligned, of_child, **options):
        super().__init__(**options)
        self.now = fingerprint([row for _each, row in aligned if row])
        self.initial["stood"] = self.now
        self.rows = []
        for each, row in aligned:
            self._add(each, row, of_child)

    def _add(self, each, row, of_child):
        where, tick = f"reference_{each.key}", f"aligned_{each.key}"
        self.fields[tick] = forms.BooleanField(label=_("The plans agree"), required=False)
        self.fields[where] = short_text(
            _("Where it is found"), help_text=_("An address, or a number in another system.")
        )
        if not of_child:
            self.fields[where].help_text = CLASS_READS
        self.initial |= {where: row.reference if row else "", tick: bool(row and row.aligned_on)}
        self.rows.append((each, row, self[tick], self[where]))

    def take_over(self):
        """The next save is of what stands now: the writer has been shown it."""
        self.data = self.data.copy()
        self.data["stood"] = self.now

    def said(self):
        keys = [each.key for each, *_rest in self.rows]
        data = self.cleaned_data
        return {key: Aligned(data[f"reference_{key}"], data[f"aligned_{key}"]) for key in keys}
