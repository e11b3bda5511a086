"""The invitation on paper: whom it is for, how it looks, and the PDF."""

from django.http import Http404, QueryDict
from django.shortcuts import render
from django.urls import reverse

from audit.actions import log_access
from core.pdf import answered, way
from parentgroups import invitations
from parentgroups.forms import PaperForm
from parentgroups.models import GroupEnrolment
from parentgroups.permissions import can_lead_group
from parentgroups.views.ground import group_of, must

ASKED = ("invited", "contacted", "waiting", "joined")


def _chosen(request, group):
    """(form, families for whom it is): those of the address, none for a blank one."""
    must(can_lead_group(request.person, group))
    if not invitations.words_of(group):
        raise Http404
    rows = (
        GroupEnrolment.objects.visible_to(request.person).filter(group=group, state__in=ASKED).select_related("parent")
    )
    asked = request.GET if request.GET else QueryDict("language=da")
    asked_first = sorted(rows, key=lambda each: (ASKED.index(each.state), each.parent.name_key))
    form = PaperForm(data=asked, enrolments=asked_first)
    return form, form.chosen if form.is_valid() else []


def invitation_paper(request, uuid):
    group = group_of(request, uuid)
    form, chosen = _chosen(request, group)
    language = form.cleaned_data.get("language", "da") if form.is_valid() else "da"
    log_access([each.child_id for each in form.by_key.values()], "list")
    paper = invitations.invitation(group, chosen[:1], request.person, language)
    query = QueryDict(mutable=True)
    query.update({"language": language})
    query.setlist("families", [str(each.uuid) for each in chosen])
    context = {
        "form": form, "group": group, "pathway": group.pathway, "paper": paper, "letter": paper.letters[0], "copies": len(chosen),
        "pdf_url": reverse("invitation_pdf", args=[uuid]) + "?" + query.urlencode(), "language": language,
        "has_phone": paper.has_phone,
    }  # fmt: skip
    return render(request, "parentgroups/invitation.html", context)


def invitation_pdf(request, uuid):
    group = group_of(request, uuid)
    form, chosen = _chosen(request, group)
    if not form.is_valid():
        raise Http404
    log_access([each.child_id for each in chosen], "print")
    language = form.cleaned_data["language"]
    return answered(
        invitations.invitation_pdf(group, chosen, request.person, language, draw=way(request)), "invitation.pdf"
    )
