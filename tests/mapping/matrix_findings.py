"""A child's answers are never the principal's or the manager's (A18); a class's spread is theirs too. Findings are written by
the two who answer for the mapping, each on the own side, and by PPR in the areas that are hers."""

from tests.mapping.matrix import SEES_PATHWAY, mapping, pathway, refuse
from tests.matrix import Row, all_of

READERS = (
    "resource_advisor",
    "group_leader",
    "teacher",
    "caseworker",
    "ppr_advisor",
    "learning_advisor",
    "mixed",
    "both",
)
WRITERS = ("resource_advisor", "group_leader")


def row(x):
    return {"uuid": x.p1.uuid}


def class_finding(x):
    return {"uuid": x.class_finding.uuid}


def ppr_finding(x):
    return {"uuid": x.ppr_finding.uuid}


def school_finding(x):
    return {"uuid": x.school_finding.uuid}


MATRIX = {
    "comparison": Row(refuse(*SEES_PATHWAY) | all_of(*READERS), row),
    "comparison_pdf": Row(  # nothing to print for those who see no voice
        refuse(*SEES_PATHWAY) | all_of(*READERS) | all_of("caseworker", "mixed", "both", status=404), row
    ),
    "comparison_give": Row(refuse(*SEES_PATHWAY) | all_of(*READERS, status=404), row, method="post"),
    "class_answers": Row(all_of(*SEES_PATHWAY) | refuse("caseworker"), pathway),
    "class_finding_create": Row(refuse(*SEES_PATHWAY) | all_of(*WRITERS), mapping),
    "child_finding_create": Row(refuse(*SEES_PATHWAY) | all_of(*WRITERS, "ppr_advisor"), row),
    "telling_edit": Row(refuse(*SEES_PATHWAY) | all_of(*WRITERS, "ppr_advisor"), row),
    "finding_edit": Row(refuse(*SEES_PATHWAY) | all_of(*WRITERS), class_finding),
    "finding_remove": Row(refuse(*SEES_PATHWAY) | all_of(*WRITERS, status=302), class_finding, method="post"),
    "finding_goal": Row(
        refuse("group_leader", "ppr_advisor", "learning_advisor") | all_of("resource_advisor"), school_finding
    ),
    "finding_measure": Row(refuse(*SEES_PATHWAY) | all_of("resource_advisor"), class_finding),
}
