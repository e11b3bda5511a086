"""A school's documents in one go (many plans before a meeting of leaders): asked for, made, cancelled, thrown away."""

import logging
import time

from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.models import RoleAssignment
from audit.actions import log_access
from cases.models import Pathway, PathwayPlan
from cases.walls import LEADS
from core.context import current, tenant
from core.tasks import nudge
from insight.models import BundlePart, DocumentBundle
from insight.models.bundles import KEPT, LEASE
from insight.papers.kinds import KINDS

log = logging.getLogger(__name__)
MAY = (*LEADS, "principal", "provider_manager")
WORKERS = 2  # bells for one bundle: as many as work side by side on it
SHIFT = 60  # seconds that a worker stays at one bundle: then it rings for the next, long before it would be stopped
MOST = 200


def plans_to_bundle(unit, by):
    """Pathways of the unit with a plan in force that this person reads, by title."""
    in_force = PathwayPlan.objects.visible_to(by).in_force().values("pathway_id")
    rows = Pathway.objects.visible_to(by).open().filter(pk__in=in_force)
    return (rows.filter(unit=unit) | rows.filter(partner_unit=unit)).order_by("title", "pk")


@transaction.atomic
def ask_for_bundle(*, unit, by):
    """The plans in force of one unit. Raises ValidationError when there are none, or more than can be made at once."""
    if not by.has(*MAY):
        raise PermissionDenied
    pathways = list(plans_to_bundle(unit, by)[: MOST + 1])
    if not pathways:
        raise ValidationError(_("There is no plan in force here that you can read."))
    if len(pathways) > MOST:
        raise ValidationError(_("That is more than %(count)s plans. Choose a unit below it.") % {"count": MOST})
    bundle = DocumentBundle.objects.create(municipality_id=by.municipality_id, unit=unit, made_by_id=by.staff_id)
    BundlePart.objects.bulk_create(
        BundlePart(
            municipality_id=by.municipality_id, bundle=bundle, order=number, kind="plan", subject=each.uuid, title=each.title
        )
        for number, each in enumerate(pathways, 1)
    )  # fmt: skip
    ring(bundle, by)
    return bundle


def ring(bundle, by):
    """Call workers to it, as the person who asked."""
    DocumentBundle.objects.visible_to(by).filter(pk=bundle.pk).update(rung_at=timezone.now())
    _call(by.municipality_id, by.user_id, bundle.pk, WORKERS)


def _call(municipality_id, user_id, bundle_id, workers=1):
    for _worker in range(workers):
        nudge("insight.make_bundle", municipality_id, user_id, bundle_id)


def ring_if_still(bundle, by):
    """Ring again when nobody works on it and nobody has come; asked twice at once it rings once."""
    now = timezone.now()
    rows = DocumentBundle.objects.visible_to(by).stood_still(now).filter(pk=bundle.pk)
    if rows.update(rung_at=now):
        _call(by.municipality_id, by.user_id, bundle.pk, WORKERS)


def resume_bundles(today):
    """Each tick, as Samspil itself: bundles that stand still are gone on with, also when nobody has their page open.

    Whoever asked must have a role still: she makes them. Returns counts, or nothing when all goes as it should.
    """
    person, now = current(), timezone.now()
    working = RoleAssignment.objects.visible_to(person).live(today).values("staff_member")
    rows = DocumentBundle.objects.visible_to(person).stood_still(now).filter(made_by__in=working)
    found = list(rows.select_related("made_by").select_for_update(skip_locked=True, of=("self",)))
    DocumentBundle.objects.visible_to(person).filter(pk__in=[bundle.pk for bundle in found]).update(rung_at=now)
    for bundle in found:
        _call(person.municipality_id, bundle.made_by.user_id, bundle.pk, WORKERS)
    return {"bundles": len(found)} if found else None


@transaction.atomic
def cancel_bundle(*, bundle, by):
    """Stop: what is made stays until tomorrow, what is not is never made. Twice is once."""
    bundle = DocumentBundle.objects.visible_to(by).select_for_update().get(pk=bundle.pk)
    if bundle.cancelled_at is None and BundlePart.objects.visible_to(by).filter(bundle=bundle, body=None).exists():
        bundle.cancelled_at = timezone.now()
        bundle.save(update_fields=["cancelled_at"])
    return bundle


@transaction.atomic
def go_on(*, bundle, by):
    """Undo of `cancel_bundle`."""
    bundle = DocumentBundle.objects.visible_to(by).select_for_update().get(pk=bundle.pk)
    if bundle.cancelled_at is not None:
        bundle.cancelled_at = None
        bundle.save(update_fields=["cancelled_at"])
        ring(bundle, by)
    return bundle


# ---- in the worker ----


def make_parts(municipality_id, user_id, bundle_id):
    """Make what waits, each part in a transaction of its own, as the person who asked. Returns how many were made here.

    After a shift it rings for the next worker: a long bundle is never stopped by the clock, and others get their turn.
    """
    made, ends = 0, time.monotonic() + SHIFT
    while (part := _claim(municipality_id, user_id, bundle_id)) is not None:
        try:
            made += _make(municipality_id, user_id, part)
        except Exception:  # noqa: BLE001 (whatever one document meets, the others are made)
            log.exception("document %s of bundle %s was not made", part, bundle_id)
            _let_go(municipality_id, user_id, part)
        if time.monotonic() > ends:
            _call(municipality_id, user_id, bundle_id)
            break
    return made


def _let_go(municipality_id, user_id, pk):
    """Tried again at once, until ATTEMPTS are spent."""
    with tenant(user_id, municipality_id, purpose="insight.make_bundle") as person:
        BundlePart.objects.visible_to(person).filter(pk=pk).update(lease_until=None)


def _claim(municipality_id, user_id, bundle_id):
    """Id of the next part, now ours for a minute; None when nothing waits or somebody said stop."""
    now = timezone.now()
    with tenant(user_id, municipality_id, purpose="insight.make_bundle") as person:
        bundles = DocumentBundle.objects.visible_to(person).kept(now)
        if not bundles.filter(pk=bundle_id, cancelled_at=None).exists():
            return None
        rows = BundlePart.objects.visible_to(person).filter(bundle=bundle_id).waiting(now)
        part = rows.select_for_update(skip_locked=True, of=("self",)).first()
        if part is None:
            return None
        part.attempts, part.lease_until = part.attempts + 1, now + LEASE
        part.save(update_fields=["attempts", "lease_until"])
        return part.pk


def _make(municipality_id, user_id, pk):
    with tenant(user_id, municipality_id, purpose="insight.make_bundle") as person:
        part = BundlePart.objects.visible_to(person).get(pk=pk)
        kind = KINDS[part.kind]
        found = kind.find(part.subject, person)
        log_access(found.children, "export", str(kind.title))
        part.body = kind.pdf(found, kind.default_parts(), person)
        part.lease_until = None
        part.save(update_fields=["body", "lease_until"])
    return 1


def forget_bundles(today):
    """Daily: bundles of the day before go, with all that is in them. Returns counts."""
    old = DocumentBundle.objects.visible_to(current()).filter(made_at__lt=timezone.now() - KEPT)
    gone, _each = old.delete()
    return {"bundles": gone}
