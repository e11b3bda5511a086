"""Measures by arena and core element, and where they stand on the board. Source: A07, B07, C39."""

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from cases.actions.plan_parts import (
    after_the_last,
    demand_part,
    locked,
    pathway_of,
    refuse_class_names,
    refuse_stale,
    saved,
)
from cases.models import Measure, PathwayPlan
from cases.queries.plan_parts import SIDES

Different = Measure.Different
PLAIN = (
    "title", "arena", "core_element", "owner", "owner_words", "partner", "partner_contact", "starts_on", "ends_on", "intensity",
    "intensity_words",
)  # fmt: skip


@transaction.atomic
def add_measure(
    *, plan=None, annex=None, title="", arena, core_element, template_key="", owner=None, owner_words="", partner="", partner_contact="",
    starts_on=None, ends_on=None, intensity=0, intensity_words="", feels_different="", different_words="", by,
):  # fmt: skip
    """A measure by arena and core element, from one of the version's templates or in own words.

    owner: a StaffMember from either side; owner_words: somebody without a login. partner: an association or other that
    takes part without seeing the plan (B07). intensity: -1, 0 or 1 (A07). feels_different: the answer to C39 for a measure
    on one child, which stands as planned until it is given. ValidationError by field for an element, arena or template
    the version does not have, an end before the start, or a yes without what is done about it.
    """
    measure = Measure(municipality_id=by.municipality_id, plan=plan and locked(PathwayPlan, plan), annex=annex)
    demand_part(measure, by)
    measure.order = after_the_last(measure)
    _write(
        measure, by,
        title=title, arena=arena, core_element=core_element, template_key=template_key, owner=owner, owner_words=owner_words,
        partner=partner, partner_contact=partner_contact, starts_on=starts_on, ends_on=ends_on, intensity=intensity,
        intensity_words=intensity_words, feels_different=feels_different, different_words=different_words,
    )  # fmt: skip
    measure.changed_by_id = by.staff_id
    measure.save()
    return measure


@transaction.atomic
def edit_measure(
    *, measure, title="", arena, core_element, template_key="", owner=None, owner_words="", partner="", partner_contact="",
    starts_on=None, ends_on=None, intensity=0, intensity_words="", feels_different="", different_words="", row_version=None, by,
):  # fmt: skip
    """Change a measure of a version that is being written, or of an annex. Arguments as `add_measure`.

    row_version: the one the writer began from (None: not asked); ValidationError "stale" when somebody saved since.
    """
    measure = locked(Measure, measure)
    demand_part(measure, by)
    refuse_stale(measure, row_version)
    _write(
        measure, by,
        title=title, arena=arena, core_element=core_element, template_key=template_key, owner=owner, owner_words=owner_words,
        partner=partner, partner_contact=partner_contact, starts_on=starts_on, ends_on=ends_on, intensity=intensity,
        intensity_words=intensity_words, feels_different=feels_different, different_words=different_words,
    )  # fmt: skip
    return saved(measure, by)


def _write(measure, by, **said):
    """All that is wrong is told at once, each at its field."""
    content = pathway_of(measure).content
    template = next((t for t in content.measure_templates if t.key == said["template_key"]), None)
    errors = _wrong_place(measure, content, said["arena"], said["core_element"]) | dict(_wrong(measure, template, said))
    if errors:
        raise ValidationError(errors)
    for name in PLAIN:
        value = said[name]
        setattr(measure, name, value.strip() if isinstance(value, str) else value)
    measure.title, measure.template_key = measure.title or str(template.title), template.key if template else ""
    if measure.annex_id:
        _answer(measure, said["feels_different"], said["different_words"].strip(), by)
    names = ("title", "owner_words", "partner", "partner_contact", "intensity_words")
    refuse_class_names(measure, by, **{name: getattr(measure, name) for name in names})


def _wrong_place(measure, content, arena, core_element):
    errors = {}
    known = content.plan.arenas if measure.annex_id else content.plan.class_arenas
    if core_element not in {element.key for element in content.core_elements}:
        errors["core_element"] = _("Choose a core element.")
    if arena not in {each.key for each in known}:
        errors["arena"] = _("Choose where it happens.")
    elif measure.annex_id and SIDES[arena] != measure.annex.sector:
        errors["arena"] = _("The school writes what happens at school, the family's side what happens at home.")
    return errors


