"""The rhythms of each programme in words, with the municipality's own value beside the model's."""

from dataclasses import dataclass, replace

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from followup.actions.local import fixed_because
from followup.local import own_changes, values_of
from followup.models import CadenceChange
from programmes.models import ProgrammeVersion
from programmes.periods import Unit


@dataclass(frozen=True, slots=True)
class Earlier:
    change: CadenceChange
    how: str


@dataclass(frozen=True, slots=True)
class Rhythm:
    """One cadence. own: the change that holds, or None while the model's value does; earlier: older ones, newest first."""

    cadence: object
    how: str
    since: str
    window: str
    summer: str
    who: object
    others: list
    fixed: str
    own: object = None
    own_how: str = ""
    own_window: str = ""
    coming: object = None
    coming_how: str = ""
    earlier: tuple = ()


@dataclass(frozen=True, slots=True)
class Programme:
    version: ProgrammeVersion
    content: object
    rhythms: list


def rhythms_of(person, today):
    """Each published programme that the municipality may use, with its rhythms: three queries, however many there are."""
    versions = ProgrammeVersion.objects.visible_to(person).current()
    changes = list(CadenceChange.objects.visible_to(person).select_related("by"))
    holding = own_changes(person.municipality_id)
    return [_programme(version, changes, holding, today) for version in versions]


def rhythm_of(person, version, key, today):
    """One of them, or None for a key the version does not have."""
    changes = list(CadenceChange.objects.visible_to(person).filter(programme_version=version).select_related("by"))
    programme = _programme(version, changes, own_changes(person.municipality_id), today)
    return next((rhythm for rhythm in programme.rhythms if rhythm.cadence.key == key), None)


def _programme(version, changes, holding, today):
    content = version.programme_content
    found = []
    for cadence in content.cadences:
        held = holding.get((version.pk, cadence.key))
        mine = [each for each in changes if (each.programme_version_id, each.cadence) == (version.pk, cadence.key)]
        own = next((each for each in mine if held and each.pk == held.pk), None)
        found.append(_rhythm(content, cadence, own, mine, today))
    return Programme(version, content, found)


def _rhythm(content, cadence, own, mine, today):
    known = {role.key: role.title for role in content.roles}
    coming = min(
        (each for each in mine if each.from_on > today), key=lambda each: (each.from_on, -each.pk), default=None
    )
    differs = own is not None and cadence.may_change and values_of(own) != values_of(cadence)
    chosen = replace(cadence, **values_of(own)) if differs else cadence
    ahead = replace(cadence, **values_of(coming)) if coming else cadence
    return Rhythm(
        cadence=cadence,
        how=how_often(cadence),
        since=counted_from(cadence),
        window=window_words(cadence),
        summer=summer_words(chosen),
        who=known[cadence.responsible],
        others=[known[key] for key in cadence.may_take_over],
        fixed=fixed_because(cadence),
        own=own if differs else None,
        own_how=how_often(chosen) if differs else "",
        own_window=window_words(chosen) if differs else "",
        coming=coming,
        coming_how=how_often(ahead) if coming else "",
        earlier=tuple(
            Earlier(each, how_often(replace(cadence, **values_of(each))))
            for each in mine
            if each is not coming and not (differs and each.pk == own.pk)
        ),
    )


# ---- in words ----


def how_often(cadence):
    """ "Hver tredje måned", "4 uger før", "Ved hver mødegang"."""
    if cadence.unit == Unit.PER_SESSION:
        return _("Between each two sessions")
    if cadence.unit == Unit.BY_CASE:
        return _("Agreed from time to time")
    if cadence.before or cadence.times == 1:
        return _once(cadence)
    words = {
        Unit.DAYS: ngettext("Every %(count)s day", "Every %(count)s days", cadence.count),
        Unit.WEEKS: ngettext("Every %(count)s week", "Every %(count)s weeks", cadence.count),
        Unit.MONTHS: ngettext("Every %(count)s month", "Every %(count)s months", cadence.count),
    }[cadence.unit] % {"count": cadence.count}
    if not cadence.times:
        return words
    times = ngettext("%(count)s time", "%(count)s times", cadence.times) % {"count": cadence.times}
    return _("%(words)s, %(times)s in all") % {"words": words, "times": times}


def _once(cadence):
    words = length(cadence.unit, cadence.count)
    return (_("Once, %(length)s before") if cadence.before else _("Once, after %(length)s")) % {"length": words}


def length(unit, count):
    """ "3 måneder"."""
    words = {
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", count),
        Unit.WEEKS: ngettext("%(count)s week", "%(count)s weeks", count),
        Unit.MONTHS: ngettext("%(count)s month", "%(count)s months", count),
    }
    return words[Unit(unit)] % {"count": count}


def counted_from(cadence):
    """ "fra start, derefter fra sidst" """
    first, then = anchor_words(cadence.first_from), anchor_words(cadence.then_from)
    if not cadence.is_computed:
        return ""
    if cadence.times == 1 or first == then:
        return first
    return _("%(first)s, then %(then)s") % {"first": first, "then": then}


def anchor_words(anchor):
    return {
        "start": _("from the start"),
        "last_held": _("from the last time"),
        "phase_start": _("from the beginning of the phase"),
        "planned_end": _("from the planned end"),
        "decision": _("from the closing decision"),
        "last_teaching_day": _("from the last day of teaching"),
        "closing": _("from the day the pathway ended"),
        "signed": _("from the day of the last signature"),
        "session": _("from the session"),
    }[anchor]


def window_words(cadence):
    """ "Tæller fra 14 dage før. Indtil 30 dage efter er det tæt på." """
    if not cadence.is_computed:
        return ""
    early = ngettext("Counts from %(n)s day before.", "Counts from %(n)s days before.", cadence.early_days)
    near = ngettext("Near until %(n)s day after.", "Near until %(n)s days after.", cadence.near_days)
    parts = [(early, cadence.early_days), (near, cadence.near_days)]
    return " ".join(words % {"n": days} for words, days in parts if days)


def summer_words(cadence):
    if not cadence.is_computed:
        return ""
    if cadence.summer == "after":
        return _("A day in the summer holiday moves to the second school week after it.")
    return _("A day in the summer holiday moves to the last school week before it.")
