"""Lessons taught by two: one line a week."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from classes import actions, queries
from classes.forms import CoTeachingForm
from classes.models import CoTeachingWeek
from classes.views.log import find_pathway, written_pathway
from core.forms import answer
from core.templatetags.ui import capital, few_decimals, weekno


def co_teaching_edit(request, uuid):
    pathway = written_pathway(request, uuid)
    mondays = queries.weeks_to_write(pathway, timezone.localdate())
    written = _written(request, pathway)
    mondays += [each for each in written if each not in mondays and each.isoformat() == request.GET.get("uge")]
    start, like = _prefilled(request, pathway, mondays, written)
    form = CoTeachingForm.bind(request, mondays=mondays, initial=start)
    if form.is_valid():
        try:
            week = actions.write_co_teaching(pathway=pathway, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _saved(request, pathway, week)
    summary = queries.co_teaching_summary(pathway)
    context = {"form": form, "pathway": pathway, "summary": summary, "like": like, "mondays": mondays}
    return answer(request, "classes/co_teaching_edit.html", context, form)


def _written(request, pathway):
    rows = CoTeachingWeek.objects.visible_to(request.person).filter(pathway=pathway)
    return {week.monday: week for week in rows}


def _prefilled(request, pathway, mondays, written):
    """(initial values, the earlier week they are taken from or None): the week asked for, else the newest without a line."""
    if not mondays:
        return {}, None
    asked = next((each for each in mondays if each.isoformat() == request.GET.get("uge")), None)
    monday = asked or next((each for each in mondays if each not in written), mondays[0])
    start = {"monday": monday.isoformat()}
    if now := written.get(monday):
        return start | {"lessons": now.lessons, "who": now.who, "reason": now.reason}, None
    like = queries.last_week_before(pathway, monday)
    return (start | {"lessons": like.lessons, "who": like.who}, like) if like else (start, None)


def _saved(request, pathway, week):
    kwargs = {"uuid": pathway.uuid, "monday": week.monday.isoformat()}
    undo = f"undo:{reverse('co_teaching_undo', kwargs=kwargs)}" if week.before is not None else ""
    said = ngettext(
        "%(week)s is saved: %(lessons)s lesson with two adults.",
        "%(week)s is saved: %(lessons)s lessons with two adults.",
        1 if week.lessons == 1 else 2,
    ) % {"week": capital(weekno(week.monday)), "lessons": few_decimals(week.lessons)}
    messages.success(request, said, extra_tags=undo)
    return redirect("session_list", uuid=pathway.uuid)


@require_POST
def co_teaching_undo(request, uuid, monday):
    pathway = find_pathway(request, uuid)
    rows = CoTeachingWeek.objects.visible_to(request.person).filter(pathway=pathway)
    week = get_object_or_404(rows, monday=_day(monday))
    week.pathway = pathway
    left = actions.undo_co_teaching(week=week, by=request.person)
    messages.success(request, _("The week is as it was before.") if left else _("The week's line is taken back."))
    return redirect("session_list", uuid=pathway.uuid)


def _day(text):
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise Http404 from error
