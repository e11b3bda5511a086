"""A plan told to its four audiences: one page of what is given and missing, then write, look at it, give it."""

from copy import copy

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.actions.audiences import begin_version, checked, last_given, write_version
from cases.actions.audiences_given import give_version, take_back_version
from cases.audience_changes import changed_since
from cases.audience_parts import direction_of, language_name
from cases.documents_audiences import audience_paper, version_page, version_pdf
from cases.forms.audiences import AudienceForm, GiveForm, TakeBackForm
from cases.models import AudienceVersion, PathwayChild
from cases.permissions import can_present_plan, can_write_audience
from cases.queries.audiences import audience_cards, is_outdated, next_step, recipients
from cases.queries.audiences_together import TOGETHER, other_side, put_together, seen_as, side_name
from cases.views.plans import AROUND, allow, pdf_answer, plan_or_404
from core.forms import answer
from core.lix import lix

MARKED = 3  # hints shown in the message after saving


def version_or_404(request, uuid, *, write=False):
    """A version this person may read; a draft is not there for others than those who write it."""
    rows = AudienceVersion.objects.visible_to(request.person).select_related(
        "plan", "pathway_child__child", "municipality", "given_by", "withdrawn_by", *(f"pathway__{name}" for name in AROUND)
    )  # fmt: skip
    version = get_object_or_404(rows, uuid=uuid)
    version.plan.pathway = version.pathway
    if version.pathway_child_id:
        version.pathway_child.pathway = version.pathway
        log_access([version.child_id], "view")
    may = can_write_audience(request.person, version)
    if version.is_draft and not may:
        raise Http404
    allow(may or not write)
    version.may_write = may
    return version


def as_given(version, other):
    """The version as it will be given: a draft with what the other side has handed over."""
    if not version.is_draft or other is None:
        return version
    shown = copy(version)
    shown.sections = put_together(version, other)
    return shown


def _shown(request, uuid):
    version = version_or_404(request, uuid)
    return as_given(version, other_side(version, request.person) if version.is_draft else None)


@require_GET
def presentations(request, uuid):
    plan = plan_or_404(request, uuid)
    cards = audience_cards(plan, request.person)
    log_access([row.child for card in cards for row in card.rows if row.row], "list")
    context = {
        "plan": plan,
        "pathway": plan.pathway,
        "cards": cards,
        "step": next_step(cards) if plan.state != "draft" else None,
        "may_present": plan.state != "draft" and can_present_plan(request.person, plan.pathway),
    }
    return render(request, "cases/presentations.html", context)


@require_POST
def audience_begin(request, uuid, audience):
    plan, row = plan_or_404(request, uuid), None
    if asked := request.POST.get("barn"):
        rows = PathwayChild.objects.seen_with_child(request.person).filter(pathway=plan.pathway, ends_on=None)
        row = get_object_or_404(rows.select_related("child"), uuid=asked)
        row.pathway = plan.pathway
        log_access([row.child_id], "view")
    try:
        version, left_out = begin_version(
            plan=plan,
            audience=audience,
            pathway_child=row,
            language=request.POST.get("sprog") or "da",
            by=request.person,
        )
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("presentations", plan.uuid)
    tell_left_out(request, left_out)
    return redirect("audience_edit", version.uuid)


def tell_left_out(request, left_out):
    if left_out:
        words = ngettext(
            "%(n)s line of the plan was left out, for it names somebody.",
            "%(n)s lines of the plan were left out, for they name somebody.",
            len(left_out),
        )
        messages.info(request, words % {"n": len(left_out)})


def audience_edit(request, uuid):
    version = version_or_404(request, uuid, write=True)
    if not version.is_draft or version.withdrawn_at:
        request.draft_stays = request.method == "POST"
        return redirect("audience_detail", version.uuid)
    form = AudienceForm.bind(request, version=version, direction=direction_of(version.language))
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            _save(request, version, form)
            return redirect("audience_detail", version.uuid)
        except ValidationError as error:
            form.refuse(error)
            stale = getattr(error, "code", "") == "stale"
    if stale:
        form.data = form.data.copy()
        form.data["row_version"] = version.row_version
    context = (
        _context(version)
        | {"form": form, "stale": audience_paper(version) if stale else None}
        | _since(version, request.person)
    )
    return answer(request, "cases/audience_edit.html", context, form)


def _since(version, person):
    """What this audience was told last, and what the plan tells otherwise by now."""
    row = version.pathway_child if version.pathway_child_id else None
    last = last_given(version.plan, version.audience, row, version.sector, person, version.language)
    return {"last": last, "changed": changed_since(last, version.plan, person) if last else []}


