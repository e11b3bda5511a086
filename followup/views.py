from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from accounts.models import way_back
from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Pathway
from core.forms import answer
from followup import actions
from followup.cadences import cadence_of, due_after_in, moved_sentence, moves_of, on_calendar, written
from followup.calendar import school_year_of, why_closed
from followup.forms import CloseForm, HoldForm, MoveForm, NotHeldForm, SchoolBreakForm, StartForm
from followup.models import Meeting, Occurrence, SchoolBreak
from followup.permissions import (
    can_close_pathway,
    can_edit_school_calendar,
    can_hold_meeting,
    can_list_occurrences,
    can_start_pathway,
)
from followup.phases import closing_decisions, running_phase, steps_between
from followup.queries import (
    calendar_years,
    children_of_follow_up,
    listed_lines,
    listed_occurrences,
    minutes_of,
    next_occurrence,
    open_goals,
    open_lines,
    people_around,
    span_limit,
)

PER_PAGE = 30
FILTERS = (
    ("", gettext_lazy("All open")),
    ("overdue", gettext_lazy("Overdue")),
    ("due", gettext_lazy("Due")),
    ("planned", gettext_lazy("Planned")),
    ("held", gettext_lazy("Held")),
    ("not_held", gettext_lazy("Not held")),
)


def pathway_address(pathway):
    try:
        return reverse("pathway_detail", args=[pathway.uuid])
    except NoReverseMatch:  # while the pages are being built: taken out with the last of them
        return reverse("occurrence_list")


# ---- follow-ups ----


