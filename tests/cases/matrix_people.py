from tests.matrix import Row, all_of

SEES = ("provider_manager", "teacher", "ppr_advisor", "caseworker", "learning_advisor", "mixed", "both")

MATRIX = {
    "pathway_people": Row(
        all_of("resource_advisor", "principal", "group_leader") | all_of(*SEES, status=403),
        kwargs=lambda x: {"uuid": x.w.uuid},
    ),
    "pathway_person_leave": Row(
        all_of("resource_advisor", "principal", status=302) | all_of(*SEES, "group_leader", status=403),
        kwargs=lambda x: {"uuid": x.w.uuid, "pk": x.team_role},
        method="post",
    ),
}
