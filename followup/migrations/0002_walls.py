from django.db import migrations

from core.tenancy import EnableTenant, children_of, pathways_of

ADMIN = "(select app.has_role('administrator'))"
SYSTEM = "(select app.has_role('system'))"
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
MEETINGS_WRITTEN = f"meeting_id in (select id from followup_meeting where {WRITE})"


class Migration(migrations.Migration):
    dependencies = [("followup", "0001_initial"), ("cases", "0002_walls")]
    operations = [
        EnableTenant("SchoolBreak", write=ADMIN),
        EnableTenant("Occurrence", through={"pathway_id": "cases_pathway"}, write=WRITE),
        EnableTenant(
            "MeetingParticipant", where=f"pathway_id in {pathways_of(MEETING)} or staff_member_id = {ME}", write=WRITE
        ),
        EnableTenant(
            "Meeting",
            where=f"pathway_id in {pathways_of(MEETING)} or id in (select p.meeting_id from followup_meetingparticipant p where p.staff_member_id = {ME})",
            write=WRITE,
        ),
        EnableTenant("Decision", through={"meeting_id": "followup_meeting"}, write=MEETINGS_WRITTEN),
        EnableTenant("ChildFollowUp", where=f"child_id in {children_of(MEETING)}", write=MEETINGS_WRITTEN),
        EnableTenant("GoalProgress", through={"goal_id": "cases_goal"}, write=MEETINGS_WRITTEN),
        EnableTenant("OutboxMail", where=f"recipient_id = {ME} or {SYSTEM}", write=SYSTEM),
    ]
