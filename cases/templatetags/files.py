"""The panel of attached files, on a child's page and on the plan: each reader sees her own."""

from django import template
from django.urls import reverse

from accounts.roles import side_of
from cases.models import Attachment
from cases.permissions import can_attach_to_pathway, can_remove_attachment, file_sector

register = template.Library()
SHOWN = 20


@register.inclusion_tag("cases/files_panel.html", takes_context=True)
def files_of_child(context, child):
    person = context["request"].person
    to_attach = reverse("child_file_create", args=[child.uuid]) if file_sector(person, child) else ""
    return _panel(context, {"child": child}, to_attach)


@register.inclusion_tag("cases/files_panel.html", takes_context=True)
def files_of_pathway(context, pathway):
    person = context["request"].person
    to_attach = reverse("pathway_file_create", args=[pathway.uuid]) if can_attach_to_pathway(person, pathway) else ""
    return _panel(context, {"child": None, "pathway": pathway}, to_attach)


def _panel(context, about, to_attach):
    person = context["request"].person
    rows = Attachment.objects.visible_to(person).kept().filter(**about).select_related("author")[: SHOWN + 1]
    mine = [(row, side_of(row.sector), can_remove_attachment(person, row)) for row in rows]
    return {
        "rows": mine[:SHOWN],
        "more": len(mine) > SHOWN,
        "of_child": about["child"] is not None,
        "to_attach": to_attach,
        "csrf_token": context.get("csrf_token"),
        "request": context["request"],
    }
