"""A measure of the class part and what the adults have tried of it: a page of its own, and one line on Today."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.received import received_once
from cases.actions.trials import try_measure, undo_trial
from cases.forms.trials import TrialForm
from cases.models import Measure, MeasureTrial
from cases.permissions import can_read_drafts, can_try_measure, can_undo_trial
from cases.queries.trials import trials_of
from cases.views.plans import warn_of_given_names
from core.forms import answer


def class_measure_or_404(request, uuid):
    """A measure of a class part: what a child's annex holds is not tried by tap."""
    rows = (
        Measure.objects.visible_to(request.person)
        .of_class()
        .select_related("plan__pathway__programme_version", "owner")
    )
    measure = get_object_or_404(rows, uuid=uuid)
    if measure.plan.state == "draft" and not can_read_drafts(request.person, measure.plan.pathway):
        raise Http404
    return measure


@received_once
def measure_trials(request, uuid):
    measure = class_measure_or_404(request, uuid)
    may_try = can_try_measure(request.person, measure)
    if request.method == "POST" and not may_try:
        raise PermissionDenied
    form = TrialForm.bind(request, initial={"tried_on": timezone.localdate()}) if may_try else None
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, measure, form.cleaned_data)
            return redirect(_back(request.POST.get("back", ""), measure))
        except ValidationError as error:
            form.refuse(error)
    trials = trials_of(measure, request.person)
    for trial in trials:
        trial.can_be_undone = can_undo_trial(request.person, trial)
    context = {"measure": measure, "pathway": measure.plan.pathway, "trials": trials, "form": form}
    context |= {
        "element": measure.plan.pathway.content.element(measure.core_element),
        "back": request.POST.get("back", ""),
    }
    return answer(request, "cases/measure_trials.html", context, form)


def _save(request, measure, data):
    trial = try_measure(
        measure=measure, tried_on=data["tried_on"] or timezone.localdate(), line=data["line"], by=request.person
    )
    undo = reverse("trial_undo", args=[trial.uuid])
    if request.POST.get("back") == "today":
        undo += "?back=today"
    messages.success(
        request, _("“%(measure)s” has been tried.") % {"measure": measure.title}, extra_tags=f"undo:{undo}"
    )
    warn_of_given_names(request, measure.plan.pathway, data["line"])


def _back(place, measure):
    return reverse("today") if place == "today" else reverse("measure_trials", args=[measure.uuid])


@require_POST
def trial_undo(request, uuid):
    trials = MeasureTrial.objects.visible_to(request.person).select_related("measure")
    trial = undo_trial(trial=get_object_or_404(trials, uuid=uuid), by=request.person)
    messages.success(request, _("It has been taken back."))
    return redirect(_back(request.GET.get("back", ""), trial.measure))
