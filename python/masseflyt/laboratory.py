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
from masseflyt.classification import as_day, read
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import pandas as pd

__all__ = [
    "LaboratoryTable",
    "SampleSet",
    "Shape",
    "read_table",
    "sample_set",
    "table_bytes",
]

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


# ---- sets of samples -----------------------------------------------------------------------------

Answer = Literal["yes", "no", "unknown"]
Duplicates = Literal["worst", "mean", "refuse"]

_ANSWERS: dict[int, Answer] = {-1: "unknown", 0: "no", 1: "yes"}
_DUPLICATES: dict[Duplicates, int] = {"worst": 1, "mean": 2, "refuse": 3}


@dataclass(frozen=True)
class SampleSet:
    """What many samples of one mass say together: its worst sample, and the distribution."""

    contaminated: Answer
    """Of the worst sample, whatever was decided."""
    condition_class: int | None
    """Of the worst sample; 6 is above class 5; None when the results leave it open."""
    worst: tuple[str, ...]
    """Samples that reach that class."""
    contaminated_after_decision: Answer
    """With the exceedances left out that ``decision`` excuses."""
    excused: tuple[str, ...]
    """Samples that it excuses."""
    reasons: tuple[str, ...]
    rules: tuple[str, ...]
    """Packs that the verdict rests on, as "id@sha-256"."""
    diagnostics: Diagnostics
    _distribution: str

    def to_csv(self) -> str:
        """Give one row per layer and analyte: n, quantified, min, median, mean, p90, max, shares.

        "<5" is only known to lie below 5, "3-5" between the two. Layers are "all", "0-1" and ">1"
        metres below ground, and "not_told".
        """
        return self._distribution

    def frame(self) -> pd.DataFrame:
        """Give that table as a frame. Needs pandas."""
        from masseflyt.frames import need_pandas

        need_pandas()
        import pandas as pd

        return pd.read_csv(
            io.StringIO(self._distribution),
            dtype=dict.fromkeys(("min", "median", "mean", "p90", "max", "worst"), str),
            keep_default_na=False,
        )


def sample_set(
    source: str | PathLike[str] | bytes,
    *,
    name: str = "",
    sheet: str | None = None,
    unit: str = "",
    duplicates: Duplicates = "worst",
    decision: str = "",
    strict: bool = False,
    date: datetime.date | str | None = None,
    lang: Literal["en", "nb"] = "en",
) -> SampleSet:
    """Judge the samples of one mass together, by the worst of them.

    Nothing is averaged away, because the rule of TA-2553 for sets of samples was not found.

    Parameters
    ----------
    source, name, sheet, unit
        A table of any shape, as for :func:`read_table`.
    duplicates
        What counts of several results of one analyte in a sample: the worst, their mean with half
        the LOQ for what is below it, or none of them: an error.
    decision
        Name and date of a decision of the authority that exceedances within the measurement
        uncertainty do not count. What it excuses is listed.
    strict, date, lang
        As for :func:`masseflyt.classify`.

    Raises
    ------
    InvalidDocumentError
        As :func:`read_table`, for results that cannot be, and for refused duplicates.

    >>> table = b"sample,Zn (mg/kg TS)\\nP1,100\\nP2,250\\nP3,<20\\n"
    >>> found = sample_set(table)
    >>> found.contaminated, found.condition_class, found.worst
    ('yes', 2, ('P2',))
    >>> found.to_csv().splitlines()[1]
    'all,zn,3,2,<20,100,120,250,250,mg/kg TS,1,33.3,0,1,0,0,0,0,P2'
    """
    if duplicates not in _DUPLICATES:
        message = f"duplicates {duplicates!r}: expected one of {', '.join(_DUPLICATES)}"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    label = name or (Path(source).name if not isinstance(source, bytes) else "table")
    table = table_bytes(source, sheet=sheet, name=label)
    day = "" if date is None else as_day(date).isoformat()
    told, found = _masseflyt.sample_set(
        table, label, unit, _DUPLICATES[duplicates], decision, strict, day
    )
    contaminated, low, high, after, worst, excused, rules, reasons, distribution = told
    return SampleSet(
        _ANSWERS[contaminated],
        low if low == high and low > 0 else None,
        tuple(worst),
        _ANSWERS[after],
        tuple(excused),
        tuple(r[lang == "nb"] + (f" [{r[2]}]" if r[2] else "") for r in reasons),
        tuple(rules),
        Diagnostics(found),
        distribution,
    )
