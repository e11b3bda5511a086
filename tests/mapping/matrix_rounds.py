"""Who asks, answers and types in. A child is asked by its side; of the class the advisor and the leader ask; each answers her own."""

from tests.mapping.matrix import SEES_PATHWAY, refuse
from tests.matrix import Row, all_of

ASKERS = ("resource_advisor", "group_leader")
CHILD_READERS = ("resource_advisor", "learning_advisor")  # of a request that the school made to the child
CLASS_READERS = ("resource_advisor", "group_leader", "teacher", "learning_advisor", "mixed", "both")


def ask(name):
    return lambda x: {"uuid": getattr(x, name).uuid}


def question(x):
    return {"uuid": x.teacher_ask.uuid, "slug": "child_voices", "key": "none"}


SEES_CHILD = ("resource_advisor", "group_leader", "principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "learning_advisor", "mixed", "both")  # fmt: skip
CHILD_ASK = refuse(*CHILD_READERS)
MATRIX = {
    "class_ask": Row(refuse(*SEES_PATHWAY) | all_of(*ASKERS, status=302), lambda x: {"uuid": x.w.uuid, "informant": "team"}),
    "child_ask": Row(refuse(*SEES_CHILD) | all_of(*ASKERS), ask("p1")),
    "ask_detail": Row(refuse(*CHILD_READERS) | all_of("resource_advisor"), ask("child_ask")),
    "ask_withdraw": Row(CHILD_ASK | {"resource_advisor": 302}, ask("child_ask"), method="post"),
    "ask_renew": Row(CHILD_ASK | {"resource_advisor": 200}, ask("child_ask"), method="post"),
    "ask_open_again": Row(CHILD_ASK | {"resource_advisor": 302}, ask("child_ask"), method="post"),
    "ask_decline": Row(CHILD_ASK | {"resource_advisor": 302}, ask("child_ask"), method="post"),
    "ask_shut": Row(refuse(*CLASS_READERS) | {"resource_advisor": 302, "group_leader": 302}, ask("class_ask"), method="post"),
    "ask_start": Row({"resource_advisor": 302, "learning_advisor": 403, "teacher": 302}, ask("teacher_ask")),
    "ask_review": Row({"resource_advisor": 200, "learning_advisor": 403, "teacher": 200}, ask("teacher_ask")),
    "ask_question": Row({"resource_advisor": 302, "learning_advisor": 403, "teacher": 302}, question),
    "ask_child_question": Row({"resource_advisor": 302, "learning_advisor": 403, "teacher": 302}, question),
    "ask_given_back": Row({"resource_advisor": 200, "learning_advisor": 403, "teacher": 200}, ask("teacher_ask")),
    "ask_paper": Row(CHILD_ASK | {"resource_advisor": 200}, ask("child_ask")),
    "ask_typed": Row(CHILD_ASK | {"resource_advisor": 200}, ask("child_ask")),
    "ask_tally": Row(refuse("group_leader", "learning_advisor") | all_of("resource_advisor", "teacher", "mixed", "both"), ask("class_ask")),
    "class_evidence_create": Row(
        refuse(*SEES_PATHWAY) | all_of("resource_advisor", "group_leader", "teacher", "mixed", "both"), lambda x: {"uuid": x.mapping.uuid}
    ),
    "child_evidence_create": Row(refuse(*SEES_CHILD) | all_of("resource_advisor", "group_leader", "ppr_advisor"), ask("p1")),
    "evidence_remove": Row(CHILD_ASK | {"resource_advisor": 302}, ask("evidence"), method="post"),
    "answer_reuse": Row(
        {}, lambda x: {"uuid": x.p1.uuid, "perspective": x.p1.uuid}, method="post"
    ),
}  # fmt: skip
