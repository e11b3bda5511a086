"""From a finding to a goal or a measure: the plan's own form, filled in; one save makes version, goal and the way back (C13)."""

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from accounts.received import received_once
from cases.actions.plans import start_version, write_annex
from cases.models import ChildAnnex, Goal, Measure, PathwayPlan
from cases.permissions import can_write_annex, can_write_plan
from cases.views.plan_parts import Seed, new_goal, new_measure
from mapping.actions.findings import became
from mapping.models import EnvironmentAnswer, Perspective
from mapping.permissions import planning_sector
from mapping.queries.comparison import own_words
from mapping.queries.findings import OF_SIDE
from mapping.views.findings import finding_or_404, place_of

BEING_WRITTEN = (PathwayPlan.State.DRAFT, PathwayPlan.State.SHARED)
NOT_MADE = -1  # an annex that the save will make


@received_once
def finding_goal(request, uuid):
    finding = finding_or_404(request, uuid)
    part = _stand(Goal(), finding, request.person)
    values = {"text": finding.text, "child_words": _own_words(finding, request.person)}
    return new_goal(request, part, _seed(request, finding, values, "goal"))


@received_once
def finding_measure(request, uuid):
    finding = finding_or_404(request, uuid)
    part = _stand(Measure(), finding, request.person)
    home = bool(finding.meaning_home) and not finding.meaning_class
    meaning = finding.meaning_home if home else finding.meaning_class
    arena = "home" if home else "school"
    if finding.child_id:
        arena = OF_SIDE[planning_sector(request.person, finding)]
        meaning = finding.meaning_home if arena == "home" else finding.meaning_class
    values = {"title": (meaning or finding.text)[:200], "arena": arena}
    return new_measure(request, part, _seed(request, finding, values, "measure"))


def _stand(part, finding, person):
    """The part in the version that is being written or in the side's annex; where there is none yet, in one that is not saved."""
    if finding.child_id:
        row, sector = finding.pathway_child, planning_sector(person, finding)
        if not can_write_annex(person, row, sector):
            raise PermissionDenied
        part.annex = _annex(finding, person) or ChildAnnex(
            pk=NOT_MADE, pathway_child=row, child=finding.child, sector=sector
        )
        part.annex.pathway_child, part.annex.child = row, finding.child
        return part
    pathway = finding.mapping.pathway
    if not can_write_plan(person, pathway):
        raise PermissionDenied
    part.plan = _draft(pathway, person) or PathwayPlan(pathway=pathway, number=_number(pathway, person))
    part.plan.pathway = pathway
    return part


def _annex(finding, person):
    rows = ChildAnnex.objects.visible_to(person).filter(pathway_child=finding.pathway_child_id)
    return rows.filter(sector=planning_sector(person, finding)).first()


def _draft(pathway, person):
    return PathwayPlan.objects.visible_to(person).filter(pathway=pathway, state__in=BEING_WRITTEN).first()


def _number(pathway, person):
    newest = PathwayPlan.objects.visible_to(person).filter(pathway=pathway).newest().first()
    return newest.number + 1 if newest else 1


def _seed(request, finding, values, name):
    def begin():
        """A version or an annex to stand in: made by the save and not by the look (house: GET never writes)."""
        if not finding.child_id:
            return {"plan": start_version(pathway=finding.mapping.pathway, by=request.person)}
        annex = _annex(finding, request.person) or write_annex(
            pathway_child=finding.pathway_child,
            sector=planning_sector(request.person, finding),
            strengths="",
            by=request.person,
        )
        annex.pathway_child, annex.child = finding.pathway_child, finding.child
        return {"annex": annex}

    def made(part):
        became(finding=finding, by=request.person, **{name: part})

    return Seed(
        values, begin, made, place_of(finding.mapping, request.person, finding.pathway_child), _("What we see together")
    )


def _own_words(finding, person):
    """What the child said of this area, else of what it wishes for (C21); of the class the pupils. Never what is kept from
    the parents, who read the annex."""
    key = finding.dimension.rpartition(".")[2]
    if finding.child_id:
        voices = Perspective.objects.visible_to(person).shown_to_parents()
        voices = voices.filter(mapping=finding.mapping, pathway_child=finding.pathway_child_id, informant="child")
        return own_words(voices, finding.mapping.pathway.content, key)
    rows = EnvironmentAnswer.objects.visible_to(person).filter(
        mapping=finding.mapping, informant="pupils", dimension=key
    )
    return "\n".join(words for row in rows for words in (row.strengths, row.text) if words)
