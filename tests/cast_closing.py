"""The cast's rows of closing: a decision that was taken back, a child referred on, and where a child is now."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from followup.models import ChildClosing, PathwayClosing, PlacementAnswer


def closing(x):
    """Adam (1) is referred on while the class goes on, and nobody has answered; his placement stands on the row in the cast alone."""
    both = {"decided_by": x.staff["resource_advisor"], "decided_with": x.staff["group_leader"]}
    row = {"pathway": x.w, "pathway_child": x.p1, "child": x.c1}
    x.closing = x.make(
        PathwayClosing,
        pathway=x.w,
        decision="maintain_class",
        reason=f"Qx{x.name}Slutvalg1",
        from_on=date(2026, 4, 20),
        reopened_at=datetime(2026, 4, 21, 9, tzinfo=ZoneInfo("Europe/Copenhagen")),
        **both,
    )
    x.child_closing = x.make(
        ChildClosing,
        decision="refer",
        refer_to=f"Qx{x.name}Slutbarn1",
        why="Behovet er større.",
        from_on=date(2026, 5, 4),
        **row,
        **both,
    )
    x.make(
        PlacementAnswer,
        occurrence=x.occurrence,
        months=6,
        placement="ordinary",
        answered_on=date(2026, 5, 18),
        answered_by=x.staff["principal"],
        **row,
    )