def _save(request, version, form):
    data = form.cleaned_data
    marked = write_version(
        version=version, title=data["title"], other_title=data.get("other_title", ""), sections=form.sections(),
        row_version=data["row_version"], mend=form.marked(), by=request.person,
    )  # fmt: skip
    form.mended_at = reverse("audience_edit", args=[version.uuid])
    if marked:
        messages.info(request, _("Saved. Look at what is marked below before you give it."))
    else:
        messages.success(request, _("Saved. This is how it will look."))


@received_once
def audience_detail(request, uuid):
    """The version as it will look, what is marked in it, and giving it."""
    version, person = version_or_404(request, uuid), request.person
    gives = version.may_write and not version.withdrawn_at
    other = other_side(version, person) if gives else None
    shown = as_given(version, other)
    refusals, warnings = checked(shown, person) if gives else ([], [])
    people = recipients(version, person) if gives and version.audience == TOGETHER else []
    form = _give_form(request, version, other, people, warnings) if gives else None
    if request.method == "POST":
        allow(gives)
        if done := form.is_valid() and _give(request, version, other, form):
            return done
    context = _context(version) | _papers(version, person) | {
        "paper": audience_paper(shown), "reads": _reads(shown), "form": form, "refusals": refusals, "warnings": warnings,
        "suspended": [each for each in people if not each.may], "nobody": version.audience == TOGETHER and not people,
        "other": other, "other_name": side_name(other.sector) if other else "",
        "to_mend": any(section.get("mend") for section in version.sections),
    }  # fmt: skip
    return answer(request, "cases/audience_detail.html", context, form)


def _give_form(request, version, other, people, warnings):
    missing = other is not None and other.is_missing and version.is_draft
    return GiveForm.bind(
        request, people=people, to_parents=version.audience == TOGETHER, warnings=bool(warnings),
        without=side_name(other.sector) if missing else "", seen=seen_as(version, other),
    )  # fmt: skip


def _papers(version, person):
    """What was given of it, to whom, and whether a newer plan is in force."""
    documents = list(version.documents.visible_to(person).defer("body").filter(withdrawn_at=None).order_by("pk"))
    return {
        "outdated": bool(version.given_on) and is_outdated(version, person),
        "told": list(version.presentations.visible_to(person).select_related("by")),
        "documents": documents,
        "alone": next((each.facts["alone"] for each in documents if each.facts.get("alone")), ""),
    }


def _reads(version):
    """Lix of the whole Danish text but the names in it."""
    return lix("\n".join(section["text"] for section in version.sections if section["key"] != "who"))


def _give(request, version, other, form):
    """Led on when it is given; None when the form says what is wrong."""
    try:
        given = give_version(version=version, by=request.person, **form.answers())
    except ValidationError as error:
        form.refuse(error)
        form.data = form.data.copy()
        form.data["seen"] = seen_as(version, other)  # what stands on this page has now been shown
        return None
    undo = undo_tag(
        request, "cases.undo_audiences.version_given", back=reverse("presentations", args=[version.plan.uuid]),
        version=version.pk, told=given.told.pk, documents=[each.pk for each in given.made],
    )  # fmt: skip
    messages.success(request, _("It is given, and kept as it was given."), extra_tags=undo)
    return redirect("presentations", version.plan.uuid)


def _context(version):
    audiences = {each.key: each for each in version.pathway.content.audiences}
    child = version.pathway_child.child if version.pathway_child_id else None
    return {
        "version": version,
        "plan": version.plan,
        "pathway": version.pathway,
        "audience": audiences.get(version.audience),
        "child": child,
        "language_name": language_name(version.language) if version.is_bilingual else "",
    }


@require_GET
def audience_page(request, uuid):
    return HttpResponse(version_page(_shown(request, uuid)))


@require_GET
def audience_pdf(request, uuid):
    version = _shown(request, uuid)
    return pdf_answer(version_pdf(version), f"plan-{version.audience}-{version.uuid.hex[:8]}.pdf".replace("_", "-"))


@received_once
def audience_take_back(request, uuid):
    version = version_or_404(request, uuid, write=True)
    form = TakeBackForm.bind(request)
    if request.method == "POST" and form.is_valid():
        try:
            take_back_version(version=version, reason=form.cleaned_data["reason"], by=request.person)
            back = reverse("presentations", args=[version.plan.uuid])
            undo = undo_tag(request, "cases.undo_audiences.version_taken_back", back=back, version=version.pk)
            messages.success(request, _("It is taken back. It stays here with the reason."), extra_tags=undo)
            return redirect(back)
        except ValidationError as error:
            form.refuse(error)
    return answer(request, "cases/audience_take_back.html", _context(version) | {"form": form}, form)
