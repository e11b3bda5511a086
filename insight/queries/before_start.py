"""What must be in place before a pathway starts."""

from dataclasses import dataclass

from django.utils.translation import gettext as _

from cases.models import PathwayPlan
from core.templatetags.ui import capital
from insight.links import link
from insight.permissions import can_answer_for
from mapping.models import NeedsMapping


@dataclass(frozen=True)
class Step:
    title: str
    text: str
    is_done: bool
    url: str = ""
    label: str = ""
    is_next: bool = False


def steps(person, pathway, children, today):
    """What must be in place before the pathway starts, in its order, with the first open one marked."""
    mapping = NeedsMapping.objects.visible_to(person).filter(pathway=pathway, kind="initial").first()
    plan = PathwayPlan.objects.visible_to(person).in_force().filter(pathway=pathway).exists()
    accepted = sum(child.row.accepted_on is not None for child in children)
    may = can_answer_for(person, pathway)
    words = pathway.content.word
    rows = [
        Step(capital(words("mapping")), _("The class environment, told by the team and, without names, by the pupils."), bool(mapping and mapping.environment.exists()), link("mapping_detail", pathway.uuid), _("Open the mapping")),
        Step(capital(words("children_in_pathway")), _("Advisor and group leader confirm by hand which children have needs."), bool(children), link("children_confirm", pathway.uuid), _("Choose the children")),
        Step(_("Offer to the families"), _("%(yes)s of %(all)s families have said yes.") % {"yes": accepted, "all": len(children)} if children else _("Each who holds custody is told and answers."), bool(children) and accepted > 0, link("mapping_detail", pathway.uuid), _("See offers and answers")),
        Step(_("Analysis"), _("What child, parents and professionals see, brought together."), bool(mapping and mapping.state == "analysed"), link("mapping_detail", pathway.uuid), _("Open the mapping")),
        Step(capital(words("plan")), _("The plan is written and put in force.") if plan else _("Write the plan together and put it in force."), plan, link("plan_detail", pathway.uuid), _("Open the plan")),
        Step(_("Start"), _("The day it begins decides when the first follow-up is due."), False, link("pathway_start", pathway.uuid), _("Start the pathway")),
    ]  # fmt: skip
    first = next((n for n, row in enumerate(rows) if not row.is_done), None)
    return [
        Step(row.title, row.text, row.is_done, row.url if may else "", row.label, n == first)
        for n, row in enumerate(rows)
    ]
