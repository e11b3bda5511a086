"""The cast: two municipalities with the same people, made as the owner and committed, so that no test needs a flush.

Every text that somebody must not see carries a canary: a word that begins with "Qx", the municipality's name and what it is.
"""

from contextlib import contextmanager
from datetime import date, time
from decimal import Decimal
from functools import cache
from types import SimpleNamespace
from uuid import uuid4

from django.contrib.auth.hashers import make_password
from django.utils import timezone

from accounts.models import (
    ClassName,
    Draft,
    LocalText,
    Municipality,
    OrganisationUnit,
    ReceivedKey,
    RoleAssignment,
    SchoolClass,
    StaffMember,
    User,
    WordAdvice,
)
from cases.models import (
    BehaviourStep,
    CaseNote,
    Child,
    ChildAnnex,
    ClassMembership,
    ConcernNotification,
    CustodyRelation,
    Goal,
    InformationExchange,
    LegalBasis,
    Measure,
    MeasureTrial,
    Offer,
    OfferAnswer,
    Parent,
    Pathway,
    PathwayChild,
    PathwayPlan,
    PathwayTransition,
    PlanAlignment,
    Presentation,
    SharingBasis,
)
from classes.models import (
    ClassPathway,
    ClassPulse,
    ClassSelection,
    ClassSession,
    CoTeachingWeek,
    ImportDraft,
    SelectionVote,
    SessionChild,
    SessionTrial,
    TeamQuestion,
    TeamStrain,
)
from core import cpr
from core.context import tenant
from followup.models import (
    SchoolBreak,
)
from insight.models import InsightFigure
from mapping.models import EnvironmentAnswer, NeedsMapping, Perspective
from parentgroups.models import (
    Attendance,
    BetweenSessionContact,
    Caution,
    GroupEnrolment,
    GroupSession,
    ParentGroup,
    RecruitmentContact,
)
from programmes.actions import load_programmes
from programmes.models import ProgrammeVersion
from tests.cast_agreement import agreement
from tests.cast_audiences import audiences
from tests.cast_closing import closing
from tests.cast_contacts import contacts
from tests.cast_family import family
from tests.cast_files import files
from tests.cast_findings import findings
from tests.cast_followup import canary, follow_up
from tests.cast_goals import POINTS, goals
from tests.cast_papers import papers
from tests.cast_post import post
from tests.cast_rhythm import rhythm
from tests.cast_rounds import rounds
from tests.cast_voices import voices

BEGAN = date(2020, 8, 1)
START = date(2026, 2, 24)
TODAY = date(2026, 5, 21)
PASSWORD = "samspil-demo-2026"


@cache
def _password():
    return make_password(PASSWORD)


def make_cast():
    load_programmes()
    version = ProgrammeVersion.objects.get(programme__slug="externalising_behaviour", number="0")
    return SimpleNamespace(fjord=make_municipality("Fjord", version), bakke=make_municipality("Bakke", version))


def make_municipality(name, version):
    m = Municipality.objects.create(name=name, is_fictional=True)
    x = SimpleNamespace(name=name, municipality=m, version=version, users={}, staff={})
    x.make = lambda model, **fields: model.objects.create(municipality=m, **fields)
    _units(x)
    _people(x)
    _children(x)
    _class_track(x)
    _sharing(x)
    _plan(x)
    _voices(x)
    _group(x)
    follow_up(x)
    post(x)
    agreement(x)
    closing(x)
    contacts(x)
    voices(x)
    rounds(x)
    family(x)
    audiences(x)
    findings(x)
    files(x)
    papers(x)
    rhythm(x)
    _figures(x)
    _concerns(x)
    _roles(x)
    return x


