"""Pages of links: a login opens none of them, whatever the role. Which kind of link opens which: tests/mapping/test_link_kinds.py."""

from tests.matrix import Row

MATRIX = {
    "answer_home": Row({}),
    "answer_question": Row({}, kwargs=lambda x: {"slug": "child_voices", "key": "good_at"}),
    "answer_drawing": Row({}, kwargs=lambda x: {"uuid": x.drawing.uuid}),
    "answer_review": Row({}),
    "answer_thanks": Row({}),
    "answer_decline": Row({}),
    "answer_next_pupil": Row({}, method="post"),
    "answer_language": Row({}, method="post"),
    "answer_close": Row({}, method="post"),
    "family_language": Row({}, method="post"),
    "family_close": Row({}, method="post"),
}
