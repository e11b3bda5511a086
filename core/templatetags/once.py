import uuid

from django import template
from django.utils.html import format_html

register = template.Library()


@register.simple_tag(takes_context=True)
def form_key(context):
    """The key of this form (see accounts.received); a form shown again with errors keeps it."""
    request = context["request"]
    key = request.POST.get("form_key") or uuid.uuid4()
    return format_html('<input type="hidden" name="form_key" value="{}">', key)
