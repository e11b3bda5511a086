"""An instrument file with a mistake is refused at load, with file, key and reason; the shipped ones hold what they must."""

from pathlib import Path

import pytest

from core.lix import lix
from programmes.actions import DATA
from programmes.instruments.parts import PICTURES, Kind, Words, all_words, met_words
from programmes.instruments.reading import read_instrument, read_instrument_file
from programmes.reading import ContentInvalid
from tests.programmes.instruments.trial import TRIAL, trial

FILES = sorted(DATA.glob("instruments/*/*.toml"))
SHIPPED = [read_instrument_file(path) for path in FILES]
BY_SLUG = {each.slug: each for each in SHIPPED}
FAMILY = ("child_voices", "child_pictures", "wellbeing_ruler", "three_houses", "absence_fields")


def mistakes(*changes):
    with pytest.raises(ContentInvalid) as refused:
        read_instrument(trial(*changes), "trial/1.toml")
    return [str(mistake) for mistake in refused.value.mistakes]


def test_the_trial_holds():
    found = read_instrument(trial())
    assert [item.key for item in found.items] == ["likes", "mood", "sleeps", "worried", "worry", "words"]
    assert [point.value for point in found.item("mood").points] == [1, 5]
    assert str(found.item("sleeps").words_for("child", young=True)) == "Sover du godt?"
    assert str(found.item("likes").words_for("child", young=True)) == "Hvor godt?"


ITEMS = "sections[second].items"
LIKES = 'ask.child = { da = "Hvor godt?", en = "How well?" }'
CASES = {
    "a wrong key": (
        [('key = "mood"', 'key = "mood"\nscore = 3')],
        ["sections[first].items[mood].score: unknown key"],
    ),
    "a kind that is not there": (
        [('kind = "choice"', 'kind = "stars"')],
        [f"{ITEMS}[worried].kind: must be one of scale, ruler, faces, choice, number, text, drawing, not 'stars'"],
    ),
    "an unknown language": (
        [('en = "Sad"', 'en = "Sad", de = "Traurig"')],
        ["sections[first].items[mood].points[0].words.de: unknown language"],
    ),
    "a language that is empty": (
        [('en = "Sad"', 'en = "Sad", ar = " "')],
        ["sections[first].items[mood].points[0].words.ar: must be words"],
    ),
    "no English": ([(', en = "Sad"', "")], ["sections[first].items[mood].points[0].words.en: missing"]),
    "a key used twice in two sections": (
        [('key = "sleeps"', 'key = "likes"')],
        [f"{ITEMS}[likes]: the key is used twice"],
    ),
    "a condition on a later item": (
        [("at_least = 5 }", "at_least = 5 }"), ('item = "worried"', 'item = "words"')],
        [f"{ITEMS}[worry].shown_if.item: 'words' is not an earlier item: this one cannot be reached"],
    ),
    "a condition on somebody else's item": (
        [('key = "words"\nkind = "text"', 'key = "words"\nkind = "text"\nask.parent = { da = "Og", en = "And" }')],
        [f"{ITEMS}[words].shown_if.item: 'parent' is not asked 'worry': this one cannot be reached"],
    ),
    "an answer nobody can give": (
        [('values = ["yes"]', 'values = ["maybe"]')],
        [f"{ITEMS}[worry].shown_if.values: 'worried' is never 'maybe': this one cannot be reached"],
    ),
    "a range beyond the scale": (
        [("at_least = 5", "at_least = 11")],
        [f"{ITEMS}[words].shown_if: 'worry' is never between 11 and 10: this one cannot be reached"],
    ),
    "a range between two points": (
        [('item = "worry", at_least = 5', 'item = "mood", at_least = 2, at_most = 4')],
        [f"{ITEMS}[words].shown_if: 'mood' is never between 2 and 4: this one cannot be reached"],
    ),
    "a condition that says nothing": (
        [(", at_least = 5", "")],
        [f"{ITEMS}[words].shown_if: must have values, or at_least and at_most, and not both"],
    ),
    "a score outside its scale": (
        [('points = "feels"', 'points = "feels"\nlowest = 1\nhighest = 4')],
        ["sections[first].items[mood].points[1].value: 5 is outside the scale 1-4"],
    ),
    "a score above ten": (
        [("value = 5", "value = 50")],
        ["sections[first].items[mood].points[1].value: 50 is outside the scale 0-10"],
    ),
    "the same score twice": (
        [("value = 5", "value = 1")],
        ["sections[first].items[mood].points: must be distinct and in order, not [1, 1]"],
    ),
    "a face that is not there": (
        [("value = 5\n", "value = 5\nface = 7\n")],
        ["sections[first].items[mood].points[1].face: must be 1 (sad) to 5 (glad), not 7"],
    ),
    "a picture nobody drew": (
        [('kind = "choice"', 'kind = "choice"\npicture = "unicorn"')],
        [f"{ITEMS}[worried].picture: must be one of"],
    ),
    "shared points that are not there": (
        [('points = "feels"', 'points = "felt"')],
        [
            "sections[first].items[mood].points: no 'felt' under [shared]",
            "shared.feels: no item names it",
        ],
    ),
    "a dimension that is not there": (
        [('dimension = "good"', 'dimension = "best"')],
        [
            "sections[first]: the first section must ask about strengths",
            "sections[first].items[likes].dimension: 'best' is not one of good, hard",
            "dimensions[good]: no item belongs to it",
        ],
    ),
    "difficulties first": (
        [("strengths = true", "strengths = false")],
        ["dimensions[good]: the first must be strengths", "sections[first]: the first section must ask about strengths"],
    ),
    "more needed than asked": (
        [("needs = 2", "needs = 3")],
        ["dimensions[hard].needs: is 3, but 'child' is asked only 2"],
    ),
    "words scored as figures": (
        [('kind = "ruler"\ndimension = "good"\nlowest = 0\nhighest = 10', 'kind = "text"\ndimension = "good"')],
        ["dimensions[good]: is scored, but none of its items is a figure"],
    ),
    "a perspective nobody knows": (
        [('ask.parent = { da = "Hvor godt?"', 'ask.teacher = { da = "Hvor godt?"')],
        ["sections[first].items[likes].ask.teacher: must be one of child, parent", "perspectives[parent]: is asked nothing"],
    ),
    "words that nobody reads": (
        [("ask.child = { da = \"Sover du?\", en = \"Do you sleep?\" }\n", 'ask.parent = { da = "Søvn?", en = "Sleep?" }\n')],
        [
            f"{ITEMS}[sleeps].ask.child_young: is never read: 'child' is not asked",
            "dimensions[hard].needs: is 2, but 'parent' is asked only 1",
        ],
    ),
    "a class asked as a child": (
        [('about = "child"', 'about = "class"')],
        ["perspectives[child]: does not answer about a class", "perspectives[parent]: does not answer about a class"],
    ),
    "a ruler without ends": ([("highest = 10\nask.child", "ask.child")], ["sections[first].items[likes].highest: missing: ruler needs it"]),
    "ends the wrong way round": ([("lowest = 0", "lowest = 12")], ["sections[first].items[likes].lowest: must be below highest"]),
    "a text turned round": ([('kind = "text"', 'kind = "text"\nreverse = true')], [f"{ITEMS}[words].reverse: means nothing to text"]),
    "items of somebody else's questionnaire": (
        [('about = "child"', 'about = "child"\nlicence = "totals"')],
        [f"sections[first].items[{key}].kind: of a licensed instrument only totals are typed in: number" for key in ("likes", "mood")],
    ),
    "a version that is no number": ([('number = "1"', 'number = "one"')], ["number: must be 1, 2, 3 …, not 'one'"]),
}  # fmt: skip


