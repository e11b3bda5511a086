""" "Er du bekymret?": the municipality's own text and contact, and a tick that a notification was sent (L08)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.queries import texts_said
from accounts.received import received_once
from audit.actions import log_access
from cases.actions.concerns import record_concern, undo_concern
from cases.forms.concerns import ConcernForm, ConcernInPathwayForm
from cases.models import Child, ConcernNotification, Pathway, PathwayChild
from cases.permissions import can_record_concern, can_undo_concern
from core.forms import answer
from core.templatetags.ui import date_year


@received_once
def concern_create(request, uuid):
    child = get_object_or_404(Child.objects.visible_to(request.person), uuid=uuid)
    may_record = can_record_concern(request.person, child)
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    log_access([child], "view")
    form = ConcernForm.bind(request) if may_record else None
    if form and form.is_valid() and _recorded(request, form, child):
        return redirect("concern_create", child.uuid)
    rows = ConcernNotification.objects.visible_to(request.person).filter(child=child).select_related("by")
    kept = [(row, can_undo_concern(request.person, row)) for row in rows]
    context = {"child": child, "form": form, "kept": kept, "texts": texts_said(request.person)}
    return answer(request, "cases/concern.html", context, form)


@received_once
def concern_in_pathway(request, uuid):
    """From a page that is about a class or a group: the text at once, the child only when it is to be kept."""
    pathway = get_object_or_404(Pathway.objects.visible_to(request.person), uuid=uuid)
    children = _children_of(pathway, request.person)
    if not children:
        raise Http404
    log_access(children, "list")
    may_record = [child.pk for child in children if can_record_concern(request.person, child)]
    if request.method == "POST" and not may_record:
        raise PermissionDenied
    known = Child.objects.visible_to(request.person).filter(pk__in=may_record).by_name()
    form = ConcernInPathwayForm.bind(request, children=known) if may_record else None
    if form and form.is_valid() and _recorded(request, form, form.cleaned_data["child"]):
        return redirect("concern_create", form.cleaned_data["child"].uuid)
    context = {"pathway": pathway, "form": form, "texts": texts_said(request.person)}
    return answer(request, "cases/concern.html", context | {"child": None, "kept": []}, form)


def _children_of(pathway, person):
    """The pathway's children within reach; of a class also the pupils who are in no pathway."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway, ends_on=None)
    named = Child.objects.visible_to(person).filter(pk__in=rows.values("child_id"))
    if pathway.school_class_id:
        pupils = Child.objects.visible_to(person).filter(
            memberships__school_class_id=pathway.school_class_id, memberships__ends_on=None
        )
        named = Child.objects.visible_to(person).filter(
            pk__in=[*pupils.values_list("pk", flat=True), *named.values_list("pk", flat=True)]
        )
    return list(named.by_name())


def _recorded(request, form, child):
    try:
        row = record_concern(child=child, sent_on=form.cleaned_data["sent_on"], by=request.person)
    except ValidationError as error:
        form.refuse(error)
        return False
    words = _("Kept: you sent a notification on %(day)s.") % {"day": date_year(row.sent_on)}
    messages.success(request, words, extra_tags=f"undo:{reverse('concern_undo', args=[row.uuid])}")
    return True


@require_POST
def concern_undo(request, uuid):
    rows = ConcernNotification.objects.visible_to(request.person).select_related("child")
    row = get_object_or_404(rows, uuid=uuid)
    log_access([row.child], "view")
    undo_concern(notification=row, by=request.person)
    messages.success(request, _("Undone: nothing is kept of it."))
    return redirect("concern_create", row.child.uuid)
