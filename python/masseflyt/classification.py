"""Is a mass contaminated, in which condition class, and why? And what kind of soil is it?

>>> from masseflyt import classification
>>> table = "sample,analyte,value,unit\\nP1,Bly,\\"55,5\\",mg/kg TS\\nP1,Arsen,<5,mg/kg TS\\n"
>>> print(classification.classify_csv(table).splitlines()[1].partition(",\\"")[0])
P1,no,1,,,conclusive
"""

from __future__ import annotations

import csv
import datetime
import io
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from masseflyt import _masseflyt
from masseflyt.diagnostics import Diagnostics
from masseflyt.errors import ErrorCode, make
from masseflyt.fitness import Duty, Fit, FitReason, UseRanking, duties, fit, lot, uses
from masseflyt.plan import Language

if TYPE_CHECKING:
    from collections.abc import Sequence

    import pandas as pd

    from masseflyt.rules import RulePack

__all__ = [
    "SOIL_SYSTEMS",
    "Duty",
    "Fit",
    "FitReason",
    "UseRanking",
    "classify",
    "classify_csv",
    "duties",
    "fit",
    "lot",
    "results_of",
    "soil",
    "soil_csv",
    "uses",
]

_COLUMNS = ("sample", "analyte", "value", "unit")

SoilSystem = Literal["uscs", "aashto", "iso14688", "frost"]

SOIL_SYSTEMS: dict[SoilSystem, int] = {"uscs": 1, "aashto": 2, "iso14688": 3, "frost": 4}
"""The systems of :func:`soil`, with their numbers in C++ and C."""


