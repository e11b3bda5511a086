"""The addresses of the walk, by who opens them, in a municipality where the story has been played and `add_states` has been."""

from accounts.models import RoleAssignment, WordAdvice
from cases.models import Goal, Measure, SharingBasis
from classes.models import ClassSession, TeamQuestion
from core.context import current
from followup.models import Contact, SchoolBreak, Slot
from mapping.actions.findings import write_finding
from mapping.models import Ask, Finding, Perspective
from parentgroups.models import GroupEnrolment, GroupSession
from programmes.instruments.catalogue import instrument
from tests.story.every_state import NEW, enrolment, school_class, session

DAY = "2026-05-21"


def addresses(stage):
    """[(who, address)] of every page of the walk."""
    found = []
    for who, pages_of in (
        ("ressourcevejleder", _of_school),
        ("ressourcevejleder", _of_preparation),
        ("ressourcevejleder", _of_closing),
        ("ressourcevejleder", _of_papers),
        ("ressourcevejleder", _of_rounds),
        ("laerer2", _of_asked),
        ("gruppeleder", _of_group),
        ("gruppeleder", _of_recruiting),
        ("laerer", _of_team),
        ("administrator", _of_administrator),
    ):
        with stage.acting(who, DAY):
            found += [(who, address) for address in pages_of(stage)]
    return found + _of_others(stage)


