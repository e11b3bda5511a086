"""The cast's two parent groups with a register, a call and what must be known of two parents."""

from datetime import date, time

from cases.models import (
    Pathway,
    PathwayChild,
)
from parentgroups.models import (
    Attendance,
    BetweenSessionContact,
    Caution,
    GroupEnrolment,
    GroupSession,
    ParentGroup,
    RecruitmentContact,
)
from tests.cast_followup import canary


def group_track(x):
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
