from accounts.actions.addresses import correct_address, put_address_back
from accounts.actions.drafts import bring_back_draft, discard_draft, end_draft, keep_draft
from accounts.actions.people import (
    assign_role,
    create_municipality,
    create_unit,
    end_role,
    invite_staff,
    undo_role,
    undo_role_end,
)
from accounts.actions.texts import add_words, remove_word, save_text, save_word, undo_import, undo_text, undo_word

__all__ = [
    "add_words",
    "assign_role",
    "bring_back_draft",
    "correct_address",
    "create_municipality",
    "create_unit",
    "discard_draft",
    "end_draft",
    "end_role",
    "invite_staff",
    "keep_draft",
    "put_address_back",
    "remove_word",
    "save_text",
    "save_word",
    "undo_import",
    "undo_role",
    "undo_role_end",
    "undo_text",
    "undo_word",
]