def _of_school(stage):
    b5, school_class = stage.b5, stage.classes["Fjordby Skole", "5.B"]
    pathway, mapping = b5.pathway.uuid, b5.mapping.uuid
    adam, noah = b5.adam, b5.noah
    basis = SharingBasis.objects.get(child=adam.child_id)
    occurrence = b5.pathway.occurrences.open().get(cadence="follow_up")
    annex = adam.annexes.get(sector="school")
    goal, measure = (model.objects.filter(annex=annex).first() for model in (Goal, Measure))
    tried = Measure.objects.filter(plan__pathway=b5.pathway, plan__state="in_force").first()
    logged = ClassSession.objects.filter(pathway=b5.pathway).order_by("-held_on").first()
    said = Perspective.objects.filter(pathway_child=adam, informant="child").first()
    question = TeamQuestion.objects.filter(pathway=b5.pathway, answered_at=None).first()
    contact, slot = (
        Contact.objects.filter(pathway=b5.pathway, by=stage.staff["ressourcevejleder"]).first(),
        Slot.objects.get(pathway=b5.pathway),
    )
    return [
        "/", "/klasser/", "/klasser/ny", "/klasser/hent", f"/klasse/{school_class.uuid}", f"/klasse/{school_class.uuid}/elev", f"/klasse/{school_class.uuid}/nyt-skoleaar",
        f"/klasse/{school_class.uuid}/puls", f"/klasse/{school_class.uuid}/skema", "/opfoelgningens-rytme/", f"/elev/{adam.child.uuid}/flyt", f"/elev/{adam.child.uuid}/ret", f"/udvaelgelse/{b5.selection.uuid}", "/forloeb/", f"/forloeb/{pathway}",
        f"/forloeb/{pathway}/session", f"/session/{logged.uuid}/ret", f"/forloeb/{pathway}/sessioner", f"/forloeb/{pathway}/tolaerer", f"/forloeb/{pathway}/kortlaegning",
        f"/forloeb/{pathway}/boern", f"/forloeb/{pathway}/folk", f"/forloeb/{pathway}/afslut", f"/forloeb/{pathway}/bekymret", f"/forloeb/{pathway}/spoerg", f"/spoergsmaal/{question.uuid}",
        f"/kortlaegning/{mapping}/analyse", f"/barn-i-forloeb/{adam.uuid}/tre-syn", f"/forloeb/{pathway}/klassens-svar", f"/kortlaegning/{mapping}/fund/ny",
        f"/barn-i-forloeb/{adam.uuid}/fund/ny", f"/barn-i-forloeb/{adam.uuid}/fortalt", *_of_findings(stage, b5), f"/barn-i-forloeb/{adam.uuid}/tilbud", f"/barn-i-forloeb/{noah.uuid}/tilbud", f"/barn-i-forloeb/{noah.uuid}/foraeldremyndighed",
        f"/barn-i-forloeb/{noah.uuid}/grundlag", f"/barn-i-forloeb/{adam.uuid}/deling", f"/barn-i-forloeb/{adam.uuid}/del", f"/grundlag/{basis.uuid}/traek-tilbage",
        f"/barn/{adam.child.uuid}", f"/barn/{adam.child.uuid}/notat", f"/barn/{adam.child.uuid}/vedhaeft", f"/forloeb/{pathway}/vedhaeft", f"/barn-i-forloeb/{adam.uuid}/del-fil", f"/stemme/{said.uuid}/foraeldre", f"/barn/{adam.child.uuid}/adgang", f"/barn/{adam.child.uuid}/bekymret", f"/barn-i-forloeb/{adam.uuid}/perspektiv/child",
        f"/forloeb/{pathway}/plan", f"/forloeb/{pathway}/plan/versioner", f"/forloeb/{pathway}/plan/tavle", f"/plan/{b5.plan.uuid}/afstemt", f"/bilag/{annex.uuid}/afstemt", f"/maal/{goal.uuid}/naaet", f"/plan/{b5.plan.uuid}/fortalt",
        f"/plan/{b5.plan.uuid}/fortael", f"/udgave/{stage.told.uuid}", f"/udgave/{stage.told.uuid}/tag-tilbage", f"/udgave/{stage.to_tell.uuid}/ret", f"/forloeb/{pathway}/ros", f"/barn-i-forloeb/{adam.uuid}/bilag", f"/bilag/{annex.uuid}/ret",
        f"/bilag/{annex.uuid}/maal", f"/bilag/{annex.uuid}/tiltag", f"/maal/{goal.uuid}", f"/maal/{goal.uuid}/tegning", f"/maal/{goal.uuid}/tegninger", f"/tiltag/{measure.uuid}", f"/tiltag/{tried.uuid}/proevet",
        "/samarbejdsaftaler/", f"/samarbejdsaftale/{stage.agreement.uuid}", f"/samarbejdsaftale/{stage.agreement.uuid}/underskriver/principal", "/fravaer/", "/fravaer/nyt", f"/opfoelgning/{occurrence.uuid}/giv-videre",
        "/opfoelgninger/", "/opfoelgninger/?vis=held", f"/opfoelgning/{occurrence.uuid}/hold", f"/opfoelgning/{occurrence.uuid}/flyt",
        f"/forloeb/{occurrence.pathway.uuid}/opfoelgninger",
        f"/opfoelgning/{occurrence.uuid}/planlaeg", f"/opfoelgning/{occurrence.uuid}/foer", f"/forloeb/{pathway}/moede/nyt",
        f"/forloeb/{pathway}/moede/nyt?slags=network&barn={adam.uuid}", f"/barn-i-forloeb/{adam.uuid}/netvaerk", f"/netvaerk/{stage.guest.uuid}",
        f"/moede/{stage.planned.uuid}", *(f"/moede/{stage.planned.uuid}/{page}" for page in ("hold", "foer", "ret", "giv-videre", "aflys")),
        f"/moede/{stage.agreed.uuid}", f"/moede/{stage.agreed.uuid}/aftaler", f"/moede/{stage.agreed.uuid}/aftaler/1/tiltag", f"/opfoelgning/{occurrence.uuid}/ikke-holdt",
        f"/forloeb/{pathway}/kontakt", f"/forloeb/{pathway}/kontakter", f"/barn/{adam.child.uuid}/kontakter", f"/kontakt/{contact.uuid}/ret",
        "/tider/", "/tider/ny", f"/tid/{slot.uuid}/{slot.first_on}", f"/tid/{slot.uuid}/{slot.first_on}/ret",
        "/kalender/", f"/kalender/?dag={DAY}&vis=uge", "/kalender/telefon", f"/forloeb/{pathway}/opgaver", f"/forloeb/{pathway}/opgaver/ny", f"/opgave/{stage.task.uuid}", f"/opgave/{stage.task.uuid}/udgaar",
        *(f"/opfoelgninger/{act}?valgt={occurrence.uuid}" for act in ("flyt", "giv-videre")),
        "/soeg", "/soeg?q=ad", "/overblik/", *(f"/overblik/{each}/" for each in ("opfoelgninger", "boern", "sessioner")),
    ]  # fmt: skip


