"""Time set aside that comes again: the list, one time of it, and all that follow."""

from datetime import date

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from core.forms import answer
from core.templatetags.ui import day
from followup import actions, queries
from followup.calendar import next_school_day, school_calendar, why_closed
from followup.forms import SlotForm, SlotHeldForm, SlotMoveForm
from followup.models import Slot, SlotDay
from followup.permissions import can_keep_slot, can_make_slot
from followup.slots import is_time_of, rhythm_words, time_of, unsettled

UNDO_TIME = "followup.undo_contacts.slot_time"
UNDO_REST = "followup.undo_contacts.slot_following"


def find_slot(request, uuid, *, keeps=False):
    rows = Slot.objects.visible_to(request.person).select_related("pathway__programme_version", "unit")
    slot = get_object_or_404(rows, uuid=uuid)
    if keeps and not can_keep_slot(request.person, slot):
        raise PermissionDenied
    return slot


def find_time(request, uuid, on, *, keeps=False):
    """(slot, its time on that day of the rhythm); 404 when it has none."""
    slot = find_slot(request, uuid, keeps=keeps)
    try:
        on = date.fromisoformat(on)
    except ValueError as error:
        raise Http404 from error
    row = SlotDay.objects.visible_to(request.person).filter(slot=slot, on=on).first()
    if row is None and not is_time_of(slot, on, school_calendar(slot.municipality_id, on, on)):
        raise Http404
    return slot, time_of(slot, on, row, request.person)


@require_GET
def slot_list(request):
    if not can_make_slot(request.person):
        raise PermissionDenied
    today = timezone.localdate()
    began = queries.school_year_began(today)
    context = {
        "lines": queries.slot_lines(request.person, today),
        "unsettled": unsettled(request.person, today),
        "sparring": queries.sparring_totals(request.person, began, today),
        "began": began,
        "today": today,
    }
    return render(request, "followup/slot_list.html", context)


@received_once
def slot_create(request):
    person, today = request.person, timezone.localdate()
    if not can_make_slot(person):
        raise PermissionDenied
    places = queries.places_for(person)
    if not places:
        messages.info(request, _("You are in no pathway and no unit yet, so there is nobody to set time aside with."))
        return redirect("slot_list")
    asked = queries.pathways_to_contact(person).filter(uuid=request.GET["forloeb"]) if _is_uuid(request) else []
    start = {
        "place_of": f"p{asked[0].pk}" if asked else places[0][0],
        "people": [person.staff_id],
        "first_on": next_school_day(person.municipality_id, today),
    }
    people = queries.people_for(person, queries.pathways_to_contact(person), today)
    form = SlotForm.bind(request, people=people, places=places, initial=start)
    if form.is_valid():
        try:
            place = queries.place_behind(person, form.cleaned_data["place_of"])
            slot = actions.create_slot(**form.answers(), **place, by=person)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(request, "followup.undo_contacts.slot_made", back=reverse("slot_list"), slot=slot.pk)
            messages.success(request, _made_words(slot), extra_tags=undo)
            return redirect("slot_list")
    return answer(request, "followup/slot_form.html", {"form": form, "slot": None, "time": None}, form)


def _is_uuid(request):
    from uuid import UUID

    try:
        return bool(UUID(request.GET.get("forloeb", "")))
    except ValueError:
        return False


def _made_words(slot):
    said = {"what": slot.get_kind_display(), "rhythm": rhythm_words(slot), "day": day(slot.first_on)}
    words = _("%(what)s %(rhythm)s, from %(day)s.") % said
    why = why_closed(slot.municipality_id, slot.first_on)
    return words + " " + _("The first day is passed over: %(why)s.") % {"why": why} if why else words


