"""Rhythms that can never be met are refused with file, key and reason; the drafts say what their sources say."""

import copy

import pytest

from programmes.actions import DATA
from programmes.reading import ContentInvalid, read_content, read_file, read_toml
from tests.programmes.test_programme_a import NEVER_ON_SCREEN, texts

A = read_toml(DATA / "externalising_behaviour/0.toml")
DRAFTS = sorted(path for path in DATA.glob("*/0.toml") if read_toml(path)["state"] == "draft")


def with_values(kind, key, **values):
    raw = copy.deepcopy(A)
    next(each for each in raw[kind] if each["key"] == key).update(values)
    return raw


def mistakes(raw):
    with pytest.raises(ContentInvalid) as caught:
        read_content(raw, "a/0.toml")
    return [str(mistake) for mistake in caught.value.mistakes]


NEVER_MET = [
    ("follow_up", {"before": True, "times": 1}, "first_from", "only from last_teaching_day, planned_end can be counted back, for 'start' lies behind"),
    ("closing_meeting", {"before": False}, "before", "counted on from the planned end, when the pathway has ended"),
    ("closing_meeting", {"unit": "months", "count": 3}, "count", "a track of 3 months has not begun that long before its end"),
    ("closing_meeting", {"unit": "weeks", "count": 14}, "count", "a track of 3 months has not begun that long before its end"),
    ("placement_year", {"ends": "pathway_closed"}, "ends", "what is counted from the closing must end when it is answered"),
    ("placement_year", {"on": "pathway"}, "on", "the placement question is asked of a child"),
    ("call_between_sessions", {"contact_kinds": []}, "contact_kinds", "no kind of contact counts for it"),
    ("follow_up", {"meeting_kind": None}, "meeting_kind", "a meeting needs its kind"),
    ("maintenance_home", {"phases": ["running"]}, "phases", "'parent_group' is never in running"),
    ("follow_up", {"phases": ["closed", "referred"]}, "phases", "the pathway has ended in these phases"),
]  # fmt: skip


@pytest.mark.parametrize(("key", "values", "where", "reason"), NEVER_MET)
def test_what_can_never_be_met_is_refused(key, values, where, reason):
    raw = with_values("cadences", key, **values)
    for cadence in raw["cadences"]:
        for gone in [name for name, value in cadence.items() if value is None]:
            del cadence[gone]
    assert mistakes(raw) == [f"a/0.toml: cadences[{key}].{where}: can never be met: {reason}"]


@pytest.mark.parametrize(
    ("key", "values", "where", "reason"),
    [
        ("follow_up", {"form": "song"}, "form", "'song' is none of contact, mapping, meeting, placement, pulse, task"),
        ("follow_up", {"summer": "during"}, "summer", "'during' is none of after, before"),
        ("follow_up", {"figure": "X"}, "figure", "'X' is none of A, C, E, S"),
        ("follow_up", {"contact_kinds": ["x"]}, "contact_kinds", "'x' is none of "),
        ("follow_up", {"early_days": -1}, "early_days", "must be 0 or more"),
        ("follow_up", {"times": 0}, "times", "must be 1 or more"),
        ("follow_up", {"is_statutory": True}, "unit", "what the law asks for has no rhythm of the programme's"),
        ("closing_mapping", {"times": 2}, "times", "must be 1: what is counted back from one day comes once"),
    ],
)
def test_what_a_rhythm_says_must_be_known(key, values, where, reason):
    [said] = mistakes(with_values("cadences", key, **values))
    assert said.startswith(f"a/0.toml: cadences[{key}].{where}: {reason}")


def test_a_question_after_closing_is_not_asked_for_ever():
    raw = with_values("cadences", "placement_year")
    del next(each for each in raw["cadences"] if each["key"] == "placement_year")["times"]
    assert mistakes(raw) == [
        "a/0.toml: cadences[placement_year].times: missing: without it the question is asked for ever"
    ]


@pytest.mark.parametrize(
    "values",
    [
        {"unit": "days", "count": 2},
        {"unit": "days", "count": 1, "early_days": 0, "near_days": 0},
        {"unit": "weeks", "count": 1},
        {"unit": "months", "count": 24},
        {"summer": "after"},
        {"early_days": 120},
    ],
)
def test_an_unusual_rhythm_is_not_refused(values):
    content = read_content(with_values("cadences", "follow_up", **values))
    assert {name: getattr(content.cadence("follow_up"), name) for name in values} == values


