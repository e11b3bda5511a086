"""Programme A, version 0, is complete and says what its source says."""

import re
from pathlib import Path

import pytest

from programmes.actions import DATA
from programmes.content import by_key
from programmes.reading import read_file
from programmes.rules import walk
from programmes.wording import Source, Text

SOURCED = ("limits", "cadences", "fidelity_rules", "core_elements", "meeting_kinds", "contact_kinds", "tracks")
NEVER_ON_SCREEN = re.compile(
    r"\b(sag(en|er|s|erne)?|bruger(en|e|ne|s)?|drop-?outs?|sektor(en|er)?|fidelity|ke ?\d|kerneelement 5"
    r"|straf\w*|skæld\w*|udskam\w*|problembørn|problembarn)\b",
    re.IGNORECASE,
)


@pytest.fixture(scope="module")
def content():
    return read_file(DATA / "externalising_behaviour/0.toml")


def texts(content):
    return [(path, value) for path, value in walk(content, "") if isinstance(value, Text)]


def test_eight_core_elements_by_track(content):
    assert {e.number: (e.always, e.is_content, e.tracks) for e in content.core_elements} == {
        1: (True, False, ("class", "parent_group")),
        2: (True, False, ("class", "parent_group")),
        3: (False, True, ("class", "parent_group")),
        4: (False, True, ("class", "parent_group")),
        5: (False, True, ("class", "parent_group")),
        6: (False, True, ("class", "parent_group")),
        7: (False, True, ("class",)),
        8: (False, True, ("class",)),
    }


def test_each_element_has_measures_to_choose_from(content):
    school = {e.number: len(content.templates_for(e.key, "school")) for e in content.core_elements}
    home = {e.number: len(content.templates_for(e.key, "home")) for e in content.core_elements}
    assert min(school.values()) >= 3
    assert min(count for number, count in home.items() if number in (3, 4, 5, 6)) >= 3
    assert [home[number] for number in (7, 8)] == [0, 0]


def test_all_f_rules_are_there_with_a_source(content):
    assert [rule.key for rule in content.fidelity_rules] == [f"F{n:02}" for n in range(1, 19)]
    assert all(
        rule.source.document.da and re.match(r"[AE]\d\d", rule.source.requirement) for rule in content.fidelity_rules
    )


def test_every_rule_tells_where_it_stands(content):
    for name in SOURCED:
        assert [item.key for item in getattr(content, name) if not isinstance(item.source, Source)] == []


def test_limits_and_cadences_say_it_in_words(content):
    assert [item.key for item in (*content.limits, *content.cadences) if item.source.says is None] == []


def test_limits_are_those_of_the_source(content):
    found = {limit.key: (limit.source.requirement, limit.source.strength) for limit in content.limits}
    assert found == {
        "age": ("A01", "S"),
        "advisor_fte": ("A26", "E"),
        "class_track": ("A27", "S"),
        "co_teaching": ("A29", "A"),
        "group_leaders": ("A31", "E"),
        "group_size": ("A32", "E"),
        "age_bands": ("A34", "E"),
        "group_sessions": ("A35", "E"),
        "session_minutes": ("A35", "E"),
    }


def test_rhythms_are_those_of_the_source(content):
    found = {c.key: (c.source.requirement, c.source.strength, c.figure, c.form, c.on) for c in content.cadences}
    assert found == {
        "follow_up": ("A25, A53, A54, A56", "S", "C", "meeting", "pathway"),
        "call_between_sessions": ("A38", "E", "", "contact", "parent"),
        "maintenance": ("A30", "S", "C", "meeting", "pathway"),
        "maintenance_home": ("A41", "E", "", "contact", "parent"),
        "closing_mapping": ("A55", "S", "C", "mapping", "pathway"),
        "closing_analysis": ("A55", "S", "C", "task", "pathway"),
        "closing_meeting": ("A55", "S", "C", "meeting", "pathway"),
        "placement_half_year": ("A67", "C", "", "placement", "child"),
        "placement_year": ("A67", "C", "", "placement", "child"),
        "agreement_review": ("A19", "S", "C", "task", "agreement"),
    }


def test_our_own_figures_are_called_defaults(content):
    ours = list(content.cadences)
    ours += [by_key(content.fidelity_rules, key) for key in ("F07", "F10", "F14")]
    assert ["programmets forvalg" in item.source.note.da for item in ours] == [True] * len(ours)


def test_every_text_is_written_in_both_languages(content):
    unfinished = re.compile(r"todo|xxx|\?\?\?|lorem", re.IGNORECASE)
    assert len(texts(content)) > 400
    assert [path for path, text in texts(content) for said in (text.da, text.en) if unfinished.search(said)] == []


def test_no_text_holds_a_word_we_do_not_use(content):
    assert [(path, text.da) for path, text in texts(content) if NEVER_ON_SCREEN.search(f"{text.da} {text.en}")] == []


def test_english_and_danish_use_the_same_figures(content):
    def figures(said):
        return re.findall(r"\d+(?:[.,]\d+)?", said.replace(",", "."))

    differing = [path for path, text in texts(content) if figures(text.da) != figures(text.en)]
    assert [path for path in differing if "key" not in path] == EXPECTED_FIGURES_APART


EXPECTED_FIGURES_APART = ["measure_templates[nine_questions].title"]  # "De 9 H'er" and "Nine questions"


def test_mapping_asks_child_parent_and_professional_strengths_first(content):
    tool = content.mapping
    assert [question.key for question in tool.child_questions] == [
        "resources",
        "wellbeing",
        "interaction",
        "behaviour",
        "needs",
    ]
    assert [set(question.ask) for question in tool.child_questions] == [{"child", "parent", "professional"}] * 5
    assert [question.key for question in tool.class_questions if question.strengths] == ["resources"]


def test_selection_has_four_dimensions_and_three_parties(content):
    assert [d.key for d in content.selection.dimensions] == ["teaching", "social", "health", "psychology"]
    assert content.selection.parties == ("principal", "resource_advisor", "group_leader")


def test_audiences_are_the_four_of_the_source(content):
    assert [a.key for a in content.audiences] == ["child", "child_parents", "class", "class_parents"]
    assert [a.key for a in content.audiences if a.names_children] == ["child", "child_parents"]


def test_phase_bar_has_six_steps(content):
    assert [group.title.da for group in content.phase_groups] == [
        "Udvælgelse",
        "Kortlægning",
        "Plan",
        "Forløb",
        "Afsluttende kortlægning",
        "Vedligeholdelse",
    ]


def test_roles_have_the_keys_that_roles_have_in_the_house(content):
    from accounts.roles import Role

    assert [role.key for role in content.roles if role.key not in Role.values] == []


def test_no_code_knows_a_programme_by_its_slug():
    root = Path(__file__).parents[2]
    apps = [path.parent for path in root.glob("*/__init__.py") if path.parent.name not in ("tests", "bench")]
    slugs = [folder.name for folder in DATA.iterdir() if folder.is_dir() and folder.name != "instruments"]
    code = [file for app in apps for file in app.rglob("*.py")]
    assert [str(file) for file in code for slug in slugs if slug in file.read_text(encoding="utf-8")] == []