def slot_day(request, uuid, on):
    """One time: held or not with one tap, moved, called off; and the way to all that follow."""
    slot, time = find_time(request, uuid, on)
    start = {name: getattr(time, name) for name in ("day", "starts_at", "ends_at", "place")}
    form = SlotMoveForm.bind(request, initial=start)
    if form.is_valid():
        before = actions.said_of(slot, time.on)
        try:
            row = actions.move_time(slot=slot, on=time.on, **form.cleaned_data, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            return _done(request, slot, time.on, before, _moved_words(row))
    today = timezone.localdate()
    context = {
        "slot": slot,
        "time": time,
        "form": form,
        "held_form": SlotHeldForm(),
        "people": queries.names_of(slot),
        "rhythm": rhythm_words(slot),
        "may_keep": time.can_settle,
        "has_come": time.day <= today,
        "lies_ahead": time.on >= today,
        "today": today,
    }
    return answer(request, "followup/slot_day.html", context, form)


def _moved_words(row):
    words = _("This one time is now %(day)s.") % {"day": day(row.day)}
    why = why_closed(row.municipality_id, row.day)
    return words + " " + _("There is no school that day: %(why)s.") % {"why": why} if why else words


@require_POST
def slot_held(request, uuid, on):
    slot, time = find_time(request, uuid, on, keeps=True)
    form = SlotHeldForm(data=request.POST)
    minutes = form.cleaned_data["minutes"] if form.is_valid() else None
    if form.errors:
        messages.error(request, _("Write between 1 and 600 minutes."))
        return redirect(time.url)

    def act():
        return actions.hold_time(slot=slot, on=time.on, minutes=minutes, by=request.person)

    return _settle(request, slot, time, act, _("Held: %(day)s."))


@require_POST
def slot_not_held(request, uuid, on):
    slot, time = find_time(request, uuid, on, keeps=True)
    act = lambda: actions.drop_time(slot=slot, on=time.on, by=request.person)  # noqa: E731
    return _settle(request, slot, time, act, _("Not held: %(day)s."))


@require_POST
def slot_cancel(request, uuid, on):
    slot, time = find_time(request, uuid, on, keeps=True)
    act = lambda: actions.cancel_time(slot=slot, on=time.on, by=request.person)  # noqa: E731
    return _settle(request, slot, time, act, _("Called off: %(day)s. The other times stay."))


def _settle(request, slot, time, act, words):
    before = actions.said_of(slot, time.on)
    try:
        row = act()
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(time.url)
    words = words % {"day": day(row.day)}
    if row.state == SlotDay.State.HELD and row.contact_id:
        words += " " + _("The sparring stands among the contacts of the pathway.")
    return _done(request, slot, time.on, before, words)


def _done(request, slot, on, before, words):
    undo = undo_tag(request, UNDO_TIME, back=reverse("slot_list"), slot=slot.pk, on=on, before=before)
    messages.success(request, words, extra_tags=undo)
    return redirect("slot_list")


@received_once
def slot_edit(request, uuid, on):
    """This time and all that follow, told anew."""
    slot, time = find_time(request, uuid, on, keeps=True)
    before = actions.fields_of(slot)
    pathways = [slot.pathway] if slot.pathway else []
    people = queries.people_for(request.person, pathways, timezone.localdate(), slot)
    form = SlotForm.bind(request, people=people, initial=before | {"first_on": time.on})
    if form.is_valid():
        try:
            following = actions.change_following(slot=slot, on=time.on, **form.answers(), by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            new = following.pk if following.pk != slot.pk else None
            undo = undo_tag(request, UNDO_REST, back=reverse("slot_list"), slot=slot.pk, before=before, following=new)
            messages.success(request, _made_words(following), extra_tags=undo)
            return redirect("slot_list")
    return answer(request, "followup/slot_form.html", {"form": form, "slot": slot, "time": time}, form)


@require_POST
def slot_end(request, uuid, on):
    slot, time = find_time(request, uuid, on, keeps=True)
    before = actions.fields_of(slot)
    try:
        actions.end_slot(slot=slot, on=time.on, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(time.url)
    undo = undo_tag(request, UNDO_REST, back=reverse("slot_list"), slot=slot.pk, before=before, following=None)
    words = _("It has ended. Nothing is set aside from %(day)s on.") % {"day": day(time.on)}
    messages.success(request, words, extra_tags=undo)
    return redirect("slot_list")
