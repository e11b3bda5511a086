from tests.matrix import Row, all_of

KEEPERS = ("resource_advisor", "group_leader", "learning_advisor")
READERS = ("principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "mixed", "both")
NO_PERSONS = ("steering_group", "evaluator", "training_lead", "administrator", "dpo")


def occurrence(x):
    return {"uuid": x.occurrence.uuid}


def pathway(x):
    return {"uuid": x.w.uuid}


def kept(status=200):
    return all_of(*KEEPERS, status=status) | all_of(*READERS, status=403)


MATRIX = {
    "occurrence_list": Row(all_of(*NO_PERSONS, status=403), otherwise=200),
    "occurrence_hold": Row(kept(), kwargs=occurrence),
    "occurrence_move": Row(
        kept(302),
        kwargs=occurrence,
        method="post",
        data=lambda x: {"due_on": "2026-06-02", "reason": "Forældrene kan først der."},
    ),
    "occurrence_not_held": Row(kept(302), kwargs=occurrence, method="post", data=lambda x: {"reason": "staff_ill"}),
    "meeting_detail": Row(
        all_of(*KEEPERS, "principal", "provider_manager", "teacher"), kwargs=lambda x: {"uuid": x.meeting.uuid}
    ),
    "pathway_start": Row(kept(302), kwargs=pathway),
    "pathway_close": Row(
        kept(302) | all_of("group_leader", status=403),
        kwargs=pathway,
        method="post",
        data=lambda x: {"decision": "goals_reached", "reason": "Klassen bærer selv videre.", "ended_on": "2026-05-21"},
    ),
    "school_calendar": Row(all_of("administrator"), otherwise=403),
    "school_break_create": Row(
        all_of("administrator", status=302),
        otherwise=403,
        method="post",
        data=lambda x: {"name": "Efterårsferie", "starts_on": "2026-10-10", "ends_on": "2026-10-18"},
    ),
    "school_break_edit": Row(all_of("administrator"), kwargs=lambda x: {"pk": x.a_break.pk}, otherwise=403),
}
