"""The people of a child's network who have no login."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import LegalBasis, PathwayChild
from core.forms import answer
from followup import actions
from followup.forms.planning import NetworkMemberForm
from followup.models import NetworkMember
from followup.permissions import can_hold_meeting, can_keep_network
from followup.queries.holding import kind_of

FIELDS = ("name", "function", "organisation", "phone", "email", "involvement", "legal_basis", "until")


@received_once
def network_list(request, uuid):
    rows = PathwayChild.objects.seen_with_child(request.person).select_related("child", "pathway__programme_version")
    row = get_object_or_404(rows, uuid=uuid)
    if not can_keep_network(request.person, row):
        raise PermissionDenied
    log_access([row.child_id], "view")
    form = NetworkMemberForm.bind(request, bases=_bases(request))
    if form.is_valid():
        try:
            member = actions.add_network_member(pathway_child=row, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = undo_tag(request, "followup.undo_meetings.network_added", back=_list_address(row), member=member.pk)
            messages.success(request, _("%(name)s is in the network.") % {"name": member.name}, extra_tags=undo)
            return redirect(_list_address(row))
    members = NetworkMember.objects.visible_to(request.person).on(timezone.localdate()).filter(child=row.child_id)
    context = {"row": row, "members": members.select_related("legal_basis"), "form": form, "plan": _plan_address(row, request.person)}  # fmt: skip
    return answer(request, "followup/network.html", context, form)


def _bases(request):
    return LegalBasis.objects.visible_to(request.person).valid(timezone.localdate())


def _plan_address(row, person):
    """Where a network meeting about the child is planned, "" for those who plan none."""
    if not (row.pathway.is_open and can_hold_meeting(person, row.pathway) and kind_of(row.pathway, "network")):
        return ""
    return f"{reverse('meeting_plan', args=[row.pathway.uuid])}?slags=network&barn={row.uuid}"


def _list_address(row):
    return reverse("network_list", args=[row.uuid])


def network_edit(request, uuid):
    rows = NetworkMember.objects.visible_to(request.person).select_related(
        "pathway_child__child", "pathway_child__pathway"
    )
    member = get_object_or_404(rows, uuid=uuid)
    if not can_keep_network(request.person, member.pathway_child):
        raise PermissionDenied
    log_access([member.child_id], "view")
    back = _list_address(member.pathway_child)
    before = {name: getattr(member, name) for name in FIELDS}
    if request.POST.get("end"):
        undo = undo_tag(
            request, "followup.undo_meetings.network_ended", back=back, member=member.pk, until=member.until
        )
        actions.end_network_member(member=member, by=request.person)
        messages.success(request, _("%(name)s is no longer in the network.") % {"name": member.name}, extra_tags=undo)
        return redirect(back)
    form = NetworkMemberForm.bind(request, bases=_bases(request), initial=before)
    if form.is_valid():
        try:
            actions.change_network_member(member=member, by=request.person, **form.cleaned_data)
        except ValidationError as error:
            form.refuse(error)
        else:
            kept = before | {"legal_basis": member.legal_basis_id}
            undo = undo_tag(request, "followup.undo_meetings.network_changed", back=back, member=member.pk, before=kept)
            messages.success(request, _("Saved."), extra_tags=undo)
            return redirect(back)
    return answer(
        request, "followup/network_edit.html", {"member": member, "row": member.pathway_child, "form": form}, form
    )
