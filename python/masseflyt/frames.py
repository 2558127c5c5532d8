"""Tables of the library as pandas data frames and back. Everything here needs pandas.

Two kinds of months: in the tables of a *scenario* a month is a pandas ``Period`` (``period[M]``),
which counts and compares as months do; in the tables of a *plan* ``period`` is the instant at
which the month begins in Norway (``datetime64[s, Europe/Oslo]``), ready to be resampled or plotted.
"""

from __future__ import annotations

import datetime
import json
import re
from collections.abc import Iterable, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any

import numpy as np

from masseflyt import _masseflyt
from masseflyt.errors import ErrorCode, make

if TYPE_CHECKING:
    import pandas as pd

__all__ = ["cell", "frame_of_cells", "frame_of_columns", "frame_of_rows", "need_pandas"]

# CellKind of C++.
MISSING, TEXT, NUMBER, BOOLEAN, JSON = range(5)

_MONTH = re.compile(r"(19|20|21)\d\d-(0[1-9]|1[0-2])")

Cells = tuple[str, Any, list[str]]
"""Name, kinds and texts of a column."""


def need_pandas() -> None:
    """Say which extra is missing, before pandas would say that it is no module."""
    try:
        import pandas  # noqa: F401
    except ImportError as error:
        raise ImportError(
            "data frames need pandas, which is not installed: pip install 'masseflyt[pandas]'"
        ) from error


# ---- results: columns of numbers and words -------------------------------------------------------


def frame_of_columns(
    columns: Mapping[str, Any], months: Iterable[str] = (), *, utc: bool = False
) -> pd.DataFrame:
    """Make a frame of what the library hands over.

    Parameters
    ----------
    columns
        By name: an array, or a pair (codes, words).
    months
        Columns that count months since January 1970.
    utc
        Say of instants (datetime64[ns]) that they are in UTC.
    """
    need_pandas()
    import pandas as pd

    data: dict[str, Any] = {}
    for name, column in columns.items():
        if isinstance(column, tuple):
            codes, words = column
            data[name] = np.array([*words, ""], dtype=object)[codes]
        elif name in months:
            data[name] = _month_start(column)
        elif utc and column.dtype == np.dtype("datetime64[ns]"):
            data[name] = pd.DatetimeIndex(column).tz_localize("UTC")
        else:
            data[name] = column
    return pd.DataFrame(data)


def _month_start(months: Any) -> pd.DatetimeIndex:
    import pandas as pd

    civil = np.asarray(months).astype("datetime64[M]").astype("datetime64[s]")
    # In 1916 the clocks were put back at midnight; the first of the two is the beginning.
    first = np.ones(len(civil), dtype=bool)
    return pd.DatetimeIndex(civil).tz_localize("Europe/Oslo", ambiguous=first)


def frame_of_rows(names: Sequence[str], rows: Sequence[Sequence[object]]) -> pd.DataFrame:
    """Make a frame of a few rows."""
    need_pandas()
    import pandas as pd

    return pd.DataFrame({name: [row[i] for row in rows] for i, name in enumerate(names)})


# ---- scenarios: cells, with their kind -----------------------------------------------------------


@cache
def _column_types(table: str) -> dict[str, str]:
    """Type of each column that the schema knows: number, integer, boolean, month or text."""
    schema = json.loads(_masseflyt.json_schema())
    rows = schema["properties"].get(table, {}).get("items", {})
    return {name: _type_of(p, schema) for name, p in _resolve(rows, schema)["properties"].items()}


def _resolve(part: dict[str, Any], schema: dict[str, Any]) -> dict[str, Any]:
    if "$ref" in part:
        found: Any = schema
        for step in part["$ref"].removeprefix("#/").split("/"):
            found = found[step]
        return {**part, **_resolve(found, schema)}
    return part


def _type_of(part: dict[str, Any], schema: dict[str, Any]) -> str:
    part = _resolve(part, schema)
    kind = part.get("type")
    if kind in ("number", "integer", "boolean"):
        return str(kind)
    return "month" if kind == "string" and "pattern" in part else "text"


def frame_of_cells(table: str, columns: Sequence[Cells]) -> pd.DataFrame:
    """Make a frame of a table of a scenario.

    A column whose cells all fit the type that the schema gives it gets that type: float64,
    Int64, boolean or period[M]. Any other column holds its cells as they are, so that a faulty
    table can be looked at.
    """
    need_pandas()
    import pandas as pd

    types = _column_types(table)
    return pd.DataFrame(
        {name: _series(types.get(name, ""), kinds, texts) for name, kinds, texts in columns},
        columns=[name for name, _, _ in columns],
    )


