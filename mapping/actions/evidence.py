"""What is known already is written down with its source (A47), and an answer given lately is used again (C11)."""

from datetime import timedelta

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import sector_of
from cases.actions.sharing import share_new
from cases.models import PathwayChild
from cases.names import refuse_names
from mapping.models import Evidence, NeedsMapping, Perspective
from mapping.permissions import RESPONSIBLE, ask_sector, can_edit_environment, known_sector
from mapping.queries.lines import pupils_of
from mapping.rounds import REUSE_MONTHS


@transaction.atomic
def add_evidence(*, mapping, kind, source, dated_on, text, by, pathway_child=None):
    """One source that was read. Of the class it names no pupil. Raises ValidationError by field."""
    sector = _sector(mapping, pathway_child, by)
    if mapping.state == NeedsMapping.State.ANALYSED:
        raise ValidationError(_("The mapping has been analysed. What it rests on stays as it was."))
    if dated_on > timezone.localdate():
        raise ValidationError({"dated_on": _("The date is in the future.")})
    if not text.strip():
        raise ValidationError({"text": _("Write what it says, in a line or two.")})
    if pathway_child is None:
        refuse_names({"text": text, "source": source}, list(pupils_of(mapping.pathway, by)))
    return Evidence.objects.create(
        municipality_id=by.municipality_id, mapping=mapping, pathway_child=pathway_child, child_id=pathway_child and pathway_child.child_id,
        kind=kind, source=source.strip(), dated_on=dated_on, text=text.strip(), sector=sector, written_by_id=by.staff_id,
    )  # fmt: skip


def _sector(mapping, pathway_child, by):
    if pathway_child is None:
        found = sector_of(by, *RESPONSIBLE) if can_edit_environment(by, mapping.pathway) else ""
    else:
        found = known_sector(by, pathway_child.child) if mapping.pathway.is_open else ""
    if not found:
        raise PermissionDenied
    return found


@transaction.atomic
def remove_evidence(*, evidence, by):
    """Gone, as if it had not been written. Gives its fields, for the undo."""
    row = Evidence.objects.visible_to(by).select_related("mapping__pathway", "pathway_child__child").get(pk=evidence.pk)
    if _sector(row.mapping, row.pathway_child, by) != row.sector:
        raise PermissionDenied
    kept = {name: getattr(row, name) for name in ("kind", "source", "dated_on", "text")}
    row.delete()
    return kept


@transaction.atomic
def reuse_answer(*, mapping, pathway_child, perspective, by):
    """Take an answer of an earlier round over into this one, with its own day: nobody is asked again for what was just said.

    Raises ValidationError when it is older than `REUSE_MONTHS` or the voice has been heard in this round.
    """
    if not ask_sector(by, pathway_child.child, perspective.informant) or mapping.state != NeedsMapping.State.OPEN:
        raise PermissionDenied
    PathwayChild.objects.visible_to(by).select_for_update(of=("self",)).get(pk=pathway_child.pk)
    rows = Perspective.objects.writable_by(by).filter(child=pathway_child.child_id, finished_at__isnull=False)
    old = rows.exclude(mapping=mapping).filter(pk=perspective.pk).first()
    if old is None:
        raise ValidationError(_("This answer cannot be used again. Ask instead."))
    if old.obtained_on < timezone.localdate() - timedelta(days=round(REUSE_MONTHS * 30.44)):
        raise ValidationError(_("It is older than %(months)s months. Ask again.") % {"months": REUSE_MONTHS})
    row = Perspective(
        municipality_id=by.municipality_id, mapping=mapping, pathway_child=pathway_child, child_id=pathway_child.child_id, taken_from=old.uuid,
        row_version=1, **{name: getattr(old, name) for name in TAKEN},
    )  # fmt: skip
    try:
        with transaction.atomic():
            row.save()
    except IntegrityError:
        raise ValidationError(_("This voice has been heard in this mapping already.")) from None
    share_new(child=pathway_child.child, pathway=mapping.pathway, noun="answer", obj=row, by=by)
    return row


TAKEN = (
    "informant", "sector", "author_id", "parent_id", "carer_id", "who", "method", "obtained_on", "strengths", "answers", "values",
    "versions", "finished_at", "hidden_from_parents",
)  # fmt: skip
