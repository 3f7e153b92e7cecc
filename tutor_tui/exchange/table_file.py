"""A table in whatever file it comes: CSV or a workbook, told apart by how the file begins."""

from collections.abc import Collection

from tutor_tui.errors import BadFile, WrongUsage
from tutor_tui.exchange.table_csv import read_csv
from tutor_tui.exchange.tables import MOST_BYTES, Progress, Table
from tutor_tui.exchange.values import clean

_ZIP = b"PK\x03\x04"
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED = "EncryptedPackage".encode("utf-16-le")
_WEB_PAGE = (b"<html", b"<!doctype html", b"<table", b"<?xml", b"<meta", b"<head")


def read_table(
    data: bytes,
    name: str,
    *,
    sheet: str | None = None,
    mapped: Collection[str] = (),
    progress: Progress | None = None,
) -> Table:
    """Read the table of a file.

    Args:
        data: The whole file, or one byte more than `MOST_BYTES`.
        name: The file's name, for messages.
        sheet: The sheet of a workbook; the one whose headings are known best where None.
        mapped: Headings that a mapping names.
        progress: Told the rows of a workbook read so far, and of how many.

    Raises:
        BadFile: It is no table, damaged, empty or too large; the message says what to do.
        WrongUsage: A sheet is named that is not there.
    """
    name = clean(name)
    if len(data) > MOST_BYTES:
        raise BadFile(f"{name} is larger than {MOST_BYTES // 1024**2} MB; split it.")
    if data.startswith(_ZIP):
        from tutor_tui.exchange.xlsx import read_xlsx

        return read_xlsx(data, name, sheet, mapped, progress)
    if data.startswith(_OLD_OFFICE):
        if _ENCRYPTED in data:
            raise BadFile(f"{name} is protected by a password; save it without one, as .xlsx.")
        raise BadFile(f"{name} is a workbook of the old kind (.xls); save it as .xlsx or CSV.")
    if data[:1024].removeprefix(b"\xef\xbb\xbf").lstrip().lower().startswith(_WEB_PAGE):
        raise BadFile(
            f"{name} is a web page under the name of a table; open it in the spreadsheet program"
            " and save it as .xlsx or CSV."
        )
    if sheet is not None:
        raise WrongUsage(f"{name} is no workbook, so it has no sheet to choose.")
    return read_csv(data, name, mapped)
