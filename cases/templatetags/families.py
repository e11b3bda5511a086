"""What stands on a child's page of the family's own page: who has a link, for those who may hand one out."""

from django import template

from cases.permissions import can_see_family_side
from cases.queries.family_side import holders_of

register = template.Library()


@register.inclusion_tag("cases/family_panel.html", takes_context=True)
def family_sides(context, pathways):
    """pathways: the rows of the child's page; the parent group has its own ways to its parents."""
    person = context["request"].person
    rows = [each.row for each in pathways if not each.is_group and each.row.ends_on is None]
    return {"sides": [(row, holders_of(row, person)) for row in rows if can_see_family_side(person, row)]}
