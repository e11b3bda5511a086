from tests.matrix import Row, all_of

READERS = (
    "group_leader",
    "principal",
    "provider_manager",
    "teacher",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
    "mixed",
    "both",
)


def writer(status=200):
    """The advisor writes; the others around the class see that it is there and may not."""
    return {"resource_advisor": status} | all_of(*READERS, status=403)


def of_pathway(x):
    return {"uuid": x.w.uuid}


def of_plan(x):
    return {"uuid": x.plan.uuid}


def of_child(x):
    return {"uuid": x.p1.uuid}


def of_annex(x):
    return {"uuid": x.annex_school.uuid}


MATRIX = {
    "plan_detail": Row(all_of("resource_advisor", *READERS), kwargs=of_pathway),
    "plan_pdf": Row(all_of("resource_advisor", *READERS), kwargs=of_pathway),
    "plan_history": Row(all_of("resource_advisor", *READERS), kwargs=of_pathway),
    "plan_board": Row(all_of("resource_advisor", *READERS), kwargs=of_pathway),
    "plan_carry": Row(writer(403), kwargs=of_plan),  # in force: nothing is chosen any more
    "suggestion_start": Row(writer(403), kwargs=of_plan, method="post"),
    "plan_alignments": Row(writer(), kwargs=of_plan),
    "annex_alignments": Row(writer(), kwargs=of_annex),
    "level_create": Row(writer() | {"group_leader": 200}, kwargs=lambda x: {"uuid": x.class_goal.uuid}),
    "measure_move": Row(writer(302), kwargs=lambda x: {"uuid": x.measure.uuid}, method="post"),
    "plan_new_version": Row(writer(302), kwargs=of_pathway, method="post"),
    "plan_edit": Row(writer(302), kwargs=of_plan),  # in force: led to the plan, a new version changes it
    "plan_share": Row(writer(302), kwargs=of_plan, method="post"),
    "plan_put_in_force": Row(writer(), kwargs=of_plan),
    "presentation_create": Row(writer() | {"group_leader": 200}, kwargs=of_plan),
    "goal_create": Row(writer(403), kwargs=of_plan),
    "measure_create": Row(writer(403), kwargs=of_plan),
    "goal_edit": Row(writer(), kwargs=lambda x: {"uuid": x.class_goal.uuid}),
    "measure_edit": Row(writer(), kwargs=lambda x: {"uuid": x.annex_measure.uuid}),
    "measure_trials": Row(all_of("resource_advisor", *READERS), kwargs=lambda x: {"uuid": x.measure.uuid}),
    "trial_undo": Row(  # written on another day
        all_of("resource_advisor", *READERS, status=403), kwargs=lambda x: {"uuid": x.trial.uuid}, method="post"
    ),
    "annex_detail": Row(all_of("resource_advisor", *READERS), kwargs=of_child),
    "annex_pdf": Row(all_of("resource_advisor", *READERS), kwargs=of_child),
    "annex_edit": Row(writer(), kwargs=of_annex),
    "annex_goal_create": Row(writer(), kwargs=of_annex),
    "annex_measure_create": Row(writer(), kwargs=of_annex),
    "goal_drawing": Row(writer(), kwargs=lambda x: {"uuid": x.goal.uuid}),
    "goal_drawing_open": Row({}, kwargs=lambda x: {"uuid": x.goal_drawing.uuid}),  # the cast's has no bytes
    "goal_drawing_remove": Row(writer(302), kwargs=lambda x: {"uuid": x.goal_drawing.uuid}, method="post"),
}
