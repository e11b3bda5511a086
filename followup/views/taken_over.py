"""Giving one follow-up to somebody else, and sharing out what came to a leader when somebody stopped."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.models import StaffMember
from accounts.undo import undo_tag
from core.forms import answer
from followup.actions.occurrences import hand_over
from followup.actions.taken_over import share_out
from followup.forms.taken_over import HandOverForm, ShareOutForm
from followup.models import Occurrence
from followup.permissions import can_share_out
from followup.queries.taken_over import history_of, taken, who_could_take
from followup.views.base import occurrence_context, open_occurrence, pathway_address, settled


def occurrence_hand_over(request, uuid):
    occurrence, today = open_occurrence(request, uuid), timezone.localdate()
    if occurrence.state != Occurrence.State.OPEN:
        return settled(request, occurrence)
    people = who_could_take(occurrence, today)
    among = StaffMember.objects.visible_to(request.person).filter(pk__in=[each.pk for each in people])
    form = HandOverForm.bind(request, people=among)
    if form.is_valid():
        to, had = form.cleaned_data["to"], occurrence.responsible_id
        try:
            hand_over(occurrence=occurrence, to=to, reason=_why(form), by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = pathway_address(occurrence.pathway)
            undo = undo_tag(request, "followup.undo_taken_over.handed", back=back, occurrence=occurrence.pk, to=to.pk, had=had)  # fmt: skip
            words = _("%(name)s answers for it from now on, and finds it on Today.") % {"name": to.name}
            messages.success(request, words, extra_tags=undo)
            return redirect(back)
    past = history_of(occurrence, request.person)
    context = occurrence_context(occurrence, today) | {"form": form, "people": people, "past": past}
    return answer(request, "followup/occurrence_hand_over.html", context, form)


def _why(form):
    return form.cleaned_data["reason"].strip() or _("No reason given")


def taken_over(request, uuid):
    """What came to the leader after one person: a colleague for each, or all to one."""
    if not can_share_out(request.person):
        raise PermissionDenied
    staff = get_object_or_404(StaffMember.objects.visible_to(request.person), uuid=uuid)
    items = taken(request.person, staff, timezone.localdate())
    if not items:
        if request.method == "POST":
            return redirect("today")
        raise Http404
    form = ShareOutForm.bind(request, items=items)
    if form.is_valid():
        choices = _all_to(request.POST.get("all", ""), items) or form.choices
        try:
            dealt = share_out(staff=staff, choices=choices, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            _tell(request, staff, dealt)
            return redirect("taken_over" if len(dealt) < len(items) else "today", *([uuid] if len(dealt) < len(items) else []))  # fmt: skip
    rows = [(item, form[item.field_name]) for item in items]
    context = {"staff": staff, "rows": rows, "form": form, "for_all": _for_all(items)}
    return answer(request, "followup/taken_over.html", context, form)


def _for_all(items):
    """Those who could take all of it."""
    given = [item for item in items if item.can_be_given]
    common = set.intersection(*({each.pk for each in item.people} for item in given)) if given else set()
    return [each for each in (given[0].people if given else []) if each.pk in common]


def _all_to(text, items):
    if not text.isdigit():
        return {}
    return {item.row.pk: int(text) for item in items if item.can_be_given}


def _tell(request, staff, dealt):
    if not dealt:
        messages.info(request, _("Choose who takes each of them."))
        return
    words = ngettext("%(n)s thing after %(name)s is dealt with.", "%(n)s things after %(name)s are dealt with.", len(dealt))  # fmt: skip
    undo = undo_tag(
        request, "followup.undo_taken_over.shared_out", back=reverse("taken_over", args=[staff.uuid]), dealt=dealt
    )
    messages.success(request, words % {"n": len(dealt), "name": staff.name}, extra_tags=undo)
