"""Several follow-ups at once: ticked on the list, looked at, then moved or handed over together, and taken back together."""

from uuid import UUID

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.undo import undo_tag
from core.forms import answer
from followup.actions.occurrences import hand_over_many, move_many
from followup.cadences import written
from followup.forms.many import HandOverManyForm, MoveManyForm
from followup.permissions import can_list_occurrences
from followup.queries.many import Step, chosen_occurrences, move_steps, past_step, takers
from followup.queries.occurrences import line


def occurrence_many_move(request):
    rows = _chosen(request)
    if not rows:
        return _nothing(request)
    form = MoveManyForm.bind(request)
    steps = _lines(request, rows)
    if form.is_valid():
        data, today = form.cleaned_data, timezone.localdate()
        steps = move_steps(request.person, rows, data["due_on"], data["weeks"], today)
        if past := past_step(steps, today):
            form.refuse(ValidationError({_asked(data): past}))
        elif request.POST.get("confirm"):
            try:
                _move(request, steps, data["reason"])
            except ValidationError as error:
                form.refuse(error)
            else:
                return redirect("occurrence_list")
    return _page(request, "followup/occurrence_many_move.html", form, rows, steps)


def occurrence_many_hand_over(request):
    rows = _chosen(request)
    if not rows:
        return _nothing(request)
    form = HandOverManyForm.bind(request, people=takers(rows, timezone.localdate()))
    if form.is_valid() and request.POST.get("confirm"):
        try:
            _hand_over(request, rows, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            return redirect("occurrence_list")
    return _page(request, "followup/occurrence_many_hand_over.html", form, rows, _lines(request, rows))


def _asked(data):
    return "weeks" if data["weeks"] else "due_on"


@transaction.atomic
def _move(request, steps, reason):
    """All or none, a day at a time."""
    moves = [[step.line.occurrence.pk, step.to_day.isoformat()] for step in steps]
    for day in sorted({step.to_day for step in steps}):
        rows = [step.line.occurrence for step in steps if step.to_day == day]
        move_many(occurrences=rows, due_on=day, reason=reason, by=request.person)
    words = ngettext("%(n)s follow-up is moved.", "%(n)s follow-ups are moved.", len(steps)) % {"n": len(steps)}
    if len({step.to_day for step in steps}) == 1:
        words = ngettext(
            "%(n)s follow-up is moved to %(day)s.", "%(n)s follow-ups are moved to %(day)s.", len(steps)
        ) % {"n": len(steps), "day": written(steps[0].to_day)}
    undo = undo_tag(request, "followup.undo_many.moved", back=reverse("occurrence_list"), moves=moves)
    messages.success(request, words, extra_tags=undo)


def _hand_over(request, rows, to, reason):
    before = [[row.pk, row.responsible_id or row.pathway.lead_id] for row in rows if row.responsible_id != to.pk]
    hand_over_many(occurrences=rows, to=to, reason=reason, by=request.person)
    words = ngettext(
        "%(n)s follow-up is handed over to %(name)s.", "%(n)s follow-ups are handed over to %(name)s.", len(rows)
    ) % {"n": len(rows), "name": to.name}
    undo = undo_tag(request, "followup.undo_many.handed", back=reverse("occurrence_list"), to=to.pk, before=before)
    messages.success(request, words, extra_tags=undo)


def _chosen(request):
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    sent = request.POST if request.method == "POST" else request.GET
    return chosen_occurrences(request.person, [each for each in sent.getlist("valgt") if _is_uuid(each)])


def _is_uuid(text):
    try:
        UUID(text)
    except ValueError:
        return False
    return True


def _nothing(request):
    messages.info(request, _("Tick one or more follow-ups that you may move first."))
    return redirect("occurrence_list")


def _lines(request, rows):
    today = timezone.localdate()
    return [Step(line(request.person, today, row)) for row in rows]


def _page(request, template, form, rows, steps):
    ready = form.is_bound and form.is_valid()
    context = {"form": form, "steps": steps, "ready": ready, "worth_a_look": any(step.warnings for step in steps)}
    return answer(request, template, context, form)
