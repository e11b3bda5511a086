"""The marks of a dimension as a drawing, with its numbers in words for those who do not see it. Pure."""

from collections import Counter

from django.utils.translation import gettext as _

from core.charts import Dumbbell, Dumbbells, number


def drawing_of(row, named=False):
    """A core.charts.Dumbbells of a Row. named: each mark bears its name, for paper, where there is no key and no colour."""
    several = {kind for kind, n in Counter(mark.speaker.informant for mark in row.marks).items() if n > 1}
    marks = [
        Dumbbell(
            mark.speaker.shape, mark.speaker.name, mark.value, mark.earlier, mark.silence.short if mark.silence else "",
            short_name(mark.speaker.name) if named or mark.speaker.informant in several else "",
        )
        for mark in row.marks
    ]  # fmt: skip
    return Dumbbells(_("From 1 to 10.") + " " + " ".join(_told(mark) for mark in row.marks), marks, row.field)


def short_name(name):
    """ "Anders Bech" is "Anders B."; a name of one word stays."""
    first, *rest = name.split()
    return f"{first} {rest[-1][0]}." if rest and rest[-1][0].isupper() else first


def _told(mark):
    who = mark.speaker.name[:1].upper() + mark.speaker.name[1:]
    if mark.value is None:
        return f"{who}: {mark.silence.short}." if mark.silence else ""
    if mark.earlier is None:
        return f"{who} {number(mark.value)}."
    return _("%(who)s %(now)s, before %(before)s.") % {
        "who": who,
        "now": number(mark.value),
        "before": number(mark.earlier),
    }
