from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.undo import undo_tag
from core.forms import answer
from followup import actions
from followup.cadences import written
from followup.calendar import why_closed
from followup.forms import MoveForm, NotHeldForm
from followup.models import Occurrence
from followup.permissions import can_list_occurrences
from followup.queries import listed_lines, listed_occurrences
from followup.views.base import occurrence_context, open_occurrence, pathway_address, saved_words, settled

PER_PAGE = 30
FILTERS = (
    ("", gettext_lazy("All open")),
    ("overdue", gettext_lazy("Overdue")),
    ("due", gettext_lazy("Due")),
    ("planned", gettext_lazy("Planned")),
    ("nobodys", gettext_lazy("With nobody responsible")),
    ("held", gettext_lazy("Held")),
    ("not_held", gettext_lazy("Not held")),
)


def occurrence_list(request):
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    shown, rows = listed_occurrences(request.person, request.GET.get("vis", ""), today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = listed_lines(request.person, today, list(page))
    context = {"page": page, "lines": lines, "shown": shown, "filters": FILTERS, "heading": dict(FILTERS)[shown]}
    context["choosable"] = sum(line.can_settle for line in lines)
    return render(request, "followup/occurrence_list.html", context)


def occurrence_move(request, uuid):
    occurrence = open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return settled(request, occurrence)
    form = MoveForm.bind(request)
    if form.is_valid():
        try:
            actions.move_occurrence(occurrence=occurrence, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            back, day = pathway_address(occurrence.pathway), form.cleaned_data["due_on"]
            undo = undo_tag(request, "followup.undo.moved", back=back, occurrence=occurrence.pk, moved_to=day)
            messages.success(request, _moved_words(occurrence, day), extra_tags=undo)
            return redirect(back)
    return answer(
        request,
        "followup/occurrence_move.html",
        occurrence_context(occurrence, timezone.localdate()) | {"form": form},
        form,
    )


def _moved_words(occurrence, day):
    """Where it went, and that the school is shut that day if it is: an agreed day is kept all the same."""
    words = _("The follow-up is moved to %(day)s.") % {"day": written(day)}
    why = why_closed(occurrence.municipality_id, day)
    if not why:
        return words
    return " ".join([words, _("There is no school that day: %(why)s.") % {"why": why}])


def occurrence_not_held(request, uuid):
    occurrence = open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return settled(request, occurrence)
    form = NotHeldForm.bind(request, reasons=occurrence.pathway.content.not_held_reasons)
    if form.is_valid():
        try:
            actions.mark_not_held(occurrence=occurrence, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = pathway_address(occurrence.pathway)
            undo = undo_tag(request, "followup.undo.not_held", back=back, occurrence=occurrence.pk)
            messages.success(request, saved_words(occurrence.pathway, request.person), extra_tags=undo)
            return redirect(back)
    return answer(
        request,
        "followup/occurrence_not_held.html",
        occurrence_context(occurrence, timezone.localdate()) | {"form": form},
        form,
    )
