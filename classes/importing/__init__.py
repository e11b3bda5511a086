"""Reads a class list as schools have it: CSV or XLSX, in the shapes that other systems and people give it.

Pure: bytes in, rows out. Nothing is looked up here and nothing is saved; what a row would change is `queries.plan_import`.
"""

from django.utils.translation import gettext as _

from classes.importing.guardians import Guardian, read_guardians
from classes.importing.headings import columns_found, heading_line
from classes.importing.pupils import CellError, ClassList, ImportRow, class_name, read_date, read_rows, split_name
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
    """All pupils of the file, each with its own errors. Raises Unreadable when no pupil can be found in it."""
    if len(data) > LARGEST_FILE:
        raise Unreadable(_("The file is larger than 2 MB. Save only the sheet with the class list."))
    tables = read_tables(data)
    table = max((each for each in tables if heading_line(each) is not None), key=columns_found, default=None)
    if table is None:
        raise Unreadable(
            _("There is no line of headings in the file. There must be a line with the words Navn and Klasse.")
        )
    return read_rows(table, heading_line(table))
