"""The way a pathway takes from one phase to another along the legal moves of its version."""


def steps_between(content, from_key, to_key):
    """The phases entered on the shortest legal way, the last one `to_key`; () when already there, None without a way."""
    ways, seen = [(from_key,)], {from_key}
    for way in ways:
        if way[-1] == to_key:
            return tuple(content.phase(key) for key in way[1:])
        for phase in content.moves(way[-1]):
            if phase.key not in seen:
                seen.add(phase.key)
                ways.append((*way, phase.key))
    return None


def running_phase(content, track):
    """The phase in which a track runs: the first one that a cadence of the version names; None without any."""
    named = {key for cadence in content.cadences if cadence.track == track for key in cadence.phases}
    return next((phase for phase in content.phases_of(track) if phase.key in named), None)


def phase_after(content, track, decision):
    """The phase of the track to which a closing decision leads; None when it stays where it is."""
    if not decision.leads_to:
        return None
    wanted = content.phase(decision.leads_to)
    if wanted.of == track:
        return wanted
    alike = (p for p in content.phases_of(track) if (p.is_last if wanted.is_last else p.group == wanted.group))
    return next(alike, None)


GO_ON, MAINTENANCE, FINISH, REFER = "go_on", "maintenance", "finish", "refer"
STAYS = (GO_ON, MAINTENANCE)
CLOSING_GROUP = "closing_mapping"  # the step of the phase bar in which the closing mapping is made


def outcome(content, decision):
    """What a closing decision comes to: go_on | maintenance | finish | refer."""
    if decision.refers:
        return REFER
    if not decision.leads_to:
        return GO_ON
    return FINISH if content.phase(decision.leads_to).is_last else MAINTENANCE


def decisions_of_track(pathway):
    return [each for each in pathway.content.closing_decisions if not each.tracks or pathway.track in each.tracks]


def closing_decisions(pathway):
    """[(decision, phases entered on the way)] that can be taken from where the pathway stands; none to enter for one that stays."""
    found = []
    for decision in decisions_of_track(pathway):
        target = phase_after(pathway.content, pathway.track, decision)
        steps = target and steps_between(pathway.content, pathway.phase, target.key)
        if steps or not decision.leads_to:
            found.append((decision, steps or ()))
    return found


def asks_closing_mapping(pathway):
    """The programme has a closing mapping on this track, and the pathway is not past it (A55)."""
    content = pathway.content
    group = content.phase(pathway.phase).group
    past = [phase.key for phase in content.phases_of(pathway.track) if phase.group == CLOSING_GROUP]
    return bool(past) and (group == CLOSING_GROUP or steps_between(content, pathway.phase, past[0]) is not None)
