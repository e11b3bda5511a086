from tests.matrix import Row, all_of

SCHOOL = all_of("resource_advisor", "principal", "learning_advisor")
LISTERS = all_of(
    "resource_advisor",
    "principal",
    "learning_advisor",
    "teacher",
    "other_principal",
    "other_advisor",
    "other_teacher",
    "mixed",
    "both",
)
KEEPERS = all_of("resource_advisor", "principal", "learning_advisor", "other_principal", "other_advisor")
IN_CLASS = all_of(
    "resource_advisor",
    "principal",
    "learning_advisor",
    "teacher",
    "mixed",
    "both",
    "group_leader",
    "provider_manager",
    "caseworker",
    "ppr_advisor",
)
NOT_KEEPERS = all_of(
    "teacher", "mixed", "both", "group_leader", "provider_manager", "caseworker", "ppr_advisor", status=403
)
CHOOSERS = all_of("resource_advisor", "principal", "group_leader", "provider_manager", "learning_advisor")
LOG = all_of(
    "resource_advisor",
    "group_leader",
    "principal",
    "provider_manager",
    "teacher",
    "mixed",
    "both",
    "ppr_advisor",
    "learning_advisor",
)
READERS_ONLY = all_of(
    "group_leader",
    "principal",
    "provider_manager",
    "teacher",
    "mixed",
    "both",
    "ppr_advisor",
    "learning_advisor",
    "caseworker",
    status=403,
)


NEAR = all_of("teacher", "mixed", "both", "resource_advisor")  # who reads what a team answers
WIDE = all_of("principal", "learning_advisor", "ppr_advisor")
TEAM_ANSWERS = all_of("teacher", "mixed", "both", status=302)
NOT_TEAM = all_of("resource_advisor", "principal", "learning_advisor", "ppr_advisor", status=403)


def a_week(x):
    return {"uuid": x.b5.uuid, "year": 2026, "week": 21}


def of(what):
    return lambda x: {"uuid": getattr(x, what).uuid}


def vote(x):
    return {"party": "principal", "choice": "yes", "reason": "Fordi."}


MATRIX = {
    "class_list": Row(LISTERS, otherwise=403),
    "class_create": Row(KEEPERS, otherwise=403),
    "class_import": Row(KEEPERS, otherwise=403),
    "class_import_preview": Row(all_of("principal"), kwargs=of("import_draft")),
    "class_detail": Row(IN_CLASS, kwargs=of("b5")),
    "class_timetable": Row(IN_CLASS, kwargs=of("b5")),
    "pupil_create": Row(SCHOOL | NOT_KEEPERS, kwargs=of("b5")),
    "pupil_edit": Row(
        SCHOOL
        | all_of(
            "teacher", "mixed", "both", "group_leader", "provider_manager", "caseworker", "ppr_advisor", status=403
        ),
        kwargs=of("c1"),
    ),
    "pupil_move": Row(
        SCHOOL
        | all_of(
            "teacher", "mixed", "both", "group_leader", "provider_manager", "caseworker", "ppr_advisor", status=403
        ),
        kwargs=of("c1"),
    ),
    "class_move_up": Row(SCHOOL | NOT_KEEPERS, kwargs=of("b5")),
    "selection_create": Row(
        all_of("resource_advisor", "principal") | NOT_KEEPERS | all_of("learning_advisor", status=403), kwargs=of("b5")
    ),
    "selection_detail": Row(CHOOSERS, kwargs=of("selection")),
    "selection_edit": Row(all_of(*CHOOSERS, status=403), kwargs=of("selection")),  # it is accepted: nobody writes there
    "selection_vote": Row(all_of(*CHOOSERS, status=403), kwargs=of("selection"), method="post", data=vote),
    "selection_vote_undo": Row(
        all_of(*CHOOSERS, status=302),  # nobody has spoken for this party: there is nothing to take back
        kwargs=lambda x: of("selection")(x) | {"party": "nobody"},
        method="post",
    ),
    "selection_decide": Row(
        all_of(*CHOOSERS, status=403) | all_of("resource_advisor", "principal", status=302),
        kwargs=of("selection"),
        method="post",
        data=vote,
    ),
    "selection_answer": Row(
        all_of(*CHOOSERS, status=403) | all_of("resource_advisor", "principal", status=302),
        kwargs=of("selection"),
        method="post",
        data=vote,
    ),
    "session_create": Row(all_of("resource_advisor") | READERS_ONLY, kwargs=of("w")),
    "session_list": Row(LOG | all_of("caseworker", status=403), kwargs=of("w")),
    "session_undo": Row(all_of(*LOG, status=403), kwargs=of("session"), method="post"),  # written on another day
    "session_edit": Row(
        all_of(*LOG, status=403) | all_of("resource_advisor"), kwargs=of("session")
    ),  # its author, for a fortnight
    "session_restore": Row(all_of(*LOG, status=403), kwargs=of("session"), method="post"),
    "co_teaching_undo": Row(
        all_of(*LOG, status=403),  # nothing was changed today
        kwargs=lambda x: of("w")(x) | {"monday": "2026-05-11"},
        method="post",
    ),
    "co_teaching_edit": Row(all_of("resource_advisor") | READERS_ONLY, kwargs=of("w")),
    "class_pulse": Row(NEAR | WIDE, kwargs=of("b5")),
    "pulse_undo": Row(TEAM_ANSWERS | NOT_TEAM, kwargs=a_week, method="post"),
    "team_strain": Row(
        all_of("teacher", "mixed", "both", status=302) | NOT_TEAM,
        kwargs=of("b5"),
        method="post",
        data=lambda x: {"monday": "2026-05-18", "value": "2"},
    ),
    "strain_undo": Row(TEAM_ANSWERS | NOT_TEAM, kwargs=a_week, method="post"),
    "question_list": Row(NEAR, kwargs=of("w")),
    "question_answer": Row(
        all_of("resource_advisor") | all_of("teacher", "mixed", "both", status=403), kwargs=of("question")
    ),
    "question_withdraw": Row(
        all_of("teacher", status=302) | all_of("resource_advisor", "mixed", "both", status=403),
        kwargs=of("question"),
        method="post",
    ),
    "answer_undo": Row(
        all_of(*NEAR, status=302), kwargs=of("question"), method="post"
    ),  # nobody has answered: as it is
}
