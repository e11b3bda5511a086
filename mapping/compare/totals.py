"""Sums of somebody else's form: beside those of the last time, with where they come from. Never brought to our scale (L27).

What moved is only told where the same kind of person filled the form in: a parent's sum and a teacher's are two things.
"""

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mapping.compare.voices import ORDER, Said, Sheet, Total
from programmes.instruments.parts import Kind
from programmes.instruments.values import value_words


def sheets_of(said) -> tuple[Sheet, ...]:
    """said: what was answered (`mapping.compare.sides`)."""
    speakers = {a.speaker.key: a.speaker for a in (*said.before, *said.now)}
    ordered = sorted(speakers.values(), key=lambda each: (ORDER[each.informant], each.name))
    return tuple(_sheet(said, who) for who in ordered)


def _sheet(said, speaker):
    now, before = said.latest.get(speaker.key), said.earlier.get(speaker.key)
    same = now and before and _filled_in_by(said, now) == _filled_in_by(said, before)
    totals = tuple(
        _total(said, dimension, item, now, before, same)
        for dimension in sorted(said.instrument.dimensions, key=lambda each: not each.strengths)
        for item in said.instrument.items
        if item.dimension == dimension.key and item.kind is Kind.NUMBER
    )
    totals = tuple(each for each in totals if each.now is not None or each.before is not None)
    return Sheet(speaker, _source(said, now), _source(said, before), totals)


def _total(said, dimension, item, now, before, same):
    value, then = _value(said, item, now), _value(said, item, before)
    moved = _moved(value, then, same) if None not in (value, then) else None
    return Total(str(dimension.title), dimension.strengths, item.highest, value, then, moved)


def _moved(value, then, same):
    if not same:
        return Said("missing", _("Filled in by somebody else last time"))
    if value == then:
        return Said("same", _("As before"))
    up = value > then
    return Said("up" if up else "down", (_("%(n)s up") if up else _("%(n)s down")) % {"n": abs(value - then)})


def _value(said, item, a):
    value = a.values.get(said.instrument.slug, {}).get(item.key) if a else None
    return value if isinstance(value, int) and not isinstance(value, bool) else None


def _notes(said, a):
    """[(item, value)] of what says where the sums come from: what belongs to no dimension."""
    version = said.version(a)
    values = a.values.get(version.slug, {})
    return [(item, values[item.key]) for item in version.items if not item.dimension and values.get(item.key)]


def _filled_in_by(said, a):
    return [value for item, value in _notes(said, a) if item.kind is Kind.CHOICE]


def _source(said, a):
    """ "En lærer, 12.05.2026"; "" when nothing was said of it."""
    if a is None:
        return ""
    return ", ".join(value_words(item, value, get_language() or "da") for item, value in _notes(said, a))
