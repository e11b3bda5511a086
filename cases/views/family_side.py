"""The family's page as staff keep it: links, this week's step, and what the family wrote to the own side."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.db import transaction
from django.http import Http404
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from cases import links
from cases.actions.families import choose_step, remove_step
from cases.actions.links import make_link, renew_link, revoke_link
from cases.forms.families import StepForm
from cases.forms.handing_over import FamilyLinkForm
from cases.models import AccessLink, FamilyStep
from cases.permissions import can_change_link, can_keep_carers, can_see_family_side, step_sector
from cases.queries.family_links import usual_end
from cases.queries.family_page import family_page
from cases.queries.family_side import (
    as_staff_may_see,
    days_of,
    holders_of,
    holders_with_all,
    steps_now,
    steps_to_choose,
)
from cases.views.offers import pathway_child_or_404
from core.forms import answer
from core.links import NoLink, by_link


def _row(request, uuid):
    row = pathway_child_or_404(request, uuid)
    if not can_see_family_side(request.person, row):
        raise PermissionDenied
    return row


@received_once
def family_side(request, uuid):
    """This week's step is chosen here; everything else on the page is read, or has an address of its own."""
    row = _row(request, uuid)
    sector = step_sector(request.person, row)
    form = StepForm.bind(request, steps=steps_to_choose(row, request.person)) if sector else None
    if request.method == "POST" and not sector:
        raise PermissionDenied
    if form and form.is_valid() and _choose(request, row, form):
        return redirect("family_side", uuid=uuid)
    return _page(request, row, form)


def _page(request, row, form, **more):
    context = {
        "row": row,
        "child": row.child,
        "form": form,
        "holders": holders_with_all(row, request.person),
        "link_form": _link_form(request, row),
        "steps": steps_now(row, request.person),
        "days": days_of(row, request.person),
        "may_carers": can_keep_carers(request.person, row.child),
        "may_link": row.ends_on is None and row.pathway.is_open,
    }
    return answer(request, "cases/family_side.html", context | more, form, more.get("link_form"))


def _choose(request, row, form):
    try:
        with transaction.atomic():
            step, before = choose_step(pathway_child=row, text=form.words, source=form.source, by=request.person)
    except ValidationError as error:
        form.refuse(error)
        return False
    back = reverse("family_side", args=[row.uuid])
    undo = undo_tag(
        request, "cases.undo_families.step_chosen", back=back, step=step.pk, before=before.pk if before else None
    )
    messages.success(request, _("The family sees the step now."), extra_tags=undo)
    return True


@require_POST
def family_step_remove(request, uuid):
    rows = FamilyStep.objects.visible_to(request.person).select_related("pathway_child")
    step = remove_step(step=get_object_or_404(rows, uuid=uuid), by=request.person)
    back = reverse("family_side", args=[step.pathway_child.uuid])
    undo = undo_tag(request, "cases.undo_families.step_removed", back=back, step=step.pk)
    messages.success(request, _("The step is no longer on the family's page."), extra_tags=undo)
    return redirect(back)


# ---- links ----


@require_POST
def family_link_create(request, uuid, key):
    """Make a link for one of the family, in the place of a live one; shown once, on this answer. Twice: the last one works."""
    row = _row(request, uuid)
    with override("da"):  # what a link's holder is called is kept, and stands in the log
        holder = next((each for each in holders_of(row, request.person) if each.key == key), None)
    if holder is None:
        raise Http404
    form = _link_form(request, row, bind=True)
    made = _make(request, row, holder, form) if form.is_valid() else None
    if made is None:
        return _page(request, row, _step_form(request, row), refused=holder.key, link_form=form)
    return render(request, "cases/family_link.html", _shown(request, row, holder, made))


def _link_form(request, row, bind=False):
    known = {"birth_date_known": bool(row.child.born_on), "until": usual_end(row, request.person)}
    return FamilyLinkForm.bind(request, **known) if bind else FamilyLinkForm(**known)


def _step_form(request, row):
    return StepForm(steps=steps_to_choose(row, request.person)) if step_sector(request.person, row) else None


def _make(request, row, holder, form):
    try:
        with transaction.atomic():
            return make_link(
                kind="family", pathway=row.pathway, pathway_child=row, parent=holder.parent, carer=holder.carer,
                who=_who(holder), by=request.person, **form.wanted,
            )  # fmt: skip
    except ValidationError as error:
        form.refuse(error)
        return None


@override("da")
def _who(holder):
    """How staff call her: "Mor", "Plejeforælder"; never a name, for it stands on the slip."""
    words = holder.words if holder.parent else str(holder.carer.get_kind_display())
    return words[:1].upper() + words[1:]


def family_link_renew(request, uuid):
    """Asked about first: what was handed over is dead at once, and cannot be brought to life again."""
    link, row = _link(request, uuid)
    holder = next((each for each in holders_of(row, request.person) if each.link and each.link.pk == link.pk), None)
    if holder is None:
        raise Http404
    until = usual_end(row, request.person)
    if request.method != "POST":
        back = reverse("family_side", args=[row.uuid])
        context = {"link": link, "child": row.child, "until": until, "back": back, "back_words": _("The family's page")}
        return render(request, "cases/link_renew.html", context)
    try:
        with transaction.atomic():
            made = renew_link(link=link, until=until, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect("family_side", uuid=row.uuid)
    return render(request, "cases/family_link.html", _shown(request, row, holder, made))


@require_POST
def family_link_revoke(request, uuid):
    link, row = _link(request, uuid)
    if link.revoked_at:
        return redirect("family_side", uuid=row.uuid)
    done, back = revoke_link(link=link, by=request.person), reverse("family_side", args=[row.uuid])
    undo = undo_tag(request, "cases.undo_families.link_revoked", back=back, link=done.pk, at=str(done.revoked_at))
    text = _("The link is dead at once. Make a new one when the family needs it.")
    messages.success(request, text, extra_tags=undo)
    return redirect(back)


def _link(request, uuid):
    link = get_object_or_404(AccessLink.objects.visible_to(request.person).filter(kind="family"), uuid=uuid)
    row = pathway_child_or_404(request, link.pathway_child.uuid)
    if not can_change_link(request.person, link):
        raise PermissionDenied
    return link, row


def _shown(request, row, holder, made):
    return {
        "row": row,
        "child": row.child,
        "holder": holder,
        "made": made,
        "address": links.link_address(request, made.token),
        "back": reverse("family_side", args=[row.uuid]),
    }


@require_GET
def family_preview(request, uuid):
    """What its holder sees now, from the database as for her link; the reader's own walls hold, and nothing can be pressed."""
    link, row = _link(request, uuid)
    try:
        with by_link(link.token_hash) as holder:
            page = family_page(holder)
    except NoLink:
        messages.warning(request, _("The link is not open now, so there is nothing to see."))
        return redirect("family_side", uuid=row.uuid)
    page, left_out = as_staff_may_see(page, row, request.person)
    context = {"page": page, "preview": True, "left_out": left_out, "row": row, "link": link, "child": row.child}
    return render(request, "cases/family_preview.html", context)
