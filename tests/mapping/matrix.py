"""The access matrix of the mapping. Those who see a pathway see how far its mapping is; few write it."""

from tests.matrix import Row, all_of

SEES_PATHWAY = (
    "resource_advisor", "group_leader", "principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "learning_advisor", "mixed", "both",
)  # fmt: skip


def refuse(*who):
    return all_of(*who, status=403)


def pathway(x):
    return {"uuid": x.w.uuid}


def mapping(x):
    return {"uuid": x.mapping.uuid}


def voice(informant):
    return lambda x: {"uuid": x.p1.uuid, "informant": informant}


MATRIX = {
    "mapping_detail": Row(all_of(*SEES_PATHWAY), pathway),
    "environment_edit": Row(
        refuse(*SEES_PATHWAY) | all_of("resource_advisor", "group_leader", "teacher", "mixed", "both"),
        lambda x: mapping(x) | {"informant": "team"},
    ),
    "children_confirm": Row(refuse(*SEES_PATHWAY) | all_of("resource_advisor"), pathway),
    "mapping_complete": Row(refuse(*SEES_PATHWAY) | all_of("resource_advisor", "group_leader"), mapping),
    "analysis_edit": Row(refuse(*SEES_PATHWAY) | all_of("resource_advisor", "group_leader"), mapping),
    "perspective_edit": Row(refuse(*SEES_PATHWAY) | all_of("resource_advisor", "learning_advisor"), voice("child")),
}
