from tests.matrix import Row, all_of

SEE_C1 = (
    "resource_advisor",
    "principal",
    "learning_advisor",
    "teacher",
    "group_leader",
    "provider_manager",
    "ppr_advisor",
    "mixed",
    "both",
)
MATRIX = {
    "concern_create": Row(
        all_of(*SEE_C1, status=302) | all_of("caseworker", status=403),
        kwargs=lambda x: {"uuid": x.c1.uuid},
        method="post",
        data=lambda x: {"sent": "on", "sent_on": "2026-05-21"},
    ),
    "concern_in_pathway": Row(all_of(*SEE_C1, "caseworker"), kwargs=lambda x: {"uuid": x.w.uuid}),
    "concern_undo": Row(
        all_of("teacher", status=302) | all_of("principal", "caseworker", status=403),
        kwargs=lambda x: {"uuid": x.concerns["school1"].uuid},
        method="post",
    ),
}