def occurrence_list(request):
    if not can_list_occurrences(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    shown, rows = listed_occurrences(request.person, request.GET.get("vis", ""), today)
    page = Paginator(rows, PER_PAGE).get_page(request.GET.get("page"))
    lines = listed_lines(request.person, today, list(page))
    context = {"page": page, "lines": lines, "shown": shown, "filters": FILTERS, "heading": dict(FILTERS)[shown]}
    return render(request, "followup/occurrence_list.html", context)


def _open_occurrence(request, uuid):
    """The occurrence, with a 403 for readers; None when it is settled."""
    rows = Occurrence.objects.visible_to(request.person).select_related("pathway__programme_version", "responsible")
    occurrence = get_object_or_404(rows, uuid=uuid)
    if not can_hold_meeting(request.person, occurrence.pathway):
        raise PermissionDenied
    return occurrence


def _settled(request, occurrence):
    """Where a settled one leads: to its minutes, or to the list with the word for what became of it."""
    request.draft_stays = True  # a colleague was quicker: what was typed here is not lost
    meeting = Meeting.objects.visible_to(request.person).filter(occurrence=occurrence).first()
    if meeting:
        return redirect("meeting_detail", meeting.uuid)
    messages.info(request, _("This follow-up is already settled."))
    return redirect("occurrence_list")


@received_once
def occurrence_hold(request, uuid):
    occurrence = _open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return _settled(request, occurrence)
    today = timezone.localdate()
    form, waiting = _hold_form(request, occurrence.pathway, today)
    if form.is_valid():
        try:
            meeting = actions.hold_meeting(occurrence=occurrence, by=request.person, **form.minutes())
        except ValidationError as error:
            form.refuse(error)
        else:
            back = way_back(reverse("occurrence_hold", args=[occurrence.uuid]))
            undo = undo_tag(request, "followup.undo.held", back=back, occurrence=occurrence.pk)
            messages.success(request, _saved_words(occurrence.pathway, request.person), extra_tags=undo)
            return redirect("meeting_detail", meeting.uuid)
    context = _occurrence_context(occurrence, today) | {"form": form, "waiting": waiting}
    context["proposed"] = due_after_in(cadence_of(occurrence), today, occurrence.municipality_id).due_on
    return answer(request, "followup/occurrence_hold.html", context, form)


def _hold_form(request, pathway, today):
    """The form, and the number of children of whom the person may say nothing."""
    children, waiting = children_of_follow_up(pathway, request.person, today)
    log_access([each.child_id for each in children], "view")
    people, goals = list(people_around(pathway, today)), list(open_goals(pathway, request.person))
    leads = {"staff": [pathway.lead_id, pathway.co_lead_id]}
    return HoldForm.bind(request, people=people, children=children, goals=goals, initial=leads), waiting


def _occurrence_context(occurrence, today):
    cadence = cadence_of(occurrence)
    kind = occurrence.pathway.content.meeting_kind(cadence.meeting_kind) if cadence.meeting_kind else None
    return {
        "occurrence": occurrence,
        "pathway": occurrence.pathway,
        "pathway_url": pathway_address(occurrence.pathway),
        "cadence": cadence,
        "kind": kind,
        "status": occurrence.status(today),
        "sentence": moved_sentence(occurrence),
        "moves": moves_of(occurrence),
        "days_late": occurrence.days_overdue(today),
    }


def _saved_words(pathway, person):
    following = next_occurrence(pathway, person)
    if following is None:
        return _("The follow-up is saved.")
    return _("The follow-up is saved. The next one is %(day)s.") % {"day": written(following.due_on)}


def occurrence_move(request, uuid):
    occurrence = _open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return _settled(request, occurrence)
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
        _occurrence_context(occurrence, timezone.localdate()) | {"form": form},
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
    occurrence = _open_occurrence(request, uuid)
    if occurrence.state != Occurrence.State.OPEN:
        return _settled(request, occurrence)
    form = NotHeldForm.bind(request, reasons=occurrence.pathway.content.not_held_reasons)
    if form.is_valid():
        try:
            actions.mark_not_held(occurrence=occurrence, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = pathway_address(occurrence.pathway)
            undo = undo_tag(request, "followup.undo.not_held", back=back, occurrence=occurrence.pk)
            messages.success(request, _saved_words(occurrence.pathway, request.person), extra_tags=undo)
            return redirect(back)
    return answer(
        request,
        "followup/occurrence_not_held.html",
        _occurrence_context(occurrence, timezone.localdate()) | {"form": form},
        form,
    )


def meeting_detail(request, uuid):
    meeting = get_object_or_404(Meeting.objects.visible_to(request.person).select_related("recorded_by"), uuid=uuid)
    pathway = (
        Pathway.objects.visible_to(request.person)
        .filter(pk=meeting.pathway_id)
        .select_related("programme_version")
        .first()
    )
    minutes = minutes_of(meeting, request.person)
    log_access([row.child_id for row in minutes["children"]], "view")
    context = {
        "meeting": meeting,
        "pathway": pathway,
        "pathway_url": pathway and pathway_address(pathway),
        "kind": None,
        "following": None,
        "following_sentence": "",
    }
    if pathway:
        context["kind"] = next((k for k in pathway.content.meeting_kinds if k.key == meeting.kind), None)
        context["following"] = following = next_occurrence(pathway, request.person)
        context["following_sentence"] = moved_sentence(following) if following else ""
    return render(request, "followup/meeting_detail.html", context | minutes)


# ---- the pathway ----


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


def pathway_close(request, uuid):
    pathway = get_object_or_404(
        Pathway.objects.visible_to(request.person).select_related("programme_version"), uuid=uuid
    )
    if not can_close_pathway(request.person, pathway):
        raise PermissionDenied
    decisions = closing_decisions(pathway)
    if not pathway.is_open or not decisions:
        messages.info(request, _("The pathway cannot be closed now."))
        return redirect(pathway_address(pathway))
    form = CloseForm.bind(request, decisions=[decision for decision, _steps in decisions])
    if form.is_valid():
        try:
            closed = actions.close_pathway(pathway=pathway, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            words = _("The pathway goes on in maintenance.") if closed.is_open else _("The pathway is closed.")
            undo = undo_tag(request, "followup.undo.closed", back=pathway_address(pathway), pathway=pathway.pk)
            messages.success(request, words, extra_tags=undo)
            return redirect(pathway_address(pathway))
    context = _pathway_context(pathway, form, decisions[0][1][:-1])
    context["lines"] = open_lines(pathway, request.person, timezone.localdate())
    return answer(request, "followup/pathway_close.html", context, form)


# ---- the school calendar ----


def school_calendar(request):
    if not can_edit_school_calendar(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    if request.method == "POST":
        year = request.POST.get("year", "")
        if year.isdigit() and school_year_of(today) <= int(year) <= school_year_of(today) + 1:
            made = actions.add_default_breaks(municipality_id=request.person.municipality_id, school_year=int(year))
            _tell_added(request, made)
        return redirect("school_calendar")
    return render(request, "followup/school_calendar.html", {"years": calendar_years(request.person, today)})


def _tell_added(request, made):
    if not made:
        messages.info(request, _("Nothing was missing."))
        return
    words = _("Added: %(names)s.") % {"names": ", ".join(each.name for each in made)}
    messages.success(
        request, words, extra_tags=_undo_breaks(request, "breaks_added", breaks=[each.pk for each in made])
    )


def _undo_breaks(request, what, **kept):
    return undo_tag(request, f"followup.undo.{what}", back=reverse("school_calendar"), **kept)


@received_once
def school_break_create(request):
    return _edit_break(request, SchoolBreak(municipality_id=request.person.municipality_id))


def school_break_edit(request, pk):
    return _edit_break(request, get_object_or_404(SchoolBreak.objects.visible_to(request.person), pk=pk))


def _edit_break(request, row):
    if not can_edit_school_calendar(request.person):
        raise PermissionDenied
    before = {"name": row.name, "starts_on": row.starts_on, "ends_on": row.ends_on}
    known = row.pk
    if known and request.POST.get("remove"):
        undo = _undo_breaks(request, "break_removed", **before)
        row.delete()
        words = _("The holiday is removed. Dates that are not agreed follow tomorrow morning.")
        messages.success(request, words, extra_tags=undo)
        return redirect("school_calendar")
    form = SchoolBreakForm.bind(request, instance=row)
    if form.is_valid():
        saved = form.save()
        kept = {"pk": known, **before} if known else {"breaks": [saved.pk]}
        words = _("The holiday is saved. Dates that are not agreed follow tomorrow morning.")
        undo = _undo_breaks(request, "break_changed" if known else "breaks_added", **kept)
        messages.success(request, words, extra_tags=undo)
        return redirect("school_calendar")
    return answer(request, "followup/school_break.html", {"form": form, "row": row}, form)
