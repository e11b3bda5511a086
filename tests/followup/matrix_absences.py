from tests.matrix import ROLES, Row, all_of

NO_PERSONS = ("steering_group", "evaluator", "training_lead", "dpo")
WORKERS = tuple(role for role in ROLES if role not in (*NO_PERSONS, "administrator"))
LEADERS = ("principal", "provider_manager", "other_principal")

MATRIX = {
    "absence_list": Row(all_of(*WORKERS, "administrator"), otherwise=403),
    "absence_create": Row(all_of(*WORKERS, "administrator"), otherwise=403),
    "absence_create_for": Row(
        all_of("resource_advisor", "principal", "administrator"),
        kwargs=lambda x: {"uuid": x.staff["resource_advisor"].uuid},
        otherwise=403,
    ),
    "absence_end": Row(
        all_of("learning_advisor", "principal", "administrator", status=302) | all_of("resource_advisor", status=403),
        kwargs=lambda x: {"uuid": x.absence.uuid},
        method="post",
    ),
    "occurrence_hand_over": Row(
        all_of("resource_advisor", "group_leader", "learning_advisor")
        | all_of("principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "mixed", "both", status=403),
        kwargs=lambda x: {"uuid": x.occurrence.uuid},
    ),
    # nothing has come to the leaders of the cast: tests/followup/test_taken_over.py
    "taken_over": Row(all_of(*LEADERS, status=404), kwargs=lambda x: {"uuid": x.staff["teacher"].uuid}, otherwise=403),
}
