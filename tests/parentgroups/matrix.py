"""Who gets what of the parent track. The school, the caseworker and the readers of numbers get nothing: 404 (E05)."""

from tests.matrix import Row, all_of

LEADER = all_of("group_leader")
READERS = LEADER | all_of("provider_manager")
LEADER_ONLY = LEADER | all_of("provider_manager", status=403)  # the manager sees the group and does not write in it
GROUP_PEOPLE = READERS | all_of("other_leader")


def of_group(x):
    return {"uuid": x.g.uuid}


def of_family(x):
    return {"uuid": x.enrolment.uuid}


def of_session(x):
    return {"uuid": x.group_session.uuid}


MATRIX = {
    "group_list": Row(GROUP_PEOPLE),
    "group_create": Row(GROUP_PEOPLE),
    "group_detail": Row(READERS, kwargs=of_group),
    "group_edit": Row(READERS, kwargs=of_group),
    "group_complete": Row(LEADER | {"group_leader": 302, "provider_manager": 403}, kwargs=of_group, method="post"),
    "enrolment_create": Row(LEADER_ONLY, kwargs=of_group),
    "enrolment_move": Row(
        LEADER_ONLY | {"group_leader": 302},
        kwargs=lambda x: of_family(x) | {"move": "stoppet"},
        method="post",
        data=lambda x: {"on": "2026-05-21", "reason": "time"},
    ),
    "session_register": Row(LEADER_ONLY | {"group_leader": 302}, kwargs=of_session, method="post"),
    "register_marks": Row(LEADER_ONLY | {"group_leader": 422}, kwargs=of_session, method="post"),
    "register_paper": Row(READERS, kwargs=of_session),
    "group_session_edit": Row(READERS, kwargs=of_session),
    "call_create": Row(
        LEADER_ONLY | {"group_leader": 302},
        kwargs=of_family,
        method="post",
        data=lambda x: {"reached": "yes", "called_on": "2026-05-21"},
    ),
    "call_undo": Row(
        all_of("group_leader", "provider_manager", status=403),
        kwargs=lambda x: {"uuid": x.group_call.uuid},
        method="post",
    ),
}
