"""A dimension of a comparison as its drawing."""

from django import template

from core import drawing
from mapping.compare.drawn import drawing_of

register = template.Library()


@register.simple_tag
def marks_of(row):
    return drawing.dumbbells(drawing_of(row), drawing.NARROW)
