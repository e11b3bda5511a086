"""The questions that a class team answers each week by a tap. They are Samspil's own and the same in all programmes
(docs/decisions): a programme's version describes the programme, and this measures whether it helps."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Tap:
    """One question with the words of its four tiles, from 1 to 4; `label` names it in charts, `about` beside an answer."""

    key: str
    label: Promise
    about: Promise
    ask: Promise
    tiles: tuple

    @property
    def choices(self):
        return [(number, words) for number, words in enumerate(self.tiles, 1)]

    def words(self, number):
        return self.tiles[number - 1]


PULSE = (
    Tap(
        "calm",
        _("Calm in the lessons"),
        _("The class"),
        _("How calm was the class?"),
        (_("Very restless"), _("Restless"), _("Fairly calm"), _("Very calm")),
    ),
    Tap(
        "conflicts",
        _("Few conflicts"),
        _("Conflicts"),
        _("How many conflicts were there?"),
        (_("Many"), _("Quite a few"), _("Few"), _("None at all")),
    ),
    Tap(
        "participation",
        _("Everybody takes part"),
        _("Took part"),
        _("How many took part in the lessons?"),
        (_("Only a few"), _("Half"), _("Most"), _("Everybody")),
    ),
)
STRAIN = Tap(
    "value",
    _("Strain"),
    _("Strain"),
    _("How much did the week weigh on you?"),
    (_("Not at all"), _("A little"), _("Quite a bit"), _("A lot")),
)
