"""Log a contact between meetings, correct it, and take it back. A contact settles what is due (C33, C34)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.roles import sector_of
from cases.names import CPR_FOUND, cpr_like_in, refuse_names
from cases.queries.plans import names_not_to_write
from cases.walls import CONTACT_WRITERS
from followup.actions.occurrences import settle_occurrence
from followup.actions.told_home import follow_contact
from followup.actions.undo import undo_settled
from followup.contacts import SUCCESS, kinds_of, last_day
from followup.models import Contact, ContactChild, Occurrence
from followup.permissions import (
    can_correct_contact,
    can_hold_meeting,
    can_log_contact,
    can_undo_contact,
    contact_sector,
)
from followup.queries.contacts import children_to_contact


@transaction.atomic
def log_contact(*, pathway, kind, held_on, by, children=(), **more):
    """A contact that was held; gives it, with the ids of what it settled in `settled`.

    kind: a key of the version. children: {"pathway_child", "note"} of each child that it was about; a note is read on its
    author's side alone. more: variant, minutes, with_whom, line (read by all around the pathway), is_success.
    Raises PermissionDenied, and ValidationError by field for a day to come, a name in the line, or somebody else's child.
    """
    if not can_log_contact(by, pathway):
        raise PermissionDenied
    contact = Contact(
        municipality_id=by.municipality_id,
        pathway=pathway,
        by_id=by.staff_id,
        sector=sector_of(by, *CONTACT_WRITERS),
    )
    _write(contact, kind, held_on, more, by)
    _write_children(contact, children, by)
    _settle_due(contact, by)
    return contact


@transaction.atomic
def correct_contact(*, contact, kind, held_on, by, children=(), **more):
    """Its author puts right what it says for a fortnight; what it said stays in the log of changes.

    What it has settled follows its day, kind and children on the day it was written, and holds them fast after that.
    """
    if not can_correct_contact(by, contact):
        raise PermissionDenied
    contact = _locked(contact)
    if contact.undone_at is not None:
        raise ValidationError(_("The contact has been taken back. Put it back before you correct it."))
    _free_what_it_settled(contact, kind, held_on, children, by)
    contact.corrected_at = timezone.now()
    _write(contact, kind, held_on, more, by)
    _write_children(contact, children, by)
    _settle_due(contact, by)
    follow_contact(contact, by)
    return contact


@transaction.atomic
def undo_contact(*, contact, by):
    """Take it out of the lists and give back what it settled; it stays in the database, marked. Twice changes nothing."""
    if not can_undo_contact(by, contact):
        raise PermissionDenied
    contact = _locked(contact)
    if contact.undone_at is None:
        _give_back(contact, by)
        contact.undone_at = timezone.now()
        contact.save(update_fields=["undone_at", "settled"])
        follow_contact(contact, by)
    return contact


@transaction.atomic
def restore_contact(*, contact, by):
    """Put back what was taken back by mistake; it settles again what is due. Twice changes nothing."""
    if not can_undo_contact(by, contact):
        raise PermissionDenied
    contact = _locked(contact)
    if contact.undone_at is not None:
        contact.undone_at = None
        contact.save(update_fields=["undone_at"])
        _settle_due(contact, by)
        follow_contact(contact, by)
    return contact


def _locked(contact):
    pathway = contact.pathway
    contact = Contact.objects.select_for_update().get(pk=contact.pk)
    contact.pathway = pathway
    return contact


# ---- what it says ----


def _write(contact, key, held_on, more, by):
    kind = next((each for each in kinds_of(contact.pathway, by) if each.key == key), None)
    if kind is None:
        raise ValidationError({"kind": _("Choose what it was.")})
    _check_day(contact.pathway, held_on)
    line = (more.get("line") or "").strip()
    if line:
        refuse_names({"line": line}, names_not_to_write(contact.pathway, by))
    contact.kind, contact.held_on, contact.line = key, held_on, line
    contact.variant = more.get("variant") or (kind.variants[0].key if kind.variants else "")
    contact.minutes, contact.with_whom = more.get("minutes"), list(more.get("with_whom") or ())
    contact.is_success = bool(more.get("is_success")) or key == SUCCESS
    contact.expires_on = None if contact.is_success else last_day(kind, held_on)
    contact.save()


def _check_day(pathway, held_on):
    if held_on > timezone.localdate():
        raise ValidationError({"held_on": _("The day is still to come. A contact is written when it has been.")})
    if pathway.starts_on and held_on < pathway.starts_on:
        raise ValidationError({"held_on": _("The day lies before the start of the pathway.")})


def _write_children(contact, children, by):
    """Exactly these children, each with its own note. Those named by somebody who sees more than `by` does stay."""
    reached = {row.pk: row for row in children_to_contact(contact.pathway, by, timezone.localdate())}
    known = {row.pathway_child_id: row for row in ContactChild.objects.visible_to(by).filter(contact=contact)}
    wanted = {each["pathway_child"].pk: (each.get("note") or "").strip() for each in children}
    if not wanted.keys() <= reached.keys() | known.keys():
        raise ValidationError({"children": _("Choose among the children in the pathway whose families have said yes.")})
    _refuse_numbers(wanted)
    before = len(known)
    ContactChild.objects.filter(pk__in=[row.pk for key, row in known.items() if key not in wanted]).delete()
    for key, note in wanted.items():
        row = known.get(key) or ContactChild(
            municipality_id=by.municipality_id,
            contact=contact,
            pathway_child=reached[key],
            child_id=reached[key].child_id,
            sector=contact_sector(by, reached[key].child),
        )
        row.note, row.expires_on = note, contact.expires_on
        row.save()
    contact.children_count += len(wanted) - before
    contact.save(update_fields=["children_count"])


def _refuse_numbers(notes):
    found = {
        f"note_{key}": ValidationError(CPR_FOUND, "cpr", {"number": number})
        for key, note in notes.items()
        if (number := cpr_like_in(note))
    }
    if found:
        raise ValidationError(found)


# ---- what it settles ----


def _settle_due(contact, by):
    """Hold what is open, late or in its window, for the children it was about, and for the pathway as a whole."""
    if not can_hold_meeting(by, contact.pathway):
        return
    cadences = [each.key for each in contact.pathway.content.cadences_fed_by(contact.kind)]
    about = Q(pathway_child=None, subject=None) | Q(pathway_child__contacts__contact=contact)
    rows = Occurrence.objects.visible_to(by).open().filter(about, pathway=contact.pathway, cadence__in=cadences)
    settled = []
    for each in rows.filter(window_opens_on__lte=contact.held_on).select_related("pathway__programme_version"):
        settle_occurrence(occurrence=each, held_on=contact.held_on, by=by)
        settled.append(each.pk)
    if settled:
        contact.settled = [*contact.settled, *settled]
        contact.save(update_fields=["settled"])


def _give_back(contact, by):
    for each in Occurrence.objects.visible_to(by).filter(pk__in=contact.settled, state=Occurrence.State.HELD):
        undo_settled(occurrence=each, by=by)
    contact.settled = []


def _free_what_it_settled(contact, kind, held_on, children, by):
    if not contact.settled:
        return
    known = set(ContactChild.objects.visible_to(by).filter(contact=contact).values_list("pathway_child_id", flat=True))
    gone = known - {each["pathway_child"].pk for each in children}
    if (kind, held_on) == (contact.kind, contact.held_on) and not gone:
        return
    if not can_undo_contact(by, contact):
        field = "held_on" if held_on != contact.held_on else "kind" if kind != contact.kind else "children"
        raise ValidationError(
            {field: _("It counted for what was due. Day, kind and children stand as on the day it was written; correct the words.")}
        )  # fmt: skip
    _give_back(contact, by)
