from tests.matrix import ROLES, Row, all_of

WORKERS = (
    "resource_advisor", "group_leader", "principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "learning_advisor",
    "other_principal", "other_advisor", "other_leader", "other_teacher", "mixed", "both",
)  # fmt: skip
SEES_ADAM = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "teacher",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
    "mixed",
    "both",
)
LISTS = (
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "learning_coordinator",
    "learning_advisor",
    "other_principal",
    "other_advisor",
    "other_leader",
)
FIGURES = (*LISTS, "steering_group", "evaluator", "both")


def adam(x):
    return {"uuid": x.c1.uuid}


MATRIX = {
    "today": Row(expect=all_of(*ROLES)),
    "search": Row(expect=all_of(*WORKERS), otherwise=403),
    "concern": Row(expect=all_of(*WORKERS), otherwise=403),
    "search_cpr": Row(
        expect=all_of(*WORKERS, status=422), otherwise=403, method="post", data=lambda x: {"number": "010203-1234x"}
    ),
    "child_detail": Row(expect=all_of(*SEES_ADAM), kwargs=adam),
    "child_address": Row(
        expect=all_of(
            "resource_advisor", "group_leader", "principal", "provider_manager", "caseworker", "learning_advisor"
        )
        | all_of("teacher", "ppr_advisor", "mixed", "both", status=403),
        kwargs=adam,
        method="post",
    ),
    "child_access": Row(
        expect=all_of("resource_advisor", "group_leader", "principal", "caseworker", "ppr_advisor")
        | all_of("provider_manager", "teacher", "learning_advisor", "mixed", "both", status=403),
        kwargs=adam,
    ),
    "pathway_list": Row(expect=all_of(*WORKERS, "learning_coordinator"), otherwise=403),
    "pathway_detail": Row(expect=all_of(*SEES_ADAM), kwargs=lambda x: {"uuid": x.w.uuid}),
    "dashboard": Row(expect=all_of(*FIGURES), otherwise=403),
    "dashboard_list": Row(
        expect=all_of(*LISTS), kwargs=lambda x: {"indicator": "opfoelgninger" if x.name == "Fjord" else "findes-ikke"}
    ),
    "dashboard_export": Row(
        expect=all_of(*FIGURES), otherwise=403, kwargs=lambda x: {"kind": "csv" if x.name == "Fjord" else "findes-ikke"}
    ),
    "dashboard_list_export": Row(
        expect=all_of(*LISTS),
        kwargs=lambda x: {"indicator": "opfoelgninger" if x.name == "Fjord" else "findes-ikke", "kind": "xlsx"},
    ),
    "pathway_list_export": Row(
        expect=all_of(*WORKERS, "learning_coordinator"),
        otherwise=403,
        kwargs=lambda x: {"kind": "csv" if x.name == "Fjord" else "findes-ikke"},
    ),
    "access_log": Row(expect=all_of("dpo"), otherwise=403),
}
