"""Is a mass contaminated, in which condition class, and why?

>>> from masseflyt import classification
>>> table = "sample,analyte,value,unit\\nP1,Bly,\\"55,5\\",mg/kg TS\\nP1,Arsen,<5,mg/kg TS\\n"
>>> print(classification.classify_csv(table).splitlines()[1].partition(",\\"")[0])
P1,no,1,,,conclusive
"""

from __future__ import annotations

import csv
import io
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.plan import Language

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["classify", "classify_csv"]

_COLUMNS = ("sample", "analyte", "value", "unit")


def classify(
    samples: pd.DataFrame | str | PathLike[str],
    *,
    lang: Language = "en",
    explain: bool = False,
    strict: bool = False,
) -> pd.DataFrame:
    """Judge soil samples by forurensningsforskriften kap. 2 and TA-2553. Needs pandas.

    Parameters
    ----------
    samples
        One row per result: sample, analyte, value, unit. A frame, or the path of a CSV file.
        A value may be a number or a text as laboratories write it: "<0.03", "nd", "1,2".
    lang
        Language of the reasons.
    explain
        Reasons with their sources and what would change them.
    strict
        Trust no limit whose source nobody has checked, and no "nd" without its limit.

    Returns
    -------
    DataFrame
        One row per sample: sample, contaminated (yes, no, unknown), condition_class (Int64, 1 to
        6; NA when the results leave it open), drivers, above_normverdi, status, reasons; lists
        are joined by ";". ``attrs["diagnostics"]`` holds the warnings.

    Raises
    ------
    InvalidDocumentError
        If a column is missing or a result cannot be read; ``diagnostics`` holds every fault.
    FileError
        If the file cannot be read.

    >>> import pandas as pd
    >>> results = pd.DataFrame({"sample": ["P1"], "analyte": ["Bly"], "value": [700.0],
    ...                         "unit": ["mg/kg TS"]})
    >>> classify(results)[["contaminated", "condition_class"]].values.tolist()
    [['yes', 4]]
    """
    from masseflyt.frames import need_pandas

    need_pandas()
    import pandas as pd

    if isinstance(samples, pd.DataFrame):
        table, name = _csv_of(samples), "samples"
    else:
        table, name = read(Path(samples)), Path(samples).name
    text, found = _masseflyt.classify_csv(table, name, lang == "nb", explain, strict)
    rows = list(csv.reader(io.StringIO(text)))
    frame = pd.DataFrame([[_plain(c) for c in row] for row in rows[1:]], columns=rows[0])
    classes = pd.to_numeric(frame["condition_class"], errors="coerce")
    frame["condition_class"] = classes.astype("Int64")
    frame.attrs["diagnostics"] = [str(d) for d in found]
    return frame


def classify_csv(
    table: str | bytes,
    *,
    name: str = "samples.csv",
    lang: Language = "en",
    explain: bool = False,
    strict: bool = False,
) -> str:
    """Judge samples as :func:`classify` does, from the text of a CSV file to that of another.

    Comma, semicolon or tab, UTF-8 or Windows-1252, columns in any order. ``name`` stands before
    the places of faults. Cells that a spreadsheet would run as a formula get an apostrophe.

    Raises
    ------
    InvalidDocumentError
        If a column is missing or a result cannot be read; ``diagnostics`` holds every fault.
    """
    return judge(table, name=name, lang=lang, explain=explain, strict=strict)[0]


def judge(
    table: str | bytes, *, name: str, lang: Language, explain: bool, strict: bool
) -> tuple[str, Diagnostics]:
    """As :func:`classify_csv`, and the warnings with it."""
    raw = table.encode() if isinstance(table, str) else table
    text, found = _masseflyt.classify_csv(raw, name, lang == "nb", explain, strict)
    return text, Diagnostics(found)


def read(path: Path) -> bytes:
    """Read a file whole; FileError if that cannot be done."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", str(path)) from None


def _csv_of(samples: pd.DataFrame) -> bytes:
    from masseflyt.frames import cell

    there = [c for c in _COLUMNS if c in samples.columns]  # what is missing is told by C++
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(there)
    for row in samples[there].itertuples(index=False):
        writer.writerow([cell(value)[1] for value in row])
    return out.getvalue().encode()


def _plain(text: str) -> str:
    """Take away the apostrophe that protects spreadsheets; a frame runs no formulas."""
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@\t\r\n") else text
