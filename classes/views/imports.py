from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import get_object_or_404, redirect
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from accounts.received import received_once
from audit.actions import log_access
from classes import actions, queries
from classes.actions.class_lists import rows_of
from classes.forms import FetchForm, UploadForm
from classes.importing import Unreadable, read_class_list
from classes.models import ImportDraft
from classes.permissions import can_register
from classes.views.roster import list_of_schools
from core.forms import answer


@received_once
def class_import(request):
    form = UploadForm.bind(request, schools=list_of_schools(request))
    if form.is_valid():
        try:
            found = read_class_list(form.cleaned_data["file"].read())
        except Unreadable as error:
            form.add_error("file", error)
        else:
            draft = actions.keep_class_list(school=form.cleaned_data["school"], rows=found.rows, by=request.person)
            _tell_of_columns(request, found)
            return redirect("class_import_preview", uuid=draft.uuid)
    return answer(request, "classes/class_import.html", {"form": form}, form)


def _tell_of_columns(request, found):
    if found.unused:
        words = _("Samspil does not use these columns: %(columns)s.")
        messages.info(request, words % {"columns": ", ".join(found.unused)})
    if found.hidden:
        words = _("These columns are hidden in the file and were read too: %(columns)s.")
        messages.warning(request, words % {"columns": ", ".join(found.hidden)})


def class_import_preview(request, uuid):
    drafts = ImportDraft.objects.visible_to(request.person).fresh(timezone.now()).select_related("school")
    draft = get_object_or_404(drafts, uuid=uuid)
    if not can_register(request.person, draft.school):
        raise PermissionDenied
    plan = queries.plan_import(request.person, draft.school, rows_of(draft), timezone.localdate())
    form = FetchForm.bind(request, unclear=plan.of(queries.UNCLEAR), initial={"fingerprint": plan.fingerprint})
    if form.is_valid():
        try:
            found = actions.apply_import(
                draft=draft,
                choices=form.choices_by_line(),
                fingerprint=form.cleaned_data["fingerprint"],
                by=request.person,
            )
        except ValidationError as error:
            form.refuse(error)
            form.keep(fingerprint=plan.fingerprint)  # what is read next is what is shown now
        else:
            messages.success(request, _told(found))
            return redirect("class_list")
    log_access(
        [child for line in plan.lines for child in (line.child, *line.candidates) if child] + plan.absent, "list"
    )
    return answer(request, "classes/class_import_preview.html", _shown(draft, plan, form), form)


def _shown(draft, plan, form):
    count = len(plan.fetched)
    unclear = plan.of(queries.UNCLEAR)
    groups = [
        (_("Cannot be fetched"), "over", plan.of(queries.FAULTY, queries.ELSEWHERE)),
        (_("New"), "child", plan.of(queries.NEW)),
        (_("Moved"), "up", plan.of(queries.MOVED)),
        (_("Changed"), "on", plan.of(queries.CHANGED)),
        (_("Unchanged"), "done", plan.of(queries.UNCHANGED)),
    ]
    everybody = count + len(unclear)
    label = ngettext("Fetch %(count)s pupil", "Fetch %(count)s pupils", everybody) % {"count": everybody}
    return {
        "draft": draft,
        "plan": plan,
        "form": form,
        "groups": [g for g in groups if g[2]],
        "unclear": unclear,
        "count": everybody,
        "label": label,
    }


def _told(found):
    """ "3 elever er flyttet. 21 er uændrede." """
    if not found.total:
        return _("The list is as the school is. Nothing was changed.")
    told = [
        ngettext("%(n)s new pupil has been fetched.", "%(n)s new pupils have been fetched.", found.new),
        ngettext("%(n)s pupil has been moved.", "%(n)s pupils have been moved.", found.moved),
        ngettext("%(n)s pupil has been changed.", "%(n)s pupils have been changed.", found.changed),
        ngettext("%(n)s is unchanged.", "%(n)s are unchanged.", found.unchanged),
    ]
    counts = (found.new, found.moved, found.changed, found.unchanged)
    return " ".join(words % {"n": n} for words, n in zip(told, counts, strict=True) if n)
