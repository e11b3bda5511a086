"""Broken files: each mistake is named with file, key and reason, all of them at once."""

import copy
import tomllib
from pathlib import Path

import pytest

from programmes.actions import DATA
from programmes.content import WORDS, by_key
from programmes.reading import ContentInvalid, read_content, read_file, read_toml

A = DATA / "externalising_behaviour/0.toml"
RAW = read_toml(A)
GONE = object()


def mistakes(raw):
    with pytest.raises(ContentInvalid) as caught:
        read_content(raw, "a/0.toml")
    assert {mistake.file for mistake in caught.value.mistakes} == {"a/0.toml"}
    return {mistake.path: mistake.reason for mistake in caught.value.mistakes}


def changed(*path, to):
    """Programme A with one value changed (or gone); lists are entered by key or by number."""
    raw = inner = copy.deepcopy(RAW)
    *way, last = path
    for step in way:
        inner = (
            next(i for i in inner if i.get("key") == step)
            if isinstance(inner, list) and isinstance(step, str)
            else inner[step]
        )
    if to is GONE:
        del inner[last]
    else:
        inner[last] = to
    return raw


SHAPES = [
    (("title",), GONE, "title", "missing"),
    (("title", "en"), GONE, "title.en", "missing"),
    (("title", "da"), "  ", "title.da", "must be words"),
    (("title", "de"), "Titel", "title.de", "unknown language"),
    (("title",), "Et navn", "title", "must hold da and en, not words"),
    (("target", "youngest"), "ni", "target.youngest", "must be a whole number, not words"),
    (("target", "youngest"), True, "target.youngest", "must be a whole number, not true or false"),
    (("target", "age"), 9, "target.age", "unknown key"),
    (("target",), [], "target", "must be a table, not a list"),
    (("roles",), {}, "roles", "must be a list, not a table"),
    (("roles", "principal", "key"), "the boss", "roles[the boss].key", "must be letters, digits and _, not 'the boss'"),
    (("roles", "principal", "side"), "", "roles[principal].side", "must not be empty"),
    (("limits", "co_teaching", "minimum"), "many", "limits[co_teaching].minimum", "must be a number, not 'many'"),
    (("limits", "co_teaching", "minimum"), "nan", "limits[co_teaching].minimum", "must be a number, not 'nan'"),
    (("limits", "co_teaching", "minimum"), True, "limits[co_teaching].minimum", "must be a number, not True"),
    (("limits", "co_teaching", "source"), GONE, "limits[co_teaching].source", "missing"),
    (
        ("cadences", "follow_up", "unit"),
        "moons",
        "cadences[follow_up].unit",
        "must be one of days, weeks, months, per_session, by_case, not 'moons'",
    ),
    (
        ("core_elements", "praise", "is_content"),
        1,
        "core_elements[praise].is_content",
        "must be true or false, not a number",
    ),
    (("words",), [], "words", "must be a table, not a list"),
    (("words", "mapping"), "kortlægning", "words.mapping", "must hold da and en, not words"),
]


@pytest.mark.parametrize(("path", "to", "where", "reason"), SHAPES)
def test_shape_of_a_value_is_checked(path, to, where, reason):
    assert mistakes(changed(*path, to=to)) == {where: reason}


