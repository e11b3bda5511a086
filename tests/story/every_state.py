"""What the story leaves out: a page for every state of the work, so that the walk opens every address there is."""

from datetime import datetime

from django.utils import timezone

from accounts.actions import end_role
from accounts.models import RoleAssignment
from cases.actions.audiences import begin_version
from cases.actions.documents import issue
from cases.actions.plans import start_version
from cases.models import AccessLink, AudienceVersion, CustodyRelation, PathwayPlan, SharingBasis
from classes.actions.class_lists import keep_class_list
from classes.models import SchoolClass
from followup.actions import add_network_member, hold_meeting, plan_meeting
from followup.actions.tasks import make_task
from followup.models import ChildClosing
from insight.actions_bundles import ask_for_bundle
from insight.demo import families, ground, groups, story
from insight.demo.agreements import play_agreement
from insight.demo.closing import decide
from insight.demo.homes import play_home
from insight.demo.names import Pupils
from insight.demo.pathways import ClassStory
from parentgroups.actions import stop_in_group
from parentgroups.models import GroupEnrolment, GroupSession

SCHOOL = "Fjordby Skole"
NEW, OPEN, CHOSEN, ENDED = "2.B", "2.C", "6.C", "7.C"  # not thought of, being weighed, on its way to a plan, closed

HOME = "the-address-of-a-mothers-page-in-the-story-x"


def add_states(stage):
    """Classes in selection and preparation, a group that is recruiting, one from before Samspil, a list not fetched yet."""
    pupils = Pupils(seed=11, year=2025)
    rows = [
        row for name, grade in ((NEW, 2), (OPEN, 2), (CHOSEN, 6), (ENDED, 7)) for row in pupils.rows(name, grade, 6)
    ]
    story.fetch_classes(stage, {("fjordby", "ressourcevejleder"): rows})
    ground.add_texts_and_words(stage)
    stage.weighed = _class(stage, OPEN)
    stage.weighed.nominate("2026-05-18")
    stage.prepared = _prepare(stage)
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        stage.list = keep_class_list(school=stage.units["fjordby"], rows=pupils.rows("1.B", 1, 3), by=by)
    stage.recruiting = _recruit(stage)
    stage.from_before = _group_from_before(stage)
    _meetings(stage)
    _agreements(stage)
    _stopped(stage)
    stage.ended = _ended(stage)
    _papers(stage)
    _home(stage)
    _told(stage)
    _next_plan(stage)


def _next_plan(stage):
    """4.A's next plan is begun: what of the first comes along has not been said."""
    with stage.acting("ressourcevejleder2", "2026-05-21") as by:
        stage.next_plan = start_version(pathway=stage.a4.pathway, by=by)


def _home(stage):
    """Adam's mother has a page of her own."""
    play_home(stage, stage.b5, token=HOME)
    with stage.acting("gruppeleder", "2026-05-21") as by:
        stage.family_link = AccessLink.objects.visible_to(by).get(kind="family", pathway_child=stage.b5.adam)


def _told(stage):
    """What Adam's mother was given of the plan, and a sheet for the class that waits to be given."""
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        rows = AudienceVersion.objects.visible_to(by).filter(pathway=stage.b5.pathway)
        stage.told = rows.given().first()
        plan = PathwayPlan.objects.visible_to(by).get(pathway=stage.b5.pathway, state="in_force")
        stage.to_tell, _left_out = begin_version(plan=plan, audience="class", by=by)


def _papers(stage):
    """A document that was given and is not filed, and a school's plans on their way."""
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        about = {"pathway": stage.b5.pathway, "pathway_child": stage.b5.adam}
        stage.given = issue(kind="annex", title="Bilag", pdf=b"%PDF-1.7", recipient="Netværksmødet", by=by, **about)
        stage.bundle = ask_for_bundle(unit=stage.units["fjordby"], by=by)


def _class(stage, name):
    return ClassStory(stage, "fjordby", name, advisor="ressourcevejleder", principal="skoleleder")


def _prepare(stage):
    chosen = _class(stage, CHOSEN)
    chosen.choose("2026-05-11", "2026-05-13", "2026-05-15")
    chosen.map_class("2026-05-18")
    with stage.acting("ressourcevejleder", "2026-05-20") as by:
        chosen.plan = start_version(pathway=chosen.pathway, by=by)
    return chosen


