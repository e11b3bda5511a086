"""The ways in: each row fetched within reach, or the page is a 404."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect

from parentgroups.models import GroupEnrolment, GroupSession, ParentGroup


def group_of(request, uuid):
    groups = ParentGroup.objects.visible_to(request.person).select_related(
        "pathway__programme_version", "pathway__unit", "pathway__lead", "pathway__co_lead"
    )
    return get_object_or_404(groups, pathway__uuid=uuid)


def session_of(request, uuid):
    sessions = GroupSession.objects.visible_to(request.person).select_related("group__pathway__programme_version")
    return get_object_or_404(sessions, uuid=uuid)


def enrolment_of(request, uuid):
    enrolments = GroupEnrolment.objects.visible_to(request.person).select_related(
        "group__pathway__programme_version", "parent", "child"
    )
    return get_object_or_404(enrolments, uuid=uuid)


def said(request, words, undo=""):
    """Tell what was done; `undo` is the address that takes it back."""
    messages.success(request, words, extra_tags=f"undo:{undo}" if undo else "")


def to_group(group):
    return redirect("group_detail", uuid=group.pathway.uuid)


def must(allowed):
    if not allowed:
        raise PermissionDenied
