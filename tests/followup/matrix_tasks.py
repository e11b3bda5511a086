from tests.followup.matrix import KEEPERS
from tests.matrix import Row, all_of

LEADERS = ("principal", "provider_manager")
READERS = ("teacher", "caseworker", "ppr_advisor", "mixed", "both")
NO_PERSONS = ("steering_group", "evaluator", "training_lead", "administrator", "dpo")


def pathway(x):
    return {"uuid": x.w.uuid}


def task(x):
    return {"uuid": x.task.uuid}


def kept(status=200):
    return all_of(*KEEPERS, *LEADERS, status=status) | all_of(*READERS, status=403)


def of_task(status):
    """Its owner is the teacher; others of the pathway read it where they read the minutes."""
    return all_of(*KEEPERS, *LEADERS, "teacher", status=status)


def chosen(x):
    return {"valgt": [str(x.occurrence.uuid)]}


MATRIX = {
    "task_list": Row(kept(), kwargs=pathway),
    "task_create": Row(
        kept(302),
        kwargs=pathway,
        method="post",
        data=lambda x: {"text": "Ring til SFO", "owner": x.staff["resource_advisor"].pk},
    ),
    "task_edit": Row(of_task(200) | all_of("teacher", status=403), kwargs=task),
    "task_settle": Row(of_task(302), kwargs=task, method="post"),
    "task_leave_out": Row(of_task(302), kwargs=task, method="post", data=lambda x: {"because": "Det blev løst."}),
    "occurrence_many_move": Row(
        all_of(*NO_PERSONS, status=403),
        otherwise=302,
        method="post",
        data=lambda x: chosen(x) | {"due_on": "2026-06-02", "reason": "Ferie.", "confirm": "1"},
    ),
    "occurrence_many_hand_over": Row(
        all_of(*NO_PERSONS, status=403),
        otherwise=302,
        method="post",
        data=lambda x: chosen(x) | {"to": x.staff["group_leader"].pk, "reason": "Ferie.", "confirm": "1"},
    ),
    "meeting_file": Row(
        all_of("resource_advisor", "learning_advisor", "principal", "teacher"),
        kwargs=lambda x: {"uuid": x.child_meeting.uuid},
    ),
}
