from django.db import migrations

from core.tenancy import EnableTenant, reach

ADMIN = "(select app.has_role('administrator'))"
OWN_SCHOOL = reach({"unit": "school_id"}, ("resource_advisor", "principal", "learning_advisor"))
OWN_CLASS = f"school_class_id in (select id from accounts_schoolclass where {OWN_SCHOOL})"


class Migration(migrations.Migration):
    dependencies = [("accounts", "0001_initial"), ("audit", "0001_log")]
    operations = [
        EnableTenant("OrganisationUnit", write=ADMIN),
        EnableTenant("SchoolClass", write=f"{OWN_SCHOOL} or {ADMIN}"),
        EnableTenant("ClassName", through={"school_class_id": "accounts_schoolclass"}, write=f"{OWN_CLASS} or {ADMIN}"),
        EnableTenant("StaffMember", write=ADMIN),
        EnableTenant("RoleAssignment", write=ADMIN),
        EnableTenant("ReceivedKey", audit=False),
    ]
