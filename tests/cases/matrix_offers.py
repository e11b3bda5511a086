"""The access matrix of offers, custody, sharing and notes. Adam has a live basis, Selma none."""

from tests.matrix import Row, all_of

OWN_SCHOOL = ("resource_advisor", "principal", "learning_advisor", "teacher", "both", "mixed")
PPR = ("ppr_advisor",)
SOCIAL = ("group_leader", "provider_manager", "caseworker")


def adam(x):
    return {"uuid": x.p1.uuid}


def refuse(*who):
    return all_of(*who, status=403)


MATRIX = {
    "offer_edit": Row(refuse(*OWN_SCHOOL, *PPR, *SOCIAL) | all_of("resource_advisor", "group_leader"), adam),
    "custody_edit": Row(
        refuse(*OWN_SCHOOL, *PPR, *SOCIAL) | all_of("resource_advisor", "principal", "group_leader"), adam
    ),
    "basis_record": Row(
        refuse(*OWN_SCHOOL, *PPR, *SOCIAL) | all_of("resource_advisor", "group_leader", "caseworker", status=302), adam
    ),
    "sharing_detail": Row(
        refuse("teacher", "both", "mixed") | all_of("resource_advisor", "principal", "learning_advisor", *PPR, *SOCIAL),
        adam,
    ),
    "exchange_create": Row(
        refuse(*OWN_SCHOOL, *SOCIAL) | all_of("resource_advisor", "ppr_advisor", "group_leader", "caseworker"), adam
    ),
    "basis_withdraw": Row(
        refuse("principal", "learning_advisor", "ppr_advisor", "provider_manager")
        | all_of("resource_advisor", "group_leader", "caseworker"),
        lambda x: {"uuid": x.basis.uuid},
    ),
    "note_create": Row(
        refuse("principal", "provider_manager")
        | all_of(
            "resource_advisor", "learning_advisor", "teacher", "both", "mixed", *PPR, "group_leader", "caseworker"
        ),
        lambda x: {"uuid": x.c1.uuid},
    ),
}
