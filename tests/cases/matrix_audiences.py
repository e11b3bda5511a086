from tests.cases.matrix_plans import READERS, of_plan
from tests.matrix import Row, all_of

OTHERS = tuple(who for who in READERS if who != "group_leader")


def tellers(status=200):
    """Advisor and group leader tell the plan to many; the others around the class see that it is there and may not."""
    return all_of("resource_advisor", "group_leader", status=status) | all_of(*OTHERS, status=403)


def given(x):
    return {"uuid": x.class_version.uuid}


MATRIX = {
    "presentations": Row(all_of("resource_advisor", *READERS), kwargs=of_plan),
    "audience_begin": Row(tellers(302), kwargs=lambda x: of_plan(x) | {"audience": "class_parents"}, method="post"),
    "audience_detail": Row(all_of("resource_advisor", *READERS), kwargs=given),
    "audience_edit": Row(tellers(302), kwargs=given),  # given: led to it, a new one changes it
    "audience_anew": Row(tellers(302), kwargs=given, method="post"),  # given: it stands as it was given
    "audience_hand_over": Row(tellers(302), kwargs=given, method="post"),  # of a class there is no other side
    "audience_take_home": Row(tellers(302), kwargs=given, method="post"),
    "audience_page": Row(all_of("resource_advisor", *READERS), kwargs=given),
    "audience_pdf": Row(all_of("resource_advisor", *READERS), kwargs=given),
    "audience_take_back": Row(tellers(), kwargs=given),
}