def _units(x):
    unit = lambda **fields: x.make(OrganisationUnit, **fields)  # noqa: E731
    x.top = unit(kind="administration", name=f"{x.name} Kommune")
    x.school = unit(kind="school", sector="school", parent=x.top, name=f"{x.name}by Skole")
    x.other_school = unit(kind="school", sector="school", parent=x.top, name=f"{x.name}strand Skole")
    x.ppr = unit(kind="ppr", sector="ppr", parent=x.top, name="PPR")
    x.provider = unit(kind="provider", sector="provider", parent=x.top, name="Familiehuset")
    x.authority = unit(kind="authority", sector="authority", parent=x.top, name="Familieafdelingen")
    x.b5, x.c6 = (
        x.make(SchoolClass, school=x.school, name=name, grade=grade) for name, grade in (("5.B", 5), ("6.C", 6))
    )
    x.a4 = x.make(SchoolClass, school=x.other_school, name="4.A", grade=4)
    for school_class in (x.b5, x.c6, x.a4):
        x.make(
            ClassName,
            school_class=school_class,
            name=school_class.name,
            grade=school_class.grade,
            starts_on=date(2025, 8, 1),
        )
    x.make(ReceivedKey, key=uuid4(), location="/")
    x.a_break = x.make(SchoolBreak, name="Sommerferie", starts_on=date(2026, 6, 27), ends_on=date(2026, 8, 10))
    x.basis_kind = x.make(
        LegalBasis,
        key="consent",
        title="Skriftligt samtykke",
        text="Forældrene har sagt ja til, at skole og social deler.",
        needs_consent=True,
        valid_from=BEGAN,
    )


PEOPLE = {
    "resource_advisor": "Karen Lindholm",
    "group_leader": "Samira Nygaard",
    "principal": "Henrik Toft",
    "provider_manager": "Birthe Damsgaard",
    "teacher": "Anders Bech",
    "caseworker": "Mette Krogh",
    "ppr_advisor": "Ole Vestergaard",
    "learning_coordinator": "Jytte Holm",
    "learning_advisor": "Nina Aagaard",
    "steering_group": "Pia Mortensen",
    "evaluator": "Erik Lund",
    "training_lead": "Kirsten Bruun",
    "administrator": "Allan Dahl",
    "dpo": "Dorthe Poulsen",
    "other_principal": "Ulla Strand",
    "other_advisor": "Jens Østergaard",
    "other_leader": "Lone Frost",
    "other_teacher": "Rikke Munk",
    "mixed": "Mads Blandt",
    "both": "Bente Begge",
    "ended": "Egon Slut",
    "system": "Samspil",
}


def _people(x):
    for who, full_name in PEOPLE.items():
        user = User.objects.create(
            email=f"{who}@{x.name}.example".lower(), password=_password(), is_active=who != "system"
        )
        x.users[who], x.staff[who] = user, x.make(StaffMember, user=user, name=full_name)


def _roles(x):
    def give(who, role, scope="municipality", scope_id=None, **dates):
        return x.make(
            RoleAssignment,
            staff_member=x.staff[who],
            role=role,
            scope=scope,
            scope_id=scope_id,
            **{"starts_on": BEGAN} | dates,
        )

    give("resource_advisor", "resource_advisor", "school", x.school.pk)
    give("principal", "principal", "school", x.school.pk)
    give("group_leader", "group_leader", "group", x.g.pk)
    give("provider_manager", "provider_manager", "unit", x.provider.pk)
    x.team_role = give("teacher", "class_team", "class", x.b5.pk).pk
    give("caseworker", "caseworker", "child", x.c1.pk)
    give("ppr_advisor", "ppr_advisor", "pathway", x.w.pk)
    give("learning_coordinator", "learning_coordinator", "unit", x.ppr.pk)
    give("learning_advisor", "learning_advisor", "school", x.school.pk)
    x.a_role = give("training_lead", "training_lead").pk
    for role in ("steering_group", "evaluator", "administrator", "dpo", "system"):
        give(role, role)
    give("other_principal", "principal", "school", x.other_school.pk)
    give("other_advisor", "resource_advisor", "school", x.other_school.pk)
    give("other_leader", "group_leader", "group", x.g2.pk)
    give("other_teacher", "class_team", "class", x.a4.pk)
    give("mixed", "class_team", "class", x.b5.pk)
    give("mixed", "caseworker", "child", x.c3.pk)
    give("both", "steering_group")
    give("both", "class_team", "class", x.b5.pk)
    give("ended", "principal", "school", x.school.pk, ends_on=date(2026, 1, 31))


