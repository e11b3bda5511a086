from tests.matrix import Row, all_of

TELL = ("resource_advisor", "group_leader", "learning_advisor")
SEE = (*TELL, "principal", "provider_manager", "administrator", "other_principal", "other_advisor", "other_leader")
AROUND_ADAM = ("principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "mixed", "both")


def nothing(x):
    return {"noun": "mail", "pk": "0"}


MATRIX = {
    "post_list": Row(all_of(*SEE), otherwise=403),
    "post_again": Row(all_of(*SEE, status=302), otherwise=403, method="post", data=nothing),
    "post_set_aside": Row(all_of(*SEE, status=302), otherwise=403, method="post", data=nothing),
    "post_hours": Row(all_of("administrator"), otherwise=403),
    "staff_address": Row(
        all_of("administrator"), otherwise=403, kwargs=lambda x: {"uuid": x.staff["resource_advisor"].uuid}
    ),
    "reminders_seen": Row({}, otherwise=302, method="post"),
    "parent_messages": Row(all_of(*TELL) | all_of(*AROUND_ADAM, status=403), kwargs=lambda x: {"uuid": x.mother.uuid}),
}
