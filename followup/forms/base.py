"""Tiles: a choice of a few as big buttons."""

from django import forms
from django.utils.text import capfirst

TILES = {"data-tiles": ""}


def tiles(choices, **options):
    choices = [(key, capfirst(words)) for key, words in choices]
    return forms.ChoiceField(choices=choices, widget=forms.RadioSelect(attrs=TILES), **options)
