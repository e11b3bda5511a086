"""A small instrument of the tests: a condition, a dimension that needs two, a ruler from nought."""

import tomllib

TRIAL = """
slug = "trial"
number = "1"
state = "published"
about = "child"
kit = "questions"
minutes = 3
title = { da = "Prøve", en = "Trial" }
summary = { da = "En prøve.", en = "A trial." }
perspectives = [
  { key = "child", title = { da = "Barnet", en = "The child" } },
  { key = "parent", title = { da = "Forældre", en = "Parents" } },
]
dimensions = [
  { key = "good", title = { da = "Godt", en = "Good" }, strengths = true },
  { key = "hard", title = { da = "Svært", en = "Hard" }, needs = 2 },
]
[[shared.feels]]
value = 1
words = { da = "Trist", en = "Sad" }
[[shared.feels]]
value = 5
words = { da = "Glad", en = "Glad" }

[[sections]]
key = "first"
title = { da = "Først", en = "First" }
[[sections.items]]
key = "likes"
kind = "ruler"
dimension = "good"
lowest = 0
highest = 10
ask.child = { da = "Hvor godt?", en = "How well?" }
ask.parent = { da = "Hvor godt?", en = "How well?" }
[[sections.items]]
key = "mood"
kind = "scale"
points = "feels"
ask.child = { da = "Humør?", en = "Mood?" }

[[sections]]
key = "second"
title = { da = "Så", en = "Then" }
[[sections.items]]
key = "sleeps"
kind = "number"
dimension = "hard"
lowest = 0
highest = 10
ask.child = { da = "Sover du?", en = "Do you sleep?" }
ask.child_young = { da = "Sover du godt?", en = "Do you sleep well?" }
[[sections.items]]
key = "worried"
kind = "choice"
ask.child = { da = "Er noget svært?", en = "Is something hard?" }
options = [
  { key = "yes", words = { da = "Ja", en = "Yes" } },
  { key = "no", words = { da = "Nej", en = "No" } },
]
[[sections.items]]
key = "worry"
kind = "number"
dimension = "hard"
lowest = 0
highest = 10
reverse = true
shown_if = { item = "worried", values = ["yes"] }
ask.child = { da = "Hvor meget fylder det?", en = "How much is it?" }
[[sections.items]]
key = "words"
kind = "text"
shown_if = { item = "worry", at_least = 5 }
ask.child = { da = "Fortæl", en = "Tell" }
"""


def trial(*changes):
    """Its raw tables, with (before, after) of its text."""
    said = TRIAL
    for before, after in changes:
        assert before in said
        said = said.replace(before, after, 1)
    return tomllib.loads(said, parse_float=str)
