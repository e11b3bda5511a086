"""The access matrix of the sheet before a meeting: those who read the pathway's minutes."""

from tests.matrix import Row, all_of

READ = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor")
BESIDE = ("teacher", "caseworker", "ppr_advisor", "mixed", "both")  # see what is due, and not the minutes


def occurrence(x):
    return {"uuid": x.occurrence.uuid}


def meeting(x):
    return {"uuid": x.meeting.uuid}


OF_MEETING = all_of(*READ) | all_of("teacher", status=403)
OF_OCCURRENCE = all_of(*READ) | all_of(*BESIDE, status=403)
MATRIX = {
    "meeting_before": Row(OF_MEETING, meeting),
    "meeting_before_pdf": Row(OF_MEETING, meeting),
    "occurrence_before": Row(OF_OCCURRENCE, occurrence),
    "occurrence_before_pdf": Row(OF_OCCURRENCE, occurrence),
}
