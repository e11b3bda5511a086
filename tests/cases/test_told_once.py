from types import SimpleNamespace

from cases.queries.sharing import _told_once


def shared(noun, sector, pk=1):
    return SimpleNamespace(exchange=SimpleNamespace(noun=noun, from_sector=sector, object_id=pk))


def test_a_third_side_hears_once_that_the_child_takes_part():
    rows = [shared("child_in_pathway", "provider"), shared("child_in_pathway", "school"), shared("annex", "school")]
    assert _told_once(rows, ["authority"]) == [rows[0], rows[2]]


def test_each_sender_sees_her_own_line():
    rows = [shared("child_in_pathway", "provider"), shared("child_in_pathway", "school")]
    assert _told_once(rows, ["school"]) == rows
