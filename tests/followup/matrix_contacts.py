from tests.matrix import Row, all_of

WRITERS = ("resource_advisor", "group_leader", "teacher", "ppr_advisor", "learning_advisor", "mixed", "both")
READERS = (*WRITERS, "principal", "provider_manager")
NO_PERSONS = ("steering_group", "evaluator", "training_lead", "administrator", "dpo")
SET_ASIDE = ("resource_advisor", "teacher")
READ_TIMES = ("group_leader", "principal", "provider_manager", "learning_advisor")


def pathway(x):
    return {"uuid": x.w.uuid}


def contact(x):
    return {"uuid": x.contact.uuid}


def time(x):
    return {"uuid": x.slot.uuid, "on": "2026-05-21"}


def kept(status):
    return all_of(*SET_ASIDE, status=status) | all_of(*READ_TIMES, status=403)


MATRIX = {
    "contact_start": Row({}, otherwise=302),
    "praise_start": Row({}, otherwise=302),
    "praise_create": Row(
        all_of(*WRITERS) | all_of("principal", "provider_manager", "caseworker", status=403), kwargs=pathway
    ),
    "pathway_contact_create": Row(
        all_of(*WRITERS) | all_of("principal", "provider_manager", "caseworker", status=403), kwargs=pathway
    ),
    "pathway_contact_list": Row(all_of(*READERS) | all_of("caseworker", status=403), kwargs=pathway),
    "child_contact_list": Row(all_of(*READERS, "caseworker"), kwargs=lambda x: {"uuid": x.c1.uuid}),
    "contact_edit": Row(all_of(*READERS, status=403) | all_of("resource_advisor"), kwargs=contact),
    "contact_undo": Row(
        all_of(*READERS, status=403) | all_of("resource_advisor", status=302), kwargs=contact, method="post"
    ),
    "slot_list": Row(all_of(*NO_PERSONS, status=403), otherwise=200),
    "slot_create": Row(
        all_of(*NO_PERSONS, status=403) | all_of("caseworker", "learning_coordinator", status=302), otherwise=200
    ),
    "slot_day": Row(all_of(*SET_ASIDE, *READ_TIMES), kwargs=time),
    "slot_held": Row(kept(302), kwargs=time, method="post"),
    "slot_not_held": Row(kept(302), kwargs=time, method="post"),
    "slot_cancel": Row(kept(302), kwargs=time, method="post"),
    "slot_edit": Row(kept(200), kwargs=time),
    "slot_end": Row(kept(302), kwargs=time, method="post"),
}
