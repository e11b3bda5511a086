"""What is seen together: written of the class or of a child, and made into a goal or a measure in one step."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from core.forms import answer
from mapping.actions.findings import remove_finding, say_how_told, write_finding
from mapping.forms.findings import FindingForm, TellingForm
from mapping.handover import assessors_around
from mapping.models import Finding, NeedsMapping
from mapping.permissions import AREAS_OF_THEIR_OWN, can_write_mapping, finding_sector
from mapping.queries import rounds_of
from mapping.queries.comparison import rows_seen
from mapping.queries.findings import areas_to_write, finding_rows, mapping_rows
from mapping.views.mappings import attempt


def finding_or_404(request, uuid):
    finding = get_object_or_404(finding_rows(request.person), uuid=uuid, kind=Finding.Kind.SEEN)
    if finding.child_id:
        log_access([finding.child_id], "view")
        finding.pathway_child.pathway = finding.mapping.pathway
    return finding


def row_or_404(request, uuid):
    """A child in a pathway and the round that is looked at: the one the address names, else the newest."""
    row = get_object_or_404(rows_seen(request.person), uuid=uuid)
    log_access([row.child_id], "view")
    rounds = rounds_of(row.pathway, request.person)
    asked = request.GET.get("runde", "")
    mapping = next((each for each in rounds if str(each.uuid) == asked), None) or next(iter(rounds), None)
    if mapping is None:
        raise Http404
    mapping.pathway = row.pathway
    return row, mapping


def may_write(person, mapping, row):
    if row is None:
        return can_write_mapping(person, mapping.pathway)
    return mapping.pathway.is_open and bool(finding_sector(person, row.child))


def place_of(mapping, person, row=None):
    """Where findings stand: for the two who write it the page of the analysis; while the round is open, and for PPR, beside
    the answers they rest on."""
    if mapping.state != NeedsMapping.State.OPEN and (row is None or can_write_mapping(person, mapping.pathway)):
        return reverse("analysis_edit", args=[mapping.uuid])
    if row is None:
        return reverse("class_answers", args=[mapping.pathway.uuid])
    return f"{reverse('comparison', args=[row.uuid])}?runde={mapping.uuid}"


@received_once
def class_finding_create(request, uuid):
    mapping = get_object_or_404(mapping_rows(request.person), uuid=uuid)
    return _finding_page(request, mapping)


@received_once
def child_finding_create(request, uuid):
    row, mapping = row_or_404(request, uuid)
    return _finding_page(request, mapping, row)


def finding_edit(request, uuid):
    finding = finding_or_404(request, uuid)
    return _finding_page(request, finding.mapping, finding.pathway_child, finding)


def _finding_page(request, mapping, row=None, finding=None):
    if (
        not may_write(request.person, mapping, row)
        or finding
        and row
        and finding.sector != finding_sector(request.person, row.child)
    ):
        raise PermissionDenied
    form = _finding_form(request, mapping, row, finding)
    place = place_of(mapping, request.person, row)
    if form.is_valid() and _save_finding(request, form, mapping, row, finding):
        return redirect(place)
    stale = "stale" in getattr(form, "refused_for", set())
    context = {
        "form": form,
        "mapping": mapping,
        "row": row,
        "finding": finding,
        "stale": stale,
        "place": place,
    }
    return answer(request, "mapping/finding_form.html", context, form)


def _finding_form(request, mapping, row, finding):
    asked = finding.dimension if finding else request.GET.get("omraade", "")
    sector = finding_sector(request.person, row.child) if row else ""
    own = sector in AREAS_OF_THEIR_OWN
    initial = {} if finding else {"dimension": asked, "performed_by": request.person.staff_id if own else ""}
    return FindingForm.bind(
        request, areas=areas_to_write(mapping, "child" if row else "class", sector, asked), finding=finding, initial=initial,
        of_child=row is not None, own_areas=own, around=assessors_around(mapping.pathway, row, request.person, finding) if row else (),
    )  # fmt: skip


def _save_finding(request, form, mapping, row, finding):
    new = finding is None
    saved = attempt(
        form, write_finding, mapping=mapping, pathway_child=row, finding=finding, by=request.person, **form.values
    )
    if saved and new:
        back = place_of(mapping, request.person, row)
        undo = undo_tag(request, "mapping.undo_findings.finding_written", back=back, finding=saved.pk)
        messages.success(request, _("What you see has been saved."), extra_tags=undo)
    elif saved:
        messages.success(request, _("Your change has been saved."))
    if saved:
        form.mended_at = reverse("finding_edit", args=[saved.uuid])
    return saved


@require_POST
def finding_remove(request, uuid):
    finding = finding_or_404(request, uuid)
    mapping, place = finding.mapping, place_of(finding.mapping, request.person, finding.pathway_child)
    row = finding.pathway_child_id
    kept = remove_finding(finding=finding, by=request.person)
    undo = undo_tag(
        request, "mapping.undo_findings.finding_removed", back=place, mapping=mapping.pk, row=row, kept=kept
    )
    messages.success(request, _("It has been taken away."), extra_tags=undo)
    return redirect(place)


def telling_edit(request, uuid):
    row, mapping = row_or_404(request, uuid)
    sector = finding_sector(request.person, row.child)
    if not may_write(request.person, mapping, row):
        raise PermissionDenied
    rows = Finding.objects.visible_to(request.person).filter(
        mapping=mapping, pathway_child=row.pk, kind=Finding.Kind.TELLING
    )
    known = rows.filter(sector=sector).first()
    form = TellingForm.bind(request, child=row.child, row=known)
    fields = {"mapping": mapping, "pathway_child": row, "by": request.person}
    if form.is_valid() and _tell(request, form, fields):
        return redirect(place_of(mapping, request.person, row))
    stale = "stale" in getattr(form, "refused_for", set())
    context = {
        "form": form, "row": row, "mapping": mapping, "known": known, "stale": stale, "place": place_of(mapping, request.person, row),
        "others": list(rows.exclude(sector=sector).select_related("made_by")),
    }  # fmt: skip
    return answer(request, "mapping/telling_form.html", context, form)


def _tell(request, form, fields):
    attempt(form, say_how_told, **fields, **form.cleaned_data)
    if form.is_valid():
        messages.success(request, _("How the child is told has been saved."))
    return form.is_valid()
