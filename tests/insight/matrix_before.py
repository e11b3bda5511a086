from tests.matrix import Row, all_of

KEEPERS = ("resource_advisor", "group_leader", "learning_advisor")
READERS = ("principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "mixed", "both")


def pathway(x):
    return {"uuid": x.w.uuid}


MATRIX = {
    "pathway_before": Row(all_of(*KEEPERS, status=302) | all_of(*READERS, status=403), kwargs=pathway),
    "pathway_before_undo": Row(
        all_of(*KEEPERS, status=302) | all_of(*READERS, status=403), kwargs=pathway, method="post"
    ),
}