def _child(x, given, what, school, school_class, **fields):
    child = x.make(
        Child, given_name=given, family_name=canary(x, what), school=school, **{"born_on": date(2014, 9, 3)} | fields
    )
    x.make(ClassMembership, child=child, school_class=school_class, starts_on=date(2025, 8, 1))
    return child


def _parent(x, child, name, relation, **custody):
    parent = x.make(Parent, name=canary(x, name), known_through=child, phone="20 00 00 00")
    return parent, x.make(
        CustodyRelation, child=child, parent=parent, relation=relation, **{"starts_on": date(2014, 9, 3)} | custody
    )


def _children(x):
    """c1: live basis. c2: protected, custody holders disagree, no basis. c3: the other school's. c4: 5.B, not in the pathway."""
    x.c1 = _child(x, "Adam", "Barn1", x.school, x.b5)
    x.c1.seal_cpr("6309144011" if x.name == "Fjord" else "6309144022")
    x.c1.save()
    x.c2 = _child(x, "Selma", "Barn2", x.school, x.b5, protected=True, address=canary(x, "Adresse2"))
    x.c3 = _child(x, "Noah", "Barn3", x.other_school, x.a4)
    x.c4 = _child(x, "Åse", "Barn4", x.school, x.b5)
    x.mother, x.mother_custody = _parent(x, x.c1, "Mor1", "mother")
    x.father, x.father_custody = _parent(x, x.c1, "Far1", "father")
    x.mother2, x.mother2_custody = _parent(x, x.c2, "Mor2", "mother")
    x.father2, x.father2_custody = _parent(x, x.c2, "Far2", "father")
    x.mother3, x.mother3_custody = _parent(x, x.c3, "Mor3", "mother")


def _class_track(x):
    staff = x.staff
    x.w = x.make(
        Pathway, programme_version=x.version, track="class", unit=x.school, partner_unit=x.provider, side="school", school_class=x.b5, title=f"5.B, {x.school.name}",
        state="active", phase="running", lead=staff["resource_advisor"], co_lead=staff["group_leader"], starts_on=START, planned_end_on=date(2026, 6, 19),
    )  # fmt: skip
    x.selection = x.make(
        ClassSelection, programme_version=x.version, school_class=x.b5, unit=x.school, partner_unit=x.provider, advisor=staff["resource_advisor"], leader=staff["group_leader"],
        pathway=x.w, state="accepted", nominated_by=staff["principal"], nominated_on=date(2026, 1, 12), decided_on=date(2026, 1, 20), answered_on=date(2026, 1, 26),
    )  # fmt: skip
    x.make(
        PathwayTransition, pathway=x.w, kind="state", before="accepted", after="active", by=staff["resource_advisor"]
    )
    x.make(
        SelectionVote,
        selection=x.selection,
        party="school",
        offer=True,
        reason=canary(x, "Udvalg"),
        by=staff["principal"],
    )
    x.make(ClassPathway, pathway=x.w, advisor_fte=Decimal("0.50"))
    x.p1, x.p2 = (
        x.make(
            PathwayChild,
            pathway=x.w,
            child=child,
            starts_on=date(2026, 2, 2),
            confirmed_by=staff["resource_advisor"],
            confirmed_with=staff["group_leader"],
            accepted_on=said_yes,
        )
        for child, said_yes in ((x.c1, date(2026, 2, 12)), (x.c2, None))
    )
    x.session = x.make(
        ClassSession,
        pathway=x.w,
        held_on=date(2026, 5, 18),
        kind="class",
        elements=[],
        line=canary(x, "Klasselog"),
        next_step=canary(x, "Naeste"),
        children_count=1,
        author=staff["resource_advisor"],
    )
    x.make(SessionChild, session=x.session, child=x.c1)
    x.import_draft = x.make(
        ImportDraft, staff=staff["principal"], school=x.school, sealed=cpr.seal("[]", x.municipality.pk)
    )
    x.draft = x.make(
        Draft,
        staff=staff["resource_advisor"],
        form="session_create",
        subject=str(x.w.uuid),
        path=f"/forloeb/{x.w.uuid}/session",
        tab=uuid4(),
        sealed=cpr.seal('{"fields": {}, "focus": "", "versions": {}}', x.municipality.pk),
        saved_at=timezone.now(),
    )
    x.make(
        CoTeachingWeek,
        pathway=x.w,
        monday=date(2026, 5, 11),
        lessons=Decimal("10.0"),
        who="Karen og Anders",
        author=staff["resource_advisor"],
    )
    taps = {"school_class": x.b5, "staff": staff["teacher"], "monday": date(2026, 5, 11)}
    x.pulse = x.make(ClassPulse, calm=3, conflicts=2, participation=4, **taps)
    x.strain = x.make(TeamStrain, value=2, **taps)
    x.question = x.make(TeamQuestion, pathway=x.w, text=canary(x, "Teamspm1"), asked_by=staff["teacher"])
    x.w2 = x.make(
        Pathway, programme_version=x.version, track="class", unit=x.other_school, partner_unit=x.provider, side="school", school_class=x.a4, title=f"4.A, {x.other_school.name}",
        state="active", phase="running", lead=staff["other_advisor"], co_lead=staff["other_leader"], starts_on=date(2026, 2, 10),
    )  # fmt: skip
    x.p3 = x.make(PathwayChild, pathway=x.w2, child=x.c3, starts_on=date(2026, 2, 2))


