"""The cast's rows of the families' pages: what Adam's mother, his father and his carer each have, and never of each other."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from cases.models import (
    AccessLink,
    DailyNote,
    FamilyStep,
    FamilyWish,
    IssuedDocument,
    PageWordsCheck,
    SpokenWish,
    StepTick,
)
from core.links import hash_of
from followup.models import Meeting, MeetingParticipant
from tests.cast_followup import canary
from tests.cast_voices import LATE, token

COPENHAGEN = ZoneInfo("Europe/Copenhagen")


def family(x):
    """Mother and father: one link each, both given by the group leader. The carer's was given by the caseworker."""
    about = {"child": x.c1, "pathway_child": x.p1}
    leader, caseworker = x.staff["group_leader"], x.staff["caseworker"]
    link = {"kind": "family", "pathway": x.w, "expires_at": LATE, **about}
    x.father_link = x.make(
        AccessLink, who=canary(x, "LinkFar1"), sector="provider", made_by=leader, token_hash=hash_of(token(x, "LinkFar1")),
        parent=x.father, **link,
    )  # fmt: skip
    x.carer_link = x.make(
        AccessLink, who=canary(x, "LinkPlejer1"), sector="authority", made_by=caseworker, carer=x.carer,
        token_hash=hash_of(token(x, "LinkPlejer1")), **link,
    )  # fmt: skip
    x.family_step = x.make(
        FamilyStep, sector="provider", monday=date(2026, 5, 18), text=canary(x, "Ugeskridt1"), chosen_by=leader, **about
    )
    for who, parent, given in (("Mor1", x.mother, x.mother_link), ("Far1", x.father, x.father_link)):
        own = {"child": x.c1, "sector": "provider", "parent": parent, "link": given}
        wish = x.make(FamilyWish, meeting=x.child_meeting.uuid, text=canary(x, f"Oenske{who}"), **own)
        x.make(StepTick, step=x.family_step, outcome="worked", line=canary(x, f"Skridtsvar{who}"), **own)
    x.make(SpokenWish, wish=wish, child=x.c1, sector="provider", by=leader)  # the father's
    x.make(
        PageWordsCheck, language="tr", words="read-before", confirmed_by=x.staff["administrator"], confirmed_on=date(2026, 5, 4)
    )  # fmt: skip
    x.make(
        DailyNote, child=x.c1, sector="authority", carer=x.carer, link=x.carer_link, day=date(2026, 5, 20),
        how=canary(x, "Dagslinje1"), worked=canary(x, "Virkede1"),
    )  # fmt: skip
    x.fathers_issued = x.make(
        IssuedDocument, kind="plan_parents", title=canary(x, "UdleveretFar1"), sector="provider", parent=x.father, pathway=x.w,
        issued_by=leader, version="plan 1", sha256="1" * 64, body=b"%PDF", recipient=canary(x, "TilFar1"), **about,
    )  # fmt: skip


def meetings(x):
    """One with both parents, and before it one with the father alone: for tests that ask for it, since meetings are told."""
    leader = x.staff["group_leader"]
    both = x.make(
        Meeting, pathway=x.w, pathway_child=x.p1, kind="network", state="planned", lead=leader, recorded_by=leader,
        starts_at=datetime(2026, 6, 4, 14, tzinfo=COPENHAGEN), place="Lokale 3",
    )  # fmt: skip
    x.make(MeetingParticipant, meeting=both, pathway=x.w, staff_member=leader)
    for parent in (x.mother, x.father):
        x.make(MeetingParticipant, meeting=both, pathway=x.w, parent=parent)
    his = x.make(
        Meeting, pathway=x.w, pathway_child=x.p1, kind="network", state="planned", lead=leader, recorded_by=leader,
        starts_at=datetime(2026, 5, 28, 10, tzinfo=COPENHAGEN), place=canary(x, "StedFar1"),
    )  # fmt: skip
    x.make(MeetingParticipant, meeting=his, pathway=x.w, parent=x.father)
    return both, his
