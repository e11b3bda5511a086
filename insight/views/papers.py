"""Documents: look at one, choose its parts, give it to somebody, find what was given, file it."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import content_disposition_header
from django.utils.text import slugify
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions import documents as acts
from cases.models import IssuedDocument
from core.forms import answer
from insight.forms_papers import PaperForm
from insight.papers.kinds import KINDS, TITLES
from insight.papers.package import as_text, package
from insight.queries.papers import documents_of, recipients_of, to_file


def _found(request, kind, uuid):
    """The kind and its document for this reader; whoever may not read it finds nothing (404)."""
    if kind not in KINDS:
        raise Http404
    return KINDS[kind], KINDS[kind].find(uuid, request.person)


def _parts(request, kind):
    """Keys of the chosen parts: all but the restricted ones until somebody has chosen."""
    asked = request.POST if request.method == "POST" else request.GET
    return asked.getlist("parts") if "parts" in asked or "chosen" in asked else kind.default_parts()


@received_once
def paper_make(request, kind, uuid):
    """Choose the parts, look at it, and give it: the copy is kept as given."""
    kind, found = _found(request, kind, uuid)
    child = found.pathway_child.child if found.pathway_child else None
    may_issue = acts.can_issue(request.person, found.pathway, child)
    if request.method == "POST" and not may_issue:
        raise PermissionDenied
    people = recipients_of(found, kind, request.person)
    form = PaperForm.bind(request, kind=kind, found=found, person=request.person, people=people)
    log_access(found.children, "view")
    if form.is_valid() and _give(request, kind, found, form):
        return redirect("paper_list", found.pathway.uuid)
    context = {"kind": kind, "found": found, "form": form, "may_issue": may_issue, "uuid": uuid}
    return answer(request, "insight/paper_make.html", context, form)


def _give(request, kind, found, form):
    """The documents that were issued, one for each recipient; None with the refusal on the form."""
    content = kind.pdf(found, form.chosen_parts, request.person)
    log_access(found.children, "export", str(kind.title))
    text = kind.text(found, form.chosen_parts, request.person)
    row = {"pathway": found.pathway, "facts": {"text": text}, "pathway_child": found.pathway_child, "kind": kind.key, "title": found.doc.sheet.title,
           "version": found.version, "pdf": content}  # fmt: skip
    try:
        with transaction.atomic():  # to all of them, or to none
            given = [acts.issue(by=request.person, **row, **each) for each in form.recipients]
    except ValidationError as error:
        form.refuse(error)
        return None
    _tell(request, [each.pk for each in given if each.is_new], reverse("paper_list", args=[found.pathway.uuid]))
    return given


def _tell(request, made, back):
    """Undo takes back what was given just now, never what somebody else gave before."""
    if not made:
        messages.info(request, _("The same has been given to the same ones today. No further copy was made."))
        return
    undo = undo_tag(request, "insight.papers.undo.given", back=back, documents=made)
    messages.success(request, _("Given. The copy is kept as it was given."), extra_tags=undo)


def paper_view(request, kind, uuid):
    """The document as a page, from the template that the PDF is made of. Chosen parts come by POST or in the address."""
    kind, found = _found(request, kind, uuid)
    log_access(found.children, "view")
    return HttpResponse(kind.page(found, _parts(request, kind), request.person))


def paper_pdf(request, kind, uuid):
    kind, found = _found(request, kind, uuid)
    log_access(found.children, "print")
    return _file(kind.pdf(found, _parts(request, kind), request.person), f"{_called(kind.title)}-{uuid.hex[:8]}.pdf")


def _file(content, name, content_type="application/pdf", disposition="inline"):
    headers = {"Content-Disposition": content_disposition_header(disposition == "attachment", name)}
    return HttpResponse(content, content_type=content_type, headers=headers)


def _called(title):
    """A kind's title as the name of a file: never a child's or a parent's."""
    return slugify(str(title), allow_unicode=True)


# ---- what was given ----


@require_GET
def paper_list(request, uuid):
    """Of one pathway: what can be made, what was given, and what is not filed yet."""
    page = documents_of(request.person, uuid)
    log_access({row.child_id for row in (*page.given, *page.children) if row.child_id}, "list")
    return render(request, "insight/paper_list.html", {"page": page})


@require_GET
def papers_to_file(request):
    """Everything that this person's side has given and nobody has filed."""
    page = to_file(request.person, request.GET.get("side", "1"))
    log_access({row.child_id for row in page if row.child_id}, "list")
    return render(request, "insight/papers_to_file.html", {"page": page})


def _document(request, uuid):
    rows = IssuedDocument.objects.visible_to(request.person)
    document = get_object_or_404(
        rows.select_related(
            "pathway__programme_version",
            "pathway__unit",
            "pathway__partner_unit",
            "child",
            "issued_by__unit",
            "filed_by",
            "parent",
        ),
        uuid=uuid,
    )
    log_access([document.child_id] if document.child_id else [], "view")
    return document


@require_GET
def paper_open(request, uuid):
    """The very bytes that were given."""
    document = _document(request, uuid)
    return _file(bytes(document.body), f"{_called(TITLES.get(document.kind, document.kind))}-{uuid.hex[:8]}.pdf")


@require_GET
def paper_package(request, uuid):
    """PDF and JSON in one file, as a journal takes it in."""
    document = _document(request, uuid)
    log_access([document.child_id] if document.child_id else [], "export", _("journal"))
    return _file(package(document, request.person), f"journal-{uuid.hex[:8]}.zip", "application/zip", "attachment")


@require_GET
def paper_text(request, uuid):
    """The document as text that keeps its shape, to be copied into a journal."""
    document = _document(request, uuid)
    return render(request, "insight/paper_text.html", {"document": document, "text": as_text(document)})


@require_POST
def paper_file(request, uuid):
    document = _document(request, uuid)
    acts.file_document(document=document, by=request.person)
    back = request.POST.get("back") if request.POST.get("back") in ("papers_to_file",) else ""
    back = reverse(back) if back else reverse("paper_list", args=[document.pathway.uuid])
    undo = undo_tag(request, "insight.papers.undo.filed", back=back, documents=[document.pk])
    messages.success(request, _("Ticked off as filed today."), extra_tags=undo)
    return redirect(back)


@require_POST
def paper_withdraw(request, uuid):
    document = _document(request, uuid)
    acts.withdraw_document(document=document, by=request.person)
    back = reverse("paper_list", args=[document.pathway.uuid])
    undo = undo_tag(request, "insight.papers.undo.withdrawn", back=back, documents=[document.pk])
    messages.success(request, _("Taken back. The family no longer sees it; the copy is kept."), extra_tags=undo)
    return redirect(back)