def _series(kind: str, kinds: Any, texts: list[str]) -> pd.Series[Any]:
    import pandas as pd

    there = kinds != MISSING
    values = [_value(int(k), t) for k, t in zip(kinds, texts, strict=True)]
    if kind in ("number", "integer") and bool(np.all(kinds[there] == NUMBER)):
        numbers = [np.nan if v is None else float(v) for v in values]
        whole = kind == "integer" and all(n != n or n.is_integer() for n in numbers)
        return pd.Series(numbers, dtype="Int64" if whole else "float64")
    if kind == "boolean" and bool(np.all(kinds[there] == BOOLEAN)):
        return pd.Series(values, dtype="boolean")
    if kind == "month" and all(v is None or _MONTH.fullmatch(str(v)) for v in values):
        return pd.Series(pd.PeriodIndex(values, freq="M"))
    plain = all(v is None or isinstance(v, str) for v in values) and any(values)
    return pd.Series(values) if plain else pd.Series(values, dtype=object)


def _value(kind: int, text: str) -> Any:
    if kind == MISSING:
        return None
    if kind == NUMBER:
        return int(text) if re.fullmatch(r"-?\d{1,15}", text) else float(text)
    if kind == BOOLEAN:
        return text == "yes"
    return json.loads(text) if kind == JSON else text


def cells_of_frame(table: str, frame: pd.DataFrame) -> list[tuple[str, list[int], list[str]]]:
    """Take a frame apart into the cells of a table. Its index does not count.

    Raises
    ------
    InvalidArgumentError
        If two columns have one name, or a name is no text.
    """
    columns: list[tuple[str, list[int], list[str]]] = []
    for position, name in enumerate(frame.columns):
        if not isinstance(name, str) or any(name == other for other, _, _ in columns):
            message = f"column {name!r} of {table}: expected a name of its own, as text"
            raise make(ErrorCode.INVALID_ARGUMENT, message, f"/{table}")
        cells = [cell(v, private=name.startswith("x-")) for v in frame.iloc[:, position]]
        columns.append((name, [kind for kind, _ in cells], [text for _, text in cells]))
    return columns


def cell(value: object, *, private: bool = False) -> tuple[int, str]:
    """Turn a Python value into kind and text of a cell.

    Lists become "a;b" and mappings "k:v;l:w", as in CSV; in a ``private`` column, one whose name
    starts with "x-", they stay JSON. None, NaN, NaT and NA are missing.

    >>> cell(500_000.0), cell(True), cell(["S16", "S17"]), cell({"clean": 0.7}), cell(None)
    ((2, '500000'), (3, 'yes'), (1, 'S16;S17'), (1, 'clean:0.7'), (0, ''))
    """
    if value is None:
        return MISSING, ""
    if isinstance(value, str):
        return TEXT, value
    if isinstance(value, (bool, np.bool_)):
        return BOOLEAN, "yes" if value else "no"
    if isinstance(value, (int, np.integer)):
        return NUMBER, str(int(value))
    if isinstance(value, (float, np.floating)):
        return _number(float(value))
    if isinstance(value, Mapping):
        return _joined(value, [f"{k}:{cell(v)[1]}" for k, v in value.items()], private)
    if isinstance(value, (list, tuple)):
        return _joined(value, [cell(v)[1] for v in value], private)
    return _time(value)


def _number(value: float) -> tuple[int, str]:
    if value != value:
        return MISSING, ""
    if value in (float("inf"), -float("inf")):
        return TEXT, str(value)
    return NUMBER, str(int(value)) if value.is_integer() and abs(value) < 1e15 else repr(value)


def _joined(value: object, words: list[str], private: bool) -> tuple[int, str]:
    if private or any(";" in word for word in words):
        return JSON, json.dumps(value)
    return (TEXT, ";".join(words)) if words else (MISSING, "")


def _time(value: object) -> tuple[int, str]:
    """Months: a Period, or the instant or day at which one begins."""
    text = str(value)
    if text in ("NaT", "<NA>"):
        return MISSING, ""
    if isinstance(value, (datetime.date, np.datetime64)):
        text = value.isoformat() if isinstance(value, datetime.date) else text
        begins = re.fullmatch(r"(\d{4}-\d\d)(-01)?(T00:00:00(\.0+)?)?([+-]\d\d:\d\d)?", text)
        text = begins[1] if begins else text
    return TEXT, text
