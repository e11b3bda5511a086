"""What the pages of choosing a class show."""

from dataclasses import dataclass

from classes.models import ClassSelection
from programmes.models import ProgrammeVersion

CLASS_TRACK = "class"  # the track that runs in a class, in every version that has one


def versions_for_classes(person):
    """Programme versions that a class can begin on today."""
    found = ProgrammeVersion.objects.visible_to(person).current()
    return [version for version in found if any(track.key == CLASS_TRACK for track in version.programme_content.tracks)]


def chosen_before(person, school_class):
    """Who the school chose last time, to begin from; an advisor begins with herself. Names of fields to ids."""
    last = ClassSelection.objects.visible_to(person).filter(unit=school_class.school_id)
    fields = ("advisor", "partner_unit", "leader")
    found = last.order_by("-nominated_on", "-pk").values(*fields).first() or {}
    return found | ({"advisor": person.staff_id} if person.has("resource_advisor") else {})


@dataclass
class Party:
    key: str
    title: object
    vote: object = None  # a SelectionVote
    is_mine: bool = False  # the reader may take it back

    @property
    def has_spoken(self):
        return self.vote is not None


def parties_of(selection):
    """The parties of the version in its order, each with its vote (A42)."""
    votes = {vote.party: vote for vote in selection.votes.select_related("by")}
    return [
        Party(key, selection.content.role(key).title, votes.get(key)) for key in selection.content.selection.parties
    ]