@pytest.mark.parametrize("name", CASES)
def test_a_mistake_is_told_with_file_key_and_reason(name):
    changes, said = CASES[name]
    found = mistakes(*changes)
    assert [line.startswith(f"trial/1.toml: {wanted}") for line, wanted in zip(found, said, strict=True)] == [
        True
    ] * len(said), found


def test_all_mistakes_of_a_file_are_told_at_once():
    found = mistakes(('key = "mood"', 'key = "mood"\nscore = 3'), ("minutes = 3", 'minutes = "three"'))
    assert sorted(found) == [
        "trial/1.toml: minutes: must be a whole number, not words",
        "trial/1.toml: sections[first].items[mood].score: unknown key",
    ]


def test_a_file_in_the_wrong_folder_is_told(tmp_path):
    file = tmp_path / "other" / "2.toml"
    file.parent.mkdir()
    file.write_text(TRIAL, encoding="utf-8")
    with pytest.raises(ContentInvalid) as refused:
        read_instrument_file(file)
    assert [str(mistake) for mistake in refused.value.mistakes] == [
        "other/2.toml: slug: is 'trial', but the file is other/2.toml",
        "other/2.toml: number: is '1', but the file is other/2.toml",
    ]


# ---- what is shipped ----


def test_the_shipped_instruments_are_these():
    assert {each.slug: (each.about, [p.key for p in each.perspectives]) for each in SHIPPED} == {
        "absence_fields": ("child", ["child", "parent", "professional"]),
        "assessment_areas": ("child", ["professional"]),
        "child_pictures": ("child", ["child"]),
        "child_voices": ("child", ["child", "parent", "professional"]),
        "class_environment": ("class", ["team", "pupils"]),
        "sdq_totals": ("child", ["professional"]),
        "three_houses": ("child", ["child"]),
        "wellbeing_ruler": ("child", ["child", "parent", "professional"]),
    }