MEANINGS = [
    (("state",), "ready", "state", "must be one of draft, published, not 'ready'"),
    (("roles", "principal", "side"), "moon", "roles[principal].side", "'moon' is none of school, social"),
    (("tracks", "class", "responsible"), "nobody", "tracks[class].responsible", "'nobody' is none of "),
    (("target", "youngest"), 15, "target.youngest", "is above target.oldest"),
    (("target", "first_grade"), 9, "target.first_grade", "is above target.last_grade"),
    (("phases", "running", "group"), "party", "phases[running].group", "'party' is none of "),
    (("phases", "running", "moves"), ["accepted"], "phases[running].moves", "'accepted' is none of "),
    (("phases", "analysis", "moves"), [], "phases[presented]", "cannot be reached from 'planned'"),
    (
        ("phases", "group_closed", "moves"),
        ["group_running"],
        "phases[group_planned].of",
        "'parent_group' has no phase to end in",
    ),
    (("core_elements", "praise", "key"), "clarity", "core_elements[clarity]", "the key is used twice"),
    (
        ("core_elements", "praise", "number"),
        6,
        "core_elements",
        "must be numbered 1, 2, 3 …, not [1, 2, 3, 4, 6, 6, 7, 8]",
    ),
    (
        ("core_elements", "praise", "tracks"),
        ["night"],
        "core_elements[praise].tracks",
        "'night' is none of class, parent_group",
    ),
    (
        ("core_elements", "praise", "source", "strength"),
        "X",
        "core_elements[praise].source.strength",
        "must be one of S, A, E, C, not 'X'",
    ),
    (
        ("measure_templates", "five_praises", "element"),
        "x",
        "measure_templates[five_praises].element",
        "'x' is none of ",
    ),
    (
        ("measure_templates", "five_praises", "arena"),
        "x",
        "measure_templates[five_praises].arena",
        "'x' is none of home, leisure, school, single_child",
    ),
    (("selection", "parties"), ["x"], "selection.parties", "'x' is none of "),
    (("mapping", "responsible"), ["x"], "mapping.responsible", "'x' is none of "),
    (("mapping", "child_questions", 0, "strengths"), False, "mapping.child_questions", "must begin with strengths"),
    (
        ("mapping", "child_questions", "needs", "ask", "child"),
        GONE,
        "mapping.child_questions[needs].ask",
        "must ask child, parent, professional",
    ),
    (("mapping", "scale", "lowest"), 10, "mapping.scale.lowest", "must be below highest"),
    (("cadences", "follow_up", "count"), 0, "cadences[follow_up].count", "must be 1 or more"),
    (("cadences", "follow_up", "on"), "moon", "cadences[follow_up].on", "'moon' is none of "),
    (
        ("cadences", "follow_up", "first_from"),
        "session",
        "cadences[follow_up].first_from",
        "session goes with the unit per_session, and only with it",
    ),
    (("cadences", "follow_up", "meeting_kind"), "x", "cadences[follow_up].meeting_kind", "'x' is none of "),
    (("meeting_kinds", "network", "agenda"), [], "meeting_kinds[network].agenda", "must have a part"),
    (("meeting_kinds", "network", "invites"), ["x"], "meeting_kinds[network].invites", "'x' is none of "),
    (("limits", "co_teaching", "minimum"), GONE, "limits[co_teaching]", "must have minimum, maximum or bands"),
    (("limits", "group_size", "minimum"), 17, "limits[group_size].minimum", "is above maximum"),
    (
        ("limits", "age_bands", "bands", 0, "minimum"),
        12,
        "limits[age_bands].bands[younger].minimum",
        "is above maximum",
    ),
    (("limits", "age", "message", "da"), "{alder} år", "limits[age].message.da", "unknown placeholder {alder}"),
    (("limits", "age", "message", "en"), "{value", "limits[age].message.en", "expected '}' before end of string"),
    (
        ("group_series", "sessions", 0, "elements"),
        ["differentiation"],
        "group_series.sessions[welcome].elements",
        "'differentiation' is none of ",
    ),
    (("group_series", "default_count"), 3, "group_series.default_count", "is below the shortest series"),
    (("fidelity_rules", "F01", "limit"), "x", "fidelity_rules[F01].limit", "'x' is none of "),
    (("fidelity_rules", "F01", "threshold"), 3, "fidelity_rules[F01].threshold", "is written twice: the limit has it"),
    (
        ("fidelity_rules", "F01", "measure"),
        "how long",
        "fidelity_rules[F01].measure",
        "must be the name of a measure, not 'how long'",
    ),
    (("closing_decisions", "refer", "leads_to"), "x", "closing_decisions[refer].leads_to", "'x' is none of "),
    (("words", "mapping"), GONE, "words.mapping", "missing"),
    (("words", "moon"), {"da": "måne", "en": "moon"}, "words.moon", "no page uses this word"),
]


@pytest.mark.parametrize(("path", "to", "where", "reason"), MEANINGS)
def test_what_refers_to_what_is_checked(path, to, where, reason):
    assert mistakes(changed(*path, to=to))[where].startswith(reason)


def test_all_mistakes_are_named_at_once():
    raw = changed("title", "en", to=GONE)
    raw["target"]["oldest"] = "gammel"
    raw["phases"][0]["colour"] = "blue"
    assert mistakes(raw) == {
        "title.en": "missing",
        "target.oldest": "must be a whole number, not words",
        "phases[nominated].colour": "unknown key",
    }


def test_an_empty_file_names_every_missing_key(tmp_path):
    file = tmp_path / "a/0.toml"
    file.parent.mkdir()
    file.write_text("")
    with pytest.raises(ContentInvalid) as caught:
        read_file(file)
    assert "a/0.toml: core_elements: missing" in str(caught.value).splitlines()


def test_a_file_that_is_not_toml_says_where(tmp_path):
    file = tmp_path / "a/0.toml"
    file.parent.mkdir()
    file.write_text("title = \nslug = 1")
    with pytest.raises(ContentInvalid, match=r"a/0.toml: \(file\): not TOML: .*line 1"):
        read_file(file)


def test_a_file_in_the_wrong_place_is_refused(tmp_path):
    file = tmp_path / "other/1.toml"
    file.parent.mkdir()
    file.write_text(A.read_text(encoding="utf-8"), encoding="utf-8")
    with pytest.raises(ContentInvalid) as caught:
        read_file(file)
    assert [(m.path, m.reason) for m in caught.value.mistakes] == [
        ("slug", "is 'externalising_behaviour', but the file is other/1.toml"),
        ("number", "is '0', but the file is other/1.toml"),
    ]


def test_a_source_of_its_own_document_keeps_it():
    rule = by_key(read_content(RAW).fidelity_rules, "F18")
    assert rule.source.document.da == "Spørgsmål og svar om puljen, 2022"


def test_every_word_that_pages_use_is_used_by_the_file():
    assert set(tomllib.loads(Path(A).read_text(encoding="utf-8"))["words"]) == set(WORDS)