def _sharing(x):
    staff = x.staff
    x.offer = x.make(
        Offer,
        pathway_child=x.p1,
        child=x.c1,
        sector="school",
        informed_on=date(2026, 2, 9),
        method="meeting",
        told=canary(x, "Tilbud1"),
        recorded_by=staff["resource_advisor"],
    )
    for custody in (x.mother_custody, x.father_custody):
        x.make(OfferAnswer, offer=x.offer, custody=custody, answer="yes", answered_on=date(2026, 2, 12))
    x.offer2 = x.make(
        Offer,
        pathway_child=x.p2,
        child=x.c2,
        sector="school",
        informed_on=date(2026, 2, 9),
        method="phone",
        told=canary(x, "Tilbud2"),
        recorded_by=staff["resource_advisor"],
    )
    x.make(OfferAnswer, offer=x.offer2, custody=x.mother2_custody, answer="yes", answered_on=date(2026, 2, 12))
    x.make(
        OfferAnswer,
        offer=x.offer2,
        custody=x.father2_custody,
        answer="no",
        reason=canary(x, "Nejgrund"),
        answered_on=date(2026, 2, 13),
    )
    x.basis = x.make(
        SharingBasis,
        child=x.c1,
        pathway=x.w,
        legal_basis=x.basis_kind,
        text_shown=x.basis_kind.text,
        decided_on=date(2026, 3, 3),
        recorded_by=staff["resource_advisor"],
    )
    x.share = lambda from_sector, to_sector, noun, row, by: x.make(
        InformationExchange,
        basis=x.basis,
        child=x.c1,
        from_sector=from_sector,
        to_sector=to_sector,
        noun=noun,
        object_id=row.pk,
        started_by=staff[by],
    )