def _recruit(stage):
    """Two are in, five others are asked as the demo asks them; then one of the two stops, and is referred onward."""
    with stage.acting("gruppeleder", "2026-05-06") as by:
        two = list(CustodyRelation.objects.visible_to(by).filter(child__in=list(stage.a4.children)).order_by("pk"))[:2]
    group, _in = groups.make_group(
        stage, "Forældregruppe efterår", "gruppeleder", "2026-08-26", 7, 1, two, joined="2026-05-06"
    )
    families.play_recruitment(stage, group, stage.a4)
    with stage.acting("gruppeleder", "2026-05-20") as by:
        leaves = (
            GroupEnrolment.objects.visible_to(by).select_related("group__pathway").filter(group=group, state="joined")
        )
        stop_in_group(enrolment=leaves.order_by("pk").last(), reason="work_or_care", referred_to="PPR", by=by)
    return group


def _group_from_before(stage):
    group, _none = groups.make_group(
        stage, "Forældregruppe vinter", "gruppeleder", "2026-04-08", 7, 1, [], joined="2026-05-20"
    )
    return group


def _meetings(stage):
    """One about Adam that is planned with a guest of his network, and one that was held without being due."""
    adam, pathway = stage.b5.adam, stage.b5.pathway
    with stage.acting("ressourcevejleder", "2026-05-20") as by:
        ground_ = SharingBasis.objects.visible_to(by).get(child=adam.child_id, pathway=pathway).legal_basis
        stage.guest = add_network_member(
            pathway_child=adam,
            name="Hanne Lund",
            function="pædagog",
            legal_basis=ground_,
            involvement="involved",
            by=by,
        )
        stage.planned = plan_meeting(
            pathway=pathway, kind="network", pathway_child=adam, starts_at=moment("2026-06-04T14:15"), place="Lokale 12",
            invited=[{"network": stage.guest.pk}, {"staff": stage.staff["laerer"].pk}], by=by,
        )  # fmt: skip
        agreed = plan_meeting(pathway=pathway, kind="coordination", starts_at=moment("2026-05-20T13:00"), by=by)
        decisions = [{"text": "Fast start også i SFO", "owner": stage.staff["laerer"].pk}]
        stage.agreed = hold_meeting(meeting=agreed, held_on=stage.clock.day("2026-05-20"), decisions=decisions, by=by)


def _agreements(stage):
    """One that waits for two signatures, and one that is being written."""
    four = ("ressourcevejleder", "gruppeleder", "skoleleder", "udfoererleder")
    stage.agreement = play_agreement(stage, stage.b5, four, "2026-05-18", signed=("2026-05-18", "2026-05-19"))
    four = ("ressourcevejleder2", "gruppeleder", "skoleleder2", "udfoererleder")
    stage.agreement_draft = play_agreement(stage, stage.a4, four, "2026-05-18", signed=(), sent=False)


def _stopped(stage):
    """One of the class team stops today: what she had agreed to do comes to the principal."""
    staff = stage.staff["paedagog"]
    with stage.acting("ressourcevejleder", "2026-05-21") as by:
        stage.task = make_task(pathway=stage.b5.pathway, text="Aftal legen i frikvarteret", owner=staff, by=by)
    with stage.acting("administrator", "2026-05-21") as by:
        for role in RoleAssignment.objects.filter(staff_member=staff):
            end_role(assignment=role, ends_on=stage.clock.day("2026-05-21"), by=by)


def _ended(stage):
    """Closed half a year ago: one referral waits for its answer, and the school is asked where the other child is."""
    closed = story.play_running(
        stage, "fjordby", ENDED, "ressourcevejleder", "skoleleder", "gruppeleder", 2, "2025-09-22", "2025-12-19", sessions_until="2025-09-15",
    )  # fmt: skip
    first = min(closed.children.values(), key=lambda row: row.pk)
    referred = {"decision": "refer", "refer_to": "Familieafdelingen", "why": "Familien vil gerne have mere støtte."}
    decide(
        closed,
        "2025-11-28",
        "goals_reached",
        "Klassen bærer selv videre.",
        no_mapping_reason="Der var ikke tid.",
        children={first.pk: referred},
    )
    with stage.acting("ressourcevejleder", "2026-05-21"):
        closed.referral = ChildClosing.objects.awaiting().get(pathway=closed.pathway)
    return closed


def moment(iso):
    return timezone.make_aware(datetime.fromisoformat(iso))


def enrolment(group, state):
    return GroupEnrolment.objects.filter(group=group, state=state).order_by("pk").first()


def session(group, place):
    return list(GroupSession.objects.filter(group=group).order_by("number"))[place]


def school_class(name):
    return SchoolClass.objects.get(name=name, school__name=SCHOOL)
