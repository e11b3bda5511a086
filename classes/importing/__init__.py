"""Reads a class list as schools have it: CSV or XLSX, in the shapes that other systems and people give it.

Pure: bytes in, rows out. Nothing is looked up here and nothing is saved; what a row would change is `queries.plan_import`.
"""

from django.utils.translation import gettext as _

from classes.importing.guardians import Guardian, read_guardians
from classes.importing.headings import columns_found, heading_line
from classes.importing.pupils import (
    CellError,
    ClassList,
    ImportRow,
    class_name,
    mark_doubles,
    read_date,
    read_rows,
    split_name,
)
from classes.importing.tables import LARGEST_FILE, Unreadable, read_tables

__all__ = [
    "CellError",
    "ClassList",
    "Guardian",
    "ImportRow",
    "LARGEST_FILE",
    "Unreadable",
    "class_name",
    "read_class_list",
    "read_date",
    "read_guardians",
    "split_name",
]


def read_class_list(data: bytes) -> ClassList:
    """All pupils of the file, each with its own errors. Raises Unreadable when no pupil can be found in it.

    A workbook may have one sheet for each class; of a CSV file the delimiter counts that gives most known headings.
    """
    if len(data) > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 2 MB. Save only the sheet with the class list."))
    tables = [each for each in read_tables(data) if heading_line(each.lines) is not None]
    if not tables:
        raise Unreadable(
            _("There is no line of headings in the file. There must be a line with the words Navn and Klasse.")
        )
    titled = [each for each in tables if each.title]
    return _together(titled) if len(titled) > 1 else read_rows(max(tables, key=lambda each: columns_found(each.lines)))


def _together(sheets) -> ClassList:
    """The pupils of several sheets as one list; a sheet without pupils is a guide or a summary and is left out."""
    lists, refused = [], None
    for number, sheet in enumerate(sheets, start=1):
        try:
            lists.append(read_rows(sheet, number))
        except Unreadable as error:
            refused = refused or error
    if not lists:
        raise refused
    rows = mark_doubles([row for each in lists for row in each.rows])
    names = lambda which: list(dict.fromkeys(name for each in lists for name in getattr(each, which)))  # noqa: E731
    return ClassList(rows, names("unused"), names("hidden"))