def _of_rounds(stage):
    """Those who are asked in May: Selma on paper, the pupils by link; and what is known already."""
    pathway, selma = stage.b5.pathway.uuid, stage.b5.selma
    paper = Ask.objects.get(child=selma.child_id, informant="child", closed_at=None)
    pupils = Ask.objects.get(informant="pupils", closed_at=None, mapping__pathway=stage.b5.pathway)
    first = first_question(paper)
    return [
        f"/barn-i-forloeb/{selma.uuid}/spoerg", f"/barn-i-forloeb/{selma.uuid}/spoerg?hvem=professional", f"/forloeb/{pathway}/spurgt/team",
        f"/spurgt/{paper.uuid}", f"/spurgt/{pupils.uuid}", f"/spurgt/{pupils.uuid}/nyt-link", f"/spurgt/{paper.uuid}/svar", f"/spurgt/{paper.uuid}/svar/{first}", f"/spurgt/{paper.uuid}/svar/igennem",
        f"/spurgt/{paper.uuid}/barn/{first}", f"/spurgt/{paper.uuid}/barn/tak", f"/spurgt/{paper.uuid}/indtast", f"/spurgt/{pupils.uuid}/taelling",
        f"/kortlaegning/{paper.mapping.uuid}/det-ved-vi", f"/barn-i-forloeb/{selma.uuid}/det-ved-vi",
    ]  # fmt: skip


def _of_asked(stage):
    mine = Ask.objects.get(child=stage.b5.selma.child_id, informant="professional", closed_at=None)
    return ["/", f"/spurgt/{mine.uuid}/svar", f"/spurgt/{mine.uuid}/svar/{first_question(mine)}"]


def first_question(ask):
    """instrument/item of the first question that this person meets."""
    slug, number = ask.instruments[0]
    return f"{slug}/{instrument(slug, number).items_for(ask.informant)[0].key}"


def _of_preparation(stage):
    """A class that nobody has thought of, one being weighed, one whose plan is being written, a list that is not fetched yet."""
    chosen = stage.prepared
    pathway, plan, mapping = chosen.pathway.uuid, chosen.plan.uuid, chosen.mapping.uuid
    weighed = stage.weighed.selection.uuid
    return [
        f"/klasser/hent/{stage.list.uuid}", f"/klasse/{school_class(NEW).uuid}", f"/klasse/{school_class(NEW).uuid}/udvaelg", f"/udvaelgelse/{weighed}", f"/udvaelgelse/{weighed}/ret",
        f"/forloeb/{pathway}", f"/forloeb/{pathway}/kortlaegning", f"/forloeb/{pathway}/boern", f"/kortlaegning/{mapping}/miljoe/team", f"/kortlaegning/{mapping}/afslut",
        f"/forloeb/{pathway}/plan", f"/plan/{plan}/ret", f"/plan/{plan}/saet-i-kraft", f"/plan/{plan}/maal", f"/plan/{plan}/tiltag", f"/forloeb/{pathway}/start",
    ]  # fmt: skip


def _of_closing(stage):
    """One that goes on, and one that ended half a year ago."""
    going, ended = stage.b5.pathway.uuid, stage.ended.pathway.uuid
    return [
        f"/forloeb/{going}/afslutning", f"/forloeb/{going}/aabne-tiltag", f"/barn-i-forloeb/{stage.b5.selma.uuid}/beslutning",
        f"/forloeb/{ended}", f"/forloeb/{ended}/afslutning", f"/forloeb/{ended}/efter", f"/forloeb/{ended}/genaabn", f"/henvisning/{stage.ended.referral.uuid}",
        "/overblik/stadig/",
    ]  # fmt: skip


