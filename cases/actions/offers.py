"""The offer to a family: who holds custody, what they were told, and what each of them answered (A02, A39, E04, L10, L11)."""

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.actions.sharing import share_new
from cases.models import CustodyRelation, Offer, OfferAnswer, Parent, PathwayChild
from cases.permissions import can_edit_custody, can_edit_offer, offer_sector
from cases.queries.offers import custody_on, offer_state

Answer = OfferAnswer.Answer


@transaction.atomic
def save_offer(
    *, pathway_child, informed_on, method, by, language="", interpreter=False, told="", entry_group="", answers=None
):
    """Record the offer and the answers so far: `answers` is custody id -> {"answer", "reason", "answered_on"}.

    Holders who are left out keep the answer they have; a suspended one is never recorded as asked (L11). Raises
    ValidationError by field ("answer_<custody id>", "reason_<custody id>" for the answers). Sets `accepted_on`.
    """
    if not can_edit_offer(by, pathway_child):
        raise PermissionDenied
    pathway_child = _locked(pathway_child, by)
    today = timezone.localdate()
    if informed_on > today:
        raise ValidationError({"informed_on": _("The date is in the future.")})
    offer = _write_offer(
        pathway_child, by, informed_on=informed_on, method=method, language=language, interpreter=interpreter, told=told
    )
    _write_answers(offer, answers or {}, today, by)
    if entry_group and entry_group != pathway_child.entry_group:
        pathway_child.entry_group = entry_group
        pathway_child.save(update_fields=["entry_group"])
    settle_acceptance(pathway_child=pathway_child, by=by)
    share_new(child=pathway_child.child, pathway=pathway_child.pathway, noun="offer", obj=offer, by=by)
    return offer


def _locked(pathway_child, by):
    rows = PathwayChild.objects.seen_with_child(by).select_for_update(of=("self",))
    return rows.select_related("child", "pathway").get(pk=pathway_child.pk)


def _write_offer(pathway_child, by, **fields):
    offer = Offer.objects.writable_by(by).filter(pathway_child=pathway_child).first()
    if offer is None:
        offer = Offer(
            municipality_id=by.municipality_id,
            pathway_child=pathway_child,
            child_id=pathway_child.child_id,
            sector=offer_sector(by, pathway_child.child),
        )
    for name, value in {**fields, "recorded_by_id": by.staff_id}.items():
        setattr(offer, name, value)
    try:
        with transaction.atomic():
            offer.save()
    except IntegrityError:
        raise ValidationError(_("The offer to this family has been recorded by the other side.")) from None
    return offer


def _write_answers(offer, answers, today, by):
    errors = {}
    for custody in custody_on(offer.child_id, today, by):
        given = answers.get(custody.pk)
        if given is None or custody.is_suspended(today):
            continue
        if found := _wrong(custody, given, today):
            errors |= found
            continue
        OfferAnswer.objects.update_or_create(
            municipality_id=by.municipality_id, offer=offer, custody=custody,
            defaults={"answer": given["answer"], "reason": given.get("reason", ""), "answered_on": _day(given, today)},
        )  # fmt: skip
    if errors:
        raise ValidationError(errors)


def _day(given, today):
    return (given.get("answered_on") or today) if given["answer"] in (Answer.YES, Answer.NO) else None


def _wrong(custody, given, today):
    if given["answer"] == Answer.NOT_ASKED and not given.get("reason", "").strip():
        return {f"reason_{custody.pk}": _("Write why %(name)s has not been asked.") % {"name": custody.parent.name}}
    if given.get("answered_on") and given["answered_on"] > today:
        return {f"answered_on_{custody.pk}": _("The date is in the future.")}
    return {}


def settle_acceptance(*, pathway_child, by):
    """Let `accepted_on` say what the answers say today; it opens or shuts the child's part for everybody on the pathway.

    Left alone when the writer does not see the offer: then she cannot know what it says.
    """
    state = offer_state(pathway_child, by)
    if state.offer and pathway_child.accepted_on != state.accepted_on:
        pathway_child.accepted_on = state.accepted_on
        pathway_child.save(update_fields=["accepted_on"])
    return pathway_child


@transaction.atomic
def add_custody(
    *, pathway_child, name, relation, starts_on, by, phone="", email="", language="", needs_interpreter=False
):
    """Record somebody who holds custody from a day on. The same name with live custody of the child is a ValidationError."""
    pathway_child = _locked_for_custody(pathway_child, by)
    today = timezone.localdate()
    if any(
        custody.parent.name.casefold() == name.strip().casefold()
        for custody in custody_on(pathway_child.child_id, today, by)
    ):
        raise ValidationError({"name": _("%(name)s is on the list already.") % {"name": name.strip()}})
    parent = Parent.objects.create(
        municipality_id=by.municipality_id,
        known_through_id=pathway_child.child_id,
        name=name.strip(),
        phone=phone,
        email=email,
        language=language,
        needs_interpreter=needs_interpreter,
    )
    custody = CustodyRelation.objects.create(
        municipality_id=by.municipality_id,
        child_id=pathway_child.child_id,
        parent=parent,
        relation=relation,
        starts_on=starts_on,
    )
    _settle_all(pathway_child, by)
    return custody


@transaction.atomic
def change_custody(*, pathway_child, custody, by, ends_on=None, suspended_from=None, suspended_until=None):
    """End custody on a day, or suspend a parent's access between two days, or lift both (None). Nothing is deleted (L11)."""
    pathway_child = _locked_for_custody(pathway_child, by)
    custody = (
        CustodyRelation.objects.visible_to(by).select_for_update().get(pk=custody.pk, child=pathway_child.child_id)
    )
    if ends_on and ends_on < custody.starts_on:
        raise ValidationError({"ends_on": _("Custody cannot end before it began.")})
    if bool(suspended_from) != bool(suspended_until):
        raise ValidationError(
            {"suspended_until" if suspended_from else "suspended_from": _("Write both the first and the last day.")}
        )
    if suspended_from and suspended_until < suspended_from:
        raise ValidationError({"suspended_until": _("The last day comes before the first.")})
    custody.ends_on, custody.suspended_from, custody.suspended_until = ends_on, suspended_from, suspended_until
    custody.save(update_fields=["ends_on", "suspended_from", "suspended_until"])
    _settle_all(pathway_child, by)
    return custody


def _locked_for_custody(pathway_child, by):
    if not can_edit_custody(by, pathway_child):
        raise PermissionDenied
    return _locked(pathway_child, by)


def _settle_all(pathway_child, by):
    """Custody is the child's, not the pathway's: every open pathway whose offer the writer sees follows."""
    for row in PathwayChild.objects.seen_with_child(by).filter(child=pathway_child.child_id, ends_on=None):
        settle_acceptance(pathway_child=row, by=by)
