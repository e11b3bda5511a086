"""Contacts between meetings: logged in a minute, corrected, taken back, and read."""

import json

from django.contrib import messages
from django.core.exceptions import PermissionDenied, ValidationError
from django.core.paginator import Paginator
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from accounts.received import received_once
from accounts.undo import undo_tag
from audit.actions import log_access
from cases.models import Child, Pathway
from cases.queries.plans import names_not_to_write
from core.forms import answer
from core.templatetags.ui import day
from followup import actions, queries
from followup.contacts import kinds_of
from followup.forms import ContactForm
from followup.forms.contacts import start_of, withs_for, written_in
from followup.models import Contact, ContactChild
from followup.permissions import can_correct_contact, can_log_contact, can_read_contacts
from followup.queries.slots import school_year_began

PER_PAGE = 20


def find_pathway(request, uuid):
    rows = Pathway.objects.visible_to(request.person).select_related("programme_version", "school_class")
    return get_object_or_404(rows, uuid=uuid)


def find_contact(request, uuid):
    rows = Contact.objects.visible_to(request.person).select_related("pathway__programme_version")
    return get_object_or_404(rows, uuid=uuid)


@require_GET
def contact_start(request):
    """One tap from Today: to the form of the pathway in which she logged last, else of her first one."""
    pathways = queries.pathways_to_contact(request.person)
    last = queries.last_contact(request.person)
    found = pathways.filter(pk=last.pathway_id).first() if last else None
    found = found or pathways.order_by("title").first()
    if found is None:
        messages.info(
            request, _("You are in no pathway that has begun, so there is nothing to write a contact in yet.")
        )
        return redirect("today")
    return redirect("pathway_contact_create", found.uuid)


@received_once
def pathway_contact_create(request, uuid):
    pathway = find_pathway(request, uuid)
    if not can_log_contact(request.person, pathway):
        raise PermissionDenied
    kinds, last = kinds_of(pathway, request.person), queries.last_contact(request.person, pathway)
    rows = queries.children_to_contact(pathway, request.person, timezone.localdate())
    copies = last is not None and request.GET.get("som") == "sidst"
    start = start_of(last, kinds, copies=copies) | _asked(request, rows, kinds)
    if copies:
        start["children"] = _children_of(last, request.person)
    form = _form(request, pathway, kinds, rows, start)
    if form.is_valid():
        try:
            made = actions.log_contact(pathway=pathway, by=request.person, **form.answers())
        except ValidationError as error:
            form.refuse(error)
        else:
            return _saved(request, made)
    more = {"last": last, "copied": copies, "copies": _copies(last, kinds, request.person)}
    return _page(request, form, pathway, more)


@received_once
def contact_edit(request, uuid):
    contact = find_contact(request, uuid)
    if not can_correct_contact(request.person, contact):
        raise PermissionDenied
    pathway, person = contact.pathway, request.person
    parts = list(ContactChild.objects.visible_to(person).filter(contact=contact).select_related("pathway_child__child"))
    rows = queries.children_to_contact(pathway, person, timezone.localdate())
    rows += [part.pathway_child for part in parts if part.pathway_child not in rows]
    form = _form(request, pathway, kinds_of(pathway, person), rows, written_in(contact, parts))
    if form.is_valid():
        try:
            actions.correct_contact(contact=contact, by=person, **form.answers())
        except ValidationError as error:
            form.refuse(error)
        else:
            messages.success(request, _("The contact is corrected."))
            return redirect("pathway_contact_list", pathway.uuid)
    return _page(request, form, pathway, {"contact": contact})


def _form(request, pathway, kinds, rows, start):
    log_access([row.child_id for row in rows], "list")
    return ContactForm.bind(
        request, kinds=kinds, rows=rows, withs=withs_for(request.person),
        names=names_not_to_write(pathway, request.person), initial=start,
    )  # fmt: skip


