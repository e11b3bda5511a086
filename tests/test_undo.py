"""Whatever says that it was done can be undone from the message, or a reason stands here (docs/decisions/…-undo.md)."""

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
IS_UNDO = "it is the undo"
CORRECTED = (
    "corrected in the same form, which shows what was saved; a newer version by somebody else is never overwritten"
)
SENDS = "it sends something out or opens something for others: it is said before, and stopped by an act of its own"
BACK = "the opposite stands on the page it leads to"

AGAIN = "made by mistake it is corrected or ended on its own page; a row with a child's name is not deleted by a quick press"
WITHOUT = {
    **dict.fromkeys(
        (
            "accounts.draft_bring_back",
            "accounts.local_text_undo",
            "accounts.role_end_undo",
            "accounts.role_undo",
            "accounts.undo",
            "accounts.word_import_undo",
            "accounts.word_undo",
            "cases.agreement_take_back",
            "cases.agreement_unsign",
            "cases.concern_undo",
            "cases.trial_undo",
            "mapping._take_back",
            "classes._taken_back",
            "classes.answer_undo",
            "classes.co_teaching_undo",
            "classes.question_withdraw",
            "classes.session_restore",
            "insight.pathway_before_undo",
            "parentgroups.call_undo",
            "parentgroups.caution_reopen",
            "parentgroups.enrolment_undo",
            "parentgroups.series_undo",
        ),
        IS_UNDO,
    ),
    **dict.fromkeys(
        (
            "cases._save",
            "cases._save_class_part",
            "cases._save_custody",
            "cases._save_offer",
            "cases.annex_detail",
            "cases.annex_edit",
            "classes.pupil_edit",
            "classes.selection_edit",
            "classes.session_edit",
            "followup.contact_edit",
            "mapping._save_environment",
            "mapping._save_voice",
            "mapping.analysis_edit",
            "mapping._save_finding",
            "mapping._tell",
            "parentgroups.group_edit",
            "parentgroups.group_session_edit",
            "parentgroups.session_register",
        ),
        CORRECTED,
    ),
    **dict.fromkeys(
        (
            "followup.post_again",
            "accounts.staff_create",
            "accounts.staff_detail",
            "cases._record",
            "cases._share_everything",
            "cases._share_file",
            "cases._share_note",
            "cases._withdraw",
        ),
        SENDS,
    ),
    **dict.fromkeys(
        (
            "cases.agreement_sign",
            "classes.pupil_move",
            "insight.phone_calendar_revoke",
            "classes.selection_create",
            "parentgroups.enrolment_create",
            "parentgroups.group_complete",
        ),
        BACK,
    ),
    **dict.fromkeys(
        (
            "classes.class_create",
            "classes.class_import_preview",
            "classes.class_move_up",
            "classes.pupil_create",
            "parentgroups.group_create",
        ),
        AGAIN,
    ),
}


def said():
    """(module.function, has undo) of each message of success in the views; a helper that makes the tag counts."""
    for path in sorted(ROOT.glob("*/views/**/*.py")) + sorted(ROOT.glob("*/views.py")):
        for function in [node for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.FunctionDef)]:
            for call in [node for node in ast.walk(function) if isinstance(node, ast.Call)]:
                if isinstance(call.func, ast.Attribute) and call.func.attr == "success":
                    yield (
                        f"{path.relative_to(ROOT).parts[0]}.{function.name}",
                        "extra_tags" in {k.arg for k in call.keywords},
                    )


def test_every_message_of_success_has_its_undo_or_a_reason():
    found = list(said())
    missing = {name for name, has in found if not has} - set(WITHOUT)
    assert missing == set()


def test_no_reason_outlives_its_message():
    assert set(WITHOUT) - {name for name, has in said() if not has} == set()
