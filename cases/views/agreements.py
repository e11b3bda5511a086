"""Pages of the cooperation agreement: how a pair of units stands, writing a version, signing it, looking at it again."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.models import StaffMember
from accounts.received import received_once
from accounts.undo import undo_tag
from cases.actions import agreements as actions
from cases.documents_agreement import agreement_pdf as as_pdf
from cases.forms.agreements import AgreementForm, ReviewForm, SignerForm
from cases.models import CooperationAgreement
from cases.permissions import can_list_agreements, can_start_agreement
from cases.queries import agreements as queries
from cases.views.plans import pathway_or_404, pdf_answer
from cases.walls import AGREEMENT_SIGNERS
from core.forms import answer

State = CooperationAgreement.State
AROUND = ("school", "provider", "programme_version", "changed_by", "reviewed_by")


def _agreement_or_404(request, uuid, *, write=False):
    rows = CooperationAgreement.objects.visible_to(request.person).select_related(*AROUND)
    agreement = get_object_or_404(rows, uuid=uuid)
    if write and not _may_write(request, agreement):
        raise PermissionDenied
    return agreement


def _may_write(request, agreement):
    return CooperationAgreement.objects.writable_by(request.person).filter(pk=agreement.pk).exists()


def _undo(request, what, agreement, **kept):
    back = reverse("agreement_detail", args=[agreement.uuid])
    return undo_tag(request, f"cases.undo_agreements.{what}", back=back, agreement=agreement.pk, **kept)


@require_GET
def agreement_list(request):
    """All pairs of units that the person reaches, those that lack one first."""
    if not can_list_agreements(request.person):
        raise PermissionDenied
    found = queries.pairs(request.person, timezone.localdate())
    return render(request, "cases/agreement_list.html", {"pairs": found})


@received_once
def agreement_of(request, uuid):
    """The agreement that a pathway stands under; the page to begin it while there is none."""
    pathway = pathway_or_404(request, uuid)
    school, provider = queries.units_of(pathway)
    if pathway.content.agreement is None or not school:
        raise Http404
    if request.method == "POST":
        made = actions.start_agreement(pathway=pathway, by=request.person)
        return redirect("agreement_edit" if made.state == State.DRAFT else "agreement_detail", made.uuid)
    if newest := queries.to_show(request.person, school, provider):
        return redirect("agreement_detail", newest.uuid)
    if not can_list_agreements(request.person):
        raise PermissionDenied
    may = can_start_agreement(request.person, pathway)
    return render(request, "cases/agreement_none.html", {"pathway": pathway, "may_start": may})


@require_GET
def agreement_detail(request, uuid):
    agreement = _agreement_or_404(request, uuid)
    page = queries.agreement_page(agreement, request.person, timezone.localdate())
    if agreement.state == State.DRAFT and not page.may_write:
        raise Http404
    form = ReviewForm(initial={"review_on": page.next_review}) if page.may_review and page.may_write else None
    context = {"agreement": agreement, "page": page, "form": form}
    return render(request, "cases/agreement_detail.html", context)


def agreement_edit(request, uuid):
    agreement = _agreement_or_404(request, uuid, write=True)
    if agreement.state != State.DRAFT:
        request.draft_stays = True  # it was sent out while somebody wrote
        return redirect("agreement_detail", uuid)
    form = AgreementForm.bind(request, agreement=agreement, candidates=_candidates(request, agreement))
    stale = False
    if request.method == "POST" and form.is_valid():
        try:
            return _save(request, agreement, form)
        except ValidationError as error:
            form.refuse(error)
            stale = getattr(error, "code", "") == "stale"
    if stale:
        form.data = form.data.copy()
        form.data["row_version"] = agreement.row_version
    content = agreement.programme_version.programme_content.agreement
    context = {"agreement": agreement, "form": form, "stale": agreement if stale else None, "content": content}
    context["workflow"] = content.part("workflow")
    return answer(request, "cases/agreement_edit.html", context, form)


def _candidates(request, agreement):
    """column -> those who could sign in that role, and whoever is named already."""
    found = queries.signers_for(agreement.school_id, agreement.provider_id, timezone.localdate())
    named = {f"{column}_id": getattr(agreement, f"{column}_id") for column in AGREEMENT_SIGNERS.values()}
    people = StaffMember.objects.visible_to(request.person)
    return {column: people.filter(pk__in=[*pks, named[column]]) for column, pks in found.items()}


def _save(request, agreement, form):
    data = form.cleaned_data
    texts = {name: data[name] for name in agreement.TEXTS}
    actions.write_agreement(
        agreement=agreement, row_version=data["row_version"], steps=form.steps, review_on=data["review_on"],
        signers=form.signers, by=request.person, **texts,
    )  # fmt: skip
    if request.POST.get("then") == "send":
        return _send(request, agreement)
    messages.success(request, _("The agreement is saved."))
    there = reverse("agreement_edit", args=[agreement.uuid])
    return redirect(f"{there}#trin" if request.POST.get("then") == "step" else there)


def _send(request, agreement):
    try:
        actions.send_out(agreement=agreement, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("agreement_edit", agreement.uuid)
    words = _("The agreement is out for signature. Each of the four finds it on Today.")
    messages.success(request, words, extra_tags=_undo(request, "sent", agreement))
    return redirect("agreement_detail", agreement.uuid)


@require_POST
def agreement_new_version(request, uuid):
    agreement = _agreement_or_404(request, uuid, write=True)
    given_up = agreement.state == State.OUT
    made = actions.new_version(agreement=agreement, by=request.person)
    if made.pk != agreement.pk and made.row_version == 1:
        words = _("Version %(number)s is begun.") % {"number": made.number}
        if given_up:
            words += " " + _("The signatures under version %(number)s no longer count.") % {"number": agreement.number}
        undo = _undo(request, "version_begun", agreement, made=made.pk, given_up=given_up)
        messages.success(request, words, extra_tags=undo)
    return redirect("agreement_edit" if made.state == State.DRAFT else "agreement_detail", made.uuid)


@require_POST
def agreement_take_back(request, uuid):
    agreement = _agreement_or_404(request, uuid, write=True)
    try:
        actions.take_back(agreement=agreement, by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("agreement_detail", uuid)
    messages.success(request, _("The agreement is taken back. You can write in it again."))
    return redirect("agreement_edit", uuid)


@require_POST
def agreement_sign(request, uuid):
    agreement = _agreement_or_404(request, uuid)
    try:
        found = actions.sign(agreement=agreement, content_hash=request.POST.get("words", ""), by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
        return redirect("agreement_detail", uuid)
    if found.state == State.SIGNED:
        messages.success(request, _("You have signed. All four have: the agreement is in force."))
    else:
        messages.success(request, _("You have signed."), extra_tags=_undo(request, "signed", agreement))
    return redirect("agreement_detail", uuid)


@require_POST
def agreement_unsign(request, uuid):
    agreement = _agreement_or_404(request, uuid)
    try:
        actions.withdraw_signature(agreement=agreement, by=request.person)
    except ValidationError as error:
        messages.error(request, error.messages[0])
    else:
        messages.success(request, _("Your signature is taken back."))
    return redirect("agreement_detail", uuid)


def agreement_signer(request, uuid, role):
    """Somebody else signs in one of the roles, while the one named has not."""
    agreement = _agreement_or_404(request, uuid, write=True)
    signer = next((each for each in queries.signers_of(agreement, request.person) if each.role == role), None)
    if signer is None:
        raise Http404
    if agreement.state != State.OUT or signer.signed_at:
        return redirect("agreement_detail", uuid)
    people = _candidates(request, agreement)[f"{AGREEMENT_SIGNERS[role]}_id"]
    form = SignerForm.bind(request, people=people, initial={"staff_member": signer.staff})
    if form.is_valid():
        chosen = form.cleaned_data["staff_member"]
        try:
            actions.name_signer(agreement=agreement, role=role, staff_member=chosen, by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            undo = _undo(request, "signer_named", agreement, role=role, staff=signer.staff.pk)
            messages.success(request, _("%(name)s signs instead.") % {"name": chosen.name}, extra_tags=undo)
            return redirect("agreement_detail", uuid)
    return answer(
        request, "cases/agreement_signer.html", {"agreement": agreement, "signer": signer, "form": form}, form
    )


@require_POST
def agreement_review(request, uuid):
    """Looked at again: it stands, and the next day is set."""
    agreement = _agreement_or_404(request, uuid, write=True)
    form, before = ReviewForm.bind(request), (agreement.review_on, agreement.reviewed_on, agreement.reviewed_by_id)
    if form.is_valid():
        try:
            actions.keep_agreement(agreement=agreement, review_on=form.cleaned_data["review_on"], by=request.person)
        except ValidationError as error:
            form.refuse(error)
        else:
            day = queries.written(form.cleaned_data["review_on"])
            undo = _undo(request, "reviewed", agreement, before=before)
            words = _("You have looked at the agreement, and it stands. Next time by %(day)s.") % {"day": day}
            messages.success(request, words, extra_tags=undo)
            return redirect("agreement_detail", uuid)
    page = queries.agreement_page(agreement, request.person, timezone.localdate())
    context = {"agreement": agreement, "page": page, "form": form}
    return answer(request, "cases/agreement_detail.html", context, form)


@require_GET
def agreement_pdf(request, uuid):
    agreement = _agreement_or_404(request, uuid)
    if agreement.state == State.DRAFT and not _may_write(request, agreement):
        raise Http404
    return pdf_answer(as_pdf(agreement, request.person), f"samarbejdsaftale-{agreement.number}.pdf")
