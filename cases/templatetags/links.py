"""What every page of a link shows of itself: the languages one may choose, and what was just done."""

from django import template
from django.utils.translation import get_language

from cases import links, page_words
from cases.handing_over import slip_of
from programmes.instruments.parts import LANGUAGES

register = template.Library()


@register.simple_tag(takes_context=True)
def link_place(context):
    """Where this browser's link is at home: "svar" or "familien", "" before the factor and on the closed page."""
    person = getattr(context.get("request"), "person", None)
    return links.HOMES[person.link["kind"]].strip("/") if person and person.link else ""


@register.simple_tag
def link_languages(offered=None):
    """[(key, own name, direction, chosen)] of what may be chosen here."""
    now = get_language()
    keys = [key for key in LANGUAGES if key in offered] if offered else list(LANGUAGES)
    return [(key, LANGUAGES[key], links.direction(key), key == now) for key in keys]


@register.simple_tag(takes_context=True)
def link_said(context):
    """What was just done, said once; apart from the messages of staff, who may be logged in in the same browser."""
    return context["request"].session.pop("link_said", "")


@register.simple_tag
def words_unread():
    """Whether this page's own words stand in a language that nobody who speaks it has confirmed."""
    return page_words.are_unread()


@register.simple_tag(takes_context=True)
def handing_over(context):
    """The slip of the link just made: of `made` (what make_link gives), or of `link` and `code`; with `address`."""
    made = context.get("made")
    link, code = (made.link, made.code) if made and "link" not in context else (context["link"], context.get("code"))
    return slip_of(link, context["address"], code)
