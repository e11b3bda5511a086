"""Talking with families about joining, the answer to a referral, and adults who should not meet."""

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.received import received_once
from audit.actions import log_access
from core.forms import answer
from parentgroups import actions, queries
from parentgroups.forms import CautionForm, ContactForm, ReferralForm
from parentgroups.models import Caution, GroupEnrolment, RecruitmentContact
from parentgroups.permissions import can_answer_referral, can_lead_group
from parentgroups.views.families import too_many, undo_of
from parentgroups.views.ground import enrolment_of, group_of, must, said, to_group

RECENT = 5
DONE = {
    RecruitmentContact.Outcome.YES: gettext_lazy("%(name)s is in the group."),
    RecruitmentContact.Outcome.WAITING: gettext_lazy("%(name)s is on the waiting list."),
    RecruitmentContact.Outcome.THINKING: gettext_lazy(
        "%(name)s thinks it over and stands here again a week after the talk."
    ),
    RecruitmentContact.Outcome.NO: gettext_lazy("The answer of %(name)s is saved."),
}


@received_once
def contact_create(request, uuid):
    enrolment, today = enrolment_of(request, uuid), timezone.localdate()
    group, person = enrolment.group, request.person
    must(can_lead_group(person, group))
    places = queries.places(group, person)
    form = ContactForm.bind(
        request, reasons=group.pathway.content.stop_reasons, may_wait=places.is_full or enrolment.state == "waiting",
        initial={"on": today, "how": RecruitmentContact.How.PHONE},
    )  # fmt: skip
    if form.is_valid():
        try:
            contact = actions.note_contact(enrolment=enrolment, by=person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            said(request, _done(contact, person), undo_of(contact.enrolment))
            return to_group(group)
    log_access([enrolment.child_id], "view")
    contacts = RecruitmentContact.objects.visible_to(person).filter(enrolment=enrolment).select_related("by")[:RECENT]
    context = {
        "form": form, "enrolment": enrolment, "pathway": group.pathway, "contacts": contacts, "places": places,
        "has_caution": queries.is_cautioned(enrolment, person, today),
    }  # fmt: skip
    return answer(request, "parentgroups/contact_create.html", context, form)


def _done(contact, person):
    words = DONE.get(contact.outcome, _("The contact with %(name)s is saved."))
    return words % {"name": contact.enrolment.parent.name} + too_many(contact.enrolment, person)


@received_once
def enrolment_referral(request, uuid):
    enrolment = enrolment_of(request, uuid)
    must(can_answer_referral(request.person, enrolment.group))
    if not enrolment.referred_to:
        raise Http404
    initial = {
        "answered_on": enrolment.referral_answered_on or timezone.localdate(),
        "answer": enrolment.referral_answer,
    }
    form = ReferralForm.bind(request, initial=initial)
    if form.is_valid():
        try:
            answered = actions.answer_referral(enrolment=enrolment, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            said(request, _("The answer about %(name)s is saved.") % {"name": enrolment.parent.name}, undo_of(answered))
            return to_group(enrolment.group)
    log_access([enrolment.child_id], "view")
    context = {"form": form, "enrolment": enrolment, "pathway": enrolment.group.pathway}
    return answer(request, "parentgroups/enrolment_referral.html", context, form)


# ---- adults who should not meet: its leaders alone, 404 for everybody else, the manager too ----


def _led_group(request, uuid):
    group = group_of(request, uuid)
    if not can_lead_group(request.person, group):
        raise Http404
    return group


@received_once
def caution_list(request, uuid):
    group, person, today = _led_group(request, uuid), request.person, timezone.localdate()
    candidates = queries.candidates(group, person, today)
    enrolled = list(GroupEnrolment.objects.visible_to(person).filter(group=group).select_related("parent"))
    adults = {each.parent_id: each.parent for each in (*enrolled, *(candidate.custody for candidate in candidates))}
    form = CautionForm.bind(request, adults=sorted(adults.values(), key=lambda adult: adult.name_key))
    if form.is_valid():
        try:
            caution = actions.add_caution(
                parents=form.chosen, note=form.cleaned_data["note"], until=form.cleaned_data["until"], by=person
            )
        except ValidationError as error:
            form.refuse(error)
        else:
            said(
                request, _("It is kept for the group leaders alone."), reverse("caution_end", args=[uuid, caution.uuid])
            )
            return redirect("caution_list", uuid=uuid)
    log_access({each.child_id for each in enrolled} | {candidate.custody.child_id for candidate in candidates}, "list")
    cautions = queries.cautions_of_leader(group, candidates, person, today)
    context = {"form": form, "group": group, "pathway": group.pathway, "cautions": cautions, "adults": adults}
    return answer(request, "parentgroups/caution_list.html", context, form)


@require_POST
def caution_end(request, uuid, caution):
    _led_group(request, uuid)
    found = get_object_or_404(Caution.objects.visible_to(request.person), uuid=caution)
    kept = actions.end_caution(caution=found, by=request.person)
    undo = reverse("caution_reopen", args=[uuid, kept.uuid]) if kept.pk else ""
    said(request, _("It no longer counts."), undo)
    return redirect("caution_list", uuid=uuid)


@require_POST
def caution_reopen(request, uuid, caution):
    _led_group(request, uuid)
    found = get_object_or_404(Caution.objects.visible_to(request.person), uuid=caution)
    actions.reopen_caution(caution=found, by=request.person)
    messages.success(request, _("It counts again."))
    return redirect("caution_list", uuid=uuid)
