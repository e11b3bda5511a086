"""The closing page of a pathway, its decision, its open measures and its PDF."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.measures import settle_measures
from cases.models import InformationExchange, Pathway
from core.forms import answer
from followup.forms.closings import ClosingForm, MeasuresForm
from followup.models import PathwayClosing
from followup.permissions import can_close_pathway, can_read_minutes
from followup.phases import closing_decisions
from followup.queries import open_lines, people_around
from followup.queries.closings import last_closing
from insight.closing_document import closing_pdf
from insight.queries.closing import closing_page, measures_of
from mapping.actions import closing_state, decide_with_mapping
from mapping.queries import children_of_pathway


def _pathway_or_404(request, uuid):
    rows = Pathway.objects.visible_to(request.person)
    rows = rows.select_related("programme_version", "lead", "co_lead", "school_class", "unit")
    return get_object_or_404(rows, uuid=uuid)


def _read(request, uuid):
    """The page for those who read the pathway's minutes; the children on it are looked at."""
    pathway = _pathway_or_404(request, uuid)
    if not can_read_minutes(request.person, pathway):
        raise PermissionDenied
    page = closing_page(request.person, pathway, timezone.localdate())
    log_access(page.child_ids, "view")
    return pathway, page


@require_GET
def pathway_closing(request, uuid):
    pathway, page = _read(request, uuid)
    return render(request, "insight/pathway_closing.html", {"page": page, "pathway": pathway})


@require_GET
def pathway_closing_pdf(request, uuid):
    pathway, page = _read(request, uuid)
    made = HttpResponse(closing_pdf(page, request.person), content_type="application/pdf")
    made["Content-Disposition"] = f'inline; filename="{_("closing")}-{pathway.uuid}.pdf"'
    return made


# ---- the decision ----


def pathway_close(request, uuid):
    pathway = _pathway_or_404(request, uuid)
    if not can_close_pathway(request.person, pathway):
        raise PermissionDenied
    decisions = [decision for decision, _steps in closing_decisions(pathway)]
    if not pathway.is_open or pathway.starts_on is None or not decisions:
        messages.info(request, _("The pathway cannot be closed now."))
        return redirect("pathway_detail", pathway.uuid)
    today, before = timezone.localdate(), last_closing(pathway, request.person)
    form, staff = _closing_form(request, pathway, decisions, today)
    if form.is_valid() and (kept := _decide(request, pathway, form, staff)):
        _tell_decided(request, pathway, kept, before)
        return redirect("pathway_closing", pathway.uuid)
    context = {"form": form, "pathway": pathway, "lines": _stopping(open_lines(pathway, request.person, today))}
    context["others"] = _others(pathway, request.person, today)
    return answer(request, "insight/pathway_close.html", context, form)


def _stopping(lines):
    """[(line, how many there are of it)]: a group has one call for each of its parents."""
    counted = {}
    for line in lines:
        counted.setdefault((line.title, line.due_on), []).append(line)
    return [(same[0], len(same)) for same in counted.values()]


def _closing_form(request, pathway, decisions, today):
    """The form, and {pk: member of staff} of those who can be named in it."""
    children, _unseen = children_of_pathway(pathway, request.person)
    log_access([row.child_id for row in children], "view")
    people = list(people_around(pathway, today))
    partners = [each for each in people if each.pk != request.person.staff_id]
    partner = next((pk for pk in (pathway.co_lead_id, pathway.lead_id) if pk and pk != request.person.staff_id), None)
    lines = [line for line in measures_of(pathway, request.person, today) if line.may_settle]
    form = ClosingForm.bind(
        request, pathway=pathway, decisions=decisions, partners=partners, partner=partner, children=children,
        shared=_shared(children, request.person), measures=[line.measure for line in lines], people=people,
        asks_reason=closing_state(pathway) == PathwayClosing.Mapping.LEFT_OUT,
    )  # fmt: skip
    return form, {each.pk: each for each in people}


def _shared(children, person):
    """Children of whom the other side is told on a live ground: only of them can it follow a referral up."""
    live = InformationExchange.objects.visible_to(person).live().filter(child__in=[row.child_id for row in children])
    return set(live.values_list("child_id", flat=True))


def _decide(request, pathway, form, staff):
    """(the decision, what the measures were); None with the refusal on the form."""
    try:
        with transaction.atomic():
            measures = settle_measures(measures=form.settled(form.people), by=request.person)
            return decide_with_mapping(pathway=pathway, by=request.person, **form.decided(staff)), measures
    except ValidationError as error:
        form.refuse(error)


def _tell_decided(request, pathway, kept, before):
    closing, measures = kept
    if before and before.pk == closing.pk:
        messages.info(request, _("The decision was saved already."))
        return
    pathway = Pathway.objects.visible_to(request.person).get(pk=pathway.pk)
    words = _("The pathway is closed.")
    if pathway.is_open:
        words = (
            _("The pathway goes on in maintenance.")
            if pathway.ending
            else _("The pathway goes on with a new last day.")
        )
    back = reverse("pathway_closing", args=[pathway.uuid])
    undo = undo_tag(request, "followup.undo_closing.decided", back=back, closing=closing.pk, measures=measures)
    messages.success(request, words, extra_tags=undo)


def _others(pathway, person, today):
    """Open measures that the other side writes: said before the decision, for after it nobody can end them."""
    return [line for line in measures_of(pathway, person, today) if line.is_open and not line.may_settle]


# ---- measures that are still open ----


def closing_measures(request, uuid):
    """Each side its own: a measure ends, or somebody answers for it until a day."""
    pathway = _pathway_or_404(request, uuid)
    if not can_read_minutes(request.person, pathway):
        raise PermissionDenied
    today = timezone.localdate()
    lines = [line for line in measures_of(pathway, request.person, today) if line.may_settle]
    log_access([line.child.pk for line in lines if line.child], "view")
    people = list(people_around(pathway, today))
    form = MeasuresForm.bind(request, measures=[line.measure for line in lines], people=people)
    if form.is_valid():
        try:
            before = settle_measures(measures=form.settled(people), by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = reverse("pathway_closing", args=[pathway.uuid])
            undo = undo_tag(request, "followup.undo_closing.measures_settled", back=back, measures=before)
            messages.success(request, _("The measures are saved."), extra_tags=undo if before else "")
            return redirect(back)
    return answer(request, "insight/closing_measures.html", {"form": form, "pathway": pathway, "lines": lines}, form)
