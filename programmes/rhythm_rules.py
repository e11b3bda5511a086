"""What must hold of cadences, meetings and contacts. Refused is only what can never be met in a normal school year."""

from datetime import date

from programmes.periods import Unit, later
from programmes.references import Broken, each, listed, names
from programmes.rhythms import AHEAD, ANCHORS, ASKS, ENDS, FORMS, SUBJECTS, SUMMERS
from programmes.wording import STRENGTHS

ABOUT = ("pathway", "child")
AN_END = date(2026, 6, 26)  # any day: only the lengths of two steps are compared
CHILD_MINUTES = 20  # C29: the child is there for the first twenty minutes at most


def rhythms(content) -> Broken:
    yield from references(content)
    phases = {phase.key: phase for phase in content.phases}
    for cadence in content.cadences:
        path = f"cadences[{cadence.key}]"
        for check in (figures, settling, counting, ending):
            yield from ((f"{path}.{name}", reason) for name, reason in check(cadence))
        yield from ((f"{path}.{name}", reason) for name, reason in reaching(content, cadence, phases))
    yield from meetings(content)
    yield from contacts(content)


def references(content) -> Broken:
    roles = names(content.roles)
    for name, allowed in (
        ("track", names(content.tracks)),
        ("on", set(SUBJECTS)),
        ("first_from", set(ANCHORS)),
        ("then_from", set(ANCHORS)),
        ("ends", set(ENDS)),
        ("form", set(FORMS)),
        ("summer", set(SUMMERS)),
        ("responsible", roles),
        ("may_take_over", roles),
        ("meeting_kind", names(content.meeting_kinds) | {""}),
        ("contact_kinds", names(content.contact_kinds)),
        ("phases", names(content.phases)),
        ("figure", {*STRENGTHS, ""}),
    ):
        yield from each("cadences", content.cadences, name, allowed)


def figures(cadence) -> Broken:
    if cadence.count < 1:
        yield "count", "must be 1 or more"
    if cadence.times is not None and cadence.times < 1:
        yield "times", "must be 1 or more"
    for name in ("early_days", "near_days"):
        if getattr(cadence, name) < 0:
            yield name, "must be 0 or more"
    if (cadence.unit == Unit.PER_SESSION) != (cadence.first_from == "session"):
        yield "first_from", "session goes with the unit per_session, and only with it"
    if cadence.is_statutory and cadence.unit != Unit.BY_CASE:
        yield "unit", "what the law asks for has no rhythm of the programme's: it must be by_case"


def settling(cadence) -> Broken:
    """Something must be able to settle it."""
    if cadence.form == "meeting" and not cadence.meeting_kind:
        yield "meeting_kind", "can never be met: a meeting needs its kind"
    if cadence.form == "contact" and not cadence.contact_kinds:
        yield "contact_kinds", "can never be met: no kind of contact counts for it"
    if cadence.form == "placement" and cadence.on != "child":
        yield "on", "can never be met: the placement question is asked of a child"


def counting(cadence) -> Broken:
    """The day must lie where somebody can still meet it."""
    if cadence.before and cadence.is_computed and cadence.first_from not in AHEAD:
        yield (
            "first_from",
            f"can never be met: only from {listed(AHEAD)} can be counted back, for {cadence.first_from!r} lies behind",
        )
    if cadence.before and cadence.is_computed and cadence.times != 1:
        yield "times", "must be 1: what is counted back from one day comes once"
    if cadence.first_from == "planned_end" and not cadence.before and cadence.ends != "answered":
        yield "before", "can never be met: counted on from the planned end, when the pathway has ended"


def ending(cadence) -> Broken:
    if cadence.first_from == "closing" and cadence.ends != "answered":
        yield "ends", "can never be met: what is counted from the closing must end when it is answered"
    if cadence.ends == "answered" and not cadence.times:
        yield "times", "missing: without it the question is asked for ever"


def reaching(content, cadence, phases) -> Broken:
    """The track must come by its phases, and be long enough for a step that is counted back."""
    own = {phase.key for phase in content.phases if phase.of == cadence.track}
    if own and cadence.phases and not own & set(cadence.phases):
        yield "phases", f"can never be met: {cadence.track!r} is never in {listed(cadence.phases)}"
    ended = [phases[key] for key in cadence.phases if key in phases]
    if ended and all(phase.is_last for phase in ended) and cadence.ends != "answered":
        yield "phases", "can never be met: the pathway has ended in these phases"
    shortest = shortest_months(content, cadence)
    if (
        shortest
        and cadence.before
        and cadence.is_computed
        and cadence.first_from in AHEAD
        and starts_too_early(cadence, shortest)
    ):
        yield "count", f"can never be met: a track of {shortest} months has not begun that long before its end"


def starts_too_early(cadence, months) -> bool:
    return cadence.next_after(AN_END) <= later(AN_END, Unit.MONTHS, -months)


def shortest_months(content, cadence) -> int:
    """The shortest track in months, where the programme says it."""
    lengths = {track.key: track.length for track in content.tracks}
    limit = next((limit for limit in content.limits if limit.key == lengths.get(cadence.track)), None)
    return int(limit.minimum) if limit and limit.minimum and limit.unit == "months" else 0


def meetings(content) -> Broken:
    roles, kinds = names(content.roles), content.meeting_kinds
    asked = names(content.mapping.perspectives) if content.mapping else set()
    there = roles | asked | names(content.participants)
    for name, allowed in (
        ("leads", roles),
        ("invites", there),
        ("informs", there),
        ("counts_as", names(kinds)),
        ("about", set(ABOUT)),
    ):
        yield from each("meeting_kinds", kinds, name, allowed)
    for kind in kinds:
        yield from ((f"meeting_kinds[{kind.key}].{name}", reason) for name, reason in agenda(kind))


def agenda(kind) -> Broken:
    if not kind.agenda:
        yield "agenda", "must have a part"
    yield from each("agenda", kind.agenda, "asks", set(ASKS))
    if kind.child_minutes is None:
        return
    if not 1 <= kind.child_minutes <= CHILD_MINUTES:
        yield "child_minutes", f"must be from 1 to {CHILD_MINUTES}, not {kind.child_minutes}"
    if kind.about != "child":
        yield "child_minutes", "goes only with a meeting about one child"
    with_child = [part.child_takes_part for part in kind.agenda]
    if not any(with_child) or all(with_child) or with_child != sorted(with_child, reverse=True):
        yield "agenda", "must have two parts: first those the child takes part in, then those without"


def contacts(content) -> Broken:
    kinds = content.contact_kinds
    yield from each("contact_kinds", kinds, "about", set(SUBJECTS))
    yield from each("contact_kinds", kinds, "side", names(content.sides) | {""})
    for kind in kinds:
        if kind.short_lived_days is not None and kind.short_lived_days < 1:
            yield f"contact_kinds[{kind.key}].short_lived_days", "must be 1 or more"