@pytest.mark.parametrize("slug", FAMILY)
def test_families_answer_in_four_languages(slug):
    answers = [each.key for each in BY_SLUG[slug].perspectives if each.key in ("child", "parent")]
    assert {key: BY_SLUG[slug].languages_for(key) for key in answers} == dict.fromkeys(
        answers, ("da", "en", "ar", "tr")
    )


def test_no_language_is_left_half_done():
    """What has Arabic has Turkish, and the other way round."""
    assert [
        str(each) for file in SHIPPED for each in all_words(file) if ("ar" in each.said) != ("tr" in each.said)
    ] == []


def test_nobody_is_asked_too_much():
    asked = {(each.slug, p.key): len(each.items_for(p.key)) for each in SHIPPED for p in each.perspectives}
    assert max(n for (_slug, key), n in asked.items() if key == "child") <= 10
    assert max(n for (slug, _key), n in asked.items() if slug == "child_voices") <= 14


def test_pupils_only_choose():
    """There is no box in which one pupil could name another."""
    assert {item.kind for item in BY_SLUG["class_environment"].items_for("pupils")} == {Kind.SCALE, Kind.CHOICE}


def test_three_perspectives_can_lie_side_by_side():
    voices = BY_SLUG["child_voices"]
    scored = [dimension.key for dimension in voices.dimensions if dimension.scored]
    for perspective in ("child", "parent", "professional"):
        asked = {item.dimension for item in voices.items_for(perspective) if item.is_figure}
        assert asked == set(scored)
    assert {each.key for each in BY_SLUG["child_pictures"].dimensions} <= {each.key for each in voices.dimensions}


def test_of_the_licensed_instrument_there_are_only_sums():
    sums = [(item.key, item.lowest, item.highest) for item in BY_SLUG["sdq_totals"].items if item.kind is Kind.NUMBER]
    assert sums == [("prosocial", 0, 10), ("emotional", 0, 10), ("conduct", 0, 10), ("hyperactivity", 0, 10), ("peers", 0, 10), ("total", 0, 40)]  # fmt: skip
    assert not any(dimension.scored for dimension in BY_SLUG["sdq_totals"].dimensions)


@pytest.mark.parametrize("slug", sorted(BY_SLUG))
def test_it_reads_with_ease(slug):
    """Lix below 35 in Danish for everybody who answers."""
    for perspective in BY_SLUG[slug].perspectives:
        said = [words.in_language("da").rstrip(".?!") + "." for words in met_words(BY_SLUG[slug], perspective.key)]
        assert lix(" ".join(said)).value < 35, perspective.key


def test_words_fall_back_on_danish():
    words = Words({"da": "Hej", "en": "Hello"})
    assert (words.in_language("tr"), words.in_language("en-gb")) == ("Hej", "Hello")


def test_paths_of_the_shipped_files():
    assert [path.parent.name for path in FILES] == sorted(BY_SLUG)
    assert Path(DATA, "instruments").is_dir()


def places(value, path=()):
    yield path
    if isinstance(value, dict):
        for key in value:
            yield from places(value[key], (*path, key))
    elif isinstance(value, list):
        for at, inner in enumerate(value):
            yield from places(inner, (*path, at))


@pytest.mark.parametrize("wrong", [3, -1, True, "x", "", [], {}, [1], [{}], {"da": 1}, {"key": "x"}, "12.5"], ids=repr)
def test_whatever_stands_anywhere_is_read_or_told(wrong):
    """A file can be wrong in any way; the loader says so and never falls over."""
    for path in places(trial()):
        raw = trial()
        if not path:
            raw = wrong
        else:
            inner = raw
            for step in path[:-1]:
                inner = inner[step]
            inner[path[-1]] = wrong
        try:
            read_instrument(raw, "trial/1.toml")
        except ContentInvalid as invalid:
            assert all(mistake.path and mistake.reason for mistake in invalid.mistakes)


def test_every_picture_is_drawn():
    sprite = (Path(__file__).parents[3] / "static/pictures.svg").read_text(encoding="utf-8")
    assert [name for name in PICTURES if f'id="{name}"' not in sprite] == []
