"""The access matrix: for every URL name who of the cast gets what. Each app states its rows in tests/<app>/matrix.py."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

ROLES = (
    "resource_advisor", "group_leader", "principal", "provider_manager", "teacher", "caseworker", "ppr_advisor", "learning_coordinator",
    "learning_advisor", "steering_group", "evaluator", "training_lead", "administrator", "dpo",
    "other_principal", "other_advisor", "other_leader", "other_teacher", "mixed", "both",
)  # fmt: skip


def nothing(_cast):
    return {}


@dataclass(frozen=True)
class Row:
    """kwargs: the cast of one municipality -> the URL's arguments. expect: who -> status; everybody else gets `otherwise`.

    The same URL with the other municipality's rows is a 404 for everybody, unless it takes no arguments.
    """

    expect: dict[str, int]
    kwargs: Callable[[Any], dict] = nothing
    otherwise: int = 404
    method: str = "get"
    data: Callable[[Any], dict] = nothing


def all_of(*who, status=200):
    return dict.fromkeys(who, status)