def _plan(x):
    staff = x.staff
    x.plan = x.make(
        PathwayPlan,
        pathway=x.w,
        number=1,
        state="in_force",
        strengths="Klassen er hjælpsom.",
        focus="Rolig start.",
        valid_from=date(2026, 3, 2),
    )
    x.class_goal = x.make(Goal, plan=x.plan, text="Alle er i gang inden for fem minutter.")
    element = x.version.programme_content.core_elements[2].key
    x.measure = x.make(
        Measure,
        plan=x.plan,
        title="Fast start på timen",
        arena="school",
        core_element=element,
        owner=staff["teacher"],
        starts_on=date(2026, 3, 16),
        ends_on=date(2026, 6, 19),
    )
    x.session_trial = x.make(MeasureTrial, measure=x.measure, tried_on=date(2026, 5, 18), by=staff["resource_advisor"])
    x.make(SessionTrial, session=x.session, trial=x.session_trial)
    x.trial = x.make(
        MeasureTrial,
        measure=x.measure,
        tried_on=date(2026, 5, 19),
        line=canary(x, "Proevet1"),
        by=staff["teacher"],
    )
    x.annex_school = x.make(
        ChildAnnex, pathway_child=x.p1, child=x.c1, sector="school", strengths=canary(x, "SkoleBilag1")
    )
    x.annex_family = x.make(
        ChildAnnex, pathway_child=x.p1, child=x.c1, sector="provider", strengths=canary(x, "FamilieBilag1")
    )
    x.annex_school2 = x.make(
        ChildAnnex, pathway_child=x.p2, child=x.c2, sector="school", strengths=canary(x, "SkoleBilag2")
    )
    x.goal = x.make(
        Goal, annex=x.annex_school, child_words=canary(x, "Barneord1"), dream=canary(x, "Droem1"), text="Adam er med i en leg.", points=POINTS
    )  # fmt: skip
    x.make(BehaviourStep, goal=x.goal, order=1, text="Aftaler én leg.", reached_on=date(2026, 3, 27))
    x.annex_measure = x.make(
        Measure,
        annex=x.annex_school,
        title=canary(x, "SkoleTiltag1"),
        arena="school",
        core_element=element,
        owner=staff["teacher"],
        starts_on=date(2026, 3, 16),
        feels_different="no",
    )
    x.home_measure = x.make(
        Measure,
        annex=x.annex_family,
        title=canary(x, "HjemTiltag1"),
        arena="home",
        core_element=element,
        owner=staff["group_leader"],
        starts_on=date(2026, 3, 16),
        partner=canary(x, "Forening1"),
        feels_different="no",
    )
    goals(x)
    x.make(PlanAlignment, plan=x.plan, key="child_plan")
    x.make(Presentation, plan=x.plan, audience="class", presented_on=date(2026, 3, 9), by=staff["resource_advisor"])
    for to_sector in ("provider", "authority"):
        x.share("school", to_sector, "annex", x.annex_school, "resource_advisor")
    x.share("provider", "school", "annex", x.annex_family, "group_leader")
    x.share("provider", "school", "participation", x.p1, "group_leader")


def _voices(x):
    staff = x.staff
    x.mapping = x.make(
        NeedsMapping,
        pathway=x.w,
        kind="initial",
        state="analysed",
        opened_on=date(2026, 1, 27),
        completed_on=date(2026, 2, 16),
    )
    x.make(
        EnvironmentAnswer,
        mapping=x.mapping,
        informant="team",
        dimension="wellbeing",
        strengths="Der er humor.",
        text="Overgange er svære.",
        author=staff["teacher"],
    )
    voice = lambda informant, sector, author, what, **more: x.make(  # noqa: E731
        Perspective, mapping=x.mapping, pathway_child=x.p1, child=x.c1, informant=informant, sector=sector, author=staff[author],
        method="talk", obtained_on=date(2026, 3, 5), strengths=canary(x, what), **more,
    )  # fmt: skip
    x.child_voice = voice("child", "school", "resource_advisor", "BarnSvar1", hidden_from_parents=True)
    x.parent_voice = voice("parent", "provider", "group_leader", "ForaelderSvar1")
    x.teacher_voice = voice("professional", "school", "teacher", "LaererSvar1")
    x.ppr_voice = voice("professional", "ppr", "ppr_advisor", "PprSvar1")

    def note(child, sector, author, what):
        return x.make(CaseNote, child=child, sector=sector, author=staff[author], body=canary(x, what))

    x.school_note = note(x.c1, "school", "resource_advisor", "SkoleNotat1")
    x.social_note = note(x.c1, "authority", "caseworker", "SocialNotat1")
    x.provider_note = note(x.c1, "provider", "group_leader", "HusNotat1")
    x.ppr_note = note(x.c1, "ppr", "ppr_advisor", "PprNotat1")
    x.other_note = note(x.c3, "school", "other_advisor", "SkoleNotat3")
    x.other_social_note = note(x.c3, "authority", "mixed", "SocialNotat3")


