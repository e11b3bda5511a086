"""The kinds of contact that a version knows, how long one is kept, and the job that removes the short-lived ones."""

from datetime import timedelta

from accounts.roles import sector_of, side_of
from cases.walls import CONTACT_WRITERS
from core.context import current
from followup.models import Contact, ContactChild

SUCCESS = "small_success"  # what went well by its very kind (C40)
SPARRING = "sparring"


def kinds_of(pathway, person):
    """The kinds that this person may log: those of both sides, and of her own."""
    side = side_of(sector_of(person, *CONTACT_WRITERS))
    return [kind for kind in pathway.content.contact_kinds if kind.side in ("", side)]


def kind_of(pathway, key):
    """The kind, or None for one that the version no longer has."""
    return next((kind for kind in pathway.content.contact_kinds if kind.key == key), None)


def title_of(contact):
    kind = kind_of(contact.pathway, contact.kind)
    return str(kind.title) if kind else contact.kind


def variant_title(contact):
    kind = kind_of(contact.pathway, contact.kind)
    found = next((each for each in kind.variants if each.key == contact.variant), None) if kind else None
    return str(found.title) if found else ""


def last_day(kind, held_on):
    """The last day on which a short-lived one is kept; None for the others."""
    return held_on + timedelta(days=kind.short_lived_days) if kind.short_lived_days else None


def forget(today):
    """Job of the day: remove short-lived contacts whose last day has passed, with every word of them; gives how many."""
    gone = Contact.objects.visible_to(current()).expired(today)
    ContactChild.objects.visible_to(current()).filter(contact__in=gone).delete()
    return {"forgotten": gone.delete()[0]}
