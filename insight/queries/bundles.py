"""How far a bundle is, and which units one can be asked for."""

import io
import zipfile
from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone
from django.utils.text import slugify

from accounts.models import OrganisationUnit
from cases.models import Pathway, PathwayPlan
from insight.models import BundlePart, DocumentBundle
from insight.papers.package import NEVER


@dataclass(frozen=True)
class Progress:
    """made and failed of total; waits: something that nobody has taken yet."""

    bundle: DocumentBundle
    total: int
    made: int
    failed: tuple
    waits: bool

    @property
    def is_going(self):
        return self.bundle.cancelled_at is None and self.made + len(self.failed) < self.total

    @property
    def percent(self):
        return 100 * self.made // self.total if self.total else 0


def units_to_bundle(person):
    """Units with plans in force that this person reads, each with how many."""
    in_force = PathwayPlan.objects.visible_to(person).in_force().values("pathway_id")
    rows = Pathway.objects.visible_to(person).open().filter(pk__in=in_force).order_by()
    counted = {}
    for name in ("unit", "partner_unit"):
        for unit, n in rows.values_list(name).annotate(n=Count("pk")):
            counted[unit] = counted.get(unit, 0) + n
    units = (
        OrganisationUnit.objects.visible_to(person).filter(pk__in=[pk for pk in counted if pk]).order_by("name", "pk")
    )
    return [(unit, counted[unit.pk]) for unit in units]


def bundles_of(person):
    rows = DocumentBundle.objects.visible_to(person).kept(timezone.now()).filter(made_by=person.staff_id)
    made = Count("parts", filter=Q(parts__body__isnull=False))
    return rows.select_related("unit").annotate(total=Count("parts"), made=made)[:20]


def progress_of(bundle, person):
    now = timezone.now()
    rows = BundlePart.objects.visible_to(person).filter(bundle=bundle)
    counted = rows.aggregate(total=Count("pk"), made=Count("pk", filter=Q(body__isnull=False)))
    spent = rows.filter(Q(lease_until=None) | Q(lease_until__lt=now), body=None, attempts__gte=BundlePart.ATTEMPTS)
    failed = tuple(spent.values_list("title", flat=True))
    return Progress(bundle, counted["total"], counted["made"], failed, rows.waiting(now).exists())


def zip_of(bundle, person) -> bytes:
    """The documents that are made, numbered in the list's order; the same ones are the same bytes.

    Only of pathways that she still reads: a role may have ended since she asked.
    """
    made, still_read = io.BytesIO(), Pathway.objects.visible_to(person).values("uuid")
    parts = BundlePart.objects.visible_to(person).filter(bundle=bundle, body__isnull=False, subject__in=still_read)
    with zipfile.ZipFile(made, "w", zipfile.ZIP_STORED) as archive:
        for part in parts.iterator():
            name = f"{part.order:03}-{slugify(part.title, allow_unicode=True) or 'plan'}.pdf"
            archive.writestr(zipfile.ZipInfo(name, NEVER), bytes(part.body))
    return made.getvalue()
