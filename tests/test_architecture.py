"""The house's order, checked: which way the arrows run, where rows may be read, and what nobody uses."""

import re
from pathlib import Path

import pytest
from django.apps import apps

ROOT = Path(__file__).resolve().parent.parent
FLOORS = [
    {"core"},
    {"audit"},
    {"accounts"},
    {"programmes"},
    {"cases"},
    {"followup"},
    {"mapping"},
    {"classes", "parentgroups"},
    {"insight"},
]
OURS = set().union(*FLOORS)
FLOOR = {app: level for level, floor in enumerate(FLOORS) for app in floor}


def sources(*names):
    return [
        p
        for app in sorted(OURS)
        for p in (ROOT / app).rglob("*.py")
        if not names or p.stem in names or p.parent.name in names
    ]


def test_foreign_keys_point_down():
    wrong = [
        f"{model.__name__}.{field.name}"
        for model in apps.get_models()
        if model._meta.app_label in OURS
        for field in model._meta.local_fields
        if field.is_relation and field.related_model._meta.app_label in OURS
        if (other := field.related_model._meta.app_label) != model._meta.app_label
        and FLOOR[other] >= FLOOR[model._meta.app_label]
    ]
    assert wrong == []


@pytest.mark.parametrize("path", sources("views", "forms", "documents"), ids=lambda p: str(p.relative_to(ROOT)))
def test_rows_are_read_through_visible_to(path):
    """`.objects` is followed by visible_to, or names a table that holds no persons and is global."""
    wrong = re.findall(
        r"(?<!Municipality)(?<!User)\.objects(?!\.visible_to|\.seen_with_child|\.writable_by|\.current|\s*\.visible_to)\S*",
        path.read_text(),
    )
    assert wrong == []


def test_nothing_is_longer_than_it_can_be_read():
    long = {
        str(p.relative_to(ROOT)): n
        for p in [
            *sources(),
            *(ROOT / "templates").rglob("*.html"),
            *(ROOT / "static/css").glob("*.css"),
            *(ROOT / "static/js").glob("*.js"),
        ]
        if (n := len(p.read_text().splitlines())) > 500 and "migrations" not in p.parts
    }
    assert long == {}


def test_every_template_is_used():
    code = "\n".join(
        p.read_text() for p in [*sources(), *(ROOT / "config").glob("*.py"), *(ROOT / "templates").rglob("*.html")]
    )
    by_name = {"400.html", "403.html", "404.html", "500.html", "403_csrf.html"}  # Django asks for these itself
    unused = []
    for path in (ROOT / "templates").rglob("*.html"):
        name = str(path.relative_to(ROOT / "templates"))
        if name.startswith(("dkfds/", "account/", "allauth/")) or name in by_name:
            continue
        if f'"{name}' not in code and f"'{name}" not in code:
            unused.append(name)
    assert unused == []


def test_no_room_without_a_noun():
    assert [str(p) for p in sources("utils", "helpers", "services", "managers", "signals")] == []


FORBIDDEN = re.compile(
    r"\b(sag|sager|sagen|brugere|brugeren|brugerne|drop-?out|sektor|sektoren|fidelity|KE\d)\b", re.IGNORECASE
)


def test_no_forbidden_word_on_screen():
    wrong = []
    for path in ROOT.glob("**/locale/da/LC_MESSAGES/django.po"):
        if ".venv" in path.parts:
            continue
        for text in re.findall(r'^msgstr(?:\[\d\])? ((?:".*"\n?)+)', path.read_text(), re.MULTILINE):
            wrong += [(str(path.relative_to(ROOT)), word) for word in FORBIDDEN.findall(text)]
    assert wrong == []
