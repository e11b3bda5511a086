"""What was given and can be given of one pathway, and what nobody has filed."""

from dataclasses import dataclass

from django.core.paginator import Paginator
from django.db.models import Q
from django.http import Http404
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils import timezone

from accounts.roles import ROLE_SECTOR
from cases.actions.documents import PATHWAY_ISSUERS, can_change, can_issue
from cases.models import (
    Carer,
    ChildAnnex,
    CustodyRelation,
    ExternalReference,
    IssuedDocument,
    Pathway,
    PathwayChild,
    PathwayPlan,
)
from cases.permissions import can_view_sharing
from cases.queries.journal import journal_plan
from cases.querysets import pathways_of
from followup.models import Meeting
from followup.permissions import can_read_minutes
from insight.papers.kinds import KINDS, TITLES, signed_agreement
from insight.papers.package import filed_words

A_PAGE = 50
LATEST_MINUTES = 3


@dataclass(frozen=True)
class Given:
    """One issued document as a list tells it."""

    document: IssuedDocument
    title: object
    filed: str
    may_change: bool

    @property
    def child_id(self):
        return self.document.child_id


@dataclass(frozen=True)
class Door:
    """A document that can be made now."""

    title: object
    words: str
    url: str


@dataclass(frozen=True)
class DocumentsPage:
    pathway: Pathway
    doors: tuple
    given: tuple
    references: tuple
    children: tuple
    plan: object
    may_issue: bool

    @property
    def unfiled(self):
        return [row for row in self.given if not row.filed and row.document.withdrawn_at is None]


def documents_of(person, uuid):
    rows = Pathway.objects.visible_to(person).select_related(
        "programme_version", "school_class", "unit", "partner_unit"
    )
    pathway = get_object_or_404(rows, uuid=uuid)
    children = list(
        PathwayChild.objects.seen_with_child(person)
        .filter(pathway=pathway)
        .on(timezone.localdate())
        .select_related("child")
        .order_by("child__name_key", "pk")
    )
    references = ExternalReference.objects.visible_to(person).filter(pathway=pathway).select_related("child", "by")
    return DocumentsPage(
        pathway=pathway,
        doors=tuple(_doors(pathway, children, person)),
        given=tuple(given_rows(IssuedDocument.objects.visible_to(person).filter(pathway=pathway)[:200], person)),
        references=tuple(references),
        children=tuple(children),
        plan=journal_plan(person),
        may_issue=can_issue(person, pathway),
    )


def given_rows(rows, person):
    rows = rows.select_related("pathway__unit", "child", "issued_by", "filed_by", "parent", "carer").defer("body")
    for row in rows:
        may_change = can_change(person, row)
        yield Given(row, TITLES.get(row.kind, row.kind), filed_words(row), may_change)


def _doors(pathway, children, person):
    def door(kind, uuid, words=""):
        return Door(KINDS[kind].title, words, reverse("paper_make", args=[kind, uuid]))

    plans = PathwayPlan.objects.visible_to(person).filter(pathway=pathway).exclude(state=PathwayPlan.State.DRAFT)
    if plans.exists():
        yield door("plan", pathway.uuid)
    if signed_agreement(pathway, person):
        yield door("agreement", pathway.uuid)
    meetings = Meeting.objects.visible_to(person).held().filter(pathway=pathway).order_by("-held_on", "-pk")
    for meeting in meetings[:LATEST_MINUTES]:
        yield Door(KINDS["minutes"].title, meeting.held_on, reverse("paper_make", args=["minutes", meeting.uuid]))
    written = set(
        ChildAnnex.objects.visible_to(person).filter(pathway_child__in=children).values_list("pathway_child", flat=True)
    )
    for row in children:
        if row.pk in written:
            yield door("annex", row.uuid, row.child.short_name)
        if can_view_sharing(person, row):
            yield door("sharing", row.uuid, row.child.short_name)
    if can_read_minutes(person, pathway) and pathway.state in ("closing", "closed", "archived"):
        yield door("closing", pathway.uuid)


def recipients_of(found, kind, person):
    """[("parent" | "carer", row)] that may be given it today: custody that counts, care that goes on."""
    if not kind.families or found.pathway_child is None:
        return []
    today, child = timezone.localdate(), found.pathway_child.child_id
    holders = CustodyRelation.objects.visible_to(person).holding(today).filter(child=child).select_related("parent")
    carers = Carer.objects.visible_to(person).on(today).filter(child=child)
    return [("parent", each.parent) for each in holders] + [("carer", each) for each in carers]


def to_file(person, number):
    """A page of Given, oldest first: what her own side gave and she may tick off; not filed, not taken back."""
    if not person.reach:
        raise Http404
    own = {ROLE_SECTOR[role] for role in person.roles}
    hers = Q(child__isnull=False) | Q(pathway__in=pathways_of(person, PATHWAY_ISSUERS))
    rows = IssuedDocument.objects.visible_to(person).filter(hers, sector__in=own, filed_on=None, withdrawn_at=None)
    rows = rows.order_by("issued_at", "pk")
    page = Paginator(rows, A_PAGE).get_page(number)
    page.object_list = list(given_rows(page.object_list, person))
    return page
