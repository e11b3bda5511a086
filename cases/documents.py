"""Head, foot and lines that documents have in common, as plain data: nothing is read from the templates."""

from dataclasses import dataclass

from django.utils import formats, timezone
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class Fact:
    term: str
    words: str
    more: str = ""


@dataclass(frozen=True)
class Sheet:
    """Head and foot of every document."""

    title: str
    lead: str
    foot: str
    municipality: str
    is_fictional: bool


def printed():
    return _("printed %(day)s") % {"day": long_day(timezone.localdate())}


def is_fictional(pathway):
    return pathway.municipality.is_fictional


def long_day(day):
    return formats.date_format(day, _("j F Y"))


def short_day(day):
    return f"{day.day}.{day.month}"
