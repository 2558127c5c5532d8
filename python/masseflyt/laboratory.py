"""Tables as laboratories send them: CSV or Excel, long or wide, English or Norwegian.

>>> from masseflyt import laboratory
>>> table = laboratory.read_table(b"Pr\\xc3\\xb8ve;Bly (mg/kg TS);Arsen (mg/kg TS)\\nP1;55,5;<5\\n")
>>> table.shape
'one_sample_per_row'
>>> print(table.to_csv(), end="")
sample,depth,analyte,value,unit,uncertainty
P1,,Bly,"55,5",mg/kg TS,
P1,,Arsen,<5,mg/kg TS,
"""

from __future__ import annotations

import csv
import datetime
import io
import zipfile
from collections.abc import Iterable
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from masseflyt import _masseflyt
from masseflyt.classification import read
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["LaboratoryTable", "Shape", "read_table", "table_bytes"]

Shape = Literal["one_result_per_row", "one_sample_per_row", "one_analyte_per_row"]

_SHAPES: dict[int, Shape] = {
    1: "one_result_per_row",
    2: "one_sample_per_row",
    3: "one_analyte_per_row",
}
_EXCEL = (b"PK\x03\x04", (".xlsx", ".xlsm"))
_MOST_CELLS = 5_000_000
_MOST_BYTES = 512 << 20  # unpacked: a small archive may hold a very large sheet


@dataclass(frozen=True)
class LaboratoryTable:
    """Results of a laboratory, one row each, every text as the laboratory wrote it."""

    name: str
    shape: Shape
    """How the table stood in its file."""
    diagnostics: Diagnostics
    """What was left out of it, with place and reason."""
    _csv: str

    def to_csv(self) -> str:
        """Give sample,depth,analyte,value,unit,uncertainty, which every function here reads."""
        return self._csv

    def frame(self) -> pd.DataFrame:
        """Give a frame with those columns, all text. Needs pandas."""
        from masseflyt.frames import need_pandas

        need_pandas()
        import pandas as pd

        return pd.read_csv(io.StringIO(self._csv), dtype=str, keep_default_na=False)

    def __len__(self) -> int:
        return sum(1 for _ in csv.reader(io.StringIO(self._csv))) - 1


def read_table(
    source: str | PathLike[str] | bytes,
    *,
    name: str = "",
    sheet: str | None = None,
    unit: str = "",
) -> LaboratoryTable:
    """Read a laboratory's table of results in any shape.

    One row per result, one row per sample with a column per analyte, or one row per analyte with
    a column per sample; comma, semicolon or tab; UTF-8 or Windows-1252; or an Excel workbook.
    Units stand in the names, "Bly (mg/kg TS)", or in a row or column of their own.

    Parameters
    ----------
    source
        The path of a file, or the bytes of one.
    name
        Stands before the places of faults; the name of the file if it has one.
    sheet
        Of a workbook; needed when more than one has anything in it. Needs openpyxl.
    unit
        Of results whose unit the table does not tell; not of dry matter.

    Raises
    ------
    InvalidDocumentError
        If this is no table of results; ``diagnostics`` holds every fault, as "file:row:column".
    FileError
        If the file cannot be read.
    NotFoundError
        If there is no such sheet.
    """
    label = name or (Path(source).name if not isinstance(source, bytes) else "table")
    table = table_bytes(source, sheet=sheet, name=label)
    shape, text, found = _masseflyt.read_laboratory_table(table, label, unit)
    return LaboratoryTable(label, _SHAPES[shape], Diagnostics(found), text)


def table_bytes(
    source: str | PathLike[str] | bytes, *, sheet: str | None = None, name: str = "table"
) -> bytes:
    """Give a table as the bytes of a CSV file: a CSV file as it is, a workbook's sheet made one.

    What :func:`masseflyt.classification.classify_csv` and the like take.
    """
    raw = source if isinstance(source, bytes) else read(Path(source))
    by_name = not isinstance(source, bytes) and Path(source).suffix.lower() in _EXCEL[1]
    return _sheet(raw, sheet, name) if raw.startswith(_EXCEL[0]) or by_name else raw


# ---- workbooks -----------------------------------------------------------------------------------


def _sheet(raw: bytes, sheet: str | None, name: str) -> bytes:
    try:
        import openpyxl
    except ImportError as error:
        message = f"{name} is an Excel workbook: reading it needs openpyxl (masseflyt[excel])"
        raise ImportError(message) from error
    try:
        with zipfile.ZipFile(io.BytesIO(raw)) as archive:
            unpacked = sum(member.file_size for member in archive.infolist())
        fits = unpacked <= _MOST_BYTES
        book = openpyxl.load_workbook(io.BytesIO(raw), data_only=True) if fits else None
    except Exception as error:  # openpyxl tells broken files by a dozen kinds of them
        message = f"{name}: expected an Excel workbook ({error})"
        raise make(ErrorCode.INVALID_DOCUMENT, message, name) from None
    if book is None:
        message = f"{name}: expected at most {_MOST_BYTES >> 20} MB unpacked"
        raise make(ErrorCode.LIMIT_EXCEEDED, message, name)
    return _csv_of(_choose(book, sheet, name), name)


def _choose(book: Any, sheet: str | None, name: str) -> Any:
    sheets = {s.title: s for s in book.worksheets}
    if sheet is not None:
        if sheet not in sheets:
            message = f"{name} has no sheet {sheet!r}; there are {', '.join(sheets)}"
            raise make(ErrorCode.NOT_FOUND, message, name)
        return sheets[sheet]
    filled = [s for s in sheets.values() if any(c is not None for row in s.values for c in row)]
    if len(filled) == 1:
        return filled[0]
    names = ", ".join(s.title for s in filled) or "none"
    message = f"{name}: expected one sheet with results, or its name; filled are: {names}"
    raise make(ErrorCode.INVALID_DOCUMENT, message, name)


def _csv_of(sheet: Any, name: str) -> bytes:
    if sheet.max_row * sheet.max_column > _MOST_CELLS:
        message = f"{name}: expected at most {_MOST_CELLS} cells in a sheet"
        raise make(ErrorCode.LIMIT_EXCEEDED, message, name)
    out = io.StringIO()
    out.write("sep=;\n")  # a table with one column has no separator to tell
    writer = csv.writer(out, delimiter=";", lineterminator="\n")
    for row in sheet.iter_rows(min_row=1, min_col=1):
        writer.writerow(_texts(row))
    return out.getvalue().encode()


def _texts(row: Iterable[Any]) -> list[str]:
    return [_text(cell) for cell in row]


def _text(cell: Any) -> str:
    """Give what the cell shows; of numbers, all digits that are stored."""
    value = cell.value
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value)
    if isinstance(value, (int, float)):
        percent = isinstance(cell.number_format, str) and cell.number_format.endswith("%")
        return f"{value * 100:.12g} %" if percent else f"{value:.15g}"
    if isinstance(value, (datetime.datetime, datetime.date)):
        return value.isoformat()
    return str(value)