@pytest.mark.parametrize(
    ("values", "where", "reason"),
    [
        ({"child_minutes": 21}, "child_minutes", "must be from 1 to 20, not 21"),
        ({"about": "pathway"}, "child_minutes", "goes only with a meeting about one child"),
        ({"counts_as": ["x"]}, "counts_as", "'x' is none of "),
        ({"informs": ["x"]}, "informs", "'x' is none of "),
    ],
)
def test_a_meeting_with_a_child_has_two_parts(values, where, reason):
    [said] = mistakes(with_values("meeting_kinds", "child", **values))
    assert said.startswith(f"a/0.toml: meeting_kinds[child].{where}: {reason}")


def test_the_part_without_the_child_comes_last():
    raw = with_values("meeting_kinds", "child")
    kind = next(each for each in raw["meeting_kinds"] if each["key"] == "child")
    kind["agenda"].reverse()
    assert mistakes(raw) == [
        "a/0.toml: meeting_kinds[child].agenda: must have two parts: first those the child takes part in, then those without"
    ]


def test_a_part_of_the_agenda_asks_for_something_known():
    raw = with_values("meeting_kinds", "child")
    next(each for each in raw["meeting_kinds"] if each["key"] == "child")["agenda"][0]["asks"] = "money"
    [said] = mistakes(raw)
    assert said.startswith("a/0.toml: meeting_kinds[child].agenda[own_words].asks: 'money' is none of ")


def test_a_short_lived_contact_lives_a_day_at_least():
    assert mistakes(with_values("contact_kinds", "daily_note", short_lived_days=0)) == [
        "a/0.toml: contact_kinds[daily_note].short_lived_days: must be 1 or more"
    ]


def test_a_published_version_is_whole():
    raw = {name: value for name, value in A.items() if name not in ("selection", "audiences", "words")}
    assert mistakes(raw)[:3] == [
        "a/0.toml: selection: missing",
        "a/0.toml: audiences: missing",
        "a/0.toml: words.mapping: missing",
    ]
    assert read_content({**raw, "state": "draft"}).selection is None


# ---- the drafts ----


def rhythm(cadence):
    return (cadence.source.requirement, cadence.source.strength, str(cadence.unit), cadence.count, cadence.on)


def test_placed_children_have_the_rhythms_of_their_source():
    content = read_file(DATA / "foster_care_learning/0.toml")
    assert {cadence.key: rhythm(cadence) for cadence in content.cadences} == {
        "goal_setting": ("C15", "S", "days", 30, "child"),
        "follow_up": ("C24", "S", "months", 3, "child"),
        "child_meeting": ("C28", "E", "weeks", 6, "child"),
        "guidance_talk": ("C33", "A", "months", 3, "carer"),
        "visit": ("C34", "S", "months", 3, "carer"),
        "progress": ("C38", "E", "weeks", 6, "child"),
        "statutory_follow_up": ("L05", "C", "by_case", 1, "child"),
    }


def test_the_laws_follow_up_is_never_computed():
    from datetime import date

    cadence = read_file(DATA / "foster_care_learning/0.toml").cadence("statutory_follow_up")
    assert (cadence.is_statutory, cadence.is_computed, cadence.may_change) == (True, False, False)
    with pytest.raises(ValueError, match="no calendar interval"):
        cadence.next_after(date(2026, 5, 21))


def test_training_has_its_follow_up_day():
    content = read_file(DATA / "staff_training/0.toml")
    [cadence] = content.cadences
    assert rhythm(cadence) == ("D05", "S", "months", 3, "round")
    assert (cadence.first_from, cadence.times, cadence.summer) == ("last_teaching_day", 1, "after")


@pytest.mark.parametrize("path", DRAFTS, ids=lambda path: path.parent.name)
def test_a_draft_speaks_as_the_house_does(path):
    content = read_file(path)
    assert [(at, text.da) for at, text in texts(content) if NEVER_ON_SCREEN.search(f"{text.da} {text.en}")] == []
    from accounts.roles import Role

    assert [role.key for role in content.roles if role.key not in Role.values] == []
