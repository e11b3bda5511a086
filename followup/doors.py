"""Where what is due is done: minutes for a meeting, another page or one tap for the rest."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Door:
    """is_tap: a button that does it at once."""

    label: str
    url: str
    is_tap: bool = False


def door_of(occurrence):
    """By the form of its cadence; the page behind asks anew who may."""
    doors = {
        "mapping": lambda: Door(_("Begin the mapping"), reverse("mapping_begin", args=[occurrence.pathway.uuid, "closing"]), True),
        "task": lambda: Door(_("Done"), reverse("occurrence_settle", args=[occurrence.uuid]), True),
        "placement": lambda: Door(_("Answer"), reverse("placement_create", args=[occurrence.pathway.uuid])),
        "contact": lambda: Door(_("Write the contact"), reverse("pathway_contact_create", args=[occurrence.pathway.uuid])),
    }
    found = doors.get(occurrence.form)
    return found() if found else Door(_("Hold the follow-up"), reverse("occurrence_hold", args=[occurrence.uuid]))


def page_instead(occurrence):
    """The page that stands instead of the minutes, "" for a meeting."""
    names = {
        "mapping": "mapping_detail",
        "task": "pathway_detail",
        "placement": "placement_create",
        "contact": "pathway_contact_create",
    }
    name = names.get(occurrence.form)
    return reverse(name, args=[occurrence.pathway.uuid]) if name else ""
