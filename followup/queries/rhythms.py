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
        others=[in_a_sentence(known[key]) for key in cadence.may_take_over],
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
    """ "Én gang, 4 uger før den planlagte slutdato"."""
    words = _("Once, %(length)s before %(day)s") if cadence.before else _("Once, %(length)s after %(day)s")
    return words % {"length": length(cadence.unit, cadence.count), "day": anchor_day(cadence.first_from)}


def length(unit, count):
    """ "3 måneder"."""
    words = {
        Unit.DAYS: ngettext("%(count)s day", "%(count)s days", count),
        Unit.WEEKS: ngettext("%(count)s week", "%(count)s weeks", count),
        Unit.MONTHS: ngettext("%(count)s month", "%(count)s months", count),
    }
    return words[Unit(unit)] % {"count": count}


def counted_from(cadence):
    """ "fra starten, derefter fra sidste gang"; what comes once says it itself."""
    if not cadence.is_computed or cadence.before or cadence.times == 1:
        return ""
    first, then = anchor_day(cadence.first_from), anchor_day(cadence.then_from)
    if first == then:
        return _("from %(day)s") % {"day": first}
    return _("from %(first)s, then from %(then)s") % {"first": first, "then": then}


def anchor_day(anchor):
    return {
        "start": _("the start"),
        "last_held": _("the last time"),
        "phase_start": _("the beginning of the phase"),
        "planned_end": _("the planned end"),
        "decision": _("the closing decision"),
        "last_teaching_day": _("the last day of teaching"),
        "closing": _("the day the pathway ended"),
        "signed": _("the last signature"),
        "session": _("the session"),
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
    """Only what is unlike the rest, which the page says once."""
    if cadence.is_computed and cadence.summer == "after":
        return _("A day in the summer holiday moves to the second school week after it.")
    return ""


def in_a_sentence(title):
    """ "ressourcevejleder", and "PPR" as it is."""
    words = str(title)
    return words if words[:2].isupper() else words[:1].lower() + words[1:]
