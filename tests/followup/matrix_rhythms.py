from django.core.files.uploadedfile import SimpleUploadedFile

from tests.matrix import Row, all_of

WORKS_WITH_PEOPLE = (
    "resource_advisor", "group_leader", "principal", "provider_manager", "teacher", "caseworker", "ppr_advisor",
    "learning_coordinator", "learning_advisor", "other_principal", "other_advisor", "other_leader", "other_teacher", "mixed", "both",
)  # fmt: skip


def a_file(x):
    return {
        "file": SimpleUploadedFile(
            "kalender.ics",
            b"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:-//x//x//DA\r\nBEGIN:VEVENT\r\nUID:1\r\nDTSTAMP:20260101T000000Z\r\n"
            b"DTSTART;VALUE=DATE:20261010\r\nDTEND;VALUE=DATE:20261019\r\nSUMMARY:Ferie\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n",
        )
    }


MATRIX = {
    "rhythm_list": Row(all_of(*WORKS_WITH_PEOPLE, "steering_group", "administrator"), otherwise=403),
    "rhythm_change": Row(
        all_of("administrator"),
        otherwise=403,
        data=lambda x: {"om": f"{x.w.programme_version.uuid}~follow_up"},
    ),
    "school_calendar_import": Row(all_of("administrator"), otherwise=403, method="post", data=a_file),
    "school_calendar_save": Row(
        all_of("administrator", status=302),
        otherwise=403,
        method="post",
        data=lambda x: {"break": "2026-10-10~2026-10-18~Efterårsferie"},
    ),
}
