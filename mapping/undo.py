"""What is taken back of a mapping: that it was begun or completed, and which children were confirmed or stopped."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils.translation import gettext as _

from cases.models import PathwayChild, PathwayTransition
from cases.undo import delete_unused
from followup.actions import undo_settled
from followup.models import Occurrence
from mapping.actions.privacy import keep_from_parents, show_parents
from mapping.models import NeedsMapping, Perspective
from mapping.permissions import can_confirm_children, can_write_mapping

State = NeedsMapping.State


def _demand(allowed):
    if not allowed:
        raise PermissionDenied


def _locked_mapping(mapping, by):
    rows = (
        NeedsMapping.objects.visible_to(by).select_for_update(of=("self",)).select_related("pathway__programme_version")
    )
    found = rows.get(pk=mapping)
    _demand(can_write_mapping(by, found.pathway))
    return found


def mapping_begun(*, by, mapping):
    delete_unused(_locked_mapping(mapping, by))
    return _("Undone: the mapping is not begun.")


@transaction.atomic
def mapping_completed(*, by, mapping, phase, settled=(), shut=()):
    """Open again, and due again; the reasons given for voices that are missing stay, and can be written over."""
    found = _locked_mapping(mapping, by)
    if found.state != State.COMPLETE:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    found.state, found.completed_on, found.row_version = State.OPEN, None, found.row_version + 1
    found.save(update_fields=["state", "completed_on", "row_version"])
    with connection.cursor() as db:
        db.execute("select app.reopen_asks(%s, %s)", [found.pk, list(shut)])
    pathway = found.pathway
    if pathway.phase != phase:
        PathwayTransition.objects.create(
            municipality_id=by.municipality_id, pathway=pathway, kind="phase", before=pathway.phase, after=phase,
            reason=_("Undone"), by_id=by.staff_id,
        )  # fmt: skip
        pathway.phase = phase
        pathway.save(update_fields=["phase"])
    for row in Occurrence.objects.visible_to(by).filter(pk__in=settled).select_related("pathway__programme_version"):
        undo_settled(occurrence=row, by=by)
    return _("Undone: the mapping is open again.")


@transaction.atomic
def children_confirmed(*, by, rows):
    for row in PathwayChild.objects.visible_to(by).filter(pk__in=rows).select_related("pathway"):
        _demand(can_confirm_children(by, row.pathway))
        delete_unused(row)
    return _("Undone: they are not confirmed.")


def child_ended(*, by, row):
    found = PathwayChild.objects.visible_to(by).select_for_update(of=("self",)).select_related("pathway").get(pk=row)
    _demand(can_confirm_children(by, found.pathway))
    again = PathwayChild.objects.filter(pathway=found.pathway, child_id=found.child_id, ends_on=None).exists()
    if again:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    found.ends_on, found.ending_reason = None, ""
    found.save(update_fields=["ends_on", "ending_reason"])
    return _("Undone: the child goes on.")


@transaction.atomic
def privacy_changed(*, by, voice, hidden, version):
    """What the child itself has said in between is not talked over."""
    rows = Perspective.objects.visible_to(by).select_for_update(of=("self",)).select_related("pathway_child__child")
    row = rows.filter(pk=voice).first()
    if row is None:
        raise ValidationError(_("It is gone already."))
    if hidden:
        keep_from_parents(voice=row, by=by)
        return _("Undone: it is kept from the parents again.")
    if row.row_version != version:
        raise ValidationError(_("It can no longer be taken back: something has been written about it since."))
    show_parents(voice=row, because=_("Undone"), by=by)
    return _("Undone: the parents may see it again.")
