from tests.matrix import Row, all_of

GIVERS = ("resource_advisor", "learning_advisor", "group_leader", "ppr_advisor", "caseworker")
OTHERS = ("principal", "provider_manager", "teacher", "mixed", "both")

MATRIX = {
    # by link only: a login opens none of them
    "family_home": Row({}),
    "family_tick": Row({}, kwargs=lambda x: {"uuid": x.family_step.uuid}, method="post"),
    "family_wish": Row({}, kwargs=lambda x: {"uuid": x.child_meeting.uuid}, method="post"),
    "family_day": Row({}, method="post"),
    "family_document": Row({}, kwargs=lambda x: {"uuid": x.issued.uuid}),
    "family_read": Row({}, kwargs=lambda x: {"uuid": x.issued.uuid}),
    "family_withdraw": Row({}, kwargs=lambda x: {"uuid": x.basis.uuid}),
    # the words of these pages: everybody who works here reads them, the administrator confirms
    "page_words_first": Row({}, otherwise=200),
    "page_words": Row({}, otherwise=200, kwargs=lambda x: {"language": "tr"}),
    "page_words_confirm": Row(
        all_of("administrator", status=302), otherwise=403, method="post", data=lambda x: {"language": "ar"}
    ),
    # staff
    "family_side": Row(
        all_of(*GIVERS) | all_of(*OTHERS, status=403),
        kwargs=lambda x: {"uuid": x.p1.uuid},
    ),
    "family_link_create": Row(
        all_of(*GIVERS) | all_of(*OTHERS, status=403),
        kwargs=lambda x: {"uuid": x.p1.uuid, "key": f"parent-{x.mother.pk}"},
        method="post",
        data=lambda x: {"language": "da", "factor": "code"},
    ),
    "family_link_renew": Row({"group_leader": 200}, kwargs=lambda x: {"uuid": x.mother_link.uuid}, method="post"),
    "family_link_revoke": Row({"group_leader": 302}, kwargs=lambda x: {"uuid": x.mother_link.uuid}, method="post"),
    "family_preview": Row({"group_leader": 200}, kwargs=lambda x: {"uuid": x.mother_link.uuid}),
    "family_step_remove": Row(
        {"group_leader": 302, "provider_manager": 403}, kwargs=lambda x: {"uuid": x.family_step.uuid}, method="post"
    ),
    "carer_list": Row(
        all_of("resource_advisor", "learning_advisor", "group_leader", "caseworker")
        | all_of("principal", "provider_manager", "teacher", "ppr_advisor", "mixed", "both", status=403),
        kwargs=lambda x: {"uuid": x.c1.uuid},
    ),
    "carer_end": Row(
        all_of("resource_advisor", "learning_advisor", "group_leader", "caseworker", status=302)
        | all_of("principal", "provider_manager", "teacher", "ppr_advisor", "mixed", "both", status=403),
        kwargs=lambda x: {"uuid": x.carer.uuid},
        method="post",
    ),
}