def _page(request, form, pathway, more):
    context = {
        "form": form,
        "pathway": pathway,
        "contact": None,
        "last": None,
        "copied": False,
        "copies": "",
        "others": [],
    }
    if more.get("contact") is None:
        others = queries.pathways_to_contact(request.person).exclude(pk=pathway.pk).order_by("title")
        context["others"] = others[:12]
    return answer(request, "followup/contact_form.html", context | more, form)


def _asked(request, rows, kinds):
    """What the address asks for: a child from its own page, a kind."""
    children = [row.pk for row in rows if str(row.uuid) == request.GET.get("barn")]
    kind = request.GET.get("slags", "")
    asked = {"children": children} if children else {}
    return asked | ({"kind": kind} if kind in {each.key for each in kinds} else {})


def _children_of(contact, person):
    return list(
        ContactChild.objects.visible_to(person).filter(contact=contact).values_list("pathway_child_id", flat=True)
    )


def _copies(last, kinds, person):
    """What "as last time" fills in, for the script: all but the words."""
    if last is None:
        return ""
    start = start_of(last, kinds, copies=True)
    del start["held_on"]
    children = [str(pk) for pk in _children_of(last, person)]
    return json.dumps(start | {"children": children})


def _saved(request, contact):
    words = [_("The contact is saved.")]
    if coming := queries.next_words(contact, request.person):
        words.append(_("Next %(what)s by %(day)s.") % {"what": coming[0].lower(), "day": day(coming[1])})
    back = reverse("pathway_contact_list", args=[contact.pathway.uuid])
    undo = undo_tag(request, "followup.undo_contacts.logged", back=back, contact=contact.pk)
    messages.success(request, " ".join(words), extra_tags=undo)
    return redirect(back)


@require_POST
def contact_undo(request, uuid):
    contact = find_contact(request, uuid)
    back = reverse("pathway_contact_list", args=[contact.pathway.uuid])
    try:
        actions.undo_contact(contact=contact, by=request.person)
    except ValidationError as error:
        messages.error(request, " ".join(error.messages))
        return redirect(back)
    undo = undo_tag(request, "followup.undo_contacts.taken_back", back=back, contact=contact.pk)
    messages.success(request, _("The contact is taken back."), extra_tags=undo)
    return redirect(back)


@require_GET
def pathway_contact_list(request, uuid):
    pathway, person = find_pathway(request, uuid), request.person
    if not can_read_contacts(person, pathway):
        raise PermissionDenied
    today = timezone.localdate()
    context = {
        "pathway": pathway,
        "child": None,
        "writes": can_log_contact(person, pathway),
        "write_url": reverse("pathway_contact_create", args=[pathway.uuid]),
        "sparring": queries.sparring_totals(person, school_year_began(today), today, pathway),
    }
    return _list(request, queries.contacts_of(pathway, person), queries.contacts_of, pathway, context)


@require_GET
def child_contact_list(request, uuid):
    child = get_object_or_404(Child.objects.visible_to(request.person), uuid=uuid)
    context = {"pathway": None, "child": child, "writes": False, "write_url": "", "sparring": []}
    rows = queries.contacts_of_child(child, request.person)
    return _list(request, rows, queries.contacts_of_child, child, context)


def _list(request, every, of, about, context):
    """One page of the list, narrowed to a kind when asked; every child named on it is logged."""
    kind = request.GET.get("slags", "")
    page = Paginator(of(about, request.person, kind), PER_PAGE).get_page(request.GET.get("page"))
    contacts = list(page)
    for each in contacts if context["pathway"] else []:
        each.pathway = context["pathway"]
    lines, named = queries.dressed(contacts, request.person, context["child"])
    log_access(named | ({context["child"].pk} if context["child"] else set()), "list")
    context |= {
        "page": page,
        "lines": lines,
        "kind": kind,
        "kinds": queries.kinds_used(every),
        "today": timezone.localdate(),
    }
    return render(request, "followup/contact_list.html", context)