def _wrong(measure, template, said):
    if template is None and not said["title"].strip():
        yield "title", _("Choose one of the suggestions, or write the measure in your own words.")
    if said["starts_on"] and said["ends_on"] and said["ends_on"] < said["starts_on"]:
        yield "ends_on", _("The end is before the start.")
    if said["partner_contact"].strip() and not said["partner"].strip():
        yield "partner", _("Write which association or other partner it is.")
    if said["intensity"] not in (-1, 0, 1):
        yield "intensity", _("Choose one of the three.")
    if measure.annex_id and said["feels_different"] == Different.YES and not said["different_words"].strip():
        yield "different_words", _("Write what you do about it, or why you do it all the same.")


def _answer(measure, feels_different, words, by):
    """Does it make the child feel different? Who answered, and when, stands beside it (C39)."""
    if (feels_different, words) == (measure.feels_different, measure.different_words):
        return
    measure.feels_different, measure.different_words = feels_different, words
    measure.different_by_id = by.staff_id if feels_different else None
    measure.different_on = timezone.localdate() if feels_different else None


@transaction.atomic
def end_measure(*, measure, ended_on, effect, row_version=None, by):
    """End a measure and say what came of it; in a version in force too. `effect` is required: no measure ends in silence.

    row_version: the one the writer began from (None: not asked); ValidationError "stale" when somebody saved since.
    """
    measure = locked(Measure, measure)
    demand_part(measure, by, ongoing=True)
    refuse_stale(measure, row_version)
    if not effect.strip():
        raise ValidationError({"effect": _("Write what came of it, also when it did not help.")})
    if measure.starts_on and ended_on < measure.starts_on:
        raise ValidationError({"ended_on": _("The end is before the start.")})
    refuse_class_names(measure, by, effect=effect)
    measure.ended_on, measure.effect = ended_on, effect.strip()
    return saved(measure, by)


@transaction.atomic
def remove_measure(*, measure, row_version=None, by):
    """Take a measure out of a version that is being written; one that has been at work is ended instead."""
    measure = locked(Measure, measure)
    demand_part(measure, by)
    refuse_stale(measure, row_version)
    if measure.annex_id is not None:
        raise ValidationError(_("End the measure and say what came of it."))
    try:
        with transaction.atomic():
            measure.delete()
    except (ProtectedError, IntegrityError):
        raise ValidationError(_("Something has been written about this measure. It stays in the plan.")) from None


# ---- the board ----


@transaction.atomic
def start_suggestion(*, plan, template_key, by):
    """One of the version's suggestions becomes a measure of the version being written; pressed twice it is the same one."""
    plan = locked(PathwayPlan, plan)  # two presses at once: the second waits here, and finds what the first made
    known = Measure.objects.filter(plan=plan, template_key=template_key, ended_on=None).first()
    if known:
        return known
    template = next((t for t in plan.pathway.content.measure_templates if t.key == template_key), None)
    if template is None:
        raise ValidationError(_("This suggestion is not among those of the model any more."))
    return add_measure(plan=plan, arena=template.arena, core_element=template.element, template_key=template.key, by=by)


@transaction.atomic
def move_measure(*, measure, core_element, arena, before=None, row_version=None, by):
    """Move a card of the board: to another core element or arena, and to just before the measure `before` (None: last).

    Only in a version that is being written; ValidationError "stale" when somebody saved it since.
    """
    measure = locked(Measure, measure)
    demand_part(measure, by)
    refuse_stale(measure, row_version)
    errors = _wrong_place(measure, pathway_of(measure).content, arena, core_element)
    if errors:
        raise ValidationError(errors)
    if (measure.core_element, measure.arena) != (core_element, arena):
        measure.template_key = ""  # it is no longer the suggestion of that element
    measure.core_element, measure.arena = core_element, arena
    saved(measure, by)
    _put_before(measure, before)
    return measure


def _put_before(measure, before):
    rows = Measure.objects.select_for_update(of=("self",)).filter(plan=measure.plan_id, annex=measure.annex_id)
    rest = [row for row in rows if row.pk != measure.pk]
    at = next((place for place, row in enumerate(rest) if before and row.pk == before.pk), len(rest))
    for order, row in enumerate([*rest[:at], measure, *rest[at:]], 1):
        if row.order != order:
            row.order = order
            row.save(update_fields=["order"])
