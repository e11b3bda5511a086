"""What is seen together, and what it becomes: each side writes its own of a child, both write of the class (A50, C13, C14)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.roles import sector_of
from cases.actions.sharing import share_new
from cases.models import PathwayChild
from cases.names import refuse_names
from mapping.models import Finding
from mapping.permissions import RESPONSIBLE, can_write_mapping, finding_sector, planning_sector, writes_area
from mapping.queries import pupils_of
from mapping.queries.findings import area_of
from mapping.walls import FINDING

WORDS = ("text", "meaning_class", "meaning_home")
FIELDS = (*WORDS, "dimension", "tool", "performed_by", "performer", "performed_on", "qualification")
STALE = gettext_lazy("Somebody saved while you were writing. What stands now is beside your own text.")


@transaction.atomic
def write_finding(*, mapping, by, pathway_child=None, finding=None, row_version=None, **fields):
    """Write what is seen, of the class (no child) or of a child on the writer's own side; shared at once on a live basis.

    fields: text, meaning_class, meaning_home, dimension, tool, performed_by (of staff) or performer (in words),
    performed_on, qualification. Raises ValidationError by field, code "stale" when somebody saved since `row_version`, for an
    area that is not the side's to write of (`writes_area`), and for a pupil's name in what is about the class.
    """
    row = _locked(finding, by) if finding else _new(mapping, pathway_child, by, Finding.Kind.SEEN)
    _demand(row, by)
    if finding and row_version is not None and row.row_version != row_version:
        raise ValidationError(STALE, code="stale")
    given = {name: fields.get(name, "") for name in FIELDS}
    given = {name: value.strip() if isinstance(value, str) else value for name, value in given.items()}
    given["performed_on"], given["performed_by"] = given["performed_on"] or None, given["performed_by"] or None
    if given["performed_by"]:
        given["performer"] = ""
    if row.child_id and not writes_area(row.sector, area_of(given["dimension"])):
        raise ValidationError({"dimension": _("Choose one of the areas that PPR writes about.")})
    if not given["text"]:
        raise ValidationError({"text": _("Write what you see.")})
    if given["performed_on"] and given["performed_on"] > timezone.localdate():
        raise ValidationError({"performed_on": _("This day is still to come.")})
    if row.child_id is None:
        refuse_names({name: given[name] for name in WORDS}, list(pupils_of(row.mapping.pathway, by)))
    for name, value in given.items():
        setattr(row, name, value)
    return _saved(row, by)


@transaction.atomic
def say_how_told(*, mapping, pathway_child, text, by, row_version=None):
    """Write how the child is told of the results, agreed with a parent and maybe the child (C14). Empty takes it away."""
    known = Finding.objects.writable_by(by).select_for_update(of=("self",)).select_related("mapping__pathway", "child")
    sector = finding_sector(by, pathway_child.child)
    row = known.filter(
        mapping=mapping, pathway_child=pathway_child.pk, sector=sector, kind=Finding.Kind.TELLING
    ).first()
    known_version = row.row_version if row else 0
    if row_version is not None and known_version != row_version:
        raise ValidationError(STALE, code="stale")
    row = row or _new(mapping, pathway_child, by, Finding.Kind.TELLING)
    _demand(row, by)
    if not text.strip():
        if row.pk:
            row.delete()
        return None
    row.text = text.strip()
    return _saved(row, by)


@transaction.atomic
def remove_finding(*, finding, by):
    """Take it away; gives what stood there, for the undo. What it became in the plan stays."""
    row = _locked(finding, by)
    _demand(row, by)
    kept = {name: getattr(row, name) for name in (*FIELDS, "goal", "measure") if name != "performed_by"}
    kept["performed_by_id"] = row.performed_by_id
    row.delete()
    return kept


@transaction.atomic
def put_back(*, mapping, pathway_child, kept, by):
    """Undo of `remove_finding`."""
    row = _new(mapping, pathway_child, by, Finding.Kind.SEEN)
    _demand(row, by)
    for name, value in kept.items():
        setattr(row, name, value)
    return _saved(row, by)


@transaction.atomic
def became(*, finding, by, goal=None, measure=None):
    """Remember what it became in the plan: whoever reads the finding is led there. What PPR shared, PostgreSQL marks."""
    if finding.child_id and planning_sector(by, finding) != finding.sector:
        made = [part.uuid if part else None for part in (goal, measure)]
        with connection.cursor() as db:
            db.execute("select app.finding_became(%s, %s, %s)", [finding.pk, *made])
        return
    row = _locked(finding, by)
    _demand(row, by)
    row.goal, row.measure = goal.uuid if goal else row.goal, measure.uuid if measure else row.measure
    row.save(update_fields=["goal", "measure"])


def _new(mapping, pathway_child, by, kind):
    child = pathway_child.child if pathway_child else None
    return Finding(
        municipality_id=by.municipality_id, mapping=mapping, pathway_child=pathway_child, child=child, kind=kind, made_by_id=by.staff_id,
        sector=finding_sector(by, child) if child else sector_of(by, *RESPONSIBLE), row_version=0,
    )  # fmt: skip


def _locked(finding, by):
    """The row, locked. One that was shared with her is hers to read alone: PostgreSQL does not let her lock it."""
    rows = Finding.objects.visible_to(by).select_for_update(of=("self",)).filter(pk=finding.pk)
    row = rows.select_related("mapping__pathway__programme_version", "pathway_child", "child").first()
    if row is None:
        raise PermissionDenied
    return row


def _demand(row, by):
    """Of the class: the two who answer for the mapping. Of a child: the side that wrote it, once the family has said yes."""
    if not row.mapping.pathway.is_open:
        raise PermissionDenied
    if row.child_id is None:
        if not can_write_mapping(by, row.mapping.pathway):
            raise PermissionDenied
        return
    if not row.sector or finding_sector(by, row.child) != row.sector:
        raise PermissionDenied
    if not PathwayChild.objects.filter(pk=row.pathway_child_id, accepted_on__isnull=False).exists():
        raise ValidationError(_("The child's part opens when all who hold custody have said yes to the offer."))


def _saved(row, by):
    row.row_version += 1
    row.changed_by_id = by.staff_id
    row.save()
    if row.child_id:
        share_new(child=row.child, pathway=row.mapping.pathway, noun=FINDING.noun, obj=row, by=by)
    return row
