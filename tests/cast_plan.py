"""The cast's offers, bases and plans: what was said yes to, what is shared with whom, what is being done."""

from datetime import date

from cases.models import (
    BehaviourStep,
    ChildAnnex,
    Goal,
    InformationExchange,
    Measure,
    MeasureTrial,
    Offer,
    OfferAnswer,
    PathwayPlan,
    PlanAlignment,
    Presentation,
    SharingBasis,
)
from classes.models import (
    SessionTrial,
)
from tests.cast_followup import canary
from tests.cast_goals import POINTS, goals


def sharing(x):
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


def plan(x):
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
