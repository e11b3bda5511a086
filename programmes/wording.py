"""Words of a programme in both languages, and where its rules stand."""

from dataclasses import dataclass
from decimal import Decimal

from django.utils.formats import number_format
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

STRENGTHS = {
    "S": _("The model requires"),
    "A": _("The model recommends"),
    "E": _("Example from practice"),
    "C": _("Background in the model"),
}
"""How strongly the source says it. None of them blocks anything: they decide the words beside a rule."""


@dataclass(frozen=True, slots=True)
class Text:
    """Words on a screen: they follow the active language whenever they are shown."""

    da: str
    en: str

    def __str__(self) -> str:
        return self.en if (get_language() or "da").startswith("en") else self.da

    def format(self, **values) -> str:
        return str(self).format(**values)


@dataclass(frozen=True, slots=True)
class Source:
    """Where a rule stands: document, requirement (its number in our reading) and how strongly it is said there.

    `says` goes on from the strength in our own words ("The model requires" "follow-up all the way"); `note` tells
    what is only the programme's default and not the document's word.
    """

    document: Text
    requirement: str
    strength: str
    says: Text | None = None
    note: Text | None = None

    @property
    def strength_words(self):
        words = STRENGTHS[self.strength]
        return f"{words}:" if self.strength == "E" and self.says else words  # "Eksempel fra praksis: to vejledere …"


@dataclass(frozen=True, slots=True)
class Named:
    """A key with the words shown for it."""

    key: str
    title: Text
    description: Text | None = None


def shown(value) -> str:
    """A figure as the active language writes it: 10,5 in Danish; words stay as they are."""
    if isinstance(value, (int, Decimal)):
        return number_format(value)
    return "" if value is None else str(value)
