"""The addresses of the walk, by who opens them, in a municipality where the story has been played."""

from cases.models import Goal, Measure, SharingBasis
from parentgroups.models import GroupEnrolment, GroupSession


def addresses(stage):
    """[(who, address)] of every page of the walk."""
    with stage.acting("ressourcevejleder", "2026-05-21"):
        found = _of_school(stage)
    with stage.acting("gruppeleder", "2026-05-21"):
        found += _of_group(stage)
    return found + _of_others(stage)


def _of_school(stage):
    b5, school_class = stage.b5, stage.classes["Fjordby Skole", "5.B"]
    pathway, mapping = b5.pathway.uuid, b5.mapping.uuid
    adam, noah = b5.adam, b5.noah
    basis = SharingBasis.objects.get(child=adam.child_id)
    occurrence = b5.pathway.occurrences.open().get()
    goal, measure = (model.objects.filter(plan=b5.plan).first() for model in (Goal, Measure))
    annex = adam.annexes.get(sector="school").uuid
    own_pages = [
        "/", "/klasser/", "/klasser/ny", "/klasser/hent", f"/klasse/{school_class.uuid}", f"/klasse/{school_class.uuid}/elev", f"/klasse/{school_class.uuid}/nyt-skoleaar",
        f"/elev/{adam.child.uuid}/flyt", f"/udvaelgelse/{b5.selection.uuid}", "/forloeb/", f"/forloeb/{pathway}", f"/forloeb/{pathway}/session", f"/forloeb/{pathway}/sessioner",
        f"/forloeb/{pathway}/tolaerer", f"/forloeb/{pathway}/kortlaegning", f"/forloeb/{pathway}/boern", f"/forloeb/{pathway}/folk", f"/forloeb/{pathway}/afslut",
        f"/kortlaegning/{mapping}/analyse", f"/barn-i-forloeb/{adam.uuid}/tilbud", f"/barn-i-forloeb/{noah.uuid}/tilbud", f"/barn-i-forloeb/{noah.uuid}/foraeldremyndighed",
        f"/barn-i-forloeb/{noah.uuid}/grundlag", f"/barn-i-forloeb/{adam.uuid}/deling", f"/barn-i-forloeb/{adam.uuid}/del", f"/grundlag/{basis.uuid}/traek-tilbage",
        f"/barn/{adam.child.uuid}", f"/barn/{adam.child.uuid}/notat", f"/barn/{adam.child.uuid}/adgang", f"/barn-i-forloeb/{adam.uuid}/perspektiv/child",
        f"/forloeb/{pathway}/plan", f"/forloeb/{pathway}/plan/versioner", f"/plan/{b5.plan.uuid}/fortalt", f"/barn-i-forloeb/{adam.uuid}/bilag", f"/bilag/{annex}/ret",
        f"/bilag/{annex}/maal", f"/bilag/{annex}/tiltag", f"/maal/{goal.uuid}" if goal else "", f"/tiltag/{measure.uuid}" if measure else "",
        "/opfoelgninger/", "/opfoelgninger/?vis=held", f"/opfoelgning/{occurrence.uuid}/hold", f"/opfoelgning/{occurrence.uuid}/flyt", f"/opfoelgning/{occurrence.uuid}/ikke-holdt",
        "/soeg?q=ad", "/overblik/",
    ]  # fmt: skip
    return [("ressourcevejleder", address) for address in own_pages if address]


def _of_group(stage):
    group = stage.group.pathway.uuid
    first, last = (
        GroupSession.objects.filter(group=stage.group).order_by(order).first().uuid for order in ("number", "-number")
    )
    family = GroupEnrolment.objects.filter(group=stage.group).first().uuid
    own_pages = [
        "/", "/foraeldregrupper/", "/foraeldregrupper/ny", f"/foraeldregruppe/{group}", f"/foraeldregruppe/{group}/ret", f"/foraeldregruppe/{group}/inviter",
        f"/familie/{family}/opkald", f"/familie/{family}/kom-med", f"/familie/{family}/stoppet", f"/moedegang/{first}", f"/moedegang/{last}/ret",
        f"/forloeb/{stage.b5.pathway.uuid}", f"/forloeb/{stage.b5.pathway.uuid}/plan", f"/barn-i-forloeb/{stage.b5.adam.uuid}/perspektiv/parent",
    ]  # fmt: skip
    return [("gruppeleder", address) for address in own_pages]


def _of_others(stage):
    pathway = stage.b5.pathway.uuid
    return [
        ("skoleleder", "/"), ("skoleleder", "/overblik/forloeb/"), ("udfoererleder", "/"), ("udfoererleder", "/foraeldregrupper/"),
        ("laerer", "/"), ("laerer", f"/forloeb/{pathway}"), ("raadgiver", "/"), ("ppr", "/"), ("ppr", f"/forloeb/{pathway}/kortlaegning"),
        ("ressourcevejleder2", f"/moede/{stage.meeting.uuid}"),
        ("styregruppe", "/"), ("styregruppe", "/overblik/"), ("evaluator", "/"), ("dpo", "/"), ("dpo", "/log/"),
        ("administrator", "/"), ("administrator", "/medarbejdere/"), ("administrator", "/medarbejdere/ny"), ("administrator", "/enheder/"), ("administrator", "/enheder/ny"),
        ("administrator", "/skolekalender/"), ("administrator", "/skolekalender/ny"), ("administrator", "/tilgaengelighed"),
    ]  # fmt: skip
