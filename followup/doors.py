"""Where what is due is done: minutes for a meeting, another page or one tap for the rest."""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from followup.cadences import cadence_of


@dataclass(frozen=True)
class Door:
    """is_tap: a button that does it at once."""

    label: str
    url: str
    is_tap: bool = False


def door_of(occurrence):
    """By the form of its cadence; the page behind asks anew who may."""
    uuid, kind = occurrence.pathway.uuid, kind_of(occurrence)
    if kind == "mapping":
        return Door(_("Map now"), reverse("mapping_begin", args=[uuid, "closing"]), True)
    if kind == "analysis":
        return Door(_("Write what you see"), reverse("mapping_detail", args=[uuid]))
    if kind == "task":
        return Door(_("Done"), reverse("occurrence_settle", args=[occurrence.uuid]), True)
    if kind == "placement":
        return Door(_("Answer"), reverse("placement_create", args=[uuid]))
    if kind == "contact":
        return Door(_("Write the contact"), reverse("pathway_contact_create", args=[uuid]))
    return Door(_("Hold the follow-up"), reverse("occurrence_hold", args=[occurrence.uuid]))


def kind_of(occurrence):
    """The form of what settles it; a task counted back from the end is the analysis of the closing mapping (A55)."""
    if occurrence.form == "task" and cadence_of(occurrence).before:
        return "analysis"
    return occurrence.form


PAGES = {
    "mapping": "mapping_detail",
    "analysis": "mapping_detail",
    "task": "pathway_detail",
    "placement": "placement_create",
    "contact": "pathway_contact_create",
}


def page_instead(occurrence):
    """The page that stands instead of the minutes, "" for a meeting."""
    name = PAGES.get(kind_of(occurrence))
    return reverse(name, args=[occurrence.pathway.uuid]) if name else ""
