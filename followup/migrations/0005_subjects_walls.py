from django.db import migrations

from core.tenancy import EnableTenant, children_of, pathways_of

MEETING = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor", "system")
HOLDERS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
    "system",
)
ME = "(select app.staff_id())"
WRITE = f"pathway_id in {pathways_of(HOLDERS)}"
CHILD_REACHED = (
    "(pathway_child_id is null or pathway_child_id in "
    f"(select c.id from cases_pathwaychild c where c.child_id in {children_of(MEETING)}))"
)
MINE = f"owner_id = {ME}"


class Migration(migrations.Migration):
    dependencies = [("followup", "0004_subjects")]
    operations = [
        # who stands in the minutes of a meeting before meetings could be planned took part in it
        migrations.RunSQL("update followup_meetingparticipant set attended = true", migrations.RunSQL.noop),
        EnableTenant("Occurrence", through={"pathway_id": "cases_pathway"}, write=WRITE),
        EnableTenant(
            "MeetingParticipant", where=f"pathway_id in {pathways_of(MEETING)} or staff_member_id = {ME}", write=WRITE
        ),
        EnableTenant(
            "Meeting",
            where=f"pathway_id in {pathways_of(MEETING)} or id in (select p.meeting_id from followup_meetingparticipant p where p.staff_member_id = {ME})",
            write=WRITE,
        ),
        EnableTenant(
            "Task",
            where=f"(pathway_id in {pathways_of(MEETING)} and {CHILD_REACHED}) or {MINE}",
            write=f"{WRITE} or {MINE}",
        ),
    ]
