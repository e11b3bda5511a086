"""Which of several questions have an answer at all: one question to the database instead of one for each."""

from django.db.models import CharField, Value


def with_rows(asked):
    """Those of {key: queryset} that have a row, as they were given."""
    parts = [
        rows.order_by().annotate(of=Value(key, output_field=CharField())).values_list("of", flat=True)[:1]
        for key, rows in asked.items()
    ]
    if not parts:
        return {}
    first, *others = parts
    found = set(first.union(*others, all=True))
    return {key: rows for key, rows in asked.items() if key in found}