def classify(
    samples: pd.DataFrame | str | PathLike[str],
    *,
    lang: Language = "en",
    explain: bool = False,
    strict: bool = False,
    date: datetime.date | str | None = None,
    rules: Sequence[RulePack] = (),
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
    date
        Judge by the rules of this day; None: the newest.
    rules
        Own packs of clean limits or condition classes, as :func:`masseflyt.rules.read_rule_pack`
        gives them. Each stands in place of the built-in pack of its method.

    Returns
    -------
    DataFrame
        One row per sample: sample, contaminated (yes, no, unknown), condition_class (Int64, 1 to
        6; NA when the results leave it open), drivers, above_normverdi, status, reasons; lists
        are joined by ";". ``attrs["diagnostics"]`` holds the warnings, ``attrs["rules"]`` the
        rule packs that the verdicts rest on, as "id@sha-256".

    Raises
    ------
    InvalidDocumentError
        If a column is missing or a result cannot be read; ``diagnostics`` holds every fault.
    NotFoundError
        If no rules were in force on the date.
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
    table, name = _table_of(samples)
    text, found = judge(
        table, name=name, lang=lang, explain=explain, strict=strict, date=date, rules=rules
    )
    frame = _frame_of(text, "condition_class", found)
    frame.attrs["rules"] = rules_of(date, rules)
    return frame


def classify_csv(
    table: str | bytes,
    *,
    name: str = "samples.csv",
    lang: Language = "en",
    explain: bool = False,
    strict: bool = False,
    date: datetime.date | str | None = None,
    rules: Sequence[RulePack] = (),
) -> str:
    """Judge samples as :func:`classify` does, from the text of a CSV file to that of another.

    Comma, semicolon or tab, UTF-8 or Windows-1252, columns in any order. ``name`` stands before
    the places of faults. Cells that a spreadsheet would run as a formula get an apostrophe.

    Raises
    ------
    InvalidDocumentError
        If a column is missing or a result cannot be read; ``diagnostics`` holds every fault.
    NotFoundError
        If no rules were in force on the date.
    """
    return judge(
        table, name=name, lang=lang, explain=explain, strict=strict, date=date, rules=rules
    )[0]


def judge(
    table: str | bytes,
    *,
    name: str,
    lang: Language,
    explain: bool,
    strict: bool,
    date: datetime.date | str | None = None,
    rules: Sequence[RulePack] = (),
) -> tuple[str, Diagnostics]:
    """As :func:`classify_csv`, and the warnings with it."""
    text, found = _masseflyt.classify_csv(
        _bytes(table), name, lang == "nb", explain, strict, iso_day(date), _json_of(rules)
    )
    return text, Diagnostics(found)


def rules_of(date: datetime.date | str | None = None, rules: Sequence[RulePack] = ()) -> list[str]:
    """Rule packs that verdicts of a day rest on, as "id@sha-256"."""
    return _masseflyt.classify_rules(iso_day(date), _json_of(rules))


def _json_of(rules: Sequence[RulePack]) -> list[str]:
    return [pack.to_json() for pack in rules]


def results_of(samples: pd.DataFrame | str | PathLike[str]) -> pd.DataFrame:
    """Give results as the verdicts see them: mg/kg of dry matter, one row each. Needs pandas.

    Sums that were not reported are made of their members, what is not quantified as zero.

    Returns
    -------
    DataFrame
        sample, analyte (id), name, name_nb, kind (quantified, below_loq, not_detected,
        above_range), value (text: exact; the LOQ of what is below it).
    """
    from masseflyt.frames import frame_of_rows

    table, name = _table_of(samples)
    kinds = ("", "quantified", "below_loq", "not_detected", "above_range", "missing")
    rows = _masseflyt.results_of_table(table, name)
    names = ["sample", "analyte", "name", "name_nb", "kind", "value"]
    return frame_of_rows(names, [[*r[:4], kinds[r[4]], r[5]] for r in rows])


# ---- kinds of soil -------------------------------------------------------------------------------


def soil(
    tests: pd.DataFrame | str | PathLike[str],
    *,
    system: SoilSystem,
    lang: Language = "en",
    explain: bool = False,
) -> pd.DataFrame:
    """Name soils after ASTM D2487, AASHTO M 145, ISO 14688-2 or by frost group. Needs pandas.

    Parameters
    ----------
    tests
        One row per soil: id, and what was tested of pass_no4_4_75mm, pass_no10_2mm,
        pass_no40_0_425mm, pass_no200_0_075mm, pass_0_2mm, pass_0_063mm, pass_0_02mm, pass_0_002mm
        (per cent by mass), LL, PL (per cent water), D10_mm, D30_mm, D60_mm, organic (yes, no)
        and plasticity (NP). A frame, or the path of a CSV file.
    system
        "uscs", "aashto", "iso14688" or "frost".
    lang
        Language of ``decided_by``.
    explain
        One more column, ``decided_by``: the tests that would decide an open answer.

    Returns
    -------
    DataFrame
        One row per soil: id, symbol (empty when the tests leave it open), name, group_index
        (Int64, AASHTO), alternatives: all else that it can be, joined by ";".

    Raises
    ------
    InvalidDocumentError
        If there is no id or a test cannot be; ``diagnostics`` holds every fault.
    InvalidArgumentError
        If there is no such system.
    FileError
        If the file cannot be read.

    >>> import pandas as pd
    >>> tests = pd.DataFrame({"id": ["A"], "pass_no200_0_075mm": [60.0], "LL": [45], "PL": [20]})
    >>> soil(tests, system="uscs")["symbol"].to_list()
    ['CL']
    """
    from masseflyt.frames import need_pandas

    need_pandas()
    import pandas as pd

    if isinstance(tests, pd.DataFrame):
        table, name = _csv_of(tests), "soils"
    else:
        table, name = read(Path(tests)), Path(tests).name
    text, found = name_soils(table, name=name, system=system, lang=lang, explain=explain)
    return _frame_of(text, "group_index", found)


def soil_csv(
    table: str | bytes,
    *,
    system: SoilSystem,
    name: str = "soils.csv",
    lang: Language = "en",
    explain: bool = False,
) -> str:
    """Name soils as :func:`soil` does, from the text of a CSV file to that of another."""
    return name_soils(table, name=name, system=system, lang=lang, explain=explain)[0]


def name_soils(
    table: str | bytes, *, name: str, system: SoilSystem, lang: Language, explain: bool
) -> tuple[str, Diagnostics]:
    """As :func:`soil_csv`, and the warnings with it."""
    if system not in SOIL_SYSTEMS:
        message = f"system {system!r}: expected one of {', '.join(SOIL_SYSTEMS)}"
        raise make(ErrorCode.INVALID_ARGUMENT, message)
    text, found = _masseflyt.classify_soil_csv(
        _bytes(table), name, SOIL_SYSTEMS[system], lang == "nb", explain
    )
    return text, Diagnostics(found)


# ---- shared --------------------------------------------------------------------------------------


def as_day(date: datetime.date | str) -> datetime.date:
    """Take a day as Python or ISO 8601 writes it; InvalidArgumentError if it is none."""
    if isinstance(date, datetime.datetime):
        return date.date()
    if isinstance(date, datetime.date):
        return date
    try:
        return datetime.datetime.strptime(date, "%Y-%m-%d").date()
    except ValueError:
        message = f"date {date!r}: expected a day such as 2026-03-01"
        raise make(ErrorCode.INVALID_ARGUMENT, message) from None


def iso_day(date: datetime.date | str | None) -> str:
    """Write a day as ISO 8601; nothing for None."""
    return "" if date is None else as_day(date).isoformat()


def _bytes(table: str | bytes) -> bytes:
    return table.encode() if isinstance(table, str) else table


def read(path: Path) -> bytes:
    """Read a file whole; FileError if that cannot be done."""
    try:
        return path.read_bytes()
    except OSError as error:
        reason = error.strerror or str(error)
        raise make(ErrorCode.IO, f"{path} cannot be read: {reason}", str(path)) from None


def _table_of(samples: pd.DataFrame | str | PathLike[str]) -> tuple[bytes, str]:
    """Give the bytes of a table of results, and what stands before the places of its faults."""
    if isinstance(samples, (str, PathLike)):
        from masseflyt.laboratory import table_bytes

        name = Path(samples).name
        return table_bytes(Path(samples), name=name), name
    there = [c for c in _COLUMNS if c in samples.columns]  # what is missing is told by C++
    return _csv_of(samples[there]), "samples"


def _csv_of(table: pd.DataFrame) -> bytes:
    from masseflyt.frames import cell

    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    for row in table.itertuples(index=False):
        writer.writerow([cell(value)[1] for value in row])
    return out.getvalue().encode()


def _frame_of(text: str, whole: str, found: Diagnostics) -> pd.DataFrame:
    """Make a frame of a table of ours; the column ``whole`` holds whole numbers or nothing."""
    import pandas as pd

    rows = list(csv.reader(io.StringIO(text)))
    frame = pd.DataFrame([[plain(c) for c in row] for row in rows[1:]], columns=rows[0])
    frame[whole] = pd.to_numeric(frame[whole], errors="coerce").astype("Int64")
    frame.attrs["diagnostics"] = [str(d) for d in found]
    return frame


def plain(text: str) -> str:
    """Take away the apostrophe that protects spreadsheets; a frame runs no formulas."""
    return text[1:] if text[:1] == "'" and text[1:2] in tuple("=+-@\t\r\n") else text
