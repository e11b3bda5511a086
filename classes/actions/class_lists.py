"""A class list: kept as a sealed draft when it has been read, fetched into the school all at once or not at all."""

import json
from dataclasses import dataclass

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import SchoolClass
from cases.models import Child, ClassMembership
from classes.actions.roster import add_guardians, hold_school, move_pupil, open_class
from classes.importing import ImportRow, class_name
from classes.models import ImportDraft
from classes.permissions import can_register
from classes.queries import CHANGED, MOVED, NEW, UNCHANGED, UNCLEAR, plan_import
from core import cpr


@dataclass
class ImportResult:
    new: int
    moved: int
    changed: int
    unchanged: int = 0

    @property
    def total(self):
        return self.new + self.moved + self.changed


@transaction.atomic
def keep_class_list(*, school, rows, by):
    """Seal the rows until they are fetched; drafts older than a day go."""
    if not can_register(by, school):
        raise PermissionDenied
    drop_old_drafts(now=timezone.now())
    text = json.dumps([row.as_json() for row in rows])
    return ImportDraft.objects.create(
        municipality_id=by.municipality_id,
        staff_id=by.staff_id,
        school=school,
        sealed=cpr.seal(text, by.municipality_id),
    )


def rows_of(draft):
    return [ImportRow.from_json(found) for found in json.loads(cpr.unseal(draft.sealed, draft.municipality_id))]


def drop_old_drafts(*, now):
    """Own drafts of more than a day; run as Samspil itself, everybody's. Returns how many went."""
    return ImportDraft.objects.expired(now).delete()[0]


@transaction.atomic
def apply_import(*, draft, choices, fingerprint, by):
    """Do what the page showed: all of it, or nothing. `choices`: line -> uuid of a child or "new".

    Raises ValidationError(code="stale") when the school changed since the page was shown, and one that names the
    line's field when an unclear line has no answer. The draft goes with it, so a second click finds none.
    """
    if not can_register(by, draft.school_id):
        raise PermissionDenied
    hold_school(draft.school)
    if not ImportDraft.objects.select_for_update().filter(pk=draft.pk).exists():
        raise ValidationError(_("This class list has been fetched already."), code="used")
    today = timezone.localdate()
    if plan_import(by, draft.school, rows_of(draft), today).fingerprint != fingerprint:
        raise ValidationError(_("The school has changed since you read the list. Look it through again."), code="stale")
    plan = plan_import(by, draft.school, rows_of(draft), today, choices)
    _refuse_unclear(plan)
    try:
        with transaction.atomic():
            _fetch(plan, draft.school, today, by)
    except IntegrityError:  # another school took one of the numbers in this moment
        raise ValidationError(
            _("The school has changed since you read the list. Look it through again."), code="stale"
        ) from None
    ImportDraft.objects.filter(pk=draft.pk).delete()
    found = {kind: len(plan.of(kind)) for kind in (NEW, MOVED, CHANGED, UNCHANGED)}
    return ImportResult(**found)


def _refuse_unclear(plan):
    if unclear := plan.of(UNCLEAR):
        raise ValidationError(
            {f"line_{line.row.line}": _("Choose who %(name)s is.") % {"name": line.row.name} for line in unclear}
        )


def _fetch(plan, school, today, by):
    classes = {
        class_name(each.name)[0].casefold(): each for each in SchoolClass.objects.filter(school=school, closed_on=None)
    }
    for name, grade in plan.new_classes.items():
        if name.casefold() not in classes:
            classes[name.casefold()] = open_class(school=school, name=name, grade=grade, starts_on=today, by=by)
    for line in plan.fetched:
        to_class = classes[line.row.class_name.casefold()]
        if line.kind == NEW:
            _add(line, school, to_class, today, by)
        else:
            _change(line, to_class, today, by)


def _add(line, school, to_class, today, by):
    row = line.row
    child = Child(
        municipality_id=by.municipality_id, school=school, given_name=row.given_name, family_name=row.family_name,
        born_on=row.born_on, address=row.address, protected=row.protected,
    )  # fmt: skip
    if row.cpr:
        child.seal_cpr(row.cpr)
    child.save()
    ClassMembership.objects.create(
        municipality_id=by.municipality_id, child=child, school_class=to_class, starts_on=today
    )
    add_guardians(child, line.guardians, by, today)


def _change(line, to_class, today, by):
    child = line.child
    if line.fields:
        fields = dict(line.fields)
        if number := fields.pop("cpr", None):
            child.seal_cpr(number)
        for name, value in fields.items():
            setattr(child, name, value)
        child.save()
    if line.kind == MOVED:
        move_pupil(child=child, to_class=to_class, on=today, by=by)
    add_guardians(child, line.guardians, by, today)
