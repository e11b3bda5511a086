from tests.matrix import Row, all_of

NO_PERSONS = ("steering_group", "evaluator", "training_lead", "administrator", "dpo")
HEALTH = ("principal", "provider_manager", "other_principal", "steering_group", "evaluator", "both")

MATRIX = {
    "calendar": Row(all_of(*NO_PERSONS, status=403), otherwise=200),
    "phone_calendar": Row(all_of(*NO_PERSONS, status=403), otherwise=200),
    "phone_calendar_revoke": Row(all_of(*NO_PERSONS, status=403), otherwise=302, method="post"),
    "follow_up_health": Row(all_of(*HEALTH), otherwise=403),
    "follow_up_health_export": Row(
        all_of(*HEALTH), kwargs=lambda x: {"kind": "csv" if x.name == "Fjord" else "findes-ikke"}, otherwise=403
    ),
}
