import json
import logging

from core.log import JsonFormatter, without_persons

REFUSED = """duplicate key value violates unique constraint "cpr_once"
DETAIL:  Key (name)=(Ida Holm
of 5.B) already exists.
The above exception was the direct cause of the following exception:"""


def test_detail_of_postgresql_is_left_out():
    assert without_persons(REFUSED) == (
        'duplicate key value violates unique constraint "cpr_once"\n'
        "The above exception was the direct cause of the following exception:"
    )


def test_cpr_number_is_masked():
    assert without_persons("child 010115-1234 and 0101151234, phone 12345678") == (
        "child 010115-xxxx and 010115-xxxx, phone 12345678"
    )


def test_line_is_json():
    record = logging.LogRecord("samspil", logging.ERROR, "x.py", 1, "broken %s", ("æble",), None)
    line = json.loads(JsonFormatter().format(record))
    assert (line["level"], line["from"], line["text"]) == ("ERROR", "samspil", "broken æble")
