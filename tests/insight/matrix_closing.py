"""The access matrix of closings: minutes' readers read, the side that owns the pathway decides, the school says where the children are."""

from tests.matrix import Row, all_of

READ = ("resource_advisor", "group_leader", "principal", "provider_manager", "learning_advisor")
BESIDE = ("teacher", "caseworker", "ppr_advisor", "mixed", "both")  # see the pathway and not its minutes
DECIDE = ("resource_advisor", "learning_advisor")
WHY = "Klassen bærer selv videre."


def pathway(x):
    return {"uuid": x.w.uuid}


def refused(*who):
    return all_of(*who, status=403)


def decided(x):
    return {
        "decision": "goals_reached",
        "reason": WHY,
        "from_on": "2026-05-21",
        "no_mapping_reason": "Der var ikke tid.",
    } | ended(x.measure, x.annex_measure, x.home_measure)


def ended(*measures):
    """None of them is left without an end or somebody who goes on with it."""
    return {
        f"{name}_{each.pk}": said
        for each in measures
        for name, said in (("measure", "end"), ("effect", "Det blev en vane."))
    }


MATRIX = {
    "pathway_closing": Row(all_of(*READ) | refused(*BESIDE), pathway),
    "pathway_closing_pdf": Row(all_of(*READ) | refused(*BESIDE), pathway),
    "closing_measures": Row(all_of(*READ) | refused(*BESIDE), pathway),
    "pathway_close": Row(refused(*READ, *BESIDE) | all_of(*DECIDE, status=302), pathway, method="post", data=decided),
    "pathway_reopen": Row(refused(*READ, *BESIDE) | all_of(*DECIDE, status=302), pathway),
    "placement_create": Row(refused(*READ, *BESIDE) | all_of(*DECIDE, "principal"), pathway),
    "child_decide": Row(refused(*READ, *BESIDE) | all_of(*DECIDE), lambda x: {"uuid": x.p1.uuid}),
    "referral_answer": Row(
        all_of("resource_advisor", "group_leader", "learning_advisor") | refused("principal", "provider_manager"),
        lambda x: {"uuid": x.child_closing.uuid},
    ),
    "occurrence_settle": Row(
        refused(*READ, *BESIDE) | all_of("resource_advisor", "group_leader", "learning_advisor", status=302),
        lambda x: {"uuid": x.occurrence.uuid},
        method="post",
    ),
    "mapping_begin": Row(
        refused(*READ, *BESIDE) | all_of("resource_advisor", "group_leader", status=302),
        lambda x: pathway(x) | {"kind": "closing"},
        method="post",
    ),
}
