"""The pictures of the children's page: our own, in one sprite (static/pictures.svg)."""

from django import template
from django.templatetags.static import static
from django.utils.html import format_html

register = template.Library()


@register.simple_tag
def picture(name, css=""):
    """A picture beside words that say the same; nothing is told by the picture alone."""
    return format_html(
        '<svg class="picture {}" aria-hidden="true" focusable="false"><use href="{}#{}"/></svg>',
        css,
        static("pictures.svg"),
        name,
    )


@register.simple_tag
def face(number, css=""):
    return picture(f"face-{number}", css)
