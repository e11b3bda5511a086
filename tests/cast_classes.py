"""The cast's two class pathways: chosen, running, with a log and what the team taps."""

from datetime import date
from decimal import Decimal
from uuid import uuid4

from django.utils import timezone

from accounts.models import (
    Draft,
)
from cases.models import (
    Pathway,
    PathwayChild,
    PathwayTransition,
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
    TeamQuestion,
    TeamStrain,
)
from core import cpr
from tests.cast_followup import canary

START = date(2026, 2, 24)


def class_track(x):
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
