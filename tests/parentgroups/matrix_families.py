"""Who gets what of recruiting, the waiting list, the series and the invitation. A caution is its leaders' alone: 404 for the manager too."""

from uuid import UUID

from tests.matrix import Row
from tests.parentgroups.matrix import GROUP_PEOPLE, LEADER, LEADER_ONLY, READERS, of_family, of_group, of_session

NEVER = UUID(int=7)
LEADER_POSTS = LEADER_ONLY | {"group_leader": 302}


def of_caution(x):
    return of_group(x) | {"caution": x.caution.uuid}


MATRIX = {
    "group_days": Row(GROUP_PEOPLE),
    "group_families": Row(READERS, kwargs=of_group),
    "contact_create": Row(LEADER_ONLY, kwargs=of_family),
    "enrolment_referral": Row(LEADER_ONLY | {"group_leader": 404}, kwargs=of_family),
    "enrolment_promote": Row(LEADER_POSTS, kwargs=of_family, method="post"),
    "enrolment_undo": Row(LEADER_POSTS, kwargs=lambda x: of_family(x) | {"stamp": NEVER}, method="post"),
    "caution_list": Row(LEADER, kwargs=of_group),
    "caution_end": Row(LEADER | {"group_leader": 302}, kwargs=of_caution, method="post"),
    "caution_reopen": Row(LEADER | {"group_leader": 302}, kwargs=of_caution, method="post"),
    "invitation_paper": Row(LEADER_ONLY, kwargs=of_group),
    "invitation_pdf": Row(LEADER_ONLY, kwargs=of_group, data=lambda x: {"language": "da"}),
    "group_series": Row(READERS, kwargs=of_group),
    "session_add": Row(READERS, kwargs=of_group),
    "series_undo": Row(
        READERS | {"group_leader": 302, "provider_manager": 302},
        kwargs=lambda x: of_group(x) | {"stamp": NEVER},
        method="post",
    ),
    "session_prepare": Row(READERS, kwargs=of_session),
    "session_move": Row(READERS, kwargs=of_session),
    "session_cancel": Row(READERS, kwargs=of_session),
}
