from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.undo import undo_tag
from cases.models import Pathway
from core.forms import answer
from followup import actions
from followup.cadences import moved_sentence, on_calendar
from followup.forms import StartForm
from followup.permissions import can_start_pathway
from followup.phases import running_phase, steps_between
from followup.queries import next_occurrence, span_limit
from followup.views.base import pathway_address


def pathway_start(request, uuid):
    pathway = get_object_or_404(
        Pathway.objects.visible_to(request.person).select_related("programme_version"), uuid=uuid
    )
    if not can_start_pathway(request.person, pathway):
        raise PermissionDenied
    if pathway.state != Pathway.State.ACCEPTED:
        messages.info(request, _("The pathway cannot be started now."))
        return redirect(pathway_address(pathway))
    form = StartForm.bind(request, initial={"starts_on": timezone.localdate()})
    if form.is_valid():
        try:
            started = actions.start_pathway(pathway=pathway, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            _tell_started(request, started)
            return redirect(pathway_address(pathway))
    running = running_phase(pathway.content, pathway.track)
    steps = steps_between(pathway.content, pathway.phase, running.key) if running else ()
    context = _pathway_context(pathway, form, (steps or ())[:-1]) | {"limit": span_limit(pathway)}
    context["cadences"] = running and [
        c for c in pathway.content.cadences_in(pathway.track, running.key) if on_calendar(c)
    ]
    return answer(request, "followup/pathway_start.html", context, form)


def _pathway_context(pathway, form, skipped):
    words = ", ".join(str(phase.title).lower() for phase in skipped)
    return {
        "form": form,
        "pathway": pathway,
        "pathway_url": pathway_address(pathway),
        "skipped": skipped,
        "skipped_words": words,
    }


def _tell_started(request, pathway):
    following = next_occurrence(pathway, request.person)
    words = _("The pathway is under way.")
    undo = undo_tag(request, "followup.undo.started", back=pathway_address(pathway), pathway=pathway.pk)
    messages.success(request, f"{words} {moved_sentence(following)}" if following else words, extra_tags=undo)
    limit = span_limit(pathway)
    if limit and (warning := limit.check_span(pathway.starts_on, pathway.planned_end_on)):
        messages.warning(request, str(warning))
