"""Links are made by whoever answers for the child on one side, shown once, and renewed: an old one is dead at once."""

import secrets
from datetime import datetime, time, timedelta
from typing import NamedTuple

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cases.models import AccessLink, Carer, CustodyRelation, LinkVisit, PathwayChild
from cases.names import given_names_in
from cases.permissions import can_change_link, link_sector
from core.links import new_token
from core.locks import one_at_a_time
from programmes.instruments.parts import LANGUAGES

DIGITS = 6
Kind, Factor = AccessLink.Kind, AccessLink.Factor
# How long a link may live: questions have a day to be answered before, a family's page follows the pathway.
MOST_DAYS = {Kind.ANSWER: 60, Kind.CLASS: 60, Kind.FAMILY: 200}
USUAL_DAYS = 30


class MadeLink(NamedTuple):
    """token and code are known now and never again; code is None when the child's date of birth is asked for instead."""

    link: AccessLink
    token: str
    code: str | None


@transaction.atomic
def make_link(
    *, kind, pathway, pathway_child=None, parent=None, carer=None, who, language="da", factor=Factor.CODE, until=None, by,
):  # fmt: skip
    """A link for one person and one errand, to the end of `until`. Raises ValidationError for somebody who must not have one
    that day (L11)."""
    sector = link_sector(by, pathway, pathway_child.child if pathway_child else None, kind)
    if not sector:
        raise PermissionDenied
    until = until or timezone.localdate() + timedelta(days=USUAL_DAYS)
    _check(kind, pathway, pathway_child, parent, carer, who, language, factor, until, by)
    if kind == Kind.FAMILY:
        _take_back_others(pathway_child, parent, carer, sector, by)
    token, token_hash = new_token()
    code, code_hash = _new_code(factor)
    link = AccessLink.objects.create(
        municipality_id=by.municipality_id, kind=kind, pathway=pathway, pathway_child=pathway_child, parent=parent, carer=carer,
        child_id=pathway_child.child_id if pathway_child else None, who=who.strip(), language=language, sector=sector,
        token_hash=token_hash, factor=factor, code_hash=code_hash, made_by_id=by.staff_id, expires_at=_end_of(until),
    )  # fmt: skip
    return MadeLink(link, token, code)


def _take_back_others(pathway_child, parent, carer, sector, by):
    """One family's page of a side for each of the family: two presses at the same time wait for each other."""
    one_at_a_time("family link", pathway_child.pk)
    rows = AccessLink.objects.visible_to(by).filter(
        kind=Kind.FAMILY, pathway_child=pathway_child, parent=parent, carer=carer
    )
    for each in rows.filter(sector=sector, revoked_at=None):
        revoke_link(link=each, by=by)


@transaction.atomic
def renew_link(*, link, until=None, by):
    """New address, new code, another end; whoever has the old one finds it dead. What was answered stays."""
    link = _locked(link, by)
    until = until or timezone.localdate() + timedelta(days=USUAL_DAYS)
    holder = (link.pathway_child, link.parent, link.carer)
    _check(link.kind, link.pathway, *holder, link.who, link.language, link.factor, until, by)
    token, link.token_hash = new_token()
    code, link.code_hash = _new_code(link.factor)
    link.tries, link.locked_at, link.revoked_at, link.revoked_by = 0, None, None, None
    link.expires_at = _end_of(until)
    link.save()
    return MadeLink(link, token, code)


@transaction.atomic
def revoke_link(*, link, by):
    """Dead at once, in every browser. Taken back twice it is the same."""
    link = _locked(link, by)
    if not link.revoked_at:
        link.revoked_at, link.revoked_by_id = timezone.now(), by.staff_id
        link.save(update_fields=["revoked_at", "revoked_by"])
    return link


@transaction.atomic
def restore_link(*, link, by):
    """What was taken back by mistake: the same address and code open again, to the same end.

    Raises ValidationError when it has run out, when its holder may have none any more, or when she was given another.
    """
    link = _locked(link, by)
    if link.revoked_at is None:
        return link
    if link.expires_at <= timezone.now():
        raise ValidationError(_("The link has run out meanwhile. Make a new one."))
    if link.kind == Kind.FAMILY and _has_another(link, by):
        raise ValidationError(_("A new link has been made meanwhile. That one works."))
    if link.kind != Kind.CLASS:
        _check_here(link.pathway, link.pathway_child, by)
        _check_holder(link.pathway_child, link.parent, link.carer, by)
    link.revoked_at, link.revoked_by = None, None
    link.save(update_fields=["revoked_at", "revoked_by"])
    return link


def _has_another(link, by):
    rows = AccessLink.objects.visible_to(by).live(timezone.now()).filter(kind=link.kind, sector=link.sector)
    return rows.filter(pathway_child=link.pathway_child_id, parent=link.parent_id, carer=link.carer_id).exists()


