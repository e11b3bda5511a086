"""The ways in: each row fetched within reach, or the page is a 404."""

from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404

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


def must(allowed):
    if not allowed:
        raise PermissionDenied
