"""Attached files: to attach one, open it, take it away, and share it by name."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.roles import Sector, side_of
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.attachments import attach, check_attachment, remove_attachment
from cases.actions.sharing import share_item
from cases.files import State, served
from cases.forms.files import AttachForm, ShareFileForm
from cases.models import Attachment, Child, Pathway
from cases.permissions import can_attach_to_pathway, file_sector
from cases.queries.sharing import live_basis, receivers_of, receiving_sectors, sending_sectors
from cases.views.offers import pathway_child_or_404
from core.forms import answer


@received_once
def child_file_create(request, uuid):
    child = get_object_or_404(Child.objects.visible_to(request.person), uuid=uuid)
    sector = file_sector(request.person, child)
    if not sector:
        raise PermissionDenied
    log_access([child], "view")
    form = AttachForm.bind(request, names_child=True)
    if form.is_valid() and _attach(request, form, child=child):
        return redirect(reverse("child_detail", args=[child.uuid]))
    context = {"child": child, "form": form, "side": side_of(sector)}
    return answer(request, "cases/file_create.html", context, form)


@received_once
def pathway_file_create(request, uuid):
    pathway = get_object_or_404(Pathway.objects.visible_to(request.person), uuid=uuid)
    if not can_attach_to_pathway(request.person, pathway):
        raise PermissionDenied
    form = AttachForm.bind(request, names_child=False)
    if form.is_valid() and _attach(request, form, pathway=pathway):
        return redirect("plan_detail", uuid=pathway.uuid)
    return answer(request, "cases/file_create.html", {"child": None, "pathway": pathway, "form": form}, form)


def _attach(request, form, **about):
    data = form.cleaned_data
    try:
        row = attach(title=data["title"], cleaned=data["file"], by=request.person, **about)
    except ValidationError as error:
        form.refuse(error)
        return False
    undo = undo_tag(request, "cases.undo_files.attached", back=_home(row), attachment=row.pk)
    messages.success(request, _("The file has been attached."), extra_tags=undo)
    if row.state == State.WAITING:
        messages.info(request, _("It can be opened when it has been checked for viruses."))
    return True


def _home(row):
    """Where the file is listed."""
    if row.child_id:
        return reverse("child_detail", args=[row.child.uuid])
    return reverse("plan_detail", args=[row.pathway.uuid])


def _row_or_404(request, uuid):
    rows = Attachment.objects.visible_to(request.person).kept().select_related("child", "pathway")
    return get_object_or_404(rows, uuid=uuid)


@require_GET
def file_open(request, uuid):
    row = _row_or_404(request, uuid)
    if row.child_id:
        log_access([row.child_id], "view", "attachment")
    if row.is_open:
        try:
            return served(row)
        except FileNotFoundError:
            messages.error(request, _("The file is not on the server any more. Tell the administrator."))
    else:
        messages.warning(request, _("The file has not been checked for viruses yet. Try again in a little while."))
    return redirect(_home(row))


@require_POST
def file_check(request, uuid):
    row = check_attachment(attachment=_row_or_404(request, uuid), by=request.person)
    words = {
        State.CLEAN: (messages.success, _("The file has been checked. It can be opened now.")),
        State.REFUSED: (messages.error, _("The scanner found something harmful. The file has been removed.")),
        State.WAITING: (
            messages.warning,
            _("The virus scanner does not answer. The file waits, and is checked tonight."),
        ),
    }
    tell, text = words[row.state]
    tell(request, text)
    return redirect(_home(row))


@require_POST
def file_remove(request, uuid):
    row = remove_attachment(attachment=_row_or_404(request, uuid), by=request.person)
    undo = undo_tag(request, "cases.undo_files.removed", back=_home(row), attachment=row.pk)
    messages.success(request, _("The file has been removed."), extra_tags=undo)
    return redirect(_home(row))


@received_once
def file_share(request, uuid):
    """Share one file about the child by name: as a note, never with the rest."""
    row = pathway_child_or_404(request, uuid)
    sectors = sending_sectors(request.person, row.child)
    if not sectors:
        raise PermissionDenied
    basis = live_basis(row.child_id, row.pathway, request.person)
    if basis is None:
        messages.warning(request, _("There is no ground to share on. Record one first."))
        return redirect("sharing_detail", uuid=row.uuid)
    files = Attachment.objects.visible_to(request.person).kept().filter(child=row.child_id, sector__in=sectors)
    others = [s for s in receiving_sectors(row.pathway, row.child_id) if s not in sectors]
    choices = [(s, Sector(s).label) for s in others if s in receivers_of("attachment")]
    form = ShareFileForm.bind(request, rows=files, sectors=choices)
    if form.is_valid() and _share_file(request, basis, form):
        return redirect("sharing_detail", uuid=row.uuid)
    context = {"row": row, "child": row.child, "form": form, "files": files}
    return answer(request, "cases/file_share.html", context, form)


def _share_file(request, basis, form):
    data = form.cleaned_data
    try:
        share_item(basis=basis, noun="attachment", obj=data["file"], to_sector=data["to_sector"], by=request.person)
    except ValidationError as error:
        form.refuse(error)
        return False
    messages.success(request, _("The file has been shared."))
    return True
