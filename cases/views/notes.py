from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _

from accounts.models import way_back
from accounts.received import received_once
from accounts.roles import side_of
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.notes import create_note
from cases.forms.sharing import NoteForm
from cases.models import CaseNote, Child
from cases.permissions import can_create_note, note_sector
from core.forms import answer

SHOWN = 20


@received_once
def note_create(request, uuid):
    child = get_object_or_404(Child.objects.visible_to(request.person), uuid=uuid)
    if not can_create_note(request.person, child):
        raise PermissionDenied
    log_access([child], "view")
    form = NoteForm.bind(request)
    if form.is_valid():
        note = create_note(child=child, body=form.cleaned_data["body"], by=request.person)
        undo = undo_tag(request, "cases.undo.note_written", back=way_back(request.path), note=note.pk)
        messages.success(request, _("The note has been saved."), extra_tags=undo)
        return redirect("note_create", uuid=child.uuid)
    notes = CaseNote.objects.visible_to(request.person).filter(child=child).select_related("author")[:SHOWN]
    side = side_of(note_sector(request.person, child))
    rows = [(note, side_of(note.sector)) for note in notes]
    return answer(request, "cases/note_create.html", {"child": child, "form": form, "notes": rows, "side": side}, form)