def _group(x):
    staff = x.staff
    group = lambda title, lead: x.make(  # noqa: E731
        Pathway,
        programme_version=x.version,
        track="parent_group",
        unit=x.provider,
        side="social",
        title=title,
        state="active",
        phase="group_running",
        lead=staff[lead],
        starts_on=date(2026, 3, 11),
    )
    x.g, x.g2 = group("Forældregruppe forår", "group_leader"), group("Forældregruppe strand", "other_leader")
    x.group = x.make(ParentGroup, pathway=x.g, venue=canary(x, "Sted1"), starts_at=time(16, 30))
    x.group2 = x.make(ParentGroup, pathway=x.g2, venue=canary(x, "Sted2"), starts_at=time(17, 0))
    x.gp1 = x.make(PathwayChild, pathway=x.g, child=x.c1, starts_on=date(2026, 3, 2))
    x.make(PathwayChild, pathway=x.g2, child=x.c3, starts_on=date(2026, 3, 2))
    x.enrolment = x.make(
        GroupEnrolment,
        group=x.group,
        child=x.c1,
        parent=x.mother,
        state="joined",
        companion=canary(x, "Ledsager1"),
        joined_on=date(2026, 3, 4),
    )
    x.enrolment2 = x.make(
        GroupEnrolment, group=x.group2, child=x.c3, parent=x.mother3, state="joined", joined_on=date(2026, 3, 4)
    )
    element = x.version.programme_content.core_elements[3].key
    x.group_session = x.make(
        GroupSession,
        group=x.group,
        number=1,
        on_day=date(2026, 3, 11),
        starts_at=time(16, 30),
        ends_at=time(18, 30),
        core_element=element,
        theme="Ros",
        state="held",
    )
    x.make(
        Attendance,
        session=x.group_session,
        enrolment=x.enrolment,
        status="notice",
        reason_words=canary(x, "Afbudsgrund1"),
        registered_by=staff["group_leader"],
    )
    x.group_call = x.make(
        BetweenSessionContact,
        enrolment=x.enrolment,
        called_on=date(2026, 3, 18),
        note=canary(x, "Opkald1"),
        by=staff["group_leader"],
    )
    x.recruitment = x.make(
        RecruitmentContact,
        enrolment=x.enrolment,
        on=date(2026, 2, 27),
        outcome="yes",
        line=canary(x, "Motivation1"),
        by=staff["group_leader"],
    )
    x.caution = x.make(
        Caution,
        parent_a=x.mother,
        parent_b=x.father,
        since=date(2026, 3, 1),
        note=canary(x, "Hensyn1"),
        by=staff["group_leader"],
    )


SENT = {
    "school1": date(2021, 3, 2),
    "provider1": date(2021, 3, 3),
    "ppr1": date(2021, 3, 4),
    "school3": date(2021, 3, 5),
}


def _figures(x):
    x.make(
        InsightFigure, indicator="active_pathways", period=TODAY, unit=x.school, key="running", n=1, value=Decimal("1")
    )


def _concerns(x):
    """That somebody is worried stands in no words: days of 2021 are the canaries here."""
    admin = x.staff["administrator"]
    x.local_text = x.make(LocalText, key="concern", body="Vi hjælper hinanden.", contact="Vagten", changed_by=admin)
    x.word = x.make(WordAdvice, word="doven", instead="kommer ikke i gang", changed_by=admin, batch=uuid4())
    x.concerns = {
        what: x.make(ConcernNotification, child=child, sector=sector, by=x.staff[who], sent_on=SENT[what])
        for what, child, sector, who in (
            ("school1", x.c1, "school", "teacher"),
            ("provider1", x.c1, "provider", "group_leader"),
            ("ppr1", x.c1, "ppr", "ppr_advisor"),
            ("school3", x.c3, "school", "other_teacher"),
        )
    }


@contextmanager
def acting(x, who):
    """Inside `with acting(fjord, "teacher") as person:` the walls stand as they do for that person."""
    with tenant(x.users[who].pk, x.municipality.pk) as person:
        yield person


def today():
    return timezone.localdate()
