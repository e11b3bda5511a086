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


def child_meeting(x):
    """About Selma, of whom nothing is shared: the school's own and the teacher, who is invited."""
    return {"uuid": x.child_meeting.uuid}


MEETS_SELMA = all_of("resource_advisor", "learning_advisor")
READS_SELMA = ("principal", "teacher")
MINUTES = all_of(*KEEPERS, "principal", "provider_manager", "teacher")
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
    "occurrence_plan": Row(kept(), kwargs=occurrence),
    "meeting_plan": Row(kept(), kwargs=pathway),
    **{
        name: Row(MEETS_SELMA | all_of(*READS_SELMA, status=403), kwargs=child_meeting)
        for name in ("meeting_hold", "meeting_change", "meeting_lead", "meeting_cancel")
    },
    "meeting_invite": Row(
        all_of("resource_advisor", "learning_advisor", status=302) | all_of(*READS_SELMA, status=403),
        kwargs=child_meeting,
        method="post",
        data=lambda x: {"staff": x.staff["principal"].pk},
    ),
    "meeting_pdf": Row(MINUTES, kwargs=lambda x: {"uuid": x.meeting.uuid}),
    "meeting_decisions": Row(MINUTES, kwargs=lambda x: {"uuid": x.meeting.uuid}),
    "decision_measure": Row(  # about Adam: the annex of one's own side is written by advisor and group leader
        all_of("resource_advisor", "group_leader")
        | all_of("learning_advisor", "principal", "provider_manager", "teacher", status=403),
        kwargs=lambda x: {"uuid": x.meeting.uuid, "number": 2},
    ),
    "network_list": Row(
        all_of(*KEEPERS)
        | all_of("principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "mixed", "both", status=403),
        kwargs=lambda x: {"uuid": x.p1.uuid},
    ),
    "network_edit": Row(
        all_of(*KEEPERS) | all_of("principal", "provider_manager", status=403),
        kwargs=lambda x: {"uuid": x.network_member.uuid},
    ),
    # only a programme whose law or case sets dates has them, and none that is offered does: tests/followup/test_agreed.py
    "date_agree": Row({}, otherwise=404, kwargs=lambda x: pathway(x) | {"cadence": "follow_up"}),
    "pathway_follow_ups": Row(all_of(*KEEPERS, *READERS), kwargs=pathway),
    "pathway_start": Row(kept(302), kwargs=pathway),
    "school_calendar": Row(all_of("administrator"), otherwise=403),
    "school_break_create": Row(
        all_of("administrator", status=302),
        otherwise=403,
        method="post",
        data=lambda x: {"name": "Efterårsferie", "starts_on": "2026-10-10", "ends_on": "2026-10-18"},
    ),
    "school_break_edit": Row(all_of("administrator"), kwargs=lambda x: {"pk": x.a_break.pk}, otherwise=403),
}