def _of_papers(stage):
    pathway, given = stage.b5.pathway.uuid, stage.given.uuid
    return [
        f"/forloeb/{pathway}/dokumenter", f"/forloeb/{pathway}/journal", f"/forloeb/{pathway}/journal?barn={stage.b5.adam.uuid}",
        f"/dokument/lav/plan/{pathway}", f"/dokument/lav/annex/{stage.b5.adam.uuid}", f"/dokument/lav/sharing/{stage.b5.adam.uuid}",
        f"/dokument/{given}/tekst", "/dokumenter/uden-journal", "/dokumenter/samlet", f"/dokumenter/samlet/{stage.bundle.uuid}",
    ]  # fmt: skip


def _of_group(stage):
    group = stage.group.pathway.uuid
    first, last = (
        GroupSession.objects.filter(group=stage.group).order_by(order).first().uuid for order in ("number", "-number")
    )
    joined = GroupEnrolment.objects.filter(group=stage.group, state="joined").select_related("parent").first()
    family = joined.uuid
    return [
        "/", "/foraeldregrupper/", "/foraeldregrupper/ny", f"/foraeldregruppe/{group}", f"/foraeldregruppe/{group}/ret", f"/foraeldregruppe/{group}/inviter",
        f"/foraeldregruppe/{group}/familier", f"/familie/{family}/opkald", f"/familie/{family}/stoppet", f"/foraelder/{joined.parent.uuid}/beskeder", f"/moedegang/{first}", f"/moedegang/{last}/forbered", f"/moedegang/{last}/ret",
        f"/forloeb/{stage.b5.pathway.uuid}", f"/forloeb/{stage.b5.pathway.uuid}/plan", f"/barn-i-forloeb/{stage.b5.adam.uuid}/perspektiv/parent",
        f"/udvaelgelse/{stage.weighed.selection.uuid}", "/overblik/", "/overblik/opfoelgninger/",
        f"/barn-i-forloeb/{stage.b5.adam.uuid}/familien", f"/familielink/{stage.family_link.uuid}/vis", f"/familielink/{stage.family_link.uuid}/forny", f"/barn/{stage.b5.adam.child.uuid}/omsorg",
    ]  # fmt: skip


def _of_recruiting(stage):
    """A group that is being gathered, with a place for every answer that a family can give; and one from before Samspil."""
    of_group = f"/foraeldregruppe/{stage.recruiting.pathway.uuid}"
    asked, waits, stopped = (enrolment(stage.recruiting, state).uuid for state in ("invited", "waiting", "stopped"))
    first, second = (session(stage.recruiting, place).uuid for place in (0, 1))
    return [
        of_group, f"{of_group}/familier", f"{of_group}/inviter", f"{of_group}/invitation", f"{of_group}/hensyn", f"{of_group}/moedegange", f"{of_group}/moedegange/ekstra",
        *(f"/familie/{asked}/{what}" for what in ("kontakt", "kontaktet", "kom-med", "venteliste", "sagde-nej")), f"/familie/{waits}/kontakt", f"/familie/{stopped}/henvisning",
        f"/moedegang/{first}/forbered", f"/moedegang/{second}/flyt", f"/moedegang/{second}/aflys", f"/moedegang/{second}/ret", f"/forloeb/{stage.from_before.pathway.uuid}/foer-samspil",
        f"/foraeldregruppe/{stage.from_before.pathway.uuid}",
    ]  # fmt: skip


def _of_team(stage):
    b5 = stage.b5
    pathway, school_class = b5.pathway.uuid, stage.classes["Fjordby Skole", "5.B"].uuid
    tried = Measure.objects.filter(plan__pathway=b5.pathway, plan__state="in_force").first()
    return [
        "/", "/bekymret", f"/forloeb/{pathway}", f"/klasse/{school_class}", f"/klasse/{school_class}/puls", f"/forloeb/{pathway}/spoerg", f"/tiltag/{tried.uuid}/proevet",
        f"/kortlaegning/{b5.mapping.uuid}/miljoe/team", f"/barn/{b5.adam.child.uuid}", f"/barn/{b5.adam.child.uuid}/bekymret",
    ]  # fmt: skip


