"""What the two see together: the findings, of the class and of each child, and the joint text (A50)."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from audit.actions import log_access
from core.forms import answer
from mapping import actions
from mapping.forms import AnalysisForm
from mapping.models import NeedsMapping
from mapping.permissions import can_write_mapping
from mapping.queries import children_of_pathway, environment
from mapping.queries.findings import findings_of
from mapping.views.found import linked
from mapping.views.mappings import attempt, mapping_or_404


def analysis_edit(request, uuid):
    mapping = mapping_or_404(request, uuid)
    if not can_write_mapping(request.person, mapping.pathway):
        raise PermissionDenied
    if mapping.state == NeedsMapping.State.OPEN:
        messages.info(request, _("Complete the mapping first. Then you write what you see together."))
        return redirect("mapping_complete", uuid=uuid)
    form = AnalysisForm.bind(request, initial={"analysis": mapping.analysis, "row_version": mapping.row_version})
    if form.is_valid() and attempt(
        form, actions.write_analysis, mapping=mapping, by=request.person, **form.cleaned_data
    ):
        messages.success(request, _("What you see together has been saved."))
        return redirect("mapping_detail", uuid=mapping.pathway.uuid)
    stale = "stale" in getattr(form, "refused_for", set())
    said = [each for each in environment(mapping, request.person) if each.is_written]
    context = {"mapping": mapping, "form": form, "stale": stale, "said": said}
    return answer(request, "mapping/analysis_edit.html", context | _found(request, mapping), form)


def _found(request, mapping):
    seen, unseen = children_of_pathway(mapping.pathway, request.person)
    log_access([row.child_id for row in seen], "view")
    of_class, by_row = findings_of(mapping, request.person, seen)
    children = [by_row[row.pk] for row in seen if row.accepted_on]
    return {
        "of_class": linked(of_class),
        "children": [(each, linked(each.lines)) for each in children],
        "unseen": unseen,
    }
