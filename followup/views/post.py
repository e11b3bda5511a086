"""Post that did not arrive, the hours of reminders, how parents are told, and what operators ask."""

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import DatabaseError, connection, transaction
from django.http import Http404, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.crypto import constant_time_compare
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from accounts.actions.addresses import is_login_too
from accounts.models import StaffMember
from accounts.permissions import can_administer
from accounts.undo import undo_tag
from cases.models import Parent
from core.forms import answer
from followup.actions import post
from followup.forms.post import AddressForm, ParentMessagesForm, PostHoursForm
from followup.permissions import can_choose_messages, can_edit_post_hours, can_see_post
from followup.post.heartbeat import ops
from followup.post.hours import hours_of
from followup.post.parents import language_words, preview_for, why_untold
from followup.queries.post import mail_line, undelivered


@transaction.non_atomic_requests
@never_cache
@login_not_required
def opsz(request):
    """Numbers for whoever watches over the servers, with the token; 503 when somebody must look."""
    given = request.headers.get("Authorization", "").removeprefix("Bearer ") or request.GET.get("token", "")
    if not settings.OPS_TOKEN or not constant_time_compare(given, settings.OPS_TOKEN):
        raise Http404
    try:
        found = ops()
    except DatabaseError:
        connection.close()
        found = {"healthy": False, "troubles": ["database"]}
    return JsonResponse(found, status=200 if found["healthy"] else 503)


def post_list(request):
    if not can_see_post(request.person):
        raise PermissionDenied
    rows = undelivered(request.person)
    context = {
        "rows": rows,
        "mails": [row.pk for row in rows if row.noun == "mail"],
        "is_administrator": request.person.has("administrator"),
    }
    return render(request, "followup/post_list.html", context)


def _asked(request):
    """(mail | message, ids) of the form; what is not there, or not hers, changes nothing."""
    if not can_see_post(request.person):
        raise PermissionDenied
    noun = request.POST.get("noun", "")
    known = [int(pk) for pk in request.POST.getlist("pk") if pk.isdigit() and len(pk) < 19]
    return (noun, known) if noun in post.TABLES else ("mail", [])


@require_POST
def post_again(request):
    noun, pks = _asked(request)
    count = post.try_again(noun=noun, pks=pks, by=request.person)
    if count:
        words = ngettext(
            "%(count)s is tried again within a minute.", "%(count)s are tried again within a minute.", count
        )
        messages.success(request, words % {"count": count})
    else:
        messages.info(request, _("It has been sent or laid aside already."))
    return redirect("post_list")


@require_POST
def post_set_aside(request):
    noun, pks = _asked(request)
    pk = pks[0] if pks else 0
    if post.set_aside(noun=noun, pk=pk, by=request.person):
        undo = undo_tag(request, "followup.undo_post.set_aside", back=reverse("post_list"), noun=noun, pk=pk)
        messages.success(request, _("Laid aside. It is not tried again."), extra_tags=undo)
    else:
        messages.info(request, _("It has been sent or laid aside already."))
    return redirect("post_list")


def staff_address(request, uuid):
    """Where mails to a colleague go; what did not arrive is sent to the new address in the same step."""
    if not can_administer(request.person):
        raise PermissionDenied
    staff = get_object_or_404(StaffMember.objects.visible_to(request.person).select_related("user"), uuid=uuid)
    mails = post.came_back(staff, request.person)
    form = AddressForm.bind(request, came_back=len(mails), initial={"email": staff.address})
    if form.is_valid():
        given = {"email": form.cleaned_data["email"], "again": form.cleaned_data.get("again", False)}
        try:
            kept = post.correct_address(staff=staff, **given, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            back = reverse("staff_detail", args=[staff.uuid])
            messages.success(
                request,
                _address_words(kept),
                extra_tags=undo_tag(request, "followup.undo_post.address", back=back, **kept),
            )
            return redirect(back)
    context = {
        "form": form,
        "staff": staff,
        "lines": [mail_line(row) for row in mails],
        "is_login_too": is_login_too(staff),
    }
    return answer(request, "followup/staff_address.html", context, form)


def _address_words(kept):
    n = len(kept["mails"])
    if not n:
        return _("Mails go to %(email)s from now on.") % {"email": kept["email"]}
    words = ngettext(
        "Mails go to %(email)s from now on. %(n)s mail is sent again within a minute.",
        "Mails go to %(email)s from now on. %(n)s mails are sent again within a minute.",
        n,
    )
    return words % {"email": kept["email"], "n": n}


def post_hours(request):
    if not can_edit_post_hours(request.person):
        raise PermissionDenied
    row = hours_of(request.person)
    form = PostHoursForm.bind(request, initial={name: getattr(row, name) for name in PostHoursForm.base_fields})
    if form.is_valid():
        before = post.set_post_hours(by=request.person, **form.cleaned_data)
        undo = undo_tag(request, "followup.undo_post.hours", back=reverse("post_hours"), before=before)
        messages.success(request, _("The hours are saved."), extra_tags=undo)
        return redirect("post_hours")
    return answer(request, "followup/post_hours.html", {"form": form}, form)


@require_POST
def reminders_seen(request):
    found = post.mark_seen(by=request.person)
    if found:
        undo = undo_tag(request, "followup.undo_post.seen", back=reverse("today"), pks=found)
        messages.success(request, _("Put away."), extra_tags=undo)
    return redirect("today")


def parent_messages(request, uuid):
    """How a parent is told of meetings; what goes out stands beside it, word for word."""
    parent = get_object_or_404(Parent.objects.visible_to(request.person), uuid=uuid)
    if not can_choose_messages(request.person):
        raise PermissionDenied
    known = {"choice": parent.message_choice} | {name: getattr(parent, name) for name in ("phone", "email", "language")}
    form = ParentMessagesForm.bind(request, initial=known)
    if form.is_valid():
        before = post.choose_messages(parent=parent, by=request.person, **form.cleaned_data)
        address = reverse("parent_messages", args=[parent.uuid])
        undo = undo_tag(request, "followup.undo_post.choice", back=address, parent=parent.pk, before=before)
        messages.success(request, _("The choice is saved."), extra_tags=undo)
        return redirect(address)
    context = {
        "form": form, "parent": parent, "why_untold": why_untold(parent, timezone.localdate()), "preview": preview_for(parent, request.person), "languages": language_words(parent),
    }  # fmt: skip
    return answer(request, "followup/parent_messages.html", context, form)