def _locked(link, by):
    found = AccessLink.objects.visible_to(by).select_for_update(of=("self",)).get(pk=link.pk)
    if not can_change_link(by, found):
        raise PermissionDenied
    return found


def _new_code(factor):
    if factor != Factor.CODE:
        return None, ""
    code = f"{secrets.randbelow(10**DIGITS):0{DIGITS}}"
    return code, make_password(code)


def _end_of(day):
    """Of a link that works until the 3rd: the last second of the 3rd."""
    return timezone.make_aware(datetime.combine(day, time(23, 59, 59)))


def last_day(kind):
    """The last day that a link made today may work."""
    return timezone.localdate() + timedelta(days=MOST_DAYS[kind])


# ---- what must hold ----


def _check(kind, pathway, pathway_child, parent, carer, who, language, factor, until, by):
    _check_until(kind, until)
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose one of the languages.")})
    if not who.strip():
        raise ValidationError({"who": _("Write who the link is for, such as “Mother” or “After-school teacher”.")})
    if kind == Kind.CLASS:
        if factor != Factor.CODE:
            raise ValidationError({"factor": _("A class gets a code: the date of birth is one child's.")})
        return
    _check_here(pathway, pathway_child, by)
    if given_names_in(who.title(), [pathway_child.child]):
        raise ValidationError({"who": _("No child's name here: write “Mother”, “Father” or what they work as.")})
    if factor == Factor.BIRTH_DATE and not pathway_child.child.born_on:
        raise ValidationError({"factor": _("The date of birth is not known. Choose a code.")})
    if kind == Kind.FAMILY and not (parent or carer):
        raise ValidationError({"parent": _("The family's page is one person's: choose a parent or a carer.")})
    _check_holder(pathway_child, parent, carer, by)


def _check_until(kind, until):
    last = last_day(kind)
    if not timezone.localdate() < until <= last:
        words = _("Choose a day from tomorrow until %(day)s: a link works no longer.")
        raise ValidationError({"until": words % {"day": date_format(last, "DATE_FORMAT")}})


def _check_here(pathway, pathway_child, by):
    here = PathwayChild.objects.visible_to(by).filter(pk=pathway_child.pk, pathway=pathway)
    if not here.exists():
        raise ValidationError(_("The child is not in this pathway."))
    if not (pathway.is_open and here.filter(ends_on=None).exists()):
        raise ValidationError(_("The child's part in the pathway is over, so no link is made."))


def _check_holder(pathway_child, parent, carer, by):
    """Somebody who holds custody, or has the care, today (L11)."""
    today, about = timezone.localdate(), {"child_id": pathway_child.child_id}
    if parent and not CustodyRelation.objects.visible_to(by).filter(parent=parent, **about).holding(today).exists():
        raise ValidationError({"parent": _("Only somebody who holds custody today can have a link.")})
    if carer and not Carer.objects.visible_to(by).filter(pk=carer.pk, **about).on(today).exists():
        raise ValidationError({"carer": _("Only somebody who has the care of the child today can have a link.")})


# ---- the holder's side ----


@transaction.atomic
def prove(*, by, given, device):
    """Whether the second factor is right; None when the link is locked by it, or was shut meanwhile.

    The row is locked first, so guesses at the same time are counted one by one. Only renewing opens a locked link.
    """
    link = AccessLink.objects.visible_to(by).select_for_update().get(pk=by.link["id"])
    if link.locked_at or link.revoked_at:
        return None
    right = _is_right(link, given)
    link.tries = 0 if right else link.tries + 1
    if right:
        link.opened_at = link.opened_at or timezone.now()
    elif link.tries >= AccessLink.TRIES:
        link.locked_at = timezone.now()
    link.save(update_fields=["tries", "opened_at", "locked_at"])
    of_class = link.kind == Kind.CLASS  # which pupil opened it when must not be found
    note_visit(by=by, device="" if of_class else device, what="opened" if right else "wrong_code")
    return None if link.locked_at else right


def _is_right(link, given):
    if link.factor == Factor.CODE:
        return bool(link.code_hash) and check_password(given, link.code_hash)
    with connection.cursor() as db:
        db.execute("select app.link_birth_date_is(%s)", [given])
        return db.fetchone()[0]


def tries_left(*, by):
    return AccessLink.TRIES - AccessLink.objects.visible_to(by).values_list("tries", flat=True).get(pk=by.link["id"])


def note_visit(*, by, device, what):
    """One line of the link's own log: what was done, from which browser, never what was answered."""
    LinkVisit.objects.create(
        municipality_id=by.municipality_id, link_id=by.link["id"], device=device[:12], what=what[:40]
    )
