"""The cast's rows of follow-up: what is due, what was held and what goes out."""

from datetime import date, datetime
from hashlib import sha256
from zoneinfo import ZoneInfo

from followup.models import (
    CalendarFeed,
    ChildFollowUp,
    Decision,
    GoalProgress,
    Meeting,
    MeetingParticipant,
    NetworkMember,
    Occurrence,
    OccurrenceChange,
    OutboxMail,
    Task,
)

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def canary(x, what):
    return f"Qx{x.name}{what}"


def follow_up(x):
    """What follow-up keeps of the one municipality."""
    staff = x.staff
    x.occurrence = x.make(
        Occurrence,
        pathway=x.w,
        cadence="follow_up",
        number=1,
        computed_on=date(2026, 5, 24),
        due_on=date(2026, 5, 26),
        window_opens_on=date(2026, 5, 12),
        responsible=staff["resource_advisor"],
        moved_because=[{"on": "2026-05-24", "why": "pinsedag"}, {"on": "2026-05-25", "why": "2. pinsedag"}],
    )
    x.make(
        OccurrenceChange,
        occurrence=x.occurrence,
        pathway=x.w,
        kind="moved",
        due_before=date(2026, 5, 22),
        due_after=date(2026, 5, 26),
        reason=canary(x, "Flyttet1"),
        by=staff["resource_advisor"],
    )
    x.meeting = x.make(
        Meeting,
        pathway=x.w,
        kind="follow_up",
        held_on=date(2026, 4, 14),
        summary=canary(x, "Moede1"),
        recorded_by=staff["resource_advisor"],
    )
    x.make(MeetingParticipant, meeting=x.meeting, pathway=x.w, staff_member=staff["teacher"], attended=True)
    x.make(Decision, meeting=x.meeting, text=canary(x, "Beslutning1"), owner=staff["teacher"])
    x.make(Decision, meeting=x.meeting, pathway_child=x.p1, text=canary(x, "BarnAftale1"), owner=staff["principal"])
    x.network_member = x.make(
        NetworkMember,
        pathway_child=x.p1,
        child=x.c1,
        name=canary(x, "Netvaerk1"),
        function="pædagog",
        legal_basis=x.basis_kind,
        since=date(2026, 3, 3),
        added_by=staff["resource_advisor"],
    )
    x.child_meeting = x.make(
        Meeting,
        pathway=x.w,
        pathway_child=x.p2,
        kind="network",
        state="planned",
        starts_at=datetime(2026, 6, 2, 14, tzinfo=COPENHAGEN),
        ends_at=datetime(2026, 6, 2, 15, tzinfo=COPENHAGEN),
        place=canary(x, "Moedested2"),
        lead=staff["resource_advisor"],
        recorded_by=staff["resource_advisor"],
    )
    for who in ("resource_advisor", "teacher"):
        x.make(MeetingParticipant, meeting=x.child_meeting, pathway=x.w, staff_member=staff[who])
    x.make(ChildFollowUp, meeting=x.meeting, pathway_child=x.p1, child=x.c1, part="before", placement="ordinary")
    x.make(GoalProgress, meeting=x.meeting, goal=x.goal, reach="closer", words=canary(x, "Maalord1"))
    x.make(
        OutboxMail,
        recipient=staff["resource_advisor"],
        occurrence=x.occurrence,
        kind="due",
        due_on=x.occurrence.due_on,
        subject="Én ting forfalder",
        body="Åbn Samspil.",
        message_id=f"<{x.name}@example>",
    )
    x.task = x.make(
        Task, pathway=x.w, meeting=x.meeting, kind="decision", text=canary(x, "Opgave1"), owner=staff["teacher"]
    )
    x.make(
        Task, pathway=x.w, pathway_child=x.p2, kind="review", text=canary(x, "Opgave2"), owner=staff["resource_advisor"]
    )
    x.feed_token = f"{x.name}-adresse-som-ingen-gaetter-0123456789"
    x.make(CalendarFeed, staff=staff["resource_advisor"], token_hash=sha256(x.feed_token.encode()).hexdigest())
