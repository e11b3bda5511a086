"""A version for a child's parents that both sides have written: each its own part, and the other's as that side handed it over.

Source: A51. The wall stands: a part crosses it by an exchange of its own, on the child's basis, and only while that lives.
"""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from accounts.roles import Sector
from cases.models import HandedPart, InformationExchange
from cases.queries.sharing import live_basis
from cases.walls import ANNEX, HANDED

TOGETHER = "child_parents"  # the audience that both sides tell
SIDES = (Sector.SCHOOL, Sector.PROVIDER)  # in this order on the paper
BOTH, OF_BOTH = "both", ("class", "who")  # the class's part and whom to ask stand last, once


@dataclass(frozen=True)
class OtherSide:
    """The other side's part of a parents' version as this side may read it. basis: the live ground, or None.

    sections: what it has handed over; handed: our own part as we have handed it over to them, or None.
    as_now: that is what our part says now. part: the id of theirs, or None.
    """

    sector: str
    basis: object = None
    sections: tuple = ()
    handed: object = None
    as_now: bool = False
    part: int | None = None

    @property
    def is_missing(self):
        """It could stand there and does not."""
        return self.basis is not None and not self.sections


def other_side(version, person):
    """OtherSide of a version, or None when only one side tells this audience or runs the pathway. version: with its pathway."""
    if version.audience != TOGETHER or version.sector not in ANNEX.write or version.pathway_child_id is None:
        return None
    units = {unit.sector for unit in (version.pathway.unit, version.pathway.partner_unit) if unit}
    others = [sector for sector in ANNEX.write if sector != version.sector and sector in units]
    if not others:
        return None
    basis = live_basis(version.child_id, version.pathway, person)
    if basis is None:
        return OtherSide(others[0])
    theirs, ours = (parts_handed(version, sector, person).first() for sector in (others[0], version.sector))
    sections = tuple({**section, "other": "", "by": others[0]} for section in theirs.sections) if theirs else ()
    as_now = ours is not None and ours.sections == part_of(version)
    return OtherSide(others[0], basis, sections, ours, as_now, theirs.pk if theirs else None)


def parts_handed(version, sector, person):
    """What a side has handed over of this plan's version and not taken home, newest first."""
    live = InformationExchange.objects.visible_to(person).live().filter(noun=HANDED.noun, from_sector=sector)
    rows = HandedPart.objects.visible_to(person).filter(plan=version.plan, child=version.child_id, sector=sector)
    return rows.filter(pk__in=live.filter(child=version.child_id).values("object_id")).order_by("-pk")


def part_of(version):
    """The sections that one side has written, as they are handed over: in Danish, without empty ones."""
    own = ((section["key"], section["text"].strip()) for section in own_sections(version.sections))
    return [{"key": key, "text": text} for key, text in own if text]


def own_sections(sections):
    """What the version's own side wrote, without the other's part and without marks."""
    return [
        {name: section[name] for name in ("key", "text", "other") if name in section}
        for section in sections
        if not section.get("by") or section.get("own")
    ]


def put_together(version, other):
    """Both sides' sections in one version, school first; the version's own alone when the other has handed nothing over."""
    own = own_sections(version.sections)
    if other is None or not other.sections:
        return own
    both = [{**section, "by": version.sector, "own": True} for section in own] + [dict(each) for each in other.sections]
    both.sort(key=lambda section: SIDES.index(section["by"]))
    shared = [section | {"by": BOTH} for section in both if section["key"] in OF_BOTH]
    return _said_once([section for section in both if section["key"] not in OF_BOTH] + shared)


def _said_once(sections):
    """The class's part and whom to ask both sides begin with: a line that stands above is not said again below."""
    said = {}
    for section in sections:
        above = said.setdefault(section["key"], set())
        lines = section["text"].splitlines()
        section["text"] = "\n".join(line for line in lines if line not in above)
        above.update(line for line in lines if line.strip())
    return [section for section in sections if section["text"].strip() or section.get("other", "").strip()]


def seen_as(version, other):
    """What tells that both parts are as they were looked at: neither side's words have changed since."""
    return f"{version.row_version}-{other.part if other and other.part else 0}"


def side_name(sector):
    """The other side, as its colleague says it."""
    return {Sector.SCHOOL: _("the school"), Sector.PROVIDER: _("the group leader")}.get(sector, "")
