from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.models import RoleAssignment, StaffMember
from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.people import join_pathway, leave_pathway
from cases.forms.people import JoinForm
from cases.models import Pathway, PathwayChild
from cases.permissions import can_give_role
from cases.queries.people import colleagues
from core.forms import answer


def _children(request, pathway):
    rows = PathwayChild.objects.seen_with_child(request.person).filter(pathway=pathway).on(timezone.localdate())
    return [pc for pc in rows.select_related("child") if can_give_role(request.person, pathway, "caseworker", pc.child)]


@received_once
def pathway_people(request, uuid):
    pathway = get_object_or_404(Pathway.objects.visible_to(request.person), uuid=uuid)
    roles = [role for role in ("class_team", "ppr_advisor") if can_give_role(request.person, pathway, role)]
    children = _children(request, pathway)
    if not roles and not children:
        raise PermissionDenied
    form = JoinForm.bind(
        request,
        staff=StaffMember.objects.visible_to(request.person).exclude(roles__role="system"),
        roles=roles,
        children=children,
    )
    if form.is_valid() and _join(request, pathway, children, form):
        return redirect("pathway_people", uuid=uuid)
    log_access([pc.child_id for pc in children], "view")
    return answer(
        request,
        "cases/pathway_people.html",
        {"pathway": pathway, "form": form, "colleagues": colleagues(pathway, request.person, timezone.localdate())},
        form,
    )


def _join(request, pathway, children, form):
    role, _colon, wanted = form.cleaned_data["place"].partition(":")
    child = next((pc.child for pc in children if str(pc.uuid) == wanted), None)
    try:
        given = join_pathway(
            pathway=pathway,
            staff_member=form.cleaned_data["staff_member"],
            role=role,
            child=child,
            starts_on=form.cleaned_data["starts_on"],
            by=request.person,
        )
    except ValidationError as error:
        form.refuse(error)
        return False
    words = _("%(name)s takes part.") % {"name": form.cleaned_data["staff_member"].name}
    messages.success(request, words, extra_tags=_undo(request, "person_joined", given, pathway, child))
    return True


def _undo(request, what, assignment, pathway, child, **kept):
    back = reverse("pathway_people", args=[pathway.uuid])
    kept |= {"assignment": assignment.pk, "pathway": pathway.pk, "child": child and child.pk}
    return undo_tag(request, f"cases.undo.{what}", back=back, **kept)


@require_POST
def pathway_person_leave(request, uuid, pk):
    pathway = get_object_or_404(Pathway.objects.visible_to(request.person), uuid=uuid)
    found = {c.assignment.pk: c for c in colleagues(pathway, request.person, timezone.localdate())}
    assignment = get_object_or_404(RoleAssignment.objects.visible_to(request.person).filter(pk__in=found), pk=pk)
    undo = _undo(request, "person_left", assignment, pathway, found[pk].child, ends_on=assignment.ends_on)
    leave_pathway(assignment=assignment, pathway=pathway, child=found[pk].child, by=request.person)
    messages.success(request, _("The role ends today."), extra_tags=undo)
    return redirect("pathway_people", uuid=uuid)
