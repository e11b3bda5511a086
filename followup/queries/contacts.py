"""Contacts as lists, what went well since a day, and how much sparring was given."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date

from django.db.models import Q

from cases.models import Pathway, PathwayChild
from cases.walls import CONTACT_WRITERS
from core.context import current
from followup.contacts import SPARRING, title_of, variant_title
from followup.models import Contact, ContactChild, Occurrence
from followup.permissions import can_correct_contact, can_undo_contact, contact_sector

GROUP_TRACK = "parent_group"  # a family that has joined one has said yes by that


def children_to_contact(pathway, person, today):
    """Rows of the children of whom the person may write a note: in the pathway, and their families have said yes."""
    rows = PathwayChild.objects.seen_with_child(person).filter(pathway=pathway).on(today).select_related("child")
    if pathway.track != GROUP_TRACK:
        rows = rows.filter(accepted_on__isnull=False)
    return [row for row in rows.order_by("child__name_key", "pk") if contact_sector(person, row.child)]


def pathways_to_contact(person):
    """Open pathways in which the person may log a contact, by title."""
    return Pathway.objects.visible_to(person).in_reach_of(person, CONTACT_WRITERS).open().exclude(state="proposed")


def last_contact(person, pathway=None):
    """The person's own latest one, of this pathway or of any: the next one is mostly like it."""
    rows = Contact.objects.visible_to(person).kept().by(person)
    found = (rows.filter(pathway=pathway) if pathway else rows).order_by("-logged_at", "-pk").first()
    if found and pathway:
        found.pathway = pathway
    return found


@dataclass(slots=True)
class ContactLine:
    """One contact as this reader may see it. about: (short name, uuid of the child, note); unnamed: how many more."""

    contact: Contact
    title: str
    variant: str
    with_words: str
    about: list
    unnamed: int
    may_correct: bool
    may_undo: bool

    @property
    def says_about(self):
        """Whether the children are to be listed: not those whose note names them already."""
        return self.unnamed or any(not note for _child, note in self.about)


def contacts_of(pathway, person, kind=""):
    """Kept contacts of the pathway, newest first."""
    rows = Contact.objects.visible_to(person).kept().filter(pathway=pathway)
    return (rows.filter(kind=kind) if kind else rows).select_related("by")


def contacts_of_child(child, person, kind=""):
    """Kept contacts that were about the child and whose part about it this reader sees, newest first."""
    mine = ContactChild.objects.visible_to(person).filter(child=child).values("contact_id")
    rows = Contact.objects.visible_to(person).kept().filter(pk__in=mine)
    return (rows.filter(kind=kind) if kind else rows).select_related("by", "pathway__programme_version")


def dressed(contacts, person, child=None):
    """(lines, ids of the children named on them). child: only what was said of this one."""
    parts = ContactChild.objects.visible_to(person).filter(contact__in=contacts).select_related("child")
    if child is not None:
        parts = parts.filter(child=child)
    about = defaultdict(list)
    for part in parts.order_by("child__name_key"):
        about[part.contact_id].append(part)
    lines = [_line(each, about[each.pk], person, alone=child is not None) for each in contacts]
    return lines, {part.child_id for parts in about.values() for part in parts}


def _line(contact, parts, person, alone):
    withs = dict(Contact.With.choices)
    return ContactLine(
        contact=contact,
        title=title_of(contact),
        variant=variant_title(contact),
        with_words=", ".join(str(withs[key]) for key in contact.with_whom if key in withs),
        about=[(part.child, part.note) for part in parts],
        unnamed=0 if alone else max(contact.children_count - len(parts), 0),
        may_correct=can_correct_contact(person, contact),
        may_undo=can_undo_contact(person, contact),
    )


def kinds_used(rows, pathway_of=lambda contact: contact.pathway):
    """[(key, title)] of the kinds that stand in the list."""
    found = {}
    for each in rows.order_by("kind", "-pk").distinct("kind").select_related("pathway__programme_version"):
        found[each.kind] = title_of(each)
    return sorted(found.items(), key=lambda pair: pair[1])


# ---- what it counted for ----


def next_words(contact, person):
    """(title of the kind, earliest day) of what comes next after what the contact settled; None when nothing does."""
    if not contact.settled:
        return None
    settled = Occurrence.objects.visible_to(person).filter(pk__in=contact.settled)
    keys = Q(pk__in=[])
    for cadence, subject in settled.values_list("cadence", "subject"):
        keys |= Q(cadence=cadence, subject=subject) if subject else Q(cadence=cadence, subject=None)
    coming = (
        Occurrence.objects.visible_to(person).open().filter(keys, pathway=contact.pathway).order_by("due_on").first()
    )
    return (title_of(contact), coming.due_on) if coming else None


# ---- what went well ----


@dataclass(frozen=True, slots=True)
class Success:
    """Something that went well; child is "" when it was about them all."""

    held_on: date
    words: str
    child: str
    by: str


def successes_of(about, since):
    """What went well since that day, newest first, as the acting person may read it (A59, C40).

    about: a PathwayChild, then what was said of that child; or a Pathway, then of them all. Three questions at the most.
    """
    person = current()
    row = about if isinstance(about, PathwayChild) else None
    rows = Contact.objects.visible_to(person).kept().filter(is_success=True, held_on__gte=since)
    parts = ContactChild.objects.visible_to(person).select_related("child")
    if row is not None:
        parts = parts.filter(pathway_child=row)
        rows = rows.filter(pk__in=parts.values("contact_id"))
    else:
        rows = rows.filter(pathway=about)
    contacts = list(rows.select_related("by"))
    said = defaultdict(list)
    for part in parts.filter(contact__in=contacts).order_by("child__name_key"):
        said[part.contact_id].append(part)
    return [each for contact in contacts for each in _successes(contact, said[contact.pk])]


def _successes(contact, parts):
    if contact.line:
        yield Success(contact.held_on, contact.line, "", contact.by.name)
    for part in parts:
        if part.note or not contact.line:
            yield Success(contact.held_on, part.note, part.child.short_name, contact.by.name)


# ---- sparring ----


@dataclass(frozen=True, slots=True)
class SparringTotal:
    """How often somebody received sparring, and for how long where it was noted. No person is named (A20)."""

    title: str
    times: int
    minutes: int


def sparring_totals(person, first, last, pathway=None):
    """Sparring given between the two days by who received it, in the pathways that the person sees. One question."""
    rows = Contact.objects.visible_to(person).kept().filter(kind=SPARRING, held_on__range=(first, last))
    if pathway is not None:
        rows = rows.filter(pathway=pathway)
    times, minutes = defaultdict(int), defaultdict(int)
    for withs, spent in rows.values_list("with_whom", "minutes"):
        for key in withs or ["other"]:
            times[key] += 1
            minutes[key] += spent or 0
    return [SparringTotal(str(title), times[key], minutes[key]) for key, title in Contact.With.choices if times[key]]
