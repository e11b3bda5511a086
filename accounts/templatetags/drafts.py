"""`{% draft_of form %}` inside a form makes it keep its draft; the offer to go on with one stands in base.html."""

from django import template
from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from accounts.drafts import FORMS, PAGES, Slip, drafts_here, new_slip

register = template.Library()


@register.simple_tag(takes_context=True)
def draft_of(context, *forms, key="", subject="", path=""):
    """The slip of this form; js/drafts.js saves by it, and without a script it keeps the text over a lost login.

    key: the form's name in accounts.drafts.FORMS, unless it is its page's. subject: what it is about, unless its page's.
    path: where it goes on, when it is posted to another address than the page it stands on.
    """
    request = context["request"]
    key = key or request.resolver_match.view_name
    if key not in FORMS:
        raise KeyError(f"{key} is not in accounts.drafts.FORMS")
    slip = Slip.read(request.POST.get("draft")) if request.method == "POST" else None
    if slip is None or slip.form != key or (subject and slip.subject != str(subject)):
        slip = new_slip(request, key, str(subject), path, [form for form in forms if form is not None])
    return format_html(
        '<input type="hidden" name="draft" value="{}" data-draft="{}" data-draft-offline="{}">',
        slip.signed(),
        reverse("draft_keep"),
        _("No connection. The draft is saved when it is back."),
    )


@register.simple_tag(takes_context=True)
def held_text(context):
    """What was typed by somebody who is logged out, sealed; a wrong password does not lose it either."""
    request = context.get("request")
    return context.get("held") or (request.POST.get("held", "") if request else "")


@register.inclusion_tag("parts/draft.html", takes_context=True)
def draft_offer(context):
    """What was typed on this page before: the offer to go on with it, or that it has been put back."""
    request = context.get("request")
    person, match = getattr(request, "person", None), getattr(request, "resolver_match", None)
    if person is None or match is None or match.view_name not in PAGES or request.method != "GET":
        return {"drafts": []}
    restored = getattr(request, "restored", None)
    shown = {"restored": restored, "csrf_token": context.get("csrf_token")}
    if restored:
        return shown | {"drafts": restored.drafts}
    return shown | {"drafts": drafts_here(request)}
