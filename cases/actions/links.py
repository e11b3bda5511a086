"""Links are made by whoever answers for the child on one side, shown once, and renewed: an old one is dead at once."""

import secrets
from datetime import timedelta
from typing import NamedTuple

from django.contrib.auth.hashers import check_password, make_password
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from cases.models import AccessLink, Carer, CustodyRelation, LinkVisit
from cases.permissions import can_change_link, link_sector
from core.links import new_token
from programmes.instruments.parts import LANGUAGES

MOST_DAYS = 60
DIGITS = 6
Kind, Factor = AccessLink.Kind, AccessLink.Factor


class MadeLink(NamedTuple):
    """token and code are known now and never again; code is None when the child's date of birth is asked for instead."""

    link: AccessLink
    token: str
    code: str | None


@transaction.atomic
def make_link(
    *, kind, pathway, pathway_child=None, parent=None, carer=None, who, language="da", factor=Factor.CODE, days=30, by
):
    """A link for one person and one errand. Raises ValidationError for somebody who must not have one that day (L11)."""
    sector = link_sector(by, pathway, pathway_child.child if pathway_child else None, kind)
    if not sector:
        raise PermissionDenied
    _check(kind, pathway, pathway_child, parent, carer, who, language, factor, days, by)
    token, token_hash = new_token()
    code, code_hash = _new_code(factor)
    link = AccessLink.objects.create(
        municipality_id=by.municipality_id, kind=kind, pathway=pathway, pathway_child=pathway_child, parent=parent, carer=carer,
        child_id=pathway_child.child_id if pathway_child else None, who=who.strip(), language=language, sector=sector,
        token_hash=token_hash, factor=factor, code_hash=code_hash, made_by_id=by.staff_id, expires_at=_expiry(days),
    )  # fmt: skip
    return MadeLink(link, token, code)


@transaction.atomic
def renew_link(*, link, days=30, by):
    """New address, new code, another end; whoever has the old one finds it dead. What was answered stays."""
    link = _locked(link, by)
    holder = (link.pathway_child, link.parent, link.carer)
    _check(link.kind, link.pathway, *holder, link.who, link.language, link.factor, days, by)
    token, link.token_hash = new_token()
    code, link.code_hash = _new_code(link.factor)
    link.tries, link.locked_at, link.revoked_at, link.revoked_by = 0, None, None, None
    link.expires_at = _expiry(days)
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


def _expiry(days):
    """To the end of that day: "until the 3rd" is the whole 3rd."""
    day = timezone.localtime() + timedelta(days=days)
    return day.replace(hour=23, minute=59, second=59, microsecond=0)


# ---- what must hold ----


def _check(kind, pathway, pathway_child, parent, carer, who, language, factor, days, by):
    today = timezone.localdate()
    if not 1 <= days <= MOST_DAYS:
        raise ValidationError({"days": _("A link works from 1 to %(days)s days.") % {"days": MOST_DAYS}})
    if language not in LANGUAGES:
        raise ValidationError({"language": _("Choose one of the languages.")})
    if not who.strip():
        raise ValidationError({"who": _("Write who the link is for, such as “Mother” or “After-school teacher”.")})
    if kind == Kind.CLASS:
        if factor != Factor.CODE:
            raise ValidationError({"factor": _("A class gets a code: the date of birth is one child's.")})
        return
    _check_child(pathway, pathway_child, who, factor)
    if parent and not CustodyRelation.objects.visible_to(by).filter(
        child_id=pathway_child.child_id, parent=parent
    ).holding(today).exists():  # fmt: skip
        raise ValidationError({"parent": _("Only somebody who holds custody today can have a link.")})
    if (
        carer
        and not Carer.objects.visible_to(by).filter(pk=carer.pk, child_id=pathway_child.child_id).on(today).exists()
    ):
        raise ValidationError({"carer": _("Only somebody who has the care of the child today can have a link.")})
    if kind == Kind.FAMILY and not (parent or carer):
        raise ValidationError({"parent": _("The family's page is one person's: choose a parent or a carer.")})


def _check_child(pathway, pathway_child, who, factor):
    if pathway_child.pathway_id != pathway.pk:
        raise ValidationError(_("The child is not in this pathway."))
    if pathway_child.child.given_name.casefold() in who.casefold().split():
        raise ValidationError({"who": _("No child's name here: write “Mother”, “Father” or what they work as.")})
    if factor == Factor.BIRTH_DATE and not pathway_child.child.born_on:
        raise ValidationError({"factor": _("The date of birth is not known. Choose a code.")})


# ---- the holder's side ----


@transaction.atomic
def prove(*, by, given, device):
    """Whether the second factor is right; None when the link is locked by it, or was meanwhile.

    The row is locked first, so guesses at the same time are counted one by one. Only renewing opens a locked link.
    """
    link = AccessLink.objects.visible_to(by).select_for_update().get(pk=by.link["id"])
    if link.locked_at:
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
