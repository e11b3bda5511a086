"""The instruments hold no persons: everybody who works here reads them, and the administrator confirms translations."""

from tests.matrix import Row, all_of

TURKISH = {"slug": "child_voices", "number": "1", "language": "tr"}

MATRIX = {
    "instrument_list": Row({}, otherwise=200),
    "instrument_detail": Row({}, otherwise=200, kwargs=lambda x: {"slug": "child_voices"}),
    "instrument_confirm": Row(
        all_of("administrator", status=302), otherwise=403, method="post", data=lambda x: TURKISH
    ),
}
