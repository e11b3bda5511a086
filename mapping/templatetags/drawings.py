"""What a child drew in a round, for those who read its answer; on no paper that leaves the house."""

from django import template

from mapping.models import Drawing
from programmes.instruments.catalogue import UnknownInstrument, instrument

register = template.Library()


@register.inclusion_tag("mapping/drawings.html", takes_context=True)
def drawings_of(context, row, mapping):
    """row: the child in its pathway; mapping: the round, or None."""
    person = context["request"].person
    rows = Drawing.objects.visible_to(person).kept().filter(child=row.child_id, perspective__pathway_child=row.pk)
    found = rows.filter(perspective__mapping=mapping).select_related("perspective").order_by("pk") if mapping else []
    return {"drawings": [(each, question_of(each)) for each in found]}


def question_of(row):
    """The words the child was asked with, in the version it answered."""
    try:
        asked = instrument(row.instrument, row.perspective.versions.get(row.instrument))
    except UnknownInstrument:
        return ""
    return next((item.words_for("child") for item in asked.items if item.key == row.item), "")