def _of_administrator(stage):
    teacher = stage.staff["laerer"]
    role = RoleAssignment.objects.filter(staff_member=teacher).first().pk
    word, closed = WordAdvice.objects.in_use().first().uuid, SchoolBreak.objects.first().pk
    return [
        "/", "/medarbejdere/", "/medarbejdere/ny", f"/medarbejdere/{teacher.uuid}", f"/medarbejdere/{teacher.uuid}/rolle", f"/medarbejdere/rolle/{role}/slut", "/enheder/", "/enheder/ny",
        "/post/", "/post/tider", f"/post/adresse/{teacher.uuid}", "/skolekalender/", "/skolekalender/ny", f"/skolekalender/{closed}", "/skolekalender/hent", "/opfoelgningens-rytme/", f"/opfoelgningens-rytme/ret?om={stage.b5.pathway.programme_version.uuid}~follow_up", "/redskaber/", "/redskaber/child_voices?syn=parent&sprog=ar", "/familiernes-sider/ord", "/familiernes-sider/ord/ar", "/dokumenter/journalplan", "/tekster/", "/tekster/ret", "/ord/", "/ord/indlaes", f"/ord/{word}", "/tilgaengelighed", "/offline/", "/konto/kommune",
    ]  # fmt: skip


def _of_findings(stage, b5):
    """What is seen of Adam, and the forms it becomes a goal or a measure in; where the story has none yet, one is written."""
    found = Finding.objects.filter(mapping=b5.mapping, child=b5.adam.child_id, kind="seen", sector="school").first()
    found = found or write_finding(
        mapping=b5.mapping, pathway_child=b5.adam, by=current(), text="Adam er alene i det store frikvarter."
    )
    return [f"/fund/{found.uuid}", f"/fund/{found.uuid}/maal", f"/fund/{found.uuid}/tiltag"]


def _of_others(stage):
    pathway = stage.b5.pathway.uuid
    weighed = stage.weighed.selection.uuid
    return [
        ("skoleleder", "/"), ("skoleleder", f"/udvaelgelse/{weighed}"), ("skoleleder", "/overblik/"), ("ressourcevejleder2", f"/samarbejdsaftale/{stage.agreement_draft.uuid}/ret"), ("skoleleder", f"/samarbejdsaftale/{stage.agreement.uuid}"),
        ("skoleleder", f"/overtaget/{stage.staff['paedagog'].uuid}"), ("skoleleder", f"/fravaer/nyt/{stage.staff['laerer'].uuid}"), ("skoleleder", "/overblik/forloeb/"), ("skoleleder", "/opfoelgninger/hvordan-gaar-det"), ("styregruppe", "/opfoelgninger/hvordan-gaar-det"),
        ("udfoererleder", "/"), ("udfoererleder", "/foraeldregrupper/"), ("udfoererleder", "/foraeldregrupper/ny"), ("udfoererleder", "/overblik/"),
        ("raadgiver", "/"), ("raadgiver", f"/barn-i-forloeb/{stage.b5.adam.uuid}/deling"), ("ppr", "/"), ("ppr", f"/forloeb/{pathway}/kortlaegning"),
        ("ressourcevejleder2", f"/moede/{stage.meeting.uuid}"), ("ressourcevejleder2", f"/plan/{stage.next_plan.uuid}/fra-sidst"), ("ressourcevejleder2", f"/plan/{stage.next_plan.uuid}/ret"),
        ("styregruppe", "/"), ("styregruppe", "/overblik/"), ("evaluator", "/"), ("dpo", "/"), ("dpo", "/log/"),
    ]  # fmt: skip


OUTSIDE = (
    "/konto/login",
    "/konto/glemt",
    "/konto/glemt/sendt",
    "/konto/nulstil/faerdig",
    "/offline/",
    "/tilgaengelighed",
    "/findes-ikke",
)
"""Pages that ask nobody to be logged in."""
