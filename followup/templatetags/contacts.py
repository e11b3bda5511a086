"""The way to the contacts from the pages of a pathway, a child and Today: one tap to write one."""

from django import template
from django.urls import reverse

from accounts.roles import PERSON_ROLES
from cases.walls import CONTACT_WRITERS
from followup.contacts import SUCCESS
from followup.permissions import can_log_contact, can_read_contacts, contact_sector
from followup.queries.contacts import GROUP_TRACK

register = template.Library()


def _links(write="", read="", times="", praise=""):
    return {"write_url": write, "read_url": read, "times_url": times, "praise_url": praise}


@register.inclusion_tag("followup/contact_links.html", takes_context=True)
def contacts_today(context):
    """To the form of the pathway in which she logged last, and to her time set aside."""
    person = context["request"].person
    write = reverse("contact_start") if person.has(*CONTACT_WRITERS) else ""
    praise = reverse("praise_start") if write else ""
    return _links(write, times=reverse("slot_list") if person.has(*PERSON_ROLES) else "", praise=praise)


@register.inclusion_tag("followup/contact_links.html", takes_context=True)
def contacts_of(context, pathway):
    person = context["request"].person
    if not can_read_contacts(person, pathway):
        return _links()
    may = can_log_contact(person, pathway)
    write = reverse("pathway_contact_create", args=[pathway.uuid]) if may else ""
    return _links(write, reverse("pathway_contact_list", args=[pathway.uuid]), praise=_praise(pathway) if may else "")


@register.inclusion_tag("followup/contact_links.html", takes_context=True)
def contacts_about(context, child, parts):
    """parts: the child's parts in pathways, each with its `row`; the form of the first of them in which she may write of the child, child ticked."""
    person = context["request"].person
    found = next((each.row for each in parts if _may_write(person, child, each.row)), None)
    write = reverse("pathway_contact_create", args=[found.pathway.uuid]) + f"?barn={found.uuid}" if found else ""
    praise = _praise(found.pathway, f"?barn={found.uuid}") if found else ""
    return _links(write, reverse("child_contact_list", args=[child.uuid]), praise=praise)


def _praise(pathway, query=""):
    """To a good word home, where the version keeps what went well."""
    if all(kind.key != SUCCESS for kind in pathway.content.contact_kinds):
        return ""
    return reverse("praise_create", args=[pathway.uuid]) + query


def _may_write(person, child, row):
    said_yes = row.accepted_on or row.pathway.track == GROUP_TRACK
    return said_yes and row.ends_on is None and can_log_contact(person, row.pathway) and contact_sector(person, child)
