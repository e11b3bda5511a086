"""Side by side: a child's voices in two rounds, and how the answers of a class are spread."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.documents import can_issue, issue
from core.pdf import answered, way, words
from mapping.compare.drawn import drawing_of
from mapping.documents_comparison import comparison_pdf as make_pdf
from mapping.documents_comparison import round_words
from mapping.forms.findings import RoundsForm
from mapping.permissions import can_confirm_children, can_see_class_answers, can_write_mapping
from mapping.queries.class_answers import class_comparison
from mapping.queries.comparison import Copy, comparison, custody_holders, reads_answers, rows_seen
from mapping.queries.findings import findings_of
from mapping.rounds import FEW_PUPILS
from mapping.views.found import linked
from mapping.views.mappings import pathway_or_404


def row_or_404(request, uuid):
    row = get_object_or_404(rows_seen(request.person), uuid=uuid)
    if not reads_answers(request.person):
        raise PermissionDenied  # principal and manager read no child's answers (A18)
    return row


def _asked(request):
    """Which rounds the address asks for: none is the newest and the one before it; "" compares with none."""
    return {"now": request.GET.get("runde"), "before": request.GET.get("foer")}


def child_comparison(request, uuid):
    row = row_or_404(request, uuid)
    log_access([row.child_id], "view")
    page = comparison(row, request.person, **_asked(request))
    findings = _findings(page, row, request.person)
    context = {
        "row": row, "page": page, "rounds_form": _rounds_form(page), "round": page.now and round_words(page.now),
        "before": page.before and round_words(page.before), "may_confirm": can_confirm_children(request.person, row.pathway),
        "may_analyse": page.now and page.now.state != "open" and can_write_mapping(request.person, row.pathway),
        "sides": [(side, [(each, drawing_of(each) if each.marks else None, bool(findings and each.key) and findings.writes(f"{side.slug}.{each.key}")) for each in side.rows]) for side in page.sides],
        "parents": custody_holders(row, request.person) if can_issue(request.person, row.pathway, row.child) else [],
        "quoted": {key for key, _title, _voices in page.quotes}, "query": request.GET.urlencode(),
        "findings": findings, "lines": linked(findings.lines) if findings else [], "pupil": row.child.given_name,
    }  # fmt: skip
    return render(request, "mapping/comparison.html", context)


def _findings(page, row, person):
    if page.now is None:
        return None
    page.now.pathway = row.pathway
    return findings_of(page.now, person, [row])[1][row.pk]


def _rounds_form(page):
    if len(page.rounds) < 2:
        return None
    return RoundsForm(rounds=page.rounds, now=page.now, before=page.before, words=round_words)


def _copy_for(request, row):
    """The copy the address asks for: `til` is a custody holder's place in the list of those who hold custody today."""
    asked = request.GET.get("til") or request.POST.get("til") or ""
    if not asked:
        return Copy(on_paper=True)
    parent = next((each for each in custody_holders(row, request.person) if str(each.uuid) == asked), None)
    if parent is None:
        raise Http404
    return Copy(parent, on_paper=True)


def comparison_pdf(request, uuid):
    row = row_or_404(request, uuid)
    copy = _copy_for(request, row)
    if copy.parent and not can_issue(request.person, row.pathway, row.child):
        raise PermissionDenied
    content, _page = make_pdf(row, request.person, copy, **_asked(request), draw=way(request))
    if content is None:
        raise Http404
    log_access([row.child_id], "print")
    return answered(content, f"tre-syn-{row.uuid.hex[:8]}.pdf")


@require_POST
def comparison_give(request, uuid):
    """Keep a copy as given to one custody holder today: the very bytes, to whom and when."""
    row = row_or_404(request, uuid)
    copy = _copy_for(request, row)
    back = reverse("comparison", args=[row.uuid])
    content, page = make_pdf(row, request.person, copy, **_asked(request))
    if content is None or copy.parent is None:
        raise Http404
    text = make_pdf(row, request.person, copy, **_asked(request), draw=words)[0]
    log_access([row.child_id], "print")
    try:
        given = issue(
            pathway=row.pathway, pathway_child=row, kind="mapping", title=_("Three views, side by side"), pdf=content, by=request.person,
            version=round_words(page.now)[:40], parent=copy.parent, recipient=copy.parent.name, facts={"text": text},
        )  # fmt: skip
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect(back)
    if not given.is_new:
        messages.info(request, _("%(name)s was already given this copy today.") % {"name": copy.parent.name})
        return redirect(back)
    undo = undo_tag(request, "mapping.undo_findings.copy_given", back=back, document=given.pk)
    said = _("Kept as given to %(name)s today. It also stands on the family's own page.") % {"name": copy.parent.name}
    messages.success(request, said, extra_tags=undo)
    return redirect(back)


# ---- the class ----


def class_answers(request, uuid):
    pathway = pathway_or_404(request, uuid)
    if not can_see_class_answers(request.person, pathway):
        raise PermissionDenied
    page = class_comparison(pathway, request.person, **_asked(request))
    newest = next(iter(page.rounds), None)  # what is seen is written in the round that is open, whichever is looked at
    if newest:
        newest.pathway = pathway
    may_write = bool(newest) and can_write_mapping(request.person, pathway)
    found = findings_of(newest, request.person)[0] if newest else []
    context = {
        "pathway": pathway, "page": page, "rounds_form": _rounds_form(page), "round": page.now and round_words(page.now),
        "before": page.before and round_words(page.before), "few": FEW_PUPILS,
        "may_write": may_write, "newest": newest, "may_analyse": may_write and newest.state != "open", "lines": linked(found),
        "sides": [
            (side, [(each.row, drawing_of(each.row) if each.row.marks else None, each.items) for each in side.rows])
            for side in page.sides
        ],
    }  # fmt: skip
    return render(request, "mapping/class_answers.html", context)
