"""What stands on a child's page of notifications of concern: for the sender, her leader and the authority; nothing for others."""

from django import template

from cases.models import ConcernNotification

register = template.Library()


@register.inclusion_tag("cases/concerns.html", takes_context=True)
def concerns_of(context, child):
    rows = ConcernNotification.objects.visible_to(context["request"].person).filter(child=child)
    return {"rows": rows.select_related("by"), "child": child}
