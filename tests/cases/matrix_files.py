from tests.matrix import Row, all_of

READ_SCHOOL = ("resource_advisor", "principal", "learning_advisor", "teacher", "mixed", "both")
SEE_C1 = (*READ_SCHOOL, "group_leader", "provider_manager", "ppr_advisor", "caseworker")
ATTACH = (
    "resource_advisor",
    "learning_advisor",
    "teacher",
    "mixed",
    "both",
    "group_leader",
    "ppr_advisor",
    "caseworker",
)
AROUND = ("resource_advisor", "principal", "learning_advisor", "teacher", "mixed", "both", "group_leader", "provider_manager", "ppr_advisor")  # fmt: skip
WRITE_CLASS = ("resource_advisor", "learning_advisor", "teacher", "mixed", "both", "group_leader")


def school_file(x):
    return {"uuid": x.school_file.uuid}


MATRIX = {
    "child_file_create": Row(
        all_of("principal", "provider_manager", status=403) | all_of(*ATTACH), lambda x: {"uuid": x.c1.uuid}
    ),
    "pathway_file_create": Row(
        all_of("principal", "provider_manager", "ppr_advisor", "caseworker", status=403) | all_of(*WRITE_CLASS),
        lambda x: {"uuid": x.w.uuid},
    ),
    "file_open": Row(all_of(*READ_SCHOOL, status=302), school_file),  # the cast's files have no bytes: back to the list
    "file_check": Row(
        all_of("principal", status=403)
        | all_of("resource_advisor", "learning_advisor", "teacher", "mixed", "both", status=302),
        school_file,
        method="post",
    ),
    "file_remove": Row(
        all_of("principal", "learning_advisor", "mixed", "both", status=403)
        | all_of("teacher", "resource_advisor", status=302),
        school_file,
        method="post",
    ),
    "file_share": Row(
        all_of("principal", "learning_advisor", "teacher", "mixed", "both", "provider_manager", status=403)
        | all_of("resource_advisor", "ppr_advisor", "group_leader", "caseworker"),
        lambda x: {"uuid": x.p1.uuid},
    ),
}
