"""Tables as files: CSV that streams, and XLSX. No cell is ever run as a formula (OWASP, "CSV Injection")."""

from __future__ import annotations

import io
import re
import tempfile
from collections.abc import Iterator
from typing import IO, Any

from defusedcsv import csv
from django.http import FileResponse, StreamingHttpResponse
from django.http.response import HttpResponseBase

from ticketing.organize.exports import Export

# Excel takes a CSV for UTF-8 only by this mark.
MARK = "\ufeff"
CSV_LINES = 200
FORMULA_STARTS = ("=", "+", "-", "@", "|", "%")
NUMBER = re.compile(r"^-?[0-9,.]+$")
XLSX_TYPE = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Kept in memory up to here, in a file of the system's temporary folder beyond.
IN_MEMORY = 5 * 1024 * 1024


def as_csv(export: Export) -> HttpResponseBase:
    """Streamed in pieces of CSV_LINES lines."""
    return _named(
        StreamingHttpResponse(csv_pieces(export), content_type="text/csv; charset=utf-8"), f"{export.name}.csv"
    )


def csv_pieces(export: Export) -> Iterator[bytes]:
    """UTF-8 with the mark for Excel; cells that would be formulas are text."""
    buffer = io.StringIO()
    writer = csv.writer(buffer)
    buffer.write(MARK)
    writer.writerow([single_line(heading) for heading in export.headings])
    for number, row in enumerate(export.rows(), start=1):
        writer.writerow([single_line(cell) for cell in row])
        if number % CSV_LINES == 0:
            yield _taken(buffer)
    if left := _taken(buffer):
        yield left


def single_line(cell: str | int) -> str | int:
    """Without characters that only confuse spreadsheets: a NUL, and line breaks before the text."""
    return cell.replace("\x00", "").strip("\r\n\t") if isinstance(cell, str) else cell


def _taken(buffer: io.StringIO) -> bytes:
    piece = buffer.getvalue().encode()
    buffer.seek(0)
    buffer.truncate()
    return piece


def as_xlsx(export: Export) -> HttpResponseBase:
    """Written row by row into a temporary file, which goes with the answer."""
    file = tempfile.SpooledTemporaryFile(max_size=IN_MEMORY)  # noqa: SIM115 - the answer closes it
    write_xlsx(export, file)
    file.seek(0)
    return _named(FileResponse(file, content_type=XLSX_TYPE), f"{export.name}.xlsx")


def write_xlsx(export: Export, file: IO[bytes]) -> None:
    from openpyxl import Workbook  # costs 60 ms to load, for exports alone

    book = Workbook(write_only=True)
    sheet = book.create_sheet("Export")
    sheet.append(_xlsx_cells(sheet, list(export.headings)))
    for row in export.rows():
        sheet.append(_xlsx_cells(sheet, row))
    book.save(file)


def _xlsx_cells(sheet: Any, row: list[Any]) -> list[Any]:
    """Texts are written as texts, also those that begin like formulas; the same mark as in CSV goes before them."""
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE

    cells = []
    for value in row:
        cell = WriteOnlyCell(sheet, value=value)
        if isinstance(value, str):
            cell.value = defuse(ILLEGAL_CHARACTERS_RE.sub("", str(single_line(value))))
            cell.data_type = "s"
        cells.append(cell)
    return cells


def defuse(text: str) -> str:
    """The rule of defusedcsv, for cells that it does not write."""
    if not text.startswith(FORMULA_STARTS) or NUMBER.match(text):
        return text
    return "'" + text.replace("|", "\\|")


def _named(response: HttpResponseBase, name: str) -> HttpResponseBase:
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    response["X-Content-Type-Options"] = "nosniff"
    return response
