"""A good word home from the class, the child's page and Today: two taps."""

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.shortcuts import redirect
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from core.forms import answer
from followup import queries
from followup.actions.praise import praise
from followup.contacts import SUCCESS, kinds_of
from followup.forms.praise import PraiseForm
from followup.permissions import can_log_contact
from followup.praise import sentences_by_child, shortlist
from followup.queries.praise import praise_of
from followup.views.contacts import find_pathway

FEW = 4  # children who stand there one by one, each with sentences that are sent with one tap


@require_GET
def praise_start(request):
    """One tap from Today: to the pathway in which she logged last, else to her first one that keeps successes."""
    last = queries.last_contact(request.person)
    pathways = list(queries.pathways_to_contact(request.person).order_by("title"))
    pathways.sort(key=lambda each: each.pk != (last.pathway_id if last else None))
    for pathway in pathways:
        if _may(request.person, pathway) and queries.children_to_contact(pathway, request.person, timezone.localdate()):
            return redirect("praise_create", pathway.uuid)
    messages.info(request, _("You are in no pathway with children whose families have said yes yet."))
    return redirect("today")


def _may(person, pathway):
    return can_log_contact(person, pathway) and any(kind.key == SUCCESS for kind in kinds_of(pathway, person))


@received_once
def praise_create(request, uuid):
    pathway, person = find_pathway(request, uuid), request.person
    if not _may(person, pathway):
        raise PermissionDenied
    rows = queries.children_to_contact(pathway, person, timezone.localdate())
    log_access([row.child_id for row in rows], "list")
    asked = next((row for row in rows if str(row.uuid) == request.GET.get("barn")), None)
    only = asked or (rows[0] if len(rows) == 1 else None)
    near = [only] if only else rows if len(rows) <= FEW else []
    said = sentences_by_child(pathway, person, near)
    form = PraiseForm.bind(
        request, rows=rows, sentences=said[None], at_once={row.pk: said[row.pk] if only else shortlist(said[row.pk]) for row in near},
        initial={"children": [only.pk] if only else []},
    )  # fmt: skip
    if request.method == "POST" and form.is_valid():
        try:
            chosen, words = form.chosen()
            return _saved(request, pathway, chosen, praise(pathway=pathway, rows=chosen, text=words, by=person))
        except ValidationError as error:
            form.refuse(error)
    others = list(queries.pathways_to_contact(person).exclude(pk=pathway.pk).order_by("title")[:12])
    context = {"pathway": pathway, "form": form, "rows": rows, "others": others, "said": praise_of(pathway, person)}
    return answer(request, "followup/praise_form.html", context, form)


def _saved(request, pathway, rows, contact):
    back = request.get_full_path()
    words = ngettext(
        "The good word is on the family's page.", "The good word is on %(n)s families' pages.", len(rows)
    ) % {"n": len(rows)}
    undo = undo_tag(request, "followup.undo_contacts.praised", back=back, contact=contact.pk)
    messages.success(request, words, extra_tags=undo)
    return redirect(reverse("praise_create", args=[pathway.uuid]))
